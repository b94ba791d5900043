//! Tokens to who, what, when, where and how much.

mod acting;
mod amounts;
mod atoms;
mod calendar;
mod chains;
mod changes;
mod chunk;
mod clock;
mod crf;
mod dates;
mod digits;
mod features;
mod fold;
mod given;
mod holidays;
mod inner;
mod hours;
mod kinds;
mod lattice;
mod law_phrases;
mod learnt;
mod lengths;
mod lens;
mod measures;
mod money;
mod names;
mod numerals;
mod numeric;
mod offices;
mod points;
mod portions;
mod reads;
mod recurring;
mod reference;
mod references;
mod relative;
mod scan;
mod second;
mod store;
mod stretches;
mod things;
mod weeks;
mod words;
mod written;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::names::names;
use crate::segment::Sentence;
use crate::span::Span;
use crate::text::Text;
use crate::token::Tokens;

pub use atoms::{Groups, PHRASE_START, Vote, phrase_key, word_key};
pub use crf::{Card, NameModel, Row};
pub use features::FEATURE_SET;
pub use inner::Inner;
pub use lens::{Lens, Page};
pub(crate) use given::{Given, OwnNames, Recogniser, checked, settled};
pub use given::{OwnName, OwnSpan};
pub use kinds::OrgKind;
pub use lattice::{Candidate, Chain, Found, Lattice, labels};
pub(crate) use learnt::ready;
pub use learnt::{calibrated, elections};
pub use reference::{Reference, ReferenceKind};
pub use second::Ballot;
pub use words::{CASE_SHIFT, FAMILY, FREQUENT, GIVEN, Known, LONGEST, OPENS, Words};

names! {
    /// What an entity is, by the names of `OntoNotes`.
    Label {
        Person = "PERSON",
        Norp = "NORP",
        Org = "ORG",
        Gpe = "GPE",
        Loc = "LOC",
        Fac = "FAC",
        Law = "LAW",
        Event = "EVENT",
        Date = "DATE",
        Time = "TIME",
        Money = "MONEY",
        Percent = "PERCENT",
        Quantity = "QUANTITY",
        Cardinal = "CARDINAL",
        Ordinal = "ORDINAL",
    }
}

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

/// One mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Where.
    pub span: Span,
    /// What it is.
    pub label: Label,
    /// Index into [`Entities::things`]: mentions of one thing share it.
    pub thing: u32,
    /// How sure, in `[0, 1]`; uncalibrated until a model is trained.
    pub score: f32,
    /// The rule or source that found it.
    pub rule: &'static str,
    /// What it says, for dates, amounts and numbers.
    pub value: Option<Value>,
}

/// A thing that a text mentions, once or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its fullest name in the text.
    pub name: String,
    /// What it is.
    pub label: Label,
    /// ISO 3166-1 alpha-3 code of the country that it is, or whose capital it is.
    pub country: Option<String>,
    /// Whether it is that country: by name, by its people, or by its government.
    pub is_country: bool,
    /// Its short form in the text, where the text ties one to it.
    pub acronym: Option<String>,
    /// What kind of organisation it is; unknown for all else.
    pub kind: OrgKind,
}

impl Thing {
    /// What it is called everywhere: the code of a country, else the fullest name in the text.
    pub fn canonical(&self) -> &str {
        self.country.as_deref().filter(|_| self.is_country).unwrap_or(&self.name)
    }

    /// The same string for the same thing in other documents: a country's code, else the label and the folded name, where
    /// well-known short forms and the usual spellings meet.
    pub fn key(&self) -> String {
        match self.country.as_deref().filter(|_| self.is_country) {
            Some(code) => code.to_owned(),
            None => fold::key(self.label.as_str(), &self.name),
        }
    }
}

/// A phrase that stands for a thing, named or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention<'e> {
    /// Where.
    pub span: Span,
    /// What the phrase is where it names, what its thing is where it does not.
    pub label: Label,
    /// Index into [`Entities::things`].
    pub thing: u32,
    /// Whether it names the thing; only these are entities.
    pub named: bool,
    /// `name`, or how it stands for the thing: `role`, `pronoun`, `law`.
    pub how: &'static str,
    /// The thing.
    pub of: &'e Thing,
}

