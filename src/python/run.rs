//! `servanda.run`, `servanda.open_run` and `servanda.Run`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::aggregate;
use super::calls::{Bar, Watcher, started};
use super::errors::{Error, Interrupted};
use super::many::{named, read_inputs};
use super::owner::{Owner, PyCorpus, PyDocument, PyReport};
use super::report::assessed;
use super::run_table::PyRunTable;
use super::source::Options;
use super::stream::Stream;
use super::values::rows;
use super::views::{object, parse};
use crate::assess::{AssessOptions, At};
use crate::corpus::{Failure, Input, Progress};
use crate::run::{Kept, Run, RunOptions, execute};
use crate::view::rows::Table;
use crate::view::text::{count, words};

/// A batch on disk: texts read and judged each by itself, in shards that are there whole or not at all.
///
/// Its tables stay on disk until they are asked for; `document` and `corpus` read texts again, to the same bytes, and
/// `report` links across all of them.
#[pyclass(frozen, name = "Run", module = "servanda")]
pub(super) struct PyRun {
    inner: Run,
}

/// What makes a run, besides the options of reading.
pub(super) struct Wish<'a, 'py> {
    pub(super) out: &'a Path,
    pub(super) assess: AssessOptions,
    pub(super) threads: Option<usize>,
    pub(super) shard: usize,
    pub(super) resume: bool,
    pub(super) progress: Option<&'a Bound<'py, PyAny>>,
}

/// Makes a run; see the function of the module.
pub(super) fn run(
    py: Python<'_>,
    sources: &Bound<'_, PyAny>,
    options: &Options,
    wish: &Wish<'_, '_>,
) -> PyResult<PyRun> {
    let (out, assess, threads) = (wish.out, wish.assess, wish.threads);
    if wish.shard == 0 {
        return Err(Error::new_err("a shard has one text or more"));
    }
    let mut stream = Stream::new(py, sources, options)?;
    let (reader, _) = options.reader();
    let options = RunOptions { reader, assess, threads, shard: wish.shard, resume: wish.resume };
    started();
    let total = stream.hint(py);
    let mut watcher = Watcher::new(Bar::new(py, wish.progress, total)?);
    let mut raised: Option<PyErr> = None;
    let made = py.detach(|| {
        let next = || {
            let next: PyResult<Option<Input>> = match &mut stream {
                Stream::Known(inputs) => Ok(inputs.next()),
                lazy @ Stream::Lazy { .. } => Python::attach(|py| lazy.next(py)),
            };
            next.map_err(|error| {
                let message = error.to_string();
                raised = Some(error);
                crate::Error::input(message)
            })
        };
        execute(out, &options, next, |state: Progress| {
            watcher.ask(Progress { total: if state.total == 0 { total } else { state.total }, ..state })
        })
    });
    let stopped = match (watcher.close(py), raised) {
        // Ctrl-C while the iterator of texts was at work: the same as at any other time.
        (stopped, Some(error)) if error.is_instance_of::<PyKeyboardInterrupt>(py) => stopped.or(Some(error)),
        (_, Some(error)) => return Err(error),
        (stopped, None) => {
            made?;
            stopped
        }
    };
    let run = PyRun { inner: Run::open(out)? };
    match stopped {
        None => Ok(run),
        Some(error) if error.is_instance_of::<PyKeyboardInterrupt>(py) => {
            let kept = count(run.inner.manifest.tally.inputs() as usize, "text");
            let message = format!("stopped by Ctrl-C; {} keeps {kept}: resume it to go on", out.display());
            let stop = Interrupted::new_err(message);
            stop.value(py).setattr("run", Py::new(py, run)?)?;
            Err(stop)
        }
        Some(error) => Err(error),
    }
}

/// Opens a run; see the function of the module.
#[pyfunction]
pub(super) fn open_run(path: PathBuf) -> PyResult<PyRun> {
    Ok(PyRun { inner: Run::open(&path)? })
}

