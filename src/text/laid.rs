//! The lines of a text whose file says what belongs together.

use super::line::{Line, LineKind, Role};
use crate::layout::{Layout, PartKind};

/// Whether all lines with words stand in parts.
pub(super) fn covers(layout: &Layout, lines: &[Line]) -> bool {
    let mut parts = layout.parts().iter().peekable();
    lines.iter().filter(|l| l.kind != LineKind::Blank).all(|line| {
        while parts.next_if(|p| p.span.end <= line.span.start).is_some() {}
        parts.peek().is_some_and(|p| p.span.start <= line.span.start)
    })
}

/// Says of each line in a part how it stands to the others; the rest keep what their looks have told.
pub(super) fn arrange(layout: &Layout, lines: &mut [Line]) {
    let parts = layout.parts();
    let mut at = 0;
    // The paragraph and the line that may go on.
    let mut last: Option<(u32, usize)> = None;
    for i in 0..lines.len() {
        if lines[i].kind == LineKind::Blank {
            continue;
        }
        while parts.get(at).is_some_and(|p| p.span.end <= lines[i].span.start) {
            at += 1;
        }
        let Some(part) = parts.get(at).filter(|p| p.span.start <= lines[i].span.start) else {
            // What stands outside of all parts never goes on from one.
            if last.take().is_some_and(|(_, above)| above + 1 == i) {
                lines[i].kind = LineKind::First;
            }
            continue;
        };
        let role = match part.kind {
            PartKind::Footnote => Role::Footnote,
            PartKind::Furniture => Role::Furniture,
            _ => Role::Body,
        };
        let goes_on = last.is_some_and(|(paragraph, above)| {
            paragraph == part.paragraph && lines[above + 1..i].iter().all(|l| l.kind == LineKind::Blank)
        });
        let kind = if goes_on { LineKind::Wrapped } else { LineKind::First };
        if let (true, Some((_, above))) = (goes_on, last) {
            lines[above + 1..i].iter_mut().for_each(|l| l.lifted = false);
        }
        lines[i] = Line { kind, role, lifted: false, part: Some(part.kind), ..lines[i] };
        last = Some((part.paragraph, i));
    }
}
