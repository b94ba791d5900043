//! Numbers as written, in digits and in words.

use super::digits::{digits, glued_scale, slashed, vulgar};
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
        Shape::Number => in_digits(s, i),
        Shape::Symbol | Shape::Punct => {
            let value = vulgar(s.text(i))?;
            let mut f = Figure::new(i, i + 1, value);
            scales(s, &mut f);
            Some(f)
        }
        Shape::Mixed | Shape::Lower if s.text(i).starts_with(|c: char| c.is_ascii_digit()) => {
            let text = s.text(i);
            let letters = text.find(|c: char| c.is_ascii_alphabetic())?;
            let value = digits(&text[..letters])?;
            let (scale, ordinal) = match &text[letters..] {
                "st" | "nd" | "rd" | "th" => (1.0, true),
                suffix => (glued_scale(suffix)?, false),
            };
            Some(Figure { ordinal, ..Figure::new(i, i + 1, value * scale) })
        }
        _ if word.is(Class::Vague) && !word.value.is_empty() => vague(s, i),
        _ if word.any(&[Class::Number, Class::Ordinal, Class::Fraction])
            || word.is(Class::Scale)
                && (s.any(i.wrapping_sub(1), &["a", "several", "few", "than"])
                    || i == s.first && s.is(i + 1, Class::Scale))
            || s.lower(i) == "several" && s.is(i + 1, Class::Scale) =>
        {
            in_words(s, i)
        }
        _ => vulgar(s.text(i)).map(|v| Figure::new(i, i + 1, v)),
    }
}

fn in_digits(s: &Scan<'_>, i: usize) -> Option<Figure> {
    let text = s.text(i);
    let value = digits(text).or_else(|| slashed(text)).or_else(|| vulgar(text))?;
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    let mut f = Figure { plain, ..Figure::new(i, i + 1, value) };
    if plain && text.len() < 4 {
        groups(s, &mut f);
    }
    // "10 1/2", "2 ½"
    if f.plain
        && let Some(part) = slashed(s.text(f.end)).or_else(|| vulgar(s.text(f.end)))
    {
        f = Figure::new(i, f.end + 1, f.value + part);
    }
    let (before, text) = (f.end, s.text(f.end));
    if s.glued(f.end - 1)
        && let Some(scale) = glued_scale(text)
        && !s.is(f.end + 1, Class::Measure)
    {
        f.set(f.value * scale);
        f.end += 1;
        f.plain = false;
    } else if matches!(text, "k" | "M") && s.glued(f.end - 1) {
        f.set(f.value * if text == "k" { 1e3 } else { 1e6 });
        f.end += 1;
    }
    scales(s, &mut f);
    if f.end > before && s.is(f.end - 1, Class::Scale) {
        tail_words(s, &mut f);
    }
    and_a_half(s, &mut f);
    Some(f)
}

/// Thousands parted by spaces: "1 414 021".
fn groups(s: &Scan<'_>, f: &mut Figure) {
    let (mut value, mut end) = (f.value, f.end);
    loop {
        let text = s.text(end);
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        if whole.len() != 3
            || !whole.bytes().all(|b| b.is_ascii_digit())
            || s.shape(end) != Shape::Number
            || s.glued(end - 1)
        {
            break;
        }
        let Some(n) = digits(text) else { break };
        value = value * 1000.0 + n;
        end += 1;
        if !rest.is_empty() {
            break;
        }
    }
    // Two numbers side by side are one only where nothing else is left of the second.
    if end > f.end && s.shape(end) != Shape::Number {
        f.set(value);
        (f.end, f.plain) = (end, false);
    }
}

/// "3 hundred and 21", "4 thousand 3 hundred": smaller words after a scale word.
fn tail_words(s: &Scan<'_>, f: &mut Figure) {
    loop {
        let scale = s.word(f.end - 1).number().unwrap_or(1.0);
        let and = usize::from(s.lower(f.end) == "and");
        let at = f.end + and;
        let (value, mut end) = if s.shape(at) == Shape::Number && s.text(at).len() < 4 {
            let Some(v) = digits(s.text(at)).filter(|v| v.fract() == 0.0 && *v > 0.0) else { return };
            (v, at + 1)
        } else if and == 1 && s.is(at, Class::Number) {
            let Some(inner) = in_words(s, at).filter(|g| !g.ordinal && g.value.fract() == 0.0) else {
                return;
            };
            (inner.value, inner.end)
        } else {
            return;
        };
        let mut value = value;
        if s.is(end, Class::Scale) {
            value *= s.word(end).number().unwrap_or(1.0);
            end += 1;
        } else if and == 0 {
            return;
        }
        let unit = s.word(end).any(&[Class::DateUnit, Class::TimeUnit, Class::Measure]);
        if value >= scale
            || unit && and == 1 && scale > 1000.0
            || s.is(end, Class::Currency) && and == 0
            || s.text(end) == "%"
            || s.is(end, Class::Percent)
        {
            return;
        }
        f.set(f.value + value);
        f.end = end;
        if !s.is(end - 1, Class::Scale) {
            return;
        }
    }
}

