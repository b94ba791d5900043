//! The tagger's file: a header, the tags, the words we know, and sparse rows of weights.

use super::bytes::{Input, write_keys};
use super::index::Index;
use super::rows::{BATCH, Rows, Sums};
use crate::error::Error;

const MAGIC: [u8; 4] = *b"SVTG";
const FORMAT: u16 = 4;

/// The most tags that there may be.
const WIDTH: usize = 96;

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
    /// The tag, where the word is frequent and has but one; else [`NO_TAG`].
    pub sure: u8,
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
        Self { sure: NO_TAG, class: 0, top: 0, cluster: 0, caps: 0, fine: 0, coarse: 0, marks: 0 };
}

/// A linear model over hashed features, ready for lookup.
#[derive(Clone, Debug)]
pub struct TaggerModel {
    header: Header,
    lead: i16,
    tags: Vec<(u8, u8)>,
    /// A word's number, from one, by its key.
    words: Index,
    entries: Vec<WordEntry>,
    /// The number of a row, by the key of its feature.
    keys: Index,
    rows: Rows<WIDTH>,
}

impl TaggerModel {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is damaged, or its format or feature set is not this build's.
    pub fn from_bytes(file: &[u8], features: u32) -> Result<Self, Error> {
        let mut input = Input::new(file, "the tagger's file");
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
        let sound = |tag: u8| (tag as usize) < tags.len();
        let count = input.count()?;
        let mut words = Index::for_keys(count);
        for (key, number) in input.keys(count)?.into_iter().zip(1..) {
            words.insert(key, number);
        }
        let mut entries = vec![WordEntry::UNKNOWN; count];
        let mut column = |put: fn(&mut WordEntry, u8)| {
            input.take(count).map(|bytes| entries.iter_mut().zip(bytes).for_each(|(e, b)| put(e, *b)))
        };
        column(|e, b| e.sure = b)?;
        column(|e, b| e.class = b)?;
        column(|e, b| e.top = b)?;
        column(|e, b| e.cluster = b)?;
        column(|e, b| e.caps = b)?;
        column(|e, b| e.fine = u16::from(b))?;
        column(|e, b| e.fine |= u16::from(b) << 8)?;
        column(|e, b| e.coarse = b)?;
        column(|e, b| e.marks = b)?;
        if !entries.iter().all(|e| e.sure == NO_TAG || sound(e.sure)) {
            return Err(input.damaged());
        }
        let count = input.count()?;
        let (mut keys, mut rows) = (Index::for_keys(count), Rows::default());
        let mut key = 0;
        for i in 0..count {
            key = input.key(key, i)?;
            let [len] = input.array()?;
            let (row, _) = input.take(2 * len as usize)?.as_chunks();
            if !row.iter().all(|&[tag, _]| sound(tag)) {
                return Err(input.damaged());
            }
            keys.insert(key, rows.put(row.iter().map(|&[tag, weight]| (tag, weight as i8))));
        }
        if tags.is_empty() || input.left() > 0 || tags.len() > WIDTH || file.len() > 1 << 24 {
            return Err(input.damaged());
        }
        Ok(Self { header, lead, tags, words, entries, keys, rows })
    }

    /// Writes the parts as a file; words and rows in ascending order of their keys, no key twice, no row empty.
    pub fn to_bytes(
        header: Header,
        lead: i16,
        tags: &[(u8, u8)],
        words: &[(u32, WordEntry)],
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
        let columns: [fn(&WordEntry) -> u8; 9] = [
            |w| w.sure,
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
        out.extend((rows.len() as u32).to_le_bytes());
        let mut last = 0;
        for (key, row) in rows {
            write_keys([key - last].into_iter(), &mut out);
            last = *key;
            out.push(row.len() as u8);
            out.extend(row.iter().flat_map(|w| [w.0, w.1 as u8]));
        }
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

    /// The number of the word with this key, from one, and what is known of it; 0 for a word never seen.
    pub fn word(&self, key: u32) -> (u32, WordEntry) {
        let number = self.words.find(key).unwrap_or(0);
        let entry = (number as usize).checked_sub(1).and_then(|at| self.entries.get(at));
        (number, entry.copied().unwrap_or(WordEntry::UNKNOWN))
    }

    /// How many words are known.
    pub(crate) fn words(&self) -> usize {
        self.entries.len()
    }

    /// Adds what these features weigh to the scores of the tags.
    pub(crate) fn add<const N: usize>(&self, keys: &[u32; N], scores: &mut Sums) {
        const { assert!(N <= BATCH) };
        let mut found = [0; BATCH];
        let count = self.keys.find_all(keys, &mut found);
        self.rows.sum(&found[..count], scores);
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::ROOM;
    use super::*;

    #[test]
    fn a_file_comes_back_and_a_foreign_one_is_refused() {
        let header = Header { features: 3, data: 7 };
        let words = [
            (5, WordEntry { sure: 1, class: 2, fine: 900, ..WordEntry::UNKNOWN }),
            (4_000_000_000, WordEntry { class: 1, marks: 7, ..WordEntry::UNKNOWN }),
        ];
        let rows = [(9, vec![(0, -5), (1, 127)]), (70_000, vec![(1, 3)])];
        let bytes = TaggerModel::to_bytes(header, 400, &[(0, 0), (1, 4)], &words, &rows);
        let model = TaggerModel::from_bytes(&bytes, 3).unwrap();
        assert_eq!((model.header(), model.lead()), (header, 400));
        assert_eq!((model.word(5), model.word(4_000_000_000)), ((1, words[0].1), (2, words[1].1)));
        assert_eq!((model.word(6), model.words()), ((0, WordEntry::UNKNOWN), 2));
        let mut scores = [0; ROOM];
        model.add(&[10, 9, 70_001], &mut scores);
        assert_eq!(scores[..3], [-5, 127, 0]);
        assert!(TaggerModel::from_bytes(&bytes, 4).unwrap_err().is_model());
        assert!(TaggerModel::from_bytes(b"SVEN", 3).unwrap_err().is_model());
        for cut in 0..bytes.len() {
            assert!(TaggerModel::from_bytes(&bytes[..cut], 3).is_err());
        }
    }
}
