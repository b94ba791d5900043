//! To whom, by when, made when, under what condition, in whose words.

use std::ops::Range;

use super::actors::Actors;
use super::binding::binding;
use super::candidate::{Base, Candidate};
use super::clauses::{Join, infinitive_after};
use super::scene::Scene;
use super::{Basis, Direction, Factuality, OutcomeKind, Slot, Voice};
use crate::entity::{Entity, Interval, Label, Value};
use crate::lexicon::cues::CueClass;
use crate::span::Span;
use crate::token::{Penn, Upos};

/// A date as the text has it, and as it could be resolved.
pub(super) type When = (Span, Option<Interval>);

fn interval(mention: &Entity) -> Option<Interval> {
    match &mention.value {
        Some(Value::Time(interval)) => Some(*interval),
        _ => None,
    }
}

/// The dates of a candidate, each with the word before it.
fn dates<'s>(scene: &'s Scene<'_, '_>, range: Range<usize>) -> impl Iterator<Item = (&'s Entity, &'s str)> {
    let span = scene.tokens.span_of(range);
    scene.context.entities.within(span).filter(|m| m.label == Label::Date).map(move |m| {
        let first = scene.tokens.covering(m.span).start;
        let mut before = first;
        while before > 0 && matches!(scene.tokens.upos(before - 1), Upos::Det | Upos::Adj) {
            before -= 1;
        }
        (m, if before > 0 { scene.tokens.lower(before - 1) } else { "" })
    })
}

/// By when: a date after "by", "until", "within"…, or any date ahead of a plan or promise.
pub(super) fn deadline(scene: &Scene<'_, '_>, candidate: &Candidate) -> Option<When> {
    let own = scene.tokens.span_of(candidate.tokens.clone());
    let found = dates(scene, candidate.tokens.clone()).find(|(_, before)| {
        matches!(*before, "by" | "until" | "till" | "before" | "within" | "than" | "through")
    });
    if let Some((mention, _)) = found {
        return Some((own_words(scene, mention), interval(mention)));
    }
    // A year that lies ahead of the text is a time of delivery.
    let known = scene.context.date?;
    dates(scene, candidate.tokens.clone())
        .filter_map(|(m, _)| interval(m).map(|i| (m, i)))
        .find(|(m, i)| own.contains(m.span) && i.first > known.last)
        .map(|(m, i)| (own_words(scene, m), Some(i)))
}

fn own_words(_scene: &Scene<'_, '_>, mention: &Entity) -> Span {
    mention.span
}

/// When it was made or took place: a date that is no deadline, in the candidate or at its clause's edge.
pub(super) fn made(scene: &Scene<'_, '_>, candidate: &Candidate, deadline: Option<When>) -> Option<When> {
    let clause = &scene.clauses[candidate.clause];
    let past = clause.verb.as_ref().is_some_and(|v| {
        v.modal.is_none() && (v.tense == super::verbs::Tense::Past || v.perfect || v.passive)
    });
    let inside = candidate.tokens.clone();
    let around = clause.tokens.start.min(inside.start)..clause.tokens.end.max(inside.end);
    let usable = |&(m, before): &(&Entity, &str)| {
        deadline.is_none_or(|d| d.0 != m.span)
            && matches!(before, "in" | "on" | "since" | "of" | "at" | "during" | "from" | "," | "")
    };
    let known = scene.context.date;
    let behind = |m: &Entity| interval(m).is_none_or(|i| known.is_none_or(|k| i.first <= k.last));
    if candidate.base == Base::Nominal {
        return dates(scene, inside)
            .filter(usable)
            .find(|(m, _)| behind(m))
            .map(|(m, _)| (m.span, interval(m)));
    }
    past.then(|| {
        dates(scene, around).filter(usable).find(|(m, _)| behind(m)).map(|(m, _)| (m.span, interval(m)))
    })
    .flatten()
}

