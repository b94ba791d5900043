//! The words and names that the entity rules rest on, compiled once from the large tables.

use std::sync::LazyLock;

use super::keys::halves;
use super::packed::Packed;
use crate::error::Error;

pub(crate) use super::classes::{Class, Kind};
pub(crate) use super::keys::{Key, unaccented, word_key};

/// The tables as the build script packed them.
static FILE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer.bin"));

/// The tables as they lie in the program; for measuring their size.
pub fn gazetteer() -> &'static [u8] {
    FILE
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
    /// Whether it is one word of capitals.
    pub(crate) acronym: bool,
    pub(crate) kind: Kind,
    /// ISO 3166-1 alpha-3, or empty.
    pub(crate) country: &'static str,
}

/// Words by their lower form and names by their key.
#[derive(Debug)]
pub(crate) struct Gazetteer {
    words: Packed,
    /// What words are, by number.
    kinds: Vec<Word>,
    names: Packed,
    /// What names are, by number; nothing for the beginning of a longer name.
    named: Vec<Option<Name>>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    // The tables are packed when the program is built: a fault in them is caught by the tests below, never by a user.
    Gazetteer::load().unwrap_or_else(|e| unreachable!("packed tables: {e}"))
});

/// International bodies with the acronym that they are known by.
pub(crate) fn bodies() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("data/bodies.tsv").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t'))
}

/// Takes bytes from the packed tables.
struct Reader(usize);

impl Reader {
    fn take(&mut self, len: usize) -> Result<&'static [u8], Error> {
        let start = self.0;
        self.0 += len;
        FILE.get(start..self.0).ok_or_else(|| Error::model("the packed tables are cut short"))
    }

    fn byte(&mut self) -> Result<u8, Error> {
        Ok(self.take(1)?[0])
    }

    fn count(&mut self) -> Result<u16, Error> {
        Ok(u16::from(self.byte()?) | u16::from(self.byte()?) << 8)
    }

    fn text(&mut self) -> Result<&'static str, Error> {
        let len = self.byte()?.into();
        std::str::from_utf8(self.take(len)?).map_err(|_| Error::model("the packed tables are damaged"))
    }

    fn table(&mut self) -> Result<Packed, Error> {
        let table = Packed::read(FILE.into(), self.0);
        let table = table.ok_or_else(|| Error::model("the packed tables are cut short"))?;
        self.0 = table.end();
        Ok(table)
    }
}

impl Gazetteer {
    /// The shipped one.
    pub(crate) fn get() -> &'static Self {
        &GAZETTEER
    }

    fn load() -> Result<Self, Error> {
        let mut reader = Reader(0);
        let kinds = (0..reader.count()?).map(|_| {
            let classes = reader.take(8)?.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
            Ok(Word { classes, value: reader.text()? })
        });
        let kinds = kinds.collect::<Result<_, Error>>()?;
        let words = reader.table()?;
        let named = (0..reader.count()?).map(|_| {
            let kind = Kind::ALL.get(usize::from(reader.byte()?)).copied();
            let acronym = reader.byte()? > 0;
            let country = reader.text()?;
            Ok(kind.map(|kind| Name { acronym, kind, country }))
        });
        let named = named.collect::<Result<_, Error>>()?;
        Ok(Self { words, kinds, names: reader.table()?, named })
    }

    /// What is known of a word, by its lower form.
    #[inline]
    pub(crate) fn word(&self, lower: &str) -> Word {
        let number = self.words.get(halves(word_key(lower.as_bytes())));
        number.and_then(|n| self.kinds.get(usize::from(n))).copied().unwrap_or_default()
    }

    /// What a key leads to.
    #[inline]
    pub(crate) fn find(&self, key: Key) -> Found {
        match self.names.get(halves(key.number())).and_then(|n| self.named.get(usize::from(n))) {
            None => Found::Nothing,
            Some(None) => Found::Beginning,
            Some(Some(name)) => Found::Name(*name),
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
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lexicon/data");
        for file in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            Table::parse(&file.display().to_string(), &text).unwrap();
        }
    }

    #[test]
    fn words_and_names_are_found() {
        let g = Gazetteer::get();
        assert!(g.word("march").is(Class::Month) && g.word("third").any(&[Class::Ordinal]));
        assert_eq!(g.word("dozen").number(), Some(12.0));
        let chile = g.name("CHILE").unwrap();
        assert_eq!((chile.kind, chile.country), (Kind::Country, "CHL"));
        assert_eq!(g.name("Cote d’Ivoire").unwrap().country, "CIV");
        assert!(g.name("Nowhereland").is_none() && g.name("United").is_none());
    }
}
