//! Verdicts to aggregates: a funnel, an index, a breach rate, coverage and bounds.

use std::collections::BTreeMap;

use super::{Assessment, Report, Timing, VerdictKind, caution};
use crate::document::{Document, Warning};
use crate::names::names;
use crate::statement::{Commitment, Specificity};

/// Aggregates over assessments. The funnel is found, testable, due, with evidence, assessed; each is a part of the one
/// before, and every commitment weighs the same.
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
    /// Commitments found.
    pub found: u32,
    /// Of these, testable: specific or measurable, or judged by the documents themselves.
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

/// Aggregates of a set of assessments.
pub(super) fn scores<'a>(rows: impl Iterator<Item = (&'a Assessment, &'a Commitment)>) -> Scores {
    let mut out = Scores::default();
    let (mut sum, mut breached) = (0.0, 0);
    for (row, commitment) in rows {
        out.found += 1;
        let verdict = &row.verdict;
        // A bare direction is checked by nobody unless the documents do so themselves.
        if commitment.specificity == Specificity::Vague && row.links.is_empty() {
            continue;
        }
        out.testable += 1;
        if verdict.timing == Timing::NotYetDue {
            continue;
        }
        out.due += 1;
        out.with_evidence += u32::from(!row.links.is_empty());
        if let Some(value) = verdict.value.fulfilment() {
            out.assessed += 1;
            sum += value;
            breached += u32::from(verdict.value == VerdictKind::Breached);
        }
    }
    let share = |part: f32, of: u32| (of > 0).then(|| part / of as f32);
    out.fulfilment = share(sum, out.assessed);
    out.breach_rate = share(breached as f32, out.assessed);
    out.coverage = share(out.assessed as f32, out.due);
    let missing = (out.due - out.assessed) as f32;
    out.bounds = share(sum, out.due).zip(share(sum + missing, out.due));
    out
}

fn commitment<'r>(documents: &'r [std::sync::Arc<Document>], row: &Assessment) -> &'r Commitment {
    &documents[row.commitment.doc as usize].commitments()[row.commitment.index as usize]
}

/// Aggregates over all assessments of some documents.
pub(super) fn overall(documents: &[std::sync::Arc<Document>], assessments: &[Assessment]) -> Scores {
    scores(assessments.iter().map(|row| (row, commitment(documents, row))))
}

/// Aggregates over the assessments of one of the report's documents.
pub(crate) fn scores_of(report: &Report, doc: usize) -> Scores {
    let rows = report.assessments.iter().filter(|row| row.commitment.doc as usize == doc);
    scores(rows.map(|row| (row, commitment(&report.documents, row))))
}

/// Aggregates by groups, by key; no ranks.
pub fn scores_by(report: &Report, by: &[By]) -> Vec<Score> {
    let mut groups: BTreeMap<Vec<String>, Vec<&Assessment>> = BTreeMap::new();
    for row in &report.assessments {
        let document = &report.documents[row.commitment.doc as usize];
        let c = commitment(&report.documents, row);
        let key = |by: &By| match by {
            By::Actor => c.actor.as_ref().map_or("unspecified", |a| a.value.as_str()).to_owned(),
            By::Document => document.vars.id.clone(),
            By::Kind => c.kind.as_str().to_owned(),
        };
        groups.entry(by.iter().map(key).collect()).or_default().push(row);
    }
    let score = |(key, rows): (Vec<String>, Vec<&Assessment>)| {
        let scores = scores(rows.into_iter().map(|row| (row, commitment(&report.documents, row))));
        Score { key, warnings: caution::of_scores(&scores), scores }
    };
    groups.into_iter().map(score).collect()
}
