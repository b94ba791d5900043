//! Who holds an office, and whom a pronoun means.

use super::reference::ReferenceKind;
use super::references::{BACK, NEAR, Office, Reading, Role, Trace};
use super::{Entity, Label};
use crate::token::{Penn, Tokens, Upos};

impl Reading<'_> {
    /// An office: its holder stands beside it, or was named with it before.
    pub(super) fn office(
        &mut self,
        t: usize,
        role: Role,
        sentence: usize,
        start: usize,
        owned: bool,
    ) -> Option<u32> {
        let tokens = self.tokens;
        let range = tokens.of_sentence(sentence);
        let det = tokens.lower(start);
        // "secretary of state", "attorney general of New York".
        let mut end = t + 1;
        if end + 1 < range.end && tokens.lower(end) == "general" {
            end += 1;
        }
        if end + 1 < range.end && matches!(tokens.lower(end), "of" | "for") {
            let mut k = end + 1;
            while k < range.end.min(end + 6)
                && matches!(tokens.upos(k), Upos::Noun | Upos::Propn | Upos::Det | Upos::Adj)
                && !self.person_at(k)
            {
                k += 1;
            }
            end = if k > end + 1 { k } else { end };
        }
        if start > range.start && tokens.penn(start - 1) == Penn::Hyph {
            return None;
        }
        let comma = end < range.end && tokens.lower(end) == ",";
        let held = [end, end + usize::from(comma)].into_iter().find(|&k| k < range.end && self.person_at(k));
        if let Some(at) = held {
            let thing = self.mention_at(at)?.thing;
            self.offices.push(Office { word: role.word, words: (start, end), thing, sentence });
            if at > end {
                self.push(start..end, ReferenceKind::Role, thing, sentence);
            }
            return None;
        }
        // "Ana Silva, the economy minister,".
        let before = self.next.checked_sub(1).map(|m| &self.mentions[m]);
        let beside = |m: &&Entity| {
            m.label == Label::Person
                && start > range.start + 1
                && tokens.lower(start - 1) == ","
                && m.span.end == tokens.span(start - 2).end
        };
        let apposed = before.filter(beside).or_else(|| {
            // An owner stands between: "Ana Silva, Peru's foreign minister".
            let earlier = self.next.checked_sub(2).map(|m| &self.mentions[m]);
            earlier.filter(|_| owned).filter(beside)
        });
        if let Some(m) = apposed
            && (end >= range.end || matches!(tokens.lower(end), "," | "." | ")" | "and" | "who" | ";"))
        {
            self.offices.push(Office { word: role.word, words: (start, end), thing: m.thing, sentence });
            self.push(start..end, ReferenceKind::Role, m.thing, sentence);
            return Some(m.thing);
        }
        if !matches!(det, "the" | "this" | "that") || owned {
            return None;
        }
        let same = |o: &&Office| {
            o.word == role.word
                && (start + 1..t).all(|k| {
                    let word = tokens.lower(k);
                    word == "new"
                        || word == "current"
                        || (o.words.0..o.words.1).any(|w| tokens.lower(w) == word)
                })
        };
        let bare = end == t + 1;
        let mut found: Option<&Office> = None;
        for office in self.offices.iter().rev().take(BACK).filter(same).filter(|_| bare) {
            match found {
                None => found = Some(office),
                Some(f) if f.thing == office.thing => {}
                Some(f) if f.sentence + 2 > sentence && office.sentence + NEAR < f.sentence => break,
                Some(_) => return None,
            }
        }
        let thing = found?.thing;
        self.push(start..end, ReferenceKind::Role, thing, sentence);
        Some(thing)
    }

    // Pronouns.

    pub(super) fn pronoun(&mut self, t: usize, sentence: usize, end: usize) {
        let tokens = self.tokens;
        let found = match tokens.lower(t) {
            // An object is not the subject of its own verb.
            "him" => self.person(sentence, 'm').filter(|p| self.subject.and_then(|s| s.0) != Some(*p)),
            "he" | "his" | "himself" => self.person(sentence, 'm'),
            "she" | "her" | "hers" | "herself" => self.person(sentence, 'f'),
            "it" if empty(tokens, t, end) => None,
            "it" if object(tokens, t, end) => None,
            "it" | "its" | "itself" => self.body(t, sentence),
            _ => None,
        };
        if let Some(thing) = found {
            self.push(t..t + 1, ReferenceKind::Pronoun, thing, sentence);
        }
        if tokens.penn(t) == Penn::Prp {
            self.maybe_subject(t, t + 1, sentence, found);
        }
    }

    pub(super) fn person(&mut self, sentence: usize, gender: char) -> Option<u32> {
        let mut found: Option<Trace> = None;
        for trace in self.people.iter().rev().take(BACK) {
            if trace.sentence + NEAR < sentence
                || found.is_some_and(|f| trace.sentence + 1 < f.sentence.min(sentence))
            {
                break;
            }
            let known = self.gender.get(trace.thing as usize).copied().flatten();
            if known.is_some_and(|g| g != gender) {
                continue;
            }
            match found {
                None => found = Some(*trace),
                Some(f) if f.thing == trace.thing => {}
                // Two people: the subject before is meant, or nobody can say.
                Some(_) => {
                    let subject = self.subject.or(self.last_subject)?.0?;
                    let person = self.things[subject as usize].label == Label::Person;
                    let fits = self.gender[subject as usize].is_none_or(|g| g == gender);
                    return (person && fits).then_some(subject);
                }
            }
        }
        let thing = found?.thing;
        *self.gender.get_mut(thing as usize)? = Some(gender);
        Some(thing)
    }

    /// "It" and "its": the subject of the clause, or of the sentence before where this one begins with the pronoun.
    pub(super) fn body(&self, t: usize, sentence: usize) -> Option<u32> {
        let opens = self.tokens.of_sentence(sentence).start == t;
        let subject = match self.subject {
            Some(subject) => subject.0,
            None => self.last_subject.and_then(|s| s.0).filter(|_| opens),
        }?;
        let thing = &self.things[subject as usize];
        matches!(thing.label, Label::Org | Label::Gpe).then_some(subject)
    }
}

/// Whether no finite verb follows a pronoun.
fn object(tokens: &Tokens, t: usize, end: usize) -> bool {
    let next = (t + 1..end).find(|&k| tokens.upos(k) != Upos::Adv);
    !next.is_some_and(|k| matches!(tokens.penn(k), Penn::Vbd | Penn::Vbz | Penn::Vbp | Penn::Md))
}

/// "It is clear that", "it was decided to", "it seems": stands for nothing.
fn empty(tokens: &Tokens, t: usize, end: usize) -> bool {
    let mut k = t + 1;
    while k < end && matches!(tokens.upos(k), Upos::Aux | Upos::Adv | Upos::Part) {
        k += 1;
    }
    if k >= end || t + 1 >= end {
        return true;
    }
    let be = (t + 1..k).any(|b| tokens.lemma(b) == "be");
    let seems =
        matches!(tokens.lemma(k), "seem" | "appear" | "turn" | "happen" | "take" | "remain" | "become");
    seems
        || be && tokens.upos(k) != Upos::Verb
        || be && (k + 1..end.min(k + 3)).any(|n| matches!(tokens.lower(n), "that" | "to" | "whether"))
}
