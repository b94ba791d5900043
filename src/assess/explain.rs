//! Why a verdict is what it is: evidence for and against, what was left out, and what would change it.

use super::{At, Relation, Report, VerdictKind, Why};
use crate::document::Warning;
use crate::span::Span;

/// All that speaks for and against one verdict, ready to be printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The commitment that is explained.
    pub commitment: At,
    /// Its verdict.
    pub verdict: VerdictKind,
    /// Its fulfilment, in `[0, 1]`; none without evidence.
    pub fulfilment: Option<f32>,
    /// Whether sources disagree.
    pub contested: bool,
    /// Evidence towards fulfilment, the weightiest first.
    pub supporting: Vec<Evidence>,
    /// Evidence against it, the weightiest first.
    pub opposing: Vec<Evidence>,
    /// What came near and was not used.
    pub not_used: Vec<Unused>,
    /// What the verdict would be without each piece of evidence, in the order of `supporting`, then `opposing`.
    pub without: Vec<Counterfactual>,
    /// Cautions for the verdict.
    pub warnings: Vec<Warning>,
}

/// One piece of evidence under a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Index into [`Report::links`].
    pub link: u32,
    /// The outcome.
    pub outcome: At,
    /// Its words, as the source has them.
    pub quote: String,
    /// How it bears on the commitment.
    pub relation: Relation,
    /// Log-odds of the tie; negative for evidence against fulfilment.
    pub weight: f32,
    /// In a few words: what it is and what ties it ("action, shares 'media law', one paragraph later").
    pub summary: String,
    /// The reasons for the tie, the weightiest first.
    pub why: Vec<Why>,
}

/// A stretch of text that came near and was not used.
#[derive(Clone, Debug, PartialEq)]
pub struct Unused {
    /// Index of the document in the report.
    pub doc: u32,
    /// Where, in bytes of that document's clean text.
    pub span: Span,
    /// Its words, as the source has them.
    pub quote: String,
    /// Why it was not used, for people.
    pub reason: String,
}

/// The verdict as it would be without one piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counterfactual {
    /// Index into [`Report::links`] of the piece left out.
    pub link: u32,
    /// The verdict without it.
    pub verdict: VerdictKind,
    /// The fulfilment without it.
    pub fulfilment: Option<f32>,
}

/// Explains the assessment with this index; none where the report has no such assessment.
pub fn explain(report: &Report, assessment: usize) -> Option<Explanation> {
    let row = report.assessments.get(assessment)?;
    Some(Explanation {
        commitment: row.commitment,
        verdict: row.verdict.value,
        fulfilment: row.verdict.fulfilment,
        contested: row.verdict.contested,
        supporting: Vec::new(),
        opposing: Vec::new(),
        not_used: Vec::new(),
        without: Vec::new(),
        warnings: row.verdict.warnings.clone(),
    })
}
