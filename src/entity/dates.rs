//! Dates and lengths of time, resolved against the document's date and the year last spoken of.

use jiff::civil::Date;

use super::amounts::{self, Figure, Found};
use super::calendar::{self, Part, Unit};
use super::scan::Scan;
use super::{Interval, Label, Value};
use crate::lexicon::gazetteer::{Class, Gazetteer};
use crate::token::Shape;

/// What relative dates are resolved against.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Anchor {
    document: Option<Interval>,
    last: Option<Interval>,
}

impl Anchor {
    pub(super) fn new(document: Option<Interval>) -> Self {
        Self { document, last: None }
    }

    /// The last day that the document knows of.
    fn now(self) -> Option<Date> {
        self.document.map(|d| d.last)
    }

    /// The year meant where none is said: the one last spoken of, else the document's.
    fn year(self) -> Option<i16> {
        self.last.map(|i| i.first.year()).or_else(|| self.now().map(Date::year))
    }

    fn said(&mut self, value: &Option<Interval>) {
        if let Some(i) = value.filter(|i| i.first.year() == i.last.year()) {
            self.last = Some(i);
        }
    }
}

/// End token and interval.
type Stretch = (usize, Option<Interval>);

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
    if let Some(value) = compound(s, i, anchor) {
        return found(i, i + 1, value.map(Value::Time), "date_compound", 0.9);
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
        anchor.said(&value);
        let (start, value) = prefixed(s, i, floor, value);
        return found(start, end, value.map(Value::Time), "date_calendar", 0.95);
    }
    if let Some(figure) = amounts::figure(s, i) {
        return duration(s, &figure, floor, anchor);
    }
    None
}

