//! Questions about the lines of a page that was wrapped at one width: which break off, which seem to have fallen.

use super::line::{End, Line, LineKind, ends, goes_on, titled};
use super::marks::mark;

/// The lines with the width of their page.
pub(super) struct Layout<'t> {
    pub(super) text: &'t str,
    pub(super) lines: &'t [Line],
    pub(super) width: u32,
    /// Lines with words before each line, and their places.
    before: Vec<u32>,
    filled: Vec<usize>,
}

impl<'t> Layout<'t> {
    pub(super) fn new(text: &'t str, lines: &'t [Line], width: u32) -> Self {
        let mut before = Vec::with_capacity(lines.len() + 1);
        let mut filled = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            before.push(filled.len() as u32);
            if line.kind != LineKind::Blank {
                filled.push(i);
            }
        }
        before.push(filled.len() as u32);
        Self { text, lines, width, before, filled }
    }

    /// The lines with words above one, the nearest first.
    pub(super) fn up(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        self.filled[..self.before[line] as usize].iter().rev().copied()
    }

    /// The lines with words below one, the nearest first.
    pub(super) fn down(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        self.filled[self.before[line + 1] as usize..].iter().copied()
    }

    /// All lines with words.
    pub(super) fn filled(&self) -> &[usize] {
        &self.filled
    }

    /// Its characters.
    pub(super) fn body(&self, line: usize) -> &str {
        self.lines[line].body(self.text)
    }

    /// No such line, or none with words.
    pub(super) fn blank(&self, line: Option<usize>) -> bool {
        line.and_then(|i| self.lines.get(i)).is_none_or(|l| l.kind == LineKind::Blank)
    }

    /// Lines with words between two.
    pub(super) fn words_between(&self, from: usize, to: usize) -> usize {
        (self.before[to] - self.before[from + 1]) as usize
    }

    /// The next word would have had room, and the sentence had not ended; or the line begins too late to be whole.
    pub(super) fn breaks_off(&self, i: usize) -> bool {
        let line = &self.lines[i];
        if line.kind == LineKind::Blank || line.width + 4 > self.width || line.width < 4 {
            return false;
        }
        let body = self.body(i);
        if marked_up(body) || mark(body).is_some() && line.width * 3 < self.width {
            return false;
        }
        if self.goes_alone(i) && (line.width * 2 < self.width || titled(body)) {
            return false;
        }
        match self.lines.get(i + 1).filter(|l| l.kind != LineKind::Blank) {
            Some(_) => line.width + 1 + first_width(self.body(i + 1)) + 1 < self.width,
            // The last line of a paragraph, but of no sentence.
            None => ends(body) == End::Open && (i > 0 && !self.blank(Some(i - 1)) || self.fallen_below(i)),
        }
    }

    /// A blank line and a short one come next.
    fn fallen_below(&self, i: usize) -> bool {
        (i + 2 < self.lines.len()) && self.may_have_fallen(i + 2)
    }

    /// Breaks off by so much that no ragged edge explains it, in the midst of a paragraph.
    pub(super) fn stops_short(&self, i: usize) -> bool {
        let next = self.lines.get(i + 1).filter(|l| l.kind != LineKind::Blank);
        next.is_some_and(|_| {
            self.lines[i].width + first_width(self.body(i + 1)) + self.width / 4 < self.width
                && goes_on(self.body(i + 1))
                && i > 0
                && !self.blank(Some(i - 1))
        })
    }

    /// Short, and no item, number, heading or end of a paragraph by its looks.
    pub(super) fn may_have_fallen(&self, i: usize) -> bool {
        let line = &self.lines[i];
        let body = self.body(i);
        if line.kind == LineKind::Blank || line.width * 5 > self.width * 3 || mark(body).is_some() {
            return false;
        }
        // Short because the next word, as a web address, is long.
        let next = self.lines.get(i + 1).filter(|l| l.kind != LineKind::Blank);
        if next.is_some_and(|_| line.width + 1 + first_width(self.body(i + 1)) > self.width)
            || marked_up(body)
        {
            return false;
        }
        let letters = body.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = body.chars().filter(|c| c.is_uppercase()).count();
        letters > 1 && capitals * 2 <= letters.max(2) && i > 0
    }

    /// Whether the sentence at the end of one line goes on in another.
    pub(super) fn reads_on(&self, above: usize, below: usize) -> bool {
        ends(self.body(above)) == End::Open && goes_on(self.body(below))
    }

    /// Width of the first word of the next line of the paragraph; wide where there is none.
    pub(super) fn next_width(&self, line: usize) -> u32 {
        let next = self.lines.get(line + 1).filter(|l| l.kind != LineKind::Blank);
        next.map_or(self.width, |_| first_width(self.body(line + 1)))
    }

    /// Stops short, or before a blank line.
    pub(super) fn torn_off(&self, target: usize) -> bool {
        self.stops_short(target) || self.blank(Some(target + 1))
    }

    /// A line that stands by itself between blank ones.
    pub(super) fn goes_alone(&self, line: usize) -> bool {
        self.blank(line.checked_sub(1)) && self.blank(Some(line + 1))
    }
}

/// Markdown, a row of a table, an address: no line of prose.
fn marked_up(body: &str) -> bool {
    body.starts_with(['#', '[', '*', '_', '>']) || ["|", "](", "**", "://"].iter().any(|m| body.contains(m))
}

fn first_width(line: &str) -> u32 {
    line.chars().take_while(|c| !c.is_whitespace()).count() as u32
}
