//! Positioned words: rows of the caller's, and the pages of a PDF file.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyString};

use super::errors::kind;
use crate::corpus::Opener;
use crate::error::{Error as CoreError, Warning};
use crate::layout::{Found, LaidText, PlacedWord, order};

/// A word of a page: page, left, top, right, bottom, text.
type Row = (u32, f64, f64, f64, f64, PyBackedStr);

/// Rows of `(page, x0, y0, x1, y1, text)` to a text in reading order.
pub(super) fn of_rows(py: Python<'_>, rows: &Bound<'_, PyAny>) -> PyResult<LaidText> {
    let items = rows.try_iter().map_err(|_| {
        PyTypeError::new_err(format!("words are rows of (page, x0, y0, x1, y1, text), not {}", kind(rows)))
    })?;
    let mut all: Vec<Row> = Vec::new();
    for (index, item) in items.enumerate() {
        let item = item?;
        all.push(row(&item).map_err(|error| {
            let shown = item.repr().map_or_else(|_| kind(&item), |r| r.to_string_lossy().into_owned());
            let shown = crate::view::text::cut(&shown, 80);
            let message =
                format!("word {index}: a row is (page, x0, y0, x1, y1, text), not {shown}: {error}");
            PyTypeError::new_err(message)
        })?);
    }
    let laid = py.detach(|| {
        let words: Vec<PlacedWord<'_>> = all.iter().map(placed).collect();
        order(&words)
    });
    Ok(laid?)
}

fn row(item: &Bound<'_, PyAny>) -> PyResult<Row> {
    if let Ok(row) = item.extract::<Row>() {
        return Ok(row);
    }
    let at = |i: usize| item.get_item(i);
    if item.is_instance_of::<PyString>() || item.len()? != 6 {
        return Err(PyTypeError::new_err("it has not six values"));
    }
    let number = |i: usize| at(i)?.extract::<f64>();
    Ok((at(0)?.extract()?, number(1)?, number(2)?, number(3)?, number(4)?, at(5)?.extract()?))
}

fn placed((page, x0, y0, x1, y1, text): &Row) -> PlacedWord<'_> {
    let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(|v| *v as f32);
    PlacedWord { page: *page, x0, y0, x1, y1, text }
}

/// A page as `servanda._pdf` gives it: its number, its height, its text, first and last character of each word as pairs of
/// 32-bit numbers, and the boxes of these characters as left, top, right and bottom in 32-bit floats, upwards.
type Sheet = (u32, f32, PyBackedStr, PyBackedBytes, PyBackedBytes);

/// What `servanda._pdf` gives: pages, title, date, warnings.
type File = (Vec<Sheet>, Option<String>, Option<String>, Vec<String>);

/// A file that Python opens.
#[derive(Clone)]
pub(super) enum Bytes {
    Path(PathBuf),
    Memory(Arc<[u8]>),
}

/// A PDF file, to be opened when its turn comes, on whatever thread reads it.
pub(super) fn pdf(bytes: Bytes) -> Opener {
    let path = match &bytes {
        Bytes::Path(path) => Some(path.clone()),
        Bytes::Memory(_) => None,
    };
    let open = Arc::new(move || {
        let name = match &bytes {
            Bytes::Path(path) => path.display().to_string(),
            Bytes::Memory(bytes) => format!("{} bytes", bytes.len()),
        };
        let file = Python::try_attach(|py| called(py, &bytes).map_err(|e| told(py, &e, &name)));
        let file = file.unwrap_or_else(|| Err(CoreError::input("Python is ending")))?;
        let (sheets, title, date, warnings) = file;
        let mut words = Vec::new();
        for sheet in &sheets {
            place(sheet, &mut words);
        }
        let mut laid = order(&words).map_err(|e| e.within(&name))?;
        laid.found = Found { title, date, publisher: None };
        let warning = |message| Warning { code: "pages_without_text".into(), message };
        laid.warnings.extend(warnings.into_iter().map(warning));
        Ok(laid)
    });
    Opener { path, open }
}

fn called(py: Python<'_>, bytes: &Bytes) -> PyResult<File> {
    let source = match bytes {
        Bytes::Path(path) => path.into_pyobject(py)?.into_any(),
        Bytes::Memory(bytes) => PyBytes::new(py, bytes).into_any(),
    };
    py.import("servanda._pdf")?.call_method1("pages", (source,))?.extract()
}

/// An error of Python's as the library's own.
fn told(py: Python<'_>, error: &PyErr, name: &str) -> CoreError {
    use pyo3::exceptions::{PyFileNotFoundError, PyIsADirectoryError, PyOSError, PyPermissionError};
    let is = |kind: std::io::ErrorKind| CoreError::io(name, &kind.into());
    if error.is_instance_of::<PyFileNotFoundError>(py) {
        return is(std::io::ErrorKind::NotFound);
    } else if error.is_instance_of::<PyPermissionError>(py) {
        return is(std::io::ErrorKind::PermissionDenied);
    } else if error.is_instance_of::<PyIsADirectoryError>(py) {
        return is(std::io::ErrorKind::IsADirectory);
    } else if error.is_instance_of::<PyOSError>(py) {
        return CoreError::io(name, &std::io::Error::other(error.value(py).to_string()));
    }
    CoreError::decode(error.value(py).to_string()).within(name)
}

/// Adds the words of a page; what does not fit its text is left out.
fn place<'s>(sheet: &'s Sheet, out: &mut Vec<PlacedWord<'s>>) {
    let (page, height, text, ends, boxes) = sheet;
    let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let edge = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let mut chars = text.char_indices().map(|(at, _)| at).chain([text.len()]).enumerate();
    let mut byte_of = |char: u32| chars.find(|(i, _)| *i == char as usize).map(|(_, at)| at);
    for (ends, boxes) in ends.chunks_exact(8).zip(boxes.chunks_exact(32)) {
        let (first, last) = (number(&ends[..4]), number(&ends[4..]));
        // One character's word is looked up once.
        let Some(start) = byte_of(first) else { return };
        let length = text[start..]
            .chars()
            .take((last - first.min(last)) as usize + 1)
            .map(char::len_utf8)
            .sum::<usize>();
        let side = |i: usize| edge(&boxes[i * 4..]);
        let pair = |a: usize, pick: fn(f32, f32) -> f32| pick(side(a), side(a + 4));
        let (left, right) = (pair(0, f32::min), pair(2, f32::max));
        let (top, foot) = (pair(1, f32::max), pair(3, f32::min));
        let (y0, y1) = (height - top.max(foot), height - top.min(foot));
        let word = &text[start..start + length];
        out.push(PlacedWord { page: *page, x0: left.min(right), y0, x1: right.max(left), y1, text: word });
    }
}
