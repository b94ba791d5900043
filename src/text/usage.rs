//! How often words stand in public texts and which stand beside which: what doubtful repairs are weighed with.

use std::ops::Range;
use std::sync::LazyLock;

use crate::error::Error;
use crate::hash;
use crate::model::Input;
use crate::span::Span;

const MAGIC: [u8; 4] = *b"SVRU";
const FORMAT: u16 = 2;
/// How words are cut and classed; counts made with another set are refused.
pub const USAGE_SET: u32 = 1;

const WORD_BITS: u32 = 17;
const PAIR_BITS: u32 = 18;
/// Bytes of a word's slot: two that mark its key, one of the level, one of the class.
const SLOT: usize = 4;
/// Logarithm of a share: level 0, and a step.
const LEVEL_ZERO: f32 = -20.5;
const LEVEL_STEP: f32 = 1.15;
/// Steps of a stored class figure in one unit of the logarithm.
const FINE: f32 = 16.0;
/// The lowest stored figure of a pair; each of sixteen steps is one.
const PAIR_ZERO: f32 = -3.0;

static SHIPPED: &[u8] = include_bytes!("usage.bin");
static USAGE: LazyLock<Result<Usage<'static>, Error>> = LazyLock::new(|| Usage::read(SHIPPED));

/// The shipped counts.
///
/// # Errors
/// When the file is not this build's.
pub(crate) fn shipped() -> Result<&'static Usage<'static>, Error> {
    USAGE.as_ref().map_err(Clone::clone)
}

/// What is known of a word form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// Logarithm of its share among all words.
    pub share: f32,
    /// Words that stand in like places.
    pub class: u8,
}

/// Counts, borrowed from their file.
#[derive(Clone, Debug)]
pub struct Usage<'f> {
    classes: usize,
    near: &'f [u8],
    next: &'f [u8],
    words: &'f [u8],
    pairs: &'f [u8],
}

impl<'f> Usage<'f> {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is damaged, or of another format or set.
    pub fn read(file: &'f [u8]) -> Result<Self, Error> {
        let mut input = Input::new(file, "the file of word usage");
        input.start(MAGIC, FORMAT)?;
        let set = input.u32()?;
        if set != USAGE_SET {
            return Err(Error::model(format!(
                "the file of word usage was counted with set {set}, this build cuts with {USAGE_SET}"
            )));
        }
        input.u64()?;
        let [classes] = input.array()?;
        let classes = classes as usize;
        let near = input.take(classes * classes)?;
        let next = input.take(classes * classes)?;
        let words = input.take(SLOT << WORD_BITS)?;
        let pairs = input.take(2 << PAIR_BITS)?;
        input.done()?;
        if classes < FIRST_CLASS as usize
            || words.chunks_exact(SLOT).any(|s| s[0] as usize >= classes && s[1..] != [0; 3])
        {
            return Err(input.damaged());
        }
        Ok(Self { classes, near, next, words, pairs })
    }

