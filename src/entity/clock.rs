//! Times of day: "6:30 pm", "half past seven", "from 3 to 5 in the afternoon", "Friday morning".

use super::reads::day_word;
use super::scan::Scan;
use crate::token::Shape;

/// A reading of the clock.
#[derive(Clone, Copy, Debug)]
struct Reading {
    end: usize,
    hour: i16,
    minute: i16,
    second: i16,
    /// Whether morning or afternoon is known.
    known: bool,
    /// Whether it is a time of day by itself; "at 7" is one only in company.
    sure: bool,
}

/// A time or stretch of the day in TIMEX form, with its day where "this" or "last" tells one.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    pub(super) end: usize,
    pub(super) first: String,
    pub(super) last: Option<String>,
    pub(super) sure: bool,
    /// Days from the day of writing, for "this morning" and "last night".
    pub(super) day: Option<i64>,
    /// Whether its first hour is known to be before noon.
    morning: bool,
}

impl Clock {
    /// With its hours after noon where the part of the day is.
    pub(super) fn after_noon(self, part: &Clock) -> Clock {
        if !matches!(part.first.as_str(), "TAF" | "TEV" | "TNI") {
            return Clock { end: part.end.max(self.end), ..self };
        }
        let late = |t: String| {
            let hour: i16 = t.get(1..3).and_then(|h| h.parse().ok()).unwrap_or(24);
            if hour < 12 { format!("T{}{}", hour + 12, t.get(3..).unwrap_or_default()) } else { t }
        };
        let first = if self.morning { self.first } else { late(self.first) };
        Clock { end: part.end.max(self.end), first, last: self.last.map(late), ..self }
    }
}

impl Reading {
    fn timex(&self) -> String {
        match (self.minute, self.second) {
            (0, 0) => format!("T{:02}", self.hour),
            (m, 0) => format!("T{:02}:{m:02}", self.hour),
            (m, n) => format!("T{:02}:{m:02}:{n:02}", self.hour),
        }
    }

    fn set(&mut self, pm: bool) {
        if self.hour <= 12 {
            self.hour = self.hour % 12 + if pm { 12 } else { 0 };
        }
        (self.known, self.sure) = (true, true);
    }
}

/// "am" or "p.m." at a token: whether it is the afternoon, and the token after it.
fn half_day(s: &Scan<'_>, i: usize) -> Option<(bool, usize)> {
    match s.lower(i) {
        "am" | "a.m." | "a.m" => Some((false, i + 1)),
        "pm" | "p.m." | "p.m" => Some((true, i + 1)),
        w @ ("a" | "p") if s.text(i + 1) == "." && s.lower(i + 2) == "m" => {
            Some((w == "p", i + 3 + usize::from(s.text(i + 3) == "." && i + 4 < s.end)))
        }
        w @ ("a" | "p") if s.lower(i + 1) == "m" => Some((w == "p", i + 2)),
        w @ ("a" | "p") if i > s.first && s.glued(i - 1) => Some((w == "p", i + 1)),
        _ => None,
    }
}

/// A part of the day by its TIMEX letters, and whether it lies after noon.
fn part(word: &str) -> Option<(&'static str, bool)> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "morning" => ("TMO", false),
        "afternoon" => ("TAF", true),
        "evening" => ("TEV", true),
        "night" | "nighttime" | "night-time" => ("TNI", true),
        "daytime" => ("TDT", true),
        "lunchtime" => ("TMEL", true),
        "dinnertime" => ("TMED", true),
        "breakfast" => ("TMEB", false),
        "lunch" => ("TMEL", true),
        "dinner" => ("TMED", true),
        _ => return None,
    })
}

/// The half of the day that touches its figure: "9:30a", "7p" behind "at", "11ish" without one.
fn glued_half(s: &Scan<'_>, i: usize) -> Option<(usize, Option<bool>)> {
    let text = s.text(i);
    if s.shape(i) == Shape::Number || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let cut = text.find(|c: char| c.is_ascii_alphabetic())?;
    let led = text.contains(':') || s.any(i.wrapping_sub(1), &["at", "around", "by", "until", "till"]);
    match &text[cut..] {
        "a" | "am" if led => Some((cut, Some(false))),
        "p" | "pm" if led => Some((cut, Some(true))),
        "a.m" | "a.m." => Some((cut, Some(false))),
        "p.m" | "p.m." => Some((cut, Some(true))),
        "ish" => Some((cut, None)),
        _ => None,
    }
}

