//! Mentions, the things that they name, and what stands for these without naming them.

use std::collections::BTreeMap;

use super::fold;
use super::kinds::OrgKind;
use super::reference::Reference;
use super::values::Value;
use crate::names::names;
use crate::span::Span;

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
