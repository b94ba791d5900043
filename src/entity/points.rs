//! Points and stretches told from the day of writing or from one another: weekdays, weeks, quarters, "two days before".

use super::calendar::{self, Anchor, Unit};
use super::holidays::holiday;
use super::numeric::numeric;
use super::reads::{bare_year, day, ordinal, year};
use super::relative::{relative, whole_unit};
use super::scan::Scan;
use super::weeks::{
    nearest, numbered_weekday, of_week, offset, pointed_week, week_of_year, weekday, weekend, weekend_with,
};
use super::written::calendar_date;
use super::{Interval, Value, numerals};
use crate::lexicon::gazetteer::Class;

/// A stretch of days as a rule read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) end: usize,
    pub(super) days: Option<Interval>,
    /// Whether its year is said, so that a neighbour may borrow it.
    pub(super) dated: bool,
    pub(super) rule: &'static str,
}

impl Point {
    const fn new(end: usize, days: Option<Interval>, rule: &'static str) -> Self {
        Self { end, days, dated: true, rule }
    }
}

/// The point that begins at a token: figures, feasts, weekdays, weeks, quarters, then the older rules.
pub(super) fn point(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    if let Some((end, days, dated)) = numeric(s, i, anchor) {
        return Some(Point { end, days, dated, rule: "date_numeric" });
    }
    if let Some((end, days, dated)) = holiday(s, i, anchor) {
        if s.lower(end) == "weekend" {
            let year = bare_year(s, end + 1);
            let days = days.and_then(|d| match year.filter(|_| !dated) {
                Some(y) => calendar::shift(d, Unit::Year, i64::from(y - d.first.year())),
                None => Some(d),
            });
            let days = days.and_then(|d| weekend_with(d.first));
            let end = end + 1 + usize::from(year.is_some());
            return Some(Point { end, days, dated: dated || year.is_some(), rule: "date_week" });
        }
        return Some(Point { end, days, dated, rule: "date_holiday" });
    }
    if offset(s.lower(i)).is_some()
        && let Some((end, days, dated)) = holiday(s, i + 1, anchor)
    {
        return Some(Point { end, days, dated, rule: "date_holiday" });
    }
    if let Some(p) = year_named(s, i).or_else(|| day_alone(s, i, anchor)) {
        return Some(p);
    }
    pointed_date(s, i, anchor)
        .or_else(|| weekday_point(s, i, anchor))
        .or_else(|| quarter(s, i, anchor))
        .or_else(|| week(s, i, anchor))
        .or_else(|| nth_of(s, i, anchor))
        .or_else(|| day_word(s, i, anchor))
}

/// "next 6th of April", "this 5/12": the nearest one after or before the day of writing.
fn pointed_date(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    let by = offset(s.lower(i))?;
    let figure = s.text(i + 1).as_bytes().first().is_some_and(u8::is_ascii_digit);
    let (end, days, dated) = numeric(s, i + 1, anchor).or_else(|| {
        let (end, days) = calendar_date(s, i + 1, anchor).filter(|(e, _)| s.is(e - 1, Class::Month))?;
        Some((end, days, false))
    })?;
    if !figure || dated {
        return None;
    }
    let now = anchor.now()?;
    let days = days.and_then(|d| {
        let this = calendar::shift(d, Unit::Year, i64::from(now.year() - d.first.year()))?;
        let turn = by > 0 && this.first <= now || by < 0 && this.first >= now;
        calendar::shift(this, Unit::Year, if turn { by } else { 0 })
    });
    Some(Point::new(end, days, "date_pointed"))
}

/// "the year 2008", "calendar year 2008", "school year 2008", "SY 2008".
fn year_named(s: &Scan<'_>, i: usize) -> Option<Point> {
    let kind = usize::from(s.any(i, &["calendar", "school", "academic", "financial", "fiscal"]));
    let at = if s.lower(i + kind) == "year" {
        i + kind + 1
    } else if s.any(i, &["cy", "sy"]) {
        i + 1
    } else {
        return None;
    };
    let y = bare_year(s, at)?;
    Some(Point::new(at + 1, calendar::year(y), "date_year"))
}

