"""Places in texts: the units of the tools, and how a place in a tool's text is found in ours."""

from __future__ import annotations

import bisect
from typing import NamedTuple

#: Characters on either side of a quotation that tell it from its like.
CONTEXT = 24


class Refused(NamedTuple):
    """A mark that fits no place in its text: where it was to be, its words in the tool's file, and why not."""

    doc: str
    start: int
    end: int
    quote: str
    reason: str


class NoPlaceError(ValueError):
    """A place that cannot be found."""


class Units:
    """Offsets of one text in code points, UTF-16 code units and UTF-8 bytes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._wide: dict[str, list[int]] = {}

    def _starts(self, unit: str) -> list[int]:
        """The offset of each character in a unit, and the end."""
        if unit not in self._wide:
            wide = unit == "utf16"
            out, at = [0], 0
            for char in self.text:
                at += 1 + (char > "\uffff") if wide else len(char.encode("utf-8", "surrogatepass"))
                out.append(at)
            self._wide[unit] = out
        return self._wide[unit]

    def out(self, at: int, unit: str) -> int:
        """From characters to a unit."""
        return at if unit == "characters" else self._starts(unit)[at]

    def back(self, at: int, unit: str) -> int | None:
        """From a unit to characters; None outside the text, or inside a character."""
        if unit == "characters":
            return at if 0 <= at <= len(self.text) else None
        starts = self._starts(unit)
        place = bisect.bisect_left(starts, at)
        return place if place < len(starts) and starts[place] == at else None


def _plain(words: str) -> str:
    """Line ends and runs of white space made alike."""
    return " ".join(words.split())


class Places:
    """Finds in `ours` what a tool marked in `theirs`."""

    def __init__(self, theirs: str, ours: str) -> None:
        self.theirs = Units(theirs)
        self.ours = ours
        # Each character but white space of either text, with its place: what survives any change of line ends.
        self._dense = [i for i, c in enumerate(ours) if not c.isspace()]
        self._letters = "".join(ours[i] for i in self._dense)

    def unit(self, marks: list[tuple[int, int, str]]) -> str:
        """The unit in which most marks (start, end, words) stand where they say: versions of one tool differ."""
        known = ("characters", "utf16", "bytes")
        return max(known, key=lambda unit: sum(self._stands(*mark, unit) is not None for mark in marks))

    def _stands(self, start: int, end: int, quote: str | None, unit: str) -> tuple[int, int] | None:
        """The characters of their text, if there are such and the words are those."""
        first, last = self.theirs.back(start, unit), self.theirs.back(end, unit)
        if first is None or last is None or first >= last:
            return None
        same = quote is None or _plain(self.theirs.text[first:last]) == _plain(quote)
        return (first, last) if same else None

    def find(self, start: int, end: int, unit: str, quote: str | None = None) -> tuple[int, int]:
        """The characters of `ours` that a tool's offsets mean; where other words stand there, those of the words alone."""
        place = self._stands(start, end, quote, unit)
        if place is not None:
            return self._carry(*place)
        if quote is None:
            raise NoPlaceError("no such place in the text")
        return self._seek(quote, "", "")

    def _carry(self, first: int, last: int) -> tuple[int, int]:
        theirs = self.theirs.text
        if theirs == self.ours:
            return first, last
        quote = theirs[first:last]
        return self._seek(quote, theirs[max(0, first - CONTEXT) : first], theirs[last : last + CONTEXT])

    def _seek(self, quote: str, before: str, after: str) -> tuple[int, int]:
        """The place whose words and surroundings are those; of several alike there is none."""
        needle = "".join(quote.split())
        if not needle:
            raise NoPlaceError("only white space was marked")
        left, right = "".join(before.split()), "".join(after.split())
        found: list[tuple[int, int]] = []
        at = self._letters.find(needle)
        while at >= 0 and len(found) < 10_000:
            if not self._whole(at, at + len(needle)):
                at = self._letters.find(needle, at + 1)
                continue
            behind = self._letters[max(0, at - len(left)) : at]
            ahead = self._letters[at + len(needle) : at + len(needle) + len(right)]
            found.append((_shared(left[::-1], behind[::-1]) + _shared(right, ahead), at))
            at = self._letters.find(needle, at + 1)
        if not found:
            raise NoPlaceError("the words are not in the text")
        best = max(score for score, _ in found)
        places = [at for score, at in found if score == best]
        if len(places) > 1:
            raise NoPlaceError(f"the words stand at {len(places)} places alike")
        return self._dense[places[0]], self._dense[places[0] + len(needle) - 1] + 1

    def _whole(self, first: int, last: int) -> bool:
        """Whether no word is cut."""
        start, end = self._dense[first], self._dense[last - 1] + 1
        cut = (self.ours[start - 1 : start + 1], self.ours[end - 1 : end + 1])
        return not any(len(pair) == 2 and pair.isalnum() for pair in cut)


def _shared(a: str, b: str) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
