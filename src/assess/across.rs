//! Links across documents: promised in one, kept or broken in another.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::At;
use super::pair;
use super::profile::{Profile, Profiles};
use super::reasons::reasons;
use super::relation::bearing;
use super::tie::{Link, Linked, Near, likeliest};
use super::vocabulary::Vocabulary;
use super::weights::LinkWeights;
use crate::document::Document;
use crate::model::logistic;
use crate::pool::Hands;

/// A word that so many commitments share brings no candidates: it would make the search quadratic.
const COMMON: usize = 64;
/// So many commitments of other documents are compared with an outcome.
const MOST: usize = 24;
/// From here on a word may bring candidates.
const RARE: f32 = 3.5;

/// The links from the outcomes of each document to commitments of other documents; `home` has the commitments of its own
/// document on which an outcome bears.
pub(super) fn links(
    documents: &[Arc<Document>],
    all: &[Profiles],
    home: &FxHashMap<At, Vec<u32>>,
    vocabulary: &Vocabulary,
    weights: &LinkWeights,
    hands: &Hands,
) -> Vec<Linked> {
    if documents.len() < 2 {
        return Vec::new();
    }
    let mut postings: FxHashMap<u32, Vec<At>> = FxHashMap::default();
    for (doc, profiles) in all.iter().enumerate() {
        for (index, c) in profiles.commitments.iter().enumerate() {
            let at = At { doc: doc as u32, index: index as u32 };
            for &(id, _) in c.bag.iter().filter(|(_, rarity)| *rarity >= RARE) {
                postings.entry(id).or_default().push(at);
            }
        }
    }
    let texts = Texts { documents, all, home, postings };
    hands.map(documents.len(), |doc| of_document(doc, &texts, vocabulary, weights))
}

/// All texts of a report, and where to look.
struct Texts<'r> {
    documents: &'r [Arc<Document>],
    all: &'r [Profiles],
    home: &'r FxHashMap<At, Vec<u32>>,
    postings: FxHashMap<u32, Vec<At>>,
}

impl Texts<'_> {
    /// Whether an outcome speaks of somebody else: at home it bears on what others have promised.
    fn of_others(&self, outcome: At, promise: &Profile) -> bool {
        let Some(home) = self.home.get(&outcome).filter(|_| !promise.actor.is_empty()) else { return false };
        let theirs = |&index: &u32| &self.all[outcome.doc as usize].commitments[index as usize].actor;
        home.iter().map(theirs).all(|actor| !actor.is_empty() && *actor != promise.actor)
    }
}

/// The links from the outcomes of one document.
fn of_document(doc: usize, texts: &Texts<'_>, vocabulary: &Vocabulary, weights: &LinkWeights) -> Linked {
    let Texts { documents, all, postings, .. } = texts;
    let mut out = Linked::default();
    for (index, o) in all[doc].outcomes.iter().enumerate() {
        let mut shared: Vec<(At, f32)> = Vec::new();
        for (id, rarity) in &o.bag {
            let Some(list) = postings.get(id).filter(|l| l.len() <= COMMON) else { continue };
            shared.extend(list.iter().filter(|at| at.doc as usize != doc).map(|&at| (at, *rarity)));
        }
        for (at, _) in strongest(shared) {
            let theirs = &all[at.doc as usize];
            if !later(&documents[at.doc as usize], &documents[doc]) {
                continue;
            }
            let outcome = At { doc: doc as u32, index: index as u32 };
            if texts.of_others(outcome, &theirs.commitments[at.index as usize]) {
                continue;
            }
            let rivals = pair::rivals(o, theirs, &[at.index as usize]);
            let figures = pair::figures_across(at.index as usize, o, theirs, &rivals);
            let score = weights.across.score(&figures);
            if score < -1.0 {
                continue;
            }
            let (weight, bearing) = (logistic(score), bearing(&figures, weights));
            if score < 0.0 {
                out.near.push(Near { commitment: at, outcome, weight, bearing });
                continue;
            }
            let c = &theirs.commitments[at.index as usize];
            out.links.push(Link {
                commitment: at,
                outcome,
                relation: likeliest(&bearing),
                weight,
                bearing,
                why: reasons(c, o, &figures, &[&weights.across], vocabulary, &documents[doc]),
            });
        }
    }
    out
}

/// The commitments with the most shared weight, by place.
fn strongest(mut shared: Vec<(At, f32)>) -> Vec<(At, f32)> {
    shared.sort_by_key(|&(at, _)| at);
    let mut out: Vec<(At, f32)> = Vec::new();
    for (at, weight) in shared {
        match out.last_mut() {
            Some(last) if last.0 == at => last.1 += weight,
            _ => out.push((at, weight)),
        }
    }
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out.truncate(MOST);
    out.sort_by_key(|&(at, _)| at);
    out
}

/// Whether the second document can report on what the first promised: not dated before it.
fn later(promise: &Document, report: &Document) -> bool {
    match (promise.date, report.date) {
        (Some(a), Some(b)) => b.last >= a.first,
        _ => true,
    }
}
