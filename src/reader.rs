//! The pipeline, on one screen.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::document::{DocVars, Document, Own};
use crate::entity::{self, Interval, OwnName, OwnNames, OwnSpan, Recogniser};
use crate::error::{Error, Warning};
use crate::layout::{Dropped, Found, LaidText, Layout};
use crate::lexicon::{Lexicon, OwnCue};
use crate::segment;
use crate::statement::{self, Context};
use crate::text::{Refusal, RepairLevel, Text, not_english};
use crate::token;

/// Options and lexicon for reading texts; cheap to clone and to share between threads.
#[derive(Clone)]
pub struct Reader {
    lexicon: Arc<Lexicon>,
    repair: RepairLevel,
    cues: Arc<[OwnCue]>,
    names: Arc<OwnNames>,
    recogniser: Option<Recogniser>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cues, names, recogniser) = (self.cues.len(), self.names.rows().len(), self.recogniser.is_some());
        let mut out = f.debug_struct("Reader");
        out.field("repair", &self.repair).field("cues", &cues).field("names", &names);
        out.field("recogniser", &recogniser).finish_non_exhaustive()
    }
}

impl Reader {
    /// A reader with the built-in lexicon and all repairs.
    pub fn new() -> Self {
        Self {
            lexicon: Lexicon::builtin(),
            repair: RepairLevel::Full,
            cues: Arc::default(),
            names: Arc::default(),
            recogniser: None,
        }
    }

    /// The same reader with another level of repair.
    #[must_use]
    pub fn with_repair(mut self, level: RepairLevel) -> Self {
        self.repair = level;
        self
    }

    /// The same reader with cues of your own beside the built-in ones.
    ///
    /// # Errors
    /// When a cue has no words, or a part of speech or class that has no such name.
    pub fn with_lexicon(mut self, cues: Vec<OwnCue>) -> Result<Self, Error> {
        if !cues.is_empty() {
            self.lexicon = Arc::new(Lexicon::builtin().with_cues(&cues)?);
        }
        self.cues = cues.into();
        Ok(self)
    }

    /// The same reader with names of your own, which win over what it finds at their places.
    ///
    /// # Errors
    /// When a name is empty.
    pub fn with_gazetteer(mut self, names: Vec<OwnName>) -> Result<Self, Error> {
        self.names = Arc::new(OwnNames::new(names)?);
        Ok(self)
    }

    /// The same reader with another recogniser of entities beside its own: from the text as given to places in it,
    /// which win over everything else at their places. An error of it is an error of the reading.
    #[must_use]
    pub fn with_entities(
        mut self,
        recogniser: impl Fn(&str) -> Result<Vec<OwnSpan>, Error> + Send + Sync + 'static,
    ) -> Self {
        self.recogniser = Some(Arc::new(recogniser));
        self
    }

    /// How far it mends texts.
    pub fn repair(&self) -> RepairLevel {
        self.repair
    }

    /// Whether it has a recogniser beside its own.
    pub fn has_recogniser(&self) -> bool {
        self.recogniser.is_some()
    }

    /// The cues of your own.
    pub fn own_cues(&self) -> &[OwnCue] {
        &self.cues
    }

    /// The names of your own.
    pub fn own_names(&self) -> &[OwnName] {
        self.names.rows()
    }

    /// Reads one text.
    ///
    /// # Errors
    /// When the text is too long to address, `vars.date` is no date, or your own recogniser fails or gives places
    /// that are not in the text or overlap each other.
    pub fn read(&self, source: impl Into<Arc<str>>, vars: DocVars) -> Result<Document, Error> {
        self.read_without(source, vars, Vec::new())
    }

    /// Reads one text again without some of the repairs that were made, see [`Document::refusals`].
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_without(
        &self,
        source: impl Into<Arc<str>>,
        vars: DocVars,
        refused: Vec<Refusal>,
    ) -> Result<Document, Error> {
        let plain = Laid { source: source.into(), layout: Layout::default(), dropped: Vec::new() };
        self.read_as_laid(plain, vars, refused, Vec::new())
    }

