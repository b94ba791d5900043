"""The command line. Results go to standard output, everything else to standard error.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 done but some texts could not be read.
"""

from __future__ import annotations

import os
import sys

import servanda
from servanda import _servanda

from ._terminal import DONE, FAILED, SOME_FAILED, bold_first, heading, log, out, sources, verdicts

# What only a few commands need is imported there: loading `argparse` takes longer than reading a brief.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import NoReturn

EPILOG = "exit status: 0 done, 1 failed, 2 wrong usage, 3 done but some texts could not be read"


def run() -> NoReturn:
    """Runs the command line and ends the process."""
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status = _command(options.command)(options)
        sys.stdout.flush()
        return status
    except servanda.Interrupted as stop:
        log(str(stop))
        return 130
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of a pipe has gone: nothing more to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (servanda.Error, OSError) as error:
        log(str(error))
        return FAILED


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    own = {"read": _read, "assess": _assess, "explain": _explain, "doctor": _doctor}
    if name in own:
        return own[name]
    from . import _cli_run

    return _cli_run.COMMANDS[name]


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="servanda",
        description="Reads English policy briefs: who committed to what, what was reported to have happened, "
        "how the two compare.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"servanda {servanda.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="what is in a text: commitments, outcomes, repairs", epilog=EPILOG)
    _texts(read)
    read.add_argument("--json", action="store_true", help="JSON, indented; the default when piped is JSON Lines")

    assess = commands.add_parser("assess", help="verdicts, each with its evidence", epilog=EPILOG)
    _texts(assess)
    assess.add_argument("--json", action="store_true", help="the whole JSON contract, indented")
    assess.add_argument("--html", metavar="OUT", help="write the report as one HTML file as well")
    assess.add_argument("--as-of", metavar="DATE", help="judge deadlines as of this day")

    explain = commands.add_parser("explain", help="why a verdict is what it is", epilog=EPILOG)
    explain.add_argument("file", metavar="FILE", help="a text file, - for standard input, or the folder of a run")
    explain.add_argument(
        "ids",
        metavar="ID",
        nargs="*",
        help="commitments such as c1 c2, all when none is named; of a run c:4f2a or brief.txt:c1",
    )
    explain.add_argument("--as-of", metavar="DATE", help="judge deadlines as of this day")
    _about(explain)

    run = commands.add_parser(
        "run", help="read and judge any number of texts into a folder; can be resumed", epilog=EPILOG
    )
    run.add_argument("files", metavar="FILE", nargs="+", help="text files, globs, or - for standard input")
    run.add_argument("-o", "--out", metavar="DIR", required=True, help="the folder of the run")
    run.add_argument("--as-of", metavar="DATE", help="judge deadlines as of this day")
    run.add_argument("--jobs", type=int, metavar="N", dest="threads", help="threads (default: one for each core)")
    run.add_argument(
        "--resume", action="store_true", help="go on with what is there, making what is missing or has changed"
    )
    run.add_argument("--shard", type=int, metavar="N", default=256, help="texts of a shard, about (default: 256)")
    _about(run)

    show = commands.add_parser("show", help="what a run or one of its documents came to", epilog=EPILOG)
    _run_folder(show)
    show.add_argument("--doc", metavar="ID", help="one document: its verdicts and their evidence")
    show.add_argument(
        "--html", metavar="OUT", help="write the report as one HTML file; of all documents when none is named"
    )

    score = commands.add_parser("score", help="scores of a run, linked across its documents", epilog=EPILOG)
    _run_folder(score)
    score.add_argument(
        "--by", action="append", choices=["actor", "kind", "document"], help="groups; may be given again"
    )
    score.add_argument("--table", action="store_true", help="what a terminal shows, even when piped")

    verify = commands.add_parser("verify", help="whether a run is what its manifest says", epilog=EPILOG)
    _run_folder(verify)
    verify.add_argument("--sample", type=int, metavar="N", default=16, help="documents to read again (default: 16)")

    diff = commands.add_parser("diff", help="what is otherwise in another run", epilog=EPILOG)
    _run_folder(diff)
    diff.add_argument("other", metavar="OTHER", help="the folder of the other run")
    diff.add_argument("--table", action="store_true", help="what a terminal shows, even when piped")

    commands.add_parser("doctor", help="version, rules, data, threads, and a self-test")
    return parser


def _texts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="text files, globs, or - for standard input")
    parser.add_argument("--table", action="store_true", help="what a terminal shows, even when piped")
    parser.add_argument("--threads", type=int, metavar="N", help="threads to work with (default: one for each core)")
    _about(parser)


def _run_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", help="the folder of a run")


