//! Evidence to verdicts, by the rules of precedence of the codebook.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::evidence::{Piece, Side, defeats, pieces, undefeated};
use super::tie::Near;
use super::timing::{clock, timing};
use super::{AssessOptions, Assessment, At, Link, Relation, caution};
use crate::document::{Document, Warning};
use crate::names::names;
use crate::statement::{Basis, OutcomeKind};

names! {
    /// The judgement on one commitment.
    VerdictKind {
        /// Done in substance.
        Fulfilled = "fulfilled",
        /// Done in part, late, or in a weaker form.
        PartlyFulfilled = "partly_fulfilled",
        /// Reported as undone though expected by now, stalled, empty or renounced.
        NotFulfilled = "not_fulfilled",
        /// The actor acted contrary to it.
        Breached = "breached",
        /// Nothing in the documents bears on it.
        NoEvidence = "no_evidence",
    }
}

impl VerdictKind {
    /// What it counts in an index; none without evidence.
    pub const fn fulfilment(self) -> Option<f32> {
        match self {
            Self::Fulfilled => Some(1.0),
            Self::PartlyFulfilled => Some(0.5),
            Self::NotFulfilled | Self::Breached => Some(0.0),
            Self::NoEvidence => None,
        }
    }
}

names! {
    /// The commitment's deadline against the day of assessment and the evidence.
    Timing {
        /// The deadline lies ahead.
        NotYetDue = "not_yet_due",
        /// Done by the deadline.
        OnTime = "on_time",
        /// Done after it.
        Late = "late",
        /// Not done, and the deadline has passed.
        Overdue = "overdue",
        /// No deadline is given, or none that can be dated.
        NoDeadline = "no_deadline",
    }
}

/// A verdict with its side fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The judgement.
    pub value: VerdictKind,
    /// How far it is fulfilled, in `[0, 1]`; none without evidence.
    pub fulfilment: Option<f32>,
    /// The spread over the sources, where they disagree.
    pub range: Option<(f32, f32)>,
    /// Deadline against evidence and day of assessment.
    pub timing: Timing,
    /// Whether sources disagree.
    pub contested: bool,
    /// How sure, in `[0, 1]`.
    pub confidence: f32,
    /// Whether `confidence` was calibrated on coded texts.
    pub calibrated: bool,
    /// Cautions for this verdict.
    pub warnings: Vec<Warning>,
}

/// With less than this share of the weight for it, what was done does not count as an essential part.
const ESSENTIAL: f32 = 0.25;
/// With more than this share of the weight for it, what was left undone does not matter.
const SUBSTANCE: f32 = 0.85;

/// One assessment for each commitment, by document and place.
pub(super) fn verdicts(
    documents: &[Arc<Document>],
    links: &[Link],
    near: &[Near],
    options: &AssessOptions,
) -> Vec<Assessment> {
    let mut out = Vec::new();
    let (mut first, mut first_near) = (0, 0);
    let tied: FxHashSet<At> = links.iter().map(|l| l.outcome).collect();
    for (doc, document) in documents.iter().enumerate() {
        for index in 0..document.commitments().len() {
            let commitment = At { doc: doc as u32, index: index as u32 };
            let count = links[first..].iter().take_while(|l| l.commitment == commitment).count();
            let mine: Vec<&Link> = links[first..first + count].iter().collect();
            let beside = near[first_near..].iter().take_while(|n| n.commitment == commitment).count();
            let passed_over = &near[first_near..first_near + beside];
            out.push(Assessment {
                commitment,
                verdict: judge(documents, commitment, &mine, passed_over, options),
                links: (first as u32..(first + count) as u32).collect(),
                not_used: not_used(documents, commitment, &mine, passed_over, &tied),
            });
            first += count;
            first_near += beside;
        }
    }
    out
}

/// Outcomes that came near or were beaten, by place, with the reason.
fn not_used(
    documents: &[Arc<Document>],
    commitment: At,
    links: &[&Link],
    near: &[Near],
    tied: &FxHashSet<At>,
) -> Vec<(At, &'static str)> {
    let pieces = pieces(documents, commitment, links);
    let beaten = pieces.iter().zip(defeats(&pieces));
    let mut out: Vec<_> = beaten.filter_map(|(p, d)| d.map(|d| (p.link.outcome, d.as_str()))).collect();
    let reason = |n: &Near| if tied.contains(&n.outcome) { "bears_on_another" } else { "too_weak_a_tie" };
    out.extend(near.iter().map(|n| (n.outcome, reason(n))));
    out.sort_unstable();
    out
}

