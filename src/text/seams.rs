//! How well words read one after the other where two runs of them meet.

use rustc_hash::FxHashMap;

use super::usage::{Form, Piece, Usage, pair_key};

/// What speaks for and against putting a piece back, as logarithms beside those of word usage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    /// What a move must gain.
    pub(crate) bar: f32,
    /// The home breaks off early.
    pub(crate) torn: f32,
    /// A line stays among others.
    pub(crate) in_flow: f32,
    /// Both ends of one line fell together.
    pub(crate) both: f32,
    /// The left end fell alone.
    pub(crate) left: f32,
    /// The fallen line stands inside a sentence.
    pub(crate) inside: f32,
    /// It stands between two whole sentences.
    pub(crate) between: f32,
    /// It looks like a heading.
    pub(crate) heading: f32,
    /// Each character of room left at the home's right edge.
    pub(crate) room: f32,
    /// Each character by which the next word would still have fitted.
    pub(crate) slack: f32,
    /// Words one apart, against words side by side.
    pub(crate) next: f32,
    /// Each line between home and piece.
    pub(crate) fall: f32,
    /// Two words stand side by side elsewhere in the text.
    pub(crate) own: f32,
    /// A small letter after a stop, or a common word with a capital inside a sentence.
    pub(crate) case: f32,
}

/// Found by search on damaged copies of our own briefs and of public-domain reports.
pub(crate) const WEIGHTS: Weights = Weights {
    bar: 0.0,
    torn: 0.0,
    in_flow: 0.0,
    both: 1.5,
    left: 8.5,
    inside: 2.3,
    between: 0.6,
    heading: 3.0,
    room: 0.28,
    slack: 0.25,
    next: 0.0,
    fall: 0.2,
    own: 1.6,
    case: 4.0,
};

/// Word usage with what the text itself shows of it.
pub(super) struct Seams<'t> {
    pub(super) usage: &'t Usage<'t>,
    pub(super) weights: Weights,
    /// Pairs of words that stand side by side in a line.
    own: FxHashMap<u64, u32>,
}

impl<'t> Seams<'t> {
    pub(super) fn new(usage: &'t Usage<'t>, weights: Weights) -> Self {
        Self { usage, weights, own: FxHashMap::default() }
    }

    /// Learns which words stand side by side in a line.
    pub(super) fn read(&mut self, line: &[Piece]) {
        for pair in line.windows(2).filter(|p| tells(&p[0], &p[1])) {
            *self.own.entry(pair_key(pair[0].key, pair[1].key)).or_default() += 1;
        }
    }

    /// How well two runs of words read one after the other.
    pub(super) fn seam(&self, left: &Ends, right: &Ends) -> f32 {
        let (l, r) = (left.last, right.first);
        let usage = self.usage;
        let own = tells(&l[0], &r[0]) && self.own.contains_key(&pair_key(l[0].key, r[0].key));
        let own = if own { self.weights.own } else { 0.0 };
        let case = if odd_case(&l[0], &r[0]) { self.weights.case } else { 0.0 };
        own - case
            + usage.follows(&l[0], &r[0])
            + self.weights.next * (usage.follows_next(&l[1], &r[0]) + usage.follows_next(&l[0], &r[1]))
    }
}

/// The first two pieces, the last two from the end, and whether there are any.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub(super) first: [Piece; 2],
    pub(super) last: [Piece; 2],
    pub(super) some: bool,
}

impl Ends {
    pub(super) fn of(all: &[Piece]) -> Self {
        let edge = Piece::edge(0);
        let n = all.len();
        let at = |i: usize| all.get(i).copied().unwrap_or(edge);
        Self { first: [at(0), at(1)], last: [at(n.wrapping_sub(1)), at(n.wrapping_sub(2))], some: n > 0 }
    }

    /// Nothing but the edge of a paragraph.
    pub(super) fn edge() -> Self {
        let edge = Piece::edge(0);
        Self { first: [edge; 2], last: [edge; 2], some: false }
    }
}

/// Whether it says something that two words stand side by side.
fn tells(left: &Piece, right: &Piece) -> bool {
    let word = |p: &Piece| p.form == Form::Word;
    word(left) && word(right) && !(left.is_common() && right.is_common())
}

/// A sentence that begins small, or a common word with a capital inside one.
fn odd_case(left: &Piece, right: &Piece) -> bool {
    match right.form {
        Form::Word if left.is_stop() => !right.capital,
        Form::Word => left.form != Form::Mark && right.capital && right.is_common() && right.len() < 5,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::usage::{pieces, shipped};
    use super::*;

    fn ends(text: &str) -> Ends {
        let mut all = Vec::new();
        pieces(Some(shipped().unwrap()), text, 0..text.len(), |p| all.push(p));
        Ends::of(&all)
    }

    #[test]
    fn what_belongs_together_reads_better() {
        let seams = Seams::new(shipped().unwrap(), WEIGHTS);
        let seam = |left: &str, right: &str| seams.seam(&ends(left), &ends(right));
        assert!(seam("members of the", "council met") > seam("members of the", "of all"));
        assert!(seam("was passed.", "The law") > seam("was passed.", "the law"));
        assert!(!Ends::edge().some && ends("one").some);
    }
}
