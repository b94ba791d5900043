//! Small plain values: made in Rust, named in `servanda._values`.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use serde::Serialize;

use super::errors::Error;
use crate::assess::Verdict;
use crate::corpus::Failure;
use crate::document::Document;
use crate::document::Warning;
use crate::statement::Cue;
use crate::view::columns::wide;

/// A value of a class of `servanda._values`.
pub(super) fn make<'py, A>(py: Python<'py>, class: &str, arguments: A) -> PyResult<Bound<'py, PyAny>>
where
    A: IntoPyObject<'py, Target = PyTuple, Error = PyErr, Output = Bound<'py, PyTuple>>,
{
    py.import("servanda._values")?.getattr(class)?.call1(arguments.into_pyobject(py)?)
}

/// A list of such values, as a `Rows` with tables of its own.
pub(super) fn rows<'py, A>(
    py: Python<'py>,
    list: &str,
    class: &str,
    values: Vec<A>,
) -> PyResult<Bound<'py, PyAny>>
where
    A: IntoPyObject<'py, Target = PyTuple, Error = PyErr, Output = Bound<'py, PyTuple>>,
{
    let module = py.import("servanda._values")?;
    let class = module.getattr(class)?;
    let out = PyList::empty(py);
    for value in values {
        out.append(class.call1(value.into_pyobject(py)?)?)?;
    }
    module.getattr(list)?.call1((out,))
}

/// `(code, message)` for each warning.
pub(super) fn cautions<'py>(py: Python<'py>, warnings: &[Warning]) -> PyResult<Bound<'py, PyList>> {
    let out = PyList::empty(py);
    for warning in warnings {
        out.append(make(py, "Caution", (&*warning.code, &warning.message))?)?;
    }
    Ok(out)
}

/// `(quote, rule, weight, start, end)` for each cue.
pub(super) fn cues<'py>(py: Python<'py>, document: &Document, cues: &[Cue]) -> PyResult<Bound<'py, PyList>> {
    let out = PyList::empty(py);
    for cue in cues {
        let place = document.text.source_chars(cue.span);
        let weight = wide(cue.weight);
        out.append(make(
            py,
            "Cue",
            (document.text.quote(cue.span), cue.rule, weight, place.start, place.end),
        )?)?;
    }
    Ok(out)
}

/// A judgement with what belongs to it.
pub(super) fn verdict<'py>(py: Python<'py>, v: &Verdict) -> PyResult<Bound<'py, PyAny>> {
    let fields = (
        v.value.as_str(),
        v.fulfilment.map(wide),
        v.range.map(|(a, b)| (wide(a), wide(b))),
        v.timing.as_str(),
        v.contested,
        wide(v.confidence),
        v.calibrated,
        PyTuple::new(py, cautions(py, &v.warnings)?.iter())?,
    );
    make(py, "Verdict", fields)
}

/// `(index, source, reason)` of a text that could not be read.
pub(super) fn failure<'py>(py: Python<'py>, failure: &Failure) -> PyResult<Bound<'py, PyAny>> {
    make(py, "Failure", (failure.index, &failure.source, failure.error.to_string()))
}

/// HTML that a notebook shows.
pub(super) fn html<'py>(py: Python<'py>, page: &str) -> PyResult<Bound<'py, PyAny>> {
    make(py, "Html", (page,))
}

/// The contract as text.
pub(super) fn json(value: &impl Serialize, pretty: bool) -> PyResult<String> {
    let made = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    made.map_err(|e| Error::new_err(e.to_string()))
}

/// The same for a list of them.
pub(super) fn failures<'py>(py: Python<'py>, failures: &[Failure]) -> PyResult<Bound<'py, PyAny>> {
    let values = failures.iter().map(|f| (f.index, &f.source, f.error.to_string())).collect();
    rows(py, "Rows", "Failure", values)
}
