//! A report's scores beside what an audit makes of them.

use std::collections::BTreeMap;

use super::audit::{Audited, Corrected, Share, corrected};
use super::sample::{Drawn, sample};
use crate::assess::{By, Report, Undertaking, VerdictKind, due_and_testable};
use crate::error::Error;

/// What a person said of an undertaking that was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Its number in the report.
    pub undertaking: usize,
    /// The verdict; none where it is no commitment at all.
    pub verdict: Option<VerdictKind>,
    /// The chance that it had of being drawn.
    pub probability: f64,
}

/// A group's index and breach rate as the audit corrects them.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectedScore {
    /// The group: a value for each thing that was split by, in that order.
    pub key: Vec<String>,
    /// Mean fulfilment.
    pub fulfilment: Option<Corrected>,
    /// Share breached.
    pub breach_rate: Option<Corrected>,
}

fn key(report: &Report, undertaking: &Undertaking, by: &[By]) -> Vec<String> {
    let at = undertaking.lead;
    let document = &report.documents[at.doc as usize];
    let commitment = &document.commitments()[at.index as usize];
    let one = |by: &By| match by {
        By::Actor => commitment.actor.as_ref().map_or("unspecified", |a| a.value.as_str()).to_owned(),
        By::Document => document.vars.id.clone(),
        By::Kind => commitment.kind.as_str().to_owned(),
    };
    by.iter().map(one).collect()
}

/// Draws undertakings for an audit, stratified by their verdicts and by `by`. Gives each one's number with its chance, and
/// the names of the strata by their numbers.
///
/// # Errors
/// As [`sample`].
pub fn audit_sample(
    report: &Report,
    count: usize,
    by_verdict: bool,
    by: &[By],
    seed: u64,
) -> Result<(Vec<Drawn>, Vec<String>), Error> {
    let name = |u: &Undertaking| {
        let verdict = by_verdict.then(|| u.verdict.value.as_str().to_owned());
        verdict.into_iter().chain(key(report, u, by)).collect::<Vec<_>>().join(" · ")
    };
    let names: Vec<String> = report.undertakings.iter().map(name).collect();
    let mut strata: Vec<String> = names.clone();
    strata.sort_unstable();
    strata.dedup();
    let numbers: Vec<usize> = names.iter().map(|n| strata.partition_point(|s| s < n)).collect();
    Ok((sample(&numbers, count, seed)?, strata))
}

/// The scores of groups of undertakings, corrected by an audit; documents are the clusters, so a group within one document has
/// no corrected figure.
///
/// # Errors
/// When a row names no undertaking, one is named twice, or a chance is not above nought and at most one.
pub fn corrected_scores(report: &Report, audit: &[Judged], by: &[By]) -> Result<Vec<CorrectedScore>, Error> {
    let mut judged: BTreeMap<usize, &Judged> = BTreeMap::new();
    for row in audit {
        if row.undertaking >= report.undertakings.len() {
            return Err(Error::input(format!("the report has no undertaking {}", row.undertaking)));
        }
        if !(row.probability > 0.0 && row.probability <= 1.0) {
            let message = format!("a chance is above 0 and at most 1, not {}", row.probability);
            return Err(Error::input(message));
        }
        if judged.insert(row.undertaking, row).is_some() {
            return Err(Error::input(format!("undertaking {} was judged twice", row.undertaking)));
        }
    }
    let mut groups: BTreeMap<Vec<String>, [Vec<Audited>; 2]> = BTreeMap::new();
    for (number, undertaking) in report.undertakings.iter().enumerate() {
        let human = judged.get(&number);
        let [index, breaches] = groups.entry(key(report, undertaking, by)).or_default();
        let weight = f64::from(undertaking.weight());
        // A person's verdict says that it can be tested; the day of assessment says for both whether it is due.
        let (due, testable) = due_and_testable(report, undertaking);
        let machine = (due && testable).then_some(undertaking.verdict.value);
        let row = |share: &dyn Fn(Option<VerdictKind>) -> Share| Audited {
            machine: share(machine),
            human: human.map(|h| share(h.verdict.filter(|_| due))),
            probability: human.map_or(0.0, |h| h.probability),
            cluster: undertaking.lead.doc,
        };
        index.push(row(&|verdict| share(verdict, weight, |_, fulfilment| fulfilment)));
        breaches.push(row(&|verdict| {
            share(verdict, weight, |v, _| f64::from(u8::from(v == VerdictKind::Breached)))
        }));
    }
    let score = |(key, [index, breaches]): (Vec<String>, [Vec<Audited>; 2])| CorrectedScore {
        key,
        fulfilment: corrected(&index),
        breach_rate: corrected(&breaches),
    };
    Ok(groups.into_iter().map(score).collect())
}

/// What a verdict adds to a figure; one that says nothing adds nothing.
fn share(verdict: Option<VerdictKind>, weight: f64, of: impl Fn(VerdictKind, f64) -> f64) -> Share {
    let Some((verdict, fulfilment)) = verdict.and_then(|v| Some((v, v.fulfilment()?))) else {
        return Share::default();
    };
    Share { value: weight * of(verdict, f64::from(fulfilment)), counted: weight }
}
