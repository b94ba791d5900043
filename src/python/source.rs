//! What a caller may hand over as a text, and what may be said of it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::errors::{Error, kind, surrogate};
use super::own::{Raised, with_entities};
use super::words as pages;
use crate::corpus::{Input, Source};
use crate::document::DocVars;
use crate::entity::Interval;
use crate::file::{SUFFIXES, suffix};
use crate::reader::Reader;
use crate::text::RepairLevel;

/// Options that hold for one text or for all of a batch.
#[derive(Clone)]
pub(super) struct Options {
    pub(super) vars: DocVars,
    pub(super) encoding: Option<String>,
    pub(super) repair: RepairLevel,
    /// With the caller's own cues and names.
    pub(super) reader: Reader,
    /// The caller's recogniser.
    pub(super) entities: Option<Arc<Py<PyAny>>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            vars: DocVars::default(),
            encoding: None,
            repair: RepairLevel::Full,
            reader: Reader::new(),
            entities: None,
        }
    }
}

/// The options as Python gives them; nothing means what [`Options`] had before.
#[derive(Default)]
pub(super) struct Given<'a, 'py> {
    pub(super) date: Option<Bound<'py, PyAny>>,
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) id: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) repair: Option<&'a str>,
    pub(super) docvars: Option<&'a Bound<'py, PyDict>>,
}

impl Options {
    /// These options with others laid over them.
    pub(super) fn with(&self, given: Given<'_, '_>) -> PyResult<Self> {
        let mut out = self.clone();
        if let Some(date) = given.date {
            out.vars.date = Some(day(&date)?);
        }
        out.vars.title = given.title.or(out.vars.title);
        out.vars.publisher = given.publisher.or(out.vars.publisher);
        out.vars.id = given.id.unwrap_or(out.vars.id);
        out.encoding = given.encoding.or(out.encoding);
        if let Some(name) = given.repair {
            out.repair = RepairLevel::parse(name)
                .ok_or_else(|| Error::new_err(format!("repair is 'none', 'safe' or 'full', not '{name}'")))?;
        }
        if let Some(docvars) = given.docvars {
            out.vars.lay(docvars)?;
        }
        Ok(out)
    }

    /// The reader of one call, and where its recogniser leaves what it raised.
    pub(super) fn reader(&self) -> (Reader, Raised) {
        let (reader, raised) = (self.reader.clone().with_repair(self.repair), Raised::default());
        let reader = match &self.entities {
            Some(call) => with_entities(reader, call, &raised),
            None => reader,
        };
        (reader, raised)
    }

    /// One text to be read, from whatever Python hands over; what is no text becomes a row of the errors.
    pub(super) fn input(&self, value: &Bound<'_, PyAny>) -> Input {
        let (source, name) = source(value);
        self.named(source, name)
    }

    /// One text or row of a list of them.
    pub(super) fn item(&self, item: &Bound<'_, PyAny>) -> Input {
        match item.cast::<PyTuple>() {
            Ok(row) if matches!(row.len(), 2 | 3) => self.row(&row.iter().collect::<Vec<_>>()),
            _ => self.input(item),
        }
    }

