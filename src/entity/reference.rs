//! What a phrase that names nothing stands for.

use crate::names::names;
use crate::span::Span;

names! {
    /// How a phrase stands for a thing.
    ReferenceKind {
        /// A noun that says what it is: "the government", "the minister".
        Role = "role",
        /// "it", "its", "he", "her".
        Pronoun = "pronoun",
        /// A law or plan that is described, not named: "the amended media law".
        Law = "law",
    }
}

/// Words that stand for a thing without naming it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    /// Where.
    pub span: Span,
    /// How it stands for the thing.
    pub kind: ReferenceKind,
    /// Index into [`super::Entities::things`].
    pub thing: u32,
}
