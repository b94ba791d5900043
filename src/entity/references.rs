//! What stands for a thing without naming it: "the government", "the minister", "its".
//!
//! One pass in reading order that remembers what was named lately. Where two things could be meant, none is.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::kinds::{OrgKind, head};
use super::reference::{Reference, ReferenceKind};
use super::{Entity, Label, Thing, fold, law_phrases};
use crate::lexicon;
use crate::names::names;
use crate::token::{Penn, Tokens, Upos};

names! {
    /// What a role word can stand for.
    Class {
        Country = "country", Government = "government", Body = "body", Person = "person", Law = "law", Event = "event",
        Human = "human",
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Role {
    pub(super) class: Class,
    pub(super) word: &'static str,
    pub(super) kind: &'static str,
}

static ROLES: LazyLock<FxHashMap<&'static str, Role>> = LazyLock::new(|| {
    let cells = lexicon::cells("roles.tsv", ["word", "role", "kind"]);
    let role = |[word, class, kind]: [&'static str; 3]| {
        let usual = match word {
            "organisation" => "organization",
            "programme" => "program",
            word => word,
        };
        Some((word, Role { class: Class::parse(class)?, word: usual, kind }))
    };
    cells.into_iter().filter_map(role).collect()
});

/// Finds what stands for things, in the order of the text. Described laws become things of their own.
pub(super) fn references(
    tokens: &Tokens,
    sentences: usize,
    mentions: &[Entity],
    things: &mut Vec<Thing>,
) -> Vec<Reference> {
    let mut reading = Reading::new(tokens, mentions, things);
    for sentence in 0..sentences {
        reading.sentence(sentence);
    }
    let mut out = reading.out;
    law_phrases::find(tokens, sentences, mentions, things, &mut out);
    out
}

/// A thing that was spoken of.
#[derive(Clone, Copy)]
pub(super) struct Trace {
    pub(super) thing: u32,
    pub(super) sentence: usize,
}

/// A subject, and the thing that it means where that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject(pub(super) Option<u32>);

/// Somebody's office, as the text gives it: its words and the person.
pub(super) struct Office {
    pub(super) word: &'static str,
    pub(super) words: (usize, usize),
    pub(super) thing: u32,
    pub(super) sentence: usize,
}

/// A person whom the text does not name.
pub(super) const NOBODY: u32 = u32::MAX;
/// Traces looked back at for one phrase.
pub(super) const BACK: usize = 48;
/// Sentences that a thing stays in mind.
pub(super) const NEAR: usize = 4;

pub(super) struct Reading<'d> {
    pub(super) tokens: &'d Tokens,
    pub(super) mentions: &'d [Entity],
    pub(super) things: &'d [Thing],
    /// The head word of each thing's folded name.
    pub(super) heads: Vec<Option<&'static str>>,
    /// "f" or "m" where a title or pronoun said so.
    pub(super) gender: Vec<Option<char>>,
    /// The country that the text is about.
    pub(super) focus: Option<u32>,
    pub(super) next: usize,
    pub(super) traces: Vec<Trace>,
    pub(super) people: Vec<Trace>,
    pub(super) offices: Vec<Office>,
    /// The subjects of this sentence and the one before: the first, and the latest.
    pub(super) first_subject: Option<Subject>,
    pub(super) subject: Option<Subject>,
    pub(super) last_subject: Option<Subject>,
    /// The verb of the latest subject.
    pub(super) verb: usize,
    pub(super) out: Vec<Reference>,
}

impl<'d> Reading<'d> {
    fn new(tokens: &'d Tokens, mentions: &'d [Entity], things: &'d [Thing]) -> Self {
        let mut folded = String::new();
        let mut heads = Vec::with_capacity(things.len());
        for thing in things {
            let body = matches!(thing.label, Label::Org | Label::Law | Label::Event);
            heads.push(if body {
                fold::fold(&thing.name, &mut folded);
                ROLES.get(head(&folded)).map(|r| r.word)
            } else {
                None
            });
        }
        Self {
            tokens,
            mentions,
            things,
            heads,
            gender: vec![None; things.len()],
            focus: focus(mentions, things),
            next: 0,
            traces: Vec::new(),
            people: Vec::new(),
            offices: Vec::new(),
            first_subject: None,
            subject: None,
            last_subject: None,
            verb: usize::MAX,
            out: Vec::new(),
        }
    }

