//! Stretches of the calendar.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Interval;

/// Which piece of a longer stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Early,
    Mid,
    Late,
    Beginning,
    End,
}

impl Part {
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "early" => Self::Early,
            "mid" | "middle" => Self::Mid,
            "late" | "latter" | "rest" | "remainder" | "remaining" => Self::Late,
            "start" | "beginning" => Self::Beginning,
            "end" | "close" => Self::End,
            _ => return None,
        })
    }
}

pub(super) fn year(y: i16) -> Option<Interval> {
    years(y, y)
}

pub(super) fn years(first: i16, last: i16) -> Option<Interval> {
    Some(Interval { first: Date::new(first, 1, 1).ok()?, last: Date::new(last, 12, 31).ok()? })
        .filter(|i| i.first <= i.last)
}

pub(super) fn month(y: i16, m: i8) -> Option<Interval> {
    let first = Date::new(y, m, 1).ok()?;
    Some(Interval { first, last: first.last_of_month() })
}

pub(super) fn day(y: i16, m: i8, d: i8) -> Option<Interval> {
    let day = Date::new(y, m, d).ok()?;
    Some(Interval { first: day, last: day })
}

/// From the first month to the last of one year.
fn months(y: i16, first: i8, last: i8) -> Option<Interval> {
    Some(Interval { first: month(y, first)?.first, last: month(y, last)?.last })
}

pub(super) fn quarter(y: i16, q: i8) -> Option<Interval> {
    (1..=4).contains(&q).then(|| months(y, q * 3 - 2, q * 3)).flatten()
}

pub(super) fn half(y: i16, h: i8) -> Option<Interval> {
    (1..=2).contains(&h).then(|| months(y, h * 6 - 5, h * 6)).flatten()
}

/// Northern seasons, by months; winter runs into the next year.
pub(super) fn season(y: i16, s: i8) -> Option<Interval> {
    match s {
        1..=3 => months(y, s * 3, s * 3 + 2),
        _ => Some(Interval { first: month(y, 12)?.first, last: month(y + 1, 2)?.last }),
    }
}

pub(super) fn century(n: i16) -> Option<Interval> {
    (1..=30).contains(&n).then(|| years(n * 100 - 99, n * 100)).flatten()
}

/// A third of a stretch, or its first or last month (day, where the stretch is a month or less).
pub(super) fn part(whole: Interval, part: Part) -> Interval {
    let days = days(whole);
    let at = |n: i64| whole.first.checked_add(n.days()).unwrap_or(whole.last).min(whole.last);
    let third = days / 3;
    let edge = if days > 40 { 31 } else { (days / 3).max(1) };
    match part {
        Part::Early => Interval { first: whole.first, last: at(third) },
        Part::Mid => Interval { first: at(third), last: at(days - third) },
        Part::Late => Interval { first: at(days - third), last: whole.last },
        Part::Beginning => Interval { first: whole.first, last: at(edge) },
        Part::End => Interval { first: at(days - edge), last: whole.last },
    }
}

pub(super) fn days(i: Interval) -> i64 {
    i.first.until(i.last).map_or(0, |s| i64::from(s.get_days()) + 1)
}

/// A stretch moved by a number of its units: years, months, weeks or days.
pub(super) fn shift(i: Interval, unit: Unit, n: i64) -> Option<Interval> {
    let empty = jiff::Span::new();
    let span = match unit {
        Unit::Day => empty.try_days(n),
        Unit::Week => empty.try_weeks(n),
        Unit::Month => empty.try_months(n),
        Unit::Quarter => empty.try_months(n.saturating_mul(3)),
        Unit::Year => empty.try_years(n),
        Unit::Decade => empty.try_years(n.saturating_mul(10)),
        Unit::Century => empty.try_years(n.saturating_mul(100)),
    };
    let span = span.ok()?;
    Some(Interval { first: i.first.checked_add(span).ok()?, last: i.last.checked_add(span).ok()? })
}

/// The whole unit that lies a number of units away.
pub(super) fn neighbour(whole: Interval, unit: Unit, n: i64) -> Option<Interval> {
    unit.around(shift(whole, unit, n)?.first)
}

/// The unit of a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    pub(super) fn of(days: f64) -> Self {
        match days as i64 {
            0..=2 => Self::Day,
            3..=14 => Self::Week,
            15..=30 => Self::Month,
            31..=91 => Self::Quarter,
            92..=365 => Self::Year,
            366..=3650 => Self::Decade,
            _ => Self::Century,
        }
    }

    /// A number of units in ISO 8601 form.
    pub(super) fn duration(self, n: f64) -> String {
        match self {
            Self::Day => format!("P{n}D"),
            Self::Week => format!("P{n}W"),
            Self::Month => format!("P{n}M"),
            Self::Quarter => format!("P{}M", n * 3.0),
            Self::Year => format!("P{n}Y"),
            Self::Decade => format!("P{}Y", n * 10.0),
            Self::Century => format!("P{}Y", n * 100.0),
        }
    }

    /// The whole unit that holds a day.
    pub(super) fn around(self, d: Date) -> Option<Interval> {
        match self {
            Self::Day => Some(Interval { first: d, last: d }),
            Self::Week => {
                let back = i64::from(d.weekday().to_monday_zero_offset());
                let first = d.checked_sub(back.days()).ok()?;
                Some(Interval { first, last: first.checked_add(6.days()).ok()? })
            }
            Self::Month => month(d.year(), d.month()),
            Self::Quarter => quarter(d.year(), (d.month() + 2) / 3),
            Self::Year => year(d.year()),
            Self::Decade => years(d.year() - d.year().rem_euclid(10), d.year() - d.year().rem_euclid(10) + 9),
            Self::Century => century((d.year() - 1) / 100 + 1),
        }
    }
}

/// What relative dates are resolved against.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Anchor {
    pub(super) document: Option<Interval>,
    pub(super) last: Option<Interval>,
}

impl Anchor {
    pub(super) fn new(document: Option<Interval>) -> Self {
        Self { document, last: None }
    }

    /// The last day that the document knows of.
    pub(super) fn now(self) -> Option<Date> {
        self.document.map(|d| d.last)
    }

    /// The year meant where none is said: the one last spoken of, else the document's.
    pub(super) fn year(self) -> Option<i16> {
        self.last.map(|i| i.first.year()).or_else(|| self.now().map(Date::year))
    }

    pub(super) fn said(&mut self, value: Option<Interval>) {
        if let Some(i) = value.filter(|i| i.first.year() == i.last.year()) {
            self.last = Some(i);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Unit, century, part, quarter, season, shift, year};

    #[test]
    fn stretches() {
        assert_eq!(quarter(2009, 2).unwrap().to_iso(), "2009-04-01/2009-06-30");
        assert_eq!(season(2009, 4).unwrap().to_iso(), "2009-12-01/2010-02-28");
        assert_eq!(century(21).unwrap().to_iso(), "2001-01-01/2100-12-31");
        assert_eq!(part(year(2008).unwrap(), Part::End).last.to_string(), "2008-12-31");
        assert_eq!(shift(year(2008).unwrap(), Unit::Year, -1).unwrap().to_iso(), "2007");
        assert!(shift(year(2008).unwrap(), Unit::Century, 400_000_000).is_none());
    }
}
