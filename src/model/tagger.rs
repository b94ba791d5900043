//! The tagger's file: a header, the tags, the words we know, and sparse rows of weights.

use std::borrow::Cow;

use super::bytes::{Input, write_keys};
use super::index::Index;
use crate::error::Error;

const MAGIC: [u8; 4] = *b"SVTG";
const FORMAT: u16 = 2;

/// Room for the scores of all tags.
pub(crate) const ROOM: usize = 128;

/// The most tags that there may be.
const WIDTH: usize = 96;

/// Rows of so many weights are kept with a place for every tag: adding them all is quicker than going by tag.
const LONG: usize = 12;

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
    /// The distributional cluster, as a number; 0 for unknown.
    pub cluster: u8,
    /// How often it has a capital inside a sentence, from 1 (never) to 5 (always); 0 for unknown.
    pub caps: u8,
}

impl WordEntry {
    /// A word never seen.
    pub const UNKNOWN: Self = Self { sure: NO_TAG, class: 0, cluster: 0, caps: 0 };
}

/// A linear model over hashed features, ready for lookup.
#[derive(Clone, Debug)]
pub struct TaggerModel {
    header: Header,
    tags: Vec<(u8, u8)>,
    words: Index,
    /// Where a row is: in the file (its length, then a tag and a weight in turn), or from the file's length on in `full`.
    rows: Index,
    /// Long rows: a weight for each of all tags.
    full: Vec<[i8; WIDTH]>,
    file: Cow<'static, [u8]>,
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
        let tags = input.take(2)?[0] as usize;
        let tags: Vec<_> = input.take(2 * tags)?.chunks_exact(2).map(|c| (c[0], c[1])).collect();
        let sound = |tag: u8| (tag as usize) < tags.len();
        let count = input.count()?;
        let mut words = Index::for_keys(count);
        let mut key = 0u32;
        for i in 0..count {
            key = input.key(key, i)?;
            let entry: [u8; 4] = input.array()?;
            if entry[0] != NO_TAG && !sound(entry[0]) || entry == [NO_TAG; 4] {
                return Err(input.damaged());
            }
            words.insert(key, u32::from_le_bytes(entry));
        }
        let count = input.count()?;
        let mut rows = Index::for_keys(count);
        let mut full = Vec::new();
        key = 0;
        for i in 0..count {
            key = input.key(key, i)?;
            let place = file.len() - input.left();
            let [len] = input.array()?;
            let (row, _) = input.take(2 * len as usize)?.as_chunks();
            if !row.iter().all(|&[tag, _]| sound(tag)) {
                return Err(input.damaged());
            }
            if row.len() < LONG {
                rows.insert(key, place as u32);
            } else {
                rows.insert(key, (file.len() + full.len()) as u32);
                let mut weights = [0i8; WIDTH];
                for &[tag, weight] in row {
                    weights[tag as usize % WIDTH] = weight as i8;
                }
                full.push(weights);
            }
        }
        if tags.is_empty() || input.left() > 0 || tags.len() > WIDTH || file.len() > 1 << 30 {
            return Err(input.damaged());
        }
        Ok(Self { header, tags, words, rows, full, file })
    }

    /// Writes the parts as a file; words and rows in ascending order of their keys, no key twice, no row empty.
    pub fn to_bytes(
        header: Header,
        tags: &[(u8, u8)],
        words: &[(u32, WordEntry)],
        rows: &[(u32, Vec<(u8, i8)>)],
    ) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(header.features.to_le_bytes());
        out.extend(header.data.to_le_bytes());
        out.extend([tags.len() as u8, 0]);
        out.extend(tags.iter().flat_map(|t| [t.0, t.1]));
        out.extend((words.len() as u32).to_le_bytes());
        let mut last = 0;
        for (key, word) in words {
            write_keys([key - last].into_iter(), &mut out);
            last = *key;
            out.extend([word.sure, word.class, word.cluster, word.caps]);
        }
        out.extend((rows.len() as u32).to_le_bytes());
        last = 0;
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

    /// The tags, each as the numbers of its universal and its Penn part.
    pub fn tags(&self) -> &[(u8, u8)] {
        &self.tags
    }

    /// What is known of the word with this key.
    pub fn word(&self, key: u32) -> WordEntry {
        let Some(entry) = self.words.find(key) else { return WordEntry::UNKNOWN };
        let [sure, class, cluster, caps] = entry.to_le_bytes();
        WordEntry { sure, class, cluster, caps }
    }

    /// Adds what these features weigh to the scores of the tags.
    pub fn add<const N: usize>(&self, keys: &[u32; N], scores: &mut [i16; ROOM]) {
        // Many features of a token weigh nothing: a look at the small filter first, all together, then the rows.
        const { assert!(N < 64) };
        let mut hits = [0; 64];
        let mut count = 0;
        for &key in keys {
            hits[count & 63] = key;
            count += usize::from(self.rows.may_have(key));
        }
        for &key in &hits[..count & 63] {
            let Some(place) = self.rows.find(key) else { continue };
            let place = place as usize;
            if let Some(row) = place.checked_sub(self.file.len()).and_then(|at| self.full.get(at)) {
                for (score, &weight) in scores.iter_mut().zip(row) {
                    *score += i16::from(weight);
                }
            } else if let Some((&len, row)) = self.file[place..].split_first() {
                for &[tag, weight] in row[..2 * len as usize].as_chunks().0 {
                    scores[tag as usize & (ROOM - 1)] += i16::from(weight as i8);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_a_foreign_one_is_refused() {
        let header = Header { features: 3, data: 7 };
        let words = [
            (5, WordEntry { sure: 1, class: 2, cluster: 9, caps: 1 }),
            (4_000_000_000, WordEntry { sure: NO_TAG, class: 1, cluster: 0, caps: 0 }),
        ];
        let rows = [(9, vec![(0, -5), (1, 127)]), (70_000, vec![(1, 3)])];
        let bytes = TaggerModel::to_bytes(header, &[(0, 0), (1, 4)], &words, &rows);
        let model = TaggerModel::from_bytes(bytes.clone(), 3).unwrap();
        assert_eq!(model.header(), header);
        assert_eq!(model.word(5).cluster, 9);
        assert_eq!(model.word(6), WordEntry::UNKNOWN);
        let mut scores = [0; ROOM];
        model.add(&[10, 9, 70_001], &mut scores);
        assert_eq!(scores[..3], [-5, 127, 0]);
        assert!(TaggerModel::from_bytes(bytes.clone(), 4).unwrap_err().is_model());
        assert!(TaggerModel::from_bytes(b"SVEN".to_vec(), 3).unwrap_err().is_model());
        for cut in 0..bytes.len() {
            assert!(TaggerModel::from_bytes(bytes[..cut].to_vec(), 3).is_err());
        }
    }
}
