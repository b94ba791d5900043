//! Tables as Arrow: record batches made from columns, a few thousand rows at a time, as a consumer asks for them.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchReader, StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::columns::{Column, Values};
use super::rows::{Found, Table};
use crate::assess::{At, Report};
use crate::corpus::Failure;
use crate::document::Document;

/// Rows of one batch: enough to be quick, few enough to be small.
pub(crate) const ROWS: usize = 8192;

/// Documents, a report or failures, held for as long as a consumer reads from them.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The documents, where there is no report.
    pub documents: Vec<Arc<Document>>,
    /// The report.
    pub report: Option<Arc<Report>>,
    /// The texts that could not be read.
    pub failures: Vec<Failure>,
}

/// The rows of a table as record batches, each made when it is asked for.
#[derive(Debug)]
pub struct Batches {
    held: Held,
    table: Table,
    rows: Vec<At>,
    next: usize,
    schema: SchemaRef,
}

impl Held {
    /// What the rows are taken from.
    pub fn found(&self) -> Found<'_> {
        let documents = self.report.as_ref().map_or(&self.documents, |r| &r.documents);
        Found { documents, report: self.report.as_deref(), failures: &self.failures }
    }
}

impl Batches {
    /// Some rows of a table.
    pub fn new(held: Held, table: Table, rows: Vec<At>) -> Self {
        let schema = schema(&held.found().columns(table, &[]));
        Self { held, table, rows, next: 0, schema }
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let left = self.rows.get(self.next..).filter(|left| !left.is_empty())?;
        let rows = &left[..left.len().min(ROWS)];
        self.next += rows.len();
        Some(batch(&self.schema, self.held.found().columns(self.table, rows)))
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// The names and types of columns; any value may be absent.
pub fn schema(columns: &[Column<'_>]) -> SchemaRef {
    let kind = |values: &Values<'_>| match values {
        Values::Bool(_) => DataType::Boolean,
        Values::Int(_) => DataType::Int64,
        Values::Float(_) => DataType::Float64,
        Values::Text(_) => DataType::Utf8,
    };
    let fields = columns.iter().map(|c| Field::new(c.name.as_ref(), kind(&c.values), true));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// Columns as one record batch.
///
/// # Errors
/// When the columns are not those of the schema.
pub fn batch(schema: &SchemaRef, columns: Vec<Column<'_>>) -> Result<RecordBatch, ArrowError> {
    let array = |column: Column<'_>| -> ArrayRef {
        match column.values {
            Values::Bool(values) => Arc::new(BooleanArray::from(values)),
            Values::Int(values) => Arc::new(Int64Array::from(values)),
            Values::Float(values) => Arc::new(Float64Array::from(values)),
            Values::Text(values) => Arc::new(values.into_iter().collect::<StringArray>()),
        }
    };
    RecordBatch::try_new(Arc::clone(schema), columns.into_iter().map(array).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::{AssessOptions, assess};
    use crate::document::DocVars;
    use crate::reader::Reader;
    use arrow_array::Array as _;

    #[test]
    fn every_table_becomes_batches_of_its_own_schema() {
        let text = "In 2007 the ministry promised to publish its accounts by 2008. It did not publish them. ";
        let document = Reader::new().read(text.repeat(3), DocVars::default()).unwrap();
        let report = assess(vec![Arc::new(document)], AssessOptions::default());
        let held = Held { report: Some(Arc::new(report)), ..Held::default() };
        for &table in Table::ALL {
            let rows = held.found().places(table);
            let batches = Batches::new(held.clone(), table, rows.clone());
            let schema = batches.schema();
            let made: Vec<_> = batches.map(Result::unwrap).collect();
            assert_eq!(made.iter().map(RecordBatch::num_rows).sum::<usize>(), rows.len(), "{table}");
            assert!(made.iter().all(|b| b.schema() == schema));
        }
        let rows = held.found().places(Table::Tokens);
        let many: Vec<At> = rows.iter().cycle().take(ROWS + 1).copied().collect();
        let sizes = Batches::new(held, Table::Tokens, many).map(|b| b.unwrap().column(0).len());
        assert_eq!(sizes.collect::<Vec<_>>(), [ROWS, 1]);
    }
}
