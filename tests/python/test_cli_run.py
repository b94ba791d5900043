"""Batches from the command line."""

import json

import pytest
from conftest import EXAMPLES
from test_cli import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    status, out, err = run("run", *EXAMPLES, "-o", folder, "--as-of", "2014", "--jobs", "2", "--shard", "2")
    assert (status, err) == (0, "") and out.startswith(f"<Run {folder}")
    return folder


def test_run_again_wants_resume(folder):
    status, _, err = run("run", *EXAMPLES, "-o", folder)
    assert status == 1 and "resume" in err and "Traceback" not in err
    assert run("run", *EXAMPLES, "-o", folder, "--as-of", "2014", "--shard", "2", "--resume")[0] == 0


def test_texts_that_fail(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.7")
    status, out, _ = run("run", EXAMPLES[0], tmp_path / "bad.txt", "-o", tmp_path / "run")
    assert status == 3 and "1 text could not be read" in out
    assert run("run", tmp_path / "bad.txt", "-o", tmp_path / "other")[0] == 1
    status, _, err = run("run", EXAMPLES[0], "-o", tmp_path / "bad.txt")
    assert status == 1 and "bad.txt" in err and "Traceback" not in err


def test_show_and_explain(folder, tmp_path):
    assert "each document by itself" in run("show", folder)[1]
    name = EXAMPLES[0].name
    status, out, _ = run("show", folder, "--doc", name)
    assert status == 0 and "c1" in out and "<Report" in out
    assert (
        run("show", folder, "--html", tmp_path / "all.html")[0] == 0 and (tmp_path / "all.html").stat().st_size > 1000
    )
    first = json.loads(min(folder.glob("shards/*/commitments.jsonl")).read_text("utf-8").splitlines()[0])
    status, out, _ = run("explain", folder, first["key"][:9], f"{name}:c1")
    assert status == 0 and name in out and "would be" in out
    assert run("explain", folder, "c:ffff")[0] == run("explain", folder)[0] == run("show", folder, "--doc", "x")[0] == 1


def test_score_verify_and_diff(folder, tmp_path):
    status, out, _ = run("score", folder, "--by", "document")
    assert status == 0 and {json.loads(line)["document"] for line in out.splitlines()} == {p.name for p in EXAMPLES}
    assert "fulfilment" in run("score", folder, "--table")[1]
    assert run("verify", folder) == (0, f"{folder} is what its manifest says\n", "")
    other = tmp_path / "run"
    run("run", EXAMPLES[0], "-o", other, "--as-of", "2014")
    status, out, err = run("diff", folder, other)
    changes = [json.loads(line)["change"] for line in out.splitlines()]
    assert status == 0 and changes == ["document_removed", "document_removed"] and "options" in err
    next(other.glob("shards/*/links.jsonl")).write_text("")
    status, _, err = run("verify", other)
    assert status == 1 and "links.jsonl was changed" in err
    assert run("verify", tmp_path)[0] == 1
