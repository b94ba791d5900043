//! Blocks of a document on their way to text: what is open, what waits for its place, what was left out.

use std::collections::BTreeMap;

use crate::error::{Error, Warning};
use crate::layout::{Build, Dropped, Found, LaidText, PartKind};
use crate::span::Span;

/// Rows for things of one kind that were left out; further ones are only counted.
const NAMED: usize = 50;
/// Characters shown of what was left out.
const EXCERPT: usize = 80;
/// Bytes in a table's cell that is no figure or label but running text.
const PROSE: usize = 300;
/// Bytes that a text may have.
const TEXT: usize = 256 << 20;

/// A paragraph, heading, item or row.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: PartKind,
    pub(super) level: u8,
    pub(super) words: String,
    page: Option<u32>,
    /// Bytes of `words` that are marks of notes.
    marks: Vec<(usize, usize)>,
    /// Where in `words` a page begins, and which.
    turns: Vec<(usize, u32)>,
    notes: Vec<Note>,
}

/// A footnote or endnote.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) label: String,
    pub(super) blocks: Vec<Block>,
}

/// What holds blocks back until it is whole.
enum Frame {
    /// The cells of a table's row.
    Row(Vec<Vec<Block>>),
    /// Something that stands beside a paragraph; that paragraph, and what was to come after it before.
    Aside(Vec<Block>, Option<Block>, Vec<Block>),
}

/// A document in the making. White space is kept as given; a caller that wants it folded says so.
#[derive(Default)]
pub(super) struct Draft {
    blocks: Vec<Block>,
    frames: Vec<Frame>,
    open: Option<Block>,
    /// What stands beside the paragraph that is open and comes after it.
    after: Vec<Block>,
    page: Option<u32>,
    pub(super) found: Found,
    pub(super) warnings: Vec<Warning>,
    dropped: Vec<Dropped>,
    counts: BTreeMap<&'static str, usize>,
}

impl Draft {
    /// Begins a block; the one before ends.
    pub(super) fn begin(&mut self, kind: PartKind, level: u8) {
        self.end();
        self.open = Some(Block::new(kind, level, self.page));
    }

    /// The block that is open; a paragraph where none is.
    pub(super) fn block(&mut self) -> &mut Block {
        let page = self.page;
        self.open.get_or_insert_with(|| Block::new(PartKind::Paragraph, 0, page))
    }

    /// Whether a block is open and has words.
    pub(super) fn has_words(&self) -> bool {
        self.open.as_ref().is_some_and(|b| !b.words.trim().is_empty())
    }

    /// Whether a block is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// A line end inside the block.
    pub(super) fn line(&mut self) {
        let words = &mut self.block().words;
        words.truncate(words.trim_end_matches(' ').len());
        words.push('\n');
    }

    /// Characters as they stand; soft hyphens are left out.
    pub(super) fn text(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let block = self.block();
        if words.contains('\u{ad}') {
            block.words.extend(words.chars().filter(|&c| c != '\u{ad}'));
        } else {
            block.words.push_str(words);
        }
    }

    /// Characters with runs of white space folded to one space, also with what stands before.
    pub(super) fn folded(&mut self, words: &str) {
        let white = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r' | '\x0c');
        if self.open.is_none() && words.chars().all(white) {
            return;
        }
        let block = self.block();
        let mut gap = words.starts_with(white);
        for word in words.split(white).filter(|w| !w.is_empty()) {
            if gap && !block.words.is_empty() && !block.words.ends_with(white) {
                block.words.push(' ');
            }
            block.words.extend(word.chars().filter(|&c| c != '\u{ad}'));
            gap = true;
        }
        if words.ends_with(white) && !block.words.is_empty() && !block.words.ends_with(white) {
            block.words.push(' ');
        }
    }

    /// The mark of a note, which is no word of its sentence, and the note, which is put down behind the block.
    pub(super) fn note(&mut self, label: &str, note: Option<Note>) {
        let block = self.block();
        let start = block.words.len();
        block.words.extend(["[", label, "]"]);
        block.marks.push((start, block.words.len()));
        block.notes.extend(note);
    }

