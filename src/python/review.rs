//! People beside the machine, as Python sees it: samples for an audit, corrected scores, codings compared.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyAnyMethods, PyDict, PyList, PyTuple};

use super::errors::{Error, kind};
use super::owner::{Owner, PyReport};
use super::values::{make, rows};
use super::views::{Finding, object};
use crate::assess::{At, By, Review, Reviewed, VerdictKind, review_of, reviewed};
use crate::review::{self, Coding, Corrected, CorrectedScore, Judged};
use crate::view::rows::Table;

/// The commitment that a caller means: one of the report's, `(document id, commitment id)`, or the id alone in a report of one
/// document.
fn named(report: &PyReport, which: &Bound<'_, PyAny>) -> PyResult<At> {
    let Ok(id) = which.extract::<String>() else { return place(report, which) };
    match report.inner.documents.as_slice() {
        [one] => by_id(report, &one.vars.id, &id),
        _ => Err(Error::new_err(format!(
            "'{id}' of which document? Give a commitment, or (document id, '{id}')"
        ))),
    }
}

/// The report with one more verdict of a person's.
pub(super) fn overridden(
    report: &PyReport,
    py: Python<'_>,
    which: &Bound<'_, PyAny>,
    row: Review,
) -> PyResult<PyReport> {
    let at = named(report, which)?;
    let here = review_of(&report.inner, at);
    let row = Review {
        human: row.human,
        coder: row.coder,
        time: row.time,
        reason: row.reason,
        codebook: review::Codebook::builtin()?.version.to_owned(),
        adjudicates: row.adjudicates,
        ..here
    };
    let rows = report.inner.reviews.iter().map(|r| r.review.clone()).chain([row]).collect();
    with(report, py, rows)
}

/// The report with these verdicts of people's and no others.
pub(super) fn with(report: &PyReport, py: Python<'_>, rows: Vec<Review>) -> PyResult<PyReport> {
    let inner = Arc::new(py.detach(|| reviewed(&report.inner, rows))?);
    Ok(PyReport { inner, documents: report.documents.iter().map(|d| d.clone_ref(py)).collect() })
}

/// Reviews as a caller gives them: dicts, rows of `report.reviews`, or the path of a file of JSON Lines.
pub(super) fn given(rows: &Bound<'_, PyAny>) -> PyResult<Vec<Review>> {
    let fault = |name: &str, e: &serde_json::Error| Error::new_err(format!("{name} is no review: {e}"));
    if let Ok(path) = rows.extract::<PathBuf>() {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|e| crate::Error::io(&name, &e))?;
        let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
        let row = |(n, line): (usize, &str)| {
            serde_json::from_str(line).map_err(|e| fault(&format!("{name}:{}", n + 1), &e))
        };
        return lines.map(row).collect();
    }
    let dumps = rows.py().import("json")?.getattr("dumps")?;
    let row = |row: PyResult<Bound<'_, PyAny>>| {
        let row = row?;
        let plain = if row.hasattr("_asdict")? { row.call_method0("_asdict")? } else { row };
        let text: String = dumps.call1((plain,))?.extract()?;
        serde_json::from_str(&text).map_err(|e| fault("a row", &e))
    };
    rows.try_iter()?.map(row).collect()
}

/// The rows, with what became of each.
pub(super) fn reviews<'py>(py: Python<'py>, report: &PyReport) -> PyResult<Bound<'py, PyAny>> {
    let row = |r: &Reviewed| {
        let Review { doc, start, end, quote, before, after, machine, human, .. } = r.review.clone();
        let Review { coder, time, reason, codebook, adjudicates, .. } = r.review.clone();
        let id = r.at.map(|at| format!("c{}", at.index + 1));
        let place = (doc, id, start, end, quote, before, after);
        let said = (machine, human, coder, time, reason, codebook, adjudicates, r.standing.as_str());
        (place, said)
    };
    let class = py.import("servanda._values")?.getattr("Review")?;
    let out = PyList::empty(py);
    for reviewed in &report.inner.reviews {
        let (place, said) = row(reviewed);
        let (place, said) = (place.into_pyobject(py)?, said.into_pyobject(py)?);
        out.append(class.call1((place.add(said)?).cast_into::<PyTuple>()?)?)?;
    }
    py.import("servanda._values")?.getattr("ReviewTable")?.call1((out,))
}

