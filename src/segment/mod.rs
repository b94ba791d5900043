//! Text to blocks to sentences.

mod blocks;
mod sentences;
mod stops;

pub use blocks::{Block, BlockKind};
pub use sentences::Sentence;

pub(crate) use blocks::blocks;
pub(crate) use sentences::sentences;
