//! Words of one column to lines.

use super::word::{Page, PlacedWord, share_of};

/// Words on one base line, from left to right.
#[derive(Clone, Debug)]
pub(super) struct Line<'w, 't> {
    pub(super) words: Vec<&'w PlacedWord<'t>>,
    pub(super) x0: f32,
    pub(super) y0: f32,
    pub(super) x1: f32,
    pub(super) y1: f32,
    /// The height of its type.
    pub(super) size: f32,
}

impl<'w, 't> Line<'w, 't> {
    fn of(mut words: Vec<&'w PlacedWord<'t>>) -> Self {
        words.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.x1.total_cmp(&b.x1)));
        let fold = |start: f32, pick: fn(f32, f32) -> f32, of: fn(&PlacedWord<'_>) -> f32| {
            words.iter().fold(start, |v, w| pick(v, of(w)))
        };
        let (x0, x1) = (fold(f32::MAX, f32::min, |w| w.x0), fold(f32::MIN, f32::max, |w| w.x1));
        let mut heights: Vec<f32> = words.iter().map(|w| w.height()).collect();
        let size = share_of(&mut heights, 0.7).unwrap_or_default();
        // Raised marks and large initials do not say where the line stands.
        let plain = |w: &&&PlacedWord<'_>| w.height() > size * 0.8 && w.height() < size * 1.25;
        let (mut y0, mut y1) = (f32::MAX, f32::MIN);
        for word in words.iter().filter(plain) {
            (y0, y1) = (y0.min(word.y0), y1.max(word.y1));
        }
        if y0 > y1 {
            (y0, y1) = (fold(f32::MAX, f32::min, |w| w.y0), fold(f32::MIN, f32::max, |w| w.y1));
        }
        Self { words, x0, y0, x1, y1, size }
    }

    /// Its words as one string.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        write_words(&self.words, &mut out, |_, _| false);
        out
    }

    pub(super) fn bounds(&self) -> [f32; 4] {
        [self.x0, self.y0, self.x1, self.y1]
    }
}

/// Words, one space between each two; a tab where the columns of a table are parted.
pub(super) fn write_words(words: &[&PlacedWord<'_>], out: &mut String, parted: impl Fn(f32, f32) -> bool) {
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            out.push(if parted(words[i - 1].x1, word.x0) { '\t' } else { ' ' });
        }
        for (k, piece) in word.text.split_whitespace().enumerate() {
            if k > 0 {
                out.push(' ');
            }
            // An extractor's sign for a hyphen at the end of a line.
            out.extend(piece.chars().map(|c| if matches!(c, '\u{2}' | '\u{fffe}') { '-' } else { c }));
        }
    }
}

/// The lines of some words of a page, from above.
pub(super) fn lines<'w, 't>(page: &Page<'w, 't>, words: &[u32]) -> Vec<Line<'w, 't>> {
    let words_of = |row: Vec<u32>| row.iter().map(|&i| page.words[i as usize]).collect();
    rows(page, words).into_iter().map(|row| Line::of(words_of(row))).collect()
}

/// The same, as numbers of the page's words.
pub(super) fn rows(page: &Page<'_, '_>, words: &[u32]) -> Vec<Vec<u32>> {
    let word = |i: u32| page.words[i as usize];
    let mut order = words.to_vec();
    order.sort_by(|&a, &b| {
        word(a).middle().total_cmp(&word(b).middle()).then(word(a).x0.total_cmp(&word(b).x0)).then(a.cmp(&b))
    });
    let mut out: Vec<Vec<u32>> = Vec::new();
    let (mut top, mut foot) = (0.0_f32, 0.0_f32);
    for i in order {
        let word = word(i);
        let shared = foot.min(word.y1) - top.max(word.y0);
        let least = (foot - top).min(word.height());
        match out.last_mut() {
            Some(row) if shared > least * 0.5 || (least <= 0.0 && shared >= 0.0) => {
                row.push(i);
                // The line is as high as its plain words: a large initial must not draw in the line below.
                if word.height() < page.height * 1.6 {
                    (top, foot) = (top.min(word.y0), foot.max(word.y1));
                }
            }
            _ => {
                (top, foot) = (word.y0, word.y1);
                out.push(vec![i]);
            }
        }
    }
    out
}
