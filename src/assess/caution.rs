//! Validity notes with stable codes; they travel with the figures.

use std::sync::Arc;

use super::evidence::Piece;
use super::timing::{Clock, due, inferred};
use super::{Assessment, Scores, Verdict, VerdictKind};
use crate::document::{Document, Warning};
use crate::span::Span;
use crate::statement::{Basis, Commitment};

/// Every code with its sentence; a code never changes its meaning.
const NOTES: &[(&str, &str)] = &[
    ("V01", "one source only"),
    ("V02", "the writer is the only assessor"),
    ("V03", "low text quality under the verdict"),
    ("V04", "language or genre outside the coded texts"),
    ("V05", "self-reports only"),
    ("V06", "deadline inferred"),
    ("V07", "confidence uncalibrated"),
    ("V08", "fewer than ten commitments assessed"),
    ("V09", "evidence for less than half of those testable and due"),
    ("V10", "day of assessment inferred from the text"),
    ("V11", "no day of assessment known: deadlines not judged"),
    ("V12", "evidence from another document only"),
];

/// Below this a repair was a guess.
const SURE: f32 = 0.8;

fn note(code: &str) -> Option<Warning> {
    NOTES
        .iter()
        .find(|(c, _)| *c == code)
        .map(|&(code, text)| Warning { code: code.into(), message: text.to_owned() })
}

fn notes(found: &[(bool, &str)]) -> Vec<Warning> {
    found.iter().filter(|(yes, _)| *yes).filter_map(|(_, code)| note(code)).collect()
}

fn doubtful(document: &Document, span: Span) -> bool {
    document.text.repairs().iter().any(|r| r.confidence < SURE && r.clean.overlaps(span))
}

/// The notes on one verdict.
pub(super) fn of_verdict(
    documents: &[Arc<Document>],
    promise: &Commitment,
    verdict: &Verdict,
    pieces: &[Piece<'_>],
    clock: Clock,
) -> Vec<Warning> {
    if verdict.value == VerdictKind::NoEvidence {
        return notes(&[(due(promise).is_some() && clock.inferred, "V10")]);
    }
    let one_source = pieces.iter().all(|p| p.origin == pieces[0].origin);
    let bad = |p: &Piece<'_>| doubtful(&documents[p.link.outcome.doc as usize], p.outcome.span);
    let home = pieces.first().map(|p| p.link.commitment.doc);
    let worked_out = home.is_some_and(|doc| inferred(&documents[doc as usize], promise));
    notes(&[
        (one_source, "V01"),
        (pieces.iter().all(|p| p.basis == Basis::Writer), "V02"),
        (pieces.iter().any(bad), "V03"),
        (pieces.iter().all(|p| p.basis == Basis::SelfReport), "V05"),
        (worked_out, "V06"),
        (!verdict.calibrated, "V07"),
        (due(promise).is_some() && clock.inferred, "V10"),
        (due(promise).is_some() && clock.day.is_none(), "V11"),
        (pieces.iter().all(|p| Some(p.link.outcome.doc) != home), "V12"),
    ])
}

/// The notes on a set of assessments and their aggregate.
pub(super) fn of_scores(scores: &Scores) -> Vec<Warning> {
    let thin = scores.coverage.is_some_and(|c| c < 0.5);
    notes(&[(scores.assessed < 10, "V08"), (thin, "V09")])
}

/// The notes on a whole report.
pub(super) fn of_report(
    documents: &[Arc<Document>],
    assessments: &[Assessment],
    scores: &Scores,
) -> Vec<Warning> {
    let judged = || assessments.iter().filter(|a| a.verdict.value != VerdictKind::NoEvidence);
    let has = |a: &Assessment, code: &str| a.verdict.warnings.iter().any(|w| w.code == code);
    let foreign = documents.iter().any(|d| d.warnings.iter().any(|w| w.code == "not_english"));
    let mut out = notes(&[
        (documents.len() == 1, "V01"),
        (judged().next().is_some() && judged().all(|a| has(a, "V02")), "V02"),
        (judged().any(|a| has(a, "V03")), "V03"),
        (foreign, "V04"),
        (judged().any(|a| !a.verdict.calibrated), "V07"),
    ]);
    if !assessments.is_empty() {
        out.extend(of_scores(scores));
    }
    out
}
