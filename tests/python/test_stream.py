"""Texts one after another: in order, few at a time, with one row for each that cannot be read."""

import os
import signal
import subprocess
import sys
import time

import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES


def rows(n, bad=()):
    return ((f"{i}", b"%PDF-1.7" if i in bad else f"{BRIEF} Number {i}.", {"n": i}) for i in range(n))


@pytest.mark.parametrize("threads", [1, 4])
def test_order_and_errors(threads):
    reading = sv.read_each(rows(40, {3, 39}), threads=threads, date="2011")
    documents = list(reading)
    assert [d.id for d in documents] == [str(i) for i in range(40) if i not in (3, 39)]
    assert [(e.index, e.source) for e in reading.errors] == [(3, "3"), (39, "39")]
    assert documents == list(sv.read_many(list(rows(40, {3, 39})), date="2011"))
    assert documents[2].docvars == {"n": "2"} and list(reading) == []


def test_whatever_read_many_takes():
    glob = str(EXAMPLES[0].parent / "*.txt")
    assert list(sv.read_each(glob)) == list(sv.read_many(glob)) == list(sv.Reader().read_each(iter(EXAMPLES)))
    assert [d.id for d in sv.read_each(iter(["One.", b"Two."]))] == ["text 1", "text 2"]
    assert list(sv.read_each([])) == []
    for wrong in [7, {"id": "text"}]:
        with pytest.raises(TypeError):
            sv.read_each(wrong)


def test_it_does_not_run_ahead_of_its_reader():
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield f"{BRIEF} {taken}"

    reading = sv.read_each(endless(), threads=2)
    for _ in range(10):
        next(reading)
    time.sleep(0.2)
    assert 10 <= taken <= 10 + 2 * 4 + 1


def test_errors_are_raised_in_their_turn():
    reading = sv.read_each(rows(10, {4}), on_error="raise")
    assert [next(reading).id for _ in range(4)] == ["0", "1", "2", "3"]
    with pytest.raises(sv.Error, match="text 4"):
        next(reading)
    assert next(reading).id == "5"


def test_what_the_iterator_raises_comes_last():
    def broken():
        yield from rows(6)
        raise RuntimeError("the database went away")

    reading = sv.read_each(broken())
    assert [next(reading).id for _ in range(6)] == [str(i) for i in range(6)]
    with pytest.raises(RuntimeError, match="database"):
        next(reading)
    assert list(reading) == []


def test_progress_is_told():
    told = []
    list(sv.read_each(list(rows(20)), progress=lambda done, total: told.append((done, total))))
    assert told[-1] == (20, 20) and told == sorted(told)


SIGINT = """
import time
import servanda as sv
brief = "In 2007 the ministry promised to publish its accounts. It did not. " * 20_000
def texts():
    while True:
        yield brief
reading = sv.read_each(texts(), threads=2)
next(reading)
print("go", flush=True)
try:
    for document in reading:
        pass
except KeyboardInterrupt:
    print(time.time())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_ctrl_c():
    child = subprocess.Popen([sys.executable, "-c", SIGINT], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline().strip() == "go"
        time.sleep(0.2)
        sent = time.time()
        os.kill(child.pid, signal.SIGINT)
        assert float(child.communicate(timeout=60)[0]) - sent < 0.5
    finally:
        child.kill()
