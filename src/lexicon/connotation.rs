//! What words say of good and bad, apart from any promise: "torture" is bad, to "lift" makes less of something.

use rustc_hash::FxHashMap;

use super::tsv::Table;
use crate::error::Error;
use crate::names::names;

names! {
    /// What a word says of good and bad.
    Sense {
        Good = "good", Bad = "bad", Mixed = "mixed", Lack = "lack", End = "end", More = "more", Up = "up", Down = "down",
        Well = "well", Ill = "ill", Rises = "rises", Falls = "falls", Thrives = "thrives", Fades = "fades",
        State = "state", Judge = "judge",
    }
}

/// A set of senses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Senses(u16);

impl Senses {
    pub(crate) const fn has(self, sense: Sense) -> bool {
        self.0 & (1 << sense as u16) != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The part of speech in which a word is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Noun,
    Verb,
    /// An adjective or an adverb.
    Adjective,
}

/// All connotations, by lemma.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connotations {
    words: FxHashMap<&'static str, [Senses; 3]>,
}

impl Connotations {
    /// Takes the lines of a table of connotations.
    ///
    /// # Errors
    /// When a part of speech or sense has no such name.
    pub(crate) fn load(&mut self, name: &str, table: &Table<'static>) -> Result<(), Error> {
        let (word, pos, senses) = (table.column("word")?, table.column("pos")?, table.column("senses")?);
        self.words.reserve(table.rows().count());
        for row in table.rows() {
            let fault = |what: &str| Error::table(name, row.line, what);
            let part = match row.get(pos) {
                "N" => Part::Noun,
                "V" => Part::Verb,
                "A" => Part::Adjective,
                _ => return Err(fault("a part of speech is N, V or A")),
            };
            let mut found = Senses::default();
            for sense in row.get(senses).split(' ') {
                found.0 |= 1 << Sense::parse(sense).ok_or_else(|| fault("unknown sense"))? as u16;
            }
            self.words.entry(row.get(word)).or_default()[part as usize] = found;
        }
        Ok(())
    }

    /// What a lemma says in each part of speech.
    pub(crate) fn of(&self, lemma: &str) -> [Senses; 3] {
        self.words.get(lemma).copied().unwrap_or_default()
    }
}
