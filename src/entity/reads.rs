//! The small pieces of dates: days of a month, months and years, in digits and in words.

use super::scan::Scan;
use crate::lexicon::gazetteer::Class;
use crate::token::Shape;

/// A month's number and the token after its name (and full stop).
pub(super) fn month(s: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    if !s.is(i, Class::Month) {
        return None;
    }
    let stop = usize::from(
        s.text(i + 1) == "."
            && s.glued(i)
            && s.lower(i).len() < 5
            && !matches!(s.lower(i), "may" | "june" | "july"),
    );
    s.word(i).number().map(|n| (n as i8, i + 1 + stop))
}

/// A day of a month in digits: "5", "5th".
pub(super) fn day_digits(s: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    let text = s.text(i);
    let number = match s.shape(i) {
        Shape::Number => text,
        Shape::Mixed | Shape::Lower => ["st", "nd", "rd", "th"].iter().find_map(|e| text.strip_suffix(e))?,
        _ => return None,
    };
    let day: i8 = number.parse().ok().filter(|d| (1..=31).contains(d) && number.len() < 3)?;
    Some((day, i + 1))
}

/// A day of a month in digits or as an ordinal word: "5th", "twenty-second".
pub(super) fn day(s: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    day_digits(s, i).or_else(|| ordinal(s, i).filter(|(n, _)| (1..=31).contains(n)))
}

/// An ordinal word: "first", "thirty-first", "thirty first".
pub(super) fn ordinal(s: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    let word = s.word(i);
    if word.is(Class::Ordinal) {
        return ordinal_value(s, i).map(|n| (n as i8, i + 1));
    }
    let tens =
        word.number().filter(|n| word.is(Class::Number) && n % 10.0 == 0.0 && (20.0..=90.0).contains(n))?;
    let at = i + 1 + usize::from(s.hyphen(i + 1));
    let ones = ordinal_value(s, at).filter(|n| s.is(at, Class::Ordinal) && *n < 10.0)?;
    Some(((tens + ones) as i8, at + 1))
}

/// An ordinal word's number; the table's value of "second" is that of the unit of time.
pub(super) fn ordinal_value(s: &Scan<'_>, i: usize) -> Option<f64> {
    if s.lower(i) == "second" { Some(2.0) } else { s.word(i).number() }
}

/// A number word below a hundred: "five", "twenty five".
fn below_hundred(s: &Scan<'_>, i: usize) -> Option<(i16, usize)> {
    let word = s.word(i);
    let n = word.number().filter(|_| word.is(Class::Number))?;
    let at = i + 1 + usize::from(s.hyphen(i + 1));
    let ones = s.word(at).number().filter(|o| s.is(at, Class::Number) && (1.0..10.0).contains(o));
    match ones {
        Some(ones) if n >= 20.0 && n % 10.0 == 0.0 => Some(((n + ones) as i16, at + 1)),
        _ => Some((n as i16, i + 1)),
    }
}

/// A day of a month as a plain number word: "twenty five" before "January".
pub(super) fn day_word(s: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    below_hundred(s, i).filter(|(n, _)| (1..=31).contains(n)).map(|(n, end)| (n as i8, end))
}

/// A year in four digits, with a letter where works are cited ("2023a"), or after "FY".
pub(super) fn bare_year(s: &Scan<'_>, i: usize) -> Option<i16> {
    let text = s.text(i);
    if text.len() < 4 || text.len() > 6 {
        return None;
    }
    let fiscal = ["FY", "fy", "SY", "sy", "CY", "cy"].iter().find_map(|kind| text.strip_prefix(kind));
    if let Some(short) = fiscal.filter(|f| f.len() == 2 && f.bytes().all(|b| b.is_ascii_digit())) {
        return short.parse().ok().map(full_year);
    }
    let text = fiscal.unwrap_or(text);
    let text = text.strip_suffix(['a', 'b', 'c', 'd']).filter(|t| t.len() == 4).unwrap_or(text);
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|y| (1400..2200).contains(y))
}

/// A year in digits or in words: "1996", "nineteen ninety-six", "two thousand and fifteen".
pub(super) fn year(s: &Scan<'_>, i: usize) -> Option<(i16, usize)> {
    bare_year(s, i).map(|y| (y, i + 1)).or_else(|| year_words(s, i))
}

/// A year in words.
pub(super) fn year_words(s: &Scan<'_>, i: usize) -> Option<(i16, usize)> {
    if !s.is(i, Class::Number) {
        return None;
    }
    let (head, at) = below_hundred(s, i)?;
    if head == 2 && s.lower(at) == "thousand" {
        let and = usize::from(s.lower(at + 1) == "and");
        return match below_hundred(s, at + 1 + and) {
            Some((n, end)) => Some((2000 + n, end)),
            None => Some((2000, at + 1)),
        };
    }
    if !(15..=20).contains(&head) {
        return None;
    }
    if s.lower(at) == "hundred" {
        let and = usize::from(s.lower(at + 1) == "and");
        return match below_hundred(s, at + 1 + and) {
            Some((n, end)) if and == 0 || n < 100 && !s.is(end, Class::Scale) => Some((head * 100 + n, end)),
            _ => Some((head * 100, at + 1)),
        };
    }
    let at = at + usize::from(s.hyphen(at));
    let (rest, end) = below_hundred(s, at).filter(|(n, _)| *n > 9)?;
    Some((head * 100 + rest, end))
}

/// A year in two digits: 87 is 1987, 12 is 2012.
pub(super) const fn full_year(two: i16) -> i16 {
    if two < 40 { 2000 + two } else { 1900 + two }
}

/// A year after a day or month: a full one, or two digits behind "of" or an apostrophe.
pub(super) fn year_or_short(s: &Scan<'_>, i: usize, of: bool) -> Option<(i16, usize)> {
    if let Some(found) = year(s, i) {
        return Some(found);
    }
    let (text, quoted) = match s.text(i).strip_prefix(['\'', '’', '‘']) {
        Some(rest) if !rest.is_empty() => (rest, true),
        Some(_) => (s.text(i + 1), true),
        None => (s.text(i), false),
    };
    let end = i + 1 + usize::from(quoted && s.text(i).chars().count() == 1);
    let two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) && (of || quoted);
    two.then(|| text.parse().ok().map(|n| (full_year(n), end))).flatten()
}
