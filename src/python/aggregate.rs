//! Undertakings, scores and what they would be under other choices.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::errors::Error;
use super::owner::{Owner, PyReport};
use super::review;
use super::values::{make, rows};
use super::views::{PyTable, object};
use crate::assess::{At, Scores, Spread, scores_by, sensitivity, timeline};
use crate::view::columns::wide;
use crate::view::rows::Table;

/// The interval with what it covers.
fn interval(py: Python<'_>, spread: Option<Spread>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let Some(i) = spread else { return Ok(None) };
    let fields = (wide(i.low), wide(i.high), i.over.as_str(), i.clusters, i.draws, i.seed, i.covers());
    make(py, "Interval", fields).map(Some)
}

pub(super) fn scores<'py>(py: Python<'py>, s: &Scores) -> PyResult<Bound<'py, PyAny>> {
    let bounds = s.bounds.map(|(a, b)| (wide(a), wide(b)));
    let kept = s.kept.map(|k| make(py, "Kept", (wide(k.share), wide(k.low), wide(k.high)))).transpose()?;
    let fields = (
        s.fulfilment.map(wide),
        s.breach_rate.map(wide),
        s.coverage.map(wide),
        bounds,
        s.assessed,
        s.found,
        s.testable,
        s.due,
        interval(py, s.interval)?,
        kept,
        s.mentions,
        s.packages,
    );
    make(py, "Scores", fields)
}

pub(super) fn grouped<'py>(
    report: &PyReport,
    by: Option<&Bound<'py, PyAny>>,
    audit: Option<&Bound<'py, PyAny>>,
    py: Python<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let names = review::names(by)?;
    let by = review::groups(&names)?;
    let corrected = audit.map(|rows| review::corrected(report, rows, &by)).transpose()?;
    let table = PyList::empty(py);
    for score in scores_by(&report.inner, &by) {
        let row = PyDict::new(py);
        for (name, value) in names.iter().zip(&score.key) {
            row.set_item(name, value)?;
        }
        let s = &score.scores;
        row.set_item("fulfilment", s.fulfilment.map(wide))?;
        row.set_item("breach_rate", s.breach_rate.map(wide))?;
        row.set_item("coverage", s.coverage.map(wide))?;
        row.set_item("bounds", s.bounds.map(|(a, b)| (wide(a), wide(b))))?;
        row.set_item("interval", s.interval.map(|i| (wide(i.low), wide(i.high))))?;
        row.set_item("n", s.assessed)?;
        row.set_item("found", s.found)?;
        row.set_item("testable", s.testable)?;
        row.set_item("due", s.due)?;
        let codes: Vec<&str> = score.warnings.iter().map(|w| &*w.code).collect();
        row.set_item("warnings", codes.join(" "))?;
        if let Some(corrected) = &corrected {
            review::lay(&row, corrected.iter().find(|c| c.key == score.key))?;
        }
        table.append(row)?;
    }
    py.import("servanda._values")?.getattr("ScoreTable")?.call1((table,))
}

pub(super) fn variants<'py>(
    py: Python<'py>,
    report: &PyReport,
    weights: Option<&[f32]>,
) -> PyResult<Bound<'py, PyAny>> {
    let count = report.inner.assessments.len();
    if let Some(given) = weights
        && (given.len() != count || given.iter().any(|w| !w.is_finite() || *w < 0.0))
    {
        let what = format!("weights are one number, not below nought, for each of the {count} commitments");
        return Err(Error::new_err(what));
    }
    let values = sensitivity(&report.inner, weights);
    let values = values.into_iter().map(|v| (v.kind.as_str(), v.fulfilment.map(wide), v.n)).collect();
    rows(py, "Rows", "Variant", values)
}

/// The moments of all undertakings, or of one.
pub(super) fn moments<'py>(
    py: Python<'py>,
    report: &PyReport,
    undertaking: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let inner = &report.inner;
    let all = match undertaking {
        Some(one) if one < inner.undertakings.len() => one..one + 1,
        Some(one) => return Err(Error::new_err(format!("the report has no undertaking {one}"))),
        None => 0..inner.undertakings.len(),
    };
    let mut values = Vec::new();
    for number in all {
        for m in timeline(inner, number) {
            let document = &inner.documents[m.doc as usize];
            values.push((
                number,
                m.date.map(crate::entity::Interval::to_iso),
                m.kind.as_str(),
                m.relation.map(crate::assess::Relation::as_str),
                document.text.quote(m.span).to_owned(),
                document.vars.id.clone(),
                m.dated,
            ));
        }
    }
    rows(py, "Rows", "Moment", values)
}

/// What was undertaken, with all statements of it.
pub(super) fn undertakings<'py>(slf: &Bound<'py, PyReport>) -> PyResult<Bound<'py, PyList>> {
    let py = slf.py();
    let report = &slf.get().inner;
    let owner = || Owner::Report(slf.clone().unbind());
    let out = PyList::empty(py);
    for u in &report.undertakings {
        let link = |&index: &u32| At { doc: report.links[index as usize].commitment.doc, index };
        let fields = (
            object(py, owner(), Table::Commitments, u.lead)?,
            PyTable::some(owner(), Table::Commitments, u.mentions.clone()),
            u.verdict.value.as_str(),
            u.verdict.fulfilment.map(wide),
            PyTable::some(owner(), Table::Links, u.links.iter().map(link).collect()),
            u.package,
            u.parts,
        );
        out.append(make(py, "Undertaking", fields)?)?;
    }
    Ok(out)
}
