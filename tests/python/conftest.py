"""Texts that the tests share."""

import pathlib

import pytest
import servanda as sv

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))

# Written for these tests. Short, but with promises, outcomes, an amount, a wrapped line and a quotation.
BRIEF = (
    "Ruritania’s record\n\n"
    "In May 2007 the government of Ruritania promised to abolish the licence fee for newspapers by the end of 2008 and\n"
    "pledged 40 million euros for rural schools. Parliament abolished the fee in March 2009. The schools have not re-\n"
    "ceived the money. “We will pay in full,” the minister said.\n\n"
    "It also undertook not to close any radio station; two were shut down in 2010."
)


@pytest.fixture(scope="session")
def brief() -> sv.Document:
    return sv.read(BRIEF, date="2011", id="ruritania", publisher="the tests", country="RUR")


@pytest.fixture(scope="session")
def report(brief: sv.Document) -> sv.Report:
    return sv.assess(brief, as_of="2011-06-30")


@pytest.fixture(scope="session")
def examples() -> sv.Report:
    return sv.assess(sv.read_many(EXAMPLES))