/// "on the 18th", "by the 4th of this month": a day of the month of writing.
fn day_alone(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    if !s.text(i).starts_with(|c: char| c.is_ascii_digit()) || s.lower(i.wrapping_sub(1)) != "the" {
        return None;
    }
    let (d, end) = day(s, i)
        .filter(|(_, end)| s.shape(i) != crate::token::Shape::Number || s.any(*end, &["from", "between"]))?;
    let led = s.any(
        i.wrapping_sub(2),
        &["on", "of", "by", "around", "before", "after", "until", "till", "since", "from", "between"],
    );
    let of = usize::from(s.any(end, &["of", "in"]));
    if let Some(by) = offset(s.lower(end + of)).filter(|_| s.lower(end + of + 1) == "month") {
        let month = anchor.now().and_then(|t| calendar::neighbour(Unit::Month.around(t)?, Unit::Month, by));
        let day = month.and_then(|m| calendar::day(m.first.year(), m.first.month(), d));
        return Some(Point::new(end + of + 2, day, "date_day"));
    }
    let closed = end >= s.end
        || matches!(s.text(end), "." | "," | ";" | "?" | "!")
        || s.any(end, &["at", "from", "between", "and", "or"]);
    (led && closed).then(|| {
        let day = anchor.now().and_then(|t| calendar::day(t.year(), t.month(), d));
        Point { end, days: day, dated: false, rule: "date_day" }
    })
}

/// Any point or stretch at a token, articles skipped, for what stands behind "of", "after", "to".
pub(super) fn any(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    let i = i + usize::from(s.lower(i) == "the");
    if let Some(p) = point(s, i, anchor) {
        return Some(p);
    }
    if let Some((end, days)) = calendar_date(s, i, anchor) {
        let dated = (i..end).any(|k| bare_year(s, k).is_some()) || year(s, i).is_some();
        return Some(Point { end, days, dated, rule: "date_calendar" });
    }
    let (end, value, rule) = relative(s, i, anchor)?;
    let days = match value {
        Some(Value::Time(days)) => Some(days),
        _ => None,
    };
    Some(Point::new(end, days, rule))
}

fn weekday_point(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    const RULE: &str = "date_weekday";
    if let Some((end, weeks)) = pointed_week(s, i) {
        let at = end + usize::from(s.lower(end) == "on" || s.hyphen(end));
        let (n, end) = weekday(s, at)?;
        return Some(Point::new(end, of_week(anchor, weeks, n), RULE));
    }
    if s.lower(i) == "this" && s.any(i + 1, &["past", "coming", "upcoming"]) && weekday(s, i + 2).is_some() {
        return weekday_point(s, i + 1, anchor);
    }
    let pointer = offset(s.lower(i)).filter(|_| weekday(s, i + 1).is_some());
    let (n, end) = weekday(s, i + usize::from(pointer.is_some()))?;
    // "Friday, 6 May 2011", "Friday 7/6", "Friday (Jun-15)": the date tells it all.
    let comma = usize::from(matches!(s.text(end), "," | "(") || s.hyphen(end));
    let at = end + comma + usize::from(s.lower(end + comma) == "the");
    let dated = numeric(s, at, anchor).or_else(|| {
        let (e, d) = calendar_date(s, at, anchor).filter(|(e, _)| (at..*e).any(|k| s.is(k, Class::Month)))?;
        Some((e, d, (at..e).any(|k| bare_year(s, k).is_some())))
    });
    if let Some((e, days, dated)) = dated {
        let close = usize::from(s.text(end) == "(" && s.text(e) == ")");
        return Some(Point { end: e + close, days, dated, rule: RULE });
    }
    if s.lower(i).ends_with("days") {
        return None;
    }
    if pointer.is_none() {
        let the = usize::from(s.lower(end) == "the");
        let numbered = day(s, end + the).filter(|(_, after)| {
            let bare = s.shape(end + the) == crate::token::Shape::Number;
            !s.is(*after, Class::DateUnit)
                && (!bare
                    || !s.hyphen(*after)
                        && s.text(*after) != ":"
                        && (*after >= s.end - 1 || s.any(*after, &["at", "between", "from"])))
        });
        if let Some((d, after)) = numbered.filter(|_| the > 0 || day(s, end).is_some()) {
            return Some(Point::new(after, numbered_weekday(anchor, n, d, says_future(s, i)), RULE));
        }
        let of = usize::from(s.any(end, &["of", "in"]));
        if let Some((after, weeks)) = pointed_week(s, end + of) {
            return Some(Point::new(after, of_week(anchor, weeks, n), RULE));
        }
    }
    let days = match (s.lower(i), pointer) {
        ("coming" | "upcoming", Some(_)) => nearest(anchor, n, true),
        ("past", Some(_)) => nearest(anchor, n, false),
        (_, Some(weeks)) => of_week(anchor, weeks, n),
        _ => nearest(anchor, n, says_future(s, i)),
    };
    Some(Point { end, days, dated: pointer.is_some(), rule: RULE })
}

/// The days of a point without a year, in the next year where they are over and the words speak of what will be.
pub(super) fn ahead(s: &Scan<'_>, i: usize, p: &Point, anchor: &Anchor) -> Option<Interval> {
    let over =
        !p.dated && anchor.last.is_none() && p.days.zip(anchor.now()).is_some_and(|(d, now)| d.last < now);
    if !over || !says_future(s, i) {
        return p.days;
    }
    p.days.and_then(|d| calendar::shift(d, Unit::Year, 1))
}

