//! Headings, paragraphs, list items and footnotes.

use crate::names::names;
use crate::span::Span;
use crate::text::{LineKind, Text, lines};

names! {
    /// What a block of text is.
    BlockKind {
        /// A title or section heading.
        Heading = "heading",
        /// Running text.
        Paragraph = "paragraph",
        /// One item of a list, its mark included.
        ListItem = "list_item",
        /// A note at the foot of a page or of the text, its mark included.
        Footnote = "footnote",
        /// A running header, footer or page number.
        Furniture = "furniture",
    }
}

/// A stretch of text that stands by itself; sentences never cross its edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where, without white space at the edges.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// The blocks of a text, in order; together they hold every character but white space.
pub(crate) fn blocks(text: &Text) -> Vec<Block> {
    let clean = text.clean();
    let lines = lines(clean);
    let mut out: Vec<Block> = Vec::new();
    for line in &lines {
        if line.kind == LineKind::Blank {
            continue;
        }
        let span = trim(clean, line.span);
        match (line.kind, out.last_mut()) {
            (LineKind::Wrapped, Some(last)) => last.span.end = span.end,
            _ => out.push(Block { span, kind: BlockKind::Paragraph }),
        }
    }
    for block in &mut out {
        block.kind = kind_of(&clean[block.span.range()]);
    }
    out
}

fn trim(text: &str, span: Span) -> Span {
    let body = &text[span.range()];
    let start = span.start as usize + (body.len() - body.trim_start().len());
    let end = start + body.trim().len();
    Span::new(start, end)
}

fn kind_of(body: &str) -> BlockKind {
    if body.starts_with('[') && crate::text::item_mark(body).is_some() {
        return BlockKind::Footnote;
    }
    if body.starts_with('#') {
        return BlockKind::Heading;
    }
    let words = body.split_whitespace().count();
    let ends = body.trim_end_matches(['"', '”', '’', ')', ']']).ends_with(['.', '!', '?', ';', ',']);
    if words <= 16
        && !ends
        && body.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"“‘(".contains(c))
    {
        return BlockKind::Heading;
    }
    if crate::text::item_mark(body).is_some() {
        return BlockKind::ListItem;
    }
    BlockKind::Paragraph
}
