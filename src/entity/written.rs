//! Dates as written on a calendar: days, months, years, seasons, decades and ranges of them.

use super::Interval;
use super::calendar::{self, Anchor};
use super::reads::{bare_year, day, day_word, month, year_or_short, year_words};
use super::scan::Scan;
use crate::lexicon::gazetteer::Class;
use crate::token::Shape;

/// End token and interval.
pub(super) type Stretch = (usize, Option<Interval>);

/// A month's name; "may" and "march" in small letters need a day or a year beside them.
fn named_month(s: &Scan<'_>, i: usize) -> Option<(i8, usize)> {
    let (m, end) = month(s, i)?;
    let clear = s.capital(i) || !matches!(s.lower(i), "may" | "march" | "mar") || {
        let figure = s.text(end).starts_with(|c: char| c.is_ascii_digit())
            || s.lower(end) == "the" && day(s, end + 1).is_some();
        let worded = || {
            day(s, end).is_some()
                && (s.lower(i.wrapping_sub(1)) == "on" || s.is(i.wrapping_sub(1), Class::Weekday))
        };
        figure || s.any(i.wrapping_sub(1), &["of", "in", "since", "until", "by", "next", "last"]) || worded()
    };
    clear.then_some((m, end))
}

/// Days, months, years and ranges of them.
pub(super) fn calendar_date(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Stretch> {
    if let Some((m, end)) = named_month(s, i) {
        return month_first(s, i, m, end, anchor);
    }
    let money = i > s.first && matches!(s.text(i - 1), "$" | "€" | "£");
    if let Some((d, next)) = day(s, i).or_else(|| day_word(s, i)).filter(|_| !money) {
        let of = usize::from(s.lower(next) == "of");
        if let Some((m, end)) = named_month(s, next + of) {
            let (end, y) = year_after(s, end, anchor);
            return Some((end, y.and_then(|y| calendar::day(y, m, d))));
        }
        // "5-7 May 2009", "between the ninth and the seventeenth of April"
        if s.hyphen(next) || s.any(next, &["to", "and", "through", "till", "until"]) {
            let the = usize::from(s.lower(next + 1) == "the");
            let from = s.any(i.wrapping_sub(1), &["between", "from", "the", "on"])
                || s.hyphen(next)
                || s.lower(next) != "and";
            if let Some((last, after)) =
                day(s, next + 1 + the).filter(|_| from || s.shape(i) == Shape::Number)
            {
                let of = usize::from(s.lower(after) == "of");
                if let Some((m, end)) = named_month(s, after + of) {
                    let (end, y) = year_after(s, end, anchor);
                    return Some((end, y.and_then(|y| days(y, m, d, last))));
                }
            }
        }
    }
    if s.is(i, Class::Season) {
        let of = usize::from(s.lower(i + 1) == "of");
        let n = s.word(i).number()? as i8;
        if let Some(y) = bare_year(s, i + 1 + of) {
            return Some((i + 2 + of, calendar::season(y, n)));
        }
        let opens = i == s.first && s.text(i + 1) == ",";
        let noun = !matches!(s.lower(i), "fall" | "spring") && (s.shape(i) == Shape::Lower || opens);
        return noun.then(|| (i + 1, anchor.year().and_then(|y| calendar::season(y, n))));
    }
    if let Some(decade) = decade_word(s.lower(i)) {
        return Some((i + 1, calendar::years(1900 + decade, 1909 + decade)));
    }
    if let Some((y, end)) = year_words(s, i) {
        let cued = y != 2000 || s.any(i.wrapping_sub(1), &["in", "since", "until", "by", "of", "from"]);
        let unit = s.word(end).any(&[
            Class::DateUnit,
            Class::Measure,
            Class::Currency,
            Class::Scale,
            Class::Percent,
        ]) || s.shape(end) == Shape::Lower
            && !s.any(end, &["and", "to", "or", "but", "at", "in", "the", "for", "by"]);
        return (cued && !unit).then(|| (end, calendar::year(y)));
    }
    year_first(s, i)
}

/// "the nineties": of the last century.
fn decade_word(word: &str) -> Option<i16> {
    Some(match word {
        "twenties" => 20,
        "thirties" => 30,
        "forties" => 40,
        "fifties" => 50,
        "sixties" => 60,
        "seventies" => 70,
        "eighties" => 80,
        "nineties" => 90,
        _ => return None,
    })
}

fn days(y: i16, m: i8, first: i8, last: i8) -> Option<Interval> {
    Some(Interval { first: calendar::day(y, m, first)?.first, last: calendar::day(y, m, last)?.last })
        .filter(|v| v.first <= v.last)
}

/// "November 2007", "May 5, 2009", "June and December 2000", "Sept. 26-27", "May the 4th".
fn month_first(s: &Scan<'_>, i: usize, m: i8, at: usize, anchor: &Anchor) -> Option<Stretch> {
    let the = usize::from(
        (s.lower(at) == "the" || s.text(at) == ",")
            && s.shape(at + 1) != Shape::Number
            && day(s, at + 1).is_some(),
    );
    let spoken_year = year_words(s, at).filter(|_| s.shape(at) == Shape::Lower);
    if let Some((d, after)) =
        day(s, at + the).filter(|_| bare_year(s, at).is_none() && spoken_year.is_none()).filter(
            |(_, after)| s.text(*after) != ":" && !s.text(*after).starts_with(':') && s.text(*after) != "%",
        )
    {
        let joined = s.hyphen(after) || s.any(after, &["to", "and", "through", "till", "until"]);
        let gap = usize::from(joined && s.lower(after + 1) == "the");
        let second = joined.then(|| day(s, after + 1 + gap)).flatten();
        let second = second.filter(|(last, a)| {
            *last > d
                && (s.shape(after) != Shape::Lower || !s.is(*a, Class::DateUnit) && !s.is(*a, Class::Month))
                && !s.any(*a, &["pm", "am", "a.m.", "p.m."])
                && s.text(*a) != "/"
                && !(s.lower(after) == "and" && s.is(*a, Class::Measure))
        });
        let (last, after) = second.map_or((d, after), |(last, after)| (last, after));
        let (end, y) = year_after(s, after, anchor);
        return Some((end, y.and_then(|y| days(y, m, d, last))));
    }
    // "January twenty-five nineteen eighty-six"
    if let Some((d, after)) =
        day_word(s, at).filter(|(_, a)| s.is(at, Class::Number) && !s.is(*a, Class::Scale))
    {
        let spoken = year_words(s, after);
        let closed = after >= s.end || s.shape(after) == Shape::Punct && !s.hyphen(after);
        if spoken.is_some() || closed && spoken_year.is_none() {
            let y = spoken.map_or(anchor.year(), |(y, _)| Some(y));
            let end = spoken.map_or(after, |(_, e)| e);
            return Some((end, y.and_then(|y| calendar::day(y, m, d))));
        }
    }
    // "May" and "March" alone need a date's surroundings.
    let ambiguous = matches!(s.lower(i), "may" | "march" | "mar" | "jun" | "jan" | "sun");
    if ambiguous && i == s.first && bare_year(s, at).is_none() {
        return None;
    }
    if s.any(at, &["and", "to", "or", "through"]) || s.hyphen(at) {
        let second = at + 1;
        if let Some((last, after)) = named_month(s, second)
            && day(s, after).is_none_or(|_| bare_year(s, after).is_some())
        {
            let of = usize::from(s.any(after, &["of", "in"]));
            if let Some((y, end)) = year_or_short(s, after + of, false) {
                let first = if last < m { y - 1 } else { y };
                let value = Some(Interval {
                    first: calendar::month(first, m)?.first,
                    last: calendar::month(y, last)?.last,
                });
                return Some((end, value.filter(|v| v.first <= v.last)));
            }
        }
    }
    let (end, y) = year_after(s, at, anchor);
    Some((end, y.and_then(|y| calendar::month(y, m))))
}

/// A year after a day or month, with a comma, "of" or "in" before it; else the year of the context.
fn year_after(s: &Scan<'_>, at: usize, anchor: &Anchor) -> (usize, Option<i16>) {
    let of = matches!(s.lower(at), "of" | "in");
    let step = usize::from(s.text(at) == "," || of);
    if let Some((y, end)) = year_or_short(s, at + step, s.lower(at) == "of").filter(|(_, end)| {
        s.is(at + step, Class::Number) || !s.is(*end, Class::Measure) && s.text(*end) != "%"
    }) {
        return (end, Some(y));
    }
    let at = if of { at + 1 } else { at };
    let shift = match s.lower(at) {
        "last" => -1,
        "this" => 0,
        "next" => 1,
        _ => return (at - usize::from(of), anchor.year()),
    };
    if s.lower(at + 1) == "year" {
        return (at + 2, anchor.now().map(|d| d.year() + shift));
    }
    (at - usize::from(of), anchor.year())
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
    if text.len() == 4 && text.ends_with('0') && s.text(i + 1) == "s" {
        let y: i16 = text.parse().ok().filter(|y| (1400..2200).contains(y))?;
        return Some((i + 2, calendar::years(y, y + 9)));
    }
    let short = s.any(i, &["fy", "fiscal"]) && bare_year(s, i + 1).is_some();
    if s.lower(i) == "fiscal" && s.lower(i + 1) == "year" || short {
        let at = if short { i + 1 } else { i + 2 };
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
        || s.any(i.wrapping_sub(1), &["above", "below", "exceeding", "exceed"])
        || s.lower(i.wrapping_sub(1)) == "than"
            && !(i.saturating_sub(4)..i).any(|k| s.lower(k) == "year")
            && !s.any(i.wrapping_sub(2), &["later", "earlier", "before", "after"])
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
        if !spaced
            && short.len() == 2
            && s.glued(i + 1)
            && s.glued(i)
            && let Some(last) = short.parse::<i16>().ok().map(|n| y - y % 100 + n).filter(|l| *l > y)
        {
            return Some((i + 3, calendar::years(y, last)));
        }
        // "2015-03" is a month, "2015-3" too.
        if !spaced
            && (short.len() == 2 || short.len() == 1)
            && s.hyphen(i + 1)
            && !s.hyphen(i + 3)
            && s.glued(i + 1)
            && s.glued(i)
            && let Some(m) = short.parse::<i8>().ok().filter(|m| (1..=12).contains(m))
        {
            return Some((i + 3, calendar::month(y, m)));
        }
    }
    // "2017 April"
    if let Some((m, end)) = named_month(s, i + 1).filter(|(m, _)| !matches!(m, 3 | 5)) {
        return Some(match day(s, end) {
            Some((d, after)) => (after, calendar::day(y, m, d)),
            None => (end, calendar::month(y, m)),
        });
    }
    Some((i + 1, calendar::year(y)))
}
