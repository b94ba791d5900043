//! Cards, tables and whole reports as static HTML: scoped style, no script, every text escaped.

use std::fmt::Write as _;

use super::rows::{Cell, Found, Table, shown};
use super::text::{self, count, cut, printed, words};
use crate::assess::{Assessment, At, Report, VerdictKind};
use crate::document::{Document, Warning};

pub use super::page::{method, page};
pub use super::show::{show, show_document};

/// Rows of a table that are shown before the rest is only counted.
const ROWS: usize = 100;

/// A document in a few lines, with its commitments.
pub fn document(document: &std::sync::Arc<Document>) -> String {
    let mut out = open();
    let _ = write!(out, "<div class=\"sv-head\">{}</div>", escape(&text::title(document)));
    let sizes = [
        count(text::words_of(document), "word"),
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

pub(super) fn open() -> String {
    format!("<div class=\"servanda\">{}", style())
}

pub(super) fn style() -> String {
    format!("<style>{}</style>", include_str!("style.css").replace('\n', ""))
}

pub(super) fn close(mut out: String) -> String {
    out.push_str("</div>");
    out
}

pub(super) fn summary(out: &mut String, report: &Report) {
    let outcomes: usize = report.documents.iter().map(|d| d.outcomes().len()).sum();
    let _ = write!(
        out,
        "<div class=\"sv-head\">Report · {}</div><div class=\"sv-dim\">{} · {} · {} · {}</div>",
        count(report.documents.len(), "document"),
        escape(&text::made_by(report)),
        count(report.assessments.len(), "commitment"),
        count(outcomes, "outcome"),
        count(report.links.len(), "link"),
    );
    bar(out, report);
    let _ = write!(out, "<div>{}</div>", escape(&text::scores(report)));
    warnings(out, &report.warnings);
}

/// Verdicts as boxes as wide as their number, each with its name and number in words.
fn bar(out: &mut String, report: &Report) {
    let verdicts = text::verdicts(report);
    if verdicts.iter().all(|(_, n)| *n == 0) {
        return;
    }
    out.push_str("<div class=\"sv-bar\">");
    for (label, n) in verdicts.into_iter().filter(|(_, n)| *n > 0) {
        let _ = write!(out, "<span style=\"flex:{n} 0 auto\">{label} {n}</span>");
    }
    out.push_str("</div>");
}

pub(super) fn warnings(out: &mut String, warnings: &[Warning]) {
    for warning in warnings {
        let _ = write!(out, "<div class=\"sv-note\">! {}</div>", escape(&warning.message));
    }
}

pub(super) fn rows_of(out: &mut String, found: Found<'_>, table: Table, rows: &[At], total: usize) {
    let columns = found.columns(table, rows);
    let judged = found.report.is_some();
    let mut heads = Vec::new();
    if found.documents.len() > 1 {
        heads.push(("doc", "doc", 28));
    }
    heads.extend(shown(table, judged).iter().map(|&(name, head, width)| (name, head, width * 3)));
    out.push_str("<table><thead><tr>");
    for (_, head, _) in &heads {
        let _ = write!(out, "<th>{head}</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for (row, &at) in rows.iter().enumerate() {
        out.push_str("<tr>");
        for &(name, _, width) in &heads {
            let Some(column) = columns.iter().find(|c| c.name == name) else { continue };
            let cell = &column.cells[row];
            let number = matches!(cell, Cell::Int(_) | Cell::Float(_));
            let class = if number { " class=\"sv-n\"" } else { "" };
            let mut body = escape(&cut(&printed(table, name, cell), width));
            if name == "verdict"
                && let Some(assessment) = found.assessment(at)
            {
                body = badge(assessment);
            }
            let _ = write!(out, "<td{class} dir=\"auto\">{body}</td>");
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    if total > rows.len() {
        let _ = write!(out, "<div class=\"sv-dim\">… and {} more</div>", total - rows.len());
    }
}

/// A verdict as a mark and words: never by colour alone.
pub(super) fn badge(assessment: &Assessment) -> String {
    let verdict = &assessment.verdict;
    let contested = if verdict.contested { ", contested" } else { "" };
    format!(
        "<span class=\"sv-b\">{} {}{contested}</span>",
        sign(verdict.value),
        words(verdict.value.as_str())
    )
}

/// One sign for each verdict.
pub(super) fn sign(verdict: VerdictKind) -> &'static str {
    match verdict {
        VerdictKind::Fulfilled => "●",
        VerdictKind::PartlyFulfilled => "◐",
        VerdictKind::NotFulfilled => "○",
        VerdictKind::Breached => "✕",
        VerdictKind::NoEvidence => "?",
    }
}

/// Text that can stand anywhere in HTML, attributes included; control characters become their pictures, and marks that
/// would turn the direction of what follows are dropped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\r' => out.push(c),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or(' ')),
            '\u{7f}'..='\u{9f}' => out.push('␡'),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            _ => out.push(c),
        }
    }
    out
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
