//! What stands before an outcome: the sentence, the paragraph, who was spoken of.

use rustc_hash::FxHashMap;

use super::profile::Profiles;
use super::roots::Roots;
use super::words::Class;
use crate::document::Document;
use crate::token::Shape;

/// So many sentences back may say who is spoken of.
const BACK: usize = 8;

/// Content roots of one sentence, by root.
fn sentence_roots(document: &Document, roots: &mut Roots<'_, '_>, sentence: usize) -> Vec<u32> {
    let tokens = &document.tokens;
    let wordy = |t: &usize| !matches!(tokens.shape(*t), Shape::Punct | Shape::Symbol | Shape::Url);
    let mut out: Vec<u32> =
        tokens.of_sentence(sentence).filter(wordy).filter_map(|t| roots.of(t).root).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// What stands before each outcome: the sentence, the paragraph, who was spoken of.
pub(super) fn surround(document: &Document, roots: &mut Roots<'_, '_>, all: &mut Profiles) {
    let count = document.sentences.len();
    let bags: Vec<Vec<u32>> = (0..count).map(|s| sentence_roots(document, roots, s)).collect();
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
        o.contrast = opening.is_some_and(|w| roots.classes(w).has(Class::Contrast));
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