/// A change of a figure: "from 50,000 to 40,000", "by 20 per cent", "doubled".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The whole expression.
    pub span: Span,
    /// Index of the mention it starts from.
    pub from: Option<u32>,
    /// Index of the mention it arrives at.
    pub to: Option<u32>,
    /// Index of the mention that tells how much it changes.
    pub by: Option<u32>,
    /// How many times as much it becomes: 2 for "doubled".
    pub times: Option<f64>,
    /// Whether it rises, where the words tell.
    pub rises: Option<bool>,
}

/// All mentions of a text in order, the things they name, and typed changes.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    /// Mentions, by place; none overlap.
    pub mentions: Vec<Entity>,
    /// Things, by first mention.
    pub things: Vec<Thing>,
    /// Changes between two figures.
    pub changes: Vec<Change>,
    /// The caller's ids of things, where a gazetteer of the caller's own has one.
    pub ids: BTreeMap<u32, String>,
    /// Words that stand for a thing without naming it, by place; they may hold names.
    pub references: Vec<Reference>,
}

impl Entities {
    /// The thing that a mention names.
    pub fn thing(&self, mention: &Entity) -> &Thing {
        &self.things[mention.thing as usize]
    }

    /// The caller's id of what a mention names, or the code of its country, or its fullest name in the text.
    pub fn canonical<'e>(&'e self, mention: &Entity) -> &'e str {
        let own = self.ids.get(&mention.thing);
        own.map_or_else(|| self.thing(mention).canonical(), String::as_str)
    }

    /// The thing that a phrase stands for: of the name or reference that covers it, else of the widest one that it holds and
    /// that ends last.
    pub fn of_span(&self, span: Span) -> Option<u32> {
        let near = self.references.partition_point(|r| r.span.end <= span.start);
        let references = self.references[near..].iter().take_while(|r| r.span.start < span.end);
        let near = self.mentions.partition_point(|m| m.span.end <= span.start);
        let mentions = self.mentions[near..].iter().take_while(|m| m.span.start < span.end);
        let all = references.map(|r| (r.span, r.thing)).chain(mentions.map(|m| (m.span, m.thing)));
        let rank = |s: Span| (s.contains(span), s.end.min(span.end), s.len());
        all.filter(|(s, _)| s.contains(span) || span.contains(*s))
            .max_by_key(|(s, _)| rank(*s))
            .map(|(_, t)| t)
    }

    /// Names, dates, figures and what stands for a thing without naming it, by place.
    pub fn all(&self) -> Vec<Mention<'_>> {
        let named = self.mentions.iter().map(|m| Mention {
            span: m.span,
            label: m.label,
            thing: m.thing,
            named: true,
            how: "name",
            of: self.thing(m),
        });
        let unnamed = self.references.iter().map(|r| {
            let of = &self.things[r.thing as usize];
            Mention { span: r.span, label: of.label, thing: r.thing, named: false, how: r.kind.as_str(), of }
        });
        let mut out: Vec<_> = named.chain(unnamed).collect();
        out.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        out
    }

    /// The mentions that lie inside a span.
    pub fn within(&self, span: Span) -> impl Iterator<Item = &Entity> {
        let first = self.mentions.partition_point(|e| e.span.start < span.start);
        self.mentions[first..]
            .iter()
            .take_while(move |e| e.span.start < span.end)
            .filter(move |e| span.contains(e.span))
    }
}

/// Finds the entities of a text; those `given` by the caller win over others at their place. `date` is the document's date, against which relative dates are resolved.
pub(crate) fn entities(
    text: &Text,
    sentences: &[Sentence],
    tokens: &Tokens,
    lexicon: &Lexicon,
    date: Option<Interval>,
    given: &[Given],
) -> Entities {
    let clean = text.clean();
    let words = scan::words(tokens);
    let mut finder = names::Finder::default();
    let mut anchor = calendar::Anchor::new(date);
    let (mut found, mut figures) = (Vec::new(), Vec::new());
    let mut out = Entities::default();
    let mut ruled = Vec::new();
    let scan = |sentence| scan::Scan::new(clean, tokens, &words, tokens.of_sentence(sentence));
    for sentence in 0..sentences.len() {
        finder.sentence(&scan(sentence), &mut found);
        ruled.append(&mut found);
    }
    let mut named = learnt::names(clean, tokens, sentences.len(), ruled).into_iter().peekable();
    for sentence in 0..sentences.len() {
        let scan = scan(sentence);
        while let Some(name) = named.next_if(|n| n.start < scan.end) {
            found.push(name);
        }
        times_and_amounts(&scan, &found, &mut anchor, &mut figures);
        found.append(&mut figures);
        found.sort_by_key(|f| f.start);
        changes::changes(&scan, &found, out.mentions.len(), &mut out.changes);
        out.mentions.extend(found.drain(..).map(|f| Entity {
            span: scan.span(f.start..f.end),
            label: f.label,
            thing: 0,
            score: f.score,
            rule: f.rule,
            value: f.value,
        }));
    }
    given::merge(given, &mut out);
    identity(text, sentences, tokens, lexicon, &mut out);
    given::unite(given, &mut out);
    out
}

