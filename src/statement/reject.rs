//! What looks like a commitment and is none, with the reason.

use super::binding::content;
use super::candidate::{Base, Candidate};
use super::clauses::Join;
use super::scene::{Lead, Scene};
use super::verbs::{Form, Tense, VerbGroup};
use crate::lexicon::cues::{CueClass, CueSet};

/// Why something binds nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// A stable name.
    pub(super) name: &'static str,
    /// Grammar leaves no doubt: it overrules any score.
    pub(super) sure: bool,
}

impl Reason {
    const fn sure(name: &'static str) -> Self {
        Self { name, sure: true }
    }

    const fn likely(name: &'static str) -> Self {
        Self { name, sure: false }
    }
}

/// Why a clause that speaks of the future, of duty or of promising binds nobody; none where it does not speak so, or
/// may well bind.
pub(super) fn reason(scene: &Scene<'_, '_>, candidate: &Candidate) -> Option<Reason> {
    let tokens = scene.tokens;
    if candidate.base == Base::Nominal {
        // "These commitments" were made elsewhere.
        let head = candidate.head.filter(|&h| scene.cue(h).has(CueClass::PledgeNoun))?;
        let pointed = matches!(tokens.lower(candidate.tokens.start), "these" | "those" | "this" | "such");
        return (pointed && content(scene, candidate.clause, head) != "to")
            .then_some(Reason::sure("mention"));
    }
    let clause = &scene.clauses[candidate.clause];
    let verb = clause.verb.as_ref()?;
    let set = scene.cue(verb.head);
    let modal = verb.modal.map_or("", |m| tokens.lemma(m));
    let subject = scene.head(clause.subject.clone());
    let subject_set = subject.map(|s| scene.cue(s)).unwrap_or_default();
    let first_person = subject_set.has(CueClass::Speaker);
    let promises = set.has(CueClass::Promise) || promise_as_object(scene, candidate, verb);
    let parent = clause
        .parent
        .filter(|_| clause.join == Join::Complement)
        .and_then(|p| scene.clauses[p].verb.as_ref());
    let parent_set = parent.map(|v| scene.cue(v.head)).unwrap_or_default();

    let outside = scene.lead(clause.sentence) == Some(Lead::Recommended);
    if outside && verb.form == Form::Bare {
        return Some(Reason::sure("recommendation"));
    }
    if verb.form == Form::Bare && set.has(CueClass::Commissive) && scene.lead(clause.sentence).is_none() {
        return Some(Reason::sure("recommendation"));
    }
    if speaks(set, modal) && ends_with_question(scene, clause.sentence) {
        return Some(Reason::sure("question"));
    }
    if promises && verb.negation.is_some() && modal.is_empty() {
        return Some(Reason::sure("denial"));
    }
    if promises && denied_object(scene, verb, candidate) {
        return Some(Reason::sure("denial"));
    }
    let iffy = clause.join == Join::Adverbial
        && clause.opener.is_some_and(|o| matches!(tokens.lower(o), "if" | "unless"));
    if (promises || modal == "will" || modal == "shall") && iffy
        || matches!(modal, "would" | "'d") && (verb.perfect || promises)
    {
        return Some(Reason::sure("hypothetical"));
    }
    if matches!(modal, "should" | "ought") && !first_person {
        return Some(Reason::sure("recommendation"));
    }
    if set.has(CueClass::Recommend) && !first_person && tense_of_report(verb) && wants_act(scene, candidate) {
        return Some(Reason::likely("recommendation"));
    }
    if parent_set.has(CueClass::Recommend) && !parent_set.has(CueClass::Say) {
        return Some(Reason::likely("recommendation"));
    }
    if modal == "must" && !subject_set.has(CueClass::People) && scene.quoted(candidate.tokens.start) {
        return Some(Reason::likely("recommendation"));
    }
    if matches!(modal, "may" | "can" | "could" | "might") {
        return Some(Reason::likely("ability"));
    }
    if matches!(modal, "must" | "shall") && subject_set.has(CueClass::People) {
        return Some(Reason::likely("rule_for_citizens"));
    }
    if parent_set.has(CueClass::Hope) && !parent_set.has(CueClass::Say)
        || matches!(tokens.lemma(verb.head), "hope" | "wish" | "expect") && !verb.passive
    {
        return Some(Reason::likely("hope"));
    }
    if verb.tense == Tense::Future
        && !first_person
        && !subject_set.has(CueClass::Government)
        && forecast(scene, clause.sentence)
    {
        return Some(Reason::likely("forecast"));
    }
    if matches!(tokens.lemma(verb.head), "propose" | "suggest") && !first_person {
        return Some(Reason::likely("proposal"));
    }
    if verb.perfect && first_person && (set.has(CueClass::Step) || set.has(CueClass::Do)) {
        return Some(Reason::likely("past_credit"));
    }
    None
}

fn speaks(set: CueSet, modal: &str) -> bool {
    set.has(CueClass::Promise)
        || set.has(CueClass::Intend)
        || matches!(modal, "will" | "shall" | "must" | "should" | "can" | "could" | "would")
}

fn ends_with_question(scene: &Scene<'_, '_>, sentence: usize) -> bool {
    let range = scene.tokens.of_sentence(sentence);
    !range.is_empty() && range.rev().take(2).any(|t| scene.tokens.lower(t) == "?")
}

/// "made a promise", "gave assurances", "entered into a commitment".
fn promise_as_object(scene: &Scene<'_, '_>, candidate: &Candidate, verb: &VerbGroup) -> bool {
    matches!(scene.tokens.lemma(verb.head), "make" | "give" | "offer" | "enter" | "undertake")
        && object(scene, verb, candidate).is_some_and(|o| scene.cue(o).has(CueClass::PledgeNoun))
}

fn denied_object(scene: &Scene<'_, '_>, verb: &VerbGroup, candidate: &Candidate) -> bool {
    let end = object(scene, verb, candidate).unwrap_or(verb.tokens.end);
    (verb.tokens.end..end).any(|t| matches!(scene.tokens.lower(t), "no" | "neither"))
}

fn object(scene: &Scene<'_, '_>, verb: &VerbGroup, candidate: &Candidate) -> Option<usize> {
    (verb.tokens.end < candidate.tokens.end)
        .then(|| scene.head(verb.tokens.end..candidate.tokens.end))
        .flatten()
}

/// A call is made in the present or past, not promised.
fn tense_of_report(verb: &VerbGroup) -> bool {
    verb.modal.is_none() && verb.negation.is_none()
}

/// Whether a call asks for an act: an infinitive or a clause after it.
fn wants_act(scene: &Scene<'_, '_>, candidate: &Candidate) -> bool {
    let clause = &scene.clauses[candidate.clause];
    clause.inner.iter().any(|g| g.tokens.start > candidate.head.unwrap_or(0))
        || scene.of_sentence(clause.sentence).any(|c| scene.clauses[c].parent == Some(candidate.clause))
}

fn forecast(scene: &Scene<'_, '_>, sentence: usize) -> bool {
    scene.tokens.of_sentence(sentence).any(|t| scene.cue(t).has(CueClass::Forecast))
}