/// Whether the words before speak of what will be.
pub(super) fn says_future(s: &Scan<'_>, i: usize) -> bool {
    (s.first.max(i.saturating_sub(12))..i).any(|k| s.any(k, &["will", "'ll", "shall", "would", "going"]))
}

/// "Q1 2017", "2017-q1", "2019 H2", "q3 of 2018"; also the third quarter without a year.
fn quarter(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    const RULE: &str = "date_quarter";
    let sign = |k: usize| -> Option<(bool, i8)> {
        let (kind, n) = s.lower(k).split_at_checked(1)?;
        let n: i8 = n.parse().ok()?;
        match kind {
            "q" if (1..=4).contains(&n) => Some((true, n)),
            "h" if (1..=2).contains(&n) => Some((false, n)),
            _ => None,
        }
    };
    let days = |y: i16, (quarter, n): (bool, i8)| {
        if quarter { calendar::quarter(y, n) } else { calendar::half(y, n) }
    };
    if let Some(y) = bare_year(s, i) {
        let joint = usize::from(s.hyphen(i + 1) || s.text(i + 1) == "/");
        let found = sign(i + 1 + joint)?;
        return Some(Point::new(i + 2 + joint, days(y, found), RULE));
    }
    let found = sign(i)?;
    let of = usize::from(
        matches!(s.lower(i + 1), "of" | "in") || s.hyphen(i + 1) || matches!(s.text(i + 1), "," | "/"),
    );
    if let Some(y) = bare_year(s, i + 1 + of) {
        return Some(Point::new(i + 2 + of, days(y, found), RULE));
    }
    if let Some(by) = offset(s.lower(i + 1 + of)).filter(|_| s.lower(i + 2 + of) == "year") {
        let y = anchor.now().map(|d| d.year() + by as i16);
        return Some(Point::new(i + 3 + of, y.and_then(|y| days(y, found)), RULE));
    }
    let y = anchor.year();
    found.0.then(|| Point { end: i + 1, days: y.and_then(|y| days(y, found)), dated: false, rule: RULE })
}

/// "week 31 of 2027", "the week of 18 November", "the week after next", weekends.
fn week(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    const RULE: &str = "date_week";
    if s.lower(i) == "weekend"
        && s.lower(i + 1) == "of"
        && let Some((end, days, dated)) = holiday(s, i + 2, anchor)
    {
        return Some(Point { end, days: days.and_then(|d| weekend_with(d.first)), dated, rule: RULE });
    }
    if s.lower(i) == "weekend" && s.lower(i.wrapping_sub(1)) == "the" {
        return Some(Point::new(i + 1, weekend(anchor, 0), RULE));
    }
    if let Some(by) = offset(s.lower(i)).filter(|_| s.lower(i + 1) == "weekend") {
        return Some(Point::new(i + 2, weekend(anchor, by), RULE));
    }
    if s.lower(i) == "week" {
        let on = usize::from(s.lower(i + 2) == "on");
        if s.any(i + 1, &["of", "beginning", "commencing", "starting"])
            && !s.any(i.wrapping_sub(1), &["a", "one"])
            && let Some(p) = any(s, i + 2 + on, anchor).filter(|p| p.rule != "date_relative")
        {
            let days = p.days.and_then(|d| Unit::Week.around(d.first));
            return Some(Point { days, rule: RULE, ..p });
        }
        if s.lower(i + 1) == "after" && s.lower(i + 2) == "next" {
            let week = anchor.now().and_then(|d| Unit::Week.around(d));
            return Some(Point::new(i + 3, week.and_then(|w| calendar::neighbour(w, Unit::Week, 2)), RULE));
        }
        let n: i64 =
            s.text(i + 1).parse().ok().filter(|n| (1..=53).contains(n) && s.text(i + 1).len() < 3)?;
        let of = usize::from(s.any(i + 2, &["of", "in"]) || s.text(i + 2) == ",");
        if let Some(by) = offset(s.lower(i + 2 + of)).filter(|_| of > 0 && s.lower(i + 3 + of) == "year") {
            let y = anchor.now().map(|d| d.year() + by as i16);
            return Some(Point::new(i + 4 + of, y.and_then(|y| week_of_year(y, n)), RULE));
        }
        let y = bare_year(s, i + 2 + of);
        let days = y.or(anchor.year()).and_then(|y| week_of_year(y, n));
        return Some(Point::new(if y.is_some() { i + 3 + of } else { i + 2 }, days, RULE));
    }
    None
}

