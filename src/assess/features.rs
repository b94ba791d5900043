//! What ties an outcome to a commitment, as named figures.

use super::profile::{Profile, Profiles, What};
use super::words::Class;
use crate::names::names;
use crate::statement::{CommitmentKind, Direction, OutcomeKind, Polarity, Specificity};

names! {
    /// One figure about a pair; the weights are in `link_weights.tsv`.
    Feature {
        Bias = "bias",
        SameSentence = "same_sentence",
        NextSentence = "next_sentence",
        Near = "near",
        Mid = "mid",
        SameBlock = "same_block",
        NextBlock = "next_block",
        Before = "before",
        BeforeNear = "before_near",
        Nearest = "nearest",
        SecondNearest = "second_nearest",
        NearestAfter = "nearest_after",
        Lone = "lone",
        Few = "few",
        Many = "many",
        Cosine = "cosine",
        Contained = "contained",
        Covered = "covered",
        Rare = "rare",
        TopOverlap = "top_overlap",
        TopShare = "top_share",
        Around = "around",
        Concept = "concept",
        ConceptOnly = "concept_only",
        TopConcept = "top_concept",
        Name = "name",
        Figure = "figure",
        ActorHere = "actor_here",
        ActorSame = "actor_same",
        ActorOther = "actor_other",
        PointsBack = "points_back",
        PointsBackNearest = "points_back_nearest",
        PointsElse = "points_else",
        Definite = "definite",
        DefiniteNearest = "definite_nearest",
        Pronoun = "pronoun",
        PronounNearest = "pronoun_nearest",
        Group = "group",
        ComplyObligation = "comply_obligation",
        ComplyNearest = "comply_nearest",
        ComplyOther = "comply_other",
        Violation = "violation",
        ViolationRefrain = "violation_refrain",
        Inaction = "inaction",
        Assessment = "assessment",
        AssessmentNearest = "assessment_nearest",
        Mixed = "mixed",
        Negative = "negative",
        NegativeObligation = "negative_obligation",
        Obligation = "obligation",
        Pledge = "pledge",
        Vague = "vague",
        Measurable = "measurable",
        NothingShared = "nothing_shared",
        Earlier = "earlier",
        SpansOverlap = "spans_overlap",
        SentenceBefore = "sentence_before",
        Paragraph = "paragraph",
        AroundBoth = "around_both",
        NameAround = "name_around",
        RunningActor = "running_actor",
        RunningOther = "running_other",
        ComplyBlock = "comply_block",
        LawBlock = "law_block",
        Closing = "closing",
        ClosingAssessment = "closing_assessment",
        ContrastNext = "contrast_next",
        NearestInBlock = "nearest_in_block",
        NothingFar = "nothing_far",
        // Second look: what the first look at all pairs of the text says.
        First = "first",
        Leads = "leads",
        Gap = "gap",
        Previous = "previous",
        PreviousBlock = "previous_block",
        Next = "next",
        Wanted = "wanted",
        Share = "share",
        LogShare = "log_share",
        LogOdds = "log_odds",
        // The relation: what the outcome says of doing, and what else bears on the commitment.
        Full = "full",
        Progress = "progress",
        Contrary = "contrary",
        Renounces = "renounces",
        Official = "official",
        DutyToAct = "duty_to_act",
        Refrain = "refrain",
        Specific = "specific",
        Plan = "plan",
        Action = "action",
        Hedged = "hedged",
        Opposed = "opposed",
        Supported = "supported",
        Alone = "alone",
        Last = "last",
    }
}

/// Figures of one pair, by the number of the feature.
pub(super) type Figures = [f32; Feature::ALL.len()];

/// What all pairs of an outcome have in common.
#[derive(Debug)]
pub(super) struct Rivals {
    /// Index of the last commitment that begins before the outcome's end.
    nearest: Option<usize>,
    /// Most shared weight with any commitment, and all shared weight.
    top: f32,
    total: f32,
    /// Most fields shared with any commitment.
    concepts: u32,
    /// Commitments whose actor the outcome names.
    named: Vec<usize>,
}

/// Weight of the roots that two bags share, the rarest of them, and how many.
fn shared(a: &[(u32, f32)], b: &[(u32, f32)]) -> (f32, f32, u32) {
    let (mut sum, mut most, mut count) = (0.0, 0.0_f32, 0);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1;
                most = most.max(a[i].1);
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    (sum, most, count)
}

/// Roots that two bags share, the rarest first.
pub(super) fn common(a: &[(u32, f32)], b: &[(u32, f32)]) -> Vec<u32> {
    let mut out: Vec<_> =
        a.iter().filter(|(id, _)| b.binary_search_by_key(id, |&(x, _)| x).is_ok()).collect();
    out.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    out.into_iter().map(|&(id, _)| id).collect()
}