/// To whom: "to" or "with" a named party after a word of promising.
pub(super) fn recipient(scene: &Scene<'_, '_>, candidate: &Candidate) -> Option<Slot> {
    let clause = &scene.clauses[candidate.clause];
    let carried = (candidate.base == Base::Clause).then(|| binding(scene, clause)).flatten();
    let head = carried.map(|b| b.word).or(candidate.head)?;
    let end = if carried.is_some() { clause.tokens.end } else { candidate.tokens.end };
    let set = scene.cue(head);
    if ![CueClass::Promise, CueClass::PledgeNoun, CueClass::LawNoun, CueClass::DutyNoun]
        .iter()
        .any(|&c| set.has(c))
    {
        return None;
    }
    let tokens = scene.tokens;
    for t in head + 1..end.min(head + 12) {
        let direct = t == head + 1 && scene.label(t).is_some() && set.has(CueClass::Promise);
        if !direct && !matches!(tokens.lower(t), "to" | "with" | "towards") {
            continue;
        }
        let from = if direct { t } else { t + 1 };
        let Some(mut last) = scene.head(from..end) else { continue };
        // "The Council of Europe": to the end of the name that starts there.
        while last + 1 < end && scene.label(last).is_some() && scene.label(last + 1) == scene.label(last) {
            last += 1;
        }
        let span = tokens.span_of(from..last + 1);
        let named = scene
            .context
            .entities
            .within(span)
            .find(|m| matches!(m.label, Label::Org | Label::Gpe | Label::Person | Label::Norp));
        if let Some(m) = named {
            return Some(Slot {
                value: scene.context.entities.thing(m).name.clone(),
                span: Some(m.span),
                thing: Some(m.thing),
            });
        }
    }
    None
}

/// The words that say what: after the word of promising, or the whole.
pub(super) fn action(scene: &Scene<'_, '_>, candidate: &Candidate) -> Span {
    let whole = scene.tokens.span_of(candidate.tokens.clone());
    let clause = &scene.clauses[candidate.clause];
    let Some(head) = candidate.head else { return whole };
    let carried = (candidate.base == Base::Clause && candidate.tokens.contains(&head))
        .then(|| binding(scene, clause))
        .flatten()
        .filter(|b| candidate.tokens.contains(&b.word));
    let head = carried.map_or(head, |b| b.word);
    let set = scene.cue(head);
    let commissive = [
        CueClass::Promise,
        CueClass::Intend,
        CueClass::Oblige,
        CueClass::PledgeNoun,
        CueClass::DutyNoun,
        CueClass::Announce,
    ]
    .iter()
    .any(|&c| set.has(c));
    if commissive {
        if let Some(to) = infinitive_after(clause, head).filter(|g| g.tokens.start < candidate.tokens.end) {
            return scene.tokens.span_of(to.head..candidate.tokens.end.max(to.head + 1));
        }
        // "To publish the accounts", "would submit a draft": the word is the act itself.
        let act = clause.inner.iter().any(|g| g.head == head)
            || clause.verb.as_ref().is_some_and(|v| v.head == head && v.modal.is_some());
        if act {
            return scene.tokens.span_of(head..candidate.tokens.end);
        }
        let rest = head + 1..candidate.tokens.end;
        let skip =
            rest.clone().find(|&t| !matches!(scene.tokens.lower(t), "that" | "to" | "," | "on" | "for"));
        return skip.map_or(whole, |s| scene.tokens.span_of(s..candidate.tokens.end));
    }
    match (&clause.verb, candidate.base) {
        (Some(verb), Base::Clause) if candidate.tokens.contains(&verb.head) => {
            scene.tokens.span_of(verb.head..candidate.tokens.end)
        }
        _ => whole,
    }
}

/// "not to", "refrain from", "moratorium": whether the promise is to leave something undone. None where nothing says so.
pub(super) fn refrains(scene: &Scene<'_, '_>, candidate: &Candidate) -> Option<Direction> {
    let clause = &scene.clauses[candidate.clause];
    let tokens = scene.tokens;
    let refrain_word = candidate.tokens.clone().filter(|&t| scene.label(t).is_none()).any(|t| {
        matches!(
            tokens.lemma(t),
            "refrain"
                | "abstain"
                | "moratorium"
                | "ceasefire"
                | "cease-fire"
                | "non-aggression"
                | "nonproliferation"
                | "non-proliferation"
                | "desist"
        )
    });
    // "Will not rest until" is a promise to act, and "not to be outdone" none at all.
    let persists = |head: usize| {
        matches!(
            tokens.lemma(head),
            "rest" | "stand" | "hesitate" | "fail" | "forget" | "stop" | "waver" | "tire" | "shirk" | "outdo"
        ) || (head + 1..clause.tokens.end.min(head + NEAR)).any(|t| tokens.lower(t) == "until")
    };
    let denied_act = clause
        .inner
        .iter()
        .any(|g| g.negation.is_some() && candidate.tokens.contains(&g.head) && !persists(g.head))
        || clause.verb.as_ref().is_some_and(|v| {
            v.negation.is_some()
                && !persists(v.head)
                && v.modal.is_some_and(|m| matches!(tokens.lemma(m), "will" | "shall" | "must"))
        });
    (refrain_word || denied_act).then_some(Direction::Refrain)
}

