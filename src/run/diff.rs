//! What is otherwise in another run, and whether the text or the rules made it so.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::manifest::ShardEntry;
use super::open::Run;
use crate::error::Error;

/// One difference between two runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The document.
    pub doc: String,
    /// `document_added`, `document_removed`, `text_changed`, `status_changed`, `commitment_added`, `commitment_removed`,
    /// `verdict_changed`.
    pub change: &'static str,
    /// The words of the commitment.
    pub quote: Option<String>,
    /// The verdict or status in the first run.
    pub before: Option<String>,
    /// In the second.
    pub after: Option<String>,
}

#[derive(Deserialize)]
struct Judged {
    commitments: Vec<One>,
}

#[derive(Clone, Deserialize)]
struct One {
    start: usize,
    end: usize,
    quote: String,
    verdict: Option<String>,
}

/// A document: the hash of its text, its status, and its commitments.
struct State {
    sha256: String,
    status: String,
    commitments: Vec<One>,
}

impl Run {
    /// What is otherwise in `other`, document by document. Shards of one name are alike and are not looked at.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub fn diff(&self, other: &Self) -> Result<Vec<Difference>, Error> {
        let keys = |run: &Self| -> BTreeSet<String> {
            let key = |s: &ShardEntry| s.folder.split_once('-').map(|(_, key)| key.to_owned());
            run.manifest.shards.iter().filter_map(key).collect()
        };
        let (mine, theirs) = (keys(self), keys(other));
        let same: BTreeSet<_> = mine.intersection(&theirs).cloned().collect();
        let (before, after) = (self.states(&same)?, other.states(&same)?);
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let mut out = Vec::new();
        for name in names {
            compare(name, before.get(name), after.get(name), &mut out);
        }
        Ok(out)
    }

    /// The documents of all shards but some.
    fn states(&self, but: &BTreeSet<String>) -> Result<BTreeMap<String, State>, Error> {
        let mut out = BTreeMap::new();
        for entry in &self.manifest.shards {
            if entry.folder.split_once('-').is_some_and(|(_, key)| but.contains(key)) {
                continue;
            }
            for row in self.inputs(entry)?.into_iter().filter(|row| !row.is_ok()) {
                out.insert(
                    row.doc,
                    State { sha256: row.sha256, status: row.status, commitments: Vec::new() },
                );
            }
            for kept in self.kept(entry)? {
                let judged: Judged = serde_json::from_str(&kept.contract).map_err(|e| {
                    Error::input(format!("the contract of {} is damaged: {e}", kept.input.doc))
                })?;
                let input = kept.input;
                let commitments = judged.commitments;
                out.insert(input.doc, State { sha256: input.sha256, status: input.status, commitments });
            }
        }
        Ok(out)
    }
}

fn compare(doc: &str, before: Option<&State>, after: Option<&State>, out: &mut Vec<Difference>) {
    let mut push = |change, quote: Option<&str>, before: Option<&str>, after: Option<&str>| {
        let own = |words: Option<&str>| words.map(str::to_owned);
        let doc = doc.to_owned();
        out.push(Difference { doc, change, quote: own(quote), before: own(before), after: own(after) });
    };
    let (old, new) = match (before, after) {
        (Some(old), Some(new)) => (old, new),
        (Some(old), None) => return push("document_removed", None, Some(&old.status), None),
        (None, Some(new)) => return push("document_added", None, None, Some(&new.status)),
        (None, None) => return,
    };
    if old.sha256 != new.sha256 {
        push("text_changed", None, None, None);
    }
    if old.status != new.status {
        push("status_changed", None, Some(&old.status), Some(&new.status));
    }
    // In one text a commitment is its place; in two, its words.
    let same_text = old.sha256 == new.sha256;
    let alike = |a: &One, b: &One| {
        if same_text { (a.start, a.end) == (b.start, b.end) } else { a.quote == b.quote }
    };
    for one in &old.commitments {
        match new.commitments.iter().find(|other| alike(one, other)) {
            None => push("commitment_removed", Some(&one.quote), one.verdict.as_deref(), None),
            Some(other) if other.verdict != one.verdict => {
                push("verdict_changed", Some(&one.quote), one.verdict.as_deref(), other.verdict.as_deref());
            }
            Some(_) => {}
        }
    }
    for one in &new.commitments {
        if !old.commitments.iter().any(|other| alike(one, other)) {
            push("commitment_added", Some(&one.quote), None, one.verdict.as_deref());
        }
    }
}
