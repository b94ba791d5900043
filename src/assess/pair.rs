//! The figures of one pair.

use super::bags::{held, meets, norm, part, product, shared, total, weight_of};
use super::features::{Feature, Figures};
use super::measure::compared;
use super::profile::{Profile, Profiles, What};
use super::words::{Class, Classes};
use crate::statement::{CommitmentKind, Direction, OutcomeKind, Polarity, Specificity};

/// What all pairs of an outcome have in common.
#[derive(Debug)]
pub(super) struct Rivals {
    /// Index of the last commitment that begins before the outcome's end.
    nearest: Option<usize>,
    /// The same among those that are not said in the same clause.
    apart: Option<usize>,
    /// Most shared weight with any commitment, and all shared weight.
    top: f32,
    total: f32,
    /// Most fields shared with any commitment.
    concepts: u32,
    /// Commitments whose actor the outcome names.
    named: Vec<usize>,
}

fn names_actor(c: &Profile, o: &Profile) -> bool {
    let found = |id: &u32| o.bag.binary_search_by_key(id, |&(x, _)| x).is_ok();
    !c.actor.is_empty() && c.actor.iter().all(found)
}

/// So many commitments before an outcome are tried for one that stands in another clause.
const APART: usize = 4;

/// Whether the two say what they say in the same words.
fn same_clause(c: &Profile, o: &Profile) -> bool {
    let shared = c.span.end.min(o.span.end).saturating_sub(c.span.start.max(o.span.start)) as usize;
    shared > 0 && 2 * shared >= c.span.len().min(o.span.len())
}

/// Compares an outcome with the commitments that it may bear on.
pub(super) fn rivals(o: &Profile, all: &Profiles, candidates: &[usize]) -> Rivals {
    let mut out = Rivals { nearest: None, apart: None, top: 0.0, total: 0.0, concepts: 0, named: Vec::new() };
    let after = all.commitments.partition_point(|c| c.span.start < o.span.end);
    out.nearest = after.checked_sub(1);
    let before = all.commitments[..after].iter().enumerate().rev().take(APART);
    out.apart = before.map(|(at, c)| (at, same_clause(c, o))).find(|x| !x.1).map(|x| x.0);
    for &index in candidates {
        let c = &all.commitments[index];
        let (sum, ..) = shared(&c.bag, &o.bag);
        out.top = out.top.max(sum);
        out.total += sum;
        out.concepts = out.concepts.max((c.concepts & o.concepts).count_ones());
        if names_actor(c, o) {
            out.named.push(index);
        }
    }
    out
}

/// One pair while its figures are made.
struct Draft<'p> {
    c: &'p Profile,
    o: &'p Profile,
    kind: CommitmentKind,
    /// Sentences from the commitment to the outcome.
    gap: i64,
    nearest: bool,
    figures: Figures,
}

impl Draft<'_> {
    fn set(&mut self, feature: Feature, value: f32) {
        self.figures[feature as usize] = value;
    }

    fn on(&mut self, feature: Feature, yes: bool) {
        self.set(feature, f32::from(u8::from(yes)));
    }
}

/// The first look at a pair.
pub(super) fn figures(index: usize, o: &Profile, all: &Profiles, rivals: &Rivals) -> Figures {
    let c = &all.commitments[index];
    let figures = [0.0; Feature::ALL.len()];
    let What::Commitment { kind, .. } = c.what else { return figures };
    let gap = i64::from(o.sentence) - i64::from(c.sentence);
    let mut draft = Draft { c, o, kind, gap, nearest: rivals.nearest == Some(index), figures };
    draft.on(Feature::Bias, true);
    whole(&mut draft, rivals, all);
    place(&mut draft, index, rivals, all.commitments.len());
    actors(&mut draft, index, rivals, all);
    kinds(&mut draft);
    let refers = references(&mut draft);
    words(&mut draft, rivals, refers);
    measured(&mut draft);
    draft.figures
}

