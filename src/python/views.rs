//! Tables and the views of their rows: what they hold and how one is made of another.

use std::sync::atomic::AtomicUsize;

use pyo3::PyClass;
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PySlice;

use super::errors::{Error, kind};
use super::owner::Owner;
use super::values::{failure, verdict};
use crate::assess::{Assessment, At};
use crate::document::Document;
use crate::statement::{Commitment, Outcome};
use crate::view::columns::Column;
use crate::view::rows::Table;

/// A sequence of findings. `to_dict()` gives its columns, `to_pandas()`, `to_polars()` and `to_arrow()` a data frame; a slice is
/// a table again, and `table["actor"]` a column.
///
/// Whatever reads Arrow streams takes it as it is: `polars.DataFrame(table)`, `pyarrow.table(table)`, or SQL of `DuckDB`
/// on the name of a variable.
#[pyclass(frozen, sequence, name = "Table", module = "servanda")]
pub(super) struct PyTable {
    pub(super) owner: Owner,
    pub(super) table: Table,
    pub(super) rows: Vec<At>,
}

impl PyTable {
    pub(super) fn all(owner: Owner, table: Table) -> Self {
        let rows = owner.found().places(table);
        Self { owner, table, rows }
    }

    pub(super) fn some(owner: Owner, table: Table, rows: Vec<At>) -> Self {
        Self { owner, table, rows }
    }

    pub(super) fn columns(&self) -> Vec<Column<'_>> {
        self.owner.found().columns(self.table, &self.rows)
    }
}

pub(super) fn parse(kind: &str) -> PyResult<Table> {
    Table::parse(kind).ok_or_else(|| Error::new_err(format!("no table '{kind}'")))
}

/// The place that an index means, counted from the end when it is negative.
pub(super) fn position(key: &Bound<'_, PyAny>, length: usize) -> PyResult<usize> {
    let index: isize = key
        .extract()
        .map_err(|_| PyTypeError::new_err(format!("an index is an int or a slice, not {}", kind(key))))?;
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

/// One item after another of a sequence that cannot change.
#[pyclass(frozen, name = "Iterator", module = "servanda")]
pub(super) struct Items {
    pub(super) over: Py<PyAny>,
    pub(super) next: AtomicUsize,
    pub(super) end: usize,
}

impl Items {
    pub(super) fn over(sequence: &Bound<'_, PyAny>, end: usize) -> Self {
        Self { over: sequence.clone().unbind(), next: AtomicUsize::new(0), end }
    }
}

/// Something found in a text: `text[start:end] == quote`.
#[pyclass(frozen, subclass, name = "Finding", module = "servanda")]
pub(super) struct Finding {
    pub(super) owner: Owner,
    pub(super) table: Table,
    pub(super) at: At,
}

/// A view of one row of a table.
pub(super) fn object(py: Python<'_>, owner: Owner, table: Table, at: At) -> PyResult<Bound<'_, PyAny>> {
    fn new<T>(py: Python<'_>, base: Finding, view: T) -> PyResult<Bound<'_, PyAny>>
    where
        T: PyClass<BaseType = Finding>,
    {
        let whole = PyClassInitializer::from(base).add_subclass(view);
        Ok(Bound::new(py, whole)?.into_any())
    }
    match table {
        Table::Documents => return Ok(owner.document(py, at.doc).into_bound(py).into_any()),
        Table::Errors => return failure(py, &owner.found().failures[at.index as usize]),
        Table::Verdicts if let Some(found) = owner.found().assessment(at) => {
            return verdict(py, &found.verdict);
        }
        _ => {}
    }
    let base = Finding { owner, table, at };
    match table {
        Table::Sentences => new(py, base, PySentence),
        Table::Tokens => new(py, base, PyToken),
        Table::Entities => new(py, base, PyEntity),
        Table::Commitments | Table::Verdicts => new(py, base, PyCommitment),
        Table::Outcomes => new(py, base, PyOutcome),
        Table::Links => new(py, base, PyLink),
        Table::Repairs => new(py, base, PyRepair),
        Table::Rejected => new(py, base, PyRejected),
        Table::Documents | Table::Errors => new(py, base, PySentence),
    }
}

impl Finding {
    /// The document that holds the row; for a link, the commitment's.
    pub(super) fn home(&self) -> &Document {
        &self.owner.found().documents[self.at.doc as usize]
    }

    pub(super) fn index(&self) -> usize {
        self.at.index as usize
    }

    pub(super) fn cell(&self, name: &str) -> String {
        let columns = self.owner.found().columns(self.table, &[self.at]);
        columns.iter().find(|c| c.name == name).map(|c| c.cell(0).print().into_owned()).unwrap_or_default()
    }

    pub(super) fn other<'py>(&self, py: Python<'py>, table: Table, at: At) -> PyResult<Bound<'py, PyAny>> {
        object(py, self.owner.clone_ref(py), table, at)
    }

    pub(super) fn sentence<'py>(&self, py: Python<'py>, index: u32) -> PyResult<Bound<'py, PyAny>> {
        self.other(py, Table::Sentences, At { doc: self.at.doc, index })
    }

    pub(super) fn commitment(&self) -> &Commitment {
        &self.home().commitments()[self.index()]
    }

    pub(super) fn outcome(&self) -> &Outcome {
        &self.home().outcomes()[self.index()]
    }

    pub(super) fn assessment(&self) -> Option<&Assessment> {
        self.owner.found().assessment(self.at)
    }

    pub(super) fn links(&self, py: Python<'_>, keep: impl Fn(&crate::assess::Link) -> bool) -> PyTable {
        let links = self.owner.found().report.map_or(&[][..], |r| &r.links);
        let at = |(i, l): (usize, &crate::assess::Link)| At { doc: l.commitment.doc, index: i as u32 };
        let rows = links.iter().enumerate().filter(|(_, l)| keep(l)).map(at).collect();
        PyTable::some(self.owner.clone_ref(py), Table::Links, rows)
    }
}

pub(super) fn base<'a, T: PyClass<BaseType = Finding>>(view: &'a Bound<'_, T>) -> &'a Finding {
    view.as_super().get()
}

/// A sentence, heading or list item.
#[pyclass(frozen, extends = Finding, name = "Sentence", module = "servanda")]
pub(super) struct PySentence;

/// A word, number or mark.
#[pyclass(frozen, extends = Finding, name = "Token", module = "servanda")]
pub(super) struct PyToken;

/// A mention of a person, organisation, place, law, date or amount.
#[pyclass(frozen, extends = Finding, name = "Entity", module = "servanda")]
pub(super) struct PyEntity;

/// One change between the text as given and the text that was analysed.
#[pyclass(frozen, extends = Finding, name = "Repair", module = "servanda")]
pub(super) struct PyRepair;

/// What looks like a commitment and is none.
#[pyclass(frozen, extends = Finding, name = "Rejected", module = "servanda")]
pub(super) struct PyRejected;

/// An actor bound to a course of action; with its verdict when it comes from a report.
#[pyclass(frozen, extends = Finding, name = "Commitment", module = "servanda")]
pub(super) struct PyCommitment;

/// What is reported to have become of an undertaking.
#[pyclass(frozen, extends = Finding, name = "Outcome", module = "servanda")]
pub(super) struct PyOutcome;

/// An outcome that bears on a commitment; its place and quote are those of the outcome.
#[pyclass(frozen, extends = Finding, name = "Link", module = "servanda")]
pub(super) struct PyLink;
