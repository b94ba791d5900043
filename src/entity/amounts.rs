//! Numbers, money, percentages, quantities, clock times and changes between two figures.

use super::numerals::{Figure, figure};
use super::scan::Scan;
use super::{Amount, Label, Sense, Value, measures, money};
use crate::lexicon::gazetteer::{Class, Word};
use crate::token::Shape;

/// What a rule found at some tokens.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: Label,
    pub(super) value: Option<Value>,
    pub(super) rule: &'static str,
    pub(super) score: f32,
}

/// What a word must be for an amount to begin there.
const BEGINS: u64 = Word::mask(&[Class::Number, Class::Ordinal, Class::Fraction, Class::Scale, Class::Vague]);

/// Whether an amount may begin at a token: figures, signs like "½", and the words for numbers.
fn may_begin(s: &Scan<'_>, i: usize) -> bool {
    let word = s.word(i);
    word.meets(BEGINS)
        || s.shape(i) == Shape::Number
        || s.text(i).as_bytes().first().is_some_and(|b| b.is_ascii_digit() || *b > 127)
        || word.is(Class::DateCue) && s.lower(i) == "several"
}

/// The amount whose figure begins at token `i`, with the tokens before it that belong to it; `floor` is the first
/// token that is still free.
pub(super) fn at(s: &Scan<'_>, i: usize, floor: usize) -> Option<Found> {
    if !may_begin(s, i) {
        return None;
    }
    if let Some((amount, unit)) = measures::glued(s, i) {
        let start = approximators(s, i, floor, Label::Quantity);
        let amount = Amount { sense: sense(s, start, i, i + 1, i + 1), ..amount };
        let value = Some(Value::Quantity(amount, unit));
        return Some(Found {
            start,
            end: i + 1,
            label: Label::Quantity,
            value,
            rule: "quantity",
            score: 0.9,
        });
    }
    let one = figure(s, i)?;
    if numbering(s, &one) {
        return None;
    }
    if s.lower(one.end) == "in"
        && (one.value - 1.0).abs() < f64::EPSILON
        && !one.ordinal
        && let Some(of) = figure(s, one.end + 1)
            .filter(|f| !f.ordinal && f.value > 1.0 && f.value < 1000.0 && s.shape(f.start) == s.shape(i))
    {
        let value = Some(Value::Number(Amount::exact(1.0 / of.value)));
        return Some(Found {
            start: i,
            end: of.end,
            label: Label::Cardinal,
            value,
            rule: "cardinal_share",
            score: 0.8,
        });
    }
    let one = signed(s, one, floor);
    let figure = range(s, one);
    let (start, end, label, value, rule) = unit(s, &figure, floor)?;
    let words = approximators(s, start, floor, label);
    let close = tail(s, end, label);
    let sense = sense(s, words, start, end, close);
    let ranged = s.lower(words.wrapping_sub(1)) == "between" && figure.end > one.end && words > floor;
    let start = if ranged { words - 1 } else { words };
    Some(Found { start, end: close, label, value: value.map(|v| with_sense(v, sense)), rule, score: 0.9 })
}

/// "minus five", "-5": the sign belongs to the figure.
fn signed(s: &Scan<'_>, f: Figure, floor: usize) -> Figure {
    let Some(before) = f.start.checked_sub(1).filter(|b| *b >= floor.max(s.first)) else { return f };
    let word = matches!(s.lower(before), "minus" | "negative") && !f.ordinal;
    let alone = before == s.first || !s.glued(before - 1) && s.shape(before - 1) != Shape::Number;
    let sign =
        matches!(s.text(before), "-" | "−") && s.glued(before) && alone && s.shape(f.start) == Shape::Number;
    if word || sign { Figure { start: before, value: -f.value, high: -f.high, plain: false, ..f } } else { f }
}

/// How the words around a figure mean it.
fn sense(s: &Scan<'_>, first: usize, figure: usize, end: usize, close: usize) -> Sense {
    if close > end && s.lower(end) == "or" {
        return if s.any(end + 1, &["less", "fewer"]) { Sense::AtMost } else { Sense::AtLeast };
    }
    if first == figure {
        return Sense::Exact;
    }
    let any = |words: &[&str]| (first..figure).any(|k| s.any(k, words));
    if any(&["least", "minimum"]) || any(&["no", "not"]) && any(&["less", "fewer"]) {
        Sense::AtLeast
    } else if any(&["most", "maximum", "up"])
        || any(&["no", "not"]) && any(&["more"])
        || any(&["as"]) && any(&["many", "much", "high"])
    {
        Sense::AtMost
    } else if any(&["more", "over", "greater", "higher", "excess"]) {
        Sense::More
    } else if any(&["less", "fewer", "under", "lower"]) {
        Sense::Less
    } else if any(&["just", "only"]) && figure == first + 1 {
        Sense::Exact
    } else {
        Sense::About
    }
}

fn with_sense(value: Value, sense: Sense) -> Value {
    let meant = |a: Amount| Amount { sense, ..a };
    match value {
        Value::Money(a, unit) => Value::Money(meant(a), unit),
        Value::Quantity(a, unit) => Value::Quantity(meant(a), unit),
        Value::Percent(a) => Value::Percent(meant(a)),
        Value::Number(a) => Value::Number(meant(a)),
        other => other,
    }
}

