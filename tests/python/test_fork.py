"""A forked child reads as its parent does."""

import os
import subprocess
import sys

import pytest

CODE = """
import os, sys, threading, warnings
warnings.simplefilter("ignore")  # Python warns of every fork beside threads; that it works is what is tested here.
import servanda as sv
text = "In 2007 the ministry promised to publish its accounts. It did not."
late = sys.argv[1] == "late"
busy = threading.Thread(target=lambda: sv.assess(sv.read_many([text] * 400, threads=4), threads=4))
if late:
    assert len(sv.read_many([text] * 50, threads=4)) == 50
busy.start()
pid = os.fork()
if pid == 0:
    ok = len(sv.assess(sv.read_many([text] * 50, threads=4), threads=4).documents) == 50
    os._exit(0 if ok else 1)
busy.join()
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("when", ["late", "at once"])
def test_child_does_not_hang(when):
    for _ in range(3):
        subprocess.run([sys.executable, "-c", CODE, when], timeout=60, check=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_process_pool_under_fork():
    code = (
        "import multiprocessing, warnings; warnings.simplefilter('ignore')\n"
        "import servanda as sv\n"
        "sv.read_many(['Warm.'] * 20)\n"
        "with multiprocessing.get_context('fork').Pool(2) as pool:\n"
        "    got = pool.map(sv.read, [f'Text {i}.' for i in range(10)])\n"
        "assert [d.text for d in got] == [f'Text {i}.' for i in range(10)]\n"
    )
    subprocess.run([sys.executable, "-c", code], timeout=60, check=True)
