//! Dates and times of day together: "8 am on Friday", "tomorrow at 8", "every Monday at 4 pm".

use super::calendar::{self, Anchor, Unit};
use super::clock::{self, Clock};
use super::numerals;
use super::points::Point;
use super::reads;
use super::recurring::recurring;
use super::scan::Scan;
use super::stretches::one;
use super::weeks;
use super::{Interval, Label, Value};
use crate::lexicon::gazetteer::Class;

fn single(days: Option<Interval>) -> Option<String> {
    days.filter(|d| d.first == d.last).map(|d| d.first.to_string())
}

/// A clock with its day in front of each end: "2009-05-01T09/2009-05-01T17".
fn on_day(day: Option<&str>, clock: &Clock) -> Value {
    let day = day.unwrap_or_default();
    Value::Clock(match &clock.last {
        Some(last) => format!("{day}{}/{day}{last}", clock.first),
        None => format!("{day}{}", clock.first),
    })
}

/// A time of day with the day behind it: "8 am on Friday", "3:00 to 4:00 tomorrow".
pub(super) fn of_day(
    s: &Scan<'_>,
    i: usize,
    clock: Clock,
    anchor: &mut Anchor,
) -> Option<(usize, Option<Value>)> {
    let now = anchor.now().map(|d| Interval { first: d, last: d });
    if let Some(by) = clock.day {
        let day = now.and_then(|d| calendar::shift(d, Unit::Day, by));
        return Some((clock.end, Some(on_day(single(day).as_deref(), &clock))));
    }
    if clock.end == i + 1 && clock.first.len() == 3 && clock.first.starts_with("TD") {
        return Some((clock.end, Some(on_day(None, &clock))));
    }
    let link = usize::from(
        s.lower(clock.end) == "on" || clock.sure && (s.text(clock.end) == "," || s.lower(clock.end) == "of"),
    );
    let at = clock.end + link;
    let at = at + usize::from(s.lower(at) == "the");
    if let Some((end, value)) = recurring(s, at).filter(|_| clock.sure) {
        let value = value.map(|_| Value::Recurring(clock.first.clone()));
        return Some((end, value));
    }
    if (clock.sure
        || link > 0
        || clock.last.is_some()
        || s.any(i.wrapping_sub(1), &["at", "between", "from", "around"]))
        && let Some(p) = one(s, at, anchor)
            .filter(|p| p.days.is_none_or(|d| d.first == d.last) && p.rule != "date_relative")
        && (clock.sure || matches!(p.rule, "date_word" | "date_weekday") || link > 0 && p.rule != "date_part")
    {
        let part =
            clock::clock(s, p.end).filter(|c| c.first.len() > 2 && !c.first.as_bytes()[1].is_ascii_digit());
        let end = part.as_ref().map_or(p.end, |c| c.end);
        let clock = part.map_or(clock.clone(), |c| clock.clone().after_noon(&c));
        return Some((end, Some(on_day(single(p.days).as_deref(), &clock))));
    }
    let part = clock::clock(s, clock.end)
        .filter(|c| c.day.is_some() && c.last.is_none() && (clock.sure || clock.last.is_some()));
    if let Some((part, by)) = part.and_then(|c| c.day.map(|by| (c, by))) {
        let day = now.and_then(|d| calendar::shift(d, Unit::Day, by));
        let clock = clock.after_noon(&part);
        return Some((part.end, Some(on_day(single(day).as_deref(), &clock))));
    }
    let alone = s.any(i.wrapping_sub(1), &["at"])
        && (clock.end >= s.end || matches!(s.text(clock.end), "." | "?" | "!"))
        && s.text(i).len() < 6
        || s.lower(i.wrapping_sub(1)) == "from"
            && s.lower(clock.end) == "for"
            && numerals::figure(s, clock.end + 1).is_some_and(|f| s.is(f.end, Class::TimeUnit));
    (clock.sure || alone).then(|| (clock.end, Some(on_day(None, &clock))))
}

