//! Who: noun phrases to names, with "the government", "its" and "we" resolved where the text allows it.

use std::ops::Range;

use super::Slot;
use super::candidates::{Base, Candidate};
use super::clauses::{Clause, Join};
use super::scene::Scene;
use crate::entity::{Entity, Label};
use crate::lexicon::cues::CueClass;
use crate::segment::BlockKind;
use crate::token::{Penn, Upos};

/// Who a text is about, and how to name the holder of a role in it.
pub(super) struct Actors<'s, 'c, 'd> {
    scene: &'s Scene<'c, 'd>,
    /// The country that the text is about: index of a thing.
    country: Option<u32>,
    /// Whether the text is told by "we" or "I".
    first_person: bool,
    /// For each clause, the last named actor at or before its subject.
    latest: Vec<Option<u32>>,
}

impl<'s, 'c, 'd> Actors<'s, 'c, 'd> {
    pub(super) fn new(scene: &'s Scene<'c, 'd>) -> Self {
        let mut actors =
            Self { scene, country: prominent_country(scene), first_person: false, latest: Vec::new() };
        let speakers = scene.profile.iter().any(|&(class, share)| class == "speaker" && share >= "1");
        actors.first_person = speakers;
        let mut last = None;
        for clause in &scene.clauses {
            let named =
                actors.named(clause.subject.clone()).filter(|m| actor_label(m.label)).map(|m| m.thing);
            last = named.or(last);
            actors.latest.push(last);
        }
        actors
    }

    /// Who is bound, or acts, in a candidate.
    pub(super) fn of(&self, candidate: &Candidate) -> Option<Slot> {
        let clause = &self.scene.clauses[candidate.clause];
        match candidate.base {
            Base::Clause => self.of_clause(candidate.clause),
            Base::Nominal => self.of_noun(candidate, clause),
        }
    }

    /// The subject of the clause that reports this one, or the source of "according to".
    pub(super) fn source(&self, candidate: &Candidate) -> Option<Slot> {
        let scene = self.scene;
        let clause = &scene.clauses[candidate.clause];
        let mut at = (clause.join == Join::Complement && candidate.base == Base::Clause)
            .then_some(clause.parent)
            .flatten();
        if candidate.base == Base::Nominal {
            at = Some(candidate.clause);
        }
        while let Some(p) = at {
            let parent = &scene.clauses[p];
            if let Some(verb) = &parent.verb {
                let set = scene.cue(verb.head);
                let reports = set.has(CueClass::Say) || set.has(CueClass::Receive);
                if reports
                    && !parent.subject.is_empty()
                    && !verb.passive
                    && (candidate.base == Base::Clause || parent.subject.end <= candidate.tokens.start)
                {
                    return self.resolve(parent.subject.clone(), p);
                }
            }
            at = if parent.join == Join::Complement { parent.parent } else { None };
        }
        let sentence = scene.tokens.of_sentence(clause.sentence);
        let according =
            sentence.clone().find(|&t| scene.tokens.lower(t) == "according" && t + 2 < sentence.end)?;
        let mut end = according + 2;
        while end < sentence.end && !matches!(scene.tokens.lower(end), "," | ";" | ".") {
            end += 1;
        }
        self.resolve(according + 2..end, candidate.clause)
    }

    fn of_clause(&self, index: usize) -> Option<Slot> {
        let scene = self.scene;
        let clause = &scene.clauses[index];
        let Some(verb) = &clause.verb else {
            return self
                .named(clause.tokens.clone())
                .filter(|m| actor_label(m.label))
                .map(|m| self.slot_of(m));
        };
        let set = scene.cue(verb.head);
        if verb.passive && !set.has(CueClass::Oblige) && !set.has(CueClass::Intend) {
            let by = (verb.tokens.end..clause.tokens.end).find(|&t| scene.tokens.lower(t) == "by");
            let agent = by.and_then(|b| scene.head(b + 1..clause.tokens.end).map(|h| b + 1..h + 1));
            return match agent {
                Some(agent)
                    if !scene
                        .label(agent.end - 1)
                        .is_some_and(|l| matches!(l, Label::Date | Label::Percent | Label::Money)) =>
                {
                    self.resolve(agent, index)
                }
                _ => self.owner(clause.subject.clone(), index).or_else(|| self.default_actor()),
            };
        }
        if clause.subject.is_empty() {
            return self.default_actor();
        }
        self.resolve(clause.subject.clone(), index)
    }

