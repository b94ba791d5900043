//! The linker's figures, for those who fit its weights.

use super::features::Feature;
use super::link::{Pair, pairs, relate};
use super::profile::{Vocabulary, profiles};
use super::weights::Weights;
use crate::document::Document;

/// Every figure of one pair.
#[derive(Clone, Debug)]
pub struct PairTrace {
    /// Index of the commitment.
    pub commitment: usize,
    /// Index of the outcome.
    pub outcome: usize,
    /// Log-odds that they are tied.
    pub score: f32,
    /// Figures by name, those that are zero left out.
    pub figures: Vec<(&'static str, f32)>,
}

/// The figures of all pairs of a document that are looked at; `tied` says which pairs to take as links when the figures
/// for relations are made.
pub fn trace(document: &Document, tied: impl Fn(usize, usize) -> bool) -> Vec<PairTrace> {
    let mut vocabulary = Vocabulary::default();
    let all = profiles(document, &mut vocabulary);
    let (mut linked, rest): (Vec<Pair>, Vec<Pair>) =
        pairs(&all, Weights::get()).into_iter().partition(|p| tied(p.commitment, p.outcome));
    relate(&all, &mut linked);
    linked.extend(rest);
    linked.sort_by_key(|p| (p.outcome, p.commitment));
    let row = |p: Pair| PairTrace {
        commitment: p.commitment,
        outcome: p.outcome,
        score: p.score,
        figures: Feature::ALL
            .iter()
            .map(|f| (f.as_str(), p.figures[*f as usize]))
            .filter(|(_, value)| *value != 0.0)
            .collect(),
    };
    linked.into_iter().map(row).collect()
}
