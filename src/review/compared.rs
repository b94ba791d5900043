//! What a comparison of two codings says.

use crate::names::names;

names! {
    /// What is compared.
    What {
        /// Where commitments are.
        Commitments = "commitments",
        /// Where outcomes are.
        Outcomes = "outcomes",
        /// Which outcome bears on which commitment.
        Links = "links",
        /// Pledge, plan, obligation.
        Kind = "kind",
        /// Do or refrain.
        Direction = "direction",
        /// Vague, specific, measurable.
        Specificity = "specificity",
        /// What became of a commitment.
        Verdict = "verdict",
        /// Action, inaction, violation, assessment.
        OutcomeKind = "outcome kind",
        /// Negative, mixed, positive.
        Polarity = "polarity",
        /// How an outcome bears on a commitment.
        Relation = "relation",
    }
}

names! {
    /// How it is measured.
    Measure {
        /// Twice what both marked, over all marks.
        F1 = "F1",
        /// The share with the same value.
        Same = "same",
        /// Cohen's kappa.
        Kappa = "kappa",
        /// Cohen's kappa with squared distances.
        KappaQuadratic = "quadratic kappa",
        /// Krippendorff's alpha, without an order.
        AlphaNominal = "nominal alpha",
        /// Krippendorff's alpha, in the values' order; verdicts without `no_evidence`.
        AlphaOrdinal = "ordinal alpha",
    }
}

/// One figure of agreement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Of what.
    pub what: What,
    /// Which figure.
    pub measure: Measure,
    /// Its value; none where nothing was marked, or chance alone explains all.
    pub value: Option<f64>,
    /// The middle 95 % of 2,000 draws of documents, or of single marks where there are fewer than five documents.
    pub interval: Option<(f64, f64)>,
    /// How many units it rests on: marks of both for F1, else marks that both made and judged.
    pub n: u32,
}

/// A place where the codings differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The document's id.
    pub doc: String,
    /// On what.
    pub what: What,
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// The words there, where a coding carries the text.
    pub quote: String,
    /// The first coding's value; none where it marked nothing.
    pub a: Option<String>,
    /// The second's.
    pub b: Option<String>,
}

/// How far two codings agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Documents that are in both.
    pub documents: u32,
    /// What the intervals draw: documents or marks.
    pub drawn: &'static str,
    /// Documents of the first coding alone, and of the second alone; they are not compared.
    pub alone: [Vec<String>; 2],
    /// The figures.
    pub figures: Vec<Figure>,
    /// Where they differ, by document and place.
    pub disagreements: Vec<Disagreement>,
}
