"""Where the command line takes its texts, and how it writes: results to standard output, all else to standard error."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import servanda

DONE, FAILED, SOME_FAILED = 0, 1, 3


class _Path:
    """A path and no more; `pathlib` is slow to load."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return self.path


def sources(files: Iterable[str]) -> Iterator[bytes | _Path]:
    """The texts that the words of a command line name."""
    for name in files:
        if name == "-":
            yield sys.stdin.buffer.read()
            continue
        found = [] if os.path.exists(name) or not any(c in name for c in "*?[") else _glob(name)
        yield from (_Path(path) for path in found or [name])


def _glob(pattern: str) -> list[str]:
    from glob import glob

    return sorted(glob(pattern, recursive=True))


def verdicts(report: servanda.Report) -> str:
    """One block for each commitment: its verdict, its words, and the evidence under it."""
    out = []
    several = len(report.documents) > 1
    for commitment in report.commitments:
        lines = [heading(commitment, commitment.document.id if several else None)]
        lines += _wrapped("    ", f'"{_flat(commitment.quote)}"')
        for link in commitment.evidence:
            who = link.assessor or link.basis.replace("_", " ")
            lines += _wrapped("      ", f'{link.relation.replace("_", " ")}: "{_flat(link.quote)}" ({who})')
        out.append("\n".join(lines))
    if not out:
        out.append("no commitments")
    return "\n\n".join([*out, bold_first(repr(report))])


def heading(commitment: servanda.Commitment, document: str | None = None) -> str:
    """One line: its id, its verdict, who promised what."""
    verdict = commitment.verdict
    assert verdict is not None
    number = "" if verdict.fulfilment is None else f" {verdict.fulfilment:.2f}"
    contested = ", contested" if verdict.contested else ""
    timing = "" if verdict.timing == "no_deadline" else f", {verdict.timing.replace('_', ' ')}"
    to = f" to {_flat(commitment.recipient)}" if commitment.recipient else ""
    where = f"{_flat(document)} " if document else ""
    judged = _style(f"{verdict.replace('_', ' ')}{number}", _COLOURS.get(str(verdict), "1"))
    return f"{where}{commitment.id}  {judged}{contested}{timing}  {_flat(commitment.actor)}{to}: {_flat(commitment.action)}"


_COLOURS = {
    "fulfilled": "1;32",
    "partly_fulfilled": "1;33",
    "not_fulfilled": "1;35",
    "breached": "1;31",
    "no_evidence": "1;2",
}


def _style(text: str, code: str) -> str:
    """Bold or coloured on a terminal that wants it; the words say everything that the colour says."""
    wanted = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return f"\x1b[{code}m{text}\x1b[0m" if wanted else text


def bold_first(text: str) -> str:
    """The first line in bold."""
    first, newline, rest = text.partition("\n")
    return _style(first, "1") + newline + rest


def _flat(text: str) -> str:
    """On one line, and nothing in it that a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def _wrapped(indent: str, text: str) -> list[str]:
    from shutil import get_terminal_size
    from textwrap import wrap

    width = max(40, min(get_terminal_size((100, 24)).columns, 110))
    return wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def out(text: str, end: str = "\n") -> None:
    """Writes UTF-8, whatever the locale of the machine."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text + end)
        return
    sys.stdout.flush()
    buffer.write((text + end).encode("utf-8", "replace"))


def log(message: str) -> None:
    """One line on standard error."""
    print(f"servanda: {_flat(message)}", file=sys.stderr)
