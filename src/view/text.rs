//! Document, report, tables and explanations as people read them in a terminal.

use std::fmt::Write as _;

use super::columns::{Cell, Values, words_of};
use super::rows::{Found, Table, shown};
use crate::assess::{At, Explanation, Report, Timing, VerdictKind};
use crate::document::Document;
use crate::text::RepairKind;

/// Rows of a table that are printed before the rest is only counted.
const ROWS: usize = 60;

/// A document in a few lines: size, repairs, warnings.
pub fn document(document: &Document) -> String {
    let words = words_of(document);
    let mut out = format!("<Document {}>   ", title(document));
    let _ = write!(out, "{} · {}", count(words, "word"), count(document.sentences.len(), "sentence"));
    let _ = write!(out, " · text quality {:.2}", document.text.quality());
    let (commitments, outcomes) = (document.commitments().len(), document.outcomes().len());
    let _ = write!(out, " · {} · {}", count(commitments, "commitment"), count(outcomes, "outcome"));
    let repairs = repairs(document);
    if !repairs.is_empty() {
        let total: usize = repairs.iter().map(|r| r.1).sum();
        let kinds: Vec<String> = repairs.iter().map(|(kind, n)| count(*n, kind)).collect();
        let _ = write!(out, "\n  repairs {total} ({})", kinds.join(" · "));
    }
    for warning in &document.warnings {
        let _ = write!(out, "\n  ! {}", cut(&warning.message, 400));
    }
    out
}

/// A document's name and date, as its card and its report show them.
pub(crate) fn title(document: &Document) -> String {
    let vars = &document.vars;
    let name = if vars.id.is_empty() { vars.title.as_deref().unwrap_or("untitled") } else { &vars.id };
    let name = cut(name, 160);
    match &vars.date {
        Some(date) => format!("{name} · {date}"),
        None => name,
    }
}

/// How many repairs there are of each kind, the commonest first.
pub(crate) fn repairs(document: &Document) -> Vec<(&'static str, usize)> {
    let count = |kind| document.text.repairs().iter().filter(|r| r.kind == kind).count();
    let mut kinds: Vec<_> = RepairKind::ALL.iter().map(|&k| (noun(k), count(k))).collect();
    kinds.retain(|(_, n)| *n > 0);
    kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    kinds
}

/// What one repair of a kind mends, as a noun.
fn noun(kind: RepairKind) -> &'static str {
    match kind {
        RepairKind::LineJoin => "line join",
        RepairKind::Hyphen => "hyphen",
        RepairKind::Ligature => "ligature",
        RepairKind::Invisible => "invisible character",
        RepairKind::Control => "control character",
        RepairKind::JoinedWords => "joined word",
        RepairKind::SplitWords => "split word",
        RepairKind::Character => "misread character",
        RepairKind::StrayMark => "stray mark",
        RepairKind::Moved => "moved piece",
        RepairKind::Furniture => "running header",
        RepairKind::Footnote => "footnote",
        RepairKind::Markup => "format mark",
    }
}

/// A report in a few lines: how many of each verdict, the scores, and what to know before quoting them.
pub fn report(report: &Report) -> String {
    let outcomes: usize = report.documents.iter().map(|d| d.outcomes().len()).sum();
    let mut out = format!(
        "<Report · {} · {}>   {} · {} · {}\n ",
        count(report.documents.len(), "document"),
        made_by(report),
        count(report.assessments.len(), "commitment"),
        count(outcomes, "outcome"),
        count(report.links.len(), "link"),
    );
    for (i, (label, n)) in verdicts(report).into_iter().enumerate() {
        let mark = if i < 4 { '█' } else { '░' };
        let bar: String = std::iter::repeat_n(mark, n.min(12)).collect();
        let _ = write!(out, "{}{label} {n}", if i == 0 { " " } else { " · " });
        if !bar.is_empty() && i < 5 {
            let _ = write!(out, " {bar}{}", if n > 12 { "…" } else { "" });
        }
    }
    let _ = write!(out, "\n  {}", scores(report));
    if !report.warnings.is_empty() {
        let notes: Vec<&str> = report.warnings.iter().map(|w| w.message.trim_end_matches('.')).collect();
        let _ = write!(out, "\n  validity: {}", notes.join(" · "));
    }
    out
}

