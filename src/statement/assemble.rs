//! Weighed candidates to commitments, outcomes and rejections.

use super::actors::Actors;
use super::candidate::Candidate;
use super::candidates::candidates;
use super::pick::pick;
use super::scene::Scene;
use super::setting::Setting;
use super::weigh::{Weighed, weigh};
use super::{
    Commitment, CommitmentKind, Direction, Outcome, OutcomeKind, Polarity, Rejected, Shares, Slot,
    Specificity, Statements, reject, slots,
};
use crate::entity::Label;
use crate::lexicon::weights::Task;
use crate::span::Span;

/// Scores from which a candidate counts: found by cross-validation on excerpts and our own briefs; that of commitments then
/// raised, for texts without any.
const COMMITMENT: f32 = 0.36;
pub(super) const OUTCOME: f32 = 0.30;
/// How many cues a statement shows.
const CUES: usize = 6;

/// All statements of a text; `sure` is the score from which an outcome counts.
pub(super) fn assemble(scene: &Scene<'_, '_>, sure: f32) -> Statements {
    let all = candidates(scene);
    let setting = Setting::new(scene);
    let weighed: Vec<Weighed> = all.iter().map(|c| weigh(&setting, c)).collect();
    let actors = Actors::new(scene);
    let mut out = Statements::default();
    let mut binding = Vec::new();
    let mut happened = Vec::new();
    for (i, (candidate, weighed)) in all.iter().zip(&weighed).enumerate() {
        let span = scene.tokens.span_of(candidate.tokens.clone());
        let score = weighed.score(Task::Commitment);
        let reason = reject::reason(scene, candidate);
        if score >= COMMITMENT && !reason.is_some_and(|r| r.sure) {
            binding.push((span, score, i));
        } else if let Some(reason) = reason {
            let sentence = scene.clauses[candidate.clause].sentence as u32;
            out.rejected.push(Rejected { span, sentence, reason: reason.name });
        }
        let score = weighed.score(Task::Outcome);
        if score >= sure {
            happened.push((span, score, i));
        }
    }
    for (span, score, i) in survivors(&binding) {
        let mut found = commitment(&actors, &Found { candidate: &all[i], weighed: &weighed[i], span, score });
        if !actors.has_country() {
            follow(scene, out.commitments.last(), &mut found);
        }
        out.commitments.push(found);
    }
    once(scene, &mut out.commitments);
    for (span, score, i) in survivors(&happened) {
        out.outcomes.push(outcome(&actors, &Found { candidate: &all[i], weighed: &weighed[i], span, score }));
    }
    // What was found in the same place is no rejection.
    let found = &out.commitments;
    out.rejected.retain(|r| {
        let after = found.partition_point(|c| c.sentence < r.sentence);
        !found[after..].iter().take_while(|c| c.sentence == r.sentence).any(|c| c.span.overlaps(r.span))
    });
    out
}

/// Sentences over which a series of undertakings keeps its actor.
const SERIES: u32 = 3;

/// "They promised to widen the road. Two bridges were to follow": where nobody is named, the actor of the undertaking before.
fn follow(scene: &Scene<'_, '_>, before: Option<&Commitment>, found: &mut Commitment) {
    let Some(before) = before.filter(|b| b.sentence + SERIES >= found.sentence) else { return };
    let block = |s: u32| scene.context.sentences[s as usize].block;
    let named = found.actor.as_ref().is_some_and(|a| a.span.is_some());
    if !named && block(before.sentence) == block(found.sentence) {
        found.actor = before.actor.clone().map(|a| Slot { span: None, ..a });
    }
}

/// The same words name the same undertaking: it counts where it stands first.
fn once(scene: &Scene<'_, '_>, commitments: &mut Vec<Commitment>) {
    let mut seen = rustc_hash::FxHashSet::default();
    commitments.retain(|c| seen.insert(scene.context.text.slice(c.span).to_lowercase()));
}

fn survivors(found: &[(Span, f32, usize)]) -> Vec<(Span, f32, usize)> {
    let items: Vec<(Span, f32)> = found.iter().map(|f| (f.0, f.1)).collect();
    pick(&items).into_iter().map(|i| found[i]).collect()
}

/// A candidate that counts.
#[derive(Clone, Copy)]
struct Found<'f> {
    candidate: &'f Candidate,
    weighed: &'f Weighed,
    span: Span,
    score: f32,
}

fn commitment(actors: &Actors<'_, '_, '_>, found: &Found<'_>) -> Commitment {
    let Found { candidate, weighed, span, score } = *found;
    let scene = actors.scene;
    let actor = actors.of(candidate);
    let source = actors.source(candidate);
    let deadline = slots::deadline(scene, candidate);
    let kind = match weighed.best(&[Task::Pledge, Task::Plan, Task::Obligation]) {
        Task::Pledge => CommitmentKind::Pledge,
        Task::Plan => CommitmentKind::Plan,
        _ => CommitmentKind::Obligation,
    };
    let figure = candidate
        .tokens
        .clone()
        .any(|t| matches!(scene.label(t), Some(Label::Percent | Label::Money | Label::Quantity)));
    let specificity = match weighed.best(&[Task::Vague, Task::Specific, Task::Measurable]) {
        _ if figure || deadline.is_some() => Specificity::Measurable,
        Task::Vague => Specificity::Vague,
        Task::Specific => Specificity::Specific,
        _ => Specificity::Measurable,
    };
    let learned = if weighed.sum(Task::Refrain) > 0.0 { Direction::Refrain } else { Direction::Do };
    Commitment {
        span,
        sentence: scene.clauses[candidate.clause].sentence as u32,
        kind,
        voice: slots::voice(scene, candidate, actor.as_ref(), source.as_ref()),
        actor,
        recipient: slots::recipient(scene, candidate),
        action: slots::action(scene, candidate),
        deadline,
        made: slots::made(scene, candidate, deadline),
        direction: slots::refrains(scene, candidate).unwrap_or(learned),
        specificity,
        condition: slots::condition(scene, candidate),
        score,
        cues: weighed.cues(scene, Task::Commitment, CUES),
    }
}

fn outcome(actors: &Actors<'_, '_, '_>, found: &Found<'_>) -> Outcome {
    let Found { candidate, weighed, span, score } = *found;
    let scene = actors.scene;
    let kind = match weighed.best(&[Task::Action, Task::Inaction, Task::Violation, Task::Assessment]) {
        Task::Action => OutcomeKind::Action,
        Task::Inaction => OutcomeKind::Inaction,
        Task::Violation => OutcomeKind::Violation,
        _ => OutcomeKind::Assessment,
    };
    let polarity = match weighed.best(&[Task::Positive, Task::Mixed, Task::Negative]) {
        Task::Positive => Polarity::Positive,
        Task::Mixed => Polarity::Mixed,
        _ => Polarity::Negative,
    };
    let actor = actors.of(candidate);
    let assessor = slots::assessor(actors, candidate);
    let voice = slots::voice(scene, candidate, actor.as_ref(), assessor.as_ref());
    Outcome {
        span,
        sentence: scene.clauses[candidate.clause].sentence as u32,
        kind,
        polarity,
        shares: Shares {
            kinds: weighed.shares([Task::Action, Task::Inaction, Task::Violation, Task::Assessment]),
            polarities: weighed.shares([Task::Positive, Task::Mixed, Task::Negative]),
        },
        actor,
        assessor,
        basis: slots::basis(voice),
        factuality: slots::factuality(scene, candidate, kind),
        date: slots::made(scene, candidate, None),
        score,
        cues: weighed.cues(scene, Task::Outcome, CUES),
    }
}