/// Where the two stand in the text.
fn place(draft: &mut Draft<'_>, index: usize, rivals: &Rivals, count: usize) {
    use Feature as F;
    let (c, o, gap, nearest) = (draft.c, draft.o, draft.gap, draft.nearest);
    draft.on(F::SameSentence, gap == 0);
    draft.on(F::NextSentence, gap == 1);
    draft.on(F::Near, (2..=3).contains(&gap));
    draft.on(F::Mid, (4..=8).contains(&gap));
    draft.on(F::SameBlock, c.block == o.block);
    draft.on(F::NextBlock, o.block == c.block + 1);
    draft.on(F::Before, gap < 0);
    draft.on(F::BeforeNear, gap == -1);
    draft.on(F::SpansOverlap, c.span.overlaps(o.span));
    let same_clause = same_clause(c, o);
    draft.on(F::SameClause, same_clause);
    draft.set(F::SameClauseDoubt, if same_clause { c.doubt + o.doubt } else { 0.0 });
    draft.set(F::CommitmentDoubt, c.doubt);
    draft.set(F::OutcomeDoubt, o.doubt);
    draft.on(F::NearestApart, rivals.apart == Some(index));
    draft.on(F::Nearest, nearest);
    draft.on(F::NearestInBlock, nearest && c.block == o.block);
    draft.on(F::SecondNearest, rivals.nearest == Some(index + 1));
    draft.on(F::NearestAfter, rivals.nearest.map_or(0, |n| n + 1) == index);
    draft.on(F::ContrastNext, o.contrast && nearest && gap <= 2);
    draft.on(F::Closing, o.closing);
    draft.on(F::Lone, count == 1);
    draft.on(F::Few, (2..=3).contains(&count));
    draft.on(F::Many, count >= 8);
}

/// What holds in whole texts: lists taken up in order, things named again, paragraphs of outcomes.
fn whole(draft: &mut Draft<'_>, rivals: &Rivals, all: &Profiles) {
    use Feature as F;
    let (c, o, gap, long) = (draft.c, draft.o, draft.gap, all.long);
    let when = |yes: bool| if yes { long } else { 0.0 };
    draft.set(F::Long, long);
    draft.set(F::LongNext, when(gap == 1));
    draft.set(F::LongNear, when((2..=3).contains(&gap)));
    draft.set(F::LongMid, when((4..=8).contains(&gap)));
    draft.set(F::LongSameBlock, when(c.block == o.block));
    draft.set(F::LongNextBlock, when(o.block == c.block + 1));
    draft.set(F::LongNearest, when(draft.nearest));
    let (sum, ..) = shared(&c.bag, &o.bag);
    draft.set(F::LongNothing, when(sum == 0.0));
    draft.set(F::LongContained, long * part(sum, &c.bag));
    draft.set(F::LongTopShare, long * sum / rivals.total.max(1e-6));
    let common = c.things.iter().filter(|t| o.things.binary_search(t).is_ok());
    let others = |t: &u32| all.commitments.iter().filter(|x| x.things.binary_search(t).is_ok()).count();
    let fewest = common.map(others).min();
    draft.on(F::Thing, fewest.is_some());
    draft.on(F::ThingRare, fewest.is_some_and(|n| n <= 1 + all.commitments.len() / 6));
    let apart = c.block != o.block && c.rank.1 > 1 && o.rank.1 > 1;
    let place = |rank: (u32, u32)| rank.0 as f32 / rank.1.saturating_sub(1).max(1) as f32;
    draft.set(F::InOrder, if apart { 1.0 - (place(c.rank) - place(o.rank)).abs() } else { 0.0 });
    let named = o.ordinal.filter(|_| c.rank.1 > 1 && c.span.start < o.span.start);
    let it = |n: u32| n == c.rank.0 || (n == u32::MAX && c.rank.0 + 1 == c.rank.1);
    draft.on(F::Ordinal, named.is_some_and(it));
    draft.on(F::OrdinalOther, named.is_some_and(|n| !it(n)));
    let first = all.commitments.partition_point(|x| x.block < o.block);
    let home = all.commitments.get(first).is_some_and(|x| x.block == o.block);
    draft.on(F::Homeless, !home);
    draft.on(F::Away, home && c.block != o.block);
    draft.set(F::Crowded, ((all.outcomes.len() + 1) as f32 / (all.commitments.len() + 1) as f32).ln());
}

/// Whether the outcome speaks of the one who is bound.
fn actors(draft: &mut Draft<'_>, index: usize, rivals: &Rivals, all: &Profiles) {
    use Feature as F;
    let (c, o) = (draft.c, draft.o);
    let here = rivals.named.binary_search(&index).is_ok();
    let other_thing = matches!((c.thing, o.thing), (Some(a), Some(b)) if a != b);
    let other_named = rivals.named.iter().any(|&n| all.commitments[n].actor != c.actor);
    let running = o.running.binary_search(&c.actor_number).is_ok();
    draft.on(F::ActorHere, here);
    draft.on(F::ActorSame, c.thing.is_some() && c.thing == o.thing);
    draft.on(F::ActorOther, !here && (other_thing || other_named));
    draft.on(F::RunningActor, running);
    draft.on(F::RunningOther, !running && !o.running.is_empty());
}

