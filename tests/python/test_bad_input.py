"""Whatever comes in: a result, or an error that says what and where; never a crash."""

import json
import time

import pytest
import servanda as sv
from conftest import BRIEF

SENTENCE = "In 2007 the ministry promised to publish its accounts, and in 2009 it did. "


def whole(text, **options):
    """Reads and assesses, and checks that all places hold."""
    document = sv.read_many([("t", text)], on_error="raise", **options)[0]
    report = sv.assess(document)
    assert json.loads(report.to_json())["text"] == document.text == text
    for found in [*document.sentences, *document.tokens, *report.commitments, *report.outcomes]:
        assert text[found.start : found.end] == found.quote
    assert repr(document) and repr(report) and document._repr_html_() and report._repr_html_() and report.show()
    return document


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\r\n", "\ufeff", "\u200b\u200b", "\x00", "\xa0\u3000"])
def test_nothing_to_read(text):
    document = whole(text)
    assert len(document.commitments) == len(document.outcomes) == 0
    assert "0 commitments" in repr(document)


@pytest.mark.parametrize(
    "text",
    [
        "...!?;:—“”‘’()[]{}<>", "?" * 5000, "(" * 5000, "-\n" * 3000, "[" * 3000 + "]" * 3000, "“" * 3000, "a" * 100_000,
        "1" * 50_000, "1,000," * 5000, "." * 50_000, "’s " * 5000, "\n" * 50_000, "• " * 3000, "A." * 10_000,
        "((((Art. 5(1)(a)(ii)))))", "«»„“”‟‚", "www." * 2000, "x@" * 2000, "-" * 20_000, "\t" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_marks_and_monsters(text):
    start = time.process_time()
    whole(text)
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "text",
    [
        "They promised\rto reform\rthe law.", "Reform\x00ed \x00 law.", "\x01\x02\x1b[31mred\x07", "A\x85B\u2028C\u2029D",
        "العربية وعدت الحكومة", "\u202eesrever\u202c promised", "שלום — promised to act", "👩‍👩‍👧‍👦 promised 🇰🇿 to act by 2010.",
        "e\u0301" * 500, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L", "ﷺ" * 100, "𝔗𝔥𝔢𝔶 𝔭𝔯𝔬𝔪𝔦𝔰𝔢𝔡", "ǅ ß ŉ İ ı", "\U0010ffff\ufffe\uffff",
        "\r\n".join(BRIEF.split("\n")), BRIEF.replace(" ", "\xa0"), BRIEF.upper(), BRIEF.lower(), BRIEF[::-1],
    ],
    ids=range(19),
)  # fmt: skip
def test_odd_characters(text):
    whole(text)
    whole(text, repair="none")
    whole(text, repair="full")


def test_one_long_line():
    text = SENTENCE * (5_000_000 // len(SENTENCE))
    assert len(sv.read(text).sentences) > 1000


def test_many_short_lines():
    document = sv.read("They act.\n" * 200_000)
    assert len(document.tokens) > 200_000


def test_time_grows_with_the_text_and_no_faster():
    def spent(times):
        text = (SENTENCE + BRIEF + "\n\n") * times
        start = time.process_time()
        sv.assess(sv.read(text))
        return time.process_time() - start

    spent(2)
    small = min(spent(40) for _ in range(3))
    assert spent(400) < 40 * small + 0.5


@pytest.mark.parametrize("unit", [SENTENCE, "by the end of 2010 it will act. ", "the ministry promised to pay and "])
def test_one_paragraph_without_end_is_no_slower(unit):
    def spent(length):
        text = unit * (length // len(unit))
        start = time.process_time()
        sv.assess(sv.read(text))
        return time.process_time() - start

    spent(1000)
    small = min(spent(50_000) for _ in range(3))
    assert spent(200_000) < 12 * small + 0.5


@pytest.mark.parametrize("text", ["x\ud800y", "\udfff", "Promised " * 100 + "\udc80"])
def test_lone_surrogates_are_refused_with_their_place(text):
    place = next(i for i, c in enumerate(text) if 0xD800 <= ord(c) < 0xE000)
    with pytest.raises(sv.Error, match=rf"character {place} .*U\+{ord(text[place]):04X}"):
        sv.read(text)
    assert f"character {place} " in sv.read_many([text, "Fine."]).errors[0].reason


def test_code_pages(tmp_path):
    text = "The café’s “promise” was naïve — 5 €."
    for encoding in ["utf-8", "utf-8-sig", "utf-16", "cp1252"]:
        assert sv.read(text.encode(encoding)).text == text, encoding
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(text.encode(encoding))
        assert sv.read(path).text == text, encoding
    assert sv.read("né promis".encode("latin-1")).text == "né promis"
    assert sv.read("обещал".encode("koi8-r"), encoding="koi8-r").text == "обещал"
    with pytest.raises(sv.Error, match="byte 4 .*0xff"):
        sv.read(b"Fine\xff\xff", encoding="utf-8")
    with pytest.raises(sv.Error, match="klingon"):
        sv.read(b"Fine", encoding="klingon")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "zip archive"),
        (b"{\\rtf1 ...}", "RTF"),
        (b"\x7fELF\x02\x01\x01" + bytes(9), "byte"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)), "byte"),
        (bytes(1000), "byte 0"),
    ],
)
def test_binary_files_are_named(data, says, tmp_path):
    with pytest.raises(sv.Error, match=says):
        sv.read(data)
    path = tmp_path / "odd.txt"
    path.write_bytes(data)
    with pytest.raises(sv.Error, match=r"odd\.txt.*"):
        sv.read(path)