/// A date with the time of day behind it: "tomorrow at 8", "Friday morning", "14 May, 9:30".
pub(super) fn at_hour(s: &Scan<'_>, p: &Point, anchor: &Anchor) -> Option<(usize, Option<Value>)> {
    if p.days.is_some_and(|d| d.first != d.last) || p.days.is_none() && p.rule != "date_weekday" {
        return None;
    }
    let mut at = p.end;
    at += usize::from(s.text(at) == "," || s.hyphen(at) || s.text(at) == "@");
    let cued = s.any(at, &["at", "around", "from", "between", "before", "after", "by", "about"])
        || s.text(at) == "@"
        || at > p.end && s.text(at - 1) == "@";
    at += usize::from(
        s.any(at, &["at", "around", "from", "between", "in", "before", "after", "by", "about", "for"])
            || s.text(at) == "@",
    );
    let bound = usize::from(s.any(at, &["no", "not"]));
    if s.any(at + bound, &["later", "earlier"]) && s.lower(at + bound + 1) == "than" {
        at += bound + 2;
    }
    at += usize::from(s.lower(at) == "the");
    // "tomorrow am", "May 4 night"
    let half = match s.lower(at) {
        "am" | "a.m." if p.rule == "date_word" => "TMO",
        "pm" | "p.m." if p.rule == "date_word" => "TAF",
        "night" if at == p.end && p.rule == "date_numeric" => "TNI",
        _ => "",
    };
    if !half.is_empty() {
        let day = single(p.days).unwrap_or_default();
        return Some((at + 1, Some(Value::Clock(format!("{day}{half}")))));
    }
    if !clock::may_begin(s, at) && !part_word(s, at) {
        return None;
    }
    let clock = clock::clock(s, at)?;
    let weak =
        cued && s.any(at - 1, &["at", "@", "around", "from", "between"]) && !s.is(clock.end, Class::DateUnit);
    let bare = clock.last.is_some() && matches!(p.rule, "date_weekday" | "date_word");
    if clock.day.is_some() || !(clock.sure || weak || bare) {
        return None;
    }
    if p.rule == "date_weekday" {
        let part = s.lower(clock.end - 1).ends_with('s') && clock.first.len() == 3;
        if let Some(n) = p.days.filter(|_| part && p.end == clock.end - 1) {
            let n = n.first.weekday().to_monday_one_offset();
            return Some((clock.end, Some(Value::Recurring(format!("XXXX-WXX-{n}{}", clock.first)))));
        }
        // "Wednesday evening next week"
        let of = usize::from(s.lower(clock.end) == "of");
        if let Some((end, day)) = p.days.and_then(|d| weeks::same_weekday(s, clock.end + of, d.first, anchor))
        {
            return Some((end, Some(on_day(single(day).as_deref(), &clock))));
        }
    }
    // "Wed Oct 26 15:50:06 2016"
    let stamp = reads::bare_year(s, clock.end).filter(|_| !p.dated && clock.first.matches(':').count() == 2);
    if let (Some(y), Some(d)) = (stamp, p.days) {
        let day = calendar::shift(d, Unit::Year, i64::from(y - d.first.year()));
        return Some((clock.end + 1, Some(on_day(single(day).as_deref(), &clock))));
    }
    Some((clock.end, Some(on_day(single(p.days).as_deref(), &clock))))
}

fn part_word(s: &Scan<'_>, i: usize) -> bool {
    s.is(i, Class::DayPart)
}

/// "every Monday at 4 pm".
pub(super) fn with_hour(s: &Scan<'_>, end: usize, value: Option<Value>) -> (usize, Option<Value>, Label) {
    let at = usize::from(s.lower(end) == "at");
    if at == 0 && !s.text(end).starts_with(|c: char| c.is_ascii_digit()) {
        return (end, value, Label::Date);
    }
    let dotted = at == 1 && s.text(end + 1).contains('.');
    let Some(clock) = clock::clock(s, end + at).filter(|c| (c.sure || dotted) && c.last.is_none()) else {
        return (end, value, Label::Date);
    };
    let day = match &value {
        Some(Value::Recurring(day)) if day.starts_with("XXXX") => day.as_str(),
        _ => "",
    };
    (clock.end, Some(Value::Recurring(format!("{day}{}", clock.first))), Label::Time)
}
