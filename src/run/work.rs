//! One text to the lines that it has in a shard.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::TABLES;
use super::manifest::Tally;
use super::plan::{Job, sha256};
use super::shard::{InputRow, Piece};
use crate::assess::{AssessOptions, Report, assess};
use crate::document::DocVars;
use crate::error::Error;
use crate::layout::keep;
use crate::reader::Reader;
use crate::view::columns::{Column, Values, words_of};
use crate::view::rows::{Found, Table};
use crate::view::{json, lines};

/// Reads a text and judges it by itself.
pub(super) fn piece(reader: &Reader, assess: AssessOptions, job: &Job) -> Piece {
    let made = catch_unwind(AssertUnwindSafe(|| judged(reader, assess, job)));
    let fault = || Err(Error::internal("a fault in servanda, please report it"));
    made.unwrap_or_else(|_| fault()).unwrap_or_else(|error| failed(job, &error))
}

fn judged(reader: &Reader, options: AssessOptions, job: &Job) -> Result<Piece, Error> {
    let document = Arc::new(reader.read_input(&job.input)?);
    let file = keep(&document.layout, &document.dropped, &document.file_warnings);
    let input = InputRow { file, ..row(job, &document.vars, None) };
    let report = assess(vec![document], options);
    let contract = line(&json::document(&report, 0))?;
    let found = Found::from(&report);
    let columns = |&table: &Table| keyed(found.columns(table, &found.places(table)), table, &job.sha256);
    let mut out = Piece { input: line(&input)?, contract, ..Piece::default() };
    out.tables = TABLES.iter().map(|table| lines::json(&columns(table))).collect();
    out.tally = tally(&report);
    Ok(out)
}

/// The columns as a run has them: a commitment has a key of its own, that no other of the run has.
pub(super) fn keyed<'d>(mut columns: Vec<Column<'d>>, table: Table, sha256: &str) -> Vec<Column<'d>> {
    let id = match table {
        Table::Commitments => "id",
        Table::Verdicts => "commitment",
        _ => return columns,
    };
    let of = |name: &str| columns.iter().find(|c| c.name == name).map(|c| &c.values);
    let keys = match (of("doc"), of(id)) {
        (Some(Values::Text(docs)), Some(Values::Text(ids))) => {
            let both = docs.iter().zip(ids).map(|(doc, id)| (doc.as_deref(), id.as_deref()));
            let one =
                |(doc, id): (Option<&str>, Option<&str>)| key(doc.unwrap_or(""), sha256, id.unwrap_or(""));
            both.map(|pair| Some(one(pair).into())).collect()
        }
        _ => Vec::new(),
    };
    columns.insert(0, Column { name: "key".into(), values: Values::Text(keys) });
    columns
}

/// The key of a commitment: of the name and bytes of its document, and its number there.
pub(super) fn key(doc: &str, text: &str, id: &str) -> String {
    format!("c:{}", &sha256(format!("{doc}\0{text}\0{id}").as_bytes())[..12])
}

fn failed(job: &Job, error: &Error) -> Piece {
    // A row of strings is always written.
    let input = line(&row(job, &job.input.vars, Some(error))).unwrap_or_default();
    let mut out = Piece { input, ..Piece::default() };
    out.tally.count("inputs", 1);
    out.tally.count("failed", 1);
    out
}

fn row(Job { input, sha256, bytes }: &Job, vars: &DocVars, error: Option<&Error>) -> InputRow {
    InputRow {
        doc: vars.id.clone(),
        source: input.name.clone(),
        sha256: sha256.clone(),
        bytes: *bytes,
        status: if error.is_none() { "ok" } else { "failed" }.to_owned(),
        error: error.map(Error::to_string),
        title: vars.title.clone(),
        date: vars.date.clone(),
        publisher: vars.publisher.clone(),
        docvars: vars.other.clone(),
        file: None,
    }
}

fn tally(report: &Report) -> Tally {
    let mut out = Tally::default();
    let found = Found::from(report);
    out.count("inputs", 1);
    out.count("failed", 0);
    for table in TABLES.into_iter().filter(|&t| t != Table::Verdicts) {
        out.count(table.as_str(), found.places(table).len());
    }
    for document in &report.documents {
        out.count("words", words_of(document));
        for warning in &document.warnings {
            *out.warnings.entry(warning.code.clone().into_owned()).or_default() += 1;
        }
    }
    for assessment in &report.assessments {
        *out.verdicts.entry(assessment.verdict.value.to_string()).or_default() += 1;
    }
    out
}

fn line(value: &impl serde::Serialize) -> Result<String, Error> {
    let text = serde_json::to_string(value).map_err(|e| Error::internal(e.to_string()))?;
    Ok(text + "\n")
}
