//! Undertakings that stand side by side under one verb, each a candidate of its own.

use std::ops::Range;

use super::binding::binding;
use super::candidate::{Base, Candidate};
use super::scene::Scene;
use super::verbs::Form;
use crate::entity::Label;
use crate::lexicon::cues::CueClass;
use crate::token::{Penn, Upos};

/// Undertakings that stand side by side under one verb: later infinitives of a promise, later members of a list of
/// plans. What the first keeps is cut out of `whole`.
pub(super) fn parts(scene: &Scene<'_, '_>, index: usize, whole: &mut Range<usize>) -> Vec<Candidate> {
    let clause = &scene.clauses[index];
    let Some(verb) = &clause.verb else { return Vec::new() };
    if let Some(found) = binding(scene, clause) {
        return infinitives(scene, index, found.word, whole);
    }
    let set = scene.cue(verb.head);
    let done = verb.negation.is_none() && verb.modal.is_none();
    if done && set.has(CueClass::Adopt) && !verb.passive {
        members(scene, index, verb.tokens.end, whole)
    } else {
        Vec::new()
    }
}

/// "To close the camps and to pay the guards": each infinitive with its own "to" and another verb.
fn infinitives(scene: &Scene<'_, '_>, index: usize, word: usize, whole: &mut Range<usize>) -> Vec<Candidate> {
    let clause = &scene.clauses[index];
    let tokens = scene.tokens;
    let after = clause.inner.partition_point(|g| g.tokens.start <= word);
    let mut own = clause.inner[after..].iter().filter(|g| g.form == Form::Infinitive);
    let Some(first) = own.next().filter(|g| tokens.penn(g.tokens.start) == Penn::To) else {
        return Vec::new();
    };
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for group in own {
        let start = group.tokens.start;
        let marked = tokens.penn(start) == Penn::To;
        let before = tokens.lower(start - 1);
        // "to close the camps and pay the guards", but not "to find and punish the guilty".
        let has_object = start >= first.tokens.end + 3;
        let joined = if marked {
            before == "and" || before == ";" || (before == "," && has_object)
        } else {
            before == "and" && has_object
        };
        if joined && tokens.lemma(group.head) != tokens.lemma(first.head) {
            starts.push((start, group.head));
        }
    }
    // A comma alone may open an aside; the list must end in "and".
    if !starts.iter().any(|&(s, _)| tokens.lower(s - 1) == "and") {
        return Vec::new();
    }
    let end = whole.end;
    let mut out = Vec::new();
    for (i, &(start, head)) in starts.iter().enumerate() {
        let next = starts.get(i + 1).map_or(end, |n| n.0);
        out.push(Candidate {
            base: Base::Clause,
            clause: index,
            tokens: start..trimmed(scene, start, next),
            head: Some(head),
        });
    }
    whole.end = trimmed(scene, whole.start, starts[0].0);
    out
}

/// Tokens of the longest list of plans.
const LIST: usize = 300;

/// "The Road Plan, which sets out …; the Rail Concept, focusing on …": members that a semicolon parts, with content.
fn members(scene: &Scene<'_, '_>, index: usize, from: usize, whole: &mut Range<usize>) -> Vec<Candidate> {
    let tokens = scene.tokens;
    let end = tokens.of_sentence(scene.clauses[index].sentence).end.min(from + LIST);
    let mut out = Vec::new();
    let mut cut = None;
    let mut start = from;
    while start < end {
        let stop = (start..end).find(|&t| tokens.lower(t) == ";").unwrap_or(end);
        let open = (start..stop).find(|&t| tokens.penn(t) != Penn::Cc).unwrap_or(stop);
        let range = open..trimmed(scene, open, stop);
        if let Some(head) = plan_with_content(scene, range.clone()) {
            if cut.is_none() && start == from {
                cut = Some(range.end);
            } else if cut.is_some() {
                out.push(Candidate { base: Base::Nominal, clause: index, tokens: range, head: Some(head) });
            }
        }
        start = stop + 1;
    }
    match cut {
        Some(cut) if !out.is_empty() => whole.end = cut.max(whole.start + 1),
        _ => out.clear(),
    }
    out
}

/// The head of a phrase that names a plan and goes on to say what it holds.
pub(super) fn plan_with_content(scene: &Scene<'_, '_>, range: Range<usize>) -> Option<usize> {
    let tokens = scene.tokens;
    let head = scene.head(range.clone())?;
    let plan = |t: usize| {
        scene.label(t) == Some(Label::Law)
            || [CueClass::PlanNoun, CueClass::TargetNoun, CueClass::LawNoun]
                .iter()
                .any(|&c| scene.cue(t).has(c))
            || matches!(tokens.lemma(t), "concept" | "doctrine" | "charter" | "initiative" | "guideline")
    };
    let says = (head + 1..range.end)
        .any(|t| matches!(tokens.lower(t), "which" | "that" | "aimed" | "to") || tokens.penn(t) == Penn::Vbg);
    ((range.start..=head).any(plan) && says).then_some(head)
}

fn trimmed(scene: &Scene<'_, '_>, start: usize, mut end: usize) -> usize {
    let tokens = scene.tokens;
    while end > start + 1
        && ((tokens.upos(end - 1) == Upos::Punct && tokens.lower(end - 1) != ")")
            || tokens.penn(end - 1) == Penn::Cc)
    {
        end -= 1;
    }
    end
}