    fn sentence(&mut self, sentence: usize) {
        let range = self.tokens.of_sentence(sentence);
        self.last_subject = self.first_subject.take();
        self.subject = None;
        let mut t = range.start;
        while t < range.end {
            let start = self.tokens.span(t).start;
            while self.mentions.get(self.next).is_some_and(|m| m.span.end <= start) {
                self.next += 1;
            }
            if let Some(mention) = self.mentions.get(self.next).filter(|m| m.span.start <= start) {
                let end = self.end_of(t, mention, range.end);
                self.name(mention, t, end, sentence);
                t = end.max(t + 1);
                continue;
            }
            match self.tokens.penn(t) {
                Penn::Prp | Penn::PrpS => self.pronoun(t, sentence, range.end),
                Penn::Nn | Penn::Nns | Penn::Nnp => self.noun(t, sentence),
                Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md => self.verb(t, range.start),
                _ => {}
            }
            t += 1;
        }
    }

    /// The token after a mention that begins at one.
    fn end_of(&self, t: usize, mention: &Entity, limit: usize) -> usize {
        let mut end = t;
        while end < limit && self.tokens.span(end).start < mention.span.end {
            end += 1;
        }
        end
    }

    fn name(&mut self, mention: &Entity, start: usize, end: usize, sentence: usize) {
        let thing = mention.thing;
        match mention.label {
            Label::Person => {
                self.people.push(Trace { thing, sentence });
                if start > 0 {
                    self.gender[thing as usize] = match self.tokens.lower(start - 1) {
                        "mr." | "mr" | "sir" | "king" | "prince" => Some('m'),
                        "mrs." | "ms." | "ms" | "mrs" | "madam" | "queen" | "princess" => Some('f'),
                        _ => self.gender[thing as usize],
                    };
                }
            }
            Label::Org | Label::Gpe | Label::Norp | Label::Law | Label::Event => {
                self.traces.push(Trace { thing, sentence });
            }
            _ => return,
        }
        self.maybe_subject(start, end, sentence, Some(thing));
    }

    /// A finite verb whose subject is not right before it: the clause is another's, if it is not one more deed of the same.
    fn verb(&mut self, t: usize, first: usize) {
        let tokens = self.tokens;
        let finite = matches!(tokens.upos(t), Upos::Verb | Upos::Aux);
        if !finite || t == self.verb || t == first {
            return;
        }
        let more = matches!(tokens.upos(t - 1), Upos::Cconj | Upos::Adv | Upos::Aux | Upos::Verb)
            || matches!(tokens.penn(t - 1), Penn::Wdt | Penn::Wp);
        if !more {
            self.subject = Some(Subject(None));
        }
    }

    /// Notes the subject where a finite verb follows.
    pub(super) fn maybe_subject(&mut self, start: usize, end: usize, sentence: usize, thing: Option<u32>) {
        let tokens = self.tokens;
        let range = tokens.of_sentence(sentence);
        let mut next = end;
        while next < range.end && (tokens.upos(next) == Upos::Adv || matches!(tokens.lower(next), "\"" | "'"))
        {
            next += 1;
        }
        let finite = next < range.end
            && matches!(tokens.penn(next), Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md)
            && matches!(tokens.upos(next), Upos::Verb | Upos::Aux);
        let mut before = start;
        while before > range.start && matches!(tokens.upos(before - 1), Upos::Det | Upos::Adj) {
            before -= 1;
        }
        let inside = before > range.start && matches!(tokens.upos(before - 1), Upos::Adp | Upos::Cconj);
        if finite {
            self.verb = next;
            let thing = thing.filter(|_| !inside);
            self.subject = Some(Subject(thing));
            self.first_subject.get_or_insert(Subject(thing));
        }
    }

    pub(super) fn push(
        &mut self,
        tokens: std::ops::Range<usize>,
        kind: ReferenceKind,
        thing: u32,
        sentence: usize,
    ) {
        let span = self.tokens.span_of(tokens);
        if self.out.last().is_some_and(|r| r.span.end > span.start) {
            return;
        }
        self.out.push(Reference { span, kind, thing });
        let trace = Trace { thing, sentence };
        match self.things[thing as usize].label {
            Label::Person => self.people.push(trace),
            _ => self.traces.push(trace),
        }
    }

    // Noun phrases.

    pub(super) fn noun(&mut self, t: usize, sentence: usize) {
        let tokens = self.tokens;
        let end = tokens.of_sentence(sentence).end;
        let modifies =
            t + 1 < end && matches!(tokens.upos(t + 1), Upos::Noun | Upos::Propn) && !self.person_at(t + 1);
        let resolved = match ROLES.get(tokens.lower(t)) {
            Some(role) if !modifies => self.role(t, *role, sentence),
            _ => None,
        };
        if !modifies {
            let human =
                ROLES.get(tokens.lower(t)).is_some_and(|r| matches!(r.class, Class::Person | Class::Human));
            if human && resolved.is_none() && !self.person_at(t + 1) {
                self.people.push(Trace { thing: NOBODY, sentence });
            }
            self.maybe_subject(t, t + 1, sentence, resolved);
        }
    }

