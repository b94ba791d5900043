//! Dates and lengths of time, resolved against the document's date and the year last spoken of.

use super::amounts::Found;
use super::calendar::{self, Anchor, Part, Unit};
use super::clock::{self, Clock};
use super::lengths::{age, duration};
use super::points::{self, Point, point};
use super::recurring::recurring;
use super::relative::{relative, whole_unit};
use super::scan::Scan;
use super::written::{Stretch, calendar_date};
use super::{Interval, Label, Value};
use crate::lexicon::gazetteer::{Class, Gazetteer};
use crate::token::Shape;

/// What a token must be for a date to begin there.
const BEGINS: [Class; 16] = [
    Class::Number,
    Class::Ordinal,
    Class::Fraction,
    Class::Scale,
    Class::Month,
    Class::Weekday,
    Class::Season,
    Class::DateUnit,
    Class::TimeUnit,
    Class::DateWord,
    Class::Freq,
    Class::TimeWord,
    Class::DayPart,
    Class::DateRel,
    Class::DatePart,
    Class::Vague,
];

/// Whether a date or time may begin at a token: the gate that keeps most words out.
fn may_begin(s: &Scan<'_>, i: usize) -> bool {
    match s.shape(i) {
        Shape::Number => true,
        Shape::Punct => false,
        _ => {
            s.word(i).any(&BEGINS)
                || s.word(i).is(Class::DateCue)
                || s.text(i).bytes().any(|b| b.is_ascii_digit())
                || s.lower(i).contains('-')
        }
    }
}

/// The date that begins at token `i`, or whose figure does; `floor` is the first token that is still free.
pub(super) fn at(s: &Scan<'_>, i: usize, floor: usize, anchor: &mut Anchor) -> Option<Found> {
    if !may_begin(s, i) {
        return None;
    }
    let found =
        |start: usize, end: usize, label: Label, value: Option<Value>, rule: &'static str, score: f32| {
            Some(Found { start, end, label, value, rule, score })
        };
    if let Some((end, value)) = recurring(s, i) {
        let (end, value, label) = with_hour(s, end, value);
        return found(i, end, label, value, "date_frequency", 0.5);
    }
    if let Some((end, value)) = age(s, i) {
        return found(i, end, Label::Date, value, "date_age", 0.6);
    }
    if clock::may_begin(s, i)
        && let Some(clock) = clock::clock(s, i)
        && let Some((end, value)) = of_day(s, i, clock, anchor)
    {
        return found(i, end, Label::Time, value, "time_clock", 0.8);
    }
    if let Some(p) = stretch(s, i, anchor) {
        if let Some((end, value)) = at_hour(s, &p) {
            return found(i, end, Label::Time, value, "time_of_date", 0.8);
        }
        anchor.said(p.days.filter(|_| !matches!(p.rule, "date_relative" | "date_word")));
        let (start, days) = match p.rule {
            "date_calendar" => prefixed(s, i, floor, p.days),
            "date_between" if s.lower(i.wrapping_sub(1)) == "between" && i > floor => (i - 1, p.days),
            _ => (i, p.days),
        };
        return found(start, p.end, Label::Date, days.map(Value::Time), p.rule, 0.9);
    }
    if let Some((end, value, rule)) = relative(s, i, anchor) {
        return found(i, end, Label::Date, value, rule, 0.8);
    }
    if s.is(i, Class::DateWord) {
        return found(i, i + 1, Label::Date, None, "date_word", 0.8);
    }
    duration(s, i, floor, anchor)
}

