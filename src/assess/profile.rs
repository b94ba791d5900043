//! A statement as the linker sees it: content words, fields, references, names, place.

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::{Class, Classes, Known, Words};
use crate::document::Document;
use crate::entity::{Interval, Label};
use crate::span::Span;
use crate::statement::{CommitmentKind, Direction, OutcomeKind, Polarity, Shares, Slot, Specificity};
use crate::token::Shape;

/// Roots of all texts of a report, as numbers, with what is known of each.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<String, u32>,
    roots: Vec<(String, Known)>,
}

impl Vocabulary {
    fn id(&mut self, root: &str, words: &Words) -> u32 {
        if let Some(&id) = self.ids.get(root) {
            return id;
        }
        let id = self.roots.len() as u32;
        self.ids.insert(root.to_owned(), id);
        self.roots.push((root.to_owned(), words.known(root)));
        id
    }

    /// Takes up the roots of another text; gives their numbers here by their numbers there. Texts taken up in their order
    /// number their roots as if they had been read one after the other.
    pub(super) fn adopt(&mut self, other: &Self) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(other.roots.len());
        for (root, known) in &other.roots {
            let next = self.roots.len() as u32;
            let id = *self.ids.entry(root.clone()).or_insert(next);
            if id == next {
                self.roots.push((root.clone(), *known));
            }
            numbers.push(id);
        }
        numbers
    }

    pub(super) fn root(&self, id: u32) -> &str {
        &self.roots[id as usize].0
    }

    fn known(&self, id: u32) -> Known {
        self.roots[id as usize].1
    }
}

/// How a statement points back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Refers {
    /// "these provisions": classes of the nouns after a demonstrative.
    pub(super) pointed: Classes,
    /// "the law", "its pledge": classes of the nouns after an article or possessive.
    pub(super) definite: Classes,
    /// It begins with "it", "this", "they".
    pub(super) pronoun: bool,
    /// "These commitments", "none of its pledges": it speaks of several at once.
    pub(super) group: bool,
}

/// A commitment or an outcome, prepared for comparing.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    pub(super) index: u32,
    pub(super) span: Span,
    pub(super) sentence: u32,
    pub(super) block: u32,
    /// Content roots of the span with their rarity, by root.
    pub(super) bag: Vec<(u32, f32)>,
    /// Content roots of the rest of the sentence, by root.
    pub(super) around: Vec<(u32, f32)>,
    /// Roots of names, by root.
    pub(super) names: Vec<u32>,
    /// Roots of figures, by root.
    pub(super) figures: Vec<u32>,
    /// Roots of the actor's name, by root.
    pub(super) actor: Vec<u32>,
    /// What the actor's name resolves to.
    pub(super) thing: Option<u32>,
    /// Content roots of the sentence before, and of the paragraph so far, by root.
    pub(super) before: Vec<u32>,
    pub(super) paragraph: Vec<u32>,
    /// Actors of commitments that the text spoke of last, by number.
    pub(super) running: Vec<u32>,
    /// Number of the commitment's actor among the text's actors.
    pub(super) actor_number: u32,
    /// It closes the text.
    pub(super) closing: bool,
    /// Its sentence begins with "however", "but", "yet".
    pub(super) contrast: bool,
    pub(super) concepts: u64,
    pub(super) classes: Classes,
    pub(super) refers: Refers,
    pub(super) date: Option<Interval>,
    /// How unsure it is that this is a statement at all, in log-odds from certainty.
    pub(super) doubt: f32,
    /// The coordinated parts of a commitment: each is a topic of its own.
    pub(super) members: Vec<Vec<(u32, f32)>>,
    /// Things named or stood for, but for the actor, by number.
    pub(super) things: Vec<u32>,
    /// Its place among the statements of its sort in the same paragraph, and how many these are.
    pub(super) rank: (u32, u32),
    /// "The first", "the second", "the last": a place in a list, the last as the highest number.
    pub(super) ordinal: Option<u32>,
    /// How likely each kind and each polarity of an outcome is.
    pub(super) shares: Shares,
    pub(super) what: What,
}

/// The coded attributes that matter for a link.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Commitment { kind: CommitmentKind, direction: Direction, specificity: Specificity },
    Outcome { kind: OutcomeKind, polarity: Polarity },
}

impl Default for What {
    fn default() -> Self {
        Self::Outcome { kind: OutcomeKind::Action, polarity: Polarity::Positive }
    }
}

/// The statements of one document, prepared.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    /// How far the text is from a cut excerpt, in `[0, 1]`.
    pub(super) long: f32,
    pub(super) commitments: Vec<Profile>,
    pub(super) outcomes: Vec<Profile>,
}

