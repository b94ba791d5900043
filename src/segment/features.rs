//! What the sentence model looks at, gap by gap.

use super::words::{
    CLOSES_BRACKET, CLOSES_QUOTE, HANGS, Look, NOTED, OPENS_BRACKET, OPENS_QUOTE, Tail, Word,
};
use crate::lexicon::Lexicon;

/// Names the features that this build computes; a model file that was trained on others is refused.
pub const FEATURE_SET: u32 = 3;

/// Bits of a feature's key that count.
pub(super) const BITS: u32 = 18;

/// Signs that open list items and stand nowhere else.
pub(super) const BULLETS: &str = "•‣▪●○◦■⁃";

/// A stretch of text that is cut by itself, as the features see it.
pub(crate) struct Stretch<'t> {
    pub(super) text: &'t str,
    pub(super) words: &'t [Word],
    pub(super) lexicon: &'t Lexicon,
    /// The text is a court's decision: citations are many, and numbers stand as sentences.
    pub(super) court: bool,
    /// Words for each stop, how the stretch ends, small words and words in capitals, in steps.
    pub(super) habits: Habits,
}

/// What a stretch is like as a whole.
#[derive(Clone, Copy, Default)]
pub(crate) struct Habits {
    pace: u8,
    end: u8,
    small: u8,
    loud: u8,
}

impl Habits {
    pub(super) fn of(words: &[Word]) -> Self {
        let Some((last, rest)) = words.split_last() else { return Self::default() };
        let count = words.len();
        let stops = rest.iter().filter(|w| w.tail.stops()).count();
        let lower = words.iter().filter(|w| w.look == Look::Lower).count();
        let upper = words.iter().filter(|w| w.look == Look::Upper).count();
        let pace = match count / (stops + 1) {
            0..=5 => 0,
            6..=11 => 1,
            12..=19 => 2,
            20..=29 => 3,
            30..=49 => 4,
            _ => 5,
        };
        let end = if last.tail.stops() { 1 } else { u8::from(last.tail.halts()) * 2 };
        Self { pace, end, small: (lower * 5 / count) as u8, loud: (upper * 4 / count) as u8 }
    }
}

/// What has been read of the sentence before a gap.
#[derive(Clone, Copy, Default)]
pub(crate) struct History {
    /// The first word of the sentence.
    pub(super) start: usize,
    /// Brackets and quotes that are open.
    pub(super) depth: i32,
    /// The sentence before ended without a stop.
    pub(super) bare: bool,
}

/// A place between two words where a sentence may end.
pub struct Gap<'t, 's> {
    pub(super) stretch: &'s Stretch<'t>,
    /// The word before.
    pub(super) at: usize,
    pub(super) history: History,
}

/// Whether a sentence may end between two words; the rest is passed over at once.
pub(super) fn may_end(before: &Word, after: &Word) -> bool {
    if before.tail.stops() {
        return !after.has(HANGS);
    }
    if after.has(HANGS) || (before.tail == Tail::Comma && after.look == Look::Lower) {
        return false;
    }
    // Words that stand before a stop once in five hundred times, as "the" and "of", end nothing.
    let binds = before.tail == Tail::Letter && before.look == Look::Lower && before.rarely_ends();
    !binds && (after.look != Look::Lower || before.tail.halts())
}

fn bucket(count: usize) -> u64 {
    match count {
        0..=4 => count as u64,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        25..=49 => 9,
        _ => 10,
    }
}

