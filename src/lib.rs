//! Reads English policy briefs: who committed to what, what was reported to have happened, and how the two compare.
//!
//! ```
//! use std::sync::Arc;
//! use servanda::{AssessOptions, DocVars, Reader, assess, view};
//!
//! let text = "In May 2007 the ministry promised to publish its accounts. The accounts were never published.";
//! let document = Reader::new().read(text, DocVars::default())?;
//! let report = assess(vec![Arc::new(document)], AssessOptions::default());
//! for assessment in &report.assessments {
//!     let document = &report.documents[assessment.commitment.doc as usize];
//!     let commitment = &document.commitments()[assessment.commitment.index as usize];
//!     println!("{}: {}", document.text.quote(commitment.span), assessment.verdict.value);
//! }
//! let json = serde_json::to_string(&view::json::document(&report, 0)).expect("plain data");
//! assert!(json.contains("servanda/1"));
//! # Ok::<(), servanda::Error>(())
//! ```
//!
//! Inside, a place is a [`Span`]: bytes of the clean text. Outside, it is characters of the caller's string, and
//! [`Text`] alone crosses between them.

pub(crate) mod belt;
pub(crate) mod chance;
pub(crate) mod disk;
pub(crate) mod error;
pub(crate) mod hash;
pub(crate) mod names;
pub(crate) mod pool;
pub(crate) mod span;

pub(crate) mod layout;

pub(crate) mod lexicon;
pub(crate) mod model;
pub(crate) mod text;

pub(crate) mod file;

pub(crate) mod segment;
pub(crate) mod token;

pub(crate) mod entity;

pub(crate) mod statement;

pub(crate) mod corpus;
pub(crate) mod document;
pub(crate) mod reader;

pub(crate) mod assess;

mod probe;

pub mod run;
pub mod view;

pub mod review;

/// The insides, for trainers and benches; no promise is made about them.
#[doc(hidden)]
pub mod stage {
    pub use crate::assess::{
        LinkBench, LinkWeights, PairFigures, assess_by, link_features, stages, tied_verdict,
        verdict_features, verdict_figures,
    };
    pub use crate::probe::{
        entities, examples, identity, lexicon_with, pick, raw_words, rule_hints, segment, sentences_by,
        statements, statements_by, statements_of_report, tokens, unnamed, untagged, walk_sentences,
    };

    pub use crate::lexicon::gazetteer::gazetteer;
    pub use crate::model::{Header, NO_TAG, TaggerModel, WIDTH, WordEntry, logistic};
    pub use crate::token::{CONTEXTS, FEATURE_SET, Lens, Tagger, WORD_CONTEXTS, regular_lemma, word_key};

    /// Word usage, as repair weighs it.
    pub mod usage {
        pub use crate::text::usage::{
            EDGE, FIRST_CLASS, Form, Known, OWN_CLASSES, Piece, USAGE_SET, Usage, key_of, pair_key, pieces,
        };
    }

    /// The sentence model.
    pub mod sentences {
        pub use crate::segment::{FEATURE_SET, Facts, Gap, Look, SentenceModel, Tail, Word, WordFacts};
    }

    /// The name tagger.
    pub mod names {
        pub use crate::entity::{
            Ballot, CASE_SHIFT, Candidate, Card, Chain, FAMILY, FEATURE_SET, FREQUENT, Found, GIVEN, Groups,
            Inner, Known, LONGEST, Lattice, Lens, NameModel, OPENS, PHRASE_START, Page, Row, Vote, Words,
            agreed, calibrated, elections, labels, parted, phrase_key, word_key,
        };
    }
}
#[cfg(feature = "python")]
mod python;

pub use assess::{
    AssessOptions, Assessment, At, By, Counterfactual, Evidence, Explanation, Kept, Link, Moment, MomentKind,
    Over, Relation, Report, Review, Reviewed, Score, Scores, Spread, Standing, Timing, Undertaking, Unused,
    Variant, VariantKind, Verdict, VerdictKind, Why, assess, assess_watched, explain, review_of, reviewed,
    scores_by, sensitivity, timeline,
};
pub use corpus::{Corpus, Failure, Input, Opener, Progress, Source};
pub use document::{DocVars, Document, Own};
pub use entity::{
    Amount, Change, Entities, Entity, Interval, Label, Mention, OrgKind, OwnName, OwnSpan, Reference,
    ReferenceKind, Sense, Thing, Value,
};
pub use error::{Error, Warning};
pub use layout::{Dropped, Found, LaidText, Layout, Part, PartKind, Place, PlacedWord, order, scanned};
pub use lexicon::{Lexicon, OwnCue};
pub use reader::Reader;
pub use segment::{Block, BlockKind, Sentence};
pub use span::Span;
pub use statement::{
    Basis, Commitment, CommitmentKind, Cue, Direction, Factuality, Outcome, OutcomeKind, Polarity, Rejected,
    Shares, Slot, Specificity, Statements, Voice,
};
pub use text::{Refusal, Repair, RepairKind, RepairLevel, Text, TornParagraph, decode};
pub use token::{Penn, Shape, Tokens, Upos};

/// The README's Rust runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
