//! One sentence to tokens.

use unicode_segmentation::UnicodeSegmentation;

use super::Shape;
use crate::span::Span;

/// Calls `emit` for each token of a sentence, in order; the gaps between are white space.
pub(crate) fn split(text: &str, sentence: Span, mut emit: impl FnMut(Span, Shape)) {
    for word in text[sentence.range()].split_word_bound_indices() {
        let (start, piece) = (sentence.start as usize + word.0, word.1);
        if piece.trim().is_empty() {
            continue;
        }
        contraction(piece, start, &mut emit);
    }
}

/// Parts a contraction ("doesn't" to "does" and "n't", "Tajin's" to "Tajin" and "'s").
fn contraction(piece: &str, start: usize, emit: &mut impl FnMut(Span, Shape)) {
    let cut = piece.char_indices().rev().find(|(_, c)| matches!(c, '\'' | '’')).and_then(|(at, c)| {
        let tail = piece[at + c.len_utf8()..].to_ascii_lowercase();
        match tail.as_str() {
            "s" | "re" | "ve" | "ll" | "d" | "m" if at > 0 => Some(at),
            "t" if piece[..at].ends_with(['n', 'N']) && at > 1 => Some(at - 1),
            _ => None,
        }
    });
    match cut {
        Some(at) => {
            emit(Span::new(start, start + at), shape(&piece[..at]));
            emit(Span::new(start + at, start + piece.len()), Shape::Lower);
        }
        None => emit(Span::new(start, start + piece.len()), shape(piece)),
    }
}

pub(super) fn shape(word: &str) -> Shape {
    let mut chars = word.chars();
    let first = chars.next().unwrap_or(' ');
    if word.chars().all(|c| !c.is_alphanumeric()) {
        return if first.is_ascii_punctuation()
            && !matches!(first, '$' | '%' | '+' | '<' | '=' | '>' | '^' | '|' | '~')
            || matches!(first, '“' | '”' | '‘' | '’' | '–' | '—' | '…' | '«' | '»')
        {
            Shape::Punct
        } else {
            Shape::Symbol
        };
    }
    if first.is_ascii_digit() && !word.chars().any(char::is_alphabetic) {
        return Shape::Number;
    }
    let lower = word.chars().any(char::is_lowercase);
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    match (first.is_uppercase(), lower, upper) {
        (false, true, 0) => Shape::Lower,
        (true, _, 1) => Shape::Title,
        (true, false, _) => Shape::Upper,
        _ => Shape::Mixed,
    }
}
