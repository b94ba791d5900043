//! Roots of words as numbers.

use rustc_hash::FxHashMap;

use super::words::{Known, Words};

/// Roots of all texts of a report, as numbers, with what is known of each.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<String, u32>,
    roots: Vec<(String, Known)>,
}

impl Vocabulary {
    pub(super) fn id(&mut self, root: &str, words: &Words) -> u32 {
        if let Some(&id) = self.ids.get(root) {
            return id;
        }
        let id = self.roots.len() as u32;
        self.ids.insert(root.to_owned(), id);
        self.roots.push((root.to_owned(), words.known(root)));
        id
    }

    /// Takes up the roots of another text; gives their numbers here by their numbers there. Texts taken up in their order
    /// number their roots as if they had been read one after the other.
    pub(super) fn adopt(&mut self, other: &Self) -> Vec<u32> {
        let mut numbers = Vec::with_capacity(other.roots.len());
        for (root, known) in &other.roots {
            let next = self.roots.len() as u32;
            let id = *self.ids.entry(root.clone()).or_insert(next);
            if id == next {
                self.roots.push((root.clone(), *known));
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