    /// A row `(id, text)` or `(id, text, docvars)` of a table; its strings are text, never paths.
    pub(super) fn row(&self, row: &[Bound<'_, PyAny>]) -> Input {
        let name = row[0].str().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let source = match row[1].cast::<PyString>() {
            Ok(text) => string(text).map_or_else(Source::Fault, Source::Text),
            Err(_) => source(&row[1]).0,
        };
        let mut input = self.named(source, name.clone());
        input.vars.id = name;
        if let Some(docvars) = row.get(2).filter(|d| !d.is_none()) {
            let laid = docvars
                .cast::<PyDict>()
                .map_err(|_| PyTypeError::new_err(format!("docvars are a dict, not {}", kind(docvars))));
            if let Err(error) = laid.and_then(|d| input.vars.lay(d)) {
                input.source = Source::Fault(crate::Error::input(error.value(row[0].py()).to_string()));
            }
        }
        input
    }

    fn named(&self, source: Source, name: String) -> Input {
        let mut vars = self.vars.clone();
        if vars.id.is_empty()
            && let Some(path) = source.path()
        {
            vars.id = path.file_name().map_or_else(|| name.clone(), |n| n.to_string_lossy().into_owned());
        }
        Input { source, name, vars, encoding: self.encoding.clone() }
    }
}

trait Lay {
    /// Lays a dict of Python's over them: date, title, publisher and id have their own places.
    fn lay(&mut self, docvars: &Bound<'_, PyDict>) -> PyResult<()>;
}

impl Lay for DocVars {
    fn lay(&mut self, docvars: &Bound<'_, PyDict>) -> PyResult<()> {
        for (key, value) in docvars.iter() {
            if value.is_none() {
                continue;
            }
            let key = key.str()?.to_string_lossy().into_owned();
            match key.as_str() {
                "date" => self.date = Some(day(&value)?),
                "title" => self.title = Some(words(&value)?),
                "publisher" => self.publisher = Some(words(&value)?),
                "id" => self.id = words(&value)?,
                _ => {
                    self.other.insert(key, words(&value)?);
                }
            }
        }
        Ok(())
    }
}

fn words(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.str()?;
    Ok(string(&text)?.to_string())
}

/// A date as given: a string, a year, or anything with `isoformat()`.
pub(super) fn day(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = if value.hasattr("isoformat")? {
        value.call_method0("isoformat")?.extract::<String>()?.chars().take(10).collect()
    } else if value.is_instance_of::<PyString>() || value.extract::<u32>().is_ok() {
        words(value)?
    } else {
        return Err(PyTypeError::new_err(format!(
            "a date is a str, a year or a datetime.date, not {}",
            kind(value)
        )));
    };
    Interval::parse(&text)?;
    Ok(text)
}

/// The same as an interval.
pub(super) fn interval(value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Interval>> {
    value.map(|v| Ok(Interval::parse(&day(v)?)?)).transpose()
}

/// The text of a Python string.
pub(super) fn string(text: &Bound<'_, PyString>) -> Result<Arc<str>, crate::Error> {
    match text.to_str() {
        Ok(text) => Ok(Arc::from(text)),
        Err(error) => Err(surrogate(text.py(), error)),
    }
}

/// Bytes, string or path, and how it is named when it cannot be read.
fn source(value: &Bound<'_, PyAny>) -> (Source, String) {
    if let Ok(text) = value.cast::<PyString>() {
        return match string(text) {
            Ok(text) if is_path(&text) => (file(PathBuf::from(&*text)), text.to_string()),
            Ok(text) => {
                let name = crate::view::text::cut(&text, 40);
                (Source::Text(text), name)
            }
            Err(error) => (Source::Fault(error), "a str".into()),
        };
    }
    if value.hasattr("__fspath__").unwrap_or(false) {
        return match value.extract::<PathBuf>() {
            Ok(path) => {
                let name = path.display().to_string();
                (file(path), name)
            }
            Err(error) => (Source::Fault(crate::Error::input(error.to_string())), "a path".into()),
        };
    }
    if let Ok(bytes) = value.extract::<PyBackedBytes>() {
        return (memory(&bytes), format!("{} bytes", bytes.len()));
    }
    let view = value.get_type().name().is_ok_and(|n| n == "memoryview");
    if view
        && let Ok(bytes) =
            value.call_method0("tobytes").and_then(|b| b.extract::<PyBackedBytes>().map_err(Into::into))
    {
        return (memory(&bytes), format!("{} bytes", bytes.len()));
    }
    let fault = crate::Error::input(format!("a text is a str, bytes or a path, not {}", kind(value)));
    (Source::Fault(fault), kind(value))
}

/// A file; a PDF is opened by Python.
fn file(path: PathBuf) -> Source {
    if suffix(&path).is_some_and(|s| s == "pdf") || begins_as_pdf(&path) {
        return Source::Opened(pages::pdf(pages::Bytes::Path(path)));
    }
    Source::Path(path)
}

/// Whether a file is a PDF whatever its name says.
fn begins_as_pdf(path: &Path) -> bool {
    let mut head = [0; 5];
    let known = suffix(path).is_some_and(|s| matches!(s.as_str(), "txt" | "md" | "html" | "docx" | "odt"));
    !known
        && path.is_file()
        && std::fs::File::open(path).is_ok_and(|mut f| f.read_exact(&mut head).is_ok() && &head == b"%PDF-")
}

fn memory(bytes: &[u8]) -> Source {
    if bytes.starts_with(b"%PDF-") {
        return Source::Opened(pages::pdf(pages::Bytes::Memory(bytes.into())));
    }
    Source::Bytes(bytes.into())
}

/// Whether a string names a file: an existing one, or one line that ends like a document's name.
pub(super) fn is_path(text: &str) -> bool {
    if text.is_empty() || text.len() > 1024 || text.contains(['\n', '\r', '\0', '\u{85}', '\u{2028}']) {
        return false;
    }
    let path = Path::new(text);
    suffix(path).is_some_and(|s| SUFFIXES.contains(&s.as_str()))
        || path.is_file()
        || (path.is_dir() && !text.contains(' '))
}

/// Whether a string is a pattern for file names.
pub(super) fn is_glob(text: &str) -> bool {
    let known = suffix(Path::new(text)).is_some_and(|s| SUFFIXES.contains(&s.as_str()));
    text.contains(['*', '?', '['])
        && !text.contains(['\n', '\r'])
        && (known || !text.contains(char::is_whitespace))
}