impl Profiles {
    /// Gives each root the number that stands at its own.
    pub(super) fn renumber(&mut self, numbers: &[u32]) {
        for p in self.commitments.iter_mut().chain(&mut self.outcomes) {
            p.renumber(numbers);
        }
    }
}

impl Profile {
    /// Every list of roots is named here, and every field that holds none: a new one must say which it is.
    fn renumber(&mut self, numbers: &[u32]) {
        let Self {
            bag,
            around,
            names,
            figures,
            actor,
            before,
            paragraph,
            members,
            index: _,
            span: _,
            sentence: _,
            block: _,
            thing: _,
            running: _,
            actor_number: _,
            closing: _,
            contrast: _,
            concepts: _,
            classes: _,
            refers: _,
            date: _,
            doubt: _,
            things: _,
            rank: _,
            ordinal: _,
            shares: _,
            what: _,
        } = self;
        let new = |id: &mut u32| *id = numbers.get(*id as usize).copied().unwrap_or(*id);
        for list in [bag, around] {
            for (id, _) in list.iter_mut() {
                new(id);
            }
            list.sort_unstable_by_key(|&(id, _)| id);
        }
        for list in [names, figures, actor, before, paragraph] {
            for id in list.iter_mut() {
                new(id);
            }
            list.sort_unstable();
        }
        // In the order of the text, as they were.
        for (id, _) in members.iter_mut().flatten() {
            new(id);
        }
    }
}

/// Prepares all statements of a document.
pub(super) fn profiles(document: &Document, vocabulary: &mut Vocabulary) -> Profiles {
    let words = Words::get();
    let mut out = Profiles::default();
    for (index, c) in document.commitments().iter().enumerate() {
        let what = What::Commitment { kind: c.kind, direction: c.direction, specificity: c.specificity };
        let mut p = profile(document, vocabulary, words, c.span, c.sentence, c.actor.as_ref());
        p.index = index as u32;
        p.date = c.made.and_then(|(_, date)| date);
        p.what = what;
        p.doubt = doubt(c.score);
        p.members = members(document, vocabulary, words, c.span);
        // Who is bound says nothing of what is done.
        p.bag.retain(|(id, _)| p.actor.binary_search(id).is_err());
        out.commitments.push(p);
    }
    for (index, o) in document.outcomes().iter().enumerate() {
        let mut p = profile(document, vocabulary, words, o.span, o.sentence, o.actor.as_ref());
        p.index = index as u32;
        p.date = o.date.and_then(|(_, date)| date);
        p.what = What::Outcome { kind: o.kind, polarity: o.polarity };
        p.doubt = doubt(o.score);
        p.shares = o.shares;
        p.ordinal = ordinal(document, o.span);
        out.outcomes.push(p);
    }
    weigh(document, vocabulary, &mut out);
    rank(&mut out.commitments);
    rank(&mut out.outcomes);
    out.long = long(document.sentences.len());
    if !out.commitments.is_empty() {
        surround(document, vocabulary, words, &mut out);
    }
    out
}

/// Texts of so many sentences are as short as excerpts, and of so many more whole.
const SHORT: f32 = 10.0;
const WHOLE: f32 = 15.0;

/// How far a text of so many sentences is from a cut excerpt.
pub(super) fn long(sentences: usize) -> f32 {
    ((sentences as f32 - SHORT) / WHOLE).clamp(0.0, 1.0)
}

/// Counts the statements of each paragraph.
fn rank(statements: &mut [Profile]) {
    let mut first = 0;
    while first < statements.len() {
        let block = statements[first].block;
        let count = statements[first..].iter().take_while(|p| p.block == block).count();
        for (at, p) in statements[first..first + count].iter_mut().enumerate() {
            p.rank = (at as u32, count as u32);
        }
        first += count;
    }
}

/// The place in a list of which an outcome speaks: "the second has been met".
fn ordinal(document: &Document, span: Span) -> Option<u32> {
    let tokens = &document.tokens;
    let range = tokens.covering(span);
    for token in range.clone().take(6) {
        let Some(before) = token.checked_sub(1) else { continue };
        if tokens.lower(before) != "the" {
            continue;
        }
        let place = match tokens.lower(token) {
            "first" | "former" => 0,
            "second" => 1,
            "third" => 2,
            "fourth" => 3,
            "fifth" => 4,
            "last" | "latter" | "final" => u32::MAX,
            _ => continue,
        };
        return Some(place);
    }
    None
}

/// Minus the logarithm of a score, held back where the score is next to nothing.
fn doubt(score: f32) -> f32 {
    -score.clamp(0.05, 1.0).ln()
}

