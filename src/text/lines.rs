//! The lines of a text and what stands between them: a wrap inside a paragraph, or a break.

use crate::span::Span;

/// What a line is, judged by its own form and its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// White space only.
    Blank,
    /// Begins a block: after a blank line, a list item, or a line that does not go on from the one before.
    First,
    /// Goes on from the line before: the break between them is a wrap.
    Wrapped,
}

/// One line without its line end, in bytes of the text it was cut from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) span: Span,
    pub(crate) kind: LineKind,
}

/// Cuts a text into lines at `\n`, `\r\n`, `\r`, form feed, and the Unicode line and paragraph separators.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        let length = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\n' | b'\r' | 0x0b | 0x0c => 1,
            0xe2 if bytes[at..].starts_with("\u{2028}".as_bytes()) => 3,
            0xe2 if bytes[at..].starts_with("\u{2029}".as_bytes()) => 3,
            _ => 0,
        };
        if length == 0 {
            at += 1;
            continue;
        }
        out.push(Line { span: Span::new(start, at), kind: LineKind::First });
        at += length;
        start = at;
    }
    out.push(Line { span: Span::new(start, bytes.len()), kind: LineKind::First });
    classify(text, &mut out);
    out
}

fn classify(text: &str, lines: &mut [Line]) {
    for line in lines.iter_mut() {
        if text[line.span.range()].trim().is_empty() {
            line.kind = LineKind::Blank;
        }
    }
    let mut i = 0;
    while i < lines.len() {
        if lines[i].kind == LineKind::Blank {
            i += 1;
            continue;
        }
        let end = lines[i..].iter().position(|l| l.kind == LineKind::Blank).map_or(lines.len(), |n| i + n);
        classify_group(text, &mut lines[i..end]);
        i = end;
    }
}

/// Lines between two blank ones: which of them go on from the line before?
fn classify_group(text: &str, lines: &mut [Line]) {
    let width = lines.iter().map(|l| text[l.span.range()].trim().chars().count()).max().unwrap_or(0);
    for i in 1..lines.len() {
        let above = text[lines[i - 1].span.range()].trim();
        let here = text[lines[i].span.range()].trim();
        if is_wrap(above, here, width) {
            lines[i].kind = LineKind::Wrapped;
        }
    }
}

/// Whether `here` goes on from `above` in a group whose longest line has `width` characters.
fn is_wrap(above: &str, here: &str, width: usize) -> bool {
    if starts_item(here) {
        return false;
    }
    let length = above.chars().count();
    let first = here.split_whitespace().next().unwrap_or("").chars().count();
    let full = length + 1 + first > width.max(30);
    let ends =
        above.ends_with(['.', '!', '?', ':', ';']) || above.ends_with(['”', '"', '’', ')', '»']) && full;
    let goes_on = here.starts_with(|c: char| c.is_lowercase() || c == ',' || c == ')');
    full || (goes_on && !above.ends_with(['.', '!', '?']) && length * 2 > width) || (!ends && goes_on)
}

/// A bullet, a number, or a letter that opens a list item or a footnote.
pub(crate) fn starts_item(line: &str) -> bool {
    item_mark(line).is_some()
}

/// Length in bytes of the mark that opens a list item or footnote, with the white space after it.
pub(crate) fn item_mark(line: &str) -> Option<usize> {
    let after = |n: usize| {
        let rest = &line[n..];
        let gap = rest.len() - rest.trim_start().len();
        (gap > 0 && gap < rest.len()).then_some(n + gap)
    };
    let first = line.chars().next()?;
    if matches!(first, '•' | '‣' | '▪' | '●' | '○' | '◦' | '■' | '–' | '—' | '-' | '*' | '·' | '→')
    {
        return after(first.len_utf8());
    }
    let open = usize::from(first == '(' || first == '[');
    let body = &line[open..];
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let label = if digits > 0 && digits <= 3 {
        digits
    } else {
        let roman = body.bytes().take_while(|b| matches!(b, b'i' | b'v' | b'x')).count();
        if roman > 0 { roman } else { usize::from(body.starts_with(|c: char| c.is_ascii_alphabetic())) }
    };
    if label == 0 {
        return None;
    }
    match (open, body.as_bytes().get(label)) {
        (1, Some(b')' | b']')) | (0, Some(b')')) => after(open + label + 1),
        (0, Some(b'.')) if digits > 0 => {
            let more = body[label..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
            after(label + more)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_items() {
        for line in
            ["• one", "- one", "1. one", "(a) one", "12) one", "[3] one", "(iv) one", "2.1 one", "2.1. one"]
        {
            assert!(starts_item(line), "{line}");
        }
        for line in ["A new law", "2009 was", "i think", "(see below) and"] {
            assert!(!starts_item(line), "{line}");
        }
    }

    #[test]
    fn wraps_and_breaks() {
        let text = "A short heading\n\nThis is a paragraph that has been wrapped hard\nat some fifty columns, as mail is. It goes on and\nends here.\n- an item\n- another\r\rlast";
        let (f, b, w) = (LineKind::First, LineKind::Blank, LineKind::Wrapped);
        let expected = [f, b, f, w, w, f, f, b, f];
        let kinds: Vec<_> = lines(text).iter().map(|l| l.kind).collect();
        assert_eq!(kinds, expected);
    }
}
