//! A word or phrase wherever it stands, with the words around it.

use regex::Regex;

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

/// The places of a phrase: words divided by spaces, `*` for any letters, capitals or not; whole words only.
///
/// # Errors
/// When the pattern has no word, or is far too long.
pub fn kwic(document: &Document, pattern: &str, window: usize) -> Result<Vec<Line>, Error> {
    let phrase = compile(pattern)?;
    let tokens = &document.tokens;
    let find = |found: regex::Match<'_>| {
        let hit = Span::new(found.start(), found.end());
        let inside = tokens.covering(hit);
        let left = tokens.span_of(inside.start.saturating_sub(window)..inside.start);
        let right = tokens.span_of(inside.end..(inside.end + window).min(tokens.len()));
        let at = |edge: u32, span: Span| if span.is_empty() { Span { start: edge, end: edge } } else { span };
        Line { left: at(hit.start, left), hit, right: at(hit.end, right), token: inside.start }
    };
    Ok(phrase.find_iter(document.text.clean()).map(find).collect())
}

/// The phrase as a regular expression over the clean text.
fn compile(pattern: &str) -> Result<Regex, Error> {
    let words: Vec<String> = pattern
        .split_whitespace()
        .map(|w| regex::escape(w).replace(r"\*", r"\w*").replace(['\'', '’'], "['’]"))
        .collect();
    let words = words.join(r"\s+");
    if words.is_empty() {
        return Err(Error::input("the pattern has no word"));
    }
    let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '*');
    let edge = |c| if word(c) { r"\b" } else { "" };
    let (first, last) = (pattern.trim().chars().next(), pattern.trim().chars().next_back());
    Regex::new(&format!("(?i){}{words}{}", edge(first), edge(last)))
        .map_err(|e| Error::input(format!("the pattern cannot be used: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DocVars;
    use crate::reader::Reader;

    #[test]
    fn wildcards() {
        for (pattern, text, fits) in [
            ("commit*", "its commitments", true),
            ("commit", "commits", false),
            ("*ment", "the Parliament", true),
            ("a*b*c", "axxbxc", true),
            ("a*a", "a", false),
            ("self-*", "of self-governance", true),
            ("state's own", "the State’s  own", true),
            ("(a)", "under (a) above", true),
        ] {
            assert_eq!(compile(pattern).unwrap().is_match(text), fits, "{pattern} {text}");
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
