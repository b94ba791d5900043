//! What stands for a thing without naming it: "the government", "the minister", "its".
//!
//! One pass in reading order that remembers what was named lately. Where two things could be meant, none is.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::kinds::{OrgKind, head};
use super::{Entity, Label, Thing, fold, law_phrases};
use crate::lexicon::cues::{CueClass, CuePos};
use crate::lexicon::{self, Lexicon};
use crate::names::names;
use crate::span::Span;
use crate::token::{Penn, Tokens, Upos};

names! {
    /// How a phrase stands for a thing.
    ReferenceKind {
        /// A noun that says what it is: "the government", "the minister".
        Role = "role",
        /// "it", "its", "he", "her".
        Pronoun = "pronoun",
        /// A law or plan that is described, not named: "the amended media law".
        Law = "law",
    }
}

/// Words that stand for a thing without naming it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    /// Where.
    pub span: Span,
    /// How it stands for the thing.
    pub kind: ReferenceKind,
    /// Index into [`super::Entities::things`].
    pub thing: u32,
}

names! {
    /// What a role word can stand for.
    Class {
        Country = "country", Government = "government", Body = "body", Person = "person", Law = "law", Event = "event",
        Human = "human",
    }
}

#[derive(Clone, Copy, Debug)]
struct Role {
    class: Class,
    word: &'static str,
    kind: &'static str,
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

/// Whether a capital acts as a government would.
pub(super) struct Acting<'d> {
    tokens: &'d Tokens,
    lexicon: &'d Lexicon,
}

const DEEDS: [CueClass; 12] = [
    CueClass::Say,
    CueClass::Promise,
    CueClass::Intend,
    CueClass::Announce,
    CueClass::Adopt,
    CueClass::Deny,
    CueClass::LawVerb,
    CueClass::Fail,
    CueClass::Violate,
    CueClass::Do,
    CueClass::Support,
    CueClass::Receive,
];

const UNDERTAKINGS: [CueClass; 6] = [
    CueClass::PledgeNoun,
    CueClass::PlanNoun,
    CueClass::DutyNoun,
    CueClass::TargetNoun,
    CueClass::Government,
    CueClass::EffortNoun,
];

/// What towns do as well as governments.
fn of_towns(lemma: &str) -> bool {
    matches!(
        lemma,
        "be" | "have"
            | "lie"
            | "host"
            | "become"
            | "grow"
            | "remain"
            | "see"
            | "sit"
            | "stand"
            | "suffer"
            | "experience"
            | "fall"
            | "rise"
            | "witness"
            | "boast"
            | "house"
            | "feature"
            | "burn"
            | "attract"
            | "sprawl"
    )
}

impl<'d> Acting<'d> {
    pub(super) fn new(tokens: &'d Tokens, lexicon: &'d Lexicon) -> Self {
        Self { tokens, lexicon }
    }

    fn cue(&self, at: usize, wanted: CuePos, classes: &[CueClass]) -> bool {
        let tokens = self.tokens;
        let next = |ahead: usize| (at + ahead < tokens.len()).then(|| tokens.lemma(at + ahead));
        let mut found = false;
        self.lexicon.cues.starting(tokens.lemma(at), next, |length, pos, class| {
            found |= length == 1 && pos == wanted && classes.contains(&class);
        });
        found
    }

    /// "Lima promised", "Lima's pledges", "was dropped by Lima"; not "in Lima". Where its country was named before, any deed
    /// that is not a town's will do.
    pub(super) fn capital(&self, mention: &Entity, named: bool) -> bool {
        let tokens = self.tokens;
        let range = tokens.covering(mention.span);
        if range.is_empty() {
            return false;
        }
        let sentence = tokens.of_sentence(tokens.sentence_of(range.start));
        if range.end < sentence.end && tokens.penn(range.end) == Penn::Pos {
            let noun = (range.end + 1..sentence.end.min(range.end + 4)).find(|&n| {
                tokens.upos(n) == Upos::Noun && (n + 1 >= sentence.end || tokens.upos(n + 1) != Upos::Noun)
            });
            return noun.is_some_and(|n| self.cue(n, CuePos::Noun, &UNDERTAKINGS));
        }
        if range.start > sentence.start {
            let before = range.start - 1;
            if tokens.lower(before) == "by" && before > sentence.start && tokens.penn(before - 1) == Penn::Vbn
            {
                return true;
            }
            if matches!(tokens.upos(before), Upos::Adp | Upos::Propn | Upos::Noun | Upos::Adj) {
                return false;
            }
        }
        let mut passive = false;
        for t in range.end..sentence.end.min(range.end + 5) {
            match tokens.upos(t) {
                Upos::Verb => {
                    let passive = passive && tokens.penn(t) == Penn::Vbn;
                    let deed = self.cue(t, CuePos::Verb, &DEEDS);
                    return !passive && (deed || named && !of_towns(tokens.lemma(t)));
                }
                Upos::Aux => passive |= tokens.lemma(t) == "be",
                Upos::Adv => {}
                Upos::Part => {}
                _ => return false,
            }
        }
        false
    }
}

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
struct Trace {
    thing: u32,
    sentence: usize,
}

