//! Whether a capital stands for its government: "Lima promised".

use super::Entity;
use crate::lexicon::Lexicon;
use crate::lexicon::cues::{CueClass, CuePos};
use crate::token::{Penn, Tokens, Upos};

/// Whether a capital acts as a government would.
pub(super) struct Acting<'d> {
    tokens: &'d Tokens,
    lexicon: &'d Lexicon,
}

const DEEDS: [CueClass; 12] = [
    CueClass::Say,
    CueClass::Promise,
    CueClass::Intend,
    CueClass::Announce,
    CueClass::Adopt,
    CueClass::Deny,
    CueClass::LawVerb,
    CueClass::Fail,
    CueClass::Violate,
    CueClass::Do,
    CueClass::Support,
    CueClass::Receive,
];

const UNDERTAKINGS: [CueClass; 6] = [
    CueClass::PledgeNoun,
    CueClass::PlanNoun,
    CueClass::DutyNoun,
    CueClass::TargetNoun,
    CueClass::Government,
    CueClass::EffortNoun,
];

/// What towns do as well as governments.
fn of_towns(lemma: &str) -> bool {
    matches!(
        lemma,
        "be" | "have"
            | "lie"
            | "host"
            | "become"
            | "grow"
            | "remain"
            | "see"
            | "sit"
            | "stand"
            | "suffer"
            | "experience"
            | "fall"
            | "rise"
            | "witness"
            | "boast"
            | "house"
            | "feature"
            | "burn"
            | "attract"
            | "sprawl"
    )
}

impl<'d> Acting<'d> {
    pub(super) fn new(tokens: &'d Tokens, lexicon: &'d Lexicon) -> Self {
        Self { tokens, lexicon }
    }

    fn cue(&self, at: usize, wanted: CuePos, classes: &[CueClass]) -> bool {
        let starting = self.lexicon.cues.starting(self.tokens.lemma(at));
        starting.iter().any(|cue| cue.is_one_word() && cue.pos == wanted && classes.contains(&cue.class))
    }

    /// "Lima promised", "Lima's pledges", "was dropped by Lima"; not "in Lima". Where its country was named before, any deed
    /// that is not a town's will do.
    pub(super) fn capital(&self, mention: &Entity, named: bool) -> bool {
        let tokens = self.tokens;
        let range = tokens.covering(mention.span);
        if range.is_empty() {
            return false;
        }
        let sentence = tokens.of_sentence(tokens.sentence_of(range.start));
        if range.end < sentence.end && tokens.penn(range.end) == Penn::Pos {
            let noun = (range.end + 1..sentence.end.min(range.end + 4)).find(|&n| {
                tokens.upos(n) == Upos::Noun && (n + 1 >= sentence.end || tokens.upos(n + 1) != Upos::Noun)
            });
            return noun.is_some_and(|n| self.cue(n, CuePos::Noun, &UNDERTAKINGS));
        }
        if range.start > sentence.start {
            let before = range.start - 1;
            if tokens.lower(before) == "by" && before > sentence.start && tokens.penn(before - 1) == Penn::Vbn
            {
                return true;
            }
            if matches!(tokens.upos(before), Upos::Adp | Upos::Propn | Upos::Noun | Upos::Adj) {
                return false;
            }
        }
        let mut passive = false;
        for t in range.end..sentence.end.min(range.end + 5) {
            match tokens.upos(t) {
                Upos::Verb => {
                    let passive = passive && tokens.penn(t) == Penn::Vbn;
                    let deed = self.cue(t, CuePos::Verb, &DEEDS);
                    return !passive && (deed || named && !of_towns(tokens.lemma(t)));
                }
                Upos::Aux => passive |= tokens.lemma(t) == "be",
                Upos::Adv => {}
                Upos::Part => {}
                _ => return false,
            }
        }
        false
    }
}
