"""Small plain values that documents and reports hand out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar

if TYPE_CHECKING:
    import pandas

    from ._servanda import Commitment, Link, Table


def _html(lines: str) -> str:
    from ._servanda import _html

    return _html(lines)


def _flat(words: str) -> str:
    """On one line, and nothing in it that a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in " ".join(words.split()))


class Cue(NamedTuple):
    """A piece of evidence for reading words as a statement; the weight is in log-odds."""

    quote: str
    rule: str
    weight: float
    start: int
    end: int


class Why(NamedTuple):
    """A reason for tying an outcome to a commitment; the weight is in log-odds."""

    feature: str
    weight: float
    words: str


class Caution(NamedTuple):
    """What to know before using a result: a stable code, and a sentence."""

    code: str
    message: str


class Failure(NamedTuple):
    """A text that could not be read: its place among those given, its file or name, and why."""

    index: int  # type: ignore[assignment]
    source: str
    reason: str


class Fault(NamedTuple):
    """Something in a run that is not as it should be: a shard, a file in it or a document, and what is wrong."""

    place: str
    what: str


class Difference(NamedTuple):
    """What is otherwise in another run.

    `change` is document_added, document_removed, text_changed, status_changed, commitment_added, commitment_removed or
    verdict_changed; `before` and `after` are verdicts, or the status of a document.
    """

    doc: str
    change: str
    quote: str | None
    before: str | None
    after: str | None


class Context(NamedTuple):
    """A phrase where it stands, with the words around it."""

    left: str
    match: str
    right: str
    start: int
    end: int
    sentence: int


class Mention(NamedTuple):
    """A phrase that stands for a thing; `how` is name, role, pronoun or law, and only a name is `named`."""

    start: int
    end: int
    quote: str
    label: str
    id: str
    canonical: str
    named: bool
    how: str


class Interval(NamedTuple):
    """Where a figure would lie in 95 of 100 other samples; `covers` says of what, and what is left out."""

    low: float
    high: float
    over: str
    clusters: int
    draws: int
    seed: int
    covers: str


class Kept(NamedTuple):
    """The share at least partly fulfilled where few were assessed, with Jeffreys' interval of 95 %."""

    share: float
    low: float
    high: float


class Scores(NamedTuple):
    """Aggregates over undertakings. `n` were assessed, of `found`, `testable` and `due`.

    What is stated several times counts once (`mentions` are all statements), and the parts of one of the `packages` share
    one vote. `bounds` are the fulfilment if all missing evidence were against, and if all were for.
    """

    fulfilment: float | None
    breach_rate: float | None
    coverage: float | None
    bounds: tuple[float, float] | None
    n: int
    found: int
    testable: int
    due: int
    interval: Interval | None
    kept: Kept | None
    mentions: int
    packages: int


class Variant(NamedTuple):
    """The index under another choice, and how many undertakings it rests on."""

    kind: str
    fulfilment: float | None
    n: int


class Moment(NamedTuple):
    """Something in the life of an undertaking: made, reported (with its relation) or due.

    `dated` says whether the text itself gives the date; else it is the document's.
    """

    undertaking: int
    date: str | None
    what: str
    relation: str | None
    quote: str
    doc: str
    dated: bool


class Judged(NamedTuple):
    """What a person said of a commitment that was drawn; `verdict` is None where it is no commitment at all."""

    commitment: Commitment | tuple[str, str]
    verdict: str | None
    probability: float


class Review(NamedTuple):
    """A person's verdict on a commitment with the machine's, in one row; offsets are characters of the document's text.

    `standing` is applied, superseded (by the coder's own later word, or by an adjudication), conflict (coders disagree, the
    machine's verdict stays) or lost (its words are no longer there); `id` is the commitment's in this report, None when lost.
    """

    doc: str
    id: str | None
    start: int
    end: int
    quote: str
    before: str
    after: str
    machine: str
    human: str
    coder: str
    time: str
    reason: str
    codebook: str
    adjudicates: bool
    standing: str


