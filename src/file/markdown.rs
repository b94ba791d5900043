//! Markdown: the text stays as it is given; what is no word of the author is told as marks.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::day;
use crate::error::Error;
use crate::layout::{Dropped, Found, LaidText, Layout, Part, PartKind};
use crate::span::Span;

/// Characters shown of what is no text.
const EXCERPT: usize = 80;

/// Finds the blocks and marks of a text.
pub(super) fn read(text: String) -> Result<LaidText, Error> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut work = Work { text: &text, ..Work::default() };
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        work.event(event, range.start, range.end);
    }
    work.rest_to(text.len());
    let Work { parts, marks, found, dropped, .. } = work;
    let layout = Layout::new(parts, &text)?.with_marks(marks, &text);
    Ok(LaidText { layout, found, dropped, text, warnings: Vec::new() })
}

#[derive(Default)]
struct Work<'t> {
    text: &'t str,
    parts: Vec<Part>,
    marks: Vec<Span>,
    found: Found,
    dropped: Vec<Dropped>,
    /// Depth of lists, quotes and notes.
    lists: u8,
    quotes: u32,
    notes: u32,
    /// Where the item that is open begins, if no words of it have come.
    item: Option<usize>,
    /// The block that is open: its kind and level, where it begins, and up to where its words and marks are known.
    open: Option<(PartKind, u8, usize)>,
    known: usize,
    /// Inside code, markup or what stands for a picture.
    silent: Option<&'static str>,
    head: bool,
    paragraph: u32,
}

