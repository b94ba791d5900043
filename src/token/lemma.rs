//! Lemmas.

use super::Tokens;
use crate::span::Span;

/// Fills the lemma column.
pub(crate) fn lemmas(tokens: &mut Tokens) {
    for i in 0..tokens.len() {
        let lower = tokens.lowers[i];
        tokens.lemmas.push(Span::new(lower.range().start, lower.range().end));
    }
}
