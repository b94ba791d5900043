//! Dates and lengths of time, resolved against the document's date and the year last spoken of.

use super::amounts::Found;
use super::calendar::Anchor;
use super::chains::chained;
use super::clock;
use super::hours::{at_hour, of_day, with_hour};
use super::lengths::{age, duration};
use super::portions::prefixed;
use super::recurring::recurring;
use super::relative::relative;
use super::scan::Scan;
use super::stretches::stretch;
use super::{Interval, Label, Value};
use crate::lexicon::gazetteer::{Class, Word};
use crate::token::Shape;

/// What a word must be for a date to begin there.
const BEGINS: u64 = Word::mask(&[
    Class::Number,
    Class::Ordinal,
    Class::Fraction,
    Class::Scale,
    Class::Month,
    Class::Weekday,
    Class::Season,
    Class::DateUnit,
    Class::TimeUnit,
    Class::DateWord,
    Class::Freq,
    Class::TimeWord,
    Class::DayPart,
    Class::DatePart,
    Class::Vague,
]);
/// Those that are not words for plain numbers.
const SURE: u64 = Word::mask(&[
    Class::Month,
    Class::Weekday,
    Class::Season,
    Class::DateUnit,
    Class::TimeUnit,
    Class::DateWord,
    Class::Freq,
    Class::TimeWord,
    Class::DayPart,
    Class::DatePart,
    Class::Approx,
    Class::DateRel,
]);
/// Words for numbers.
const FIGURES: u64 = Word::mask(&[Class::Number, Class::Scale]);
/// Words that point to what follows.
const POINTS: u64 = Word::mask(&[Class::DateRel]);
const CUE: u64 = Word::mask(&[Class::DateCue]);
const SMALL: u64 = Word::mask(&[Class::Never]);

/// Whether a date or time may begin at a token: the gate that keeps most words out. Pointers and small words ("this", "a")
/// pass only where one of the next words is of a date.
fn may_begin(s: &Scan<'_>, i: usize) -> bool {
    match s.shape(i) {
        Shape::Number => s.len(i) > 3 || leads_on(s, i),
        Shape::Punct => false,
        _ => {
            let word = s.word(i);
            if word.meets(BEGINS) {
                return word.meets(SURE) || leads_on(s, i);
            }
            if word.meets(POINTS) || word.meets(CUE) && word.meets(SMALL) {
                return (i + 1..i + 4).any(|k| near(s, k));
            }
            word.meets(CUE) || s.lower(i).bytes().any(|b| b == b'-' || b.is_ascii_digit())
        }
    }
}

/// Whether a small number stands near a word of dates or times, or is tied to what follows: most count something else.
fn leads_on(s: &Scan<'_>, i: usize) -> bool {
    let of_dates = |k: usize| {
        let word = s.word(k);
        word.meets(SURE | CUE)
            || s.shape(k) == Shape::Number
            || s.text(k)
                .as_bytes()
                .first()
                .is_some_and(|b| !b.is_ascii_alphabetic() && !matches!(b, b',' | b'('))
    };
    // "twenty fifteen", "three thirty"
    let worded = s.word(i + 1).meets(FIGURES);
    worded || (i + 1..i + 5).any(of_dates) || (1..4).any(|n| i >= n && of_dates(i - n))
}

/// Whether a word is one of those that a pointer leads to.
fn near(s: &Scan<'_>, k: usize) -> bool {
    let word = s.word(k);
    s.shape(k) == Shape::Number
        || word.meets(BEGINS)
        || word.meets(CUE) && !word.meets(SMALL)
        || s.text(k).as_bytes().first().is_some_and(u8::is_ascii_digit)
}

/// The date that begins at token `i`, or whose figure does; `floor` is the first token that is still free.
pub(super) fn at(s: &Scan<'_>, i: usize, floor: usize, anchor: &mut Anchor) -> Option<Found> {
    if !may_begin(s, i) {
        return None;
    }
    head(s, i, floor, anchor).map(|f| chained(s, f, anchor))
}

