"""Codings to the tools that people code with, and back."""

import json
import pathlib
import random
import zipfile
from xml.etree import ElementTree

import pytest
import servanda as sv
from servanda import exchange

# Emoji before and inside marks, a carriage return inside one, and words that stand twice.
TEXT = (
    "🌾 The ministry promised to mend the dyke by May.\r\nIn June 🏗️ the dyke was\r\nmended. Nobody was told.\r\n"
    "The mayor 👩🏽‍⚖️ vowed to publish the accounts. Nobody was told."
)


def place(words, nth=0):
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return {"start": at, "end": at + len(words), "quote": words}


CODING = {
    "schema": "servanda/1",
    "doc": "dyke.txt",
    "text": TEXT,
    "commitments": [
        {"id": "c1", **place("The ministry promised to mend the dyke by May"), "kind": "pledge", "direction": "do",
         "specificity": "measurable", "verdict": "partly_fulfilled"},
        {"id": "c2", **place("The mayor 👩🏽‍⚖️ vowed to publish the accounts"), "kind": "pledge", "direction": "do",
         "specificity": "specific", "verdict": "no_evidence"},
    ],
    "outcomes": [
        {"id": "o1", **place("the dyke was\r\nmended"), "kind": "action", "polarity": "positive"},
        {"id": "o2", **place("Nobody was told", 1), "kind": "inaction", "polarity": "negative"},
    ],
    "links": [{"commitment": "c1", "outcome": "o1", "relation": "partly_fulfils"}],
}  # fmt: skip


def path_of(folder, tool):
    return folder / {"brat": "brat", "refi-qda": "p.qdpx", "label-studio": "tasks.json"}.get(tool, "rows.jsonl")


@pytest.mark.parametrize("tool", exchange.FORMATS)
def test_what_is_written_comes_back(tool, tmp_path):
    path = path_of(tmp_path, tool)
    exchange.write(CODING, path, tool)
    for texts in (None, {"dyke.txt": TEXT}, {"another name": TEXT}):
        back = exchange.read(path, tool, texts=texts)
        assert back.refused == []
        (document,) = back.documents
        for what in ("commitments", "outcomes", "links"):
            assert document[what] == CODING[what], (tool, what)
    out = sv.agreement(CODING, exchange.read(path, tool, texts={"dyke.txt": TEXT}).documents)
    assert out.disagreements == [] and out.documents == 1


@pytest.mark.parametrize("tool", exchange.FORMATS)
def test_the_same_coding_gives_the_same_bytes(tool, tmp_path):
    one, other = (path_of(tmp_path / name, tool) for name in ("one", "other"))
    for path in (one, other):
        path.parent.mkdir()
        exchange.write(CODING, path, tool)
    files = sorted(p.relative_to(one) for p in one.rglob("*")) if one.is_dir() else [pathlib.Path()]
    assert all((one / f).read_bytes() == (other / f).read_bytes() for f in files)


def test_a_report_goes_out_and_comes_back(tmp_path):
    report = sv.assess(sv.read_many("examples/*.txt", progress=False))
    for tool in exchange.FORMATS:
        path = path_of(tmp_path, tool)
        exchange.write(report, path, tool)
        back = exchange.read(path, tool, texts=report)
        assert back.refused == []
        assert sv.agreement(report, back.documents).disagreements == [], tool


@pytest.mark.parametrize("tool", exchange.FORMATS)
def test_a_tool_that_changes_line_ends_is_met(tool, tmp_path):
    folded = TEXT.replace("\r\n", "\n")
    back = lambda at: at - TEXT[:at].count("\r\n")  # noqa: E731
    moved = json.loads(json.dumps(CODING))
    moved["text"] = folded
    for mark in moved["commitments"] + moved["outcomes"]:
        mark["start"], mark["end"] = back(mark["start"]), back(mark["end"])
    path = path_of(tmp_path, tool)
    exchange.write(moved, path, tool)
    read = exchange.read(path, tool, texts={"dyke.txt": TEXT})
    assert read.refused == []
    assert read.documents[0]["commitments"] == CODING["commitments"]
    assert read.documents[0]["outcomes"] == CODING["outcomes"]


def test_older_label_studio_counts_utf16(tmp_path):
    path = tmp_path / "tasks.json"
    exchange.write(CODING, path, "label-studio")
    tasks = json.loads(path.read_text())
    wide = lambda at: len(TEXT[:at].encode("utf-16-le")) // 2  # noqa: E731
    for region in tasks[0]["predictions"][0]["result"]:
        if "value" in region:
            value = region["value"]
            value["start"], value["end"] = wide(value["start"]), wide(value["end"])
    # As people hand it in: their annotation, not the machine's prediction.
    tasks[0]["annotations"] = tasks[0].pop("predictions")
    path.write_text(json.dumps(tasks))
    read = exchange.read(path, "label-studio")
    assert read.refused == [] and read.documents[0]["commitments"] == CODING["commitments"]


