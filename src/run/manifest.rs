//! What a run says of itself. No time and no machine in it: the same texts and options give the same bytes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{FORMAT, RunOptions, plan};
use crate::disk;
use crate::error::Error;
use crate::lexicon;

pub(super) const FILE: &str = "manifest.json";

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the run's files.
    pub format: String,
    /// The version of the library.
    pub version: String,
    /// The name of the rules: a hash of all tables and models.
    pub rules: String,
    /// The hash of each table and model.
    pub data: BTreeMap<String, String>,
    /// The name of everything but the texts that bears on the result.
    pub configuration: String,
    /// The options, as they were given.
    pub options: BTreeMap<String, serde_json::Value>,
    /// The seeds of all draws.
    pub seeds: BTreeMap<String, u64>,
    /// Whether all texts are done.
    pub complete: bool,
    /// How much there is.
    #[serde(flatten)]
    pub tally: Tally,
    /// The shards, in the order of the texts.
    pub shards: Vec<ShardEntry>,
}

/// A shard in the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShardEntry {
    /// The name of its folder.
    pub folder: String,
    /// Texts in it.
    pub inputs: u64,
    /// Texts that could not be read.
    pub failed: u64,
    /// The hash of its `shard.json`, which has the hashes of its other files.
    pub sha256: String,
}

/// How much there is of what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Texts, failures, words and rows of each table.
    pub counts: BTreeMap<String, u64>,
    /// Commitments by verdict.
    pub verdicts: BTreeMap<String, u64>,
    /// Documents by code of warning.
    pub warnings: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn count(&mut self, name: &str, number: usize) {
        *self.counts.entry(name.to_owned()).or_default() += number as u64;
    }

    pub(super) fn add(&mut self, other: &Self) {
        let lists = [
            (&mut self.counts, &other.counts),
            (&mut self.verdicts, &other.verdicts),
            (&mut self.warnings, &other.warnings),
        ];
        for (sum, part) in lists {
            for (name, number) in part {
                *sum.entry(name.clone()).or_default() += number;
            }
        }
    }

    /// Texts given.
    pub fn inputs(&self) -> u64 {
        self.counts.get("inputs").copied().unwrap_or(0)
    }

    /// Texts that could not be read.
    pub fn failed(&self) -> u64 {
        self.counts.get("failed").copied().unwrap_or(0)
    }
}

impl Manifest {
    /// Of a run that begins.
    pub(super) fn new(options: &RunOptions) -> Self {
        let reader = &options.reader;
        let as_of = options.assess.as_of.map(crate::entity::Interval::to_iso);
        let given = [
            ("repair", reader.repair().as_str().into()),
            ("as_of", as_of.into()),
            ("shard", options.shard.into()),
            ("links", "within each document".into()),
            ("own_cues", reader.own_cues().len().into()),
            ("own_names", reader.own_names().len().into()),
        ];
        Self {
            format: FORMAT.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: lexicon::rules_hash().to_owned(),
            data: lexicon::data_hashes().map(|(name, hash)| (name.to_owned(), hash.to_owned())).collect(),
            configuration: plan::configuration(options),
            options: given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            seeds: [("intervals".to_owned(), crate::assess::SEED)].into(),
            complete: false,
            tally: Tally::default(),
            shards: Vec::new(),
        }
    }

    pub(super) fn load(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&name, &e))?;
        let manifest: Self = serde_json::from_str(&text)
            .map_err(|e| Error::input(format!("{name} is no manifest of a run: {e}")))?;
        if manifest.format == FORMAT {
            Ok(manifest)
        } else {
            Err(Error::input(format!("{name} has the form {}, this version reads {FORMAT}", manifest.format)))
        }
    }

    pub(super) fn save(&self, folder: &Path) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::internal(e.to_string()))? + "\n";
        disk::write(&folder.join(FILE), |out| out.write_all(text.as_bytes()))
    }
}
