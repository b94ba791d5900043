//! What an outcome does to a commitment that it bears on.

use super::features::Figures;
use super::tie::Relation;
use super::weights::LinkWeights;

/// The relation of a linked pair: the one that its figures speak for most, the first where all are equal.
pub(super) fn relation(figures: &Figures, weights: &LinkWeights) -> Relation {
    let mut best = (Relation::Fulfils, f32::NEG_INFINITY);
    for (relation, look) in &weights.relations {
        let score = look.score(figures);
        if score > best.1 {
            best = (*relation, score);
        }
    }
    best.0
}
