//! `servanda.Document` and `servanda.Corpus`.

use std::fmt::Write as _;
use std::sync::Arc;

use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySlice, PyString, PyTuple};

use super::table::{Items, Owner, PyTable};
use super::values::{cautions, failures, html, rows};
use crate::corpus::Failure;
use crate::document::{DocVars, Document};
use crate::reader::Reader;
use crate::text::RepairLevel;
use crate::view;
use crate::view::rows::Table;

/// One text as read: facts about the text, no judgement.
///
/// Everything found has `start` and `end` in characters of `text`, and `text[x.start:x.end] == x.quote`.
#[pyclass(frozen, name = "Document", module = "servanda")]
pub(super) struct PyDocument {
    pub(super) inner: Arc<Document>,
}

impl PyDocument {
    pub(super) fn new(inner: Arc<Document>) -> Self {
        Self { inner }
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        let (a, b) = (&self.inner, &other.inner);
        Arc::ptr_eq(a, b) || (a.vars == b.vars && a.repair == b.repair && a.text.source() == b.text.source())
    }
}

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
        view::rows::wide(self.inner.text.quality())
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
        py.detach(|| super::report::json(&view::json::facts(&self.inner), pretty))
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
        let rules = crate::lexicon::rules_hash();
        Ok((make, (self.inner.text.source(), self.inner.repair.as_str(), vars, rules).into_pyobject(py)?))
    }
}

type Vars = (String, Option<String>, Option<String>, Option<String>, Vec<(String, String)>);

/// Reads a pickled document again.
#[pyfunction]
pub(super) fn _document(
    py: Python<'_>,
    source: &str,
    repair: &str,
    vars: Vars,
    rules: &str,
) -> PyResult<PyDocument> {
    let ours = crate::lexicon::rules_hash();
    if rules != ours {
        let message =
            format!("pickled under the rules {rules}, read again under {ours}: findings may differ");
        py.import("warnings")?.call_method1("warn", (message,))?;
    }
    let (id, title, date, publisher, other) = vars;
    let vars = DocVars { id, title, date, publisher, other: other.into_iter().collect() };
    let level = RepairLevel::parse(repair).unwrap_or(RepairLevel::Safe);
    let read = py.detach(|| Reader::new().with_repair(level).read(source, vars))?;
    Ok(PyDocument::new(Arc::new(read)))
}

/// Documents in the order given, and a row for each text that could not be read.
#[pyclass(frozen, sequence, name = "Corpus", module = "servanda")]
pub(super) struct PyCorpus {
    pub(super) inner: Vec<Arc<Document>>,
    pub(super) documents: Vec<Py<PyDocument>>,
    failures: Vec<Failure>,
}

impl PyCorpus {
    pub(super) fn new(py: Python<'_>, inner: Vec<Arc<Document>>, failures: Vec<Failure>) -> PyResult<Self> {
        let documents =
            inner.iter().map(|d| Py::new(py, PyDocument::new(Arc::clone(d)))).collect::<PyResult<_>>()?;
        Ok(Self { inner, documents, failures })
    }

    fn table(slf: &Bound<'_, Self>, table: Table) -> PyTable {
        PyTable::all(Owner::Corpus(slf.clone().unbind()), table)
    }
}