/// Hour and minute at a token, without what follows.
fn figures(s: &Scan<'_>, i: usize) -> Option<Reading> {
    let half = glued_half(s, i);
    let text = half.map_or(s.text(i), |(cut, _)| &s.text(i)[..cut]);
    let (mut hour, mut minute, mut second, mut sure, mut end);
    if s.shape(i) == Shape::Number || half.is_some() {
        let (sep, colon) = if text.contains(':') { (':', true) } else { ('.', false) };
        let mut parts = text.split(sep);
        let head = parts.next()?;
        hour = head.parse::<i16>().ok()?;
        (minute, second, sure, end) = (0, 0, false, i + 1);
        match (parts.next(), parts.next(), parts.next()) {
            (None, ..) if head.len() == 4 => {
                (hour, minute, sure) = (hour / 100, hour % 100, head.starts_with('0') && hour > 0);
            }
            (None, ..) if head.len() < 3 => {}
            (Some(m), n, None) if m.len() == 2 && n.is_none_or(|n| n.len() == 2) && head.len() < 3 => {
                minute = m.parse().ok()?;
                second = n.map_or(Some(0), |n| n.parse().ok())?;
                sure = colon;
            }
            _ => return None,
        }
    } else {
        let (h, at) = day_word(s, i)?;
        (hour, minute, second, sure, end) = (i16::from(h), 0, 0, false, at);
        if h > 12 {
            return None;
        }
        let at = at + usize::from(s.hyphen(at));
        if let Some((m, after)) = minutes(s, at).filter(|(m, _)| (10..60).contains(m)) {
            (minute, end) = (m, after);
        }
    }
    let known = sure && hour > 12;
    let mut r = Reading { end, hour, minute, second, known, sure };
    match half {
        Some((_, Some(pm))) => r.set(pm),
        Some(_) => r.sure = true,
        None => {}
    }
    (hour < 25 && minute < 60 && second < 60).then_some(r)
}

fn minutes(s: &Scan<'_>, i: usize) -> Option<(i16, usize)> {
    use crate::lexicon::gazetteer::Class;
    let n = s.word(i).number().filter(|_| s.is(i, Class::Number))? as i16;
    let at = i + 1 + usize::from(s.hyphen(i + 1));
    let ones = s.word(at).number().filter(|o| s.is(at, Class::Number) && (1.0..10.0).contains(o));
    match ones {
        Some(o) if n >= 20 && n % 10 == 0 => Some((n + o as i16, at + 1)),
        _ => Some((n, i + 1)),
    }
}

/// One reading of the clock at a token, with "pm", "o'clock" or "in the morning" behind it.
fn reading(s: &Scan<'_>, i: usize) -> Option<Reading> {
    let exact = |hour, end| Reading { end, hour, minute: 0, second: 0, known: true, sure: true };
    match s.lower(i) {
        "noon" | "midday" | "noonish" => return Some(exact(12, i + 1)),
        "midnight" => return Some(exact(0, i + 1)),
        "mid" if s.lower(i + 1) == "night" => return Some(exact(0, i + 2)),
        "mid" if s.hyphen(i + 1) && s.lower(i + 2) == "night" => return Some(exact(0, i + 3)),
        "mid" if s.lower(i + 1) == "day" => return Some(exact(12, i + 2)),
        _ => {}
    }
    let mut r = past(s, i).or_else(|| figures(s, i))?;
    if let Some((pm, end)) = half_day(s, r.end) {
        r.set(pm);
        r.end = end;
    }
    if s.any(r.end, &["o'clock", "o’clock", "oclock"]) {
        r.sure = true;
        r.end += 1;
    }
    let lead = usize::from(s.any(r.end, &["in", "at", "this"]));
    let at = r.end + lead + usize::from(lead == 1 && s.lower(r.end + lead) == "the");
    let at = at + usize::from(s.any(at, &["early", "late"]));
    if let Some((code, pm)) =
        part(s.lower(at)).filter(|_| lead == 1 && s.lower(r.end) != "this" || at == r.end + 1 && lead == 0)
    {
        if !r.known {
            r.set(pm && (code != "TNI" || (6..12).contains(&r.hour)));
        }
        r.end = at + 1;
    }
    Some(r)
}

/// "half past seven", "quarter to eight", "20 min past eight".
fn past(s: &Scan<'_>, i: usize) -> Option<Reading> {
    let i = i + usize::from(s.lower(i) == "a" && s.lower(i + 1) == "quarter");
    let (minute, at) = match s.lower(i) {
        "half" => (30, i + 1),
        "quarter" => (15, i + 1),
        _ if s.shape(i) == Shape::Number && s.text(i).len() < 3 => (s.text(i).parse().ok()?, i + 1),
        _ => minutes(s, i)?,
    };
    let unit = usize::from(s.any(at, &["min", "mins", "minutes", "minute"]));
    let link = s.lower(at + unit);
    let to = match link {
        "past" => false,
        "to" if unit > 0 || s.lower(i) == "quarter" => true,
        _ => return None,
    };
    let r = figures(s, at + unit + 1).filter(|r| r.minute == 0 && r.hour <= 12)?;
    let (hour, minute) = if to { ((r.hour + 11) % 12, 60 - minute) } else { (r.hour, minute) };
    (0..60).contains(&minute).then_some(Reading { hour, minute, sure: true, ..r })
}

