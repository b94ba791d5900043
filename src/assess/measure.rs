//! Figures and times of two statements side by side: what was promised, and what is reported of it.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use super::words::Words;
use crate::document::Document;
use crate::entity::{Amount, Interval, Sense, Value};
use crate::span::Span;
use crate::token::Shape;

/// A figure with what it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Figure {
    /// A number for the unit or the thing counted.
    unit: u64,
    value: f64,
    /// Not to be passed: "no more than ten".
    cap: bool,
}

/// The figures, lengths of time and dates of one statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Measures {
    figures: Vec<Figure>,
    /// Lengths of time in days.
    lengths: Vec<f64>,
    dates: Vec<Interval>,
    /// A part of a whole that the statement names itself: "nine of 41", "all", "none".
    part: Option<f64>,
    /// It speaks of every one: "all", "each", "no".
    every: bool,
}

/// What comparing says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Compared {
    /// Both count the same thing.
    pub(super) unit: bool,
    /// What is reported as a part of what was promised, where both count the same thing.
    pub(super) ratio: Option<f64>,
    /// A limit that was kept, or passed.
    pub(super) capped: Option<bool>,
    /// Done in the time that was given, or later.
    pub(super) in_time: Option<bool>,
    /// A part of a whole that the report names itself.
    pub(super) part: Option<f64>,
    /// All were promised.
    pub(super) every: bool,
}

/// Figures of a statement that are looked at.
const MOST: usize = 8;

fn number(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    name.hash(&mut hasher);
    hasher.finish()
}

/// "P3M" in days, roughly.
fn days(iso: &str) -> Option<f64> {
    let body = iso.strip_prefix('P').filter(|b| !b.starts_with('T'))?;
    let end = body.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let count: f64 = body[..end].parse().ok()?;
    let each = match body.as_bytes().get(end)? {
        b'D' => 1.0,
        b'W' => 7.0,
        b'M' => 30.4,
        b'Y' => 365.0,
        _ => return None,
    };
    Some(count * each)
}

/// Reads the figures of a statement.
pub(super) fn measures(document: &Document, span: Span) -> Measures {
    let words = Words::get();
    let tokens = &document.tokens;
    let mut out = Measures::default();
    let inside = tokens.covering(span);
    let mut last: Option<(usize, f64)> = None;
    for entity in document.entities.within(span).take(3 * MOST) {
        let range = tokens.covering(entity.span);
        let mut add = |unit: u64, amount: &Amount| {
            let cap = matches!(amount.sense, Sense::AtMost | Sense::Less);
            out.figures.push(Figure { unit, value: f64::midpoint(amount.low, amount.high), cap });
        };
        match &entity.value {
            Some(Value::Time(interval)) => out.dates.push(*interval),
            Some(Value::Duration(iso) | Value::Relative(iso, _)) => out.lengths.extend(days(iso)),
            Some(Value::Percent(amount)) => add(number("%"), amount),
            Some(Value::Money(amount, unit) | Value::Quantity(amount, unit)) => add(number(unit), amount),
            Some(Value::Number(amount)) => {
                let after = (range.end..inside.end).take(3).find(|&t| {
                    !words.form(tokens.lower(t)).stop
                        && !matches!(tokens.shape(t), Shape::Punct | Shape::Symbol)
                });
                let named = after.filter(|&t| (range.end..t).all(|b| tokens.lower(b) != "of"));
                add(named.map_or(0, |t| number(words.root(tokens.lower(t)))), amount);
                // "nine of the 41", "nine out of ten".
                let (low, of) = (last, |t: usize| matches!(tokens.lower(t), "of"));
                if let Some((end, few)) = low.filter(|l| range.start.saturating_sub(l.0) <= 3)
                    && (end..range.start).any(of)
                    && few <= amount.high
                    && amount.high > 1.0
                {
                    out.part = Some(few / amount.high);
                }
                last = Some((range.end, amount.high));
            }
            _ => {}
        }
    }
    out.figures.truncate(MOST);
    out.lengths.truncate(MOST);
    out.dates.truncate(MOST);
    for token in inside {
        let part = match tokens.lower(token) {
            "all" | "every" | "each" | "whole" | "entire" | "both" => 1.0,
            "none" | "nobody" | "neither" | "nothing" | "nowhere" => 0.0,
            "no" => {
                out.every = true;
                continue;
            }
            "half" => 0.5,
            "third" | "quarter" | "fraction" | "handful" => 0.3,
            "most" | "majority" => 0.7,
            _ => continue,
        };
        out.every |= part == 1.0 || part == 0.0;
        out.part = out.part.or(Some(part));
    }
    out
}

/// What a report says of a promise, as far as figures and times do.
pub(super) fn compared(promise: &Measures, due: Option<Interval>, report: &Measures) -> Compared {
    let mut out = Compared { part: report.part, every: promise.every, ..Compared::default() };
    for told in &report.figures {
        let Some(given) = promise.figures.iter().find(|f| f.unit == told.unit && f.unit != 0) else {
            continue;
        };
        out.unit = true;
        if given.value > 0.0 {
            let ratio = told.value / given.value;
            out.ratio = out.ratio.or(Some(ratio));
            if given.cap {
                out.capped = out.capped.or(Some(ratio <= 1.0));
            }
        }
    }
    if let (Some(given), Some(took)) = (promise.lengths.first(), report.lengths.first()) {
        out.in_time = Some(*took <= given * 1.02);
    }
    let due = due.or_else(|| promise.dates.last().copied());
    if let (Some(due), Some(when)) = (due, report.dates.last()) {
        out.in_time = out.in_time.or(Some(when.first <= due.last));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Compared, compared, days, measures};
    use crate::{DocVars, Reader};

    fn both(promise: &str, report: &str) -> Compared {
        let read = |text: &str| {
            let document = Reader::new().read(text, DocVars::default()).unwrap();
            let span = document.sentences[0].span;
            measures(&document, span)
        };
        compared(&read(promise), None, &read(report))
    }

    #[test]
    fn lengths_in_days() {
        assert_eq!(days("P2W"), Some(14.0));
        assert_eq!((days("PT3H"), days("soon")), (None, None));
    }

    #[test]
    fn figures_of_one_unit_compare() {
        let found = both("The ministry would dig 200 wells.", "So far 50 wells were dug.");
        assert!(found.unit);
        assert_eq!(found.ratio, Some(0.25));
        assert_eq!(both("It would dig 200 wells.", "It hired 50 teachers.").ratio, None);
    }

    #[test]
    fn lengths_and_parts_compare() {
        let found = both("Refunds would be paid within thirty days.", "The average refund took 90 days.");
        assert_eq!(found.in_time, Some(false));
        let part = both("All bridges would be repaired.", "Nine of the 36 bridges were repaired.");
        assert!(part.every);
        assert_eq!(part.part, Some(0.25));
    }
}
