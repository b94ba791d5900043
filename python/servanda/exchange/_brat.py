"""brat: a folder with a `.txt` and an `.ann` for each text. Offsets are code points; a mark over a line's end has a part for each
line, since brat's lines are its marks' bounds."""

from __future__ import annotations

import pathlib
import re

from .._servanda import Error
from ._codings import RELATIONS, VALUES, Coded, Reading

_NAMES = {
    "kind": "Kind",
    "direction": "Direction",
    "specificity": "Specificity",
    "verdict": "Verdict",
    "polarity": "Polarity",
}


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretch, cut at line ends."""
    out = []
    for piece in re.finditer(r"[^\r\n]+", text[start:end]):
        out.append((start + piece.start(), start + piece.end()))
    return out


def write(codings: list[Coded], folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names: set[str] = set()
    for coded in codings:
        name = re.sub(r"[^\w.-]+", "_", coded.doc).strip(".") or "document"
        while name in names:
            name += "_"
        names.add(name)
        lines, ids, count = [], {}, 0
        for number, mark in enumerate(coded.marks, 1):
            ids[mark.id] = f"T{number}"
            parts = _parts(coded.text, mark.start, mark.end)
            places = ";".join(f"{s} {e}" for s, e in parts)
            words = " ".join(coded.text[s:e] for s, e in parts)
            lines.append(f"T{number}\t{mark.what.capitalize()} {places}\t{words}")
            for field, value in mark.values.items():
                count += 1
                lines.append(f"A{count}\t{_NAMES[field]} T{number} {value}")
        for number, (commitment, outcome, relation) in enumerate(coded.links, 1):
            lines.append(f"R{number}\t{relation} Arg1:{ids[outcome]} Arg2:{ids[commitment]}")
        # Bytes, so that no line end is changed.
        (folder / f"{name}.txt").write_bytes(coded.text.encode())
        (folder / f"{name}.ann").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    (folder / "annotation.conf").write_text(_conf(), encoding="utf-8", newline="\n")


def _conf() -> str:
    """What brat must know of marks, values and links."""
    marks = "\n".join(what.capitalize() for what in VALUES)
    links = "\n".join(f"{relation}\tArg1:Outcome, Arg2:Commitment" for relation in RELATIONS)
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    for what, known in VALUES.items():
        for field, values in known.items():
            fields.setdefault(field, {})[what.capitalize()] = values
    rows = []
    for field, by in fields.items():
        allowed = "|".join(v for these in by.values() for v in these)
        rows.append(f"{_NAMES[field]}\tArg:{'|'.join(by)}, Value:{allowed}")
    return f"[entities]\n{marks}\n\n[relations]\n{links}\n\n[events]\n\n[attributes]\n" + "\n".join(rows) + "\n"


def read(folder: pathlib.Path, reading: Reading) -> None:
    files = sorted(folder.glob("*.ann")) if folder.is_dir() else [folder]
    if not files:
        raise Error(f"{folder} has no .ann file")
    for file in files:
        source = file.with_suffix(".txt")
        text = source.read_bytes().decode("utf-8")
        opened = reading.open(file.stem, text)
        marks: dict[str, tuple[str, int, int, str]] = {}
        values: dict[str, dict[str, str]] = {}
        links = []
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if not line.strip() or line[0] in "#*":
                continue
            try:
                name, _, rest = line.partition("\t")
                if name[0] == "T":
                    place, _, words = rest.partition("\t")
                    what, _, places = place.partition(" ")
                    offsets = [int(n) for n in re.split(r"[ ;]", places)]
                    marks[name] = (what, min(offsets), max(offsets), words)
                elif name[0] in "AM":
                    field, target, value = rest.split()
                    values.setdefault(target, {})[field.lower()] = value
                elif name[0] == "R":
                    relation, one, other = rest.split()
                    links.append((relation, one.partition(":")[2], other.partition(":")[2]))
            except (ValueError, IndexError):
                raise Error(f"{file}:{number}: not a line of brat's: {line[:60]!r}") from None
        for name, (what, start, end, words) in marks.items():
            opened.mark(name, what, start, end, values.get(name, {}), "characters", words)
        for relation, outcome, commitment in links:
            opened.link(commitment, outcome, relation)
