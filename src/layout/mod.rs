//! How a text was laid out in its file: pages, paragraphs, headings, notes.

mod build;
mod cut;
mod furniture;
mod hocr;
#[cfg_attr(not(feature = "python"), allow(dead_code))] // documents travel in Python only
mod keep;
mod line;
mod marks;
mod order;
mod paragraphs;
mod table;
mod word;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Warning};
use crate::names::names;
use crate::span::Span;

pub(crate) use build::Build;
pub use hocr::scanned;
pub(crate) use keep::{keep, restore};
pub use order::order;
pub use word::PlacedWord;

names! {
    /// What a stretch of text is in its file.
    PartKind {
        /// A title or section heading; its level is its depth, from 1.
        Heading = "heading",
        /// Running text.
        Paragraph = "paragraph",
        /// One item of a list, its mark included; its level is the depth of its list, from 1.
        ListItem = "list_item",
        /// One row of a table, its cells parted by tabs.
        TableRow = "table_row",
        /// The words below or above a figure or table.
        Caption = "caption",
        /// A note at the foot of a page or of the text.
        Footnote = "footnote",
        /// A running header, footer or page number.
        Furniture = "furniture",
        /// A long quotation that stands by itself.
        Quote = "quote",
    }
}

/// A stretch of the text as its file has it. A paragraph that goes on in another column or on another page has a part
/// for each, with one number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Where, in **bytes of the source text**; without white space at the edges.
    pub span: Span,
    /// What it is.
    pub kind: PartKind,
    /// Depth of a heading or list, from 1; else 0.
    pub level: u8,
    /// Its page, from 1, where the file has pages.
    pub page: Option<u32>,
    /// The number of its paragraph in the file, from 1; everything that stands by itself counts.
    pub paragraph: u32,
    /// Left, top, right and bottom on its page, in the units of the file, where they are known.
    pub bounds: Option<[f32; 4]>,
}

/// The parts of a text, in order and apart from each other; none for plain text. Text outside all parts is plain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    parts: Vec<Part>,
    marks: Vec<Span>,
}

/// Where a finding stands in its file, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its page, from 1.
    pub page: Option<u32>,
    /// Its paragraph, from 1.
    pub paragraph: Option<u32>,
}

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Its title.
    pub title: Option<String>,
    /// Its date, as ISO 8601 ("2009-12-01", "2009-12").
    pub date: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
}

/// Something in the file that is no part of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// What it was: `menu`, `script`, `picture`, …
    pub kind: Cow<'static, str>,
    /// Why it was left out, in a few words.
    pub reason: String,
    /// How it begins.
    pub excerpt: String,
}

/// The text of a file, with all that the file says of it; every reader of files ends here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaidText {
    /// The text as extracted; places are characters of this.
    pub text: String,
    /// How it was laid out.
    pub layout: Layout,
    /// What the file says of itself.
    pub found: Found,
    /// What was left out.
    pub dropped: Vec<Dropped>,
    /// What a reader of the results should know.
    pub warnings: Vec<Warning>,
}

impl Layout {
    /// The layout of a text.
    ///
    /// # Errors
    /// When parts are out of order, overlap, or are not in the text.
    pub fn new(parts: Vec<Part>, text: &str) -> Result<Self, Error> {
        let mut at = 0;
        for part in &parts {
            let Span { start, end } = part.span;
            if start < at || end < start || text.get(start as usize..end as usize).is_none() {
                return Err(Error::input(format!("part {start}..{end} of the layout is out of its place")));
            }
            at = end;
        }
        Ok(Self { parts, marks: Vec::new() })
    }

    /// The same with the places inside its parts, in **bytes of the source text**, that are marks of the format and no
    /// words of the author: stars round what is stressed, the mark of a note. They are put in order; what is not in the
    /// text or overlaps another is left out.
    #[must_use]
    pub fn with_marks(mut self, mut marks: Vec<Span>, text: &str) -> Self {
        let mut at = 0;
        marks.sort_unstable();
        marks.retain(|m| {
            let fits = m.start >= at && m.start < m.end && text.get(m.range()).is_some();
            at = if fits { m.end } else { at };
            fits
        });
        self.marks = marks;
        self
    }

    /// Places that are marks of the format and no words of the author, in order.
    pub fn marks(&self) -> &[Span] {
        &self.marks
    }

    /// Its parts, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Nothing is known of the text.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The part that holds a byte of the source, or the one that ends there.
    pub fn part_at(&self, byte: u32) -> Option<&Part> {
        let after = self.parts.partition_point(|p| p.span.end <= byte);
        let holds = self.parts.get(after).filter(|p| p.span.start <= byte);
        holds.or_else(|| after.checked_sub(1).map(|i| &self.parts[i]).filter(|p| p.span.end == byte))
    }

    /// Page and paragraph of a byte of the source.
    pub fn place(&self, byte: u32) -> Place {
        let part = self.part_at(byte);
        Place { page: part.and_then(|p| p.page), paragraph: part.map(|p| p.paragraph) }
    }

    /// The last page that the layout knows of.
    pub fn pages(&self) -> Option<u32> {
        self.parts.iter().filter_map(|p| p.page).max()
    }
}

impl From<String> for LaidText {
    /// Plain text, of whose layout nothing is known.
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}
