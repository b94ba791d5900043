"""REFI-QDA, which NVivo, MAXQDA, ATLAS.ti and QualCoder read: a project (`.qdpx`) and a codebook alone (`.qdc`).

Offsets are code points. Line ends are written as they stand; programs that count a carriage return and a line feed as one are met
when reading, by the words around.
"""

from __future__ import annotations

import io
import pathlib
import uuid
import zipfile
from xml.etree import ElementTree

from .._codebook import codebook
from .._servanda import Error
from ._codings import VALUES, Coded, Reading

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
#: A project's own texts and index are no larger than this, in bytes, when unpacked.
LIMIT = 256 * 1024 * 1024
_SPACE = uuid.UUID("5e7a4da5-0000-4000-8000-000000000000")


def _guid(*parts: str) -> str:
    """The same name for the same thing on every run."""
    return str(uuid.uuid5(_SPACE, "\x1f".join(parts))).upper()


def _codes(parent: ElementTree.Element) -> None:
    """Codes in two steps: what is marked, and the values of what is said of it."""
    codes = ElementTree.SubElement(parent, "Codes")
    for what, fields in VALUES.items():
        top = _code(codes, what, what, codable="true")
        for field, values in fields.items():
            group = _code(top, f"{what}/{field}", field, codable="false")
            for value in values:
                _code(group, f"{what}/{field}/{value}", value, codable="true")


def _code(parent: ElementTree.Element, key: str, name: str, *, codable: str) -> ElementTree.Element:
    code = ElementTree.SubElement(parent, "Code", guid=_guid("code", key), name=name, isCodable=codable)
    meaning = next((e for e in codebook() if e.name == name), None)
    if meaning is not None:
        ElementTree.SubElement(code, "Description").text = f"{meaning.definition} {meaning.rule}".strip()
    return code


def _bytes(root: ElementTree.Element) -> bytes:
    out = io.BytesIO()
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def write_codebook(path: pathlib.Path) -> None:
    root = ElementTree.Element("CodeBook", xmlns=CODEBOOK, origin="servanda")
    _codes(root)
    path.write_bytes(_bytes(root))


def write(codings: list[Coded], path: pathlib.Path) -> None:
    user = _guid("user", "servanda")
    root = ElementTree.Element("Project", xmlns=PROJECT, name="servanda", origin="servanda")
    users = ElementTree.SubElement(root, "Users")
    ElementTree.SubElement(users, "User", guid=user, name="servanda")
    _codes(ElementTree.SubElement(root, "CodeBook"))
    sources = ElementTree.SubElement(root, "Sources")
    links = ElementTree.Element("Links")
    files = []
    for coded in codings:
        own = _guid("source", coded.doc)
        files.append((f"sources/{own}.txt", coded.text.encode()))
        source = ElementTree.SubElement(
            sources, "TextSource", guid=own, name=coded.doc, plainTextPath=f"internal://{own}.txt", creatingUser=user
        )
        for mark in coded.marks:
            name = coded.text[mark.start : mark.end][:80].translate(dict.fromkeys(range(32), " "))
            selection = ElementTree.SubElement(
                source,
                "PlainTextSelection",
                guid=_guid("mark", coded.doc, mark.id),
                name=name,
                startPosition=str(mark.start),
                endPosition=str(mark.end),
                creatingUser=user,
            )
            for key in [mark.what, *(f"{mark.what}/{field}/{value}" for field, value in mark.values.items())]:
                coding = ElementTree.SubElement(
                    selection, "Coding", guid=_guid("coding", coded.doc, mark.id, key), creatingUser=user
                )
                ElementTree.SubElement(coding, "CodeRef", targetGUID=_guid("code", key))
        for commitment, outcome, relation in coded.links:
            ElementTree.SubElement(
                links,
                "Link",
                guid=_guid("link", coded.doc, commitment, outcome, relation),
                name=relation,
                direction="OneWay",
                originGUID=_guid("mark", coded.doc, outcome),
                targetGUID=_guid("mark", coded.doc, commitment),
            )
    if len(links):
        root.append(links)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as project:
        for name, content in [("project.qde", _bytes(root)), *files]:
            # One date for all: the same codings give the same bytes.
            project.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def read(path: pathlib.Path, reading: Reading) -> None:
    try:
        with zipfile.ZipFile(path) as project:
            _read(project, path, reading)
    except zipfile.BadZipFile as error:
        raise Error(f"{path} is no REFI-QDA project: {error}") from None


