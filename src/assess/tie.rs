//! What ties an outcome to a commitment: the link, its relation, and why.

use super::At;
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

/// How likely each relation is, in the order of [`Relation::ALL`].
pub(crate) type Bearing = [f32; Relation::ALL.len()];

/// The likeliest relation; the first where all are equal.
pub(super) fn likeliest(bearing: &Bearing) -> Relation {
    let mut best = 0;
    for (at, share) in bearing.iter().enumerate() {
        if *share > bearing[best] {
            best = at;
        }
    }
    Relation::ALL[best]
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
    /// How likely, in `[0, 1]`.
    pub weight: f32,
    /// The share of each relation, if it is tied.
    pub(crate) bearing: Bearing,
    /// Why.
    pub why: Vec<Why>,
}

/// A pair that was looked at and not tied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Near {
    pub(super) commitment: At,
    pub(super) outcome: At,
    pub(super) weight: f32,
    pub(super) bearing: Bearing,
}

/// The links of a report, and the pairs that came near.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub(super) links: Vec<Link>,
    pub(super) near: Vec<Near>,
}

impl Linked {
    /// Adds what was found elsewhere.
    pub(super) fn add(&mut self, mut other: Self) {
        self.links.append(&mut other.links);
        self.near.append(&mut other.near);
    }
}
