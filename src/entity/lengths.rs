//! Lengths of time, and points that lie such a length away: "five years", "two weeks ago", "within six months of signing".

use super::amounts::{self, Found};
use super::calendar::{self, Anchor, Unit};
use super::numerals::{self, Figure};
use super::points;
use super::relative::ago;
use super::scan::Scan;
use super::{Interval, Label, Value};
use crate::lexicon::gazetteer::Class;
use crate::token::Shape;

/// A length in parts: months, days and seconds do not turn into one another.
#[derive(Clone, Copy, Debug, Default)]
struct Length {
    /// Years, months, weeks, days, hours, minutes, seconds.
    parts: [f64; 7],
    /// Whether no part is a day or longer.
    short: bool,
}

impl Length {
    fn add(&mut self, s: &Scan<'_>, at: usize, n: f64) -> Option<()> {
        let (slot, times) = slot(s, at)?;
        self.parts[slot] += n * times;
        self.short = self.parts[..4].iter().all(|p| *p == 0.0);
        Some(())
    }

    fn iso(&self) -> String {
        let mut out = String::from("P");
        for (k, (n, sign)) in self.parts.iter().zip(["Y", "M", "W", "D", "H", "M", "S"]).enumerate() {
            if *n != 0.0 {
                if k > 3 && !out.contains('T') {
                    out.push('T');
                }
                out.push_str(&n.to_string());
                out.push_str(sign);
            }
        }
        out
    }

    /// A day moved by this length; hours and less do not count.
    fn shift(&self, from: Interval, back: bool) -> Option<Interval> {
        let sign = if back { -1.0 } else { 1.0 };
        let units = [Unit::Year, Unit::Month, Unit::Week, Unit::Day];
        let mut day = from;
        for (n, unit) in self.parts.iter().zip(units) {
            let (n, unit) =
                if n.fract() != 0.0 && unit == Unit::Year { (n * 12.0, Unit::Month) } else { (*n, unit) };
            day = calendar::shift(day, unit, (n * sign).round() as i64)?;
        }
        Some(day)
    }
}

/// Which part a unit counts for, and how many of it.
fn slot(s: &Scan<'_>, at: usize) -> Option<(usize, f64)> {
    let word = s.word(at);
    if word.is(Class::TimeUnit) && s.lower(at) != "second" {
        return Some(match word.number()? {
            n if n >= 3600.0 => (4, 1.0),
            n if n >= 60.0 => (5, 1.0),
            _ => (6, 1.0),
        });
    }
    if !word.is(Class::DateUnit) && !s.any(at, &["night", "nights"]) {
        return None;
    }
    Some(match s.lower(at).trim_end_matches('s') {
        "night" => (3, 1.0),
        "fortnight" => (2, 2.0),
        "weekend" => (2, 1.0),
        "semester" => (1, 6.0),
        _ => match Unit::of(word.number()?) {
            Unit::Day => (3, 1.0),
            Unit::Week => (2, 1.0),
            Unit::Month => (1, 1.0),
            Unit::Quarter => (1, 3.0),
            Unit::Year => (0, 1.0),
            Unit::Decade => (0, 10.0),
            Unit::Century => (0, 100.0),
        },
    })
}

fn unit(s: &Scan<'_>, at: usize) -> bool {
    slot(s, at).is_some()
}

/// "five years", "ten-year", "six months ago", "one year later", "14 years old", "an hour and a half".
pub(super) fn duration(s: &Scan<'_>, i: usize, floor: usize, anchor: &Anchor) -> Option<Found> {
    let word = s.lower(i);
    if matches!(word, "few" | "couple" | "several") || matches!(word, "a" | "an") {
        return article(s, i, anchor);
    }
    if matches!(word, "all" | "whole" | "entire")
        && s.any(i + 1, &["day", "week", "month", "year", "night"])
        && unit(s, i + 1)
    {
        let mut length = Length::default();
        length.add(s, i + 1, 1.0)?;
        return Some(away(s, i, i + 2, length, anchor));
    }
    if word == "some" && s.any(i + 1, &["days", "weeks", "months", "years"]) {
        return Some(Found {
            start: i,
            end: i + 2,
            label: Label::Date,
            value: None,
            rule: "date_vague",
            score: 0.8,
        });
    }
    if word == "half" && s.any(i + 1, &["a", "an"]) && unit(s, i + 2) && !s.hyphen(i + 3) {
        let mut length = Length::default();
        length.add(s, i + 2, 0.5)?;
        return Some(away(s, i, i + 3, length, anchor));
    }
    if let Some((n, unit)) = glued(s, i) {
        let mut length = Length::default();
        length.parts[unit] = n;
        length.short = unit > 3;
        return Some(away(s, i, i + 1, length, anchor));
    }
    let f = numerals::figure(s, i)?;
    counted(s, &f, floor, anchor)
}

