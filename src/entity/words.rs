//! What is known of words and phrases before any text is read: clusters, case, and names from public lists.

use crate::error::Error;

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
        keys(words.iter().map(|w| w.0), &mut out);
        out.extend(words.iter().map(|w| w.1.fine as u8));
        out.extend(words.iter().map(|w| (w.1.fine >> 8) as u8));
        out.extend(words.iter().map(|w| w.1.coarse));
        out.extend(words.iter().map(|w| w.1.marks));
        keys(phrases.iter().map(|p| p.0), &mut out);
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
        let data = u64::from_le_bytes(input.array()?);
        let words = u32::from_le_bytes(input.array()?) as usize;
        let phrases = u32::from_le_bytes(input.array()?) as usize;
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

/// Ascending keys as differences, seven bits a byte.
pub(super) fn keys(keys: impl Iterator<Item = u32>, out: &mut Vec<u8>) {
    let mut last = 0u32;
    for key in keys {
        let mut value = key.wrapping_sub(last);
        last = key;
        while value >= 128 {
            out.push(value as u8 | 128);
            value >>= 7;
        }
        out.push(value as u8);
    }
}

/// Bytes of a model file, taken from the front.
pub(super) struct Input<'b> {
    bytes: &'b [u8],
    what: &'static str,
}

impl<'b> Input<'b> {
    pub(super) fn new(bytes: &'b [u8], what: &'static str) -> Self {
        Self { bytes, what }
    }

    pub(super) fn start(&mut self, magic: [u8; 4], format: u16) -> Result<(), Error> {
        let found = (self.array::<4>()?, u16::from_le_bytes(self.array()?));
        if found.0 != magic {
            return Err(Error::model(format!("{} does not start as one", self.what)));
        }
        if found.1 != format {
            let what = self.what;
            return Err(Error::model(format!("{what} has format {}, this build reads {format}", found.1)));
        }
        Ok(())
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'b [u8], Error> {
        let Some((head, rest)) = self.bytes.split_at_checked(len) else {
            return Err(Error::model(format!("{} is cut short", self.what)));
        };
        self.bytes = rest;
        Ok(head)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    pub(super) fn keys(&mut self, count: usize) -> Result<Vec<u32>, Error> {
        if count > self.bytes.len() {
            return Err(Error::model(format!("{} is cut short", self.what)));
        }
        let mut out = Vec::with_capacity(count);
        let mut key = 0u32;
        for _ in 0..count {
            let (mut value, mut shift) = (0u32, 0);
            loop {
                let byte = self.take(1)?[0];
                value |= u32::from(byte & 127).checked_shl(shift).unwrap_or(0);
                shift += 7;
                if byte < 128 {
                    break;
                }
            }
            key = key.wrapping_add(value);
            out.push(key);
        }
        Ok(out)
    }

    pub(super) fn done(&self) -> Result<(), Error> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        Err(Error::model(format!("{} has bytes after its end", self.what)))
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
