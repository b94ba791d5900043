//! Candidates to named features; the same names in the weight table, in training and in every explanation.

use super::around;
use super::candidate::{Base, Candidate};
use super::clauses::{Join, infinitive_after};
use super::echo;
use super::frames;
use super::scene::{Lead, Scene};
use super::setting::Setting;
use super::sink::Sink;
use super::verbs::Form;
use super::worth;
use crate::entity::Label;
use crate::lexicon::cues::CueSet;
use crate::token::{Penn, Shape, Upos};

/// Describes one candidate.
pub(super) fn describe(setting: &Setting<'_, '_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let scene = setting.scene;
    let first = candidate.tokens.start;
    sink.add("bias", "", "", first);
    match candidate.base {
        Base::Clause => clause_features(scene, candidate, sink),
        Base::Nominal => nominal_features(scene, candidate, sink),
    }
    frames::describe(setting, candidate, sink);
    surroundings(scene, candidate, sink);
    worth::describe(scene, candidate, sink);
    echo::describe(scene, &setting.echo, candidate, sink);
    around::describe(scene, &setting.around, &setting.sentences, candidate, sink);
}

fn classes(sink: &mut dyn Sink, template: &'static str, set: CueSet, b: &str, token: usize) {
    for class in set.iter() {
        sink.add(template, class.as_str(), b, token);
    }
}

fn label_name(label: Option<Label>) -> &'static str {
    label.map_or("", Label::as_str)
}

fn clause_features(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let tokens = scene.tokens;
    let first = candidate.tokens.start;
    let Some(verb) = &clause.verb else {
        sink.add("verbless", "", "", first);
        words(scene, candidate, "word", sink);
        return;
    };
    sink.add("base", "clause", "", first);
    let head = verb.head;
    let lemma = tokens.lemma(head);
    let set = scene.cue(head);
    let tense = match (verb.modal, verb.perfect) {
        (Some(m), _) => tokens.lemma(m),
        (None, true) => "perfect",
        (None, false) => verb.tense.name(),
    };
    let negated = verb.negation.is_some();
    let polarity = if negated { "not" } else { "" };
    sink.add("head", lemma, polarity, head);
    sink.add("tense", tense, polarity, verb.tokens.start);
    classes(sink, "head_class", set, polarity, head);
    classes(sink, "head_class_tense", set, tense, head);
    if verb.passive {
        sink.add("passive", "", polarity, head);
        classes(sink, "passive_class", set, "", head);
    }
    if verb.progressive {
        sink.add("progressive", "", polarity, head);
    }
    if verb.form == Form::Bare {
        sink.add("imperative", "", "", head);
    }
    // The subject.
    let subject = scene.head(clause.subject.clone());
    if let Some(s) = subject {
        let name = tokens.lemma(s);
        let label = scene.label(s);
        if label.is_none() {
            sink.add("subject", name, "", s);
        } else {
            sink.add("subject_label", label_name(label), "", s);
        }
        let set_s = scene.cue(s);
        classes(sink, "subject_class", set_s, "", s);
        for class in set_s.iter() {
            classes(sink, "subject_head", set, class.as_str(), s);
            sink.add("subject_tense", class.as_str(), tense, s);
        }
        sink.add("subject_pos", tokens.penn(s).as_str(), tense, s);
        if (clause.subject.start..s).any(|t| matches!(tokens.lower(t), "no" | "few" | "little" | "neither")) {
            sink.add("subject_none", "", "", s);
        }
    } else {
        sink.add("no_subject", "", "", first);
    }
    // The complement: object, infinitive, predicate.
    let object = scene.head(verb.tokens.end..clause.tokens.end);
    if let Some(o) = object {
        sink.add("object", tokens.lemma(o), "", o);
        let set_o = scene.cue(o);
        classes(sink, "object_class", set_o, polarity, o);
        for class in set_o.iter() {
            classes(sink, "head_object", set, class.as_str(), o);
        }
        if (verb.tokens.end..o).any(|t| tokens.lower(t) == "no") {
            sink.add("object_none", "", "", o);
        }
    }
    if let Some(infinitive) = infinitive_after(clause, head) {
        let x = infinitive.head;
        sink.add("to", tokens.lemma(x), "", x);
        classes(sink, "head_to", set, "", x);
        classes(sink, "to_class", scene.cue(x), polarity, x);
        sink.add("verb_to", lemma, polarity, head);
    }
    if let Some(next) = (verb.tokens.end..clause.tokens.end).next() {
        let upos = tokens.upos(next);
        if upos == Upos::Adp {
            sink.add("verb_adp", lemma, tokens.lemma(next), next);
        } else if upos == Upos::Adj || tokens.penn(next) == Penn::Vbn {
            sink.add("predicate", tokens.lemma(next), polarity, next);
            classes(sink, "predicate_class", scene.cue(next), polarity, next);
        }
    }
    for t in verb.tokens.clone() {
        if tokens.upos(t) == Upos::Adv {
            sink.add("adverb", tokens.lemma(t), polarity, t);
        }
    }
    if let Some(v) = (first..verb.tokens.start).last().filter(|&t| tokens.upos(t) == Upos::Adv) {
        sink.add("adverb", tokens.lemma(v), "", v);
    }
    // What it hangs on.
    sink.add("join", clause.join.name(), "", first);
    if let Some(o) = clause.opener {
        sink.add("opener", tokens.lemma(o), "", o);
    }
    parent_features(scene, candidate, sink);
    words(scene, candidate, "word", sink);
}

