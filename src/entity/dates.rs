//! Dates and lengths of time, resolved against the document's date and the year last spoken of.

use super::amounts::{self, Figure, Found};
use super::calendar::{self, Anchor, Part, Unit};
use super::relative::{ago, relative, whole_unit};
use super::scan::Scan;
use super::written::{Stretch, calendar_date};
use super::{Interval, Label, Value};
use crate::lexicon::gazetteer::{Class, Gazetteer};
use crate::token::Shape;

/// The date that begins at token `i`, or whose figure does; `floor` is the first token that is still free.
pub(super) fn at(s: &Scan<'_>, i: usize, floor: usize, anchor: &mut Anchor) -> Option<Found> {
    let word = s.word(i);
    let found = |start: usize, end: usize, value: Option<Value>, rule: &'static str, score: f32| {
        Some(Found { start, end, label: Label::Date, value, rule, score })
    };
    if word.is(Class::DateWord) {
        let days = match s.lower(i) {
            "yesterday" => -1,
            "tomorrow" => 1,
            _ => 0,
        };
        let day = anchor.document.filter(|d| d.first == d.last);
        let value = day.and_then(|d| calendar::shift(d, Unit::Day, days)).map(Value::Time);
        return found(i, i + 1, value, "date_word", 0.8);
    }
    if word.is(Class::Freq) && !(i == s.first && s.capital(i + 1)) {
        return found(i, i + 1, None, "date_frequency", 0.5);
    }
    if let Some((end, value)) = age(s, i) {
        return found(i, end, value, "date_age", 0.6);
    }
    if let Some((end, value)) = portion(s, i, anchor) {
        return found(i, end, value.map(Value::Time), "date_part", 0.85);
    }
    if let Some((end, value, rule)) = relative(s, i, anchor) {
        return found(i, end, value, rule, 0.8);
    }
    if let Some((end, value)) = compound(s, i, anchor) {
        return found(i, end, value.map(Value::Time), "date_compound", 0.9);
    }
    if s.lower(i) == "between"
        && let Some((and, first)) = calendar_date(s, i + 1, anchor)
        && s.lower(and) == "and"
        && let Some((end, last)) = calendar_date(s, and + 1, anchor)
    {
        let value = first
            .zip(last)
            .map(|(a, b)| Interval { first: a.first, last: b.last })
            .filter(|v| v.first <= v.last);
        return found(i, end, value.map(Value::Time), "date_between", 0.85);
    }
    if let Some((end, value)) = calendar_date(s, i, anchor) {
        anchor.said(value);
        let (start, value) = prefixed(s, i, floor, value);
        return found(start, end, value.map(Value::Time), "date_calendar", 0.95);
    }
    if let Some(figure) = amounts::figure(s, i) {
        return duration(s, &figure, floor, anchor);
    }
    None
}

