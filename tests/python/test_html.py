"""HTML: escaped, static, scoped, small."""

import re
from html.parser import HTMLParser

import pytest
import servanda as sv
from conftest import BRIEF

HOSTILE = (
    "<script>alert(1)</script> In 2007 the <img src=x onerror=alert(2)> government promised \"to act\" by 2008 & 'so on'.\n"
    "</div></style><b onclick='x'>It \x1b[31m did \u202e not act.</b> Promised </span> to publish <q>accounts</q>."
)
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Check(HTMLParser):
    """Fails on tags that do not close, on script, on handlers, and on anything from elsewhere."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.ids, self.targets = [], [], [], []

    def handle_starttag(self, tag, attributes):
        assert tag not in {"script", "img", "iframe", "object", "link", "b"}, tag
        for name, value in attributes:
            assert not name.startswith("on") and name != "src", name
            if name == "href":
                assert value.startswith("#")
                self.targets.append(value[1:])
            if name == "id":
                self.ids.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)


def check(html):
    parser = Check()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)
    assert set(parser.targets) <= set(parser.ids)
    assert "http" not in re.sub(r"\s", "", html) or "http" in "".join(parser.text)
    return "".join(parser.text)


@pytest.fixture(scope="module")
def hostile():
    return sv.assess(sv.read_many([(HOSTILE, HOSTILE, {"title": HOSTILE, "x": HOSTILE}), ("b", BRIEF)]))


def pages(report, tmp_path):
    report.save(tmp_path / "r.html")
    report.show().save(tmp_path / "s.html")
    document = report.documents[0]
    yield (tmp_path / "r.html").read_text("utf-8")
    yield (tmp_path / "s.html").read_text("utf-8")
    for thing in [report, document, document.show(), report.show(), sv.read_many([HOSTILE])]:
        yield thing._repr_html_()
    for table in [
        report.commitments,
        report.outcomes,
        report.links,
        document.tokens,
        document.repairs,
        document.rejected,
    ]:
        yield table._repr_html_()
        yield from (row._repr_html_() for row in table[:2])
    yield document.kwic("promised")._repr_html_()
    yield sv.read_many([b"%PDF<script>"]).errors._repr_html_()
    yield from (commitment.explain()._repr_html_() for commitment in report.commitments[:2])


def test_every_text_is_escaped(hostile, tmp_path):
    for html in pages(hostile, tmp_path):
        check(html)
        assert "\x1b" not in html and "\u202e" not in html


def test_examples_are_sound_and_small(examples, tmp_path):
    for html in pages(examples, tmp_path):
        check(html)
    for document in examples.documents:
        assert len(document._repr_html_()) < 200_000
        shown = check(sv.assess(document).show())
        for line in filter(str.strip, document.text.split("\n")):
            assert line.split()[0] in shown
    assert len(examples._repr_html_()) < 200_000


def test_shown_text_is_the_text(brief):
    body = re.search(r'<div class="sv-text"[^>]*>(.*?)</div>', brief.show(), re.DOTALL).group(1)
    body = re.sub(r'<span class="sv-b".*?</span>', "", body, flags=re.DOTALL)
    parser = Check()
    parser.feed(body)
    assert "".join(parser.text) == BRIEF


def test_long_texts_stay_small():
    report = sv.assess(sv.read((BRIEF + "\n\nNothing of note was said that day by anyone.\n\n" * 50) * 60))
    for html in [report._repr_html_(), report.documents[0]._repr_html_(), report.documents[0].tokens._repr_html_()]:
        assert len(html) < 200_000


def test_dark_theme_and_no_colour_alone(report):
    html = report.show()
    assert "prefers-color-scheme" in html and "overflow:auto" in html
    style = re.search(r"<style>(.*?)</style>", html).group(1)
    for rule in re.sub(r"@media[^{]*\{(.*?\})\}", r"\1", style).split("}"):
        for selector in filter(None, rule.split("{")[0].split(",")):
            assert ".servanda" in selector or ".sv-page" in selector, selector
    for border in ["solid", "dashed", "dotted"]:
        assert border in style


def test_report_page_has_its_parts(examples, tmp_path):
    examples.save(tmp_path / "r.html")
    text = check((tmp_path / "r.html").read_text("utf-8"))
    for part in ["Verdicts", "Scores", "Method", "Machine-assisted; not a finding of fact", sv.__version__]:
        assert part in text
    flat = " ".join(text.split())
    for commitment in examples.commitments:
        assert " ".join(commitment.quote.split()) in flat
        for link in commitment.evidence:
            assert " ".join(link.quote.split()) in flat