/// What splits: names of groups, one or several.
pub(super) fn names(given: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    let Some(given) = given.filter(|g| !g.is_none()) else { return Ok(Vec::new()) };
    given.extract::<String>().map(|one| vec![one]).or_else(|_| given.extract())
}

/// The groups of scores by their names.
pub(super) fn groups(names: &[String]) -> PyResult<Vec<By>> {
    let known = |name: &String| {
        let all: Vec<&str> = By::ALL.iter().map(|b| b.as_str()).collect();
        By::parse(name)
            .ok_or_else(|| Error::new_err(format!("scores are by {}, not by '{name}'", all.join(", "))))
    };
    names.iter().map(known).collect()
}

/// Undertakings for people to judge.
pub(super) fn sample<'py>(
    slf: &Bound<'py, PyReport>,
    count: usize,
    strata: Option<&Bound<'py, PyAny>>,
    seed: u64,
) -> PyResult<Bound<'py, PyAny>> {
    let (py, report) = (slf.py(), &slf.get().inner);
    let mut names = names(strata)?;
    let all = names.len();
    names.retain(|n| n != "verdict");
    let by_verdict = names.len() < all;
    let by = groups(&names)?;
    let (drawn, strata) = review::audit_sample(report, count, by_verdict, &by, seed)?;
    let row = |d: review::Drawn| {
        let lead = report.undertakings[d.row].lead;
        let commitment = object(py, Owner::Report(slf.clone().unbind()), Table::Commitments, lead)?;
        Ok((commitment, d.probability, strata[d.stratum].as_str()))
    };
    rows(py, "Rows", "Drawn", drawn.into_iter().map(row).collect::<PyResult<Vec<_>>>()?)
}

/// The corrected scores of groups.
pub(super) fn corrected(
    report: &PyReport,
    audit: &Bound<'_, PyAny>,
    by: &[By],
) -> PyResult<Vec<CorrectedScore>> {
    let judged = audit.try_iter()?.map(|row| judgement(report, &row?)).collect::<PyResult<Vec<_>>>()?;
    Ok(review::corrected_scores(&report.inner, &judged, by)?)
}

