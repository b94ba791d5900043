//! What stands around a candidate: advice, promises and judgements in its text, the heading above it, and the side that the
//! sentence before takes.

use super::candidate::{Base, Candidate};
use super::scene::Scene;
use super::sink::Sink;
use crate::lexicon::cues::{CueClass, CueSet};
use crate::segment::BlockKind;

/// What a text says, sentence by sentence and as a whole.
pub(super) struct Around {
    /// Sentences up to each one that advise; one more at the end.
    advice: Vec<u32>,
    /// The heading above each sentence, as a sentence.
    heading: Vec<Option<u32>>,
    /// How many sentences in ten advise, and judge.
    advises: &'static str,
    judges: &'static str,
    /// Whether somebody binds itself to something that is said.
    stated: bool,
}

/// Sentences on either side in which advice is looked for.
const NEAR: usize = 3;

impl Around {
    /// Looks at a text of which the cue classes are known by sentence.
    pub(super) fn new(scene: &Scene<'_, '_>, sentences: &[CueSet], stated: bool) -> Self {
        let advises = |s: usize| {
            sentences[s].has(CueClass::Recommend)
                || scene
                    .of_sentence(s)
                    .filter_map(|c| scene.clauses[c].verb.as_ref()?.modal)
                    .any(|m| matches!(scene.tokens.lemma(m), "should" | "ought"))
        };
        let judges = |set: &&CueSet| {
            [CueClass::Fail, CueClass::Violate, CueClass::Completion, CueClass::Bad]
                .iter()
                .any(|&c| set.has(c))
        };
        let (mut advice, mut heading, mut above) = (vec![0], Vec::with_capacity(sentences.len()), None);
        for s in 0..sentences.len() {
            advice.push(advice[s] + u32::from(advises(s)));
            if scene.block(s) == BlockKind::Heading {
                above = Some(s as u32);
            }
            heading.push(above.filter(|&h| h as usize != s));
        }
        let all = sentences.len().max(1);
        let share = |n: usize| match 10 * n / all {
            0 => "none",
            1 => "few",
            2 | 3 => "some",
            _ => "many",
        };
        Self {
            advises: share(advice[sentences.len()] as usize),
            judges: share(sentences.iter().filter(judges).count()),
            advice,
            heading,
            stated,
        }
    }
}

/// Adds what stands around a candidate.
pub(super) fn describe(
    scene: &Scene<'_, '_>,
    around: &Around,
    sentences: &[CueSet],
    candidate: &Candidate,
    sink: &mut dyn Sink,
) {
    let clause = &scene.clauses[candidate.clause];
    let first = candidate.tokens.start;
    let base = if candidate.base == Base::Clause { "clause" } else { "nominal" };
    sink.add("text_advises", around.advises, base, first);
    sink.add("text_judges", around.judges, base, first);
    sink.add("text_states", if around.stated { "yes" } else { "no" }, base, first);
    let s = clause.sentence;
    let (from, to) = (s.saturating_sub(NEAR), (s + 1 + NEAR).min(around.advice.len() - 1));
    let near = match around.advice[to] - around.advice[from] {
        0 => "none",
        1 => "one",
        2 | 3 => "some",
        _ => "many",
    };
    sink.add("near_advice", near, base, first);
    if let Some(heading) = around.heading[s] {
        for class in sentences[heading as usize].iter() {
            sink.add("under_heading", class.as_str(), base, first);
        }
    }
    if s > 0 {
        let turned = scene.cue(scene.tokens.of_sentence(s).start).has(CueClass::Contrast);
        let same = scene.context.sentences[s].block == scene.context.sentences[s - 1].block;
        if same {
            let side = side(sentences[s - 1]);
            sink.add("before_side", side, if turned { "turn" } else { "" }, first);
        }
    }
}

fn side(set: CueSet) -> &'static str {
    const AGAINST: &[CueClass] = &[
        CueClass::Bad,
        CueClass::Neg,
        CueClass::Fail,
        CueClass::Violate,
        CueClass::Restrict,
        CueClass::Less,
    ];
    let against = AGAINST.iter().any(|&c| set.has(c));
    let for_ = [CueClass::Good, CueClass::Completion, CueClass::Step].iter().any(|&c| set.has(c));
    let binds = set.has(CueClass::Promise) || set.has(CueClass::PledgeNoun);
    match (binds, for_, against) {
        (true, ..) => "promise",
        (_, true, true) => "mixed",
        (_, true, false) => "good",
        (_, false, true) => "bad",
        _ => "plain",
    }
}