def _unpack(project: zipfile.ZipFile, name: str, path: pathlib.Path) -> bytes:
    try:
        info = project.getinfo(name)
    except KeyError:
        raise Error(f"{path}: {name} is missing") from None
    if info.file_size > LIMIT:
        raise Error(f"{path}: {name} is larger than {LIMIT} bytes when unpacked")
    with project.open(info) as file:
        content = file.read(LIMIT + 1)
    if len(content) > LIMIT:
        raise Error(f"{path}: {name} is larger than {LIMIT} bytes when unpacked")
    return content


def _read(project: zipfile.ZipFile, path: pathlib.Path, reading: Reading) -> None:
    names = [name for name in project.namelist() if name.lower().endswith(".qde") and "/" not in name]
    if len(names) != 1:
        raise Error(f"{path}: a project has one .qde file, not {len(names)}")
    content = _unpack(project, names[0], path)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Error(f"{path}: {names[0]} declares entities, which no project needs")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise Error(f"{path}: {names[0]} is no XML: {error}") from None
    # Programs differ in the version of the namespace, so names are read without it.
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    codes: dict[str, tuple[str, ...]] = {}
    _paths(root.find("CodeBook/Codes"), (), codes)
    links = [
        (link.get("name", ""), link.get("originGUID", ""), link.get("targetGUID", "")) for link in root.iter("Link")
    ]
    for source in root.iter("TextSource"):
        _source(project, path, source, codes, links, reading)


def _paths(parent: ElementTree.Element | None, above: tuple[str, ...], out: dict[str, tuple[str, ...]]) -> None:
    """Codes by their GUIDs: the names from the top down."""
    todo = [(parent, above)] if parent is not None else []
    while todo:
        node, names = todo.pop()
        for code in node.findall("Code"):
            here = (*names, code.get("name", ""))
            out[code.get("guid", "").upper()] = here
            todo.append((code, here))


def _source(
    project: zipfile.ZipFile,
    path: pathlib.Path,
    source: ElementTree.Element,
    codes: dict[str, tuple[str, ...]],
    links: list[tuple[str, str, str]],
    reading: Reading,
) -> None:
    inline = source.find("PlainTextContent")
    where = source.get("plainTextPath", "")
    if inline is not None and inline.text:
        text = inline.text
    elif where.startswith("internal://"):
        text = _unpack(project, "sources/" + where.removeprefix("internal://"), path).decode("utf-8-sig")
    else:
        raise Error(f"{path}: the text of '{source.get('name')}' is not in the project")
    opened = reading.open(source.get("name", "document"), text)
    own = set()
    for selection in source.findall("PlainTextSelection"):
        guid = selection.get("guid", "").upper()
        own.add(guid)
        start, end = int(selection.get("startPosition", "0")), int(selection.get("endPosition", "0"))
        what, values, foreign = "", {}, []
        for reference in selection.iter("CodeRef"):
            names = codes.get(reference.get("targetGUID", "").upper(), ())
            if names and names[0].lower() in VALUES:
                what = names[0].lower()
                if len(names) == 3:
                    values[names[1]] = names[2]
            elif names:
                foreign.append(" / ".join(names))
        if what:
            opened.mark(guid, what, start, end, values)
        else:
            opened.refuse(
                start, end, text[start:end], f"coded as {', '.join(foreign) or 'nothing'}, which is none of our codes"
            )
    for relation, origin, target in links:
        if origin.upper() in own or target.upper() in own:
            opened.link(target.upper(), origin.upper(), relation)
