"""Ctrl-C stops within half a second and keeps what is done."""

import os
import signal
import subprocess
import sys

import pytest

MANY = """
import signal, sys, time
import servanda as sv
brief = "In 2007 the ministry promised to publish its accounts. It did not. " * 200
def told(done, total):
    if done and not told.said:
        told.said = True
        print("go", flush=True)
told.said = False
try:
    sv.read_many([brief] * 100_000, progress=told, threads=2)
except sv.Interrupted as stop:
    print(time.time(), len(stop.corpus), isinstance(stop, KeyboardInterrupt), stop.corpus[0].text == brief)
"""

ONE = """
import time
import servanda as sv
text = "In 2007 the ministry promised to publish its accounts. It did not. " * 400_000
print("go", flush=True)
try:
    sv.assess(sv.read(text))
except KeyboardInterrupt:
    print(time.time(), 0, True, True)
"""

REPORT = """
import time
import servanda as sv
text = "In 2007 the ministry promised to publish its accounts. It did not. " * 1000
corpus = sv.read_many([text] * 60)
print("go", flush=True)
try:
    for _ in range(1000):
        sv.assess(corpus)
except KeyboardInterrupt:
    print(time.time(), 0, True, True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
@pytest.mark.parametrize("code", [MANY, ONE, REPORT], ids=["many", "one large", "a report"])
def test_sigint(code):
    import time

    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline().strip() == "go"
        time.sleep(0.3)
        sent = time.time()
        os.kill(child.pid, signal.SIGINT)
        stopped, done, is_interrupt, kept = child.communicate(timeout=60)[0].split()
    finally:
        child.kill()
    assert float(stopped) - sent < 0.5
    assert is_interrupt == kept == "True"
    assert int(done) < 100_000
