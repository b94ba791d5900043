//! Blocks to sentences.

use crate::lexicon::Lexicon;
use crate::segment::Block;
use crate::segment::stops::{Stops, skip_white};
use crate::span::Span;
use crate::text::{Mark, Style, Text, mark};

/// One sentence, or a heading or list item that stands for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where, without white space at the edges.
    pub span: Span,
    /// Index of the block that holds it.
    pub block: u32,
}

/// The sentences of all blocks, in order.
pub(crate) fn sentences(text: &Text, blocks: &[Block], lexicon: &Lexicon) -> Vec<Sentence> {
    let clean = text.clean();
    let mut out = Vec::with_capacity(clean.len() / 100);
    for (index, block) in blocks.iter().enumerate() {
        let (mut start, end) = (block.span.start as usize, block.span.end as usize);
        let mut push = |start: usize, end: usize| {
            out.push(Sentence { span: Span::new(start, end), block: index as u32 });
        };
        let mut items = Items::of(&clean[block.span.range()], start);
        let mut stops = Stops::new(clean, start, end, lexicon);
        while let Some((close, next)) = stops.next() {
            items.split(clean, close, |at, item| {
                push(start, at);
                start = item;
            });
            push(start, close);
            start = next;
        }
        items.split(clean, end, |at, item| {
            push(start, at);
            start = item;
        });
        push(start, end);
    }
    out
}

/// A list that runs on inside one block: `1) The first 2) The second`.
struct Items {
    open: Option<Mark>,
    at: usize,
}

impl Items {
    fn of(block: &str, start: usize) -> Self {
        // A dash or an asterisk stands in running text too often.
        let open = mark(block).filter(|m| match m.style {
            Style::Bullet(c) => !"-–—*·".contains(c),
            Style::Count(..) => m.number == 1,
        });
        Self { open, at: start + open.map_or(0, |m| m.len) }
    }

    /// Calls `cut` with the end of each item that is followed by another before `to`, and that one's start.
    fn split(&mut self, text: &str, to: usize, mut cut: impl FnMut(usize, usize)) {
        let Some(mut open) = self.open else { return };
        while self.at < to {
            let rest = &text[self.at..to];
            let Some(gap) = rest.find(char::is_whitespace) else { break };
            let end = self.at + gap;
            let next = skip_white(text, end, to);
            if let Some(item) = mark(&text[next..to]) {
                let follows =
                    item.style == open.style && (item.number == 0 || item.number == open.number + 1);
                if follows && end > self.at {
                    open = item;
                    self.open = Some(item);
                    cut(end, next);
                }
            }
            self.at = next.max(end + 1);
        }
        self.at = self.at.max(to);
    }
}
