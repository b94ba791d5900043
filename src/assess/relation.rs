//! What an outcome does to a commitment that it bears on.

use super::features::{Feature, Figures};
use super::link::Relation;
use super::profile::{Profile, What};
use super::weights::Weights;
use crate::statement::{CommitmentKind, Direction, OutcomeKind, Polarity};

/// The relation of a linked pair, from kind and polarity of the outcome and kind and direction of the commitment.
pub(super) fn relation(c: &Profile, o: &Profile, figures: &Figures, weights: &Weights) -> Relation {
    let What::Commitment { kind, direction, .. } = c.what else { return Relation::PartlyFulfils };
    let What::Outcome { kind: did, polarity } = o.what else { return Relation::PartlyFulfils };
    match (did, polarity) {
        (OutcomeKind::Violation, _) => match direction {
            Direction::Refrain => Relation::Breaches,
            // A plan given up is renounced, which is no breach of a duty to others.
            Direction::Do if kind == CommitmentKind::Plan => Relation::Fails,
            Direction::Do if weights.breaches.score(figures) > 0.0 => Relation::Breaches,
            Direction::Do => Relation::Fails,
        },
        (_, Polarity::Mixed) => Relation::PartlyFulfils,
        (OutcomeKind::Assessment, Polarity::Negative)
            if direction == Direction::Refrain && not_kept(figures) =>
        {
            Relation::Breaches
        }
        (_, Polarity::Negative) => Relation::Fails,
        (_, Polarity::Positive) if weights.fulfils.score(figures) > 0.0 => Relation::Fulfils,
        (_, Polarity::Positive) => Relation::PartlyFulfils,
    }
}

/// A promise to refrain that is "not kept" is broken; slowness or weakness is not.
fn not_kept(figures: &Figures) -> bool {
    figures[Feature::Contrary as usize] > 0.0
        || figures[Feature::ComplyOther as usize] + figures[Feature::ComplyObligation as usize] > 0.0
}
