//! The JSON contract, `servanda/1`.
//!
//! Every offset is in characters (Unicode code points) of the text as given, half-open, and
//! `text[start..end] == quote`.

use serde::Serialize;

use crate::assess::{Report, Review, Scores, Verdict, scores_of};
use crate::document::{Document, Warning};
use crate::entity::Label;
use crate::span::Span;
use crate::statement::{Cue, Slot};

/// One document of a report, as the contract has it.
#[derive(Debug, Serialize)]
pub struct DocumentJson<'d> {
    schema: &'static str,
    version: &'static str,
    rules: String,
    doc: &'d str,
    text: &'d str,
    sentences: Vec<Place>,
    entities: Vec<EntityJson<'d>>,
    commitments: Vec<CommitmentJson<'d>>,
    outcomes: Vec<OutcomeJson<'d>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<LinkJson<'d>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scores: Option<ScoresJson>,
    repairs: Vec<RepairJson<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reviews: Vec<&'d Review>,
    warnings: Vec<WarningJson<'d>>,
}

#[derive(Debug, Serialize)]
struct Place {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
}

#[derive(Debug, Serialize)]
struct EntityJson<'d> {
    start: usize,
    end: usize,
    quote: &'d str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    label: &'static str,
    id: String,
    canonical: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    score: f32,
}

#[derive(Debug, Serialize)]
struct CueJson<'d> {
    quote: &'d str,
    rule: &'static str,
    weight: f32,
}

#[derive(Debug, Serialize)]
struct CommitmentJson<'d> {
    id: String,
    start: usize,
    end: usize,
    quote: &'d str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    kind: &'static str,
    actor: &'d str,
    actor_span: Option<[usize; 2]>,
    recipient: Option<&'d str>,
    action: &'d str,
    deadline: Option<String>,
    made: Option<String>,
    direction: &'static str,
    specificity: &'static str,
    voice: &'static str,
    score: f32,
    cues: Vec<CueJson<'d>>,
    #[serde(flatten)]
    judged: Option<VerdictJson<'d>>,
}

#[derive(Debug, Serialize)]
struct VerdictJson<'d> {
    verdict: &'static str,
    fulfilment: Option<f32>,
    range: Option<(f32, f32)>,
    timing: &'static str,
    contested: bool,
    confidence: f32,
    calibrated: bool,
    warnings: Vec<WarningJson<'d>>,
}

#[derive(Debug, Serialize)]
struct OutcomeJson<'d> {
    id: String,
    start: usize,
    end: usize,
    quote: &'d str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ranges: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    kind: &'static str,
    polarity: &'static str,
    actor: Option<&'d str>,
    assessor: Option<&'d str>,
    basis: &'static str,
    factuality: &'static str,
    date: Option<String>,
    score: f32,
    cues: Vec<CueJson<'d>>,
}

#[derive(Debug, Serialize)]
struct LinkJson<'d> {
    commitment: String,
    outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome_doc: Option<&'d str>,
    relation: &'static str,
    weight: f32,
    why: Vec<WhyJson<'d>>,
}

#[derive(Debug, Serialize)]
struct WhyJson<'d> {
    feature: &'static str,
    weight: f32,
    words: &'d str,
}

#[derive(Debug, Serialize)]
struct ScoresJson {
    fulfilment: Option<f32>,
    breach_rate: Option<f32>,
    coverage: Option<f32>,
    bounds: Option<(f32, f32)>,
    n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<IntervalJson>,
}

/// An interval never stands without what it covers.
#[derive(Debug, Serialize)]
struct IntervalJson {
    low: f32,
    high: f32,
    over: &'static str,
    clusters: u32,
    draws: u32,
    seed: u64,
    covers: &'static str,
}

#[derive(Debug, Serialize)]
struct RepairJson<'d> {
    start: usize,
    end: usize,
    kind: &'static str,
    was: &'d str,
    now: &'d str,
    confidence: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<usize>,
}

#[derive(Debug, Serialize)]
struct WarningJson<'d> {
    code: &'d str,
    message: &'d str,
}

