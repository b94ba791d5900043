//! Lines of a column to paragraphs, headings, items, rows and notes.

use super::PartKind;
use super::line::{Line, write_words};
use super::marks::{caption, goes_on, is_cut, item, note, stops};
use super::table;
use super::word::{PlacedWord, middle_of, share_of};

/// What is usual in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usual {
    /// The size of the type that most of it is set in.
    pub(super) size: f32,
    /// From line to line, in sizes of type.
    pub(super) pitch: f32,
}

/// A line of a paragraph, as written.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) page: u32,
    pub(super) column: u32,
    pub(super) bounds: [f32; 4],
    pub(super) text: String,
}

/// Lines that belong together.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    pub(super) kind: PartKind,
    pub(super) size: f32,
    pub(super) rows: Vec<Row>,
    /// Stands first in its column, notes and captions left out.
    pub(super) first: bool,
    /// Its last line reaches as far as the others of its column.
    pub(super) full: bool,
    /// Its first line stands farther right than its column.
    pub(super) indented: bool,
}

/// One column of a page: its lines and its edges.
pub(super) struct Column<'l, 'w, 't> {
    pub(super) page: u32,
    pub(super) number: u32,
    pub(super) space: f32,
    pub(super) lines: &'l [Line<'w, 't>],
}

/// Edges and pitch of a column.
struct Frame {
    left: f32,
    right: f32,
    pitch: f32,
}

