//! Words with places on pages, as extractors and readers of scans give them.

use crate::error::Error;

/// A word (or a run of words) and its box on a page; `y` grows downwards, as on a screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedWord<'t> {
    /// Its page, from 1.
    pub page: u32,
    /// Left edge.
    pub x0: f32,
    /// Upper edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Lower edge.
    pub y1: f32,
    /// Its characters.
    pub text: &'t str,
}

/// Boxes beyond this are no places on a page.
const FARTHEST: f32 = 1e7;

impl PlacedWord<'_> {
    pub(super) fn height(&self) -> f32 {
        self.y1 - self.y0
    }

    pub(super) fn middle(&self) -> f32 {
        f32::midpoint(self.y0, self.y1)
    }

    /// A whole word that runs up or down the page.
    pub(super) fn is_sideways(&self, usual: f32) -> bool {
        let letters = self.text.chars().filter(|c| c.is_alphanumeric()).count() as f32;
        letters > 2.0 && self.height() > 2.5 * usual && self.height() > 1.5 * (self.x1 - self.x0)
    }
}

/// # Errors
/// When a box is no box; the message names its row, from 0.
pub(super) fn check(words: &[PlacedWord<'_>]) -> Result<(), Error> {
    for (row, word) in words.iter().enumerate() {
        let PlacedWord { page, x0, y0, x1, y1, .. } = *word;
        let fault = if [x0, y0, x1, y1].iter().any(|v| !v.is_finite() || v.abs() > FARTHEST) {
            "a place that is no number on a page"
        } else if x1 < x0 || y1 < y0 {
            "a box whose right or lower edge comes before the left or upper one"
        } else if page == 0 {
            "page 0; pages are counted from 1"
        } else {
            continue;
        };
        let shown: String = word.text.chars().take(20).collect();
        return Err(Error::input(format!("word {row} ('{shown}') has {fault}")));
    }
    Ok(())
}

/// The words of one page, with what is usual there.
#[derive(Debug)]
pub(super) struct Page<'w, 't> {
    pub(super) number: u32,
    pub(super) words: Vec<&'w PlacedWord<'t>>,
    /// The middle height of its words.
    pub(super) height: f32,
    /// The middle width of the spaces between them.
    pub(super) space: f32,
}

impl<'w, 't> Page<'w, 't> {
    /// Words with something to read in them, page by page.
    pub(super) fn all(words: &'w [PlacedWord<'t>]) -> Vec<Self> {
        let mut kept: Vec<&PlacedWord<'_>> = words.iter().filter(|w| !w.text.trim().is_empty()).collect();
        kept.sort_by_key(|w| w.page);
        kept.chunk_by(|a, b| a.page == b.page).map(Self::of).collect()
    }

    fn of(words: &[&'w PlacedWord<'t>]) -> Self {
        let mut heights: Vec<f32> = words.iter().map(|w| w.height()).collect();
        let height = middle_of(&mut heights).unwrap_or(1.0).max(1e-3);
        let mut page = Self { number: words[0].page, words: words.to_vec(), height, space: height * 0.25 };
        page.space = page.usual_space();
        page
    }

    /// Extractors give most words in the order of their lines: neighbours on one height tell of spaces.
    fn usual_space(&self) -> f32 {
        let gap = |pair: &[&PlacedWord<'_>]| {
            let (a, b) = (pair[0], pair[1]);
            let level = (a.middle() - b.middle()).abs() < self.height * 0.3;
            let gap = b.x0 - a.x1;
            (level && gap > 0.0 && gap < self.height).then_some(gap)
        };
        let mut gaps: Vec<f32> = self.words.windows(2).filter_map(gap).collect();
        let found = middle_of(&mut gaps).unwrap_or(self.height * 0.25);
        found.clamp(self.height * 0.12, self.height * 0.6)
    }
}

/// The middle of some numbers, none of which is NaN.
pub(super) fn middle_of(numbers: &mut [f32]) -> Option<f32> {
    share_of(numbers, 0.5)
}

/// The number that a share of the others does not exceed.
pub(super) fn share_of(numbers: &mut [f32], share: f32) -> Option<f32> {
    let last = numbers.len().checked_sub(1)?;
    let at = ((last as f32 * share) as usize).min(last);
    Some(*numbers.select_nth_unstable_by(at, f32::total_cmp).1)
}
