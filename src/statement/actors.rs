//! Who: noun phrases to names, with "the government", "its" and "we" resolved where the text allows it.

use std::ops::Range;

use super::Slot;
use super::binding::{bearer, binding};
use super::candidate::{Base, Candidate};
use super::clauses::{Clause, Join};
use super::prominent::{actor_label, full_name, is_country, prominent_body, prominent_country};
use super::scene::{Lead, Scene};
use super::verbs::Form;
use crate::entity::{Entity, Label};
use crate::lexicon::cues::CueClass;
use crate::lexicon::gazetteer::{Gazetteer, Kind};
use crate::token::{Penn, Upos};

/// Who a text is about, and how to name the holder of a role in it.
pub(super) struct Actors<'s, 'c, 'd> {
    pub(super) scene: &'s Scene<'c, 'd>,
    /// The country that the text is about: index of a thing.
    country: Option<u32>,
    /// Where no country stands out, the one body that the text names most.
    body: Option<u32>,
    /// Where neither does, whoever promises or is named most.
    principal: Option<u32>,
    /// For each clause, the last named actor at or before its subject.
    latest: Vec<Option<u32>>,
}

impl<'s, 'c, 'd> Actors<'s, 'c, 'd> {
    pub(super) fn new(scene: &'s Scene<'c, 'd>) -> Self {
        let mut actors = Self {
            scene,
            country: prominent_country(scene),
            body: None,
            principal: None,
            latest: Vec::new(),
        };
        actors.body = prominent_body(scene);
        let mut last = None;
        for clause in &scene.clauses {
            let named = actors.leader(clause.subject.clone());
            last = named.or(last);
            actors.latest.push(last);
        }
        if actors.country.is_none() && actors.body.is_none() {
            actors.principal = actors.principal();
        }
        actors
    }

    /// The party with most mentions, where those in the opening count twice and a promise of its own thrice.
    fn principal(&self) -> Option<u32> {
        let scene = self.scene;
        let entities = &scene.context.entities;
        let mut scores = vec![0u32; entities.things.len()];
        for mention in entities.mentions.iter().filter(|m| actor_label(m.label)) {
            let token = scene.tokens.covering(mention.span).start;
            let opening = token < scene.tokens.len() && scene.tokens.sentence_of(token) < 2;
            scores[mention.thing as usize] += if opening { 2 } else { 1 };
        }
        for clause in &scene.clauses {
            if binding(scene, clause).is_some()
                && let Some(thing) = self.leader(clause.subject.clone())
            {
                scores[thing as usize] += 3;
            }
        }
        let best = (0..scores.len()).max_by_key(|&t| (scores[t], std::cmp::Reverse(t)))?;
        (scores[best] >= 3).then_some(best as u32)
    }

    /// Whether the text is about a country that the tables know.
    pub(super) fn has_country(&self) -> bool {
        self.country.is_some_and(|c| is_country(&self.scene.context.entities.things[c as usize]))
    }

    /// Who is bound, or acts, in a candidate.
    pub(super) fn of(&self, candidate: &Candidate) -> Option<Slot> {
        let clause = &self.scene.clauses[candidate.clause];
        match candidate.base {
            Base::Clause => self.of_clause(candidate.clause),
            Base::Nominal => self.of_noun(candidate, clause),
        }
        .or_else(|| self.default_actor())
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
        let first = candidate.tokens.start.saturating_sub(REACH).max(sentence.start);
        let last = sentence.end.min(candidate.tokens.end + REACH).min(first + 4 * REACH);
        let according =
            (first..last).find(|&t| scene.tokens.lower(t) == "according" && t + 2 < sentence.end)?;
        let mut end = according + 2;
        while end < sentence.end.min(according + REACH) && !matches!(scene.tokens.lower(end), "," | ";" | ".")
        {
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
        if verb.form == Form::Bare && scene.lead(clause.sentence) == Some(Lead::Accepted) {
            return self.default_actor();
        }
        let set = scene.cue(verb.head);
        let bound = scene.tokens.lemma(verb.head) == "commit";
        if verb.passive && !bound && !set.has(CueClass::Oblige) && !set.has(CueClass::Intend) {
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
                _ => self.owner(clause.subject.clone(), index).or_else(|| self.nearby(index)),
            };
        }
        // "The law requires the ministry to publish": the ministry is bound.
        if set.has(CueClass::Oblige) && bearer(scene, clause) != "party" {
            let patient = scene.head(verb.tokens.end..clause.tokens.end).filter(|&p| {
                matches!(scene.label(p), Some(Label::Person | Label::Org | Label::Gpe))
                    || scene.cue(p).has(CueClass::Government)
            });
            if let Some(p) = patient {
                return self.resolve(verb.tokens.end..p + 1, index);
            }
        }
        if clause.subject.is_empty() || self.lifeless(clause) {
            return self.nearby(index);
        }
        self.resolve(clause.subject.clone(), index).or_else(|| self.nearby(index))
    }

