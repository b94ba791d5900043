//! Numbers as written, in digits and in words.

use super::scan::Scan;
use super::{Amount, Sense};
use crate::lexicon::gazetteer::Class;
use crate::token::Shape;

/// A number as written, before its unit is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its value; the lower one of a range.
    pub(super) value: f64,
    /// The upper one of a range, else the same.
    pub(super) high: f64,
    /// Digits alone, without separators, scale or range.
    pub(super) plain: bool,
    /// Words ("thousands") that give only an order of magnitude.
    pub(super) vague: bool,
    pub(super) ordinal: bool,
}

impl Figure {
    fn new(start: usize, end: usize, value: f64) -> Self {
        Self { start, end, value, high: value, plain: false, vague: false, ordinal: false }
    }

    fn set(&mut self, value: f64) {
        (self.value, self.high) = (value, value);
    }

    /// The figure as it is meant, if exactly.
    pub(super) fn amount(&self) -> Amount {
        Amount { low: self.value, high: self.high, sense: Sense::Exact }
    }
}

/// The number that begins at a token, in digits or words.
pub(super) fn figure(s: &Scan<'_>, i: usize) -> Option<Figure> {
    let word = s.word(i);
    match s.shape(i) {
        Shape::Number => {
            let text = s.text(i);
            let value = digits(text)?;
            let plain = text.bytes().all(|b| b.is_ascii_digit());
            let mut f = Figure { plain, ..Figure::new(i, i + 1, value) };
            scales(s, &mut f);
            Some(f)
        }
        Shape::Mixed | Shape::Lower if s.text(i).starts_with(|c: char| c.is_ascii_digit()) => {
            let text = s.text(i);
            let letters = text.find(|c: char| c.is_ascii_alphabetic())?;
            let value = digits(&text[..letters])?;
            let (scale, ordinal) = match &text[letters..] {
                "st" | "nd" | "rd" | "th" => (1.0, true),
                "m" | "M" | "mn" => (1e6, false),
                "bn" | "b" | "B" => (1e9, false),
                "tn" | "trn" => (1e12, false),
                "k" | "K" => (1e3, false),
                _ => return None,
            };
            Some(Figure { ordinal, ..Figure::new(i, i + 1, value * scale) })
        }
        _ if word.is(Class::Vague) && !word.value.is_empty() => vague(s, i),
        _ if word.any(&[Class::Number, Class::Ordinal, Class::Fraction])
            || word.is(Class::Scale) && s.any(i.wrapping_sub(1), &["a", "several", "few"])
            || s.lower(i) == "several" && s.is(i + 1, Class::Scale) =>
        {
            in_words(s, i)
        }
        _ => None,
    }
}

fn digits(text: &str) -> Option<f64> {
    let plain = text.trim_end_matches(['.', ',']);
    if plain.bytes().all(|b| b.is_ascii_digit()) {
        return plain.parse().ok();
    }
    let mut buffer = String::with_capacity(plain.len());
    buffer.extend(plain.chars().filter(|c| *c != ','));
    buffer.parse().ok()
}

/// Scale words after a number: "1.5 million", "three-billion".
fn scales(s: &Scan<'_>, f: &mut Figure) {
    loop {
        let at = if s.hyphen(f.end) && s.glued(f.end) { f.end + 1 } else { f.end };
        let word = s.word(at);
        let Some(scale) = word.number().filter(|_| word.is(Class::Scale)) else { break };
        f.set(f.value * scale);
        f.end = at + 1;
        f.plain = false;
    }
}

fn vague(s: &Scan<'_>, i: usize) -> Option<Figure> {
    let mut value = s.word(i).number()?;
    let mut end = i + 1;
    while s.lower(end) == "of" && s.is(end + 1, Class::Vague) {
        value *= s.word(end + 1).number()?;
        end += 2;
    }
    Some(Figure { vague: true, ..Figure::new(i, end, value) })
}

/// "forty-five", "two hundred and six", "two-thirds", "seventy-second", "half a million", "several thousand".
fn in_words(s: &Scan<'_>, start: usize) -> Option<Figure> {
    let (mut i, mut total, mut part, mut ordinal, mut any) = (start, 0.0, 0.0, false, false);
    if s.lower(i) == "several" {
        part = 3.0;
        i += 1;
    } else if s.lower(i) == "half" {
        let scaled = matches!(s.lower(i + 1), "a" | "an") && s.is(i + 2, Class::Scale);
        let (end, value) = if scaled { (i + 3, 0.5 * s.word(i + 2).number()?) } else { (i + 1, 0.5) };
        let compound = s.hyphen(i + 1) && s.glued(i);
        return (!compound).then_some(Figure::new(start, end, value));
    } else if s.is(i, Class::Scale) {
        part = 1.0;
    }
    loop {
        let joined =
            s.hyphen(i) && s.word(i + 1).any(&[Class::Number, Class::Ordinal, Class::Fraction, Class::Scale]);
        let added = s.lower(i) == "and" && part >= 100.0 && s.is(i + 1, Class::Number);
        let at = i + usize::from(i > start && (joined || added));
        let word = s.word(at);
        if any && word.is(Class::Fraction) && at >= i && part >= 1.0 && s.lower(at) != "second" {
            let base = match s.lower(at) {
                "half" => 2.0,
                "third" | "thirds" => 3.0,
                "quarter" | "quarters" => 4.0,
                "fifth" | "fifths" => 5.0,
                "sixth" => 6.0,
                _ => 10.0,
            };
            return Some(Figure::new(start, at + 1, part / base));
        }
        if word.is(Class::Number) {
            let value = word.number()?;
            // Two numbers side by side ("seven eight") are not one, but "twenty five" and "hundred six" are.
            if any
                && !(part % 100.0 >= 20.0 && value < 10.0 && part % 10.0 == 0.0
                    || part >= 100.0 && part % 100.0 == 0.0)
            {
                break;
            }
            part += value;
        } else if word.is(Class::Scale) {
            let scale = word.number()?;
            part = part.max(1.0) * scale;
            if scale >= 1000.0 {
                total += part;
                part = 0.0;
            }
        } else if word.is(Class::Ordinal) && (!any || part % 10.0 == 0.0) {
            part += word.number()?;
            ordinal = true;
            i = at + 1;
            any = true;
            break;
        } else {
            break;
        }
        any = true;
        i = at + 1;
    }
    any.then_some(Figure { ordinal, ..Figure::new(start, i, total + part) })
}

