//! Feast days and days of remembrance, from a table of names and rules.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rustc_hash::FxHashMap;

use super::Interval;
use super::calendar::Anchor;
use super::reads::year_or_short;
use super::scan::Scan;
use crate::lexicon::cells;
use crate::lexicon::gazetteer::Class;

/// How a year's day is found.
#[derive(Clone, Copy, Debug)]
enum Rule {
    Fixed(i8, i8),
    /// Month, weekday from Monday as 1, which of them; the last one as -1.
    Nth(i8, i8, i8),
    /// A day that differs from country to country.
    Unknown,
    /// Days after Easter Sunday.
    Easter(i64),
}

/// The first words of names, and for each the rest and the rule.
type Names = FxHashMap<&'static str, Vec<(Vec<&'static str>, Rule)>>;

/// Longest names first.
static TABLE: LazyLock<Names> = LazyLock::new(|| {
    let mut out: FxHashMap<_, Vec<(Vec<_>, Rule)>> = FxHashMap::default();
    for [name, rule] in cells("holidays.tsv", ["name", "rule"]) {
        let Some(rule) = parse(rule) else { continue };
        let mut words = name.split(' ');
        let Some(first) = words.next() else { continue };
        let rest = out.entry(first).or_default();
        rest.push((words.collect(), rule));
        rest.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    out
});

fn parse(rule: &str) -> Option<Rule> {
    let mut parts = rule.split(' ');
    let kind = parts.next()?;
    let mut number = || parts.next()?.parse::<i8>().ok();
    Some(match kind {
        "fixed" => Rule::Fixed(number()?, number()?),
        "nth" => Rule::Nth(number()?, number()?, number()?),
        "easter" => Rule::Easter(i64::from(number()?)),
        // Each country its own.
        "none" => Rule::Unknown,
        _ => return None,
    })
}

impl Rule {
    fn day(self, year: i16) -> Option<Interval> {
        let day = match self {
            Self::Fixed(m, d) => Date::new(year, m, d).ok()?,
            Self::Nth(m, w, n) => {
                let weekday = Weekday::from_monday_one_offset(w).ok()?;
                Date::new(year, m, 1).ok()?.nth_weekday_of_month(n, weekday).ok()?
            }
            Self::Unknown => return None,
            Self::Easter(n) => easter(year)?.checked_add(n.days()).ok()?,
        };
        Some(Interval { first: day, last: day })
    }
}

/// Easter Sunday of the western churches.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

/// The feast that begins at a token, with its year where one follows.
pub(super) fn holiday(s: &Scan<'_>, i: usize, anchor: &Anchor) -> Option<(usize, Option<Interval>, bool)> {
    if !s.word(i).any(&[Class::DateCue, Class::Month]) {
        return None;
    }
    let (rest, rule) = TABLE.get(s.lower(i))?.iter().find_map(|(rest, rule)| {
        rest.iter().enumerate().all(|(k, w)| s.lower(i + 1 + k) == *w).then_some((rest.len(), *rule))
    })?;
    // In small letters, feasts are also common nouns: only behind a preposition or a pointer.
    let led = s.any(
        i.wrapping_sub(1),
        &[
            "on",
            "at",
            "before",
            "after",
            "until",
            "by",
            "next",
            "last",
            "previous",
            "following",
            "past",
            "since",
            "for",
            "of",
            "the",
        ],
    );
    if !s.capital(i) && !led && i > s.first {
        return None;
    }
    let mut end = i + 1 + rest;
    if s.lower(end) == "day" && s.lower(end - 1) != "day" {
        end += 1;
    }
    let of = usize::from(matches!(s.lower(end), "of" | "in") || s.text(end) == ",");
    if let Some((y, after)) = year_or_short(s, end + of, false) {
        return Some((after, rule.day(y), true));
    }
    let (link, at) = if s.lower(end) == "of" { (true, end + 1) } else { (false, end) };
    if s.lower(at + 1) == "year" && s.any(at, &["this", "next", "last"])
        || link && s.any(at, &["this", "next", "last"])
    {
        let by = match s.lower(at) {
            "last" => -1,
            "next" => 1,
            _ => 0,
        };
        return Some((at + 2, anchor.now().and_then(|d| rule.day(d.year() + by)), true));
    }
    let pointed = s.lower(i.wrapping_sub(1));
    let by = match pointed {
        "last" | "previous" | "past" => -1,
        "next" | "following" | "coming" | "upcoming" => 1,
        _ => 0,
    };
    let day = match (by, anchor.now()) {
        (0, _) => anchor.year().and_then(|y| rule.day(y)),
        (_, Some(now)) => [now.year(), now.year() + by]
            .into_iter()
            .filter_map(|y| rule.day(y))
            .find(|d| if by > 0 { d.first > now } else { d.first < now }),
        _ => None,
    };
    Some((end, day, false))
}

#[cfg(test)]
mod tests {
    use super::Class;

    #[test]
    fn moveable_feasts() {
        for (year, day) in [(2000, "2000-04-23"), (2019, "2019-04-21"), (2024, "2024-03-31")] {
            assert_eq!(super::easter(year).unwrap().to_string(), day);
        }
        assert_eq!(super::parse("nth 11 4 4").unwrap().day(2021).unwrap().first.to_string(), "2021-11-25");
        assert!(super::TABLE.len() > 20);
        let table = crate::lexicon::gazetteer::Gazetteer::get();
        let open =
            |w: &&str| table.word(w.strip_suffix('.').unwrap_or(w)).any(&[Class::DateCue, Class::Month]);
        assert!(super::TABLE.keys().all(open), "a feast's first word is no cue");
    }
}
