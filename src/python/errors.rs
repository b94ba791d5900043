//! From the library's error to Python's.

use pyo3::exceptions::{PyKeyboardInterrupt, PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;

use crate::error::Error as CoreError;

pyo3::create_exception!(
    servanda,
    Error,
    PyValueError,
    "A text, an argument or a table that cannot be used; the message says which, where and why."
);
pyo3::create_exception!(
    servanda,
    Interrupted,
    PyKeyboardInterrupt,
    "Reading was stopped by Ctrl-C. `corpus` holds what was done until then."
);

impl From<CoreError> for PyErr {
    fn from(error: CoreError) -> Self {
        match error.io_kind() {
            Some(kind) => std::io::Error::new(kind, error.to_string()).into(),
            None => Error::new_err(error.to_string()),
        }
    }
}

/// A string that has no UTF-8 form holds half a surrogate pair; the error says where.
pub(super) fn surrogate(py: Python<'_>, error: PyErr) -> CoreError {
    let start = || error.value(py).getattr("start").ok()?.extract::<usize>().ok();
    let code = |at: usize| {
        let object = error.value(py).getattr("object").ok()?.get_item(at).ok()?;
        let ord = py.import("builtins").ok()?.call_method1("ord", (object,)).ok()?;
        ord.extract::<u32>().ok()
    };
    match start().filter(|_| error.is_instance_of::<PyUnicodeEncodeError>(py)) {
        Some(at) => CoreError::input(format!(
            "character {at} is half of a surrogate pair (U+{:04X}) and no text; decode with errors='replace' or repair \
             the string first",
            code(at).unwrap_or(0xd800)
        )),
        None => CoreError::input(error.to_string()),
    }
}

/// What kind of thing a value is, for a message.
pub(super) fn kind(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "this".into(), |n| n.to_string())
}
