//! Statements made ready for comparing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::measure::measures;
use super::profile::{Profile, Profiles, Refers, What, long};
use super::roots::Roots;
use super::surround::surround;
use super::vocabulary::Vocabulary;
use super::words::{Class, Classes};
use crate::document::Document;
use crate::entity::Label;
use crate::span::Span;
use crate::statement::Slot;
use crate::token::Shape;

/// Prepares all statements of a document.
pub(super) fn profiles(document: &Document, vocabulary: &mut Vocabulary) -> Profiles {
    let mut roots = Roots::new(&document.tokens, vocabulary);
    let mut out = Profiles::default();
    for (index, c) in document.commitments().iter().enumerate() {
        let what = What::Commitment { kind: c.kind, direction: c.direction, specificity: c.specificity };
        let mut p = profile(document, &mut roots, c.span, c.sentence, c.actor.as_ref());
        p.index = index as u32;
        p.date = c.made.and_then(|(_, date)| date);
        p.what = what;
        p.doubt = doubt(c.score);
        p.members = members(document, &mut roots, c.span);
        p.due = c.deadline.and_then(|(_, date)| date);
        // Who is bound says nothing of what is done.
        p.bag.retain(|(id, _)| p.actor.binary_search(id).is_err());
        out.commitments.push(p);
    }
    for (index, o) in document.outcomes().iter().enumerate() {
        let mut p = profile(document, &mut roots, o.span, o.sentence, o.actor.as_ref());
        p.index = index as u32;
        p.date = o.date.and_then(|(_, date)| date);
        p.what = What::Outcome { kind: o.kind, polarity: o.polarity };
        p.doubt = doubt(o.score);
        p.shares = o.shares;
        p.ordinal = ordinal(document, o.span);
        out.outcomes.push(p);
    }
    weigh(document, &roots, &mut out);
    rank(&mut out.commitments);
    rank(&mut out.outcomes);
    out.long = long(document.sentences.len());
    if !out.commitments.is_empty() {
        surround(document, &mut roots, &mut out);
    }
    out
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
fn members(document: &Document, roots: &mut Roots<'_, '_>, span: Span) -> Vec<Vec<(u32, f32)>> {
    let tokens = &document.tokens;
    let mut out: Vec<Vec<(u32, f32)>> = vec![Vec::new()];
    for token in tokens.covering(span) {
        let lower = tokens.lower(token);
        if matches!(lower, "," | ";" | "and" | "or") {
            out.push(Vec::new());
        } else if !matches!(tokens.shape(token), Shape::Punct | Shape::Symbol | Shape::Url) {
            let met = roots.of(token);
            if let (Some(id), Some(last)) = (met.root, out.last_mut()) {
                last.push((id, met.known.rarity));
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

/// Words looked at on either side of where a statement begins: no sentence is longer, but a text without stops is.
const AROUND: usize = 400;

fn profile(
    document: &Document,
    roots: &mut Roots<'_, '_>,
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
        let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        p.actor.extend(parts.filter_map(|word| roots.of_word(word)));
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
    p.measures = measures(document, span);
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
        let met = roots.of(token);
        if within {
            p.classes.add(met.stages);
            p.classes.add(met.known.classes);
        }
        let Some(id) = met.root else {
            if token == inside.start && matches!(lower, "it" | "they" | "this" | "these" | "that" | "which") {
                p.refers.pronoun = true;
            }
            continue;
        };
        let known = met.known;
        if within {
            p.concepts |= known.concepts;
            refer(document, roots, token, inside.start, known.classes, &mut p.refers);
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
    roots: &Roots<'_, '_>,
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
            word => refers.group |= plural && roots.classes(word).has(Class::Group),
        }
    }
}

/// Rarity in this text joins rarity in policy texts at large.
fn weigh(document: &Document, roots: &Roots<'_, '_>, profiles: &mut Profiles) {
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
            *weight = 0.6 * roots.known(*id).rarity + 0.4 * local;
        }
    }
}
