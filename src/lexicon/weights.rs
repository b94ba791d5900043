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
    /// Takes the lines of a weight table: a feature (template and words, with spaces between), a decision, a weight.
    ///
    /// # Errors
    /// When a decision has no such name or a weight is no number.
    pub(crate) fn load(&mut self, name: &str, table: &Table<'static>) -> Result<(), Error> {
        let (feature, task, weight) =
            (table.column("feature")?, table.column("decision")?, table.column("weight")?);
        for row in table.rows() {
            let fault = |what: &str| Error::table(name, row.line, what);
            let task = Task::parse(row.get(task)).ok_or_else(|| fault("unknown decision"))?;
            let weight: f32 = row.get(weight).parse().map_err(|_| fault("a weight is a number"))?;
            let text = row.get(feature);
            let mut parts = text.splitn(3, ' ');
            let mut part = || parts.next().unwrap_or_default();
            let key = key(part(), part(), part());
            let next = self.rows.len() as u32;
            let at = *self.index.entry(key).or_insert(next);
            if at == next {
                self.names.push(text);
                self.rows.push([0.0; Task::ALL.len()]);
            }
            self.rows[at as usize][task as usize] = weight;
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
