"""The Python of the README runs as it stands there."""

import re
import shutil

import pytest
from conftest import ROOT

README = ROOT / "README.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.skipif(not BLOCKS, reason="the README has no Python")
def test_readme(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "readme"}
    for number, block in enumerate(BLOCKS):
        exec(compile(block, f"README.md, block {number + 1}", "exec"), names)
    assert capsys.readouterr().out
