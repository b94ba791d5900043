//! Parts of longer stretches: "the end of 2008", "early May", "the first half of 2010", "later this month".

use super::calendar::{self, Anchor, Part, Unit};
use super::points::point;
use super::relative::{relative, whole_unit};
use super::scan::Scan;
use super::written::{Stretch, calendar_date};
use super::{Interval, Value};
use crate::lexicon::gazetteer::{Class, Gazetteer};

/// "mid-November", "post-2015", "mid-1990s" where they are one token.
pub(super) fn compound(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Stretch> {
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
pub(super) fn prefixed(
    s: &Scan<'_>,
    i: usize,
    floor: usize,
    value: Option<Interval>,
) -> (usize, Option<Interval>) {
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
pub(super) fn portion(s: &Scan<'_>, i: usize, anchor: &mut Anchor) -> Option<Stretch> {
    if s.lower(i) == "year" {
        let possessive = s.lower(i + 1) == "'s" && s.lower(i + 2) == "end";
        let hyphen = s.hyphen(i + 1) && s.lower(i + 2) == "end" && s.glued(i);
        if possessive || hyphen {
            let year = anchor.year().and_then(calendar::year);
            return Some((i + 3, year.map(|y| calendar::part(y, Part::End))));
        }
    }
    if matches!(s.text(i), "EOY" | "EOM") {
        let unit = if s.text(i) == "EOY" { Unit::Year } else { Unit::Month };
        let whole = anchor.now().and_then(|d| unit.around(d));
        return Some((i + 1, whole.map(|w| calendar::part(w, Part::End))));
    }
    if matches!(s.lower(i), "earlier" | "later") {
        let the = if s.lower(i + 1) == "in" && s.lower(i + 2) == "the" { 2 } else { 0 };
        let unit = the == 2 && s.is(i + 3, Class::DateUnit);
        if unit
            || the == 0 && s.any(i + 1, &["this", "last", "next", "previous"]) && s.is(i + 2, Class::DateUnit)
        {
            let (end, whole) = if unit {
                (i + 4, whole_unit(s, i + 3, anchor))
            } else {
                let (end, value, _) = relative(s, i + 1, anchor)?;
                (end, interval(value))
            };
            // What is left of the present week or month, or what has passed of it.
            let now = anchor.now().filter(|n| whole.is_some_and(|w| w.first <= *n && *n <= w.last));
            let cut = whole.map(|w| match now {
                Some(n) if s.lower(i) == "later" => Interval { first: n, ..w },
                Some(n) => Interval { last: n, ..w },
                None => w,
            });
            return Some((end, cut));
        }
        return None;
    }
    let word = s.lower(i);
    let part = Part::of(word).filter(|_| s.is(i, Class::DatePart));
    let nth = nth(word).unwrap_or(0);
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
        let named = || point(s, at + article, anchor).filter(|p| of > 0 && p.rule != "date_year");
        let whole = calendar_date(s, at + article, anchor)
            .or_else(|| named().map(|p| (p.end, p.days)))
            .or_else(|| relative(s, at + article, anchor).map(|(e, v, _)| (e, interval(v))))
            .or_else(|| {
                let bare = matches!(word, "end" | "start" | "beginning")
                    && s.any(at, &["year", "month", "week", "day"]);
                let unit = s.is(at + article, Class::DateUnit) && (article == 1 || bare);
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

/// "'s first quarter" behind a year.
pub(super) fn piece_of(s: &Scan<'_>, i: usize, year: Interval) -> Option<Stretch> {
    let n = s.lower(i) == "'s";
    let nth = nth(s.lower(i + 1)).filter(|_| n && year.first.year() == year.last.year())?;
    let piece = match s.lower(i + 2) {
        "quarter" => calendar::quarter(year.first.year(), nth),
        "half" => calendar::half(year.first.year(), nth),
        _ => None,
    };
    piece.map(|p| (i + 3, Some(p)))
}

fn nth(word: &str) -> Option<i8> {
    Some(match word {
        "first" | "1st" => 1,
        "second" | "2nd" | "latter" => 2,
        "third" | "3rd" => 3,
        "fourth" | "4th" => 4,
        _ => return None,
    })
}

fn interval(value: Option<Value>) -> Option<Interval> {
    match value {
        Some(Value::Time(i)) => Some(i),
        _ => None,
    }
}
