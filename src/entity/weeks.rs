//! Weeks and their days: what "last" and "next" point to, weekdays by name, weekends.

use super::Interval;
use super::calendar::{self, Anchor, Unit};
use super::reads::day;
use super::scan::Scan;
use crate::lexicon::gazetteer::Class;

/// How many units "last", "this" and "next" point away.
pub(super) fn offset(word: &str) -> Option<i64> {
    Some(match word {
        "last" | "past" | "previous" | "preceding" => -1,
        "this" | "current" | "that" | "same" => 0,
        "next" | "coming" | "following" | "upcoming" | "subsequent" => 1,
        _ => return None,
    })
}

/// A weekday's number from Monday as 1; short forms and "sun" need a capital.
pub(super) fn weekday(s: &Scan<'_>, i: usize) -> Option<(i64, usize)> {
    let n = match s.lower(i) {
        "monday" | "mondays" => 1,
        "tuesday" | "tuesdays" => 2,
        "wednesday" | "wednesdays" => 3,
        "thursday" | "thursdays" => 4,
        "friday" | "fridays" => 5,
        "saturday" | "saturdays" => 6,
        "sunday" | "sundays" => 7,
        short if s.capital(i) || day(s, i + 1).is_some() => match short.trim_end_matches('.') {
            "mon" => 1,
            "tue" | "tues" => 2,
            "wed" => 3,
            "thu" | "thur" | "thurs" => 4,
            "fri" => 5,
            "sat" => 6,
            "sun" => 7,
            _ => return None,
        },
        short => match short {
            "tues" => 2,
            "thurs" => 4,
            _ => return None,
        },
    };
    let clear = s.lower(i).len() > 4 || !s.is(i, Class::Never) && (s.shape(i) != crate::token::Shape::Upper);
    let stop = usize::from(s.text(i + 1) == "." && s.glued(i) && s.lower(i).len() < 6 && i + 2 < s.end);
    clear.then_some((n, i + 1 + stop))
}

/// The day of a week that lies some weeks from the day of writing.
pub(super) fn of_week(anchor: &Anchor, weeks: i64, n: i64) -> Option<Interval> {
    let week = Unit::Week.around(anchor.now()?)?;
    let week = calendar::neighbour(week, Unit::Week, weeks)?;
    let first = Interval { first: week.first, last: week.first };
    calendar::shift(first, Unit::Day, n - 1)
}

/// The last such weekday before the day of writing, or the first one after it.
pub(super) fn nearest(anchor: &Anchor, n: i64, ahead: bool) -> Option<Interval> {
    let now = anchor.now()?;
    let today = i64::from(now.weekday().to_monday_one_offset());
    let by = if ahead { (n - today + 6).rem_euclid(7) + 1 } else { -((today - n + 6).rem_euclid(7) + 1) };
    calendar::shift(Interval { first: now, last: now }, Unit::Day, by)
}

/// "next week", "this week", "the following week": the end token and how many weeks away.
pub(super) fn pointed_week(s: &Scan<'_>, i: usize) -> Option<(usize, i64)> {
    let i = i + usize::from(s.lower(i) == "the");
    let by = offset(s.lower(i))?;
    (s.lower(i + 1) == "week").then_some((i + 2, by))
}

/// The same weekday in a week that is pointed to: "next week" behind "Friday morning".
pub(super) fn same_weekday(
    s: &Scan<'_>,
    i: usize,
    day: jiff::civil::Date,
    anchor: &Anchor,
) -> Option<(usize, Option<Interval>)> {
    let (end, weeks) = pointed_week(s, i)?;
    Some((end, of_week(anchor, weeks, i64::from(day.weekday().to_monday_one_offset()))))
}

/// "Friday 14": the nearest month whose 14th is a Friday, ahead where the words speak of what will be.
pub(super) fn numbered_weekday(anchor: &Anchor, n: i64, d: i8, ahead: bool) -> Option<Interval> {
    let now = anchor.now()?;
    let month = Unit::Month.around(now)?;
    let day = |month: Interval| calendar::day(month.first.year(), month.first.month(), d);
    let fits = |day: &Interval| i64::from(day.first.weekday().to_monday_one_offset()) == n;
    if let Some(this) = day(month).filter(fits) {
        return Some(this);
    }
    (1..24).find_map(|k| {
        let month = calendar::neighbour(month, Unit::Month, if ahead { k } else { -k })?;
        day(month).filter(fits)
    })
}

/// The Saturday and Sunday of a week.
pub(super) fn weekend(anchor: &Anchor, weeks: i64) -> Option<Interval> {
    let saturday = of_week(anchor, weeks, 6)?;
    Some(Interval { first: saturday.first, last: calendar::shift(saturday, Unit::Day, 1)?.last })
}

/// The weekend nearest to a feast, lengthened to it where it lies beside.
pub(super) fn weekend_with(day: jiff::civil::Date) -> Option<Interval> {
    let one = Interval { first: day, last: day };
    let saturday = match day.weekday().to_monday_one_offset() {
        n @ 1..=2 => calendar::shift(one, Unit::Day, -i64::from(n) - 1)?,
        n => calendar::shift(one, Unit::Day, 6 - i64::from(n))?,
    };
    let sunday = calendar::shift(saturday, Unit::Day, 1)?;
    Some(Interval { first: saturday.first.min(day), last: sunday.last.max(day) })
}

pub(super) fn week_of_year(y: i16, n: i64) -> Option<Interval> {
    let first = Unit::Week.around(calendar::day(y, 1, 4)?.first)?;
    calendar::neighbour(first, Unit::Week, n - 1)
}
