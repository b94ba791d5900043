//! Dates that only the context resolves: "last year", "that May", "a year later".

use super::calendar::{self, Anchor, Unit};
use super::numerals;
use super::reads::{bare_year, month};
use super::scan::Scan;
use super::{Interval, Value};
use crate::lexicon::gazetteer::Class;

/// "last year", "this month", "next five years", "the same year", "that May", "recent years", "the year".
pub(super) fn relative(
    s: &Scan<'_>,
    i: usize,
    anchor: &Anchor,
) -> Option<(usize, Option<Value>, &'static str)> {
    let word = s.lower(i);
    // "the 5 past years", "2 upcoming months"
    if let Some(f) = numerals::figure(s, i).filter(|f| f.plain || s.is(i, Class::Number))
        && super::weeks::offset(s.lower(f.end)).is_some_and(|by| by != 0)
        && s.is(f.end + 1, Class::DateUnit)
        && (s.lower(f.end + 1).ends_with('s') || f.value <= 1.0)
        && f.value < 400.0
    {
        let unit = Unit::of(s.word(f.end + 1).number()?);
        return Some((
            f.end + 2,
            resolve(s.lower(f.end), Some(f.value), true, unit, anchor),
            "date_relative",
        ));
    }
    let pointer = s.is(i, Class::DateRel)
        || matches!(word, "that" | "each" | "every" | "these" | "those" | "first" | "consecutive");
    if pointer {
        let couple = s.lower(i + 1) == "couple";
        let few = usize::from(s.any(i + 1, &["few", "several", "couple", "many", "two-thirds"]));
        let few = if few == 1 && s.lower(i + 2) == "of" { 2 } else { few };
        let figure = numerals::figure(s, i + 1)
            .filter(|f| f.end > i + 1 && !f.ordinal && bare_year(s, i + 1).is_none());
        let counted = figure.map_or(i + 1 + few, |f| f.end);
        let hyphen = usize::from(s.hyphen(counted) && s.glued(counted) && figure.is_some());
        let adjective = usize::from(s.any(
            counted + hyphen,
            &[
                "calendar",
                "fiscal",
                "financial",
                "full",
                "school",
                "academic",
                "business",
                "working",
                "consecutive",
            ],
        ));
        let at = counted + hyphen + adjective;
        if s.is(at, Class::DateUnit) {
            let unit = Unit::of(s.word(at).number()?);
            // "the past fortnight"
            let double = s.lower(at).starts_with("fortnight");
            let count = figure
                .map(|f| f.value)
                .or(couple.then_some(2.0))
                .or(double.then_some(1.0))
                .filter(|_| !double || few == 0);
            let count = count.map(|n| if double { n * 2.0 } else { n });
            if matches!(word, "first" | "final" | "remaining" | "consecutive") && figure.is_none() && few == 0
            {
                return None;
            }
            if matches!(word, "these" | "those") && figure.is_none() {
                return None;
            }
            let mut end = at + 1;
            if word == "first" && s.lower(end) == "of" {
                end = whole_after_of(s, end).unwrap_or(end);
            }
            let value = resolve(word, count, few > 0 || s.lower(at).ends_with('s'), unit, anchor);
            return Some((end, value, "date_relative"));
        }
        if figure.is_none()
            && few == 0
            && matches!(
                word,
                "last"
                    | "next"
                    | "this"
                    | "that"
                    | "past"
                    | "every"
                    | "each"
                    | "same"
                    | "previous"
                    | "coming"
                    | "following"
            )
        {
            let named = s.is(at, Class::Month) && s.capital(at);
            if named || s.is(at, Class::Season) || s.is(at, Class::Weekday) && s.capital(at) {
                let value = match () {
                    () if named => month(s, at).and_then(|(m, _)| relative_month(word, m, anchor)),
                    () if s.is(at, Class::Season) => relative_season(word, s.word(at).number(), anchor),
                    () => None,
                };
                let value = value.map(Value::Time);
                let of = s.lower(at + 1) == "of" && bare_year(s, at + 2).is_some();
                return Some((if of { at + 3 } else { at + 1 }, value, "date_relative"));
            }
        }
    }
    if s.is(i, Class::DateUnit)
        && matches!(s.lower(i), "year" | "years" | "decades" | "month" | "week" | "decade" | "months")
    {
        return unit_alone(s, i, anchor);
    }
    if matches!(word, "several" | "many" | "few" | "couple") && !s.is(i + 1, Class::Scale) {
        let of = usize::from(s.lower(i + 1) == "of");
        let at = i + 1 + of;
        if s.is(at, Class::DateUnit) {
            let after = usize::from(s.any(at + 1, &["ago", "later", "earlier"]));
            return Some((at + 1 + after, None, "date_vague"));
        }
    }
    if matches!(word, "a" | "an")
        && s.is(i + 1, Class::DateUnit)
        && s.any(i + 2, &["ago", "later", "earlier"])
    {
        let days = s.word(i + 1).number()?;
        let fortnight = s.lower(i + 1) == "fortnight";
        let (n, unit) = if fortnight { (days, Unit::Day) } else { (1.0, Unit::of(days)) };
        return Some((i + 3, ago(s.lower(i + 2), n, unit, anchor), "date_ago"));
    }
    None
}