impl PyRun {
    fn rows(&self, py: Python<'_>, table: Table) -> PyResult<PyRunTable> {
        Ok(PyRunTable { rows: py.detach(|| self.inner.table(table))? })
    }

    fn read(&self, py: Python<'_>, kept: &Kept) -> PyResult<Py<PyDocument>> {
        started();
        let reader = self.inner.reader()?;
        let document = py.detach(|| reader.read_input(&kept.again()?))?;
        Py::new(py, PyDocument::new(Arc::new(document)))
    }

    fn tell(&self) -> String {
        let manifest = &self.inner.manifest;
        let number = |name: &str| manifest.tally.counts.get(name).map_or(0, |&n| n as usize);
        let mut out = format!(
            "<Run {} · {}>   {} · {} · {} · {}",
            self.inner.folder.display(),
            count(number("inputs"), "text"),
            count(number("words"), "word"),
            count(number("commitments"), "commitment"),
            count(number("outcomes"), "outcome"),
            count(number("links"), "link"),
        );
        let verdicts: Vec<String> =
            manifest.tally.verdicts.iter().map(|(name, n)| format!("{} {n}", words(name))).collect();
        if !verdicts.is_empty() {
            let _ = write!(out, "\n  {}   (each document by itself)", verdicts.join(" · "));
        }
        if number("failed") > 0 {
            let _ = write!(out, "\n  ! {} could not be read: see .errors", count(number("failed"), "text"));
        }
        for (code, n) in &manifest.tally.warnings {
            let _ = write!(out, "\n  ! {}: {}", words(code), count(*n as usize, "document"));
        }
        if !manifest.complete {
            out.push_str("\n  ! broken off: resume it to go on");
        }
        out
    }
}

#[pymethods]
impl PyRun {
    /// Its folder, as given.
    #[getter]
    fn path(&self) -> PathBuf {
        self.inner.folder.clone()
    }

    /// Whether all texts are done.
    #[getter]
    fn complete(&self) -> bool {
        self.inner.manifest.complete
    }

