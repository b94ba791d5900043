//! Why a verdict is what it is: evidence for and against, what was left out, and what would change it.

use super::balance::{Sign, Tone, signs};
use super::evidence::{Defeat, defeats, pieces};
use super::features::Feature;
use super::verdict::{judge, ruled};
use super::weights::LinkWeights;
use super::words::Words;
use super::{Assessment, At, Link, Relation, Report, VerdictKind, Why};
use crate::document::{Document, Warning};
use crate::span::Span;
use crate::statement::Outcome;

/// All that speaks for and against one verdict, ready to be printed.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The commitment that is explained.
    pub commitment: At,
    /// Its verdict.
    pub verdict: VerdictKind,
    /// Its fulfilment, in `[0, 1]`; none without evidence.
    pub fulfilment: Option<f32>,
    /// Whether sources disagree.
    pub contested: bool,
    /// Evidence towards fulfilment, the weightiest first.
    pub supporting: Vec<Evidence>,
    /// Evidence against it, the weightiest first.
    pub opposing: Vec<Evidence>,
    /// What came near and was not used: the nearest few.
    pub not_used: Vec<Unused>,
    /// How many more came near.
    pub more_not_used: usize,
    /// What the verdict would be without each piece of evidence, in the order of `supporting`, then `opposing`.
    pub without: Vec<Counterfactual>,
    /// What spoke most for the verdict and against it, beside the mean of all verdicts, the weightiest first.
    pub decided: Vec<Why>,
    /// Cautions for the verdict.
    pub warnings: Vec<Warning>,
}

/// One piece of evidence under a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Index into [`Report::links`].
    pub link: u32,
    /// The outcome.
    pub outcome: At,
    /// Its words, as the source has them.
    pub quote: String,
    /// How it bears on the commitment.
    pub relation: Relation,
    /// Log-odds of the tie above those of the weakest link; negative for evidence against fulfilment.
    pub weight: f32,
    /// In a few words: what it is and what ties it ("action, shares 'media law', one paragraph later").
    pub summary: String,
    /// The reasons for the tie, the weightiest first.
    pub why: Vec<Why>,
}

/// A stretch of text that came near and was not used.
#[derive(Clone, Debug, PartialEq)]
pub struct Unused {
    /// Index of the document in the report.
    pub doc: u32,
    /// Where, in bytes of that document's clean text.
    pub span: Span,
    /// Its words, as the source has them.
    pub quote: String,
    /// Why it was not used, for people.
    pub reason: String,
}

/// The verdict as it would be without one piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counterfactual {
    /// Index into [`Report::links`] of the piece left out.
    pub link: u32,
    /// The verdict without it.
    pub verdict: VerdictKind,
    /// The fulfilment without it.
    pub fulfilment: Option<f32>,
}

/// So many stretches that were not used are named.
const UNUSED: usize = 5;
/// A rejected stretch came near when it stands so many sentences from the commitment or its evidence.
const NEAR: u32 = 2;
/// From here on a shared word says that a rejected stretch is about the same thing.
const RARE: f32 = 4.0;

/// Explains the assessment with this index; none where the report has no such assessment.
pub fn explain(report: &Report, assessment: usize) -> Option<Explanation> {
    let row = report.assessments.get(assessment)?;
    let beaten = |at: At| row.not_used.iter().any(|(o, why)| *o == at && BEATEN.contains(why));
    let evidence = |&index: &u32| evidence(report, index);
    let mut all: Vec<Evidence> = row.links.iter().map(evidence).filter(|e| !beaten(e.outcome)).collect();
    all.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.link.cmp(&b.link)));
    let (supporting, opposing): (Vec<_>, Vec<_>) = all.into_iter().partition(|e| supports(e.relation));
    let without = supporting.iter().chain(&opposing).map(|e| without(report, row, e.link)).collect();
    let (not_used, more_not_used) = unused(report, row);
    Some(Explanation {
        commitment: row.commitment,
        verdict: row.verdict.value,
        fulfilment: row.verdict.fulfilment,
        contested: row.verdict.contested,
        supporting,
        opposing,
        not_used,
        more_not_used,
        without,
        decided: decided(report, row),
        warnings: row.verdict.warnings.clone(),
    })
}

