//! All that was found in one text; it owns, it does not compute.

use std::collections::BTreeMap;

use crate::entity::{Entities, Interval, Mention};
use crate::segment::{Block, Sentence};
use crate::statement::{Commitment, Outcome, Statements};
use crate::text::{RepairLevel, Text};
use crate::token::Tokens;

/// What the caller knows of a document; carried to every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocVars {
    /// A name: the file's, or the caller's id.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Its date, as given ("2009-12").
    pub date: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Anything else.
    pub other: BTreeMap<String, String>,
}

/// One text as read: facts about the text, no judgement.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the caller said of it.
    pub vars: DocVars,
    /// The interval of `vars.date`.
    pub date: Option<Interval>,
    /// How far repair was allowed to go; with the source and `vars`, all that it takes to read it again.
    pub repair: RepairLevel,
    /// Source, clean text, and the way between them.
    pub text: Text,
    /// Headings, paragraphs, list items, footnotes.
    pub blocks: Vec<Block>,
    /// Sentences, by place.
    pub sentences: Vec<Sentence>,
    /// Tokens, as columns.
    pub tokens: Tokens,
    /// Mentions and the things they name.
    pub entities: Entities,
    /// Commitments, outcomes, and what was kept out.
    pub statements: Statements,
    /// What a reader of the results should know; stable codes with a sentence.
    pub warnings: Vec<Warning>,
}

/// A caution that travels with a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A stable code, such as `not_english`.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
}

impl Document {
    /// Who is bound to what.
    pub fn commitments(&self) -> &[Commitment] {
        &self.statements.commitments
    }

    /// Every phrase that stands for a thing, named or not, by place.
    pub fn mentions(&self) -> Vec<Mention<'_>> {
        self.entities.all()
    }

    /// What became of it.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.statements.outcomes
    }
}
