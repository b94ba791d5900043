//! Clauses and noun phrases that could carry a statement.

use std::ops::Range;

use super::candidate::{Base, Candidate};
use super::clauses::{Clause, Join};
use super::parts;
use super::scene::Scene;
use crate::lexicon::cues::CueClass;
use crate::token::{Penn, Upos};

/// All candidates, by sentence.
pub(super) fn candidates(scene: &Scene<'_, '_>) -> Vec<Candidate> {
    let mut out = Vec::new();
    for index in 0..scene.clauses.len() {
        let clause = &scene.clauses[index];
        if clause.tokens.is_empty() {
            continue;
        }
        let mut whole = clause_span(scene, index);
        let mut later = parts::parts(scene, index, &mut whole);
        out.push(Candidate {
            base: Base::Clause,
            clause: index,
            tokens: whole,
            head: clause.verb.as_ref().map(|v| v.head),
        });
        out.append(&mut later);
        nominals(scene, index, &mut out);
    }
    out
}

/// From the subject to the end of the complement; without the word that joins it to what comes before.
fn clause_span(scene: &Scene<'_, '_>, index: usize) -> Range<usize> {
    let clause = &scene.clauses[index];
    let tokens = scene.tokens;
    let Some(verb) = &clause.verb else { return clause.tokens.clone() };
    let own_subject = !clause.subject.is_empty()
        && clause.subject.end <= verb.tokens.start
        && clause.subject.start >= clause.tokens.start;
    let start = if own_subject {
        clause.subject.start
    } else {
        clause.opener.map_or(clause.tokens.start, |o| if clause.join == Join::Relative { o } else { o + 1 })
    };
    let reported = scene.cue(verb.head).has(CueClass::Say)
        && !scene.cue(verb.head).has(CueClass::Promise)
        && (index + 1..scene.clauses.len())
            .take_while(|&c| scene.clauses[c].sentence == clause.sentence)
            .any(|c| scene.clauses[c].parent == Some(index) && scene.clauses[c].join == Join::Complement);
    let mut end = if reported { clause.tokens.end } else { clause.reach };
    while end > verb.tokens.end
        && (tokens.upos(end - 1) == Upos::Punct || tokens.penn(end - 1) == Penn::Cc)
        && tokens.lower(end - 1) != ")"
    {
        end -= 1;
    }
    start.min(verb.tokens.start)..end.max(verb.tokens.end)
}

/// Tokens of the longest noun phrase: a text without commas costs the same for each noun.
const LONGEST: usize = 80;

/// Noun phrases of the classes that can name an undertaking or an outcome.
fn nominals(scene: &Scene<'_, '_>, index: usize, out: &mut Vec<Candidate>) {
    const HEADS: &[CueClass] = &[
        CueClass::PledgeNoun,
        CueClass::PlanNoun,
        CueClass::TargetNoun,
        CueClass::DutyNoun,
        CueClass::LawNoun,
        CueClass::Effort,
        CueClass::EffortNoun,
        CueClass::Fail,
        CueClass::Violate,
        CueClass::Good,
        CueClass::Bad,
        CueClass::Enforce,
    ];
    let clause = &scene.clauses[index];
    let tokens = scene.tokens;
    for at in clause.tokens.clone() {
        if !scene.noun(at) || (at + 1 < clause.tokens.end && scene.noun(at + 1)) {
            continue;
        }
        let set = scene.cue(at);
        if !HEADS.iter().any(|&c| set.has(c)) {
            continue;
        }
        let mut start = at;
        while start > clause.tokens.start.max(at.saturating_sub(LONGEST / 2))
            && (scene.noun(start - 1)
                || matches!(tokens.upos(start - 1), Upos::Det | Upos::Adj | Upos::Num)
                || matches!(
                    tokens.penn(start - 1),
                    Penn::PrpS | Penn::Pos | Penn::Vbn | Penn::Vbg | Penn::Jj | Penn::Hyph
                )
                || matches!(tokens.lower(start - 1), "-"))
        {
            start -= 1;
        }
        // "the adoption by the government of", "the Commission's failure": up to a verb, a comma or the clause's end.
        let mut end = at + 1;
        while end < clause.tokens.end.min(at + LONGEST) && !stops(scene, clause, end) {
            end += 1;
        }
        out.push(Candidate { base: Base::Nominal, clause: index, tokens: start..end, head: Some(at) });
    }
}

/// Whether a noun phrase ends before this token.
fn stops(scene: &Scene<'_, '_>, clause: &Clause, at: usize) -> bool {
    let tokens = scene.tokens;
    if matches!(tokens.lower(at), "," | ";" | ":" | ")" | "(" | "which" | "who" | "while" | "although") {
        return true;
    }
    if clause.verb.as_ref().is_some_and(|v| v.tokens.start == at) {
        return true;
    }
    // "and" ends it where another noun phrase with a determiner follows.
    tokens.penn(at) == Penn::Cc
        && at + 1 < clause.tokens.end
        && (matches!(
            tokens.penn(at + 1),
            Penn::Dt | Penn::PrpS | Penn::Prp | Penn::Vbd | Penn::Vbz | Penn::Vbp
        ) || tokens.lower(at) == "but")
}
