//! Whether a value of ours says what a spec says, and the parts of a spec's result.

use serde_json::Value as Json;
use servanda::{Amount, Document, Entity, Interval, Value};

pub(super) fn kind(result: &Json) -> &str {
    let name = result["TypeName"].as_str().or(result["Type"].as_str()).unwrap_or_default();
    name.rsplit('.').next().unwrap_or_default()
}

pub(super) fn timexes(result: &Json) -> Vec<String> {
    readings(result)
        .iter()
        .filter_map(|r| r["timex"].as_str().or(r["Timex"].as_str()).map(str::to_owned))
        .collect()
}

/// The readings that the spec allows.
pub(super) fn readings(result: &Json) -> Vec<Json> {
    let all = |v: &Json| v["values"].as_array().cloned().unwrap_or_default();
    let mut out = all(&result["Resolution"]);
    out.extend(all(&result["Value"]));
    if out.is_empty() && result["Value"]["Timex"].is_string() {
        let v = &result["Value"];
        for side in ["FutureResolution", "PastResolution"] {
            let r = &v[side];
            let mut one = serde_json::Map::new();
            one.insert("timex".into(), v["Timex"].clone());
            for (key, names) in [
                ("value", &["date", "dateTime", "time"][..]),
                ("start", &["startDate", "startDateTime", "startTime"]),
                ("end", &["endDate", "endDateTime", "endTime"]),
            ] {
                if let Some(found) = names.iter().find_map(|n| r[*n].as_str()) {
                    one.insert(key.into(), found.into());
                }
            }
            out.push(Json::Object(one));
        }
    }
    out
}

/// Whether our value is one of the readings of the spec.
pub(super) fn means(result: &Json, entity: &Entity, document: &Document) -> bool {
    let Some(value) = &entity.value else { return false };
    match value {
        Value::Time(i) if matches!(kind(result), "number" | "numberrange") => {
            let year = result["Resolution"]["value"].as_str() == Some(&i.first.year().to_string());
            year && i.first.year() == i.last.year()
        }
        // "18 and 19 June": a day that our stretch begins or ends with.
        Value::Time(i)
            if kind(result) == "date"
                && i.first != i.last
                && readings(result).iter().any(|r| {
                    let day = r["value"].as_str().and_then(|d| Interval::parse(d).ok());
                    day.is_some_and(|d| d.first == d.last && (d.first == i.first || d.last == i.last))
                }) =>
        {
            true
        }
        Value::Time(i) => {
            let text = result["Text"].as_str().unwrap_or_default().to_lowercase();
            let counted = ["month", "year", "week", "decade"].iter().any(|u| text.contains(u))
                && ["ago", "later", "earlier"].iter().any(|u| text.ends_with(u));
            readings(result).iter().any(|r| same_days(r, *i, counted, document))
        }
        Value::Clock(t) => {
            readings(result).iter().any(|r| same_clock(r, t) || side_of_clock(kind(result), r, t))
        }
        Value::Recurring(t) => {
            timexes(result).iter().any(|x| x == t || length(x).is_some() && length(x) == length(t))
        }
        Value::Duration(t) | Value::Relative(t, _) => {
            // "within six months" is a length to us, and the window from the day of asking to them.
            let within = result["Text"].as_str().is_some_and(|t| t.to_lowercase().starts_with("within"));
            let window =
                |x: &String| x.trim_end_matches(')').rsplit(',').next().and_then(length) == length(t);
            if within && timexes(result).iter().any(window) {
                return true;
            }
            let age = result["Resolution"]["unit"].as_str().zip(result["Resolution"]["value"].as_str());
            let age =
                age.and_then(|(u, n)| Some(format!("P{n}{}", if u == "Age" { "Y" } else { u.get(..1)? })));
            if matches!(kind(result), "number" | "numberrange") {
                let n = result["Resolution"]["value"].as_str().unwrap_or_default();
                let n = n.trim_matches(['(', '[', ']', ')', ',']);
                return t.trim_start_matches(['P', 'T']).strip_prefix(n).is_some_and(|u| u.len() == 1);
            }
            timexes(result).into_iter().chain(age).any(|x| length(&x).is_some() && length(&x) == length(t))
        }
        Value::Money(a, unit) | Value::Quantity(a, unit) => {
            same_amount(result, *a) && same_unit(result, unit)
        }
        Value::Percent(a) | Value::Number(a) => same_amount(result, *a),
    }
}