fn parent_features(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let tokens = scene.tokens;
    let Some(parent) = clause.parent.map(|p| &scene.clauses[p]) else { return };
    let Some(up) = &parent.verb else { return };
    if clause.join == Join::Complement {
        let polarity = if up.negation.is_some() { "not" } else { "" };
        sink.add("under", tokens.lemma(up.head), polarity, up.head);
        classes(sink, "under_class", scene.cue(up.head), polarity, up.head);
        if let Some(s) = scene.head(parent.subject.clone()) {
            classes(sink, "under_subject", scene.cue(s), "", s);
            sink.add("under_subject_label", label_name(scene.label(s)), "", s);
        }
    } else {
        classes(sink, "beside_class", scene.cue(up.head), clause.join.name(), up.head);
    }
}

fn nominal_features(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let tokens = scene.tokens;
    let Some(head) = candidate.head else { return };
    let set = scene.cue(head);
    sink.add("base", "nominal", "", head);
    sink.add("noun", tokens.lemma(head), "", head);
    classes(sink, "noun_class", set, "", head);
    sink.add("noun_number", tokens.penn(head).as_str(), "", head);
    if let Some(label) = scene.label(head) {
        sink.add("noun_label", label.as_str(), "", head);
    }
    for t in candidate.tokens.start..head {
        match tokens.penn(t) {
            Penn::PrpS => sink.add("noun_owner", tokens.lemma(t), "", t),
            Penn::Pos => {
                sink.add("noun_owned", "", "", t);
                classes(sink, "noun_owned", set, "", t);
            }
            Penn::Dt => sink.add("noun_det", tokens.lemma(t), "", t),
            Penn::Jj | Penn::Nn | Penn::Vbn | Penn::Vbg => sink.add("noun_mod", tokens.lemma(t), "", t),
            _ => {}
        }
    }
    let next = head + 1;
    let follow = if next < candidate.tokens.end { tokens.lemma(next) } else { "end" };
    sink.add("noun_next", follow, "", head);
    classes(sink, "noun_class_next", set, follow, head);
    if follow == "to" && next + 1 < candidate.tokens.end {
        sink.add("noun_to", tokens.lemma(next + 1), "", next + 1);
    }
    if let Some(verb) = &clause.verb {
        let up = scene.cue(verb.head);
        let polarity = if verb.negation.is_some() { "not" } else { "" };
        let side = if head < verb.tokens.start { "left" } else { "right" };
        sink.add("noun_side", side, "", head);
        sink.add("noun_verb", tokens.lemma(verb.head), side, verb.head);
        classes(sink, "noun_verb_class", up, side, verb.head);
        for class in set.iter() {
            classes(sink, "noun_under", up, class.as_str(), verb.head);
        }
        sink.add(
            "noun_verb_tense",
            verb.modal.map_or(verb.tense.name(), |m| tokens.lemma(m)),
            polarity,
            verb.head,
        );
        let direct = head > verb.head && scene.head(verb.tokens.end..candidate.tokens.end) == Some(head);
        if direct {
            sink.add("noun_object", "", "", head);
            classes(sink, "noun_object_class", set, tokens.lemma(verb.head), head);
        }
        if let Some(inner) = clause.inner.iter().rev().find(|g| g.tokens.end <= candidate.tokens.start) {
            sink.add("noun_inner", tokens.lemma(inner.head), "", inner.head);
            classes(sink, "noun_inner_class", scene.cue(inner.head), "", inner.head);
        }
    }
    if candidate.tokens.start > clause.tokens.start {
        let before = candidate.tokens.start - 1;
        sink.add("noun_before", tokens.lemma(before), "", before);
    }
    words(scene, candidate, "in_noun", sink);
}

