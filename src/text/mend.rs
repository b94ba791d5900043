//! What is wrong with a text beyond its lines, and what is to be done about it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::edits::Change;
use super::fragments::Torn;
use super::line::{Line, LineKind};
use super::shards;
use super::spaces;
use super::strays;
use super::usage::{Form, Piece, Usage, pieces};
use super::words::Doubts;

/// What to change inside lines, in the order of the source.
pub(crate) fn changes(
    usage: &'static Usage<'static>,
    text: &str,
    lines: &[Line],
    torn: &Torn,
) -> Vec<Change> {
    let damaged = torn.found > 1;
    let mut found: Vec<Piece> = Vec::with_capacity(text.len() / 5);
    let mut moves = torn.moves.iter().map(|m| m.piece).peekable();
    for line in lines.iter().filter(|l| l.kind != LineKind::Blank) {
        while let Some(piece) = moves.next_if(|m| m.start < line.span.start) {
            pieces(Some(usage), text, piece.range(), |p| found.push(p));
        }
        pieces(Some(usage), text, line.span.range(), |p| found.push(p));
    }
    moves.for_each(|piece| pieces(Some(usage), text, piece.range(), |p| found.push(p)));
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for piece in found.iter().filter(|p| p.is_unknown()) {
        *counts.entry(piece.key).or_default() += 1;
    }
    let shards = shards::changes(usage, text, &found, None);
    let mut doubts = Doubts { usage, text, pieces: &found, counts, damaged: false, seen: None };
    if !damaged && shards.len() < 3 {
        let first = merged(shards.clone(), doubts.changes());
        let sure = first.iter().filter(|c| c.confidence >= 0.65).count() + spaces::before_marks(text, &found);
        let many = sure > 2 && sure * 2000 > found.len() || sure > 0 && sure * 60 > found.len();
        if !many {
            return first;
        }
    }
    // What a careful writer also does now and then is mended in damaged texts only.
    doubts.damaged = true;
    let own = |p: &&Piece| p.form == Form::Word && (p.capital || p.known.is_none() && doubts.is_own(p));
    let seen: FxHashSet<u64> = found.iter().filter(own).map(|p| p.key).collect();
    let shards = shards::changes(usage, text, &found, Some(&seen));
    doubts.seen = Some(seen);
    let words = merged(shards, doubts.changes());
    merged(merged(words, spaces::changes(usage, text, &found)), strays::changes(text, lines))
}

/// Both, in order; where they overlap the first. Each is in order and overlaps nothing of its own.
pub(crate) fn merged(first: Vec<Change>, mut second: Vec<Change>) -> Vec<Change> {
    second.retain(|c| {
        let at = first.partition_point(|f| f.source.end <= c.source.start);
        first.get(at).is_none_or(|f| !f.source.overlaps(c.source))
    });
    second.extend(first);
    second.sort_by_key(|c| c.source);
    second
}
