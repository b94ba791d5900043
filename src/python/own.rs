//! What a caller brings: cues, names, and a recogniser of entities.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::errors::{Error, kind};
use crate::entity::{OwnName, OwnSpan};
use crate::lexicon::OwnCue;
use crate::reader::Reader;
use crate::span::Span;
use crate::text::{Refusal, RepairKind};

/// A row as Python pickles a cue: words, part of speech, class.
type CueRow = (String, String, String);
/// A name: the name, its label, perhaps an id.
type NameRow = (String, String, Option<String>);
/// A span: first character, one past the last, label.
type SpanRow = (usize, usize, String);
/// A repair that was rejected: its kind, first byte of the source, one past the last.
type RefusalRow = (String, u32, u32);
/// What a caller's own words bore on a document.
pub(super) type OwnRows = (Vec<CueRow>, Vec<NameRow>, Vec<SpanRow>, Vec<RefusalRow>);

/// The rows of a table that a caller names by its path, or hands over.
fn rows<T>(
    value: &Bound<'_, PyAny>,
    what: &str,
    table: impl Fn(&str, &str) -> Result<Vec<T>, crate::Error>,
    row: impl Fn(&Bound<'_, PyAny>) -> PyResult<T>,
) -> PyResult<Vec<T>> {
    if value.is_instance_of::<PyString>() || value.hasattr("__fspath__")? {
        let path: PathBuf = value.extract()?;
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|e| crate::Error::io(&name, &e))?;
        return Ok(table(&name, &text)?);
    }
    let items = value
        .try_iter()
        .map_err(|_| PyTypeError::new_err(format!("{what} are a path or rows, not {}", kind(value))))?;
    items.map(|item| row(&item?)).collect()
}

/// Cues: a path, or rows of `(words, pos, class)`.
pub(super) fn cues(value: &Bound<'_, PyAny>) -> PyResult<Vec<OwnCue>> {
    rows(value, "lexicon", OwnCue::table, |row| {
        let cue: PyResult<CueRow> = row.extract();
        let (words, pos, class) = cue.map_err(|_| {
            PyTypeError::new_err(format!("a row of the lexicon is (words, pos, class), not {}", shown(row)))
        })?;
        Ok(OwnCue { words, pos, class })
    })
}

/// Names: a path, or rows of `(name, label)` or `(name, label, id)`.
pub(super) fn names(value: &Bound<'_, PyAny>) -> PyResult<Vec<OwnName>> {
    rows(value, "gazetteers", OwnName::table, |row| {
        let three: Option<NameRow> = row.extract().ok();
        let two = || row.extract::<(String, String)>().ok().map(|(name, label)| (name, label, None));
        let (name, label, id) = three.or_else(two).ok_or_else(|| {
            PyTypeError::new_err(format!(
                "a row of the gazetteer is (name, label) or (name, label, id), not {}",
                shown(row)
            ))
        })?;
        OwnName::row(&name, &label, id.as_deref())
            .map_err(|what| Error::new_err(format!("{}: {what}", shown(row))))
    })
}

fn shown(value: &Bound<'_, PyAny>) -> String {
    value.repr().map_or_else(|_| kind(value), |r| crate::view::text::cut(&r.to_string_lossy(), 80))
}

/// What a recogniser of Python's raised, for the caller that can raise it again.
pub(super) type Raised = Arc<Mutex<Option<PyErr>>>;

/// The reader with a recogniser of Python's, called with the interpreter attached, from whatever thread reads.
pub(super) fn with_entities(reader: Reader, call: &Arc<Py<PyAny>>, raised: &Raised) -> Reader {
    let (call, raised) = (Arc::clone(call), Arc::clone(raised));
    reader.with_entities(move |text| {
        let told = Python::try_attach(|py| match spans(py, &call, text) {
            Ok(found) => found,
            Err(error) => {
                let name = error.get_type(py).name().map_or_else(|_| "error".into(), |n| n.to_string());
                let told = crate::Error::input(format!("entities: {name}: {}", error.value(py)));
                if let Ok(mut slot) = raised.lock() {
                    *slot = Some(error);
                }
                Err(told)
            }
        });
        told.unwrap_or_else(|| Err(crate::Error::input("entities: Python is shutting down")))
    })
}

/// What the recogniser says: Python's own error outside, an unfit span inside.
fn spans(py: Python<'_>, call: &Py<PyAny>, text: &str) -> PyResult<Result<Vec<OwnSpan>, crate::Error>> {
    let mut out = Vec::new();
    for item in call.bind(py).call1((text,))?.try_iter()? {
        let item = item?;
        let row: PyResult<(i64, i64, String)> = item.extract();
        let (start, end, label) = row.map_err(|_| {
            PyTypeError::new_err(format!("an entity is (start, end, label), not {}", shown(&item)))
        })?;
        match OwnSpan::new(start, end, &label) {
            Ok(span) => out.push(span),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(out))
}

/// What a caller's own words bore on a document, as rows.
pub(super) fn rows_of(own: &crate::document::Own) -> OwnRows {
    let spans = own.spans.iter().map(|s| (s.chars.start, s.chars.end, s.label.to_string()));
    let refused = own.refused.iter().map(|r| (r.kind.to_string(), r.source.start, r.source.end));
    (cue_rows(&own.cues), name_rows(&own.names), spans.collect(), refused.collect())
}

pub(super) fn cue_rows(cues: &[OwnCue]) -> Vec<CueRow> {
    cues.iter().map(|c| (c.words.clone(), c.pos.clone(), c.class.clone())).collect()
}

pub(super) fn name_rows(names: &[OwnName]) -> Vec<NameRow> {
    names.iter().map(|n| (n.name.clone(), n.label.to_string(), n.id.clone())).collect()
}

/// A reader that finds again what such rows say, and the repairs that it leaves.
pub(super) fn reader_of(
    (cues, names, spans, refused): OwnRows,
) -> Result<(Reader, Vec<Refusal>), crate::Error> {
    let cues = cues.into_iter().map(|(words, pos, class)| OwnCue { words, pos, class }).collect();
    let names = names.into_iter().map(|(name, label, id)| OwnName::row(&name, &label, id.as_deref()));
    let names = names.collect::<Result<_, String>>().map_err(crate::Error::input)?;
    let place = |(start, end, label): SpanRow| OwnSpan::new(start as i64, end as i64, &label);
    let spans = spans.into_iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let reader = Reader::new().with_lexicon(cues)?.with_gazetteer(names)?;
    let reader = if spans.is_empty() { reader } else { reader.with_entities(move |_| Ok(spans.clone())) };
    let refusal = |(kind, start, end): RefusalRow| {
        let source = (start <= end).then_some(Span { start, end });
        RepairKind::parse(&kind).zip(source).map(|(kind, source)| Refusal { kind, source })
    };
    Ok((reader, refused.into_iter().filter_map(refusal).collect()))
}
