//! The Python face: the only place that knows of Python. Wrappers round the library's own types, nothing computed.

// Functions that Python sees have as many arguments as Python's callers may name.
#![allow(clippy::too_many_arguments)]

mod aggregate;
mod calls;
mod corpus;
mod document;
mod each;
mod errors;
mod finding;
mod many;
mod own;
mod owner;
mod reader;
mod report;
mod review;
mod run;
mod run_table;
mod source;
mod statement;
mod stream;
mod table;
mod values;
mod views;
mod words;

use pyo3::prelude::*;

/// Reads English policy briefs: who committed to what, what was reported to have happened, how the two compare.
#[pymodule(gil_used = false)]
mod _servanda {
    use std::path::PathBuf;

    use pyo3::prelude::*;
    use pyo3::types::{PyDict, PyList};

    use super::each;
    use super::many::{self, Failing, read_one};
    use super::report;
    use super::run::{self as runs, Wish};
    use super::source::{Given, Options};
    use super::words;

    #[pymodule_export]
    use super::calls::_before_fork;
    #[pymodule_export]
    use super::corpus::_corpus;
    #[pymodule_export]
    use super::document::_document;
    #[pymodule_export]
    use super::each::PyReading;
    #[pymodule_export]
    use super::errors::{Error, Interrupted};
    #[pymodule_export]
    use super::finding::_finding;
    #[pymodule_export]
    use super::owner::{PyCorpus, PyDocument, PyReport};
    #[pymodule_export]
    use super::reader::PyReader;
    #[pymodule_export]
    use super::report::_report;
    #[pymodule_export]
    use super::review::{_codebook, agreement};
    #[pymodule_export]
    use super::run::{PyRun, open_run};
    #[pymodule_export]
    use super::run_table::PyRunTable;
    #[pymodule_export]
    use super::table::{_columns, _table};
    #[pymodule_export]
    use super::views::{
        Finding, PyCommitment, PyEntity, PyLink, PyOutcome, PyRejected, PyRepair, PySentence, PyTable,
        PyToken,
    };

    /// Reads one text: a path, bytes or a string.
    ///
    /// A string is a path when it names a file or ends like one (`.txt`, `.md`, …) on a single line; else it is the
    /// text. `date`, `title`, `publisher` and further keywords are kept with the document; relative dates are
    /// resolved against `date` ("2009", "2009-12", "2009-12-31" or a datetime.date). `repair` is "full",
    /// "safe" (line ends, notes, characters: nothing that could change a word) or "none".
    #[pyfunction]
    #[pyo3(signature = (source, *, date=None, title=None, publisher=None, id=None, encoding=None, repair="full", **docvars))]
    fn read<'py>(
        py: Python<'py>,
        source: &Bound<'py, PyAny>,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        id: Option<String>,
        encoding: Option<String>,
        repair: &str,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<PyDocument> {
        let repair = Some(repair);
        let options =
            Options::default().with(Given { date, title, publisher, id, encoding, repair, docvars })?;
        read_one(py, source, &options)
    }

    /// Reads many texts on all cores: paths, strings or bytes, a glob such as "briefs/**/*.txt", or rows of
    /// `(id, text)` or `(id, text, docvars)`.
    ///
    /// The order is kept, and the result is the same for any number of threads. A text that cannot be read is one row
    /// in `errors`; with `on_error="raise"` the first of them is raised. `progress` is True for a bar (tqdm, where it
    /// is installed) or a function of `(done, total)`. Ctrl-C raises `Interrupted`, whose `corpus` keeps what is done.
    #[pyfunction]
    #[pyo3(signature = (sources, *, threads=None, progress=None, on_error="record", date=None, title=None, publisher=None, encoding=None, repair="full", **docvars))]
    fn read_many<'py>(
        py: Python<'py>,
        sources: &Bound<'py, PyAny>,
        threads: Option<usize>,
        progress: Option<&Bound<'py, PyAny>>,
        on_error: &str,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        encoding: Option<String>,
        repair: &str,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<PyCorpus> {
        let given = Given { date, title, publisher, id: None, encoding, repair: Some(repair), docvars };
        let options = Options::default().with(given)?;
        many::read_many(py, sources, &options, threads, progress, Failing::parse(on_error)?)
    }

    /// Reads texts one after another, a few ahead on all cores: for streams that do not fit into memory. Gives the documents in
    /// the order of the texts.
    ///
    /// Takes what `read_many` takes; an iterator is asked for the next text only when there is room. A text that cannot be
    /// read is one row in the `errors` of what is returned; with `on_error="raise"` it is raised in its turn. What the
    /// iterator itself raises comes after the documents before it. `progress` as in `read_many`; where the number of texts is
    /// not known, the function is told 0. Ctrl-C raises `KeyboardInterrupt` in less than half a second.
    #[pyfunction]
    #[pyo3(signature = (sources, *, threads=None, progress=None, on_error="record", date=None, title=None, publisher=None, encoding=None, repair="full", **docvars))]
    fn read_each<'py>(
        py: Python<'py>,
        sources: &Bound<'py, PyAny>,
        threads: Option<usize>,
        progress: Option<&Bound<'py, PyAny>>,
        on_error: &str,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        encoding: Option<String>,
        repair: &str,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<PyReading> {
        let given = Given { date, title, publisher, id: None, encoding, repair: Some(repair), docvars };
        let options = Options::default().with(given)?;
        each::read_each(py, sources, &options, threads, progress, Failing::parse(on_error)?)
    }