fn head(s: &Scan<'_>, i: usize, floor: usize, anchor: &mut Anchor) -> Option<Found> {
    let found =
        |start: usize, end: usize, label: Label, value: Option<Value>, rule: &'static str, score: f32| {
            Some(Found { start, end, label, value, rule, score })
        };
    if let Some((end, value)) = recurring(s, i) {
        let (end, value, label) = with_hour(s, end, value);
        return found(i, end, label, value, "date_frequency", 0.5);
    }
    if let Some((end, value)) = age(s, i) {
        return found(i, end, Label::Date, value, "date_age", 0.6);
    }
    if clock::may_begin(s, i)
        && let Some(clock) = clock::clock(s, i)
        && let Some((end, value)) = of_day(s, i, clock, anchor)
    {
        return found(i, end, Label::Time, value, "time_clock", 0.8);
    }
    if let Some(p) = stretch(s, i, anchor) {
        if let Some((end, value)) = at_hour(s, &p, anchor) {
            return found(i, end, Label::Time, value, "time_of_date", 0.8);
        }
        anchor.said(p.days.filter(|_| !matches!(p.rule, "date_relative" | "date_word")));
        let (start, days) = match p.rule {
            "date_calendar" => prefixed(s, i, floor, p.days),
            "date_between" if s.lower(i.wrapping_sub(1)) == "between" && i > floor => (i - 1, p.days),
            _ => (i, p.days),
        };
        return found(start, p.end, Label::Date, days.map(Value::Time), p.rule, 0.9);
    }
    if let Some((end, value, rule)) = relative(s, i, anchor) {
        return found(i, end, Label::Date, value, rule, 0.8);
    }
    if s.lower(i) == "date"
        && i > floor
        && s.any(i - 1, &["to", "till", "until"])
        && s.lower(i + 1) != "of"
        && s.shape(i + 1) != Shape::Number
        && s.lower(i.wrapping_sub(2)) != "up"
    {
        let now = anchor.now().map(|d| Value::Time(Interval { first: d, last: d }));
        return found(i - 1, i + 1, Label::Date, now, "date_word", 0.7);
    }
    if s.is(i, Class::DateWord) {
        return found(i, i + 1, Label::Date, None, "date_word", 0.8);
    }
    duration(s, i, floor, anchor)
}

#[cfg(test)]
mod tests {
    use crate::{DocVars, Document, Reader, Value};

    fn read(text: &str) -> Document {
        let vars = DocVars { date: Some("2014-05-21".into()), ..DocVars::default() };
        Reader::new().read(text, vars).unwrap()
    }

    /// Words and value of every date and time.
    fn said(text: &str) -> Vec<String> {
        let d = read(text);
        let value = |v: &Value| match v {
            Value::Time(i) => i.to_iso(),
            Value::Clock(t) | Value::Duration(t) => t.clone(),
            Value::Recurring(t) => format!("R/{t}"),
            Value::Relative(t, event) => format!("{t} after {}", d.text.slice(*event)),
            other => format!("{other:?}"),
        };
        let mentions = d.entities.mentions.iter().filter(|e| matches!(e.label.as_str(), "DATE" | "TIME"));
        mentions
            .map(|e| format!("{} = {}", d.text.slice(e.span), e.value.as_ref().map_or(String::new(), value)))
            .collect()
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(said(text).join("; "), expected, "{text}");
    }

    #[test]
    fn figures_and_words() {
        check("Signed on 3/17/2011 in Lima.", "3/17/2011 = 2011-03-17");
        check("Signed on 17.03.2011 in Lima.", "17.03.2011 = 2011-03-17");
        check("Dated 09-Dec-2012.", "09-Dec-2012 = 2012-12-09");
        check("Born in nineteen sixty-four.", "nineteen sixty-four = 1964");
        check("It met on the fifth of June, 1992.", "fifth of June, 1992 = 1992-06-05");
        check("Since Q3 2012 it fell.", "Q3 2012 = 2012-07-01/2012-09-30");
        check("It closed from Nov to March 2013.", "Nov to March 2013 = 2012-11-01/2013-03-31");
        check("They may vote in may 2013.", "may 2013 = 2013-05");
    }

    #[test]
    fn from_the_day_of_writing() {
        check("They met last Friday.", "last Friday = 2014-05-16");
        check("They will meet next Tuesday at 4 pm.", "next Tuesday at 4 pm = 2014-05-27T16");
        check("It opened three weeks before Easter 2014.", "three weeks before Easter 2014 = 2014-03-30");
        check("It ends the day after tomorrow.", "day after tomorrow = 2014-05-23");
        check("Ten days ago it ended.", "Ten days ago = 2014-05-11");
        check("In the second week of 2013 it rained.", "second week of 2013 = 2013-01-07/2013-01-13");
        check("It will be paid later this month.", "later this month = 2014-05-21/2014-05-31");
        check("In the past two quarters it fell.", "past two quarters = 2013-10-01/2014-03-31");
    }

    #[test]
    fn hours_and_what_comes_again() {
        check("The talks ran from 9:30 to 11 am.", "9:30 to 11 am = T09:30/T11");
        check("It began at half past seven.", "half past seven = T07:30");
        check("It reports every two years.", "every two years = R/P2Y");
        check("The council sits each Monday.", "each Monday = R/XXXX-WXX-1");
        check("It lasted 2 years and 3 months.", "2 years and 3 months = P2Y3M");
        check("They waited an hour and a half.", "an hour and a half = PT1.5H");
    }

    #[test]
    fn deadlines_count_from_events() {
        check("It must report within six months of the signing.", "six months = P6M after signing");
        check("It must report within six months.", "six months = P6M");
    }
}
