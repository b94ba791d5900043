"""The names that users rely on, and what they print."""

import datetime
import json
import pickle
import subprocess
import sys

import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES

VERDICTS = {"fulfilled", "partly_fulfilled", "not_fulfilled", "breached", "no_evidence"}


def test_public_names_are_there():
    assert all(hasattr(sv, name) for name in sv.__all__)
    assert {name for name in dir(sv) if not name.startswith("_")} - {"TYPE_CHECKING"} <= set(sv.__all__)
    assert sv.read.__doc__ and sv.Document.commitments.__doc__


def test_import_is_quick_and_brings_no_heavy_package():
    code = (
        "import sys, time; start = time.process_time(); import servanda; spent = time.process_time() - start\n"
        "heavy = {'pandas', 'numpy', 'tqdm', 'html', 'json', 'argparse', 'polars'} & set(sys.modules)\n"
        "assert not heavy, heavy\nprint(spent)"
    )
    spent = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(5))
    assert spent < 0.05


def test_read_takes_path_bytes_and_text(tmp_path):
    path = tmp_path / "brief.txt"
    path.write_text(BRIEF, encoding="utf-8", newline="")
    by_path, by_name = sv.read(path), sv.read(str(path))
    assert by_path.id == by_name.id == "brief.txt"
    assert by_path.text == sv.read(BRIEF).text == sv.read(BRIEF.encode()).text == BRIEF
    assert sv.read(bytearray(BRIEF.encode())).text == sv.read(memoryview(BRIEF.encode())).text == BRIEF
    extensionless = tmp_path / "brief"
    extensionless.write_text("One sentence.")
    assert sv.read(str(extensionless)).text == "One sentence."


def test_a_string_is_text_unless_it_names_a_file():
    for text in ["They promised reform.", "see annex.txt\nand more", "brief", "What next?", "a" * 2000 + ".txt"]:
        assert sv.read(text).text == text


def test_what_the_caller_says_is_kept(brief):
    assert (brief.id, brief.date, brief.publisher, brief.title) == ("ruritania", "2011", "the tests", None)
    assert brief.docvars == {"country": "RUR"}
    assert sv.read("x", date=datetime.date(2009, 12, 31)).date == "2009-12-31"
    assert sv.read("x", date=datetime.datetime(2009, 12, 31, 1)).date == "2009-12-31"
    assert sv.read("x", date=2009).date == "2009"
    assert brief.sentences.to_dict()["doc_country"] == ["RUR"] * len(brief.sentences)


def test_document_has_its_parts(brief):
    assert brief.text == BRIEF and "received" in brief.clean
    assert [token.quote for token in brief.sentences[0].tokens] == ["Ruritania", "’s", "record"]
    assert brief.tokens[0].sentence == brief.sentences[0]
    assert {repair.kind for repair in brief.repairs} >= {"line_join", "hyphen"}
    assert 0 <= brief.quality <= 1
    assert json.loads(brief.to_json())["doc"] == "ruritania"
    assert "links" not in json.loads(brief.to_json())


def test_kwic_takes_phrases_and_wildcards(brief):
    lines = brief.kwic("PROMISE* to", window=3)
    assert [line.match for line in lines] == ["promised to"]
    assert BRIEF[lines[0].start : lines[0].end] == "promised to"
    assert "[promised to]" in repr(lines)
    assert len(brief.kwic("the")) > 2 and not brief.kwic("zzz")
    assert list(lines.to_dict()) == ["left", "match", "right", "start", "end", "sentence"]
    with pytest.raises(sv.Error):
        brief.kwic(" ")


def test_report_has_a_verdict_for_each_commitment(examples):
    assert len(examples.commitments) == sum(len(d.commitments) for d in examples.documents)
    for commitment in examples.commitments:
        verdict = commitment.verdict
        assert verdict in VERDICTS and str(verdict) == verdict and hash(verdict) == hash(str(verdict))
        assert (commitment.fulfilment is None) == (verdict == "no_evidence")
        assert commitment.fulfilment == verdict.fulfilment
        assert commitment.timing in {"not_yet_due", "on_time", "late", "overdue", "no_deadline"}
        assert 0 <= commitment.confidence <= 1 and isinstance(commitment.contested, bool)
        assert all(link.commitment == commitment for link in commitment.evidence)
        assert str(commitment.explain()).startswith(str(verdict).replace("_", " "))
        with pytest.raises(AttributeError):
            verdict.timing = "late"


