"""The rules of judgement as an object that prints."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from ._values import Rows


class Entry(NamedTuple):
    """A value, or a kind of statement: what it means, how doubts are decided, and a sentence of its kind."""

    group: str
    name: str
    definition: str
    rule: str
    example: str

    def __str__(self) -> str:
        lines = [f"{self.name} ({self.group}): {self.definition}"]
        if self.rule:
            lines += textwrap.wrap(self.rule, 96, initial_indent="    ", subsequent_indent="    ")
        if self.example:
            lines.append(f"    “{self.example}”")
        return "\n".join(lines)


class Crossing(NamedTuple):
    """A verdict on another body's scale; `lost` says what changes its meaning, "" where nothing does."""

    scale: str
    verdict: str
    value: str
    lost: str


class Codebook:
    """What every value means, and what other bodies call each verdict.

    `codebook["mixed"]` gives one entry, iteration all of them; `crosswalk()` the verdicts on other scales.
    """

    __slots__ = ("_crosswalk", "_entries", "version")

    version: str

    def __init__(self) -> None:
        from ._servanda import _codebook

        self.version, entries, crosswalk = _codebook()
        self._entries = Rows(Entry(*row) for row in entries)
        self._crosswalk = Rows(Crossing(*row) for row in crosswalk)

    @property
    def entries(self) -> Rows[Entry]:
        """All entries, by group; `to_pandas()` makes a table of them."""
        return self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, name: str) -> Entry:
        """The entry of that name. Raises KeyError."""
        for entry in self._entries:
            if entry.name == name:
                return entry
        raise KeyError(f"the codebook has no '{name}'; there are {', '.join(e.name for e in self._entries)}")

    def crosswalk(self, scale: str | None = None) -> Rows[Crossing]:
        """Our verdicts on the scales of other bodies, or of one. Raises KeyError for a scale that is not known."""
        if scale is None:
            return self._crosswalk
        rows = Rows(row for row in self._crosswalk if row.scale == scale)
        if not rows:
            known = dict.fromkeys(row.scale for row in self._crosswalk)
            raise KeyError(f"no scale '{scale}'; there are {', '.join(known)}")
        return rows

    def __repr__(self) -> str:
        return "\n".join([f"Codebook, version {self.version}", *map(str, self._entries)])

    def _repr_html_(self) -> str:
        from ._servanda import _html

        return _html(repr(self))


def codebook() -> Codebook:
    """The codebook that the library judges by."""
    return Codebook()
