//! A whole report in one file: verdicts, evidence, scores, cautions and how it was made.

use std::fmt::Write as _;

use super::columns::words_of;
use super::parts::{escape, rows_of, style, summary, warnings};
use super::rows::{Found, Table};
use super::show::{heading, marked};
use super::text::{count, counterfactual, rules, title, words};
use crate::assess::{Evidence, Report, explain};

/// The report as one HTML file that needs nothing else.
pub fn page(report: &Report) -> String {
    let name = match report.documents.as_slice() {
        [one] => title(one),
        many => count(many.len(), "document"),
    };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>servanda: {}</title>{}</head>\
         <body><div class=\"servanda sv-page\"><h1>{}</h1>",
        escape(&name),
        style(),
        escape(&name)
    );
    summary(&mut out, report);
    let found = Found::from(report);
    let rows = found.places(Table::Commitments);
    out.push_str("<h2>Verdicts</h2>");
    if rows.is_empty() {
        out.push_str("<p>No commitment was found.</p>");
    } else {
        rows_of(&mut out, found, Table::Commitments, &rows, rows.len());
    }
    if !rows.is_empty() {
        out.push_str("<h2>Evidence</h2>");
    }
    for index in 0..report.assessments.len() {
        evidence(&mut out, report, index);
    }
    out.push_str("<h2>Scores</h2>");
    let s = &report.scores;
    let _ = write!(
        out,
        "<p>{}</p><p class=\"sv-dim\">Found {} → testable {} → due {} → with evidence {} → assessed {}.</p>",
        escape(&super::text::scores(report)),
        s.found,
        s.testable,
        s.due,
        s.with_evidence,
        s.assessed
    );
    out.push_str("<h2>The text</h2>");
    for doc in 0..report.documents.len() {
        warnings(&mut out, &report.documents[doc].warnings);
        marked(&mut out, &report.documents, doc, Some(report));
    }
    let _ = write!(out, "<h2>Method</h2><p>{}</p>", escape(&method(report)));
    out.push_str("<p class=\"sv-dim\">Machine-assisted; not a finding of fact.</p></div></body></html>\n");
    out
}

fn evidence(out: &mut String, report: &Report, index: usize) {
    let Some(told) = explain(report, index) else { return };
    out.push_str(&heading(report, index));
    let at = report.assessments[index].commitment;
    let document = &report.documents[at.doc as usize];
    let span = document.commitments()[at.index as usize].span;
    let chars = document.text.source_chars(span);
    let _ = write!(
        out,
        "<blockquote dir=\"auto\"><q>{}</q> <span class=\"sv-dim\">{}, characters {}–{}</span></blockquote>",
        escape(document.text.quote(span)),
        escape(&title(document)),
        chars.start,
        chars.end
    );
    if told.supporting.is_empty() && told.opposing.is_empty() {
        out.push_str("<p>Nothing in the text bears on it; this says nothing about the actor.</p>");
    } else {
        out.push_str("<table><tbody>");
        for (side, pieces) in [("for", &told.supporting), ("against", &told.opposing)] {
            for piece in pieces {
                row(out, report, side, piece);
            }
        }
        out.push_str("</tbody></table>");
    }
    for unused in &told.not_used {
        let _ = write!(
            out,
            "<div class=\"sv-dim\">not used: <q dir=\"auto\">{}</q> ({})</div>",
            escape(&unused.quote),
            escape(&unused.reason)
        );
    }
    if let Some(change) = counterfactual(&told) {
        let _ = write!(out, "<div>{}</div>", escape(&change));
    }
    warnings(out, &told.warnings);
}

fn row(out: &mut String, report: &Report, side: &str, piece: &Evidence) {
    let document = &report.documents[piece.outcome.doc as usize];
    let chars = document.text.source_chars(document.outcomes()[piece.outcome.index as usize].span);
    let _ = write!(
        out,
        "<tr><td>{side}</td><td>O{} {}</td><td dir=\"auto\"><q>{}</q><div class=\"sv-dim\">{} · {}, characters \
         {}–{}</div></td><td class=\"sv-n\">{:+.1}</td></tr>",
        piece.outcome.index + 1,
        words(piece.relation.as_str()),
        escape(&piece.quote),
        escape(&piece.summary),
        escape(&title(document)),
        chars.start,
        chars.end,
        piece.weight
    );
}

/// How the figures came about, ready to be quoted.
pub fn method(report: &Report) -> String {
    let size: usize = report.documents.iter().map(|d| words_of(d)).sum();
    let repairs: usize = report.documents.iter().map(|d| d.text.repairs().len()).sum();
    let mut out = format!(
        "{} ({}) {} read with servanda {} (rules {}), which works offline and without a language model: the same text \
         gives the same result. {}; every quote stands in the text as given, at the characters \
         named. Commitments and outcomes were found by rules with fitted weights; each commitment was judged by the outcomes that the \
         text itself reports, in this order: breached, fulfilled, partly fulfilled, not fulfilled, no evidence. \
         Fulfilment counts 1, 0.5 or 0, breaches as 0 and apart in the breach rate; commitments without evidence are \
         left out of the mean and span its bounds.",
        count(report.documents.len(), "document"),
        count(size, "word"),
        if report.documents.len() == 1 { "was" } else { "were" },
        env!("CARGO_PKG_VERSION"),
        rules(report),
        match repairs {
            0 => "No repair of the text was needed".to_owned(),
            1 => "One repair of the text is logged".to_owned(),
            n => format!("{} of the text are logged", count(n, "repair")),
        },
    );
    match report.options.as_of {
        Some(day) => {
            let _ = write!(out, " Deadlines were judged as of {}.", day.to_iso());
        }
        None => out.push_str(" Deadlines were judged as of each document's own date, where it has one."),
    }
    if report.assessments.iter().any(|a| !a.verdict.calibrated) {
        out.push_str(" Confidence is the rules' own and not calibrated on texts of this kind.");
    }
    out
}
