//! One sentence as the entity rules see it: tokens with what the word table knows of them.

use std::ops::Range;

use crate::lexicon::gazetteer::{Class, Found, Gazetteer, Key, Kind, Name, Word};
use crate::span::Span;
use crate::token::{Shape, Tokens, Upos};

/// Tokens that a name of the gazetteer may have at most.
const LONGEST: usize = 14;

/// The words of a text, each looked up once.
pub(super) fn words(tokens: &Tokens) -> Vec<Word> {
    let table = Gazetteer::get();
    let look = |lower: &str| {
        // "mr." is known as "mr"; a full stop alone is not cut to nothing.
        let stopped = lower.len() > 1 && lower.as_bytes().last() == Some(&b'.');
        table.word(if stopped { &lower[..lower.len() - 1] } else { lower })
    };
    tokens.forms().map(look).collect()
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

    #[inline]
    fn holds(&self, i: usize) -> bool {
        (self.first..self.end).contains(&i)
    }

    #[inline]
    pub(super) fn text(&self, i: usize) -> &'d str {
        if self.holds(i) { &self.clean[self.tokens.span(i).range()] } else { "" }
    }

    #[inline]
    pub(super) fn lower(&self, i: usize) -> &'d str {
        if self.holds(i) { self.tokens.lower(i) } else { "" }
    }

    #[inline]
    pub(super) fn shape(&self, i: usize) -> Shape {
        if self.holds(i) { self.tokens.shape(i) } else { Shape::Punct }
    }

    #[inline]
    pub(super) fn word(&self, i: usize) -> Word {
        if self.holds(i) { self.words[self.tokens.word(i)] } else { Word::default() }
    }

    /// Whether the tagger reads it as a proper noun.
    #[inline]
    pub(super) fn proper(&self, i: usize) -> bool {
        self.holds(i) && self.tokens.upos(i) == Upos::Propn
    }

    /// Whether the tagger reads it as a noun or a name.
    #[inline]
    pub(super) fn proper_or_noun(&self, i: usize) -> bool {
        self.holds(i) && matches!(self.tokens.upos(i), Upos::Propn | Upos::Noun)
    }

    #[inline]
    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.word(i).is(class)
    }

    #[inline]
    pub(super) fn any(&self, i: usize, lowers: &[&str]) -> bool {
        // Most words differ in length or in their first letter.
        let word = self.lower(i);
        let first = word.as_bytes().first();
        lowers.iter().any(|l| l.len() == word.len() && l.as_bytes().first() == first && *l == word)
    }

    /// How long a token is, in bytes.
    #[inline]
    pub(super) fn len(&self, i: usize) -> usize {
        if self.holds(i) { self.tokens.span(i).len() } else { 0 }
    }

    /// Whether a token touches the next.
    #[inline]
    pub(super) fn glued(&self, i: usize) -> bool {
        self.holds(i) && self.holds(i + 1) && self.tokens.span(i).end == self.tokens.span(i + 1).start
    }

    #[inline]
    pub(super) fn hyphen(&self, i: usize) -> bool {
        matches!(self.shape(i), Shape::Punct | Shape::Symbol)
            && matches!(self.text(i), "-" | "–" | "‑" | "—" | "−")
    }

    #[inline]
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.tokens.span_of(range)
    }

    #[inline]
    pub(super) fn slice(&self, range: Range<usize>) -> &'d str {
        &self.clean[self.span(range).range()]
    }

    /// A capital first: the look of a name.
    #[inline]
    pub(super) fn capital(&self, i: usize) -> bool {
        match self.shape(i) {
            Shape::Title | Shape::Upper => true,
            Shape::Mixed => self.text(i).starts_with(char::is_uppercase),
            _ => false,
        }
    }

    /// The longest name of the gazetteer that begins at a token.
    pub(super) fn known(&self, i: usize) -> Option<(usize, Name)> {
        let table = Gazetteer::get();
        let mut key = Key::new();
        let mut best = None;
        for k in i..self.end.min(i + LONGEST) {
            let text = self.text(k);
            if self.hyphen(k) {
                key.gap();
                continue;
            }
            if k > i && matches!(text, "." | "'s" | "’s") {
                break;
            }
            key.add(text);
            let word = !matches!(self.shape(k + 1), Shape::Punct | Shape::Symbol);
            let closed = !self.glued(k) || !word && !self.any(k + 1, &["'"]) || self.any(k + 1, &["'s", "'"]);
            match table.find(key) {
                Found::Name(name) if closed && self.fits(i, k + 1, &name) => best = Some((k + 1, name)),
                Found::Nothing if closed => break,
                _ => {}
            }
            if !self.glued(k) {
                key.gap();
            }
        }
        best
    }

    /// Whether a name's letter case suits that of the text: "US" is not "us", and a place is not an acronym.
    fn fits(&self, start: usize, end: usize, name: &Name) -> bool {
        let text = self.text(start);
        if name.acronym {
            return !text.chars().any(char::is_lowercase);
        }
        let upper = end == start + 1 && !text.chars().any(char::is_lowercase) && text.len() < 5;
        !(upper && matches!(name.kind, Kind::City | Kind::Region | Kind::Party | Kind::Body))
    }
}