    /// A new page begins here.
    pub(super) fn turn_page(&mut self) {
        let page = self.page.map_or(2, |p| p.saturating_add(1));
        self.set_page(page);
    }

    /// What follows stands on this page.
    pub(super) fn set_page(&mut self, page: u32) {
        self.page = Some(page);
        if let Some(block) = &mut self.open {
            if block.words.trim().is_empty() {
                block.page = Some(page);
            } else {
                block.turns.push((block.words.len(), page));
            }
        }
    }

    /// Ends the block that is open; one without words leaves no trace.
    pub(super) fn end(&mut self) {
        let Some(block) = self.open.take() else { return };
        let after = std::mem::take(&mut self.after);
        self.put(block);
        for block in after {
            self.put(block);
        }
    }

    fn put(&mut self, block: Block) {
        if block.words.trim().is_empty() && block.notes.is_empty() {
            return;
        }
        match self.frames.last_mut() {
            Some(Frame::Row(cells)) => match cells.last_mut() {
                Some(cell) => cell.push(block),
                None => cells.push(vec![block]),
            },
            Some(Frame::Aside(blocks, ..)) => blocks.push(block),
            None => self.blocks.push(block),
        }
    }

    /// Begins a row of a table.
    pub(super) fn row(&mut self) {
        self.end();
        self.frames.push(Frame::Row(Vec::new()));
    }

    /// Begins a cell of the row.
    pub(super) fn cell(&mut self) {
        self.end();
        if let Some(Frame::Row(cells)) = self.frames.last_mut() {
            cells.push(Vec::new());
        }
    }

