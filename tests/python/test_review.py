"""Samples for an audit, corrected scores, and codings compared."""

import json
import math
import pathlib
import pickle

import pytest
import servanda as sv

EXAMPLES = sorted(pathlib.Path(__file__).parents[2].glob("examples/*.txt"))


@pytest.fixture(scope="module")
def report():
    return sv.assess(sv.read_many(EXAMPLES, progress=False))


def test_a_sample_has_known_chances_and_every_stratum(report):
    drawn = report.sample(8, strata="verdict", seed=3)
    assert len(drawn) == 8
    assert [d.commitment.quote for d in drawn] == [
        d.commitment.quote for d in report.sample(8, strata=["verdict"], seed=3)
    ]
    verdicts = {u.verdict for u in report.undertakings}
    assert {d.stratum for d in drawn} == verdicts
    for stratum in verdicts:
        size = sum(u.verdict == stratum for u in report.undertakings)
        share = [d for d in drawn if d.stratum == stratum]
        assert all(math.isclose(d.probability, len(share) / size) for d in share)
    assert {d.stratum for d in report.sample(6, seed=1)} == {""}
    with pytest.raises(sv.Error, match="there are"):
        report.sample(10_000)
    with pytest.raises(sv.Error, match="scores are by"):
        report.sample(3, strata="colour")


def test_an_audit_that_agrees_changes_nothing(report):
    everything = report.sample(len(report.undertakings))
    verdicts = {u.commitment.start: u.verdict for u in report.undertakings}
    machine = report.score()[0]
    row = report.score(audit=[d.judged(verdicts[d.commitment.start]) for d in everything])[0]
    assert math.isclose(row["corrected"], machine["fulfilment"], abs_tol=5e-4), "scores are rounded"
    assert row["corrected_interval"][0] <= row["corrected"] <= row["corrected_interval"][1]
    assert row["audited"] == len(report.undertakings)


def test_an_audit_moves_the_figure_to_the_people(report):
    everything = report.sample(len(report.undertakings))
    kept = report.score(audit=[d.judged("fulfilled") for d in everything])[0]
    assert math.isclose(kept["corrected"], 1.0) and kept["corrected_breach_rate"] == 0.0
    none = report.score(audit=[d.judged(None) for d in everything])[0]
    assert none["corrected"] is None, "nothing is left to be a mean of"
    by = report.score("kind", audit=[d.judged("breached") for d in everything])
    assert [r["kind"] for r in by] == sorted(r["kind"] for r in by)
    assert any(r["corrected_breach_rate"] == 1.0 for r in by)


def test_judgements_can_name_commitments_by_id_and_faults_are_told(report):
    one = report.sample(1)[0]
    named = (report.documents[0].id, "c1")
    assert report.score(audit=[(named, "fulfilled", 0.5)])[0]["audited"] == 1
    alone = sv.assess(report.documents[0]).commitments[0]
    for audit, message in [
        ([(("nowhere", "c1"), "fulfilled", 0.5)], "no commitment"),
        ([((named[0], "c999"), "fulfilled", 0.5)], "no commitment"),
        ([one.judged("kept")], "no verdict"),
        ([one.judged("fulfilled"), one.judged("breached")], "twice"),
        ([(one.commitment, "fulfilled", 0.0)], "chance"),
        ([(alone, "fulfilled", 0.5)], "of this report"),
    ]:
        with pytest.raises(sv.Error, match=message):
            report.score(audit=audit)
    with pytest.raises(TypeError, match="judged row"):
        report.score(audit=[3])


def test_a_report_agrees_with_itself_however_it_is_given(report, tmp_path):
    path = tmp_path / "all.jsonl"
    path.write_text(report.to_jsonl())
    for doc in json.loads(report.to_json()):
        (tmp_path / "each").mkdir(exist_ok=True)
        (tmp_path / "each" / f"{doc['doc']}.json").write_text(json.dumps(doc))
    for other in (report, path, str(path), tmp_path / "each", json.loads(report.to_json())):
        out = sv.agreement(report, other)
        assert out.documents == len(EXAMPLES) and out.disagreements == []
        assert {f.value for f in out.figures} <= {1.0, None}
    assert "verdict" in str(out) and "nominal alpha" in repr(out.figures)
    assert len(out.figures.to_dict()["what"]) == len(out.figures)