class Drawn(NamedTuple):
    """An undertaking to be judged by a person: its fullest statement, and the chance that it had of being drawn."""

    commitment: Commitment
    probability: float
    stratum: str

    def judged(self, verdict: str | None) -> Judged:
        """The row for `report.score(audit=...)`; the verdict is None where it is no commitment at all."""
        return Judged(self.commitment, verdict, self.probability)


class Figure(NamedTuple):
    """A figure of agreement; `n` is what it rests on. None where nothing was marked, or where chance explains all."""

    what: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    n: int


class Disagreement(NamedTuple):
    """A place where two codings differ: the value of each, None where one marked nothing. Offsets are characters."""

    doc: str
    what: str
    start: int
    end: int
    quote: str
    a: str | None
    b: str | None


class Agreement(NamedTuple):
    """How far two codings agree; `print` it to read it. `drawn` says what the intervals draw: documents, or marks.

    `only_a` and `only_b` are documents that the other coding lacks; they are not compared.
    """

    figures: FigureTable
    disagreements: Rows[Disagreement]
    documents: int
    drawn: str
    only_a: list[str]
    only_b: list[str]

    def __str__(self) -> str:
        alone = len(self.only_a) + len(self.only_b)
        lines = [
            f"{self.documents} documents in both, {len(self.disagreements)} disagreements; intervals over {self.drawn}"
        ]
        if alone:
            lines.append(f"{alone} documents are in one coding only and were not compared")
        return "\n".join([*lines, repr(self.figures)])

    def _repr_html_(self) -> str:
        return _html(str(self))


class Undertaking(NamedTuple):
    """What was undertaken, however often it is stated: its fullest statement, all statements, verdict and evidence.

    It is one of the `parts` of a `package`; one that stands alone has one part.
    """

    commitment: Commitment
    mentions: Table[Commitment]
    verdict: str
    fulfilment: float | None
    evidence: Table[Link]
    package: int
    parts: int


class Evidence(NamedTuple):
    """One piece of evidence under a verdict; the weight is in log-odds, negative against fulfilment."""

    quote: str
    relation: str
    weight: float
    summary: str
    outcome: str


class Unused(NamedTuple):
    """Words that came near and were not used, and why."""

    quote: str
    reason: str


class Without(NamedTuple):
    """The verdict as it would be without one piece of evidence."""

    verdict: str
    fulfilment: float | None


class Explanation(NamedTuple):
    """The evidence for and against a verdict, and what would change it. `print` it to read it.

    `without` has the verdict without each piece, in the order of `supporting`, then `opposing`.
    """

    verdict: str
    fulfilment: float | None
    contested: bool
    supporting: list[Evidence]
    opposing: list[Evidence]
    not_used: list[Unused]
    without: list[Without]
    warnings: list[Caution]
    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return _html(self.text)


class Verdict(str):
    """A judgement, equal to its own name ("partly_fulfilled"), with what belongs to it."""

    __slots__ = ("calibrated", "confidence", "contested", "fulfilment", "range", "timing", "warnings")

    fulfilment: float | None
    range: tuple[float, float] | None
    timing: str
    contested: bool
    confidence: float
    calibrated: bool
    warnings: tuple[Caution, ...]

    def __new__(
        cls,
        value: str,
        fulfilment: float | None = None,
        range: tuple[float, float] | None = None,
        timing: str = "no_deadline",
        contested: bool = False,
        confidence: float = 0.0,
        calibrated: bool = False,
        warnings: tuple[Caution, ...] = (),
    ) -> Verdict:
        self = super().__new__(cls, value)
        given = (calibrated, confidence, contested, fulfilment, range, timing, warnings)
        for name, field in zip(cls.__slots__, given, strict=True):
            object.__setattr__(self, name, field)
        return self

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a verdict cannot be changed: {name}")

    def __repr__(self) -> str:
        number = "" if self.fulfilment is None else f" ({self.fulfilment:.2f})"
        contested = ", contested" if self.contested else ""
        return f"<Verdict {self.replace('_', ' ')}{number}{contested}>"

    def __reduce__(self) -> tuple[Any, ...]:
        given = (
            str(self),
            self.fulfilment,
            self.range,
            self.timing,
            self.contested,
            self.confidence,
            self.calibrated,
            self.warnings,
        )
        return (type(self), given)


