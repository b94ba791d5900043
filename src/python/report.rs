//! `servanda.Report`.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use super::aggregate;
use super::calls::{WATCHED, started, watched};
use super::errors::Error;
use super::owner::{Owner, PyDocument, PyReport};
use super::source::interval;
use super::values::{cautions, html, json};
use super::views::PyTable;
use crate::assess::{AssessOptions, Report, assess, assess_watched};
use crate::view;
use crate::view::rows::Table;

fn table(slf: &Bound<'_, PyReport>, table: Table) -> PyTable {
    PyTable::all(Owner::Report(slf.clone().unbind()), table)
}

fn json_lines(report: &Report) -> PyResult<String> {
    let mut out = String::new();
    for doc in 0..report.documents.len() {
        out.push_str(&json(&view::json::document(report, doc), false)?);
        out.push('\n');
    }
    Ok(out)
}

fn json_of(report: &Report, pretty: bool) -> PyResult<String> {
    match report.documents.len() {
        1 => json(&view::json::document(report, 0), pretty),
        n => json(&(0..n).map(|doc| view::json::document(report, doc)).collect::<Vec<_>>(), pretty),
    }
}

#[pymethods]
impl PyReport {
    /// The documents, in the order given.
    #[getter]
    fn documents<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.documents.iter().map(|d| d.clone_ref(py)))
    }

    /// The day against which deadlines were judged, as given; None means each document's own date.
    #[getter]
    fn as_of(&self) -> Option<String> {
        self.inner.options.as_of.map(crate::entity::Interval::to_iso)
    }

    /// One row for each commitment, with its verdict.
    #[getter]
    fn commitments(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Commitments)
    }

    /// What is reported to have become of them.
    #[getter]
    fn outcomes(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Outcomes)
    }

    /// Which outcome bears on which commitment, and how.
    #[getter]
    fn links(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Links)
    }

    /// The entities of all documents.
    #[getter]
    fn entities(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Entities)
    }

    /// What was undertaken, however often it is stated: its statements, verdict and evidence.
    #[getter]
    fn undertakings<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyList>> {
        aggregate::undertakings(slf)
    }

    /// Mean fulfilment, breach rate, coverage, bounds and interval, with the numbers that they rest on.
    #[getter]
    fn scores<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        aggregate::scores(py, &self.inner.scores)
    }

    /// The same by groups: `by` is any of "actor", "kind" and "document". No ranks: easy promises inflate a mean.
    #[pyo3(signature = (by))]
    fn score<'py>(&self, by: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        aggregate::grouped(self, by)
    }

    /// The index under other choices. `weights`, one for each row of `commitments`, add a choice of your own.
    #[pyo3(signature = (*, weights=None))]
    fn sensitivity<'py>(&self, py: Python<'py>, weights: Option<Vec<f32>>) -> PyResult<Bound<'py, PyAny>> {
        aggregate::variants(py, self, weights.as_deref())
    }

    /// What happened to each undertaking, or to the one with a number, in order of time.
    #[pyo3(signature = (undertaking=None))]
    fn timeline<'py>(&self, py: Python<'py>, undertaking: Option<usize>) -> PyResult<Bound<'py, PyAny>> {
        aggregate::moments(py, self, undertaking)
    }

    /// What to know before quoting any of it: `(code, message)`.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        cautions(py, &self.inner.warnings)
    }

    /// How the figures came about, as a paragraph to be quoted.
    #[getter]
    fn method(&self) -> String {
        view::html::method(&self.inner)
    }

    /// The JSON contract: one object for one document, a list for several.
    #[pyo3(signature = (*, pretty=false))]
    fn to_json(&self, py: Python<'_>, pretty: bool) -> PyResult<String> {
        py.detach(|| json_of(&self.inner, pretty))
    }

    /// The JSON contract, one line for each document.
    fn to_jsonl(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| json_lines(&self.inner))
    }

    /// Writes the report: `.html` for one file to read, `.json` or `.jsonl` for the contract. A folder that does not
    /// exist is made.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let kind = crate::file::suffix(&path).unwrap_or_default();
        let text = py.detach(|| match kind.as_str() {
            "html" | "htm" => Ok(view::html::page(&self.inner)),
            "json" => json_of(&self.inner, true),
            "jsonl" | "ndjson" => json_lines(&self.inner),
            _ => Err(Error::new_err(format!(
                "a report is saved as .html, .json or .jsonl, not as '{}'",
                path.display()
            ))),
        })?;
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        let written =
            folder.map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
        written.map_err(|e| crate::Error::io(&path.display().to_string(), &e).into())
    }

    /// The documents with everything marked where it stands, and the verdicts beside it.
    fn show<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let page = py.detach(|| view::html::show(&self.inner));
        html(py, &page)
    }

    fn _repr_html_(&self) -> String {
        view::html::report(&self.inner)
    }

    fn __repr__(&self) -> String {
        view::text::report(&self.inner)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|o| self.same(o.get()))
    }

    fn __hash__(&self) -> u64 {
        self.inner.assessments.len() as u64 ^ (self.documents.len() as u64) << 32
    }

    /// A report travels as its documents and is assessed again where it arrives.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("servanda._servanda")?.getattr("_report")?;
        let day = self.inner.options.as_of.map(|i| (i.first.to_string(), i.last.to_string()));
        Ok((make, (self.documents(py)?, day).into_pyobject(py)?))
    }
}

/// Assesses the documents of a pickled report again.
#[pyfunction]
pub(super) fn _report(
    py: Python<'_>,
    documents: Vec<Py<PyDocument>>,
    as_of: Option<(String, String)>,
) -> PyResult<PyReport> {
    let day = |text: &str| crate::entity::Interval::parse(text);
    let as_of = as_of
        .map(|(first, last)| {
            Ok::<_, crate::Error>(crate::entity::Interval {
                first: day(&first)?.first,
                last: day(&last)?.last,
            })
        })
        .transpose()?;
    assessed(py, documents, AssessOptions { as_of }, None)
}

/// Assesses documents, off the interpreter and open to Ctrl-C.
pub(super) fn assessed(
    py: Python<'_>,
    documents: Vec<Py<PyDocument>>,
    options: AssessOptions,
    threads: Option<usize>,
) -> PyResult<PyReport> {
    started();
    let inner: Vec<_> = documents.iter().map(|d| Arc::clone(&d.get().inner)).collect();
    let size: usize = inner.iter().map(|d| d.text.source().len()).sum();
    let report = if inner.len() < 2 && size < WATCHED {
        py.detach(|| assess(inner, options))
    } else {
        watched(py, |watch| assess_watched(inner, options, threads, watch))?
    };
    Ok(PyReport { inner: Arc::new(report), documents })
}

pub(super) fn options(as_of: Option<&Bound<'_, PyAny>>) -> PyResult<AssessOptions> {
    Ok(AssessOptions { as_of: interval(as_of)? })
}
