//! The words and names that the entity rules rest on, compiled once from the large tables.

use std::sync::LazyLock;

use crate::hash;
use crate::names::names;

/// The tables, by file name; too large to be read cell by cell at start, so a test checks their form instead.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("bodies.tsv", include_str!("data/bodies.tsv")),
    ("cities.tsv", include_str!("data/cities.tsv")),
    ("common.tsv", include_str!("data/common.tsv")),
    ("countries.tsv", include_str!("data/countries.tsv")),
    ("currencies.tsv", include_str!("data/currencies.tsv")),
    ("demonyms.tsv", include_str!("data/demonyms.tsv")),
    ("entity_names.tsv", include_str!("data/entity_names.tsv")),
    ("entity_words.tsv", include_str!("data/entity_words.tsv")),
    ("firstnames.tsv", include_str!("data/firstnames.tsv")),
    ("parties.tsv", include_str!("data/parties.tsv")),
    ("regions.tsv", include_str!("data/regions.tsv")),
];

names! {
    /// What a single word can be to the entity rules; a word may be several things.
    Class {
        Number = "number", Scale = "scale", Vague = "vague", Fraction = "fraction", Ordinal = "ordinal", Month = "month",
        Weekday = "weekday", Season = "season", DateUnit = "dateunit", TimeUnit = "timeunit", DateWord = "dateword",
        Freq = "freq", TimeWord = "timeword", DayPart = "daypart", Approx = "approx", ApproxWeak = "approxweak",
        DateRel = "daterel", DatePart = "datepart", DateCue = "datecue", Percent = "percent", Currency = "currency",
        CurrencyCode = "currencycode", Measure = "measure", Org = "org", OrgWeak = "orgweak", OrgSolo = "orgsolo",
        Law = "law", LawSolo = "lawsolo", Event = "event", Fac = "fac", Loc = "loc", Gpe = "gpe", Title = "title",
        Says = "says", Link = "link", Particle = "particle", Never = "never", NotName = "notname", Common = "common",
        First = "first", Lexical = "lexical", Rise = "rise", Drop = "drop", Times = "times",
    }
}

names! {
    /// What a name of the gazetteer is.
    Kind {
        Gpe = "GPE", Norp = "NORP", Org = "ORG", Loc = "LOC", Law = "LAW", Event = "EVENT", Country = "country",
        Capital = "capital", State = "state", Region = "region", City = "city", Party = "party", Body = "body",
    }
}

/// What is known of a word: its classes, and the value that goes with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    classes: u64,
    pub(crate) value: &'static str,
}

impl Word {
    #[inline]
    pub(crate) const fn is(self, class: Class) -> bool {
        self.classes >> class as u8 & 1 == 1
    }

    /// Several classes as one, for [`Word::meets`].
    pub(crate) const fn mask(classes: &[Class]) -> u64 {
        let (mut out, mut i) = (0, 0);
        while i < classes.len() {
            out |= 1 << classes[i] as u8;
            i += 1;
        }
        out
    }

    /// Whether it is any of the classes of a mask.
    pub(crate) const fn meets(self, mask: u64) -> bool {
        self.classes & mask != 0
    }

    /// Whether it is any of these.
    #[inline]
    pub(crate) fn any(self, classes: &[Class]) -> bool {
        classes.iter().any(|c| self.is(*c))
    }

    pub(crate) fn number(self) -> Option<f64> {
        self.value.parse().ok()
    }
}

/// What a key leads to: a name, the beginning of one, or nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Found {
    Name(Name),
    Beginning,
    Nothing,
}

/// A name of the gazetteer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    pub(crate) text: &'static str,
    pub(crate) kind: Kind,
    /// ISO 3166-1 alpha-3, or empty.
    pub(crate) country: &'static str,
}

/// The running key of a name: its letters and digits without accents and case, one space between words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key(u64);

