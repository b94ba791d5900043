"""Label Studio, doccano and Prodigy: tools that read and write JSON."""

from __future__ import annotations

import json
import pathlib
from typing import Any

from .._servanda import Error
from ._codings import VALUES, Coded, Reading


def _dump(rows: list[Any], path: pathlib.Path, *, lines: bool) -> None:
    text = (
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        if lines
        else json.dumps(rows, ensure_ascii=False, indent=1)
    )
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _load(path: pathlib.Path, *, lines: bool) -> list[Any]:
    text = path.read_text(encoding="utf-8")
    try:
        rows = [json.loads(line) for line in text.split("\n") if line.strip()] if lines else json.loads(text)
    except ValueError as error:
        raise Error(f"{path} is not the tool's JSON: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Error(f"{path} is not a list of tasks")
    return rows


# Label Studio: tasks with regions; what is said of a region is a choice on it, and a link a relation between two. Offsets are
# code points in what it writes since 2021 and UTF-16 code units before, so the words are read too.


def write_label_studio(codings: list[Coded], path: pathlib.Path) -> None:
    tasks = []
    for coded in codings:
        result: list[dict[str, Any]] = []
        for mark in coded.marks:
            place = {"start": mark.start, "end": mark.end, "text": coded.text[mark.start : mark.end]}
            base = {"id": mark.id, "to_name": "text"}
            result.append({**base, "from_name": "label", "type": "labels", "value": {**place, "labels": [mark.what]}})
            for name, value in mark.values.items():
                choice = {**place, "choices": [value]}
                result.append({**base, "from_name": name, "type": "choices", "value": choice})
        for commitment, outcome, relation in coded.links:
            ends = {"from_id": outcome, "to_id": commitment, "direction": "right"}
            result.append({"type": "relation", **ends, "labels": [relation]})
        data = {"text": coded.text, "doc": coded.doc}
        tasks.append({"data": data, "predictions": [{"model_version": "servanda", "result": result}]})
    _dump(tasks, path, lines=False)


def read_label_studio(path: pathlib.Path, reading: Reading) -> None:
    for number, task in enumerate(_load(path, lines=False), 1):
        data = task.get("data", {})
        if not isinstance(data.get("text"), str):
            raise Error(f"{path}: task {number} has no data.text")
        opened = reading.open(str(data.get("doc") or task.get("id") or number), data["text"])
        done = task.get("annotations") or task.get("completions") or task.get("predictions") or []
        done = [one for one in done if not one.get("was_cancelled")]
        regions: dict[str, dict[str, Any]] = {}
        relations = []
        for entry in done[-1].get("result", []) if done else []:
            if entry.get("type") == "relation":
                relations.append(entry)
                continue
            value = entry.get("value", {})
            region = regions.setdefault(entry.get("id", ""), {"values": {}})
            if "start" in value and "end" in value:
                region.update(
                    start=int(value["start"]), end=int(value["end"]), quote=value.get("text") or region.get("quote")
                )
            if entry.get("type") in ("labels", "hypertextlabels"):
                region["what"] = next(iter(value.get(entry["type"], ())), "")
            elif entry.get("type") == "choices" and value.get("choices"):
                region["values"][entry.get("from_name", "")] = value["choices"][0]
        regions = {name: region for name, region in regions.items() if "what" in region and "start" in region}
        unit = opened.places.unit([(r["start"], r["end"], r["quote"]) for r in regions.values() if r["quote"]])
        for name, region in regions.items():
            opened.mark(name, region["what"], region["start"], region["end"], region["values"], unit, region["quote"])
        for entry in relations:
            ends = entry.get("from_id"), entry.get("to_id")
            outcome, commitment = ends if entry.get("direction") != "left" else ends[::-1]
            for relation in entry.get("labels") or [""]:
                opened.link(commitment, outcome, relation)


# doccano and Prodigy have labels without values: a value is a further label on the same stretch, "verdict:fulfilled". Offsets
# are code points.


def _labels(coded: Coded) -> list[tuple[int, int, int, str]]:
    """(number of the mark, start, end, label) for each mark and each value of it."""
    out = []
    for number, mark in enumerate(coded.marks):
        out.append((number, mark.start, mark.end, mark.what))
        out += [(number, mark.start, mark.end, f"{name}:{value}") for name, value in mark.values.items()]
    return out


def _gather(labels: list[tuple[Any, int, int, str]]) -> list[tuple[Any, str, int, int, dict[str, str]]]:
    """Marks with their values, from labels with a tool's names."""
    marks: list[tuple[Any, str, int, int, dict[str, str]]] = []
    for key, start, end, label in labels:
        if ":" not in label:
            marks.append((key, label, start, end, {}))
    for key, start, end, label in labels:
        name, colon, value = label.partition(":")
        if not colon:
            continue
        here = [
            m for m in marks if m[2:4] == (start, end) and name in VALUES.get(m[1].lower(), {}) and name not in m[4]
        ]
        if here:
            here[0][4][name] = value
        else:
            marks.append((key, label, start, end, {}))
    return marks


def write_doccano(codings: list[Coded], path: pathlib.Path) -> None:
    rows, count = [], 0
    for number, coded in enumerate(codings, 1):
        entities: list[dict[str, Any]] = []
        base: dict[str, int] = {}
        for mark, start, end, label in _labels(coded):
            count += 1
            base.setdefault(coded.marks[mark].id, count)
            entities.append({"id": count, "label": label, "start_offset": start, "end_offset": end})
        relations = []
        for commitment, outcome, relation in coded.links:
            count += 1
            relations.append({"id": count, "from_id": base[outcome], "to_id": base[commitment], "type": relation})
        rows.append({"id": number, "text": coded.text, "doc": coded.doc, "entities": entities, "relations": relations})
    _dump(rows, path, lines=True)


def read_doccano(path: pathlib.Path, reading: Reading) -> None:
    for number, row in enumerate(_load(path, lines=True), 1):
        if not isinstance(row.get("text"), str):
            raise Error(f"{path}:{number}: no text")
        opened = reading.open(str(row.get("doc") or row.get("id") or number), row["text"])
        labels = [
            (e.get("id"), int(e["start_offset"]), int(e["end_offset"]), str(e["label"]))
            for e in row.get("entities", ())
        ]
        # A project without relations writes triples.
        labels += [(None, int(s), int(e), str(name)) for s, e, name in row.get("label") or row.get("labels") or ()]
        for key, what, start, end, values in _gather(labels):
            opened.mark(key, what, start, end, values)
        for relation in row.get("relations", ()):
            opened.link(relation["to_id"], relation["from_id"], str(relation["type"]))


def write_prodigy(codings: list[Coded], path: pathlib.Path) -> None:
    rows = []
    for coded in codings:
        spans = [{"start": s, "end": e, "label": label} for _, s, e, label in _labels(coded)]
        marks = {mark.id: mark for mark in coded.marks}

        def span(name: str, marks: Any = marks) -> dict[str, Any]:
            return {"start": marks[name].start, "end": marks[name].end, "label": marks[name].what}

        relations = [{"head_span": span(o), "child_span": span(c), "label": r} for c, o, r in coded.links]
        rows.append({"text": coded.text, "meta": {"doc": coded.doc}, "spans": spans, "relations": relations})
    _dump(rows, path, lines=True)


def read_prodigy(path: pathlib.Path, reading: Reading) -> None:
    for number, row in enumerate(_load(path, lines=True), 1):
        if row.get("answer") in ("reject", "ignore"):
            continue
        if not isinstance(row.get("text"), str):
            raise Error(f"{path}:{number}: no text")
        meta = row.get("meta") or {}
        opened = reading.open(str(meta.get("doc") or number), row["text"])
        labels = [(None, int(s["start"]), int(s["end"]), str(s["label"])) for s in row.get("spans") or ()]
        for _, what, start, end, values in _gather(labels):
            opened.mark((what, start, end), what, start, end, values)
        for relation in row.get("relations") or ():
            outcome, commitment = (
                (span.get("label"), span.get("start"), span.get("end"))
                for span in (relation.get("head_span", {}), relation.get("child_span", {}))
            )
            opened.link(commitment, outcome, str(relation.get("label", "")))
