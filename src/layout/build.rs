//! Text and layout written together, so that they cannot disagree.

use super::{Layout, Part, PartKind};
use crate::span::Span;

/// Builds a text from its parts in reading order: a blank line between paragraphs, a line end inside them and between the
/// rows of a table and the items of a list.
#[derive(Debug, Default)]
pub(crate) struct Build {
    text: String,
    parts: Vec<Part>,
    paragraph: u32,
}

impl Build {
    /// Begins a new paragraph (heading, item, row, note); one without words leaves no trace.
    pub(crate) fn part(&mut self, kind: PartKind, level: u8, page: Option<u32>, words: &str) {
        self.placed(kind, level, page, None, words);
    }

    /// The same, with its place on the page.
    pub(crate) fn placed(
        &mut self,
        kind: PartKind,
        level: u8,
        page: Option<u32>,
        bounds: Option<[f32; 4]>,
        words: &str,
    ) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let close = self
            .parts
            .last()
            .is_some_and(|last| last.kind == kind && matches!(kind, PartKind::TableRow | PartKind::ListItem));
        self.paragraph += 1;
        let paragraph = self.paragraph;
        let span = self.write(if close { "\n" } else { "\n\n" }, words);
        self.parts.push(Part { span, kind, level, page, paragraph, bounds });
    }

    /// More of the last paragraph: its next line, or where it goes on in another column or on another page.
    pub(crate) fn more(&mut self, page: Option<u32>, bounds: Option<[f32; 4]>, words: &str) {
        let words = words.trim();
        let Some(&last) = self.parts.last().filter(|_| !words.is_empty()) else { return };
        let span = self.write("\n", words);
        self.parts.push(Part { span, page, bounds, ..last });
    }

    /// Bytes written.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text and its layout.
    pub(crate) fn finish(self) -> (String, Layout) {
        (self.text, Layout { parts: self.parts, marks: Vec::new() })
    }

    fn write(&mut self, gap: &str, words: &str) -> Span {
        if !self.text.is_empty() {
            self.text.push_str(gap);
        }
        let start = self.text.len();
        self.text.push_str(words);
        Span::new(start, self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PartKind, Place};
    use super::*;

    #[test]
    fn text_and_parts_agree() {
        let mut build = Build::default();
        build.part(PartKind::Heading, 1, Some(1), " Water ");
        build.part(PartKind::Paragraph, 0, Some(1), "The council has\npromised to");
        build.more(Some(2), None, "report on it.");
        build.part(PartKind::Paragraph, 0, Some(2), " ");
        build.part(PartKind::TableRow, 0, Some(2), "2009\t40");
        build.part(PartKind::TableRow, 0, Some(2), "2010\t41");
        let (text, layout) = build.finish();
        assert_eq!(text, "Water\n\nThe council has\npromised to\nreport on it.\n\n2009\t40\n2010\t41");
        assert_eq!(Layout::new(layout.parts().to_vec(), &text).as_ref(), Ok(&layout));
        let numbers: Vec<u32> = layout.parts().iter().map(|p| p.paragraph).collect();
        assert_eq!(numbers, [1, 2, 2, 3, 4]);
        let at = |words: &str| layout.place(text.find(words).unwrap() as u32);
        assert_eq!(at("promised"), Place { page: Some(1), paragraph: Some(2) });
        assert_eq!(at("report"), Place { page: Some(2), paragraph: Some(2) });
        assert_eq!((layout.place(6), layout.pages()), (Place::default(), Some(2)));
        let mut twisted = layout.parts().to_vec();
        twisted.swap(0, 1);
        assert!(Layout::new(twisted, &text).is_err());
    }
}
