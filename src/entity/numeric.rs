//! Dates in figures: "2018-7-6", "10/1/2018", "23.04.2022", "05-Aug-2016", "2019/aug/01", "May/22".

use super::Interval;
use super::calendar::{self, Anchor};
use super::reads::{bare_year, day_digits, full_year, month};
use super::scan::Scan;
use crate::lexicon::gazetteer::Class;
use crate::token::Shape;

/// End token, days, and whether the year is said.
pub(super) type Dated = (usize, Option<Interval>, bool);

/// The date in figures that begins at a token.
pub(super) fn numeric(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Dated> {
    if s.shape(i) == Shape::Number && s.text(i).len() > 2 {
        let text = s.text(i);
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            return compact(i, text);
        }
        if let Some(sep) = ['-', '/', '.'].into_iter().find(|c| text.contains(*c)) {
            return one_token(s, i, text, sep, anchor);
        }
    }
    with_name(s, i, anchor)
}

fn one_token(s: &Scan<'_>, i: usize, text: &str, sep: char, anchor: &Anchor) -> Option<Dated> {
    let mut fields = [0i16; 3];
    let (mut count, mut widths) = (0, [0; 3]);
    for part in text.split(sep) {
        let cell = fields.get_mut(count)?;
        *cell = part.parse().ok()?;
        widths[count] = part.len();
        count += 1;
    }
    let [a, b, c] = fields;
    let year_like = |y: i16| (1400..2200).contains(&y);
    // A name in figures across the slash: "2019/23/Sep".
    if count == 2
        && widths[0] == 4
        && year_like(a)
        && joined(s, i + 1)
        && let Some((m, end)) = month(s, i + 2)
    {
        return Some((end, calendar::day(a, m, b as i8), true));
    }
    if count == 3 {
        if widths[0] == 4 && year_like(a) {
            let (m, d) = if b > 12 { (c, b) } else { (b, c) };
            return valid(m, d).then(|| (i + 1, calendar::day(a, m as i8, d as i8), true));
        }
        let y = match widths[2] {
            4 if year_like(c) => c,
            2 if sep == '/' || widths[0] == 2 && widths[1] == 2 && sep == '.' => full_year(c),
            _ => return None,
        };
        // A full stop parts day from month; with a slash the month comes first where both are possible.
        let (m, d) = if a > 12 || sep == '.' && b <= 12 { (b, a) } else { (a, b) };
        return valid(m, d).then(|| (i + 1, calendar::day(y, m as i8, d as i8), true));
    }
    if count == 2 && widths[0] == 4 && year_like(a) && sep == '-' && widths[1] == 2 && (1..=12).contains(&b) {
        // "2009-12" is a month in a list of dates, but "2009-12" after "for" may be years: years that follow win.
        return (b <= a % 100).then(|| (i + 1, calendar::month(a, b as i8), true));
    }
    if count == 2
        && widths[0] <= 2
        && widths[1] <= 2
        && (sep == '/' || s.is(i.wrapping_sub(1), Class::Weekday))
    {
        let (m, d) = if a > 12 { (b, a) } else { (a, b) };
        let cue = s.any(
            i.wrapping_sub(1),
            &[
                "on", "by", "until", "till", "between", "from", "since", "to", "for", "dated", "this",
                "next", "before", "after",
            ],
        ) || s.is(i.wrapping_sub(1), Class::Weekday)
            || s.text(i.wrapping_sub(1)) == "," && s.is(i.wrapping_sub(2), Class::Weekday)
            || s.hyphen(i.wrapping_sub(1))
            || sep == '/'
                && s.any(i + 1, &["at", "before", "after"])
                && s.text(i + 2).starts_with(|c: char| c.is_ascii_digit())
            || sep == '/' && (s.hyphen(i + 1) && s.text(i + 2).contains('/') || in_list(s, i));
        let unit = s.is(i + 1, Class::Measure)
            || s.is(i + 1, Class::DateUnit)
            || s.text(i + 1) == "%"
            || s.lower(i + 1) == "of";
        if !cue || unit || !valid(m, d) {
            return None;
        }
        if let Some(y) = bare_year(s, i + 2).filter(|_| s.text(i + 1) == ",") {
            return Some((i + 3, calendar::day(y, m as i8, d as i8), true));
        }
        return Some((i + 1, anchor.year().and_then(|y| calendar::day(y, m as i8, d as i8)), false));
    }
    None
}