def test_differences_are_counted_and_listed(report):
    other = json.loads(report.to_json())
    first = other[0]["commitments"][0]
    first["verdict"] = "breached" if first["verdict"] != "breached" else "fulfilled"
    gone = other[1]["outcomes"].pop()
    out = sv.agreement(report, other)
    verdict, missing = (next(d for d in out.disagreements if d.what == what) for what in ("verdict", "outcomes"))
    assert (verdict.doc, verdict.b) == (other[0]["doc"], first["verdict"])
    assert report.documents[0].text[verdict.start : verdict.end] == verdict.quote
    assert (missing.start, missing.a, missing.b) == (gone["start"], "marked", None)
    figures = {(f.what, f.measure): f for f in out.figures}
    n = len(report.commitments)
    assert math.isclose(figures["verdict", "same"].value, (n - 1) / n)
    assert figures["verdict", "same"].low < 1.0 and figures["outcomes", "F1"].value < 1.0
    alone = sv.agreement(other[:1], other)
    assert alone.only_a == [] and len(alone.only_b) == len(EXAMPLES) - 1


def test_what_is_no_coding_is_refused(report, tmp_path):
    with pytest.raises(sv.Error, match="different texts"):
        sv.agreement(report, [{"doc": report.documents[0].id, "text": "Another text."}])
    with pytest.raises(FileNotFoundError, match="No such file"):
        sv.agreement(report, tmp_path / "missing.json")
    bad = tmp_path / "bad.json"
    bad.write_text("[1, 2]")
    with pytest.raises(sv.Error, match="bad is not the JSON contract"):
        sv.agreement(report, bad)
    with pytest.raises(TypeError, match="a coding is"):
        sv.agreement(report, 3)


def test_the_codebook_prints_and_crosses_to_other_scales():
    book = sv.codebook
    assert book is sv.codebook and book.version == "1"
    assert str(book["partly_fulfilled"]).startswith("partly_fulfilled (verdict): An essential part")
    assert {entry.group for entry in book} >= {"verdict", "relation", "kind", "polarity"}
    assert len(book) == len(book.entries.to_dict()["name"]) and repr(book).count("\n") > len(book)
    rows = book.crosswalk("PolitiFact promise meters")
    assert {row.verdict: row.value for row in rows}["fulfilled"] == "Promise Kept"
    assert len(book.crosswalk()) == 30
    with pytest.raises(KeyError, match="there are"):
        book["perhaps"]
    with pytest.raises(KeyError, match="there are PolitiFact"):
        book.crosswalk("Polimeter")


def test_a_verdict_can_be_overridden_and_comes_back_after_a_re_run(tmp_path):
    document = sv.read(EXAMPLES[0])
    report = sv.assess(document)
    c = report.commitments[0]
    verdict = "breached" if c.verdict != "breached" else "fulfilled"
    out = report.override(c, verdict=verdict, coder="Ana", reason="see the annex")
    assert out.commitments[0].verdict == verdict and report.commitments[0].verdict == c.verdict
    assert out.commitments[0].verdict.warnings[0].code == "V13"
    (row,) = out.reviews
    assert (row.machine, row.human, row.coder, row.reason, row.codebook) == (
        c.verdict,
        verdict,
        "Ana",
        "see the annex",
        "1",
    )
    assert row.standing == "applied" and row.id == c.id and row.time.endswith("Z")
    assert document.text[row.start : row.end] == row.quote == c.quote
    assert out != report and pickle.loads(pickle.dumps(out)) == out
    assert pickle.loads(pickle.dumps(out)).reviews == out.reviews

    out.reviews.save(tmp_path / "reviews.jsonl")
    edited = sv.assess(sv.read("A preface that nobody wrote before.\n\n" + document.text, id=document.id))
    for rows in (tmp_path / "reviews.jsonl", str(tmp_path / "reviews.jsonl"), out.reviews, out.reviews.to_dicts()):
        again = edited.with_reviews(rows)
        (found,) = again.reviews
        assert found.standing == "applied"
        assert next(x for x in again.commitments if x.id == found.id).verdict == verdict
    assert report.with_reviews([]) == report


def test_coders_who_disagree_are_listed(report):
    c = report.commitments[0]
    other = next(v for v in ("fulfilled", "breached", "not_fulfilled") if v != c.verdict)
    third = next(v for v in ("partly_fulfilled", "no_evidence") if v != c.verdict)
    named = (report.documents[0].id, c.id)
    out = report.override(named, verdict=other, coder="Ana").override(named, verdict=third, coder="Ben")
    assert [r.standing for r in out.reviews] == ["conflict", "conflict"] and out.commitments[0].verdict == c.verdict
    assert out.commitments[0].verdict.warnings[-1].code == "V14" and "conflict" in repr(out.reviews)
    out = out.override(c_of(out), verdict=third, coder="Chair", adjudicates=True)
    assert [r.standing for r in out.reviews] == ["superseded", "superseded", "applied"]
    assert out.commitments[0].verdict == third
    with pytest.raises(sv.Error, match="a verdict is one of"):
        report.override(c, verdict="kept")
    with pytest.raises(sv.Error, match="of which document"):
        report.override("c1", verdict="fulfilled")
    with pytest.raises(sv.Error, match="a row is no review"):
        report.with_reviews([{"doc": "x"}])


def c_of(report):
    return report.commitments[0]
