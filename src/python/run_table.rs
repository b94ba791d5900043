//! `servanda.RunTable`: the rows of a run, on disk until they are asked for.

use std::io::Write;
use std::path::PathBuf;

use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};

use super::errors::Error;
use super::table::{cell, lines_of, save_parquet};
use crate::run::{RunBatches, TableRows};
use crate::view::arrow::schema;
use crate::view::lines;

/// One table of a run. Its rows stay on disk: iterating, saving and Arrow streams take one shard after another into memory.
///
/// `to_dict()`, `to_dicts()`, `to_pandas()`, `to_polars()` and `to_arrow()` take all of them. Whatever reads Arrow streams takes
/// it as it is.
#[pyclass(frozen, name = "RunTable", module = "servanda")]
pub(super) struct PyRunTable {
    pub(super) rows: TableRows,
}

/// The rows of a shard, as dicts.
fn dicts<'py>(py: Python<'py>, rows: &TableRows, shard: usize) -> PyResult<Vec<Bound<'py, PyDict>>> {
    let columns = py.detach(|| rows.shard(shard))?;
    let count = columns.first().map_or(0, |c| c.values.len());
    let dict = |row| {
        let out = PyDict::new(py);
        for column in &columns {
            out.set_item(&*column.name, cell(py, &column.cell(row))?)?;
        }
        Ok(out)
    };
    (0..count).map(dict).collect()
}

#[pymethods]
impl PyRunTable {
    /// What the rows are: "commitments", "outcomes", …
    #[getter]
    fn kind(&self) -> &'static str {
        self.rows.table.as_str()
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.rows.head().iter().map(|c| c.name.clone().into_owned()).collect()
    }

    /// The columns, as a dict of lists.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let lists: Vec<_> = self.rows.head().iter().map(|_| PyList::empty(py)).collect();
        for shard in 0..self.rows.shards() {
            let columns = py.detach(|| self.rows.shard(shard))?;
            for (list, column) in lists.iter().zip(&columns) {
                for one in column.cells() {
                    list.append(cell(py, &one)?)?;
                }
            }
        }
        let out = PyDict::new(py);
        for (list, column) in lists.iter().zip(self.rows.head()) {
            out.set_item(&*column.name, list)?;
        }
        Ok(out)
    }

    /// The rows, as a list of dicts.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let mut out = Vec::new();
        for shard in 0..self.rows.shards() {
            out.extend(dicts(py, &self.rows, shard)?);
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

    /// The rows as an Arrow stream, for any library that reads one; a batch is a shard.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = RunBatches::new(self.rows.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    /// The names and types of the columns, as an Arrow schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = schema(self.rows.head());
        let schema = FFI_ArrowSchema::try_from(&*schema).map_err(|e| Error::new_err(e.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// Writes the rows as `.csv`, `.jsonl` or `.parquet`, one shard after another; a folder that does not exist is made. Parquet
    /// needs pyarrow, polars or duckdb. The file is there whole or not at all.
    fn save(slf: &Bound<'_, Self>, path: PathBuf) -> PyResult<()> {
        let (py, rows) = (slf.py(), &slf.get().rows);
        let Some((head, lines)) = lines_of(&path)? else { return save_parquet(slf.as_any(), path) };
        let fill = |out: &mut dyn Write| {
            if head {
                out.write_all(lines::csv_head(rows.head()).as_bytes())?;
            }
            (0..rows.shards()).try_for_each(|shard| {
                let columns = rows.shard(shard).map_err(std::io::Error::other)?;
                out.write_all(lines(&columns).as_bytes())
            })
        };
        Ok(py.detach(|| crate::disk::write(&path, fill))?)
    }

    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __iter__(slf: &Bound<'_, Self>) -> RunRows {
        RunRows { rows: slf.get().rows.clone(), shard: 0, ready: Vec::new() }
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self.rows.head().iter().map(|c| &*c.name).collect();
        let count = crate::view::text::count(self.rows.len(), "row");
        format!("<RunTable {} · {count}>   {}", self.rows.table, names.join(", "))
    }
}

/// The rows of a run's table, one dict after another.
#[pyclass(name = "RunRows", module = "servanda")]
pub(super) struct RunRows {
    rows: TableRows,
    shard: usize,
    /// Those of the shard in hand, last first.
    ready: Vec<Py<PyDict>>,
}

#[pymethods]
impl RunRows {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyDict>>> {
        while self.ready.is_empty() && self.shard < self.rows.shards() {
            self.ready = dicts(py, &self.rows, self.shard)?.into_iter().rev().map(Bound::unbind).collect();
            self.shard += 1;
        }
        Ok(self.ready.pop())
    }
}
