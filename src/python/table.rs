//! `servanda.Table`: findings as a sequence that can become columns.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PySlice, PyString, PyTuple};

use super::document::without;
use super::errors::Error;
use super::owner::{Owner, PyDocument};
use super::views::{Items, PyTable, object, parse, picked, position};
use crate::assess::{AssessOptions, At, assess};
use crate::view::arrow::{Batches, ROWS, schema};
use crate::view::columns::{Cell, Column, Values};
use crate::view::rows::Found;
use crate::view::{self, html, lines, text};

pub(super) fn cell<'py>(py: Python<'py>, cell: &Cell<'_>) -> PyResult<Bound<'py, PyAny>> {
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
    for one in column.cells() {
        out.append(cell(py, &one)?)?;
    }
    Ok(out)
}

type Lines = fn(&[Column<'_>]) -> String;

/// How a file with this ending is written, and whether it opens with the names of the columns; nothing for Parquet.
pub(super) fn lines_of(path: &Path) -> PyResult<Option<(bool, Lines)>> {
    match crate::file::suffix(path).unwrap_or_default().as_str() {
        "csv" => Ok(Some((true, lines::csv))),
        "jsonl" | "ndjson" => Ok(Some((false, lines::json))),
        "parquet" => Ok(None),
        _ => {
            let name = path.display();
            Err(Error::new_err(format!("a table is saved as .csv, .jsonl or .parquet, not as '{name}'")))
        }
    }
}

pub(super) fn save_parquet(table: &Bound<'_, PyAny>, path: PathBuf) -> PyResult<()> {
    table.py().import("servanda._frames")?.call_method1("write_parquet", (table, path)).map(drop)
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
                one.set_item(&*column.name, cell(py, &column.cell(row))?)?;
            }
            out.append(one)?;
        }
        Ok(out)
    }

    /// The rows as a pandas data frame; pandas must be installed.
    fn to_pandas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("pandas")?.getattr("DataFrame")?.call1((self.to_dict(py)?,))
    }

    /// The rows as a polars data frame; polars must be installed.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.getattr("DataFrame")?.call1((slf,))
    }

    /// The rows as a `pyarrow.Table`; pyarrow must be installed.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.getattr("table")?.call1((slf,))
    }

    /// The rows as an Arrow stream, for any library that reads one; each batch is made when it is asked for.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A wish for other types may be left unheard, says the protocol: the consumer casts.
        let _ = requested_schema;
        let batches = Batches::new(self.owner.held(), self.table, self.rows.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    /// The names and types of the columns, as an Arrow schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = schema(&self.owner.found().columns(self.table, &[]));
        let schema = FFI_ArrowSchema::try_from(&*schema).map_err(|e| Error::new_err(e.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// Writes the rows as `.csv`, `.jsonl` or `.parquet`; a folder that does not exist is made. Parquet needs pyarrow, polars or
    /// duckdb. The file is there whole or not at all.
    fn save(slf: &Bound<'_, Self>, path: PathBuf) -> PyResult<()> {
        let (py, this) = (slf.py(), slf.get());
        let Some((head, lines)) = lines_of(&path)? else { return save_parquet(slf.as_any(), path) };
        let (found, table) = (this.owner.found(), this.table);
        let fill = |out: &mut dyn Write| {
            if head {
                out.write_all(lines::csv_head(&found.columns(table, &[])).as_bytes())?;
            }
            this.rows
                .chunks(ROWS)
                .try_for_each(|rows| out.write_all(lines(&found.columns(table, rows)).as_bytes()))
        };
        Ok(py.detach(|| crate::disk::write(&path, fill))?)
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

/// The names and types that the columns of a table have in a report, whatever is in it, but for the documents' variables.
#[pyfunction]
pub(super) fn _columns(kind: &str) -> PyResult<Vec<(String, &'static str)>> {
    let nothing = assess(Vec::new(), AssessOptions::default());
    let name = |column: Column<'_>| {
        let kind = match column.values {
            Values::Bool(_) => "bool",
            Values::Int(_) => "int",
            Values::Float(_) => "float",
            Values::Text(_) => "str",
        };
        (column.name.into_owned(), kind)
    };
    Ok(Found::from(&nothing).columns(parse(kind)?, &[]).into_iter().map(name).collect())
}
