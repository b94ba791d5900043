//! Reads English policy briefs: who committed to what, what was reported to have happened, and how the two compare.

pub(crate) mod error;
pub(crate) mod names;
pub(crate) mod pool;
pub(crate) mod span;

pub(crate) mod lexicon;
pub(crate) mod model;
pub(crate) mod text;

pub(crate) mod segment;
pub(crate) mod token;

pub(crate) mod entity;

pub(crate) mod statement;

pub(crate) mod corpus;
pub(crate) mod document;
pub(crate) mod reader;

pub(crate) mod assess;

mod probe;

pub mod view;

/// The insides, for trainers and benches; no promise is made about them.
#[doc(hidden)]
pub mod stage {
    pub use crate::assess::{LinkBench, LinkWeights, PairFigures, assess_by, link_features};
    pub use crate::probe::{
        entities, examples, lexicon_with, pick, segment, statements, statements_by, tokens,
    };

    pub use crate::model::{Header, NO_TAG, TaggerModel, WordEntry};
    pub use crate::token::{COUNT, FEATURE_SET, Lens, Tagger, regular_lemma, word_key};
}
#[cfg(feature = "python")]
mod python;

pub use assess::{
    AssessOptions, Assessment, At, By, Counterfactual, Evidence, Explanation, Link, Relation, Report, Score,
    Scores, Timing, Unused, Verdict, VerdictKind, Why, assess, explain, scores_by,
};
pub use corpus::{Corpus, Failure, Input, Progress, Source};
pub use document::{DocVars, Document, Warning};
pub use entity::{Change, Entities, Entity, Interval, Label, Thing, Value};
pub use error::Error;
pub use lexicon::Lexicon;
pub use reader::Reader;
pub use segment::{Block, BlockKind, Sentence};
pub use span::Span;
pub use statement::{
    Basis, Commitment, CommitmentKind, Cue, Direction, Factuality, Outcome, OutcomeKind, Polarity, Rejected,
    Slot, Specificity, Statements, Voice,
};
pub use text::{Repair, RepairKind, RepairLevel, Text, decode};
pub use token::{Penn, Shape, Tokens, Upos};
