//! Texts as Python gives them, one or many, to documents.

use std::ops::ControlFlow;
use std::sync::Arc;

use pyo3::exceptions::{PyFileNotFoundError, PyKeyboardInterrupt, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyString, PyTuple};

use super::calls::{Bar, WATCHED, Watcher, started, watched};
use super::errors::{Error, Interrupted, kind};
use super::own::Raised;
use super::owner::{PyCorpus, PyDocument, PyReport};
use super::source::{Options, is_glob};
use crate::corpus::{Corpus, Failure, Input, Source};
use crate::layout::LaidText;
use crate::pool;
use crate::reader::Reader;

/// What becomes of a text that cannot be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Failing {
    Record,
    Raise,
}

impl Failing {
    pub(super) fn parse(name: &str) -> PyResult<Self> {
        match name {
            "record" => Ok(Self::Record),
            "raise" => Ok(Self::Raise),
            _ => Err(Error::new_err(format!("on_error is 'record' or 'raise', not '{name}'"))),
        }
    }
}

/// Reads many texts; see the function of the module.
pub(super) fn read_many<'py>(
    py: Python<'py>,
    sources: &Bound<'py, PyAny>,
    options: &Options,
    threads: Option<usize>,
    progress: Option<&Bound<'py, PyAny>>,
    failing: Failing,
) -> PyResult<PyCorpus> {
    let inputs = inputs(py, sources, options)?;
    let (reader, _) = options.reader();
    let (corpus, raised) = reading(py, &reader, inputs, threads, progress, failing)?;
    finish(py, corpus, raised, failing)
}

