//! Text to blocks to sentences.

mod blocks;
mod features;
mod model;
mod sentences;
mod words;

pub use blocks::{Block, BlockKind};
pub use features::{FEATURE_SET, Gap};
pub use model::{Facts, SentenceModel, WordFacts};
pub use sentences::Sentence;
pub use words::{Look, Tail, Word};

pub(crate) use blocks::blocks;
pub(crate) use sentences::{sentences, sentences_by, walk};
pub(crate) use words::scan;
