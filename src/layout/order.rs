//! Positioned words to text in reading order.

use super::cut::{Leaf, columns};
use super::furniture::furniture;
use super::line::{Line, lines};
use super::marks::caption;
use super::paragraphs::{Column, Paragraph, Row, Usual, around, continues};
use super::word::{Page, PlacedWord, check, middle_of};
use super::{Build, LaidText, PartKind};
use crate::error::Error;

/// The most words of a text: more would not fit its offsets.
const MOST: usize = 1 << 28;

/// Puts words into reading order by their places alone: columns, headings across them, tables, captions, notes, running
/// heads; sentences go on from column to column and from page to page. The order of the words given is no matter, but where
/// two stand at one place.
///
/// # Errors
/// When a place is no number, a box has its edges the wrong way round, or there are too many words; the message names the row.
pub fn order(words: &[PlacedWord<'_>]) -> Result<LaidText, Error> {
    if words.len() > MOST {
        return Err(Error::limit(format!("{} words are over the limit of {MOST}", words.len())));
    }
    check(words)?;
    let mut pages = Page::all(words);
    let asides: Vec<Vec<u32>> = pages.iter().map(sideways).collect();
    let found = furniture(&pages);
    let mut laid: Vec<Sheet<'_, '_>> = Vec::with_capacity(pages.len());
    for ((page, aside), (heads, rest)) in pages.iter_mut().zip(asides).zip(found) {
        let rest = rest.into_iter().filter(|w| aside.binary_search(w).is_err()).collect();
        let columns = columns(page, rest).iter().flat_map(|leaf| stretches(page, leaf)).collect();
        let mut heads: Vec<Line<'_, '_>> = heads.iter().flat_map(|head| lines(page, head)).collect();
        heads.extend(lines(page, &aside));
        laid.push(Sheet { page: page.number, space: page.space, columns, heads });
    }
    let usual = usual(&laid);
    let mut all: Vec<Paragraph> = Vec::new();
    for sheet in &laid {
        sheet.add_to(&mut all, usual);
    }
    // What came again and again stands behind the text, page by page.
    all.extend(laid.iter().flat_map(Sheet::furniture));
    Ok(written(all))
}

/// Words that run up the page.
fn sideways(page: &Page<'_, '_>) -> Vec<u32> {
    let up = |i: &u32| page.words[*i as usize].is_sideways(page.height);
    (0..page.words.len() as u32).filter(up).collect()
}

/// A column as lines; of what was cut out as a table, the lines above and below that are none of its rows stand apart.
fn stretches<'w, 't>(page: &Page<'w, 't>, leaf: &Leaf) -> Vec<(Vec<Line<'w, 't>>, bool)> {
    let mut lines = lines(page, &leaf.words);
    let Some(x) = leaf.table else { return vec![(lines, false)] };
    let sides = |l: &Line<'_, '_>| (l.x0 < x, l.x1 > x);
    let both = |l: &Line<'_, '_>| sides(l) == (true, true);
    let (Some(mut first), Some(mut last)) = (lines.iter().position(both), lines.iter().rposition(both))
    else {
        return vec![(lines, false)];
    };
    let near = |above: &Line<'_, '_>, below: &Line<'_, '_>| {
        below.y0 - above.y1 < page.height * 0.6 && (above.size - below.size).abs() < below.size * 0.15
    };
    while first > 0 && !sides(&lines[first - 1]).0 && near(&lines[first - 1], &lines[first]) {
        first -= 1;
    }
    // What goes on below a row stands as close to it as lines of one cell do.
    let close = |i: usize| {
        let white = |k: usize| lines[k].y0 - lines[k - 1].y1;
        let least = (first + 1..i).map(white).fold(f32::MAX, f32::min);
        near(&lines[i - 1], &lines[i]) && white(i) < least + page.height * 0.12
    };
    while last + 1 < lines.len() && close(last + 1) && !caption(&lines[last + 1].text()) {
        last += 1;
    }
    let below = lines.split_off(last + 1);
    let rows = lines.split_off(first);
    let parts = [(lines, false), (rows, true), (below, false)];
    parts.into_iter().filter(|(lines, _)| !lines.is_empty()).collect()
}

/// A page in columns.
struct Sheet<'w, 't> {
    page: u32,
    space: f32,
    /// The lines of each column, or of a table.
    columns: Vec<(Vec<Line<'w, 't>>, bool)>,
    heads: Vec<Line<'w, 't>>,
}

impl Sheet<'_, '_> {
    /// Adds its paragraphs; the first of a column may go on from the last of the one before.
    fn add_to(&self, all: &mut Vec<Paragraph>, usual: Usual) {
        for (number, (lines, table)) in self.columns.iter().enumerate() {
            let column = Column { page: self.page, number: number as u32, space: self.space, lines };
            if *table {
                all.extend(column.table());
                continue;
            }
            for paragraph in column.paragraphs(usual) {
                let open = if paragraph.first { open(all) } else { None };
                match open.filter(|&i| continues(&all[i], &paragraph)) {
                    Some(i) => {
                        all[i].full = paragraph.full;
                        all[i].rows.extend(paragraph.rows);
                    }
                    None => all.push(paragraph),
                }
            }
        }
    }

    fn furniture(&self) -> impl Iterator<Item = Paragraph> + '_ {
        self.heads.iter().map(|head| {
            let row = Row { page: self.page, column: u32::MAX, bounds: head.bounds(), text: head.text() };
            let kind = PartKind::Furniture;
            let (first, full, indented) = (false, false, false);
            Paragraph { kind, size: head.size, rows: vec![row], first, full, indented }
        })
    }
}