impl Work<'_> {
    fn event(&mut self, event: Event, from: usize, to: usize) {
        match event {
            Event::Start(tag) => self.start(&tag, from, to),
            Event::End(tag) => self.end(tag, to),
            Event::Text(_) if self.head => self.front(from, to),
            Event::Text(_) | Event::Code(_) if self.silent.is_none() => {
                // Code has its quotes in the range.
                let ticks = if matches!(event, Event::Code(_)) { ticks(&self.text[from..to]) } else { 0 };
                self.words(from + ticks, to - ticks);
            }
            // A link that is shown by its address; a line end and its white space are for whoever repairs the text.
            Event::SoftBreak | Event::HardBreak if self.open.is_some() => {
                let end = self.text[from..to].find('\n').map_or(to, |i| from + i);
                self.mark_to(from);
                if matches!(event, Event::HardBreak) {
                    self.mark(from, end);
                }
                self.known = to;
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                let comment = self.text[from..to].starts_with("<!--");
                self.drop(if comment { "comment" } else { "markup" }, "HTML in the text", from, to);
                if self.open.is_some() {
                    self.mark_to(from);
                    self.mark(from, to);
                    self.known = to;
                }
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                if self.open.is_none() {
                    self.open_block(from);
                }
                self.mark_to(to);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, from: usize, to: usize) {
        match tag {
            Tag::Heading { level, .. } => self.begin(PartKind::Heading, depth(*level), from),
            Tag::Paragraph => self.open_block(from),
            Tag::List(_) => {
                self.close();
                self.lists = self.lists.saturating_add(1);
            }
            Tag::Item => {
                self.close();
                self.item = Some(from);
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::FootnoteDefinition(_) => {
                self.close();
                self.notes += 1;
                self.item = Some(from);
            }
            Tag::CodeBlock(kind) => {
                self.close();
                self.silent = Some("code");
                let reason = match kind {
                    CodeBlockKind::Fenced(_) => "a block of code",
                    CodeBlockKind::Indented => "an indented block",
                };
                self.drop("code", reason, from, to);
                self.rest_to(from);
                self.part(PartKind::Furniture, 0, from, to);
            }
            Tag::HtmlBlock => {
                self.close();
                self.rest_to(from);
                self.part(PartKind::Furniture, 0, from, to);
            }
            Tag::TableHead | Tag::TableRow => self.begin(PartKind::TableRow, 0, from),
            Tag::Image { .. } => {
                if self.open.is_none() {
                    self.open_block(from);
                }
                self.silent = Some("picture");
                self.drop("picture", "its description is no text of the author", from, to);
                self.mark_to(from);
                self.mark(from, to);
                self.known = to;
            }
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle) => {
                self.head = true;
                self.part(PartKind::Furniture, 0, from, to);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, to: usize) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::TableHead | TagEnd::TableRow => self.close(),
            TagEnd::Item => {
                self.close();
                self.item = None;
            }
            TagEnd::List(_) => {
                self.close();
                self.lists = self.lists.saturating_sub(1);
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::FootnoteDefinition => {
                self.close();
                self.notes = self.notes.saturating_sub(1);
                self.item = None;
            }
            TagEnd::CodeBlock => self.silent = None,
            TagEnd::Image => {
                self.silent = None;
                self.known = self.known.max(to);
            }
            TagEnd::MetadataBlock(_) => self.head = false,
            _ => {}
        }
    }

    /// Opens the block that its surroundings call for.
    fn open_block(&mut self, from: usize) {
        let begun = self.item.take();
        let from = begun.unwrap_or(from);
        if self.notes > 0 {
            self.begin(PartKind::Footnote, 0, from);
        } else if begun.is_some() {
            self.begin(PartKind::ListItem, self.lists.max(1), from);
            self.mark_to(from);
            // The mark of an item is shown with it.
            let line = &self.text[from..];
            let mark = line.find(|c: char| c.is_whitespace()).unwrap_or(0);
            self.known = from + mark;
        } else if self.quotes > 0 {
            self.begin(PartKind::Quote, 0, from);
        } else {
            self.begin(PartKind::Paragraph, 0, from);
        }
    }

    fn begin(&mut self, kind: PartKind, level: u8, from: usize) {
        self.close();
        let edge = self.edge();
        let line = self.text[..from].rfind('\n').map_or(0, |at| at + 1).max(edge);
        self.rest_to(line);
        // Signs of a quotation before it on its line are marks of it.
        let before = &self.text[line..from];
        let start = line + (before.len() - before.trim_start().len());
        self.open = Some((kind, level, start));
        self.known = start;
        self.mark_to(from);
    }

    /// Where the last part ends.
    fn edge(&self) -> usize {
        self.parts.last().map_or(0, |p| p.span.end as usize)
    }

    /// Lines up to a place that belong to no block, such as rules and the addresses of links, are furniture.
    fn rest_to(&mut self, to: usize) {
        let mut at = self.edge();
        for line in self.text[at..to.max(at)].split_inclusive('\n') {
            self.part(PartKind::Furniture, 0, at, at + line.len());
            at += line.len();
        }
    }

    fn words(&mut self, from: usize, to: usize) {
        if self.open.is_none() {
            self.open_block(from);
        }
        self.mark_to(from);
        self.known = self.known.max(to);
    }

    /// What stands between the words so far and a place is marks, but for white space at their edges.
    fn mark_to(&mut self, to: usize) {
        let Some((kind, ..)) = self.open else { return };
        if to <= self.known {
            return;
        }
        let between = &self.text[self.known..to];
        // The bars of a table's row stay: they part its cells.
        if kind == PartKind::TableRow && between.contains('|') {
            self.known = to;
            return;
        }
        let mut at = self.known;
        for line in between.split_inclusive('\n') {
            let body = line.trim();
            if !body.is_empty() {
                let start = at + line.find(body).unwrap_or(0);
                // White space behind the mark at the beginning of a line goes with it.
                let first = self.text[..start].rsplit('\n').next().is_some_and(|l| l.trim().is_empty());
                let end = if first && !line.ends_with('\n') { at + line.len() } else { start + body.len() };
                self.mark(start, end);
            }
            at += line.len();
        }
        self.known = to;
    }

    fn mark(&mut self, from: usize, to: usize) {
        if from < to {
            self.marks.push(Span::new(from, to));
        }
    }

    fn close(&mut self) {
        let Some((kind, level, from)) = self.open.take() else { return };
        let line = self.text[self.known..].find('\n').map_or(self.text.len(), |i| self.known + i);
        self.open = Some((kind, level, from));
        // What closes the last word: stars, a bracket, the address of a link.
        let rest = &self.text[self.known..line];
        if !rest.trim().is_empty() && kind != PartKind::TableRow {
            self.mark_to(line);
        }
        self.open = None;
        let end = if kind == PartKind::TableRow { line } else { self.known.max(from) };
        self.part(kind, level, from, end);
    }

    fn part(&mut self, kind: PartKind, level: u8, from: usize, to: usize) {
        let body = &self.text[from..to];
        let start = from + (body.len() - body.trim_start().len());
        let end = start + body.trim().len();
        let before = self.parts.last().map_or(0, |p| p.span.end as usize);
        if start < end && start >= before {
            self.paragraph += 1;
            let (span, paragraph) = (Span::new(start, end), self.paragraph);
            self.parts.push(Part { span, kind, level, page: None, paragraph, bounds: None });
        }
    }

    fn drop(&mut self, kind: &'static str, reason: &str, from: usize, to: usize) {
        let words = self.text[from..to].split_whitespace().take(20).collect::<Vec<_>>().join(" ");
        let excerpt = words.chars().take(EXCERPT).collect();
        if self.dropped.len() < 200 {
            self.dropped.push(Dropped { kind: kind.into(), reason: reason.to_owned(), excerpt });
        }
    }

    /// Lines such as `title: On water` in front of the text.
    fn front(&mut self, from: usize, to: usize) {
        for line in self.text[from..to].lines() {
            let Some((key, value)) = line.split_once([':', '=']) else { continue };
            let value = value.trim().trim_matches(['"', '\'']).trim();
            if value.is_empty() {
                continue;
            }
            let slot = match key.trim().to_ascii_lowercase().as_str() {
                "title" => &mut self.found.title,
                "publisher" | "organisation" | "organization" | "institution" => &mut self.found.publisher,
                "date" | "published" | "pubdate" => {
                    self.found.date = self.found.date.take().or_else(|| day(value));
                    continue;
                }
                _ => continue,
            };
            *slot = slot.take().or_else(|| Some(value.to_owned()));
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The quotes round code, in bytes on each side.
fn ticks(code: &str) -> usize {
    let open = code.bytes().take_while(|&b| b == b'`').count();
    let close = code.bytes().rev().take_while(|&b| b == b'`').count();
    if open + close <= code.len() { open.min(close) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each part without its marks.
    fn say(text: &str) -> Vec<String> {
        let laid = read(text.to_owned()).unwrap();
        let marks = laid.layout.marks();
        let parts = laid.layout.parts().iter().map(|part| {
            let mut out = format!("{} {}: ", part.kind, part.level);
            let mut at = part.span.start;
            for mark in marks.iter().filter(|m| part.span.start <= m.start && m.end <= part.span.end) {
                out += &laid.text[at as usize..mark.start as usize];
                at = mark.end;
            }
            out + &laid.text[at as usize..part.span.end as usize]
        });
        parts.collect()
    }

    #[test]
    fn blocks_and_marks() {
        let text = "---\ntitle: \"On water\"\ndate: 2013-10-31\n---\n# Water *now*\n\nThe **council** will [report](http://x.org \"t\")\nto `all` of us.[^1]\n\n\
            - one\n- two\n  1. deep\n\n> We shall\n> report.\n\n[^1]: See *the* law.\n\n| Year | Sum |\n| --- | --- |\n| 2009 | 40 |\n\n```\ncode\n```\n\nReform\n======\n\nEnd \\* here ![a river](r.png)\n";
        assert_eq!(
            say(text),
            [
                "furniture 0: ---\ntitle: \"On water\"\ndate: 2013-10-31\n---",
                "heading 1: Water now",
                "paragraph 0: The council will report\nto all of us.",
                "list_item 1: - one",
                "list_item 1: - two",
                "list_item 2: 1. deep",
                "quote 0: We shall\nreport.",
                "footnote 0: See the law.",
                "table_row 0: | Year | Sum |",
                "furniture 0: | --- | --- |",
                "table_row 0: | 2009 | 40 |",
                "furniture 0: ```\ncode\n```",
                "heading 1: Reform",
                "furniture 0: ======",
                "paragraph 0: End * here ",
            ]
        );
        let laid = read(text.to_owned()).unwrap();
        assert_eq!(laid.text, text);
        assert_eq!(
            (laid.found.title.as_deref(), laid.found.date.as_deref()),
            (Some("On water"), Some("2013-10-31"))
        );
        let dropped: Vec<_> = laid.dropped.iter().map(|d| &*d.kind).collect();
        assert_eq!(dropped, ["code", "picture"]);
    }

    #[test]
    fn nothing_breaks_it() {
        for piece in
            ["*", "[", "> ", "- ", "`", "|", "![", "<!--", "#", "\n\n", "[^1]", "a\\", "\u{301}*", "_a", "~~"]
        {
            let text = piece.repeat(5_000);
            assert_eq!(read(text.clone()).unwrap().text, text);
        }
    }
}