/// Words of a candidate that are looked at: no clause is longer, but a text without stops is.
const LONGEST: usize = 300;

/// The content words of a candidate, and the kinds of entity in it.
fn words(scene: &Scene<'_, '_>, candidate: &Candidate, template: &'static str, sink: &mut dyn Sink) {
    let tokens = scene.tokens;
    let (class_template, label_template) =
        if template == "word" { ("class", "label") } else { ("in_noun_class", "in_noun_label") };
    for t in candidate.tokens.clone().take(LONGEST) {
        let upos = tokens.upos(t);
        let content = matches!(
            upos,
            Upos::Noun
                | Upos::Verb
                | Upos::Adj
                | Upos::Adv
                | Upos::Aux
                | Upos::Det
                | Upos::Pron
                | Upos::Sconj
                | Upos::Adp
        );
        if content && tokens.shape(t) != Shape::Number && scene.label(t).is_none() {
            sink.add(template, tokens.lemma(t), "", t);
        }
        classes(sink, class_template, scene.cue(t), "", t);
        if let Some(label) = scene.label(t) {
            sink.add(label_template, label.as_str(), "", t);
        }
        if tokens.shape(t) == Shape::Number {
            sink.add("number", template, "", t);
        }
    }
}

/// Adjacent pairs of words, for idioms that no class foresees.
fn pairs(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let tokens = scene.tokens;
    let plain = |t: usize| {
        tokens.upos(t) != Upos::Punct
            && tokens.shape(t) != Shape::Number
            && scene.label(t).is_none()
            && tokens.upos(t) != Upos::Propn
    };
    for t in candidate.tokens.clone().take(LONGEST).skip(1) {
        if plain(t - 1) && plain(t) {
            sink.add("pair", tokens.lemma(t - 1), tokens.lemma(t), t - 1);
        }
    }
}

/// Block, quotes, question, the clause before, and what the text as a whole talks about.
fn surroundings(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let tokens = scene.tokens;
    let first = candidate.tokens.start;
    let base = if candidate.base == Base::Clause { "clause" } else { "nominal" };
    sink.add("block", scene.block(clause.sentence).as_str(), base, first);
    if scene.quoted(first) {
        sink.add("quoted", base, "", first);
    }
    let range = tokens.of_sentence(clause.sentence);
    if !range.is_empty() && tokens.lower(range.end - 1) == "?" {
        sink.add("question", base, "", range.end - 1);
    }
    pairs(scene, candidate, sink);
    let item = clause.verb.as_ref().is_none_or(|v| v.form == Form::Bare);
    if let Some(lead) = scene.lead(clause.sentence).filter(|_| item && candidate.base == Base::Clause) {
        sink.add("item", if lead == Lead::Accepted { "accepted" } else { "recommended" }, "", first);
    }
    let root = scene.of_sentence(clause.sentence).start;
    if root != candidate.clause
        && let Some(verb) = &scene.clauses[root].verb
    {
        sink.add("root", tokens.lemma(verb.head), base, verb.head);
        classes(sink, "root_class", scene.cue(verb.head), base, verb.head);
    }
    let length = ["0", "1", "2", "3", "4", "5", "6"][(candidate.tokens.len() / 5).min(6)];
    sink.add("length", length, base, first);
    if clause.sentence > 0 {
        let before = scene.of_sentence(clause.sentence - 1);
        if let Some(verb) = before.rev().find_map(|c| scene.clauses[c].verb.as_ref()) {
            classes(sink, "before_class", scene.cue(verb.head), base, first);
        }
    }
}