/// What the coded attributes of both say.
fn kinds(draft: &mut Draft<'_>) {
    use Feature as F;
    let (c, o) = (draft.c, draft.o);
    let What::Commitment { kind, direction, specificity } = c.what else { return };
    let What::Outcome { kind: did, polarity } = o.what else { return };
    let (obligation, refrain) = (kind == CommitmentKind::Obligation, direction == Direction::Refrain);
    let (violation, judged) = (did == OutcomeKind::Violation, did == OutcomeKind::Assessment);
    draft.on(F::Violation, violation);
    draft.on(F::ViolationRefrain, violation && refrain);
    draft.on(F::Inaction, did == OutcomeKind::Inaction);
    draft.on(F::Action, did == OutcomeKind::Action);
    draft.on(F::Assessment, judged);
    draft.on(F::AssessmentNearest, judged && draft.nearest);
    draft.on(F::ClosingAssessment, o.closing && judged);
    let (positive, negative) = (polarity == Polarity::Positive, polarity == Polarity::Negative);
    let acted = did == OutcomeKind::Action;
    draft.on(F::Positive, positive);
    draft.on(F::PositiveAction, positive && acted);
    draft.on(F::PositiveAssessment, positive && judged);
    draft.on(F::NegativeAction, negative && acted);
    draft.on(F::NegativeAssessment, negative && judged);
    draft.on(F::NegativeRefrain, negative && refrain);
    draft.on(F::ViolationObligation, violation && obligation);
    draft.on(F::ViolationPlan, violation && kind == CommitmentKind::Plan);
    draft.on(F::ContraryNegative, negative && o.classes.has(Class::Contrary));
    draft.on(F::ContraryRefrain, refrain && o.classes.has(Class::Contrary));
    draft.on(F::OfficialNegative, negative && o.classes.has(Class::Official));
    draft.on(F::FullPositive, positive && o.classes.has(Class::Full));
    draft.on(F::Mixed, polarity == Polarity::Mixed);
    draft.on(F::Negative, polarity == Polarity::Negative);
    draft.on(F::NegativeObligation, polarity == Polarity::Negative && obligation);
    draft.on(F::Obligation, obligation);
    draft.on(F::Pledge, kind == CommitmentKind::Pledge);
    draft.on(F::Plan, kind == CommitmentKind::Plan);
    draft.on(F::Refrain, refrain);
    draft.on(F::Vague, specificity == Specificity::Vague);
    draft.on(F::Specific, specificity == Specificity::Specific);
    draft.on(F::Measurable, specificity == Specificity::Measurable);
    draft.on(F::Full, o.classes.has(Class::Full));
    draft.on(F::Progress, o.classes.has(Class::Progress));
    draft.on(F::Contrary, o.classes.has(Class::Contrary));
    draft.on(F::Renounces, o.classes.has(Class::Renounce));
    draft.on(F::Official, o.classes.has(Class::Official));
    let [likely_for, likely_mixed, likely_against] = o.shares.polarities;
    let [act, omission, offence, view] = o.shares.kinds;
    let negated = o.classes.has(Class::Negation);
    let shaded = o.classes.has(Class::Shade) || o.classes.has(Class::Late);
    let part_of = |yes: bool, share: f32| if yes { share } else { 0.0 };
    draft.set(F::LikelyPositive, likely_for);
    draft.set(F::LikelyMixed, likely_mixed);
    draft.set(F::LikelyNegative, likely_against);
    draft.set(F::LikelyAction, act);
    draft.set(F::LikelyInaction, omission);
    draft.set(F::LikelyViolation, offence);
    draft.set(F::LikelyAssessment, view);
    draft.set(F::LikelyNegativeAction, likely_against * (act + offence));
    draft.set(F::LikelyNegativeRefrain, part_of(refrain, likely_against));
    draft.set(F::LikelyViolationRefrain, part_of(refrain, offence));
    draft.set(F::LikelyActionRefrain, part_of(refrain, act));
    draft.on(F::Negated, negated);
    draft.on(F::Shaded, shaded);
    draft.on(F::Late, o.classes.has(Class::Late));
    draft.set(F::PositiveShaded, part_of(shaded, likely_for));
    draft.set(F::PositiveMeasurable, part_of(specificity == Specificity::Measurable, likely_for));
    draft.set(F::NegatedShaded, part_of(shaded && negated, 1.0));
    let (done, underway) = (o.classes.has(Class::StageDone), o.classes.has(Class::StageUnderway));
    let ahead = o.classes.has(Class::StageAhead);
    draft.on(F::Done, done);
    draft.on(F::Underway, underway);
    draft.on(F::Ahead, ahead);
    draft.on(F::DoneOnly, done && !underway && !ahead && !shaded && !negated);
    draft.set(F::PositiveDone, part_of(done && !underway, likely_for));
    draft.set(F::PositiveUnderway, part_of(underway, likely_for));
    draft.on(F::HasFigure, !o.figures.is_empty());
    draft.on(F::Hedged, o.classes.has(Class::Hedge));
    draft.on(F::DutyToAct, c.classes.has(Class::DutyVerb));
    draft.on(F::Earlier, matches!((c.date, o.date), (Some(made), Some(done)) if done.last < made.first));
}

