//! Single stages, for the trainers and benches of this repository only; no promise of stability.

use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::span::Span;
use crate::statement::{Context, Example};

/// Every candidate statement of a document with its features, as the trainer sees them.
pub fn examples(document: &Document) -> Vec<Example> {
    crate::statement::examples(&context(document, &Lexicon::builtin()))
}

/// Which of some scored spans survive where they overlap.
pub fn pick(items: &[(Span, f32)]) -> Vec<usize> {
    crate::statement::pick(items)
}

fn context<'d>(document: &'d Document, lexicon: &'d Lexicon) -> Context<'d> {
    Context {
        text: &document.text,
        blocks: &document.blocks,
        sentences: &document.sentences,
        tokens: &document.tokens,
        entities: &document.entities,
        lexicon,
        date: document.date,
    }
}
