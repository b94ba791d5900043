"""Reading order of two-column PDF files: the share of the true text's 8-word sequences that each extractor gives.

    python tools/pdf_order.py [FOLDER]      # PDF files, each with its true text beside it as Markdown

Measures servanda beside pypdfium2 alone, pdfminer.six and pypdf (installed for this only), and pages a second.
"""

from __future__ import annotations

import argparse
import io
import pathlib
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable

LENGTH = 8


def words(text: str) -> list[str]:
    """Words in small letters; words cut at the end of a line are joined, for all extractors alike."""
    text = unicodedata.normalize("NFKC", text.replace("\x02", "-").replace("\ufffe", "-")).replace("\xad", "-")
    text = re.sub(r"(?<=[a-z])-[ ]*\r?\n\s*(?=[a-z])", "", text)
    return re.findall(r"[^\W_]+", text.casefold().replace("’", "'").replace("'", ""))


def grams(tokens: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[i : i + LENGTH]) for i in range(len(tokens) - LENGTH + 1))


def truth(markdown: str) -> str:
    """The words of the article without the web page around it."""
    start = re.search(r"\((?:IF|R|IN)\d+\)", markdown[markdown.find("[Listen]") :])
    body = markdown[markdown.find("[Listen]") + (start.end() if start else 0) :]
    body = body[: body.rfind("Disclaimer:")] if "Disclaimer:" in body else body
    body = re.sub(r"!?\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)", r"\1", body)
    return re.sub(r"[|#`]+", " ", re.sub(r"[*_]+", "", body))


def recovered(true: list[str], found: list[str]) -> float:
    want, have = grams(true), grams(found)
    total = sum(want.values())
    return sum((want & have).values()) / total if total else 1.0


def by_servanda(path: pathlib.Path) -> str:
    import servanda

    return servanda.read(path).clean


def by_pypdfium2(path: pathlib.Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    pages = []
    for page in document:
        text = page.get_textpage()
        pages.append(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return "\n".join(pages)


def by_pdfminer(path: pathlib.Path) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(path))


def by_pypdf(path: pathlib.Path) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def places_only(path: pathlib.Path) -> None:
    """What servanda does to a file before it reads the text: words, places, order."""
    from servanda import _servanda

    _servanda._extract(str(path))


def per_second(call: Callable[[pathlib.Path], object], paths: list[pathlib.Path], pages: int) -> float:
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for path in paths:
            call(path)
        best = max(best, pages / (time.process_time() - start))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="../shared/eval/pdf-two-column", type=pathlib.Path)
    parser.add_argument("--missing", action="store_true", help="show where our sequences break")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.glob("*.pdf") if path.with_suffix(".md").exists())
    engines = {"servanda": by_servanda, "pypdfium2": by_pypdfium2, "pdfminer.six": by_pdfminer, "pypdf": by_pypdf}
    if options.missing:
        engines = {"servanda": by_servanda}
    print(f"{'':28s}" + "".join(f"{name:>14s}" for name in engines))
    scores: dict[str, list[float]] = {name: [] for name in engines}
    for path in paths:
        true = words(truth(path.with_suffix(".md").read_text("utf-8")))
        row = []
        for name, call in engines.items():
            found = words(call(path))
            row.append(recovered(true, found))
            scores[name].append(row[-1])
            if options.missing:
                show(true, found)
        print(f"{path.stem[:28]:28s}" + "".join(f"{score:14.3f}" for score in row))
    for label, pick in (("mean", statistics.mean), ("least", min)):
        print(f"{label:28s}" + "".join(f"{pick(scores[name]):14.3f}" for name in engines))
    import pypdfium2

    pages = sum(len(pypdfium2.PdfDocument(path)) for path in paths)
    alone, ours = per_second(by_pypdfium2, paths, pages), per_second(places_only, paths, pages)
    print(f"pages a second, one core: pypdfium2 text alone {alone:.0f}, servanda in order {ours:.0f}: {ours / alone:.2f}")


def show(true: list[str], found: list[str]) -> None:
    """The runs of the true text that are not found."""
    have = set(grams(found))
    missing = [tuple(true[i : i + LENGTH]) not in have for i in range(len(true) - LENGTH + 1)]
    start = None
    for i, gone in enumerate([*missing, False]):
        if gone and start is None:
            start = i
        elif not gone and start is not None:
            print(f"    {' '.join(true[start : i + LENGTH - 1])[:260]}")
            start = None


if __name__ == "__main__":
    main()
