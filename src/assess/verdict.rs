//! Evidence to verdicts: what is beaten by precedence is left out, the rest is weighed.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::balance::{Tone, signs};
use super::evidence::{Defeat, Piece, Side, defeats, pieces};
use super::judgement::{Timing, Verdict, VerdictKind};
use super::tie::{Linked, Near};
use super::timing::{clock, timing};
use super::weights::LinkWeights;
use super::{AssessOptions, Assessment, At, Link, Relation, caution};
use crate::document::Document;
use crate::statement::{Basis, OutcomeKind};

/// One assessment for each commitment, by document and place, and the links that hold.
pub(super) fn verdicts(
    documents: &[Arc<Document>],
    linked: Linked,
    options: &AssessOptions,
    weights: &LinkWeights,
) -> (Vec<Assessment>, Vec<Link>) {
    let (mut out, mut kept) = (Vec::new(), Vec::new());
    let mut links = linked.links.into_iter().peekable();
    let mut near = linked.near.into_iter().peekable();
    for (doc, document) in documents.iter().enumerate() {
        let tone = Tone::of(document, None);
        for index in 0..document.commitments().len() {
            let commitment = At { doc: doc as u32, index: index as u32 };
            let mut mine: Vec<Link> =
                std::iter::from_fn(|| links.next_if(|l| l.commitment == commitment)).collect();
            let mut beside: Vec<Near> =
                std::iter::from_fn(|| near.next_if(|n| n.commitment == commitment)).collect();
            let ties: Vec<&Link> = mine.iter().collect();
            let verdict = judge(documents, commitment, &ties, &beside, &tone, options, weights);
            let all = pieces(documents, commitment, &ties);
            let beaten = all.iter().zip(defeats(&all)).filter(|(_, d)| d.is_some());
            let beaten: Vec<At> = beaten.map(|(p, _)| p.link.outcome).collect();
            settle(&verdict, weights, &beaten, &mut mine, &mut beside);
            let first = kept.len() as u32;
            kept.append(&mut mine);
            out.push(Assessment {
                commitment,
                verdict,
                links: (first..kept.len() as u32).collect(),
                undertaking: 0,
                not_used: Vec::new(),
                near: beside,
            });
        }
    }
    let tied: FxHashSet<At> = kept.iter().map(|l| l.outcome).collect();
    for row in &mut out {
        let mine: Vec<&Link> = row.links.iter().map(|&l| &kept[l as usize]).collect();
        row.not_used = not_used(documents, row.commitment, &mine, &row.near, &tied);
    }
    (out, kept)
}

/// The verdict from the evidence on several mentions of one undertaking, and that evidence, each outcome once.
pub(super) fn pooled(
    documents: &[Arc<Document>],
    lead: At,
    rows: &[&Assessment],
    links: &[Link],
    options: &AssessOptions,
    weights: &LinkWeights,
) -> (Verdict, Vec<u32>) {
    let mut mine: Vec<u32> = rows.iter().flat_map(|r| r.links.iter().copied()).collect();
    let firmest = |a: &u32, b: &u32| links[*b as usize].weight.total_cmp(&links[*a as usize].weight);
    mine.sort_by(|a, b| links[*a as usize].outcome.cmp(&links[*b as usize].outcome).then(firmest(a, b)));
    mine.dedup_by_key(|l| links[*l as usize].outcome);
    let tied = |n: &Near| mine.binary_search_by_key(&n.outcome, |l| links[*l as usize].outcome).is_ok();
    let mut near: Vec<Near> = rows.iter().flat_map(|r| &r.near).filter(|n| !tied(n)).copied().collect();
    near.sort_by(|a, b| a.outcome.cmp(&b.outcome).then(b.weight.total_cmp(&a.weight)));
    near.dedup_by_key(|n| n.outcome);
    let ties: Vec<&Link> = mine.iter().map(|&l| &links[l as usize]).collect();
    let tone = Tone::of(&documents[lead.doc as usize], None);
    let mut verdict = judge(documents, lead, &ties, &near, &tone, options, weights);
    if verdict.value == VerdictKind::NoEvidence {
        // What was tied to one mention is evidence for all.
        if let Some(row) = rows.iter().find(|r| r.verdict.value != VerdictKind::NoEvidence) {
            verdict = row.verdict.clone();
        }
    }
    mine.sort_unstable();
    (verdict, mine)
}

/// Brings links and verdict together: without evidence nothing is tied; with evidence the relations that go with it, but
/// for what was beaten.
fn settle(
    verdict: &Verdict,
    weights: &LinkWeights,
    beaten: &[At],
    links: &mut Vec<Link>,
    near: &mut Vec<Near>,
) {
    let found = verdict.value != VerdictKind::NoEvidence;
    let firm = links.iter().any(|l| weights.ties(l.weight));
    let keep = |l: &Link| found && (!firm || weights.ties(l.weight));
    for l in links.iter().filter(|l| !keep(l)) {
        let Link { commitment, outcome, weight, bearing, .. } = *l;
        near.push(Near { commitment, outcome, weight, bearing });
    }
    near.sort_by_key(|n| n.outcome);
    links.retain(keep);
    for link in links.iter_mut().filter(|l| !beaten.contains(&l.outcome)) {
        link.relation = weights.beside(verdict.value, &link.bearing);
    }
}

