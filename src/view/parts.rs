//! What every HTML view is made of: style, summary, rows of a table, badges, and the escaping of text.

use std::fmt::Write as _;

use super::columns::Cell;
use super::rows::{Found, Table, shown};
use super::text::{self, count, cut, printed, words};
use crate::assess::{Assessment, At, Report, VerdictKind};
use crate::document::Warning;

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
    if table == Table::Documents || (found.documents.len() > 1 && table != Table::Errors) {
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
            let cell = column.cell(row);
            let number = matches!(cell, Cell::Int(_) | Cell::Float(_));
            let class = if number { " class=\"sv-n\"" } else { "" };
            let mut body = escape(&cut(&printed(table, name, &cell), width));
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
pub(super) fn escape(text: &str) -> String {
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
