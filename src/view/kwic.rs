//! A word or phrase wherever it stands, with the words around it.

use crate::document::Document;
use crate::error::Error;
use crate::span::Span;

/// One place where a phrase was found, in bytes of the clean text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What stands before it.
    pub left: Span,
    /// The phrase.
    pub hit: Span,
    /// What stands after it.
    pub right: Span,
    /// Index of its first token.
    pub token: usize,
}

/// The places of a phrase: words divided by spaces, `*` for any letters, capitals or not.
///
/// # Errors
/// When the pattern has no word.
pub fn kwic(document: &Document, pattern: &str, window: usize) -> Result<Vec<Line>, Error> {
    let words: Vec<String> =
        pattern.to_lowercase().replace('’', "'").split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return Err(Error::input("the pattern has no word"));
    }
    let tokens = &document.tokens;
    let fits = |first: usize| words.iter().enumerate().all(|(i, w)| like(w, tokens.lower(first + i)));
    let last = (tokens.len() + 1).saturating_sub(words.len());
    Ok((0..last)
        .filter(|&t| fits(t))
        .map(|t| {
            let end = t + words.len();
            let hit = tokens.span_of(t..end);
            let left = tokens.span_of(t.saturating_sub(window)..t);
            let right = tokens.span_of(end..(end + window).min(tokens.len()));
            let at =
                |edge: u32, span: Span| if span.is_empty() { Span { start: edge, end: edge } } else { span };
            Line { left: at(hit.start, left), hit, right: at(hit.end, right), token: t }
        })
        .collect())
}

/// Whether a word fits a pattern in which `*` stands for any letters, or none.
fn like(pattern: &str, word: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = word.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DocVars;
    use crate::reader::Reader;

    #[test]
    fn wildcards() {
        for (pattern, word, fits) in [
            ("commit*", "commitments", true),
            ("commit", "commits", false),
            ("*ment", "parliament", true),
            ("*", "x", true),
            ("a*b*c", "axxbxc", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(like(pattern, word), fits, "{pattern} {word}");
        }
    }

    #[test]
    fn a_phrase_with_its_surroundings() {
        let read =
            Reader::new().read("They made new promises. Promises were kept.", DocVars::default()).unwrap();
        let lines = kwic(&read, "promise*", 2).unwrap();
        let text = |span| read.text.slice(span);
        assert_eq!(lines.len(), 2);
        assert_eq!((text(lines[0].left), text(lines[0].hit)), ("made new", "promises"));
        assert_eq!(text(lines[1].right), "were kept");
        assert!(kwic(&read, "  ", 2).unwrap_err().is_input());
    }
}
