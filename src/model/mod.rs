//! Learnt weights: file format, loading, lookup. What the tags mean is the token stage's affair.

mod tagger;

pub use tagger::{Header, NO_TAG, TaggerModel, WordEntry};
