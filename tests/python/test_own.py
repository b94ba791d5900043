"""Names, words and a recogniser of the caller's own."""

import pickle
import warnings

import pytest
import servanda as sv
from conftest import BRIEF, EXAMPLES

TEXT = "🚢 The Harbour Pact 👩‍👩‍👧 was signed in\r\nPort Ilva by Ana Silva.\r\nShe promised to publish it by 2010."


def finder(*wanted):
    """A recogniser that finds these words, first places first."""

    def find(text):
        for words, label in wanted:
            start = text.index(words)
            yield start, start + len(words), label

    return find


def fail(text):
    raise RuntimeError("no model")


def pact(text):
    start = text.find("Harbour Pact")
    return [(start, start + 12, "LAW")] if start >= 0 else []


def found(document):
    return [(entity.quote, entity.label) for entity in document.entities]


def test_spans_are_characters_of_the_text_as_given():
    reader = sv.Reader(entities=finder(("Harbour Pact 👩‍👩‍👧", "LAW"), ("in\r\nPort Ilva", "FAC"), ("Ana", "ORG")))
    document = reader.read(TEXT)
    assert document.text == TEXT
    for quote, label in [("Harbour Pact 👩‍👩‍👧", "LAW"), ("in\r\nPort Ilva", "FAC"), ("Ana", "ORG")]:
        assert (quote, label) in found(document)
    for entity in document.entities:
        assert TEXT[entity.start : entity.end] == entity.quote
    assert ("Ana Silva", "PERSON") not in found(document)
    assert {entity.rule for entity in document.entities[:3]} == {"own_entities"}


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([(5, 5, "ORG")], r"\(5, 5, 'ORG'\)"),
        ([(9, 4, "ORG")], r"\(9, 4, 'ORG'\)"),
        ([(-3, 4, "ORG")], r"\(-3, 4, 'ORG'\)"),
        ([(90, 9000, "ORG")], r"\(90, 9000, 'ORG'\).*characters"),
        ([(0, 4, "SHIP")], r"\(0, 4, 'SHIP'\).*PERSON"),
        ([(0, 4, "ORG"), (3, 9, "GPE")], r"\(3, 9, 'GPE'\) overlaps .*\(0, 4, 'ORG'\)"),
    ],
)
def test_unfit_spans_are_a_value_error_that_names_them(spans, message):
    with pytest.raises(ValueError, match=message):
        sv.Reader(entities=lambda text: spans).read(TEXT)
    corpus = sv.Reader(entities=lambda text: spans if text == TEXT else []).read_many([BRIEF, TEXT, BRIEF])
    assert len(corpus) == 2 and [error.index for error in corpus.errors] == [1]


def test_what_it_raises_is_raised_or_is_one_row():
    with pytest.raises(RuntimeError, match="no model"):
        sv.Reader(entities=fail).read(TEXT)
    reader = sv.Reader(entities=lambda text: fail(text) if "Pact" in text else [], threads=4)
    corpus = reader.read_many([BRIEF, TEXT] * 20)
    assert len(corpus) == 20 and len(corpus.errors) == 20
    assert "RuntimeError: no model" in corpus.errors[0].reason
    with pytest.raises(TypeError, match="start, end, label"):
        sv.Reader(entities=lambda text: ["Pact"]).read(TEXT)
    with pytest.raises(TypeError, match="function"):
        sv.Reader(entities=3)


def test_any_number_of_threads_reads_the_same():
    one = sv.Reader(entities=pact, threads=1).read_many([TEXT, BRIEF] * 30)
    many = sv.Reader(entities=pact, threads=8).read_many([TEXT, BRIEF] * 30)
    assert one == many and one.to_jsonl() == many.to_jsonl()
    assert ("Harbour Pact", "LAW") in found(many[0])


def test_names_of_ones_own(tmp_path):
    rows = [("Harbour Pact", "LAW", "Q7"), ("Port Ilva", "GPE")]
    table = tmp_path / "names.tsv"
    table.write_text("# mine\nHarbour Pact\tLAW\tQ7\nPort Ilva\tGPE\n")
    for given in (rows, iter(rows), table, str(table)):
        document = sv.Reader(gazetteers=given).read(TEXT)
        assert ("Harbour Pact", "LAW") in found(document) and ("Port Ilva", "GPE") in found(document)
    assert [entity.canonical for entity in document.entities][:2] == ["Q7", "Port Ilva"]
    assert '"canonical":"Q7"' in document.to_json()
    with pytest.raises(sv.Error, match="SHIP"):
        sv.Reader(gazetteers=[("Ilva", "SHIP")])
    table.write_text("Ilva\tSHIP\n")
    with pytest.raises(sv.Error, match=r"names\.tsv:1"):
        sv.Reader(gazetteers=table)
    with pytest.raises(FileNotFoundError):
        sv.Reader(gazetteers=tmp_path / "none.tsv")
    with pytest.raises(TypeError, match="name, label"):
        sv.Reader(gazetteers=[("Ilva",)])


def test_words_of_ones_own(tmp_path):
    text = "In 2007 the ministry pinkysweared to publish its accounts by 2010."
    rows = [("pinkyswear", "V", "promise"), ("pinkysweared", "V", "promise")]
    table = tmp_path / "cues.tsv"
    table.write_text("\n".join("\t".join(row) for row in rows))
    assert len(sv.read(text).commitments) == 0
    for given in (rows, table):
        assert len(sv.Reader(lexicon=given).read(text).commitments) == 1
    with pytest.raises(sv.Error, match="part of speech"):
        sv.Reader(lexicon=[("swear", "X", "promise")])
    with pytest.raises(sv.Error, match="commissive"):
        sv.Reader(lexicon=[("swear", "V", "oath")])


def test_the_rules_name_what_was_ones_own():
    def rules(document):
        return pickle.loads(pickle.dumps(document)).to_json().split('"rules":"')[1][:16]

    plain = sv.read(TEXT)
    own = [
        sv.Reader(entities=pact).read(TEXT),
        sv.Reader(gazetteers=[("Harbour Pact", "LAW")]).read(TEXT),
        sv.Reader(lexicon=[("hold out", "V", "promise")]).read(TEXT),
    ]
    assert len({rules(document) for document in [plain, *own]}) == 4
    assert rules(sv.Reader(gazetteers=[("Nowhere", "GPE")]).read(TEXT)) == rules(plain)


def test_documents_travel_without_the_function():
    names = [("Harbour Pact", "LAW", "Q7"), ("Nowhere", "GPE"), ("Port Ilva", "GPE")]
    reader = sv.Reader(
        entities=lambda text: pact(text)[:1], gazetteers=names, lexicon=[("hold out", "V", "promise")], repair="full"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in [TEXT, BRIEF, *(path.read_text("utf-8") for path in EXAMPLES)]:
            document = reader.read(text)
            again = pickle.loads(pickle.dumps(document))
            assert again == document and again.to_json() == document.to_json()
    assert reader.read(TEXT) != sv.read(TEXT, repair="full")
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(reader)
    moved = pickle.loads(pickle.dumps(sv.Reader(entities=pact, gazetteers=names)))
    assert repr(moved) == repr(sv.Reader(entities=pact, gazetteers=names)) and "names 3" in repr(moved)
    assert found(moved.read(TEXT)) == found(sv.Reader(entities=pact, gazetteers=names).read(TEXT))