/// "of the year", "of 2010" after "the first six months".
fn whole_after_of(s: &Scan<'_>, of: usize) -> Option<usize> {
    if bare_year(s, of + 1).is_some() {
        return Some(of + 2);
    }
    let article = usize::from(s.any(of + 1, &["the", "this", "that", "each"]));
    (article == 1 && s.is(of + 2, Class::DateUnit)).then_some(of + 3)
}

/// A unit without a number: "during the year", "for years", "per year".
fn unit_alone(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<(usize, Option<Value>, &'static str)> {
    let before = s.lower(i.wrapping_sub(1));
    let after = s.lower(i + 1);
    let plural = s.lower(i).ends_with('s');
    let counts = s.is(i.wrapping_sub(1), Class::Number)
        || s.hyphen(i.wrapping_sub(1))
        || s.hyphen(i + 1)
        || after == "'s";
    if counts
        || s.lower(i) == "week"
        || s.lower(i) == "month"
        || s.lower(i) == "months"
        || after == "of" && s.any(i + 2, &["age", "experience"])
    {
        return None;
    }
    if plural {
        return (matches!(before, "for" | "in" | "over" | "of") && !matches!(after, "of" | "to"))
            .then(|| (i + 1, None, "date_vague"));
    }
    match before {
        "the" | "per" | "a" => {
            let value = (before == "the").then(|| whole_unit(s, i, anchor).map(Value::Time)).flatten();
            Some((i + 1, value, "date_unit"))
        }
        _ => None,
    }
}

fn relative_month(word: &str, m: i8, anchor: &Anchor) -> Option<Interval> {
    let now = anchor.now();
    let year = match word {
        "that" | "same" => anchor.year()?,
        "this" => now?.year(),
        "last" | "past" | "previous" => now.map(|d| if m < d.month() { d.year() } else { d.year() - 1 })?,
        "next" | "coming" | "following" => {
            now.map(|d| if m > d.month() { d.year() } else { d.year() + 1 })?
        }
        _ => return None,
    };
    calendar::month(year, m)
}

/// "this summer", "last winter": of the year of writing, or of the one beside.
fn relative_season(word: &str, n: Option<f64>, anchor: &Anchor) -> Option<Interval> {
    let by = super::weeks::offset(word)?;
    calendar::season(anchor.now()?.year() + by as i16, n? as i8)
}

/// The stretch that "last", "next five" and the like point to.
fn resolve(word: &str, count: Option<f64>, plural: bool, unit: Unit, anchor: &Anchor) -> Option<Value> {
    if plural && count.is_none() {
        return None;
    }
    if matches!(word, "same" | "that") {
        return anchor.last.map(|l| l.last).or(anchor.now()).and_then(|d| unit.around(d)).map(Value::Time);
    }
    let now = anchor.now();
    let Some(n) = count else {
        if matches!(word, "another" | "additional") {
            return Some(Value::Duration(unit.duration(1.0)));
        }
        let base = now.and_then(|d| unit.around(d))?;
        let by = match word {
            "last" | "past" | "previous" | "preceding" => -1,
            "next" | "coming" | "following" | "subsequent" => 1,
            "this" | "current" => 0,
            _ => return None,
        };
        return calendar::neighbour(base, unit, by).map(Value::Time);
    };
    let n = n.round() as i64;
    if unit == Unit::Quarter
        && let Some(whole) = now.and_then(|d| unit.around(d))
    {
        let (a, b) = match word {
            "last" | "past" | "previous" | "preceding" => (-n, -1),
            "next" | "coming" | "following" | "upcoming" => (1, n),
            _ => return Some(Value::Duration(unit.duration(n as f64))),
        };
        let (a, b) = (calendar::neighbour(whole, unit, a)?, calendar::neighbour(whole, unit, b)?);
        return Some(Value::Time(Interval { first: a.first, last: b.last }));
    }
    let day = now.and_then(|d| Unit::Day.around(d));
    match (word, day) {
        ("last" | "past" | "previous" | "preceding", Some(day)) => {
            Some(Value::Time(Interval { first: calendar::shift(day, unit, -n)?.first, last: day.last }))
        }
        ("next" | "coming" | "following" | "upcoming", Some(day)) => {
            let first = calendar::shift(day, Unit::Day, 1)?.first;
            Some(Value::Time(Interval { first, last: calendar::shift(day, unit, n)?.last }))
        }
        _ => Some(Value::Duration(unit.duration(n as f64))),
    }
}

/// A point some units before or after the present or the date last spoken of.
pub(super) fn ago(word: &str, n: f64, unit: Unit, anchor: &Anchor) -> Option<Value> {
    let n = n.round() as i64;
    let (base, by) = match word {
        "ago" => (anchor.now(), -n),
        "later" => (anchor.last.map(|l| l.last).or(anchor.now()), n),
        _ => (anchor.last.map(|l| l.last).or(anchor.now()), -n),
    };
    let whole = unit.around(base?)?;
    calendar::neighbour(whole, unit, by).map(Value::Time)
}

/// The year, month … that the context is in.
pub(super) fn whole_unit(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Interval> {
    let unit = Unit::of(s.word(i).number()?);
    let day = anchor.last.map(|l| l.last).or(anchor.now())?;
    unit.around(day)
}