    /// Reads the text of a file. What the file says of itself is taken where `vars` leaves it open.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_laid(&self, laid: LaidText, vars: DocVars) -> Result<Document, Error> {
        self.read_laid_without(laid, vars, Vec::new())
    }

    /// The same without some of the repairs.
    pub(crate) fn read_laid_without(
        &self,
        laid: LaidText,
        vars: DocVars,
        refused: Vec<Refusal>,
    ) -> Result<Document, Error> {
        let LaidText { text, layout, found, dropped, mut warnings } = laid;
        // The caution about a date of the file goes where the caller's own date takes its place.
        let unused = vars.date.is_some() && found.date.is_some();
        warnings.retain(|w| !(unused && w.code == "file_date"));
        let laid = Laid { source: text.into(), layout, dropped };
        self.read_as_laid(laid, filled(vars, found), refused, warnings)
    }

    /// Reads a document again, with its layout, without some of the repairs that were made.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_again(&self, document: &Document, refused: Vec<Refusal>) -> Result<Document, Error> {
        let (layout, dropped) = (document.layout.clone(), document.dropped.clone());
        let laid = Laid { source: document.text.source().into(), layout, dropped };
        self.read_as_laid(laid, document.vars.clone(), refused, document.file_warnings.clone())
    }

    fn read_as_laid(
        &self,
        laid: Laid,
        vars: DocVars,
        refused: Vec<Refusal>,
        file_warnings: Vec<Warning>,
    ) -> Result<Document, Error> {
        let Laid { source, layout, dropped } = laid;
        let date = vars.date.as_deref().map(Interval::parse).transpose()?;
        entity::ready()?;
        let text = Text::laid(source, &layout, self.repair, &refused)?;
        let blocks = segment::blocks(&text);
        let sentences = segment::sentences(&text, &blocks, &self.lexicon);
        let tokens = token::tokens(&text, &sentences);
        let spans = self.recogniser.as_ref().map(|find| entity::checked(find(text.source())?, &text));
        let spans = spans.transpose()?.unwrap_or_default();
        let (found, names) = self.names.find(text.clean(), &tokens);
        let given = entity::settled(&spans, found, &text);
        let entities = entity::entities(&text, &sentences, &tokens, &self.lexicon, date, &given);
        let statements = statement::statements(&Context {
            text: &text,
            blocks: &blocks,
            sentences: &sentences,
            tokens: &tokens,
            entities: &entities,
            lexicon: &self.lexicon,
            date,
        });
        let mut all = file_warnings.clone();
        all.extend(warnings(&text));
        Ok(Document {
            vars,
            date,
            repair: self.repair,
            own: Own { cues: Arc::clone(&self.cues), names, spans, refused },
            text,
            layout,
            dropped,
            blocks,
            sentences,
            tokens,
            entities,
            statements,
            warnings: all,
            file_warnings,
        })
    }
}

/// A text on its way to be read.
struct Laid {
    source: Arc<str>,
    layout: Layout,
    dropped: Vec<Dropped>,
}

/// What the caller said, and for the rest what the file says of itself; a date that is none is passed over.
fn filled(mut vars: DocVars, found: Found) -> DocVars {
    vars.title = vars.title.or(found.title);
    vars.publisher = vars.publisher.or(found.publisher);
    vars.date = vars.date.or(found.date.filter(|d| Interval::parse(d).is_ok()));
    vars
}

/// Below this, words are damaged often enough to hide findings.
const LOW_QUALITY: f32 = 0.7;

/// Paragraphs that warnings name one by one.
const TORN_NAMED: usize = 5;

/// What the text itself warns of.
fn warnings(text: &Text) -> Vec<Warning> {
    let mut out = Vec::new();
    if let Some(message) = not_english(text.source()) {
        out.push(Warning { code: "not_english".into(), message });
    }
    let quality = text.quality();
    if quality < LOW_QUALITY {
        let message =
            format!("text quality is {quality:.2} (clean text has 0.95 or more): findings may be missed");
        out.push(Warning { code: "low_text_quality".into(), message });
    }
    for torn in text.torn_paragraphs().into_iter().take(TORN_NAMED) {
        let (number, left) = (torn.number, torn.left);
        let runs = |n: usize| if n == 1 { "1 line run".to_owned() } else { format!("{n} line runs") };
        let mut message = format!("paragraph {number} looks like two interleaved columns: ");
        match (torn.moved, left) {
            (moved, 0) => message += &(runs(moved) + " moved"),
            (0, left) => message += &(runs(left) + " out of place"),
            (moved, left) => {
                let _ = write!(message, "{} moved, {left} still out of place", runs(moved));
            }
        }
        out.push(Warning { code: "interleaved_text".into(), message });
    }
    out
}
