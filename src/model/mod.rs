//! Learnt weights: file format, loading, lookup. What the tags mean is the token stage's affair.

mod bytes;
mod habits;
mod tagger;
mod weights;

pub(crate) use bytes::{Input, write_keys};
pub use tagger::{Header, NO_TAG, TaggerModel, WordEntry};
pub(crate) use weights::KEY_BITS;
pub use weights::WIDTH;
pub(crate) use weights::{ROOM, Sums};

/// From log-odds to a share.
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