#[pymethods]
impl PyCorpus {
    /// What could not be read: rows of `(index, source, reason)`.
    #[getter]
    fn errors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        failures(py, &self.failures)
    }

    /// The sentences of all documents.
    #[getter]
    fn sentences(slf: &Bound<'_, Self>) -> PyTable {
        Self::table(slf, Table::Sentences)
    }

    /// The tokens of all documents.
    #[getter]
    fn tokens(slf: &Bound<'_, Self>) -> PyTable {
        Self::table(slf, Table::Tokens)
    }

    /// The entities of all documents.
    #[getter]
    fn entities(slf: &Bound<'_, Self>) -> PyTable {
        Self::table(slf, Table::Entities)
    }

    /// The commitments of all documents.
    #[getter]
    fn commitments(slf: &Bound<'_, Self>) -> PyTable {
        Self::table(slf, Table::Commitments)
    }

    /// The outcomes of all documents.
    #[getter]
    fn outcomes(slf: &Bound<'_, Self>) -> PyTable {
        Self::table(slf, Table::Outcomes)
    }

    fn __len__(&self) -> usize {
        self.documents.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = key.cast::<PySlice>() {
            let picked = picked(slice, self.inner.len())?;
            let inner = picked.iter().map(|&i| Arc::clone(&self.inner[i])).collect();
            let documents = picked.iter().map(|&i| self.documents[i].clone_ref(py)).collect();
            return Ok(Py::new(py, Self { inner, documents, failures: Vec::new() })?
                .into_bound(py)
                .into_any());
        }
        if let Ok(id) = key.cast::<PyString>() {
            let id = id.to_string_lossy();
            let found = self.inner.iter().position(|d| d.vars.id == *id);
            let found =
                found.ok_or_else(|| pyo3::exceptions::PyKeyError::new_err(format!("no document '{id}'")))?;
            return Ok(self.documents[found].clone_ref(py).into_bound(py).into_any());
        }
        let index = position(key, self.documents.len())?;
        Ok(self.documents[index].clone_ref(py).into_bound(py).into_any())
    }

    fn __iter__(slf: &Bound<'_, Self>) -> Items {
        Items::over(slf.as_any(), slf.get().documents.len())
    }

    /// Each document as one line of JSON, as `Document.to_json`.
    fn to_jsonl(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| {
            let mut out = String::new();
            for document in &self.inner {
                out.push_str(&super::report::json(&view::json::facts(document), false)?);
                out.push('\n');
            }
            Ok(out)
        })
    }

    fn __repr__(&self) -> String {
        let words: usize = self.inner.iter().map(|d| view::text::words_of(d)).sum();
        let mut out = format!(
            "<Corpus · {}>   {} · {} · {}",
            view::text::count(self.inner.len(), "document"),
            view::text::count(words, "word"),
            view::text::count(self.inner.iter().map(|d| d.commitments().len()).sum(), "commitment"),
            view::text::count(self.inner.iter().map(|d| d.outcomes().len()).sum(), "outcome"),
        );
        if !self.failures.is_empty() {
            let _ = write!(
                out,
                "\n  ! {} could not be read: see .errors",
                view::text::count(self.failures.len(), "text")
            );
        }
        for document in self.inner.iter().take(5) {
            let _ = write!(out, "\n  {}", view::text::title(document));
        }
        if self.inner.len() > 5 {
            let _ = write!(out, "\n  … and {} more", self.inner.len() - 5);
        }
        out
    }

    fn _repr_html_(&self) -> String {
        view::html::plain(&self.__repr__())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            let (a, b) = (&self.documents, &other.get().documents);
            let row = |f: &Failure| (f.index, f.source.clone(), f.error.to_string());
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| a.get().same(b.get()))
                && self.failures.iter().map(row).eq(other.get().failures.iter().map(row))
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("servanda._servanda")?.getattr("_corpus")?;
        let documents: Vec<_> = self.documents.iter().map(|d| d.clone_ref(py)).collect();
        Ok((make, (documents, failures(py, &self.failures)?).into_pyobject(py)?))
    }
}

/// Puts a pickled corpus together again.
#[pyfunction]
pub(super) fn _corpus(documents: Vec<Py<PyDocument>>, errors: Vec<(usize, String, String)>) -> PyCorpus {
    let inner = documents.iter().map(|d| Arc::clone(&d.get().inner)).collect();
    let failures = errors
        .into_iter()
        .map(|(index, source, reason)| Failure { index, source, error: crate::Error::input(reason) })
        .collect();
    PyCorpus { inner, documents, failures }
}

/// The place that an index means, counted from the end when it is negative.
pub(super) fn position(key: &Bound<'_, PyAny>, length: usize) -> PyResult<usize> {
    let index: isize = key.extract().map_err(|_| {
        PyTypeError::new_err(format!("an index is an int or a slice, not {}", super::source::kind(key)))
    })?;
    let at = if index < 0 { index + length as isize } else { index };
    if at < 0 || at >= length as isize {
        return Err(PyIndexError::new_err(format!("index {index} is out of range for {length} items")));
    }
    Ok(at as usize)
}

/// The places that a slice means.
pub(super) fn picked(slice: &Bound<'_, PySlice>, length: usize) -> PyResult<Vec<usize>> {
    let span = slice.indices(length as isize)?;
    Ok((0..span.slicelength as isize).map(|i| (span.start + i * span.step) as usize).collect())
}
