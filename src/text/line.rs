//! One line of a text, and how its edges look.

use crate::layout::PartKind;
use crate::span::Span;

/// What a line is, judged by its own form and its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// White space only.
    Blank,
    /// Begins a block: after a blank line, a list item, or a line that does not go on from the one before.
    First,
    /// Goes on from the last line of the body before: the break between them is a wrap.
    Wrapped,
}

/// What a line is for on its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The text itself.
    Body,
    /// A note at the foot.
    Footnote,
    /// A running header, footer, page number or ruled line.
    Furniture,
}

/// One line, in bytes of the text it was cut from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Without the white space at its edges.
    pub(crate) span: Span,
    pub(crate) kind: LineKind,
    pub(crate) role: Role,
    /// Stands inside a sentence that goes on below; its place is after that paragraph.
    pub(crate) lifted: bool,
    /// What the file says it is.
    pub(crate) part: Option<PartKind>,
    /// Ends with a form feed.
    pub(crate) feed: bool,
    /// Characters of the span.
    pub(crate) width: u32,
    /// White space before the span, in bytes.
    pub(crate) indent: u32,
}

impl Line {
    /// The line between two bytes; `feed` when a form feed ends it.
    pub(crate) fn new(text: &str, start: usize, end: usize, feed: bool) -> Self {
        let raw = &text[start..end];
        let body = raw.trim();
        let indent = if body.is_empty() { 0 } else { raw.len() - raw.trim_start().len() };
        let kind = if body.is_empty() { LineKind::Blank } else { LineKind::First };
        Self {
            span: Span::new(start + indent, start + indent + body.len()),
            kind,
            role: Role::Body,
            lifted: false,
            part: None,
            feed,
            width: body.chars().count() as u32,
            indent: indent as u32,
        }
    }

    /// It is no part of the text, whatever stands around it.
    pub(crate) fn make_furniture(&mut self) {
        self.role = Role::Furniture;
        self.kind = LineKind::First;
    }

    /// Its characters.
    pub(crate) fn body<'t>(&self, text: &'t str) -> &'t str {
        &text[self.span.range()]
    }
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With a full stop, question or exclamation mark, whatever closes after it.
    Stop,
    /// With a colon or semicolon.
    Half,
    /// In the middle of something.
    Open,
}

pub(crate) fn ends(line: &str) -> End {
    let body = line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ']);
    match body.chars().next_back() {
        Some('.' | '!' | '?' | '…') => End::Stop,
        Some(':' | ';') => End::Half,
        Some(c) if c.is_ascii_digit() || c == ']' || "¹²³⁰⁴⁵⁶⁷⁸⁹".contains(c) => {
            // A footnote mark after the stop does not hide it.
            let rest = body.trim_end_matches(|c: char| c.is_ascii_digit() || "[]¹²³⁰⁴⁵⁶⁷⁸⁹".contains(c));
            let stop = rest.strip_suffix('.').and_then(|r| r.chars().next_back());
            if stop.is_some_and(|c| c.is_alphabetic() || ")]”\"’".contains(c)) {
                End::Stop
            } else {
                End::Open
            }
        }
        _ => End::Open,
    }
}

/// A letter or digit and a hyphen: a word cut in two, or a compound.
pub(crate) fn ends_cut(line: &str) -> bool {
    let stem = line.strip_suffix(['-', '\u{2010}', '\u{ad}']);
    stem.is_some_and(|s| s.ends_with(char::is_alphanumeric))
}

/// Begins as the middle of a sentence does.
pub(crate) fn goes_on(line: &str) -> bool {
    let body = line.trim_start_matches(['\u{feff}', '“', '"', '‘', '(', '\u{ad}']);
    body.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ')' | ';' | '&' | '%'))
}

/// Most words that are not small begin with a capital.
pub(crate) fn titled(line: &str) -> bool {
    let (mut capital, mut all) = (0, 0);
    for word in line.split_whitespace().filter(|w| w.chars().nth(3).is_some()) {
        all += 1;
        capital += usize::from(word.chars().any(char::is_uppercase));
    }
    capital * 10 >= all * 7
}
