//! Outcomes to the commitments on which they bear.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::At;
use super::across;
use super::features::{self, Feature, Figures};
use super::profile::{Profile, Profiles, Vocabulary, What, profiles};
use super::reasons::reasons;
use super::relation::relation;
use super::tie::{Link, Linked, Near};
use super::weights::LinkWeights;
use crate::document::Document;
use crate::model::logistic;
use crate::statement::Polarity;

/// From here on a pair is a link.
const TIED: f32 = 0.0;
/// From here on it came near.
const NEAR: f32 = -1.5;
/// So many commitments before an outcome, and after it, are looked at in a long text; others need a rare word in common.
const WINDOW: (usize, usize) = (24, 6);
/// So many commitments with a rare word in common are looked at, the nearest first.
const POSTINGS: usize = 12;
/// From here on a word is rare.
const RARE: f32 = 4.5;

/// One pair that is looked at.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) commitment: usize,
    pub(super) outcome: usize,
    pub(super) figures: Figures,
    /// Log-odds.
    pub(super) score: f32,
}

/// All links within and across documents, by commitment, then outcome.
pub(super) fn links(documents: &[Arc<Document>], weights: &LinkWeights) -> Linked {
    let mut vocabulary = Vocabulary::default();
    let all: Vec<Profiles> = documents.iter().map(|d| profiles(d, &mut vocabulary)).collect();
    let mut out = Linked::default();
    for (doc, profiles) in all.iter().enumerate() {
        let doc = doc as u32;
        let at = |index: usize| At { doc, index: index as u32 };
        let pairs = pairs(profiles, weights);
        for pair in pairs.iter().filter(|p| p.score < TIED && p.score >= NEAR) {
            let (commitment, outcome) = (at(pair.commitment), at(pair.outcome));
            out.near.push(Near { commitment, outcome, weight: logistic(pair.score) });
        }
        for pair in typed(profiles, pairs) {
            let (c, o) = (&profiles.commitments[pair.commitment], &profiles.outcomes[pair.outcome]);
            out.links.push(Link {
                commitment: at(pair.commitment),
                outcome: at(pair.outcome),
                relation: relation(&pair.figures, weights),
                weight: logistic(pair.score),
                why: reasons(
                    c,
                    o,
                    &pair.figures,
                    &[&weights.first, &weights.second],
                    &vocabulary,
                    &documents[doc as usize],
                ),
            });
        }
    }
    across::links(documents, &all, &vocabulary, weights, &mut out);
    out.links.sort_by_key(|l| (l.commitment, l.outcome));
    out.near.sort_by_key(|n| (n.commitment, n.outcome));
    out
}

