//! Good or bad, put together from words: closing a school is bad, lifting a ban is good, a lack of doctors is bad.

use std::ops::Range;

use super::candidate::{Base, Candidate};
use super::clauses::Clause;
use super::scene::Scene;
use super::sink::Sink;
use super::verbs::{VerbGroup, is_be};
use crate::lexicon::connotation::{Sense, Senses};
use crate::lexicon::cues::CueClass;
use crate::token::{Penn, Upos};

/// Words of a phrase and of a candidate that are looked at.
const PHRASE: usize = 14;
const LONGEST: usize = 60;

/// What something comes to, and by which way that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Event {
    sign: i8,
    way: &'static str,
}

/// Adds what a candidate's words come to.
pub(super) fn describe(scene: &Scene<'_, '_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let clause = &scene.clauses[candidate.clause];
    let range = candidate.tokens.start..candidate.tokens.end.min(candidate.tokens.start + LONGEST);
    let first = range.start;
    let verb = clause.verb.as_ref().filter(|v| candidate.base == Base::Clause && range.contains(&v.head));
    let event = match verb {
        Some(verb) => of_clause(scene, clause, verb),
        None => Event { sign: phrase(scene, range.clone()), way: "phrase" },
    };
    let at = verb.map_or(first, |v| v.head);
    let part = shade(scene, range.clone());
    sink.add("event", name(event.sign), event.way, at);
    sink.add("event_part", name(event.sign), part, at);
}

fn name(sign: i8) -> &'static str {
    match sign {
        0 => "none",
        1.. => "good",
        _ => "bad",
    }
}

/// What a clause's verb does to its object or subject, turned by negation.
fn of_clause(scene: &Scene<'_, '_>, clause: &Clause, verb: &VerbGroup) -> Event {
    let end = clause.tokens.end.max(verb.tokens.end);
    let after = verb.tokens.end..end;
    let subject = phrase(scene, clause.subject.clone());
    let mut event = if verb.passive {
        deed(scene.senses(verb.head), Some(subject), 0)
    } else if let Some(inner) = clause
        .inner
        .iter()
        .find(|g| g.tokens.start <= verb.tokens.end + 1 && g.tokens.start >= verb.tokens.end)
    {
        // "Failed to free", "began to pay": the second verb says what, the first whether.
        let object = phrase(scene, inner.tokens.end..end);
        let has = inner.tokens.end < end;
        let done = deed(scene.senses(inner.head), has.then_some(object), subject);
        let senses = scene.senses(verb.head);
        if senses.has(Sense::Lack) || senses.has(Sense::Fades) || senses.has(Sense::Down) {
            Event { sign: if done.sign < 0 { 1 } else { -1 }, way: "undone" }
        } else {
            Event { sign: done.sign, way: "second" }
        }
    } else if is_be(scene.tokens, verb.head) || scene.senses(verb.head).has(Sense::State) {
        let said = phrase(scene, after.clone());
        Event { sign: if said == 0 { subject } else { said }, way: if said == 0 { "of" } else { "is" } }
    } else {
        let object = scene.head(after.clone()).map(|_| phrase(scene, after.clone()));
        deed(scene.senses(verb.head), object, subject)
    };
    let none = clause.subject.clone().take(3).chain(after.take(3)).any(|t| nothing(scene, t));
    if verb.negation.is_some() || (none && event.way != "is") {
        event = Event {
            sign: if event.sign == 0 { -1 } else { -event.sign },
            way: if event.sign == 0 { "not" } else { "turned" },
        };
    }
    event
}