impl Key {
    pub(crate) const fn new() -> Self {
        Self(hash::START)
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

/// Words by their lower form and names by their key; loaded at first use.
#[derive(Debug)]
pub(crate) struct Gazetteer {
    words: Words,
    names: Names,
}

/// What is known of each word, by the word's key. Most words of a text that are not there are told by the keys alone, which
/// lie close together.
#[derive(Debug)]
struct Words {
    keys: Vec<u64>,
    words: Vec<Word>,
}

impl Words {
    fn with_slots(bits: u32) -> Self {
        Self { keys: vec![0; 1 << bits], words: vec![Word::default(); 1 << bits] }
    }

    /// The place where a key is or would be; there are more places than keys.
    #[inline]
    fn at(&self, key: u64) -> usize {
        let most = self.keys.len() - 1;
        let mut at = (key >> 32) as usize & most;
        while self.keys[at] != key && self.keys[at] != 0 {
            at = (at + 1) & most;
        }
        at
    }

    /// The word with this lower form, made ready where it is new.
    fn entry(&mut self, lower: &str) -> &mut Word {
        let key = word_key(lower.as_bytes());
        let at = self.at(key);
        self.keys[at] = key;
        &mut self.words[at]
    }

    #[inline]
    fn get(&self, lower: &str) -> Word {
        let key = word_key(lower.as_bytes());
        let at = self.at(key);
        if self.keys[at] == key { self.words[at] } else { Word::default() }
    }
}

/// The key of a word, eight bytes at a time; never 0, which marks an empty place.
#[inline]
fn word_key(word: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let (eights, rest) = word.as_chunks::<8>();
    let mix = |key: u64, part: u64| {
        let key = (key ^ part).wrapping_mul(MIX);
        key ^ key >> 29
    };
    let key =
        eights.iter().fold(hash::START ^ word.len() as u64, |key, part| mix(key, u64::from_le_bytes(*part)));
    mix(key, rest.iter().fold(1, |part, byte| part << 8 | u64::from(*byte))).wrapping_mul(MIX).max(1)
}

/// Table and byte of each name's line, which is read when asked for, by the name's key. A map of its own: keys are hashes
/// already, and filling it is most of the time that a first read takes.
#[derive(Debug)]
struct Names {
    slots: Vec<(u64, u32)>,
    used: usize,
}

/// A slot without a key.
const EMPTY: u32 = u32::MAX;
/// The beginning of a longer name.
const BEGINNING: u32 = u32::MAX - 1;

/// A character that a key leaves out.
const SKIPPED: u8 = 0;

/// What each ASCII character is in a key.
const PLAIN: [u8; 128] = {
    let mut out = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        out[byte as usize] = match byte {
            b'.' | b'\'' => SKIPPED,
            b' ' | b'-' => b' ',
            byte => byte.to_ascii_lowercase(),
        };
        byte += 1;
    }
    out
};

impl Names {
    fn with_slots(bits: u32) -> Self {
        Self { slots: vec![(0, EMPTY); 1 << bits], used: 0 }
    }

    /// The place where a key is or would be.
    #[inline]
    fn at(&self, key: u64) -> usize {
        let most = self.slots.len() - 1;
        let mut at = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & most;
        while self.slots[at].0 != key && self.slots[at].1 != EMPTY {
            at = (at + 1) & most;
        }
        at
    }

    /// Adds a key; a name stays where one is, and stands above a beginning.
    #[inline]
    fn add(&mut self, key: u64, place: u32) {
        if self.used * 8 > self.slots.len() * 7 {
            let bits = self.slots.len().trailing_zeros() + 1;
            let old = std::mem::replace(self, Self::with_slots(bits));
            old.slots.iter().filter(|s| s.1 != EMPTY).for_each(|&(key, place)| self.add(key, place));
        }
        let at = self.at(key);
        let slot = &mut self.slots[at];
        if slot.1 == EMPTY {
            self.used += 1;
            *slot = (key, place);
        } else if slot.1 == BEGINNING {
            slot.1 = place;
        }
    }

    fn insert(&mut self, name: &str, place: u32) {
        let mut key = Key::new();
        if name.is_ascii() {
            for byte in name.bytes() {
                match PLAIN[byte as usize & 127] {
                    SKIPPED => {}
                    b' ' => {
                        self.add(key.0, BEGINNING);
                        key.gap();
                    }
                    plain => key.byte(plain),
                }
            }
        } else {
            for (i, word) in name.split([' ', '-']).enumerate() {
                if i > 0 {
                    self.add(key.0, BEGINNING);
                    key.gap();
                }
                key.add(word);
            }
        }
        self.add(key.0, place);
    }

    fn get(&self, key: u64) -> Option<u32> {
        Some(self.slots[self.at(key)].1).filter(|&place| place != EMPTY)
    }
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::load);

/// Where each name table keeps what: the kind of its names, or none where a column says it. Earlier tables win.
const NAMES: [(&str, Option<Kind>); 7] = [
    ("entity_names.tsv", None),
    ("countries.tsv", None),
    ("demonyms.tsv", Some(Kind::Norp)),
    ("bodies.tsv", Some(Kind::Body)),
    ("parties.tsv", Some(Kind::Party)),
    ("regions.tsv", None),
    ("cities.tsv", Some(Kind::City)),
];

const WORDS: [(&str, Option<Class>); 4] = [
    ("entity_words.tsv", None),
    ("currencies.tsv", Some(Class::Currency)),
    ("common.tsv", Some(Class::Common)),
    ("firstnames.tsv", Some(Class::First)),
];

/// Places for words, as a power of two: twice as many as there are words, or nearly.
const WORD_BITS: u32 = 15;

/// Bits of a name's place that say the byte; the others say the table.
const OFFSET_BITS: u32 = 28;

/// A shipped table, header and all.
fn text(table: &str) -> &'static str {
    TABLES.iter().find(|(name, _)| *name == table).map_or("", |(_, text)| *text)
}

