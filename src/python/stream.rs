//! Texts as they come: all known, or one after another from an iterator of Python's.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyList, PyTuple};

use super::errors::kind;
use super::many::{inputs, single};
use super::source::Options;
use crate::corpus::Input;

/// Texts to be read, taken one at a time.
pub(super) enum Stream {
    Known(std::vec::IntoIter<Input>),
    Lazy { items: Py<PyIterator>, options: Options, count: usize },
}

impl Stream {
    /// Lists and globs are known and told apart by their names; anything else is asked when the next text is wanted.
    pub(super) fn new(py: Python<'_>, sources: &Bound<'_, PyAny>, options: &Options) -> PyResult<Self> {
        let known = sources.is_instance_of::<PyList>() || sources.is_instance_of::<PyTuple>();
        if known || sources.is_instance_of::<PyDict>() || single(sources)? {
            return Ok(Self::Known(inputs(py, sources, options)?.into_iter()));
        }
        let items = sources.try_iter().map_err(|_| {
            PyTypeError::new_err(format!("texts are a list, an iterator or a glob, not {}", kind(sources)))
        })?;
        Ok(Self::Lazy { items: items.unbind(), options: options.clone(), count: 0 })
    }

    /// How many there are, or 0 where nobody knows.
    pub(super) fn hint(&self, py: Python<'_>) -> usize {
        match self {
            Self::Known(inputs) => inputs.len(),
            Self::Lazy { items, .. } => items.bind(py).size_hint().0,
        }
    }

    /// The next text; a text without a name is named by its number.
    pub(super) fn next(&mut self, py: Python<'_>) -> PyResult<Option<Input>> {
        let (items, options, count) = match self {
            Self::Known(inputs) => return Ok(inputs.next()),
            Self::Lazy { items, options, count } => (items, options, count),
        };
        let Some(item) = items.bind(py).clone().next() else { return Ok(None) };
        let mut input = options.item(&item?);
        *count += 1;
        if input.vars.id.is_empty() {
            input.vars.id = format!("text {count}");
        }
        Ok(Some(input))
    }
}
