//! Headings, paragraphs, list items and footnotes.

use crate::layout::PartKind;
use crate::names::names;
use crate::span::Span;
use crate::text::{Counter, End, Mark, Paragraph, Role, Style, Text, ends, mark};

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
        /// A row of a table.
        TableRow = "table_row",
        /// The words of a figure or table.
        Caption = "caption",
        /// A long quotation that stands by itself.
        Quote = "quote",
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
    let paragraphs = text.paragraphs();
    let marks: Vec<Option<Mark>> = paragraphs.iter().map(|p| mark(text.slice(p.span))).collect();
    let looks = |i: usize, p: &Paragraph| match p.role {
        Role::Footnote => BlockKind::Footnote,
        Role::Furniture => BlockKind::Furniture,
        Role::Body => kind_of(text.slice(p.span), marks[i], in_list(&marks, i)),
    };
    let kind = |i: usize, p: &Paragraph| told(p).unwrap_or_else(|| looks(i, p));
    paragraphs.iter().enumerate().map(|(i, p)| Block { span: p.span, kind: kind(i, p) }).collect()
}

/// What the file says it is; of its plain paragraphs some are headings or items by their looks.
fn told(paragraph: &Paragraph) -> Option<BlockKind> {
    match paragraph.part? {
        PartKind::Heading => Some(BlockKind::Heading),
        PartKind::ListItem => Some(BlockKind::ListItem),
        PartKind::TableRow => Some(BlockKind::TableRow),
        PartKind::Caption => Some(BlockKind::Caption),
        PartKind::Quote => Some(BlockKind::Quote),
        PartKind::Paragraph | PartKind::Footnote | PartKind::Furniture => None,
    }
}

/// Whether the block above or below has the next mark of the same kind.
fn in_list(marks: &[Option<Mark>], i: usize) -> bool {
    let Some(here) = marks[i] else { return false };
    let pair = |first: Mark, second: Mark| {
        first.style == second.style && (first.number == 0 || first.number + 1 == second.number)
    };
    let above = i.checked_sub(1).and_then(|k| marks[k]).is_some_and(|m| pair(m, here));
    above || marks.get(i + 1).copied().flatten().is_some_and(|m| pair(here, m))
}

fn kind_of(body: &str, mark: Option<Mark>, listed: bool) -> BlockKind {
    if let Some(title) = body.strip_prefix('#') {
        let title = title.trim_start_matches('#');
        if title.starts_with(' ') && !title.contains('\n') {
            return BlockKind::Heading;
        }
    }
    match mark.map(|m| m.style) {
        Some(Style::Bullet(_)) => return BlockKind::ListItem,
        Some(Style::Count(counter, _)) if listed || counter != Counter::Digits => return BlockKind::ListItem,
        _ => {}
    }
    if heading(body, mark) {
        return BlockKind::Heading;
    }
    if mark.is_some() && body.len() < 400 { BlockKind::ListItem } else { BlockKind::Paragraph }
}

/// Few words, a capital or number first, no stop at the end.
fn heading(body: &str, mark: Option<Mark>) -> bool {
    let title = &body[mark.map_or(0, |m| m.len)..];
    let words = title.split_whitespace().take(19).count();
    let stops = (ends(title) == End::Stop && !title.ends_with('?')) || title.ends_with([';', ',']);
    let begins = title.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"“‘(".contains(c));
    if words > 18 || stops || !begins {
        return false;
    }
    // A full sentence in front ("It rained. Then") is no heading; "U.S. policy" is.
    !title
        .split_whitespace()
        .any(|w| w.len() > 4 && w.ends_with('.') && w[..w.len() - 1].chars().all(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::RepairLevel;

    fn kinds(source: &str) -> Vec<&'static str> {
        let text = Text::new(source, RepairLevel::Safe).unwrap();
        blocks(&text).iter().map(|b| b.kind.as_str()).collect()
    }

    #[test]
    fn kinds_of_blocks() {
        let source = "# Reform\n\n1. Introduction\n\nThe law was passed.1\n\nIt asks for:\n\n1. a court\n2. a council\n\n- a list without end\n\n1 It should be noted that it was late.\n\n=====\n\n(a) to free the press;";
        let (h, p, l) = ("heading", "paragraph", "list_item");
        assert_eq!(kinds(source), [h, h, p, h, l, l, l, "footnote", "furniture", l]);
    }

    #[test]
    fn wraps_are_no_boundaries_without_repair() {
        let source = "The government has promised to amend the law on\nelections and parties.\n\nNext.";
        let text = Text::new(source, RepairLevel::None).unwrap();
        assert_eq!(blocks(&text).len(), 2);
    }
}
