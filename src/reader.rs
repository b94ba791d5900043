//! The pipeline, on one screen.

use std::sync::Arc;

use crate::document::{DocVars, Document, Warning};
use crate::entity::{self, Interval};
use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::segment;
use crate::statement::{self, Context};
use crate::text::{RepairLevel, Text, not_english};
use crate::token;

/// Options and lexicon for reading texts; cheap to clone and to share between threads.
#[derive(Clone, Debug)]
pub struct Reader {
    lexicon: Arc<Lexicon>,
    repair: RepairLevel,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// A reader with the built-in lexicon and safe repairs.
    pub fn new() -> Self {
        Self { lexicon: Lexicon::builtin(), repair: RepairLevel::Safe }
    }

    /// The same reader with another level of repair.
    #[must_use]
    pub fn with_repair(mut self, level: RepairLevel) -> Self {
        self.repair = level;
        self
    }

    /// Reads one text.
    ///
    /// # Errors
    /// When the text is too long to address, or `vars.date` is no date.
    pub fn read(&self, source: impl Into<Arc<str>>, vars: DocVars) -> Result<Document, Error> {
        let date = vars.date.as_deref().map(Interval::parse).transpose()?;
        entity::ready()?;
        let text = Text::new(source, self.repair)?;
        let blocks = segment::blocks(&text);
        let sentences = segment::sentences(&text, &blocks, &self.lexicon);
        let tokens = token::tokens(&text, &sentences);
        let entities = entity::entities(&text, &sentences, &tokens, &self.lexicon, date);
        let statements = statement::statements(&Context {
            text: &text,
            blocks: &blocks,
            sentences: &sentences,
            tokens: &tokens,
            entities: &entities,
            lexicon: &self.lexicon,
            date,
        });
        let warnings = warnings(&text);
        Ok(Document {
            vars,
            date,
            repair: self.repair,
            text,
            blocks,
            sentences,
            tokens,
            entities,
            statements,
            warnings,
        })
    }
}

/// Below this, words are damaged often enough to hide findings.
const LOW_QUALITY: f32 = 0.7;

/// What the text itself warns of.
fn warnings(text: &Text) -> Vec<Warning> {
    let mut out = Vec::new();
    if let Some(message) = not_english(text.source()) {
        out.push(Warning { code: "not_english", message });
    }
    let quality = text.quality();
    if quality < LOW_QUALITY {
        let message =
            format!("text quality is {quality:.2} (clean text has 0.95 or more): findings may be missed");
        out.push(Warning { code: "low_text_quality", message });
    }
    out
}