/// The time or stretch of the day that begins at a token.
pub(super) fn clock(s: &Scan<'_>, i: usize) -> Option<Clock> {
    if let Some(found) = day_part(s, i) {
        return Some(found);
    }
    let mut a = reading(s, i)?;
    let before = s.lower(i.wrapping_sub(1));
    let link = s.hyphen(a.end)
        || s.text(a.end) == "~"
        || s.any(a.end, &["to", "till", "til", "until", "through", "thru"])
        || s.lower(a.end) == "and" && before == "between";
    if link && let Some(mut b) = reading(s, a.end + 1) {
        let company = a.sure || b.sure;
        if b.known && !a.known && a.hour <= 12 {
            let pm = b.hour >= 12 && (a.hour % 12, a.minute) <= (b.hour % 12, b.minute)
                || b.hour >= 12 && b.hour % 12 == 0 && a.hour == 12;
            let sure = a.sure;
            a.set(pm);
            a.sure = sure;
        } else if !b.known && b.hour < 12 && b.hour < a.hour && a.hour <= b.hour + 12 {
            // "from 10 to 3"
            b.hour += 12;
        }
        let spoken = a.minute > 0 && b.minute > 0 && (before == "from" || before == "between");
        let sure = company || spoken && s.shape(i) != Shape::Number;
        let morning = a.known && a.hour < 12;
        return Some(Clock { end: b.end, first: a.timex(), last: Some(b.timex()), sure, day: None, morning });
    }
    let morning = a.known && a.hour < 12;
    Some(Clock { end: a.end, first: a.timex(), last: None, sure: a.sure, day: None, morning })
}

/// "this morning", "last night", "late afternoon", "tonight".
fn day_part(s: &Scan<'_>, i: usize) -> Option<Clock> {
    let found = |end, code: &str, day| Clock {
        end,
        first: code.to_owned(),
        last: None,
        sure: true,
        day,
        morning: false,
    };
    if s.any(i, &["tonight", "tonite"]) {
        let at = i + 1 + usize::from(s.any(i + 1, &["at", "around", "from"]));
        if let Some(c) = clock(s, at).filter(|c| c.last.is_some() && at > i + 1) {
            let night = found(i + 1, "TNI", Some(0));
            return Some(Clock { day: Some(0), sure: true, ..c.after_noon(&night) });
        }
        if let Some(mut r) = reading(s, at).filter(|r| r.hour <= 12 && (r.sure || at > i + 1)) {
            if !r.known {
                r.set(r.hour > 4);
            }
            return Some(found(r.end, &r.timex(), Some(0)));
        }
        return Some(found(i + 1, "TNI", Some(0)));
    }
    let lead = usize::from(s.any(i, &["early", "late"]) && s.any(i + 1, &["this", "last", "next"]));
    let day = match s.lower(i + lead) {
        "this" => Some(0),
        "last" => Some(-1),
        "next" => Some(1),
        _ => None,
    };
    let at = i + lead + usize::from(day.is_some());
    let at = at + usize::from(s.any(at, &["early", "late", "later", "mid"]));
    let at = at + if s.lower(at) == "in" && s.lower(at + 1) == "the" { 2 } else { 0 };
    let (code, _) = part(s.lower(at))?;
    let meal = s.any(at, &["breakfast", "lunch", "dinner"]);
    if meal && (!s.any(i.wrapping_sub(1), &["after", "before", "at", "around", "until"]) || noun(s, at + 1)) {
        return None;
    }
    if code == "TNI" && s.hyphen(at + 1) && s.lower(at + 2) == "time" && s.glued(at) {
        return Some(found(at + 3, "TNT", day));
    }
    if s.lower(at - usize::from(at > 0)) == "mid" && code == "TNI" {
        return None;
    }
    if s.lower(i.wrapping_sub(1)) == "good" || day == Some(-1) && code != "TNI" && code != "TEV" {
        return None;
    }
    if code == "TNI"
        && at == i
        && !s.any(i.wrapping_sub(1), &["the", "every", "each", "tomorrow", "yesterday", "all"])
    {
        return None;
    }
    let to = usize::from(s.any(at + 1, &["at", "from", "between"]));
    if let Some(c) = reading(s, at + 1 + to)
        .filter(|r| r.sure || to > 0 || s.hyphen(r.end))
        .and_then(|_| clock(s, at + 1 + to))
    {
        let part = found(at + 1, code, day);
        return Some(Clock { day, sure: true, ..c.after_noon(&part) });
    }
    Some(found(at + 1, code, day))
}

/// Whether a noun stands here that the word before belongs to: "lunch break".
fn noun(s: &Scan<'_>, i: usize) -> bool {
    s.proper_or_noun(i) && !s.word(i).is(crate::lexicon::gazetteer::Class::DateWord)
}

/// Whether a token could begin a time of day: a cheap look before the reading.
pub(super) fn may_begin(s: &Scan<'_>, i: usize) -> bool {
    use crate::lexicon::gazetteer::Class;
    s.shape(i) == Shape::Number
        || s.text(i).starts_with(|c: char| c.is_ascii_digit())
        || s.word(i).any(&[Class::Number, Class::DayPart, Class::TimeWord, Class::Fraction])
        || s.any(
            i,
            &[
                "this",
                "last",
                "next",
                "tonite",
                "early",
                "late",
                "later",
                "breakfast",
                "lunch",
                "dinner",
                "dinnertime",
                "noonish",
                "lunchtime",
                "daytime",
                "mid",
                "mornings",
                "evenings",
                "afternoons",
                "nights",
            ],
        )
}