    /// "The premium was to be paid", "renewables are to provide": a subject that cannot bind itself.
    fn lifeless(&self, clause: &Clause) -> bool {
        let scene = self.scene;
        let Some(verb) = &clause.verb else { return false };
        let Some(head) = scene.head(clause.subject.clone()) else { return false };
        let acts = [CueClass::Government, CueClass::Outsider, CueClass::Speaker];
        let to_be = matches!(
            scene.tokens.lemma(verb.head),
            "be" | "require" | "provide" | "include" | "amount" | "apply"
        );
        let modal = verb.modal.is_some();
        (to_be || modal)
            && scene.label(head).is_none()
            && scene.tokens.upos(head) == Upos::Noun
            && !acts.iter().any(|&c| scene.cue(head).has(c))
            && self.named(clause.subject.clone()).is_none()
    }

    /// The actor last named in the same paragraph, else the country of the text.
    fn nearby(&self, clause: usize) -> Option<Slot> {
        let scene = self.scene;
        let own = &scene.clauses[clause];
        // "She promised that no child would wait": who promised is bound.
        if let Some(up) = own.parent.filter(|&p| own.join == Join::Complement && p < clause)
            && let Some(verb) = &scene.clauses[up].verb
            && !verb.passive
            && [CueClass::Promise, CueClass::Commissive, CueClass::Announce]
                .iter()
                .any(|&c| scene.cue(verb.head).has(c))
            && !scene.clauses[up].subject.is_empty()
            && let Some(slot) = self.resolve(scene.clauses[up].subject.clone(), up)
        {
            return Some(slot);
        }
        let sentence = scene.of_sentence(own.sentence);
        let leader = (sentence.start..=clause).take(LOOK_BACK).find_map(|c| {
            self.named(scene.clauses[c].subject.clone()).filter(|m| {
                let thing = scene.context.entities.thing(m);
                m.label == Label::Org
                    || is_country(thing)
                    || (m.label == Label::Gpe && thing.country.is_none())
            })
        });
        if let Some(mention) = leader {
            return Some(self.slot_of(mention));
        }
        let block = |c: usize| scene.context.sentences[scene.clauses[c].sentence].block;
        if self.country.is_none() {
            let mut so_far = (0..=clause).rev().take(LOOK_BACK).take_while(|&c| block(c) == block(clause));
            let before = so_far.find_map(|c| self.latest_of(c));
            if let Some(thing) = before {
                let value = scene.context.entities.things[thing as usize].name.clone();
                return Some(Slot { value, span: None, thing: Some(thing) });
            }
        }
        self.default_actor()
    }

    fn latest_of(&self, clause: usize) -> Option<u32> {
        self.leader(self.scene.clauses[clause].subject.clone())
    }

