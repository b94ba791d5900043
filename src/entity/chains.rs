//! Dates and times that go on: a weekday with its distance, a length with its start, "2012 or later", "the year to date".

use super::amounts::Found;
use super::calendar::{self, Anchor, Unit};
use super::clock;
use super::lengths::duration;
use super::points;
use super::scan::Scan;
use super::weeks::weekday;
use super::{Interval, Label, Value};
use crate::token::Shape;

/// A date or time with what follows it and belongs to it.
pub(super) fn chained(s: &Scan<'_>, f: Found, anchor: &Anchor) -> Found {
    let longer = match &f.value {
        Some(Value::Time(days)) => weekday_away(s, &f, *days, anchor)
            .or_else(|| away_weekday(s, &f, *days))
            .or_else(|| to_date(s, &f, *days, anchor)),
        Some(Value::Duration(length)) if f.label == Label::Date => started(s, &f, length, anchor),
        Some(Value::Duration(length)) => from_hour(s, &f, length),
        Some(Value::Clock(hour)) => for_hours(s, &f, hour, anchor),
        _ => None,
    };
    let (end, value) = match longer {
        Some((end, value)) => (end, Some(value)),
        None => (f.end, f.value),
    };
    let open = if matches!(value, Some(Value::Time(_) | Value::Clock(_))) { open_end(s, end) } else { end };
    Found { end: open, value, ..f }
}

type Longer = Option<(usize, Value)>;

const fn single(day: jiff::civil::Date) -> Interval {
    Interval { first: day, last: day }
}

/// The day of that name in the week, from Sunday, of another day.
fn in_week(day: jiff::civil::Date, n: i64) -> Option<Interval> {
    let back = i64::from(day.weekday().to_sunday_zero_offset());
    calendar::shift(single(day), Unit::Day, n % 7 - back)
}

/// Whether a length leads to a point: "two weeks from now", "a month ago".
fn leads(s: &Scan<'_>, f: &Found) -> bool {
    f.rule == "date_away" || s.any(f.end - 1, &["ago", "later", "earlier", "hence"])
}

/// "Monday, two weeks from now".
fn weekday_away(s: &Scan<'_>, f: &Found, days: Interval, anchor: &Anchor) -> Longer {
    if f.rule != "date_weekday" || f.end > f.start + 2 {
        return None;
    }
    let at = f.end + usize::from(s.text(f.end) == ",");
    let away = duration(s, at, at, anchor).filter(|d| d.start == at && leads(s, d))?;
    let Some(Value::Time(to)) = away.value else { return None };
    let n = i64::from(days.first.weekday().to_monday_one_offset());
    in_week(to.first, n).map(|d| (away.end, Value::Time(d)))
}

/// "two months from today on Tuesday", "in three days on Friday".
fn away_weekday(s: &Scan<'_>, f: &Found, days: Interval) -> Longer {
    let led = leads(s, f) || f.rule == "date_duration";
    if !led || s.lower(f.end) != "on" || days.first != days.last {
        return None;
    }
    let (n, end) = weekday(s, f.end + 1)?;
    in_week(days.first, n).map(|d| (end, Value::Time(d)))
}

/// "the year to date": from its first day to the day of writing.
fn to_date(s: &Scan<'_>, f: &Found, days: Interval, anchor: &Anchor) -> Longer {
    let now = anchor.now().filter(|n| days.first <= *n)?;
    (s.lower(f.end) == "to"
        && s.lower(f.end + 1) == "date"
        && matches!(f.rule, "date_unit" | "date_relative"))
    .then_some((f.end + 2, Value::Time(Interval { first: days.first, last: now })))
}

/// "two weeks starting May 20", "for three days, from Monday": the stretch from that day on.
fn started(s: &Scan<'_>, f: &Found, length: &str, anchor: &Anchor) -> Longer {
    let comma = usize::from(s.text(f.end) == ",");
    let word = s.lower(f.end + comma);
    let starts = matches!(word, "starting" | "beginning" | "commencing");
    let from = word == "from" && (comma > 0 || s.lower(f.start.wrapping_sub(1)) == "for");
    if !(starts || from) {
        return None;
    }
    let at = f.end + comma + 1;
    let at = at + usize::from(s.any(at, &["on", "from"]));
    let p = points::any(s, at, anchor).filter(|p| p.days.is_none_or(|d| d.first == d.last))?;
    let day = p.days?.first;
    let end = calendar::shift(grown(single(day), length)?, Unit::Day, -1)?;
    Some((p.end, Value::Time(Interval { first: day, last: end.last })))
}

