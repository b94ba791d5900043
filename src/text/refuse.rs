//! Repairs that the caller does not want: the same decisions, without these.

use rustc_hash::FxHashSet;

use super::edits::{Change, RepairKind};
use super::fragments::{Move, Torn};
use super::line::{Line, LineKind};
use crate::span::Span;

/// A repair that is not to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// What it was for.
    pub kind: RepairKind,
    /// Where, in bytes of the source.
    pub source: Span,
}

/// All of them, for asking.
#[derive(Debug, Default)]
pub(super) struct Refused {
    all: FxHashSet<Refusal>,
    /// Where lines begin that are not to be joined to the one above.
    lines: FxHashSet<u32>,
    /// Where lines begin before which a hyphen is to be kept.
    hyphens: FxHashSet<u32>,
    /// Where lifted lines begin that are to stay.
    lifted: FxHashSet<u32>,
}

impl Refused {
    pub(super) fn new(refusals: &[Refusal]) -> Self {
        let mut out = Self::default();
        for &refusal in refusals {
            let Span { start, end } = refusal.source;
            match refusal.kind {
                RepairKind::LineJoin => out.lines.insert(end),
                RepairKind::Hyphen => out.hyphens.insert(end),
                RepairKind::Furniture | RepairKind::Footnote => out.lifted.insert(start),
                _ => false,
            };
            out.all.insert(refusal);
        }
        out
    }

    pub(super) fn has(&self, kind: RepairKind, source: Span) -> bool {
        !self.all.is_empty() && self.all.contains(&Refusal { kind, source })
    }

    /// Whether the hyphen before a line that begins here is to be kept.
    pub(super) fn keeps_hyphen(&self, line: u32) -> bool {
        self.hyphens.contains(&line)
    }

    /// Leaves torn-off lines where they are, whole ones only.
    pub(super) fn moves(&self, torn: &mut Torn, lines: &[Line]) {
        let refused = torn.moves.iter().filter(|m| self.has(RepairKind::Moved, m.piece));
        let stay: Vec<u32> = refused.map(|m| m.piece.start).collect();
        if stay.is_empty() {
            return;
        }
        let stays = |span: Span| {
            let at = stay.partition_point(|&s| s < span.start);
            stay.get(at).is_some_and(|&s| s < span.end)
        };
        let Torn { moves, emptied, .. } = torn;
        emptied.retain(|&i| !stays(lines[i].span));
        let left = |m: &Move| {
            let at = emptied.partition_point(|&i| lines[i].span.end < m.piece.end);
            emptied.get(at).is_some_and(|&i| lines[i].span.contains(m.piece))
        };
        moves.retain(left);
    }

    /// Leaves words and marks as they are.
    pub(super) fn changes(&self, changes: &mut Vec<Change>) {
        changes.retain(|c| !self.has(c.kind, c.source));
    }

    /// Keeps lines apart, and notes and furniture where they stand.
    pub(super) fn lines(&self, lines: &mut [Line]) {
        if self.all.is_empty() {
            return;
        }
        for at in 0..lines.len() {
            let line = lines[at];
            if line.kind == LineKind::Wrapped && self.lines.contains(&line.span.start) {
                lines[at].kind = LineKind::First;
            }
            if line.lifted && line.kind != LineKind::Blank && self.lifted.contains(&line.span.start) {
                let above = lines[..at].iter().rev().take_while(|l| l.lifted).count();
                let below = lines[at..].iter().take_while(|l| l.lifted).count();
                lines[at - above..at + below].iter_mut().for_each(|l| l.lifted = false);
                if let Some(next) = lines.get_mut(at + below).filter(|l| l.kind == LineKind::Wrapped) {
                    next.kind = LineKind::First;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RepairKind, RepairLevel, Text};
    use super::*;

    #[test]
    fn each_repair_can_be_refused_alone() {
        let source = "The gov\u{ad}ernment andits allies promised to put the regis-\ntration of all parties before the council,\nand the eﬃcient staff agreed.";
        let whole = Text::new(source, RepairLevel::Full).unwrap();
        for repair in whole.repairs() {
            let refusal = Refusal { kind: repair.kind, source: repair.source };
            let text = Text::without(source, RepairLevel::Full, &[refusal]).unwrap();
            assert!(text.repairs().iter().all(|r| (r.kind, r.source) != (refusal.kind, refusal.source)));
            assert_ne!(text.clean(), whole.clean());
            if repair.kind == RepairKind::Hyphen {
                assert!(text.clean().contains("regis-tration of"));
            }
        }
        let all: Vec<_> =
            whole.repairs().iter().map(|r| Refusal { kind: r.kind, source: r.source }).collect();
        let text = Text::without(source, RepairLevel::Full, &all).unwrap();
        assert!(
            text.clean().contains("gov\u{ad}ernment andits") && text.clean().contains("council,\nand the eﬃ")
        );
    }
}