/// One document of a report, ready to be written.
pub fn document(report: &Report, doc: usize) -> DocumentJson<'_> {
    let document = &report.documents[doc];
    // Both lists go by document: a slice each, or many documents would cost the square.
    let of = |at: &crate::assess::At| at.doc as usize;
    let rows = &report.assessments;
    let rows = &rows[rows.partition_point(|a| of(&a.commitment) < doc)..];
    let assessments = rows.iter().take_while(|a| of(&a.commitment) == doc);
    let commitments =
        assessments.map(|a| commitment(document, a.commitment.index as usize, Some(&a.verdict)));
    let ties = &report.links[report.links.partition_point(|l| of(&l.commitment) < doc)..];
    let links = ties.iter().take_while(|l| of(&l.commitment) == doc).map(|l| link(report, l));
    let judged = (links.collect(), scores(&scores_of(report, doc)));
    let here = |r: &&crate::assess::Reviewed| r.review.doc == document.vars.id;
    let reviews = report.reviews.iter().filter(here).map(|r| &r.review).collect();
    DocumentJson { reviews, ..object(document, commitments.collect(), Some(judged)) }
}

/// One document by itself, before any judgement: the same object without links, scores and verdicts.
pub fn facts(document: &Document) -> DocumentJson<'_> {
    let commitments = (0..document.commitments().len()).map(|i| commitment(document, i, None));
    object(document, commitments.collect(), None)
}

fn object<'d>(
    document: &'d Document,
    commitments: Vec<CommitmentJson<'d>>,
    judged: Option<(Vec<LinkJson<'d>>, ScoresJson)>,
) -> DocumentJson<'d> {
    let text = &document.text;
    let (links, scores) = judged.unzip();
    DocumentJson {
        schema: "servanda/1",
        version: env!("CARGO_PKG_VERSION"),
        rules: document.rules(),
        doc: &document.vars.id,
        text: text.source(),
        sentences: document.sentences.iter().map(|s| place(document, s.span)).collect(),
        entities: entities(document),
        commitments,
        outcomes: document.outcomes().iter().enumerate().map(|(i, o)| outcome(document, i, o)).collect(),
        links,
        scores,
        repairs: repairs(document),
        reviews: Vec::new(),
        warnings: warnings(&document.warnings),
    }
}

fn place(document: &Document, span: Span) -> Place {
    let chars = document.text.source_chars(span);
    // The paragraphs of plain text are what the library made of it: they are no part of the contract.
    let in_file =
        if document.layout.is_empty() { crate::layout::Place::default() } else { document.place(span) };
    Place { start: chars.start, end: chars.end, page: in_file.page, paragraph: in_file.paragraph }
}

/// All source ranges of a span that has several, because displaced text was put back; nothing for the usual one.
fn ranges(document: &Document, span: Span) -> Vec<[usize; 2]> {
    let ranges = document.text.source_ranges(span);
    if ranges.len() < 2 { Vec::new() } else { ranges.into_iter().map(|r| [r.start, r.end]).collect() }
}

fn entities(document: &Document) -> Vec<EntityJson<'_>> {
    let mut out = Vec::new();
    for mention in &document.entities.mentions {
        let Place { start, end, page, paragraph } = place(document, mention.span);
        out.push(EntityJson {
            start,
            end,
            quote: document.text.quote(mention.span),
            ranges: ranges(document, mention.span),
            page,
            paragraph,
            label: mention.label.as_str(),
            id: format!("e{}", mention.thing + 1),
            canonical: document.entities.canonical(mention),
            kind: (document.entities.thing(mention).label == Label::Org)
                .then(|| document.entities.thing(mention).kind.as_str()),
            score: round(mention.score),
        });
    }
    out
}

fn commitment<'d>(document: &'d Document, index: usize, verdict: Option<&'d Verdict>) -> CommitmentJson<'d> {
    let c = &document.commitments()[index];
    let Place { start, end, page, paragraph } = place(document, c.span);
    CommitmentJson {
        id: format!("c{}", index + 1),
        start,
        end,
        quote: document.text.quote(c.span),
        ranges: ranges(document, c.span),
        page,
        paragraph,
        kind: c.kind.as_str(),
        actor: slot(c.actor.as_ref()).unwrap_or("unspecified"),
        actor_span: c.actor.as_ref().and_then(|s| s.span).map(|span| {
            let p = place(document, span);
            [p.start, p.end]
        }),
        recipient: slot(c.recipient.as_ref()),
        action: document.text.slice(c.action),
        deadline: when(document, c.deadline),
        made: when(document, c.made),
        direction: c.direction.as_str(),
        specificity: c.specificity.as_str(),
        voice: c.voice.as_str(),
        score: round(c.score),
        cues: cues(document, &c.cues),
        judged: verdict.map(judgement),
    }
}

