//! The keys of words and names. The build script makes the packed tables with this very code.

use crate::hash;

/// The running key of a name: its letters and digits without accents and case, one space between words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key(u64);

impl Key {
    pub(crate) const fn new() -> Self {
        Self(hash::START)
    }

    /// Its number, spread over all bits.
    pub(crate) const fn number(self) -> u64 {
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    pub(crate) fn add(&mut self, word: &str) {
        if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return word.bytes().for_each(|b| self.byte(b.to_ascii_lowercase()));
        }
        for c in word.chars() {
            match c {
                '.' | '\'' | '’' | '‘' | 'ʻ' | 'ʼ' => {}
                ' ' | '-' | '\u{2011}' => self.byte(b' '),
                c if c.is_ascii() => self.byte(c.to_ascii_lowercase() as u8),
                c => unaccented(c).bytes().for_each(|b| self.byte(b)),
            }
        }
    }

    pub(crate) fn gap(&mut self) {
        self.byte(b' ');
    }

    const fn byte(&mut self, byte: u8) {
        self.0 = hash::step(self.0, byte);
    }
}

/// A key as the two hashes of a packed table.
#[inline]
pub(crate) const fn halves(key: u64) -> [u32; 2] {
    [(key >> 32) as u32, key as u32]
}

/// The key of a word, eight bytes at a time.
#[inline]
pub(crate) fn word_key(word: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let (eights, rest) = word.as_chunks::<8>();
    let mix = |key: u64, part: u64| {
        let key = (key ^ part).wrapping_mul(MIX);
        key ^ key >> 29
    };
    let key =
        eights.iter().fold(hash::START ^ word.len() as u64, |key, part| mix(key, u64::from_le_bytes(*part)));
    mix(key, rest.iter().fold(1, |part, byte| part << 8 | u64::from(*byte))).wrapping_mul(MIX)
}

/// The plain letter of an accented one, for Latin letters; all others stand for themselves as "?".
pub(crate) fn unaccented(c: char) -> &'static str {
    match c {
        'à'..='å' | 'À'..='Å' | 'ā' | 'Ā' | 'ă' | 'Ă' | 'ą' | 'Ą' => "a",
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' | 'ċ' | 'Ċ' => "c",
        'ď' | 'Ď' | 'đ' | 'Đ' | 'ð' => "d",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'Ē' | 'ė' | 'Ė' | 'ę' | 'Ę' | 'ě' | 'Ě' | 'ə' | 'Ə' => {
            "e"
        }
        'ğ' | 'Ğ' | 'ģ' | 'Ģ' => "g",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' | 'ı' | 'İ' | 'į' => "i",
        'ķ' | 'Ķ' => "k",
        'ł' | 'Ł' | 'ļ' | 'Ļ' | 'ľ' | 'Ľ' => "l",
        'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ň' | 'Ň' | 'ņ' | 'Ņ' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' | 'Ō' | 'ő' | 'Ő' => "o",
        'ř' | 'Ř' => "r",
        'ś' | 'Ś' | 'š' | 'Š' | 'ş' | 'Ş' | 'ș' | 'Ș' => "s",
        'ß' => "ss",
        'ť' | 'Ť' | 'ţ' | 'Ţ' | 'ț' | 'Ț' => "t",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'Ū' | 'ů' | 'Ů' | 'ű' | 'Ű' | 'ų' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => "z",
        _ => "?",
    }
}
