//! What is known of words and phrases before any text is read: clusters, case, and names from public lists.

use std::borrow::Cow;

use crate::error::Error;
use crate::lexicon::packed::{self, Packed};
use crate::model::Input;

const MAGIC: [u8; 4] = *b"SVNW";
const FORMAT: u16 = 3;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    words: Packed,
    known: Vec<Known>,
    phrases: Packed,
    lists: Vec<u8>,
    data: u64,
}

/// Where a packed table keeps a key.
fn place(key: u32) -> [u32; 2] {
    [key.wrapping_mul(0x9E37_79B1), key]
}

/// Writes entries that lead to few distinct things: each thing once, and a table from keys to their numbers.
fn pack<T: Copy + Ord>(entries: &[(u32, T)], write: impl Fn(T, &mut Vec<u8>), out: &mut Vec<u8>) {
    let mut things: Vec<T> = entries.iter().map(|e| e.1).collect();
    things.sort_unstable();
    things.dedup();
    out.extend((things.len() as u16).to_le_bytes());
    for thing in &things {
        write(*thing, out);
    }
    let number = |thing| things.binary_search(&thing).unwrap_or_default() as u16;
    let table: Vec<_> = entries.iter().map(|(key, thing)| (place(*key), number(*thing))).collect();
    packed::write(&table, out);
}

impl Words {
    /// What is known of a word, by its key.
    #[inline]
    pub fn word(&self, key: u32) -> Known {
        let number = self.words.get(place(key));
        number.and_then(|n| self.known.get(usize::from(n))).copied().unwrap_or_default()
    }

    /// The lists that hold a phrase, a bit each, by its key.
    #[inline]
    pub fn phrase(&self, key: u32) -> u8 {
        let number = self.phrases.get(place(key));
        number.and_then(|n| self.lists.get(usize::from(n))).copied().unwrap_or_default()
    }

    /// A hash of what the file was made from; models name it.
    pub fn data(&self) -> u64 {
        self.data
    }

    /// Writes a file; the same entries, none with empty knowledge and no key twice, give the same bytes.
    pub fn to_bytes(words: &[(u32, Known)], phrases: &[(u32, u8)], data: u64) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(data.to_le_bytes());
        let write = |known: Known, out: &mut Vec<u8>| {
            out.extend(known.fine.to_le_bytes());
            out.extend([known.coarse, known.marks]);
        };
        pack(words, write, &mut out);
        pack(phrases, |lists, out| out.push(lists), &mut out);
        out
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it is cut short or of another format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(bytes.to_vec().into())
    }

    /// Reads a file that is part of the program and stays where it is.
    ///
    /// # Errors
    /// When it is of another format.
    pub(super) fn from_static(bytes: &'static [u8]) -> Result<Self, Error> {
        Self::read(bytes.into())
    }

    fn read(file: Cow<'static, [u8]>) -> Result<Self, Error> {
        let mut input = Input::new(&file, "the word file");
        input.start(MAGIC, FORMAT)?;
        let data = input.u64()?;
        let table = |input: &mut Input<'_>| {
            let table = Packed::read(file.clone(), file.len() - input.left());
            let table = table.ok_or_else(|| Error::model("the word file is cut short"))?;
            input.take(table.end() + input.left() - file.len())?;
            Ok::<_, Error>(table)
        };
        let count = usize::from(input.u16()?);
        let (known, _) = input.take(4 * count)?.as_chunks();
        let known = known.iter().map(|&[low, high, coarse, marks]| Known {
            fine: u16::from_le_bytes([low, high]),
            coarse,
            marks,
        });
        let known = known.collect();
        let words = table(&mut input)?;
        let count = usize::from(input.u16()?);
        let lists = input.take(count)?.to_vec();
        let phrases = table(&mut input)?;
        input.done()?;
        Ok(Self { words, known, phrases, lists, data })
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
        let read = Words::from_bytes(&bytes).unwrap();
        assert_eq!((read.word(3), read.word(4)), (words[0].1, Known::default()));
        assert_eq!((read.phrase(5), read.phrase(3), read.data()), (2, 0, 9));
        for cut in 0..bytes.len() {
            assert!(Words::from_bytes(&bytes[..cut]).unwrap_err().is_model());
        }
    }
}
