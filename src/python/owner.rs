//! What owns findings: documents, corpora and reports, as Python holds them.

use std::sync::Arc;

use pyo3::prelude::*;

use crate::assess::Report;
use crate::corpus::Failure;
use crate::document::Document;
use crate::view::arrow::Held;
use crate::view::rows::Found;

/// One text as read: facts about the text, no judgement.
///
/// Everything found has `start` and `end` in characters of `text`, and `text[x.start:x.end] == x.quote`.
#[pyclass(frozen, name = "Document", module = "servanda")]
pub(super) struct PyDocument {
    pub(super) inner: Arc<Document>,
}

impl PyDocument {
    pub(super) fn new(inner: Arc<Document>) -> Self {
        Self { inner }
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        let (a, b) = (&self.inner, &other.inner);
        Arc::ptr_eq(a, b)
            || (a.vars == b.vars
                && a.repair == b.repair
                && a.own == b.own
                && a.text.source() == b.text.source())
    }
}

/// Documents in the order given, and a row for each text that could not be read.
#[pyclass(frozen, sequence, name = "Corpus", module = "servanda")]
pub(super) struct PyCorpus {
    pub(super) inner: Vec<Arc<Document>>,
    pub(super) documents: Vec<Py<PyDocument>>,
    pub(super) failures: Vec<Failure>,
}

impl PyCorpus {
    pub(super) fn new(py: Python<'_>, inner: Vec<Arc<Document>>, failures: Vec<Failure>) -> PyResult<Self> {
        let documents =
            inner.iter().map(|d| Py::new(py, PyDocument::new(Arc::clone(d)))).collect::<PyResult<_>>()?;
        Ok(Self { inner, documents, failures })
    }
}

/// What is made of one document or many: commitments with verdicts, the links that they rest on, and scores.
#[pyclass(frozen, name = "Report", module = "servanda")]
pub(super) struct PyReport {
    pub(super) inner: Arc<Report>,
    pub(super) documents: Vec<Py<PyDocument>>,
}

impl PyReport {
    pub(super) fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
            || (self.inner.options == other.inner.options
                && self.inner.reviews == other.inner.reviews
                && self.documents.len() == other.documents.len()
                && self.documents.iter().zip(&other.documents).all(|(a, b)| a.get().same(b.get())))
    }
}

/// Whose findings they are.
pub(super) enum Owner {
    Document(Py<PyDocument>),
    Corpus(Py<PyCorpus>),
    Report(Py<PyReport>),
}

impl Owner {
    pub(super) fn found(&self) -> Found<'_> {
        match self {
            Self::Document(owner) => Found::from(&owner.get().inner),
            Self::Corpus(owner) => {
                let corpus = owner.get();
                Found { documents: &corpus.inner, report: None, failures: &corpus.failures }
            }
            Self::Report(owner) => Found::from(&*owner.get().inner),
        }
    }

    /// The same for a consumer that reads without Python.
    pub(super) fn held(&self) -> Held {
        match self {
            Self::Document(owner) => {
                Held { documents: vec![Arc::clone(&owner.get().inner)], ..Held::default() }
            }
            Self::Corpus(owner) => {
                let corpus = owner.get();
                Held { documents: corpus.inner.clone(), failures: corpus.failures.clone(), report: None }
            }
            Self::Report(owner) => Held { report: Some(Arc::clone(&owner.get().inner)), ..Held::default() },
        }
    }

    pub(super) fn clone_ref(&self, py: Python<'_>) -> Self {
        match self {
            Self::Document(owner) => Self::Document(owner.clone_ref(py)),
            Self::Corpus(owner) => Self::Corpus(owner.clone_ref(py)),
            Self::Report(owner) => Self::Report(owner.clone_ref(py)),
        }
    }

    /// One of its documents.
    pub(super) fn document(&self, py: Python<'_>, doc: u32) -> Py<PyDocument> {
        match self {
            Self::Document(owner) => owner.clone_ref(py),
            Self::Corpus(owner) => owner.get().documents[doc as usize].clone_ref(py),
            Self::Report(owner) => owner.get().documents[doc as usize].clone_ref(py),
        }
    }

    pub(super) fn object<'py>(&self, py: Python<'py>) -> Bound<'py, PyAny> {
        match self {
            Self::Document(owner) => owner.bind(py).clone().into_any(),
            Self::Corpus(owner) => owner.bind(py).clone().into_any(),
            Self::Report(owner) => owner.bind(py).clone().into_any(),
        }
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Document(a), Self::Document(b)) => a.get().same(b.get()),
            (Self::Corpus(a), Self::Corpus(b)) => {
                let (a, b) = (&a.get().documents, &b.get().documents);
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.get().same(b.get()))
            }
            (Self::Report(a), Self::Report(b)) => a.get().same(b.get()),
            _ => false,
        }
    }

    pub(super) fn from_object(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(owner) = object.cast::<PyDocument>() {
            return Ok(Self::Document(owner.clone().unbind()));
        }
        if let Ok(owner) = object.cast::<PyCorpus>() {
            return Ok(Self::Corpus(owner.clone().unbind()));
        }
        Ok(Self::Report(object.cast::<PyReport>()?.clone().unbind()))
    }
}
