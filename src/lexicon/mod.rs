//! Words that we know: versioned tables, compiled once, matched by the stages.

mod classes;
pub(crate) mod connotation;
pub(crate) mod cues;
pub(crate) mod gazetteer;
mod index;
mod keys;
pub(crate) mod packed;
pub(crate) mod tsv;
pub(crate) mod weights;

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::error::Error;
use tsv::Table;

/// The tables that are read as they are, by file name; those of the gazetteer are packed when the program is built.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("abbreviations.tsv", include_str!("data/abbreviations.tsv")),
    ("holidays.tsv", include_str!("data/holidays.tsv")),
    ("lemmas.tsv", include_str!("data/lemmas.tsv")),
    ("lemmas-regular.tsv", include_str!("data/lemmas-regular.tsv")),
    ("lemmas-spelling.tsv", include_str!("data/lemmas-spelling.tsv")),
    ("money.tsv", include_str!("data/money.tsv")),
    ("words.tsv", include_str!("data/words.tsv")),
    ("cues.tsv", include_str!("data/cues.tsv")),
    ("connotation.tsv", include_str!("data/connotation.tsv")),
    ("aliases.tsv", include_str!("data/aliases.tsv")),
    ("org_kinds.tsv", include_str!("data/org_kinds.tsv")),
    ("roles.tsv", include_str!("data/roles.tsv")),
    ("weights.tsv", include_str!("data/weights.tsv")),
    ("weights_set.tsv", include_str!("data/weights_set.tsv")),
    ("link_common.tsv", include_str!("data/link_common.tsv")),
    ("link_concepts.tsv", include_str!("data/link_concepts.tsv")),
    ("link_weights.tsv", include_str!("data/link_weights.tsv")),
    ("link_words.tsv", include_str!("data/link_words.tsv")),
];

/// The compiled tables, cheap to share.
#[derive(Clone, Debug)]
pub struct Lexicon {
    abbreviations: FxHashMap<String, String>,
    pub(crate) cues: cues::Cues,
    pub(crate) connotations: connotation::Connotations,
    pub(crate) weights: weights::Weights,
}

/// A cue of the caller's own: a line of the cue table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCue {
    /// A word or a run of words, as lemmas.
    pub words: String,
    /// V, N, A, P for a pronoun, R for any other.
    pub pos: String,
    /// What it speaks of: promise, intend, fail, …
    pub class: String,
}

impl OwnCue {
    /// The lines of a table: words, part of speech and class, with tabs between; lines that begin with `#` are passed
    /// over.
    ///
    /// # Errors
    /// When a line is no such cue; file and line are named.
    pub fn table(file: &str, text: &str) -> Result<Vec<Self>, Error> {
        let row = |(line, cells): (usize, Vec<&str>)| {
            let cell = |i: usize| cells.get(i).copied().unwrap_or("").to_owned();
            let cue = Self { words: cell(0), pos: cell(1), class: cell(2) };
            let tried = cues::Cues::default().add(&cue.words, &cue.pos, &cue.class);
            tried.map(|()| cue).map_err(|what| Error::table(file, line, what))
        };
        tsv::cells(text).map(row).collect()
    }
}

/// A hash of the version, of every shipped table and of every model: the name of the rules that made a result.
pub(crate) const fn rules_hash() -> &'static str {
    env!("SERVANDA_RULES")
}

/// The name and hash of each shipped table and model.
pub(crate) fn data_hashes() -> impl Iterator<Item = (&'static str, &'static str)> {
    env!("SERVANDA_DATA").split(' ').filter_map(|part| part.split_once('='))
}

/// The short name of some texts.
pub(crate) fn hash<S: AsRef<[u8]>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

static BUILTIN: LazyLock<Arc<Lexicon>> = LazyLock::new(|| {
    // The shipped tables are part of the program: a fault in them is caught by the test below, never by a user.
    Arc::new(Lexicon::load(TABLES).unwrap_or_else(|e| unreachable!("shipped table: {e}")))
});

impl Lexicon {
    /// The tables that ship with the library.
    pub fn builtin() -> Arc<Self> {
        Arc::clone(&BUILTIN)
    }

    /// Reads tables by name.
    ///
    /// # Errors
    /// When a table is not as its header says.
    pub(crate) fn load(tables: &[(&'static str, &'static str)]) -> Result<Self, Error> {
        let mut abbreviations = FxHashMap::default();
        let mut cues = cues::Cues::default();
        let mut connotations = connotation::Connotations::default();
        let mut weights = weights::Weights::default();
        for (name, text) in tables {
            let ours = ["abbreviations", "connotation", "cues", "weights"]
                .iter()
                .any(|start| name.starts_with(start));
            if !ours {
                continue;
            }
            let table = Table::parse(name, text)?;
            if *name == "abbreviations.tsv" {
                let (word, kind) = (table.column("word")?, table.column("kind")?);
                for row in table.rows() {
                    abbreviations.insert(row.get(word).to_owned(), row.get(kind).to_owned());
                }
            } else if name.starts_with("cues") {
                cues.load(name, &table)?;
            } else if name.starts_with("connotation") {
                connotations.load(name, &table)?;
            } else if name.starts_with("weights") {
                weights.load(name, &table)?;
            }
        }
        Ok(Self { abbreviations, cues, connotations, weights })
    }

    /// The same with cues of the caller's own beside the others.
    ///
    /// # Errors
    /// When a cue has no words, or a part of speech or class that has no such name.
    pub(crate) fn with_cues(&self, own: &[OwnCue]) -> Result<Self, Error> {
        let mut out = self.clone();
        for (number, cue) in own.iter().enumerate() {
            let fault = |what: &str| {
                let OwnCue { words, pos, class } = cue;
                Error::input(format!("cue {number} ('{words}', '{pos}', '{class}'): {what}"))
            };
            out.cues.add(&cue.words.to_lowercase(), &cue.pos, &cue.class).map_err(|what| fault(&what))?;
        }
        Ok(out)
    }

    /// What kind of abbreviation a word without its full stop is, if any.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<&str> {
        self.abbreviations.get(word).map(String::as_str)
    }
}

/// The cells of a shipped table by column, for a stage that compiles its own table; empty where the table has no such column.
pub(crate) fn cells<const N: usize>(name: &str, columns: [&str; N]) -> Vec<[&'static str; N]> {
    let Some((name, text)) = TABLES.iter().find(|t| t.0 == name) else { return Vec::new() };
    let Ok(table) = Table::parse(name, text) else { return Vec::new() };
    let columns = columns.map(|c| table.column(c).ok());
    table.rows().map(|row| columns.map(|c| c.map_or("", |c| row.get(c)))).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn shipped_tables_load() {
        super::Lexicon::load(super::TABLES).unwrap();
        for (name, text) in super::TABLES {
            super::Table::parse(name, text).unwrap();
        }
    }
}