    /// Ends the row: one block of cells, or their blocks one after the other where they hold running text.
    pub(super) fn end_row(&mut self) {
        self.end();
        let cells = match self.frames.pop() {
            Some(Frame::Row(cells)) => cells,
            other => return self.frames.extend(other),
        };
        let prose = cells.iter().any(|cell| cell.len() > 1 || cell.iter().any(|b| b.words.len() > PROSE));
        if prose || cells.iter().filter(|c| !c.is_empty()).count() < 2 {
            for block in cells.into_iter().flatten() {
                self.put(block);
            }
            return;
        }
        let mut row = Block::new(PartKind::TableRow, 0, self.page);
        row.page = cells.iter().flatten().next().and_then(|b| b.page);
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                row.words.push('\t');
            }
            for block in cell {
                row.take(block);
            }
        }
        self.put(row);
    }

    /// Takes back a row that was struck out; its words.
    pub(super) fn end_struck_row(&mut self) -> String {
        self.end();
        match self.frames.pop() {
            Some(Frame::Row(cells)) => words_of(cells.iter().flatten()),
            other => {
                self.frames.extend(other);
                String::new()
            }
        }
    }

    /// Begins something that stands beside the open paragraph, such as a box with text.
    pub(super) fn aside(&mut self) {
        let (open, after) = (self.open.take(), std::mem::take(&mut self.after));
        self.frames.push(Frame::Aside(Vec::new(), open, after));
    }

    /// Ends it; it comes after the paragraph.
    pub(super) fn end_aside(&mut self) {
        let blocks = self.take_aside();
        if self.open.is_some() {
            self.after.extend(blocks);
        } else {
            for block in blocks {
                self.put(block);
            }
        }
    }

    /// Ends it and hands it out.
    pub(super) fn take_aside(&mut self) -> Vec<Block> {
        self.end();
        match self.frames.pop() {
            Some(Frame::Aside(blocks, open, after)) => {
                (self.open, self.after) = (open, after);
                blocks
            }
            other => {
                self.frames.extend(other);
                Vec::new()
            }
        }
    }

    /// Tells of something that is left out.
    pub(super) fn drop(&mut self, kind: &'static str, reason: &str, words: &str) {
        let count = self.counts.entry(kind).or_insert(0);
        *count += 1;
        if *count > NAMED {
            return;
        }
        let mut excerpt = String::new();
        for word in words.split_whitespace() {
            if excerpt.chars().count() + word.chars().count() > EXCERPT {
                excerpt.extend(word.chars().take(if excerpt.is_empty() { EXCERPT } else { 0 }));
                excerpt.push('…');
                break;
            }
            if !excerpt.is_empty() {
                excerpt.push(' ');
            }
            excerpt.push_str(word);
        }
        self.dropped.push(Dropped { kind: kind.into(), reason: reason.to_owned(), excerpt });
    }

    /// A caution for whoever reads the results.
    pub(super) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        self.warnings.push(Warning { code: code.into(), message: message.into() });
    }

    /// All blocks so far.
    pub(super) fn take_blocks(&mut self) -> Vec<Block> {
        self.end();
        while let Some(frame) = self.frames.pop() {
            let blocks = match frame {
                Frame::Row(cells) => cells.into_iter().flatten().collect(),
                Frame::Aside(blocks, open, after) => {
                    (self.open, self.after) = (open, after);
                    self.end();
                    blocks
                }
            };
            for block in blocks {
                self.put(block);
            }
        }
        std::mem::take(&mut self.blocks)
    }

    /// Puts a block of another draft here.
    pub(super) fn push(&mut self, block: Block) {
        self.end();
        self.put(block);
    }

    /// The text, with all that is known of it.
    pub(super) fn finish(mut self) -> Result<LaidText, Error> {
        let blocks = self.take_blocks();
        let (mut build, mut marks) = (Build::default(), Vec::new());
        for block in &blocks {
            lay(block, &mut build, &mut marks);
            for note in &block.notes {
                for (i, part) in note.blocks.iter().enumerate() {
                    let label = if i == 0 { format!("[{}] ", note.label) } else { String::new() };
                    build.part(PartKind::Footnote, 0, block.page, &(label + part.words.trim()));
                }
            }
            if build.len() > TEXT {
                return Err(Error::limit(format!("its text is longer than {} MB", TEXT >> 20)));
            }
        }
        for (kind, count) in &self.counts {
            if *count > NAMED {
                let reason = format!("and {} more", count - NAMED);
                self.dropped.push(Dropped { kind: (*kind).into(), reason, excerpt: String::new() });
            }
        }
        let (text, layout) = build.finish();
        let layout = layout.with_marks(marks, &text);
        Ok(LaidText { text, layout, found: self.found, dropped: self.dropped, warnings: self.warnings })
    }
}

/// Writes a block; one that goes on behind a page break in two parts or more.
fn lay(block: &Block, build: &mut Build, marks: &mut Vec<Span>) {
    let lead = block.words.len() - block.words.trim_start().len();
    let mut from = 0;
    let mut cuts: Vec<(usize, Option<u32>)> = vec![(0, block.page)];
    for &(at, page) in &block.turns {
        // Cut at a single space, so that nothing moves; a page that begins within a word begins with the next one.
        let space = block.words[at.saturating_sub(1)..].find(' ').map(|i| at.saturating_sub(1) + i);
        let Some(cut) = space.filter(|&s| s > from && block.words.is_char_boundary(s)) else { continue };
        let bytes = block.words.as_bytes();
        let single = |i: usize| bytes.get(i).is_some_and(|b| !b.is_ascii_whitespace());
        if single(cut - 1) && single(cut + 1) && cut > lead {
            cuts.push((cut + 1, Some(page)));
            from = cut + 1;
        }
    }
    let mut start = None;
    for (i, &(from, page)) in cuts.iter().enumerate() {
        let to = cuts.get(i + 1).map_or(block.words.len(), |&(next, _)| next - 1);
        let words = &block.words[from..to];
        if i == 0 {
            build.part(block.kind, block.level, page, words);
            start = Some(build.len() - words.trim().len());
        } else {
            build.more(page, None, words);
        }
    }
    let Some(start) = start.filter(|_| !block.words.trim().is_empty()) else { return };
    let end = lead + block.words.trim().len();
    let inside = block.marks.iter().filter(|m| m.0 >= lead && m.1 <= end);
    marks.extend(inside.map(|m| Span::new(start + m.0 - lead, start + m.1 - lead)));
}

