//! The sentence model: weights of features, and what raw text tells of words.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::features::{BITS, FEATURE_SET, Gap};
use super::words::Word;
use crate::error::Error;
use crate::model::Input;

const MAGIC: [u8; 4] = *b"SVSE";
const FORMAT: u16 = 2;
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

/// What raw text tells of words: slots of a key and what is known, which is 0 where the slot is free.
#[derive(Clone, Debug)]
pub struct WordFacts {
    slots: Cow<'static, [u8]>,
}

/// Bytes of a slot.
const SLOT: usize = 6;

impl WordFacts {
    /// From words in ascending order of their keys.
    pub fn new(words: &[(u32, Facts)]) -> Self {
        let size = (words.len() * 3 / 2).next_power_of_two().max(2);
        let mut slots = vec![[0u8; SLOT]; size];
        for (key, facts) in words.iter().map(|w| (w.0, w.1.pack())).filter(|w| w.1 != 0) {
            let mut at = key as usize & (size - 1);
            while slots[at][4..] != [0, 0] {
                at = (at + 1) & (size - 1);
            }
            let ([a, b, c, d], [low, high]) = (key.to_le_bytes(), facts.to_le_bytes());
            slots[at] = [a, b, c, d, low, high];
        }
        Self { slots: slots.into_flattened().into() }
    }

    /// Writes down what is known of each word.
    pub(super) fn mark(&self, words: &mut [Word]) {
        let (slots, _) = self.slots.as_chunks::<SLOT>();
        for word in words {
            let from = word.key as usize & (slots.len() - 1);
            let (before, behind) = slots.split_at(from);
            for &[a, b, c, d, low, high] in behind.iter().chain(before) {
                let facts = u16::from_le_bytes([low, high]);
                if facts == 0 || word.key == u32::from_le_bytes([a, b, c, d]) {
                    word.facts = facts;
                    break;
                }
            }
        }
    }
}

/// A model, read where it lies in its file.
#[derive(Clone, Debug)]
pub struct SentenceModel {
    /// A hash of the training data and settings.
    data: u64,
    /// A weight of one byte for each key.
    weights: Cow<'static, [u8]>,
    facts: WordFacts,
}

static BUILTIN: LazyLock<SentenceModel> = LazyLock::new(|| {
    // The shipped model is part of the program: a fault in it is caught by the test below, never by a user.
    SentenceModel::read(include_bytes!("sentences.bin").as_slice())
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
        let weights = &*self.weights;
        gap.keys(|key| sum += i32::from(weights[key as usize].cast_signed()));
        sum
    }

    pub(super) fn facts(&self) -> &WordFacts {
        &self.facts
    }

    /// Writes a model from the weights of keys and words by ascending key; the same parts give the same bytes.
    pub fn to_bytes(data: u64, weights: &[(u32, i8)], words: &[(u32, Facts)]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(FEATURE_SET.to_le_bytes());
        out.extend(data.to_le_bytes());
        let mut all = vec![0; 1 << BITS];
        for (key, weight) in weights {
            all[*key as usize % (1 << BITS)] = weight.cast_unsigned();
        }
        out.extend(all);
        let facts = WordFacts::new(words).slots;
        out.extend(((facts.len() / SLOT) as u32).to_le_bytes());
        out.extend(&*facts);
        out
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When it is damaged, or was made for another format or other features.
    pub fn read(file: impl Into<Cow<'static, [u8]>>) -> Result<Self, Error> {
        let file = file.into();
        let mut input = Input::new(&file, NAME);
        input.start(MAGIC, FORMAT)?;
        if input.u32()? != FEATURE_SET {
            return Err(Error::model(format!(
                "{NAME} was trained on other features than this build computes"
            )));
        }
        let data = input.u64()?;
        let weights = file.len() - input.left();
        input.take(1 << BITS)?;
        let slots = input.count()?;
        let facts = file.len() - input.left();
        input.take(slots * SLOT)?;
        input.done()?;
        if !slots.is_power_of_two() {
            return Err(input.damaged());
        }
        let [weights, slots] = [weights..weights + (1 << BITS), facts..file.len()].map(|part| match &file {
            // A borrowed file stays where it is.
            Cow::Borrowed(file) => Cow::Borrowed(&file[part]),
            Cow::Owned(file) => Cow::Owned(file[part].to_vec()),
        });
        Ok(Self { data, weights, facts: WordFacts { slots } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_loads_and_damaged_ones_do_not() {
        let good = include_bytes!("sentences.bin").as_slice();
        assert!(SentenceModel::read(good).is_ok());
        for (at, what) in [(0, "does not start"), (4, "has format"), (6, "other features")] {
            let mut bad = good.to_vec();
            bad[at] ^= 1;
            assert!(SentenceModel::read(bad).unwrap_err().to_string().contains(what));
        }
        for cut in [0, 3, 20, good.len() / 2, good.len() - 1] {
            assert!(SentenceModel::read(good[..cut].to_vec()).is_err(), "{cut}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let facts = Facts { abbreviated: 1, capitals: 2, begins: 3, ends: 4 };
        let bytes = SentenceModel::to_bytes(7, &[(3, -4), (200_000, 9)], &[(5, facts), (u32::MAX, facts)]);
        let model = SentenceModel::read(bytes).unwrap();
        assert_eq!((model.data(), model.weights[3], model.weights[200_000]), (7, 252, 9));
        let mut words = [Word { key: u32::MAX, ..Word::default() }, Word { key: 6, ..Word::default() }];
        model.facts().mark(&mut words);
        assert_eq!((words[0].facts, words[1].facts), (facts.pack(), 0));
    }
}
