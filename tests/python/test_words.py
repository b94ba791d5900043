"""Words with places, and PDF files: pages are set by the tests themselves."""

import itertools
import pickle
import sys

import pytest
import servanda as sv

SENTENCES = (
    "In May 2007 the government of Ruritania promised to abolish the licence fee for newspapers by the end of 2008. "
    "Parliament abolished the fee in March 2009. The ministry also pledged 40 million euros for rural schools. The schools "
    "have not received the money. It undertook not to close any radio station; two were shut down in 2010. Observers said "
    "that the reform of the courts was delayed again and that the council did not publish its accounts in that year. "
)


def lines_of(text, width=44):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def in_columns(text, pages=2, rows=12):
    """Lines as (page, x, y, words): two columns on each page, drawn line by line across both."""
    lines = lines_of(text)
    placed = []
    for at, line in enumerate(lines[: pages * 2 * rows]):
        page, rest = divmod(at, 2 * rows)
        column, row = divmod(rest, rows)
        placed.append((page + 1, 60 + column * 260, 80 + row * 13, line))
    return sorted(placed, key=lambda line: (line[0], line[2], line[1]))


def rows_of(placed, size=10):
    for page, x, y, line in placed:
        at = x
        for word in line.split():
            yield page, at, y, at + len(word) * size * 0.5, y + size, word
            at += (len(word) + 1) * size * 0.5


def pdf_of(placed, info="", trailer="", pages=None, drawing=""):
    """A PDF file with lines of Courier at places; no library is needed to write one."""
    count = pages or max(page for page, *_ in placed)
    objects = ["<</Type/Catalog/Pages 2 0 R>>", None, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"]
    kids = []
    for number in range(1, count + 1):
        drawn = ["BT /F1 8 Tf"]
        for page, x, y, line in placed:
            if page == number:
                shown = line.replace("\\", "").replace("(", "\\(").replace(")", "\\)")
                drawn.append(f"1 0 0 1 {x} {790 - y} Tm ({shown}) Tj")
        stream = "\n".join([*drawn, "ET", drawing])
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
    objects[1] = f"<</Type/Pages/Count {count}/Kids[{' '.join(kids)}]>>"
    objects.append(f"<<{info}>>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode("latin-1")
    start = len(out)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R{trailer}>>"
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer{head}\nstartxref\n{start}\n%%EOF".encode()
    return out


TEXT = SENTENCES * 3


@pytest.fixture(scope="module")
def placed():
    return in_columns(TEXT)


@pytest.fixture(scope="module")
def words(placed):
    return list(rows_of(placed))


def check(document, text=TEXT):
    assert document.clean.split() == text.split()
    for table in (document.sentences, document.entities, document.commitments, document.outcomes):
        assert len(table)
        for row in table:
            assert document.text[row.start : row.end] == row.quote
            assert row.page in (1, 2)
            assert row.paragraph >= 1
    assert [s.page for s in document.sentences] == sorted(s.page for s in document.sentences)
    assert document.pages == 2
    json = document.to_json()
    assert '"page":2' in json
    assert document.entities.to_pandas()["page"].tolist() == [e.page for e in document.entities]


def test_words_in_any_order(words):
    for given in (words, iter(words), words[::-1], [list(row) for row in words]):
        check(sv.read_words(given, id="a", date="2011"))
    assert sv.read_words(words, id="a", date="2011").date == "2011"
    check(sv.Reader(repair="safe").read_words(words))
    assert sv.read_words([]).text == ""


def test_plain_text_has_paragraphs_and_no_pages(brief):
    assert brief.pages is None
    assert [s.page for s in brief.sentences] == [None] * len(brief.sentences)
    assert brief.sentences[0].paragraph == 1
    assert "page" not in brief.to_json()
    assert brief.entities["page"] == [None] * len(brief.entities)


def test_a_document_of_pages_travels(words):
    document = sv.read_words(words)
    again = pickle.loads(pickle.dumps(document))
    assert again.to_json() == document.to_json()
    assert again.pages == 2
    kept = document.repairs.reject(0)
    assert kept.pages == 2
    assert kept.text == document.text


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ((1, float("nan"), 0, 1, 1, "a"), "word 1"),
        ((1, 0, 0, float("inf"), 1, "a"), "word 1"),
        ((1, 5, 0, 1, 1, "a"), "word 1"),
        ((0, 0, 0, 1, 1, "a"), "page 0"),
        ((1, 1e300, 0, 1e300, 1, "a"), "word 1"),
    ],
)
def test_hostile_places(row, named):
    with pytest.raises(sv.Error, match=named):
        sv.read_words([(1, 0, 0, 1, 1, "a"), row])


