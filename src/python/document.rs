//! `servanda.Document`.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use super::calls::started;
use super::own::{OwnRows, reader_of, rows_of};
use super::owner::{Owner, PyDocument};
use super::values::{cautions, html, json, rows};
use super::views::PyTable;
use crate::document::DocVars;
use crate::layout::{keep, restore};
use crate::text::RepairLevel;
use crate::view;
use crate::view::rows::Table;

fn table(slf: &Bound<'_, PyDocument>, table: Table) -> PyTable {
    PyTable::all(Owner::Document(slf.clone().unbind()), table)
}

#[pymethods]
impl PyDocument {
    /// The text as given; all offsets refer to it.
    #[getter]
    fn text(&self) -> &str {
        self.inner.text.source()
    }

    /// The repaired text that was analysed.
    #[getter]
    fn clean(&self) -> &str {
        self.inner.text.clean()
    }

    /// The caller's id, or the name of the file.
    #[getter]
    fn id(&self) -> &str {
        &self.inner.vars.id
    }

    /// The title, as given.
    #[getter]
    fn title(&self) -> Option<&str> {
        self.inner.vars.title.as_deref()
    }

    /// The date, as given.
    #[getter]
    fn date(&self) -> Option<&str> {
        self.inner.vars.date.as_deref()
    }

    /// Who published it, as given.
    #[getter]
    fn publisher(&self) -> Option<&str> {
        self.inner.vars.publisher.as_deref()
    }

    /// Everything else that the caller said of it.
    #[getter]
    fn docvars<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let out = PyDict::new(py);
        for (key, value) in &self.inner.vars.other {
            out.set_item(key, value)?;
        }
        Ok(out)
    }

    /// How clean the text is, from 0 to 1; text without signs of bad scanning or extraction has 0.95 or more.
    #[getter]
    fn quality(&self) -> f64 {
        view::columns::wide(self.inner.text.quality())
    }

    /// Sentences, headings and list items, in order.
    #[getter]
    fn sentences(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Sentences)
    }

    /// Tokens, in order.
    #[getter]
    fn tokens(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Tokens)
    }

    /// Mentions of people, organisations, places, laws, dates and amounts.
    #[getter]
    fn entities(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Entities)
    }

    /// Every phrase that stands for a thing: names as in `entities`, and "the government", "its", "the media law", which are
    /// not `named`.
    #[getter]
    fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = &self.inner.text;
        let mut lines = Vec::new();
        for m in self.inner.mentions() {
            let place = text.source_chars(m.span);
            let (quote, label, id) = (text.quote(m.span), m.label.as_str(), format!("e{}", m.thing + 1));
            lines.push((place.start, place.end, quote, label, id, m.of.canonical(), m.named, m.how));
        }
        rows(py, "Rows", "Mention", lines)
    }

    /// Who is bound to what.
    #[getter]
    fn commitments(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Commitments)
    }

    /// What is reported to have become of it.
    #[getter]
    fn outcomes(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Outcomes)
    }

    /// What was mended before reading, and where; `start` and `end` are places in `text`.
    #[getter]
    fn repairs(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Repairs)
    }

    /// The pages of the file; None where it has none, as in plain text.
    #[getter]
    fn pages(&self) -> Option<u32> {
        self.inner.layout.pages()
    }

    /// What the file holds that is no part of its text: `(kind, reason, excerpt)`.
    #[getter]
    fn dropped(&self) -> Vec<(&str, &str, &str)> {
        self.inner.dropped.iter().map(|d| (&*d.kind, d.reason.as_str(), d.excerpt.as_str())).collect()
    }

    /// What looks like a commitment and is none, with the reason.
    #[getter]
    fn rejected(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Rejected)
    }

    /// What to know before using the results: `(code, message)`.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        cautions(py, &self.inner.warnings)
    }

    /// Finds a word or phrase in its context. `*` stands for any letters; capitals do not matter.
    #[pyo3(signature = (pattern, window=8))]
    fn kwic<'py>(&self, py: Python<'py>, pattern: &str, window: usize) -> PyResult<Bound<'py, PyAny>> {
        let text = &self.inner.text;
        let mut lines = Vec::new();
        for line in view::kwic::kwic(&self.inner, pattern, window)? {
            let place = text.source_chars(line.hit);
            let sentence = self.inner.tokens.sentence_of(line.token);
            lines.push((
                text.slice(line.left),
                text.quote(line.hit),
                text.slice(line.right),
                place.start,
                place.end,
                sentence,
            ));
        }
        rows(py, "Kwic", "Context", lines)
    }

    /// The JSON contract without links, scores and verdicts: what is in the text.
    #[pyo3(signature = (*, pretty=false))]
    fn to_json(&self, py: Python<'_>, pretty: bool) -> PyResult<String> {
        py.detach(|| json(&view::json::facts(&self.inner), pretty))
    }

    /// The text with its commitments, outcomes and entities marked.
    fn show<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let page = py.detach(|| view::html::show_document(&self.inner));
        html(py, &page)
    }

    fn _repr_html_(&self) -> String {
        view::html::document(&self.inner)
    }

    fn __repr__(&self) -> String {
        view::text::document(&self.inner)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|o| self.same(o.get()))
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{Hash as _, Hasher as _};
        let mut hasher = rustc_hash::FxHasher::default();
        self.inner.text.source().hash(&mut hasher);
        hasher.finish()
    }

    /// A document travels as its text and options, and is read again where it arrives.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let vars = &self.inner.vars;
        let other: Vec<(&String, &String)> = vars.other.iter().collect();
        let vars = (&vars.id, &vars.title, &vars.date, &vars.publisher, other);
        let make = py.import("servanda._servanda")?.getattr("_document")?;
        let (own, rules) = (rows_of(&self.inner.own), self.inner.rules());
        let repair = self.inner.repair.as_str();
        let file = keep(&self.inner.layout, &self.inner.dropped, &self.inner.file_warnings);
        let source = self.inner.text.source();
        let given = match file {
            None => (source, repair, vars, rules, own).into_pyobject(py)?,
            Some(file) => (source, repair, vars, rules, own, file).into_pyobject(py)?,
        };
        Ok((make, given))
    }
}