    /// Reads any number of texts and judges each by itself, into a folder: for batches that do not fit into memory or must not
    /// be lost.
    ///
    /// Takes what `read_many` takes; an iterator is read as it goes. The folder gets a manifest and shards of about `shard`
    /// texts, each there whole or not at all. With `resume` it goes on with what is there: shards of the same texts and
    /// options stay, what is missing or has changed is made, what no longer belongs is removed at the end. The same texts and
    /// options give the same bytes, for any number of `threads` and however often it was broken off. A text that cannot be read
    /// is one row in `errors`. Ctrl-C raises `Interrupted`, whose `run` is what is done. A folder that cannot be written is an
    /// `OSError`, one that holds something else an `Error`.
    #[pyfunction]
    #[pyo3(signature = (sources, out, *, as_of=None, threads=None, resume=false, shard=256, progress=None, date=None, title=None, publisher=None, encoding=None, repair="full", **docvars))]
    fn run<'py>(
        py: Python<'py>,
        sources: &Bound<'py, PyAny>,
        out: PathBuf,
        as_of: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
        resume: bool,
        shard: usize,
        progress: Option<&Bound<'py, PyAny>>,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        encoding: Option<String>,
        repair: &str,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<PyRun> {
        let given = Given { date, title, publisher, id: None, encoding, repair: Some(repair), docvars };
        let options = Options::default().with(given)?;
        let assess = report::options(as_of)?;
        runs::run(py, sources, &options, &Wish { out: &out, assess, threads, shard, resume, progress })
    }

    /// Reads words that have places on pages, as extractors and OCR engines give them, in the reading order that their places
    /// tell: columns, headings, tables, captions, notes; sentences go on over columns and pages.
    ///
    /// `words` is any iterable of rows `(page, x0, y0, x1, y1, text)`; pages are counted from 1 and `y` grows downwards. Their
    /// order does not matter. The text of the document is the text in reading order.
    #[pyfunction]
    #[pyo3(signature = (words, *, date=None, title=None, publisher=None, id=None, repair="full", **docvars))]
    fn read_words<'py>(
        py: Python<'py>,
        words: &Bound<'py, PyAny>,
        date: Option<Bound<'py, PyAny>>,
        title: Option<String>,
        publisher: Option<String>,
        id: Option<String>,
        repair: &str,
        docvars: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<PyDocument> {
        let given = Given { date, title, publisher, id, encoding: None, repair: Some(repair), docvars };
        let options = Options::default().with(given)?;
        many::read_laid(py, words::of_rows(py, words)?, &options)
    }

    /// Links commitments and outcomes, within and across documents, and judges each commitment.
    ///
    /// Takes a Document, a Corpus, a list of either, or a text or path to be read first. Deadlines are judged as of
    /// `as_of`, else as of each document's own date. Several documents are worked on by all cores; the result is the
    /// same for any number of `threads`. Ctrl-C stops it.
    #[pyfunction]
    #[pyo3(signature = (documents, *, as_of=None, threads=None))]
    fn assess<'py>(
        py: Python<'py>,
        documents: &Bound<'py, PyAny>,
        as_of: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<PyReport> {
        let options = report::options(as_of)?;
        let documents = many::documents(py, documents, &Options::default())?;
        report::assessed(py, documents, options, threads)
    }

    /// The tables of words that the rules rest on: name, version, licence and number of lines.
    #[pyfunction]
    fn _tables() -> Vec<(&'static str, String, String, usize)> {
        let head = |text: &str, key: &str| {
            let line = text.lines().find_map(|l| l.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "));
            line.unwrap_or("?").to_owned()
        };
        let rows = |text: &str| text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).count();
        let tables = crate::lexicon::TABLES.iter();
        tables.map(|(name, text)| (*name, head(text, "version"), head(text, "licence"), rows(text))).collect()
    }

    /// A PDF file as text in reading order, not yet read.
    #[pyfunction]
    fn _extract(py: Python<'_>, path: std::path::PathBuf) -> PyResult<String> {
        let opener = words::pdf(words::Bytes::Path(path));
        Ok(py.detach(|| (opener.open)())?.text)
    }

    /// Lines of plain text as HTML.
    #[pyfunction]
    fn _html(lines: &str) -> String {
        crate::view::html::plain(lines)
    }

    /// The name of the rules: a hash of all tables, made when first asked for.
    #[pyfunction]
    fn _rules() -> &'static str {
        crate::lexicon::rules_hash()
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", version())?;
        let public = [
            "Commitment",
            "Corpus",
            "Document",
            "Entity",
            "Error",
            "Finding",
            "Interrupted",
            "Link",
            "Outcome",
            "Reader",
            "Reading",
            "Rejected",
            "Repair",
            "Report",
            "Run",
            "RunTable",
            "Sentence",
            "Table",
            "Token",
            "__version__",
            "agreement",
            "assess",
            "open_run",
            "read",
            "read_each",
            "read_many",
            "run",
            "read_words",
        ];
        module.add("__all__", PyList::new(module.py(), public)?)
    }

    /// The version as Python writes it: `0.1.0-alpha.1` is `0.1.0a1`.
    fn version() -> String {
        let version = env!("CARGO_PKG_VERSION");
        version.replace("-alpha.", "a").replace("-beta.", "b").replace("-rc.", "rc")
    }
}