/// Ties the mentions of a text to things, and finds what stands for things without naming them.
pub(crate) fn identity(
    text: &Text,
    sentences: &[Sentence],
    tokens: &Tokens,
    lexicon: &Lexicon,
    out: &mut Entities,
) {
    let acting = acting::Acting::new(tokens, lexicon);
    let acts = |m: &Entity, named| acting.capital(m, named);
    out.things = things::things(text.clean(), tokens, &mut out.mentions, acts);
    out.references = references::references(tokens, sentences.len(), &out.mentions, &mut out.things);
}

/// What the rules alone say of each token of a document, as the name tagger's features want it.
pub(crate) fn rule_hints(clean: &str, tokens: &Tokens, sentences: usize) -> Vec<u32> {
    let words = scan::words(tokens);
    let mut finder = names::Finder::default();
    let (mut found, mut out) = (Vec::new(), vec![0; tokens.len()]);
    for sentence in 0..sentences {
        found.clear();
        finder.sentence(&scan::Scan::new(clean, tokens, &words, tokens.of_sentence(sentence)), &mut found);
        hints(&found, &mut out);
    }
    out
}

fn hints(found: &[amounts::Found], out: &mut [u32]) {
    for name in found {
        for (at, cell) in (name.start..name.end).zip(&mut out[name.start..]) {
            *cell = learnt::hint(name, at);
        }
    }
}

