//! Mentions to things: one id for a country and its people, a name and its short form, a person and the surname.
//!
//! A wrong merge misleads more than a missed one, so a short form is tied only where nothing else could be meant.

use rustc_hash::FxHashMap;

use super::{Entity, Label, Thing, chunk};
use crate::lexicon::gazetteer::{Gazetteer, Kind};

/// Fills [`Entity::thing`] and gives the things, by first mention.
pub(super) fn things(clean: &str, mentions: &mut [Entity]) -> Vec<Thing> {
    let mut index = Index::default();
    for i in 0..mentions.len() {
        let text = &clean[mentions[i].span.range()];
        let label = mentions[i].label;
        let thing = match label {
            Label::Gpe | Label::Norp => index.place(text, label),
            Label::Person => index.person(text),
            Label::Org | Label::Law | Label::Event | Label::Fac | Label::Loc => {
                let defined = i.checked_sub(1).and_then(|p| bracketed(clean, &mentions[p], &mentions[i]));
                match defined {
                    Some(short_second) => index.tie(mentions[i - 1].thing, text, label, short_second),
                    None => index.named(text, label),
                }
            }
            _ => index.plain(text, label),
        };
        mentions[i].thing = thing;
    }
    index.things
}

/// Whether two neighbours are a name and its short form, one of them in brackets; true where the short one is second.
fn bracketed(clean: &str, first: &Entity, second: &Entity) -> Option<bool> {
    let between = &clean[first.span.end as usize..second.span.start as usize];
    let after = clean[second.span.end as usize..].chars().next();
    if between.trim() != "(" || !matches!(after, Some(')' | ',' | ';')) || first.label != second.label {
        return None;
    }
    let (a, b) = (&clean[first.span.range()], &clean[second.span.range()]);
    if is_acronym(b) && chunk::initials(a, b) {
        return Some(true);
    }
    (is_acronym(a) && chunk::initials(b, a)).then_some(false)
}

fn is_acronym(text: &str) -> bool {
    !text.contains(' ') && text.chars().filter(|c| c.is_uppercase()).count() > 1 && text.chars().count() <= 12
}

#[derive(Default)]
struct Index {
    things: Vec<Thing>,
    /// By name as written, without accents of case; and by country code.
    by_name: FxHashMap<String, u32>,
    /// Last word of a person's full name, and last or first word of a body's; none where two things share it.
    by_part: FxHashMap<String, Option<u32>>,
}

impl Index {
    fn add(&mut self, name: &str, label: Label, country: Option<&str>) -> u32 {
        let country = country.filter(|c| !c.is_empty()).map(str::to_owned);
        self.things.push(Thing { name: name.to_owned(), label, country, acronym: None });
        (self.things.len() - 1) as u32
    }

    /// The thing of this name, made if need be.
    fn plain(&mut self, text: &str, label: Label) -> u32 {
        let text = tidy(text);
        if let Some(&thing) = self.by_name.get(text.as_str())
            && self.things[thing as usize].label == label
        {
            return thing;
        }
        let thing = self.add(&text, label, None);
        self.by_name.insert(text, thing);
        thing
    }

    fn place(&mut self, text: &str, label: Label) -> u32 {
        let known = Gazetteer::get().name(text).filter(|n| !n.country.is_empty());
        match known.map(|n| (n.kind, n.country)) {
            Some((Kind::Country | Kind::Gpe | Kind::Norp, country)) => {
                if let Some(&thing) = self.by_name.get(country) {
                    let known = &mut self.things[thing as usize];
                    // A country named after its people takes over their thing.
                    if known.label == Label::Norp && label == Label::Gpe {
                        known.label = Label::Gpe;
                        known.name = tidy(text);
                    }
                    return thing;
                }
                let thing = self.add(&tidy(text), label, Some(country));
                self.by_name.insert(country.to_owned(), thing);
                thing
            }
            Some((Kind::Capital, country)) => {
                let before = self.things.len();
                let thing = self.plain(text, label);
                if self.things.len() > before {
                    self.things[thing as usize].country = Some(country.to_owned());
                }
                thing
            }
            _ => self.plain(text, label),
        }
    }

    fn person(&mut self, text: &str) -> u32 {
        let text = tidy(text);
        let last = text.rsplit(' ').next().unwrap_or(&text).to_owned();
        if last.len() == text.len()
            && let Some(&Some(thing)) = self.by_part.get(&last)
            && self.things[thing as usize].label == Label::Person
        {
            return thing;
        }
        let before = self.things.len();
        let thing = self.plain(&text, Label::Person);
        if self.things.len() > before {
            self.part(last, thing);
        }
        thing
    }

    /// A body, law, event or place: by its name, or by the one word that stands for it.
    fn named(&mut self, text: &str, label: Label) -> u32 {
        let text = tidy(text);
        if !text.contains(' ')
            && !is_acronym(&text)
            && let Some(&Some(thing)) = self.by_part.get(&text)
            && self.things[thing as usize].label == label
        {
            return thing;
        }
        let before = self.things.len();
        let thing = self.plain(&text, label);
        if self.things.len() > before && text.contains(' ') {
            let last = text.rsplit(' ').next().unwrap_or_default().to_owned();
            let first = text.split(' ').next().unwrap_or_default().to_owned();
            let of = text[first.len()..].starts_with(" of ") || text[first.len()..].starts_with(" on ");
            self.part(if of { first } else { last }, thing);
        }
        thing
    }

    /// A word that stands for a thing, while only one thing claims it.
    fn part(&mut self, word: String, thing: u32) {
        self.by_part.entry(word).and_modify(|t| *t = t.filter(|t| *t == thing)).or_insert(Some(thing));
    }

    /// Ties the second of a name and its short form to the first.
    fn tie(&mut self, thing: u32, text: &str, label: Label, short_second: bool) -> u32 {
        let text = tidy(text);
        if self.by_name.get(&text).is_some_and(|t| *t != thing && self.things[*t as usize].label == label) {
            return self.plain(&text, label);
        }
        let known = &mut self.things[thing as usize];
        if short_second {
            known.acronym = Some(text.clone());
        } else {
            known.acronym = Some(std::mem::replace(&mut known.name, text.clone()));
        }
        self.by_name.insert(text, thing);
        thing
    }
}

/// A name on one line with straight apostrophes.
fn tidy(text: &str) -> String {
    if text.is_ascii() && !text.contains(['\n', '\t']) && !text.contains("  ") {
        return text.to_owned();
    }
    text.replace(['’', '‘'], "'").split_whitespace().collect::<Vec<_>>().join(" ")
}
