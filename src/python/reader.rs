//! `servanda.Reader`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::each::{PyReading, read_each};
use super::errors::kind;
use super::many::{self, Failing, read_many, read_one};
use super::own;
use super::owner::{PyCorpus, PyDocument, PyReport};
use super::report::{self, assessed};
use super::run::{self, PyRun, Wish};
use super::source::{Given, Options, day};
use super::words;

/// Options that hold for several texts, and the verbs that use them.
///
/// Takes the options of `read`, and `threads` for `read_many` and `assess` and `as_of` for `assess`. What you know of names
/// and words goes here too:
///
/// `lexicon` adds cues: a path to a table, or rows of `(words, pos, class)` as in the built-in one, such as
/// `("hold out", "V", "promise")`; words are lemmas.
///
/// `gazetteers` adds names: a path to a table, or rows of `(name, label)` or `(name, label, id)`. Capitals matter, and names
/// with one id are one thing, whose `canonical` is that id.
///
/// `entities` is a function from a text to `(start, end, label)` for each entity, in characters of the text as given.
/// Spans that are not in the text or overlap each other are an `Error` (a `ValueError`) that names them; in a batch, that text is a row of
/// the errors, as it is when the function raises. It is called from the threads that read, one call at a time unless
/// Python runs without its lock.
///
/// Your spans win over your names, and these over what the reader finds itself. A document keeps those that bore on it:
/// it pickles without the function, and its `rules` name them.
#[pyclass(frozen, name = "Reader", module = "servanda")]
pub(super) struct PyReader {
    options: Options,
    threads: Option<usize>,
    as_of: Option<String>,
}

#[pymethods]
impl PyReader {
    #[new]
    #[pyo3(signature = (*, lexicon=None, gazetteers=None, entities=None, threads=None, as_of=None, date=None, title=None, publisher=None, encoding=None, repair="full", **docvars))]
    fn new<'py>(
        lexicon: Option<&Bound<'py, PyAny>>,
        gazetteers: Option<&Bound<'py, PyAny>>,
        entities: Option<Bound<'py, PyAny>>,
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
        let mut options = Options::default().with(given)?;
        if let Some(entities) = entities {
            if !entities.is_callable() {
                let message = format!("entities is a function of a text, not {}", kind(&entities));
                return Err(PyTypeError::new_err(message));
            }
            options.entities = Some(Arc::new(entities.unbind()));
        }
        let cues = lexicon.map(own::cues).transpose()?.unwrap_or_default();
        let names = gazetteers.map(own::names).transpose()?.unwrap_or_default();
        options.reader = options.reader.with_lexicon(cues)?.with_gazetteer(names)?;
        Ok(Self { options, threads, as_of: as_of.map(day).transpose()? })
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

    /// Reads words that have places on pages, as `servanda.read_words`.
    #[pyo3(signature = (words, *, date=None, title=None, publisher=None, id=None, **docvars))]
    fn read_words<'py>(
        &self,
        py: Python<'py>,
        words: &Bound<'py, PyAny>,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        id: Option<String>,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<PyDocument> {
        let given = Given { date, title, publisher, id, encoding: None, repair: None, docvars };
        many::read_laid(py, words::of_rows(py, words)?, &self.options.with(given)?)
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

    /// Reads one after another, as `servanda.read_each`.
    #[pyo3(signature = (sources, *, progress=None, on_error="record"))]
    fn read_each<'py>(
        &self,
        py: Python<'py>,
        sources: &Bound<'py, PyAny>,
        progress: Option<&Bound<'py, PyAny>>,
        on_error: &str,
    ) -> PyResult<PyReading> {
        read_each(py, sources, &self.options, self.threads, progress, Failing::parse(on_error)?)
    }

    /// Reads and judges into a folder, as `servanda.run`. A recogniser of your own is refused: the run could not tell whether it
    /// has changed.
    #[pyo3(signature = (sources, out, *, as_of=None, resume=false, shard=256, progress=None))]
    fn run<'py>(
        &self,
        py: Python<'py>,
        sources: &Bound<'py, PyAny>,
        out: PathBuf,
        as_of: Option<&Bound<'py, PyAny>>,
        resume: bool,
        shard: usize,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<PyRun> {
        let own = self.as_of.as_deref().map(|day| PyString::new(py, day).into_any());
        let assess = report::options(as_of.or(own.as_ref()))?;
        let threads = self.threads;
        run::run(py, sources, &self.options, &Wish { out: &out, assess, threads, shard, resume, progress })
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
        let documents = many::documents(py, documents, &self.options)?;
        assessed(py, documents, options, self.threads)
    }

    fn __repr__(&self) -> String {
        let mut out = format!("<Reader · repair {}", self.options.repair);
        let reader = &self.options.reader;
        let some = |count: usize| (count > 0).then(|| count.to_string());
        let own = self.options.entities.as_ref().map(|_| "yours".to_owned());
        for (name, value) in [
            ("cues", some(reader.own_cues().len())),
            ("names", some(reader.own_names().len())),
            ("entities", own),
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
        let reader = &self.options.reader;
        if !reader.own_cues().is_empty() {
            keywords.set_item("lexicon", own::cue_rows(reader.own_cues()))?;
        }
        if !reader.own_names().is_empty() {
            keywords.set_item("gazetteers", own::name_rows(reader.own_names()))?;
        }
        if let Some(entities) = &self.options.entities {
            keywords.set_item("entities", entities.bind(py))?;
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