def test_a_commitment_has_no_verdict_before_it_is_assessed(brief, examples):
    document = examples.documents[0]
    for commitment in document.commitments[:1]:
        assert commitment.verdict is commitment.timing is commitment.contested is None
        assert not commitment.evidence and commitment.warnings == []
        with pytest.raises(sv.Error, match="assess"):
            commitment.explain()


def test_links_lead_both_ways(examples):
    for link in examples.links:
        assert link.outcome in list(examples.outcomes)
        assert link.quote == link.outcome.quote and link.document == link.outcome.document
        assert link in list(link.outcome.links)
        assert link.relation in {"fulfils", "partly_fulfils", "fails", "breaches"}
        assert link.basis == link.outcome.basis and link.assessor == link.outcome.assessor


def test_assess_takes_whatever_can_be_read(brief, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(BRIEF, encoding="utf-8")
    for given in [brief, [brief], sv.read_many([BRIEF]), BRIEF, BRIEF.encode(), path, str(path), [path], iter([brief])]:
        assert len(sv.assess(given).documents) == 1
    assert len(sv.assess([brief, sv.read("Another text.")]).documents) == 2
    assert len(sv.assess([]).documents) == 0
    assert sv.assess(sv.assess(brief), as_of="2012").as_of == "2012"
    assert sv.assess(brief, as_of=datetime.date(2012, 1, 2)).as_of == "2012-01-02"
    with pytest.raises(TypeError):
        sv.assess(3)


def test_tables_are_sequences_and_columns(brief):
    tokens = brief.tokens
    assert tokens[-1].quote == "." and tokens[2:4][0] == tokens[2]
    assert [t.quote for t in tokens[::-1]][0] == "."
    assert tokens["quote"] == [t.quote for t in tokens] == tokens.to_dict()["quote"]
    assert tokens.to_dicts()[3]["start"] == tokens[3].start
    assert tokens.columns == list(tokens.to_dict())
    assert len(list(iter(tokens))) == len(tokens)
    with pytest.raises(IndexError):
        tokens[len(tokens)]
    with pytest.raises(KeyError):
        tokens["nothing"]
    with pytest.raises(TypeError):
        tokens[1.5]


def test_an_undertaking_counts_once_however_often_it_is_stated():
    promise = "In 2010 the government of Norway promised to build a railway to Narvik."
    both = sv.assess([promise, f"{promise} The railway to Narvik was never built."])
    assert len(both.commitments) == 2
    [one] = both.undertakings
    assert [m.document for m in one.mentions] == list(both.documents)
    assert (one.parts, both.scores.found, both.scores.mentions) == (1, 1, 2)
    assert one.commitment in list(one.mentions)
    assert one.fulfilment == both.scores.fulfilment
    assert {m.what for m in both.timeline()} >= {"made"} and both.timeline(0) == both.timeline()
    with pytest.raises(sv.Error, match="no undertaking 7"):
        both.timeline(7)


def test_the_index_under_other_choices(examples):
    table = examples.sensitivity()
    values = {row.kind: row for row in table}
    assert values["packages"].fulfilment == examples.scores.fulfilment
    assert values["closed_world"].fulfilment <= values["packages"].fulfilment
    assert "salience" not in values
    weights = [1.0] * len(examples.commitments)
    weighed = {row.kind: row.fulfilment for row in examples.sensitivity(weights=weights)}
    assert weighed["salience"] == pytest.approx(weighed["equal"])
    assert table.to_dicts()[0]["kind"] == "packages"
    for bad in ([1.0], [-1.0] * len(weights)):
        with pytest.raises(sv.Error, match="weights are one number"):
            examples.sensitivity(weights=bad)
    for commitment in examples.commitments:
        assert sum(commitment.probabilities.values()) == pytest.approx(1, abs=0.01)


def test_an_interval_says_what_it_covers():
    names = ["Norway", "Sweden", "Finland", "Denmark", "Iceland", "Estonia"]
    texts = [f"{n} promised to open its archives. {n} fully opened its archives in 2012." for n in names]
    scores = sv.assess(texts).scores
    if scores.n >= 5:
        assert scores.interval.low <= scores.fulfilment <= scores.interval.high
        assert "machine error not included" in scores.interval.covers
    assert sv.assess(texts).scores == scores
    assert sv.assess(texts[0]).scores.interval is None


def test_tables_become_data_frames(brief, examples):
    pandas = pytest.importorskip("pandas")
    frame = examples.commitments.to_pandas()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == len(examples.commitments)
    assert {"doc", "id", "start", "end", "quote", "actor", "verdict", "fulfilment"} <= set(frame.columns)
    assert (brief.tokens.to_pandas()["start"] >= 0).all()
    assert isinstance(examples.score("actor").to_pandas(), pandas.DataFrame)


def test_scores_carry_what_they_rest_on(examples):
    scores = examples.scores
    assert scores.n <= scores.due <= scores.testable <= scores.found <= scores.mentions == len(examples.commitments)
    assert scores.packages <= scores.found == len(examples.undertakings)
    if scores.fulfilment is not None:
        low, high = scores.bounds
        assert low <= scores.fulfilment <= high
    groups = examples.score(by=["actor", "kind"])
    assert sum(row["found"] for row in groups) == scores.found
    with pytest.raises(sv.Error, match="colour"):
        examples.score(by="colour")


def test_corpus_finds_documents_by_place_and_name():
    corpus = sv.read_many(EXAMPLES)
    assert corpus[0].id == EXAMPLES[0].name and corpus[EXAMPLES[1].name] == corpus[1]
    assert [d.id for d in corpus] == [p.name for p in EXAMPLES] and len(corpus[1:]) == len(corpus) - 1
    assert len(corpus.sentences) == sum(len(d.sentences) for d in corpus)
    with pytest.raises(KeyError):
        corpus["nothing.txt"]


def test_reader_keeps_options():
    reader = sv.Reader(date="2009-12", publisher="EUCAM", repair="none", topic="media")
    document = reader.read("A docu-\nment.", title="T")
    assert (document.date, document.publisher, document.title) == ("2009-12", "EUCAM", "T")
    assert document.docvars == {"topic": "media"} and document.clean == document.text
    assert reader.read("x", date="2010").date == "2010"
    assert reader.read_many(["a.", "b."])[1].publisher == "EUCAM"
    assert sv.Reader(as_of="2010").assess("Text.").as_of == "2010"
    with pytest.raises(sv.Error, match="safe"):
        sv.Reader(repair="some")


def test_prints_name_what_they_show(brief, report, examples):
    assert repr(brief).startswith("<Document ruritania · 2011>   ")
    assert "repairs " in repr(brief)
    assert repr(report).startswith("<Report · 1 document · as of 2011-06-30 · servanda ")
    assert "no evidence" in repr(report)
    assert repr(examples.commitments).split("\n")[0].split()[:4] == ["doc", "#", "actor", "to"]
    assert repr(brief.tokens[0]) == '<Token PROPN "Ruritania" 0:9>' or repr(brief.tokens[0]).startswith("<Token ")
    assert repr(sv.read("").commitments) == "no commitments"


def test_save_writes_all_forms(report, tmp_path):
    report.save(tmp_path / "new" / "r.html")
    assert (tmp_path / "new" / "r.html").read_text("utf-8").startswith("<!doctype html>")
    report.save(str(tmp_path / "r.json"))
    assert json.loads((tmp_path / "r.json").read_text("utf-8")) == json.loads(report.to_json())
    report.save(tmp_path / "r.jsonl")
    assert json.loads((tmp_path / "r.jsonl").read_text("utf-8"))["schema"] == "servanda/1"
    with pytest.raises(sv.Error, match="html"):
        report.save(tmp_path / "r.docx")


def test_the_same_text_gives_the_same_bytes():
    first, second = (sv.assess(sv.read(EXAMPLES[0]), as_of="2020").to_json() for _ in range(2))
    assert first == second


def test_no_view_can_be_changed(brief, report):
    for view in [brief, report, brief.tokens, brief.tokens[0]]:
        with pytest.raises(AttributeError):
            view.quote = "x"


SCAN = "The gov-\nernment andits allies promised to amend the electionlaw in 2009.\n"


def test_repairs_can_be_rejected():
    document = sv.read(SCAN, id="scan", date="2009-12")
    kinds = [repair.kind for repair in document.repairs]
    assert "hyphen" in kinds and "joined_words" in kinds
    glued = next(i for i, repair in enumerate(document.repairs) if repair.was == "andits")
    without = document.repairs.reject(glued)
    assert "andits" in without.clean and "andits" not in document.clean
    assert [r for r in without.repairs["was"] if r != "andits"] == [r for r in document.repairs["was"] if r != "andits"]
    assert without.docvars == document.docvars and without != document
    assert pickle.loads(pickle.dumps(without)) == without
    none = document.repairs.reject(*range(len(document.repairs)))
    assert none.clean.split() == SCAN.split() or "gov-ernment" in none.clean
    with pytest.raises(sv.Error):
        document.tokens.reject(0)
    with pytest.raises(IndexError):
        document.repairs.reject(100)