    pub(super) fn person_at(&self, t: usize) -> bool {
        self.mentions[self.next..]
            .iter()
            .take(2)
            .any(|m| m.label == Label::Person && m.span.start == self.tokens.span(t).start)
    }

    /// The mention that begins at a token, with its place in the list.
    pub(super) fn mention_at(&self, t: usize) -> Option<&'d Entity> {
        let start = self.tokens.span(t).start;
        self.mentions[self.next..].iter().take(2).find(|m| m.span.start == start)
    }

    /// Where the phrase of a head noun begins: over adjectives and nouns to an article or owner.
    pub(super) fn phrase_start(&self, t: usize, first: usize) -> usize {
        let tokens = self.tokens;
        let floor = first.max(t.saturating_sub(8));
        let mut start = t;
        while start > floor {
            match tokens.upos(start - 1) {
                Upos::Adj | Upos::Noun | Upos::Propn => start -= 1,
                Upos::Punct if tokens.penn(start - 1) == Penn::Hyph => start -= 1,
                Upos::Det => return start - 1,
                Upos::Pron if tokens.penn(start - 1) == Penn::PrpS => return start - 1,
                Upos::Part if tokens.penn(start - 1) == Penn::Pos => start -= 1,
                _ => break,
            }
        }
        start
    }

    fn role(&mut self, t: usize, role: Role, sentence: usize) -> Option<u32> {
        let tokens = self.tokens;
        let range = tokens.of_sentence(sentence);
        let start = self.phrase_start(t, range.start);
        let det = if tokens.upos(start) == Upos::Det { tokens.lower(start) } else { "" };
        let from = tokens.span(start).start;
        let owner = self.next.checked_sub(1).map(|m| &self.mentions[m]).filter(|m| m.span.start >= from);
        let body = start + usize::from(!det.is_empty());
        if role.class == Class::Person {
            return self.office(t, role, sentence, start, owner.is_some());
        }
        let after = if t + 1 < range.end { tokens.lower(t + 1) } else { "" };
        let mut of = None;
        let mut end = t + 1;
        if matches!(after, "of" | "in") && t + 2 < range.end {
            let at = if tokens.lower(t + 2) == "the" { t + 3 } else { t + 2 };
            of = (at < range.end).then(|| self.mention_at(at)).flatten();
            if after == "of" && of.is_none() {
                return None;
            }
            if let Some(m) = of.filter(|_| after == "of") {
                end = self.end_of(at, m, range.end);
            }
        }
        let definite = matches!(det, "the" | "this" | "that");
        let country = |m: &Entity| self.things[m.thing as usize].is_country.then_some(m.thing);
        let found = match role.class {
            Class::Country if definite && body == t && of.is_none() => self.focused(sentence),
            Class::Government => match (owner, of.filter(|_| after == "of")) {
                (Some(m), None) | (None, Some(m)) => country(m),
                (None, None) => {
                    let plain = (body..t).all(|k| {
                        matches!(
                            tokens.lower(k),
                            "new" | "present" | "current" | "federal" | "central" | "national"
                        )
                    });
                    let named = definite || det.is_empty() && role.word == "authorities";
                    (plain && named).then(|| self.focused(sentence)).flatten()
                }
                _ => None,
            },
            Class::Body | Class::Law | Class::Event
                if definite && owner.is_none() && (of.is_none() || after == "in") =>
            {
                self.recalled(role, body..t, sentence)
            }
            _ => None,
        }?;
        self.push(start..end, ReferenceKind::Role, found, sentence);
        Some(found)
    }

    /// The country that "the country" means here: the one the text is about, if no other was named since.
    pub(super) fn focused(&self, sentence: usize) -> Option<u32> {
        let mut near: Option<u32> = None;
        let mut several = false;
        for trace in self.traces.iter().rev().take(BACK) {
            if trace.sentence + 2 <= sentence && near.is_some() || trace.sentence + NEAR < sentence {
                break;
            }
            if self.things[trace.thing as usize].is_country {
                several |= near.is_some_and(|n| n != trace.thing);
                near.get_or_insert(trace.thing);
            }
        }
        match (near, self.focus) {
            (Some(n), Some(f)) if n == f || several => Some(f),
            (Some(n), None) if !several => Some(n),
            (None, focus) => focus,
            _ => None,
        }
    }

    /// The body, law or event that "the commission" recalls: the one lately named whose name or kind fits.
    pub(super) fn recalled(&self, role: Role, extra: std::ops::Range<usize>, sentence: usize) -> Option<u32> {
        let fits = |thing: u32| {
            let it = &self.things[thing as usize];
            let label = match role.class {
                Class::Law => Label::Law,
                Class::Event => Label::Event,
                _ => Label::Org,
            };
            if it.label != label {
                return false;
            }
            let by_head = self.heads[thing as usize] == Some(role.word);
            let by_kind = match role.kind {
                "org" => matches!(it.kind, OrgKind::International | OrgKind::CivilSociety),
                "watchdog" => it.kind == OrgKind::CivilSociety,
                "bloc" => it.kind == OrgKind::International,
                "" => false,
                kind => it.kind.as_str() == kind,
            };
            (by_head || by_kind) && extra.clone().all(|k| within(&it.name, self.tokens.lower(k)))
        };
        nearest(&self.traces, sentence, fits)
    }
}

