//! Outcomes to the commitments on which they bear.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::At;
use super::across;
use super::features::{Feature, Figures};
use super::pair;
use super::prepare::profiles;
use super::profile::{Profile, Profiles};
use super::reasons::reasons;
use super::relation::bearing;
use super::tie::{Link, Linked, Near, likeliest};
use super::vocabulary::Vocabulary;
use super::weights::LinkWeights;
use crate::document::Document;
use crate::model::logistic;
use crate::pool::Hands;

/// Log-odds below which a pair says nothing.
const FAINT: f32 = -3.9;
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
pub(super) fn links(
    documents: &[Arc<Document>],
    vocabulary: &Vocabulary,
    all: &[Profiles],
    weights: &LinkWeights,
    hands: &Hands,
) -> Linked {
    let within = |doc: usize| within(doc as u32, &documents[doc], &all[doc], vocabulary, weights);
    let mut out = Linked::default();
    for found in hands.map(documents.len(), within) {
        out.add(found);
    }
    let mut home: FxHashMap<At, Vec<u32>> = FxHashMap::default();
    for link in &out.links {
        home.entry(link.outcome).or_default().push(link.commitment.index);
    }
    for found in across::links(documents, all, &home, vocabulary, weights, hands) {
        out.add(found);
    }
    out.links.sort_by_key(|l| (l.commitment, l.outcome));
    out.near.sort_by_key(|n| (n.commitment, n.outcome));
    out
}

/// The statements of all documents, prepared, with one numbering of roots for all.
pub(super) fn prepared(documents: &[Arc<Document>], hands: &Hands) -> (Vocabulary, Vec<Profiles>) {
    let own = hands.map(documents.len(), |doc| {
        let mut vocabulary = Vocabulary::default();
        let profiles = profiles(&documents[doc], &mut vocabulary);
        (vocabulary, profiles)
    });
    let (own, mut all): (Vec<Vocabulary>, Vec<Profiles>) = own.into_iter().unzip();
    let (shared, numbers) = Vocabulary::joined(own);
    let rest = all.get_mut(1..).unwrap_or_default();
    hands.each(rest, |doc, profiles| profiles.renumber(&numbers[doc]));
    (shared, all)
}

/// The links within one document.
fn within(
    doc: u32,
    document: &Document,
    profiles: &Profiles,
    vocabulary: &Vocabulary,
    weights: &LinkWeights,
) -> Linked {
    let mut out = Linked::default();
    let at = |index: usize| At { doc, index: index as u32 };
    let mut firmest = vec![FAINT; profiles.commitments.len()];
    let mut pairs = pairs(profiles, weights);
    pairs.retain(|p| p.score >= FAINT);
    for pair in &pairs {
        firmest[pair.commitment] = firmest[pair.commitment].max(pair.score);
    }
    for pair in &pairs {
        let (commitment, outcome) = (at(pair.commitment), at(pair.outcome));
        let (weight, bearing) = (logistic(pair.score), bearing(&pair.figures, weights));
        // The firmest pair of a commitment is held ready: the verdict may rest on it.
        if pair.score < weights.tied && pair.score < firmest[pair.commitment] {
            out.near.push(Near { commitment, outcome, weight, bearing });
            continue;
        }
        let (c, o) = (&profiles.commitments[pair.commitment], &profiles.outcomes[pair.outcome]);
        out.links.push(Link {
            commitment,
            outcome,
            relation: likeliest(&bearing),
            weight,
            bearing,
            why: reasons(c, o, &pair.figures, &[&weights.first, &weights.second], vocabulary, document),
        });
    }
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
        let rivals = pair::rivals(o, all, &candidates);
        for commitment in candidates {
            let figures = pair::figures(commitment, o, all, &rivals);
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