/// How the outcome points back; whether it does.
fn references(draft: &mut Draft<'_>) -> bool {
    use Feature as F;
    let (c, o, gap, nearest) = (draft.c, draft.o, draft.gap, draft.nearest);
    let noun = match draft.kind {
        CommitmentKind::Pledge => Class::PledgeNoun,
        CommitmentKind::Plan => Class::PlanNoun,
        CommitmentKind::Obligation => Class::LawNoun,
    };
    let obligation = draft.kind == CommitmentKind::Obligation;
    let (pointed, definite) = (o.refers.pointed, o.refers.definite);
    let points = pointed.any(&[noun, Class::StepNoun, Class::PledgeNoun]);
    let comply = o.classes.has(Class::ComplyVerb);
    let law = pointed.has(Class::LawNoun) || definite.has(Class::LawNoun);
    draft.on(F::PointsBack, points);
    draft.on(F::PointsBackNearest, points && nearest);
    draft.on(F::PointsElse, pointed != Classes::default() && !points);
    draft.on(F::Definite, definite.has(noun));
    draft.on(F::DefiniteNearest, definite.has(noun) && nearest);
    draft.on(F::Pronoun, o.refers.pronoun);
    draft.on(F::PronounNearest, o.refers.pronoun && nearest);
    draft.on(F::Group, o.refers.group && gap > 0 && o.block <= c.block + 1);
    draft.on(F::ComplyObligation, comply && obligation);
    draft.on(F::ComplyOther, comply && !obligation);
    draft.on(F::ComplyNearest, comply && nearest);
    draft.on(F::ComplyBlock, comply && obligation && gap >= 0 && c.block == o.block);
    draft.on(F::LawBlock, law && obligation && gap >= 0 && o.block <= c.block + 1);
    points || definite.has(noun) || o.refers.pronoun || comply
}

/// What the figures and times of both say.
fn measured(draft: &mut Draft<'_>) {
    use Feature as F;
    let (c, o) = (draft.c, draft.o);
    let found = compared(&c.measures, c.due, &o.measures);
    let ratio = |low: f64, high: f64| found.ratio.is_some_and(|r| (low..high).contains(&r));
    let part = |low: f64, high: f64| found.part.is_some_and(|p| (low..high).contains(&p));
    let [likely_for, _, likely_against] = o.shares.polarities;
    let part_of = |yes: bool, share: f32| if yes { share } else { 0.0 };
    let (in_time, late) = (found.in_time == Some(true), found.in_time == Some(false));
    draft.on(F::Unit, found.unit);
    draft.on(F::RatioNear, ratio(0.1, 3.0));
    draft.on(F::Reached, ratio(1.01, f64::INFINITY));
    draft.on(F::Same, ratio(0.99, 1.01));
    draft.on(F::Nearly, ratio(0.8, 0.99));
    draft.on(F::Half, ratio(0.25, 0.8));
    draft.on(F::Little, ratio(0.0, 0.25));
    draft.on(F::CapKept, found.capped == Some(true));
    draft.on(F::CapPassed, found.capped == Some(false));
    draft.on(F::InTime, in_time);
    draft.on(F::TooLate, late);
    draft.on(F::PartAll, part(0.99, 2.0));
    draft.on(F::PartMost, part(0.5, 0.99));
    draft.on(F::PartSome, part(0.001, 0.5));
    draft.on(F::PartNone, part(0.0, 0.001));
    draft.on(F::Every, found.every);
    draft.on(F::EveryPart, found.every && part(0.001, 0.99));
    draft.set(F::InTimeFor, part_of(in_time, likely_for));
    draft.set(F::TooLateFor, part_of(late, likely_for));
    draft.set(F::AllFor, part_of(part(0.99, 2.0), likely_for));
    draft.set(F::AllAgainst, part_of(part(0.99, 2.0), likely_against));
}

