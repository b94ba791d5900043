//! Named mentions to things: one id for a country and its people, a name and its short form, a person and the surname.
//!
//! A wrong merge misleads more than a missed one, so a short form is tied only where nothing else could be meant.

use rustc_hash::FxHashMap;

use super::fold::{fold, initials, known};
use super::kinds::{self, OrgKind};
use super::{Entity, Label, Thing, chunk};
use crate::lexicon::gazetteer::{Gazetteer, Kind};
use crate::token::Tokens;

/// Fills [`Entity::thing`] and gives the things, by first mention. `acts` says of a capital whether it
/// stands for a government, given whether its country was named.
pub(super) fn things(
    clean: &str,
    tokens: &Tokens,
    mentions: &mut [Entity],
    acts: impl Fn(&Entity, bool) -> bool,
) -> Vec<Thing> {
    let mut index = Index::default();
    for i in 0..mentions.len() {
        let text = &clean[mentions[i].span.range()];
        let label = mentions[i].label;
        let defined = match label {
            Label::Org | Label::Law | Label::Event | Label::Fac | Label::Loc | Label::Gpe | Label::Norp => {
                i.checked_sub(1).and_then(|p| bracketed(clean, &mentions[p], &mentions[i]))
            }
            _ => None,
        };
        let thing = match (label, defined) {
            (_, Some(short_second)) => index.tie(mentions[i - 1].thing, text, label, short_second),
            (Label::Gpe | Label::Norp, None) => index.place(text, label, |named| acts(&mentions[i], named)),
            (Label::Person, None) if index.misread(text) => {
                index.place(text, Label::Gpe, |named| acts(&mentions[i], named))
            }
            (Label::Person, None) => index.person(text),
            (Label::Org | Label::Law | Label::Event | Label::Fac | Label::Loc, None) => {
                index.named(text, label)
            }
            _ => index.plain(text, label),
        };
        mentions[i].thing = thing;
        let thing = &mut index.things[thing as usize];
        if thing.kind == OrgKind::Unknown && label == Label::Org {
            thing.kind = kinds::of_context(tokens, mentions[i].span);
        }
    }
    index.things
}

/// Whether two neighbours are a name and its short form, one of them in brackets; true where the short one is second.
fn bracketed(clean: &str, first: &Entity, second: &Entity) -> Option<bool> {
    let between = clean.get(first.span.end as usize..second.span.start as usize).filter(|b| b.len() < 40)?;
    let opened = between.trim_start().strip_prefix('(')?;
    let after = clean[second.span.end as usize..].trim_start_matches(['"', '”', '’', '\'']).chars().next();
    if !matches!(after, Some(')' | ',' | ';')) {
        return None;
    }
    let (a, b) = (&clean[first.span.range()], &clean[second.span.range()]);
    let lead = opened.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '‘' | '\''));
    let quoted = opened.len() > lead.len() && opened.contains(['"', '“', '‘']);
    let said =
        matches!(lead, "hereinafter" | "hereafter" | "hereinafter the" | "hereafter the" | "henceforth")
            || lead == "hereinafter referred to as"
            || lead == "hereinafter referred to as the";
    // "(the 'Commission')": the writer says that it is a short form, which has to be a part of the long one.
    if said || quoted && matches!(lead, "" | "the" | "or" | "or the") {
        let part = b.split(' ').all(|w| a.split([' ', '-']).any(|x| x == w));
        return (part || is_acronym(b) && chunk::initials(a, b)).then_some(true);
    }
    if !matches!(lead, "" | "or" | "the" | "known as") {
        return None;
    }
    if is_acronym(b) && chunk::initials(a, b) {
        return Some(true);
    }
    if first.label == second.label && is_acronym(a) && chunk::initials(b, a) {
        return Some(false);
    }
    // Letters of another language: "Free Democrats (FDP)".
    let own = first.label == second.label && matches!(second.label, Label::Org | Label::Law);
    (own && lead.is_empty() && after == Some(')') && is_acronym(b) && !is_acronym(a)).then_some(true)
}

fn is_acronym(text: &str) -> bool {
    !text.contains(' ') && text.chars().filter(|c| c.is_uppercase()).count() > 1 && text.chars().count() <= 12
}

