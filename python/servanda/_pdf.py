"""PDF files: their words with places, by pypdfium2 (the extra `servanda[pdf]`). The reading order is made in Rust.

PDFium works in one thread at a time: everything here is done under one lock. It is asked for the boxes of the first and the
last character of each word only, which costs little more than the text alone.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import re
import threading
from collections import deque
from itertools import repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Sheet = tuple[int, float, str, bytes, bytes]

MOST_BYTES = 1 << 30
MOST_PAGES = 20_000
MOST_CHARACTERS = 5_000_000
"""On one page."""

_LOCK = threading.Lock()
# PDFium's own sign for a hyphen at the end of a line hides the line end: the word's other half is another word.
_WORD = re.compile(r"[^\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_PICTURE, _TEXT = 3, 1


def _forked() -> None:
    global _LOCK
    _LOCK = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def pages(source: str | os.PathLike[str] | bytes) -> tuple[list[Sheet], str | None, str | None, list[str]]:
    """The pages of a file, its title and date, and warnings; raises ValueError where it cannot be read."""
    try:
        pypdfium2: Any = importlib.import_module("pypdfium2")
    except ImportError:
        raise ValueError("PDF files are read by an extra: pip install 'servanda[pdf]'") from None
    size = len(source) if isinstance(source, bytes) else os.stat(source).st_size
    if size > MOST_BYTES:
        raise ValueError(f"a PDF file of {size} bytes is over the limit of {MOST_BYTES}")
    if not isinstance(source, bytes):
        with open(source, "rb") as file:
            source = file.read()
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as error:
            raise ValueError(_fault(error)) from None
        try:
            return _read(pypdfium2, document)
        finally:
            document.close()


def _fault(error: Exception) -> str:
    code = getattr(error, "err_code", None)
    if code == 4:
        return "this PDF file is encrypted and asks for a password; save a copy without one"
    if code == 5:
        return "this PDF file is locked by a scheme that is not known"
    return f"this PDF file is broken ({error})"


def _read(pypdfium2: Any, document: Any) -> tuple[list[Sheet], str | None, str | None, list[str]]:
    raw = pypdfium2.raw
    count = len(document)
    if count > MOST_PAGES:
        raise ValueError(f"a PDF file of {count} pages is over the limit of {MOST_PAGES}")
    box = _box_function(raw)
    sheets, bare = [], []
    for index in range(count):
        try:
            page = document[index]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise ValueError(f"page {index + 1} is broken ({error})") from None
        try:
            sheet = _sheet(raw, box, page, text, index + 1)
            if sheet is None:
                kinds = _kinds(raw, page)
                if _TEXT in kinds:
                    raise ValueError(f"page {index + 1} shows writing that cannot be read as text; it needs OCR")
                if _PICTURE in kinds:
                    bare.append(index + 1)
            else:
                sheets.append(sheet)
        finally:
            text.close()
            page.close()
    if bare and not sheets:
        raise ValueError(f"page {bare[0]} is a picture without a text layer, as all others are; it needs OCR")
    warnings = [_without_text(bare)] if bare else []
    about = document.get_metadata_dict(skip_empty=True)
    return sheets, _title(about.get("Title")), _date(about.get("CreationDate")), warnings


def _box_function(raw: Any) -> Any:
    """`FPDFText_GetLooseCharBox` of plain numbers, which keeps Python's lock: half a microsecond a call."""
    kind = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    return kind(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value)


def _sheet(raw: Any, box: Any, page: Any, text: Any, number: int) -> Sheet | None:
    count = raw.FPDFText_CountChars(text)
    if count > MOST_CHARACTERS:
        raise ValueError(f"page {number} has {count} characters; the limit is {MOST_CHARACTERS}")
    words = text.get_text_range() if count > 0 else ""
    edges = (ctypes.c_int32 * 0)() if not words else _edges(words)
    total = len(edges)
    if not total:
        return None
    asked: Any = edges
    if len(words) != count:
        asked = _asked(raw, text, words, edges)
    boxes = (ctypes.c_float * (4 * total))()
    start = ctypes.addressof(boxes)
    handle = ctypes.cast(text.raw, ctypes.c_void_p).value
    deque(map(box, repeat(handle), asked, range(start, start + 16 * total, 16)), maxlen=0)
    return number, page.get_height(), words, bytes(edges), bytes(boxes)


def _edges(words: str) -> Any:
    """The first and the last character of each word."""
    found = [at for match in _WORD.finditer(words) for at in (match.start(), match.end() - 1)]
    return (ctypes.c_int32 * len(found))(*found)


def _asked(raw: Any, text: Any, words: str, edges: Any) -> list[int]:
    """Places in the text as PDFium counts them: it has characters that are no text, and pairs of surrogates."""
    places, at = [], 0
    for character in words:
        places.append(at)
        at += 2 if ord(character) > 0xFFFF else 1
    return [max(raw.FPDFText_GetCharIndexFromTextIndex(text, places[edge]), 0) for edge in edges]


def _kinds(raw: Any, page: Any) -> set[int]:
    """What a page without text shows; its first things tell enough."""
    count = min(raw.FPDFPage_CountObjects(page), 1000)
    return {raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i)) for i in range(count)}


def _without_text(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:10])) + (", …" if len(pages) > 10 else "")
    return f"{'page' if len(pages) == 1 else 'pages'} {shown} hold pictures and no text; what they say was not read"


def _title(title: str | None) -> str | None:
    """The title, unless it is the name of a file or of a program."""
    title = " ".join((title or "").split())
    named = re.search(r"\.\w{2,5}$|^Microsoft |^untitled|^Slide \d|^PowerPoint", title, re.IGNORECASE)
    return None if named or not re.search(r"[^\W\d_]{2}", title) else title


def _date(date: str | None) -> str | None:
    """`D:20091201120000+01'00'` as 2009-12-01."""
    match = re.match(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?", date or "")
    if not match or not 1900 <= int(match[1]) <= 2199:
        return None
    return "-".join(part for part in match.groups() if part)
