//! What a candidate takes up from earlier sentences: words of what was promised, and figures to hold against it.

use rustc_hash::FxHashMap;

use super::candidate::{Base, Candidate};
use super::scene::Scene;
use super::sink::Sink;
use crate::lexicon::cues::{CueClass, CueSet};
use crate::token::{Shape, Upos};

/// Words and figures of the sentences that promise, plan or oblige, each with the first that has it.
pub(super) struct Echo<'s> {
    words: FxHashMap<&'s str, u32>,
    figures: FxHashMap<&'s str, Vec<(u32, f64)>>,
}

/// Words of a candidate that are looked at.
const LONGEST: usize = 60;
/// Figures of one unit that are kept.
const KEPT: usize = 8;

impl<'s> Echo<'s> {
    /// Looks at a text of which the cue classes are known by sentence.
    pub(super) fn new(scene: &'s Scene<'_, '_>, sentences: &[CueSet]) -> Self {
        const BINDS: &[CueClass] = &[
            CueClass::Promise,
            CueClass::Intend,
            CueClass::Commissive,
            CueClass::Oblige,
            CueClass::PledgeNoun,
            CueClass::PlanNoun,
            CueClass::TargetNoun,
            CueClass::DutyNoun,
            CueClass::LawNoun,
        ];
        let mut out = Self { words: FxHashMap::default(), figures: FxHashMap::default() };
        let ahead = |s: usize| {
            scene.of_sentence(s).filter_map(|c| scene.clauses[c].verb.as_ref()).any(|v| {
                v.modal.is_some_and(|m| matches!(scene.tokens.lemma(m), "will" | "shall" | "would" | "must"))
                    || (scene.tokens.lemma(v.head) == "be"
                        && v.tokens.end < scene.tokens.len()
                        && scene.tokens.lower(v.tokens.end) == "to")
            })
        };
        for (s, set) in sentences.iter().enumerate() {
            if !BINDS.iter().any(|&c| set.has(c)) && !ahead(s) {
                continue;
            }
            for t in scene.tokens.of_sentence(s) {
                if content(scene, t) {
                    out.words.entry(scene.tokens.lemma(t)).or_insert(s as u32);
                }
                if let Some((unit, value)) = figure(scene, t) {
                    let kept = out.figures.entry(unit).or_default();
                    if kept.len() < KEPT {
                        kept.push((s as u32, value));
                    }
                }
            }
        }
        out
    }
}

/// Adds what a candidate takes up.
pub(super) fn describe(scene: &Scene<'_, '_>, echo: &Echo<'_>, candidate: &Candidate, sink: &mut dyn Sink) {
    let tokens = scene.tokens;
    let sentence = scene.clauses[candidate.clause].sentence as u32;
    let base = if candidate.base == Base::Clause { "clause" } else { "nominal" };
    let first = candidate.tokens.start;
    let range = first..candidate.tokens.end.min(first + LONGEST);
    let said = |t: usize| content(scene, t) && echo.words.get(tokens.lemma(t)).is_some_and(|&s| s < sentence);
    let count = range.clone().filter(|&t| said(t)).count();
    sink.add("echo_words", ["0", "1", "2", "3", "4"][count.min(4)], base, first);
    let nouns = range.clone().any(|t| tokens.upos(t) == Upos::Noun && said(t));
    sink.add("echo_noun", if nouns { "yes" } else { "no" }, base, first);
    for t in range.clone() {
        if let Some((unit, value)) = figure(scene, t)
            && let Some(earlier) = echo.figures.get(unit)
            && let Some(&(_, before)) = earlier.iter().rev().find(|(s, _)| *s < sentence)
        {
            let share = value / before.max(1e-9);
            let how = if share > 1.02 {
                "more"
            } else if share >= 0.98 {
                "equal"
            } else if share >= 0.3 {
                "less"
            } else {
                "far less"
            };
            sink.add("echo_figure", how, "", t);
        }
        // "Eleven of 140", "six out of six".
        if let Some(value) = number(scene, t) {
            let next = |n: usize| if t + n < range.end { tokens.lower(t + n) } else { "" };
            let from = match (next(1), next(2)) {
                ("of", "the" | "its" | "all" | "these" | "those") | ("out", "of") => t + 3,
                ("of", _) => t + 2,
                _ => continue,
            };
            if let Some(all) = (from..range.end).next().and_then(|n| number(scene, n)) {
                let share = value / all.max(1e-9);
                let how = match share {
                    0.97.. => "all",
                    0.6.. => "most",
                    0.3.. => "part",
                    _ => "few",
                };
                sink.add("share_of", how, "", t);
            }
        }
    }
}

fn content(scene: &Scene<'_, '_>, token: usize) -> bool {
    matches!(scene.tokens.upos(token), Upos::Noun | Upos::Verb | Upos::Adj)
        && scene.label(token).is_none()
        && !scene.cue(token).has(CueClass::Say)
        && scene.tokens.lower(token).len() > 3
}

/// A figure with the noun that it counts: "7,100 stoves", "35 days", "9 per cent".
fn figure<'s>(scene: &'s Scene<'_, '_>, token: usize) -> Option<(&'s str, f64)> {
    let tokens = scene.tokens;
    let value = number(scene, token)?;
    let end = tokens.of_sentence(tokens.sentence_of(token)).end.min(token + 5);
    let mut at = token + 1;
    let mut scale = 1.0;
    while at < end {
        match tokens.lower(at) {
            "million" => scale = 1e6,
            "billion" => scale = 1e9,
            "thousand" => scale = 1e3,
            "per" | "percent" | "%" => return Some(("%", value)),
            _ if tokens.upos(at) == Upos::Noun && !(at + 1 < end && tokens.upos(at + 1) == Upos::Noun) => {
                return Some((tokens.lemma(at), value * scale));
            }
            _ if !matches!(tokens.upos(at), Upos::Adj | Upos::Noun) => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// What a number says, in figures or as a word; years say nothing.
fn number(scene: &Scene<'_, '_>, token: usize) -> Option<f64> {
    const WORDS: &[(&str, f64)] = &[
        ("one", 1.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("eleven", 11.0),
        ("twelve", 12.0),
        ("thirteen", 13.0),
        ("fourteen", 14.0),
        ("fifteen", 15.0),
        ("sixteen", 16.0),
        ("seventeen", 17.0),
        ("eighteen", 18.0),
        ("nineteen", 19.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("seventy", 70.0),
        ("eighty", 80.0),
        ("ninety", 90.0),
        ("hundred", 100.0),
    ];
    let word = scene.tokens.lower(token);
    if scene.tokens.shape(token) != Shape::Number {
        if scene.tokens.upos(token) != Upos::Num {
            return None;
        }
        return WORDS.iter().find(|(w, _)| *w == word).map(|(_, v)| *v);
    }
    let (mut value, mut scale) = (0.0, None);
    for byte in word.bytes() {
        match byte {
            b'0'..=b'9' => {
                let digit = f64::from(byte - b'0');
                match &mut scale {
                    None => value = value * 10.0 + digit,
                    Some(scale) => {
                        value += digit * *scale;
                        *scale /= 10.0;
                    }
                }
            }
            b',' => {}
            b'.' if scale.is_none() => scale = Some(0.1),
            _ => return None,
        }
    }
    let year = word.len() == 4 && (1900.0..2100.0).contains(&value);
    (!year).then_some(value)
}