const BEATEN: &[&str] = &[Defeat::Writer.as_str(), Defeat::OwnWord.as_str(), Defeat::Later.as_str()];

fn supports(relation: Relation) -> bool {
    matches!(relation, Relation::Fulfils | Relation::PartlyFulfils)
}

fn evidence(report: &Report, index: u32) -> Evidence {
    let link = &report.links[index as usize];
    let document = &report.documents[link.outcome.doc as usize];
    let outcome = &document.outcomes()[link.outcome.index as usize];
    let odds = LinkWeights::builtin().firmness(link.weight).max(0.05);
    Evidence {
        link: index,
        outcome: link.outcome,
        quote: document.text.quote(outcome.span).to_owned(),
        relation: link.relation,
        weight: if supports(link.relation) { odds } else { -odds },
        summary: summary(link, outcome),
        why: link.why.clone(),
    }
}

/// "inaction reported by OSCE, shares 'media, law', next sentence".
fn summary(link: &Link, outcome: &Outcome) -> String {
    let mut parts = vec![outcome.kind.as_str().to_owned()];
    if let Some(assessor) = &outcome.assessor {
        parts[0] = format!("{} by {}", parts[0], assessor.value);
    }
    for why in link.why.iter().filter(|w| w.weight > 0.0) {
        let Some(phrase) = phrase(why) else { continue };
        if parts.len() < 4 && !parts.contains(&phrase) {
            parts.push(phrase);
        }
    }
    parts.join(", ")
}

