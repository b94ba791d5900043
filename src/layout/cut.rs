//! A page to columns, by recursive cuts along its white gutters.
//!
//! A gutter is a strip without words that stands beside lines of text on both sides. It is cut at its upper and lower end
//! too: what crosses it there, as a title or a wide figure, comes before or after the columns.

use super::marks::item;
use super::table::{Flank, is_table};
use super::word::{Page, PlacedWord, share_of};

/// Cuts deeper than this are no page any more.
const DEEPEST: usize = 40;

/// Strips of one region that are looked at.
const STRIPS: usize = 6;

/// Heights of type in one window, and the most windows of a region.
const WINDOW: f32 = 12.0;
const MOST_WINDOWS: usize = 12;

/// A line farther from a strip than this, in heights of type, does not stand beside it.
const FAR: f32 = 5.0;

/// Bands of the histogram in one height of type.
const FINE: f32 = 4.0;

/// A column of a page, or a table.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Numbers of the page's words.
    pub(super) words: Vec<u32>,
    /// A gap between two columns of the table that it is.
    pub(super) table: Option<f32>,
}

/// The columns of a page in reading order.
pub(super) fn columns(page: &Page<'_, '_>, mut words: Vec<u32>) -> Vec<Leaf> {
    words.sort_by(|&a, &b| page.words[a as usize].middle().total_cmp(&page.words[b as usize].middle()));
    let mut out = Vec::new();
    let mut open = vec![(words, None, 0)];
    while let Some((region, table, depth)) = open.pop() {
        if region.is_empty() {
            continue;
        }
        let found = (depth < DEEPEST && table.is_none()).then(|| gutter(page, &region)).flatten();
        match found {
            None => out.push(Leaf { words: region, table }),
            Some(gutter) => {
                let mut parts: [Vec<u32>; 4] = Default::default();
                for &i in &region {
                    parts[gutter.side(page, i) as usize].push(i);
                }
                let table = gutter.table.then_some(gutter.x);
                if table.is_some() {
                    let right = std::mem::take(&mut parts[Side::Right as usize]);
                    parts[Side::Left as usize].extend(right);
                }
                let inner = [None, table, None, None];
                open.extend(parts.into_iter().zip(inner).rev().map(|(part, table)| (part, table, depth + 1)));
            }
        }
    }
    out
}

/// A white strip between two columns.
#[derive(Clone, Copy, Debug)]
struct Gutter {
    x: f32,
    top: f32,
    foot: f32,
    worth: f32,
    /// Between columns of a table, which are read across.
    table: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Above = 0,
    Left = 1,
    Right = 2,
    Below = 3,
}

impl Gutter {
    fn side(&self, page: &Page<'_, '_>, word: u32) -> Side {
        let word = page.words[word as usize];
        let middle = word.middle();
        if middle < self.top {
            Side::Above
        } else if middle > self.foot {
            Side::Below
        } else if f32::midpoint(word.x0, word.x1) < self.x {
            Side::Left
        } else {
            Side::Right
        }
    }
}

/// The best gutter of a region, if it has one.
fn gutter(page: &Page<'_, '_>, region: &[u32]) -> Option<Gutter> {
    if region.len() < 4 {
        return None;
    }
    let mut best: Option<Gutter> = None;
    let mut seen: Vec<(f32, f32, f32)> = Vec::new();
    for window in windows(page, region) {
        let middle = page.words[window[window.len() / 2] as usize].middle();
        for x in strips(page, window) {
            let (top, foot) = free(page, region, x, middle);
            let known = |s: &(f32, f32, f32)| (s.0 - x).abs() < page.space && s.1 == top && s.2 == foot;
            if seen.iter().any(known) {
                continue;
            }
            seen.push((x, top, foot));
            let found = measure(page, region, x, top, foot);
            if let Some(found) = found.filter(|f| best.is_none_or(|b| f.worth > b.worth)) {
                best = Some(found);
            }
        }
    }
    best
}

/// The whole region, then its parts from above: a table is short beside the column that it stands in. The region is in the
/// order of its lines.
fn windows<'r>(page: &Page<'_, '_>, region: &'r [u32]) -> Vec<&'r [u32]> {
    let middle = |i: usize| page.words[region[i] as usize].middle();
    let (top, foot) = (middle(0), middle(region.len() - 1));
    let count = (((foot - top) / (page.height * WINDOW)) as usize).min(MOST_WINDOWS);
    let mut out = vec![region];
    if count < 2 {
        return out;
    }
    let step = (foot - top) / count as f32;
    let from = |y: f32| region.partition_point(|&i| page.words[i as usize].middle() < y);
    for half in 0..count * 2 - 1 {
        let y = top + step * 0.5 * half as f32;
        let part = &region[from(y)..from(y + step)];
        if part.len() >= 4 {
            out.push(part);
        }
    }
    out
}

