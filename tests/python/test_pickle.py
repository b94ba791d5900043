"""Everything that the library hands out travels."""

import copy
import pickle
import warnings

import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES


def things(report):
    document = report.documents[0]
    corpus = sv.read_many([BRIEF, b"%PDF-", BRIEF])
    yield from [document, report, corpus, corpus[:1], sv.Reader(date="2009", topic="media")]
    yield from [document.sentences, document.tokens[2:9], document.tokens[3], document.sentences[0]]
    yield from [corpus.errors, corpus.errors[0], corpus.tokens[:3], document.kwic("the"), report.scores, report.show()]
    yield from [report.score("kind"), report.warnings, document.warnings]
    for table in (
        document.entities,
        document.repairs,
        document.rejected,
        report.commitments,
        report.outcomes,
        report.links,
    ):
        yield table
        yield from table[:1]
    for commitment in report.commitments[:1]:
        yield from [commitment.verdict, commitment.cues, commitment.explain(), commitment.evidence]


@pytest.mark.parametrize(
    "move",
    [copy.copy, copy.deepcopy, *(lambda x, p=p: pickle.loads(pickle.dumps(x, p)) for p in range(2, 6))],
    ids=["copy", "deepcopy", "pickle 2", "pickle 3", "pickle 4", "pickle 5"],
)
def test_copies_are_equal(examples, report, move):
    for thing in [*things(report), *things(sv.assess(sv.read(EXAMPLES[0])))]:
        moved = move(thing)
        assert type(moved) is type(thing) and repr(moved) == repr(thing)
        if not isinstance(thing, sv.Reader):
            assert moved == thing


def test_a_document_is_read_again_as_it_was(brief):
    again = pickle.loads(pickle.dumps(brief))
    assert again.to_json() == brief.to_json() and again.docvars == brief.docvars
    whole = sv.read("A docu-\nment.", repair="none")
    assert pickle.loads(pickle.dumps(whole)).clean == whole.text


def test_a_pickle_is_at_most_three_times_the_text():
    for path in EXAMPLES:
        document = sv.read(path)
        size = len(document.text.encode())
        assert len(pickle.dumps(document)) <= 3 * size
        assert len(pickle.dumps(sv.assess(document))) <= 3 * size
        assert len(pickle.dumps(list(document.tokens))) < size + 100 * len(document.tokens)


def test_views_share_their_document(brief):
    first, second = pickle.loads(pickle.dumps([brief.tokens[0], brief.tokens[1]]))
    assert first.document is second.document
    assert brief.tokens[0].document is brief


def test_other_rules_are_told_of(brief):
    make, (source, repair, given, rules, _own) = brief.__reduce__()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        make(source, repair, given, rules)
    with pytest.warns(UserWarning, match="rules"):
        make(source, repair, given, "0000")


def test_a_pickle_that_does_not_fit_is_refused(brief):
    from servanda import _servanda

    with pytest.raises(sv.Error):
        _servanda._finding(brief, "tokens", 0, 10_000)
    with pytest.raises(sv.Error):
        _servanda._finding(brief, "nothing", 0, 0)
    with pytest.raises(sv.Error):
        _servanda._table(brief, "tokens", [(7, 0)])