/// So many members of a list are told apart.
const MEMBERS: usize = 8;

/// The parts of a list, each with its content roots by root; none where there is no list.
fn members(
    document: &Document,
    vocabulary: &mut Vocabulary,
    words: &Words,
    span: Span,
) -> Vec<Vec<(u32, f32)>> {
    let tokens = &document.tokens;
    let mut out: Vec<Vec<(u32, f32)>> = vec![Vec::new()];
    for token in tokens.covering(span) {
        let lower = tokens.lower(token);
        if matches!(lower, "," | ";" | "and" | "or") {
            out.push(Vec::new());
        } else if !matches!(tokens.shape(token), Shape::Punct | Shape::Symbol | Shape::Url)
            && !words.is_stop(lower)
        {
            let id = vocabulary.id(words.root(lower), words);
            if let Some(last) = out.last_mut() {
                last.push((id, vocabulary.known(id).rarity));
            }
        }
    }
    out.retain(|m| !m.is_empty());
    if out.len() < 2 {
        out.clear();
    }
    out.truncate(MEMBERS);
    out
}

/// So many sentences back may say who is spoken of.
const BACK: usize = 8;

/// Words looked at on either side of where a statement begins: no sentence is longer, but a text without stops is.
const AROUND: usize = 400;

/// Content roots of one sentence, by root.
fn sentence_roots(
    document: &Document,
    vocabulary: &mut Vocabulary,
    words: &Words,
    sentence: usize,
) -> Vec<u32> {
    let tokens = &document.tokens;
    let mut out = Vec::new();
    for token in tokens.of_sentence(sentence) {
        let lower = tokens.lower(token);
        if !matches!(tokens.shape(token), Shape::Punct | Shape::Symbol | Shape::Url) && !words.is_stop(lower)
        {
            out.push(vocabulary.id(words.root(lower), words));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// What stands before each outcome: the sentence, the paragraph, who was spoken of.
fn surround(document: &Document, vocabulary: &mut Vocabulary, words: &Words, all: &mut Profiles) {
    let count = document.sentences.len();
    let bags: Vec<Vec<u32>> = (0..count).map(|s| sentence_roots(document, vocabulary, words, s)).collect();
    let mut actors: Vec<Vec<u32>> = Vec::new();
    let mut numbers: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    for c in &mut all.commitments {
        let next = actors.len() as u32;
        c.actor_number = *numbers.entry(c.actor.clone()).or_insert(next);
        if c.actor_number == next {
            actors.push(c.actor.clone());
        }
    }
    let mut by_root: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (number, actor) in actors.iter().enumerate() {
        if let Some(&first) = actor.first() {
            by_root.entry(first).or_default().push(number as u32);
        }
    }
    let named: Vec<Vec<u32>> = bags
        .iter()
        .map(|bag| {
            let numbers = bag.iter().filter_map(|id| by_root.get(id)).flatten().copied();
            let whole = |n: &u32| actors[*n as usize].iter().all(|id| bag.binary_search(id).is_ok());
            numbers.filter(whole).collect()
        })
        .collect();
    for o in &mut all.outcomes {
        let here = o.sentence as usize;
        if here >= count {
            continue;
        }
        o.closing = here + 1 + count / 12 >= count;
        let first = document.tokens.of_sentence(here).start;
        let opening = (first < document.tokens.len()).then(|| document.tokens.lower(first));
        o.contrast = opening.is_some_and(|w| words.known(words.root(w)).classes.has(Class::Contrast));
        if here > 0 {
            o.before.clone_from(&bags[here - 1]);
        }
        let block = document.sentences[here].block;
        let low = here.saturating_sub(BACK);
        for bag in (low..here).rev().take_while(|&s| document.sentences[s].block == block).map(|s| &bags[s]) {
            o.paragraph.extend(bag);
        }
        o.paragraph.sort_unstable();
        o.paragraph.dedup();
        if let Some(last) = (low..=here).rev().find(|&s| !named[s].is_empty()) {
            o.running.clone_from(&named[last]);
            o.running.sort_unstable();
        }
    }
}

fn profile(
    document: &Document,
    vocabulary: &mut Vocabulary,
    words: &Words,
    span: Span,
    sentence: u32,
    actor: Option<&Slot>,
) -> Profile {
    let tokens = &document.tokens;
    let place = document.sentences.get(sentence as usize).copied();
    let mut p = Profile { span, sentence, block: place.map_or(0, |s| s.block), ..Profile::default() };
    p.thing = actor.and_then(|a| a.thing);
    if let Some(actor) = actor {
        let lower = actor.value.to_lowercase();
        for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && !words.is_stop(w))
        {
            p.actor.push(vocabulary.id(words.root(word), words));
        }
        p.actor.sort_unstable();
        p.actor.dedup();
    }
    p.things = document.entities.within(span).filter(|m| is_name(m.label)).map(|m| m.thing).collect();
    let references = &document.entities.references;
    let near = references.partition_point(|r| r.span.start < span.start);
    let held = references[near..].iter().take_while(|r| r.span.start < span.end);
    p.things.extend(held.map(|r| r.thing));
    p.things.retain(|t| Some(*t) != p.thing);
    p.things.sort_unstable();
    p.things.dedup();
    let inside = tokens.covering(span);
    let all = place.map_or(inside.clone(), |s| tokens.covering(s.span.join(span)));
    let all = all.start.max(inside.start.saturating_sub(AROUND))..all.end.min(inside.start + AROUND);
    let first = all.start;
    for token in all {
        let shape = tokens.shape(token);
        if matches!(shape, Shape::Punct | Shape::Symbol | Shape::Url) {
            continue;
        }
        let lower = tokens.lower(token);
        let within = inside.contains(&token);
        if words.is_stop(lower) {
            if token == inside.start && matches!(lower, "it" | "they" | "this" | "these" | "that" | "which") {
                p.refers.pronoun = true;
            }
            if within {
                p.classes.add(words.known(words.root(lower)).classes);
            }
            continue;
        }
        let id = vocabulary.id(words.root(lower), words);
        let known = vocabulary.known(id);
        if within {
            p.classes.add(known.classes);
            p.concepts |= known.concepts;
            refer(document, words, token, inside.start, known.classes, &mut p.refers);
            if matches!(shape, Shape::Number) || lower.starts_with(|c: char| c.is_ascii_digit()) {
                p.figures.push(id);
            } else if !matches!(shape, Shape::Lower) && token != first {
                p.names.push(id);
            }
            p.bag.push((id, known.rarity));
        } else {
            p.around.push((id, known.rarity));
        }
    }
    for list in [&mut p.names, &mut p.figures] {
        list.sort_unstable();
        list.dedup();
    }
    for bag in [&mut p.bag, &mut p.around] {
        bag.sort_unstable_by_key(|&(id, _)| id);
        bag.dedup_by_key(|&mut (id, _)| id);
    }
    p
}

fn is_name(label: Label) -> bool {
    use Label::{Event, Fac, Gpe, Law, Loc, Org, Person};
    matches!(label, Person | Org | Gpe | Loc | Fac | Law | Event)
}

const NOUNS: &[Class] = &[Class::PledgeNoun, Class::PlanNoun, Class::LawNoun, Class::StepNoun];

/// Reads a noun that may stand for an undertaking together with the words before it.
fn refer(
    document: &Document,
    words: &Words,
    token: usize,
    first: usize,
    classes: Classes,
    refers: &mut Refers,
) {
    if !classes.any(NOUNS) {
        return;
    }
    let tokens = &document.tokens;
    let plural = tokens.lower(token).ends_with('s') && classes.any(&[Class::PledgeNoun, Class::PlanNoun]);
    let mut pointed = false;
    for back in 1..=4 {
        let Some(before) = token.checked_sub(back).filter(|&b| b + 1 >= first) else { break };
        match tokens.lower(before) {
            "this" | "these" | "those" | "such" | "that" if !pointed => {
                refers.pointed.add(classes);
                refers.group |= plural;
                pointed = true;
            }
            "the" | "its" | "their" | "his" | "her" | "our" if !pointed => {
                refers.definite.add(classes);
                pointed = true;
            }
            word => refers.group |= plural && words.known(words.root(word)).classes.has(Class::Group),
        }
    }
}

/// Rarity in this text joins rarity in policy texts at large.
fn weigh(document: &Document, vocabulary: &Vocabulary, profiles: &mut Profiles) {
    let mut seen: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for p in profiles.commitments.iter().chain(&profiles.outcomes) {
        for &(id, _) in p.bag.iter().chain(&p.around) {
            if seen.insert((id, p.sentence)) {
                *counts.entry(id).or_default() += 1;
            }
        }
    }
    let all = document.sentences.len().max(1) as f32;
    for p in profiles.commitments.iter_mut().chain(&mut profiles.outcomes) {
        for (id, weight) in p.bag.iter_mut().chain(&mut p.around) {
            let here = counts.get(id).copied().unwrap_or(1) as f32;
            let local = (1.0 + all / here).log2().min(6.5);
            *weight = 0.6 * vocabulary.known(*id).rarity + 0.4 * local;
        }
    }
}
