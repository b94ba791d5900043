//! Constructions that bind or judge whatever their words: "gave an undertaking to", "is to", "cut the backlog", "but only half".

use std::ops::Range;

use super::candidates::{Base, Candidate, infinitive_after};
use super::clauses::{Clause, Join};
use super::features::Sink;
use super::scene::Scene;
use super::verbs::Form;
use crate::entity::Label;
use crate::lexicon::cues::{CueClass, CueSet};
use crate::token::{Penn, Upos};

/// A word that binds its subject, and the token that its content follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    /// "promised", or the noun of "gave a promise".
    pub(super) word: usize,
    /// Whether a verb that says little carries a noun: "gave a promise".
    pub(super) support: bool,
}

/// What a clause's verb promises with: by itself, or with its object; none where it denies or may.
pub(super) fn binding(scene: &Scene<'_, '_>, clause: &Clause) -> Option<Binding> {
    let verb = clause.verb.as_ref()?;
    let set = scene.cue(verb.head);
    let open = verb.negation.is_some() || verb.modal.is_some_and(|m| scene.tokens.lemma(m) != "will");
    if open {
        return None;
    }
    if set.has(CueClass::Support) && !verb.passive {
        // Past the particle of "took on".
        let particle = verb.tokens.end < clause.reach
            && matches!(scene.tokens.lower(verb.tokens.end), "on" | "into" | "upon" | "out");
        let noun = scene.head(verb.tokens.end + usize::from(particle)..clause.reach).filter(|&o| {
            scene.cue(o).has(CueClass::Commissive)
                && !(verb.tokens.end..o).any(|t| scene.tokens.lower(t) == "no")
                && (scene.tokens.lemma(o) != "word" || scene.tokens.penn(o - 1) == Penn::PrpS)
        });
        if let Some(word) = noun {
            return Some(Binding { word, support: true });
        }
    }
    set.has(CueClass::Commissive).then_some(Binding { word: verb.head, support: false })
}

/// How the content of a binding word is put: an infinitive, a clause, a noun; "" where none is said.
pub(super) fn content(scene: &Scene<'_, '_>, index: usize, word: usize) -> &'static str {
    let clause = &scene.clauses[index];
    if infinitive_after(clause, word).is_some_and(|g| g.tokens.start <= word + FAR) {
        return "to";
    }
    let range = scene.of_sentence(clause.sentence);
    let under = (index + 1..range.end).take(4).any(|c| {
        let inner = &scene.clauses[c];
        inner.parent == Some(index)
            && matches!(inner.join, Join::Complement | Join::Relative)
            && inner.tokens.start > word
            && inner.tokens.start <= word + FAR
            && inner.opener.is_none_or(|o| scene.tokens.lower(o) == "that")
    });
    if under {
        return "that";
    }
    let next = word + 1;
    if next < clause.tokens.end {
        let tokens = scene.tokens;
        if matches!(tokens.lower(next), "to" | "of" | "for" | "on") {
            let gerund = next + 1 < clause.tokens.end && tokens.penn(next + 1) == Penn::Vbg;
            return if gerund { "ing" } else { "of" };
        }
        if tokens.upos(next) != Upos::Punct {
            return "object";
        }
    }
    ""
}

