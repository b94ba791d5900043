//! `servanda.Table`: findings as a sequence that can become columns.

use std::sync::atomic::Ordering;

use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySlice, PyString, PyTuple};

use super::document::without;
use super::errors::Error;
use super::owner::{Owner, PyDocument};
use super::views::{Items, PyTable, object, parse, picked, position};
use crate::assess::At;
use crate::view::rows::{Cell, Column};
use crate::view::{self, html, text};

fn cell<'py>(py: Python<'py>, cell: &Cell<'_>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match cell {
        Cell::None => py.None().into_bound(py),
        Cell::Bool(value) => value.into_pyobject(py)?.to_owned().into_any(),
        Cell::Int(value) => value.into_pyobject(py)?.into_any(),
        Cell::Float(value) => value.into_pyobject(py)?.into_any(),
        Cell::Text(words) => PyString::new(py, words).into_any(),
    })
}

fn cells<'py>(py: Python<'py>, column: &Column<'_>) -> PyResult<Bound<'py, PyList>> {
    let out = PyList::empty(py);
    for one in &column.cells {
        out.append(cell(py, one)?)?;
    }
    Ok(out)
}

#[pymethods]
impl PyTable {
    /// What the rows are: "commitments", "outcomes", …
    #[getter]
    fn kind(&self) -> &'static str {
        self.table.as_str()
    }

    /// The names of the columns.
    #[getter(columns)]
    fn names(&self) -> Vec<String> {
        self.owner.found().columns(self.table, &[]).into_iter().map(|c| c.name.into_owned()).collect()
    }

    /// The columns, as a dict of lists.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let out = PyDict::new(py);
        for column in self.columns() {
            out.set_item(&*column.name, cells(py, &column)?)?;
        }
        Ok(out)
    }

    /// The rows, as a list of dicts.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let columns = self.columns();
        let out = PyList::empty(py);
        for row in 0..self.rows.len() {
            let one = PyDict::new(py);
            for column in &columns {
                one.set_item(&*column.name, cell(py, &column.cells[row])?)?;
            }
            out.append(one)?;
        }
        Ok(out)
    }

    /// The rows as a pandas data frame; pandas must be installed.
    fn to_pandas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("pandas")?.getattr("DataFrame")?.call1((self.to_dict(py)?,))
    }

    /// Of the repairs of one document: the document read again without some of them. What was decided on the others
    /// stays; pieces of one line stay together, and so do a note and what stood with it.
    #[pyo3(signature = (*which))]
    fn reject<'py>(&self, py: Python<'py>, which: &Bound<'py, PyTuple>) -> PyResult<PyDocument> {
        let Owner::Document(document) = &self.owner else {
            return Err(Error::new_err("only repairs of one document can be rejected"));
        };
        if self.table != view::rows::Table::Repairs {
            let message = format!("only repairs can be rejected, not {}", self.table.as_str());
            return Err(Error::new_err(message));
        }
        let numbers: Vec<usize> = which
            .iter()
            .map(|key| Ok(self.rows[position(&key, self.rows.len())?].index as usize))
            .collect::<PyResult<_>>()?;
        without(py, document.get(), &numbers)
    }

    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = key.cast::<PySlice>() {
            let rows = picked(slice, self.rows.len())?.into_iter().map(|i| self.rows[i]).collect();
            let part = Self { owner: self.owner.clone_ref(py), table: self.table, rows };
            return Ok(Py::new(py, part)?.into_bound(py).into_any());
        }
        if let Ok(name) = key.cast::<PyString>() {
            let name = name.to_string_lossy();
            let columns = self.columns();
            let column = columns.iter().find(|c| c.name == name);
            let column = column.ok_or_else(|| {
                let names: Vec<&str> = columns.iter().map(|c| &*c.name).collect();
                PyKeyError::new_err(format!("no column '{name}'; there are {}", names.join(", ")))
            })?;
            return Ok(cells(py, column)?.into_any());
        }
        let index = position(key, self.rows.len())?;
        object(py, self.owner.clone_ref(py), self.table, self.rows[index])
    }

    fn __iter__(slf: &Bound<'_, Self>) -> Items {
        Items::over(slf.as_any(), slf.get().rows.len())
    }

    fn __repr__(&self) -> String {
        text::table(self.owner.found(), self.table, &self.rows)
    }

    fn _repr_html_(&self) -> String {
        html::table(self.owner.found(), self.table, &self.rows)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            let other = other.get();
            self.table == other.table && self.rows == other.rows && self.owner.same(&other.owner)
        })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("servanda._servanda")?.getattr("_table")?;
        let whole = self.rows == self.owner.found().places(self.table);
        let rows: Option<Vec<(u32, u32)>> =
            (!whole).then(|| self.rows.iter().map(|r| (r.doc, r.index)).collect());
        Ok((make, (self.owner.object(py), self.table.as_str(), rows).into_pyobject(py)?))
    }
}

#[pymethods]
impl Items {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        if at >= self.end {
            self.next.store(self.end, Ordering::Relaxed);
            return Ok(None);
        }
        self.over.bind(py).get_item(at).map(Some)
    }

    fn __length_hint__(&self) -> usize {
        self.end.saturating_sub(self.next.load(Ordering::Relaxed))
    }
}

/// Puts a pickled table together again.
#[pyfunction]
pub(super) fn _table(
    owner: &Bound<'_, PyAny>,
    kind: &str,
    rows: Option<Vec<(u32, u32)>>,
) -> PyResult<PyTable> {
    let owner = Owner::from_object(owner)?;
    let table = parse(kind)?;
    Ok(match rows {
        Some(rows) => {
            let rows = rows.into_iter().map(|(doc, index)| At { doc, index }).collect::<Vec<_>>();
            let known = owner.found().places(table);
            if rows.iter().any(|r| !known.contains(r)) {
                return Err(super::errors::Error::new_err("the table does not fit its document"));
            }
            PyTable { owner, table, rows }
        }
        None => PyTable::all(owner, table),
    })
}