/// "3h", "2.5hrs", "10yrs": a figure and its unit in one token.
fn glued(s: &Scan<'_>, i: usize) -> Option<(f64, usize)> {
    let text = s.text(i);
    if matches!(s.shape(i), Shape::Number | Shape::Punct) || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (n, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let unit = match unit {
        "h" | "hr" | "hrs" | "hour" | "hours" => 4,
        "min" | "mins" | "minutes" => 5,
        "years" | "yrs" | "yr" => 0,
        "months" => 1,
        "weeks" | "wks" => 2,
        "days" => 3,
        _ => return None,
    };
    n.parse().ok().map(|n| (n, unit))
}

/// "a year and a half", "an hour ago", "a few days later"; a bare "a year" is left to the older rule.
fn article(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Found> {
    let mut at = i;
    let mut n = Some(1.0);
    if s.any(at, &["a", "an"]) {
        at += 1;
    }
    match s.lower(at) {
        "few" | "several" => {
            (n, at) = (None, at + 1);
        }
        "couple" => (n, at) = (Some(2.0), at + 1 + usize::from(s.lower(at + 1) == "of")),
        _ => {}
    }
    if !unit(s, at) {
        return None;
    }
    let mut length = Length::default();
    length.add(s, at, n.unwrap_or(1.0))?;
    let mut end = at + 1;
    if s.lower(end) == "and" && s.any(end + 1, &["a", "one"]) && s.any(end + 2, &["half", "quarter"]) {
        length.add(s, at, if s.lower(end + 2) == "half" { 0.5 } else { 0.25 })?;
        end += 3;
    } else if n == Some(1.0)
        && (!pointed(s, end, anchor) && !ahead(s, i, end) && !length.short
            || length.short && s.lower(i.wrapping_sub(1)) == "per")
    {
        return None;
    }
    let mut found = away(s, i, end, length, anchor);
    if ahead(s, i, end) && !length.short && matches!(found.value, Some(Value::Duration(_))) {
        let day = anchor.now().and_then(|d| length.shift(Interval { first: d, last: d }, false));
        found.value = day.map(Value::Time).or(found.value);
    }
    if n.is_none() {
        found.value = None;
    }
    Some(found)
}

/// "in a week" at the end of a clause.
fn ahead(s: &Scan<'_>, i: usize, end: usize) -> bool {
    let once = s.any(i.wrapping_sub(2), &["once", "twice", "times", "day", "days", "hours"]);
    s.lower(i.wrapping_sub(1)) == "in"
        && !once
        && (end >= s.end || matches!(s.text(end), "." | "?" | "!" | ";" | ","))
}

/// Whether "ago", "from now" or the like stand here.
fn pointed(s: &Scan<'_>, end: usize, anchor: &Anchor) -> bool {
    s.any(end, &["ago", "later", "earlier", "hence", "starting", "beginning"])
        || s.any(end, &["from", "before", "after", "since"]) && points::any(s, end + 1, anchor).is_some()
}

fn counted(s: &Scan<'_>, f: &Figure, floor: usize, anchor: &Anchor) -> Option<Found> {
    let mut end = f.end;
    let ranged =
        (s.hyphen(end) || s.any(end, &["to", "or", "and"])).then(|| numerals::figure(s, end + 1)).flatten();
    if let Some(second) = ranged {
        let at = second.end + usize::from(s.hyphen(second.end) && s.glued(second.end));
        let open = s.lower(f.end) != "and" || s.lower(f.start.wrapping_sub(1)) == "between";
        if unit(s, at) && open && second.value > f.value {
            end = second.end;
        }
    }
    let hyphen = usize::from(s.hyphen(end) && s.glued(end) && s.glued(end - 1));
    let filler = usize::from(
        s.any(
            end + hyphen,
            &[
                "calendar",
                "consecutive",
                "full",
                "working",
                "business",
                "additional",
                "more",
                "straight",
                "whole",
                "week",
            ],
        ) && unit(s, end + hyphen + 1),
    );
    let at = end + hyphen + filler;
    if s.any(f.end, &["yo", "y/o"]) && f.value < 130.0 {
        let value = Some(Value::Duration(Unit::Year.duration(f.value)));
        return Some(Found {
            start: f.start,
            end: f.end + 1,
            label: Label::Date,
            value,
            rule: "date_age",
            score: 0.6,
        });
    }
    let market = s.lower(at) == "night" && (f.value > 1.0 || s.lower(f.start) == "one");
    if !unit(s, at) || s.is(at, Class::TimeUnit) && f.vague || market {
        return None;
    }
    let ordinal = f.end == f.start + 1 && s.is(f.start, Class::Ordinal)
        || f.ordinal
        || s.text(f.start).starts_with(|c: char| c.is_ascii_digit())
            && s.shape(f.start) != Shape::Number
            && !f.plain;
    let mut end = at + 1;
    if ordinal {
        let century = s.is(at, Class::DateUnit) && Unit::of(s.word(at).number()?) == Unit::Century;
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
    let mut length = Length::default();
    length.add(s, at, f.value)?;
    if s.lower(end) == "and" && s.lower(end + 1) == "half" && s.lower(end + 2) != "of" {
        length.add(s, at, 0.5)?;
        end += 2;
    } else if s.lower(end) == "and" && s.any(end + 1, &["a", "one"]) && s.any(end + 2, &["half", "quarter"]) {
        length.add(s, at, if s.lower(end + 2) == "half" { 0.5 } else { 0.25 })?;
        end += 3;
    }
    let start = amounts::approximators(s, f.start, floor, Label::Date);
    let between = end > f.end
        && s.lower(start.wrapping_sub(1)) == "between"
        && s.lower(f.end) == "and"
        && start > floor;
    let start = if between { start - 1 } else { start };
    let start = if s.any(start.wrapping_sub(1), &["another", "additional"]) && start > floor {
        start - 1
    } else {
        start
    };
    Some(away(s, start, end, length, anchor))
}

/// The smaller parts that follow ("2 years 1 month"), and where the length leads ("ago", "from now", "after May").
fn away(s: &Scan<'_>, start: usize, end: usize, mut length: Length, anchor: &Anchor) -> Found {
    let mut end = end;
    loop {
        let link = usize::from(s.lower(end) == "and" || s.text(end) == ",");
        let link = link + usize::from(link == 1 && s.text(end) == "," && s.lower(end + 1) == "and");
        let Some(f) = numerals::figure(s, end + link).filter(|f| !f.ordinal && f.value < 1000.0) else {
            break;
        };
        let Some((at, _)) = slot(s, f.end) else { break };
        // Each part is smaller than those before; "2 years and 3 years" are two lengths.
        if length.parts[at..].iter().any(|p| *p != 0.0) || s.lower(f.end + 1) == "ago" && s.text(end) == "," {
            break;
        }
        if length.add(s, f.end, f.value).is_none() {
            break;
        }
        end = f.end + 1;
    }
    let label = if length.short { Label::Time } else { Label::Date };
    let mut found = Found {
        start,
        end,
        label,
        value: Some(Value::Duration(length.iso())),
        rule: "date_duration",
        score: 0.9,
    };
    let pointer = s.any(end + 1, &["this", "next", "last"]) && s.is(end + 2, Class::DateUnit);
    if s.any(end, &["ago", "later", "earlier", "hence"]) && !pointer {
        found.end = end + 1;
        let word = if s.lower(end) == "hence" { "later" } else { s.lower(end) };
        if let Some((k, n)) = only(&length) {
            let units = [Unit::Year, Unit::Month, Unit::Week, Unit::Day];
            found.value = ago(word, n, units[k], anchor).or(found.value);
        } else if !length.short {
            let base =
                if word == "ago" { anchor.now() } else { anchor.last.map(|l| l.last).or(anchor.now()) };
            let day = base.map(|d| Interval { first: d, last: d });
            found.value = day.and_then(|d| length.shift(d, word != "later")).map(Value::Time).or(found.value);
        }
        return found;
    }
    let lasts =
        s.lower(end) == "from" && s.lower(start.wrapping_sub(1)) == "for" && s.lower(end + 1) != "now";
    if s.any(end, &["from", "after", "before", "since", "prior", "following"]) && !length.short && !lasts {
        let prior = usize::from(s.lower(end) == "prior" && s.lower(end + 1) == "to");
        let now = s.lower(end + 1) == "now";
        let target = if now {
            anchor.now().map(|d| (end + 2, Some(Interval { first: d, last: d })))
        } else {
            points::any(s, end + 1 + prior, anchor).map(|p| (p.end, points::ahead(s, start, &p, anchor)))
        };
        if let Some((after, days)) = target {
            let back = s.any(end, &["before", "prior"]);
            let day = days.map(|d| if back { d.first } else { d.last });
            let day = if s.lower(end) == "since" { days.map(|d| d.first) } else { day };
            found.end = after;
            found.value =
                day.and_then(|d| length.shift(Interval { first: d, last: d }, back)).map(Value::Time);
            found.rule = "date_away";
            return found;
        }
    }
    if s.hyphen(end) && s.lower(end + 1) == "old" {
        found.end = end + 2;
    } else if s.lower(end) == "old" || s.lower(end) == "of" && s.lower(end + 1) == "age" {
        found.end = end + if s.lower(end) == "old" { 1 } else { 2 };
    } else if s.lower(start.wrapping_sub(1)) == "within" && s.any(end, &["of", "after", "from", "following"])
    {
        if let Some(event) = event(s, end + 1) {
            found.value = Some(Value::Relative(length.iso(), event));
            found.rule = "date_from_event";
        }
    } else if s.lower(start.wrapping_sub(1)) == "in"
        && points::says_future(s, start)
        && !length.short
        && let Some(now) = anchor.now()
    {
        let day = length.shift(Interval { first: now, last: now }, false);
        found.value = day.map(Value::Time).or(found.value);
    }
    found
}

/// The one part and its number, where there is only one of days or more.
fn only(length: &Length) -> Option<(usize, f64)> {
    let mut parts = length.parts.iter().enumerate().filter(|(_, n)| **n != 0.0);
    let (k, n) = parts.next()?;
    (k < 4 && n.fract() == 0.0 && parts.next().is_none()).then_some((k, *n))
}

/// The words of an event that a deadline counts from: up to a stop, a verb's helper or eight words.
fn event(s: &Scan<'_>, i: usize) -> Option<crate::span::Span> {
    let i = i + usize::from(s.any(i, &["the", "its", "their", "his", "her", "a", "an"]));
    let closes = |k: usize| {
        matches!(s.shape(k), Shape::Punct) && !s.hyphen(k)
            || s.any(
                k,
                &[
                    "and", "or", "but", "which", "that", "who", "will", "shall", "must", "is", "are", "was",
                    "has", "to",
                ],
            )
    };
    let end = (i..s.end.min(i + 8)).find(|k| closes(*k)).unwrap_or(s.end.min(i + 8));
    (end > i && s.shape(i) != Shape::Number).then(|| s.span(i..end))
}

/// "age 18", "ages 15 to 17".
pub(super) fn age(s: &Scan<'_>, i: usize) -> Option<(usize, Option<Value>)> {
    if !s.any(i, &["age", "ages", "aged"]) {
        return None;
    }
    let f = numerals::figure(s, i + 1)?;
    let mut end = f.end;
    if s.any(end, &["to", "and"]) || s.hyphen(end) {
        end = numerals::figure(s, end + 1).map_or(end, |g| g.end);
    }
    Some((end, Some(Value::Duration(Unit::Year.duration(f.value)))))
}