/// The same time of day, on the same day where the spec knows one.
fn same_clock(reading: &Json, ours: &str) -> bool {
    let timex = reading["timex"].as_str().unwrap_or_default();
    let tails = |t: &str| {
        clock(t).split('/').map(|p| p.find('T').map_or("", |at| &p[at..]).to_owned()).collect::<Vec<_>>()
    };
    let day = reading["value"]
        .as_str()
        .or(reading["start"].as_str())
        .or(reading["end"].as_str())
        .and_then(|d| d.get(..10))
        .filter(|d| d.contains('-'));
    clock(timex) == clock(ours) || tails(timex) == tails(ours) && day.is_some_and(|d| ours.starts_with(d))
}

/// A day or an hour that is one part of our day with its hour.
fn side_of_clock(kind: &str, reading: &Json, ours: &str) -> bool {
    match kind {
        "date" => reading["value"].as_str().is_some_and(|d| d.len() == 10 && ours.starts_with(d)),
        "time" | "timerange" => {
            let timex = clock(reading["timex"].as_str().unwrap_or_default());
            !timex.is_empty() && !timex.contains('/') && clock(ours).ends_with(&timex)
        }
        _ => false,
    }
}

/// `T16:00` as `T16`; ranges without their length.
fn clock(timex: &str) -> String {
    let ends = timex.trim_matches(['(', ')']).split([',', '/']).filter(|p| !p.starts_with('P'));
    ends.map(|p| p.replace(":00:00", "").replace(":00", "")).collect::<Vec<_>>().join("/")
}

/// A length of time in seconds, months as twelfths of a year; business days as days.
fn length(timex: &str) -> Option<i64> {
    let rest = timex.strip_prefix('P')?;
    let (mut total, mut number, mut time) = (0.0, String::new(), false);
    for c in rest.chars() {
        match c {
            'T' => time = true,
            'B' => {}
            '0'..='9' | '.' => number.push(c),
            unit => {
                let n: f64 = number.parse().ok()?;
                number.clear();
                total += n * match (unit, time) {
                    ('Y', _) => 31_536_000.0,
                    ('M', false) => 2_628_000.0,
                    ('W', _) => 604_800.0,
                    ('D', _) => 86_400.0,
                    ('H', _) => 3600.0,
                    ('M', true) => 60.0,
                    ('S', _) => 1.0,
                    _ => return None,
                };
            }
        }
    }
    Some(total as i64)
}

