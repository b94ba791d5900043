//! What stands on a page beside its text: footnotes, running headers and footers, page numbers, ruled lines.

use rustc_hash::FxHashMap;

use super::line::{End, Line, LineKind, Role, ends, ends_cut, goes_on};

/// Lines that a page break may take.
const BREAK: usize = 14;

/// The mark at the start of a footnote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    number: u32,
    /// The form alone says that it is a note.
    pub(crate) sure: bool,
    /// In square brackets.
    bracket: bool,
}

/// A footnote's mark and the beginning of its text: `[1] Now`, `1 It`, `¹ The`.
pub(crate) fn starts_note(line: &str) -> Option<Note> {
    let first = line.chars().next()?;
    let raised = line.chars().take_while(|c| "¹²³⁰⁴⁵⁶⁷⁸⁹".contains(*c)).collect::<String>();
    let (length, number, sure, bracket) = if !raised.is_empty() {
        (raised.len(), raised.chars().fold(0, |n, c| n * 10 + digit(c)), true, false)
    } else if matches!(first, '†' | '‡') {
        (first.len_utf8(), 0, true, false)
    } else {
        let open = usize::from(first == '[');
        let digits = line.as_bytes()[open..].iter().take_while(|b| b.is_ascii_digit()).count();
        let close = open == 0 || line.as_bytes().get(open + digits) == Some(&b']');
        if !(1..=3).contains(&digits) || !close {
            return None;
        }
        (open * 2 + digits, line[open..open + digits].parse().unwrap_or(0), false, open == 1)
    };
    let rest = &line[length..];
    let body = rest.trim_start();
    if body.is_empty() || (!sure && rest.len() == body.len()) {
        return None;
    }
    let begins = body.starts_with(|c: char| c.is_uppercase() || "“\"‘(".contains(c))
        || body.starts_with("http")
        || misread_capital(body);
    begins.then_some(Note { number, sure, bracket })
}

/// `1t` and `1n`: a capital I read as a number.
fn misread_capital(body: &str) -> bool {
    let mut chars = body.chars();
    matches!(
        (chars.next(), chars.next(), chars.next()),
        (Some('1' | 'l'), Some('t' | 'n' | 'f' | 's'), Some(' '))
    )
}

fn digit(c: char) -> u32 {
    match c {
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        _ => (c as u32).wrapping_sub(0x2070).min(9),
    }
}

/// Says of each line whether it is text, a footnote or furniture.
pub(crate) fn mark_roles(text: &str, lines: &mut [Line]) {
    page_breaks(text, lines);
    furniture(text, lines);
    footnotes(text, lines);
}

/// What a page break left inside a sentence: notes, a page number, and a running line or two beside the number.
fn page_breaks(text: &str, lines: &mut [Line]) {
    for above in 0..lines.len() {
        let left = lines[above];
        if left.kind == LineKind::Blank || lines.get(above + 1).is_none_or(|l| l.kind != LineKind::Blank) {
            continue;
        }
        if ends(left.body(text)) == End::Open {
            let found = page_break(text, lines, above);
            for (i, role) in found {
                if role == Role::Furniture {
                    lines[i].make_furniture();
                } else {
                    lines[i].role = role;
                }
            }
        }
    }
}

/// The lines of a page break below a line, with their roles; none where the sentence does not go on behind them.
fn page_break(text: &str, lines: &[Line], above: usize) -> Vec<(usize, Role)> {
    let mut out: Vec<(usize, Role)> = Vec::new();
    let (mut number, mut plain) = (false, 0);
    let mut at = above + 1;
    while at < lines.len() && at <= above + BREAK {
        let line = lines[at];
        if line.kind == LineKind::Blank {
            at += 1;
            continue;
        }
        let body = line.body(text);
        let end = at + 1 + lines[at + 1..].iter().take_while(|l| l.kind == LineKind::Wrapped).count();
        if line.kind == LineKind::First
            && starts_note(body).is_some()
            && ends(lines[end - 1].body(text)) == End::Stop
        {
            out.extend((at..end).map(|i| (i, Role::Footnote)));
        } else if page_number(body).is_some() {
            number = true;
            out.push((at, Role::Furniture));
        } else if continues(text, &lines[above], &line) {
            return if number || plain == 0 { out } else { Vec::new() };
        } else if end == at + 1 && line.width <= 90 && ends(body) == End::Open && plain < 2 {
            plain += 1;
            out.push((at, Role::Furniture));
        } else {
            break;
        }
        at = end;
    }
    Vec::new()
}

