//! The marks that open list items.

/// A mark at the start of a line or block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Bytes of the mark with the white space after it.
    pub(crate) len: usize,
    /// Marks of one list share it.
    pub(crate) style: Style,
    /// Which in its list, from 1; 0 for bullets and for numbers with dots inside.
    pub(crate) number: u32,
}

/// The form of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// A sign, the same for every item.
    Bullet(char),
    /// A count, and what stands around it: `1.`, `1)`, `1.)`, `(1)`, `[1]`.
    Count(Counter, char),
}

/// What is counted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counter {
    /// 1, 2, 3
    Digits,
    /// a, b, c
    Letters,
    /// i, ii, iii
    Roman,
}

/// Signs that open list items.
const BULLETS: &str = "•‣▪●○◦■–—-*·→⁃";

/// A bullet, a number, or a letter that opens a list item.
pub(crate) fn mark(line: &str) -> Option<Mark> {
    let first = line.chars().next()?;
    if BULLETS.contains(first) {
        return finish(line, first.len_utf8(), Style::Bullet(first), 0);
    }
    let open = usize::from(first == '(' || first == '[');
    let body = &line.as_bytes()[open..];
    let digits = body.iter().take_while(|b| b.is_ascii_digit()).count();
    let (label, counter, number) = match digits {
        1..=3 => (digits, Counter::Digits, line[open..open + digits].parse().unwrap_or(0)),
        0 => letters(&line[open..])?,
        _ => return None,
    };
    let after = open + label;
    match (first, line.as_bytes().get(after)) {
        ('(', Some(b')')) => finish(line, after + 1, Style::Count(counter, '('), number),
        ('[', Some(b']')) => finish(line, after + 1, Style::Count(counter, '['), number),
        ('(' | '[', _) => None,
        (_, Some(b')')) => finish(line, after + 1, Style::Count(counter, ')'), number),
        (_, Some(b'.')) if line.as_bytes().get(after + 1) == Some(&b')') => {
            finish(line, after + 2, Style::Count(counter, ')'), number)
        }
        (_, Some(b'.')) if counter == Counter::Digits => {
            let more =
                line.as_bytes()[after..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
            let number = if more > 1 { 0 } else { number };
            let found = finish(line, after + more, Style::Count(counter, '.'), number)?;
            // "3.5 million" is a figure, "3.5 Methods" a section.
            let figure = more > 1 && !line[..after + more].ends_with('.');
            (!figure || line[found.len..].starts_with(char::is_uppercase)).then_some(found)
        }
        _ => None,
    }
}

/// A letter, or a Roman number in small letters.
fn letters(body: &str) -> Option<(usize, Counter, u32)> {
    let roman = body.bytes().take_while(|b| matches!(b, b'i' | b'v' | b'x')).count();
    let value = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    if let Some(at) = value.iter().position(|r| *r == &body[..roman]) {
        return Some((roman, Counter::Roman, at as u32 + 1));
    }
    let letter = body.bytes().next().filter(u8::is_ascii_alphabetic)?;
    Some((1, Counter::Letters, u32::from(letter.to_ascii_lowercase() - b'a') + 1))
}

/// White space and something more must follow.
fn finish(line: &str, length: usize, style: Style, number: u32) -> Option<Mark> {
    let rest = &line[length..];
    let gap = rest.len() - rest.trim_start().len();
    (gap > 0 && gap < rest.len()).then_some(Mark { len: length + gap, style, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_items() {
        for line in [
            "• one", "- one", "1. one", "(a) one", "12) one", "[3] one", "(iv) one", "2.1 One", "2.1. one",
            "1.) one",
        ] {
            assert!(mark(line).is_some(), "{line}");
        }
        for line in
            ["A new law", "2009 was", "i think", "(see below) and", "1.", "", "(", "a. one", "3.5 million"]
        {
            assert!(mark(line).is_none(), "{line}");
        }
        let (a, b) = (mark("(a) one").unwrap(), mark("(b) two").unwrap());
        assert!(a.style == b.style && a.number + 1 == b.number);
    }
}