/// "mid-November", "post-2015", "mid-1990s" where they are one token.
fn compound(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Option<Interval>> {
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
    Some(whole.zip(part).map(|(w, p)| calendar::part(w, p)))
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

/// Days, months, years and ranges of them.
fn calendar_date(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Stretch> {
    if s.is(i, Class::Month) && s.capital(i) {
        return month_first(s, i, anchor);
    }
    if s.is(i, Class::Weekday) && s.capital(i) {
        // "Friday, 6 May 2011" is one date.
        let comma = usize::from(s.text(i + 1) == ",");
        if let Some(stretch) = calendar_date(s, i + 1 + comma, anchor)
            .filter(|_| s.is(i + 1 + comma, Class::Month) || s.is(i + 2 + comma, Class::Month))
        {
            return Some(stretch);
        }
        return Some((i + 1, None));
    }
    if let Some((d, next)) = day_of_month(s, i) {
        let of = usize::from(s.lower(next) == "of");
        let at = next + of;
        if s.is(at, Class::Month) && s.capital(at) {
            let m = month_number(s, at)?;
            let (end, y) = year_after(s, at + 1, anchor);
            return Some((end, y.and_then(|y| calendar::day(y, m, d))));
        }
        // "5-7 May 2009"
        if s.hyphen(next) || s.any(next, &["to", "and"]) {
            if let Some((last, after)) =
                day_of_month(s, next + 1).filter(|(_, a)| s.is(*a, Class::Month) && s.capital(*a))
            {
                let m = month_number(s, after)?;
                let (end, y) = year_after(s, after + 1, anchor);
                let value = y.and_then(|y| {
                    Some(Interval {
                        first: calendar::day(y, m, d)?.first,
                        last: calendar::day(y, m, last)?.last,
                    })
                });
                return Some((end, value.filter(|v| v.first <= v.last)));
            }
        }
    }
    if s.is(i, Class::Season) && !matches!(s.lower(i), "fall" | "spring")
        || matches!(s.lower(i), "fall" | "spring")
    {
        let of = usize::from(s.lower(i + 1) == "of");
        let n = s.word(i).number()? as i8;
        if let Some(y) = bare_year(s, i + 1 + of) {
            return Some((i + 2 + of, calendar::season(y, n)));
        }
        let noun = !matches!(s.lower(i), "fall" | "spring") && s.shape(i) == Shape::Lower;
        return noun.then(|| (i + 1, anchor.year().and_then(|y| calendar::season(y, n))));
    }
    year_first(s, i)
}

fn month_number(s: &Scan<'_>, i: usize) -> Option<i8> {
    s.word(i).number().map(|n| n as i8)
}

/// "November 2007", "May 5, 2009", "June and December 2000", "Sept. 26-27".
fn month_first(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Stretch> {
    let m = month_number(s, i)?;
    let abbreviated = usize::from(s.text(i + 1) == "." && s.glued(i) && s.lower(i).len() < 5);
    let at = i + 1 + abbreviated;
    if let Some((d, after)) = day_of_month(s, at).filter(|_| bare_year(s, at).is_none()) {
        let second =
            (s.hyphen(after) || s.any(after, &["to", "and"])).then(|| day_of_month(s, after + 1)).flatten();
        let second = second.filter(|(_, a)| {
            s.shape(after) != Shape::Lower || !s.is(*a, Class::DateUnit) && !s.is(*a, Class::Month)
        });
        let (last, after) = second.map_or((d, after), |(last, after)| (last, after));
        let (end, y) = year_after(s, after, anchor);
        let value = y.and_then(|y| {
            Some(Interval { first: calendar::day(y, m, d)?.first, last: calendar::day(y, m, last)?.last })
        });
        return Some((end, value.filter(|v| v.first <= v.last)));
    }
    // "May" and "March" alone need a date's surroundings.
    let ambiguous = matches!(s.lower(i), "may" | "march" | "mar" | "jun" | "jan" | "sun");
    if ambiguous && i == s.first && bare_year(s, at).is_none() {
        return None;
    }
    if s.any(at, &["and", "to", "or"]) || s.hyphen(at) {
        let second = at + 1;
        if s.is(second, Class::Month)
            && s.capital(second)
            && day_of_month(s, second + 1).is_none_or(|_| bare_year(s, second + 1).is_some())
        {
            if let Some(y) = bare_year(s, second + 1) {
                let last = month_number(s, second)?;
                let value = Some(Interval {
                    first: calendar::month(y, m)?.first,
                    last: calendar::month(y, last)?.last,
                });
                return Some((second + 2, value.filter(|v| v.first <= v.last)));
            }
        }
    }
    let (end, y) = year_after(s, at, anchor);
    Some((end, y.and_then(|y| calendar::month(y, m))))
}

/// A year after a day or month, with a comma or "of" before it; else the year of the context.
fn year_after(s: &Scan<'_>, at: usize, anchor: &Anchor) -> (usize, Option<i16>) {
    let step = usize::from(s.text(at) == "," || s.lower(at) == "of");
    if let Some(y) = bare_year(s, at + step) {
        return (at + step + 1, Some(y));
    }
    let shift = match s.lower(at) {
        "last" => -1,
        "this" => 0,
        "next" => 1,
        _ => return (at, anchor.year()),
    };
    if s.lower(at + 1) == "year" {
        return (at + 2, anchor.now().map(|d| d.year() + shift));
    }
    (at, anchor.year())
}

fn day_of_month(s: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    let text = s.text(i);
    let number = match s.shape(i) {
        Shape::Number => text,
        Shape::Mixed => text
            .strip_suffix("st")
            .or(text.strip_suffix("nd"))
            .or(text.strip_suffix("rd"))
            .or(text.strip_suffix("th"))?,
        _ => return None,
    };
    let day: i8 = number.parse().ok().filter(|d| (1..=31).contains(d))?;
    Some((day, i + 1))
}

/// A year in four digits, with a letter where works are cited ("2023a"), or after "FY".
fn bare_year(s: &Scan<'_>, i: usize) -> Option<i16> {
    let text = s.text(i);
    let text = text.strip_prefix("FY").unwrap_or(text);
    let text = text.strip_suffix(['a', 'b', 'c', 'd']).filter(|_| s.shape(i) == Shape::Mixed).unwrap_or(text);
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|y| (1400..2200).contains(y))
}

/// "2009", "2009-2012", "2009–12", "1991/92", "FY2025", "fiscal year 2010", "1990s".
fn year_first(s: &Scan<'_>, i: usize) -> Option<Stretch> {
    let text = s.text(i);
    if let Some(decade) = text
        .strip_suffix('s')
        .or_else(|| text.strip_suffix("'s"))
        .filter(|d| d.ends_with('0') && d.len() == 4)
    {
        let y: i16 = decade.parse().ok().filter(|y| (1400..2200).contains(y))?;
        return Some((i + 1, calendar::years(y, y + 9)));
    }
    if s.lower(i) == "fiscal" && s.lower(i + 1) == "year"
        || s.text(i) == "FY" && bare_year(s, i + 1).is_some()
    {
        let at = if s.text(i) == "FY" { i + 1 } else { i + 2 };
        let y = bare_year(s, at);
        return Some((if y.is_some() { at + 1 } else { at }, y.and_then(calendar::year)));
    }
    let y = bare_year(s, i)?;
    if i > s.first
        && (s.glued(i - 1)
            && matches!(s.text(i - 1), "/" | "-" | "." | "§" | "#")
            && i > s.first + 1
            && s.glued(i - 2)
            && !matches!(s.lower(i - 2), "post" | "pre" | "mid" | "early" | "late"))
        || s.any(i.wrapping_sub(1), &["no", "no.", "resolution", "paragraph", "page", "order", "circular"])
        || matches!(s.text(i.wrapping_sub(1)), "$" | "€" | "£")
        || s.text(i + 1) == "%"
        || s.any(i + 1, &["per", "percent", "million", "people", "hectares", "tonnes", "km", "mw"])
    {
        return None;
    }
    let before = s.lower(i.wrapping_sub(1));
    let link = s.hyphen(i + 1)
        || s.text(i + 1) == "/"
        || s.lower(i + 1) == "to"
        || s.lower(i + 1) == "and" && before == "between";
    if link {
        let spaced = matches!(s.shape(i + 1), Shape::Lower);
        if let Some(last) = bare_year(s, i + 2).filter(|l| *l > y) {
            return Some((i + 3, calendar::years(y, last)));
        }
        let short = s.text(i + 2);
        if !spaced && short.len() == 2 && s.glued(i + 1) && s.glued(i) {
            if let Some(last) = short.parse::<i16>().ok().map(|n| y - y % 100 + n).filter(|l| *l > y) {
                return Some((i + 3, calendar::years(y, last)));
            }
        }
    }
    Some((i + 1, calendar::year(y)))
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
            anchor.said(&whole);
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

/// The year, month … that the context is in.
fn whole_unit(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Interval> {
    let unit = Unit::of(s.word(i).number()?);
    let day = anchor.last.map(|l| l.last).or(anchor.now())?;
    unit.around(day)
}

/// "last year", "this month", "next five years", "the same year", "that May", "recent years", "the year".
fn relative(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<(usize, Option<Value>, &'static str)> {
    let word = s.lower(i);
    let pointer = s.is(i, Class::DateRel)
        || matches!(word, "that" | "each" | "every" | "these" | "those" | "first" | "consecutive");
    if pointer {
        let few = usize::from(s.any(i + 1, &["few", "several", "couple", "many", "two-thirds"]));
        let few = if few == 1 && s.lower(i + 2) == "of" { 2 } else { few };
        let figure = amounts::figure(s, i + 1).filter(|f| f.end > i + 1 && bare_year(s, i + 1).is_none());
        let counted = figure.map_or(i + 1 + few, |f| f.end);
        let hyphen = usize::from(s.hyphen(counted) && s.glued(counted) && figure.is_some());
        let adjective = usize::from(
            s.any(counted + hyphen, &["calendar", "fiscal", "financial", "full", "school", "academic"]),
        );
        let at = counted + hyphen + adjective;
        if s.is(at, Class::DateUnit) {
            let unit = Unit::of(s.word(at).number()?);
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
            let value =
                resolve(word, figure.map(|f| f.value), few > 0 || s.lower(at).ends_with('s'), unit, anchor);
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
            let month = s.is(at, Class::Month) && s.capital(at);
            if month || s.is(at, Class::Season) || s.is(at, Class::Weekday) && s.capital(at) {
                let value = month
                    .then(|| relative_month(word, month_number(s, at)?, anchor))
                    .flatten()
                    .map(Value::Time);
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
        let unit = Unit::of(s.word(i + 1).number()?);
        return Some((i + 3, ago(s.lower(i + 2), 1.0, unit, anchor), "date_ago"));
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
        let base = now.and_then(|d| unit.around(d))?;
        let by = match word {
            "last" | "past" | "previous" | "preceding" => -1,
            "next" | "coming" | "following" | "subsequent" => 1,
            "this" | "current" => 0,
            _ => return None,
        };
        return calendar::shift(base, unit, by).map(Value::Time);
    };
    let n = n.round() as i64;
    let day = now.and_then(|d| Unit::Day.around(d));
    match (word, day) {
        ("last" | "past" | "previous" | "preceding", Some(day)) => {
            Some(Value::Time(Interval { first: calendar::shift(day, unit, -n)?.first, last: day.last }))
        }
        ("next" | "coming" | "following", Some(day)) => {
            Some(Value::Time(Interval { first: day.first, last: calendar::shift(day, unit, n)?.last }))
        }
        _ => Some(Value::Duration(unit.duration(n as f64))),
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
    let ordinal =
        f.end == f.start + 1 && s.is(f.start, Class::Ordinal) || s.shape(f.start) == Shape::Mixed && !f.plain;
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

/// A point some units before or after the present or the date last spoken of.
fn ago(word: &str, n: f64, unit: Unit, anchor: &Anchor) -> Option<Value> {
    let n = n.round() as i64;
    let (base, by) = match word {
        "ago" => (anchor.now(), -n),
        "later" => (anchor.last.map(|l| l.last).or(anchor.now()), n),
        _ => (anchor.last.map(|l| l.last).or(anchor.now()), -n),
    };
    let whole = unit.around(base?)?;
    calendar::shift(whole, unit, by).map(Value::Time)
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
