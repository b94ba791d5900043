//! What dates, amounts and numbers say.

use jiff::civil::Date;

use crate::error::Error;
use crate::names::names;
use crate::span::Span;

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Interval {
    /// The days that an ISO date covers: `2009`, `2009-12` or `2009-12-31`.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fault = || Error::input(format!("'{text}' is no date: give 2009, 2009-12 or 2009-12-31"));
        let parts: Vec<&str> = text.trim().split('-').collect();
        let number = |i: usize| parts.get(i).map(|p| p.parse::<i16>().map_err(|_| fault())).transpose();
        let (year, month, day) = (number(0)?.ok_or_else(fault)?, number(1)?, number(2)?);
        if parts.len() > 3 || parts[0].len() != 4 {
            return Err(fault());
        }
        let date = |m: i16, d: i16| Date::new(year, m as i8, d as i8).map_err(|_| fault());
        match (month, day) {
            (Some(m), Some(d)) => date(m, d).map(|day| Self { first: day, last: day }),
            (Some(m), None) => date(m, 1).map(|first| Self { first, last: first.last_of_month() }),
            _ => Ok(Self { first: date(1, 1)?, last: date(12, 31)? }),
        }
    }

    /// The shortest ISO form: a year, a month, a day, or two days with a slash between.
    pub fn to_iso(self) -> String {
        let (a, b) = (self.first, self.last);
        let whole_months = a.day() == 1 && b == b.last_of_month();
        if a == b {
            a.to_string()
        } else if whole_months && a.month() == 1 && b.month() == 12 && a.year() == b.year() {
            format!("{:04}", a.year())
        } else if whole_months && (a.year(), a.month()) == (b.year(), b.month()) {
            format!("{:04}-{:02}", a.year(), a.month())
        } else {
            format!("{a}/{b}")
        }
    }
}

names! {
    /// How a figure is meant.
    Sense {
        Exact = "exact",
        About = "about",
        AtLeast = "at_least",
        AtMost = "at_most",
        More = "more_than",
        Less = "less_than",
    }
}

/// A figure: both bounds of a range, which are the same for a single number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// The number, or the lower bound.
    pub low: f64,
    /// The number, or the upper bound.
    pub high: f64,
    /// How it is meant: "about 30", "up to 50".
    pub sense: Sense,
}

impl Amount {
    /// One number, meant exactly.
    pub const fn exact(value: f64) -> Self {
        Self { low: value, high: value, sense: Sense::Exact }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.sense {
            Sense::Exact => "",
            Sense::About => "~",
            Sense::AtLeast => ">=",
            Sense::AtMost => "<=",
            Sense::More => ">",
            Sense::Less => "<",
        })?;
        if self.low < self.high {
            write!(f, "{}..{}", self.low, self.high)
        } else {
            write!(f, "{}", self.low)
        }
    }
}

/// What a date, an amount or a number says.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A point or stretch of time, resolved against the document's date.
    Time(Interval),
    /// A time of day in TIMEX form, with its day where one is known: "T16:30", "2009-12-31T09", "T09/T17".
    Clock(String),
    /// A length of time, in ISO 8601 form ("P6M").
    Duration(String),
    /// A length of time after an event that the text names: the length, and the words of the event.
    Relative(String, Span),
    /// What comes again: the length between two times ("P1W"), or the day or hour ("XXXX-WXX-5").
    Recurring(String),
    /// An amount of money and its ISO 4217 code, or the unit as written.
    Money(Amount, String),
    /// Percent: 40 for "40 per cent".
    Percent(Amount),
    /// A measured quantity with its unit.
    Quantity(Amount, String),
    /// A plain or ordinal number.
    Number(Amount),
}

#[cfg(test)]
mod tests {
    use super::Interval;

    #[test]
    fn iso_forms() {
        for text in ["2009", "2009-02", "2009-12-31"] {
            assert_eq!(Interval::parse(text).unwrap().to_iso(), text);
        }
        for text in ["", "09", "2009-13", "2009-02-30", "2009-1-1-1", "soon"] {
            assert!(Interval::parse(text).unwrap_err().is_input(), "{text}");
        }
    }
}
