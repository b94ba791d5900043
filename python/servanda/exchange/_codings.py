"""Codings as every tool's reader and writer sees them: texts with marks, values of marks, and links between them."""

from __future__ import annotations

import json
import os
import pathlib
from dataclasses import dataclass, field
from typing import Any

from .._servanda import Corpus, Document, Error, Report
from ._places import NoPlaceError, Places, Refused

#: What can be said of a commitment and of an outcome, with the values that there are.
VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "commitment": {
        "kind": ("pledge", "plan", "obligation"),
        "direction": ("do", "refrain"),
        "specificity": ("vague", "specific", "measurable"),
        "verdict": ("fulfilled", "partly_fulfilled", "not_fulfilled", "breached", "no_evidence"),
    },
    "outcome": {
        "kind": ("action", "inaction", "violation", "assessment"),
        "polarity": ("positive", "mixed", "negative"),
    },
}
RELATIONS = ("fulfils", "partly_fulfils", "fails", "breaches")


@dataclass
class Mark:
    """A stretch of a text: a commitment or an outcome; offsets are characters."""

    id: str
    what: str
    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Coded:
    """One text with its marks and the links between them (commitment, outcome, relation)."""

    doc: str
    text: str
    marks: list[Mark] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)

    def contract(self) -> dict[str, Any]:
        """As the JSON contract."""
        out: dict[str, Any] = {
            "schema": "servanda/1",
            "doc": self.doc,
            "text": self.text,
            "commitments": [],
            "outcomes": [],
        }
        for mark in self.marks:
            quote = self.text[mark.start : mark.end]
            row = {"id": mark.id, "start": mark.start, "end": mark.end, "quote": quote, **mark.values}
            out[mark.what + "s"].append(row)
        out["links"] = [{"commitment": c, "outcome": o, "relation": r} for c, o, r in self.links]
        return out


def codings(given: Any) -> list[Coded]:
    """From a report, the JSON contract (a dict, or a list of them), or the path of a file of it."""
    if isinstance(given, Report):
        given = [json.loads(line) for line in given.to_jsonl().splitlines()]
    elif isinstance(given, (str, os.PathLike)):
        given = _lines(pathlib.Path(given).read_text(encoding="utf-8"))
    elif isinstance(given, dict):
        given = [given]
    return [_coded(one, f"document {number}") for number, one in enumerate(given, 1)]


def _lines(text: str) -> list[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        whole = [json.loads(line) for line in text.splitlines() if line.strip()]
    return whole if isinstance(whole, list) else [whole]


def _coded(one: Any, name: str) -> Coded:
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        raise Error(f"{name} is not the JSON contract with its text")
    out = Coded(str(one.get("doc") or name), one["text"])
    for what, known in VALUES.items():
        for row in one.get(what + "s", ()):
            values = {key: row[key] for key in known if row.get(key)}
            out.marks.append(Mark(str(row["id"]), what, row["start"], row["end"], values))
    out.marks.sort(key=lambda m: (m.start, m.end, m.what))
    out.links = [(str(t["commitment"]), str(t["outcome"]), t["relation"]) for t in one.get("links", ())]
    return out


class Reading:
    """What is read from a tool's file: codings, and what fits no text."""

    def __init__(self, texts: Any) -> None:
        self.known = _texts(texts)
        self.codings: list[Coded] = []
        self.refused: list[Refused] = []

    def open(self, doc: str, theirs: str) -> Opened:
        """A text of the tool's; its marks are laid on our text of that name, or of the same words."""
        ours = self.known.get(doc)
        if ours is None:
            same = (name for name, text in self.known.items() if "".join(text.split()) == "".join(theirs.split()))
            doc = next(same, doc)
            ours = self.known.get(doc, theirs)
        coded = Coded(doc, ours)
        self.codings.append(coded)
        return Opened(self, coded, Places(theirs, ours))


class Opened:
    """One text that is being read."""

    def __init__(self, reading: Reading, coded: Coded, places: Places) -> None:
        self.reading, self.coded, self.places = reading, coded, places
        self._names: dict[object, str] = {}

    def refuse(self, start: int, end: int, quote: str, reason: str) -> None:
        self.reading.refused.append(Refused(self.coded.doc, start, end, quote, reason))

    def mark(
        self,
        key: object,
        what: str,
        start: int,
        end: int,
        values: dict[str, str],
        unit: str = "characters",
        quote: str | None = None,
    ) -> None:
        """A mark at a tool's offsets, under the tool's own name for it."""
        what = what.lower()
        words = quote if quote is not None else self.places.theirs.text[start:end]
        if what not in VALUES:
            self.refuse(start, end, words, f"'{what}' is no kind of mark: there are {', '.join(VALUES)}")
            return
        for field_name, value in values.items():
            known = VALUES[what].get(field_name)
            if known is None or value not in known:
                allowed = ", ".join(known or VALUES[what])
                self.refuse(start, end, words, f"'{value}' is no {field_name} of {what}s: there are {allowed}")
                return
        try:
            first, last = self.places.find(start, end, unit, quote)
        except NoPlaceError as error:
            self.refuse(start, end, words, str(error))
            return
        number = 1 + sum(m.what == what for m in self.coded.marks)
        name = f"{what[0]}{number}"
        self._names[key] = name
        self.coded.marks.append(Mark(name, what, first, last, dict(values)))

    def link(self, commitment: object, outcome: object, relation: str) -> None:
        """A link, by the tool's names of its ends."""
        ends = self._names.get(commitment), self._names.get(outcome)
        if ends[0] is None or ends[1] is None:
            self.refuse(0, 0, relation, "a link has an end that is no mark of the text")
        elif relation not in RELATIONS:
            self.refuse(0, 0, relation, f"'{relation}' is no relation: there are {', '.join(RELATIONS)}")
        elif not (ends[0].startswith("c") and ends[1].startswith("o")):
            self.refuse(0, 0, relation, "a link goes from an outcome to a commitment")
        else:
            self.coded.links.append((ends[0], ends[1], relation))


def _texts(given: Any) -> dict[str, str]:
    """Our texts by their documents' ids."""
    if given is None:
        return {}
    if isinstance(given, dict):
        return {str(name): text for name, text in given.items()}
    if isinstance(given, Document):
        given = [given]
    elif isinstance(given, Report):
        given = given.documents
    elif not isinstance(given, (Corpus, list, tuple)):
        raise TypeError("texts are documents, a report, or a dict of texts by name")
    return {document.id: document.text for document in given}
