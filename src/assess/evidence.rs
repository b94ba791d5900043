//! Links as evidence: who says it, for or against, what beats what.

use std::sync::Arc;

use super::{At, Link, Relation};
use crate::document::Document;
use crate::entity::Interval;
use crate::statement::{Basis, Commitment, Outcome, OutcomeKind};

/// Towards fulfilment, or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    For,
    Against,
}

/// One link as evidence.
#[derive(Clone, Debug)]
pub(super) struct Piece<'r> {
    pub(super) link: &'r Link,
    pub(super) outcome: &'r Outcome,
    pub(super) side: Side,
    pub(super) basis: Basis,
    /// Who says it: the assessor's name, or the document for its writer.
    pub(super) origin: String,
    /// Strength of the tie times what the word of its source counts.
    pub(super) weight: f32,
    /// When it took place, or the date of the document that reports it.
    pub(super) date: Option<Interval>,
}

impl Piece<'_> {
    /// What it alone would make of the commitment's fulfilment.
    pub(super) fn value(&self) -> f32 {
        match self.link.relation {
            Relation::Fulfils => 1.0,
            Relation::PartlyFulfils => 0.5,
            Relation::Fails | Relation::Breaches => 0.0,
        }
    }

    /// A judgement on how things stand, as against a single step.
    fn concludes(&self) -> bool {
        self.outcome.kind == OutcomeKind::Assessment
    }
}

/// What the word of a source counts: the actor's own counts least.
pub(super) fn credit(basis: Basis) -> f32 {
    match basis {
        Basis::Writer => 1.0,
        Basis::ThirdParty => 0.8,
        Basis::SelfReport => 0.5,
    }
}

/// Of so many words, in hundredths, two passages must agree to be the same.
const ALIKE: usize = 80;

/// Whether two passages are the same but for a few words.
fn same_words(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let words = |text: &str| -> Vec<String> {
        let mut out: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    };
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|w| b.binary_search(w).is_ok()).count();
    100 * shared >= ALIKE * (a.len() + b.len() - shared).max(1)
}

/// Whether two documents cite one party for the same thing.
fn same_source(a: &Outcome, b: &Outcome) -> bool {
    let name = |o: &Outcome| o.assessor.as_ref().map(|s| s.value.clone());
    name(a).is_some() && name(a) == name(b) && (a.kind, a.polarity) == (b.kind, b.polarity)
}

/// The links as evidence, in their order; what two documents have from one origin counts once.
pub(super) fn pieces<'r>(
    documents: &'r [Arc<Document>],
    commitment: At,
    links: &[&'r Link],
) -> Vec<Piece<'r>> {
    let promise = &documents[commitment.doc as usize].commitments()[commitment.index as usize];
    let mut seen: Vec<(&Link, &Outcome, &str)> = Vec::new();
    let mut out = Vec::new();
    for &link in links {
        let document = &documents[link.outcome.doc as usize];
        let outcome = &document.outcomes()[link.outcome.index as usize];
        let words = document.text.slice(outcome.span);
        let again = |(other, report, said): &(&Link, &Outcome, &str)| {
            other.outcome.doc != link.outcome.doc
                && (same_words(said, words)
                    || (other.relation == link.relation && same_source(report, outcome)))
        };
        if seen.iter().any(again) {
            continue;
        }
        seen.push((link, outcome, words));
        let basis = basis(promise, outcome);
        out.push(Piece {
            link,
            outcome,
            side: match link.relation {
                Relation::Fulfils | Relation::PartlyFulfils => Side::For,
                Relation::Fails | Relation::Breaches => Side::Against,
            },
            basis,
            origin: match &outcome.assessor {
                Some(assessor) => assessor.value.clone(),
                None => format!("\u{1}{}", link.outcome.doc),
            },
            weight: link.weight * credit(basis),
            date: outcome
                .date
                .and_then(|(_, date)| date)
                .or_else(|| (link.outcome.doc != commitment.doc).then_some(document.date).flatten()),
        });
    }
    out
}

/// Who vouches, seen from the commitment: an assessor that is the bound actor reports on itself.
pub(super) fn basis(promise: &Commitment, outcome: &Outcome) -> Basis {
    let itself = match (&promise.actor, &outcome.assessor) {
        (Some(actor), Some(assessor)) => {
            (actor.thing.is_some() && actor.thing == assessor.thing) || actor.value == assessor.value
        }
        _ => false,
    };
    if itself { Basis::SelfReport } else { outcome.basis }
}

/// What beats a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defeat {
    /// The writer's own conclusion.
    Writer,
    /// It is the actor's own word, and somebody else says otherwise.
    OwnWord,
    /// A later state of affairs.
    Later,
}

impl Defeat {
    /// A stable name.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Writer => "beaten_by_writer",
            Self::OwnWord => "own_word",
            Self::Later => "superseded",
        }
    }
}

/// What beats each piece, if anything: the writer's conclusion beats a cited party's, a later state beats an earlier, and
/// the actor's own word does not stand against anybody else's.
pub(super) fn defeats(pieces: &[Piece<'_>]) -> Vec<Option<Defeat>> {
    let writer = |p: &Piece<'_>, q: &Piece<'_>| {
        q.basis == Basis::Writer && q.concludes() && p.basis != Basis::Writer && p.concludes()
    };
    let own = |p: &Piece<'_>, q: &Piece<'_>| p.basis == Basis::SelfReport && q.basis != Basis::SelfReport;
    let by = |p: &Piece<'_>, q: &Piece<'_>| {
        if q.side == p.side {
            None
        } else if own(p, q) {
            Some(Defeat::OwnWord)
        } else if writer(p, q) {
            Some(Defeat::Writer)
        } else {
            supersedes(q, p).then_some(Defeat::Later)
        }
    };
    pieces.iter().map(|p| pieces.iter().find_map(|q| by(p, q))).collect()
}

/// Whether `later` reports a state of affairs after that of `earlier` which undoes it.
fn supersedes(later: &Piece<'_>, earlier: &Piece<'_>) -> bool {
    let (Some(a), Some(b)) = (earlier.date, later.date) else { return false };
    if b.first <= a.last {
        return false;
    }
    match (earlier.outcome.kind, later.outcome.kind) {
        // Once undone, then done.
        (OutcomeKind::Inaction, OutcomeKind::Action) => later.link.relation == Relation::Fulfils,
        // Done, then taken back.
        (OutcomeKind::Action, OutcomeKind::Violation) => true,
        // A newer judgement by the same source.
        (OutcomeKind::Assessment, OutcomeKind::Assessment) => earlier.origin == later.origin,
        _ => false,
    }
}
