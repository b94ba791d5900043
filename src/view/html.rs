//! Cards, tables and whole reports as static HTML: scoped style, no script, every text escaped.

use std::fmt::Write as _;

use super::parts::{close, escape, open, rows_of, summary, warnings};
use super::rows::{Found, Table};
use super::text::{self, count};
use crate::assess::{At, Report};
use crate::document::Document;

pub use super::page::{method, page};
pub use super::show::{show, show_document};

/// Rows of a table that are shown before the rest is only counted.
const ROWS: usize = 100;

/// A document in a few lines, with its commitments.
pub fn document(document: &std::sync::Arc<Document>) -> String {
    let mut out = open();
    let _ = write!(out, "<div class=\"sv-head\">{}</div>", escape(&text::title(document)));
    let sizes = [
        count(super::columns::words_of(document), "word"),
        count(document.sentences.len(), "sentence"),
        count(document.entities.mentions.len(), "entity mention"),
        count(document.commitments().len(), "commitment"),
        count(document.outcomes().len(), "outcome"),
    ];
    let _ = write!(out, "<div class=\"sv-dim\">{}</div>", sizes.join(" · "));
    let repairs = text::repairs(document);
    if !repairs.is_empty() {
        let kinds: Vec<String> = repairs.iter().map(|(kind, n)| count(*n, kind)).collect();
        let _ = write!(out, "<div class=\"sv-dim\">repairs: {}</div>", kinds.join(" · "));
    }
    warnings(&mut out, &document.warnings);
    for table in [Table::Commitments, Table::Outcomes] {
        let found = Found::from(document);
        let rows = found.places(table);
        if !rows.is_empty() {
            rows_of(&mut out, found, table, &rows[..rows.len().min(20)], rows.len());
        }
    }
    close(out)
}

/// A report: its verdicts, scores and commitments.
pub fn report(report: &Report) -> String {
    let mut out = open();
    summary(&mut out, report);
    let found = Found::from(report);
    let rows = found.places(Table::Commitments);
    if !rows.is_empty() {
        rows_of(&mut out, found, Table::Commitments, &rows[..rows.len().min(40)], rows.len());
    }
    close(out)
}

/// Rows of a table.
pub fn table(found: Found<'_>, table: Table, rows: &[At]) -> String {
    let mut out = open();
    if rows.is_empty() {
        let _ = write!(out, "<div class=\"sv-dim\">no {}</div>", table.as_str());
    } else {
        rows_of(&mut out, found, table, &rows[..rows.len().min(ROWS)], rows.len());
    }
    close(out)
}

/// Lines of plain text, kept as they are.
pub fn plain(lines: &str) -> String {
    let mut out = open();
    let _ = write!(out, "<pre style=\"white-space:pre-wrap\">{}</pre>", escape(lines));
    close(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::DocVars;
    use crate::reader::Reader;
    use std::sync::Arc;

    #[test]
    fn nothing_passes_unescaped() {
        let hostile = "<script>alert(1)</script> \"x\" 'y' & \0 \u{202e}z";
        assert_eq!(
            escape(hostile),
            "&lt;script&gt;alert(1)&lt;/script&gt; &quot;x&quot; &#39;y&#39; &amp; ␀ z"
        );
        let vars = DocVars { id: hostile.into(), ..DocVars::default() };
        let read = Arc::new(Reader::new().read(hostile, vars).unwrap());
        let report = crate::assess::assess(vec![Arc::clone(&read)], crate::assess::AssessOptions::default());
        for html in
            [document(&read), super::report(&report), show(&report), page(&report), show_document(&read)]
        {
            assert!(!html.contains("<script"), "{html}");
        }
    }
}
