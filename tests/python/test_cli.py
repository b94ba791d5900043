"""The command line, as a user runs it."""

import json
import os
import subprocess
import sys

import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES


def run(*arguments, stdin=b"", cwd=None, **environment):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "servanda", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=120,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@pytest.fixture
def brief_file(tmp_path):
    path = tmp_path / "brief.txt"
    path.write_text(BRIEF, encoding="utf-8", newline="")
    return path


def test_assess_pipes_json_lines():
    status, out, err = run("assess", *EXAMPLES)
    assert (status, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["doc"] for line in lines] == [path.name for path in EXAMPLES]
    assert all(line["schema"] == "servanda/1" and "links" in line for line in lines)


def test_assess_json_is_the_contract(brief_file):
    status, out, _ = run("assess", brief_file, "--json", "--date", "2011", "--as-of", "2012")
    contract = json.loads(out)
    assert status == 0 and contract["text"] == BRIEF and contract["doc"] == "brief.txt"
    assert contract == json.loads(sv.assess(sv.read(brief_file, date="2011"), as_of="2012").to_json())


def test_assess_table_has_a_quote_under_each_verdict():
    status, out, _ = run("assess", EXAMPLES[0], "--table")
    report = sv.assess(sv.read(EXAMPLES[0]))
    flat = " ".join(out.split())
    assert status == 0 and "\x1b" not in out and "<Report" in out
    for commitment in report.commitments:
        assert f'"{" ".join(commitment.quote.split())}"' in flat
        assert commitment.verdict.replace("_", " ") in flat


def test_assess_writes_html(brief_file, tmp_path):
    status, _, err = run("assess", brief_file, "--table", "--html", tmp_path / "out" / "r.html")
    assert status == 0 and (tmp_path / "out" / "r.html").is_file() and "r.html" in err


def test_read_shows_what_is_in_it(brief_file):
    status, out, _ = run("read", brief_file)
    assert status == 0 and json.loads(out)["doc"] == "brief.txt" and "links" not in json.loads(out)
    assert run("read", brief_file, "--table")[1].startswith("<Document brief.txt>")
    assert json.loads(run("read", brief_file, "--json")[1])["text"] == BRIEF


def test_standard_input_and_globs(brief_file):
    assert json.loads(run("read", "-", stdin=BRIEF.encode())[1])["text"] == BRIEF
    (brief_file.parent / "other.txt").write_text("Another text.")
    out = run("read", "*.txt", cwd=brief_file.parent)[1]
    assert [json.loads(line)["doc"] for line in out.splitlines()] == ["brief.txt", "other.txt"]


def test_explain_takes_commitments():
    report = sv.assess(sv.read(EXAMPLES[0]))
    status, out, _ = run("explain", EXAMPLES[0])
    assert status == 0
    for commitment in report.commitments:
        assert str(commitment.explain()) in out
    if len(report.commitments):
        assert str(report.commitments[0].explain()) in run("explain", EXAMPLES[0], "c1")[1]
    status, out, err = run("explain", EXAMPLES[0], "c999")
    assert (status, out) == (1, "") and "c999" in err


def test_doctor_is_well():
    status, out, _ = run("doctor")
    assert status == 0 and sv.__version__ in out and "self-test  passed" in out


def test_exit_status(brief_file, tmp_path):
    status, out, err = run("assess", brief_file, tmp_path / "gone.txt")
    assert status == 3 and json.loads(out)["text"] == BRIEF and "gone.txt" in err
    status, out, err = run("assess", tmp_path / "gone.txt")
    assert (status, out) == (1, "") and "gone.txt" in err and "Traceback" not in err
    assert run("assess")[0] == run("frobnicate")[0] == run("assess", brief_file, "--colour")[0] == 2
    status, _, err = run("assess", brief_file, "--date", "soon")
    assert status == 1 and "date" in err and "Traceback" not in err
    assert run("--version")[1].strip() == f"servanda {sv.__version__}"


def test_nothing_a_terminal_would_obey(tmp_path):
    path = tmp_path / "odd\x1b[31m.txt"
    path.write_text("In 2007 the government promised \x1b[2J to act by 2008. It \x9b31m did not act.")
    for command in ["read", "assess"]:
        assert "\x1b" not in run(command, path, "--table")[1]
    assert "\x1b" not in run("read", tmp_path / "gone\x1b[31m.txt")[2]


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({"NO_COLOR": "1"}, False), ({"NO_COLOR": "", "TERM": "xterm"}, True)]
)
def test_colour_on_a_terminal_only(environment, coloured):
    import pty

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "servanda", "read", str(EXAMPLES[0])]
    child = subprocess.Popen(command, stdout=slave, env={**os.environ, **environment})
    os.close(slave)
    out = b""
    try:
        while chunk := os.read(master, 65536):
            out += chunk
    except OSError:
        pass
    os.close(master)
    assert child.wait(60) == 0 and b"<Document" in out
    assert (b"\x1b[" in out) == coloured


def test_a_reader_that_leaves_early(brief_file):
    for path in range(300):
        (brief_file.parent / f"{path}.txt").write_text(BRIEF, encoding="utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "servanda", "assess", str(brief_file.parent / "*.txt")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    child.stdout.read(10)
    child.stdout.close()
    assert b"Traceback" not in child.stderr.read()
    child.stderr.close()
    child.wait(60)


def test_the_locale_does_not_matter(brief_file):
    status, out, err = run("assess", brief_file, "--table", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (status == 0 and "“" in out) or "…" in out, err
