//! Outcomes to the commitments on which they bear.

use std::sync::Arc;

use super::At;
use crate::document::Document;
use crate::names::names;

names! {
    /// How an outcome bears on a commitment.
    Relation {
        /// Done.
        Fulfils = "fulfils",
        /// Done in part, late or in a weaker form.
        PartlyFulfils = "partly_fulfils",
        /// Not done, or judged insufficient.
        Fails = "fails",
        /// Done to the contrary.
        Breaches = "breaches",
    }
}

/// A reason for (or against) a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The feature; a stable name.
    pub feature: &'static str,
    /// What it added, in log-odds.
    pub weight: f32,
    /// The words that it rests on, if any.
    pub words: String,
}

/// An outcome tied to a commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The undertaking.
    pub commitment: At,
    /// What bears on it.
    pub outcome: At,
    /// How.
    pub relation: Relation,
    /// How sure, in `[0, 1]`; uncalibrated.
    pub weight: f32,
    /// Why.
    pub why: Vec<Why>,
}

/// All links within and across documents, by commitment, then outcome.
pub(crate) fn links(_documents: &[Arc<Document>]) -> Vec<Link> {
    Vec::new()
}
