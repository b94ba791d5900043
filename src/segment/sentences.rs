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
        let mut piece = |from: usize, to: usize| {
            let mut from = from;
            let mut stops = Stops::new(clean, from, to, lexicon);
            while let Some((close, next)) = stops.next() {
                out.push(Sentence { span: Span::new(from, close), block: index as u32 });
                from = next;
            }
            out.push(Sentence { span: Span::new(from, to), block: index as u32 });
        };
        items(clean, start, end, |close, next| {
            piece(start, close);
            start = next;
        });
        piece(start, end);
    }
    out
}

/// A list that runs on inside one block (`1) The first 2) The second`): calls `cut` with the end of each item but
/// the last, and the start of the next.
fn items(text: &str, start: usize, end: usize, mut cut: impl FnMut(usize, usize)) {
    // A dash or an asterisk stands in running text too often.
    let opens = |m: &Mark| match m.style {
        Style::Bullet(c) => !"-–—*·".contains(c),
        Style::Count(..) => m.number == 1,
    };
    let Some(mut open) = mark(&text[start..end]).filter(opens) else { return };
    let mut at = start + open.len;
    while let Some(gap) = text[at..end].find(char::is_whitespace) {
        let close = at + gap;
        let next = skip_white(text, close, end);
        if let Some(item) = mark(&text[next..end])
            && item.style == open.style
            && (item.number == 0 || item.number == open.number + 1)
            && close > at
        {
            open = item;
            cut(close, next);
        }
        at = next;
    }
}
