//! Rows of a run's tables: lines of JSON to columns, one shard after another.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::shard::{self, InputRow, file_of};
use super::work::keyed;
use crate::assess::{AssessOptions, assess};
use crate::error::Error;
use crate::view::columns::{Column, Values};
use crate::view::rows::{Found, Table};

/// A table of a run, on disk until its rows are asked for.
#[derive(Clone, Debug)]
pub struct TableRows {
    /// Which.
    pub table: Table,
    run: PathBuf,
    /// The folders of the shards, and how many texts stand before each.
    shards: Vec<(String, u64)>,
    /// The columns, without rows.
    head: Vec<Column<'static>>,
    count: usize,
}

impl TableRows {
    pub(super) fn new(
        run: &Path,
        table: Table,
        shards: Vec<(String, u64)>,
        count: usize,
        vars: &BTreeSet<String>,
    ) -> Result<Self, Error> {
        if table != Table::Errors && !super::TABLES.contains(&table) {
            return Err(Error::input(format!("a run has no table of {table}: read its documents for them")));
        }
        let mut head = head(table);
        if table != Table::Errors {
            let text = |name: &String| Column { name: name.clone().into(), values: Values::Text(Vec::new()) };
            head.extend(vars.iter().map(text));
        }
        Ok(Self { table, run: run.to_owned(), shards, head, count })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The columns, without rows.
    pub fn head(&self) -> &[Column<'static>] {
        &self.head
    }

    /// How many shards there are.
    pub fn shards(&self) -> usize {
        self.shards.len()
    }

    /// The rows of one shard.
    ///
    /// # Errors
    /// When a file cannot be read or is damaged.
    pub fn shard(&self, number: usize) -> Result<Vec<Column<'static>>, Error> {
        let Some((folder, before)) = self.shards.get(number) else { return Ok(self.head.clone()) };
        if self.table == Table::Errors {
            return Ok(errors(&shard::inputs(&self.run, folder)?, *before));
        }
        let file = file_of(self.table);
        let mut out = self.head.clone();
        for line in shard::text(&self.run, folder, &file)?.lines() {
            let row: Map<String, Value> = serde_json::from_str(line)
                .map_err(|e| Error::input(format!("{folder}/{file} is damaged: {e}")))?;
            for column in &mut out {
                add(&mut column.values, row.get(column.name.as_ref()));
            }
        }
        Ok(out)
    }
}

fn add(values: &mut Values<'_>, value: Option<&Value>) {
    match values {
        Values::Bool(values) => values.push(value.and_then(Value::as_bool)),
        Values::Int(values) => values.push(value.and_then(Value::as_i64)),
        Values::Float(values) => values.push(value.and_then(Value::as_f64)),
        Values::Text(values) => {
            values.push(value.and_then(Value::as_str).map(|words| Cow::Owned(words.to_owned())));
        }
    }
}

/// The texts of a shard that could not be read.
fn errors(inputs: &[InputRow], before: u64) -> Vec<Column<'static>> {
    let failed = || inputs.iter().enumerate().filter(|(_, row)| !row.is_ok());
    let words = |of: fn(&InputRow) -> Option<&str>| {
        failed().map(|(_, row)| of(row).map(|w| Cow::Owned(w.to_owned()))).collect()
    };
    let index = failed().map(|(at, _)| Some(before as i64 + at as i64)).collect();
    vec![
        Column { name: "index".into(), values: Values::Int(index) },
        Column { name: "source".into(), values: Values::Text(words(|r| Some(&r.source))) },
        Column { name: "reason".into(), values: Values::Text(words(|r| r.error.as_deref())) },
    ]
}

/// The names and types that a table has in any run.
fn head(table: Table) -> Vec<Column<'static>> {
    let nothing = assess(Vec::new(), AssessOptions::default());
    let columns = Found::from(&nothing).columns(table, &[]);
    let empty = |values: Values<'_>| match values {
        Values::Bool(_) => Values::Bool(Vec::new()),
        Values::Int(_) => Values::Int(Vec::new()),
        Values::Float(_) => Values::Float(Vec::new()),
        Values::Text(_) => Values::Text(Vec::new()),
    };
    keyed(columns, table, "")
        .into_iter()
        .map(|c| Column { name: c.name.into_owned().into(), values: empty(c.values) })
        .collect()
}

/// The rows as record batches, one for each shard.
#[cfg(feature = "arrow")]
#[derive(Debug)]
pub struct RunBatches {
    rows: TableRows,
    next: usize,
    schema: arrow_schema::SchemaRef,
}

#[cfg(feature = "arrow")]
impl RunBatches {
    /// All rows of a table.
    pub fn new(rows: TableRows) -> Self {
        let schema = crate::view::arrow::schema(rows.head());
        Self { rows, next: 0, schema }
    }
}

#[cfg(feature = "arrow")]
impl Iterator for RunBatches {
    type Item = Result<arrow_array::RecordBatch, arrow_schema::ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.rows.shards() {
            return None;
        }
        self.next += 1;
        let columns = self.rows.shard(self.next - 1);
        let made = columns.map_err(|e| arrow_schema::ArrowError::ExternalError(Box::new(e)));
        Some(made.and_then(|columns| crate::view::arrow::batch(&self.schema, columns)))
    }
}

#[cfg(feature = "arrow")]
impl arrow_array::RecordBatchReader for RunBatches {
    fn schema(&self) -> arrow_schema::SchemaRef {
        std::sync::Arc::clone(&self.schema)
    }
}
