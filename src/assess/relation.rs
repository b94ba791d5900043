//! What an outcome does to a commitment that it bears on.

use super::features::Figures;
use super::tie::Bearing;
use super::weights::{LinkWeights, shares};

/// How likely each relation is, if the pair is tied.
pub(super) fn bearing(figures: &Figures, weights: &LinkWeights) -> Bearing {
    shares(std::array::from_fn(|at| weights.relations[at].score(figures)))
}
