//! The tagger's file: a header, the tags, the words we know, what always comes in a context, and sparse rows of weights.

use std::borrow::Cow;

use super::bytes::{Input, write_keys};
use super::habits::Habits;
use super::rows::Sums;
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

/// A slot of the table of words, free where the key is 0; small, so that a line of memory holds four.
#[derive(Clone, Copy, Debug)]
struct Slot {
    key: u32,
    entry: WordEntry,
}

/// A linear model over hashed features, ready for lookup; weights and habits stay in the file.
#[derive(Clone, Debug)]
pub struct TaggerModel {
    file: Cow<'static, [u8]>,
    header: Header,
    lead: i16,
    tags: Vec<(u8, u8)>,
    words: Vec<Slot>,
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
        let count = input.count()?;
        let words = words(&mut input, count, tags.len())?;
        let habits = Habits::read(&mut input, file.len(), tags.len())?;
        let weights = Weights::read(&mut input, file.len(), tags.len())?;
        input.done()?;
        Ok(Self { header, lead, tags, words, habits, weights, file })
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
        out.extend((words.len() as u32).to_le_bytes());
        write_keys(words.iter().map(|w| w.0), &mut out);
        // Columns pack better than rows.
        let columns: [fn(&WordEntry) -> u8; COLUMNS] = [
            |w| w.sure[0],
            |w| w.sure[1],
            |w| w.sure[2],
            |w| w.class,
            |w| w.top,
            |w| w.cluster,
            |w| w.caps,
            |w| w.fine as u8,
            |w| (w.fine >> 8) as u8,
            |w| w.coarse,
            |w| w.marks,
        ];
        for column in columns {
            out.extend(words.iter().map(|w| column(&w.1)));
        }
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
        let mut at = place(key, self.words.len());
        loop {
            let slot = &self.words[at];
            if slot.key == key {
                return (at as u32 + 1, slot.entry);
            }
            if slot.key == 0 {
                return (0, slot.entry);
            }
            at = (at + 1) & (self.words.len() - 1);
        }
    }

    #[doc(hidden)]
    pub fn parts(&self) -> (Vec<(u32, WordEntry)>, Vec<(u32, Vec<(u8, i8)>)>) {
        let mut w: Vec<_> = self.words.iter().filter(|s| s.key > 0).map(|s| (s.key, s.entry)).collect();
        w.sort_by_key(|w| w.0);
        (w, self.weights.parts(&self.file))
    }

    /// The numbers of words are no greater than this.
    pub(crate) fn slots(&self) -> usize {
        self.words.len()
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

const COLUMNS: usize = 11;

/// The table of words from the columns of a file.
fn words(input: &mut Input<'_>, count: usize, tags: usize) -> Result<Vec<Slot>, Error> {
    let free = Slot { key: 0, entry: WordEntry::UNKNOWN };
    let mut slots = vec![free; (count + count / 3 + 1).next_power_of_two()];
    let keys = input.keys(count)?;
    let mut columns: [&[u8]; COLUMNS] = [&[]; COLUMNS];
    for column in &mut columns {
        *column = input.take(count)?;
    }
    let [a, b, c, class, top, cluster, caps, low, high, coarse, marks] = columns;
    for (i, key) in keys.into_iter().enumerate() {
        let sure = [a[i], b[i], c[i]];
        if sure.iter().any(|&tag| tag != NO_TAG && tag as usize >= tags) {
            return Err(input.damaged());
        }
        let (class, top, cluster, caps) = (class[i], top[i], cluster[i], caps[i]);
        let (fine, coarse, marks) = (u16::from_le_bytes([low[i], high[i]]), coarse[i], marks[i]);
        let entry = WordEntry { sure, class, top, cluster, caps, fine, coarse, marks };
        let mut at = place(key, slots.len());
        while slots[at].key > 0 {
            at = (at + 1) & (slots.len() - 1);
        }
        slots[at] = Slot { key, entry };
    }
    Ok(slots)
}

/// Where the search for a key begins among so many slots, a power of two.
#[inline]
fn place(key: u32, slots: usize) -> usize {
    // Fewer than 2^24 bytes of file have fewer slots than 2^25.
    (u64::from(key) * slots as u64 >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::super::rows::ROOM;
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
