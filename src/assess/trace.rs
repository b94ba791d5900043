//! The linker's figures, for the trainer of its weights.

use std::sync::Arc;

use super::balance::{Sign, Tone, signs};
use super::evidence::{defeats, pieces};
use super::features::Feature;
use super::link::{self, Pair, pairs};
use super::prepare::profiles;
use super::profile::Profiles;
use super::relation::bearing;
use super::tie::{Near, likeliest};
use super::verdict::{judge, ruled};
use super::vocabulary::Vocabulary;
use super::weights::LinkWeights;
use super::words::{Class, Classes, Words};
use super::{AssessOptions, At, Link, Verdict};
use crate::document::Document;
use crate::pool;

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

    /// The figures of all pairs that are looked at, by outcome, then commitment.
    pub fn pairs(&self, weights: &LinkWeights) -> Vec<PairFigures> {
        let row = |p: Pair| PairFigures {
            commitment: p.commitment,
            outcome: p.outcome,
            score: p.score,
            figures: p.figures.to_vec(),
        };
        pairs(&self.all, weights).into_iter().map(row).collect()
    }
}

/// The names of all figures that decide a verdict.
pub fn verdict_features() -> Vec<&'static str> {
    Sign::ALL.iter().map(|s| s.as_str()).collect()
}

/// The figures that decide the verdict on each commitment of a document, in the order of [`verdict_features`].
pub fn verdict_figures(document: &Arc<Document>, weights: &LinkWeights) -> Vec<Vec<f32>> {
    let documents = std::slice::from_ref(document);
    let linked = pool::together(Some(1), 1, |hands| {
        let (vocabulary, profiles) = link::prepared(documents, hands);
        link::links(documents, &vocabulary, &profiles, weights, hands)
    });
    let tone = Tone::of(document, None);
    let row = |(index, promise)| {
        let commitment = At { doc: 0, index: index as u32 };
        let mine: Vec<&Link> = linked.links.iter().filter(|l| l.commitment == commitment).collect();
        let near: Vec<Near> = linked.near.iter().filter(|n| n.commitment == commitment).copied().collect();
        let all = pieces(documents, commitment, &mine);
        let beaten = defeats(&all);
        signs(promise, &all, &beaten, &near, &tone, ruled(&all, &beaten, weights)).to_vec()
    };
    document.commitments().iter().enumerate().map(row).collect()
}

/// How likely an outcome of a report bears on what is reported on.
const SURE: f32 = 0.9;

/// The verdict on the only commitment of a document if each outcome of it bears on it; none where there is not one.
pub fn tied_verdict(document: &Arc<Document>) -> Option<Verdict> {
    let [_] = document.commitments() else { return None };
    let (weights, documents) = (LinkWeights::builtin(), std::slice::from_ref(document));
    let all = profiles(document, &mut Vocabulary::default());
    let tie = |pair: Pair| {
        let bearing = bearing(&pair.figures, weights);
        Link {
            commitment: At { doc: 0, index: 0 },
            outcome: At { doc: 0, index: pair.outcome as u32 },
            relation: likeliest(&bearing),
            weight: SURE,
            bearing,
            why: Vec::new(),
        }
    };
    let links: Vec<Link> = pairs(&all, weights).into_iter().map(tie).collect();
    let at = At { doc: 0, index: 0 };
    let ties: Vec<&Link> = links.iter().collect();
    let tone = Tone::of(document, None);
    Some(judge(documents, at, &ties, &[], &tone, &AssessOptions::default(), weights))
}

/// For each sentence whether it tells of what is done, what goes on and what is yet to come.
pub fn stages(document: &Document) -> Vec<[bool; 3]> {
    let words = Words::get();
    let of = |sentence: usize| {
        let mut all = Classes::default();
        document
            .tokens
            .of_sentence(sentence)
            .for_each(|t| all.add(words.form(document.tokens.lower(t)).stages));
        [Class::StageDone, Class::StageUnderway, Class::StageAhead].map(|stage| all.has(stage))
    };
    (0..document.sentences.len()).map(of).collect()
}
