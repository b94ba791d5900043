//! Measured quantities: figures with units, single or compound.

use super::Amount;
use super::numerals::{self, Figure};
use super::scan::Scan;
use crate::lexicon::gazetteer::{Class, Gazetteer};
use crate::token::Shape;

/// The quantity whose unit begins at a token: its end, amount and the unit's name in the singular.
pub(super) fn quantity(s: &Scan<'_>, f: &Figure, at: usize) -> Option<(usize, Amount, String)> {
    if let Some(end) = weight(s, at) {
        return Some((end, f.amount(), "pound".to_owned()));
    }
    if s.text(at) == "\"" && s.any(at + 1, &["long", "tall", "wide", "high", "thick", "deep"]) {
        return Some((at + 1, f.amount(), "inch".to_owned()));
    }
    let (end, name) = degrees(s, at).or_else(|| named(s, at)).or_else(|| bracketed(s, at))?;
    let (end, amount, name) = smaller(s, end, f.amount(), name);
    match per(s, end) {
        Some((after, of)) => Some((after, amount, format!("{name} per {of}"))),
        None => Some((end, amount, name)),
    }
}

/// "10kph", "0.8rad": figure and unit in one token.
pub(super) fn glued(s: &Scan<'_>, i: usize) -> Option<(Amount, String)> {
    let text = s.text(i);
    if matches!(s.shape(i), Shape::Number | Shape::Punct) || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (n, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let word = Gazetteer::get().word(unit);
    let known = unit.len() > 1 && word.is(Class::Measure) && !word.is(Class::CurrencyCode);
    let n = n.parse().ok().filter(|_| known)?;
    Some((Amount::exact(n), if word.value.is_empty() { unit.to_owned() } else { word.value.to_owned() }))
}

/// "km", "square metres", "metric tons", "m" where it touches its figure or stands alone.
fn named(s: &Scan<'_>, at: usize) -> Option<(usize, String)> {
    let kind = s.lower(at);
    let prefixed = matches!(kind, "square" | "cubic" | "metric" | "nautical" | "short" | "long" | "fluid");
    let gap = usize::from(prefixed) + usize::from(prefixed && s.hyphen(at + 1));
    let m = at + gap;
    if prefixed && !s.is(m, Class::Measure) {
        return None;
    }
    if !prefixed && matches!(s.text(m), "m" | "t" | "g" | "l" | "h") && s.text(m) == "m" {
        let alone = m + 1 >= s.end
            || matches!(s.text(m + 1), "." | ";" | ")" | "x" | "×")
            || s.shape(m + 1) == Shape::Number;
        return (s.glued(m - 1) || alone).then(|| (m + 1, "meter".to_owned()));
    }
    if !s.is(m, Class::Measure) {
        return None;
    }
    let word = match s.word(m).value {
        "" => s.lower(m).to_owned(),
        "megabyte" if s.text(m) == "mb" => "megabit".to_owned(),
        _ if s.is(m, Class::CurrencyCode) => s.lower(m).to_owned(),
        name => name.to_owned(),
    };
    let name = if prefixed && !matches!(kind, "short" | "long") { format!("{kind} {word}") } else { word };
    Some((m + 1, name))
}

/// Pounds are a weight where the sentence weighs.
fn weight(s: &Scan<'_>, at: usize) -> Option<usize> {
    if !s.any(at, &["pound", "pounds"]) {
        return None;
    }
    let weighs = [
        "weigh",
        "weighs",
        "weighed",
        "weighing",
        "weight",
        "heavy",
        "heavier",
        "ton",
        "tons",
        "tonne",
        "tonnes",
        "kilogram",
        "kilograms",
        "kg",
        "ounces",
    ];
    (s.first..s.end).any(|k| s.any(k, &weighs)).then_some(at + 1)
}

/// "20 (kg)".
fn bracketed(s: &Scan<'_>, at: usize) -> Option<(usize, String)> {
    let open = matches!(s.text(at), "(" | "[" | "{");
    let (end, name) = open.then(|| named(s, at + 1)).flatten()?;
    matches!(s.text(end), ")" | "]" | "}").then_some((end + 1, name))
}

/// "°C", "degrees Fahrenheit", "deg", "° Celsius".
fn degrees(s: &Scan<'_>, at: usize) -> Option<(usize, String)> {
    let sign = matches!(s.text(at), "°" | "˚" | "º");
    let word = s.any(at, &["degree", "degrees", "deg", "deg."]);
    if !sign && !word {
        return None;
    }
    let stop = usize::from(s.lower(at) == "deg" && s.text(at + 1) == "." && s.glued(at));
    let scale = at + 1 + stop;
    let end = scale + 1;
    Some(match s.lower(scale) {
        "c" | "celsius" | "centigrade" | "celcius" => (end, "degree celsius".to_owned()),
        "f" | "fahrenheit" | "farenheit" => (end, "degree fahrenheit".to_owned()),
        _ => (scale, "degree".to_owned()),
    })
}

/// "5 feet 2 inches": a smaller unit of the same kind behind.
fn smaller(s: &Scan<'_>, end: usize, amount: Amount, name: String) -> (usize, Amount, String) {
    let and = usize::from(s.lower(end) == "and");
    let unchanged = (end, amount, name);
    if unchanged.2 != "foot" {
        return unchanged;
    }
    let Some(f) = numerals::figure(s, end + and).filter(|f| f.value < 12.0) else { return unchanged };
    if !s.any(f.end, &["inch", "inches", "in"]) {
        return unchanged;
    }
    let total = amount.low + f.value / 12.0;
    (f.end + 1, Amount { low: total, high: total, ..amount }, unchanged.2)
}

/// "per hour", "an hour", "/h", "/hr".
fn per(s: &Scan<'_>, at: usize) -> Option<(usize, &'static str)> {
    let slash = s.text(at) == "/";
    if !slash && !s.any(at, &["per", "an", "a"]) {
        return None;
    }
    let unit = match s.lower(at + 1) {
        "hour" | "h" | "hr" => "hour",
        "second" | "s" | "sec" => "second",
        "millisecond" | "ms" => "millisecond",
        "minute" | "min" => "minute",
        _ => return None,
    };
    (slash || s.lower(at + 1).len() > 3).then_some((at + 2, unit))
}