/// What a verb comes to, given the worth of its object, if it has one, and of its subject.
fn deed(senses: Senses, object: Option<i8>, subject: i8) -> Event {
    let or = |sign: i8, default: i8| if sign == 0 { default } else { sign };
    if senses.has(Sense::Well) {
        return Event { sign: 1, way: "well" };
    }
    if senses.has(Sense::Ill) {
        return Event { sign: -1, way: "ill" };
    }
    match object {
        Some(o) if senses.has(Sense::Lack) => Event { sign: if o < 0 { 1 } else { -1 }, way: "lack" },
        Some(o) if senses.has(Sense::Up) => Event { sign: or(o, 1), way: if o == 0 { "up?" } else { "up" } },
        Some(o) if senses.has(Sense::Down) => {
            Event { sign: or(-o, -1), way: if o == 0 { "down?" } else { "down" } }
        }
        _ if senses.has(Sense::Lack) => Event { sign: -1, way: "lack" },
        _ if senses.has(Sense::Fades) => Event { sign: -1, way: "fades" },
        _ if senses.has(Sense::Rises) => Event { sign: subject, way: "rises" },
        _ if senses.has(Sense::Falls) => Event { sign: or(-subject, 0), way: "falls" },
        _ if senses.has(Sense::Thrives) => Event { sign: or(subject, 1), way: "thrives" },
        Some(o) => Event { sign: o, way: "object" },
        None => Event { sign: subject, way: "subject" },
    }
}

/// What a phrase comes to: from its end to its start, so that "a lack of" turns what it is a lack of.
fn phrase(scene: &Scene<'_, '_>, range: Range<usize>) -> i8 {
    let tokens = scene.tokens;
    let stop = |t: usize| {
        matches!(tokens.lower(t), "," | ";" | ":" | "which" | "who" | "that" | "but" | "although" | "while")
    };
    let end =
        range.clone().take(PHRASE).skip(1).find(|&t| stop(t)).unwrap_or(range.end.min(range.start + PHRASE));
    let mut sign = 0i8;
    for t in (range.start..end).rev() {
        let senses = scene.senses(t);
        let own = scene.sign(t);
        let of = t + 1 < end && matches!(tokens.lower(t + 1), "of" | "in" | "to" | "on" | "for" | "from");
        if nothing(scene, t) || matches!(tokens.lower(t), "few" | "little" | "without" | "not" | "n't") {
            sign = if sign == 0 { -1 } else { -sign };
        } else if senses.has(Sense::Lack) && of {
            sign = if sign < 0 { 1 } else { -1 };
        } else if senses.has(Sense::End) && of {
            sign = -sign;
        } else if senses.has(Sense::More) && of && sign != 0 {
            // "A rise in crime" is bad, "growth in trade" is good.
        } else if own != 0 {
            let noun = matches!(tokens.upos(t), Upos::Noun);
            sign = if noun || own < 0 || sign == 0 { own } else { sign };
        } else if senses.has(Sense::Lack) {
            sign = -1;
        }
    }
    sign
}

fn nothing(scene: &Scene<'_, '_>, token: usize) -> bool {
    matches!(scene.tokens.lower(token), "no" | "none" | "neither" | "nobody" | "nothing" | "nowhere" | "nor")
}

/// Whether a candidate speaks of all, of none, of a part, or of something done by halves.
fn shade(scene: &Scene<'_, '_>, range: Range<usize>) -> &'static str {
    let mut found = "";
    for t in range {
        let here = match scene.tokens.lower(t) {
            "all" | "every" | "each" | "both" | "whole" | "entire" | "fully" | "completely" | "everyone"
            | "everything" => "all",
            "none" | "neither" | "nobody" | "nothing" | "no" | "never" => "no",
            "only" | "merely" | "just" | "barely" | "hardly" | "scarcely" | "mere" => "only",
            "some" | "several" | "most" | "half" | "part" | "partly" | "partially" | "many" | "largely"
            | "mostly" | "third" | "quarter" | "thirds" => "part",
            "still" | "yet" | "remain" | "remains" | "remained" => "still",
            _ if scene.senses(t).has(Sense::Mixed) || scene.cue(t).has(CueClass::Partial) => "part",
            _ => "",
        };
        let denied = t > 0 && here == "all" && matches!(scene.tokens.lower(t - 1), "not" | "n't");
        if denied {
            return "part";
        }
        if found.is_empty() && scene.tokens.penn(t) != Penn::Prp {
            found = here;
        }
    }
    found
}