fn judgement(verdict: &Verdict) -> VerdictJson<'_> {
    VerdictJson {
        verdict: verdict.value.as_str(),
        fulfilment: verdict.fulfilment.map(round),
        range: verdict.range.map(|(a, b)| (round(a), round(b))),
        timing: verdict.timing.as_str(),
        contested: verdict.contested,
        confidence: round(verdict.confidence),
        calibrated: verdict.calibrated,
        warnings: warnings(&verdict.warnings),
    }
}

fn outcome<'d>(document: &'d Document, index: usize, o: &'d crate::statement::Outcome) -> OutcomeJson<'d> {
    let Place { start, end, page, paragraph } = place(document, o.span);
    OutcomeJson {
        id: format!("o{}", index + 1),
        start,
        end,
        quote: document.text.quote(o.span),
        ranges: ranges(document, o.span),
        page,
        paragraph,
        kind: o.kind.as_str(),
        polarity: o.polarity.as_str(),
        actor: slot(o.actor.as_ref()),
        assessor: slot(o.assessor.as_ref()),
        basis: o.basis.as_str(),
        factuality: o.factuality.as_str(),
        date: when(document, o.date),
        score: round(o.score),
        cues: cues(document, &o.cues),
    }
}

fn link<'d>(report: &'d Report, link: &'d crate::assess::Link) -> LinkJson<'d> {
    let elsewhere = link.outcome.doc != link.commitment.doc;
    LinkJson {
        commitment: format!("c{}", link.commitment.index + 1),
        outcome: format!("o{}", link.outcome.index + 1),
        outcome_doc: elsewhere.then(|| report.documents[link.outcome.doc as usize].vars.id.as_str()),
        relation: link.relation.as_str(),
        weight: round(link.weight),
        why: link
            .why
            .iter()
            .map(|w| WhyJson { feature: w.feature, weight: round(w.weight), words: &w.words })
            .collect(),
    }
}

fn scores(s: &Scores) -> ScoresJson {
    ScoresJson {
        fulfilment: s.fulfilment.map(round),
        breach_rate: s.breach_rate.map(round),
        coverage: s.coverage.map(round),
        bounds: s.bounds.map(|(a, b)| (round(a), round(b))),
        n: s.assessed,
        interval: s.interval.map(|i| IntervalJson {
            low: round(i.low),
            high: round(i.high),
            over: i.over.as_str(),
            clusters: i.clusters,
            draws: i.draws,
            seed: i.seed,
            covers: i.covers(),
        }),
    }
}

/// Where a displaced piece was put down, in characters of the source.
pub(crate) fn moved_to(text: &crate::text::Text, repair: &crate::text::Repair) -> Option<usize> {
    repair.moved_to.map(|at| text.to_chars(Span { start: at, end: at }).start)
}

fn repairs(document: &Document) -> Vec<RepairJson<'_>> {
    let text = &document.text;
    let row = |r: &crate::text::Repair| {
        let chars = text.to_chars(r.source);
        RepairJson {
            start: chars.start,
            end: chars.end,
            kind: r.kind.as_str(),
            was: &text.source()[r.source.range()],
            now: text.slice(r.clean),
            confidence: round(r.confidence),
            moved_to: moved_to(text, r),
        }
    };
    text.repairs().iter().map(row).collect()
}

fn cues<'d>(document: &'d Document, cues: &[Cue]) -> Vec<CueJson<'d>> {
    cues.iter()
        .map(|c| CueJson { quote: document.text.quote(c.span), rule: c.rule, weight: round(c.weight) })
        .collect()
}

fn warnings(warnings: &[Warning]) -> Vec<WarningJson<'_>> {
    warnings.iter().map(|w| WarningJson { code: &w.code, message: &w.message }).collect()
}

pub(crate) fn slot(slot: Option<&Slot>) -> Option<&str> {
    slot.map(|s| s.value.as_str())
}

/// A date as ISO where it could be resolved, else as the text has it.
pub(crate) fn when(
    document: &Document,
    date: Option<(Span, Option<crate::entity::Interval>)>,
) -> Option<String> {
    let (span, interval) = date?;
    Some(interval.map_or_else(|| document.text.slice(span).to_owned(), crate::entity::Interval::to_iso))
}

/// Three decimals: more would pretend to a precision that no figure here has.
pub(crate) fn round(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}