/// Where few words stand above each other: places for gutters, the emptiest first.
fn strips(page: &Page<'_, '_>, region: &[u32]) -> Vec<f32> {
    let words = || region.iter().map(|&i| page.words[i as usize]);
    let (left, right) = words().fold((f32::MAX, f32::MIN), |(l, r), w| (l.min(w.x0), r.max(w.x1)));
    let step = page.height / FINE;
    let count = (((right - left) / step) as usize).clamp(1, 4096);
    let step = (right - left) / count as f32;
    if step <= 0.0 {
        return Vec::new();
    }
    let bin = |x: f32| (((x - left) / step) as usize).min(count - 1);
    let mut rises = vec![0.0_f32; count + 1];
    for word in words() {
        // A band counts as covered where the word holds its middle.
        let (from, to) = (bin(word.x0 + step * 0.5), bin((word.x1 - step * 0.5).max(word.x0)));
        rises[from] += word.height();
        rises[to + 1] -= word.height();
    }
    let mut covered = Vec::with_capacity(count);
    let mut sum = 0.0;
    for rise in &rises[..count] {
        sum += rise;
        covered.push(sum);
    }
    let usual = share_of(&mut covered.clone(), 0.7).unwrap_or(0.0);
    let low = usual * 0.5;
    let mut found: Vec<(f32, f32)> = Vec::new();
    let mut at = 0;
    while at < count {
        if covered[at] > low {
            at += 1;
            continue;
        }
        let end = at + covered[at..].iter().take_while(|&&c| c <= low).count();
        // Its emptiest bands; of these, the widest run.
        let least = covered[at..end].iter().copied().fold(f32::MAX, f32::min) + page.height * 0.5;
        let (mut run, mut widest) = (at, (at, 0));
        for i in at..=end {
            if i == end || covered[i] > least {
                if i - run > widest.1 {
                    widest = (run, i - run);
                }
                run = i + 1;
            }
        }
        if at > 0 && end < count {
            let x = left + (widest.0 as f32 + widest.1 as f32 * 0.5) * step;
            found.push((least / (widest.1 as f32).sqrt(), x));
        }
        at = end;
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    found.truncate(STRIPS);
    found.into_iter().map(|(_, x)| x).collect()
}

/// How far a line down the page goes without crossing a word, up and down from a height; nor a title whose words happen to
/// leave it a space.
fn free(page: &Page<'_, '_>, region: &[u32], x: f32, middle: f32) -> (f32, f32) {
    let (mut top, mut foot) = (f32::MIN, f32::MAX);
    let mut cross = |word: &PlacedWord<'_>| {
        // Lines whose boxes touch are told apart by their middles.
        let quarter = word.height() * 0.25;
        if word.middle() <= middle {
            top = top.max(word.y1 - quarter);
        } else {
            foot = foot.min(word.y0 + quarter);
        }
    };
    let (mut before, mut behind): (Option<&PlacedWord<'_>>, Option<&PlacedWord<'_>>) = (None, None);
    for word in region.iter().map(|&i| page.words[i as usize]) {
        if word.x0 < x && word.x1 > x {
            cross(word);
        } else if word.height() > page.height * 1.15 {
            let near = word.height() * 0.6;
            if word.x1 <= x && x - word.x1 < near {
                before = Some(word);
            } else if word.x0 >= x && word.x0 - x < near {
                behind = Some(word);
            }
            if let (Some(a), Some(b)) = (before, behind)
                && (a.middle() - b.middle()).abs() < page.height * 0.3
                && b.x0 - a.x1 < a.height().min(b.height()) * 0.6
            {
                cross(word);
                (before, behind) = (None, None);
            }
        }
    }
    (top, foot)
}

/// A word beside a strip: its middle, its distance from the strip, and its far edge.
#[derive(Clone, Copy)]
struct Beside {
    middle: f32,
    near: f32,
    far: f32,
    figure: bool,
    mark: bool,
}