class Html(str):
    """HTML that a notebook shows; `save` writes it to a file of its own."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return f"<Html, {len(self) / 1000:.0f} kB: shown in a notebook, or save(path)>"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a page that any browser opens."""
        head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>servanda</title>'
        scheme = '<meta name="color-scheme" content="light dark">'
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{head}{scheme}<body>{self}</body></html>\n")


_Row = TypeVar("_Row")


class Rows(list[_Row]):
    """A list of small values that can become columns."""

    __slots__ = ()

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows, as a list of dicts."""
        return [row._asdict() for row in self]  # type: ignore[attr-defined]

    def to_dict(self) -> dict[str, list[Any]]:
        """The columns, as a dict of lists."""
        names = self[0]._fields if self else ()  # type: ignore[attr-defined]
        return {name: [getattr(row, name) for row in self] for name in names}

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame; pandas must be installed."""
        import pandas

        return pandas.DataFrame(self.to_dict())

    def __repr__(self) -> str:
        return "\n".join(map(str, self._lines(60))) or "no rows"

    def _lines(self, most: int) -> Iterator[str]:
        for row in self[:most]:
            yield _flat("  ".join(map(str, row)))  # type: ignore[call-overload]
        if len(self) > most:
            yield f"… and {len(self) - most} more"

    def _repr_html_(self) -> str:
        return _html(repr(self))


class Kwic(Rows[Context]):
    """Places of a phrase, printed one under another with the phrase in the middle."""

    __slots__ = ()

    def _lines(self, most: int) -> Iterator[str]:
        left = max((min(len(_flat(row.left)), 60) for row in self[:most]), default=0)
        middle = max((min(len(_flat(row.match)), 40) for row in self[:most]), default=0)
        for row in self[:most]:
            yield f"{_flat(row.left)[-60:]:>{left}}  [{_flat(row.match)[:40]:^{middle}}]  {_flat(row.right)[:60]}"
        if len(self) > most:
            yield f"… and {len(self) - most} more"


class ReviewTable(Rows[Review]):
    """What people made of verdicts."""

    __slots__ = ()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the rows as JSON Lines, for `report.with_reviews`."""
        import json

        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(json.dumps(row._asdict(), ensure_ascii=False) + "\n" for row in self)

    def _lines(self, most: int) -> Iterator[str]:
        for row in self[:most]:
            where = f"{row.doc} {row.id or '–'}"
            yield _flat(
                f"{row.standing:<10}  {where}  {row.machine} -> {row.human}  {row.coder}  {row.reason}  {row.quote!r}"
            )
        if len(self) > most:
            yield f"… and {len(self) - most} more"


def _now() -> str:
    """The time to the second, in UTC."""
    import datetime

    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class FigureTable(Rows[Figure]):
    """Figures of agreement, printed one under another."""

    __slots__ = ()

    def _lines(self, most: int) -> Iterator[str]:
        yield f"{'what':<12}  {'measure':<15}  {'value':>6}  {'95 %':<14}  n"
        for row in self[:most]:
            value = "–" if row.value is None else f"{row.value:.3f}"
            spread = "–" if row.low is None or row.high is None else f"[{row.low:.3f}, {row.high:.3f}]"
            yield f"{row.what:<12}  {row.measure:<15}  {value:>6}  {spread:<14}  {row.n}"


class ScoreTable(list[dict[str, Any]]):
    """Scores by groups: one dict for each group, by name and not by rank."""

    __slots__ = ()

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows, as a list of dicts."""
        return [dict(row) for row in self]

    def to_dict(self) -> dict[str, list[Any]]:
        """The columns, as a dict of lists."""
        return {name: [row[name] for row in self] for name in (self[0] if self else ())}

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame; pandas must be installed."""
        import pandas

        return pandas.DataFrame(self.to_dict())

    def __repr__(self) -> str:
        if not self:
            return "no scores"
        rows = [list(self[0]), *([_shown(value) for value in row.values()] for row in self)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        )

    def _repr_html_(self) -> str:
        return _html(repr(self))


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return _flat(str(value))
