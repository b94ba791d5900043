//! The words that tie an outcome to a commitment: how rare they are, what field they name, what they do.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::stem;
use crate::error::Error;
use crate::lexicon;
use crate::lexicon::tsv::Table;
use crate::names::names;

names! {
    /// What a word does in a link.
    Class {
        PledgeNoun = "pledge_noun",
        PlanNoun = "plan_noun",
        LawNoun = "law_noun",
        StepNoun = "step_noun",
        Demonstrative = "demonstrative",
        ComplyVerb = "comply_verb",
        Full = "full",
        Progress = "progress",
        Contrary = "contrary",
        Renounce = "renounce",
        Group = "group",
        Contrast = "contrast",
        Official = "official",
        DutyVerb = "duty_verb",
        Hedge = "hedge",
        Negation = "negation",
        Shade = "shade",
        Late = "late",
        StageDone = "stage_done",
        StageUnderway = "stage_underway",
        StageAhead = "stage_ahead",
    }
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u32);

impl Classes {
    pub(super) fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u16) != 0
    }

    pub(super) fn any(self, classes: &[Class]) -> bool {
        classes.iter().any(|c| self.has(*c))
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    fn set(&mut self, class: Class) {
        self.0 |= 1 << class as u16;
    }
}

/// What is known of a root before any text is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// Minus the binary logarithm of the share of policy texts that have it.
    pub(super) rarity: f32,
    /// What it does.
    pub(super) classes: Classes,
    /// The fields that it names, a bit each.
    pub(super) concepts: u64,
}

impl Default for Known {
    fn default() -> Self {
        Self { rarity: RAREST, classes: Classes::default(), concepts: 0 }
    }
}

/// What hangs on the form of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    /// It has no content of its own.
    pub(super) stop: bool,
    /// The root that a table gives it.
    root: Option<&'static str>,
    /// What is done, what goes on, what is yet to come.
    pub(super) stages: Classes,
}

/// The three tables `link_words`, `link_common` and `link_concepts`.
#[derive(Debug)]
pub(super) struct Words {
    forms: FxHashMap<&'static str, Form>,
    known: FxHashMap<&'static str, Known>,
    concepts: Vec<&'static str>,
}

/// Rarity of a root that the background list lacks.
const RAREST: f32 = 6.5;

static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::load().unwrap_or_else(|e| unreachable!("shipped table: {e}")));

/// A shipped table by its file name.
pub(super) fn table(name: &'static str) -> Result<Table<'static>, Error> {
    let found = lexicon::TABLES.iter().find(|(n, _)| *n == name);
    let (name, text) = found.ok_or_else(|| Error::table(name, 0, "not shipped"))?;
    Table::parse(name, text)
}

impl Form {
    /// The root of the word whose form it is.
    pub(super) fn root_of<'w>(self, word: &'w str) -> &'w str
    where
        'static: 'w,
    {
        self.root.unwrap_or_else(|| stem::root(word))
    }
}

impl Words {
    pub(super) fn get() -> &'static Self {
        &WORDS
    }

    fn load() -> Result<Self, Error> {
        let mut out = Self { forms: FxHashMap::default(), known: FxHashMap::default(), concepts: Vec::new() };
        let words = table("link_words.tsv")?;
        let (class, list) = (words.column("class")?, words.column("words")?);
        let mut classed = Vec::new();
        for row in words.rows() {
            let cells = row.get(list).split_whitespace();
            match row.get(class) {
                "stop" => cells.for_each(|w| out.forms.entry(w).or_default().stop = true),
                "root" => cells.filter_map(|w| w.split_once('=')).for_each(|(word, root)| {
                    out.forms.entry(word).or_default().root = Some(root);
                }),
                name => {
                    let class = Class::parse(name).ok_or_else(|| {
                        Error::table("link_words.tsv", row.line, format!("no class '{name}'"))
                    })?;
                    classed.extend(cells.map(|w| (w, class)));
                }
            }
        }
        for (word, class) in classed {
            if matches!(class, Class::StageDone | Class::StageUnderway | Class::StageAhead) {
                out.forms.entry(word).or_default().stages.set(class);
                continue;
            }
            let root = out.root(word);
            out.known.entry(root).or_default().classes.set(class);
        }
        let concepts = table("link_concepts.tsv")?;
        let (name, list) = (concepts.column("concept")?, concepts.column("words")?);
        for row in concepts.rows() {
            if out.concepts.len() == 64 {
                return Err(Error::table("link_concepts.tsv", row.line, "more than 64 concepts"));
            }
            let bit = 1 << out.concepts.len();
            out.concepts.push(row.get(name));
            for word in row.get(list).split_whitespace() {
                let root = out.root(word);
                out.known.entry(root).or_default().concepts |= bit;
            }
        }
        let common = table("link_common.tsv")?;
        let (rarity, list) = (common.column("rarity")?, common.column("roots")?);
        for row in common.rows() {
            let value = row.get(rarity).parse();
            let value =
                value.map_err(|_| Error::table("link_common.tsv", row.line, "rarity is no number"))?;
            for root in row.get(list).split_whitespace() {
                out.known.entry(root).or_default().rarity = value;
            }
        }
        Ok(out)
    }

    /// What hangs on the form of a lower-case word.
    pub(super) fn form(&self, word: &str) -> Form {
        self.forms.get(word).copied().unwrap_or_default()
    }

    /// Whether a lower-case word has no content of its own.
    pub(super) fn is_stop(&self, word: &str) -> bool {
        self.form(word).stop
    }

    /// The root of a lower-case word.
    pub(super) fn root<'w>(&self, word: &'w str) -> &'w str
    where
        'static: 'w,
    {
        self.form(word).root_of(word)
    }

    /// What is known of a root.
    pub(super) fn known(&self, root: &str) -> Known {
        self.known.get(root).copied().unwrap_or_default()
    }

    /// The name of the first concept of a set.
    pub(super) fn concept(&self, set: u64) -> &'static str {
        self.concepts.get(set.trailing_zeros() as usize).copied().unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Words};

    #[test]
    fn shipped_words_load() {
        let words = Words::get();
        assert!(words.is_stop("the") && !words.is_stop("election"));
        assert_eq!(words.root("policies"), "policy");
        assert!(words.known(words.root("pledges")).classes.has(Class::PledgeNoun));
        let media = words.known(words.root("newspapers")).concepts;
        assert_ne!(media & words.known(words.root("journalists")).concepts, 0);
        assert_eq!(words.concept(media), "media");
        assert!(words.known("zebra").rarity > words.known(words.root("government")).rarity);
    }
}
