//! `servanda.Finding` and what kinds of it there are: views of one row each, cheap to make.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::owner::{Owner, PyDocument};
use super::views::{
    Finding, PyEntity, PyRejected, PyRepair, PySentence, PyTable, PyToken, base, object, parse,
};
use crate::assess::At;
use crate::view::columns::{value, wide};
use crate::view::rows::Table;
use crate::view::{html, text};

/// The view of a pickled finding.
#[pyfunction]
pub(super) fn _finding<'py>(
    py: Python<'py>,
    owner: &Bound<'py, PyAny>,
    kind: &str,
    doc: u32,
    index: u32,
) -> PyResult<Bound<'py, PyAny>> {
    let (owner, table, at) = (Owner::from_object(owner)?, parse(kind)?, At { doc, index });
    if !owner.found().places(table).contains(&at) {
        return Err(super::errors::Error::new_err("the finding does not fit its document"));
    }
    object(py, owner, table, at)
}

#[pymethods]
impl Finding {
    /// First character in the text as given.
    #[getter]
    fn start(&self) -> usize {
        self.owner.found().chars(self.table, self.at).start
    }

    /// One past its last character.
    #[getter]
    fn end(&self) -> usize {
        self.owner.found().chars(self.table, self.at).end
    }

    /// The words as the text has them: `text[start:end]`.
    #[getter]
    fn quote(&self) -> &str {
        self.owner.found().quote(self.table, self.at)
    }

    /// The words after repair.
    #[getter]
    fn clean(&self) -> &str {
        let found = self.owner.found();
        found.document(self.table, self.at).text.slice(found.span(self.table, self.at))
    }

    /// All places of the text that the words come from: more than one where displaced text was put back.
    #[getter]
    fn ranges(&self) -> Vec<(usize, usize)> {
        self.owner.found().ranges(self.table, self.at).into_iter().map(|r| (r.start, r.end)).collect()
    }

    /// The page that they begin on, from 1; None where the file has no pages.
    #[getter]
    fn page(&self) -> Option<u32> {
        self.owner.found().place(self.table, self.at).page
    }

    /// The number of the paragraph that they begin in, from 1; headings, items and notes count.
    #[getter]
    fn paragraph(&self) -> Option<u32> {
        self.owner.found().place(self.table, self.at).paragraph
    }

    /// The document that holds the words.
    #[getter]
    fn document(&self, py: Python<'_>) -> Py<PyDocument> {
        let doc = match self.owner.found().report {
            Some(report) if self.table == Table::Links => report.links[self.index()].outcome.doc,
            _ => self.at.doc,
        };
        self.owner.document(py, doc)
    }

    fn __repr__(&self) -> String {
        let (name, facts) = match self.table {
            Table::Sentences => ("Sentence", String::new()),
            Table::Tokens => ("Token", format!(" {}", self.cell("upos"))),
            Table::Entities => ("Entity", format!(" {}", self.cell("label"))),
            Table::Commitments => {
                let verdict =
                    self.assessment().map(|a| format!(" · {}", text::words(a.verdict.value.as_str())));
                let facts = format!(" {} {} · {}", self.cell("id"), self.cell("kind"), self.cell("actor"));
                ("Commitment", facts + &verdict.unwrap_or_default())
            }
            Table::Outcomes => {
                ("Outcome", format!(" {} {} {}", self.cell("id"), self.cell("polarity"), self.cell("kind")))
            }
            Table::Links => {
                let relation = text::words(&self.cell("relation"));
                ("Link", format!(" {} {relation} {}", self.cell("outcome"), self.cell("commitment")))
            }
            Table::Repairs => ("Repair", format!(" {}", text::words(&self.cell("kind")))),
            Table::Documents | Table::Verdicts | Table::Errors => ("Finding", String::new()),
            Table::Rejected => ("Rejected", format!(" {}", text::words(&self.cell("reason")))),
        };
        let place = self.owner.found().chars(self.table, self.at);
        let quote = self.quote().split_whitespace().collect::<Vec<_>>().join(" ");
        format!("<{name}{facts} \"{}\" {}:{}>", text::cut(&quote, 72), place.start, place.end)
    }

    fn _repr_html_(&self) -> String {
        html::table(self.owner.found(), self.table, &[self.at])
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            let other = other.get();
            self.table == other.table && self.at == other.at && self.owner.same(&other.owner)
        })
    }

    fn __hash__(&self) -> u64 {
        (self.table as u64) << 60 | u64::from(self.at.doc) << 32 | u64::from(self.at.index)
    }

    /// A finding travels as its document and its number.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("servanda._servanda")?.getattr("_finding")?;
        let place = (self.owner.object(py), self.table.as_str(), self.at.doc, self.at.index);
        Ok((make, place.into_pyobject(py)?))
    }
}

#[pymethods]
impl PySentence {
    /// Its tokens.
    #[getter]
    fn tokens(slf: &Bound<'_, Self>) -> PyTable {
        let view = base(slf);
        let rows = view.home().tokens.of_sentence(view.index());
        let rows = rows.map(|i| At { doc: view.at.doc, index: i as u32 }).collect();
        PyTable::some(view.owner.clone_ref(slf.py()), Table::Tokens, rows)
    }

