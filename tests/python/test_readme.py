"""The Python of the README and of the pages in `docs` runs as it stands there."""

import re
import shutil

import pytest
from conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
WITH_PYTHON = [page for page in PAGES if BLOCK.search(page.read_text("utf-8"))]


def test_the_readme_has_python():
    assert PAGES[0] in WITH_PYTHON


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_the_python_of_a_page_runs(page, tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "page"}
    for number, block in enumerate(BLOCK.findall(page.read_text("utf-8"))):
        exec(compile(block, f"{page.name}, block {number + 1}", "exec"), names)
    assert capsys.readouterr().out
