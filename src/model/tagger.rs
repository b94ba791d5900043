//! The tagger's file: a header, the tags, the words we know, what always comes in a context, and sparse rows of weights.

use std::borrow::Cow;
use std::ops::Range;

use super::bytes::Input;
use super::habits::Habits;
use super::weights::Sums;
use super::weights::{WIDTH, Weights};
use crate::error::Error;

const MAGIC: [u8; 4] = *b"SVTG";
const FORMAT: u16 = 5;

/// No tag: the word is ambiguous, or there is no token at that place.
pub const NO_TAG: u8 = 255;

/// What a file must agree on before its weights may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which feature code made the keys.
    pub features: u32,
    /// A hash of the training data and settings.
    pub data: u64,
}

/// What the model knows of one word form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordEntry {
    /// The tag, where the word has but one, in small letters, with a capital, and however it is written; else [`NO_TAG`].
    pub sure: [u8; 3],
    /// The set of tags that the word is seen with, as a number; 0 for unknown.
    pub class: u8,
    /// The most frequent tag and one; 0 for unknown.
    pub top: u8,
    /// The cluster of words with the same neighbours, as a number; 0 for unknown.
    pub cluster: u8,
    /// How often it has a capital inside a sentence, from 1 (never) to 5 (always); 0 for unknown.
    pub caps: u8,
    /// The name tagger's fine cluster; 0 for unknown.
    pub fine: u16,
    /// The name tagger's coarse cluster; 0 for unknown.
    pub coarse: u8,
    /// The name tagger's marks: a bit for given names, for surnames and the like.
    pub marks: u8,
}

impl WordEntry {
    /// A word never seen.
    pub const UNKNOWN: Self =
        Self { sure: [NO_TAG; 3], class: 0, top: 0, cluster: 0, caps: 0, fine: 0, coarse: 0, marks: 0 };
}

/// A slot of the table of words: the key, 0 where it is free, and what is known of the word.
type Slot = [u8; 16];

impl WordEntry {
    fn slot(&self, key: u32) -> Slot {
        let ([a, b, c, d], [low, high]) = (key.to_le_bytes(), self.fine.to_le_bytes());
        let Self { sure, class, top, cluster, caps, coarse, marks, .. } = *self;
        [a, b, c, d, sure[0], sure[1], sure[2], class, top, cluster, caps, low, high, coarse, marks, 0]
    }

    #[inline]
    fn of(slot: &Slot) -> Self {
        let [_, _, _, _, a, b, c, class, top, cluster, caps, low, high, coarse, marks, _] = *slot;
        let fine = u16::from_le_bytes([low, high]);
        Self { sure: [a, b, c], class, top, cluster, caps, fine, coarse, marks }
    }
}

/// A linear model over hashed features, ready for lookup; words, habits and weights stay in the file.
#[derive(Clone, Debug)]
pub struct TaggerModel {
    file: Cow<'static, [u8]>,
    header: Header,
    lead: i16,
    tags: Vec<(u8, u8)>,
    /// Where the slots of the words are; there is a power of two of them.
    words: Range<usize>,
    habits: Habits,
    weights: Weights,
}

impl TaggerModel {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is damaged, or its format or feature set is not this build's.
    pub fn from_bytes(file: impl Into<Cow<'static, [u8]>>, features: u32) -> Result<Self, Error> {
        let file = file.into();
        let mut input = Input::new(&file, "the tagger's file");
        input.start(MAGIC, FORMAT)?;
        let header = Header { features: input.u32()?, data: input.u64()? };
        if header.features != features {
            return Err(Error::model(format!(
                "the tagger's file was trained on feature set {}, this build computes {features}",
                header.features
            )));
        }
        let lead = i16::from_le_bytes(input.array()?);
        let tags = input.take(2)?[0] as usize;
        let tags: Vec<_> = input.take(2 * tags)?.chunks_exact(2).map(|c| (c[0], c[1])).collect();
        if tags.is_empty() || tags.len() > WIDTH || file.len() > 1 << 24 {
            return Err(input.damaged());
        }
        let [bits] = input.array()?;
        let start = file.len() - input.left();
        let words = start..start + input.take(size_of::<Slot>() << bits.min(20))?.len();
        let habits = Habits::read(&mut input, file.len(), tags.len())?;
        let weights = Weights::read(&mut input, file.len())?;
        input.done()?;
        Ok(Self { file, header, lead, tags, words, habits, weights })
    }