/// "20161016": year, month and day without signs between.
fn compact(i: usize, text: &str) -> Option<Dated> {
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let (y, m, d) = (part(0..4)?, part(4..6)?, part(6..8)?);
    ((1900..2100).contains(&y) && valid(m, d)).then(|| (i + 1, calendar::day(y, m as i8, d as i8), true))
}

/// Behind another such date: "11/20, 11/22 or 11/25".
fn in_list(s: &Scan<'_>, i: usize) -> bool {
    let comma = usize::from(i > s.first + 2 && s.any(i - 1, &["or", "and"]) && s.text(i - 2) == ",");
    (s.text(i.wrapping_sub(1)) == "," || s.any(i.wrapping_sub(1), &["or", "and"]))
        && i > s.first + 1 + comma
        && s.shape(i - 2 - comma) == Shape::Number
        && s.text(i - 2 - comma).contains('/')
}

fn valid(m: i16, d: i16) -> bool {
    (1..=12).contains(&m) && (1..=31).contains(&d)
}

/// A hyphen, slash or full stop that touches both neighbours.
fn joined(s: &Scan<'_>, at: usize) -> bool {
    (s.hyphen(at) || matches!(s.text(at), "/" | ".")) && s.glued(at) && at > s.first && s.glued(at - 1)
}

/// "05-Aug-2016", "2019-aug-01", "Sep-23-2020", "Dec/2018", "May/22", "Dec31".
fn with_name(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Dated> {
    if let Some(found) = glued_name(s, i, anchor) {
        return Some(found);
    }
    if !joined(s, i + 1) {
        return None;
    }
    if let Some(y) = bare_year(s, i) {
        let (m, end) = month(s, i + 2)?;
        if joined(s, end) {
            let (d, end) = day_digits(s, end + 1)?;
            return Some((end, calendar::day(y, m, d), true));
        }
        return Some((end, calendar::month(y, m), true));
    }
    if let Some((d, _)) = day_digits(s, i) {
        let (m, end) = month(s, i + 2)?;
        if joined(s, end) {
            let y = bare_year(s, end + 1).or_else(|| short_year(s, end + 1))?;
            return Some((end + 2, calendar::day(y, m, d), true));
        }
        return Some((end, anchor.year().and_then(|y| calendar::day(y, m, d)), false));
    }
    let (m, end) = month(s, i)?;
    let at = end + 1;
    if let Some(y) = bare_year(s, at) {
        return Some((at + 1, calendar::month(y, m), true));
    }
    let (d, after) =
        day_digits(s, at).filter(|_| s.capital(i) || !matches!(s.lower(i), "may" | "march" | "mar"))?;
    if joined(s, after) {
        let y = bare_year(s, after + 1)?;
        return Some((after + 2, calendar::day(y, m, d), true));
    }
    Some((after, anchor.year().and_then(|y| calendar::day(y, m, d)), false))
}

fn short_year(s: &Scan<'_>, i: usize) -> Option<i16> {
    let text = s.text(i);
    (text.len() == 2).then(|| text.parse().ok().map(full_year)).flatten()
}

/// "Dec31", with a year after it: one token.
fn glued_name(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Dated> {
    if s.shape(i) != Shape::Mixed && s.shape(i) != Shape::Title && s.shape(i) != Shape::Lower {
        return None;
    }
    let text = s.lower(i);
    let cut = text.find(|c: char| c.is_ascii_digit()).filter(|c| *c > 2)?;
    let word = crate::lexicon::gazetteer::Gazetteer::get().word(&text[..cut]);
    let m = word.number().filter(|_| word.is(Class::Month))? as i8;
    let rest = text[cut..].trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let d: i8 = rest.parse().ok().filter(|d| (1..=31).contains(d))?;
    let comma = usize::from(s.text(i + 1) == ",");
    match bare_year(s, i + 1 + comma) {
        Some(y) => Some((i + 2 + comma, calendar::day(y, m, d), true)),
        None => Some((i + 1, anchor.year().and_then(|y| calendar::day(y, m, d)), false)),
    }
}
