//! Evidence to verdicts.

use std::sync::Arc;

use super::{AssessOptions, Assessment, At, Link};
use crate::document::{Document, Warning};
use crate::names::names;

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

/// One assessment for each commitment, by document and place.
pub(crate) fn verdicts(
    documents: &[Arc<Document>],
    _links: &[Link],
    _options: &AssessOptions,
) -> Vec<Assessment> {
    let mut out = Vec::new();
    for (doc, document) in documents.iter().enumerate() {
        for index in 0..document.commitments().len() {
            out.push(Assessment {
                commitment: At { doc: doc as u32, index: index as u32 },
                verdict: Verdict {
                    value: VerdictKind::NoEvidence,
                    fulfilment: None,
                    range: None,
                    timing: Timing::NoDeadline,
                    contested: false,
                    confidence: 0.5,
                    calibrated: false,
                    warnings: Vec::new(),
                },
                links: Vec::new(),
                not_used: Vec::new(),
            });
        }
    }
    out
}
