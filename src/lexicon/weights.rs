//! What each named feature weighs for each decision, in log-odds: the table behind every statement's score.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::tsv::Table;
use crate::error::Error;
use crate::names::names;

names! {
    /// A decision that weighs features.
    Task {
        Commitment = "commitment", Outcome = "outcome",
        Pledge = "pledge", Plan = "plan", Obligation = "obligation",
        Vague = "vague", Specific = "specific", Measurable = "measurable", Refrain = "refrain",
        Action = "action", Inaction = "inaction", Violation = "violation", Assessment = "assessment",
        Positive = "positive", Mixed = "mixed", Negative = "negative",
    }
}

/// One weight for each decision.
pub(crate) type Row = [f32; Task::ALL.len()];

/// All weights, by feature.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    index: FxHashMap<u64, u32>,
    names: Vec<&'static str>,
    rows: Vec<Row>,
}

/// The key of a feature: a template and up to two words.
pub(crate) fn key(template: &str, a: &str, b: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(template.as_bytes());
    hasher.write_u8(1);
    hasher.write(a.as_bytes());
    hasher.write_u8(2);
    hasher.write(b.as_bytes());
    hasher.finish()
}

impl Weights {
    /// Takes the lines of a weight table: a feature (template and words, with spaces between), then its weight for each
    /// decision that it bears on (`commitment=0.41 pledge=-0.20`).
    ///
    /// # Errors
    /// When a decision has no such name or a weight is no number.
    pub(crate) fn load(&mut self, name: &str, table: &Table<'static>) -> Result<(), Error> {
        let (feature, weights) = (table.column("feature")?, table.column("weights")?);
        for row in table.rows() {
            let fault = |what: &str| Error::table(name, row.line, what);
            let mut found = [0.0; Task::ALL.len()];
            for cell in row.get(weights).split(' ') {
                let (task, weight) =
                    cell.split_once('=').ok_or_else(|| fault("a weight is decision=number"))?;
                let task = Task::parse(task).ok_or_else(|| fault("unknown decision"))?;
                found[task as usize] = weight.parse().map_err(|_| fault("a weight is a number"))?;
            }
            let text = row.get(feature);
            let mut parts = text.splitn(3, ' ');
            let mut part = || parts.next().unwrap_or_default();
            let key = key(part(), part(), part());
            // A later table sets what an earlier one learned.
            if let Some(&row) = self.index.get(&key) {
                self.rows[row as usize] = found;
                continue;
            }
            self.index.insert(key, self.rows.len() as u32);
            self.names.push(text);
            self.rows.push(found);
        }
        Ok(())
    }

    /// The row of a feature, if it weighs anything.
    pub(crate) fn find(&self, template: &str, a: &str, b: &str) -> Option<u32> {
        self.index.get(&key(template, a, b)).copied()
    }

    /// A row's weights.
    pub(crate) fn row(&self, row: u32) -> &Row {
        &self.rows[row as usize]
    }

    /// A row's feature, as the table spells it.
    pub(crate) fn name(&self, row: u32) -> &'static str {
        self.names[row as usize]
    }
}