/// Which names may be one thing: those of people, of numbers and dates by label, and all others.
fn family(label: Label) -> char {
    match label {
        Label::Person => 'P',
        Label::Gpe | Label::Norp | Label::Loc | Label::Fac | Label::Org | Label::Law | Label::Event => 'N',
        _ => (b'0' + label as u8 % 10) as char,
    }
}

/// Words before a name that are no part of it, folded.
const TITLES: [&str; 20] = [
    "mr",
    "mrs",
    "ms",
    "dr",
    "sir",
    "st",
    "saint",
    "lord",
    "lady",
    "dame",
    "king",
    "queen",
    "pope",
    "president",
    "senator",
    "minister",
    "professor",
    "prof",
    "general",
    "judge",
];

/// Unions and states whose bodies go by the rest of the name too, folded.
const LEADS: [&str; 4] = ["united nations ", "european union ", "united states ", "united kingdom "];

/// A thing that a short form may stand for, and how often it did.
#[derive(Clone, Copy)]
struct Part {
    /// None where two things share the words.
    thing: Option<u32>,
    used: u32,
}

#[derive(Default)]
struct Index {
    things: Vec<Thing>,
    /// By folded name, the family before it; by country code after "=".
    by_name: FxHashMap<String, u32>,
    /// A word or words that stand for a thing, the family before them; none where two things share them.
    by_part: FxHashMap<String, Part>,
    /// Countries of which only the capital was named.
    seats: Vec<u32>,
    /// By what the name is well known for.
    by_known: FxHashMap<u32, u32>,
    /// Folded name at work, and a key made of it.
    folded: String,
    key: String,
}

impl Index {
    fn add(&mut self, name: &str, label: Label, country: &str, is_country: bool) -> u32 {
        let country = Some(country).filter(|c| !c.is_empty()).map(str::to_owned);
        let kind = if label == Label::Org { kinds::of_name(name, &self.folded) } else { OrgKind::Unknown };
        self.things.push(Thing { name: tidy(name), label, country, is_country, acronym: None, kind });
        (self.things.len() - 1) as u32
    }

    fn key(&mut self, family: char) {
        self.key.clear();
        self.key.push(family);
        self.key.push_str(&self.folded);
    }

    /// A date, an amount or a number: the same words are the same thing.
    fn plain(&mut self, text: &str, label: Label) -> u32 {
        self.folded.clear();
        self.folded.push_str(text);
        self.key(family(label));
        if let Some(&thing) = self.by_name.get(&self.key)
            && self.things[thing as usize].label == label
        {
            return thing;
        }
        let thing = self.add(text, label, "", false);
        self.by_name.insert(self.key.clone(), thing);
        thing
    }

    fn place(&mut self, text: &str, label: Label, acts: impl Fn(bool) -> bool) -> u32 {
        let known = Gazetteer::get().name(text).filter(|n| !n.country.is_empty());
        match known.map(|n| (n.kind, n.country)) {
            Some((Kind::Country | Kind::Gpe | Kind::Norp, code)) => self.country(text, label, code),
            Some((Kind::Capital, code)) if acts(self.by_name.contains_key(code)) => {
                let before = self.things.len();
                let thing = self.country(text, label, code);
                if self.things.len() > before {
                    self.seats.push(thing);
                }
                thing
            }
            Some((Kind::Capital, code)) => {
                let before = self.things.len();
                let thing = self.named(text, label);
                if self.things.len() > before {
                    self.things[thing as usize].country = Some(code.to_owned());
                }
                thing
            }
            _ => self.named(text, label),
        }
    }

    fn country(&mut self, text: &str, label: Label, code: &str) -> u32 {
        if let Some(&thing) = self.by_name.get(code) {
            let known = &mut self.things[thing as usize];
            // A country named after its people or its capital takes over their thing.
            let seat = self.seats.contains(&thing);
            if (known.label == Label::Norp || seat) && label == Label::Gpe && text != known.name {
                self.seats.retain(|s| *s != thing);
                known.label = Label::Gpe;
                known.name = tidy(text);
            }
            return thing;
        }
        let thing = self.add(text, label, code, true);
        self.by_name.insert(code.to_owned(), thing);
        thing
    }

    /// Whether what was taken for a person is a country that the text names, or its capital.
    fn misread(&self, text: &str) -> bool {
        let known = if text.contains(' ') { None } else { Gazetteer::get().name(text) };
        known.is_some_and(|n| {
            matches!(n.kind, Kind::Capital | Kind::Country) && self.by_name.contains_key(n.country)
        })
    }

