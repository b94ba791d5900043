//! `servanda.Corpus`.

use std::fmt::Write as _;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PySlice, PyString, PyTuple};

use super::owner::{Owner, PyCorpus, PyDocument};
use super::values::json;
use super::views::{Items, PyTable, picked, position};
use crate::corpus::Failure;
use crate::view;
use crate::view::rows::Table;

fn table(slf: &Bound<'_, PyCorpus>, table: Table) -> PyTable {
    PyTable::all(Owner::Corpus(slf.clone().unbind()), table)
}

#[pymethods]
impl PyCorpus {
    /// The documents as a table: what each is, how much is in it, how clean it is.
    #[getter]
    fn documents(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Documents)
    }

    /// What could not be read: rows of `(index, source, reason)`.
    #[getter]
    fn errors(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Errors)
    }

    /// What was mended in all documents.
    #[getter]
    fn repairs(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Repairs)
    }

    /// The sentences of all documents.
    #[getter]
    fn sentences(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Sentences)
    }

    /// The tokens of all documents.
    #[getter]
    fn tokens(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Tokens)
    }

    /// The entities of all documents.
    #[getter]
    fn entities(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Entities)
    }

    /// The commitments of all documents.
    #[getter]
    fn commitments(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Commitments)
    }

    /// The outcomes of all documents.
    #[getter]
    fn outcomes(slf: &Bound<'_, Self>) -> PyTable {
        table(slf, Table::Outcomes)
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
                out.push_str(&json(&view::json::facts(document), false)?);
                out.push('\n');
            }
            Ok(out)
        })
    }

    fn __repr__(&self) -> String {
        let words: usize = self.inner.iter().map(|d| view::columns::words_of(d)).sum();
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
        let row = |f: &Failure| (f.index, f.source.clone(), f.error.to_string());
        let rows: Vec<_> = self.failures.iter().map(row).collect();
        Ok((make, (documents, rows).into_pyobject(py)?))
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