/// Days as the spec has them. Its ranges end before their last day, or with the first day of their last unit.
fn same_days(reading: &Json, ours: Interval, counted: bool, document: &Document) -> bool {
    let day = |key: &str| reading[key].as_str().and_then(|d| Interval::parse(d.get(..10)?).ok());
    let timex = reading["timex"].as_str().unwrap_or_default();
    let whole = Interval::parse(timex).ok();
    if let Some(d) = day("value").or(whole) {
        // "two months ago" may be the month.
        let unit = ours.first <= d.first && d.last <= ours.last && counted;
        if ours == d || unit {
            return true;
        }
    }
    let whole_season = [("SP", 3), ("SU", 6), ("FA", 9), ("WI", 12)].iter().find(|(code, _)| *code == timex);
    if let Some((_, month)) = whole_season {
        return ours.first.month() == *month && ours.first.day() == 1;
    }
    if let Some((y, season)) = timex.split_once('-').filter(|t| matches!(t.1, "SP" | "SU" | "FA" | "WI")) {
        let first = match season {
            "SP" => "03",
            "SU" => "06",
            "FA" => "09",
            _ => "12",
        };
        let y = if y == "XXXX" {
            document.date.map(|d| d.first.year().to_string()).unwrap_or_default()
        } else {
            y.into()
        };
        return Interval::parse(&format!("{y}-{first}")).is_ok_and(|m| m.first == ours.first);
    }
    // Fiscal and school years are counted as the calendar years they are named after.
    if let Some(y) = timex.strip_prefix("FY").or(timex.strip_prefix("SY")) {
        return Interval::parse(y).is_ok_and(|y| y == ours);
    }
    let (first, last) = (day("start"), day("end"));
    // Early, middle and late parts have no exact bounds: half of the shorter must be common.
    if let (Some(a), Some(b), true) = (first, last, reading["Mod"].is_string()) {
        let end = |i: Interval| Interval { first: i.last, ..i };
        let common = serial(b).min(serial(end(ours))) - serial(a).max(serial(ours)) + 1;
        let shorter = (serial(b) - serial(a)).min(serial(end(ours)) - serial(ours)) + 1;
        if common * 2 >= shorter {
            return true;
        }
    }
    // A century begins with its year 1, or by custom with its year 0.
    if let (Some(a), true) = (first, timex.ends_with("P100Y)")) {
        return (ours.first.year() - a.first.year()).abs() <= 1;
    }
    match (first, last) {
        (Some(a), Some(b)) => {
            let b = b.first;
            let before = b.yesterday().unwrap_or(b);
            a.first == ours.first
                && (ours.last == b
                    || ours.last == before
                    || b.day() == 1 && ours.last == b.last_of_month()
                    || b.day() == 1
                        && serial(Interval { first: ours.last, last: b })
                            - serial(Interval { first: b, last: b })
                            < 92
                        && timex.ends_with("M)")
                    || b.day() == 1 && b.month() == 1 && ours.last == b.last_of_year())
        }
        (Some(a), None) => a.first == ours.first || a.first.yesterday().is_ok_and(|d| d == ours.last),
        (None, Some(b)) => {
            b.first == ours.first || b.first == ours.last || b.first.yesterday().is_ok_and(|d| d == ours.last)
        }
        _ => false,
    }
}

/// The first day of a stretch as a number that grows with the calendar.
fn serial(i: Interval) -> i64 {
    i64::from(i.first.year()) * 372 + i64::from(i.first.month()) * 31 + i64::from(i.first.day())
}

fn same_amount(result: &Json, amount: Amount) -> bool {
    let resolution = &result["Resolution"];
    let Some(text) = resolution["value"].as_str() else { return resolution.is_null() };
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(b.abs());
    let parse = |t: &str| t.trim_matches(['[', '(', ')', ']', '%', ' ']).replace(',', "").parse::<f64>().ok();
    if let Some((low, high)) = text.strip_prefix(['[', '(']).and_then(|t| t.split_once(',')) {
        let side = |t: &str, ours: f64| parse(t).is_none_or(|n| near(n, ours));
        return side(low, amount.low) && side(high, amount.high);
    }
    // A figure may be the upper end of our range.
    parse(text).is_some_and(|n| near(n, amount.low) || near(n, amount.high))
}

/// Units by ISO code, or by their words in the singular.
fn same_unit(result: &Json, ours: &str) -> bool {
    let resolution = &result["Resolution"];
    let text = |k: &str| resolution[k].as_str().unwrap_or_default();
    let plain = |u: &str| {
        u.to_lowercase()
            .replace("per ", "/")
            .split([' ', '-'])
            .map(|w| w.trim_end_matches('s'))
            .collect::<String>()
    };
    let scale = match text("unit") {
        "C" => "degree celsius",
        "F" => "degree fahrenheit",
        unit => unit,
    };
    if kind(result) == "currency" {
        return ours == text("isoCurrency") || text("isoCurrency").is_empty() && !ours.is_empty();
    }
    kind(result) == "number" || plain(ours) == plain(scale)
}