/// "mid-November", "post-2015", "mid-1990s" where they are one token.
fn compound(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Stretch> {
    let (prefix, rest) = s.lower(i).split_once('-')?;
    let part = match prefix {
        "mid" => Some(Part::Mid),
        "early" => Some(Part::Early),
        "late" => Some(Part::Late),
        "post" | "pre" => None,
        _ => return None,
    };
    let whole = if let Some(m) =
        Gazetteer::get().word(rest).number().filter(|_| Gazetteer::get().word(rest).is(Class::Month))
    {
        anchor.year().and_then(|y| calendar::month(y, m as i8))
    } else {
        let digits = rest.strip_suffix('s').unwrap_or(rest);
        let y: i16 = digits.parse().ok().filter(|y| digits.len() == 4 && (1400..2200).contains(y))?;
        if digits.len() < rest.len() { calendar::years(y, y + 9) } else { calendar::year(y) }
    };
    Some((i + 1, whole.zip(part).map(|(w, p)| calendar::part(w, p))))
}

/// "early 2010", "late November 2009", "mid-2015", "post-2015": a word before the date.
fn prefixed(s: &Scan<'_>, i: usize, floor: usize, value: Option<Interval>) -> (usize, Option<Interval>) {
    if i > floor.max(s.first) {
        let joined = s.hyphen(i - 1) && i >= floor.max(s.first) + 2 && s.glued(i - 2);
        let at = if joined { i - 2 } else { i - 1 };
        if let "early" | "late" | "mid" = s.lower(at) {
            let part = Part::of(s.lower(at)).unwrap_or(Part::Mid);
            return (at, value.map(|v| calendar::part(v, part)));
        }
        if joined && matches!(s.lower(at), "post" | "pre") {
            return (at, None);
        }
        if s.lower(i - 1) == "last" || s.lower(i - 1) == "circa" {
            return (i - 1, value);
        }
    }
    (i, value)
}

/// "the end of 2008", "the first half of 2010", "second quarter", "beginning of next year", "year's end".
fn portion(s: &Scan<'_>, i: usize, anchor: &mut Anchor) -> Option<Stretch> {
    if s.lower(i) == "year" {
        let possessive = s.lower(i + 1) == "'s" && s.lower(i + 2) == "end";
        let hyphen = s.hyphen(i + 1) && s.lower(i + 2) == "end" && s.glued(i);
        if possessive || hyphen {
            let year = anchor.year().and_then(calendar::year);
            return Some((i + 3, year.map(|y| calendar::part(y, Part::End))));
        }
    }
    let word = s.lower(i);
    let part = Part::of(word).filter(|_| s.is(i, Class::DatePart));
    let nth = match word {
        "first" | "1st" => 1,
        "second" | "2nd" | "latter" => 2,
        "third" => 3,
        "fourth" => 4,
        _ => 0,
    };
    let kind = s.lower(i + 1);
    let half = nth > 0 && nth < 3 && kind == "half";
    let quarter = nth > 0 && kind == "quarter";
    let head = if half || quarter { i + 2 } else { i + 1 };
    if s.lower(head) == "of" || (matches!(word, "early" | "late" | "mid") && !half && !quarter) {
        let of = usize::from(s.lower(head) == "of");
        if of == 0 && !matches!(word, "early" | "late" | "mid") || part.is_none() && !half && !quarter {
            return None;
        }
        let joined = usize::from(of == 0 && s.hyphen(head) && s.glued(head) && s.glued(i));
        let mut at = head + of + joined;
        at += usize::from(s.lower(at) == "in" && of == 0);
        let article = usize::from(matches!(s.lower(at), "the" | "a"));
        let whole = calendar_date(s, at + article, anchor)
            .or_else(|| relative(s, at + article, anchor).map(|(e, v, _)| (e, interval(v))))
            .or_else(|| {
                let unit = s.is(at + article, Class::DateUnit) && article == 1;
                unit.then(|| (at + article + 1, whole_unit(s, at + article, anchor)))
            });
        if let Some((end, whole)) = whole {
            anchor.said(whole);
            let value = whole.and_then(|w| match () {
                () if half => calendar::half(w.first.year(), nth),
                () if quarter => calendar::quarter(w.first.year(), nth),
                () => part.map(|p| calendar::part(w, p)),
            });
            return Some((end, value));
        }
    }
    if quarter || half && s.lower(i + 2) == "year" {
        return Some((i + 2, anchor.year().and_then(|y| calendar::quarter(y, nth)).filter(|_| quarter)));
    }
    None
}

fn interval(value: Option<Value>) -> Option<Interval> {
    match value {
        Some(Value::Time(i)) => Some(i),
        _ => None,
    }
}

/// "five years", "ten-year", "six months ago", "one year later", "14 years old".
fn duration(s: &Scan<'_>, f: &Figure, floor: usize, anchor: &Anchor) -> Option<Found> {
    let mut end = f.end;
    let ranged =
        (s.hyphen(end) || s.any(end, &["to", "or", "and"])).then(|| amounts::figure(s, end + 1)).flatten();
    if let Some(second) = ranged {
        let unit = second.end + usize::from(s.hyphen(second.end) && s.glued(second.end));
        let open = s.lower(f.end) != "and" || s.lower(f.start.wrapping_sub(1)) == "between";
        if s.is(unit, Class::DateUnit) && open && second.value > f.value {
            end = second.end;
        }
    }
    if s.lower(end) == "and" && s.lower(end + 1) == "a" && s.lower(end + 2) == "half" {
        end += 3;
    }
    let hyphen = usize::from(s.hyphen(end) && s.glued(end) && s.glued(end - 1));
    let filler = usize::from(s.any(
        end + hyphen,
        &["calendar", "consecutive", "full", "working", "business", "additional", "more"],
    ));
    let at = end + hyphen + filler;
    if !s.is(at, Class::DateUnit) {
        return None;
    }
    let unit = Unit::of(s.word(at).number()?);
    let ordinal = f.end == f.start + 1 && s.is(f.start, Class::Ordinal)
        || s.text(f.start).starts_with(|c: char| c.is_ascii_digit())
            && s.shape(f.start) != Shape::Number
            && !f.plain;
    let mut end = at + 1;
    if ordinal {
        let century = unit == Unit::Century;
        let value = century.then(|| calendar::century(f.value as i16)).flatten().map(Value::Time);
        return century.then_some(Found {
            start: f.start,
            end,
            label: Label::Date,
            value,
            rule: "date_century",
            score: 0.9,
        });
    }
    let mut value = Some(Value::Duration(unit.duration(f.value)));
    if s.any(end, &["ago", "later", "earlier"]) {
        value = ago(s.lower(end), f.value, unit, anchor).or(value);
        end += 1;
    } else if s.hyphen(end) && s.lower(end + 1) == "old" {
        end += 2;
    } else if s.lower(end) == "old" || s.lower(end) == "of" && s.lower(end + 1) == "age" {
        end += if s.lower(end) == "old" { 1 } else { 2 };
    }
    let start = amounts::approximators(s, f.start, floor, Label::Date);
    let start = if s.any(start.wrapping_sub(1), &["another", "additional"]) && start > floor {
        start - 1
    } else {
        start
    };
    Some(Found { start, end, label: Label::Date, value, rule: "date_duration", score: 0.9 })
}

/// "age 18", "ages 15 to 17".
fn age(s: &Scan<'_>, i: usize) -> Option<(usize, Option<Value>)> {
    if !s.any(i, &["age", "ages", "aged"]) {
        return None;
    }
    let f = amounts::figure(s, i + 1)?;
    let mut end = f.end;
    if s.any(end, &["to", "and"]) || s.hyphen(end) {
        end = amounts::figure(s, end + 1).map_or(end, |g| g.end);
    }
    Some((end, Some(Value::Duration(Unit::Year.duration(f.value)))))
}