/// The words of several blocks in one line.
pub(super) fn words_of<'b>(blocks: impl Iterator<Item = &'b Block>) -> String {
    let words: Vec<&str> = blocks.map(|b| b.words.trim()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

impl Block {
    fn new(kind: PartKind, level: u8, page: Option<u32>) -> Self {
        let (marks, turns, notes) = (Vec::new(), Vec::new(), Vec::new());
        Self { kind, level, words: String::new(), page, marks, turns, notes }
    }

    /// Adds another block's words to a row's cell, on one line.
    fn take(&mut self, other: Block) {
        let lead = other.words.len() - other.words.trim_start().len();
        let at = self.words.len();
        let flat = |c: char| if matches!(c, '\n' | '\t' | '\r') { ' ' } else { c };
        self.words.extend(other.words.trim().chars().map(flat));
        let end = self.words.len();
        let moved = other.marks.iter().filter(|m| m.0 >= lead).map(|m| (at + m.0 - lead, at + m.1 - lead));
        self.marks.extend(moved.filter(|m| m.1 <= end));
        self.notes.extend(other.notes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_pages_and_rows() {
        let mut draft = Draft::default();
        draft.set_page(1);
        draft.begin(PartKind::Heading, 1);
        draft.text(" Water \u{ad}");
        draft.begin(PartKind::Paragraph, 0);
        draft.folded("  The council\n promised");
        let note = Note {
            label: "1".into(),
            blocks: vec![Block { words: "See below.".into(), ..Block::new(PartKind::Footnote, 0, None) }],
        };
        draft.note("1", Some(note));
        draft.folded(" to re");
        draft.turn_page();
        draft.folded("port on it. ");
        draft.row();
        for words in ["Year", "2009\n10"] {
            draft.cell();
            draft.begin(PartKind::Paragraph, 0);
            draft.text(words);
        }
        draft.end_row();
        let laid = draft.finish().unwrap();
        assert_eq!(
            laid.text,
            "Water\n\nThe council promised[1] to report\non it.\n\n[1] See below.\n\nYear\t2009 10"
        );
        let pages: Vec<_> = laid.layout.parts().iter().map(|p| p.page).collect();
        assert_eq!(pages, [Some(1), Some(1), Some(2), Some(1), Some(2)]);
        let marks: Vec<&str> = laid.layout.marks().iter().map(|m| &laid.text[m.range()]).collect();
        assert_eq!(marks, ["[1]"]);
    }

    #[test]
    fn boxes_and_tables_in_tables() {
        let mut draft = Draft::default();
        draft.begin(PartKind::Paragraph, 0);
        draft.text("Before");
        draft.aside();
        draft.begin(PartKind::Paragraph, 0);
        draft.text("boxed");
        draft.end_aside();
        draft.text(" and after.");
        draft.row();
        draft.cell();
        draft.begin(PartKind::Paragraph, 0);
        draft.text("outer");
        draft.row();
        draft.cell();
        draft.text("in");
        draft.cell();
        draft.text("ner");
        draft.end_row();
        draft.end_row();
        let laid = draft.finish().unwrap();
        assert_eq!(laid.text, "Before and after.\n\nboxed\n\nouter\n\nin\tner");
    }

    #[test]
    fn much_that_is_left_out() {
        let mut draft = Draft::default();
        for _ in 0..60 {
            draft.drop("script", "no words", &"x".repeat(200));
        }
        let dropped = draft.finish().unwrap().dropped;
        assert_eq!((dropped.len(), dropped[50].reason.as_str()), (51, "and 10 more"));
        assert_eq!(dropped[0].excerpt.chars().count(), 81);
    }
}
