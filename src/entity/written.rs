//! Dates as written on a calendar: days, months, years, seasons, decades and ranges of them.

use super::Interval;
use super::calendar::{self, Anchor};
use super::scan::Scan;
use crate::lexicon::gazetteer::Class;
use crate::token::Shape;

/// End token and interval.
pub(super) type Stretch = (usize, Option<Interval>);

/// Days, months, years and ranges of them.
pub(super) fn calendar_date(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<Stretch> {
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
        if (s.hyphen(next) || s.any(next, &["to", "and"]))
            && let Some((last, after)) =
                day_of_month(s, next + 1).filter(|(_, a)| s.is(*a, Class::Month) && s.capital(*a))
        {
            let m = month_number(s, after)?;
            let (end, y) = year_after(s, after + 1, anchor);
            let value = y.and_then(|y| {
                Some(Interval { first: calendar::day(y, m, d)?.first, last: calendar::day(y, m, last)?.last })
            });
            return Some((end, value.filter(|v| v.first <= v.last)));
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

pub(super) fn month_number(s: &Scan<'_>, i: usize) -> Option<i8> {
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
            && let Some(y) = bare_year(s, second + 1)
        {
            let last = month_number(s, second)?;
            let value =
                Some(Interval { first: calendar::month(y, m)?.first, last: calendar::month(y, last)?.last });
            return Some((second + 2, value.filter(|v| v.first <= v.last)));
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
        Shape::Mixed | Shape::Lower => text
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
pub(super) fn bare_year(s: &Scan<'_>, i: usize) -> Option<i16> {
    let text = s.text(i);
    let text = text.strip_prefix("FY").unwrap_or(text);
    let text = text.strip_suffix(['a', 'b', 'c', 'd']).filter(|t| t.len() == 4).unwrap_or(text);
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
    }
    Some((i + 1, calendar::year(y)))
}