/// Words between a binding word and its content: the recipient's name fits in.
const FAR: usize = 14;

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
    let mut own = clause.inner.iter().filter(|g| {
        g.form == Form::Infinitive && g.tokens.start > word && tokens.penn(g.tokens.start) == Penn::To
    });
    let Some(first) = own.next() else { return Vec::new() };
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for group in own {
        let start = group.tokens.start;
        let joined = matches!(tokens.lower(start - 1), "and" | ";")
            || (tokens.lower(start - 1) == "," && start > first.tokens.end + 2);
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
fn plan_with_content(scene: &Scene<'_, '_>, range: Range<usize>) -> Option<usize> {
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
    ((range.start..head + 1).any(plan) && says).then_some(head)
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

/// Whether a text anywhere says what somebody binds itself to.
pub(super) fn stated(scene: &Scene<'_, '_>) -> bool {
    (0..scene.clauses.len()).any(|i| {
        binding(scene, &scene.clauses[i])
            .is_some_and(|b| matches!(content(scene, i, b.word), "to" | "that" | "ing"))
    })
}

/// "In breach of its commitments", "violates Chad's obligations": an undertaking that is only judged.
fn judged(scene: &Scene<'_, '_>, candidate: &Candidate) -> bool {
    let Some(head) = candidate.head else { return false };
    let tokens = scene.tokens;
    let set = scene.cue(head);
    let names = set.has(CueClass::PledgeNoun) || matches!(tokens.lemma(head), "obligation" | "duty");
    let owned = (candidate.tokens.start..head).any(|t| matches!(tokens.penn(t), Penn::PrpS | Penn::Pos));
    if !names || !owned {
        return false;
    }
    let start = candidate.tokens.start;
    let judges = |t: usize| {
        scene.cue(t).has(CueClass::Violate)
            || matches!(
                tokens.lemma(t),
                "contrary"
                    | "inconsistent"
                    | "incompatible"
                    | "comply"
                    | "compliance"
                    | "honor"
                    | "honour"
                    | "fulfil"
                    | "fulfill"
                    | "meet"
                    | "keep"
                    | "respect"
                    | "adhere"
                    | "breach"
                    | "betray"
                    | "renege"
                    | "defiance"
            )
    };
    (start.saturating_sub(4).max(tokens.of_sentence(scene.clauses[candidate.clause].sentence).start)..start)
        .any(judges)
}

/// What kind of thing a subject is: a party that can bind itself, a law, or another thing.
pub(super) fn bearer(scene: &Scene<'_, '_>, clause: &Clause) -> &'static str {
    let Some(head) = scene.head(clause.subject.clone()) else { return "none" };
    let set = scene.cue(head);
    if set.has(CueClass::LawNoun) || set.has(CueClass::PlanNoun) || scene.label(head) == Some(Label::Law) {
        return "law";
    }
    let named = clause
        .subject
        .clone()
        .take(FAR)
        .any(|t| matches!(scene.label(t), Some(Label::Person | Label::Org | Label::Gpe | Label::Norp)));
    let acts = [CueClass::Government, CueClass::Speaker, CueClass::Outsider].iter().any(|&c| set.has(c));
    if named || acts || scene.tokens.penn(head) == Penn::Prp { "party" } else { "thing" }
}

/// Adds what the constructions of a candidate say.
pub(super) fn describe(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    match candidate.base {
        Base::Clause => {
            binds(scene, candidate, sink);
            deed(scene, clause, sink);
        }
        Base::Nominal => {
            if let Some(head) = candidate.head
                && judged(scene, candidate)
            {
                // "Its Geneva commitments" stand apart from what was promised elsewhere.
                let named = head > candidate.tokens.start
                    && (scene.label(head - 1).is_some() || tokens_named(scene, head - 1));
                let how = match (named, scene.stated) {
                    (true, _) => "named",
                    (false, true) => "again",
                    (false, false) => "fresh",
                };
                sink.add("noun_judged", how, "", head);
            }
            if candidate.head.is_some_and(|h| plan_with_content(scene, candidate.tokens.clone()) == Some(h))
                && clause.verb.as_ref().is_some_and(|v| scene.cue(v.head).has(CueClass::Adopt))
            {
                sink.add("noun_plan_said", "", "", candidate.tokens.start);
            }
            if let Some(head) = candidate.head.filter(|&h| scene.cue(h).has(CueClass::Commissive)) {
                let how = content(scene, candidate.clause, head);
                sink.add("noun_frame", how, "", head);
                if binding(scene, clause).is_some_and(|b| b.word == head) {
                    sink.add("noun_carried", how, "", head);
                }
            }
        }
    }
    valence(scene, candidate, sink);
}

fn tokens_named(scene: &Scene<'_, '_>, token: usize) -> bool {
    scene.tokens.upos(token) == Upos::Propn
}

fn binds(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let Some(verb) = &clause.verb else { return };
    let tokens = scene.tokens;
    let who = bearer(scene, clause);
    if candidate.tokens.start > verb.head {
        sink.add("frame_part", "", "", candidate.tokens.start);
    }
    let hypothetical = clause.join == Join::Adverbial
        && clause.opener.is_some_and(|o| matches!(tokens.lower(o), "if" | "unless" | "whether"));
    if let Some(found) = binding(scene, clause).filter(|_| !hypothetical) {
        let how = content(scene, candidate.clause, found.word);
        sink.add(if found.support { "frame_support" } else { "frame_promise" }, how, who, found.word);
    }
    let next = verb.tokens.end;
    let to_next = infinitive_after(clause, verb.head).filter(|g| g.tokens.start <= next + 1);
    if tokens.lemma(verb.head) == "be" && to_next.is_some() && verb.modal.is_none() {
        sink.add("frame_be_to", verb.tense.name(), who, verb.head);
    }
    if scene.cue(verb.head).has(CueClass::Oblige) && infinitive_after(clause, verb.head).is_some() {
        let patient = scene.head(verb.tokens.end..clause.tokens.end);
        let party = patient.is_some_and(|p| {
            matches!(scene.label(p), Some(Label::Org | Label::Gpe | Label::Person))
                || scene.cue(p).has(CueClass::Government)
        });
        sink.add(
            "frame_bind",
            if verb.passive { "passive" } else { who },
            if party { "party" } else { "" },
            verb.head,
        );
    }
    if let Some(up) = clause.parent.filter(|_| clause.join == Join::Complement)
        && let Some(found) = binding(scene, &scene.clauses[up])
        && found.word < candidate.tokens.start
    {
        sink.add("frame_under", if found.support { "support" } else { "promise" }, "", found.word);
    }
}

/// Good, bad or neither: what a verb does its work on.
fn worth(set: CueSet) -> &'static str {
    let bad = [CueClass::Bad, CueClass::Violate, CueClass::Fail, CueClass::Restrict];
    if set.has(CueClass::Critic) {
        "critic"
    } else if bad.iter().any(|&c| set.has(c)) {
        "bad"
    } else if set.has(CueClass::Good) || set.has(CueClass::LawNoun) || set.has(CueClass::PlanNoun) {
        "good"
    } else {
        ""
    }
}

