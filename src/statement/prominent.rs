//! Whom a text is about: the country or body that stands out in it, and names as they are written in full.

use super::scene::Scene;
use crate::entity::{Label, Thing};
use crate::lexicon::gazetteer::{Gazetteer, Kind};
use crate::segment::BlockKind;

/// Names that texts shorten, in full.
pub(super) fn full_name(name: &str) -> String {
    match name {
        "US" | "U.S." | "USA" | "U.S.A." => "United States",
        "UK" | "U.K." => "United Kingdom",
        "EU" => "European Union",
        "UN" | "U.N." => "United Nations",
        other => other,
    }
    .to_owned()
}

/// Whether a mention of this kind can act.
pub(super) fn actor_label(label: Label) -> bool {
    matches!(label, Label::Person | Label::Org | Label::Gpe)
}

/// The country named most, where headings and the opening count more; its people and capital count for it.
pub(super) fn prominent_country(scene: &Scene<'_, '_>) -> Option<u32> {
    let entities = &scene.context.entities;
    let mut scores: Vec<(&str, u32, Option<u32>)> = Vec::new();
    let mut total = 0;
    for mention in &entities.mentions {
        let thing = entities.thing(mention);
        // A place that no table knows may be a country too.
        let unknown = (thing.label == Label::Gpe).then_some(thing.name.as_str());
        let Some(code) = thing.country.as_deref().or(unknown) else { continue };
        let token = scene.tokens.covering(mention.span).start;
        let sentence = if token < scene.tokens.len() { scene.tokens.sentence_of(token) } else { 0 };
        let opening = sentence < 2 || scene.block(sentence) == BlockKind::Heading;
        let weight = if opening { 4 } else { 1 };
        total += weight;
        let at = scores.iter().position(|s| s.0 == code).unwrap_or_else(|| {
            scores.push((code, 0, None));
            scores.len() - 1
        });
        scores[at].1 += weight;
        if scores[at].2.is_none() && (is_country(thing) || (thing.country.is_none() && opening)) {
            scores[at].2 = Some(mention.thing);
        }
    }
    let best = scores.iter().filter(|s| s.2.is_some()).max_by_key(|s| s.1)?;
    let second = scores.iter().filter(|s| s.0 != best.0).map(|s| s.1).max().unwrap_or(0);
    if 3 * best.1 >= total || best.1 >= 2 * second { best.2 } else { None }
}

/// The body that a text names at least twice, and clearly more often than any other.
pub(super) fn prominent_body(scene: &Scene<'_, '_>) -> Option<u32> {
    let entities = &scene.context.entities;
    let mut counts = vec![0u32; entities.things.len()];
    for mention in entities.mentions.iter().filter(|m| m.label == Label::Org) {
        counts[mention.thing as usize] += 1;
    }
    let best = (0..counts.len()).max_by_key(|&t| (counts[t], std::cmp::Reverse(t)))?;
    let second = (0..counts.len()).filter(|&t| t != best).map(|t| counts[t]).max().unwrap_or(0);
    (counts[best] >= 2 && counts[best] >= 2 * second).then_some(best as u32)
}

/// A country by its own name, not by its capital or people.
pub(super) fn is_country(thing: &Thing) -> bool {
    thing.label == Label::Gpe
        && Gazetteer::get().name(&thing.name).is_some_and(|n| matches!(n.kind, Kind::Country | Kind::Gpe))
}