    /// A file's bytes: the figures of neighbours and of next neighbours by class, the words and the pairs with theirs.
    pub fn to_bytes(
        data: u64,
        classes: u8,
        [near, next]: [&[f32]; 2],
        words: &[(u64, f32, u8)],
        pairs: &[(u64, f32)],
    ) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(USAGE_SET.to_le_bytes());
        out.extend(data.to_le_bytes());
        out.push(classes);
        for figures in [near, next] {
            out.extend(figures.iter().map(|f| (f * FINE).round().clamp(-127.0, 127.0) as i8 as u8));
        }
        let mut slots = vec![0u8; SLOT << WORD_BITS];
        for &(key, share, class) in words {
            let (mut at, mark) = place(key, WORD_BITS);
            while slots[at * SLOT..][..SLOT] != [0; SLOT] {
                at = (at + 1) & ((1 << WORD_BITS) - 1);
            }
            let level = ((share - LEVEL_ZERO) / LEVEL_STEP).round().clamp(0.0, 15.0) as u32;
            let value = mark << 16 | level << 8 | u32::from(class);
            slots[at * SLOT..][..SLOT].copy_from_slice(&value.to_le_bytes());
        }
        out.extend(slots);
        let mut slots = vec![0u8; 2 << PAIR_BITS];
        for &(key, figure) in pairs {
            let (mut at, mark) = place(key, PAIR_BITS);
            while slots[at * 2..][..2] != [0, 0] {
                at = (at + 1) & ((1 << PAIR_BITS) - 1);
            }
            let level = (figure - PAIR_ZERO).round().clamp(0.0, 15.0) as u16;
            slots[at * 2..][..2].copy_from_slice(&(pair_mark(mark) << 4 | level).to_le_bytes());
        }
        out.extend(slots);
        out
    }

    /// What is known of the word with this key.
    #[inline]
    pub fn word(&self, key: u64) -> Option<Known> {
        let (mut at, mark) = place(key, WORD_BITS);
        for _ in 0..1 << WORD_BITS {
            let &[a, b, c, d] = self.words.get(at * SLOT..)?.first_chunk()?;
            let value = u32::from_le_bytes([a, b, c, d]);
            if value >> 16 == mark {
                let share = LEVEL_ZERO + LEVEL_STEP * f32::from(b & 15);
                return Some(Known { share, class: a });
            }
            if value == 0 {
                return None;
            }
            at = (at + 1) & ((1 << WORD_BITS) - 1);
        }
        None
    }

    /// How much oftener than chance two words stand side by side, as a logarithm, where that is known of them.
    pub fn pair(&self, left: u64, right: u64) -> Option<f32> {
        let (mut at, mark) = place(pair_key(left, right), PAIR_BITS);
        let mark = pair_mark(mark);
        for _ in 0..1 << PAIR_BITS {
            let &[a, b] = self.pairs.get(at * 2..)?.first_chunk()?;
            let value = u16::from_le_bytes([a, b]);
            if value >> 4 == mark {
                return Some(PAIR_ZERO + f32::from(value & 15));
            }
            if value == 0 {
                return None;
            }
            at = (at + 1) & ((1 << PAIR_BITS) - 1);
        }
        None
    }

    /// How much oftener than chance one piece follows another, as a logarithm: of the two words where known, else of
    /// their classes.
    pub(crate) fn follows(&self, left: &Piece, right: &Piece) -> f32 {
        self.pair(left.key, right.key).unwrap_or_else(|| self.figure(self.near, left.class, right.class))
    }

    /// The same with one piece between them.
    pub(crate) fn follows_next(&self, left: &Piece, right: &Piece) -> f32 {
        self.figure(self.next, left.class, right.class)
    }

    fn figure(&self, table: &[u8], left: u8, right: u8) -> f32 {
        let at = left as usize * self.classes + right as usize;
        table.get(at).map_or(0.0, |&b| f32::from(b as i8) / FINE)
    }
}

/// The key of a pair of words.
pub fn pair_key(left: u64, right: u64) -> u64 {
    left.rotate_left(23) ^ right.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Slot and mark of a key; a mark is never nought.
#[inline]
fn place(key: u64, bits: u32) -> (usize, u32) {
    let mixed = key.wrapping_mul(0xd6e8_feb8_6659_fd93);
    let mixed = mixed ^ mixed >> 32;
    ((mixed >> 8) as usize & ((1 << bits) - 1), ((mixed >> 48) as u32).max(1))
}

/// The mark of a pair: fewer bits, for a false one is only a wrong figure.
fn pair_mark(mark: u32) -> u16 {
    (mark as u16 & 0xfff).max(1)
}

/// What a piece of text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Letters, also with an apostrophe inside.
    Word,
    /// Digits, also with a point or comma inside.
    Number,
    /// Letters and digits.
    Mixed,
    /// A sign.
    Mark,
}

/// Classes of what is not a known word; those of known words come after.
pub const FIRST_CLASS: u8 = 20;
/// The commonest words are classes of their own, right after these.
pub const OWN_CLASSES: u8 = 128;
const NAME: u8 = 1;
const STOP: u8 = 7;
/// The edge of a paragraph.
pub const EDGE: u8 = 15;

/// A word, number or sign of a text, with its bytes there.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Its bytes.
    pub span: Span,
    /// The key of its lower-case form.
    pub key: u64,
    /// What it is made of.
    pub form: Form,
    /// White space stands before it.
    pub spaced: bool,
    /// Begins with a capital.
    pub capital: bool,
    /// What is known of it; nothing of marks and numbers.
    pub known: Option<f32>,
    /// Its class.
    pub class: u8,
}