/// The verdict on one commitment from a set of links to it.
pub(super) fn judge(
    documents: &[Arc<Document>],
    commitment: At,
    links: &[&Link],
    near: &[Near],
    options: &AssessOptions,
) -> Verdict {
    let document = &documents[commitment.doc as usize];
    let promise = &document.commitments()[commitment.index as usize];
    let all = pieces(documents, commitment, links);
    let counted = undefeated(&all);
    let clock = clock(document, options);
    let mut value = weigh(&counted);
    let when = timing(promise, &all, value, clock);
    if value == VerdictKind::Fulfilled && when == Timing::NotYetDue && only_on_track(&counted) {
        value = VerdictKind::PartlyFulfilled;
    }
    let range = range(&all);
    let mut verdict = Verdict {
        value,
        fulfilment: value.fulfilment(),
        range,
        timing: when,
        contested: contested(value, &all),
        confidence: confidence(value, &counted, near),
        calibrated: false,
        warnings: Vec::new(),
    };
    verdict.warnings = caution::of_verdict(documents, promise, &verdict, &all, clock);
    verdict
}

/// Breach before everything; else what was done against what was not.
fn weigh(pieces: &[&Piece<'_>]) -> VerdictKind {
    let weight = |relation: Relation| -> f32 {
        pieces.iter().filter(|p| p.link.relation == relation).map(|p| p.weight).sum()
    };
    let (full, part) = (weight(Relation::Fulfils), weight(Relation::PartlyFulfils));
    let (fails, breaches) = (weight(Relation::Fails), weight(Relation::Breaches));
    let done = full + part;
    if breaches > 0.0 {
        VerdictKind::Breached
    } else if done + fails == 0.0 {
        VerdictKind::NoEvidence
    } else if done < ESSENTIAL * (done + fails) {
        VerdictKind::NotFulfilled
    } else if full >= part && full > SUBSTANCE * (full + fails) {
        VerdictKind::Fulfilled
    } else {
        VerdictKind::PartlyFulfilled
    }
}

/// Whether nothing but judgements on progress speaks for it: before the due date these are no fulfilment yet.
fn only_on_track(pieces: &[&Piece<'_>]) -> bool {
    pieces.iter().filter(|p| p.side == Side::For).all(|p| p.outcome.kind == OutcomeKind::Assessment)
}

/// Lowest and highest fulfilment that a source alone would give, where sources differ.
fn range(pieces: &[Piece<'_>]) -> Option<(f32, f32)> {
    let mut origins: Vec<(&str, f32, f32)> = Vec::new();
    for p in pieces {
        match origins.iter_mut().find(|o| o.0 == p.origin) {
            Some(row) => {
                row.1 += p.value() * p.weight;
                row.2 += p.weight;
            }
            None => origins.push((&p.origin, p.value() * p.weight, p.weight)),
        }
    }
    let values = origins.iter().map(|(_, sum, weight)| sum / weight.max(1e-6));
    let (low, high) = values.fold((f32::MAX, f32::MIN), |(a, b), v| (a.min(v), b.max(v)));
    (high - low > 0.01).then_some((low, high))
}

/// Whether the actor itself says otherwise, or a named source says the opposite of another.
fn contested(value: VerdictKind, pieces: &[Piece<'_>]) -> bool {
    let Some(verdict) = value.fulfilment() else { return false };
    let own_word = pieces.iter().any(|p| p.basis == Basis::SelfReport && (p.value() - verdict).abs() >= 0.5);
    let opposed = |p: &Piece<'_>| {
        let others = pieces.iter().filter(|q| q.origin != p.origin);
        p.basis == Basis::ThirdParty && others.clone().count() > 0 && others.clone().all(|q| q.side != p.side)
    };
    own_word || pieces.iter().any(opposed)
}

/// How much of the evidence goes with the verdict, and how firmly it is tied; uncalibrated.
fn confidence(value: VerdictKind, pieces: &[&Piece<'_>], near: &[Near]) -> f32 {
    let close = near.iter().map(|n| n.weight).fold(0.0, f32::max);
    let Some(verdict) = value.fulfilment() else { return 1.0 - close };
    let all: f32 = pieces.iter().map(|p| p.weight).sum();
    let with: f32 = pieces.iter().map(|p| p.weight * (1.0 - (p.value() - verdict).abs())).sum();
    let firmest = pieces.iter().map(|p| p.link.weight).fold(0.0, f32::max);
    (with / all.max(1e-6) * firmest).clamp(0.05, 0.95)
}
