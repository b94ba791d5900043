//! Bytes to clean text that still knows its source.

mod chars;
mod decode;
mod edits;
mod fragments;
mod hyphen;
mod laid;
mod language;
mod layout;
mod line;
mod lines;
mod marks;
mod mend;
mod notes;
mod partings;
mod quality;
mod refuse;
mod repair;
mod seams;
mod shards;
mod slips;
mod spaces;
mod strays;
pub(crate) mod usage;
mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::error::Error;
use crate::layout::{Layout, PartKind};
use crate::names::names;
use crate::span::Span;
use chars::CharTable;
use edits::Edits;
use refuse::Refused;
use repair::Repaired;

pub use decode::decode;
pub use edits::{Repair, RepairKind};
pub(crate) use language::not_english;
pub(crate) use line::{End, Role, ends};
pub(crate) use marks::{Counter, Mark, Style, mark};
pub use refuse::Refusal;

names! {
    /// How far repair may go.
    RepairLevel {
        /// The clean text is the source.
        None = "none",
        /// Only repairs that cannot change a word of the author.
        Safe = "safe",
        /// Everything that the evidence supports.
        Full = "full",
    }
}

/// A paragraph, list item, heading, note or piece of furniture: lines that belong together, in bytes of the clean
/// text, without white space at the edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub(crate) span: Span,
    pub(crate) role: Role,
    /// What the file says it is.
    pub(crate) part: Option<PartKind>,
}

/// The caller's string, untouched, and the clean text that the stages read.
#[derive(Clone, Debug)]
pub struct Text {
    source: Arc<str>,
    clean: Option<String>,
    edits: Edits,
    repairs: Vec<Repair>,
    chars: CharTable,
    paragraphs: Vec<Paragraph>,
    /// Lines that look torn and could not be put together, in bytes of the source.
    torn: Vec<Span>,
}

/// A paragraph whose lines are out of order, as where two columns ran together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TornParagraph {
    /// Which paragraph, from 1, headings and notes counted.
    pub number: usize,
    /// Pieces that were put back into it.
    pub moved: usize,
    /// Lines in it that still look out of place.
    pub left: usize,
}

impl Text {
    /// Repairs a string.
    ///
    /// # Errors
    /// When it is longer than offsets can address (4 GiB), or the shipped word usage does not load.
    pub fn new(source: impl Into<Arc<str>>, level: RepairLevel) -> Result<Self, Error> {
        Self::without(source, level, &[])
    }

    /// Repairs a string but for some repairs that were made before.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn without(
        source: impl Into<Arc<str>>,
        level: RepairLevel,
        refusals: &[Refusal],
    ) -> Result<Self, Error> {
        Self::laid(source.into(), &Layout::default(), level, refusals)
    }

    /// Repairs a text of a file, whose layout says what is a paragraph.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(crate) fn laid(
        source: Arc<str>,
        layout: &Layout,
        level: RepairLevel,
        refusals: &[Refusal],
    ) -> Result<Self, Error> {
        if source.len() >= u32::MAX as usize {
            return Err(Error::limit(format!("a text of {} bytes is over the limit of 4 GiB", source.len())));
        }
        let Repaired { clean, edits, repairs, paragraphs, torn } =
            repair::repair(&source, layout, level, &Refused::new(refusals))?;
        let chars = CharTable::new(&source);
        Ok(Self { source, clean, edits, repairs, chars, paragraphs, torn })
    }

    /// The string as the caller gave it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The repaired text; spans are bytes of this.
    pub fn clean(&self) -> &str {
        self.clean.as_deref().unwrap_or(&self.source)
    }

    /// Clean text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.clean()[span.range()]
    }

    /// Its paragraphs in order; only white space stands outside.
    pub(crate) fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// How much the text looks like clean writing, in `[0, 1]`: an estimate from odd characters and odd words, and from
    /// what had to be mended beyond its lines; not a measure of spelling. An empty text is as good as any.
    pub fn quality(&self) -> f32 {
        let mended = self.repairs.iter().filter(|r| r.kind.is_damage()).count();
        // Marks of a format are no damage.
        let marked = self.repairs.iter().any(|r| r.kind == RepairKind::Markup);
        quality::quality(if marked { self.clean() } else { &self.source }, mended + self.torn.len())
    }

    /// Paragraphs with lines out of order, put back or not; in order.
    pub fn torn_paragraphs(&self) -> Vec<TornParagraph> {
        let moved =
            self.repairs.iter().filter(|r| r.kind == RepairKind::Moved).map(|r| (r.clean.start, 1, 0));
        let left = self.edits.clean_spans(&self.torn).into_iter().flatten().map(|s| (s.start, 0, 1));
        let mut found: Vec<_> = moved.chain(left).collect();
        found.sort_unstable();
        let mut out: Vec<TornParagraph> = Vec::new();
        for (start, moved, left) in found {
            let number = self.paragraphs.partition_point(|p| p.span.end <= start) + 1;
            match out.last_mut().filter(|t| t.number == number) {
                Some(torn) => {
                    torn.moved += moved;
                    torn.left += left;
                }
                None => out.push(TornParagraph { number, moved, left }),
            }
        }
        out
    }

    /// What was repaired, in the order of the source.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Characters (Unicode code points) in the source.
    pub fn char_len(&self) -> usize {
        self.chars.len()
    }

    /// The source ranges of a clean span in **characters of the source**, in reading order; more than one only
    /// where a displaced piece was put back.
    pub fn source_ranges(&self, span: Span) -> Vec<Range<usize>> {
        self.edits.source_ranges(span).into_iter().map(|s| self.to_chars(s)).collect()
    }

    /// The one place of a clean span in **characters of the source**: its only range, or the longest where it has
    /// several (the first of equals).
    pub fn source_chars(&self, span: Span) -> Range<usize> {
        self.to_chars(self.main_range(span))
    }

    /// The first **byte of the source** of a clean span, in reading order.
    pub(crate) fn source_start(&self, span: Span) -> u32 {
        self.edits.source_ranges(span).first().map_or(span.start, |s| s.start)
    }

    /// The source at [`Self::source_chars`], as it stands.
    pub fn quote(&self, span: Span) -> &str {
        &self.source[self.main_range(span).range()]
    }

    /// A range of **source bytes** (as in [`Repair::source`]) in characters of the source.
    pub fn to_chars(&self, source: Span) -> Range<usize> {
        let char_of = |byte: u32| self.chars.char_of(&self.source, byte as usize);
        char_of(source.start)..char_of(source.end)
    }

    /// The clean span that covers a range of characters of the source.
    ///
    /// # Errors
    /// When the range is not in the text, or nothing of it was kept.
    pub fn span_of_chars(&self, chars: Range<usize>) -> Result<Span, Error> {
        let byte = |index| self.chars.byte_of(&self.source, index);
        let fault = || Error::input(format!("characters {}..{} are not in the text", chars.start, chars.end));
        let (Some(start), Some(end)) = (byte(chars.start), byte(chars.end)) else { return Err(fault()) };
        if start > end {
            return Err(fault());
        }
        self.edits.clean_span(Span::new(start, end)).ok_or_else(fault)
    }

    fn main_range(&self, span: Span) -> Span {
        if self.edits.is_identity() {
            return span;
        }
        let ranges = self.edits.source_ranges(span);
        ranges.iter().rev().max_by_key(|s| s.len()).copied().unwrap_or(span)
    }
}
