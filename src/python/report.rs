//! `servanda.Report`.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use super::aggregate;
use super::calls::{WATCHED, started, watched};
use super::errors::Error;
use super::owner::{Owner, PyDocument, PyReport};
use super::review;
use super::source::interval;
use super::values::{cautions, html, json};
use super::views::PyTable;
use crate::assess::{AssessOptions, Report, Review, assess, assess_watched};
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
    fn documents(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Documents)
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

    /// The verdict of each commitment by itself: a row for each row of `commitments`.
    #[getter]
    fn verdicts(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Verdicts)
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

    /// What was mended in all documents.
    #[getter]
    fn repairs(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Repairs)
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

    /// The same by groups: `by` is any of "actor", "kind" and "document"; all in one without it. No ranks: easy promises
    /// inflate a mean.
    ///
    /// `audit` has what people said of undertakings that `sample` drew, as `drawn.judged(verdict)` makes it. Then each row has
    /// the index and the breach rate corrected for the machine's errors, with 95 % intervals over documents (design-based
    /// supervised learning; Egami and others 2023); None where a group is within one document.
    #[pyo3(signature = (by=None, *, audit=None))]
    fn score<'py>(
        &self,
        py: Python<'py>,
        by: Option<&Bound<'py, PyAny>>,
        audit: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        aggregate::grouped(self, by, audit, py)
    }

    /// Draws `n` undertakings for people to judge, without replacement, in proportion to `strata` ("verdict", "actor",
    /// "kind", "document", one or several) and at least one from each. The same `seed` draws the same.
    #[pyo3(signature = (n, *, strata=None, seed=0))]
    fn sample<'py>(
        slf: &Bound<'py, Self>,
        n: usize,
        strata: Option<&Bound<'py, PyAny>>,
        seed: u64,
    ) -> PyResult<Bound<'py, PyAny>> {
        review::sample(slf, n, strata, seed)
    }

    /// The index under other choices. `weights`, one for each row of `commitments`, add a choice of your own.
    #[pyo3(signature = (*, weights=None))]
    fn sensitivity<'py>(&self, py: Python<'py>, weights: Option<Vec<f32>>) -> PyResult<Bound<'py, PyAny>> {
        aggregate::variants(py, self, weights.as_deref())
    }

    /// The report with a person's verdict on a commitment: one of the report's, `(document id, "c1")`, or "c1" alone in a
    /// report of one document. The machine's verdict, coder, time, reason and codebook version stay beside it in `reviews`,
    /// and the scores are made again. Of one coder the last word counts; where coders disagree the machine's verdict stays
    /// until a row that `adjudicates`. `time` is now (UTC) unless given.
    #[pyo3(signature = (id, *, verdict, coder="", reason="", time=None, adjudicates=false))]
    fn r#override(
        &self,
        py: Python<'_>,
        id: &Bound<'_, PyAny>,
        verdict: &str,
        coder: &str,
        reason: &str,
        time: Option<String>,
        adjudicates: bool,
    ) -> PyResult<Self> {
        let time = match time {
            Some(time) => time,
            None => py.import("servanda._values")?.getattr("_now")?.call0()?.extract()?,
        };
        let (human, coder, reason) = (verdict.to_owned(), coder.to_owned(), reason.to_owned());
        let row = Review { human, coder, time, reason, adjudicates, ..Review::default() };
        review::overridden(self, py, id, row)
    }

    /// What people made of verdicts: a row for each, with the machine's verdict, coder, time, reason, codebook version and
    /// what became of it; `save(path)` keeps them as JSON Lines.
    #[getter]
    fn reviews<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        review::reviews(py, self)
    }

    /// The report with these reviews and no others: rows of `reviews`, dicts, or the path of a file that `reviews.save`
    /// wrote. Each finds its commitment by its words and what stands around them, also in a text that was edited or read by
    /// other rules; one that does not is marked as lost.
    fn with_reviews(&self, py: Python<'_>, reviews: &Bound<'_, PyAny>) -> PyResult<Self> {
        review::with(self, py, review::given(reviews)?)
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
        Ok(py.detach(|| crate::disk::write(&path, |out| out.write_all(text.as_bytes())))?)
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
        let rows: Vec<_> = self.inner.reviews.iter().map(|r| &r.review).collect();
        let reviews = (!rows.is_empty()).then(|| json(&rows, false)).transpose()?;
        let documents: Vec<_> = self.documents.iter().map(|d| d.clone_ref(py)).collect();
        Ok((make, (documents, day, reviews).into_pyobject(py)?))
    }
}

/// Assesses the documents of a pickled report again.
#[pyfunction]
#[pyo3(signature = (documents, as_of, reviews=None))]
pub(super) fn _report(
    py: Python<'_>,
    documents: Vec<Py<PyDocument>>,
    as_of: Option<(String, String)>,
    reviews: Option<&str>,
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
    let report = assessed(py, documents, AssessOptions { as_of }, None)?;
    let Some(rows) = reviews else { return Ok(report) };
    let rows = serde_json::from_str(rows).map_err(|e| Error::new_err(e.to_string()))?;
    review::with(&report, py, rows)
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
