//! The words of one document as the linker meets them: each is looked up once.

use super::vocabulary::Vocabulary;
use super::words::{Classes, Known, Words};
use crate::token::Tokens;

/// What a word is to the linker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    /// The number of its root; none for a word without content of its own.
    pub(super) root: Option<u32>,
    /// What is known of its root.
    pub(super) known: Known,
    /// The stages that the word tells of.
    pub(super) stages: Classes,
}

/// The words that a document has shown so far.
pub(super) struct Roots<'d, 'v> {
    tokens: &'d Tokens,
    words: &'static Words,
    vocabulary: &'v mut Vocabulary,
    /// By the numbers of words.
    met: Vec<Option<Met>>,
}

impl<'d, 'v> Roots<'d, 'v> {
    pub(super) fn new(tokens: &'d Tokens, vocabulary: &'v mut Vocabulary) -> Self {
        Self { tokens, words: Words::get(), vocabulary, met: vec![None; tokens.forms().len()] }
    }

    /// What a token is.
    pub(super) fn of(&mut self, token: usize) -> Met {
        let word = self.tokens.word(token);
        if let Some(met) = self.met[word] {
            return met;
        }
        let lower = self.tokens.lower(token);
        let form = self.words.form(lower);
        let root = form.root_of(lower);
        let met = if form.stop {
            Met { root: None, known: self.words.known(root), stages: form.stages }
        } else {
            let number = self.vocabulary.id(root, self.words);
            Met { root: Some(number), known: self.vocabulary.known(number), stages: form.stages }
        };
        self.met[word] = Some(met);
        met
    }

    /// The number of the root of a lower-case word from elsewhere; none for a word without content of its own.
    pub(super) fn of_word(&mut self, lower: &str) -> Option<u32> {
        let form = self.words.form(lower);
        (!form.stop).then(|| self.vocabulary.id(form.root_of(lower), self.words))
    }

    /// What the root of a lower-case word does, whether or not the word has content of its own.
    pub(super) fn classes(&self, lower: &str) -> Classes {
        self.words.known(self.words.root(lower)).classes
    }

    /// What is known of a root, by its number.
    pub(super) fn known(&self, root: u32) -> Known {
        self.vocabulary.known(root)
    }
}
