//! Tables: told from columns of prose, and put into rows of cells.

use super::line::Line;
use super::word::{PlacedWord, middle_of, share_of};

/// Lines that the cells of a table have at most, on the average.
const LONGEST: usize = 8;

/// What stands on one side of a strip: its lines, and its words in each.
#[derive(Debug, Default)]
pub(super) struct Flank {
    /// The middles of its lines.
    pub(super) rows: Vec<f32>,
    /// Those of them that come near to the strip.
    pub(super) near: usize,
    /// Words next to the strip, up to the next wide gap.
    pub(super) words: usize,
    /// Of these, with a digit.
    pub(super) figures: usize,
    /// Of these, marks of items.
    pub(super) marks: usize,
    /// How wide the words next to the strip stand in each line near it.
    pub(super) widths: Vec<f32>,
    /// How far from the strip its lines stay, but for a few.
    pub(super) edge: f32,
}

impl Flank {
    fn words_in_a_row(&self) -> f32 {
        self.words as f32 / self.near.max(1) as f32
    }

    /// Most of its lines are as wide as each other, of several words each, one below the other: long words in a narrow
    /// column.
    fn is_filled(&self) -> bool {
        let widest = share_of(&mut self.widths.clone(), 0.9).unwrap_or(0.0);
        let full = self.widths.iter().filter(|w| **w > widest * 0.85).count();
        let step =
            middle_of(&mut self.rows.windows(2).map(|r| r[1] - r[0]).collect::<Vec<_>>()).unwrap_or(0.0);
        let holes = self.rows.windows(2).filter(|r| r[1] - r[0] > step * 1.6).count();
        self.near >= 6 && full * 3 >= self.near * 2 && holes * 6 < self.near && self.words_in_a_row() > 1.7
    }

    /// Whether it has a line at some height.
    fn is_level(&self, y: f32, height: f32) -> bool {
        let at = self.rows.partition_point(|d| *d < y - height * 0.35);
        self.rows.get(at).is_some_and(|d| *d < y + height * 0.35)
    }
}

/// Whether what stands on both sides of a strip is to be read across: short cells side by side, or cells of several lines
/// that begin at one height again and again.
pub(super) fn is_table(left: &Flank, right: &Flank, height: f32) -> bool {
    let (sparse, dense) = if left.rows.len() <= right.rows.len() { (left, right) } else { (right, left) };
    let short = [left, right].iter().any(|f| f.words_in_a_row() < 2.6 && !f.is_filled());
    let level = sparse.rows.iter().filter(|y| dense.is_level(**y, height)).count();
    let figures = |f: &Flank| f.near >= 3 && f.figures * 10 >= f.words * 7;
    if short && (figures(left) || figures(right)) {
        return true;
    }
    if sparse.rows.len() < 2 || level * 10 < sparse.rows.len() * 8 {
        return false;
    }
    if short {
        return true;
    }
    let mut steps: Vec<f32> = dense.rows.windows(2).map(|r| r[1] - r[0]).collect();
    let Some(step) = middle_of(&mut steps) else { return false };
    // Holes in a sparse side: its few lines begin anew beside the other's many.
    let hole = |r: &&[f32]| r[1] - r[0] > step * 1.6;
    let holes = sparse.rows.windows(2).filter(hole).count();
    if holes >= 3 && sparse.rows.len() * 2 <= dense.rows.len() && sparse.words_in_a_row() < 5.0 {
        return true;
    }
    // Typesetters are exact, scans are not.
    let mut off: Vec<f32> = steps.iter().map(|s| (s - step).abs()).collect();
    let wider = (middle_of(&mut off).unwrap_or(0.0) * 4.0).clamp(height * 0.08, height * 0.5);
    // Nearly all breaks of the dense side go on across the other, and lines begin at one height below each: columns of
    // prose break where they like.
    let breaks = |rows: &[f32]| -> Vec<f32> {
        rows.windows(2).filter(|r| r[1] - r[0] > step + wider).map(|r| r[1]).collect()
    };
    let mut all: Vec<f32> = left.rows.iter().chain(&right.rows).copied().collect();
    all.sort_by(f32::total_cmp);
    all.dedup_by(|b, a| *b - *a < height * 0.5);
    let across = breaks(&all);
    let both = across.iter().filter(|y| left.is_level(**y, height) && right.is_level(**y, height)).count();
    // Cells are shorter than paragraphs.
    both >= 3 && both * 10 >= breaks(&dense.rows).len() * 7 && all.len() <= (across.len() + 1) * LONGEST
}

