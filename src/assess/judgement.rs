//! What a verdict is, and what stands beside it.

use crate::document::Warning;
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
    /// How likely it is, in `[0, 1]`, from all that bears on the commitment.
    pub confidence: f32,
    /// How likely each verdict is, in the order of [`VerdictKind::ALL`].
    pub shares: [f32; VerdictKind::ALL.len()],
    /// Whether `confidence` was calibrated on coded texts.
    pub calibrated: bool,
    /// Cautions for this verdict.
    pub warnings: Vec<Warning>,
}

impl Verdict {
    /// The mean fulfilment over all verdicts by how likely each is, given that there is evidence; none without evidence.
    pub fn expected(&self) -> Option<f32> {
        self.fulfilment?;
        let each = VerdictKind::ALL.iter().zip(self.shares).filter_map(|(v, p)| Some((v.fulfilment()?, p)));
        let (sum, all) =
            each.fold((0.0, 0.0), |(sum, all), (value, share)| (sum + value * share, all + share));
        Some(if all > 0.0 { sum / all } else { 0.0 })
    }
}