    /// Writes the parts as a file; words, habits and rows in ascending order of their keys, no key twice, no row empty.
    pub fn to_bytes(
        header: Header,
        lead: i16,
        tags: &[(u8, u8)],
        words: &[(u32, WordEntry)],
        habits: &[(u32, u8)],
        rows: &[(u32, Vec<(u8, i8)>)],
    ) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(header.features.to_le_bytes());
        out.extend(header.data.to_le_bytes());
        out.extend(lead.to_le_bytes());
        out.extend([tags.len() as u8, 0]);
        out.extend(tags.iter().flat_map(|t| [t.0, t.1]));
        // A quarter of the slots or more stay free.
        let bits = (words.len() + words.len() / 3 + 1).next_power_of_two().trailing_zeros();
        let mut slots: Vec<Slot> = vec![[0; 16]; 1 << bits];
        for (key, entry) in words {
            let mut at = place(*key, slots.len());
            while slots[at] != [0; 16] {
                at = (at + 1) % slots.len();
            }
            slots[at] = entry.slot(*key);
        }
        out.push(bits as u8);
        out.extend(slots.iter().flatten());
        Habits::write(habits, &mut out);
        Weights::write(rows, &mut out);
        out
    }

    /// What the file says of itself.
    pub fn header(&self) -> Header {
        self.header
    }

    /// How far a tag must lead for the features of places taken together to be left out.
    pub fn lead(&self) -> i16 {
        self.lead
    }

    /// The tags, each as the numbers of its universal and its Penn part.
    pub fn tags(&self) -> &[(u8, u8)] {
        &self.tags
    }

    /// The number of the slot of the word with this key, from one, and what is known of it; 0 for a word never seen.
    #[inline]
    pub fn word(&self, key: u32) -> (u32, WordEntry) {
        let (slots, _) = self.file[self.words.clone()].as_chunks::<16>();
        let mut at = place(key, slots.len());
        for _ in 0..slots.len() {
            let [a, b, c, d, ..] = slots[at];
            match u32::from_le_bytes([a, b, c, d]) {
                0 => break,
                found if found == key => return (at as u32 + 1, WordEntry::of(&slots[at])),
                _ => at = (at + 1) & (slots.len() - 1),
            }
        }
        (0, WordEntry::UNKNOWN)
    }

    /// The tag that always comes in a context, by its key.
    #[inline]
    pub(crate) fn habit(&self, key: u32) -> Option<u8> {
        self.habits.find(&self.file, key)
    }

    /// Adds what these features weigh to the scores of the tags.
    pub(crate) fn add<const N: usize>(&self, keys: &[u32; N], scores: &mut Sums) {
        self.weights.sum(&self.file, keys, scores);
    }
}

/// Where the search for a key begins among so many slots, a power of two.
#[inline]
fn place(key: u32, slots: usize) -> usize {
    (u64::from(key) * slots as u64 >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::super::weights::ROOM;
    use super::*;

    #[test]
    fn a_file_comes_back_and_a_foreign_one_is_refused() {
        let header = Header { features: 3, data: 7 };
        let words = [
            (5, WordEntry { sure: [1, NO_TAG, 0], class: 2, fine: 900, ..WordEntry::UNKNOWN }),
            (4_000_000_000, WordEntry { class: 1, marks: 7, ..WordEntry::UNKNOWN }),
        ];
        let rows = [(9, vec![(0, -5), (1, 127)]), (70_000, vec![(1, 3)])];
        let bytes = TaggerModel::to_bytes(header, 400, &[(0, 0), (1, 4)], &words, &[(77, 1)], &rows);
        let model = TaggerModel::from_bytes(bytes.clone(), 3).unwrap();
        assert_eq!((model.habit(77), model.habit(78)), (Some(1), None));
        assert_eq!((model.header(), model.lead()), (header, 400));
        assert_eq!([5, 4_000_000_000].map(|key| model.word(key).1), [words[0].1, words[1].1]);
        assert_eq!(model.word(6), (0, WordEntry::UNKNOWN));
        let mut scores = [0; ROOM];
        model.add(&[10, 9, 70_001], &mut scores);
        assert_eq!(scores[..3], [-5, 127, 0]);
        assert!(TaggerModel::from_bytes(bytes.clone(), 4).unwrap_err().is_model());
        assert!(TaggerModel::from_bytes(b"SVEN".as_slice(), 3).unwrap_err().is_model());
        for cut in (0..bytes.len()).filter(|c| c % 97 == 0 || c + 9 > bytes.len()) {
            assert!(TaggerModel::from_bytes(bytes[..cut].to_vec(), 3).is_err());
        }
    }
}