/// The last paragraph of the text itself, behind which only notes, furniture, captions and tables may stand.
fn open(all: &[Paragraph]) -> Option<usize> {
    let passed = |kind: PartKind| {
        matches!(kind, PartKind::Footnote | PartKind::Furniture | PartKind::Caption | PartKind::TableRow)
    };
    all.iter().rposition(|p| !passed(p.kind))
}

/// Size and pitch of the type that most characters are set in.
fn usual(sheets: &[Sheet<'_, '_>]) -> Usual {
    let mut sizes: Vec<(f32, usize)> = Vec::new();
    let mut steps: Vec<f32> = Vec::new();
    for (lines, _) in sheets.iter().flat_map(|s| &s.columns) {
        for line in lines {
            sizes.push((line.size, line.words.iter().map(|w| w.text.len()).sum()));
        }
        let step = |pair: &[Line<'_, '_>]| (pair[1].y1 - pair[0].y1) / pair[0].size.max(1e-3);
        steps.extend(lines.windows(2).map(step).filter(|s| (0.5..2.0).contains(s)));
    }
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|s| s.1).sum::<usize>() / 2;
    let mut sum = 0;
    let middle = sizes.iter().find(|s| {
        sum += s.1;
        sum >= half
    });
    Usual { size: middle.map_or(1.0, |s| s.0), pitch: middle_of(&mut steps).unwrap_or(1.2) }
}

/// Paragraphs as text with its layout.
fn written(all: Vec<Paragraph>) -> LaidText {
    let mut ranks: Vec<i32> =
        all.iter().filter(|p| p.kind == PartKind::Heading).map(|p| (p.size * 2.0) as i32).collect();
    ranks.sort_unstable_by(|a, b| b.cmp(a));
    ranks.dedup();
    let mut build = Build::default();
    for paragraph in all {
        let level = match paragraph.kind {
            PartKind::Heading => ranks
                .iter()
                .position(|&r| r == (paragraph.size * 2.0) as i32)
                .map_or(1, |i| i.min(5) as u8 + 1),
            PartKind::ListItem => 1,
            _ => 0,
        };
        let parts = paragraph.rows.chunk_by(|a, b| (a.page, a.column) == (b.page, b.column));
        for (i, rows) in parts.enumerate() {
            let bounds = rows.iter().map(|r| r.bounds).reduce(around);
            let lines: Vec<&str> = rows.iter().map(|r| r.text.as_str()).collect();
            let (page, words) = (Some(rows[0].page), lines.join("\n"));
            if i == 0 {
                build.placed(paragraph.kind, level, page, bounds, &words);
            } else {
                build.more(page, bounds, &words);
            }
        }
    }
    let (text, layout) = build.finish();
    LaidText { text, layout, ..LaidText::default() }
}
