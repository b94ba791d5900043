//! A run that is there: its tables, its documents, and the verdict on each.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::manifest::{Manifest, ShardEntry};
use super::rows::TableRows;
use super::shard::{self, CONTRACT, InputRow};
use super::work::key;
use crate::assess::AssessOptions;
use crate::corpus::{Input, Source};
use crate::entity::Interval;
use crate::error::Error;
use crate::layout::restore;
use crate::reader::Reader;
use crate::text::RepairLevel;
use crate::view::rows::Table;

/// A run on disk.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself; of a run that was broken off, as far as it came.
    pub manifest: Manifest,
}

/// A document of a run: what was given, and where its contract stands.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What was given.
    pub input: InputRow,
    /// The contract, a line of JSON.
    pub contract: String,
}

#[derive(Deserialize)]
struct TextOnly {
    text: String,
}

/// What names a row of the commitments.
#[derive(Deserialize)]
struct Named {
    key: String,
    id: String,
}

impl Run {
    /// Opens a run, whole or broken off.
    ///
    /// # Errors
    /// When there is none, or its files are damaged.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let mut manifest = match Manifest::load(folder) {
            Err(error) if error.io_kind() == Some(std::io::ErrorKind::NotFound) => {
                return Err(Error::input(format!(
                    "{} holds no run: it has no manifest.json",
                    folder.display()
                )));
            }
            loaded => loaded?,
        };
        if !manifest.complete {
            // What was done since the manifest was written counts too.
            manifest.shards.clear();
            manifest.tally = super::Tally::default();
            for name in shard::folders(folder)?.0 {
                let (card, entry) = shard::load(folder, &name)?;
                if card.configuration == manifest.configuration {
                    manifest.tally.add(&card.tally);
                    manifest.shards.push(entry);
                }
            }
        }
        Ok(Self { folder: folder.to_owned(), manifest })
    }

    /// The texts of a shard.
    ///
    /// # Errors
    /// When its file cannot be read or is damaged.
    pub fn inputs(&self, shard: &ShardEntry) -> Result<Vec<InputRow>, Error> {
        shard::inputs(&self.folder, &shard.folder)
    }

    /// One of its tables; the texts that could not be read are `errors`.
    ///
    /// # Errors
    /// When a run has no such table, or a file cannot be read.
    pub fn table(&self, table: Table) -> Result<TableRows, Error> {
        let (mut shards, mut before, mut vars) = (Vec::new(), 0, BTreeSet::new());
        let mut failed = 0;
        for entry in &self.manifest.shards {
            shards.push((entry.folder.clone(), before));
            before += entry.inputs;
            failed += entry.failed as usize;
            if table == Table::Errors {
                continue;
            }
            for row in self.inputs(entry)? {
                let own =
                    [("doc_date", &row.date), ("doc_title", &row.title), ("doc_publisher", &row.publisher)];
                vars.extend(
                    own.iter().filter(|(_, value)| value.is_some()).map(|(name, _)| (*name).to_owned()),
                );
                vars.extend(row.docvars.keys().map(|name| format!("doc_{name}")));
            }
        }
        let of = if table == Table::Verdicts { Table::Commitments } else { table };
        let count = self.manifest.tally.counts.get(of.as_str()).map_or(0, |&n| n as usize);
        TableRows::new(
            &self.folder,
            table,
            shards,
            if table == Table::Errors { failed } else { count },
            &vars,
        )
    }

    /// The documents of a shard with their contracts.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub fn kept(&self, shard: &ShardEntry) -> Result<Vec<Kept>, Error> {
        let contracts = shard::text(&self.folder, &shard.folder, CONTRACT)?;
        let mut lines = contracts.lines();
        let read = self.inputs(shard)?.into_iter().filter(InputRow::is_ok);
        let mut out = Vec::new();
        for input in read {
            let fault = || Error::input(format!("{}/{CONTRACT} is damaged: lines are missing", shard.folder));
            out.push(Kept { input, contract: lines.next().ok_or_else(fault)?.to_owned() });
        }
        Ok(out)
    }

    /// The document with a name.
    ///
    /// # Errors
    /// When there is none, or a file cannot be read.
    pub fn document(&self, doc: &str) -> Result<Kept, Error> {
        for entry in &self.manifest.shards {
            let inputs = self.inputs(entry)?;
            let Some(found) = inputs.iter().find(|row| row.doc == doc) else { continue };
            if let Some(error) = &found.error {
                return Err(Error::input(format!("{doc} could not be read: {error}")));
            }
            let kept = self.kept(entry)?.into_iter().find(|kept| kept.input.doc == doc);
            return kept.ok_or_else(|| Error::input(format!("{}/{CONTRACT} is damaged", entry.folder)));
        }
        Err(Error::input(format!("the run has no document '{doc}'")))
    }

    /// The document that a commitment is in, and the commitment's number there. It is named by its key (`c:4f2a…`, as
    /// much of it as no other has) or by its document and id (`brief.txt:c1`).
    ///
    /// # Errors
    /// When there is no such commitment or more than one, or a file cannot be read.
    pub fn commitment(&self, name: &str) -> Result<(Kept, usize), Error> {
        let number = |id: &str| id.strip_prefix('c')?.parse::<usize>().ok()?.checked_sub(1);
        let hash =
            name.strip_prefix("c:").filter(|h| !h.is_empty() && h.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(hash) = hash else {
            let place = name.rsplit_once(':').and_then(|(doc, id)| Some((doc, number(id)?)));
            let (doc, index) = place.ok_or_else(|| {
                Error::input(format!(
                    "a commitment is named by its key (c:4f2a…) or as DOCUMENT:c1, not '{name}'"
                ))
            })?;
            let kept = self.document(doc)?;
            return Ok((kept, index));
        };
        let wanted = format!("c:{hash}");
        let mut found: Vec<(Kept, usize)> = Vec::new();
        for entry in &self.manifest.shards {
            let rows = shard::text(&self.folder, &entry.folder, &shard::file_of(Table::Commitments))?;
            // The key opens the line.
            let start = format!("{{\"key\":\"{wanted}");
            for line in rows.lines().filter(|line| line.starts_with(&start)) {
                let Ok(row) = serde_json::from_str::<Named>(line) else { continue };
                let Some(index) = number(&row.id) else { continue };
                let of = |kept: &Kept| key(&kept.input.doc, &kept.input.sha256, &row.id) == row.key;
                found.extend(self.kept(entry)?.into_iter().find(of).map(|kept| (kept, index)));
            }
        }
        match found.len() {
            0 => Err(Error::input(format!("the run has no commitment '{name}'"))),
            1 => Ok(found.swap_remove(0)),
            n => Err(Error::input(format!("{n} commitments are named '{name}…': give more of the key"))),
        }
    }

    /// What reads its documents again as they were read.
    ///
    /// # Errors
    /// When the run was made with words of the caller's own, which are not kept with it.
    pub fn reader(&self) -> Result<Reader, Error> {
        let option = |name: &str| self.manifest.options.get(name);
        let own = |name: &str| option(name).and_then(serde_json::Value::as_u64).unwrap_or(0);
        if own("own_cues") + own("own_names") > 0 {
            let why = "the run was made with a lexicon or gazetteers of your own, which are not kept with it";
            return Err(Error::input(why));
        }
        let level = option("repair").and_then(|v| v.as_str()).and_then(RepairLevel::parse);
        Ok(Reader::new().with_repair(level.unwrap_or(RepairLevel::Full)))
    }

    /// How it judges.
    ///
    /// # Errors
    /// When the manifest has no such date.
    pub fn assess_options(&self) -> Result<AssessOptions, Error> {
        let day = self.manifest.options.get("as_of").and_then(|v| v.as_str());
        Ok(AssessOptions { as_of: day.map(Interval::parse).transpose()? })
    }
}

impl Kept {
    /// The text, what was said of it and what its file says of it, to be read again.
    ///
    /// # Errors
    /// When its line is damaged.
    pub fn again(&self) -> Result<Input, Error> {
        let of: TextOnly = serde_json::from_str(&self.contract)
            .map_err(|e| Error::input(format!("the contract of {} is damaged: {e}", self.input.doc)))?;
        let source = match &self.input.file {
            Some(file) => Source::Laid(Arc::new(restore(of.text, file)?)),
            None => Source::Text(Arc::from(of.text)),
        };
        let name = self.input.source.clone();
        Ok(Input { source, name, vars: self.input.vars(), encoding: None })
    }
}