def _about(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", metavar="DATE", help="the date of the text: 2009, 2009-12 or 2009-12-31")
    parser.add_argument("--title", metavar="TITLE", help="its title")
    parser.add_argument("--publisher", metavar="NAME", help="who published it")
    parser.add_argument("--encoding", metavar="NAME", help="its encoding (default: found out)")
    parser.add_argument("--repair", choices=["none", "safe", "full"], default="full", help="how far to mend the text")


def _read(options: argparse.Namespace) -> int:
    corpus, status = _corpus(options)
    if options.json:
        documents = [document.to_json(pretty=True) for document in corpus]
        out(documents[0] if len(documents) == 1 else "[" + ",\n".join(documents) + "]")
    elif not options.table and not sys.stdout.isatty():
        out(corpus.to_jsonl(), end="")
    else:
        for document in corpus:
            tables = [document.commitments, document.outcomes]
            out("\n\n".join([bold_first(repr(document)), *(repr(table) for table in tables if len(table))]) + "\n")
    return status


def _assess(options: argparse.Namespace) -> int:
    corpus, status = _corpus(options)
    if not len(corpus):
        return status
    report = servanda.assess(corpus, as_of=options.as_of, threads=options.threads)
    if options.html:
        page = options.html if options.html.lower().endswith((".html", ".htm")) else options.html + ".html"
        report.save(page)
        log(f"wrote {page}")
    if options.json:
        out(report.to_json(pretty=True))
    elif options.table or sys.stdout.isatty():
        out(verdicts(report))
    elif not options.html:
        out(report.to_jsonl(), end="")
    return status


def _explain(options: argparse.Namespace) -> int:
    if os.path.isdir(options.file):
        from ._cli_run import explain

        return explain(options)
    options.files, options.threads = [options.file], 1
    corpus, status = _corpus(options)
    if not len(corpus):
        return status
    report = servanda.assess(corpus, as_of=options.as_of)
    known = {commitment.id: commitment for commitment in report.commitments}
    wanted = [identity.lower().replace(":", "") for identity in options.ids] or list(known)
    missing = [identity for identity in wanted if identity not in known]
    if missing:
        have = f"it has {next(iter(known))} to {list(known)[-1]}" if known else "it has none"
        log(f"no commitment {', '.join(missing)} in {options.file}: {have}")
        return FAILED
    if not wanted:
        log(f"no commitment was found in {options.file}")
    for identity in wanted:
        commitment = known[identity]
        out(heading(commitment))
        out(str(commitment.explain()) + "\n")
    return status


def _doctor(_: argparse.Namespace) -> int:
    import platform
    import time

    started = time.perf_counter()
    text = "In 2007 Kazakhstan promised to amend its media law by 2008 — “naïve”, some said.\nThe law was not amended."
    document = servanda.read(text, date="2009")
    report = servanda.assess(document)
    spent = time.perf_counter() - started
    places = [*document.sentences, *document.tokens, *document.entities, *report.commitments, *report.outcomes]
    sound = all(text[place.start : place.end] == place.quote for place in places) and bool(len(document.tokens))
    again = servanda.assess(servanda.read(text, date="2009")).to_json() == report.to_json()
    tables = _servanda._tables()
    lines = sum(rows for *_, rows in tables)
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    out(f"servanda   {servanda.__version__}")
    out(f"python     {platform.python_version()} ({platform.system()} {platform.machine()})")
    out(f"rules      {_servanda._rules()}")
    out(f"data       {len(tables)} tables, {lines} lines")
    out(f"threads    {threads}")
    for name in ("duckdb", "pandas", "polars", "pyarrow", "tqdm"):
        out(f"{name:<10} {_installed(name)}")
    out(f"self-test  {'passed' if sound and again else 'FAILED'} in {spent * 1000:.0f} ms")
    return DONE if sound and again else FAILED


def _installed(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed (not needed)"


def _corpus(options: argparse.Namespace) -> tuple[servanda.Corpus, int]:
    """The texts that the command names, and the exit status for those that cannot be read."""
    texts = list(sources(options.files))
    bar = sys.stderr.isatty() and len(texts) > 20
    corpus = servanda.read_many(
        texts,
        threads=options.threads,
        progress=bar,
        date=options.date,
        title=options.title,
        publisher=options.publisher,
        encoding=options.encoding,
        repair=options.repair,
    )
    if len(corpus) == len(texts):
        return corpus, DONE
    for failure in corpus.errors:
        named = failure.reason if failure.source in failure.reason else f"{failure.source}: {failure.reason}"
        log(named)
    return corpus, SOME_FAILED if len(corpus) else FAILED
