//! What is known of words and phrases before any text is read: clusters, case, and names from public lists.

use crate::error::Error;
use crate::model::{Input, write_keys};

const MAGIC: [u8; 4] = *b"SVNW";
const FORMAT: u16 = 1;

/// The word is a given name.
pub const GIVEN: u8 = 1;
/// Some listed phrase starts with the word.
pub const OPENS: u8 = 2;
/// Two bits: how often the word has a capital inside sentences, from never (0) to nearly always (3).
pub const CASE_SHIFT: u8 = 2;
/// The word is frequent enough for its case to mean something.
pub const FREQUENT: u8 = 16;
/// The word is a surname in some list.
pub const FAMILY: u8 = 32;

/// The longest listed phrase, in words.
pub const LONGEST: usize = 7;

/// What is known of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its fine cluster; 0 for none.
    pub fine: u16,
    /// Its coarse cluster; 0 for none.
    pub coarse: u8,
    /// [`GIVEN`] and its sisters.
    pub marks: u8,
}

impl Known {
    /// How often it has a capital inside sentences: 0 never to 3 nearly always; 4 for too rare to say.
    pub fn case(self) -> u8 {
        if self.marks & FREQUENT == 0 { 4 } else { self.marks >> CASE_SHIFT & 3 }
    }
}

/// Words and phrases by hashed key.
#[derive(Clone, Debug)]
pub struct Words {
    words: Table<Known>,
    phrases: Table<u8>,
    data: u64,
}

#[derive(Clone, Debug)]
struct Table<T> {
    slots: Vec<(u32, T)>,
    shift: u32,
}

impl<T: Copy + Default + PartialEq> Table<T> {
    fn new(entries: &[(u32, T)]) -> Self {
        let bits = (2 * entries.len() + 2).next_power_of_two().trailing_zeros();
        let mut slots = vec![(0, T::default()); 1 << bits];
        let shift = 32 - bits;
        for &(key, value) in entries {
            let mut at = (spread(key) >> shift) as usize;
            while slots[at].1 != T::default() {
                at = (at + 1) & (slots.len() - 1);
            }
            slots[at] = (key, value);
        }
        Self { slots, shift }
    }

    fn get(&self, key: u32) -> T {
        let mut at = (spread(key) >> self.shift) as usize;
        loop {
            let (found, value) = self.slots[at];
            if found == key || value == T::default() {
                return value;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }
}

fn spread(key: u32) -> u32 {
    key.wrapping_mul(0x9E37_79B1)
}

impl Words {
    /// From entries in ascending order of key, none with empty knowledge.
    pub fn new(words: &[(u32, Known)], phrases: &[(u32, u8)], data: u64) -> Self {
        Self { words: Table::new(words), phrases: Table::new(phrases), data }
    }

    /// What is known of a word, by its key.
    pub fn word(&self, key: u32) -> Known {
        self.words.get(key)
    }

    /// The lists that hold a phrase, a bit each, by its key.
    pub fn phrase(&self, key: u32) -> u8 {
        self.phrases.get(key)
    }

    /// A hash of what the file was made from; models name it.
    pub fn data(&self) -> u64 {
        self.data
    }

    /// Writes a file; the same entries give the same bytes.
    pub fn to_bytes(words: &[(u32, Known)], phrases: &[(u32, u8)], data: u64) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(data.to_le_bytes());
        out.extend((words.len() as u32).to_le_bytes());
        out.extend((phrases.len() as u32).to_le_bytes());
        // Columns pack better than rows.
        write_keys(words.iter().map(|w| w.0), &mut out);
        out.extend(words.iter().map(|w| w.1.fine as u8));
        out.extend(words.iter().map(|w| (w.1.fine >> 8) as u8));
        out.extend(words.iter().map(|w| w.1.coarse));
        out.extend(words.iter().map(|w| w.1.marks));
        write_keys(phrases.iter().map(|p| p.0), &mut out);
        out.extend(phrases.iter().map(|p| p.1));
        out
    }

    /// Reads a file; with `lists` false the phrases stay unread, for models that do not ask for them.
    ///
    /// # Errors
    /// When it is damaged or of another format.
    pub fn from_bytes(bytes: &[u8], lists: bool) -> Result<Self, Error> {
        let mut input = Input::new(bytes, "the word file");
        input.start(MAGIC, FORMAT)?;
        let data = input.u64()?;
        let words = input.u32()? as usize;
        let phrases = input.u32()? as usize;
        let keys = input.keys(words)?;
        let columns = [input.take(words)?, input.take(words)?, input.take(words)?, input.take(words)?];
        let known = |i: usize| Known {
            fine: u16::from_le_bytes([columns[0][i], columns[1][i]]),
            coarse: columns[2][i],
            marks: columns[3][i],
        };
        let words: Vec<_> = keys.into_iter().enumerate().map(|(i, key)| (key, known(i))).collect();
        let mut listed: Vec<_> = Vec::new();
        if lists {
            let keys = input.keys(phrases)?;
            listed = keys.into_iter().zip(input.take(phrases)?.iter().copied()).collect();
            input.done()?;
        }
        let phrases = listed;
        Ok(Self::new(&words, &phrases, data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_a_short_one_is_refused() {
        let words = [
            (3, Known { fine: 300, coarse: 7, marks: GIVEN }),
            (900_000, Known { marks: OPENS, ..Known::default() }),
        ];
        let bytes = Words::to_bytes(&words, &[(5, 2)], 9);
        let read = Words::from_bytes(&bytes, true).unwrap();
        assert_eq!((read.word(3), read.word(4)), (words[0].1, Known::default()));
        assert_eq!((read.phrase(5), read.phrase(3), read.data()), (2, 0, 9));
        for cut in 0..bytes.len() {
            assert!(Words::from_bytes(&bytes[..cut], true).unwrap_err().is_model());
        }
    }
}
