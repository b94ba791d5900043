//! Single stages, for the trainers and benches of this repository only; no promise of stability.

use crate::document::{DocVars, Document};
use crate::entity::Entities;
use crate::error::Error;
use crate::lexicon::{self, Lexicon};
use crate::segment::{Gap, Sentence, SentenceModel, Word, WordFacts};
use crate::span::Span;
use crate::statement::{Context, Example, Statements};
use crate::text::{RepairLevel, Text};
use crate::token::Tokens;

/// Every candidate statement of a document with its features, as the trainer sees them.
pub fn examples(document: &Document) -> Vec<Example> {
    crate::statement::examples(&context(document, &Lexicon::builtin()))
}

/// A lexicon whose learned statement weights are replaced by those of a table, for cross-validation.
///
/// # Errors
/// When the table is not as its header says.
pub fn lexicon_with(weights: &'static str) -> Result<Lexicon, Error> {
    let replaced = |&(name, text)| (name, if name == "weights.tsv" { weights } else { text });
    Lexicon::load(&lexicon::TABLES.iter().map(replaced).collect::<Vec<_>>())
}

/// The statements of a document as another lexicon finds them.
pub fn statements_by(document: &Document, lexicon: &Lexicon) -> Statements {
    crate::statement::statements(&context(document, lexicon))
}

/// The statements of a document that is known to be a report: outcomes count from the score given.
pub fn statements_of_report(document: &Document, sure: f32) -> Statements {
    crate::statement::statements_of_report(&context(document, &Lexicon::builtin()), sure)
}

/// Which of some scored spans survive where they overlap.
pub fn pick(items: &[(Span, f32)]) -> Vec<usize> {
    crate::statement::pick(items)
}

/// The segment stage alone: how many blocks and sentences.
pub fn segment(document: &Document) -> (usize, usize) {
    let blocks = crate::segment::blocks(&document.text);
    let sentences = crate::segment::sentences(&document.text, &blocks, &Lexicon::builtin());
    (blocks.len(), sentences.len())
}

/// The words of a text as the sentence stage sees them.
pub fn raw_words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    crate::segment::scan(text, 0, text.len(), &mut out);
    out
}

/// The sentences of a document by another model.
pub fn sentences_by(document: &Document, model: &SentenceModel) -> Vec<Sentence> {
    crate::segment::sentences_by(&document.text, &document.blocks, &Lexicon::builtin(), model)
}

/// Cuts a document into sentences, asking of each gap that no rule decides whether one ends there.
pub fn walk_sentences(
    document: &Document,
    facts: &WordFacts,
    ends: impl FnMut(&Gap<'_, '_>) -> bool,
) -> Vec<Sentence> {
    crate::segment::walk(&document.text, &document.blocks, &Lexicon::builtin(), facts, ends)
}

/// The token stage alone: how many tokens.
pub fn tokens(document: &Document) -> usize {
    crate::token::tokens(&document.text, &document.sentences).len()
}

/// The tokens of a text without tags and lemmas, for the tagger's trainer: it works without a tagger that fits.
///
/// # Errors
/// When the text is too long to address.
pub fn untagged(source: &str) -> Result<Tokens, Error> {
    let text = Text::new(source, RepairLevel::Safe)?;
    let sentences = crate::segment::sentences(&text, &crate::segment::blocks(&text), &Lexicon::builtin());
    Ok(crate::token::untagged(&text, &sentences))
}

/// The entity stage alone: how many mentions.
pub fn entities(document: &Document) -> usize {
    let lexicon = Lexicon::builtin();
    let Document { text, sentences, tokens, date, .. } = document;
    crate::entity::entities(text, sentences, tokens, &lexicon, *date, &[]).mentions.len()
}

/// The tying of a document's mentions to things alone: how many things.
pub fn identity(document: &Document, entities: &mut crate::entity::Entities) -> usize {
    let Document { text, sentences, tokens, .. } = document;
    crate::entity::identity(text, sentences, tokens, &Lexicon::builtin(), entities);
    entities.things.len()
}

/// A document up to its tokens, with neither names nor statements: what the name tagger's trainer reads, for it works
/// without a tagger that fits.
///
/// # Errors
/// When the text is too long to address.
pub fn unnamed(source: &str) -> Result<Document, Error> {
    let lexicon = Lexicon::builtin();
    let text = Text::new(source, RepairLevel::Safe)?;
    let blocks = crate::segment::blocks(&text);
    let sentences = crate::segment::sentences(&text, &blocks, &lexicon);
    let tokens = crate::token::tokens(&text, &sentences);
    Ok(Document {
        vars: DocVars::default(),
        date: None,
        repair: RepairLevel::Safe,
        own: crate::document::Own::default(),
        text,
        layout: crate::layout::Layout::default(),
        dropped: Vec::new(),
        blocks,
        sentences,
        tokens,
        entities: Entities::default(),
        statements: Statements::default(),
        warnings: Vec::new(),
        file_warnings: Vec::new(),
    })
}

/// What the rules alone say of each token, for the name tagger's trainer.
pub fn rule_hints(document: &Document) -> Vec<u32> {
    crate::entity::rule_hints(document.text.clean(), &document.tokens, document.sentences.len())
}

/// The statement stage alone: how many commitments and outcomes.
pub fn statements(document: &Document) -> (usize, usize) {
    let found = crate::statement::statements(&context(document, &Lexicon::builtin()));
    (found.commitments.len(), found.outcomes.len())
}

fn context<'d>(document: &'d Document, lexicon: &'d Lexicon) -> Context<'d> {
    Context {
        text: &document.text,
        blocks: &document.blocks,
        sentences: &document.sentences,
        tokens: &document.tokens,
        entities: &document.entities,
        lexicon,
        date: document.date,
    }
}