/// Ruled lines, page numbers, and lines that come again at the edges of pages.
fn furniture(text: &str, lines: &mut [Line]) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    let mut numbers: Vec<(usize, u32)> = Vec::new();
    let feeds = lines.iter().any(|l| l.feed);
    for i in 0..lines.len() {
        let line = lines[i];
        if line.kind == LineKind::Blank || line.width > 90 {
            continue;
        }
        let body = line.body(text);
        if line.width >= 3 && body.chars().all(|c| "-–—_=*~.·#+".contains(c)) && body != "..." {
            lines[i].make_furniture();
        } else if stands_alone(lines, i) || at_page_edge(lines, i) {
            match page_number(body) {
                Some(Page::Sure) => lines[i].role = Role::Furniture,
                Some(Page::Bare(n)) => numbers.push((i, n)),
                None => *seen.entry(without_digits(body)).or_default() += 1,
            }
        }
    }
    for (k, &(i, n)) in numbers.iter().enumerate() {
        let follows = k > 0 && numbers[k - 1].1 + 1 == n;
        let leads = numbers.get(k + 1).is_some_and(|next| next.1 == n + 1);
        if follows || leads || at_page_edge(lines, i) || interrupts(text, lines, i) {
            lines[i].make_furniture();
        }
    }
    // A line that comes again is a running header only where pages show: a form feed, a page number beside it,
    // or a sentence that it cuts in two.
    if seen.values().all(|&n| n < 2) {
        return;
    }
    for i in 0..lines.len() {
        let line = lines[i];
        if line.kind != LineKind::First || line.width > 90 || line.role != Role::Body {
            continue;
        }
        let edge = feeds && at_page_edge(lines, i);
        if !edge && !stands_alone(lines, i) {
            continue;
        }
        let times = seen.get(&without_digits(line.body(text))).copied().unwrap_or(0);
        if (edge && times >= 2) || (times >= 3 && (beside_number(lines, i) || interrupts(text, lines, i))) {
            lines[i].make_furniture();
        }
    }
}

fn stands_alone(lines: &[Line], i: usize) -> bool {
    (i == 0 || lines[i - 1].kind == LineKind::Blank || lines[i - 1].role == Role::Furniture)
        && lines.get(i + 1).is_none_or(|l| l.kind == LineKind::Blank)
}

/// The first or last line of a page that a form feed ends.
fn at_page_edge(lines: &[Line], i: usize) -> bool {
    let blank = |l: &&Line| l.kind == LineKind::Blank && !l.feed;
    let below = lines[i + 1..].iter().take(4).take_while(blank).count();
    let feed_below =
        lines[i].feed || lines.get(i + 1 + below).is_some_and(|l| l.kind == LineKind::Blank && l.feed);
    let above = lines[..i].iter().rev().take(4).take_while(blank).count();
    feed_below || i.checked_sub(above + 1).is_some_and(|k| lines[k].feed)
}

fn beside_number(lines: &[Line], i: usize) -> bool {
    let near = |k: Option<usize>| {
        k.and_then(|k| lines.get(k)).is_some_and(|l| l.kind != LineKind::Blank && l.role == Role::Furniture)
    };
    near(i.checked_sub(1)) || near(i.checked_sub(2)) || near(Some(i + 1)) || near(Some(i + 2))
}

enum Page {
    Sure,
    Bare(u32),
}

/// `12`, `- 12 -`, `Page 3`, `Page 3 of 10`, `3 | Page`.
fn page_number(body: &str) -> Option<Page> {
    let bare = body.trim_matches(|c: char| c.is_whitespace() || "-–—|[]".contains(c));
    if let (1..=4, true) = (bare.len(), bare.bytes().all(|b| b.is_ascii_digit())) {
        let n = bare.parse().ok()?;
        return Some(if bare.len() < body.len() && !body.starts_with('[') {
            Page::Sure
        } else {
            Page::Bare(n)
        });
    }
    let mut word = false;
    let mut number = false;
    for part in body.split(|c: char| c.is_whitespace() || c == '|' || c == '/').filter(|p| !p.is_empty()) {
        if part.eq_ignore_ascii_case("page") {
            word = true;
        } else if part.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 4 {
            number = true;
        } else if !part.eq_ignore_ascii_case("of") {
            return None;
        }
    }
    (word && number).then_some(Page::Sure)
}

fn without_digits(body: &str) -> String {
    body.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect()
}

/// Whether the body line above breaks off and the one below goes on.
fn interrupts(text: &str, lines: &[Line], i: usize) -> bool {
    let body = |l: &&Line| l.kind != LineKind::Blank && l.role == Role::Body;
    let above = lines[..i].iter().rev().take(8).find(body);
    let below = lines[i + 1..].iter().take(8).find(body);
    matches!((above, below), (Some(a), Some(b)) if continues(text, a, b))
}

/// Whether `below` begins in the middle of the sentence in which `above` ends.
fn continues(text: &str, above: &Line, below: &Line) -> bool {
    let (left, right) = (above.body(text), below.body(text));
    (above.width >= 25 || above.kind == LineKind::Wrapped)
        && ends(left) == End::Open
        && (goes_on(right) || (ends_cut(left) && right.starts_with(char::is_alphanumeric)))
}

