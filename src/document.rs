//! All that was found in one text; it owns, it does not compute.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::entity::{Entities, Interval, Mention, OwnName, OwnSpan};
pub(crate) use crate::error::Warning;
use crate::layout::{Dropped, Layout, Place};
use crate::lexicon::{self, OwnCue};
use crate::segment::{Block, Sentence};
use crate::span::Span;
use crate::statement::{Commitment, Outcome, Statements};
use crate::text::{Refusal, RepairLevel, Text};
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

/// What a caller's own words and wishes bore on a document: with the source, the level of repair and the variables, all that it
/// takes to read it again, on a machine that has neither the caller's gazetteer nor the caller's recogniser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// All cues of the caller's.
    pub cues: Arc<[OwnCue]>,
    /// The names of the caller's gazetteer that were met.
    pub names: Vec<OwnName>,
    /// What the caller's recogniser found.
    pub spans: Vec<OwnSpan>,
    /// The repairs that the caller rejected.
    pub refused: Vec<Refusal>,
}

/// One text as read: facts about the text, no judgement.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the caller said of it.
    pub vars: DocVars,
    /// The interval of `vars.date`.
    pub date: Option<Interval>,
    /// How far repair was allowed to go; with the source, `vars` and `own`, all that it takes to read it again.
    pub repair: RepairLevel,
    /// What the caller's own words bore on it.
    pub own: Own,
    /// Source, clean text, and the way between them.
    pub text: Text,
    /// Its pages and paragraphs, where the file told of them.
    pub layout: Layout,
    /// What the file holds that is no part of its text.
    pub dropped: Vec<Dropped>,
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
    /// Those of them that came from its file.
    pub(crate) file_warnings: Vec<Warning>,
}

impl Own {
    fn is_empty(&self) -> bool {
        self.cues.is_empty() && self.names.is_empty() && self.spans.is_empty() && self.refused.is_empty()
    }
}

impl Document {
    /// The name of the rules that read it: the version, the shipped tables, and the caller's own words that bore on it.
    /// One text under one such name gives one result.
    pub fn rules(&self) -> String {
        let shipped = lexicon::rules_hash();
        if self.own.is_empty() {
            return shipped.to_owned();
        }
        let Own { cues, names, spans, refused } = &self.own;
        let cues = cues.iter().map(|c| format!("\ncue\t{}\t{}\t{}", c.words, c.pos, c.class));
        let names = names.iter().map(|n| format!("\nname\t{}\t{}\t{:?}", n.name, n.label, n.id));
        let place = |s: &OwnSpan| format!("\nspan\t{}\t{}\t{}", s.chars.start, s.chars.end, s.label);
        let kept = |r: &Refusal| format!("\nkept\t{}\t{}\t{}", r.kind, r.source.start, r.source.end);
        let own = cues.chain(names).chain(spans.iter().map(place)).chain(refused.iter().map(kept));
        lexicon::hash([shipped.to_owned()].into_iter().chain(own))
    }

    /// Some of the repairs, by their numbers in [`Text::repairs`], with those rejected before: what
    /// [`crate::Reader::read_without`] leaves undone.
    pub fn refusals(&self, repairs: &[usize]) -> Vec<Refusal> {
        let made = repairs.iter().filter_map(|&i| self.text.repairs().get(i));
        let mut out = self.own.refused.clone();
        out.extend(made.map(|r| Refusal { kind: r.kind, source: r.source }));
        out.sort_by_key(|r| (r.source, r.kind));
        out.dedup();
        out
    }

    /// Page and paragraph of a span, as far as they are known; that of its beginning where it covers several. A text whose
    /// file told nothing has no pages, and its paragraphs are its blocks.
    pub fn place(&self, span: Span) -> Place {
        if self.layout.is_empty() {
            let block = self.blocks.partition_point(|b| b.span.end <= span.start);
            let paragraph = (block < self.blocks.len()).then_some(block as u32 + 1);
            return Place { page: None, paragraph };
        }
        self.layout.place(self.text.source_start(span))
    }

    /// The same of **bytes of the source**; nothing for plain text.
    pub fn place_in_source(&self, source: Span) -> Place {
        self.layout.place(source.start)
    }

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