/// A reason in a few words, where it can be said so.
fn phrase(why: &Why) -> Option<String> {
    let shares = || (!why.words.is_empty()).then(|| format!("shares '{}'", why.words));
    let text = match Feature::parse(why.feature)? {
        Feature::Cosine | Feature::Contained | Feature::Covered | Feature::Rare | Feature::TopShare => {
            return shares();
        }
        Feature::TopOverlap => return shares(),
        Feature::Concept | Feature::ConceptOnly | Feature::TopConcept => {
            return Some(format!("same field: {}", why.words));
        }
        Feature::Nearest | Feature::NearestInBlock => "nearest undertaking before it",
        Feature::SameBlock => "same paragraph",
        Feature::Around | Feature::SameSentence => "same sentence",
        Feature::NextSentence => "next sentence",
        Feature::SentenceBefore | Feature::Paragraph => "the paragraph is about it",
        Feature::PointsBack | Feature::PointsBackNearest | Feature::Definite => "refers back to it",
        Feature::ComplyObligation | Feature::ComplyNearest | Feature::ComplyBlock => {
            "says whether it is kept"
        }
        Feature::ActorHere | Feature::ActorSame | Feature::RunningActor => "same actor",
        Feature::Name | Feature::NameAround => "same name",
        Feature::Figure => "same figure",
        Feature::ViolationRefrain => "an act against a promise to refrain",
        Feature::Previous | Feature::Next => "next to other evidence",
        Feature::Run => "the paragraph goes on about it",
        Feature::Member | Feature::MemberBefore => "about a part of it",
        Feature::NearestApart => "nearest undertaking before it",
        Feature::Lone => "the only undertaking of the text",
        Feature::Wanted => "nothing bears on it more",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The verdict when one link is left out.
fn without(report: &Report, row: &Assessment, left_out: u32) -> Counterfactual {
    let links: Vec<&Link> =
        row.links.iter().filter(|&&l| l != left_out).map(|&l| &report.links[l as usize]).collect();
    let outcome = report.links[left_out as usize].outcome;
    let document = &report.documents[row.commitment.doc as usize];
    let tone = Tone::of(document, (outcome.doc == row.commitment.doc).then_some(outcome.index));
    let weights = LinkWeights::builtin();
    let verdict =
        judge(&report.documents, row.commitment, &links, &row.near, &tone, &report.options, weights);
    Counterfactual { link: left_out, verdict: verdict.value, fulfilment: verdict.fulfilment }
}

/// So many figures are told.
const TOLD: usize = 5;

/// The figures that decided a verdict, in words.
fn decided(report: &Report, row: &Assessment) -> Vec<Why> {
    let document = &report.documents[row.commitment.doc as usize];
    let promise = &document.commitments()[row.commitment.index as usize];
    let links: Vec<&Link> = row.links.iter().map(|&l| &report.links[l as usize]).collect();
    let all = pieces(&report.documents, row.commitment, &links);
    let beaten = defeats(&all);
    let weights = LinkWeights::builtin();
    let rule = ruled(&all, &beaten, weights);
    let signs = signs(promise, &all, &beaten, &row.near, &Tone::of(document, None), rule);
    let parts = weights.decided(row.verdict.value, &signs);
    let why = |(sign, weight): (Sign, f32)| Why {
        feature: sign.as_str(),
        weight,
        words: sign.as_str().replace('_', " "),
    };
    parts.into_iter().take(TOLD).map(why).collect()
}

/// What came near: outcomes that were beaten or too weakly tied, and stretches that are no commitment; the nearest ones, and
/// how many more.
fn unused(report: &Report, row: &Assessment) -> (Vec<Unused>, usize) {
    let mut out = Vec::new();
    for (at, why) in &row.not_used {
        let document = &report.documents[at.doc as usize];
        let span = document.outcomes()[at.index as usize].span;
        out.push(Unused {
            doc: at.doc,
            span,
            quote: document.text.quote(span).to_owned(),
            reason: reason(why),
        });
    }
    let doc = row.commitment.doc;
    let document = &report.documents[doc as usize];
    let promise = &document.commitments()[row.commitment.index as usize];
    let here = row.links.iter().map(|&l| report.links[l as usize].outcome).filter(|o| o.doc == doc);
    let mut places: Vec<u32> = here.map(|o| document.outcomes()[o.index as usize].sentence).collect();
    places.push(promise.sentence);
    let about = roots(document, promise.span);
    for rejected in &document.statements.rejected {
        let close = places.iter().any(|p| p.abs_diff(rejected.sentence) <= NEAR);
        if close && roots(document, rejected.span).iter().any(|r| about.contains(r)) {
            let quote = document.text.quote(rejected.span).to_owned();
            out.push(Unused { doc, span: rejected.span, quote, reason: reason(rejected.reason) });
        }
    }
    // What was beaten comes first, then what stands nearest.
    let beaten = row.not_used.iter().map(|(_, why)| BEATEN.contains(why)).chain(std::iter::repeat(false));
    let mut ranked: Vec<(bool, bool, u32, Unused)> = out
        .into_iter()
        .zip(beaten)
        .map(|(u, b)| (!b, u.doc != doc, u.span.start.abs_diff(promise.span.start), u))
        .collect();
    ranked.sort_by_key(|r| (r.0, r.1, r.2));
    let more = ranked.len().saturating_sub(UNUSED);
    (ranked.into_iter().take(UNUSED).map(|r| r.3).collect(), more)
}

/// The rarer roots of a stretch.
fn roots(document: &Document, span: Span) -> Vec<&str> {
    let (words, tokens) = (Words::get(), &document.tokens);
    let lowers = tokens.covering(span).map(|t| tokens.lower(t)).filter(|w| !words.is_stop(w));
    lowers.map(|w| words.root(w)).filter(|r| words.known(r).rarity >= RARE).collect()
}

fn reason(code: &str) -> String {
    match code {
        "too_weak_a_tie" => "the tie is too weak".to_owned(),
        "bears_on_another" => "bears on another undertaking".to_owned(),
        "beaten_by_writer" => "the writer concludes otherwise".to_owned(),
        "own_word" => "the actor's own word against others".to_owned(),
        "superseded" => "an earlier state, superseded".to_owned(),
        other => other.replace('_', " "),
    }
}
