//! Verdicts to aggregates: a funnel, an index, a breach rate, coverage, bounds and intervals.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::spread::{Cluster, Kept, Over, Spread, kept, spread};
use super::{Assessment, Report, Timing, Undertaking, Verdict, VerdictKind, caution};
use crate::document::{Document, Warning};
use crate::names::names;
use crate::statement::{Commitment, Specificity};

/// Aggregates over undertakings: what is stated several times counts once, and the parts of a package share one vote. The
/// funnel is found, testable, due, with evidence, assessed; each is a part of the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Mean fulfilment over those assessed; none when none were.
    pub fulfilment: Option<f32>,
    /// Share breached of those assessed.
    pub breach_rate: Option<f32>,
    /// Assessed among those testable and due.
    pub coverage: Option<f32>,
    /// Fulfilment if all missing evidence were against, and if all were for (Manski bounds).
    pub bounds: Option<(f32, f32)>,
    /// How far the fulfilment would spread in other samples; none with too few documents and promisors.
    pub interval: Option<Spread>,
    /// The share at least partly fulfilled, where fewer than thirty were assessed.
    pub kept: Option<Kept>,
    /// Statements of commitments, restatements too.
    pub mentions: u32,
    /// Undertakings found, the parts of packages one by one.
    pub found: u32,
    /// Packages found, one that stands alone being one.
    pub packages: u32,
    /// Of those found, testable: specific or measurable, or judged by the documents themselves.
    pub testable: u32,
    /// Of these, due by the day of assessment.
    pub due: u32,
    /// Of these, with evidence.
    pub with_evidence: u32,
    /// Of these, assessed: the `n` of the figures above.
    pub assessed: u32,
}

names! {
    /// What aggregates are split by.
    By {
        /// Who is bound.
        Actor = "actor",
        /// The document of the commitment.
        Document = "document",
        /// Pledge, plan or obligation.
        Kind = "kind",
    }
}

/// An aggregate of one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The group: a value for each thing that was split by, in that order.
    pub key: Vec<String>,
    /// Its aggregates.
    pub scores: Scores,
    /// What to know before quoting them.
    pub warnings: Vec<Warning>,
}

/// One undertaking as it counts in an aggregate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'r> {
    pub(super) verdict: &'r Verdict,
    pub(super) commitment: &'r Commitment,
    /// Whether anything bears on it.
    pub(super) evidence: bool,
    pub(super) weight: f32,
    pub(super) mentions: u32,
    pub(super) doc: u32,
    pub(super) package: u32,
}

impl Row<'_> {
    /// A bare direction is checked by nobody unless the documents do so themselves.
    pub(super) fn testable(&self) -> bool {
        self.commitment.specificity != Specificity::Vague || self.evidence
    }

    pub(super) fn due(&self) -> bool {
        self.verdict.timing != Timing::NotYetDue
    }
}

/// Aggregates of some undertakings.
pub(super) fn scores<'r>(rows: impl Iterator<Item = Row<'r>>) -> Scores {
    let mut out = Scores::default();
    // In double precision: a mean of many equal values is that value.
    let (mut sum, mut breached, mut weight, mut missing, mut done) = (0.0, 0.0, 0.0, 0.0, 0);
    let mut documents: BTreeMap<u32, Cluster> = BTreeMap::new();
    let mut promisors: BTreeMap<&str, Cluster> = BTreeMap::new();
    let mut packages: Vec<u32> = Vec::new();
    for row in rows {
        out.found += 1;
        out.mentions += row.mentions;
        packages.push(row.package);
        if !row.testable() {
            continue;
        }
        out.testable += 1;
        if !row.due() {
            continue;
        }
        out.due += 1;
        out.with_evidence += u32::from(row.evidence);
        let share = f64::from(row.weight);
        let Some(value) = row.verdict.value.fulfilment().map(f64::from) else {
            missing += share;
            continue;
        };
        out.assessed += 1;
        done += u32::from(value > 0.0);
        sum += share * value;
        weight += share;
        breached += if row.verdict.value == VerdictKind::Breached { share } else { 0.0 };
        let promisor = row.commitment.actor.as_ref().map_or("", |a| a.value.as_str());
        for cluster in [documents.entry(row.doc).or_default(), promisors.entry(promisor).or_default()] {
            cluster.0 += share * value;
            cluster.1 += share;
        }
    }
    packages.sort_unstable();
    packages.dedup();
    out.packages = packages.len() as u32;
    let share = |part: f64, of: f64| (of > 0.0).then(|| (part / of) as f32);
    out.fulfilment = share(sum, weight);
    out.breach_rate = share(breached, weight);
    out.coverage = share(f64::from(out.assessed), f64::from(out.due));
    out.bounds = share(sum, weight + missing).zip(share(sum + missing, weight + missing));
    out.kept = kept(done, out.assessed);
    let over = |clusters: Vec<Cluster>, over| spread(&clusters, over);
    out.interval = over(documents.into_values().collect(), Over::Documents)
        .or_else(|| over(promisors.into_values().collect(), Over::Promisors));
    out
}