    fn of_noun(&self, candidate: &Candidate, clause: &Clause) -> Option<Slot> {
        let scene = self.scene;
        let head = candidate.head?;
        if let Some(owner) = self.owner(candidate.tokens.start..head, candidate.clause) {
            return Some(owner);
        }
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
        let head = scene.head(range.clone()).or_else(|| {
            let first = range.clone().find(|&t| scene.noun(t))?;
            (first..range.end).take_while(|&t| scene.noun(t)).last()
        })?;
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
                return Some(self.metonym(mention, words.clone()).unwrap_or_else(|| self.slot_of(mention)));
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
        let plural = matches!(tokens.penn(head), Penn::Nns)
            && matches!(
                tokens.lemma(head),
                "country" | "nation" | "state" | "government" | "head" | "partner" | "party"
            );
        if law
            || (role
                && short
                && !plural
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
            if !law && self.country.is_none() && self.body.is_none() {
                let span = Some(tokens.span_of(words.clone()));
                return Some(match tokens.lemma(head) {
                    "government" => Slot { value: "the government".to_owned(), span, thing: None },
                    _ => self.verbatim(words),
                });
            }
            if !law || !tokens.penn(head).as_str().starts_with("NNP") {
                return self.default_actor().map(|slot| Slot { span: Some(tokens.span_of(words)), ..slot });
            }
            return self.default_actor();
        }
        let acts = [CueClass::Government, CueClass::Outsider, CueClass::People]
            .iter()
            .any(|&c| scene.cue(head).has(c));
        if matches!(
            tokens.lemma(head),
            "company" | "firm" | "corporation" | "group" | "bank" | "party" | "organization" | "organisation"
        ) && short
        {
            return self
                .latest_org(clause)
                .or_else(|| {
                    let thing = self.body.filter(|_| tokens.lower(words.start) == "the")?;
                    let value = full_name(&scene.context.entities.things[thing as usize].name);
                    Some(Slot { value, span: Some(tokens.span_of(words.clone())), thing: Some(thing) })
                })
                .or_else(|| Some(self.verbatim(words)));
        }
        if let Some(slot) = self.stood_for(words.clone()) {
            return Some(slot);
        }
        if tokens.upos(head) == Upos::Noun
            && let Some(slot) = self.by_role(words.clone(), head)
        {
            return Some(slot);
        }
        // "The utilities agreed": whoever promises can act, whatever it is.
        let promises = self.scene.clauses[clause].subject.contains(&head)
            && binding(scene, &scene.clauses[clause]).is_some();
        if !acts && !plural && !promises && tokens.upos(head) == Upos::Noun {
            return self.nearby(clause);
        }
        // "Heads of state of the Union": with what it is of.
        let mut words = words;
        if plural && words.end + 1 < range.end && tokens.lower(words.end) == "of" {
            let named = |t: &usize| {
                matches!(tokens.upos(*t), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det | Upos::Adp)
                    && tokens.penn(*t) != Penn::Vbn
            };
            words.end = (words.end..range.end.min(words.end + 8))
                .take_while(named)
                .last()
                .map_or(words.end, |t| t + 1);
        }
        Some(self.verbatim(words))
    }

    /// "Paris" and "the Élysée's": a capital that promises or acts stands for its country, if the text is about it.
    fn metonym(&self, mention: &Entity, words: Range<usize>) -> Option<Slot> {
        let thing = self.scene.context.entities.thing(mention);
        let capital = mention.label == Label::Gpe
            && Gazetteer::get().name(&thing.name).is_some_and(|n| matches!(n.kind, Kind::Capital));
        let code = thing.country.as_deref().filter(|_| capital)?;
        Some(self.country_slot(code, mention, words))
    }

    /// The body that "the company" stands for.
    fn latest_org(&self, clause: usize) -> Option<Slot> {
        let scene = self.scene;
        let end = scene.clauses[clause].tokens.start;
        let limit = if end < scene.tokens.len() { scene.tokens.span(end).start } else { u32::MAX };
        let mentions = &scene.context.entities.mentions;
        let before = mentions.partition_point(|m| m.span.start < limit);
        mentions[..before].iter().rev().take(40).find(|m| m.label == Label::Org).map(|m| self.slot_of(m))
    }

