//! A statement as the linker sees it: content words, fields, references, names, place.

use super::measure::Measures;
use super::words::Classes;
use crate::entity::Interval;
use crate::span::Span;
use crate::statement::{CommitmentKind, Direction, OutcomeKind, Polarity, Shares, Specificity};

/// How a statement points back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Refers {
    /// "these provisions": classes of the nouns after a demonstrative.
    pub(super) pointed: Classes,
    /// "the law", "its pledge": classes of the nouns after an article or possessive.
    pub(super) definite: Classes,
    /// It begins with "it", "this", "they".
    pub(super) pronoun: bool,
    /// "These commitments", "none of its pledges": it speaks of several at once.
    pub(super) group: bool,
}

/// A commitment or an outcome, prepared for comparing.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    pub(super) index: u32,
    pub(super) span: Span,
    pub(super) sentence: u32,
    pub(super) block: u32,
    /// Content roots of the span with their rarity, by root.
    pub(super) bag: Vec<(u32, f32)>,
    /// Content roots of the rest of the sentence, by root.
    pub(super) around: Vec<(u32, f32)>,
    /// Roots of names, by root.
    pub(super) names: Vec<u32>,
    /// Roots of figures, by root.
    pub(super) figures: Vec<u32>,
    /// Roots of the actor's name, by root.
    pub(super) actor: Vec<u32>,
    /// What the actor's name resolves to.
    pub(super) thing: Option<u32>,
    /// Content roots of the sentence before, and of the paragraph so far, by root.
    pub(super) before: Vec<u32>,
    pub(super) paragraph: Vec<u32>,
    /// Actors of commitments that the text spoke of last, by number.
    pub(super) running: Vec<u32>,
    /// Number of the commitment's actor among the text's actors.
    pub(super) actor_number: u32,
    /// It closes the text.
    pub(super) closing: bool,
    /// Its sentence begins with "however", "but", "yet".
    pub(super) contrast: bool,
    pub(super) concepts: u64,
    pub(super) classes: Classes,
    pub(super) refers: Refers,
    pub(super) date: Option<Interval>,
    /// How unsure it is that this is a statement at all, in log-odds from certainty.
    pub(super) doubt: f32,
    /// The coordinated parts of a commitment: each is a topic of its own.
    pub(super) members: Vec<Vec<(u32, f32)>>,
    /// Things named or stood for, but for the actor, by number.
    pub(super) things: Vec<u32>,
    /// Its place among the statements of its sort in the same paragraph, and how many these are.
    pub(super) rank: (u32, u32),
    /// "The first", "the second", "the last": a place in a list, the last as the highest number.
    pub(super) ordinal: Option<u32>,
    /// How likely each kind and each polarity of an outcome is.
    pub(super) shares: Shares,
    /// Figures and times.
    pub(super) measures: Measures,
    /// By when it is due.
    pub(super) due: Option<Interval>,
    pub(super) what: What,
}

/// The coded attributes that matter for a link.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Commitment { kind: CommitmentKind, direction: Direction, specificity: Specificity },
    Outcome { kind: OutcomeKind, polarity: Polarity },
}

impl Default for What {
    fn default() -> Self {
        Self::Outcome { kind: OutcomeKind::Action, polarity: Polarity::Positive }
    }
}

/// The statements of one document, prepared.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    /// How far the text is from a cut excerpt, in `[0, 1]`.
    pub(super) long: f32,
    pub(super) commitments: Vec<Profile>,
    pub(super) outcomes: Vec<Profile>,
}

impl Profiles {
    /// Gives each root the number that stands at its own.
    pub(super) fn renumber(&mut self, numbers: &[u32]) {
        for p in self.commitments.iter_mut().chain(&mut self.outcomes) {
            p.renumber(numbers);
        }
    }
}

impl Profile {
    /// Every list of roots is named here, and every field that holds none: a new one must say which it is.
    fn renumber(&mut self, numbers: &[u32]) {
        let Self {
            bag,
            around,
            names,
            figures,
            actor,
            before,
            paragraph,
            members,
            index: _,
            span: _,
            sentence: _,
            block: _,
            thing: _,
            running: _,
            actor_number: _,
            closing: _,
            contrast: _,
            concepts: _,
            classes: _,
            refers: _,
            date: _,
            doubt: _,
            things: _,
            rank: _,
            ordinal: _,
            shares: _,
            measures: _,
            due: _,
            what: _,
        } = self;
        let new = |id: &mut u32| *id = numbers.get(*id as usize).copied().unwrap_or(*id);
        for list in [bag, around] {
            for (id, _) in list.iter_mut() {
                new(id);
            }
            list.sort_unstable_by_key(|&(id, _)| id);
        }
        for list in [names, figures, actor, before, paragraph] {
            for id in list.iter_mut() {
                new(id);
            }
            list.sort_unstable();
        }
        // In the order of the text, as they were.
        for (id, _) in members.iter_mut().flatten() {
            new(id);
        }
    }
}

/// Texts of so many sentences are as short as excerpts, and of so many more whole.
const SHORT: f32 = 10.0;
const WHOLE: f32 = 15.0;

/// How far a text of so many sentences is from a cut excerpt.
pub(super) fn long(sentences: usize) -> f32 {
    ((sentences as f32 - SHORT) / WHOLE).clamp(0.0, 1.0)
}