/// "and a half" after a whole number; behind a scale word it is half of that scale.
fn and_a_half(s: &Scan<'_>, f: &mut Figure) {
    if s.lower(f.end) != "and" || f.ordinal {
        return;
    }
    let scale = s.word(f.end - 1).number().filter(|_| s.is(f.end - 1, Class::Scale)).unwrap_or(1.0);
    let (n, at) = match s.lower(f.end + 1) {
        "a" | "an" => (1.0, f.end + 2),
        "half" => (1.0, f.end + 1),
        _ => match s.word(f.end + 1).number() {
            Some(n) if s.is(f.end + 1, Class::Number) && n < 20.0 => (n, f.end + 2),
            _ => return,
        },
    };
    let at = at + usize::from(s.hyphen(at));
    let Some(part) = denominator(s, at, n > 1.0) else { return };
    let mut end = at + 1;
    let mut value = f.value + n / part * scale;
    if let Some(more) = s.word(end).number().filter(|_| s.is(end, Class::Scale)) {
        // "five and a half million", but "one billion and a half million"
        value = if scale > 1.0 { f.value + n / part * more } else { value * more };
        end += 1;
    }
    f.set(value);
    (f.end, f.plain) = (end, false);
}

/// What a fraction's name divides by: "half", "third", "fifths", "hundredths".
fn denominator(s: &Scan<'_>, at: usize, plural: bool) -> Option<f64> {
    let word = s.lower(at);
    match word {
        "half" | "halves" => return Some(2.0),
        "quarter" | "quarters" | "fourth" | "fourths" => return Some(4.0),
        "second" | "seconds" | "first" | "firsts" => return None,
        _ => {}
    }
    let single = if plural { word.strip_suffix('s')? } else { word };
    let known = crate::lexicon::gazetteer::Gazetteer::get().word(single);
    known.number().filter(|n| known.is(Class::Ordinal) && *n > 2.0)
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
    } else if matches!(s.lower(i), "half" | "quarter") {
        return halves(s, start);
    } else if s.is(i, Class::Scale) {
        part = 1.0;
    }
    loop {
        let joined =
            s.hyphen(i) && s.word(i + 1).any(&[Class::Number, Class::Ordinal, Class::Fraction, Class::Scale]);
        let added = s.lower(i) == "and"
            && (part >= 100.0 || part == 0.0 && total > 0.0)
            && s.is(i + 1, Class::Number);
        let at = i + usize::from(i > start && (joined || added));
        let word = s.word(at);
        let whole = total + part;
        if any
            && !added
            && whole >= 1.0
            && let Some(base) = denominator(s, at, whole > 1.0)
            && !(base == 4.0 && s.is(start.wrapping_sub(1), Class::DateRel))
        {
            let mut end = at + 1;
            let mut value = whole / base;
            if s.lower(end) == "of" && s.any(end + 1, &["a", "one"]) && s.is(end + 2, Class::Scale) {
                value *= s.word(end + 2).number()?;
                end += 3;
            }
            let mut f = Figure::new(start, end, value);
            scales(s, &mut f);
            return Some(f);
        }
        if word.is(Class::Number) {
            let value = word.number()?;
            // Two numbers side by side ("seven eight") are not one, but "twenty five" and "hundred six" are.
            let fits = part % 100.0 >= 20.0 && value < 10.0 && part % 10.0 == 0.0
                || part >= 100.0 && part % 100.0 == 0.0
                || part == 0.0 && total > 0.0;
            if any && !fits {
                break;
            }
            // "three hundred and two" may stop before a fraction of its own: "one hundred and three quarters".
            if added && denominator(s, at + 1, value > 1.0).is_some() {
                break;
            }
            part += value;
        } else if word.is(Class::Scale) {
            let scale = word.number()?;
            if scale >= 1000.0 && part == 0.0 && total > 0.0 {
                total *= scale;
            } else if scale >= 1000.0 {
                total += part.max(1.0) * scale;
                part = 0.0;
            } else {
                part = part.max(1.0) * scale;
            }
        } else if word.is(Class::Ordinal) && (!any || part % 10.0 == 0.0) {
            part += super::reads::ordinal_value(s, at)?;
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
    let mut f = any.then_some(Figure { ordinal, ..Figure::new(start, i, total + part) })?;
    if s.lower(f.end) == "dozen" || s.lower(f.end) == "dozens" {
        scales(s, &mut f);
    }
    if !ordinal {
        point(s, &mut f);
        and_a_half(s, &mut f);
    }
    Some(f)
}

/// "two hundred point zero three".
fn point(s: &Scan<'_>, f: &mut Figure) {
    if s.lower(f.end) != "point" || !s.is(f.end + 1, Class::Number) {
        return;
    }
    let (mut value, mut step, mut at) = (f.value, 0.1, f.end + 1);
    while let Some(n) = s.word(at).number().filter(|n| s.is(at, Class::Number) && *n < 100.0) {
        let after = at + 1 + usize::from(s.hyphen(at + 1));
        let ones = s.word(after).number().filter(|o| s.is(after, Class::Number) && *o < 10.0 && n >= 20.0);
        if n > 9.0 {
            value += (n + ones.unwrap_or(0.0)) * step / 10.0;
            at = if ones.is_some() { after + 1 } else { at + 1 };
            break;
        }
        value += n * step;
        step /= 10.0;
        at += 1;
    }
    f.set(value);
    f.end = at;
    scales(s, f);
}

/// "half", "half a million", "half million", "half a dozen", "a quarter million".
fn halves(s: &Scan<'_>, start: usize) -> Option<Figure> {
    let share = if s.lower(start) == "half" { 0.5 } else { 0.25 };
    let a = usize::from(matches!(s.lower(start + 1), "a" | "an"));
    let of = usize::from(a == 0 && s.lower(start + 1) == "of" && s.lower(start + 2) == "a") * 2;
    if let Some(scale) =
        s.word(start + 1 + a + of).number().filter(|_| s.is(start + 1 + a + of, Class::Scale))
    {
        return Some(Figure::new(start, start + 2 + a + of, share * scale));
    }
    let compound = s.hyphen(start + 1) && s.glued(start);
    (!compound && share == 0.5).then(|| Figure::new(start, start + 1, share))
}