    /// "The fund", "the minister": the body whose name has the word, or the person who was given the title, last before it.
    fn by_role(&self, words: Range<usize>, head: usize) -> Option<Slot> {
        const MENTIONS: usize = 200;
        let scene = self.scene;
        let tokens = scene.tokens;
        if tokens.lower(words.start) != "the" || tokens.penn(head) == Penn::Nns {
            return None;
        }
        let (word, at) = (tokens.lower(head), tokens.span(head).start);
        let mentions = &scene.context.entities.mentions;
        let before = mentions.partition_point(|m| m.span.start < at);
        let named = mentions[..before].iter().rev().take(MENTIONS).find(|m| match m.label {
            Label::Org | Label::Gpe => {
                let name = &scene.context.entities.thing(m).name;
                name.split(' ').count() > 1 && name.split(' ').any(|w| w.eq_ignore_ascii_case(word))
            }
            Label::Person => {
                let first = tokens.covering(m.span).start;
                (first.saturating_sub(3)..first).any(|t| tokens.lower(t) == word && t != head)
            }
            _ => false,
        })?;
        Some(Slot { span: Some(tokens.span_of(words)), ..self.slot_of(named) })
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

    /// What a phrase stands for, if that can act.
    fn stood_for(&self, words: Range<usize>) -> Option<Slot> {
        let span = self.scene.tokens.span_of(words);
        let entities = &self.scene.context.entities;
        let thing = entities.of_span(span)?;
        let of = &entities.things[thing as usize];
        actor_label(of.label).then(|| Slot {
            value: full_name(&of.name),
            span: Some(span),
            thing: Some(thing),
        })
    }

    fn pronoun(&self, token: usize, clause: usize) -> Option<Slot> {
        if let Some(slot) = self.stood_for(token..token + 1) {
            return Some(slot);
        }
        let own = self
            .named(self.scene.clauses[clause].subject.clone())
            .filter(|m| actor_label(m.label))
            .map(|m| m.thing);
        let before = if clause > 0 { self.latest[clause - 1] } else { None };
        let Some(thing) = own.or(before).or(self.country) else { return self.default_actor() };
        let name = full_name(&self.scene.context.entities.things[thing as usize].name);
        Some(Slot { value: name, span: Some(self.scene.tokens.span(token)), thing: Some(thing) })
    }

    /// "We", in a text of a country, a party or nobody named.
    fn speaker(&self, token: usize) -> Slot {
        let span = Some(self.scene.tokens.span(token));
        if self.scene.quoted(token)
            && let Some(named) = self.quoted_speaker(token)
        {
            return named;
        }
        let singular = matches!(self.scene.tokens.lower(token), "i" | "me" | "my");
        match self.country.or(self.body) {
            Some(thing) => Slot {
                value: self.scene.context.entities.things[thing as usize].name.clone(),
                span,
                thing: Some(thing),
            },
            None => Slot { value: if singular { "speaker" } else { "we" }.to_owned(), span, thing: None },
        }
    }

    /// Who says what stands in quotes: the person or body named outside them in the sentence.
    fn quoted_speaker(&self, token: usize) -> Option<Slot> {
        let scene = self.scene;
        let sentence = scene.tokens.of_sentence(scene.tokens.sentence_of(token));
        let span = scene.tokens.span_of(sentence);
        let mut outside = scene.context.entities.within(span).filter(|m| {
            matches!(m.label, Label::Person | Label::Org | Label::Gpe)
                && !scene.quoted(scene.tokens.covering(m.span).start)
        });
        let first = outside.next()?;
        // "declared Ann Lee of Acme": "we" is the body that the person speaks for.
        let plural = matches!(scene.tokens.lower(token), "we" | "our" | "us");
        let after = scene.tokens.covering(first.span).end;
        if plural
            && first.label == Label::Person
            && after < scene.tokens.len()
            && scene.tokens.lower(after) == "of"
            && let Some(body) = outside.next().filter(|m| scene.tokens.covering(m.span).start <= after + 2)
        {
            return Some(self.slot_of(body));
        }
        Some(self.slot_of(first))
    }

    fn default_actor(&self) -> Option<Slot> {
        let Some(thing) = self.country.or(self.body).or(self.principal) else {
            return Some(Slot { value: UNSPECIFIED.to_owned(), span: None, thing: None });
        };
        Some(Slot {
            value: self.scene.context.entities.things[thing as usize].name.clone(),
            span: None,
            thing: Some(thing),
        })
    }

    fn slot_of(&self, mention: &Entity) -> Slot {
        let name = full_name(&self.scene.context.entities.thing(mention).name);
        Slot { value: name, span: Some(mention.span), thing: Some(mention.thing) }
    }

    /// The country that "Uzbek authorities" or "Kazakhstan's parliament" stands for.
    fn country_slot(&self, code: &str, mention: &Entity, words: Range<usize>) -> Slot {
        let things = &self.scene.context.entities.things;
        let span = Some(self.scene.tokens.span_of(words));
        let named = things.iter().position(|t| t.country.as_deref() == Some(code) && is_country(t));
        match named {
            Some(thing) => Slot { value: things[thing].name.clone(), span, thing: Some(thing as u32) },
            None => Slot {
                value: self.scene.context.entities.thing(mention).name.clone(),
                span,
                thing: Some(mention.thing),
            },
        }
    }

    /// The first party in a range that a later pronoun could mean: a person, a body or a country, not a city.
    fn leader(&self, range: Range<usize>) -> Option<u32> {
        let mention = self.named(range).filter(|m| actor_label(m.label))?;
        let thing = self.scene.context.entities.thing(mention);
        (mention.label != Label::Gpe || is_country(thing)).then_some(mention.thing)
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

/// The actor where nobody is named.
const UNSPECIFIED: &str = "unspecified";

/// Clauses before a clause in which its actor is looked for: a paragraph of any length costs the same for each.
const LOOK_BACK: usize = 64;

/// Words on either side of a statement in which "according to" is looked for.
const REACH: usize = 60;