@pytest.mark.parametrize(
    "row", ["abcdef", (1, 2), (1, 0, 0, 1, 1, None), (1, "x", 0, 1, 1, "a"), 7, (-1, 0, 0, 1, 1, "a")]
)
def test_what_is_no_row(row):
    with pytest.raises(TypeError, match="word 1"):
        sv.read_words([(1, 0, 0, 1, 1, "a"), row])
    with pytest.raises(TypeError):
        sv.read_words(7)


def test_hocr(tmp_path, placed):
    def line(page, x, y, words):
        spans = "".join(
            f"<span class='ocrx_word' title='bbox {a} {b} {c} {d}; x_wconf 90'>{w}</span> "
            for _, a, b, c, d, w in rows_of([(page, x, y, words)])
        )
        return f"<span class='ocr_line'>{spans}</span>"

    pages = itertools.groupby(placed, key=lambda line: line[0])
    body = "".join("<div class='ocr_page'>" + "".join(line(*one) for one in lines) + "</div>" for _, lines in pages)
    file = f"<html><head><title>A scan</title></head><body>{body}</body></html>".replace(".0 ", " ")
    document = sv.read(file.encode())
    check(document)
    assert document.title == "A scan"


class TestPdf:
    pytest.importorskip("pypdfium2")

    def test_columns_drawn_line_by_line(self, tmp_path, placed):
        info = "/Title(The record of Ruritania)/CreationDate(D:20110203101112+01'00')"
        path = tmp_path / "brief.pdf"
        path.write_bytes(pdf_of(placed, info))
        document = sv.read(path)
        check(document)
        assert (document.id, document.title, document.date) == ("brief.pdf", "The record of Ruritania", "2011-02-03")
        assert sv.read(path, title="Mine", date="2012").title == "Mine"
        assert sv.read(path, date="2012").date == "2012"
        assert sv.read(path.read_bytes()).clean == document.clean
        assert pickle.loads(pickle.dumps(document)).to_json() == document.to_json()

    def test_many_on_many_threads(self, tmp_path, placed):
        for name in "abcdef":
            (tmp_path / f"{name}.pdf").write_bytes(pdf_of(placed))
        (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4 nothing")
        corpus = sv.read_many(str(tmp_path / "*.pdf"), threads=4)
        assert [d.id for d in corpus] == ["a.pdf", "b.pdf", "c.pdf", "e.pdf", "f.pdf"]
        assert [e.index for e in corpus.errors] == [3]
        assert "broken" in corpus.errors[0].reason
        for document in corpus:
            check(document)

    def test_what_cannot_be_read(self, tmp_path, placed):
        whole = pdf_of(placed)
        keys = f"/O<{'12' * 32}>/U<{'34' * 32}>"
        encrypted = pdf_of(placed, trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/P -4{keys}>>/ID[<00><00>]")
        for file, message in (
            (b"%PDF-", "broken"),
            (whole[:200], "broken"),
            (encrypted, "password"),
        ):
            with pytest.raises(sv.Error, match=message):
                sv.read(file)
        with pytest.raises(FileNotFoundError):
            sv.read(tmp_path / "missing.pdf")

    def test_pictures_without_text(self):
        image = "q 100 0 0 100 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID a EI Q"
        picture = pdf_of([], pages=1, drawing=image)
        with pytest.raises(sv.Error, match="page 1 is a picture"):
            sv.read(picture)
        assert sv.read(pdf_of([], pages=2)).text == ""

    def test_without_the_extra(self, monkeypatch, placed):
        monkeypatch.setitem(sys.modules, "pypdfium2", None)
        with pytest.raises(sv.Error, match=r"pip install 'servanda\[pdf\]'"):
            sv.read(pdf_of(placed))