/// The one thing that fits among those lately spoken of: the nearest, if no other fits as near.
pub(super) fn nearest(traces: &[Trace], sentence: usize, fits: impl Fn(u32) -> bool) -> Option<u32> {
    let mut found: Option<Trace> = None;
    for trace in traces.iter().rev().take(2 * BACK) {
        match found {
            Some(f) if f.thing == trace.thing => {}
            Some(f) if f.sentence + 1 >= sentence && trace.sentence + NEAR < f.sentence => break,
            _ if !fits(trace.thing) => {}
            Some(_) => return None,
            None => found = Some(*trace),
        }
    }
    found.map(|f| f.thing)
}

/// Whether a name has a word, whatever its case.
pub(super) fn within(name: &str, word: &str) -> bool {
    name.split([' ', '-']).any(|w| w.eq_ignore_ascii_case(word))
}

/// The country that at least half of all mentions of countries mean.
pub(super) fn focus(mentions: &[Entity], things: &[Thing]) -> Option<u32> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let mut total = 0;
    for m in mentions.iter().filter(|m| things[m.thing as usize].is_country) {
        *counts.entry(m.thing).or_default() += 1;
        total += 1;
    }
    let best = counts.into_iter().max_by_key(|&(thing, count)| (count, std::cmp::Reverse(thing)))?;
    (2 * best.1 >= total).then_some(best.0)
}

#[cfg(test)]
mod tests {
    use crate::{DocVars, Document, Reader};

    fn read(text: &str) -> Document {
        Reader::new().read(text, DocVars::default()).unwrap()
    }

    /// "words = thing" for all that stands for a thing without naming it.
    fn found(text: &str) -> Vec<String> {
        let d = read(text);
        let line = |m: &crate::Mention<'_>| format!("{} = {}", d.text.slice(m.span), m.of.canonical());
        d.mentions().iter().filter(|m| !m.named).map(line).collect()
    }

    #[test]
    fn a_government_is_its_country() {
        assert_eq!(
            found(
                "Chile signed the treaty in May. The government promised to ratify it, and the country then waited."
            ),
            ["The government = CHL", "the country = CHL"]
        );
        assert_eq!(found("Peruvian authorities objected."), ["Peruvian authorities = PER"]);
        assert_eq!(found("A government may fall."), Vec::<String>::new());
    }

    #[test]
    fn an_office_is_its_holder() {
        assert_eq!(
            found("Ana Silva, the energy minister, spoke in Quito. Later the minister left."),
            ["the energy minister = Ana Silva", "the minister = Ana Silva"]
        );
    }

    #[test]
    fn a_pronoun_is_the_subject() {
        assert_eq!(found("Greenpeace published its report."), ["its = Greenpeace"]);
        assert_eq!(found("It is clear that Greenpeace left."), Vec::<String>::new());
    }

    #[test]
    fn a_capital_acts() {
        let d = read("Peru joined the club. Lima promised reforms. Thousands marched in Lima.");
        let of = |i: usize| d.entities.thing(&d.entities.mentions[i]).canonical().to_owned();
        let places: Vec<String> = (0..d.entities.mentions.len())
            .filter(|&i| d.text.slice(d.entities.mentions[i].span) == "Lima")
            .map(of)
            .collect();
        assert_eq!(places, ["PER", "Lima"]);
    }

    #[test]
    fn a_phrase_has_a_thing() {
        let d = read("Chile signed it. The government of Chile promised more.");
        let span = |words: &str| {
            let start = d.text.clean().find(words).unwrap();
            crate::Span::new(start, start + words.len())
        };
        let chile = d.entities.mentions[0].thing;
        assert_eq!(d.entities.of_span(span("The government of Chile")), Some(chile));
        assert_eq!(d.entities.of_span(span("promised")), None);
    }
}