fn meets(a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|id| b.binary_search(id).is_ok())
}

/// Share of a bag's weight that a list of roots holds.
fn held(bag: &[(u32, f32)], list: &[u32]) -> f32 {
    let found: f32 = bag.iter().filter(|(id, _)| list.binary_search(id).is_ok()).map(|&(_, w)| w).sum();
    if found > 0.0 { found / total(bag) } else { 0.0 }
}

/// The inner product of two bags.
fn squares(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    a.iter().filter_map(|&(id, w)| b.binary_search_by_key(&id, |&(x, _)| x).ok().map(|at| w * b[at].1)).sum()
}

fn total(bag: &[(u32, f32)]) -> f32 {
    bag.iter().map(|&(_, w)| w).sum()
}

fn norm(bag: &[(u32, f32)]) -> f32 {
    bag.iter().map(|&(_, w)| w * w).sum::<f32>().sqrt()
}

fn names_actor(c: &Profile, o: &Profile) -> bool {
    let found = |id: &u32| o.bag.binary_search_by_key(id, |&(x, _)| x).is_ok();
    !c.actor.is_empty() && c.actor.iter().all(found)
}

/// Compares an outcome with the commitments that it may bear on.
pub(super) fn rivals(o: &Profile, all: &Profiles, candidates: &[usize]) -> Rivals {
    let mut out = Rivals { nearest: None, top: 0.0, total: 0.0, concepts: 0, named: Vec::new() };
    let after = all.commitments.partition_point(|c| c.span.start < o.span.end);
    out.nearest = after.checked_sub(1);
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

/// The first look at a pair.
pub(super) fn figures(index: usize, o: &Profile, all: &Profiles, rivals: &Rivals) -> Figures {
    use Feature as F;
    let c = &all.commitments[index];
    let mut f = [0.0; Feature::ALL.len()];
    let mut on = |feature: Feature, yes: bool| f[feature as usize] = f32::from(u8::from(yes));
    let What::Commitment { kind, direction, specificity } = c.what else { return f };
    let What::Outcome { kind: did, polarity } = o.what else { return f };

    on(F::Bias, true);
    let gap = i64::from(o.sentence) - i64::from(c.sentence);
    on(F::SameSentence, gap == 0);
    on(F::NextSentence, gap == 1);
    on(F::Near, (2..=3).contains(&gap));
    on(F::Mid, (4..=8).contains(&gap));
    on(F::SameBlock, c.block == o.block);
    on(F::NextBlock, o.block == c.block + 1);
    on(F::Before, gap < 0);
    on(F::BeforeNear, gap == -1);
    let nearest = rivals.nearest == Some(index);
    on(F::Nearest, nearest);
    on(F::SecondNearest, rivals.nearest == Some(index + 1));
    on(F::NearestAfter, rivals.nearest.map_or(0, |n| n + 1) == index);
    let count = all.commitments.len();
    on(F::Lone, count == 1);
    on(F::Few, (2..=3).contains(&count));
    on(F::Many, count >= 8);

    let (sum, most, words) = shared(&c.bag, &o.bag);
    let squares: f32 = squares(&c.bag, &o.bag);
    on(F::TopOverlap, words > 0 && sum >= rivals.top);
    let concepts = (c.concepts & o.concepts).count_ones();
    on(F::Concept, concepts > 0);
    on(F::ConceptOnly, concepts > 0 && words == 0);
    on(F::TopConcept, concepts > 0 && concepts == rivals.concepts);
    on(F::Name, meets(&c.names, &o.names));
    on(F::Figure, meets(&c.figures, &o.figures));
    let here = rivals.named.binary_search(&index).is_ok();
    on(F::ActorHere, here);
    on(F::ActorSame, c.thing.is_some() && c.thing == o.thing);
    let other_thing = matches!((c.thing, o.thing), (Some(a), Some(b)) if a != b);
    on(
        F::ActorOther,
        !here && (other_thing || rivals.named.iter().any(|&n| all.commitments[n].actor != c.actor)),
    );

    let noun = match kind {
        CommitmentKind::Pledge => Class::PledgeNoun,
        CommitmentKind::Plan => Class::PlanNoun,
        CommitmentKind::Obligation => Class::LawNoun,
    };
    let (pointed, definite) = (o.refers.pointed, o.refers.definite);
    let points = pointed.has(noun) || pointed.any(&[Class::StepNoun, Class::PledgeNoun]);
    on(F::PointsBack, points);
    on(F::PointsBackNearest, points && nearest);
    on(F::PointsElse, pointed != Default::default() && !points);
    on(F::Definite, definite.has(noun));
    on(F::DefiniteNearest, definite.has(noun) && nearest);
    on(F::Pronoun, o.refers.pronoun);
    on(F::PronounNearest, o.refers.pronoun && nearest);
    on(F::Group, o.refers.group && o.classes.any(&[Class::PledgeNoun, Class::PlanNoun]) && gap > 0);
    let comply = o.classes.has(Class::ComplyVerb);
    let obligation = kind == CommitmentKind::Obligation;
    on(F::ComplyObligation, comply && obligation);
    on(F::ComplyNearest, comply && nearest);
    on(F::ComplyOther, comply && !obligation);

    on(F::Violation, did == OutcomeKind::Violation);
    on(F::ViolationRefrain, did == OutcomeKind::Violation && direction == Direction::Refrain);
    on(F::Inaction, did == OutcomeKind::Inaction);
    on(F::Assessment, did == OutcomeKind::Assessment);
    on(F::AssessmentNearest, did == OutcomeKind::Assessment && nearest);
    on(F::Mixed, polarity == Polarity::Mixed);
    on(F::Negative, polarity == Polarity::Negative);
    on(F::NegativeObligation, polarity == Polarity::Negative && obligation);
    on(F::Obligation, obligation);
    on(F::Pledge, kind == CommitmentKind::Pledge);
    on(F::Plan, kind == CommitmentKind::Plan);
    on(F::Action, did == OutcomeKind::Action);
    on(F::Refrain, direction == Direction::Refrain);
    on(F::Specific, specificity == Specificity::Specific);
    on(F::Full, o.classes.has(Class::Full));
    on(F::Progress, o.classes.has(Class::Progress));
    on(F::Contrary, o.classes.has(Class::Contrary));
    on(F::Renounces, o.classes.has(Class::Renounce));
    on(F::Official, o.classes.has(Class::Official));
    on(F::Hedged, o.classes.has(Class::Hedge));
    on(F::DutyToAct, c.classes.has(Class::DutyVerb));
    on(F::Vague, specificity == Specificity::Vague);
    on(F::Measurable, specificity == Specificity::Measurable);
    let refers = points || definite.has(noun) || o.refers.pronoun || comply;
    on(F::NothingShared, words == 0 && concepts == 0 && !refers);
    let earlier = matches!((c.date, o.date), (Some(made), Some(done)) if done.last < made.first);
    on(F::Earlier, earlier);

    on(F::SpansOverlap, c.span.overlaps(o.span));
    let running = o.running.binary_search(&c.actor_number).is_ok();
    on(F::RunningActor, running);
    on(F::RunningOther, !running && !o.running.is_empty());
    on(F::ComplyBlock, comply && obligation && gap >= 0 && c.block == o.block);
    let law = pointed.has(Class::LawNoun) || definite.has(Class::LawNoun);
    on(F::LawBlock, law && obligation && gap >= 0 && o.block <= c.block + 1);
    on(F::Closing, o.closing);
    on(F::ClosingAssessment, o.closing && did == OutcomeKind::Assessment);
    on(F::ContrastNext, o.contrast && nearest && gap <= 2);
    on(F::NearestInBlock, nearest && c.block == o.block);
    on(F::NothingFar, words == 0 && !nearest && gap > 3);
    on(F::NameAround, c.names.iter().any(|id| o.around.binary_search_by_key(id, |&(x, _)| x).is_ok()));
    let mut set = |feature: Feature, value: f32| f[feature as usize] = value;
    set(F::SentenceBefore, if gap == 1 { 0.0 } else { held(&c.bag, &o.before) });
    set(F::Paragraph, if gap >= 0 && c.block == o.block { 0.0 } else { held(&c.bag, &o.paragraph) });
    let (nearby, ..) = shared(&c.around, &o.bag);
    set(F::AroundBoth, if nearby > 0.0 { nearby / total(&c.around).max(1e-6) } else { 0.0 });
    if words > 0 {
        set(F::Cosine, squares / (norm(&c.bag) * norm(&o.bag)).max(1e-6));
        set(F::Contained, sum / total(&c.bag).max(1e-6));
        set(F::Covered, sum / total(&o.bag).max(1e-6));
        set(F::Rare, most / 6.5);
        set(F::TopShare, sum / rivals.total.max(1e-6));
    }
    let (around, ..) = shared(&c.bag, &o.around);
    set(F::Around, if around > 0.0 { around / total(&c.bag).max(1e-6) } else { 0.0 });
    f
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
