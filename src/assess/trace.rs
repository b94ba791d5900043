//! The linker's figures, for the trainer of its weights.

use super::features::Feature;
use super::link::{Pair, pairs, relate};
use super::profile::{Profiles, Vocabulary, profiles};
use super::weights::LinkWeights;
use crate::document::Document;

/// Every figure of one pair.
#[derive(Clone, Debug)]
pub struct PairFigures {
    /// Index of the commitment.
    pub commitment: usize,
    /// Index of the outcome.
    pub outcome: usize,
    /// Log-odds that they are tied.
    pub score: f32,
    /// Figures in the order of [`link_features`].
    pub figures: Vec<f32>,
}

/// The names of all figures.
pub fn link_features() -> Vec<&'static str> {
    Feature::ALL.iter().map(|f| f.as_str()).collect()
}

/// A document whose statements are prepared for the linker.
#[derive(Debug)]
pub struct LinkBench {
    all: Profiles,
}

impl LinkBench {
    /// Prepares a document.
    pub fn new(document: &Document) -> Self {
        Self { all: profiles(document, &mut Vocabulary::default()) }
    }

    /// The figures of all pairs that are looked at, by outcome, then commitment; `tied` says which pairs to take as links
    /// when the figures for relations are made.
    pub fn pairs(&self, weights: &LinkWeights, tied: impl Fn(usize, usize, f32) -> bool) -> Vec<PairFigures> {
        let (mut linked, rest): (Vec<Pair>, Vec<Pair>) =
            pairs(&self.all, weights).into_iter().partition(|p| tied(p.commitment, p.outcome, p.score));
        relate(&self.all, &mut linked);
        linked.extend(rest);
        linked.sort_by_key(|p| (p.outcome, p.commitment));
        let row = |p: Pair| PairFigures {
            commitment: p.commitment,
            outcome: p.outcome,
            score: p.score,
            figures: p.figures.to_vec(),
        };
        linked.into_iter().map(row).collect()
    }
}