/// The commitments that an outcome is compared with: all of a short text, else the nearest and those that share a rare word.
fn candidates(o: &Profile, all: &Profiles, postings: &FxHashMap<u32, Vec<usize>>) -> Vec<usize> {
    let count = all.commitments.len();
    if count <= WINDOW.0 + WINDOW.1 {
        return (0..count).collect();
    }
    let place = all.commitments.partition_point(|c| c.span.start < o.span.end);
    let window = place.saturating_sub(WINDOW.0)..(place + WINDOW.1).min(count);
    let mut out: Vec<usize> = window.clone().collect();
    for (id, rarity) in &o.bag {
        let Some(list) = postings.get(id).filter(|_| *rarity >= RARE) else { continue };
        let near = list.partition_point(|&c| c < place);
        let low = near.saturating_sub(POSTINGS);
        out.extend(list[low..(near + 2).min(list.len())].iter().filter(|c| !window.contains(c)));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// All pairs of a text that are looked at, with both looks taken, by outcome, then commitment.
pub(super) fn pairs(all: &Profiles, weights: &LinkWeights) -> Vec<Pair> {
    let mut postings: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    for (index, c) in all.commitments.iter().enumerate() {
        for &(id, _) in &c.bag {
            postings.entry(id).or_default().push(index);
        }
    }
    let mut out = Vec::new();
    let mut starts = vec![0];
    for (outcome, o) in all.outcomes.iter().enumerate() {
        let candidates = candidates(o, all, &postings);
        let rivals = features::rivals(o, all, &candidates);
        for commitment in candidates {
            let figures = features::figures(commitment, o, all, &rivals);
            let score = weights.first.score(&figures);
            out.push(Pair { commitment, outcome, figures, score });
        }
        starts.push(out.len());
    }
    second_look(all, weights, &starts, &mut out);
    out
}

/// Weighs each pair beside its rivals and its neighbours.
fn second_look(all: &Profiles, weights: &LinkWeights, starts: &[usize], pairs: &mut [Pair]) {
    use Feature as F;
    let first: Vec<f32> = pairs.iter().map(|p| p.score).collect();
    let mut wanted = vec![f32::NEG_INFINITY; all.commitments.len()];
    for p in pairs.iter() {
        wanted[p.commitment] = wanted[p.commitment].max(p.score);
    }
    let of = |outcome: usize| starts[outcome]..starts[outcome + 1];
    let commitments: Vec<usize> = pairs.iter().map(|p| p.commitment).collect();
    let beside = |outcome: usize, commitment: usize| -> f32 {
        let range = of(outcome);
        let found = commitments[range.clone()].binary_search(&commitment);
        found.map_or(0.0, |at| logistic(first[range.start + at]))
    };
    let mut run = Run::default();
    for (outcome, o) in all.outcomes.iter().enumerate() {
        run.enter(o.block);
        for at in of(outcome) {
            let (commitment, mine) = (commitments[at], first[at]);
            let rival = of(outcome).filter(|&i| i != at).map(|i| first[i]).fold(f32::NEG_INFINITY, f32::max);
            let f = &mut pairs[at].figures;
            f[F::First as usize] = mine;
            f[F::Leads as usize] = f32::from(u8::from(mine >= rival));
            f[F::Gap as usize] = (mine - rival).clamp(-3.0, 3.0);
            f[F::Wanted as usize] = f32::from(u8::from(mine >= wanted[commitment]));
            f[F::Run as usize] = run.share(commitment);
            if let Some(before) = outcome.checked_sub(1) {
                let other = &all.outcomes[before];
                let share = beside(before, commitment);
                if o.sentence <= other.sentence + 1 {
                    f[F::Previous as usize] = share;
                }
            }
            if let Some(other) = all.outcomes.get(outcome + 1).filter(|n| n.sentence <= o.sentence + 1) {
                f[F::Next as usize] =
                    beside(outcome + 1, commitment) * f32::from(u8::from(other.block == o.block));
            }
            pairs[at].score = weights.second.score(&pairs[at].figures);
        }
        for at in of(outcome) {
            run.add(commitments[at], logistic(first[at]));
        }
    }
}

/// How firmly the outcomes of a paragraph have been tied to each commitment so far.
#[derive(Debug, Default)]
struct Run {
    block: u32,
    shares: FxHashMap<usize, f32>,
}

impl Run {
    fn enter(&mut self, block: u32) {
        if self.block != block {
            self.shares.clear();
            self.block = block;
        }
    }

    fn add(&mut self, commitment: usize, share: f32) {
        let most = self.shares.entry(commitment).or_default();
        *most = most.max(share);
    }

    fn share(&self, commitment: usize) -> f32 {
        self.shares.get(&commitment).copied().unwrap_or(0.0)
    }
}

/// The pairs that are links, with what else bears on the commitment among their figures.
pub(super) fn typed(all: &Profiles, mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.retain(|p| p.score >= TIED);
    relate(all, &mut pairs);
    pairs
}

/// Adds to each linked pair what else bears on its commitment.
pub(super) fn relate(all: &Profiles, pairs: &mut [Pair]) {
    let negative =
        |p: &Pair| matches!(all.outcomes[p.outcome].what, What::Outcome { polarity: Polarity::Negative, .. });
    let mut for_it: Vec<(u32, u32, usize)> = vec![(0, 0, 0); all.commitments.len()];
    for p in pairs.iter() {
        let row = &mut for_it[p.commitment];
        if negative(p) {
            row.1 += 1;
        } else {
            row.0 += 1;
        }
        row.2 = row.2.max(p.outcome);
    }
    for p in pairs.iter_mut() {
        let (supporting, opposing, last) = for_it[p.commitment];
        let supporting = supporting - u32::from(!negative(p)).min(supporting);
        let on = |yes: bool| f32::from(u8::from(yes));
        p.figures[Feature::Opposed as usize] = on(opposing > 0);
        p.figures[Feature::Supported as usize] = on(supporting > 0);
        p.figures[Feature::Alone as usize] = on(supporting + opposing == 0);
        p.figures[Feature::Last as usize] = on(last == p.outcome);
    }
}