/// With less than this share of the weight, what was done does not count as an essential part, nor a breach as one.
const ESSENTIAL: f32 = 0.25;
/// With more than this share of the weight for it, what was left undone does not matter.
const SUBSTANCE: f32 = 0.85;

/// So likely a pair must be for it to be named among what was not used.
const NAMED: f32 = 0.05;

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
    out.extend(near.iter().filter(|n| n.weight >= NAMED).map(|n| (n.outcome, reason(n))));
    out.sort_unstable();
    out
}

/// The verdict on one commitment from a set of links and of what came near.
pub(super) fn judge(
    documents: &[Arc<Document>],
    commitment: At,
    links: &[&Link],
    near: &[Near],
    tone: &Tone,
    options: &AssessOptions,
    weights: &LinkWeights,
) -> Verdict {
    let document = &documents[commitment.doc as usize];
    let promise = &document.commitments()[commitment.index as usize];
    let all = pieces(documents, commitment, links);
    let beaten = defeats(&all);
    let rule = ruled(&all, &beaten, weights);
    let shares = weights.verdicts(&signs(promise, &all, &beaten, near, tone, rule));
    let clock = clock(document, options);
    // A verdict needs evidence that can be shown.
    let mut value = if all.is_empty() { VerdictKind::NoEvidence } else { likeliest(&shares) };
    if value == VerdictKind::Fulfilled && reserved(&all, &beaten) {
        value = VerdictKind::PartlyFulfilled;
    }
    let when = timing(promise, &all, value, clock);
    if value == VerdictKind::Fulfilled && when == Timing::NotYetDue && only_on_track(&all, &beaten) {
        value = VerdictKind::PartlyFulfilled;
    }
    let found = value != VerdictKind::NoEvidence;
    let mut verdict = Verdict {
        value,
        fulfilment: value.fulfilment(),
        range: range(&all).filter(|_| found),
        timing: when,
        contested: found && contested(value, &all),
        confidence: shares[value as usize],
        shares,
        calibrated: true,
        warnings: Vec::new(),
    };
    verdict.warnings = caution::of_verdict(documents, promise, &verdict, &all, clock);
    verdict
}

/// From this weight on a piece of evidence is firm.
const FIRM: f32 = 0.5;

/// Whether a reservation stands: firm evidence against it that nothing beats.
fn reserved(pieces: &[Piece<'_>], beaten: &[Option<Defeat>]) -> bool {
    let against =
        |(p, b): (&Piece<'_>, &Option<Defeat>)| b.is_none() && p.side == Side::Against && p.weight >= FIRM;
    pieces.iter().zip(beaten).any(against)
}

/// What precedence makes of the evidence that is tied.
pub(super) fn ruled(
    all: &[Piece<'_>],
    beaten: &[Option<Defeat>],
    weights: &LinkWeights,
) -> Option<VerdictKind> {
    let counted =
        || all.iter().zip(beaten).filter(|(p, b)| b.is_none() && weights.ties(p.link.weight)).map(|(p, _)| p);
    counted().next().map(|_| weigh(counted()))
}

/// What was done against what was not, and both against what was done to the contrary.
fn weigh<'p, 'r: 'p>(pieces: impl Iterator<Item = &'p Piece<'r>>) -> VerdictKind {
    let mut sums = [0.0_f32; Relation::ALL.len()];
    for p in pieces {
        sums[p.link.relation as usize] += p.weight;
    }
    let [full, part, fails, breaches] = sums;
    let (done, all) = (full + part, sums.iter().sum::<f32>());
    if breaches > ESSENTIAL * all {
        VerdictKind::Breached
    } else if done < ESSENTIAL * all {
        VerdictKind::NotFulfilled
    } else if full >= part && full > SUBSTANCE * (full + fails) {
        VerdictKind::Fulfilled
    } else {
        VerdictKind::PartlyFulfilled
    }
}

/// The verdict with the highest share; the first where all are equal.
fn likeliest(shares: &[f32; VerdictKind::ALL.len()]) -> VerdictKind {
    let mut best = VerdictKind::NoEvidence;
    for value in VerdictKind::ALL {
        if shares[*value as usize] > shares[best as usize] {
            best = *value;
        }
    }
    best
}

/// Whether nothing but judgements on progress speaks for it: before the due date these are no fulfilment yet.
fn only_on_track(pieces: &[Piece<'_>], beaten: &[Option<Defeat>]) -> bool {
    let counted = pieces.iter().zip(beaten).filter(|(_, b)| b.is_none()).map(|(p, _)| p);
    counted.filter(|p| p.side == Side::For).all(|p| p.outcome.kind == OutcomeKind::Assessment)
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