    fn of_noun(&self, candidate: &Candidate, clause: &Clause) -> Option<Slot> {
        let scene = self.scene;
        if let Some(owner) = self.owner(candidate.tokens.clone(), candidate.clause) {
            return Some(owner);
        }
        let head = candidate.head?;
        let by = (head + 1..candidate.tokens.end)
            .find(|&t| matches!(scene.tokens.lower(t), "by" | "of"))
            .and_then(|b| {
                self.named(b + 1..candidate.tokens.end)
                    .filter(|m| actor_label(m.label) && scene.tokens.covering(m.span).start <= b + 3)
            });
        if let Some(mention) = by {
            return Some(self.slot_of(mention));
        }
        let received = clause.verb.as_ref().is_some_and(|v| {
            scene.cue(v.head).has(CueClass::Receive) || scene.cue(v.head).has(CueClass::Say)
        });
        if received
            || clause.subject.is_empty()
            || clause.verb.as_ref().is_some_and(|v| head < v.tokens.start)
        {
            return self.default_actor();
        }
        self.of_clause(candidate.clause)
    }

    /// "its", "Ghana's", "the Moldovan government's" inside a noun phrase.
    fn owner(&self, range: Range<usize>, clause: usize) -> Option<Slot> {
        let tokens = self.scene.tokens;
        for t in range.clone() {
            if matches!(tokens.penn(t), Penn::PrpS) {
                return match tokens.lower(t) {
                    "our" | "my" => Some(self.speaker(t)),
                    "its" | "their" | "his" | "her" => self.pronoun(t, clause),
                    _ => None,
                };
            }
            if tokens.penn(t) == Penn::Pos && t > range.start {
                let mut start = t;
                while start > range.start
                    && (self.scene.noun(start - 1) || matches!(tokens.upos(start - 1), Upos::Adj | Upos::Det))
                {
                    start -= 1;
                }
                return self.resolve(start..t, clause);
            }
        }
        None
    }

    /// A noun phrase to a name.
    fn resolve(&self, range: Range<usize>, clause: usize) -> Option<Slot> {
        let scene = self.scene;
        let tokens = scene.tokens;
        let head = scene.head(range.clone()).or_else(|| range.clone().rev().find(|&t| scene.noun(t)))?;
        let words = range.start..head + 1;
        if tokens.upos(head) == Upos::Pron {
            return match tokens.lower(head) {
                "we" | "i" | "us" | "me" => Some(self.speaker(head)),
                "it" | "they" | "he" | "she" | "them" | "this" | "these" => self.pronoun(head, clause),
                _ => self.default_actor(),
            };
        }
        let role = scene.cue(head).has(CueClass::Government);
        let law = scene.cue(head).has(CueClass::LawNoun)
            || scene.cue(head).has(CueClass::PlanNoun)
            || scene.cue(head).has(CueClass::DutyNoun)
            || scene.cue(head).has(CueClass::TargetNoun);
        if let Some(mention) = self.named(range.clone()) {
            let stands = matches!(mention.label, Label::Person | Label::Org | Label::Gpe)
                && scene.label(head) == Some(mention.label);
            if stands {
                return Some(self.slot_of(mention));
            }
            let country = scene.context.entities.thing(mention).country.as_deref();
            if let Some(code) = country.filter(|_| role || law) {
                return Some(self.country_slot(code, mention, words));
            }
            if actor_label(mention.label)
                && (law || scene.context.tokens.covering(mention.span).start <= head)
            {
                return Some(self.slot_of(mention));
            }
        }
        let short = words.len() <= 3;
        if law
            || (role
                && short
                && matches!(
                    tokens.lemma(head),
                    "government"
                        | "authority"
                        | "state"
                        | "country"
                        | "nation"
                        | "official"
                        | "administration"
                        | "republic"
                ))
        {
            if !law || !tokens.penn(head).as_str().starts_with("NNP") {
                return self.default_actor().map(|slot| Slot { span: Some(tokens.span_of(words)), ..slot });
            }
            return self.default_actor();
        }
        Some(self.verbatim(words))
    }

