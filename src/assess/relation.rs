//! What an outcome does to a commitment that it bears on.

use super::features::Figures;
use super::tie::{Bearing, Relation};
use super::weights::{LinkWeights, shares};

/// How likely each relation is, if the pair is tied.
pub(super) fn bearing(figures: &Figures, weights: &LinkWeights) -> Bearing {
    shares(std::array::from_fn(|at| weights.relations[at].score(figures)))
}

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