impl Piece {
    /// The edge of a paragraph.
    pub fn edge(at: usize) -> Self {
        let span = Span::new(at, at);
        Self { span, key: 0, form: Form::Mark, spaced: true, capital: false, known: None, class: EDGE }
    }

    /// A word that nothing is known of.
    pub(crate) fn is_unknown(&self) -> bool {
        self.known.is_none() && self.form == Form::Word
    }

    /// One of the commonest words, nearly all of them function words.
    pub(crate) fn is_common(&self) -> bool {
        (FIRST_CLASS..FIRST_CLASS + OWN_CLASSES).contains(&self.class)
    }

    /// A full stop, question or exclamation mark.
    pub(crate) fn is_stop(&self) -> bool {
        self.class == STOP
    }

    /// Length in bytes.
    pub(crate) fn len(&self) -> usize {
        self.span.len()
    }
}

/// The key of a word.
pub fn key_of(word: &str) -> u64 {
    let mut key = hash::START;
    for c in word.chars() {
        match c {
            'A'..='Z' => key = hash::step(key, c as u8 | 32),
            '’' => key = hash::step(key, b'\''),
            c if c.is_ascii() => key = hash::step(key, c as u8),
            c => {
                let mut buffer = [0; 4];
                for low in c.to_lowercase() {
                    key = low.encode_utf8(&mut buffer).bytes().fold(key, hash::step);
                }
            }
        }
    }
    key
}

/// One piece of text that has no white space inside, with nothing said of what stands before it.
pub(crate) fn piece(usage: Option<&Usage<'_>>, text: &str, range: Range<usize>) -> Piece {
    let body = &text[range.clone()];
    let (form, key) = form_and_key(body);
    let capital = match body.as_bytes().first() {
        Some(b) if b.is_ascii() => b.is_ascii_uppercase(),
        _ => body.starts_with(char::is_uppercase),
    };
    let found = if form == Form::Word { usage.and_then(|u| u.word(key)) } else { None };
    let class = found.map_or_else(|| class_of(body, form, capital), |k| k.class);
    let known = found.map(|k| k.share);
    Piece { span: Span::new(range.start, range.end), key, form, spaced: false, capital, known, class }
}

/// What a piece is made of, and its key, in one walk where all is ASCII.
fn form_and_key(body: &str) -> (Form, u64) {
    let (mut letters, mut digits) = (false, false);
    let mut key = hash::START;
    for &byte in body.as_bytes() {
        let letter = byte.is_ascii_alphabetic();
        letters |= letter;
        digits |= byte.is_ascii_digit();
        if !byte.is_ascii() {
            letters = body.chars().any(char::is_alphabetic);
            digits = body.bytes().any(|b| b.is_ascii_digit());
            key = key_of(body);
            break;
        }
        key = hash::step(key, if letter { byte | 32 } else { byte });
    }
    let form = match (letters, digits) {
        (true, false) => Form::Word,
        (true, true) => Form::Mixed,
        (false, true) => Form::Number,
        (false, false) => Form::Mark,
    };
    (form, key)
}

/// The class of what is no known word.
fn class_of(body: &str, form: Form, capital: bool) -> u8 {
    match form {
        Form::Number => 6,
        Form::Mixed => 14,
        Form::Word if capital => NAME,
        Form::Word => match () {
            () if body.ends_with("ing") => 2,
            () if body.ends_with("ed") => 3,
            () if body.ends_with("ly") => 4,
            () if body.ends_with('s') => 5,
            () => 0,
        },
        Form::Mark => match body.chars().next() {
            Some('.' | '!' | '?') => STOP,
            Some(',') => 8,
            Some(':' | ';') => 9,
            Some('"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»') => 10,
            Some('(' | '[') => 11,
            Some(')' | ']') => 12,
            Some('-' | '–' | '—') => 13,
            _ => 16,
        },
    }
}

