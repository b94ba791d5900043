//! People beside the machine: codings compared, samples drawn for audit, figures corrected by what the audit found.

mod agreement;
mod audit;
mod codebook;
mod coding;
mod compared;
mod figures;
mod pairing;
mod reliability;
mod sample;
mod tally;

pub use agreement::agreement;
pub use audit::{Audited, Corrected, Share, corrected};
pub use codebook::{Codebook, Crossing, Entry};
pub use coding::{Coded, Coding, Item, Tie};
pub use compared::{Agreement, Disagreement, Figure, Measure, What};
pub use figures::{CorrectedScore, Judged, audit_sample, corrected_scores};
pub use reliability::Ratings;
pub use sample::{Drawn, sample};