    fn person(&mut self, text: &str) -> u32 {
        fold(text, &mut self.folded);
        while let Some((title, _)) = self.folded.split_once(' ')
            && TITLES.contains(&title)
        {
            self.folded.drain(..=title.len());
        }
        while let Some((rest, "jr" | "sr" | "ii" | "iii" | "iv")) = self.folded.rsplit_once(' ') {
            self.folded.truncate(rest.len());
        }
        self.key('P');
        if let Some(&thing) = self.by_name.get(&self.key) {
            return thing;
        }
        let last = self.folded.rfind(' ').map_or(0, |i| i + 1);
        if last == 0 {
            if let Some(thing) = self.stands_for() {
                return thing;
            }
            let thing = self.add(text, Label::Person, "", false);
            self.by_name.insert(self.key.clone(), thing);
            return thing;
        }
        let first = self.folded.find(' ').unwrap_or(0);
        // A middle name may come and go: first and last name stand for the whole.
        self.key.clear();
        self.key.push('F');
        self.key.push_str(&self.folded[..first]);
        self.key.push_str(&self.folded[last - 1..]);
        let ends = self.key.clone();
        if let Some(thing) = self.by_part.get(&ends).and_then(|p| p.thing) {
            self.fuller(thing, text);
            return thing;
        }
        self.key.clear();
        self.key.push('P');
        self.key.push_str(&self.folded[last..]);
        let surname = self.key.clone();
        let alone = self.by_name.get(&surname).copied();
        let thing = match alone.filter(|_| !self.by_part.contains_key(&surname)) {
            // The surname came first, as in a heading.
            Some(thing) => {
                self.fuller(thing, text);
                thing
            }
            None => self.add(text, Label::Person, "", false),
        };
        self.part(ends, thing);
        self.part(surname, thing);
        // "Ms. Ada" and, for many peoples, the name that comes first.
        let given = format!("P{}", &self.folded[..first]);
        self.part(given, thing);
        self.key('P');
        self.by_name.insert(self.key.clone(), thing);
        thing
    }

    /// Takes a longer form of a name.
    fn fuller(&mut self, thing: u32, text: &str) {
        let known = &mut self.things[thing as usize];
        if text.len() > known.name.len() {
            known.name = tidy(text);
        }
    }

    /// A body, law, event or place: by its name, what it is known for, its letters, or the words that stand for it.
    fn named(&mut self, text: &str, label: Label) -> u32 {
        fold(text, &mut self.folded);
        self.key('N');
        if let Some(&thing) = self.by_name.get(&self.key)
            && self.alike(thing, label)
        {
            return thing;
        }
        let number = known(&self.folded);
        if let Some(&thing) = number.and_then(|n| self.by_known.get(&n)) {
            self.by_name.insert(self.key.clone(), thing);
            self.short(thing, text);
            return thing;
        }
        let acronym = is_acronym(text);
        let short = text.chars().count();
        if (!acronym || short > 2)
            && let Some(thing) = self.stands_for()
            && (acronym || self.things[thing as usize].label == label)
        {
            if acronym {
                self.short(thing, text);
            }
            return thing;
        }
        let many = self.folded.contains(' ');
        if many && !acronym {
            // "(…) ILO (…) International Labour Organization": the letters came first.
            let mut letters = String::from("N");
            initials(text, &mut letters);
            if letters.len() > 3
                && let Some(&thing) = self.by_name.get(&letters)
                && self.things[thing as usize].label == label
                && self.things[thing as usize].acronym.is_none()
                && is_acronym(&self.things[thing as usize].name)
            {
                let known = &mut self.things[thing as usize];
                known.acronym = Some(std::mem::replace(&mut known.name, tidy(text)));
                if label == Label::Org && known.kind == OrgKind::Unknown {
                    known.kind = kinds::of_name(text, &self.folded);
                }
                self.by_name.insert(self.key.clone(), thing);
                self.parts(thing, label);
                return thing;
            }
            // "The Senate (…) the U.S. Senate".
            let rest = LEADS.iter().find_map(|l| self.folded.strip_prefix(l)).map(|r| format!("N{r}"));
            if let Some(&thing) = rest.and_then(|r| self.by_name.get(&r))
                && self.things[thing as usize].label == label
            {
                self.by_name.insert(self.key.clone(), thing);
                self.fuller(thing, text);
                return thing;
            }
            let thing = self.fresh(text, label, number);
            if letters.len() > 3 {
                self.part(letters, thing);
            }
            self.parts(thing, label);
            return thing;
        }
        self.fresh(text, label, number)
    }

