//! The tagger's file: a header, the tags, the words we know, and sparse rows of weights.

use crate::error::Error;

const MAGIC: [u8; 4] = *b"SVTG";
const FORMAT: u16 = 2;

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
    words: Vec<(u32, WordEntry)>,
    word_shift: u32,
    slots: Vec<(u32, u32)>,
    shift: u32,
    weights: Vec<(u8, i8)>,
}

impl TaggerModel {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is damaged, or its format or feature set is not this build's.
    pub fn from_bytes(bytes: &[u8], features: u32) -> Result<Self, Error> {
        let mut input = Input { bytes };
        if input.take(4)? != MAGIC {
            return Err(Error::model("the tagger's file does not start as one"));
        }
        let format = input.u16()?;
        if format != FORMAT {
            return Err(Error::model(format!(
                "the tagger's file has format {format}, this build reads {FORMAT}"
            )));
        }
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
        let count = input.u32()?;
        let (size, word_shift) = table_size(count as usize, bytes.len())?;
        let mut words = vec![(0, WordEntry::UNKNOWN); size];
        let mut key = 0u32;
        for _ in 0..count {
            key = key.wrapping_add(input.number()?);
            let [sure, class, cluster, caps] = input.array()?;
            if sure != NO_TAG && !sound(sure) {
                return Err(damaged());
            }
            let mut at = (key >> word_shift) as usize;
            while words[at].1 != WordEntry::UNKNOWN {
                at = (at + 1) & (size - 1);
            }
            words[at] = (key, WordEntry { sure, class, cluster, caps });
        }
        let count = input.u32()?;
        let (size, shift) = table_size(count as usize, bytes.len())?;
        let mut slots = vec![(0, 0); size];
        let mut weights = Vec::with_capacity(input.bytes.len() / 2);
        key = 0;
        for _ in 0..count {
            key = key.wrapping_add(input.number()?);
            let [len] = input.array()?;
            let mut at = (key >> shift) as usize;
            while slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (key, (weights.len() as u32) << 8 | u32::from(len));
            for w in input.take(2 * len as usize)?.chunks_exact(2) {
                if !sound(w[0]) {
                    return Err(damaged());
                }
                weights.push((w[0], w[1] as i8));
            }
        }
        if tags.is_empty() || !input.bytes.is_empty() || weights.len() >= 1 << 24 {
            return Err(damaged());
        }
        Ok(Self { header, tags, words, word_shift, slots, shift, weights })
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
            number(key - last, &mut out);
            last = *key;
            out.extend([word.sure, word.class, word.cluster, word.caps]);
        }
        out.extend((rows.len() as u32).to_le_bytes());
        last = 0;
        for (key, row) in rows {
            number(key - last, &mut out);
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
        let mut at = (key >> self.word_shift) as usize;
        loop {
            let (found, entry) = self.words[at];
            if found == key || entry == WordEntry::UNKNOWN {
                return entry;
            }
            at = (at + 1) & (self.words.len() - 1);
        }
    }

    /// The weights of a feature, by tag.
    pub fn row(&self, key: u32) -> &[(u8, i8)] {
        let mut at = (key >> self.shift) as usize;
        loop {
            let (found, place) = self.slots[at];
            if place == 0 {
                return &[];
            }
            if found == key {
                let start = (place >> 8) as usize;
                return &self.weights[start..start + (place & 255) as usize];
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

/// Slots for a table at most three quarters full, and how far to shift a key to get its slot.
fn table_size(entries: usize, most: usize) -> Result<(usize, u32), Error> {
    if entries > most {
        return Err(damaged());
    }
    let bits = (entries + entries / 3 + 2).next_power_of_two().trailing_zeros();
    Ok((1 << bits, 32 - bits))
}

fn damaged() -> Error {
    Error::model("the tagger's file is damaged")
}

fn number(mut value: u32, out: &mut Vec<u8>) {
    while value >= 128 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

struct Input<'b> {
    bytes: &'b [u8],
}

impl<'b> Input<'b> {
    fn take(&mut self, len: usize) -> Result<&'b [u8], Error> {
        if len > self.bytes.len() {
            return Err(Error::model("the tagger's file is cut short"));
        }
        let (head, rest) = self.bytes.split_at(len);
        self.bytes = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_le_bytes)
    }

    fn number(&mut self) -> Result<u32, Error> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.take(1)?[0];
            value |= u32::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(value);
            }
        }
        Err(damaged())
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
        let model = TaggerModel::from_bytes(&bytes, 3).unwrap();
        assert_eq!(model.header(), header);
        assert_eq!(model.word(5).cluster, 9);
        assert_eq!(model.word(6), WordEntry::UNKNOWN);
        assert_eq!(model.row(9), [(0, -5), (1, 127)]);
        assert!(model.row(10).is_empty());
        assert!(TaggerModel::from_bytes(&bytes, 4).unwrap_err().is_model());
        assert!(TaggerModel::from_bytes(b"SVEN", 3).unwrap_err().is_model());
        for cut in 0..bytes.len() {
            assert!(TaggerModel::from_bytes(&bytes[..cut], 3).is_err());
        }
    }
}
