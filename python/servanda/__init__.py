"""Reads English policy briefs: who committed to what, what was reported to have happened, how the two compare.

Two verbs: `read` (or `read_many`, or `read_each` for streams) gives documents, `assess` gives a report. `run` does both for
any number of texts, on disk.
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
    Reading,
    Rejected,
    Repair,
    Report,
    Run,
    RunTable,
    Sentence,
    Table,
    Token,
    __version__,
    _before_fork,
    agreement,
    assess,
    open_run,
    read,
    read_each,
    read_many,
    read_words,
    run,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import exchange
    from ._codebook import Codebook
    from ._engines import arrow_udf
    from ._values import Verdict

    codebook: Codebook

if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(before=_before_fork)


def __getattr__(name: str) -> object:
    # Made on first use: `import servanda` is quick.
    if name == "Verdict":
        from ._values import Verdict

        return Verdict
    if name == "arrow_udf":
        from ._engines import arrow_udf

        return arrow_udf
    if name == "codebook":
        from ._codebook import codebook

        return globals().setdefault(name, codebook())
    if name == "exchange":
        from importlib import import_module

        return import_module(".exchange", __name__)
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
    "Reading",
    "Rejected",
    "Repair",
    "Report",
    "Run",
    "RunTable",
    "Sentence",
    "Table",
    "Token",
    "Verdict",
    "__version__",
    "agreement",
    "arrow_udf",
    "assess",
    "codebook",
    "exchange",
    "open_run",
    "read",
    "read_each",
    "read_many",
    "run",
    "read_words",
]
