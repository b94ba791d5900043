"""The commands for batches on disk."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import servanda

from ._terminal import DONE, FAILED, SOME_FAILED, bold_first, heading, log, out, sources, verdicts

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def _run(options: argparse.Namespace) -> int:
    run = servanda.run(
        list(sources(options.files)),
        options.out,
        as_of=options.as_of,
        threads=options.threads,
        resume=options.resume,
        shard=options.shard,
        progress=sys.stderr.isatty(),
        date=options.date,
        title=options.title,
        publisher=options.publisher,
        encoding=options.encoding,
        repair=options.repair,
    )
    out(bold_first(repr(run)))
    if not len(run.errors):
        return DONE
    return SOME_FAILED if len(run.errors) < len(run) else FAILED


def _show(options: argparse.Namespace) -> int:
    run = servanda.open_run(options.run)
    if options.doc is None and not options.html:
        out(bold_first(repr(run)))
        return DONE
    as_of = run.manifest["options"]["as_of"]
    one = options.doc is not None
    report = servanda.assess(run.document(options.doc), as_of=as_of) if one else run.report()
    if options.html:
        page = options.html if options.html.lower().endswith((".html", ".htm")) else options.html + ".html"
        report.save(page)
        log(f"wrote {page}")
    else:
        out(verdicts(report))
    return DONE


def _score(options: argparse.Namespace) -> int:
    _rows(servanda.open_run(options.run).score(options.by), options.table)
    return DONE


def _verify(options: argparse.Namespace) -> int:
    faults = servanda.open_run(options.run).verify(sample=options.sample)
    for fault in faults:
        log(f"{fault.place}: {fault.what}")
    if not faults:
        out(f"{os.fspath(options.run)} is what its manifest says")
    return FAILED if faults else DONE


def _diff(options: argparse.Namespace) -> int:
    first, second = servanda.open_run(options.run), servanda.open_run(options.other)
    for name in ("version", "rules", "options"):
        before, after = first.manifest[name], second.manifest[name]
        if before != after:
            log(f"{name}: {_short(before)} is now {_short(after)}")
    _rows(first.diff(second), options.table)
    return DONE


def explain(options: argparse.Namespace) -> int:
    """Why commitments of a run were judged as they were."""
    run = servanda.open_run(options.file)
    if not options.ids:
        log("name commitments of the run: c:4f2a or brief.txt:c1; its commitments.jsonl files have the keys")
        return FAILED
    for name in options.ids:
        commitment = run.commitment(name)
        out(heading(commitment, commitment.document.id))
        out(str(commitment.explain()) + "\n")
    return DONE


def _rows(rows: Any, table: bool) -> None:
    """A table on a terminal, JSON Lines when piped."""
    if table or sys.stdout.isatty():
        out(repr(rows))
    else:
        out("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.to_dicts()), end="")


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "show": _show,
    "score": _score,
    "verify": _verify,
    "diff": _diff,
}
