//! The one error type of the library, and its milder sister, the warning.

use std::borrow::Cow;
use std::fmt;

/// Anything that can go wrong between a caller's bytes and a result.
///
/// The kind is private; ask with the `is_*` predicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Decode,
    Input,
    Io(std::io::ErrorKind),
    Table,
    Model,
    Limit,
    Internal,
}

/// A caution that travels with a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A stable code, such as `not_english`.
    pub code: Cow<'static, str>,
    /// One sentence for people.
    pub message: String,
}

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// Bytes that are not text in the encoding given or guessed; the message names the byte.
    pub(crate) fn decode(message: impl Into<String>) -> Self {
        Self::new(Kind::Decode, message)
    }

    /// An argument that cannot be used.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    /// A file that cannot be read or written.
    pub(crate) fn io(path: &str, error: &std::io::Error) -> Self {
        Self::new(Kind::Io(error.kind()), format!("{path}: {error}"))
    }

    /// A lexicon or data table with a faulty line.
    pub(crate) fn table(name: &str, line: usize, message: impl fmt::Display) -> Self {
        Self::new(Kind::Table, format!("{name}:{line}: {message}"))
    }

    /// A model file that does not fit this build.
    pub(crate) fn model(message: impl Into<String>) -> Self {
        Self::new(Kind::Model, message)
    }

    /// A text beyond what offsets can address.
    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new(Kind::Limit, message)
    }

    /// A fault of the library's own, caught so that a batch goes on without the document that met it.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, message)
    }

    /// The same error, with the file or table that it is about named first.
    pub(crate) fn within(mut self, name: &str) -> Self {
        self.message = format!("{name}: {}", self.message);
        self
    }

    /// The bytes are not text.
    pub fn is_decode(&self) -> bool {
        self.kind == Kind::Decode
    }

    /// An argument was wrong.
    pub fn is_input(&self) -> bool {
        self.kind == Kind::Input
    }

    /// A file could not be read or written.
    pub fn is_io(&self) -> bool {
        matches!(self.kind, Kind::Io(_))
    }

    /// What kept a file from being read or written.
    pub fn io_kind(&self) -> Option<std::io::ErrorKind> {
        match self.kind {
            Kind::Io(kind) => Some(kind),
            _ => None,
        }
    }

    /// A lexicon table is faulty.
    pub fn is_table(&self) -> bool {
        self.kind == Kind::Table
    }

    /// A model does not fit.
    pub fn is_model(&self) -> bool {
        self.kind == Kind::Model
    }

    /// The text is too long.
    pub fn is_limit(&self) -> bool {
        self.kind == Kind::Limit
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
