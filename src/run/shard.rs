//! The files of one shard, in a folder that has its name only when they are all there.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::manifest::{ShardEntry, Tally};
use super::{TABLES, plan};
use crate::disk;
use crate::document::DocVars;
use crate::error::Error;

pub(super) const FOLDER: &str = "shards";
pub(super) const INPUTS: &str = "inputs.jsonl";
pub(super) const CONTRACT: &str = "contract.jsonl";
const CARD: &str = "shard.json";

/// `shard.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Card {
    pub(super) key: String,
    /// The name of everything but the texts that bore on it.
    pub(super) configuration: String,
    #[serde(flatten)]
    pub(super) tally: Tally,
    /// The hash of each file.
    pub(super) files: BTreeMap<String, String>,
}

/// A line of `inputs.jsonl`: one text as it was given, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRow {
    /// The name of the document.
    pub doc: String,
    /// Its file, or how it was named.
    pub source: String,
    /// The hash of its bytes.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// `ok` or `failed`.
    pub status: String,
    /// Why it could not be read.
    pub error: Option<String>,
    /// Its title, as given or as its file has it.
    pub title: Option<String>,
    /// Its date, likewise.
    pub date: Option<String>,
    /// Who published it, likewise.
    pub publisher: Option<String>,
    /// What else was said of it.
    pub docvars: BTreeMap<String, String>,
    /// What its file says beside the text: pages, paragraphs, what was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl InputRow {
    /// Whether it was read.
    pub fn is_ok(&self) -> bool {
        self.status == "ok"
    }

    /// What the caller said of it.
    pub fn vars(&self) -> DocVars {
        DocVars {
            id: self.doc.clone(),
            title: self.title.clone(),
            date: self.date.clone(),
            publisher: self.publisher.clone(),
            other: self.docvars.clone(),
        }
    }
}

/// What one text has in each file of a shard.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) input: String,
    pub(super) contract: String,
    /// In the order of [`TABLES`]; none where the text could not be read.
    pub(super) tables: Vec<String>,
    pub(super) tally: Tally,
}

/// The name of a table's file.
pub(super) fn file_of(table: crate::view::rows::Table) -> String {
    format!("{table}.jsonl")
}

/// The name of a shard's folder.
pub(super) fn name(number: usize, key: &str) -> String {
    format!("{number:08}-{key}")
}

/// The key in the name of a folder.
pub(super) fn key_of(folder: &str) -> Option<&str> {
    let (number, key) = folder.split_once('-')?;
    let named = number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit());
    (named && key.len() == 16 && key.bytes().all(|b| b.is_ascii_hexdigit())).then_some(key)
}

/// Writes the files of a shard and gives the folder its name.
pub(super) fn write(
    run: &Path,
    folder: &str,
    configuration: &str,
    pieces: &[Piece],
) -> Result<(Card, ShardEntry), Error> {
    let key = key_of(folder).unwrap_or_default();
    let path = run.join(FOLDER).join(folder);
    let unfinished = disk::unfinished(&path);
    let make = || {
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        fs::create_dir_all(&unfinished)?;
        let card = files(&unfinished, key, configuration, pieces)?;
        let text = serde_json::to_string_pretty(&card)? + "\n";
        disk::fill_file(&unfinished.join(CARD), |out| out.write_all(text.as_bytes()))?;
        disk::settle(&unfinished)?;
        fs::rename(&unfinished, &path)?;
        disk::settle(&run.join(FOLDER))?;
        let entry = entry(folder, &card.tally, plan::sha256(text.as_bytes()));
        Ok((card, entry))
    };
    make().map_err(|error: io::Error| {
        // The fault is told; what cannot be removed is removed when the run is resumed.
        let _ = fs::remove_dir_all(&unfinished);
        Error::io(&path.display().to_string(), &error)
    })
}

fn entry(folder: &str, tally: &Tally, sha256: String) -> ShardEntry {
    ShardEntry { folder: folder.to_owned(), inputs: tally.inputs(), failed: tally.failed(), sha256 }
}

fn files(folder: &Path, key: &str, configuration: &str, pieces: &[Piece]) -> io::Result<Card> {
    let (key, configuration) = (key.to_owned(), configuration.to_owned());
    let mut card = Card { key, configuration, tally: Tally::default(), files: BTreeMap::new() };
    for piece in pieces {
        card.tally.add(&piece.tally);
    }
    let mut put = |name: String, part: &dyn Fn(&Piece) -> &str| {
        let mut hasher = Sha256::new();
        disk::fill_file(&folder.join(&name), |out| {
            pieces.iter().map(part).try_for_each(|text| {
                hasher.update(text);
                out.write_all(text.as_bytes())
            })
        })?;
        card.files.insert(name, plan::hex(&hasher.finalize()));
        Ok::<_, io::Error>(())
    };
    put(INPUTS.to_owned(), &|piece| &piece.input)?;
    put(CONTRACT.to_owned(), &|piece| &piece.contract)?;
    for (at, &table) in TABLES.iter().enumerate() {
        put(file_of(table), &move |piece| piece.tables.get(at).map_or("", String::as_str))?;
    }
    Ok(card)
}

/// What a shard on disk says of itself.
pub(super) fn load(run: &Path, folder: &str) -> Result<(Card, ShardEntry), Error> {
    let path = run.join(FOLDER).join(folder).join(CARD);
    let name = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|e| Error::io(&name, &e))?;
    let card: Card = serde_json::from_str(&text)
        .map_err(|e| Error::input(format!("{name} is no card of a shard: {e}")))?;
    let entry = entry(folder, &card.tally, plan::sha256(text.as_bytes()));
    Ok((card, entry))
}

/// The folders of whole shards, in order; and the names of what was left unfinished.
pub(super) fn folders(run: &Path) -> Result<(Vec<String>, Vec<String>), Error> {
    let path = run.join(FOLDER);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
        Err(error) => return Err(Error::io(&path.display().to_string(), &error)),
    };
    let (mut whole, mut unfinished) = (Vec::new(), Vec::new());
    for entry in entries {
        let entry = entry.map_err(|e| Error::io(&path.display().to_string(), &e))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if key_of(&name).is_some() {
            whole.push(name);
        } else if name.ends_with(disk::UNFINISHED) {
            unfinished.push(name);
        }
    }
    whole.sort();
    unfinished.sort();
    Ok((whole, unfinished))
}

/// The texts of a shard.
pub(super) fn inputs(run: &Path, folder: &str) -> Result<Vec<InputRow>, Error> {
    let row = |line: &str| {
        serde_json::from_str(line).map_err(|e| Error::input(format!("{folder}/{INPUTS} is damaged: {e}")))
    };
    text(run, folder, INPUTS)?.lines().map(row).collect()
}

/// A file of a shard.
pub(super) fn text(run: &Path, folder: &str, file: &str) -> Result<String, Error> {
    let path = run.join(FOLDER).join(folder).join(file);
    fs::read_to_string(&path).map_err(|e| Error::io(&path.display().to_string(), &e))
}