/// Blocks that open with a note's mark which the text refers to.
fn footnotes(text: &str, lines: &mut [Line]) {
    let mut refs: Option<Refs> = None;
    let mut i = 0;
    let mut last: Option<u32> = None;
    while i < lines.len() {
        let end = i + 1 + lines[i + 1..].iter().take_while(|l| l.kind == LineKind::Wrapped).count();
        if lines[i].kind == LineKind::First && lines[i].role == Role::Body {
            let note = starts_note(lines[i].body(text)).filter(|note| {
                let fresh = i == 0 || lines[i - 1].kind == LineKind::Blank || last.is_some() || note.sure;
                let stops = ends(lines[end - 1].body(text)) == End::Stop;
                fresh
                    && (note.sure || {
                        let refs = refs.get_or_insert_with(|| Refs::of(text, lines));
                        refs.has(*note) && (stops || note.bracket)
                            || (stops && cuts(text, lines, i, end))
                            || last.is_some_and(|n| n + 1 == note.number && stops)
                    })
            });
            last = note.map(|n| n.number);
            if note.is_some() {
                lines[i..end].iter_mut().for_each(|l| l.role = Role::Footnote);
            }
        }
        i = end;
    }
}

fn cuts(text: &str, lines: &[Line], from: usize, to: usize) -> bool {
    let body = |l: &&Line| l.kind != LineKind::Blank && l.role == Role::Body;
    let above = lines[..from].iter().rev().take(4).find(body);
    let below = lines[to..].iter().take(6).find(|l| body(l) && starts_note(l.body(text)).is_none());
    matches!((above, below), (Some(a), Some(b)) if continues(text, a, b))
}

/// The numbers that stand in the text as references to notes.
struct Refs {
    bracket: [bool; 1000],
    plain: [bool; 1000],
}

impl Refs {
    fn of(text: &str, lines: &[Line]) -> Self {
        let mut refs = Self { bracket: [false; 1000], plain: [false; 1000] };
        for line in lines {
            let bytes = line.body(text).as_bytes();
            let mut at = 1;
            while at < bytes.len() {
                if !bytes[at].is_ascii_digit() {
                    at += 1;
                    continue;
                }
                let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                let next = bytes.get(at + digits).copied();
                if digits <= 3 {
                    let number = bytes[at..at + digits].iter().fold(0, |n, b| n * 10 + usize::from(b - b'0'));
                    let before = bytes[at - 1];
                    let before2 = at.checked_sub(2).map_or(b' ', |k| bytes[k]);
                    if before == b'[' && next == Some(b']') {
                        refs.bracket[number] |= at > 1;
                    } else if next.is_none_or(|b| !b.is_ascii_alphanumeric())
                        && (before.is_ascii_lowercase() && before2.is_ascii_lowercase()
                            || before >= 0x80
                            || (b".,;:)\"'".contains(&before)
                                && !before2.is_ascii_digit()
                                && before2 != b' '))
                    {
                        refs.plain[number] = true;
                    }
                }
                at += digits;
            }
        }
        refs
    }

    fn has(&self, note: Note) -> bool {
        let at = note.number.min(999) as usize;
        if note.bracket { self.bracket[at] } else { self.plain[at] }
    }
}

/// Joins paragraphs that a page break, a note or furniture has cut in two, and marks what stood between.
pub(crate) fn bridge(text: &str, lines: &mut [Line]) {
    let mut above: Option<usize> = None;
    for i in 0..lines.len() {
        if lines[i].kind == LineKind::Blank || lines[i].role != Role::Body {
            continue;
        }
        let Some(last) = above.replace(i) else { continue };
        if i == last + 1 {
            continue;
        }
        if lines[i].kind == LineKind::Wrapped {
            if lines[i - 1].role == Role::Body {
                continue;
            }
            lines[i].kind = LineKind::First;
        }
        let between = last + 1..i;
        let page = lines[last].feed || lines[between.clone()].iter().any(|l| l.feed || l.width > 0);
        if page && continues(text, &lines[last], &lines[i]) {
            lines[i].kind = LineKind::Wrapped;
            lines[between].iter_mut().for_each(|l| l.lifted = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn roles(text: &str) -> String {
        let letter = |l: &Line| match (l.kind, l.role, l.lifted) {
            (LineKind::Blank, ..) => ' ',
            (LineKind::Wrapped, Role::Body, _) => 'w',
            (_, Role::Body, _) => 'b',
            (_, Role::Footnote, false) => 'n',
            (_, Role::Footnote, true) => 'N',
            (_, Role::Furniture, false) => 'f',
            (_, Role::Furniture, true) => 'F',
        };
        lines(text).iter().map(letter).collect()
    }

    #[test]
    fn notes_at_the_foot() {
        let text = "The court closed the case in May.[1] Nobody was charged and\nnothing was\n\n[1] Now the High Court, in the capital.\n\npaid back to anyone in the end.";
        assert_eq!(roles(text), "bw N w");
        assert_eq!(roles("The law was passed.1 It is new.\n\n1 It should be noted that it was late."), "b n");
        assert_eq!(roles("1 Introduction\n\nThe law was passed."), "b b");
        assert_eq!(roles("A law.\n\n¹ The old one"), "b n");
    }

    #[test]
    fn pages() {
        let page = "Annual report of the council\n\nThe council met and considered the case of the\n\n3\n\x0cAnnual report of the council\nprisoners, which it closed.\n\n4\n";
        assert_eq!(roles(page), "b b F Fw f ");
        assert_eq!(roles("A table\n\n12\n\n95\n\n- 4 -\n\nPage 3 of 9"), "b b b f f");
    }
}