/// A point, or the stretch between two: "from Nov to March", "2014 through May 2018", "between 10/1 and 11/7".
fn stretch(s: &Scan<'_>, i: usize, anchor: &mut Anchor) -> Option<Point> {
    let a = one(s, i, anchor)?;
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
    let Some(b) = one(s, start, &mut quiet).or_else(|| points::any(s, start, anchor)) else { return Some(a) };
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
    let days = a.days.zip(b.days).and_then(|(x, y)| join(x, a.dated, y, b.dated));
    if days.is_none() && a.days.is_some() && b.days.is_some() {
        return Some(a);
    }
    Some(Point { end: b.end, days, dated: a.dated || b.dated, rule: "date_between" })
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
fn one(s: &Scan<'_>, i: usize, anchor: &mut Anchor) -> Option<Point> {
    let made = |end, days, rule| Point { end, days, dated: true, rule };
    if let Some((end, days)) = portion(s, i, anchor) {
        return Some(made(end, days, "date_part"));
    }
    if let Some(p) = point(s, i, anchor) {
        return Some(p);
    }
    if let Some((end, value, rule)) = relative(s, i, anchor)
        && let Some(Value::Time(days)) = value
    {
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
fn of_day(s: &Scan<'_>, i: usize, clock: Clock, anchor: &mut Anchor) -> Option<(usize, Option<Value>)> {
    let now = anchor.now().map(|d| Interval { first: d, last: d });
    if let Some(by) = clock.day {
        let day = now.and_then(|d| calendar::shift(d, Unit::Day, by));
        return Some((clock.end, Some(on_day(single(day).as_deref(), &clock))));
    }
    if clock.end == i + 1 && clock.first.len() == 3 && clock.first.starts_with("TD") {
        return Some((clock.end, Some(on_day(None, &clock))));
    }
    let link = usize::from(s.lower(clock.end) == "on" || s.text(clock.end) == "," && clock.sure);
    let at = clock.end + link;
    let at = at + usize::from(s.lower(at) == "the");
    if let Some((end, value)) = recurring(s, at).filter(|_| clock.sure) {
        let value = value.map(|_| Value::Recurring(clock.first.clone()));
        return Some((end, value));
    }
    if (clock.sure || link > 0 || s.any(i.wrapping_sub(1), &["at", "between", "from", "around"]))
        && let Some(p) = one(s, at, anchor)
            .filter(|p| p.days.is_none_or(|d| d.first == d.last) && p.rule != "date_relative")
        && (clock.sure || matches!(p.rule, "date_word" | "date_weekday") || link > 0 && p.rule != "date_part")
    {
        let part =
            clock::clock(s, p.end).filter(|c| c.first.len() > 2 && !c.first.as_bytes()[1].is_ascii_digit());
        let end = part.map_or(p.end, |c| c.end);
        return Some((end, Some(on_day(single(p.days).as_deref(), &clock))));
    }
    if let Some(part) = clock::clock(s, clock.end).filter(|c| c.day == Some(0) && clock.sure) {
        let day = now.and_then(|d| calendar::shift(d, Unit::Day, 0));
        return Some((part.end, Some(on_day(single(day).as_deref(), &clock))));
    }
    let alone = s.any(i.wrapping_sub(1), &["at"])
        && (clock.end >= s.end || matches!(s.text(clock.end), "." | "?" | "!"))
        && s.text(i).len() < 6;
    (clock.sure || alone).then(|| (clock.end, Some(on_day(None, &clock))))
}

/// A date with the time of day behind it: "tomorrow at 8", "Friday morning", "14 May, 9:30".
fn at_hour(s: &Scan<'_>, p: &Point) -> Option<(usize, Option<Value>)> {
    if p.days.is_some_and(|d| d.first != d.last) || p.days.is_none() && p.rule != "date_weekday" {
        return None;
    }
    let mut at = p.end;
    at += usize::from(s.text(at) == "," || s.hyphen(at) || s.text(at) == "@");
    let cued = s.any(at, &["at", "around", "from", "between", "before", "after", "by", "about"])
        || s.text(at) == "@"
        || at > p.end && s.text(at - 1) == "@";
    at += usize::from(
        s.any(at, &["at", "around", "from", "between", "in", "before", "after", "by", "about"])
            || s.text(at) == "@",
    );
    at += usize::from(s.lower(at) == "the");
    if !clock::may_begin(s, at) && !part_word(s, at) {
        return None;
    }
    let clock = clock::clock(s, at)?;
    let weak =
        cued && s.any(at - 1, &["at", "@", "around", "from", "between"]) && !s.is(clock.end, Class::DateUnit);
    let bare = clock.last.is_some() && matches!(p.rule, "date_weekday" | "date_word");
    (clock.day.is_none() && (clock.sure || weak || bare))
        .then(|| (clock.end, Some(on_day(single(p.days).as_deref(), &clock))))
}

fn part_word(s: &Scan<'_>, i: usize) -> bool {
    s.is(i, Class::DayPart)
}

/// "every Monday at 4 pm".
fn with_hour(s: &Scan<'_>, end: usize, value: Option<Value>) -> (usize, Option<Value>, Label) {
    if s.lower(end) != "at" {
        return (end, value, Label::Date);
    }
    let Some(clock) = clock::clock(s, end + 1).filter(|c| c.sure && c.last.is_none()) else {
        return (end, value, Label::Date);
    };
    let day = match &value {
        Some(Value::Recurring(day)) if day.starts_with("XXXX") => day.as_str(),
        _ => "",
    };
    (clock.end, Some(Value::Recurring(format!("{day}{}", clock.first))), Label::Time)
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

fn interval(value: Option<Value>) -> Option<Interval> {
    match value {
        Some(Value::Time(i)) => Some(i),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{DocVars, Document, Reader, Value};

    fn read(text: &str) -> Document {
        let vars = DocVars { date: Some("2014-05-21".into()), ..DocVars::default() };
        Reader::new().read(text, vars).unwrap()
    }

    /// Words and value of every date and time.
    fn said(text: &str) -> Vec<String> {
        let d = read(text);
        let value = |v: &Value| match v {
            Value::Time(i) => i.to_iso(),
            Value::Clock(t) | Value::Duration(t) => t.clone(),
            Value::Recurring(t) => format!("R/{t}"),
            Value::Relative(t, event) => format!("{t} after {}", d.text.slice(*event)),
            other => format!("{other:?}"),
        };
        let mentions = d.entities.mentions.iter().filter(|e| matches!(e.label.as_str(), "DATE" | "TIME"));
        mentions
            .map(|e| format!("{} = {}", d.text.slice(e.span), e.value.as_ref().map_or(String::new(), value)))
            .collect()
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(said(text).join("; "), expected, "{text}");
    }

    #[test]
    fn figures_and_words() {
        check("Signed on 3/17/2011 in Lima.", "3/17/2011 = 2011-03-17");
        check("Signed on 17.03.2011 in Lima.", "17.03.2011 = 2011-03-17");
        check("Dated 09-Dec-2012.", "09-Dec-2012 = 2012-12-09");
        check("Born in nineteen sixty-four.", "nineteen sixty-four = 1964");
        check("It met on the fifth of June, 1992.", "fifth of June, 1992 = 1992-06-05");
        check("Since Q3 2012 it fell.", "Q3 2012 = 2012-07-01/2012-09-30");
        check("It closed from Nov to March 2013.", "Nov to March 2013 = 2012-11-01/2013-03-31");
        check("They may vote in may 2013.", "may 2013 = 2013-05");
    }

    #[test]
    fn from_the_day_of_writing() {
        check("They met last Friday.", "last Friday = 2014-05-16");
        check("They will meet next Tuesday at 4 pm.", "next Tuesday at 4 pm = 2014-05-27T16");
        check("It opened three weeks before Easter 2014.", "three weeks before Easter 2014 = 2014-03-30");
        check("It ends the day after tomorrow.", "day after tomorrow = 2014-05-23");
        check("Ten days ago it ended.", "Ten days ago = 2014-05-11");
        check("In the second week of 2013 it rained.", "second week of 2013 = 2013-01-07/2013-01-13");
        check("It will be paid later this month.", "later this month = 2014-05-21/2014-05-31");
        check("In the past two quarters it fell.", "past two quarters = 2013-10-01/2014-03-31");
    }

    #[test]
    fn hours_and_what_comes_again() {
        check("The talks ran from 9:30 to 11 am.", "9:30 to 11 am = T09:30/T11");
        check("It began at half past seven.", "half past seven = T07:30");
        check("It reports every two years.", "every two years = R/P2Y");
        check("The council sits each Monday.", "each Monday = R/XXXX-WXX-1");
        check("It lasted 2 years and 3 months.", "2 years and 3 months = P2Y3M");
        check("They waited an hour and a half.", "an hour and a half = PT1.5H");
    }

    #[test]
    fn deadlines_count_from_events() {
        check("It must report within six months of the signing.", "six months = P6M after signing");
        check("It must report within six months.", "six months = P6M");
    }
}
