//! One sentence as the entity rules see it: tokens with what the word table knows of them.

use std::ops::Range;

use crate::lexicon::gazetteer::{Class, Gazetteer, Word};
use crate::span::Span;
use crate::token::{Shape, Tokens};

/// The words of all tokens, looked up once.
pub(super) fn words(tokens: &Tokens) -> Vec<Word> {
    let table = Gazetteer::get();
    (0..tokens.len()).map(|i| table.word(tokens.lower(i))).collect()
}

/// A sentence; asking past its ends gives empty words.
#[derive(Clone, Copy)]
pub(super) struct Scan<'d> {
    clean: &'d str,
    tokens: &'d Tokens,
    words: &'d [Word],
    pub(super) first: usize,
    pub(super) end: usize,
}

impl<'d> Scan<'d> {
    pub(super) fn new(clean: &'d str, tokens: &'d Tokens, words: &'d [Word], sentence: Range<usize>) -> Self {
        Self { clean, tokens, words, first: sentence.start, end: sentence.end }
    }

    fn holds(&self, i: usize) -> bool {
        (self.first..self.end).contains(&i)
    }

    pub(super) fn text(&self, i: usize) -> &'d str {
        if self.holds(i) { &self.clean[self.tokens.span(i).range()] } else { "" }
    }

    pub(super) fn lower(&self, i: usize) -> &'d str {
        if self.holds(i) { self.tokens.lower(i) } else { "" }
    }

    pub(super) fn shape(&self, i: usize) -> Shape {
        if self.holds(i) { self.tokens.shape(i) } else { Shape::Punct }
    }

    pub(super) fn word(&self, i: usize) -> Word {
        if self.holds(i) { self.words[i] } else { Word::default() }
    }

    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.word(i).is(class)
    }

    pub(super) fn any(&self, i: usize, lowers: &[&str]) -> bool {
        lowers.contains(&self.lower(i))
    }

    /// Whether a token touches the next.
    pub(super) fn glued(&self, i: usize) -> bool {
        self.holds(i) && self.holds(i + 1) && self.tokens.span(i).end == self.tokens.span(i + 1).start
    }

    pub(super) fn hyphen(&self, i: usize) -> bool {
        matches!(self.text(i), "-" | "–" | "‑" | "—" | "−")
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.tokens.span_of(range)
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &'d str {
        &self.clean[self.span(range).range()]
    }

    /// A capital first: the look of a name.
    pub(super) fn capital(&self, i: usize) -> bool {
        match self.shape(i) {
            Shape::Title | Shape::Upper => true,
            Shape::Mixed => self.text(i).starts_with(char::is_uppercase),
            _ => false,
        }
    }
}