/// "the second week of 2021", "the first Monday of next month", "the last 3 weeks of this year", "the 9th month of …".
fn nth_of(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    const RULE: &str = "date_nth";
    let last = s.lower(i) == "last";
    let (n, at) = if last {
        (-1, i + 1)
    } else {
        ordinal(s, i).map(|(n, e)| (i64::from(n), e)).or_else(|| numbered(s, i))?
    };
    let counted =
        numerals::figure(s, at).filter(|f| !f.ordinal && f.value.fract() == 0.0 && f.value < 1000.0);
    let unit_at = counted.map_or(at, |f| f.end);
    let of = |k: usize| {
        let of = s.any(k, &["of", "in"]);
        let context = || {
            let unit = s.lower(k + 1) == "the" && s.is(k + 2, Class::DateUnit);
            unit.then(|| Point::new(k + 3, whole_unit(s, k + 2, anchor), "date_unit"))
        };
        of.then(|| any(s, k + 1, anchor).or_else(context)).flatten().filter(|p| p.rule != "date_nth")
    };
    if let Some((w, end)) = weekday(s, unit_at).filter(|_| counted.is_none()) {
        let whole = of(end)?;
        let days = whole.days.and_then(|d| {
            let day = d
                .first
                .nth_weekday_of_month(n as i8, jiff::civil::Weekday::from_monday_one_offset(w as i8).ok()?);
            day.ok().map(|d| Interval { first: d, last: d })
        });
        return Some(Point { days, rule: RULE, ..whole });
    }
    if !s.is(unit_at, Class::DateUnit)
        || s.any(unit_at, &["quarter", "century", "decade"]) && counted.is_none()
    {
        return None;
    }
    let unit = Unit::of(s.word(unit_at).number()?);
    let whole = of(unit_at + 1)?;
    let days = whole.days.and_then(|d| match counted {
        Some(f) if last => {
            let day = Interval { first: d.last, last: d.last };
            let before = calendar::shift(day, unit, -(f.value as i64))?;
            Some(Interval { first: calendar::shift(before, Unit::Day, 1)?.first, last: d.last })
        }
        Some(f) => {
            let day = Interval { first: d.first, last: d.first };
            let after = calendar::shift(day, unit, f.value as i64)?;
            Some(Interval { first: d.first, last: calendar::shift(after, Unit::Day, -1)?.last })
        }
        None => nth_unit(d, unit, n),
    });
    Some(Point { days, rule: RULE, ..whole })
}

/// "1st", "9th" in digits.
fn numbered(s: &Scan<'_>, i: usize) -> Option<(i64, usize)> {
    let text = s.text(i);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|e| text.strip_suffix(e))?;
    digits.parse().ok().map(|n| (n, i + 1))
}

/// The n-th unit of a stretch; a week belongs to the stretch that holds its Thursday.
fn nth_unit(whole: Interval, unit: Unit, n: i64) -> Option<Interval> {
    let one = |d: jiff::civil::Date| Interval { first: d, last: d };
    let start = if unit == Unit::Week {
        let by = if n < 0 { -6 } else { 0 };
        let edge = if n < 0 { whole.last } else { whole.first };
        let thursday = (0..7).find_map(|k| {
            let d = calendar::shift(one(edge), Unit::Day, k + by)?.first;
            (d.weekday() == jiff::civil::Weekday::Thursday).then_some(d)
        })?;
        Unit::Week.around(thursday)?
    } else {
        unit.around(if n < 0 { whole.last } else { whole.first })?
    };
    calendar::neighbour(start, unit, if n < 0 { 0 } else { n - 1 })
}

/// "today", "the day after tomorrow", "the day before yesterday".
fn day_word(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Point> {
    let by = |k: usize| {
        Some(match s.lower(k) {
            "today" => 0,
            "tomorrow" | "tmr" | "tmrw" => 1,
            "yesterday" => -1,
            _ => return None,
        })
    };
    let closed = i + 2 >= s.end || matches!(s.text(i + 2), "." | "," | "?" | "!" | ";");
    if s.lower(i) == "day"
        && s.any(i + 1, &["after", "before"])
        && closed
        && s.lower(i.wrapping_sub(1)) == "the"
    {
        let said = anchor.last.filter(|l| l.first == l.last).map(|l| l.last).or(anchor.now());
        let step = if s.lower(i + 1) == "after" { 1 } else { -1 };
        let days = said.and_then(|d| calendar::shift(Interval { first: d, last: d }, Unit::Day, step));
        return Some(Point::new(i + 2, days, "date_word"));
    }
    let (end, days) = if s.lower(i) == "day" && s.any(i + 1, &["after", "before"]) {
        let step = if s.lower(i + 1) == "after" { 1 } else { -1 };
        (i + 3, by(i + 2)? + step)
    } else {
        (i + 1, by(i)?)
    };
    let day = anchor.now().map(|d| Interval { first: d, last: d });
    let exact = anchor.document.is_some_and(|d| d.first == d.last);
    Some(Point::new(
        end,
        day.filter(|_| exact).and_then(|d| calendar::shift(d, Unit::Day, days)),
        "date_word",
    ))
}