    /// A new thing under the name at work.
    fn fresh(&mut self, text: &str, label: Label, number: Option<u32>) -> u32 {
        let thing = self.add(text, label, "", false);
        self.by_name.insert(self.key.clone(), thing);
        if let Some(number) = number {
            self.by_known.insert(number, thing);
        }
        thing
    }

    /// Whether a name under this label may be the thing of that name: one string is one thing but for places and people.
    fn alike(&self, thing: u32, label: Label) -> bool {
        let there = self.things[thing as usize].label;
        let place = |l: Label| matches!(l, Label::Gpe | Label::Loc | Label::Norp | Label::Fac);
        there == label || place(there) == place(label) || self.key.contains(' ') || self.key.len() > 6
    }

    /// The words of the folded name that may stand for the whole: its head, what stands before "of", what follows its state.
    fn parts(&mut self, thing: u32, label: Label) {
        if !matches!(label, Label::Org | Label::Law | Label::Event) {
            return;
        }
        let folded = std::mem::take(&mut self.folded);
        let before =
            [" of ", " on ", " for ", " against ", " to "].iter().filter_map(|l| folded.find(l)).min();
        let base = before.map_or(folded.as_str(), |i| &folded[..i]);
        let head = base.rsplit(' ').next().unwrap_or_default();
        if base.len() < folded.len() && base.contains(' ') {
            self.part(format!("N{base}"), thing);
        }
        if head.len() > 2 && head.bytes().all(|b| b.is_ascii_alphabetic()) {
            self.part(format!("N{head}"), thing);
        }
        // "United Nations General Assembly", "German Constitutional Court".
        for lead in LEADS {
            if let Some(rest) = folded.strip_prefix(lead).filter(|r| r.contains(' ')) {
                self.part(format!("N{rest}"), thing);
            }
        }
        if let Some((first, rest)) = folded.split_once(' ')
            && rest.contains(' ')
            && Gazetteer::get().name(first).is_some_and(|n| matches!(n.kind, Kind::Norp | Kind::Country))
        {
            self.part(format!("N{rest}"), thing);
        }
        self.folded = folded;
    }

    /// Words that stand for a thing, while only one thing claims them.
    fn part(&mut self, words: String, thing: u32) {
        let part = self.by_part.entry(words).or_insert(Part { thing: Some(thing), used: 0 });
        // Words that have stood for one thing go on to do so: a brother or a lower court comes with its full name.
        if part.used < 2 {
            part.thing = part.thing.filter(|t| *t == thing);
        }
    }

    /// The thing that the words of the key stand for.
    fn stands_for(&mut self) -> Option<u32> {
        let part = self.by_part.get_mut(&self.key)?;
        part.used += 1;
        part.thing
    }

    /// Notes a short form, or takes the long one for the name.
    fn short(&mut self, thing: u32, text: &str) {
        let known = &mut self.things[thing as usize];
        if is_acronym(text) {
            if !is_acronym(&known.name) && known.acronym.is_none() {
                known.acronym = Some(text.to_owned());
            }
        } else if is_acronym(&known.name) {
            known.acronym = Some(std::mem::replace(&mut known.name, tidy(text)));
        }
    }

    /// Ties the second of a name and its short form to the first.
    fn tie(&mut self, thing: u32, text: &str, label: Label, short_second: bool) -> u32 {
        fold(text, &mut self.folded);
        self.key('N');
        if self.by_name.get(&self.key).is_some_and(|t| *t != thing && self.things[*t as usize].label == label)
            && !short_second
        {
            return self.by_name[&self.key];
        }
        if short_second && is_acronym(text) {
            self.things[thing as usize].acronym = Some(tidy(text));
        } else if !short_second {
            let known = &mut self.things[thing as usize];
            known.acronym = Some(std::mem::replace(&mut known.name, tidy(text)));
            self.parts(thing, label);
        }
        self.by_name.insert(self.key.clone(), thing);
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
