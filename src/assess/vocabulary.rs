//! Roots of words as numbers.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::words::{Known, Words};

/// Roots of all texts of a report, as numbers, with what is known of each.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<Arc<str>, u32>,
    roots: Vec<(Arc<str>, Known)>,
}

impl Vocabulary {
    pub(super) fn id(&mut self, root: &str, words: &Words) -> u32 {
        if let Some(&id) = self.ids.get(root) {
            return id;
        }
        let id = self.roots.len() as u32;
        let known = words.known(root);
        let root: Arc<str> = root.into();
        self.ids.insert(Arc::clone(&root), id);
        self.roots.push((root, known));
        id
    }

    /// The roots of several texts as one vocabulary: see [`Self::adopt`]. The first text's numbers stay as they are.
    pub(super) fn joined(texts: Vec<Self>) -> (Self, Vec<Vec<u32>>) {
        let mut texts = texts.into_iter();
        let mut shared = texts.next().unwrap_or_default();
        let numbers = texts.map(|text| shared.adopt(&text)).collect();
        (shared, numbers)
    }

    /// Takes up the roots of another text; gives their numbers here by their numbers there. Texts taken up in their order
    /// number their roots as if they had been read one after the other.
    fn adopt(&mut self, other: &Self) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(other.roots.len());
        self.ids.reserve(other.roots.len() / 2);
        for (root, known) in &other.roots {
            let next = self.roots.len() as u32;
            let id = *self.ids.entry(Arc::clone(root)).or_insert(next);
            if id == next {
                self.roots.push((Arc::clone(root), *known));
            }
            numbers.push(id);
        }
        numbers
    }

    pub(super) fn root(&self, id: u32) -> &str {
        &self.roots[id as usize].0
    }

    pub(super) fn known(&self, id: u32) -> Known {
        self.roots[id as usize].1
    }
}