/// A day moved by a length in ISO form, of days and longer units.
fn grown(day: Interval, iso: &str) -> Option<Interval> {
    let (mut day, mut number) = (day, 0i64);
    for b in iso.strip_prefix('P')?.bytes() {
        let unit = match b {
            b'0'..=b'9' => {
                number = number.checked_mul(10)?.checked_add(i64::from(b - b'0'))?;
                continue;
            }
            b'Y' => Unit::Year,
            b'M' => Unit::Month,
            b'W' => Unit::Week,
            b'D' => Unit::Day,
            _ => return None,
        };
        day = calendar::shift(day, unit, number)?;
        number = 0;
    }
    Some(day)
}

/// "10 am for three hours".
fn for_hours(s: &Scan<'_>, f: &Found, hour: &str, anchor: &Anchor) -> Longer {
    if s.lower(f.end) != "for" || hour.contains('/') {
        return None;
    }
    let long = duration(s, f.end + 1, f.end + 1, anchor).filter(|d| d.label == Label::Time)?;
    let Some(Value::Duration(length)) = &long.value else { return None };
    let last = later(hour, minutes(length)?)?;
    Some((long.end, Value::Clock(format!("{hour}/{last}"))))
}

/// "three hours from 10 am".
fn from_hour(s: &Scan<'_>, f: &Found, length: &str) -> Longer {
    if s.lower(f.end) != "from" {
        return None;
    }
    let lasts = s.lower(f.start.wrapping_sub(1)) == "for";
    let c =
        clock::clock(s, f.end + 1).filter(|c| c.last.is_none() && c.day.is_none() && (c.sure || lasts))?;
    let last = later(&c.first, minutes(length)?)?;
    Some((c.end, Value::Clock(format!("{}/{last}", c.first))))
}

/// How many minutes "PT2H30M" has.
fn minutes(iso: &str) -> Option<i64> {
    let (mut total, mut from) = (0.0, 2);
    let text = iso.strip_prefix("PT").map(|_| iso)?;
    for (at, unit) in text.char_indices().skip(2).filter(|(_, c)| c.is_ascii_alphabetic()) {
        let n: f64 = text.get(from..at)?.parse().ok()?;
        total += n * if unit == 'H' { 60.0 } else { f64::from(u8::from(unit == 'M')) };
        from = at + 1;
    }
    Some(total as i64)
}

/// A time of day some minutes later, on the same day or without one.
fn later(clock: &str, minutes: i64) -> Option<String> {
    let (day, time) = clock.split_at(clock.find('T')?);
    let mut parts = time.get(1..)?.split(':').map(str::parse::<i64>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next().map_or(Ok(0), |m| m).ok()?);
    let sum = hour * 60 + minute + minutes;
    let (hour, minute) = (sum / 60 % 24, sum % 60);
    Some(if minute == 0 { format!("{day}T{hour:02}") } else { format!("{day}T{hour:02}:{minute:02}") })
}

/// "or later", "and after": the open side belongs to the date.
fn open_end(s: &Scan<'_>, end: usize) -> usize {
    let later =
        s.any(end + 1, &["later", "earlier", "onwards", "onward", "sooner", "thereafter", "newer", "older"]);
    let after = s.any(end + 1, &["after", "before", "greater", "beyond"])
        && (end + 2 >= s.end || s.shape(end + 2) == Shape::Punct);
    match s.lower(end) {
        "or" | "and" if (later || after) && s.lower(end + 2) != "than" => end + 2,
        "onwards" | "onward" => end + 1,
        _ => end,
    }
}

#[cfg(test)]
mod tests {
    use super::{later, minutes};

    #[test]
    fn hours_added() {
        assert_eq!(minutes("PT3H30M"), Some(210));
        assert_eq!(minutes("PT2.5H"), Some(150));
        assert_eq!(later("2012-05-01T22:40", 90).as_deref(), Some("2012-05-01T00:10"));
        assert_eq!(later("T10", 210).as_deref(), Some("T13:30"));
    }
}
