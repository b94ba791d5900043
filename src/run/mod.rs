//! A batch on disk: any number of texts, read and judged each by itself, in shards that are there whole or not at all.
//!
//! ```text
//! run1/manifest.json                       what made it, how much there is, which shards
//! run1/shards/00000000-3fa2c19e5b7d0a41/     named by its place, its inputs and the configuration
//!        shard.json                        how much is in it, and the hash of each of its files
//!        inputs.jsonl                      one line for each text, also for one that could not be read
//!        contract.jsonl                    `servanda/1`, one line for each document
//!        commitments.jsonl, …              the rows of each table
//! ```

mod check;
mod diff;
mod execute;
mod manifest;
mod open;
mod plan;
mod rows;
mod shard;
mod work;

use crate::assess::AssessOptions;
use crate::reader::Reader;
use crate::view::rows::Table;

pub use check::Fault;
pub use diff::Difference;
pub use execute::{Outcome, execute};
pub use manifest::{Manifest, ShardEntry, Tally};
pub use open::{Kept, Run};
#[cfg(feature = "arrow")]
pub use rows::RunBatches;
pub use rows::TableRows;
pub use shard::InputRow;

/// The form of the files; another number means that older ones are made again.
const FORMAT: &str = "servanda-run/1";

/// The tables that a shard has a file for; those who could not be read stand in its inputs.
pub(crate) const TABLES: [Table; 7] = [
    Table::Documents,
    Table::Entities,
    Table::Commitments,
    Table::Verdicts,
    Table::Outcomes,
    Table::Links,
    Table::Repairs,
];

/// How a run is made.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Reads the texts.
    pub reader: Reader,
    /// Judges each document by itself.
    pub assess: AssessOptions,
    /// Threads; none for one on each core. The result is the same for any number.
    pub threads: Option<usize>,
    /// Texts of a shard, on the average.
    pub shard: usize,
    /// Whether to go on with what is in the folder: shards of the same inputs and configuration stay as they are.
    pub resume: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            reader: Reader::new(),
            assess: AssessOptions::default(),
            threads: None,
            shard: 256,
            resume: false,
        }
    }
}
