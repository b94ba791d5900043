"""Reads English policy briefs: who committed to what, what was reported to have happened, how the two compare.

Two verbs: `read` (or `read_many`) gives documents, `assess` gives a report.
"""

import os as _os

from ._servanda import (
    Commitment,
    Corpus,
    Document,
    Entity,
    Error,
    Finding,
    Interrupted,
    Link,
    Outcome,
    Reader,
    Rejected,
    Repair,
    Report,
    Sentence,
    Table,
    Token,
    __version__,
    _before_fork,
    assess,
    read,
    read_many,
    read_words,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._values import Verdict

if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(before=_before_fork)


def __getattr__(name: str) -> object:
    # Made on first use: `import servanda` is quick.
    if name == "Verdict":
        from ._values import Verdict

        return Verdict
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Commitment",
    "Corpus",
    "Document",
    "Entity",
    "Error",
    "Finding",
    "Interrupted",
    "Link",
    "Outcome",
    "Reader",
    "Rejected",
    "Repair",
    "Report",
    "Sentence",
    "Table",
    "Token",
    "Verdict",
    "__version__",
    "assess",
    "read",
    "read_many",
    "read_words",
]