def test_files_that_are_not_there(tmp_path):
    for given in [tmp_path / "missing", str(tmp_path / "missing.txt"), "missing.txt", "missing.pdf"]:
        with pytest.raises(FileNotFoundError, match="missing"):
            sv.read(given)
    for given in [tmp_path, str(tmp_path)]:
        with pytest.raises(IsADirectoryError, match="glob"):
            sv.read(given)
    with pytest.raises((ValueError, OSError)):
        sv.read(tmp_path / "nul\x00.txt")


@pytest.mark.parametrize("given", [None, 3, 1.5, ["a"], {"a": 1}, object()])
def test_what_is_no_text(given):
    with pytest.raises(TypeError, match="str, bytes or a path"):
        sv.read(given)


@pytest.mark.parametrize("date", ["soon", "2009-13", "2009-02-30", "09", "", "2009-1-1-1", "-2009", "二〇〇九"])
def test_dates_that_are_none(date):
    with pytest.raises(sv.Error, match="date"):
        sv.read("x", date=date)
    with pytest.raises(sv.Error, match="date"):
        sv.assess("x", as_of=date)


def test_wrong_options():
    with pytest.raises(TypeError):
        sv.read("x", date=[2009])
    with pytest.raises(sv.Error, match="'some'"):
        sv.read("x", repair="some")
    with pytest.raises(TypeError):
        sv.read_many(["x"], threads="two")
    with pytest.raises((OverflowError, ValueError)):
        sv.read_many(["x"], threads=-1)


@pytest.mark.parametrize(
    "text",
    [
        "Le gouvernement a promis de réformer la loi sur les médias avant la fin de l’année, mais il ne l’a pas fait. "
        * 5,
        "Die Regierung hat versprochen, das Gesetz bis zum Ende des Jahres zu ändern, und sie hat es nicht getan. " * 5,
        "Правительство обещало изменить закон о средствах массовой информации до конца года. " * 5,
    ],
)
def test_another_language_is_told(text):
    assert "not_english" in [warning.code for warning in sv.read(text).warnings]
    assert "not_english" not in [warning.code for warning in sv.read(BRIEF).warnings]


def test_one_bad_file_is_one_row(tmp_path):
    (tmp_path / "good.txt").write_text(BRIEF, encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x7fELF" + bytes(100))
    given = [tmp_path / "good.txt", tmp_path / "bad.txt", tmp_path / "gone.txt", tmp_path, "x\ud800", 7, BRIEF]
    corpus = sv.read_many(given)
    assert [d.text for d in corpus] == [BRIEF, BRIEF]
    assert [error.index for error in corpus.errors] == [1, 2, 3, 4, 5]
    index, source, reason = corpus.errors[0]
    assert (index, source) == (1, str(tmp_path / "bad.txt")) and "byte" in reason
    assert corpus.errors.to_dict()["index"] == [1, 2, 3, 4, 5]
    assert "5 texts could not be read" in repr(corpus)


def test_pasted_html_and_markdown():
    whole("<p>The ministry <b>promised</b> &amp; pledged.</p><script>alert(1)</script>")
    whole("# Title\n\n* promised *to* act\n* [link](http://x.y)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
