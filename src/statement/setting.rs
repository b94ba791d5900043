//! What a text as a whole says, as far as its single statements depend on it.

use super::around::Around;
use super::binding::stated;
use super::echo::Echo;
use super::scene::Scene;
use crate::lexicon::cues::{CueClass, CueSet};

/// A text and what holds for all of it.
pub(super) struct Setting<'s, 'c, 'd> {
    pub(super) scene: &'s Scene<'c, 'd>,
    /// Whether somebody binds itself to something that is said.
    pub(super) stated: bool,
    /// The cue classes of each sentence.
    pub(super) sentences: Vec<CueSet>,
    pub(super) around: Around,
    pub(super) echo: Echo<'s>,
}

/// Sentences after a law in which the conduct that is held against it is looked for.
const NEAR: usize = 2;

impl<'s, 'c, 'd> Setting<'s, 'c, 'd> {
    pub(super) fn new(scene: &'s Scene<'c, 'd>) -> Self {
        let count = scene.context.sentences.len();
        let sentences: Vec<CueSet> = (0..count).map(|s| scene.cues_of(scene.tokens.of_sentence(s))).collect();
        let stated = stated(scene);
        Self {
            scene,
            stated,
            around: Around::new(scene, &sentences, stated),
            echo: Echo::new(scene, &sentences),
            sentences,
        }
    }

    /// What the next sentences of the paragraph hold against a sentence: a turn, a wrong, or nothing.
    pub(super) fn answered(&self, sentence: usize) -> &'static str {
        const WRONG: &[CueClass] = &[CueClass::Fail, CueClass::Violate, CueClass::Limit, CueClass::Restrict];
        let block = |s: usize| self.scene.context.sentences[s].block;
        let last = self.sentences.len().min(sentence + 1 + NEAR);
        let mut next = (sentence + 1..last).filter(|&s| block(s) == block(sentence)).peekable();
        if next.peek().is_none() {
            return "last";
        }
        let sets: Vec<CueSet> = next.map(|s| self.sentences[s]).collect();
        if sets.iter().any(|s| s.has(CueClass::Contrast)) {
            "turn"
        } else if sets.iter().any(|s| WRONG.iter().any(|&c| s.has(c))) {
            "wrong"
        } else {
            "nothing"
        }
    }
}
