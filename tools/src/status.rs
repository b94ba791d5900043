//! `tools public canada taic trackers`: what is reported of an action, against the status that somebody gave it.
//!
//! The action is taken as the one commitment, and all that is found in the report as bearing on it. The sets have stages of
//! their own, so the verdict is read together with how much is told as done, as going on and as yet to come.

#![allow(clippy::print_stdout)] // a command that prints its figures

use std::error::Error;
use std::sync::Arc;

use serde_json::Value;
use servanda::stage::{stages, statements_of_report, tied_verdict};
use servanda::{
    Commitment, CommitmentKind, Direction, DocVars, Document, Reader, RepairLevel, Slot, Span, Specificity,
    VerdictKind, Voice,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What a report says of an action.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    /// The verdict, if anything bears on the action.
    pub(crate) verdict: Option<VerdictKind>,
    /// Shares of the report's sentences that tell of what is done, what goes on and what is yet to come.
    pub(crate) done: f32,
    pub(crate) underway: f32,
    pub(crate) ahead: f32,
}

/// The report is known to tell what became of the action: an outcome counts from this score on.
const SURE: f32 = 0.06;

/// Reads an action and its report.
pub(crate) fn told(reader: &Reader, actor: &str, action: &str, report: &str) -> Result<Told> {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let head = format!("{} undertook to: {}.", flat(actor), flat(action).trim_end_matches('.'));
    let lines: Vec<String> =
        report.lines().map(|l| flat(l.trim_start_matches(['-', '*', '•', ' ']))).collect();
    let text = format!("{head}\n\n{}", lines.join("\n\n"));
    let mut document = reader.read(text, DocVars::default())?;
    let end = head.len() as u32;
    document.statements = statements_of_report(&document, SURE);
    let sentences = document.sentences.iter().zip(stages(&document));
    let report: Vec<[bool; 3]> =
        sentences.filter(|(s, _)| s.span.start >= end).map(|(_, told)| told).collect();
    let share = |stage: usize| report.iter().filter(|t| t[stage]).count() as f32 / report.len().max(1) as f32;
    let mut out = Told { verdict: None, done: share(0), underway: share(1), ahead: share(2) };
    document.statements.outcomes.retain(|o| o.span.start >= end);
    document.statements.commitments = vec![commitment(&document, end, actor)];
    out.verdict = tied_verdict(&Arc::new(document)).map(|verdict| verdict.value);
    Ok(out)
}

fn commitment(document: &Document, end: u32, actor: &str) -> Commitment {
    let span = Span::new(0, end as usize);
    debug_assert!(document.text.clean().len() >= span.len());
    Commitment {
        span,
        sentence: 0,
        kind: CommitmentKind::Plan,
        actor: (!actor.is_empty()).then(|| Slot { value: actor.to_owned(), span: None, thing: None }),
        recipient: None,
        action: span,
        deadline: None,
        made: None,
        direction: Direction::Do,
        specificity: Specificity::Specific,
        voice: Voice::Writer,
        condition: None,
        score: 1.0,
        cues: Vec::new(),
    }
}

/// Coded status and what was told, for each item of a set that has a report.
pub(crate) fn read(set: &str, items: &[Value]) -> Result<Vec<(&'static str, Told)>> {
    let reader = Reader::new().with_repair(RepairLevel::None);
    let text = |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
    let mut out = Vec::new();
    for item in items {
        let (coded, actor, action, report) = match set {
            "canada" => {
                let coded = match item["verdict"].as_str() {
                    Some("C") => "completed",
                    Some("SP") => "substantial",
                    Some("LP") => "limited",
                    Some("NS") => "not_started",
                    _ => continue,
                };
                (coded, text(item, "actor"), text(item, "commitment"), text(item, "progress"))
            }
            "taic" => {
                let coded = match item["status"].as_str() {
                    Some("Closed acceptable") => "acceptable",
                    Some("Closed cancelled") => "cancelled",
                    Some("Open") => "open",
                    _ => continue,
                };
                (coded, text(item, "recipient"), text(item, "recommendation"), text(item, "reply"))
            }
            _ => {
                let coded = match item["verdict"].as_str() {
                    Some("kept") => "kept",
                    Some("partial") => "partial",
                    Some("broken") => "broken",
                    Some("pending") => "pending",
                    _ => continue,
                };
                (coded, text(item, "actor"), text(item, "promise"), text(item, "outcome"))
            }
        };
        if report.trim().is_empty() {
            continue;
        }
        out.push((coded, told(&reader, &actor, &action, &report.replace("_x000D_", ""))?));
    }
    Ok(out)
}

/// How far along a report sounds, from which on the action counts as completed, and below which as hardly begun; set on
/// the development half.
const STAGES: (f32, f32) = (0.2, -0.6);

/// The status that is said of what was told.
pub(crate) fn said(set: &str, told: &Told) -> &'static str {
    let stage = told.done - 0.6 * told.underway - 0.45 * told.ahead;
    match (set, told.verdict) {
        // A report on progress tells of stages, seldom of failure.
        ("canada", Some(VerdictKind::Fulfilled)) if stage > STAGES.0 - 0.1 => "completed",
        ("canada", _) if stage > STAGES.0 => "completed",
        ("canada", _) if stage > STAGES.1 => "substantial",
        ("canada", _) => "limited",
        ("taic", Some(VerdictKind::NotFulfilled | VerdictKind::Breached)) => "cancelled",
        ("taic", _) if told.ahead + 0.5 * told.underway > 0.8 + 0.6 * told.done => "open",
        ("taic", _) => "acceptable",
        (_, Some(VerdictKind::Fulfilled)) => "kept",
        (_, Some(VerdictKind::PartlyFulfilled)) => "partial",
        (_, Some(VerdictKind::NotFulfilled | VerdictKind::Breached)) => "broken",
        _ => "pending",
    }
}

/// Agreement of two orders beyond chance, a miss by two steps counting four times one by one.
pub(crate) fn quadratic_kappa(order: &[&str], pairs: &[(&'static str, &'static str)]) -> f64 {
    let place = |name: &str| order.iter().position(|o| *o == name).unwrap_or_default() as f64;
    let rows: Vec<(f64, f64)> = pairs.iter().map(|(a, b)| (place(a), place(b))).collect();
    let n = rows.len().max(1) as f64;
    let seen: f64 = rows.iter().map(|(a, b)| (a - b).powi(2)).sum::<f64>() / n;
    let chance: f64 =
        rows.iter().map(|(a, _)| rows.iter().map(|(_, b)| (a - b).powi(2)).sum::<f64>()).sum::<f64>()
            / (n * n);
    1.0 - seen / chance.max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::quadratic_kappa;

    #[test]
    fn a_near_miss_costs_less_than_a_far_one() {
        let order = ["low", "middle", "high"];
        assert_eq!(quadratic_kappa(&order, &[("low", "low"), ("high", "high")]), 1.0);
        let near = quadratic_kappa(&order, &[("low", "middle"), ("high", "high"), ("low", "low")]);
        let far = quadratic_kappa(&order, &[("low", "high"), ("high", "high"), ("low", "low")]);
        assert!(near > far);
    }
}