/// The lines of a table as rows of cells; each cell may have words of several lines.
pub(super) fn rows<'l, 'w, 't>(
    lines: &'l [Line<'w, 't>],
    space: f32,
) -> Vec<(Vec<&'l Line<'w, 't>>, Vec<Vec<&'w PlacedWord<'t>>>)> {
    let edges = edges(lines, space);
    let cell_of = |word: &PlacedWord<'_>| {
        let middle = f32::midpoint(word.x0, word.x1);
        edges.partition_point(|e| *e < middle)
    };
    let filled: Vec<Vec<bool>> = lines
        .iter()
        .map(|line| {
            let mut has = vec![false; edges.len() + 1];
            line.words.iter().for_each(|w| has[cell_of(w)] = true);
            has
        })
        .collect();
    // The white above each line, and the least that tells a new row.
    let white = |i: usize| lines[i].y0 - lines[i - 1].y1;
    let mut whites: Vec<f32> = (1..lines.len()).map(white).collect();
    whites.sort_by(f32::total_cmp);
    let size = middle_of(&mut lines.iter().map(|l| l.size).collect::<Vec<_>>()).unwrap_or(1.0);
    let jump = |w: &&[f32]| w[1] - w[0] > size * 0.07;
    let parted = whites[whites.len() / 5..].windows(2).find(jump).map(|w| f32::midpoint(w[0], w[1]));
    let mut out: Vec<(Vec<&Line<'_, '_>>, Vec<Vec<&PlacedWord<'_>>>)> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let goes_on = i > 0 && {
            // Heads of several lines, the last of which names the first column.
            let head = out.len() == 1 && !filled[i - 1][0] && white(i) < line.size * 0.5;
            let fewer = filled[i].iter().zip(&filled[i - 1]).any(|(here, above)| *above && !*here);
            head || match parted {
                Some(least) => white(i) < least && (fewer || !filled[i][0] || is_prose(lines, &filled, i)),
                None => !filled[i][0] && fewer,
            }
        };
        if !goes_on || out.is_empty() {
            out.push((Vec::new(), vec![Vec::new(); edges.len() + 1]));
        }
        if let Some((from, cells)) = out.last_mut() {
            from.push(line);
            line.words.iter().for_each(|w| cells[cell_of(w)].push(w));
        }
    }
    out
}

/// All cells go on: each has several words on both lines.
fn is_prose(lines: &[Line<'_, '_>], filled: &[Vec<bool>], i: usize) -> bool {
    let cells = |i: usize| filled[i].iter().filter(|f| **f).count();
    let words = lines[i].words.len().min(lines[i - 1].words.len());
    filled[i] == filled[i - 1] && words >= cells(i) * 2
}

/// Where the columns of a table are parted: strips that no line crosses.
fn edges(lines: &[Line<'_, '_>], space: f32) -> Vec<f32> {
    let mut words: Vec<(f32, f32)> =
        lines.iter().flat_map(|l| l.words.iter().map(|w| (w.x0, w.x1))).collect();
    words.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out = Vec::new();
    let Some(&(_, mut reach)) = words.first() else { return out };
    for (x0, x1) in words {
        if x0 - reach > space * 1.2 {
            out.push(f32::midpoint(reach, x0));
        }
        reach = reach.max(x1);
    }
    out
}