    /// What the run says of itself: versions, hashes, options, seeds, counts and shards, as a dict.
    #[getter]
    fn manifest<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let text = super::values::json(&self.inner.manifest, false)?;
        py.import("json")?.call_method1("loads", (text,))
    }

    /// One row for each document: its size, its findings, how clean it is.
    #[getter]
    fn documents(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Documents)
    }

    /// The entities of all documents.
    #[getter]
    fn entities(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Entities)
    }

    /// One row for each commitment, with the verdict from its own document and a key that no other has.
    #[getter]
    fn commitments(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Commitments)
    }

    /// The verdict of each commitment.
    #[getter]
    fn verdicts(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Verdicts)
    }

    /// The outcomes of all documents.
    #[getter]
    fn outcomes(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Outcomes)
    }

    /// Which outcome bears on which commitment of the same document, and how.
    #[getter]
    fn links(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Links)
    }

    /// What was mended in all documents.
    #[getter]
    fn repairs(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Repairs)
    }

    /// One row for each text that could not be read: `(index, source, reason)`.
    #[getter]
    fn errors(&self, py: Python<'_>) -> PyResult<PyRunTable> {
        self.rows(py, Table::Errors)
    }

    /// A table by its name.
    fn table(&self, py: Python<'_>, kind: &str) -> PyResult<PyRunTable> {
        self.rows(py, parse(kind)?)
    }

    /// The document with a name, read again.
    fn document(&self, py: Python<'_>, doc: &str) -> PyResult<Py<PyDocument>> {
        let kept = py.detach(|| self.inner.document(doc))?;
        self.read(py, &kept)
    }

    /// All documents, read again into memory; `threads` and `progress` as in `read_many`.
    #[pyo3(signature = (*, threads=None, progress=None))]
    fn corpus(
        &self,
        py: Python<'_>,
        threads: Option<usize>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyCorpus> {
        let (mut inputs, mut failures, mut before) = (Vec::new(), Vec::new(), 0);
        for shard in &self.inner.manifest.shards {
            for (at, row) in self.inner.inputs(shard)?.into_iter().enumerate() {
                if let Some(reason) = row.error {
                    let error = crate::Error::input(reason);
                    failures.push(Failure { index: before + at, source: row.source, error });
                }
            }
            before += shard.inputs as usize;
            let kept = py.detach(|| self.inner.kept(shard))?;
            inputs.extend(kept.iter().map(Kept::again).collect::<Result<Vec<Input>, _>>()?);
        }
        let corpus = read_inputs(py, &self.inner.reader()?, inputs, threads, progress)?;
        match corpus.failures.first() {
            Some(failure) => Err(named(failure)),
            None => PyCorpus::new(py, corpus.documents, failures),
        }
    }

    /// All documents linked and judged together, in memory: promised in one, kept in another. Verdicts may then differ from
    /// those of the tables, for which each document was judged by itself.
    #[pyo3(signature = (*, threads=None, progress=None))]
    fn report(
        &self,
        py: Python<'_>,
        threads: Option<usize>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyReport> {
        let documents = self.corpus(py, threads, progress)?.documents;
        assessed(py, documents, self.inner.assess_options()?, threads)
    }

    /// Scores of `report()` by groups: `by` is any of "actor", "kind" and "document"; all in one without it.
    #[pyo3(signature = (by=None))]
    fn score<'py>(&self, py: Python<'py>, by: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        aggregate::grouped(&self.report(py, None, None)?, by, None, py)
    }

    /// The commitment with a key such as "c:4f2a", as much of it as no other has, or "brief.txt:c1": with the verdict and
    /// evidence of its own document.
    fn commitment<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        let (kept, index) = py.detach(|| self.inner.commitment(key))?;
        let report = assessed(py, vec![self.read(py, &kept)?], self.inner.assess_options()?, None)?;
        if index >= report.inner.assessments.len() {
            return Err(Error::new_err(format!("{} has no commitment c{}", kept.input.doc, index + 1)));
        }
        let owner = Owner::Report(Py::new(py, report)?);
        object(py, owner, Table::Commitments, At { doc: 0, index: index as u32 })
    }

    /// Why a commitment was judged as it was; named as in `commitment`.
    fn explain<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        self.commitment(py, key)?.call_method0("explain")
    }

    /// Compares every file with its hash, the texts with their files where these are still there, and reads `sample` of the
    /// documents again. Rows of `(place, what)`, one for each fault: none when all is well.
    #[pyo3(signature = (*, sample=16))]
    fn verify<'py>(&self, py: Python<'py>, sample: usize) -> PyResult<Bound<'py, PyAny>> {
        started();
        let faults = py.detach(|| self.inner.verify(sample))?;
        rows(py, "Rows", "Fault", faults.into_iter().map(|f| (f.place, f.what)).collect())
    }

    /// What is otherwise in another run: rows of `(doc, change, quote, before, after)`.
    fn diff<'py>(&self, py: Python<'py>, other: &Self) -> PyResult<Bound<'py, PyAny>> {
        let found = py.detach(|| self.inner.diff(&other.inner))?;
        let row = |d: crate::run::Difference| (d.doc, d.change, d.quote, d.before, d.after);
        rows(py, "Rows", "Difference", found.into_iter().map(row).collect())
    }

    fn __len__(&self) -> usize {
        self.inner.manifest.tally.inputs() as usize
    }

    fn __repr__(&self) -> String {
        self.tell()
    }

    fn _repr_html_(&self) -> String {
        crate::view::html::plain(&self.tell())
    }

    /// A run travels as the path of its folder.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("servanda._servanda")?.getattr("open_run")?;
        Ok((make, (self.path(),).into_pyobject(py)?))
    }
}
