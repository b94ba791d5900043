//! Cue words by class: which words speak of promising, planning, failing, reporting…
//!
//! A line of `cues.tsv` gives a word or a run of words as lemmas, a part of speech (`V`, `N`, `A`, `R` for any other,
//! `P` for a pronoun) and a class. What a class weighs is learned (see `weights.tsv`); a new cue is a new line.

use rustc_hash::FxHashMap;

use super::tsv::Table;
use crate::error::Error;
use crate::names::names;

names! {
    /// What a cue word speaks of.
    CueClass {
        Promise = "promise", Intend = "intend", Announce = "announce", Oblige = "oblige", LawVerb = "law_verb",
        Adopt = "adopt", PledgeNoun = "pledge_noun", PlanNoun = "plan_noun", TargetNoun = "target_noun",
        DutyNoun = "duty_noun", LawNoun = "law_noun", Recommend = "recommend", Hope = "hope", Forecast = "forecast",
        Deny = "deny", Possible = "possible", Do = "do", Step = "step", Fail = "fail", Violate = "violate",
        Good = "good", Bad = "bad", Completion = "completion", Enforce = "enforce", Effort = "effort",
        EffortNoun = "effort_noun", Receive = "receive", Say = "say", Government = "government",
        Outsider = "outsider", People = "people", Speaker = "speaker", Neg = "neg", Limit = "limit", Full = "full",
        Contrast = "contrast", Future = "future", Hedge = "hedge", Commissive = "commissive", Support = "support",
        Remove = "remove", Restrict = "restrict", Less = "less", Late = "late", Partial = "partial", Critic = "critic",
    }
}

/// A set of cue classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CueSet(u64);

impl CueSet {
    pub(crate) const fn has(self, class: CueClass) -> bool {
        self.0 & (1 << class as u64) != 0
    }

    pub(crate) const fn with(self, class: CueClass) -> Self {
        Self(self.0 | 1 << class as u64)
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Its classes, in the order of their numbers.
    pub(crate) fn iter(self) -> impl Iterator<Item = CueClass> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let class = CueClass::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(*class)
        })
    }
}

/// The part of speech that a cue asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CuePos {
    Verb,
    Noun,
    Adjective,
    Pronoun,
    Any,
}

/// A cue without its first lemma.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    rest: Vec<String>,
    pub(crate) pos: CuePos,
    pub(crate) class: CueClass,
}

impl Entry {
    pub(crate) fn is_one_word(&self) -> bool {
        self.rest.is_empty()
    }

    /// How many lemmas the cue has, where all of them stand there; `next` gives the lemma some words further on.
    pub(crate) fn length<'l>(&self, next: impl Fn(usize) -> Option<&'l str>) -> Option<usize> {
        let stands = self.rest.iter().enumerate().all(|(i, word)| next(i + 1) == Some(word));
        stands.then_some(self.rest.len() + 1)
    }
}

/// All cues, by first lemma.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cues {
    entries: FxHashMap<String, Vec<Entry>>,
}

impl Cues {
    /// Takes the lines of a cue table.
    ///
    /// # Errors
    /// When a part of speech or class has no such name.
    pub(crate) fn load(&mut self, name: &str, table: &Table<'_>) -> Result<(), Error> {
        let (words, pos, class) = (table.column("words")?, table.column("pos")?, table.column("class")?);
        for row in table.rows() {
            let added = self.add(row.get(words), row.get(pos), row.get(class));
            added.map_err(|what| Error::table(name, row.line, what))?;
        }
        Ok(())
    }

    /// Takes one cue; the error says what is wrong with it.
    pub(crate) fn add(&mut self, words: &str, pos: &str, class: &str) -> Result<(), String> {
        let pos = match pos {
            "V" => CuePos::Verb,
            "N" => CuePos::Noun,
            "A" => CuePos::Adjective,
            "P" => CuePos::Pronoun,
            "R" => CuePos::Any,
            _ => return Err("a part of speech is V, N, A, P or R".to_owned()),
        };
        let class = CueClass::parse(class).ok_or_else(|| {
            let all: Vec<&str> = CueClass::ALL.iter().map(|c| c.as_str()).collect();
            format!("a class is one of {}", all.join(", "))
        })?;
        let mut lemmas = words.split_whitespace().map(str::to_owned);
        let first = lemmas.next().ok_or("a cue has words")?;
        self.entries.entry(first).or_default().push(Entry { rest: lemmas.collect(), pos, class });
        Ok(())
    }

    /// Every cue that starts with this lemma.
    pub(crate) fn starting(&self, first: &str) -> &[Entry] {
        self.entries.get(first).map_or(&[], Vec::as_slice)
    }
}
