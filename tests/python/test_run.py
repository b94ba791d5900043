"""Batches on disk: whole shards or none, resumed to the same bytes, checked and compared."""

import json
import os
import pickle
import random
import resource
import shutil
import signal
import subprocess
import sys
import time

import polars as pl
import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES

ROWS = [(f"brief {i}", f"{BRIEF}\n\nNumber {i}.", {"country": "RUR"} if i % 2 else None) for i in range(24)]
BAD = ("a pdf", b"%PDF-1.7")


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_run_has_what_assess_finds(tmp_path):
    run = sv.run([*ROWS, BAD], tmp_path / "run", as_of="2011-06-30", date="2011", shard=4)
    assert run.complete and len(run) == 25 and run.path == tmp_path / "run"
    assert run.errors.to_dicts() == [{"index": 24, "source": "a pdf", "reason": run.errors.to_dict()["reason"][0]}]
    contracts = [
        json.loads(line)
        for path in sorted((tmp_path / "run").glob("shards/*/contract.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    assert [c["doc"] for c in contracts] == [row[0] for row in ROWS]
    alone = sv.assess(sv.read(ROWS[3][1], id="brief 3", date="2011", country="RUR"), as_of="2011-06-30")
    assert contracts[3] == json.loads(alone.to_json())
    for kind in ["documents", "entities", "commitments", "verdicts", "outcomes", "links", "repairs", "errors"]:
        table = run.table(kind)
        columns = table.to_dict()
        assert list(columns) == table.columns and {len(c) for c in columns.values()} == {len(table)}
        assert (
            list(table)
            == table.to_dicts()
            == [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        )
        frame = pl.DataFrame(table)
        assert frame.to_dict(as_series=False) == columns
        table.save(tmp_path / f"{kind}.csv")
        assert pl.read_csv(tmp_path / f"{kind}.csv", schema=frame.schema).equals(frame)
    mine = [row for row in run.commitments.to_dicts() if row["doc"] == "brief 3"]
    assert [{k: v for k, v in row.items() if k != "key"} for row in mine] == alone.commitments.to_dicts()
    assert run.manifest["counts"]["commitments"] == len(run.commitments) == sum(run.manifest["verdicts"].values())
    assert len(set(run.commitments.to_dict()["key"])) == len(run.commitments)


def test_documents_reports_and_reasons(tmp_path):
    run = sv.run(EXAMPLES, tmp_path / "run", as_of="2014")
    whole = sv.assess(sv.read_many(EXAMPLES), as_of="2014")
    assert run.document(EXAMPLES[1].name) == sv.read(EXAMPLES[1])
    (tmp_path / "latin.txt").write_bytes("Café: the ministry promised a law.".encode("windows-1252"))
    latin = sv.run([tmp_path / "latin.txt"], tmp_path / "latin", encoding="windows-1252")
    assert latin.document("latin.txt").text.startswith("Café") and latin.verify() == []
    (tmp_path / "page.html").write_text(
        "<title>A page</title><nav>Menu</nav><h1>Laws</h1><p>In 2007 the ministry promised a law.</p><p>It did not pass.</p>"
    )
    page = sv.run([tmp_path / "page.html"], tmp_path / "page")
    assert page.document("page.html") == sv.read(tmp_path / "page.html") and page.verify() == []
    assert page.documents.to_dict()["doc_title"] == ["A page"]
    (tmp_path / "latin.txt").unlink()
    assert latin.document("latin.txt").text.startswith("Café") and latin.verify() == []
    assert run.report().to_json() == whole.to_json()
    assert repr(run.score("actor")) == repr(whole.score("actor"))
    key = run.commitments.to_dict()["key"][0]
    assert run.commitment(key[:10]) == run.commitment(f"{EXAMPLES[0].name}:c1")
    assert run.explain(key) == sv.assess(sv.read(EXAMPLES[0]), as_of="2014").commitments[0].explain()
    for name in ["c:ffffffffffff", "nowhere.txt:c1", f"{EXAMPLES[0].name}:c999", "c1"]:
        with pytest.raises(sv.Error):
            run.commitment(name)
    again = pickle.loads(pickle.dumps(run))
    assert repr(again) == repr(run) == repr(sv.open_run(tmp_path / "run"))
    assert "<Run" in run._repr_html_().replace("&lt;", "<")


@pytest.mark.parametrize("threads", [1, 5])
def test_the_same_bytes_for_any_number_of_threads(tmp_path, threads):
    sv.run(iter([*ROWS, BAD]), tmp_path / "a", shard=3, threads=2)
    sv.run([*ROWS, BAD], tmp_path / "b", shard=3, threads=threads)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_resuming_makes_what_is_missing_and_no_more(tmp_path):
    folder = tmp_path / "run"
    sv.run(ROWS, folder, shard=3)
    whole = files(folder)
    with pytest.raises(sv.Error, match="resume"):
        sv.run(ROWS, folder, shard=3)
    shards = sorted((folder / "shards").iterdir())
    assert len(shards) > 3
    times = {path: path.stat().st_mtime_ns for path in shards}
    shutil.rmtree(shards[2])
    (folder / "shards" / f"{shards[2].name}.unfinished").mkdir()
    sv.run(ROWS, folder, shard=3, resume=True)
    assert files(folder) == whole
    assert [p for p in shards if p.stat().st_mtime_ns != times[p]] == [shards[2]]
    # One text more, one changed: two or three shards are made again, all others found, however they are numbered.
    more = [
        *ROWS[:5],
        ("new", "In 2007 the ministry promised a law."),
        *ROWS[5:20],
        ("brief 20", "Other words."),
        *ROWS[21:],
    ]
    before = {p.name.split("-")[1] for p in (folder / "shards").iterdir()}
    sv.run(more, folder, shard=3, resume=True)
    after = {p.name.split("-")[1] for p in (folder / "shards").iterdir()}
    assert len(before - after) <= 3
    sv.run(more, tmp_path / "fresh", shard=3)
    assert files(folder) == files(tmp_path / "fresh")


def test_another_configuration_keeps_nothing(tmp_path):
    folder = tmp_path / "run"
    before = sv.run(ROWS[:6], folder, shard=3)
    keys = {p.name for p in (folder / "shards").iterdir()}
    sv.run(ROWS[:6], folder, shard=3, resume=True, as_of="2007-06")
    assert not keys & {p.name for p in (folder / "shards").iterdir()}
    assert before.manifest["configuration"] != sv.open_run(folder).manifest["configuration"]


KILLED = """
import sys
import servanda as sv
sys.path.insert(0, sys.argv[2])
from test_run import MANY
sv.run(MANY, sys.argv[1], shard=2, resume=True, threads=2)
"""
MANY = [(f"{name} of {n}", *rest) for n in range(12) for name, *rest in [*ROWS, BAD]]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_twenty_times(tmp_path):
    chance = random.Random(6)
    command = [sys.executable, "-c", KILLED, str(tmp_path / "killed"), os.path.dirname(__file__)]
    shards = tmp_path / "killed" / "shards"
    kept = kills = 0
    for _ in range(20):
        child = subprocess.Popen(command)
        # At any moment from the first new shard on.
        while child.poll() is None and not (shards.is_dir() and len(list(shards.iterdir())) > kept):
            time.sleep(0.001)
        time.sleep(chance.random() * 0.01)
        child.send_signal(signal.SIGKILL)
        kills += child.wait() == -signal.SIGKILL
        run = sv.open_run(tmp_path / "killed")
        whole = [path for path in shards.iterdir() if not path.name.endswith(".unfinished")]
        assert len(run.commitments.to_dicts()) == len(run.commitments)
        assert len(whole) >= kept
        kept = len(whole)
    assert kills > 10
    sv.run(MANY, tmp_path / "killed", shard=2, resume=True)
    sv.run(MANY, tmp_path / "calm", shard=2)
    assert files(tmp_path / "killed") == files(tmp_path / "calm")


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("no folder")
    for out in [tmp_path / "file", tmp_path / "file" / "run"]:
        with pytest.raises((OSError, sv.Error), match="file"):
            sv.run(ROWS, out)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("mine")
    with pytest.raises(sv.Error, match="not empty"):
        sv.run(ROWS, tmp_path / "other")
    with pytest.raises(sv.Error, match="no run"):
        sv.open_run(tmp_path / "other")
    with pytest.raises(sv.Error, match="recogniser"):
        sv.Reader(entities=lambda text: []).run(ROWS, tmp_path / "own")


FULL = """
import resource, signal, sys
import servanda as sv
sys.path.insert(0, sys.argv[2])
from test_run import ROWS
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
# As on a full disk, a write fails half way through: no file may grow beyond this.
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
long = [ROWS[0], ROWS[1], ROWS[2], ("long", ROWS[3][1] * 40), *ROWS[4:]]
try:
    sv.run(long, sys.argv[1], shard=1)
except OSError as error:
    print("OSError", error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits")
def test_a_full_disk_leaves_a_run_that_can_be_used(tmp_path):
    assert resource
    folder = tmp_path / "run"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder), os.path.dirname(__file__)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("OSError") and "shards" in done.stdout, done.stdout + done.stderr
    run = sv.open_run(folder)
    assert not run.complete and 0 < len(run) < 24 and "broken off" in repr(run)
    assert run.documents.to_dict()["doc"][:1] == ["brief 0"] and not list((folder / "shards").glob("*.unfinished"))
    long = [ROWS[0], ROWS[1], ROWS[2], ("long", ROWS[3][1] * 40), *ROWS[4:]]
    assert sv.run(long, folder, shard=1, resume=True).complete
    sv.run(long, tmp_path / "calm", shard=1)
    assert files(folder) == files(tmp_path / "calm")


INTERRUPTED = """
import sys, time
import servanda as sv
sys.path.insert(0, sys.argv[2])
from test_run import ROWS
def told(done, total):
    if done > 20 and not told.said:
        told.said = True
        print("go", flush=True)
told.said = False
endless = ((f"{i}", ROWS[i % 24][1]) for i in range(10**9))
try:
    sv.run(endless, sys.argv[1], shard=4, progress=told, threads=2)
except sv.Interrupted as stop:
    print(time.time(), len(stop.run), stop.run.complete, "resume" in str(stop))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_ctrl_c_keeps_what_is_done(tmp_path):
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path / "run"), os.path.dirname(__file__)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline().strip() == "go"
        sent = time.time()
        os.kill(child.pid, signal.SIGINT)
        stopped, kept, complete, told = child.communicate(timeout=60)[0].split()
    finally:
        child.kill()
    assert float(stopped) - sent < 0.5
    assert int(kept) > 0 and (complete, told) == ("False", "True")


def test_what_an_iterator_raises_is_raised_and_shards_stay(tmp_path):
    def rows():
        yield from ROWS[:12]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="database"):
        sv.run(rows(), tmp_path / "run", shard=2)
    assert not sv.open_run(tmp_path / "run").complete


def test_verify_sees_what_was_changed(tmp_path):
    paths = []
    for name, text, _ in ROWS[:8]:
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text(text, encoding="utf-8")
    folder = tmp_path / "run"
    run = sv.run(paths, folder, shard=2)
    assert run.verify(sample=1000) == []
    paths[0].write_text("Other words.")
    assert [fault.place for fault in run.verify()] == ["brief 0.txt"]
    contract = next(p for p in sorted(folder.glob("shards/*/contract.jsonl")) if p.stat().st_size)
    contract.write_bytes(contract.read_bytes().replace(b'"pledge"', b'"plan"', 1))
    found = run.verify(sample=1000)
    assert any("contract.jsonl was changed" in fault.what for fault in found)
    assert any("comes out otherwise" in fault.what for fault in found)


def test_diff_names_what_is_otherwise(tmp_path):
    first = sv.run(ROWS[:6], tmp_path / "a", shard=2, as_of="2011")
    assert first.diff(first) == []
    changed = [*ROWS[:4], ("brief 4", "In 2007 the ministry promised a law."), BAD, ("new", "Nothing.")]
    rows = first.diff(sv.run(changed, tmp_path / "b", shard=2, as_of="2011"))
    kinds = {(row.doc, row.change) for row in rows}
    assert {("brief 4", "text_changed"), ("brief 5", "document_removed"), ("a pdf", "document_added")} <= kinds
    assert ("brief 4", "commitment_removed") in kinds and ("brief 0", "text_changed") not in kinds
    assert rows.to_dict()["doc"] == sorted(rows.to_dict()["doc"])
