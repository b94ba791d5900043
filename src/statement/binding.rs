//! What binds: "promised to", "gave an undertaking that", and whether its content is said.

use super::clauses::{Clause, Join, infinitive_after};
use super::scene::Scene;
use crate::entity::Label;
use crate::lexicon::cues::CueClass;
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
pub(super) const FAR: usize = 14;

/// Whether a text anywhere says what somebody binds itself to.
pub(super) fn stated(scene: &Scene<'_, '_>) -> bool {
    (0..scene.clauses.len()).any(|i| {
        binding(scene, &scene.clauses[i])
            .is_some_and(|b| matches!(content(scene, i, b.word), "to" | "that" | "ing"))
    })
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
