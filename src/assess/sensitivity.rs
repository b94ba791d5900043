//! The index under other choices, so that nobody needs to take the first one on trust.

use super::balance::Tone;
use super::score::{Row, whole};
use super::tie::Near;
use super::verdict::judge;
use super::weights::LinkWeights;
use super::{At, Link, Report, Undertaking, VerdictKind};
use crate::names::names;
use crate::statement::Basis;

names! {
    /// A choice that changes an index.
    VariantKind {
        /// As the scores have it: the parts of a package share one vote.
        Packages = "packages",
        /// Each part has a vote of its own.
        Equal = "equal",
        /// Weights given by the caller.
        Salience = "salience",
        /// The mean over all verdicts by how likely each is, in place of the likeliest.
        Expected = "expected",
        /// A breach counts minus one.
        Signed = "signed",
        /// No evidence counts as not fulfilled: the documents are taken to say all there is to say.
        ClosedWorld = "closed_world",
        /// Without what the actors say of themselves.
        NoSelfReports = "no_self_reports",
        /// Without verdicts that rest on doubtful repairs of the text.
        NoDamagedText = "no_damaged_text",
    }
}

/// The index under one choice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variant {
    /// The choice.
    pub kind: VariantKind,
    /// The mean fulfilment; in `[-1, 1]` for [`VariantKind::Signed`], none when nothing counts.
    pub fulfilment: Option<f32>,
    /// How many undertakings it rests on.
    pub n: u32,
}

/// The index under all choices, in the order of [`VariantKind::ALL`]; the caller's weights, if any, are one for each row of
/// [`Report::assessments`], and an undertaking has that of its fullest statement.
pub fn sensitivity(report: &Report, salience: Option<&[f32]>) -> Vec<Variant> {
    let variant = |&kind: &VariantKind| {
        if kind == VariantKind::Salience && salience.is_none() {
            return None;
        }
        let (mut sum, mut weights, mut n) = (0.0_f64, 0.0_f64, 0);
        for u in &report.undertakings {
            let row = whole(&report.documents, u);
            if !row.testable() || !row.due() {
                continue;
            }
            let weight = match kind {
                VariantKind::Equal => 1.0,
                VariantKind::Salience => salience.map_or(0.0, |given| given_to(report, u.lead, given)),
                _ => row.weight,
            };
            if let Some(value) = value(report, u, row, kind).filter(|_| weight > 0.0) {
                sum += f64::from(weight) * f64::from(value);
                weights += f64::from(weight);
                n += 1;
            }
        }
        Some(Variant { kind, fulfilment: (weights > 0.0).then(|| (sum / weights) as f32), n })
    };
    VariantKind::ALL.iter().filter_map(variant).collect()
}

fn given_to(report: &Report, at: At, given: &[f32]) -> f32 {
    let row = report.assessments.partition_point(|a| a.commitment < at);
    given.get(row).copied().unwrap_or(0.0)
}

/// What an undertaking counts under a choice; none where it does not count.
fn value(report: &Report, u: &Undertaking, row: Row<'_>, kind: VariantKind) -> Option<f32> {
    let plain = row.verdict.value.fulfilment();
    match kind {
        VariantKind::Expected => row.verdict.expected(),
        VariantKind::Signed if row.verdict.value == VerdictKind::Breached => Some(-1.0),
        VariantKind::ClosedWorld => Some(plain.unwrap_or(0.0)),
        VariantKind::NoSelfReports => independent(report, u),
        VariantKind::NoDamagedText if row.verdict.warnings.iter().any(|w| w.code == "V03") => None,
        _ => plain,
    }
}

/// The fulfilment without what the actor says of itself.
fn independent(report: &Report, u: &Undertaking) -> Option<f32> {
    let own = |at: At| {
        let outcome = &report.documents[at.doc as usize].outcomes()[at.index as usize];
        let promise = &report.documents[u.lead.doc as usize].commitments()[u.lead.index as usize];
        super::evidence::basis(promise, outcome) == Basis::SelfReport
    };
    let ties: Vec<&Link> = u.links.iter().map(|&l| &report.links[l as usize]).collect();
    if !ties.iter().any(|l| own(l.outcome)) {
        return u.verdict.value.fulfilment();
    }
    let ties: Vec<&Link> = ties.into_iter().filter(|l| !own(l.outcome)).collect();
    let first = report.assessments.partition_point(|a| a.commitment < u.lead);
    let near = report.assessments.get(first).map_or(&[][..], |a| &a.near);
    let near: Vec<Near> = near.iter().filter(|n| !own(n.outcome)).copied().collect();
    let tone = Tone::of(&report.documents[u.lead.doc as usize], None);
    let weights = LinkWeights::builtin();
    judge(&report.documents, u.lead, &ties, &near, &tone, &report.options, weights).value.fulfilment()
}