/// Reads a document again without some of its repairs.
pub(super) fn without(py: Python<'_>, document: &PyDocument, repairs: &[usize]) -> PyResult<PyDocument> {
    let document = &document.inner;
    let (reader, _) = reader_of(rows_of(&document.own))?;
    let reader = reader.with_repair(document.repair);
    let read = py.detach(|| reader.read_again(document, document.refusals(repairs)))?;
    Ok(PyDocument::new(Arc::new(read)))
}

type Vars = (String, Option<String>, Option<String>, Option<String>, Vec<(String, String)>);

/// Reads a pickled document again.
#[pyfunction]
#[pyo3(signature = (source, repair, vars, rules, own=None, file=None))]
pub(super) fn _document(
    py: Python<'_>,
    source: &str,
    repair: &str,
    vars: Vars,
    rules: &str,
    own: Option<OwnRows>,
    file: Option<&str>,
) -> PyResult<PyDocument> {
    started();
    let (id, title, date, publisher, other) = vars;
    let vars = DocVars { id, title, date, publisher, other: other.into_iter().collect() };
    let level = RepairLevel::parse(repair).unwrap_or(RepairLevel::Full);
    let (reader, refused) = reader_of(own.unwrap_or_default())?;
    let reader = reader.with_repair(level);
    let read = py.detach(|| match file {
        Some(file) => reader.read_laid_without(restore(source.to_owned(), file)?, vars, refused),
        None => reader.read_without(source, vars, refused),
    })?;
    let ours = read.rules();
    if rules != ours {
        let message =
            format!("pickled under the rules {rules}, read again under {ours}: findings may differ");
        py.import("warnings")?.call_method1("warn", (message,))?;
    }
    Ok(PyDocument::new(Arc::new(read)))
}
