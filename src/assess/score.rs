//! Verdicts to aggregates.

use super::{Assessment, VerdictKind};

/// Aggregates over assessments; FEATURES of the denominators are printed beside them as a funnel.
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
    /// Of these, testable.
    pub testable: u32,
    /// Of these, due.
    pub due: u32,
    /// Of these, assessed: the `n` of the figures above.
    pub assessed: u32,
}

/// Aggregates of a set of assessments.
pub(crate) fn scores(assessments: &[Assessment]) -> Scores {
    let assessed = assessments.iter().filter(|a| a.verdict.value != VerdictKind::NoEvidence).count() as u32;
    Scores { found: assessments.len() as u32, assessed, ..Scores::default() }
}