/// The lines of a shipped table below its header.
fn lines(table: &str) -> impl Iterator<Item = &'static str> {
    let mut rest = text(table);
    let all = std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest.as_bytes())?;
        let line = &rest[..end];
        rest = &rest[end + 1..];
        Some(line)
    });
    all.filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// The name whose line is at a place.
fn read(place: u32) -> Option<Name> {
    let (table, kind) = NAMES.get((place >> OFFSET_BITS) as usize)?;
    let line = text(table)[(place & ((1 << OFFSET_BITS) - 1)) as usize..].lines().next()?;
    let mut cells = line.split('\t');
    let (text, second, third) = (cells.next()?, cells.next().unwrap_or(""), cells.next().unwrap_or(""));
    match kind {
        Some(Kind::Body) => Some(Name { text, kind: Kind::Body, country: "" }),
        Some(kind) => Some(Name { text, kind: *kind, country: second }),
        None => match (Kind::parse(second), Kind::parse(third)) {
            (Some(kind), _) => Some(Name { text, kind, country: third }),
            (None, kind) => kind.map(|kind| Name { text, kind, country: second }),
        },
    }
}

/// International bodies with the acronym that they are known by.
pub(crate) fn bodies() -> impl Iterator<Item = (&'static str, &'static str)> {
    lines("bodies.tsv").filter_map(|l| l.split_once('\t'))
}

impl Gazetteer {
    /// The shipped one.
    pub(crate) fn get() -> &'static Self {
        &GAZETTEER
    }

    fn load() -> Self {
        let mut words = Words::with_slots(WORD_BITS);
        for (table, class) in WORDS {
            for line in lines(table) {
                let tab = line.bytes().position(|b| b == b'\t');
                let word = words.entry(&line[..tab.unwrap_or(line.len())]);
                let mut cells = tab.map(|tab| line[tab + 1..].split('\t')).into_iter().flatten();
                if class == Some(Class::Common) {
                    // A word marked "weak" is written small often enough to be a word, not to be no name.
                    let weak = cells.next().is_some();
                    word.classes |= (1 << Class::Lexical as u8) | (u64::from(!weak) << Class::Common as u8);
                } else if let Some(class) = class {
                    word.classes |= 1 << class as u8;
                } else {
                    let classes = cells.next().unwrap_or_default().split(' ').filter_map(Class::parse);
                    word.classes |= classes.fold(0, |bits, class| bits | 1 << class as u8);
                }
                if word.value.is_empty() {
                    word.value = cells.next().unwrap_or_default();
                }
            }
        }
        let mut names = Names::with_slots(16);
        for (number, (table, _)) in NAMES.iter().enumerate() {
            let text = text(table);
            let mut start = 0;
            for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
                let line = &text[start..end];
                if !line.is_empty() && !line.starts_with('#') {
                    let tab = line.bytes().position(|b| b == b'\t').unwrap_or(line.len());
                    names.insert(&line[..tab], (number << OFFSET_BITS | start) as u32);
                }
                start = end + 1;
            }
        }
        Self { words, names }
    }

    /// What is known of a word, by its lower form.
    #[inline]
    pub(crate) fn word(&self, lower: &str) -> Word {
        self.words.get(lower)
    }

    /// What a key leads to.
    pub(crate) fn find(&self, key: Key) -> Found {
        match self.names.get(key.0) {
            None => Found::Nothing,
            Some(BEGINNING) => Found::Beginning,
            Some(place) => read(place).map_or(Found::Beginning, Found::Name),
        }
    }

    /// A name by its whole text.
    pub(crate) fn name(&self, text: &str) -> Option<Name> {
        let mut key = Key::new();
        key.add(text);
        match self.find(key) {
            Found::Name(name) => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tsv::Table;
    use super::{Class, Gazetteer, Kind};

    #[test]
    fn tables_are_well_formed() {
        for (name, text) in super::TABLES {
            Table::parse(name, text).unwrap();
        }
    }

    #[test]
    fn every_word_has_a_key_of_its_own() {
        let all = super::WORDS.iter().flat_map(|(table, _)| super::lines(table));
        let words: std::collections::BTreeSet<_> = all.filter_map(|l| l.split('\t').next()).collect();
        let keys: std::collections::BTreeSet<_> =
            words.iter().map(|w| super::word_key(w.as_bytes())).collect();
        assert!(words.len() == keys.len() && 4 * keys.len() < 3 << super::WORD_BITS);
    }

    #[test]
    fn words_and_names_are_found() {
        let g = Gazetteer::get();
        assert!(g.word("march").is(Class::Month) && g.word("third").any(&[Class::Ordinal]));
        assert_eq!(g.word("dozen").number(), Some(12.0));
        let chile = g.name("CHILE").unwrap();
        assert_eq!((chile.kind, chile.country), (Kind::Country, "CHL"));
        assert_eq!(g.name("Cote d’Ivoire").unwrap().country, "CIV");
        assert!(g.name("Nowhereland").is_none());
    }
}
