//! Shades between done and undone: "not fully", "not until May", "three of the twelve", "did at last".

use super::candidate::Candidate;
use super::scene::Scene;
use super::sink::Sink;
use super::verbs::VerbGroup;
use crate::entity::Label;
use crate::lexicon::cues::CueClass;
use crate::token::{Penn, Shape, Upos};

/// Words of a candidate in which shades are looked for.
const LONGEST: usize = 60;

/// Adds the shades of a candidate.
pub(super) fn describe(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let tokens = scene.tokens;
    let end = candidate.tokens.end.min(candidate.tokens.start + LONGEST);
    let range = candidate.tokens.start..end;
    let verb = scene.clauses[candidate.clause].verb.as_ref().filter(|v| range.contains(&v.head));
    if let Some(verb) = verb {
        of_verb(scene, verb, end, sink);
    }
    let achieved =
        range.clone().any(|t| scene.cue(t).has(CueClass::Step) || scene.cue(t).has(CueClass::Completion));
    let done = if achieved { "step" } else { "" };
    for t in range.clone() {
        let next = |n: usize| if t + n < end { tokens.lower(t + n) } else { "" };
        match tokens.lower(t) {
            "finally" | "eventually" | "belatedly" => sink.add("shade", "at_last", done, t),
            "in" if next(1) == "the" && next(2) == "end" => sink.add("shade", "at_last", done, t),
            "at" if next(1) == "last" => sink.add("shade", "at_last", done, t),
            "less" | "fewer" | "below" | "under" | "short" if figure(scene, t + 1, end) => {
                sink.add("shade", "below", done, t);
            }
            "more" | "above" | "over" | "beyond" if figure(scene, t + 1, end) => {
                sink.add("shade", "above", done, t);
            }
            "some" | "certain" | "several" | "various" if verb.is_some_and(|v| t >= v.tokens.end) => {
                sink.add("shade", "some", done, t);
            }
            "no" | "without" | "neither" => {
                let wrong = (t + 1..end.min(t + 5)).take_while(|&n| tokens.upos(n) != Upos::Punct).any(|n| {
                    [CueClass::Bad, CueClass::Violate, CueClass::Restrict]
                        .iter()
                        .any(|&c| scene.cue(n).has(c))
                });
                sink.add("shade", if wrong { "no_wrong" } else { "none" }, "", t);
            }
            // "Three of the twelve files", "60 of 200".
            "of" if t > range.start && number(scene, t - 1) && t + 2 < end => {
                let of_all = number(scene, t + 1) || (tokens.penn(t + 1) == Penn::Dt && number(scene, t + 2));
                if of_all {
                    sink.add("shade", "share", done, t);
                }
            }
            _ => {}
        }
        if scene.cue(t).has(CueClass::Late) && achieved {
            sink.add("shade", "late_step", "", t);
        }
    }
}

fn of_verb(scene: &Scene<'_, '_>, verb: &VerbGroup, end: usize, sink: &mut dyn Sink) {
    let tokens = scene.tokens;
    let set = scene.cue(verb.head);
    let wrong = [CueClass::Violate, CueClass::Restrict, CueClass::Remove, CueClass::Bad, CueClass::Fail];
    if verb.negation.is_some() {
        let whole = |t: usize| {
            matches!(
                tokens.lower(t),
                "fully"
                    | "entirely"
                    | "completely"
                    | "wholly"
                    | "full"
                    | "always"
                    | "all"
                    | "every"
                    | "consistently"
            )
        };
        if (verb.tokens.start..end.min(verb.head + 5)).any(whole) {
            sink.add("shade", "not_whole", "", verb.head);
        }
        if (verb.tokens.end..end).any(|t| matches!(tokens.lower(t), "until" | "till")) {
            sink.add("shade", "not_until", "", verb.head);
        }
        if wrong.iter().any(|&c| set.has(c)) {
            sink.add("shade", "not_wrong", "", verb.head);
        }
    } else {
        let first = tokens.lower(verb.tokens.start);
        if verb.tokens.start != verb.head && matches!(first, "did" | "does" | "do") {
            sink.add("shade", "did", "", verb.tokens.start);
        }
    }
}

fn number(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.tokens.shape(at) == Shape::Number || scene.tokens.upos(at) == Upos::Num
}

/// Whether a figure follows within three words.
fn figure(scene: &Scene<'_, '_>, from: usize, end: usize) -> bool {
    (from..end.min(from + 3)).any(|t| {
        number(scene, t)
            || matches!(scene.label(t), Some(Label::Percent | Label::Money | Label::Quantity))
            || matches!(scene.tokens.lower(t), "half" | "third" | "quarter")
    })
}
