"""Word, OpenDocument, web pages and Markdown through the public face; hostile files are rows and no more."""

import functools
import io
import os
import pickle
import zipfile

import pytest
import servanda as sv

PROMISE = "In May 2007 the ministry promised to publish its accounts by 2009."
BROKEN = "The accounts were never published."
W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"


def archive(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def paragraph(text: str, style: str | None = None, more: str = "") -> str:
    looks = f"<w:pPr><w:pStyle w:val='{style}'/></w:pPr>" if style else ""
    return f"<w:p>{looks}<w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def docx(body: str, notes: str = "", title: str = "On accounts") -> bytes:
    rel = "<Relationship Type='http://r/{0}' Target='{1}'/>"
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f"<Relationships>{rel.format('officeDocument', 'word/document.xml')}</Relationships>",
            "word/_rels/document.xml.rels": f"<Relationships>{rel.format('footnotes', 'footnotes.xml')}</Relationships>",
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
            "docProps/core.xml": f"<c><dc:title>{title}</dc:title><dcterms:created>2010-02-03T00:00:00Z</dcterms:created></c>",
        }
    )


def odt(body: str) -> bytes:
    content = f"<office:document-content><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


NOTE = f"<w:footnote w:id='2'>{paragraph('As told to the press.')}</w:footnote>"
BODY = (
    paragraph("Accounts", "Heading1")
    + paragraph(
        "In May 2007 the ministry",
        more="<w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:t xml:space='preserve'> promised to publish its accounts by 2009.</w:t></w:r>"
        "<w:del><w:r><w:delText>It was a lie.</w:delText></w:r></w:del>",
    )
    + paragraph(BROKEN)
)


def lawful(document: sv.Document) -> None:
    for place in [*document.sentences, *document.tokens, *document.entities, *document.commitments]:
        assert document.text[place.start : place.end] == place.quote
    again = pickle.loads(pickle.dumps(document))
    assert again.to_json() == document.to_json()


def test_a_word_file():
    document = sv.read(docx(BODY, NOTE))
    assert document.text == (
        "Accounts\n\nIn May 2007 the ministry[1] promised to publish its accounts by 2009.\n\n"
        "[1] As told to the press.\n\nThe accounts were never published."
    )
    assert PROMISE in document.clean and "markup" in [r.kind for r in document.repairs]
    assert (document.title, document.date) == ("On accounts", "2010-02-03")
    assert [s.block for s in document.sentences] == ["heading", "paragraph", "footnote", "paragraph"]
    assert [d[0] for d in document.dropped] == ["deletion"]
    assert "file_date" in [w.code for w in document.warnings]
    assert document.commitments and document.commitments[0].quote
    lawful(document)


def test_what_the_caller_says_wins():
    document = sv.read(docx(BODY, NOTE), title="Mine", date="2011")
    assert (document.title, document.date) == ("Mine", "2011")
    assert "file_date" not in [w.code for w in document.warnings]


def test_the_same_text_from_every_kind_of_file(tmp_path):
    page = (
        "<!doctype html><html><head><title>T</title><meta property='og:site_name' content='EUCAM'></head><body>"
        "<nav><a href='/'>Home</a></nav><script>track()</script>"
        f"<article><p>{PROMISE}</p><p>{BROKEN}</p></article><footer>© nobody</footer></body></html>"
    )
    files = {
        "a.docx": docx(paragraph(PROMISE) + paragraph(BROKEN)),
        "b.odt": odt(f"<text:p>{PROMISE}</text:p><text:p>{BROKEN}</text:p>"),
        "c.html": page.encode(),
        "d.md": f"{PROMISE}\n\n{BROKEN}\n".encode(),
        "e.txt": f"{PROMISE}\n\n{BROKEN}".encode("utf-16"),
        "f": docx(paragraph(PROMISE) + paragraph(BROKEN)),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    corpus = sv.read_many(sorted(tmp_path.iterdir()))
    assert not len(corpus.errors)
    for document in corpus:
        assert document.clean.strip() == f"{PROMISE}\n\n{BROKEN}", document.id
        assert [c.quote for c in document.commitments] == [c.quote for c in corpus[0].commitments]
        lawful(document)
    assert corpus[2].publisher == "EUCAM"
    assert [d[0] for d in corpus[2].dropped] == ["menu", "script", "footer"]
    assert sv.read(str(tmp_path / "a.docx")).id == "a.docx"


def test_markdown_keeps_the_text_as_given(tmp_path):
    text = (
        "---\ntitle: Plan\ndate: 2009-05-01\n---\n\n# The *new* plan\n\nIn May 2007 the **ministry** promised to\n"
        "[publish](http://x.org) its accounts by 2009.[^1]\n\n> Never.\n\n[^1]: See above.\n"
    )
    path = tmp_path / "plan.md"
    path.write_text(text, encoding="utf-8")
    document = sv.read(path)
    assert document.text == text
    assert "In May 2007 the ministry promised to publish its accounts by 2009." in document.clean
    assert (document.title, document.date) == ("Plan", "2009-05-01")
    lawful(document)


@functools.cache
def hostile() -> dict[str, bytes]:
    entity = "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'>" + "".join(
        f"<!ENTITY {chr(99 + i)} '{f'&{chr(98 + i)};' * 10}'>" for i in range(9)
    )
    good = docx(paragraph(PROMISE))
    return {
        "bomb": archive({"word/document.xml": b" " * (300 << 20)}),
        "entities": archive({"word/document.xml": f"{entity}]><a>&k;</a>"}),
        "outside": archive({"word/document.xml": "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"}),
        "deep": archive({"word/document.xml": "<a>" * 1_000_000}),
        "attribute": archive({"word/document.xml": f"<a b='{'x' * (20 << 20)}"}),
        "truncated": good[: len(good) // 2],
        "rubbish": b"PK\x03\x04" + os.urandom(5000),
        "empty": archive({}),
        "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "rtf": b"{\\rtf1 Hello}",
        "no text": archive({"xl/workbook.xml": "<a/>"}),
        "stored lie": good.replace(b"word/document.xml", b"word/document.xmm"),
    }


def test_hostile_files_are_errors():
    for name, data in hostile().items():
        with pytest.raises(sv.Error) as raised:
            sv.read(data)
        assert len(str(raised.value)) < 300, name


def test_hostile_files_are_rows_of_a_batch():
    corpus = sv.read_many([*hostile().values(), PROMISE])
    assert len(corpus) == 1 and len(corpus.errors) == len(hostile())


def test_names_with_paths_read_nothing_outside():
    files = {
        "word/document.xml": f"<w:document {W}><w:body>{paragraph(PROMISE)}</w:body></w:document>",
        "word/_rels/document.xml.rels": "<Relationships><Relationship Type='http://r/footnotes' Target='../../../../etc/passwd'/>"
        "<Relationship Type='http://r/styles' Target='file:///etc/passwd' TargetMode='External'/></Relationships>",
        "../../../../tmp/evil": "x",
    }
    assert sv.read(archive(files)).text == PROMISE


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    with open(path, "wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(sv.Error, match="limit"):
        sv.read(path)
    if os.path.exists("/dev/zero"):
        assert "limit" in sv.read_many([type(tmp_path)("/dev/zero")]).errors[0].reason
