//! Typed changes between two figures: "from 50,000 to 40,000", "to 25 per cent from 40 per cent".

use super::amounts::Found;
use super::scan::Scan;
use super::{Change, Label};

/// The changes of a sentence whose mentions will have the numbers `base`, `base` + 1, …
pub(super) fn changes(s: &Scan<'_>, found: &[Found], base: usize, out: &mut Vec<Change>) {
    for (n, pair) in found.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        if !comparable(a.label, b.label) {
            continue;
        }
        let before = s.lower(a.start.wrapping_sub(1));
        let between = (b.start.saturating_sub(4)..b.start).filter(|k| *k >= a.end).map(|k| s.lower(k));
        let (mut links, mut words) = ("", 0);
        for word in between {
            words += 1;
            if matches!(word, "to" | "from") {
                links = word;
            }
        }
        let near = b.start - a.end <= 4 && words > 0;
        let (first, second) = ((base + n) as u32, (base + n + 1) as u32);
        let span = s.span(a.start.saturating_sub(1)..b.end);
        match (before, links) {
            ("from", "to") if near => out.push(Change { span, from: first, to: second }),
            ("to", "from") if near => out.push(Change { span, from: second, to: first }),
            _ => {}
        }
    }
}

/// Figures of one kind, or a number that takes its unit from the other ("from 12 to 15 percent").
fn comparable(a: Label, b: Label) -> bool {
    let figure = |l| matches!(l, Label::Money | Label::Percent | Label::Quantity | Label::Cardinal);
    figure(a) && figure(b) && (a == b || a == Label::Cardinal || b == Label::Cardinal)
}
