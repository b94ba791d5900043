//! Points of time and the stretches between two of them: "from Nov to March", "between 10/1 and 11/7".

use super::calendar::{self, Anchor, Unit};
use super::numeric::numeric;
use super::points::{self, Point, point};
use super::portions::{compound, piece_of, portion};
use super::reads::day;
use super::relative::relative;
use super::scan::Scan;
use super::written::calendar_date;
use super::{Interval, Value};
use crate::token::Shape;

/// A point, or the stretch between two: "from Nov to March", "2014 through May 2018", "between 10/1 and 11/7".
pub(super) fn stretch(s: &Scan<'_>, i: usize, anchor: &mut Anchor) -> Option<Point> {
    let a = match one(s, i, anchor) {
        Some(a) => a,
        None if s.any(i.wrapping_sub(1), &["between", "from"])
            && s.any(i + 1, &["and", "to", "until", "till"]) =>
        {
            now(s, i, anchor)?
        }
        None => return None,
    };
    let before = s.lower(i.wrapping_sub(if s.lower(i.wrapping_sub(1)) == "the" { 2 } else { 1 }));
    let between = before == "between" && matches!(s.lower(a.end), "and" | "to");
    let from = before == "from" || before == "between";
    let dash = s.hyphen(a.end) || s.text(a.end) == "~";
    let worded = s.any(a.end, &["to", "till", "til", "until", "through", "thru"])
        && (from || s.lower(a.end) != "until")
        || between;
    if !(dash || worded) {
        return Some(a);
    }
    if matches!(a.rule, "date_relative" | "date_part") && !from || a.rule == "date_weekday" && dash {
        return Some(a);
    }
    let mut quiet = *anchor;
    let start = a.end + 1 + usize::from(s.lower(a.end + 1) == "the");
    let b = one(s, start, &mut quiet)
        .or_else(|| points::any(s, start, anchor))
        .or_else(|| now(s, start, anchor))
        .or_else(|| day_of_same(s, start, &a));
    let Some(b) = b else { return Some(a).filter(|a| a.rule != "date_now") };
    if matches!(b.rule, "date_relative" | "date_part") && !from {
        return Some(a);
    }
    if a.rule == "date_word" && a.days.is_none() {
        return Some(a);
    }
    // "from next Monday to Friday": the first one after.
    if b.rule == "date_weekday"
        && !b.dated
        && let (Some(x), Some(y)) = (a.days, b.days)
    {
        let gap = (i64::from(y.first.weekday().to_monday_zero_offset())
            - i64::from(x.first.weekday().to_monday_zero_offset()))
        .rem_euclid(7);
        let last = calendar::shift(Interval { first: x.first, last: x.first }, Unit::Day, gap);
        let days = last.map(|l| Interval { first: x.first, last: l.last });
        return Some(Point { end: b.end, days, dated: a.dated, rule: "date_between" });
    }
    let from_edge = a.days.and_then(|d| edge(s, i, &a, d, true)).or(a.days);
    let to_edge = b.days.and_then(|d| edge(s, start, &b, d, false)).or(b.days);
    let days = from_edge.zip(to_edge).and_then(|(x, y)| join(x, a.dated, y, b.dated));
    if days.is_none() && a.days.is_some() && b.days.is_some() {
        return Some(a);
    }
    Some(Point { end: b.end, days, dated: a.dated || b.dated, rule: "date_between" })
}

/// The day of writing, as "now", "the present", "date" or "the current date".
fn now(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    let i = i + usize::from(s.lower(i) == "the");
    let i = i + usize::from(s.lower(i) == "current" && s.lower(i + 1) == "date");
    s.any(i, &["now", "present", "date"]).then(|| {
        let days = anchor.now().map(|d| Interval { first: d, last: d });
        Point { end: i + 1, days, dated: true, rule: "date_now" }
    })
}

/// The day that "the end of May" or "the middle of May" is as one side of a stretch.
fn edge(s: &Scan<'_>, i: usize, p: &Point, days: Interval, opens: bool) -> Option<Interval> {
    if p.rule != "date_part" {
        return None;
    }
    let day = match s.lower(i + usize::from(s.lower(i) == "the")) {
        "end" if opens => days.last.tomorrow().ok()?,
        "middle" | "mid" => {
            let half = (calendar::days(days) - 1) / 2;
            calendar::shift(Interval { first: days.first, last: days.first }, Unit::Day, half)?.first
        }
        _ => return None,
    };
    Some(Interval { first: day, last: day })
}

/// "from April 27th to the 3rd": the next such day.
fn day_of_same(s: &Scan<'_>, i: usize, a: &Point) -> Option<Point> {
    let from = a.days.filter(|d| d.first == d.last)?.first;
    let (d, end) = day(s, i).filter(|_| s.shape(i) != Shape::Number)?;
    let month = calendar::month(from.year(), from.month())?;
    let month = if d > from.day() { Some(month) } else { calendar::neighbour(month, Unit::Month, 1) };
    let days = month.and_then(|m| calendar::day(m.first.year(), m.first.month(), d));
    Some(Point { end, days, dated: true, rule: "date_day" })
}

/// From one to the other; the one without a year takes the other's.
fn join(a: Interval, a_dated: bool, b: Interval, b_dated: bool) -> Option<Interval> {
    let by = |i: Interval, n: i64| calendar::shift(i, Unit::Year, n);
    let years = i64::from(b.first.year() - a.first.year());
    let (a, b) = match (a_dated, b_dated) {
        (false, true) => {
            let same = by(a, years)?;
            (if same.first > b.last { by(a, years - 1)? } else { same }, b)
        }
        (true, false) => {
            let same = by(b, -years)?;
            (a, if same.last < a.first { by(same, 1)? } else { same })
        }
        (false, false) if b.last < a.first => (a, by(b, 1)?),
        _ => (a, b),
    };
    (a.first <= b.last).then_some(Interval { first: a.first, last: b.last })
}

/// The single point at a token, by all rules in turn.
pub(super) fn one(s: &Scan<'_>, i: usize, anchor: &mut Anchor) -> Option<Point> {
    let made = |end, days, rule| Point { end, days, dated: true, rule };
    if let Some((end, days)) = portion(s, i, anchor) {
        return Some(made(end, days, "date_part"));
    }
    if let Some(p) = point(s, i, anchor) {
        // "tomorrow, 13/04/2021,": the same day twice.
        let again =
            (p.rule == "date_word" && s.text(p.end) == ",").then(|| numeric(s, p.end + 1, anchor)).flatten();
        return Some(match again {
            Some((end, days, true)) => Point { end, days, ..p },
            _ => p,
        });
    }
    if let Some((end, value, rule)) = relative(s, i, anchor)
        && let Some(Value::Time(days)) = value
    {
        if let Some((end, piece)) = piece_of(s, end, days) {
            return Some(made(end, piece, "date_part"));
        }
        return Some(made(end, Some(days), rule));
    }
    if let Some((end, days)) = compound(s, i, anchor) {
        return Some(made(end, days, "date_compound"));
    }
    let (end, days) = calendar_date(s, i, anchor)?;
    let dated =
        (i..end).any(|k| super::reads::bare_year(s, k).is_some()) || super::reads::year_words(s, i).is_some();
    Some(Point { end, days, dated, rule: "date_calendar" })
}