    /// The entities that lie in it.
    #[getter]
    fn entities(slf: &Bound<'_, Self>) -> PyTable {
        let view = base(slf);
        let span = view.home().sentences[view.index()].span;
        let inside = |(_, e): &(usize, &crate::entity::Entity)| span.contains(e.span);
        let mentions = view.home().entities.mentions.iter().enumerate().filter(inside);
        let rows = mentions.map(|(i, _)| At { doc: view.at.doc, index: i as u32 }).collect();
        PyTable::some(view.owner.clone_ref(slf.py()), Table::Entities, rows)
    }

    /// What kind of block holds it: paragraph, heading, `list_item`, footnote or furniture.
    #[getter]
    fn block<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        let view = base(slf);
        let block = view.home().sentences[view.index()].block;
        view.home().blocks.get(block as usize).map_or("paragraph", |b| b.kind.as_str())
    }
}

#[pymethods]
impl PyToken {
    /// Its dictionary form, in lower case.
    #[getter]
    fn lemma<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        base(slf).home().tokens.lemma(base(slf).index())
    }

    /// Its lower-case form, quotes straightened.
    #[getter]
    fn lower<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        base(slf).home().tokens.lower(base(slf).index())
    }

    /// Its universal part of speech.
    #[getter]
    fn upos(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).home().tokens.upos(base(slf).index()).as_str()
    }

    /// Its Penn Treebank tag.
    #[getter]
    fn tag(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).home().tokens.penn(base(slf).index()).as_str()
    }

    /// The sentence that holds it.
    #[getter]
    fn sentence<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let view = base(slf);
        view.sentence(slf.py(), view.home().tokens.sentence_of(view.index()) as u32)
    }
}

fn mention(view: &Finding) -> (&crate::entity::Entity, &crate::entity::Thing) {
    let entities = &view.home().entities;
    let mention = &entities.mentions[view.index()];
    (mention, entities.thing(mention))
}

#[pymethods]
impl PyEntity {
    /// What it is, by the names of `OntoNotes`: PERSON, ORG, GPE, LAW, DATE, …
    #[getter]
    fn label(slf: &Bound<'_, Self>) -> &'static str {
        mention(base(slf)).0.label.as_str()
    }

    /// The same for all mentions of one thing.
    #[getter]
    fn id(slf: &Bound<'_, Self>) -> String {
        format!("e{}", mention(base(slf)).0.thing + 1)
    }

    /// Your own id of it, the ISO code of a country, or the fullest name in the text.
    #[getter]
    fn canonical<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        let entities = &base(slf).home().entities;
        entities.canonical(&entities.mentions[base(slf).index()])
    }

    /// The same string for the same thing in every document.
    #[getter]
    fn key(slf: &Bound<'_, Self>) -> String {
        mention(base(slf)).1.key()
    }

    /// What kind of organisation it is: party, media, government, court, international, company, `civil_society`, education
    /// or unknown; nothing for all else.
    #[getter]
    fn kind(slf: &Bound<'_, Self>) -> Option<&'static str> {
        let thing = mention(base(slf)).1;
        (thing.label == crate::entity::Label::Org).then(|| thing.kind.as_str())
    }

    /// The fullest name in the text.
    #[getter]
    fn name<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        &mention(base(slf)).1.name
    }

    /// The short form that the text ties to it.
    #[getter]
    fn acronym<'a>(slf: &'a Bound<'_, Self>) -> Option<&'a str> {
        mention(base(slf)).1.acronym.as_deref()
    }

    /// What a date, an amount or a number says: "2009-12", "P6M", "5000000 USD", "40%".
    #[getter]
    fn value(slf: &Bound<'_, Self>) -> Option<String> {
        mention(base(slf)).0.value.as_ref().map(value)
    }

    /// The rule or source that found it.
    #[getter]
    fn rule(slf: &Bound<'_, Self>) -> &'static str {
        mention(base(slf)).0.rule
    }

    /// How sure, from 0 to 1.
    #[getter]
    fn score(slf: &Bound<'_, Self>) -> f64 {
        wide(mention(base(slf)).0.score)
    }
}

#[pymethods]
impl PyRepair {
    /// What it was for: `line_join`, hyphen, `joined_words`, …
    #[getter]
    fn kind(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).home().text.repairs()[base(slf).index()].kind.as_str()
    }

    /// What the text had.
    #[getter]
    fn was<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        base(slf).quote()
    }

    /// What was read in its place.
    #[getter]
    fn now<'a>(slf: &'a Bound<'_, Self>) -> &'a str {
        base(slf).clean()
    }

    /// Where a displaced piece, note or running line was put down: a place in `text`.
    #[getter]
    fn moved_to(slf: &Bound<'_, Self>) -> Option<usize> {
        let text = &base(slf).home().text;
        crate::view::json::moved_to(text, &text.repairs()[base(slf).index()])
    }

    /// How sure it is, from 0 to 1; a rule's own estimate.
    #[getter]
    fn confidence(slf: &Bound<'_, Self>) -> f64 {
        wide(base(slf).home().text.repairs()[base(slf).index()].confidence)
    }
}

#[pymethods]
impl PyRejected {
    /// Why it is none: recommendation, forecast, …
    #[getter]
    fn reason(slf: &Bound<'_, Self>) -> &'static str {
        base(slf).home().statements.rejected[base(slf).index()].reason
    }

    /// The sentence that holds it.
    #[getter]
    fn sentence<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        base(slf).sentence(slf.py(), base(slf).home().statements.rejected[base(slf).index()].sentence)
    }
}
