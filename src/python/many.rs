//! `read_many`, `Reader`, and what stands between them and the interpreter: progress, Ctrl-C and forks.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyFileNotFoundError, PyKeyboardInterrupt, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyString, PyTuple};

use super::document::{PyCorpus, PyDocument};
use super::errors::{Error, Interrupted};
use super::report::{PyReport, assessed};
use super::source::{Given, Options, day, is_glob};
use super::{read_one, report};
use crate::assess::AssessOptions;
use crate::corpus::{Corpus, Input, Progress, Source};
use crate::document::DocVars;
use crate::reader::Reader;

/// Between two steps of a bar, or two calls of a progress function.
const STEP: Duration = Duration::from_millis(200);

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
    let reader = options.reader();
    STARTED.store(true, Ordering::Relaxed);
    let bar = Bar::new(py, progress, inputs.len())?;
    let mut raised: Option<PyErr> = None;
    let mut last = (Instant::now(), 0);
    let corpus = py.detach(|| {
        reader.read_many(inputs, threads, |state| {
            let due = last.0.elapsed() >= STEP || state.done == state.total;
            let asked = Python::attach(|py| {
                py.check_signals()?;
                if due && (state.done > last.1 || state.total == 0) {
                    bar.show(py, state, state.done - last.1)?;
                }
                Ok::<_, PyErr>(())
            });
            if due {
                last = (Instant::now(), state.done);
            }
            match asked {
                Ok(()) if failing == Failing::Raise && state.first_failure_known => ControlFlow::Break(()),
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    raised = Some(error);
                    ControlFlow::Break(())
                }
            }
        })
    });
    bar.close(py);
    finish(py, corpus?, raised, failing)
}

