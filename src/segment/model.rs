//! The sentence model: weights of features, and what raw text tells of words.

use std::sync::LazyLock;

use super::features::{BITS, FEATURE_SET, Gap};
use super::words::Word;
use crate::error::Error;
use crate::model::{Input, write_keys};

const MAGIC: [u8; 4] = *b"SVSE";
const FORMAT: u16 = 1;
const NAME: &str = "the sentence model";

/// What raw text tells of a word; each from 1 on, 0 where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How surely a dot after it belongs to it.
    pub abbreviated: u8,
    /// How often it has a capital inside a sentence.
    pub capitals: u8,
    /// How often it begins a sentence.
    pub begins: u8,
    /// How often it ends one.
    pub ends: u8,
}

impl Facts {
    fn pack(self) -> u16 {
        let Self { abbreviated, capitals, begins, ends } = self;
        u16::from(abbreviated) | u16::from(capitals) << 4 | u16::from(begins) << 8 | u16::from(ends) << 12
    }
}

impl Word {
    pub(super) fn abbreviated(&self) -> u64 {
        u64::from(self.facts & 15)
    }

    pub(super) fn capitals(&self) -> u64 {
        u64::from(self.facts >> 4 & 15)
    }

    pub(super) fn begins(&self) -> u64 {
        u64::from(self.facts >> 8 & 15)
    }

    pub(super) fn ends(&self) -> u64 {
        u64::from(self.facts >> 12)
    }

    /// It is small inside sentences, and begins them more often than others.
    pub(super) fn opens_sentences(&self) -> bool {
        matches!(self.capitals(), 2 | 3) && self.begins() >= 5
    }

    pub(super) fn rarely_ends(&self) -> bool {
        matches!(self.facts >> 12, 1 | 2)
    }
}

/// What raw text tells of words, by key.
#[derive(Clone, Debug)]
pub struct WordFacts {
    slots: Vec<(u32, u16)>,
    mask: usize,
}

impl WordFacts {
    /// From words in ascending order of their keys.
    pub fn new(words: &[(u32, Facts)]) -> Self {
        Self::of(words.iter().map(|(key, facts)| (*key, facts.pack())), words.len())
    }

    fn of(words: impl Iterator<Item = (u32, u16)>, count: usize) -> Self {
        let size = (count * 2).next_power_of_two().max(2);
        let mut slots = vec![(0, 0); size];
        for (key, facts) in words.filter(|w| w.1 != 0) {
            let mut at = key as usize & (size - 1);
            while slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (key, facts);
        }
        Self { slots, mask: size - 1 }
    }

    /// Writes down what is known of each word.
    pub(super) fn mark(&self, words: &mut [Word]) {
        for word in words {
            let mut at = word.key as usize & self.mask;
            word.facts = loop {
                let (key, facts) = self.slots[at];
                if key == word.key || facts == 0 {
                    break facts;
                }
                at = (at + 1) & self.mask;
            };
        }
    }
}

/// Weights ready for lookup.
#[derive(Clone, Debug)]
pub struct SentenceModel {
    /// A hash of the training data and settings.
    data: u64,
    weights: Vec<i8>,
    facts: WordFacts,
}

static BUILTIN: LazyLock<SentenceModel> = LazyLock::new(|| {
    // The shipped model is part of the program: a fault in it is caught by the test below, never by a user.
    SentenceModel::read(include_bytes!("sentences.bin"))
        .unwrap_or_else(|e| unreachable!("shipped model: {e}"))
});

impl SentenceModel {
    /// The model that ships with the library.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// A hash of the training data and settings.
    pub fn data(&self) -> u64 {
        self.data
    }

    /// The sum of a gap's weights; a sentence ends where it is above zero.
    pub(super) fn score(&self, gap: &Gap<'_, '_>) -> i32 {
        let mut sum = 0;
        gap.keys(|key| sum += i32::from(self.weights[key as usize]));
        sum
    }

    pub(super) fn facts(&self) -> &WordFacts {
        &self.facts
    }

    /// Writes a model: weights by ascending key, words by ascending key; the same parts give the same bytes.
    pub fn to_bytes(data: u64, weights: &[(u32, i8)], words: &[(u32, Facts)]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(FEATURE_SET.to_le_bytes());
        out.extend(data.to_le_bytes());
        out.extend((weights.len() as u32).to_le_bytes());
        out.extend((words.len() as u32).to_le_bytes());
        write_keys(weights.iter().map(|w| w.0), &mut out);
        out.extend(weights.iter().map(|w| w.1.cast_unsigned()));
        write_keys(words.iter().map(|w| w.0), &mut out);
        out.extend(words.iter().flat_map(|w| w.1.pack().to_le_bytes()));
        out
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When it is damaged, or was made for another format or other features.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut input = Input::new(bytes, NAME);
        input.start(MAGIC, FORMAT)?;
        if input.u32()? != FEATURE_SET {
            return Err(Error::model(format!(
                "{NAME} was trained on other features than this build computes"
            )));
        }
        let data = input.u64()?;
        let (count, known) = (input.count()?, input.count()?);
        let keys = input.keys(count)?;
        let mut weights = vec![0i8; 1 << BITS];
        for (key, value) in keys.into_iter().zip(input.take(count)?) {
            *weights.get_mut(key as usize).ok_or_else(|| input.damaged())? = value.cast_signed();
        }
        let keys = input.keys(known)?;
        let packed = input.take(known * 2)?.as_chunks::<2>().0.iter().map(|b| u16::from_le_bytes(*b));
        let facts = WordFacts::of(keys.into_iter().zip(packed), known);
        input.done()?;
        Ok(Self { data, weights, facts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_loads_and_damaged_ones_do_not() {
        let good = include_bytes!("sentences.bin");
        assert!(SentenceModel::read(good).is_ok());
        for (at, what) in [(0, "does not start"), (4, "has format"), (6, "other features")] {
            let mut bad = good.to_vec();
            bad[at] ^= 1;
            assert!(SentenceModel::read(&bad).unwrap_err().to_string().contains(what));
        }
        for cut in [0, 3, 20, good.len() / 2, good.len() - 1] {
            assert!(SentenceModel::read(&good[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let facts = Facts { abbreviated: 1, capitals: 2, begins: 3, ends: 4 };
        let bytes = SentenceModel::to_bytes(7, &[(3, -4), (200_000, 9)], &[(5, facts), (u32::MAX, facts)]);
        let model = SentenceModel::read(&bytes).unwrap();
        assert_eq!((model.data(), model.weights[3], model.weights[200_000]), (7, -4, 9));
        let mut words = [Word { key: u32::MAX, ..Word::default() }, Word { key: 6, ..Word::default() }];
        model.facts().mark(&mut words);
        assert_eq!((words[0].facts, words[1].facts), (facts.pack(), 0));
    }
}
