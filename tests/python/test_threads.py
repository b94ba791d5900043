"""Many texts at once: the same for any number of threads, and the interpreter goes on meanwhile."""

import subprocess
import sys
import threading
import time

import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES


def contracts(corpus):
    return sv.assess(corpus).to_jsonl()


def test_any_number_of_threads_gives_the_same():
    texts = [path.read_text("utf-8") for path in EXAMPLES] + [BRIEF, b"%PDF-1.4", ""] * 5
    one, eight = sv.read_many(texts, threads=1), sv.read_many(texts, threads=8)
    assert one == eight and one.errors == eight.errors and len(one.errors) == 5
    assert contracts(one) == contracts(eight)


def test_any_number_of_threads_judges_the_same():
    corpus = sv.read_many([path.read_text("utf-8") for path in EXAMPLES] * 2 + [BRIEF] * 6)
    one = sv.assess(corpus, threads=1)
    assert len(one.links) and any(link.commitment.document != link.document for link in one.links)
    for threads in [2, 8, None]:
        other = sv.assess(corpus, threads=threads)
        assert other == one and other.to_jsonl() == one.to_jsonl()
        assert [link.why for link in other.links] == [link.why for link in one.links]
    assert sv.Reader(threads=3).assess(corpus).to_jsonl() == one.to_jsonl()


def test_order_is_kept():
    corpus = sv.read_many((f"Text number {i}." for i in range(500)), threads=8)
    assert [d.text for d in corpus] == [f"Text number {i}." for i in range(500)]


def test_another_thread_ticks_meanwhile():
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.005)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    corpus = sv.read_many([BRIEF * 40] * 40, threads=2)
    sv.assess(corpus)
    spent = time.perf_counter() - start
    done.set()
    thread.join()
    gaps = [b - a for a, b in zip(ticks, ticks[1:], strict=False)]
    assert len(ticks) > 5 and max(gaps) < max(0.5 * spent, 0.3), (max(gaps), spent)


def test_threads_share_a_document():
    document = sv.read(BRIEF)
    found, errors = [], []

    def look():
        try:
            found.append([token.quote for token in document.tokens])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and all(one == found[0] for one in found) and len(found) == 8


def test_progress_is_told():
    calls = []
    corpus = sv.read_many([BRIEF] * 30, progress=lambda done, total: calls.append((done, total)))
    assert calls[-1] == (30, 30) and calls == sorted(calls) and len(corpus) == 30


def test_progress_bar_shows_and_is_quiet_without_one(capfd):
    pytest.importorskip("tqdm")
    sv.read_many([BRIEF] * 3, progress=True)
    assert "3/3" in capfd.readouterr().err
    sv.read_many([BRIEF] * 3, progress=False)
    assert capfd.readouterr().err == ""


def test_a_bar_that_is_not_there_is_missed_once():
    code = (
        "import sys, warnings; sys.modules['tqdm'] = sys.modules['tqdm.auto'] = None\n"
        "import servanda as sv\n"
        "with warnings.catch_warnings(record=True) as heard:\n"
        "    warnings.simplefilter('always')\n"
        "    sv.read_many(['A.'], progress=False)\n"
        "    assert not heard\n"
        "    sv.read_many(['A.'], progress=True), sv.read_many(['B.'], progress=True)\n"
        "assert ['tqdm' in str(w.message) for w in heard] == [True]\n"
    )
    subprocess.run([sys.executable, "-c", code], timeout=60, check=True)


def test_a_progress_function_that_fails_is_heard():
    def fail(done, total):
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        sv.read_many([BRIEF] * 3, progress=fail)


def test_inputs_of_all_kinds(tmp_path):
    for name in ["a.txt", "b.md", "deep/c.txt", "deep/a.txt"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"This is {name}.")
    assert [d.id for d in sv.read_many(str(tmp_path / "*.txt"))] == ["a.txt"]
    ids = [d.id for d in sv.read_many(f"{tmp_path}/**/*.txt")]
    assert ids == [str(tmp_path / "a.txt"), str(tmp_path / "deep/a.txt"), "c.txt"]
    rows = sv.read_many([("x", "Text.", {"date": "2009", "country": "KAZ"}), ("y", "a.txt"), (3, b"Bytes.")])
    assert [(d.id, d.text, d.date) for d in rows] == [
        ("x", "Text.", "2009"),
        ("y", "a.txt", None),
        ("3", "Bytes.", None),
    ]
    assert rows[0].docvars == {"country": "KAZ"}
    assert len(sv.read_many("One text, no pattern?")) == 1
    assert [d.id for d in sv.read_many(["A.", "B."])] == ["text 1", "text 2"]
    assert len(sv.read_many([])) == 0
    with pytest.raises(FileNotFoundError, match="nothing-"):
        sv.read_many(str(tmp_path / "nothing-*.txt"))
    with pytest.raises(TypeError):
        sv.read_many(3)


def test_bad_rows_are_rows():
    corpus = sv.read_many(
        [("x", "Text.", "no dict"), ("y", "Text.", {"date": "soon"}), ("z", None), ("w", "Text.", None)]
    )
    assert [error.index for error in corpus.errors] == [0, 1, 2] and [d.id for d in corpus] == ["w"]


def test_on_error_raise_names_the_first(tmp_path):
    texts = ["Fine."] * 5 + [tmp_path / "missing.txt"] + ["Fine."] * 5 + [b"%PDF-"]
    for threads in [1, 8]:
        with pytest.raises(FileNotFoundError, match=r"missing\.txt"):
            sv.read_many(texts, on_error="raise", threads=threads)
    with pytest.raises(sv.Error, match="record"):
        sv.read_many(texts, on_error="ignore")
