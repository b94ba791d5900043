//! What each named feature weighs for each decision, in log-odds: the table behind every statement's score.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::index::Index;
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

/// One weight for each decision; no row lies across two lines of the processor's cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row([f32; Task::ALL.len()]);

/// All weights, by feature.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    index: Index,
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

/// The key of a feature as a table spells it.
fn feature_key(feature: &str) -> u64 {
    let mut parts = feature.splitn(3, ' ');
    let mut part = || parts.next().unwrap_or_default();
    key(part(), part(), part())
}

/// A whole number of hundredths; the table's many cells are read without the detours of `str::parse`.
fn hundredths(cell: &str) -> Option<f32> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let step = |whole: u32, byte: u8| byte.is_ascii_digit().then(|| whole * 10 + u32::from(byte - b'0'));
    if digits.is_empty() || digits.len() > 6 {
        return None;
    }
    let value = digits.bytes().try_fold(0, step)? as f32 / 100.0;
    Some(if digits.len() < cell.len() { -value } else { value })
}

impl Weights {
    /// Takes the lines of a weight table: a feature (template and words, with spaces between), then its weights. Those
    /// that are learned have a column for each decision, in hundredths; those that are set by hand have one column
    /// (`commitment=0.41 pledge=-0.20`).
    ///
    /// # Errors
    /// When a decision has no such name or a weight is no number.
    pub(crate) fn load(&mut self, name: &str, table: &Table<'static>) -> Result<(), Error> {
        let (first, rest) = table.columns().split_first().unwrap_or((&"", &[]));
        let by_hand = rest == ["weights"];
        let tasks: Vec<Option<Task>> = rest.iter().map(|c| Task::parse(c)).collect();
        if *first != "feature" || (!by_hand && tasks.contains(&None)) {
            return Err(Error::table(name, 1, "the columns are a feature and its weights by decision"));
        }
        let count = table.rows().count();
        let too_many = || Error::table(name, 1, "there are too many features");
        self.index = Index::new(self.names.len() + count).ok_or_else(too_many)?;
        for (row, feature) in self.names.iter().enumerate() {
            self.index.put(feature_key(feature), row);
        }
        self.names.reserve(count);
        self.rows.reserve(count);
        for row in table.rows() {
            let fault = |what: &str| Error::table(name, row.line, what);
            let mut found = [0.0; Task::ALL.len()];
            let mut cells = row.cells();
            let feature = cells.next().unwrap_or_default();
            if by_hand {
                for cell in cells.next().unwrap_or_default().split(' ') {
                    let (task, weight) =
                        cell.split_once('=').ok_or_else(|| fault("a weight is decision=number"))?;
                    let task = Task::parse(task).ok_or_else(|| fault("unknown decision"))?;
                    found[task as usize] = weight.parse().map_err(|_| fault("a weight is a number"))?;
                }
            } else {
                for (task, cell) in tasks.iter().flatten().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                    found[*task as usize] =
                        hundredths(cell).ok_or_else(|| fault("a weight is a whole number of hundredths"))?;
                }
            }
            let key = feature_key(feature);
            // What a later table says adds to what an earlier one learned.
            if let Some(row) = self.index.get(key) {
                self.rows[row as usize].0.iter_mut().zip(found).for_each(|(sum, w)| *sum += w);
                continue;
            }
            self.index.put(key, self.rows.len());
            self.names.push(feature);
            self.rows.push(Row(found));
        }
        Ok(())
    }

    /// The row of a feature, if it weighs anything.
    pub(crate) fn find(&self, template: &str, a: &str, b: &str) -> Option<u32> {
        self.index.get(key(template, a, b))
    }

    /// A row's weights.
    pub(crate) fn row(&self, row: u32) -> &[f32; Task::ALL.len()] {
        &self.rows[row as usize].0
    }

    /// A row's feature, as the table spells it.
    pub(crate) fn name(&self, row: u32) -> &'static str {
        self.names[row as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::{Task, Weights, hundredths};
    use crate::lexicon::tsv::Table;

    #[test]
    fn hundredths_are_whole_numbers() {
        assert_eq!(
            (hundredths("41"), hundredths("-120"), hundredths("0")),
            (Some(0.41), Some(-1.2), Some(0.0))
        );
        assert_eq!(
            (hundredths(""), hundredths("-"), hundredths("1.2"), hundredths("x")),
            (None, None, None, None)
        );
    }

    #[test]
    fn what_is_set_adds_to_what_is_learned() {
        let head = "# version: 1\n# source: us\n# licence: MIT\n# columns: feature\t";
        let learned: &'static str = format!("{head}commitment\toutcome\nword x\t41\nword y\t\t-7\n").leak();
        let set: &'static str = format!("{head}weights\nword x\tcommitment=0.50 vague=1\n").leak();
        let mut weights = Weights::default();
        for text in [learned, set] {
            weights.load("t.tsv", &Table::parse("t.tsv", text).unwrap()).unwrap();
        }
        let row = |word| weights.row(weights.find("word", word, "").unwrap());
        assert!((row("x")[Task::Commitment as usize] - 0.91).abs() < 1e-6);
        assert_eq!((row("x")[Task::Vague as usize], row("y")[Task::Outcome as usize]), (1.0, -0.07));
    }
}