/// "as of 2009-12-31 · servanda 0.1.0 rules 9c1e…"
pub(crate) fn made_by(report: &Report) -> String {
    let as_of = report.options.as_of.map(|day| format!("as of {} · ", day.to_iso())).unwrap_or_default();
    let rules = rules(report);
    format!("{as_of}servanda {} rules {}…", env!("CARGO_PKG_VERSION"), rules.get(..4).unwrap_or(&rules))
}

/// The rules that made the documents of a report; where they differ, those that ship.
pub(crate) fn rules(report: &Report) -> String {
    let mut all = report.documents.iter().map(|d| d.rules());
    let first = all.next().filter(|first| all.all(|other| other == *first));
    first.unwrap_or_else(|| crate::lexicon::rules_hash().to_owned())
}

/// How many commitments have each verdict, in the order of the verdicts; those without evidence that are not yet due
/// are counted apart.
pub(crate) fn verdicts(report: &Report) -> [(&'static str, usize); 6] {
    let count = |kind, due: Option<bool>| {
        let due_now = |t: Timing| t != Timing::NotYetDue;
        let verdicts = report.assessments.iter().map(|a| &a.verdict);
        verdicts.filter(|v| v.value == kind && due.is_none_or(|d| d == due_now(v.timing))).count()
    };
    [
        ("fulfilled", count(VerdictKind::Fulfilled, None)),
        ("partly", count(VerdictKind::PartlyFulfilled, None)),
        ("not fulfilled", count(VerdictKind::NotFulfilled, None)),
        ("breached", count(VerdictKind::Breached, None)),
        ("no evidence", count(VerdictKind::NoEvidence, Some(true))),
        ("not yet due", count(VerdictKind::NoEvidence, Some(false))),
    ]
}

/// The aggregates on one line, with what they rest on.
pub(crate) fn scores(report: &Report) -> String {
    let s = &report.scores;
    let Some(fulfilment) = s.fulfilment else {
        return format!("no score: none of {} could be assessed", count(s.found as usize, "commitment"));
    };
    let mut out = format!("fulfilment {fulfilment:.2}");
    if let Some((low, high)) = s.bounds {
        let _ = write!(out, "  bounds [{low:.2}, {high:.2}]");
    }
    if let Some(rate) = s.breach_rate {
        let _ = write!(out, "  breach rate {rate:.2}");
    }
    if let Some(coverage) = s.coverage {
        let _ = write!(out, "  coverage {coverage:.2}");
    }
    match s.interval {
        Some(i) => {
            let _ = write!(out, "  interval [{:.2}, {:.2}] over {} {}", i.low, i.high, i.clusters, i.over);
            let _ = write!(out, " (n={}; {})", s.assessed, i.covers());
        }
        None => {
            let _ = write!(out, " (n={}: too few documents for an interval)", s.assessed);
        }
    }
    out
}

/// Rows of a table under their headings, cells cut to a width that a terminal can hold.
pub fn table(found: Found<'_>, table: Table, rows: &[At]) -> String {
    if rows.is_empty() {
        return format!("no {}", table.as_str());
    }
    let some = &rows[..rows.len().min(ROWS)];
    let columns = found.columns(table, some);
    let pick = |name: &str| columns.iter().find(|c| c.name == name);
    let mut heads: Vec<(&str, Vec<String>, bool)> = Vec::new();
    if (found.documents.len() > 1 || table == Table::Documents)
        && let Some(doc) = pick("doc")
    {
        heads.push(("doc", doc.cells().map(|c| cut(&c.print(), 20)).collect(), false));
    }
    for &(name, head, width) in shown(table, found.report.is_some()) {
        let Some(column) = pick(name) else { continue };
        let right = matches!(column.values, Values::Int(_));
        let cells = column.cells().map(|c| cut(&printed(table, name, &c), width)).collect();
        heads.push((head, cells, right));
    }
    if let Some(contested) = pick("contested") {
        let marks = contested.cells().map(|c| if c == Cell::Bool(true) { "contested" } else { "" }.into());
        heads.push(("", marks.collect(), false));
    }
    let mut out = String::new();
    let widths: Vec<usize> = heads
        .iter()
        .map(|(h, cells, _)| cells.iter().map(|c| len(c)).max().unwrap_or(0).max(len(h)))
        .collect();
    let line = |out: &mut String, cells: Vec<&str>| {
        let mut line = String::new();
        for ((cell, width), (_, _, right)) in cells.iter().zip(&widths).zip(&heads) {
            let gap = " ".repeat(width - len(cell));
            let _ = if *right { write!(line, " {gap}{cell} ") } else { write!(line, " {cell}{gap} ") };
        }
        out.push_str(line.trim_end());
    };
    line(&mut out, heads.iter().map(|h| h.0).collect());
    for row in 0..some.len() {
        out.push('\n');
        line(&mut out, heads.iter().map(|h| h.1[row].as_str()).collect());
    }
    if rows.len() > some.len() {
        let _ = write!(out, "\n … and {} more", rows.len() - some.len());
    }
    out
}

/// A cell for people: closed names in words, ids as plain numbers where the heading is "#".
pub(crate) fn printed(table: Table, name: &str, cell: &Cell<'_>) -> String {
    let plain = cell.print();
    match name {
        "id" if table != Table::Entities => plain.get(1..).unwrap_or("").to_owned(),
        "verdict" | "relation" | "kind" | "basis" | "block" | "reason" | "timing" => words(&plain),
        "was" | "now" if plain.trim().is_empty() => plain.replace('\n', "⏎").replace(' ', "␣"),
        _ => plain.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// The evidence for a verdict, and what would change it.
pub fn explanation(explanation: &Explanation) -> String {
    let mut out = words(explanation.verdict.as_str());
    if let Some(fulfilment) = explanation.fulfilment {
        let _ = write!(out, " ({fulfilment:.2})");
    }
    if explanation.contested {
        out.push_str(", contested");
    }
    let mut lines: Vec<(&str, String, String, String)> = Vec::new();
    let both = [("for", &explanation.supporting), ("against", &explanation.opposing)];
    for (side, evidence) in both {
        for e in evidence {
            lines.push((side, quoted(&e.quote, 72), cut(&e.summary, 88), format!("{:+.1}", e.weight)));
        }
    }
    for unused in &explanation.not_used {
        lines.push(("not used", quoted(&unused.quote, 72), cut(&unused.reason, 88), String::new()));
    }
    if explanation.more_not_used > 0 {
        let more = format!("and {} more", explanation.more_not_used);
        lines.push(("not used", more, String::new(), String::new()));
    }
    let quote = lines.iter().map(|l| len(&l.1)).max().unwrap_or(0);
    let summary = lines.iter().map(|l| len(&l.2)).max().unwrap_or(0);
    for (side, words, why, weight) in &lines {
        let (a, b) = (" ".repeat(quote - len(words)), " ".repeat(summary - len(why)));
        let line = format!("  {side:<8} {words}{a}  {why}{b}  {weight}");
        let _ = write!(out, "\n{}", line.trim_end());
    }
    if let Some(change) = counterfactual(explanation) {
        let _ = write!(out, "\n  {change}");
    }
    if !explanation.decided.is_empty() {
        let told = explanation.decided.iter().map(|w| format!("{} {:+.1}", w.words, w.weight));
        let _ = write!(out, "\n  weighed: {}", told.collect::<Vec<_>>().join(", "));
    }
    for warning in &explanation.warnings {
        let _ = write!(out, "\n  ! {}", warning.message);
    }
    out
}

/// "would be not fulfilled without the first"; nothing where there is no evidence.
pub(crate) fn counterfactual(explanation: &Explanation) -> Option<String> {
    let changes: Vec<String> = explanation
        .without
        .iter()
        .enumerate()
        .filter(|(_, w)| w.verdict != explanation.verdict)
        .map(|(i, w)| format!("{} without the {}", words(w.verdict.as_str()), ordinal(i)))
        .collect();
    match (explanation.without.is_empty(), changes.is_empty()) {
        (true, _) => None,
        (false, true) => Some("would be the same without any one of them".to_owned()),
        (false, false) => Some(format!("would be {}", changes.join("; "))),
    }
}

fn ordinal(index: usize) -> String {
    const NAMES: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    NAMES.get(index).map_or_else(|| format!("{}th", index + 1), |n| (*n).to_owned())
}

/// A stable name as words: `partly_fulfilled` as "partly fulfilled".
pub(crate) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// "1 word", "2 words".
pub(crate) fn count(n: usize, noun: &str) -> String {
    let ending = match noun {
        _ if n == 1 => "",
        _ => "s",
    };
    format!("{} {noun}{ending}", thousands(n))
}

fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() > 4 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Words in straight quotes, on one line, cut where they are too long.
fn quoted(quote: &str, width: usize) -> String {
    format!("\"{}\"", cut(&quote.split_whitespace().collect::<Vec<_>>().join(" "), width))
}

/// At most `width` characters on one line; what does not fit is marked by an ellipsis.
pub(crate) fn cut(words: &str, width: usize) -> String {
    let safe = |c: char| {
        if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') { ' ' } else { c }
    };
    if words.chars().nth(width).is_none() {
        return words.chars().map(safe).collect();
    }
    let mut out: String = words.chars().take(width.saturating_sub(1)).map(safe).collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

fn len(words: &str) -> usize {
    words.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::{AssessOptions, Counterfactual, assess};
    use crate::document::DocVars;
    use crate::reader::Reader;
    use std::sync::Arc;

    #[test]
    fn small_words() {
        assert_eq!((count(1, "word"), count(12345, "link")), ("1 word".into(), "12 345 links".into()));
        assert_eq!(cut("a long\nline", 6), "a lon…");
        assert_eq!(cut("a\nb", 6), "a b");
    }

    #[test]
    fn cards_of_an_empty_text() {
        let empty = Arc::new(Reader::new().read("", DocVars::default()).unwrap());
        assert!(document(&empty).starts_with("<Document untitled>   0 words · 0 sentences"));
        let made = assess(vec![empty], AssessOptions::default());
        assert!(report(&made).contains("no score: none of 0 commitments could be assessed"));
        assert_eq!(table(Found::from(&made), Table::Commitments, &[]), "no commitments");
    }

    #[test]
    fn what_would_change_a_verdict() {
        let without = vec![
            Counterfactual { link: 0, verdict: VerdictKind::NotFulfilled, fulfilment: Some(0.0) },
            Counterfactual { link: 1, verdict: VerdictKind::PartlyFulfilled, fulfilment: Some(0.5) },
        ];
        let told = explanation(&Explanation {
            commitment: At { doc: 0, index: 0 },
            verdict: VerdictKind::PartlyFulfilled,
            fulfilment: Some(0.5),
            contested: true,
            supporting: Vec::new(),
            opposing: Vec::new(),
            not_used: Vec::new(),
            more_not_used: 0,
            without,
            decided: Vec::new(),
            warnings: Vec::new(),
        });
        assert_eq!(told, "partly fulfilled (0.50), contested\n  would be not fulfilled without the first");
    }
}