/// What is done to what: cutting a burden is good, cutting a budget is not.
fn deed(scene: &Scene<'_, '_>, clause: &Clause, sink: &mut dyn Sink) {
    let Some(verb) = &clause.verb else { return };
    let patient = if verb.passive {
        scene.head(clause.subject.clone())
    } else {
        scene.head(verb.tokens.end..clause.tokens.end)
    };
    let mut what = patient.map_or("", |p| worth(scene.cue(p)));
    if what.is_empty() && !verb.passive {
        // "closed three of the newspapers", "an end to the ban": the first word of worth after the verb.
        let near = verb.tokens.end..clause.tokens.end.min(verb.tokens.end + 8);
        what = near.map(|t| worth(scene.cue(t))).find(|w| !w.is_empty()).unwrap_or("");
    }
    let set = scene.cue(verb.head);
    for class in set.iter() {
        let template = match (verb.negation.is_some(), verb.passive) {
            (true, _) => "undone",
            (false, true) => "done_to",
            (false, false) => "deed",
        };
        sink.add(template, class.as_str(), what, verb.head);
    }
}

/// The classes whose meeting in one clause tells praise from blame.
const WORTH: &[CueClass] = &[
    CueClass::Good,
    CueClass::Bad,
    CueClass::Neg,
    CueClass::Partial,
    CueClass::Late,
    CueClass::Less,
    CueClass::Remove,
    CueClass::Restrict,
    CueClass::Critic,
    CueClass::Contrast,
    CueClass::Violate,
    CueClass::Fail,
    CueClass::Step,
    CueClass::Completion,
];

fn valence(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let end = candidate.tokens.end.min(candidate.tokens.start + 60);
    let range = candidate.tokens.start..end;
    let set = scene.cues_of(range.clone());
    let first = range.start;
    for (i, &a) in WORTH.iter().enumerate().filter(|(_, a)| set.has(**a)) {
        for &b in WORTH[i + 1..].iter().filter(|b| set.has(**b)) {
            sink.add("both", a.as_str(), b.as_str(), first);
        }
    }
    // "Passed, but late": what stands on either side of a turn.
    if let Some(turn) = range.clone().skip(1).find(|&t| scene.cue(t).has(CueClass::Contrast)) {
        sink.add("turn", side(scene, range.start..turn), side(scene, turn + 1..range.end), turn);
    }
}

fn side(scene: &Scene<'_, '_>, range: std::ops::Range<usize>) -> &'static str {
    let set = scene.cues_of(range);
    let against =
        [CueClass::Bad, CueClass::Neg, CueClass::Fail, CueClass::Violate, CueClass::Restrict, CueClass::Less]
            .iter()
            .any(|&c| set.has(c));
    let for_ = [CueClass::Good, CueClass::Completion, CueClass::Step].iter().any(|&c| set.has(c));
    match (for_, against) {
        (true, true) => "mixed",
        (true, false) => "good",
        (false, true) => "bad",
        (false, false) => "plain",
    }
}
