//! Blocks to sentences.

use crate::lexicon::Lexicon;
use crate::segment::Block;
use crate::span::Span;
use crate::text::Text;

/// One sentence, or a heading or list item that stands for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where, without white space at the edges.
    pub span: Span,
    /// Index of the block that holds it.
    pub block: u32,
}

/// The sentences of all blocks, in order.
pub(crate) fn sentences(text: &Text, blocks: &[Block], lexicon: &Lexicon) -> Vec<Sentence> {
    let clean = text.clean();
    let mut out = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let end = block.span.end as usize;
        let mut start = block.span.start as usize;
        let mut at = start;
        while let Some(next) = boundary(clean, at, end, lexicon) {
            out.push(Sentence { span: Span::new(start, next.0), block: index as u32 });
            start = next.1;
            at = start;
        }
        if start < end {
            out.push(Sentence { span: Span::new(start, end), block: index as u32 });
        }
    }
    out
}

/// The end of the sentence that holds byte `from`, and the start of the next one.
fn boundary(text: &str, from: usize, end: usize, lexicon: &Lexicon) -> Option<(usize, usize)> {
    let mut at = from;
    while let Some(found) = text[at..end].find(['.', '!', '?', '…']) {
        let mark = at + found;
        let mut close = mark;
        for c in text[mark..end].chars() {
            if !matches!(c, '.' | '!' | '?' | '…' | '"' | '”' | '’' | '\'' | ')' | ']' | '»') {
                break;
            }
            close += c.len_utf8();
        }
        let gap = text[close..end].len() - text[close..end].trim_start().len();
        let next = close + gap;
        if next >= end {
            return None;
        }
        if gap > 0 && opens(&text[next..end]) && !abbreviation(text, from, mark, &text[next..end], lexicon) {
            return Some((close, next));
        }
        at = close;
    }
    None
}

fn opens(rest: &str) -> bool {
    let body = rest.trim_start_matches(['"', '“', '‘', '\'', '(', '[', '«']);
    body.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

fn abbreviation(text: &str, from: usize, mark: usize, rest: &str, lexicon: &Lexicon) -> bool {
    if !text[mark..].starts_with('.') {
        return false;
    }
    let word =
        text[from..mark].rsplit(|c: char| c.is_whitespace() || "(“\"[".contains(c)).next().unwrap_or("");
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.') && word.len() <= 6;
    let followed_by_number = rest.starts_with(|c: char| c.is_ascii_digit());
    match lexicon.abbreviation(word) {
        Some("number") => followed_by_number,
        Some("title") => true,
        Some(_) => !rest.starts_with(char::is_uppercase),
        None => initial || (dotted && !rest.starts_with(char::is_uppercase)),
    }
}