/// Words, names, figures and fields in common.
fn words(draft: &mut Draft<'_>, rivals: &Rivals, refers: bool) {
    use Feature as F;
    let (c, o, gap) = (draft.c, draft.o, draft.gap);
    let (sum, most, count) = shared(&c.bag, &o.bag);
    let concepts = (c.concepts & o.concepts).count_ones();
    draft.on(F::TopOverlap, count > 0 && sum >= rivals.top);
    draft.on(F::Concept, concepts > 0);
    draft.on(F::ConceptOnly, concepts > 0 && count == 0);
    draft.on(F::TopConcept, concepts > 0 && concepts == rivals.concepts);
    draft.on(F::NothingShared, count == 0 && concepts == 0 && !refers);
    draft.on(F::NothingFar, count == 0 && !draft.nearest && gap > 3);
    draft.on(F::Name, meets(&c.names, &o.names));
    draft.on(F::NameAround, c.names.iter().any(|id| o.around.binary_search_by_key(id, |&(x, _)| x).is_ok()));
    draft.on(F::Figure, meets(&c.figures, &o.figures));
    if count > 0 {
        draft.set(F::Cosine, product(&c.bag, &o.bag) / (norm(&c.bag) * norm(&o.bag)).max(1e-6));
        draft.set(F::Contained, part(sum, &c.bag));
        draft.set(F::Covered, part(sum, &o.bag));
        draft.set(F::Rare, most / 6.5);
        draft.set(F::TopShare, sum / rivals.total.max(1e-6));
    }
    let member = |list: &dyn Fn(u32) -> bool| {
        c.members.iter().map(|m| weight_of(m, list) / total(m).max(1e-6)).fold(0.0, f32::max)
    };
    draft.set(F::Member, member(&|id| o.bag.binary_search_by_key(&id, |&(x, _)| x).is_ok()));
    draft.set(F::MemberBefore, if gap > 1 { member(&|id| o.before.binary_search(&id).is_ok()) } else { 0.0 });
    draft.set(F::Around, part(shared(&c.bag, &o.around).0, &c.bag));
    draft.set(F::AroundBoth, part(shared(&c.around, &o.bag).0, &c.around));
    draft.set(F::SentenceBefore, if gap == 1 { 0.0 } else { held(&c.bag, &o.before) });
    let same_paragraph = gap >= 0 && c.block == o.block;
    draft.set(F::Paragraph, if same_paragraph { 0.0 } else { held(&c.bag, &o.paragraph) });
}

/// The look at a pair of two documents: words and names only, place means nothing.
pub(super) fn figures_across(index: usize, o: &Profile, theirs: &Profiles, rivals: &Rivals) -> Figures {
    use Feature as F;
    const PLACE: &[F] = &[
        F::SameSentence,
        F::NextSentence,
        F::Near,
        F::Mid,
        F::SameBlock,
        F::NextBlock,
        F::Before,
        F::BeforeNear,
        F::Nearest,
        F::SecondNearest,
        F::NearestAfter,
        F::PointsBackNearest,
        F::DefiniteNearest,
        F::PronounNearest,
        F::ComplyNearest,
        F::AssessmentNearest,
        F::SameClause,
        F::SameClauseDoubt,
        F::NearestApart,
        F::MemberBefore,
    ];
    let mut f = figures(index, o, theirs, rivals);
    for feature in PLACE {
        f[*feature as usize] = 0.0;
    }
    // Things are numbered within a document: only the words of a name compare across two.
    let c = &theirs.commitments[index];
    let same = !c.actor.is_empty() && !o.actor.is_empty();
    f[F::ActorSame as usize] = f32::from(u8::from(same && c.actor == o.actor));
    f[F::ActorOther as usize] = f32::from(u8::from(same && !meets(&c.actor, &o.actor)));
    f
}