fn commitment(documents: &[Arc<Document>], at: super::At) -> &Commitment {
    &documents[at.doc as usize].commitments()[at.index as usize]
}

/// An undertaking with the verdict from all its mentions.
pub(super) fn whole<'r>(documents: &'r [Arc<Document>], u: &'r Undertaking) -> Row<'r> {
    Row {
        verdict: &u.verdict,
        commitment: commitment(documents, u.lead),
        evidence: !u.links.is_empty(),
        weight: u.weight(),
        mentions: u.mentions.len() as u32,
        doc: u.lead.doc,
        package: u.package,
    }
}

/// An undertaking as one document reports it: at its first mention there; none for later ones.
fn reported<'r>(report: &'r Report, row: &'r Assessment) -> Option<Row<'r>> {
    let u = &report.undertakings[row.undertaking as usize];
    let here = || u.mentions.iter().filter(|m| m.doc == row.commitment.doc);
    if here().next() != Some(&row.commitment) {
        return None;
    }
    let mentions = here().count();
    let all = whole(&report.documents, u);
    if mentions == u.mentions.len() {
        return Some(all);
    }
    Some(Row {
        verdict: &row.verdict,
        commitment: commitment(&report.documents, row.commitment),
        evidence: !row.links.is_empty(),
        mentions: mentions as u32,
        doc: row.commitment.doc,
        ..all
    })
}

/// Whether an undertaking can be among those that the index is a mean of: by its date, and by what it says.
pub(crate) fn due_and_testable(report: &Report, u: &Undertaking) -> (bool, bool) {
    let row = whole(&report.documents, u);
    (row.due(), row.testable())
}

/// Aggregates over all undertakings of some documents.
pub(super) fn overall(documents: &[Arc<Document>], undertakings: &[Undertaking]) -> Scores {
    scores(undertakings.iter().map(|u| whole(documents, u)))
}

/// Aggregates over what one of the report's documents reports.
pub(crate) fn scores_of(report: &Report, doc: usize) -> Scores {
    let rows = &report.assessments;
    let first = rows.partition_point(|row| (row.commitment.doc as usize) < doc);
    let here = rows[first..].iter().take_while(|row| row.commitment.doc as usize == doc);
    scores(here.filter_map(|row| reported(report, row)))
}

/// Aggregates by groups, by key; no ranks: easy promises inflate a mean. By document, an undertaking counts in each
/// document that states it, as that document reports it.
pub fn scores_by(report: &Report, by: &[By]) -> Vec<Score> {
    let mut groups: BTreeMap<Vec<String>, Vec<Row<'_>>> = BTreeMap::new();
    let rows: Vec<Row<'_>> = if by.contains(&By::Document) {
        report.assessments.iter().filter_map(|row| reported(report, row)).collect()
    } else {
        report.undertakings.iter().map(|u| whole(&report.documents, u)).collect()
    };
    for row in rows {
        let c = row.commitment;
        let key = |by: &By| match by {
            By::Actor => c.actor.as_ref().map_or("unspecified", |a| a.value.as_str()).to_owned(),
            By::Document => report.documents[row.doc as usize].vars.id.clone(),
            By::Kind => c.kind.as_str().to_owned(),
        };
        groups.entry(by.iter().map(key).collect()).or_default().push(row);
    }
    let score = |(key, rows): (Vec<String>, Vec<Row<'_>>)| {
        let scores = scores(rows.into_iter());
        Score { key, warnings: caution::of_scores(&scores), scores }
    };
    groups.into_iter().map(score).collect()
}
