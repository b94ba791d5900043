//! Constructions that bind or judge whatever their words: "gave an undertaking to", "is to", "cut the backlog", "but only half".

use super::binding::{FAR, bearer, binding, content};
use super::candidate::{Base, Candidate};
use super::clauses::{Clause, Join, infinitive_after};
use super::parts::plan_with_content;
use super::scene::Scene;
use super::setting::Setting;
use super::shades;
use super::sink::Sink;
use crate::entity::Label;
use crate::lexicon::cues::{CueClass, CueSet};
use crate::token::{Penn, Upos};

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

/// Adds what the constructions of a candidate say.
pub(super) fn describe(setting: &Setting<'_, '_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let scene = setting.scene;
    let clause = &scene.clauses[candidate.clause];
    match candidate.base {
        Base::Clause => {
            binds(scene, candidate, sink);
            law(setting, candidate, sink);
            reported_future(scene, candidate, sink);
            under_law(scene, candidate, sink);
            deed(scene, clause, sink);
        }
        Base::Nominal => {
            if let Some(head) = candidate.head
                && judged(scene, candidate)
            {
                // "Its Geneva commitments" stand apart from what was promised elsewhere.
                let named = head > candidate.tokens.start
                    && (scene.label(head - 1).is_some() || tokens_named(scene, head - 1));
                let how = match (named, setting.stated) {
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
    shades::describe(scene, candidate, sink);
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
    // "A company that promised …" may be any company.
    let generic =
        clause.join == Join::Relative && !clause.subject.clone().take(FAR).any(|t| scene.label(t).is_some());
    if let Some(found) = binding(scene, clause).filter(|_| !hypothetical && !generic) {
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

/// A law binds the state where its conduct is held against it: in the same sentence, or right after.
fn law(setting: &Setting<'_, '_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let scene = setting.scene;
    let clause = &scene.clauses[candidate.clause];
    let Some(verb) = &clause.verb else { return };
    let set = scene.cue(verb.head);
    let rules = set.has(CueClass::LawVerb) || set.has(CueClass::Oblige);
    if bearer(scene, clause) != "law" || verb.tense.name() == "future" {
        return;
    }
    let sentence = scene.tokens.of_sentence(clause.sentence);
    let rest = verb.tokens.end..sentence.end.min(verb.tokens.end + 3 * FAR);
    let opened = clause.opener.is_some_and(|o| scene.cue(o).has(CueClass::Contrast));
    let how = if opened || scene.cues_of(rest).has(CueClass::Contrast) {
        "same"
    } else {
        setting.answered(clause.sentence)
    };
    let what = if rules { "rules" } else { "other" };
    sink.add("law_held", how, what, verb.head);
    // A rule on what citizens and firms must not do is none of the state's duties, unless it is held against it.
    let patient = scene.head(verb.tokens.end..clause.tokens.end);
    let on = patient.map_or("", |p| {
        let set = scene.cue(p);
        if set.has(CueClass::Government) {
            "state"
        } else if set.has(CueClass::People) {
            "people"
        } else {
            worth(set)
        }
    });
    sink.add("law_on", on, how, verb.head);
}

/// "Would pay", in the report of what somebody said: the future of the past.
fn reported_future(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let Some(verb) = &clause.verb else { return };
    let modal = verb.modal.map_or("", |m| scene.tokens.lemma(m));
    if !matches!(modal, "would" | "'d" | "will" | "shall") || verb.perfect {
        return;
    }
    let range = scene.of_sentence(clause.sentence);
    let near = range.start.max(candidate.clause.saturating_sub(NEAR))..range.end.min(candidate.clause + NEAR);
    let supposes = near.clone().any(|c| {
        scene.clauses[c].opener.is_some_and(|o| matches!(scene.tokens.lower(o), "if" | "unless" | "whether"))
    });
    let speaks = |c: usize| {
        scene.clauses[c].verb.as_ref().is_some_and(|v| {
            let set = scene.cue(v.head);
            v.modal.is_none()
                && v.negation.is_none()
                && [CueClass::Say, CueClass::Announce, CueClass::Promise, CueClass::Commissive]
                    .iter()
                    .any(|&class| set.has(class))
        })
    };
    let how = if supposes {
        "if"
    } else if clause.join == Join::Complement && clause.parent.is_some_and(speaks) {
        "said"
    } else if near.clone().any(|c| c != candidate.clause && speaks(c)) {
        "beside"
    } else {
        "alone"
    };
    let time = if modal == "would" || modal == "'d" { "frame_would" } else { "frame_will" };
    sink.add(time, how, bearer(scene, clause), verb.head);
}

/// "Under the 2014 act the ministry must publish": a duty with the law that it comes from.
fn under_law(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let Some(verb) = &clause.verb else { return };
    let tokens = scene.tokens;
    let modal = verb.modal.map_or("", |m| tokens.lemma(m));
    let set = scene.cue(verb.head);
    let to_be = tokens.lemma(verb.head) == "be" && infinitive_after(clause, verb.head).is_some();
    let duty = matches!(modal, "must" | "shall") || set.has(CueClass::Oblige) || to_be;
    let sentence = tokens.of_sentence(clause.sentence);
    let from = sentence.start.max(verb.tokens.start.saturating_sub(2 * FAR));
    let under = (from..verb.tokens.start).find(|&t| {
        tokens.lower(t) == "under"
            && (t + 1..verb.tokens.start.min(t + FAR))
                .any(|n| scene.label(n) == Some(Label::Law) || scene.cue(n).has(CueClass::LawNoun))
    });
    if let Some(under) = under {
        sink.add("frame_under_law", if duty { "duty" } else { "other" }, modal, under);
    }
}

/// Clauses on either side in which a verb of saying is looked for.
const NEAR: usize = 6;

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