/// The key of a value under a template.
fn mix(template: u64, value: u64) -> u32 {
    let x = (value ^ template.wrapping_mul(0xd6e8_feb8_6659_fd93)).wrapping_mul(0x9fb2_1c65_1e98_df25);
    let x = (x ^ x >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (x >> (64 - BITS)) as u32
}

/// The last three bytes of a word.
fn ending(text: &str, word: &Word) -> u64 {
    let core = &text.as_bytes()[word.core.0 as usize..word.core.1 as usize];
    core.iter().rev().take(3).fold(0, |sum, b| sum << 8 | u64::from(*b))
}

/// What kind of abbreviation the table calls a word; 0 for none.
fn abbreviation(lexicon: &Lexicon, text: &str, word: &Word) -> u64 {
    match lexicon.abbreviation(&text[word.core.0 as usize..word.core.1 as usize]) {
        Some("title") => 1,
        Some("number") => 2,
        Some("never") => 3,
        Some("maybe") => 4,
        Some("month") => 5,
        Some("starter") => 6,
        Some("law") => 7,
        _ => 0,
    }
}

impl Gap<'_, '_> {
    /// The byte where the sentence would end.
    pub fn end(&self) -> usize {
        self.stretch.words[self.at].end as usize
    }

    /// The first byte of the stretch that is cut by itself.
    pub fn stretch(&self) -> usize {
        self.stretch.words[0].start as usize
    }

    /// Whether the word before is an address of the web or of mail.
    pub(super) fn after_address(&self) -> bool {
        let word = &self.stretch.words[self.at];
        let core = &self.stretch.text.as_bytes()[word.core.0 as usize..word.core.1 as usize];
        word.look == Look::Address && core.iter().any(|b| matches!(b, b'@' | b'/'))
    }

    /// Whether the sentence so far is no more than the bullet, number or letter of a list item.
    pub(super) fn only_mark(&self) -> bool {
        let words = &self.stretch.words[self.history.start..=self.at];
        let bullet = |word: &Word| {
            let sign = &self.stretch.text[word.start as usize..word.end as usize];
            word.look == Look::Signs && BULLETS.contains(sign)
        };
        match words {
            [word] => bullet(word) || mark(self.stretch.text, word) > 0,
            [sign, word] => sign.look == Look::Signs && mark(self.stretch.text, word) > 0,
            _ => false,
        }
    }

    /// Whether the sentence so far is nothing but numbers and marks in brackets, as before a note.
    fn bare_mark(&self) -> bool {
        let words = &self.stretch.words[self.history.start..=self.at];
        let mark = |w: &Word| w.look == Look::Digits || w.has(OPENS_BRACKET) && w.length() < 10;
        words.len() < 4 && words.iter().all(mark)
    }

    /// Calls `add` with the key of each feature.
    pub fn keys(&self, mut add: impl FnMut(u32)) {
        let Self { stretch, at, history } = self;
        let (text, words, at) = (stretch.text, stretch.words, *at);
        let none = Word::default();
        let word = |i: Option<usize>| i.and_then(|i| words.get(i)).unwrap_or(&none);
        let inside = |back: usize| at.checked_sub(back).filter(|i| *i >= history.start);
        let (p, n) = (&words[at], word(Some(at + 1)));
        let (pp, ppp) = (word(inside(1)), word(inside(2)));
        let (nn, n3) = (word(Some(at + 2)), word(Some(at + 3)));
        let closed = p.signs & (CLOSES_BRACKET | CLOSES_QUOTE | NOTED);
        let group: u64 = match p.tail {
            Tail::Dot => u64::from(closed > 0),
            tail if tail.stops() => 2,
            tail if tail.halts() => 3,
            _ => 4,
        };
        let court = u64::from(stretch.court);
        let tail = p.tail as u64;
        let closed = u64::from(closed);
        let (looks, looks_next) = (p.look as u64, n.look as u64);
        let (key, next) = (u64::from(p.key), u64::from(n.key));
        let (sofar, left) = (bucket(at - history.start + 1), bucket(words.len() - 1 - at));
        let h = stretch.habits;
        let mut template = group << 8;
        let mut put = |value: u64| {
            template += 1;
            add(mix(template, value));
            if stretch.court {
                // Courts cite by a custom of their own: what is learnt of them need not hold elsewhere.
                add(mix(template | 1 << 12, value));
            }
        };
        put(0);
        put(tail | closed << 4 | looks_next << 8 | u64::from(n.signs & (OPENS_BRACKET | OPENS_QUOTE)) << 12);
        put(next << 4 | looks_next);
        put(looks | looks_next << 4 | u64::from(p.length().min(6)) << 8);
        put(u64::from(nn.key));
        put(u64::from(pp.key));
        put(key << 32 | next);
        put(p.abbreviated() | looks_next << 4);
        put(n.capitals() | looks_next << 4);
        put(n.begins() | looks_next << 4);
        put(p.ends() | n.capitals() << 4);
        put(u64::from(h.pace)
            | u64::from(h.end) << 4
            | u64::from(h.small) << 8
            | if group < 3 { 0 } else { tail << 12 });
        put(sofar | tail << 4 | looks_next << 8);
        put(left | tail << 4 | looks_next << 8);
        put(history.depth.min(2) as u64 | tail << 4 | looks_next << 8);
        put(u64::from(p.whole));
        let (run, back) = self.capitals();
        let all = u64::from(back as usize == at - history.start + 1);
        put(run | back << 4 | all << 8);
        put(u64::from(history.bare) | sofar << 4 | looks_next << 8);
        put(ending(text, p) << 4 | looks_next);
        put(ending(text, n) << 4 | looks_next);
        put(n.tail as u64 | looks_next << 4 | tail << 8);
        put(next << 32 | u64::from(nn.key));
        put(u64::from(pp.key) << 32 | key);
        put(looks_next | (nn.look as u64) << 4 | (n3.look as u64) << 8 | tail << 12);
        put((ppp.look as u64) | (pp.look as u64) << 4 | looks << 8 | tail << 12);
        put(u64::from(h.loud) | u64::from(h.small) << 4 | looks << 8 | looks_next << 12);
        put(key << 4 | looks_next);
        put(next << 8 | tail << 4 | looks);
        let gap = &text.as_bytes()[p.end as usize..n.start.max(p.end) as usize];
        let wide = if gap.contains(&b'\t') { 3 } else { gap.len().min(3) as u64 };
        put(wide | tail << 4 | looks_next << 8);
        let mark = if at == history.start { mark(text, p) } else { 0 };
        put(mark
            | court << 4
            | tail << 8
            | u64::from(p.signs & (CLOSES_BRACKET | OPENS_BRACKET)) << 12
            | u64::from(at == 0) << 20);
        put(court | tail << 4 | looks_next << 8 | u64::from(stretch.court && self.bare_mark()) << 16);
        put(court << 32 | key);
        if group < 2 {
            let kind = abbreviation(stretch.lexicon, text, p);
            let opener = abbreviation(stretch.lexicon, text, n);
            put(kind | u64::from(opener == 6) << 4 | looks_next << 8 | closed << 12);
            put(kind | court << 4 | looks_next << 8);
        }
        if p.only_dots() || n.only_dots() {
            let run = |words: &mut dyn Iterator<Item = &Word>| {
                words.take(5).take_while(|w| w.only_dots()).map(|w| w.end - w.start).sum::<u32>().min(5)
            };
            let (before, ahead) =
                (run(&mut words[history.start..=at].iter().rev()), run(&mut words[at + 1..].iter()));
            let dots = u64::from(before) | u64::from(ahead) << 4 | court << 8;
            put(dots);
            put(dots | looks << 12 | looks_next << 16);
            put(dots | (nn.look as u64) << 12 | (pp.tail as u64) << 16);
        }
    }

    /// Words with capitals, or none that are small, behind the gap and before it; six at most.
    fn capitals(&self) -> (u64, u64) {
        let words = self.stretch.words;
        let (mut run, mut back) = (0, 0);
        for word in words[self.at + 1..].iter().take(6) {
            if matches!(word.look, Look::Lower | Look::None | Look::Signs) {
                break;
            }
            run += 1;
            if word.tail >= Tail::Dot {
                break;
            }
        }
        for word in words[self.history.start..=self.at].iter().rev().take(6) {
            if word.look == Look::Lower {
                break;
            }
            back += 1;
        }
        (run, back)
    }
}

/// A number, a letter, or a Roman number, as before list items; 0 for anything else.
fn mark(text: &str, word: &Word) -> u64 {
    let core = &text.as_bytes()[word.core.0 as usize..word.core.1 as usize];
    match word.look {
        Look::Digits if core.len() <= 5 => 1,
        Look::Letter => 2,
        Look::Lower if core.len() == 1 => 2,
        Look::Upper | Look::Lower if core.len() <= 5 && core.iter().all(|b| b"ivxIVX".contains(b)) => 3,
        _ => 0,
    }
}