    /// The words themselves, without an article.
    fn verbatim(&self, mut words: Range<usize>) -> Slot {
        let tokens = self.scene.tokens;
        while words.len() > 1
            && (tokens.penn(words.start) == Penn::Dt || tokens.upos(words.start) == Upos::Punct)
        {
            words.start += 1;
        }
        let span = tokens.span_of(words);
        Slot { value: self.scene.context.text.slice(span).replace('\n', " "), span: Some(span), thing: None }
    }

    fn pronoun(&self, token: usize, clause: usize) -> Option<Slot> {
        let own = self
            .named(self.scene.clauses[clause].subject.clone())
            .filter(|m| actor_label(m.label))
            .map(|m| m.thing);
        let before = if clause > 0 { self.latest[clause - 1] } else { None };
        let thing = own.or(before).or(self.country)?;
        let name = self.scene.context.entities.things[thing as usize].name.clone();
        Some(Slot { value: name, span: Some(self.scene.tokens.span(token)), thing: Some(thing) })
    }

    /// "We", in a text of a country, a party or nobody named.
    fn speaker(&self, token: usize) -> Slot {
        let span = Some(self.scene.tokens.span(token));
        match self.country {
            Some(thing) => Slot {
                value: self.scene.context.entities.things[thing as usize].name.clone(),
                span,
                thing: Some(thing),
            },
            None => Slot { value: "we".to_owned(), span, thing: None },
        }
    }

    fn default_actor(&self) -> Option<Slot> {
        let thing = match self.country {
            Some(thing) => thing,
            None => return Some(Slot { value: "the government".to_owned(), span: None, thing: None }),
        };
        Some(Slot {
            value: self.scene.context.entities.things[thing as usize].name.clone(),
            span: None,
            thing: Some(thing),
        })
    }

    fn slot_of(&self, mention: &Entity) -> Slot {
        let name = self.scene.context.entities.thing(mention).name.clone();
        Slot { value: name, span: Some(mention.span), thing: Some(mention.thing) }
    }

    /// The country that "Uzbek authorities" or "Kazakhstan's parliament" stands for.
    fn country_slot(&self, code: &str, mention: &Entity, words: Range<usize>) -> Slot {
        let things = &self.scene.context.entities.things;
        let span = Some(self.scene.tokens.span_of(words));
        let named = things.iter().position(|t| t.label == Label::Gpe && t.country.as_deref() == Some(code));
        match named {
            Some(thing) => Slot { value: things[thing].name.clone(), span, thing: Some(thing as u32) },
            None => Slot {
                value: self.scene.context.entities.thing(mention).name.clone(),
                span,
                thing: Some(mention.thing),
            },
        }
    }

    /// The first mention in a range that could act.
    fn named(&self, range: Range<usize>) -> Option<&Entity> {
        if range.is_empty() {
            return None;
        }
        let span = self.scene.tokens.span_of(range);
        self.scene.context.entities.within(span).find(|m| actor_label(m.label) || m.label == Label::Norp)
    }
}

fn actor_label(label: Label) -> bool {
    matches!(label, Label::Person | Label::Org | Label::Gpe)
}

/// The country named most, where headings and the opening count double.
fn prominent_country(scene: &Scene<'_, '_>) -> Option<u32> {
    let entities = &scene.context.entities;
    let mut scores = vec![0u32; entities.things.len()];
    let mut total = 0;
    for mention in &entities.mentions {
        let thing = entities.thing(mention);
        let Some(code) = thing.country.as_deref() else { continue };
        let Some(home) =
            entities.things.iter().position(|t| t.label == Label::Gpe && t.country.as_deref() == Some(code))
        else {
            continue;
        };
        let token = scene.tokens.covering(mention.span).start;
        let sentence = if token < scene.tokens.len() { scene.tokens.sentence_of(token) } else { 0 };
        let opening = sentence < 2 || scene.block(sentence) == BlockKind::Heading;
        let weight = if opening { 3 } else { 1 };
        scores[home] += weight;
        total += weight;
    }
    let best = (0..scores.len()).max_by_key(|&i| (scores[i], std::cmp::Reverse(i)))?;
    (scores[best] > 0 && 3 * scores[best] >= total).then_some(best as u32)
}