/// A range is one figure: "40–45", "two or three", "between 24 and 48"; not "from 24 to 48", which is a change.
fn range(s: &Scan<'_>, f: Figure) -> Figure {
    let before = s.lower(f.start.wrapping_sub(1));
    let link = s.lower(f.end);
    let joined = s.hyphen(f.end)
        || s.text(f.end) == "~"
        || s.lower(f.end) == "through"
        || link == ":" && s.glued(f.end) && s.glued(f.end - 1);
    let worded = link == "to" && before != "from" || link == "or" || link == "and" && before == "between";
    if f.ordinal || !(joined || worded) {
        return f;
    }
    let symbol = matches!(s.text(f.end + 1), "$" | "€" | "£");
    match figure(s, f.end + 1 + usize::from(symbol)) {
        Some(g) if !g.ordinal && (g.value > f.value || joined) => {
            Figure { end: g.end, high: g.value.max(f.value), plain: false, ..f }
        }
        _ => f,
    }
}

type Unit = (usize, usize, Label, Option<Value>, &'static str);

/// The unit decides what a figure is.
fn unit(s: &Scan<'_>, f: &Figure, floor: usize) -> Option<Unit> {
    let (start, end) = (f.start, f.end);
    let weighs = s.any(end, &["pound", "pounds"]) && measures::quantity(s, f, end).is_some();
    if let Some(m) = money::money(s, f, floor).filter(|_| !weighs) {
        return Some((m.start, m.end, Label::Money, Some(Value::Money(m.amount, m.code)), m.rule));
    }
    let next = s.word(end);
    if s.text(end) == "%" || next.is(Class::Percent) {
        return Some((start, end + 1, Label::Percent, Some(Value::Percent(f.amount())), "percent"));
    }
    if s.lower(end) == "per" && matches!(s.lower(end + 1), "cent" | "cents") {
        return Some((start, end + 2, Label::Percent, Some(Value::Percent(f.amount())), "percent"));
    }
    let hyphen = usize::from(s.hyphen(end) && s.glued(end));
    let at = end + hyphen;
    if !f.ordinal
        && let Some((close, amount, unit)) = measures::quantity(s, f, at)
    {
        return Some((start, close, Label::Quantity, Some(Value::Quantity(amount, unit)), "quantity"));
    }
    if s.is(at, Class::TimeUnit) && !f.ordinal {
        let seconds = s.word(at).number().unwrap_or(1.0) * f.value;
        let value = if seconds >= 3600.0 {
            format!("PT{}H", seconds / 3600.0)
        } else {
            format!("PT{}M", seconds / 60.0)
        };
        return Some((start, at + 1, Label::Time, Some(Value::Duration(value)), "time_duration"));
    }
    if f.ordinal {
        return ordinal(s, f);
    }
    cardinal(s, f)
}

fn ordinal(s: &Scan<'_>, f: &Figure) -> Option<Unit> {
    let discourse = matches!(s.text(f.end), "," | ":") && (f.start == s.first || s.text(f.start - 1) == ";");
    let adverb = s.is(f.end, Class::Never) && f.start == s.first;
    let idiom = f.start > 0
        && s.any(f.start - 1, &["at", "to"])
        && s.lower(f.start) == "first"
        && s.text(f.end) == ",";
    let compound = s.hyphen(f.end)
        && s.glued(f.end - 1)
        && s.any(f.end + 1, &["class", "hand", "rate", "time", "line", "person", "aid", "party"]);
    let set_phrase = s.any(f.end, &["party", "parties", "aid", "world", "hand", "place", "instance"])
        || s.lower(f.start) == "first"
            && s.any(f.end, &["of", "and"])
            && s.any(f.end + 1, &["all", "foremost"]);
    if discourse || adverb || idiom || compound || set_phrase {
        return None;
    }
    Some((f.start, f.end, Label::Ordinal, Some(Value::Number(f.amount())), "ordinal"))
}

fn cardinal(s: &Scan<'_>, f: &Figure) -> Option<Unit> {
    let (before, after) = (s.lower(f.start.wrapping_sub(1)), s.lower(f.end));
    if s.lower(f.start) == "one" && f.end == f.start + 1 {
        let pronoun = matches!(
            before,
            "no" | "the" | "this" | "that" | "any" | "every" | "each" | "which" | "another" | "some"
        );
        let subject = matches!(
            after,
            "another"
                | "can"
                | "cannot"
                | "should"
                | "may"
                | "must"
                | "has"
                | "is"
                | "was"
                | "will"
                | "would"
                | "'s"
                | "could"
                | "day"
        );
        let compound = s.hyphen(f.end) && s.glued(f.end);
        if pronoun || subject || compound {
            return None;
        }
    }
    if s.lower(f.start) == "zero" && (before == "net" || s.hyphen(f.end)) {
        return None;
    }
    if s.is(f.start, Class::Fraction) && !s.is(f.start, Class::Number) && f.end == f.start + 1 {
        let quantity = matches!(after, "of" | "the" | "a" | "as" | "its" | "their" | "all")
            || matches!(before, "than" | "nearly" | "almost" | "about" | "to" | "by");
        if s.lower(f.start) != "half" || !quantity {
            return None;
        }
    }
    Some((f.start, f.end, Label::Cardinal, Some(Value::Number(f.amount())), "cardinal"))
}

/// Numbers that number something: paragraphs, notes, list items, parts of a code.
fn numbering(s: &Scan<'_>, f: &Figure) -> bool {
    let i = f.start;
    let alone = f.end == i + 1 && s.shape(i) == Shape::Number;
    if i > s.first && s.glued(i - 1) {
        let before = s.text(i - 1);
        let lettered = matches!(before, "-" | "/" | "." | "‑")
            && i >= s.first + 2
            && s.glued(i - 2)
            && s.shape(i - 2) != Shape::Number;
        if lettered || matches!(before, "[" | "#" | "§") {
            return true;
        }
        if alone
            && matches!(before, "”" | "\"" | "." | "," | "%" | "=" | "»")
            && f.plain
            && i >= s.first + 2
            && s.glued(i - 2)
        {
            return true;
        }
        if alone && before == "(" && s.text(f.end) == ")" {
            return true;
        }
        let money = before.ends_with(['$', '€', '£', '¢', '¥', '₦']);
        if !money && matches!(s.shape(i - 1), Shape::Title | Shape::Lower | Shape::Upper | Shape::Mixed) {
            return true;
        }
    }
    if alone && !f.plain && s.text(f.end) == "." && f.end + 1 < s.end && !s.text(i).contains(',') {
        return true;
    }
    if alone
        && i == s.first
        && !s.is(f.end, Class::Measure)
        && (matches!(s.text(f.end), "." | ")") || f.plain && s.capital(f.end))
    {
        return true;
    }
    alone
        && s.any(
            i.wrapping_sub(1),
            &[
                "paragraph",
                "paragraphs",
                "para",
                "paras",
                "no",
                "no.",
                "number",
                "table",
                "figure",
                "page",
                "pages",
                "annex",
                "chapter",
                "article",
                "articles",
                "section",
                "sections",
                "box",
                "part",
                "volume",
                "footnote",
                "note",
                "rule",
                "appendix",
                "pp",
                "p",
                "version",
                "step",
                "line",
                "tier",
                "phase",
                "channel",
                "type",
                "category",
                "scope",
                "goal",
                "target",
                "title",
                "resolution",
            ],
        )
}

/// Words before a figure that belong to it.
pub(super) fn approximators(s: &Scan<'_>, mut start: usize, floor: usize, label: Label) -> usize {
    loop {
        let free = |n: usize| start >= n + floor.max(s.first);
        let w = |n: usize| s.lower(start - n);
        if free(3)
            && w(1) == "than"
            && matches!(w(2), "more" | "less" | "fewer")
            && matches!(w(3), "no" | "not")
            || free(3)
                && w(1) == "as"
                && matches!(w(2), "many" | "much" | "few" | "little" | "high" | "low")
                && w(3) == "as"
            || free(3) && w(1) == "of" && w(2) == "excess" && w(3) == "in"
        {
            start -= 3;
        } else if free(2)
            && w(1) == "than"
            && matches!(w(2), "more" | "less" | "fewer" | "greater" | "higher" | "lower")
            || free(2) && w(1) == "least" && w(2) == "at"
            || free(2) && w(1) == "most" && w(2) == "at"
            || free(2) && w(1) == "to" && matches!(w(2), "up" | "close")
            || free(2) && w(1) == "of" && matches!(w(2), "minimum" | "maximum")
            || free(2) && matches!(w(1), "over" | "under") && matches!(w(2), "just" | "well")
        {
            start -= 2;
        } else if free(1)
            && w(1) == "a"
            && s.is(start, Class::Scale)
            && label != Label::Date
            && free(2)
            && (s.is(start - 2, Class::Approx) || w(2) == "than")
            || free(1)
                && (s.is(start - 1, Class::Approx)
                    && !(label == Label::Date && matches!(w(1), "over" | "under"))
                    || w(1) == "some" && label != Label::Date
                    || s.text(start - 1) == "~")
        {
            start -= 1;
        } else {
            return start;
        }
    }
}

/// Words after a figure that belong to it: "or more", "per day".
fn tail(s: &Scan<'_>, end: usize, label: Label) -> usize {
    if s.lower(end) == "or"
        && s.any(end + 1, &["more", "less", "fewer", "greater", "higher", "over", "above", "older"])
    {
        return end + 2;
    }
    if label == Label::Quantity
        && (s.lower(end) == "per" || s.text(end) == "/")
        && s.any(end + 1, &["day", "year", "hour", "mwh", "kwh", "capita", "hectare"])
    {
        return end + 2;
    }
    if label == Label::Quantity
        && s.lower(end) == "of"
        && s.lower(end + 1) == "oil"
        && s.lower(end + 2) == "equivalent"
    {
        return end + 3;
    }
    end
}
