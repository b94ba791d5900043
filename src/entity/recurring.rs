//! What comes again: "every two years", "weekly", "each Monday", "once a month".

use super::calendar::Unit;
use super::scan::Scan;
use super::weeks::weekday;
use super::{Value, numerals};
use crate::lexicon::gazetteer::Class;

/// The end and the value of a recurring time at a token.
pub(super) fn recurring(s: &Scan<'_>, i: usize) -> Option<(usize, Option<Value>)> {
    let value = |iso: String| Some(Value::Recurring(iso));
    let adjective = s.lower(i) == "everyday" && s.proper_or_noun(i + 1);
    if s.is(i, Class::Freq) && !(i == s.first && s.capital(i + 1)) && !adjective {
        let iso = s.word(i).value;
        return Some((i + 1, if iso.is_empty() { None } else { value(iso.to_owned()) }));
    }
    match s.lower(i) {
        "once" | "twice" => {
            if s.any(i + 1, &["a", "an", "each", "every", "per"]) && s.is(i + 2, Class::DateUnit) {
                let unit = Unit::of(s.word(i + 2).number()?);
                return Some((i + 3, (s.lower(i) == "once").then(|| value(unit.duration(1.0))).flatten()));
            }
            None
        }
        "every" | "each" => each(s, i),
        "any" | "all" if s.any(i + 1, &["weekend", "weekends"]) => Some((i + 2, value("P1WE".to_owned()))),
        "weekends" => Some((i + 1, value("P1WE".to_owned()))),
        "weekdays" => Some((i + 1, value("P1WD".to_owned()))),
        // "the 19th of every month"
        day if day.starts_with(|c: char| c.is_ascii_digit())
            && s.lower(i + 1) == "of"
            && s.any(i + 2, &["every", "each"])
            && s.lower(i + 3) == "month" =>
        {
            let (d, _) = super::reads::day(s, i)?;
            Some((i + 4, value(format!("XXXX-XX-{d:02}"))))
        }
        _ => {
            let (n, end) = weekday(s, i)
                .filter(|_| s.lower(i).ends_with("days") && !s.is(i.wrapping_sub(1), Class::Number))?;
            let part = day_part(s.lower(end));
            Some((
                end + usize::from(part.is_some()),
                value(format!("XXXX-WXX-{n}{}", part.unwrap_or_default())),
            ))
        }
    }
}

fn each(s: &Scan<'_>, i: usize) -> Option<(usize, Option<Value>)> {
    let value = |iso: String| Some(Value::Recurring(iso));
    let other = usize::from(s.lower(i + 1) == "other");
    let at = i + 1 + other;
    if let Some((n, end)) = weekday(s, at) {
        let part = day_part(s.lower(end));
        return Some((
            end + usize::from(part.is_some()),
            value(format!("XXXX-WXX-{n}{}", part.unwrap_or_default())),
        ));
    }
    if let Some(part) = day_part(s.lower(at)) {
        return Some((at + 1, value(part.to_owned())));
    }
    if s.lower(at) == "weekend" {
        return Some((at + 1, value("XXXX-WXX-WE".to_owned())));
    }
    if s.lower(at) == "weekday" {
        return Some((at + 1, value("P1WD".to_owned())));
    }
    let figure = numerals::figure(s, at);
    if figure.is_some_and(|f| s.hyphen(f.end)) {
        return None;
    }
    let (n, at) = figure.map_or((1.0 + other as f64, at), |f| (f.value, f.end));
    let at = at
        + usize::from(s.hyphen(at) || s.any(at, &["calendar", "fiscal", "financial", "school", "academic"]));
    let word = s.word(at);
    if word.is(Class::TimeUnit) {
        let (count, unit) = if s.lower(at).starts_with('h') { (n, 'H') } else { (n, 'M') };
        return Some((at + 1, value(format!("PT{count}{unit}"))));
    }
    if word.is(Class::Month) || word.is(Class::Season) {
        return Some((at + 1, value("P1Y".to_owned())));
    }
    if !word.is(Class::DateUnit) {
        return None;
    }
    Some((at + 1, value(Unit::of(word.number()?).duration(n))))
}

fn day_part(word: &str) -> Option<&'static str> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "morning" => "TMO",
        "afternoon" => "TAF",
        "evening" => "TEV",
        "night" => "TNI",
        _ => return None,
    })
}
