"""Codings to and from the tools that people code with: Label Studio, doccano, Prodigy, brat, and REFI-QDA for NVivo, MAXQDA,
ATLAS.ti and QualCoder.

`write` gives a tool what the machine found; `read` brings back what people made of it, as the JSON contract that
`servanda.agreement` compares. Every tool counts in its own units; a mark whose place does not fit the text is laid where its words
and their surroundings are, or refused with a reason. None is moved in silence.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable
from typing import Any, NamedTuple

from .._servanda import Error
from .._values import Rows
from . import _brat, _json, _refi
from ._codings import Coded, Reading, codings
from ._places import Refused

__all__ = ["FORMATS", "Exchanged", "Refused", "read", "write", "write_codebook"]


class Exchanged(NamedTuple):
    """What was read: documents as the JSON contract, and the marks that fit no text."""

    documents: list[dict[str, Any]]
    refused: Rows[Refused]


_Writer = Callable[[list[Coded], pathlib.Path], None]
_Reader = Callable[[pathlib.Path, Reading], None]
_TOOLS: dict[str, tuple[_Writer, _Reader]] = {
    "label-studio": (_json.write_label_studio, _json.read_label_studio),
    "doccano": (_json.write_doccano, _json.read_doccano),
    "prodigy": (_json.write_prodigy, _json.read_prodigy),
    "brat": (_brat.write, _brat.read),
    "refi-qda": (_refi.write, _refi.read),
}

#: The tools by name.
FORMATS = tuple(_TOOLS)


def _tool(name: str) -> tuple[_Writer, _Reader]:
    if name not in _TOOLS:
        raise Error(f"no tool '{name}'; there are {', '.join(_TOOLS)}")
    return _TOOLS[name]


def write(coding: Any, path: str | os.PathLike[str], format: str) -> None:
    """Writes commitments, outcomes, what is said of them, and links, for a tool to open.

    `coding` is a Report or the JSON contract. `path` is a file; for brat a folder. The same coding gives the same bytes.
    Raises `servanda.Error` for an unknown `format`.
    """
    _tool(format)[0](codings(coding), pathlib.Path(path))


def read(path: str | os.PathLike[str], format: str, *, texts: Any = None) -> Exchanged:
    """Reads what people coded with a tool.

    `texts` are our own (documents, a report, or a dict by name): marks are then laid on them, so that offsets are theirs, even
    where the tool changed line ends or counts otherwise. Without them the tool's own texts are taken.
    Raises `servanda.Error` for a file that is not the tool's.
    """
    reading = Reading(texts)
    _tool(format)[1](pathlib.Path(path), reading)
    for coded in reading.codings:
        coded.marks.sort(key=lambda m: (m.start, m.end, m.what))
    return Exchanged([coded.contract() for coded in reading.codings], Rows(reading.refused))


def write_codebook(path: str | os.PathLike[str]) -> None:
    """Writes the codes alone, as a REFI-QDA codebook (`.qdc`)."""
    _refi.write_codebook(pathlib.Path(path))