def test_ten_thousand_shifted_marks_are_laid_or_refused(tmp_path):
    chance = random.Random(7)
    words = [f"{w}{n}" for n in range(300) for w in ("harbour", "bridge", "school", "🚰clinic")]
    text = " ".join(chance.choice(words) for _ in range(30_000))
    starts = [i for i in range(len(text)) if i == 0 or text[i - 1] == " "]
    result, truth = [], {}
    for number in range(10_000):
        start = chance.choice(starts)
        end = text.find(" ", min(start + chance.randrange(3, 40), len(text) - 1))
        end = len(text) if end < 0 else end
        shift = chance.randrange(-9, 10)
        # Where a word stands twice in a row, the shifted place has the same words: it is what the file says.
        told = text[max(0, start + shift) : end + shift] == text[start:end]
        truth[f"r{number}"] = (start + shift, end + shift) if told else (start, end)
        value = {"start": start + shift, "end": end + shift, "text": text[start:end], "labels": ["outcome"]}
        result.append({"id": f"r{number}", "from_name": "label", "to_name": "text", "type": "labels", "value": value})
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([{"id": 1, "data": {"text": text}, "annotations": [{"result": result}]}]))
    read = exchange.read(path, "label-studio")
    laid = read.documents[0]["outcomes"]
    assert len(laid) + len(read.refused) == 10_000 and len(laid) > 8_000
    assert {(m["start"], m["end"]) for m in laid} <= set(truth.values()), "none is moved in silence"
    assert all("places alike" in r.reason for r in read.refused)


def test_what_does_not_fit_is_refused_with_a_reason(tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = {
        "text": TEXT,
        "doc": "dyke.txt",
        "entities": [
            {"id": 1, "label": "commitment", "start_offset": 2, "end_offset": 5000},
            {"id": 2, "label": "Person", "start_offset": 2, "end_offset": 14},
            {"id": 3, "label": "outcome", "start_offset": 2, "end_offset": 14},
            {"id": 4, "label": "kind:pledge", "start_offset": 20, "end_offset": 30},
        ],
        "relations": [{"id": 5, "from_id": 3, "to_id": 1, "type": "fulfils"}],
    }
    path.write_text(json.dumps(rows))
    read = exchange.read(path, "doccano")
    assert [o["quote"] for o in read.documents[0]["outcomes"]] == ["The ministry"]
    reasons = sorted(r.reason for r in read.refused)
    for reason, part in zip(
        reasons,
        ("'kind:pledge' is no kind", "'person' is no kind", "end that is no mark", "no such place"),
        strict=True,
    ):
        assert part in reason


def test_files_that_are_not_the_tools_are_told_of(tmp_path):
    bad = tmp_path / "bad"
    bad.write_text("{]")
    for tool in ("label-studio", "doccano", "prodigy", "refi-qda"):
        with pytest.raises(sv.Error, match="bad"):
            exchange.read(bad, tool)
    with pytest.raises(sv.Error, match=r"no \.ann"):
        exchange.read(tmp_path, "brat")
    with pytest.raises(sv.Error, match="there are label-studio"):
        exchange.write(CODING, bad, "nvivo")
    evil = tmp_path / "evil.qdpx"
    with zipfile.ZipFile(evil, "w") as project:
        project.writestr("project.qde", '<!DOCTYPE a [<!ENTITY b "c">]><Project xmlns="urn:QDA-XML:project:1.0"/>')
    with pytest.raises(sv.Error, match="declares entities"):
        exchange.read(evil, "refi-qda")


def test_a_project_names_every_code_once_and_points_at_text(tmp_path):
    path = tmp_path / "p.qdpx"
    exchange.write(CODING, path, "refi-qda")
    with zipfile.ZipFile(path) as project:
        root = ElementTree.fromstring(project.read("project.qde"))
        (source,) = [n for n in project.namelist() if n.startswith("sources/")]
        assert project.read(source).decode() == TEXT
    space = "{urn:QDA-XML:project:1.0}"
    codes = [c.get("guid") for c in root.iter(f"{space}Code")]
    assert len(codes) == len(set(codes))
    assert {r.get("targetGUID") for r in root.iter(f"{space}CodeRef")} <= set(codes)
    for selection in root.iter(f"{space}PlainTextSelection"):
        start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
        assert TEXT[start:end].split()[0] in selection.get("name")
    exchange.write_codebook(tmp_path / "codes.qdc")
    book = ElementTree.parse(tmp_path / "codes.qdc").getroot()
    assert book.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    assert {c.get("guid") for c in book.iter("{urn:QDA-XML:codebook:1.0}Code")} == set(codes)
