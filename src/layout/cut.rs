//! A page to columns, by recursive cuts along its white gutters.
//!
//! A gutter is a strip without words that stands beside lines of text on both sides. It is cut at its upper and lower end
//! too: what crosses it there, as a title or a wide figure, comes before or after the columns.

use super::word::{Page, share_of};

/// Cuts deeper than this are no page any more.
const DEEPEST: usize = 40;

/// Strips of one region that are looked at.
const STRIPS: usize = 10;

/// Bands of the histogram in one height of type.
const FINE: f32 = 4.0;

/// The columns of a page in reading order, as numbers of its words.
pub(super) fn columns(page: &Page<'_, '_>, words: Vec<u32>) -> Vec<Vec<u32>> {
    let mut out = Vec::new();
    let mut open = vec![(words, 0)];
    while let Some((region, depth)) = open.pop() {
        if region.is_empty() {
            continue;
        }
        match (depth < DEEPEST).then(|| gutter(page, &region)).flatten() {
            None => out.push(region),
            Some(gutter) => {
                let mut parts: [Vec<u32>; 4] = Default::default();
                for &i in &region {
                    parts[gutter.side(page, i) as usize].push(i);
                }
                open.extend(parts.into_iter().rev().map(|part| (part, depth + 1)));
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
    for x in strips(page, region) {
        for (top, foot) in free(page, region, x) {
            let found = measure(page, region, x, top, foot);
            if let Some(found) = found.filter(|f| best.is_none_or(|b| f.worth > b.worth)) {
                best = Some(found);
            }
        }
    }
    best
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

/// The stretches of a line down the page that no word crosses; the longest three.
fn free(page: &Page<'_, '_>, region: &[u32], x: f32) -> Vec<(f32, f32)> {
    let words = || region.iter().map(|&i| page.words[i as usize]);
    let mut crossing: Vec<(f32, f32)> =
        words().filter(|w| w.x0 < x && w.x1 > x).map(|w| (w.y0, w.y1)).collect();
    crossing.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (top, foot) = words().fold((f32::MAX, f32::MIN), |(t, f), w| (t.min(w.y0), f.max(w.y1)));
    let mut out = Vec::new();
    let mut from = top - 1.0;
    for (y0, y1) in crossing {
        if y0 > from {
            out.push((from, y0));
        }
        // Lines whose boxes touch are told apart by their middles.
        from = from.max(y1 - (y1 - y0) * 0.25);
    }
    out.push((from, foot + 1.0));
    out.sort_by(|a, b| (b.1 - b.0).total_cmp(&(a.1 - a.0)));
    out.truncate(3);
    out
}

/// What stands on one side of a strip: its lines, and its words in each.
struct Flank {
    rows: Vec<f32>,
    words: usize,
    /// The edge that its lines keep to, but for a few.
    edge: f32,
}

impl Flank {
    fn of(mut words: Vec<(f32, f32)>, height: f32, outermost: fn(f32, f32) -> f32, share: f32) -> Self {
        words.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut rows: Vec<f32> = Vec::new();
        let mut edges: Vec<f32> = Vec::new();
        for &(y, x) in &words {
            match (rows.last(), edges.last_mut()) {
                (Some(&last), Some(edge)) if y - last < height * 0.5 => *edge = outermost(*edge, x),
                _ => {
                    rows.push(y);
                    edges.push(x);
                }
            }
        }
        let edge = share_of(&mut edges, share).unwrap_or(0.0);
        Self { rows, words: words.len(), edge }
    }

    fn words_in_a_row(&self) -> f32 {
        self.words as f32 / self.rows.len().max(1) as f32
    }
}

/// Whether a free stretch is a gutter, and how much it is worth.
fn measure(page: &Page<'_, '_>, region: &[u32], x: f32, top: f32, foot: f32) -> Option<Gutter> {
    let (top, foot) = trimmed(page, region, x, top, foot);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for &i in region {
        let word = page.words[i as usize];
        let middle = word.middle();
        if middle < top || middle > foot {
            continue;
        }
        if word.x1 <= x {
            left.push((middle, word.x1));
        } else if word.x0 >= x {
            right.push((middle, word.x0));
        }
    }
    // One line in ten may reach into the gutter.
    let left = Flank::of(left, page.height, f32::max, 0.95);
    let right = Flank::of(right, page.height, f32::min, 0.06);
    let least = left.rows.len().min(right.rows.len());
    let most = left.rows.len().max(right.rows.len());
    let width = right.edge - left.edge;
    let (h, s) = (page.height, page.space);
    let wide_enough = match least {
        0 => false,
        1 => most >= 4 && width > h.max(4.0 * s),
        2 | 3 => width > (0.9 * h).max(3.5 * s),
        4..=7 => width > (0.5 * h).max(2.0 * s),
        8..=14 => width > (0.3 * h).max(1.2 * s),
        _ => width > 0.9 * s,
    };
    if !wide_enough || is_table(&left, &right, h) {
        return None;
    }
    let worth = (least as f32 + 0.1 * most as f32) * (1.0 + (width / h).min(3.0));
    Some(Gutter { x: f32::midpoint(left.edge, right.edge), top, foot, worth })
}

/// Short cells that stand side by side on one line are to be read across.
fn is_table(left: &Flank, right: &Flank, height: f32) -> bool {
    let (sparse, dense) = if left.rows.len() <= right.rows.len() { (left, right) } else { (right, left) };
    let short = left.words_in_a_row().min(right.words_in_a_row()) < 2.6;
    let level = |y: &&f32| {
        let at = dense.rows.partition_point(|d| *d < **y - height * 0.3);
        dense.rows.get(at).is_some_and(|d| *d < **y + height * 0.3)
    };
    short && sparse.rows.iter().filter(level).count() * 10 >= sparse.rows.len() * 7
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
