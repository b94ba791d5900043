"""The JSON contract is what the shipped schema says."""

import importlib.resources
import json

import jsonschema
import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES

TEXT = importlib.resources.files("servanda").joinpath("servanda-1.schema.json").read_text("utf-8")
SCHEMA = json.loads(TEXT)
CHECK = jsonschema.Draft202012Validator(SCHEMA)

ORDER = [
    "schema",
    "version",
    "rules",
    "doc",
    "text",
    "sentences",
    "entities",
    "commitments",
    "outcomes",
    "links",
    "scores",
]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", [*EXAMPLES, BRIEF, "", "x\x00y 👩‍👩‍👧"], ids=range(len(EXAMPLES) + 3))
@pytest.mark.parametrize("repair", ["none", "safe", "full"])
def test_what_is_written_is_what_was_promised(text, repair):
    document = sv.read(text, repair=repair)
    report = sv.assess(document)
    for line in [report.to_json(), report.to_json(pretty=True), *report.to_jsonl().splitlines(), document.to_json()]:
        CHECK.validate(json.loads(line))
    contract = json.loads(report.to_json())
    assert list(contract)[: len(ORDER)] == ORDER
    for kind in ["entities", "commitments", "outcomes"]:
        for found in contract[kind]:
            assert contract["text"][found["start"] : found["end"]] == found["quote"]
    ids = {kind: [one["id"] for one in contract[kind]] for kind in ["commitments", "outcomes"]}
    for link in contract["links"]:
        assert link["commitment"] in ids["commitments"] and link["outcome"] in ids["outcomes"]


def test_several_documents_are_lines_or_a_list(examples):
    lines = [json.loads(line) for line in examples.to_jsonl().splitlines()]
    assert lines == json.loads(examples.to_json()) and len(lines) == len(EXAMPLES)
    for line in lines:
        CHECK.validate(line)
    assert sv.assess([]).to_json() == "[]" and sv.assess([]).to_jsonl() == ""


def test_the_schema_refuses_what_is_not_the_contract(examples):
    contract = json.loads(examples.to_jsonl().splitlines()[0])
    for change in [{"schema": "servanda/2"}, {"doc": 3}, {"scores": {}}, {"extra": 1}, {"links": [{}]}]:
        with pytest.raises(jsonschema.ValidationError):
            CHECK.validate({**contract, **change})


def test_reviews_are_part_of_the_contract():
    report = sv.assess(sv.read(BRIEF, id="brief"))
    out = report.override("c1", verdict="breached", coder="Ana")
    one = json.loads(out.to_json())
    CHECK.validate(one)
    assert one["reviews"][0]["human"] == one["commitments"][0]["verdict"] == "breached"
    assert "reviews" not in json.loads(report.to_json())