/// Clauses on either side in which a condition is looked for.
const NEAR: usize = 12;

/// The words of a condition in the same sentence.
pub(super) fn condition(scene: &Scene<'_, '_>, candidate: &Candidate) -> Option<Span> {
    let clause = &scene.clauses[candidate.clause];
    let sentence = scene.of_sentence(clause.sentence);
    let near =
        candidate.clause.saturating_sub(NEAR).max(sentence.start)..sentence.end.min(candidate.clause + NEAR);
    for c in near {
        let other = &scene.clauses[c];
        let opener = other.opener.map(|o| scene.tokens.lower(o));
        if other.join == Join::Adverbial
            && c != candidate.clause
            && matches!(opener, Some("if" | "unless" | "provided" | "once"))
        {
            return Some(scene.tokens.span_of(other.tokens.clone()));
        }
    }
    let tokens = scene.tokens;
    let at = candidate.tokens.clone().find(|&t| {
        t + 1 < candidate.tokens.end
            && matches!(
                (tokens.lower(t), tokens.lower(t + 1)),
                ("subject", "to") | ("conditional" | "contingent", "on" | "upon")
            )
    })?;
    Some(tokens.span_of(at..candidate.tokens.end))
}

/// Whose words: the writer's, the actor's own, or somebody else's.
pub(super) fn voice(
    scene: &Scene<'_, '_>,
    candidate: &Candidate,
    actor: Option<&Slot>,
    source: Option<&Slot>,
) -> Voice {
    let clause = &scene.clauses[candidate.clause];
    let first_person = clause.subject.clone().any(|t| matches!(scene.tokens.lower(t), "we" | "i"))
        || candidate.tokens.clone().any(|t| matches!(scene.tokens.lower(t), "our" | "my"));
    if first_person || scene.quoted(candidate.tokens.start) {
        return Voice::Actor;
    }
    match (source, actor) {
        (None, _) => Voice::Writer,
        (Some(s), Some(a)) if s.value == a.value => Voice::Actor,
        (Some(_), _) => Voice::Other,
    }
}

/// Who vouches for an outcome.
pub(super) fn basis(voice: Voice) -> Basis {
    match voice {
        Voice::Writer => Basis::Writer,
        Voice::Actor => Basis::SelfReport,
        Voice::Other => Basis::ThirdParty,
    }
}

/// Did it take place?
pub(super) fn factuality(scene: &Scene<'_, '_>, candidate: &Candidate, kind: OutcomeKind) -> Factuality {
    let clause = &scene.clauses[candidate.clause];
    let tokens = scene.tokens;
    if candidate.tokens.clone().any(|t| scene.cue(t).has(CueClass::Hedge)) {
        return Factuality::Uncertain;
    }
    let Some(verb) = &clause.verb else { return Factuality::Happened };
    if candidate.base == Base::Clause {
        if verb.modal.is_some_and(|m| matches!(tokens.lemma(m), "may" | "might" | "could" | "can" | "would"))
        {
            return Factuality::Uncertain;
        }
        if kind == OutcomeKind::Inaction || verb.negation.is_some() {
            return Factuality::DidNot;
        }
        let goes_on = verb.progressive || matches!(tokens.lemma(verb.head), "continue" | "remain" | "keep");
        let present = verb.tense == super::verbs::Tense::Present && !verb.perfect && !verb.passive;
        if goes_on || present || tokens.penn(verb.head) == Penn::Vbg {
            return Factuality::Ongoing;
        }
    } else if kind == OutcomeKind::Inaction {
        return Factuality::DidNot;
    }
    Factuality::Happened
}

/// Who judges or reports an outcome, if not the writer.
pub(super) fn assessor(actors: &Actors<'_, '_, '_>, candidate: &Candidate) -> Option<Slot> {
    actors.source(candidate)
}