fn finish(py: Python<'_>, corpus: Corpus, raised: Option<PyErr>, failing: Failing) -> PyResult<PyCorpus> {
    if failing == Failing::Raise
        && raised.is_none()
        && let Some(first) = corpus.failures.first()
    {
        let name = format!("text {} ({})", first.index, first.source);
        let shown = first.error.to_string().contains(&first.source);
        return Err(if shown { first.error.clone() } else { first.error.clone().within(&name) }.into());
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

/// The texts that a caller means by one argument.
fn inputs<'py>(py: Python<'py>, sources: &Bound<'py, PyAny>, options: &Options) -> PyResult<Vec<Input>> {
    let single = sources.is_instance_of::<PyString>()
        || sources.is_instance_of::<PyBytes>()
        || sources.is_instance_of::<PyByteArray>()
        || sources.hasattr("__fspath__")?;
    let mut out = Vec::new();
    if single {
        match glob(py, sources)? {
            Some(paths) => out.extend(paths.iter().map(|p| options.input(p))),
            None => out.push(options.input(sources)),
        }
    } else if sources.is_instance_of::<PyDict>() {
        return Err(PyTypeError::new_err("give rows of (id, text), such as dict.items(), not a dict"));
    } else {
        let items = sources.try_iter().map_err(|_| {
            PyTypeError::new_err(format!(
                "texts are a list, an iterator or a glob, not {}",
                super::source::kind(sources)
            ))
        })?;
        for item in items {
            let item = item?;
            match item.cast::<PyTuple>() {
                Ok(row) if matches!(row.len(), 2 | 3) => {
                    out.push(options.row(&row.iter().collect::<Vec<_>>()));
                }
                _ => out.push(options.input(&item)),
            }
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
        match &input.source {
            Source::Path(path) if seen.get(&input.vars.id).is_some_and(|&n| n > 1) => {
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
    let text = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.hasattr("__fspath__")?;
    if text {
        return Ok(vec![Py::new(py, read_one(py, value, options)?)?]);
    }
    let items = value.try_iter().map_err(|_| {
        PyTypeError::new_err(format!(
            "a Document, a Corpus or a list of them is assessed, not {}",
            super::source::kind(value)
        ))
    })?;
    let mut out = Vec::new();
    for item in items {
        let item = item?;
        if item.is_instance_of::<PyTuple>() {
            let row: Vec<_> = item.cast::<PyTuple>()?.iter().collect();
            if matches!(row.len(), 2 | 3) {
                let input = options.row(&row);
                let read = options.reader().read_input(&input)?;
                out.push(Py::new(py, PyDocument::new(Arc::new(read)))?);
                continue;
            }
        }
        out.extend(documents(py, &item, options)?);
    }
    Ok(out)
}

/// How far it has come, for whoever looks on.
enum Bar {
    None,
    Call(Py<PyAny>),
    Tqdm(Py<PyAny>),
}

impl Bar {
    fn new(py: Python<'_>, progress: Option<&Bound<'_, PyAny>>, total: usize) -> PyResult<Self> {
        let Some(progress) = progress.filter(|p| !p.is_none()) else { return Ok(Self::None) };
        if progress.is_callable() {
            return Ok(Self::Call(progress.clone().unbind()));
        }
        if !progress.is_truthy()? {
            return Ok(Self::None);
        }
        // Without tqdm there is no bar, and nothing else changes.
        let Ok(tqdm) = py.import("tqdm.auto") else { return Ok(Self::None) };
        let keywords = PyDict::new(py);
        keywords.set_item("total", total)?;
        keywords.set_item("unit", "doc")?;
        Ok(Self::Tqdm(tqdm.call_method("tqdm", (), Some(&keywords))?.unbind()))
    }

    fn show(&self, py: Python<'_>, state: Progress, step: usize) -> PyResult<()> {
        match self {
            Self::None => {}
            Self::Call(call) => {
                call.call1(py, (state.done, state.total))?;
            }
            Self::Tqdm(bar) => {
                bar.call_method1(py, "update", (step,))?;
            }
        }
        Ok(())
    }

    fn close(&self, py: Python<'_>) {
        if let Self::Tqdm(bar) = self {
            // A bar that cannot be closed changes no result.
            let _ = bar.call_method0(py, "close");
        }
    }
}

static STARTED: AtomicBool = AtomicBool::new(false);
static SETTLED: AtomicBool = AtomicBool::new(false);

/// Called before a fork: waits until the tables that reading and judging use are compiled, should another thread be compiling them
/// at this instant, because the child could wait for that thread for ever.
#[pyfunction]
pub(super) fn _before_fork(py: Python<'_>) {
    if STARTED.load(Ordering::Relaxed) && !SETTLED.load(Ordering::Relaxed) {
        let read = py.detach(|| {
            let text = "It promised reform by 2010. It did not happen.";
            let read = Reader::new().read(text, DocVars::default())?;
            Ok::<_, crate::Error>(crate::assess::assess(vec![Arc::new(read)], AssessOptions::default()))
        });
        SETTLED.store(read.is_ok(), Ordering::Relaxed);
    }
}

/// Says that reading has begun in this process.
pub(super) fn started() {
    STARTED.store(true, Ordering::Relaxed);
}

/// Options that hold for several texts, and the verbs that use them.
///
/// Takes the options of `read`, and `threads` for `read_many` and `as_of` for `assess`.
#[pyclass(frozen, name = "Reader", module = "servanda")]
pub(super) struct PyReader {
    options: Options,
    threads: Option<usize>,
    as_of: Option<String>,
}

#[pymethods]
impl PyReader {
    #[new]
    #[pyo3(signature = (*, threads=None, as_of=None, date=None, title=None, publisher=None, encoding=None, repair="safe", **docvars))]
    fn new<'py>(
        threads: Option<usize>,
        as_of: Option<&Bound<'py, PyAny>>,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        encoding: Option<String>,
        repair: &str,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let given = Given { date, title, publisher, id: None, encoding, repair: Some(repair), docvars };
        Ok(Self { options: Options::default().with(given)?, threads, as_of: as_of.map(day).transpose()? })
    }

    /// Reads one text, as `servanda.read`; what is given here comes before the reader's own options.
    #[pyo3(signature = (source, *, date=None, title=None, publisher=None, id=None, encoding=None, **docvars))]
    fn read<'py>(
        &self,
        py: Python<'py>,
        source: &Bound<'py, PyAny>,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        id: Option<String>,
        encoding: Option<String>,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<PyDocument> {
        let given = Given { date, title, publisher, id, encoding, repair: None, docvars };
        read_one(py, source, &self.options.with(given)?)
    }

    /// Reads many texts, as `servanda.read_many`.
    #[pyo3(signature = (sources, *, progress=None, on_error="record"))]
    fn read_many<'py>(
        &self,
        py: Python<'py>,
        sources: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
        on_error: &str,
    ) -> PyResult<PyCorpus> {
        read_many(py, sources, &self.options, self.threads, progress, Failing::parse(on_error)?)
    }

    /// Links and judges, as `servanda.assess`.
    #[pyo3(signature = (documents, *, as_of=None))]
    fn assess<'py>(
        &self,
        py: Python<'py>,
        documents: &Bound<'py, PyAny>,
        as_of: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<PyReport> {
        let own = self.as_of.as_deref().map(|day| PyString::new(py, day).into_any());
        let options = report::options(as_of.or(own.as_ref()))?;
        let documents = self::documents(py, documents, &self.options)?;
        assessed(py, documents, options, self.threads)
    }

    fn __repr__(&self) -> String {
        let mut out = format!("<Reader · repair {}", self.options.repair);
        for (name, value) in [
            ("threads", self.threads.map(|t| t.to_string())),
            ("as of", self.as_of.clone()),
            ("date", self.options.vars.date.clone()),
            ("encoding", self.options.encoding.clone()),
        ] {
            if let Some(value) = value {
                let _ = write!(out, " · {name} {value}");
            }
        }
        out + ">"
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let vars = &self.options.vars;
        let keywords = PyDict::new(py);
        for (key, value) in &vars.other {
            keywords.set_item(key, value)?;
        }
        keywords.set_item("threads", self.threads)?;
        keywords.set_item("as_of", &self.as_of)?;
        keywords.set_item("date", &vars.date)?;
        keywords.set_item("title", &vars.title)?;
        keywords.set_item("publisher", &vars.publisher)?;
        keywords.set_item("encoding", &self.options.encoding)?;
        keywords.set_item("repair", self.options.repair.as_str())?;
        let make = py.import("functools")?.getattr("partial")?;
        let whole = make.call((py.get_type::<Self>(),), Some(&keywords))?;
        Ok((whole, PyTuple::empty(py)))
    }
}
