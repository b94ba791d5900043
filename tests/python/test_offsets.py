"""`text[start:end] == quote`, whatever the text."""

import hypothesis.strategies as st
import servanda as sv
from conftest import BRIEF, EXAMPLES
from hypothesis import HealthCheck, given, settings

PIECES = [
    "promised to", "the government", "has not", "OSCE", "in May 2007", "40 per cent", "’s", "“", "”", "…", "\r\n", "\n",
    "\n\n", "\r", " ", "\t", "\xa0", "re-\nform", "ﬁscal", "\u00ad", "\ufeff", "\u200b", "👩‍👩‍👧", "e\u0301", "Қазақстан",
    "العربية", "\u202e", "€5 billion", "1t", "[1]", "•", "\x00", "\x85", "\u2028", ".", "?", ")", "(", "By 2010,", "𝔘",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.sampled_from([*PIECES, *BRIEF.split()]), max_size=80).map(" ".join),
)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def places(document, report):
    yield from document.sentences
    yield from document.tokens
    yield from document.entities
    yield from document.rejected
    yield from report.commitments
    yield from report.outcomes
    yield from report.links


def check(document):
    report = sv.assess(document)
    text = document.text
    for found in places(document, report):
        assert 0 <= found.start <= found.end <= len(text)
        assert text[found.start : found.end] == found.quote
        assert found.ranges and (found.start, found.end) in found.ranges
        assert all(0 <= start <= end <= len(text) for start, end in found.ranges)
    for repair in document.repairs:
        assert text[repair.start : repair.end] == repair.quote == repair.was
    for commitment in report.commitments:
        for cue in commitment.cues:
            assert text[cue.start : cue.end] == cue.quote
        if commitment.actor_span:
            start, end = commitment.actor_span
            assert 0 <= start <= end <= len(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
@MANY
def test_any_string(text):
    document = sv.read_many([("t", text)])[0]
    assert document.text == text
    check(document)


@given(
    TEXTS.filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text)),
    st.sampled_from(["none", "safe", "full"]),
)
@MANY
def test_pieces_of_policy_prose(text, repair):
    check(sv.Reader(repair=repair).read_many([("t", text)])[0])


@given(st.binary(max_size=300))
@MANY
def test_any_bytes(data):
    corpus = sv.read_many([data])
    assert len(corpus) + len(corpus.errors) == 1
    for document in corpus:
        check(document)


def test_examples():
    for path in EXAMPLES:
        check(sv.read(path))
        check(sv.read(path.read_text("utf-8").replace("\n", "\r\n")))


def test_columns_have_the_same_places():
    document = sv.read(BRIEF)
    columns = document.tokens.to_dict()
    for start, end, quote in zip(columns["start"], columns["end"], columns["quote"], strict=True):
        assert BRIEF[start:end] == quote
    for line in document.kwic("*"):
        assert BRIEF[line.start : line.end] == line.match