/// Dates, amounts and numbers in the tokens that no name has taken.
fn times_and_amounts(
    scan: &scan::Scan<'_>,
    taken: &[amounts::Found],
    anchor: &mut calendar::Anchor,
    out: &mut Vec<amounts::Found>,
) {
    let mut gaps = taken.iter().map(|f| (f.start, f.end)).chain([(scan.end, scan.end)]);
    let mut floor = scan.first;
    let (mut next, mut resume) = gaps.next().unwrap_or((scan.end, scan.end));
    let mut i = scan.first;
    while i < scan.end {
        if i >= next {
            i = resume.max(i);
            floor = i;
            (next, resume) = gaps.next().unwrap_or((scan.end, scan.end));
            if i < next || next == scan.end && i < scan.end {
                continue;
            }
            if i >= scan.end {
                break;
            }
            continue;
        }
        let found = dates::at(scan, i, floor, anchor).or_else(|| amounts::at(scan, i, floor));
        match found.filter(|f| f.end <= next) {
            Some(f) => {
                i = f.end;
                floor = i;
                out.push(f);
            }
            None => i += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, Label, Value};
    use crate::{DocVars, Document, Reader};

    fn read(text: &str) -> Document {
        let vars = DocVars { date: Some("2010-06-15".into()), ..DocVars::default() };
        Reader::new().read(text, vars).unwrap()
    }

    /// Label and words of every mention, for short expectations.
    fn found(text: &str) -> Vec<String> {
        let d = read(text);
        d.entities.mentions.iter().map(|e| format!("{} {}", e.label, d.text.slice(e.span))).collect()
    }

    fn times(text: &str) -> Vec<String> {
        let value = |e: &super::Entity| match e.value.clone() {
            Some(Value::Time(i)) => i.to_iso(),
            Some(Value::Duration(d)) => d,
            other => format!("{other:?}"),
        };
        read(text).entities.mentions.iter().filter(|e| e.label == Label::Date).map(value).collect()
    }

    #[test]
    fn iso_forms() {
        for text in ["2009", "2009-02", "2009-12-31"] {
            assert_eq!(Interval::parse(text).unwrap().to_iso(), text);
        }
        for text in ["", "09", "2009-13", "2009-02-30", "2009-1-1-1", "soon"] {
            assert!(Interval::parse(text).unwrap_err().is_input(), "{text}");
        }
    }

    #[test]
    fn names_follow_the_codebook() {
        assert_eq!(
            found(
                "President Amina Diallo told the Ministry of Water and Energy that Chile's parliament had met."
            ),
            ["PERSON Amina Diallo", "ORG Ministry of Water and Energy", "GPE Chile"]
        );
        assert_eq!(
            found(
                "It ratified the Convention on Fair Fisheries (CFF) and the Peruvian delegation signed the CFF."
            ),
            ["LAW Convention on Fair Fisheries", "LAW CFF", "NORP Peruvian", "LAW CFF"]
        );
        assert_eq!(
            found("In Bolivia the Court for Land and Water heard a case; the Court ruled."),
            ["GPE Bolivia", "ORG Court for Land and Water", "ORG Court"]
        );
        assert_eq!(found("However, the Government may act. First, it waits."), Vec::<String>::new());
    }

    #[test]
    fn amounts_have_values() {
        let d = read(
            "It spent US$2.5 million, more than 40 per cent, on 12,000 hectares for some thirty-five towns.",
        );
        let got: Vec<_> =
            d.entities.mentions.iter().map(|e| (d.text.slice(e.span), e.value.clone().unwrap())).collect();
        assert_eq!(
            got,
            [
                ("US$2.5 million", Value::Money(super::Amount::exact(2_500_000.0), "USD".into())),
                (
                    "more than 40 per cent",
                    Value::Percent(super::Amount { sense: super::Sense::More, ..super::Amount::exact(40.0) })
                ),
                ("12,000 hectares", Value::Quantity(super::Amount::exact(12_000.0), "hectare".into())),
                (
                    "some thirty-five",
                    Value::Number(super::Amount { sense: super::Sense::About, ..super::Amount::exact(35.0) })
                ),
            ]
        );
        assert_eq!(
            found("Two thirds of 1.5 million people; 3 euros or £4bn."),
            ["CARDINAL Two thirds", "CARDINAL 1.5 million", "MONEY 3 euros", "MONEY £4bn"]
        );
    }

    #[test]
    fn changes_are_typed() {
        let d = read("Seats fell from 50,000 to 40,000. Turnout rose to 25 per cent from 20 per cent.");
        let words = |m: Option<u32>| m.map_or("", |m| d.text.slice(d.entities.mentions[m as usize].span));
        let got: Vec<_> = d.entities.changes.iter().map(|c| (words(c.from), words(c.to))).collect();
        assert_eq!(got, [("50,000", "40,000"), ("20 per cent", "25 per cent")]);
    }

    #[test]
    fn dates_become_intervals() {
        assert_eq!(times("It met in November 2007 and, one year later, again."), ["2007-11", "2008"]);
        assert_eq!(times("The plan for 2009-2012 ran out."), ["2009-01-01/2012-12-31"]);
        assert_eq!(times("By the end of 2008 it was done."), ["2008-12"]);
        assert_eq!(times("Talks in 2006 failed; that May they resumed."), ["2006", "2006-05"]);
        assert_eq!(times("It was signed last year and takes effect next month."), ["2009", "2010-07"]);
        assert_eq!(times("It must act within six months."), ["P6M"]);
        assert_eq!(times("Elected on 5 March 2001, he left the same year."), ["2001-03-05", "2001"]);
        assert_eq!(
            times("In the 1990s and the second quarter of 2005."),
            ["1990-01-01/1999-12-31", "2005-04-01/2005-06-30"]
        );
        assert_eq!(times("They may meet on Sept 26-27."), ["2010-09-26/2010-09-27"]);
    }

    #[test]
    fn things_are_shared() {
        let d = read(
            "The United States and the U.S. Senate met Ana Silva. American aid went to the African Water Agency (AWA). \
             Silva thanked the AWA. The Supreme Court sat; later the Court rose.",
        );
        let e = &d.entities;
        let thing = |words: &str| {
            let mut all = e.mentions.iter().filter(|m| d.text.slice(m.span) == words);
            all.next().map_or(u32::MAX, |m| m.thing)
        };
        assert_eq!(thing("United States"), thing("American"));
        assert_eq!(e.things[thing("American") as usize].country.as_deref(), Some("USA"));
        assert_eq!(thing("Ana Silva"), thing("Silva"));
        assert_eq!(thing("African Water Agency"), thing("AWA"));
        assert_eq!(e.things[thing("AWA") as usize].acronym.as_deref(), Some("AWA"));
        assert_eq!(thing("Supreme Court"), thing("Court"));
    }
}
