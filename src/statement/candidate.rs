//! What may be a statement: a clause or a noun phrase.

use std::ops::Range;

/// What a candidate is built on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// A clause: index into the scene's clauses.
    Clause,
    /// A noun phrase: "its commitment to end torture", "the adoption of a law".
    Nominal,
}

/// A stretch that may be a statement.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) base: Base,
    /// The clause that it is, or stands in.
    pub(super) clause: usize,
    /// First to last token of the span that would be marked.
    pub(super) tokens: Range<usize>,
    /// Main verb or head noun; none for a headline.
    pub(super) head: Option<usize>,
}
