//! Typed changes: "from 50,000 to 40,000", "to 25 per cent from 40 per cent", "by 20 per cent", "a 5 % rise", "doubled".

use super::amounts::Found;
use super::scan::Scan;
use super::{Change, Label};
use crate::lexicon::gazetteer::Class;
use crate::span::Span;

/// How far before a figure the word for its rise or fall may stand.
const NEAR: usize = 7;

/// The changes of a sentence whose mentions will have the numbers `base`, `base` + 1, …
pub(super) fn changes(s: &Scan<'_>, found: &[Found], base: usize, out: &mut Vec<Change>) {
    let first = out.len();
    let mut n = 0;
    while let Some(a) = found.get(n) {
        n += 1;
        if !figure(a.label) {
            continue;
        }
        let at = (base + n - 1) as u32;
        if let Some(b) = found.get(n).filter(|b| comparable(a.label, b.label))
            && let Some(change) = pair(s, a, b, at)
        {
            out.push(change);
            n += 1;
        } else if let Some(change) = step(s, a, at) {
            out.push(change);
        }
    }
    for i in s.first..s.end {
        if s.is(i, Class::Times) {
            let span = s.span(i..i + 1);
            out.push(Change { times: s.word(i).number(), rises: rises(s, i), ..none(span) });
        }
    }
    out[first..].sort_by_key(|c| c.span.start);
}

const fn none(span: Span) -> Change {
    Change { span, from: None, to: None, by: None, times: None, rises: None }
}

/// Whether a word tells of a rise; no answer where it tells of neither rise nor fall.
fn rises(s: &Scan<'_>, i: usize) -> Option<bool> {
    let word = s.word(i);
    match () {
        () if word.is(Class::Rise) => Some(true),
        () if word.is(Class::Drop) => Some(false),
        () if word.is(Class::Times) => word.number().map(|n| n > 1.0),
        () => None,
    }
}

/// The nearest word of rise or fall before a token.
fn moved(s: &Scan<'_>, at: usize) -> Option<(usize, bool)> {
    let from = s.first.max(at.saturating_sub(NEAR));
    (from..at).rev().find_map(|k| Some((k, rises(s, k)?)))
}

/// "from 12 to 15", "to 5 from 8": which way is told by the words between; rise or fall by the verb or the figures.
fn pair(s: &Scan<'_>, a: &Found, b: &Found, at: u32) -> Option<Change> {
    if b.start <= a.end || b.start - a.end > 4 {
        return None;
    }
    let links = || (a.end..b.start).rev().map(|k| s.lower(k)).find(|w| matches!(*w, "to" | "from"));
    let (from, to) = match (s.lower(a.start.wrapping_sub(1)), links()?) {
        ("from", "to") => (at, at + 1),
        ("to", "from") => (at + 1, at),
        _ => return None,
    };
    let verb = moved(s, a.start - 1);
    let start = a.start - 1;
    Some(Change { from: Some(from), to: Some(to), rises: verb.map(|v| v.1), ..none(s.span(start..b.end)) })
}

/// "rose by 20 per cent", "fell to 5", "a 20 per cent increase".
fn step(s: &Scan<'_>, a: &Found, at: u32) -> Option<Change> {
    let link = s.lower(a.start.wrapping_sub(1));
    if matches!(link, "by" | "to")
        && let Some((verb, up)) = moved(s, a.start - 1)
    {
        let span = s.span(verb..a.end);
        return Some(if link == "by" {
            Change { by: Some(at), rises: Some(up), ..none(span) }
        } else {
            Change { to: Some(at), rises: Some(up), ..none(span) }
        });
    }
    // The noun right behind, or the verb right before: "a 5 % rise", "fell 5 %".
    if a.label == Label::Percent {
        if let Some(up) = rises(s, a.end) {
            return Some(Change { by: Some(at), rises: Some(up), ..none(s.span(a.start..a.end + 1)) });
        }
        if let Some(up) = a.start.checked_sub(1).and_then(|k| rises(s, k)) {
            return Some(Change { by: Some(at), rises: Some(up), ..none(s.span(a.start - 1..a.end)) });
        }
    }
    None
}

const fn figure(l: Label) -> bool {
    matches!(l, Label::Money | Label::Percent | Label::Quantity | Label::Cardinal)
}

/// Figures of one kind, or a number that takes its unit from the other ("from 12 to 15 percent").
fn comparable(a: Label, b: Label) -> bool {
    figure(a) && figure(b) && (a == b || a == Label::Cardinal || b == Label::Cardinal)
}

#[cfg(test)]
mod tests {
    use crate::{DocVars, Reader};

    fn changes(text: &str) -> Vec<String> {
        let d = Reader::new().read(text, DocVars::default()).unwrap();
        let e = &d.entities;
        let words = |m: Option<u32>| m.map_or("-", |m| d.text.slice(e.mentions[m as usize].span));
        let all = e.changes.iter();
        all.map(|c| {
            let sign = match c.rises {
                Some(true) => "+",
                Some(false) => "-",
                None => "?",
            };
            let times = c.times.map_or(String::new(), |n| format!(" x{n}"));
            format!("{sign} {} > {} by {}{times}", words(c.from), words(c.to), words(c.by))
        })
        .collect()
    }

    #[test]
    fn steps_and_ends() {
        assert_eq!(changes("Seats fell to 40 from 60."), ["- 60 > 40 by -"]);
        assert_eq!(changes("Output rose by 20 per cent."), ["+ - > - by 20 per cent"]);
        assert_eq!(changes("There was a 12 percent decline."), ["- - > - by 12 percent"]);
        assert_eq!(
            changes("Arrests doubled, and fines were halved."),
            ["+ - > - by - x2", "- - > - by - x0.5"]
        );
        assert!(changes("Aid went to 40 schools.").is_empty());
    }
}
