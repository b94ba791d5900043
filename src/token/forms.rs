//! The distinct words of a text, each with a number: what hangs on a word alone is looked up once for all its places.

use super::features::word_key;
use crate::span::Span;

/// A distinct lower-case form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// Where it stands in the arena.
    pub(super) lower: Span,
    /// See [`word_key`].
    pub(super) key: u32,
}

/// Distinct forms in the order in which they came, and a table of their numbers by key.
#[derive(Clone, Debug, Default)]
pub(super) struct Forms {
    all: Vec<Form>,
    /// The number of a form, from one; 0 where a slot is free. There is a power of two of slots, half of them free or more.
    slots: Vec<u32>,
}

/// Slots of a text of few words.
const FEW: usize = 1 << 10;

impl Forms {
    pub(super) fn all(&self) -> &[Form] {
        &self.all
    }

    /// The number of the form that stands in the arena from `start` on; if it was there already, it is taken off again.
    pub(super) fn number(&mut self, arena: &mut String, start: usize) -> u32 {
        if 2 * self.all.len() >= self.slots.len() {
            self.grow();
        }
        let word = &arena.as_bytes()[start..];
        let key = word_key(word);
        let mut at = place(key, self.slots.len());
        while let Some(number) = self.slots[at].checked_sub(1) {
            let form = self.all[number as usize];
            if form.key == key && &arena.as_bytes()[form.lower.range()] == word {
                arena.truncate(start);
                return number;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.all.push(Form { lower: Span::new(start, arena.len()), key });
        self.slots[at] = self.all.len() as u32;
        self.all.len() as u32 - 1
    }

    /// Forgets the table: no form will be added.
    pub(super) fn close(&mut self) {
        self.slots = Vec::new();
    }

    fn grow(&mut self) {
        let slots = (2 * self.slots.len()).max(FEW);
        self.slots.clear();
        self.slots.resize(slots, 0);
        for (number, form) in (1..).zip(&self.all) {
            let mut at = place(form.key, slots);
            while self.slots[at] != 0 {
                at = (at + 1) & (slots - 1);
            }
            self.slots[at] = number;
        }
    }
}

/// Where the search for a key begins among so many slots, a power of two.
#[inline]
fn place(key: u32, slots: usize) -> usize {
    (u64::from(key.wrapping_mul(0x9e37_79b1)) * slots as u64 >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::Forms;

    #[test]
    fn one_number_for_one_form() {
        let (mut forms, mut arena) = (Forms::default(), String::new());
        let mut number = |word: &str| {
            let start = arena.len();
            arena.push_str(word);
            forms.number(&mut arena, start)
        };
        let words: Vec<String> = (0..3000).map(|i| format!("w{i}")).collect();
        assert!(
            words.iter().enumerate().all(|(i, w)| number(w) == i as u32),
            "digits are alike in keys alone"
        );
        assert!(words.iter().enumerate().rev().all(|(i, w)| number(w) == i as u32));
        assert_eq!(forms.all().len(), 3000);
        assert_eq!(arena.len(), words.iter().map(String::len).sum::<usize>());
    }
}