/// Reads texts that are known to be all right; Ctrl-C ends it with nothing.
pub(super) fn read_inputs(
    py: Python<'_>,
    reader: &Reader,
    inputs: Vec<Input>,
    threads: Option<usize>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Corpus> {
    let (corpus, raised) = reading(py, reader, inputs, threads, progress, Failing::Record)?;
    raised.map_or(Ok(corpus), Err)
}

fn reading(
    py: Python<'_>,
    reader: &Reader,
    inputs: Vec<Input>,
    threads: Option<usize>,
    progress: Option<&Bound<'_, PyAny>>,
    failing: Failing,
) -> PyResult<(Corpus, Option<PyErr>)> {
    started();
    let mut watcher = Watcher::new(Bar::new(py, progress, inputs.len())?);
    let corpus = py.detach(|| {
        reader.read_many(inputs, threads, |state| {
            watcher.ask(state)?;
            let over = failing == Failing::Raise && state.first_failure_known;
            if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
    let raised = watcher.close(py);
    Ok((corpus?, raised))
}

fn finish(py: Python<'_>, corpus: Corpus, raised: Option<PyErr>, failing: Failing) -> PyResult<PyCorpus> {
    if failing == Failing::Raise
        && raised.is_none()
        && let Some(first) = corpus.failures.first()
    {
        return Err(named(first));
    }
    let corpus = PyCorpus::new(py, corpus.documents, corpus.failures)?;
    match raised {
        None => Ok(corpus),
        Some(error) if error.is_instance_of::<PyKeyboardInterrupt>(py) => {
            let done = corpus.documents.len();
            let stop = Interrupted::new_err(format!(
                "stopped by Ctrl-C; .corpus keeps the {done} documents that were read"
            ));
            stop.value(py).setattr("corpus", Py::new(py, corpus)?)?;
            Err(stop)
        }
        Some(error) => Err(error),
    }
}

/// A failure as an exception that names its text.
pub(super) fn named(failure: &Failure) -> PyErr {
    let name = format!("text {} ({})", failure.index, failure.source);
    let shown = failure.error.to_string().contains(&failure.source);
    if shown { failure.error.clone() } else { failure.error.clone().within(&name) }.into()
}

/// Whether an argument is one text, path or glob, not several.
pub(super) fn single(sources: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(sources.is_instance_of::<PyString>()
        || sources.is_instance_of::<PyBytes>()
        || sources.is_instance_of::<PyByteArray>()
        || sources.hasattr("__fspath__")?)
}

/// The texts that a caller means by one argument.
pub(super) fn inputs<'py>(
    py: Python<'py>,
    sources: &Bound<'py, PyAny>,
    options: &Options,
) -> PyResult<Vec<Input>> {
    let mut out = Vec::new();
    if single(sources)? {
        match glob(py, sources)? {
            Some(paths) => out.extend(paths.iter().map(|p| options.input(p))),
            None => out.push(options.input(sources)),
        }
    } else if sources.is_instance_of::<PyDict>() {
        return Err(PyTypeError::new_err("give rows of (id, text), such as dict.items(), not a dict"));
    } else {
        let items = sources.try_iter().map_err(|_| {
            PyTypeError::new_err(format!("texts are a list, an iterator or a glob, not {}", kind(sources)))
        })?;
        for item in items {
            out.push(options.item(&item?));
        }
    }
    tell_apart(&mut out);
    Ok(out)
}

/// Files of one name in several folders are named by their paths, and texts without a name by their number.
fn tell_apart(inputs: &mut [Input]) {
    let mut seen = std::collections::BTreeMap::new();
    for input in inputs.iter() {
        *seen.entry(input.vars.id.clone()).or_insert(0_usize) += 1;
    }
    for (index, input) in inputs.iter_mut().enumerate() {
        match input.source.path() {
            Some(path) if seen.get(&input.vars.id).is_some_and(|&n| n > 1) => {
                input.vars.id = path.display().to_string();
            }
            _ if input.vars.id.is_empty() => input.vars.id = format!("text {}", index + 1),
            _ => {}
        }
    }
}

/// The files that a pattern names, in order; nothing where the argument is no pattern.
fn glob<'py>(py: Python<'py>, sources: &Bound<'py, PyAny>) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
    let Ok(pattern) = sources.cast::<PyString>() else { return Ok(None) };
    let text = pattern.to_string_lossy();
    if !is_glob(&text) || std::path::Path::new(&*text).is_file() {
        return Ok(None);
    }
    let keywords = PyDict::new(py);
    keywords.set_item("recursive", true)?;
    let found = py.import("glob")?.call_method("glob", (pattern,), Some(&keywords))?;
    let mut names = found.extract::<Vec<std::path::PathBuf>>()?;
    names.retain(|p| !p.is_dir());
    names.sort();
    if names.is_empty() {
        return Err(PyFileNotFoundError::new_err(format!("no file matches '{text}'")));
    }
    let pathlib = py.import("pathlib")?.getattr("Path")?;
    names.into_iter().map(|p| pathlib.call1((p,))).collect::<PyResult<_>>().map(Some)
}

/// What to assess: documents as they are, everything else read first.
pub(super) fn documents<'py>(
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
    options: &Options,
) -> PyResult<Vec<Py<PyDocument>>> {
    if let Ok(document) = value.cast::<PyDocument>() {
        return Ok(vec![document.clone().unbind()]);
    }
    if let Ok(corpus) = value.cast::<PyCorpus>() {
        return Ok(corpus.get().documents.iter().map(|d| d.clone_ref(py)).collect());
    }
    if let Ok(report) = value.cast::<PyReport>() {
        return Ok(report.get().documents.iter().map(|d| d.clone_ref(py)).collect());
    }
    if single(value)? {
        return Ok(vec![Py::new(py, read_one(py, value, options)?)?]);
    }
    let items = value.try_iter().map_err(|_| {
        PyTypeError::new_err(format!(
            "a Document, a Corpus or a list of them is assessed, not {}",
            kind(value)
        ))
    })?;
    let mut out = Vec::new();
    for item in items {
        let item = item?;
        if item.is_instance_of::<PyTuple>() {
            let row: Vec<_> = item.cast::<PyTuple>()?.iter().collect();
            if matches!(row.len(), 2 | 3) {
                let input = options.row(&row);
                let (reader, raised) = options.reader();
                let read = py.detach(|| reader.read_input(&input)).map_err(|e| again(&raised, e))?;
                out.push(Py::new(py, PyDocument::new(Arc::new(read)))?);
                continue;
            }
        }
        out.extend(documents(py, &item, options)?);
    }
    Ok(out)
}

/// Reads one text from wherever it comes.
pub(super) fn read_one(py: Python<'_>, source: &Bound<'_, PyAny>, options: &Options) -> PyResult<PyDocument> {
    started();
    let input = options.input(source);
    let (reader, raised) = options.reader();
    let size = match &input.source {
        Source::Text(text) => text.len(),
        Source::Bytes(bytes) => bytes.len(),
        Source::Laid(laid) => laid.text.len(),
        Source::Path(path) => path.metadata().map_or(0, |m| m.len() as usize),
        Source::Opened(_) => WATCHED,
        Source::Fault(_) => 0,
    };
    if let Source::Fault(_) = input.source
        && !source.is_instance_of::<pyo3::types::PyString>()
    {
        let message = format!("a text is a str, bytes or a path, not {}", kind(source));
        return Err(pyo3::exceptions::PyTypeError::new_err(message));
    }
    let read = if size < WATCHED {
        py.detach(|| reader.read_input(&input))
    } else {
        watched(py, |watch| pool::watched(Some(1), 1, move |_| reader.read_input(&input), watch))?
    };
    Ok(PyDocument::new(Arc::new(read.map_err(|e| again(&raised, e))?)))
}

/// Reads a text whose layout is known.
pub(super) fn read_laid(py: Python<'_>, laid: LaidText, options: &Options) -> PyResult<PyDocument> {
    started();
    let name = options.vars.id.clone();
    let input =
        Input { source: Source::Laid(Arc::new(laid)), name, vars: options.vars.clone(), encoding: None };
    let (reader, raised) = options.reader();
    let read = watched(py, |watch| pool::watched(Some(1), 1, move |_| reader.read_input(&input), watch))?;
    Ok(PyDocument::new(Arc::new(read.map_err(|e| again(&raised, e))?)))
}

/// What the caller's own recogniser raised, as it raised it, before the library's error.
fn again(raised: &Raised, error: crate::Error) -> PyErr {
    raised.lock().ok().and_then(|mut slot| slot.take()).unwrap_or_else(|| error.into())
}