/// A row `(commitment, verdict, probability)`; the commitment is one of the report's, or `(document id, commitment id)`.
fn judgement(report: &PyReport, row: &Bound<'_, PyAny>) -> PyResult<Judged> {
    let wrong = || {
        let message = format!("a judged row is (commitment, verdict, probability), not {}", kind(row));
        PyTypeError::new_err(message)
    };
    let (which, verdict, probability): (Bound<'_, PyAny>, Option<String>, f64) =
        row.extract().map_err(|_| wrong())?;
    let at = place(report, &which)?;
    let verdict = verdict
        .map(|name| {
            VerdictKind::parse(&name).ok_or_else(|| Error::new_err(format!("no verdict is called '{name}'")))
        })
        .transpose()?;
    let undertaking = report.inner.undertakings.iter().position(|u| u.mentions.contains(&at));
    let undertaking = undertaking.ok_or_else(|| Error::new_err("the commitment is not of this report"))?;
    Ok(Judged { undertaking, verdict, probability })
}

fn place(report: &PyReport, which: &Bound<'_, PyAny>) -> PyResult<At> {
    if let Ok(finding) = which.cast::<Finding>() {
        let finding = finding.get();
        let here = match &finding.owner {
            Owner::Report(owner) => report.same(owner.get()),
            Owner::Document(_) | Owner::Corpus(_) => false,
        };
        if !here || finding.table != Table::Commitments {
            return Err(Error::new_err("only commitments of this report can be judged"));
        }
        return Ok(finding.at);
    }
    let (doc, id): (String, String) = which.extract().map_err(|_| {
        let message = format!("a commitment, or its document's id and its own, not {}", kind(which));
        PyTypeError::new_err(message)
    })?;
    by_id(report, &doc, &id)
}

fn by_id(report: &PyReport, doc: &str, id: &str) -> PyResult<At> {
    let found = || {
        let doc = report.inner.documents.iter().position(|d| d.vars.id == doc)?;
        let index: u32 = id.strip_prefix('c')?.parse::<u32>().ok()?.checked_sub(1)?;
        let known = report.inner.documents[doc].commitments().len();
        ((index as usize) < known).then_some(At { doc: doc as u32, index })
    };
    found().ok_or_else(|| Error::new_err(format!("no commitment '{id}' in a document '{doc}'")))
}

/// Corrected figures laid into a row of scores.
pub(super) fn lay(row: &Bound<'_, PyDict>, score: Option<&CorrectedScore>) -> PyResult<()> {
    let figures = [
        ("corrected", score.and_then(|s| s.fulfilment)),
        ("corrected_breach_rate", score.and_then(|s| s.breach_rate)),
    ];
    let interval = |c: Corrected| (c.low, c.high);
    for (name, figure) in figures {
        row.set_item(name, figure.map(|f| f.estimate))?;
        row.set_item(format!("{name}_interval"), figure.map(interval))?;
    }
    row.set_item("audited", score.and_then(|s| s.fulfilment).map_or(0, |f| f.audited))
}

/// What one coder marked: a report, a path of the JSON contract, or the contract's own dicts.
fn coding(given: &Bound<'_, PyAny>) -> PyResult<Coding> {
    let py = given.py();
    if let Ok(report) = given.cast::<PyReport>() {
        let inner = Arc::clone(&report.get().inner);
        return Ok(py.detach(|| Coding::of(&inner))?);
    }
    if given.is_instance_of::<PyDict>() || given.is_instance_of::<PyList>() {
        let text: String = py.import("json")?.getattr("dumps")?.call1((given,))?.extract()?;
        return Ok(Coding::from_json(&text, "document")?);
    }
    let path: PathBuf = given.extract().map_err(|_| {
        let message = format!("a coding is a Report, a path or the JSON contract, not {}", kind(given));
        PyTypeError::new_err(message)
    })?;
    Ok(py.detach(|| Coding::from_path(&path))?)
}

/// How far two codings of the same texts agree: where both marked commitments, outcomes and links, and what both said of
/// them. A coding is a Report, the JSON contract (a dict, or a list of them), or the path of a `.json` or `.jsonl` file
/// or of a folder of them. Documents are told apart by `doc`, or by the file's name.
///
/// Marks are one when they share half of the shorter one's characters. Alphas are Krippendorff's, kappas Cohen's; the
/// intervals are the middle 95 % of 2,000 draws of documents (of single marks with fewer than five), the same on
/// every run.
#[pyfunction]
pub(super) fn agreement<'py>(
    py: Python<'py>,
    a: &Bound<'py, PyAny>,
    b: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let (a, b) = (coding(a)?, coding(b)?);
    let out = py.detach(|| review::agreement(&a, &b))?;
    let figure = |f: &review::Figure| {
        let (low, high) = f.interval.unzip();
        (f.what.as_str(), f.measure.as_str(), f.value, low, high, f.n)
    };
    let figures = rows(py, "FigureTable", "Figure", out.figures.iter().map(figure).collect())?;
    let differ = |d: review::Disagreement| (d.doc, d.what.as_str(), d.start, d.end, d.quote, d.a, d.b);
    let disagreements =
        rows(py, "Rows", "Disagreement", out.disagreements.into_iter().map(differ).collect())?;
    let [only_a, only_b] = out.alone;
    make(py, "Agreement", (figures, disagreements, out.documents, out.drawn, only_a, only_b))
}

/// Rows of so many words.
type Words<const N: usize> = Vec<[&'static str; N]>;

/// The codebook: its version, `(group, name, definition, rule, example)` rows and `(scale, verdict, value, lost)` rows.
#[pyfunction]
pub(super) fn _codebook() -> PyResult<(&'static str, Words<5>, Words<4>)> {
    let book = review::Codebook::builtin()?;
    let entry = |e: &review::Entry| [e.group, e.name, e.definition, e.rule, e.example];
    let crossing = |c: &review::Crossing| [c.scale, c.verdict, c.value, c.lost];
    let (entries, crosswalk) = (book.entries.iter().map(entry), book.crosswalk.iter().map(crossing));
    Ok((book.version, entries.collect(), crosswalk.collect()))
}
