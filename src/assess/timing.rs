//! Deadlines against the day of assessment and the dates of the evidence.

use super::evidence::{Piece, Side};
use super::{AssessOptions, Timing, VerdictKind};
use crate::document::Document;
use crate::entity::{Interval, Value};
use crate::statement::Commitment;

/// The day against which deadlines are judged, and whether it had to be inferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) day: Option<Interval>,
    pub(super) inferred: bool,
}

/// The caller's day, else the document's date, else the latest past date that an outcome of it bears.
pub(super) fn clock(document: &Document, options: &AssessOptions) -> Clock {
    if let Some(day) = options.as_of.or(document.date) {
        return Clock { day: Some(day), inferred: false };
    }
    let dates = document.outcomes().iter().filter_map(|o| o.date.and_then(|(_, date)| date));
    let day = dates.max_by_key(|d| (d.last, d.first));
    Clock { day, inferred: day.is_some() }
}

/// The deadline's last day, where it can be dated.
pub(super) fn due(commitment: &Commitment) -> Option<Interval> {
    commitment.deadline.and_then(|(_, interval)| interval)
}

/// Whether the deadline's words carry no full date of their own, so that it was worked out from another date.
pub(super) fn inferred(document: &Document, commitment: &Commitment) -> bool {
    let Some((span, Some(interval))) = commitment.deadline else { return false };
    let year = interval.last.year().to_string();
    let other =
        document.entities.within(span).any(|e| matches!(e.value, Some(Value::Time(t)) if t == interval));
    !document.text.slice(span).contains(&year)
        && (other || !document.text.slice(span).contains(char::is_numeric))
}

/// The side field `timing`.
pub(super) fn timing(
    commitment: &Commitment,
    pieces: &[Piece<'_>],
    value: VerdictKind,
    clock: Clock,
) -> Timing {
    let Some(due) = due(commitment) else { return Timing::NoDeadline };
    let done = pieces.iter().filter(|p| p.side == Side::For).filter_map(|p| p.date).map(|d| d.first).min();
    if value == VerdictKind::Fulfilled {
        match done {
            Some(day) if day > due.last => return Timing::Late,
            Some(_) => return Timing::OnTime,
            None => {}
        }
    }
    match clock.day {
        Some(now) if now.last < due.last => Timing::NotYetDue,
        Some(_) if value == VerdictKind::Fulfilled => Timing::OnTime,
        Some(_) if value == VerdictKind::PartlyFulfilled && done.is_some_and(|day| day > due.last) => {
            Timing::Late
        }
        Some(_) => Timing::Overdue,
        None => Timing::NoDeadline,
    }
}