/// The lines on one side of a strip, and of those near it the words up to the next wide gap.
fn flank(mut words: Vec<Beside>, height: f32) -> Flank {
    words.sort_by(|a, b| a.middle.total_cmp(&b.middle));
    let mut flank = Flank::default();
    let mut edges: Vec<f32> = Vec::new();
    let mut from = 0;
    while from < words.len() {
        let first = words[from].middle;
        let end = from + words[from..].iter().take_while(|w| w.middle - first < height * 0.5).count();
        let row = &mut words[from..end];
        row.sort_by(|a, b| a.near.total_cmp(&b.near));
        let (edge, mut reach) = (row[0].near, row[0].near);
        flank.rows.push(first);
        edges.push(edge);
        if edge < height * FAR {
            flank.near += 1;
            for word in row.iter() {
                if word.near - reach >= height * 1.5 {
                    break;
                }
                reach = reach.max(word.far);
                flank.words += 1;
                flank.figures += usize::from(word.figure);
                flank.marks += usize::from(word.mark);
            }
            flank.widths.push(reach - edge);
        }
        from = end;
    }
    // One line in twenty may reach into the gutter.
    flank.edge = share_of(&mut edges, 0.05).unwrap_or(0.0);
    flank
}

/// Whether a free stretch is a gutter, and how much it is worth.
fn measure(page: &Page<'_, '_>, region: &[u32], x: f32, top: f32, foot: f32) -> Option<Gutter> {
    let whole = (top, foot);
    let (top, foot) = trimmed(page, region, x, top, foot);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for &i in region {
        let word = page.words[i as usize];
        let middle = word.middle();
        if middle < top || middle > foot {
            continue;
        }
        let figure = word.text.bytes().any(|b| b.is_ascii_digit());
        let mark = item(&format!("{} ", word.text)).is_some();
        if word.x1 <= x {
            left.push(Beside { middle, near: x - word.x1, far: x - word.x0, figure, mark });
        } else if word.x0 >= x {
            right.push(Beside { middle, near: word.x0 - x, far: word.x1 - x, figure, mark });
        }
    }
    let (left, right) = (flank(left, page.height), flank(right, page.height));
    let least = left.rows.len().min(right.rows.len());
    let most = left.rows.len().max(right.rows.len());
    let width = right.edge + left.edge;
    let (h, s) = (page.height, page.space);
    let wide_enough = match least {
        0 => false,
        1 => most >= 4 && width > h.max(4.0 * s),
        2 | 3 => width > (0.9 * h).max(3.5 * s),
        4..=7 => width > (0.5 * h).max(2.0 * s),
        8..=14 => width > (0.3 * h).max(1.2 * s),
        _ => width > 0.9 * s,
    };
    // The marks of a list stand before their items.
    if !wide_enough || left.marks * 10 >= left.words * 7 {
        return None;
    }
    let worth = (least as f32 + 0.1 * most as f32) * (1.0 + (width / h).min(3.0));
    let x = x + (right.edge - left.edge) * 0.5;
    if is_table(&left, &right, h) {
        // Few lines of prose may leave a gap by chance.
        if least < 3 || (least < 6 && width < 1.5 * h) {
            return None;
        }
        // Columns come first; of the gaps in a table, the one that goes through most of its rows.
        let ((top, foot), worth) = (whole, most as f32 * 0.3 + least as f32 * 0.01);
        return Some(Gutter { x, top, foot, worth, table: true });
    }
    Some(Gutter { x, top, foot, worth, table: false })
}

/// A line or two at the upper or lower end, parted from the columns by a white band across both, are no part of them.
fn trimmed(page: &Page<'_, '_>, region: &[u32], x: f32, mut top: f32, mut foot: f32) -> (f32, f32) {
    let inside = |y: f32| y >= top && y <= foot;
    let mut words: Vec<_> =
        region.iter().map(|&i| page.words[i as usize]).filter(|w| inside(w.middle())).collect();
    words.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    // Bands of words without white across: their upper and lower edges, and the sides on which they have words.
    let mut bands: Vec<(f32, f32, bool, bool)> = Vec::new();
    for word in words {
        let (left, right) = (word.x1 <= x, word.x0 >= x);
        match bands.last_mut().filter(|b| word.y0 - b.1 < page.height * 0.8) {
            Some(band) => {
                *band = (band.0, band.1.max(word.y1), band.2 || left, band.3 || right);
            }
            None => bands.push((word.y0, word.y1, left, right)),
        }
    }
    let low = |band: &(f32, f32, bool, bool)| band.1 - band.0 < page.height * 2.6;
    // Rows of a table have white between them, too.
    if bands.iter().filter(|b| low(b)).count() > 4 {
        return (top, foot);
    }
    let mut rest = bands.as_slice();
    while let [first, next, ..] = rest
        && low(first)
        && first.3
    {
        top = f32::midpoint(first.1, next.0);
        rest = &rest[1..];
    }
    while let [.., next, last] = rest
        && low(last)
        && last.2
        && last.3
    {
        foot = f32::midpoint(next.1, last.0);
        rest = &rest[..rest.len() - 1];
    }
    (top, foot)
}