/// Cuts text into pieces.
pub fn pieces(usage: Option<&Usage<'_>>, text: &str, range: Range<usize>, mut each: impl FnMut(Piece)) {
    let bytes = text.as_bytes();
    let (mut at, end) = (range.start, range.end);
    let mut spaced = true;
    while at < end {
        let start = at;
        if let Some(mut piece) = plain(usage, bytes, start, end) {
            at = piece.span.end as usize;
            piece.spaced = spaced;
            spaced = false;
            each(piece);
            continue;
        }
        at = word_end(text, start, end);
        if at == start {
            let c = text[start..].chars().next().unwrap_or(' ');
            at = start + c.len_utf8();
            if c.is_whitespace() {
                spaced = true;
                continue;
            }
        } else if matches!(bytes[at - 1], b'.' | b',' | b'\'') {
            at -= 1;
        }
        let mut piece = piece(usage, text, start..at);
        piece.spaced = spaced;
        spaced = false;
        each(piece);
    }
}

/// A run of ASCII letters and digits that ends without any doubt: nearly all pieces.
#[inline]
fn plain(usage: Option<&Usage<'_>>, bytes: &[u8], start: usize, end: usize) -> Option<Piece> {
    let (mut letters, mut digits) = (false, false);
    let mut key = hash::START;
    let mut at = start;
    for &byte in &bytes[start..end] {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => letters = true,
            b'0'..=b'9' => digits = true,
            b'\'' | 0x80.. => return None,
            b'.' | b',' if at > start && bytes[at - 1].is_ascii_digit() => return None,
            _ => break,
        }
        key = hash::step(key, if byte >= b'A' { byte | 32 } else { byte });
        at += 1;
    }
    let form = match (letters, digits) {
        (true, false) => Form::Word,
        (true, true) => Form::Mixed,
        (false, true) => Form::Number,
        (false, false) => return None,
    };
    let capital = bytes[start].is_ascii_uppercase();
    let found = if form == Form::Word { usage.and_then(|u| u.word(key)) } else { None };
    let body = || std::str::from_utf8(&bytes[start..at]).unwrap_or_default();
    let class = found.map_or_else(|| class_of(body(), form, capital), |k| k.class);
    let known = found.map(|k| k.share);
    Some(Piece { span: Span::new(start, at), key, form, spaced: false, capital, known, class })
}

/// The end of the letters and digits from `start` on, with apostrophes between letters and points between digits.
fn word_end(text: &str, start: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            at += 1;
        } else if byte == b'\'' && at > start {
            let inside =
                bytes[at - 1].is_ascii_alphabetic() && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
            if !inside || at + 1 >= end {
                break;
            }
            at += 1;
        } else if matches!(byte, b'.' | b',') && at > start {
            if !(bytes[at - 1].is_ascii_digit() && at + 1 < end && bytes[at + 1].is_ascii_digit()) {
                break;
            }
            at += 1;
        } else if byte < 0x80 {
            break;
        } else {
            let c = text[at..].chars().next().unwrap_or(' ');
            let inside = c == '’'
                && at > start
                && at + 3 < end
                && text[at + 3..].starts_with(char::is_alphabetic)
                && text[..at].ends_with(char::is_alphabetic);
            if !c.is_alphanumeric() && !inside {
                break;
            }
            at += c.len_utf8();
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_and_knows() {
        let text = "The party’s 3,000 members met. 1t was";
        let mut out = Vec::new();
        let usage = shipped().unwrap();
        pieces(Some(usage), text, 0..text.len(), |p| out.push(p));
        let bodies: Vec<_> = out.iter().map(|p| &text[p.span.range()]).collect();
        assert_eq!(bodies, ["The", "party’s", "3,000", "members", "met", ".", "1t", "was"]);
        assert!(out[0].known.is_some() && out[3].known.is_some() && !out[5].spaced);
        assert_eq!(out[6].form, Form::Mixed);
        assert!(
            usage.word(key_of("government")).is_some() && usage.word(key_of("governmentsystem")).is_none()
        );
    }

    #[test]
    fn a_damaged_file_is_refused() {
        assert!(Usage::read(&SHIPPED[..SHIPPED.len() - 1]).is_err());
        assert!(Usage::read(b"SVRU\x09\x00").unwrap_err().is_model());
    }
}