impl Column<'_, '_, '_> {
    fn frame(&self, usual: Usual) -> Frame {
        let mut lefts: Vec<f32> = self.lines.iter().map(|l| l.x0).collect();
        let mut rights: Vec<f32> = self.lines.iter().map(|l| l.x1).collect();
        let pitch = |pair: &[Line<'_, '_>]| {
            let (above, below) = (&pair[0], &pair[1]);
            let size = above.size.max(below.size).max(1e-3);
            let step = (below.y1 - above.y1) / size;
            let alike = above.size.min(below.size) > size * 0.88;
            (alike && step > 0.3 && step < 3.0).then_some(step)
        };
        let mut steps: Vec<f32> = self.lines.windows(2).filter_map(pitch).collect();
        let own = if steps.len() >= 5 { share_of(&mut steps, 0.4) } else { None };
        Frame {
            left: share_of(&mut lefts, 0.15).unwrap_or(0.0),
            right: share_of(&mut rights, 0.9).unwrap_or(0.0),
            pitch: own.unwrap_or(usual.pitch),
        }
    }

    /// The paragraphs of the column, from above.
    pub(super) fn paragraphs(&self, usual: Usual) -> Vec<Paragraph> {
        let frame = self.frame(usual);
        let rows = self.rows_of_tables();
        let texts: Vec<String> = self.lines.iter().map(Line::text).collect();
        let mut out: Vec<Paragraph> = Vec::new();
        let mut start = 0;
        for i in 1..=self.lines.len() {
            if i == self.lines.len() || self.breaks(&frame, &texts, &rows, start, i) {
                out.push(self.paragraph(&frame, usual, &texts, &rows, start, i));
                start = i;
            }
        }
        self.mark_notes(usual, &mut out);
        let aside = |k: PartKind| matches!(k, PartKind::Footnote | PartKind::Caption | PartKind::Furniture);
        if let Some(first) = out.iter_mut().find(|p| !aside(p.kind)) {
            first.first = true;
        }
        out
    }

    /// The rows of the table that it is.
    pub(super) fn table(&self) -> Vec<Paragraph> {
        let row = |(lines, cells): (Vec<&Line<'_, '_>>, Vec<Vec<&PlacedWord<'_>>>)| {
            let cell = |words: &Vec<&PlacedWord<'_>>| {
                let mut text = String::new();
                write_words(words, &mut text, |_, _| false);
                text
            };
            let cells: Vec<String> = cells.iter().map(cell).filter(|c| !c.is_empty()).collect();
            let bounds = lines.iter().map(|l| l.bounds()).reduce(around).unwrap_or_default();
            let text = cells.join("\t");
            let row = Row { page: self.page, column: self.number, bounds, text };
            let size = lines.first().map_or(0.0, |l| l.size);
            let (kind, first, full, indented) = (PartKind::TableRow, false, false, false);
            Paragraph { kind, size, rows: vec![row], first, full, indented }
        };
        table::rows(self.lines, self.space).into_iter().map(row).collect()
    }

    /// Whether line `i` begins a new paragraph, after one that began with line `start`.
    fn breaks(&self, frame: &Frame, texts: &[String], rows: &[bool], start: usize, i: usize) -> bool {
        let (above, here) = (&self.lines[i - 1], &self.lines[i]);
        let (size, least) = (above.size.max(here.size), above.size.min(here.size));
        if rows[i] || rows[i - 1] {
            return true;
        }
        let step = (here.y1 - above.y1) / size.max(1e-3);
        if least < size * 0.88 || step > frame.pitch * 1.3 {
            // Boxes as high as their letters make a line of few words look smaller than it is, but never larger.
            let short = if above.size < here.size { above } else { here }.words.len() < 3;
            return step > frame.pitch * 1.3 || !short || least < size * 0.7;
        }
        let (left, right) = (texts[i - 1].as_str(), texts[i].as_str());
        let first = here.words.first().map_or(0.0, |w| w.x1 - w.x0);
        let room = frame.right - above.x1 - self.space - first;
        let ended = stops(left);
        match item(right) {
            Some(true) => return true,
            Some(false) if ended || room > size => {
                let opens = item(&texts[start]).is_some() || room > 0.0 || left.ends_with([':', ';']);
                if opens && !(is_cut(left) && !ended) {
                    return true;
                }
            }
            _ => {}
        }
        let listed = item(&texts[start]).is_some();
        let shift = here.x0 - above.x0;
        if listed {
            // An item hangs from its mark; what stands under the mark again is no part of it.
            let home = self.lines[start].x0;
            let hangs = self.lines[start + 1..i].iter().any(|l| l.x0 > home + size * 0.4);
            return (hangs && here.x0 < home + size * 0.3) || (ended && room > size * 2.0);
        }
        let next = self.lines.get(i + 1);
        let indent =
            shift > size * 0.6 && shift < size * 6.0 && next.is_none_or(|n| n.x0 < here.x0 - size * 0.4);
        if indent && !goes_on(right) && (above.x0 - frame.left).abs() < size * 0.6 {
            return true;
        }
        if room > size * 1.2 && !goes_on(right) && !is_cut(left) {
            // The next word would have had room.
            let wide = frame.right - frame.left;
            return ended || room > wide * 0.2;
        }
        false
    }

    fn paragraph(
        &self,
        frame: &Frame,
        usual: Usual,
        texts: &[String],
        rows: &[bool],
        start: usize,
        end: usize,
    ) -> Paragraph {
        let lines = &self.lines[start..end];
        let mut sizes: Vec<f32> = lines.iter().map(|l| l.size).collect();
        let size = middle_of(&mut sizes).unwrap_or(0.0);
        let length: usize = texts[start..end].iter().map(String::len).sum();
        let last = &lines[lines.len() - 1];
        let kind = if rows[start] {
            PartKind::TableRow
        } else if caption(&texts[start]) && lines.len() <= 6 {
            PartKind::Caption
        } else if item(&texts[start]) == Some(true) {
            PartKind::ListItem
        } else if size > usual.size * 1.1 && lines.len() <= 4 && length < 250 {
            PartKind::Heading
        } else {
            PartKind::Paragraph
        };
        let wide = size.max(usual.size) * 2.0;
        let parted =
            |from: f32, to: f32| rows[start] && to - from > wide.min(last.size * 1.2).max(self.space * 2.5);
        let row = |i: usize| {
            let mut text = String::new();
            write_words(&self.lines[i].words, &mut text, parted);
            Row { page: self.page, column: self.number, bounds: self.lines[i].bounds(), text }
        };
        Paragraph {
            kind,
            size,
            rows: (start..end).map(row).collect(),
            first: false,
            full: last.x1 > frame.right - (frame.right - frame.left) * 0.2,
            indented: lines.len() > 1 && lines[0].x0 > lines[1].x0 + size * 0.6,
        }
    }

    /// Small type at the foot of the column, from the first mark of a note on.
    fn mark_notes(&self, usual: Usual, paragraphs: &mut [Paragraph]) {
        let small = |p: &Paragraph| {
            p.size < usual.size * 0.92 && matches!(p.kind, PartKind::Paragraph | PartKind::ListItem)
        };
        let foot = paragraphs.iter().rposition(|p| !small(p)).map_or(0, |i| i + 1);
        let opens = |p: &Paragraph| p.rows.first().is_some_and(|r| note(&r.text));
        let Some(from) = paragraphs[foot..].iter().position(opens) else { return };
        for paragraph in &mut paragraphs[foot + from..] {
            paragraph.kind = PartKind::Footnote;
        }
    }

    /// Lines whose wide gaps stand above each other are rows of a table.
    fn rows_of_tables(&self) -> Vec<bool> {
        let gaps: Vec<Vec<(f32, f32)>> = self
            .lines
            .iter()
            .map(|line| {
                let wide = (line.size * 1.2).max(self.space * 3.0);
                let pairs = line.words.windows(2).map(|w| (w[0].x1, w[1].x0));
                pairs.filter(|(from, to)| to - from > wide).collect()
            })
            .collect();
        let shared = |a: &[(f32, f32)], b: &[(f32, f32)]| {
            a.iter().any(|x| b.iter().any(|y| x.0.max(y.0) + self.space < x.1.min(y.1)))
        };
        // A mark and its item are no cells.
        let cells =
            |i: usize| !gaps[i].is_empty() && !(gaps[i].len() == 1 && item(&self.lines[i].text()).is_some());
        (0..self.lines.len())
            .map(|i| {
                let with = |k: usize| cells(k) && shared(&gaps[i], &gaps[k]);
                cells(i) && (i > 0 && with(i - 1) || i + 1 < gaps.len() && with(i + 1))
            })
            .collect()
    }
}

/// The box around two.
pub(super) fn around(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Whether a paragraph goes on in the first one of a later column.
pub(super) fn continues(above: &Paragraph, below: &Paragraph) -> bool {
    let running =
        |p: &Paragraph| matches!(p.kind, PartKind::Paragraph | PartKind::ListItem | PartKind::Quote);
    let notes = above.kind == PartKind::Footnote && below.kind == PartKind::Footnote;
    if !running(above) && !notes || below.kind != PartKind::Paragraph && !notes {
        return false;
    }
    let (Some(last), Some(next)) = (above.rows.last(), below.rows.first()) else { return false };
    let alike = above.size.min(below.size) > above.size.max(below.size) * 0.88;
    if !alike || stops(&last.text) || item(&next.text).is_some() || notes && note(&next.text) {
        return false;
    }
    is_cut(&last.text) || goes_on(&next.text) || (above.full && !below.indented)
}