/// Somebody's office, as the text gives it: its words and the person.
struct Office {
    word: &'static str,
    words: (usize, usize),
    thing: u32,
    sentence: usize,
}

/// A person whom the text does not name.
const NOBODY: u32 = u32::MAX;
/// Traces looked back at for one phrase.
const BACK: usize = 48;
/// Sentences that a thing stays in mind.
const NEAR: usize = 4;

struct Reading<'d> {
    tokens: &'d Tokens,
    mentions: &'d [Entity],
    things: &'d [Thing],
    /// The head word of each thing's folded name.
    heads: Vec<Option<&'static str>>,
    /// "f" or "m" where a title or pronoun said so.
    gender: Vec<Option<char>>,
    /// The country that the text is about.
    focus: Option<u32>,
    next: usize,
    traces: Vec<Trace>,
    people: Vec<Trace>,
    offices: Vec<Office>,
    /// The subjects of this sentence and the one before: the first, and the latest.
    first_subject: Option<Option<u32>>,
    subject: Option<Option<u32>>,
    last_subject: Option<Option<u32>>,
    /// The verb of the latest subject.
    verb: usize,
    out: Vec<Reference>,
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
            self.subject = Some(None);
        }
    }

    /// Notes the subject where a finite verb follows.
    fn maybe_subject(&mut self, start: usize, end: usize, sentence: usize, thing: Option<u32>) {
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
            self.subject = Some(thing);
            self.first_subject.get_or_insert(thing);
        }
    }

    fn push(&mut self, tokens: std::ops::Range<usize>, kind: ReferenceKind, thing: u32, sentence: usize) {
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

    fn noun(&mut self, t: usize, sentence: usize) {
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

    fn person_at(&self, t: usize) -> bool {
        self.mentions[self.next..]
            .iter()
            .take(2)
            .any(|m| m.label == Label::Person && m.span.start == self.tokens.span(t).start)
    }

    /// The mention that begins at a token, with its place in the list.
    fn mention_at(&self, t: usize) -> Option<&'d Entity> {
        let start = self.tokens.span(t).start;
        self.mentions[self.next..].iter().take(2).find(|m| m.span.start == start)
    }

    /// Where the phrase of a head noun begins: over adjectives and nouns to an article or owner.
    fn phrase_start(&self, t: usize, first: usize) -> usize {
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
    fn focused(&self, sentence: usize) -> Option<u32> {
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
    fn recalled(&self, role: Role, extra: std::ops::Range<usize>, sentence: usize) -> Option<u32> {
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

    /// An office: its holder stands beside it, or was named with it before.
    fn office(&mut self, t: usize, role: Role, sentence: usize, start: usize, owned: bool) -> Option<u32> {
        let tokens = self.tokens;
        let range = tokens.of_sentence(sentence);
        let det = tokens.lower(start);
        // "secretary of state", "attorney general of New York".
        let mut end = t + 1;
        if end + 1 < range.end && tokens.lower(end) == "general" {
            end += 1;
        }
        if end + 1 < range.end && matches!(tokens.lower(end), "of" | "for") {
            let mut k = end + 1;
            while k < range.end.min(end + 6)
                && matches!(tokens.upos(k), Upos::Noun | Upos::Propn | Upos::Det | Upos::Adj)
                && !self.person_at(k)
            {
                k += 1;
            }
            end = if k > end + 1 { k } else { end };
        }
        if start > range.start && tokens.penn(start - 1) == Penn::Hyph {
            return None;
        }
        let comma = end < range.end && tokens.lower(end) == ",";
        let held = [end, end + usize::from(comma)].into_iter().find(|&k| k < range.end && self.person_at(k));
        if let Some(at) = held {
            let thing = self.mention_at(at)?.thing;
            self.offices.push(Office { word: role.word, words: (start, end), thing, sentence });
            if at > end {
                self.push(start..end, ReferenceKind::Role, thing, sentence);
            }
            return None;
        }
        // "Ana Silva, the economy minister,".
        let before = self.next.checked_sub(1).map(|m| &self.mentions[m]);
        let beside = |m: &&Entity| {
            m.label == Label::Person
                && start > range.start + 1
                && tokens.lower(start - 1) == ","
                && m.span.end == tokens.span(start - 2).end
        };
        let apposed = before.filter(beside).or_else(|| {
            // An owner stands between: "Ana Silva, Peru's foreign minister".
            let earlier = self.next.checked_sub(2).map(|m| &self.mentions[m]);
            earlier.filter(|_| owned).filter(beside)
        });
        if let Some(m) = apposed
            && (end >= range.end || matches!(tokens.lower(end), "," | "." | ")" | "and" | "who" | ";"))
        {
            self.offices.push(Office { word: role.word, words: (start, end), thing: m.thing, sentence });
            self.push(start..end, ReferenceKind::Role, m.thing, sentence);
            return Some(m.thing);
        }
        if !matches!(det, "the" | "this" | "that") || owned {
            return None;
        }
        let same = |o: &&Office| {
            o.word == role.word
                && (start + 1..t).all(|k| {
                    let word = tokens.lower(k);
                    word == "new"
                        || word == "current"
                        || (o.words.0..o.words.1).any(|w| tokens.lower(w) == word)
                })
        };
        let bare = end == t + 1;
        let mut found: Option<&Office> = None;
        for office in self.offices.iter().rev().take(BACK).filter(same).filter(|_| bare) {
            match found {
                None => found = Some(office),
                Some(f) if f.thing == office.thing => {}
                Some(f) if f.sentence + 2 > sentence && office.sentence + NEAR < f.sentence => break,
                Some(_) => return None,
            }
        }
        let thing = found?.thing;
        self.push(start..end, ReferenceKind::Role, thing, sentence);
        Some(thing)
    }

    // Pronouns.

    fn pronoun(&mut self, t: usize, sentence: usize, end: usize) {
        let tokens = self.tokens;
        let found = match tokens.lower(t) {
            // An object is not the subject of its own verb.
            "him" => self.person(sentence, 'm').filter(|p| self.subject.flatten() != Some(*p)),
            "he" | "his" | "himself" => self.person(sentence, 'm'),
            "she" | "her" | "hers" | "herself" => self.person(sentence, 'f'),
            "it" if empty(tokens, t, end) => None,
            "it" if object(tokens, t, end) => None,
            "it" | "its" | "itself" => self.body(t, sentence),
            _ => None,
        };
        if let Some(thing) = found {
            self.push(t..t + 1, ReferenceKind::Pronoun, thing, sentence);
        }
        if tokens.penn(t) == Penn::Prp {
            self.maybe_subject(t, t + 1, sentence, found);
        }
    }

    fn person(&mut self, sentence: usize, gender: char) -> Option<u32> {
        let mut found: Option<Trace> = None;
        for trace in self.people.iter().rev().take(BACK) {
            if trace.sentence + NEAR < sentence
                || found.is_some_and(|f| trace.sentence + 1 < f.sentence.min(sentence))
            {
                break;
            }
            let known = self.gender.get(trace.thing as usize).copied().flatten();
            if known.is_some_and(|g| g != gender) {
                continue;
            }
            match found {
                None => found = Some(*trace),
                Some(f) if f.thing == trace.thing => {}
                // Two people: the subject before is meant, or nobody can say.
                Some(_) => {
                    let subject = self.subject.unwrap_or(self.last_subject.flatten())?;
                    let person = self.things[subject as usize].label == Label::Person;
                    let fits = self.gender[subject as usize].is_none_or(|g| g == gender);
                    return (person && fits).then_some(subject);
                }
            }
        }
        let thing = found?.thing;
        *self.gender.get_mut(thing as usize)? = Some(gender);
        Some(thing)
    }

    /// "It" and "its": the subject of the clause, or of the sentence before where this one begins with the pronoun.
    fn body(&self, t: usize, sentence: usize) -> Option<u32> {
        let opens = self.tokens.of_sentence(sentence).start == t;
        let subject = match self.subject {
            Some(subject) => subject,
            None => self.last_subject.flatten().filter(|_| opens),
        }?;
        let thing = &self.things[subject as usize];
        matches!(thing.label, Label::Org | Label::Gpe).then_some(subject)
    }
}

/// Whether no finite verb follows a pronoun.
fn object(tokens: &Tokens, t: usize, end: usize) -> bool {
    let next = (t + 1..end).find(|&k| tokens.upos(k) != Upos::Adv);
    !next.is_some_and(|k| matches!(tokens.penn(k), Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md))
}

/// "It is clear that", "it was decided to", "it seems": stands for nothing.
fn empty(tokens: &Tokens, t: usize, end: usize) -> bool {
    let mut k = t + 1;
    while k < end && matches!(tokens.upos(k), Upos::Aux | Upos::Adv | Upos::Part) {
        k += 1;
    }
    if k >= end || t + 1 >= end {
        return true;
    }
    let be = (t + 1..k).any(|b| tokens.lemma(b) == "be");
    let seems =
        matches!(tokens.lemma(k), "seem" | "appear" | "turn" | "happen" | "take" | "remain" | "become");
    seems
        || be && tokens.upos(k) != Upos::Verb
        || be && (k + 1..end.min(k + 3)).any(|n| matches!(tokens.lower(n), "that" | "to" | "whether"))
}

/// The one thing that fits among those lately spoken of: the nearest, if no other fits as near.
fn nearest(traces: &[Trace], sentence: usize, fits: impl Fn(u32) -> bool) -> Option<u32> {
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
fn within(name: &str, word: &str) -> bool {
    name.split([' ', '-']).any(|w| w.eq_ignore_ascii_case(word))
}

/// The country that at least half of all mentions of countries mean.
fn focus(mentions: &[Entity], things: &[Thing]) -> Option<u32> {
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
                "Chile signed the treaty in May. The government promised to ratify it, and the country waits."
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
