//! Mentions to undertakings: what is promised once counts once, however often and in however many documents it is stated.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::bags::{shared, total};
use super::judgement::Verdict;
use super::profile::{Profile, Profiles, What};
use super::verdict::pooled;
use super::weights::LinkWeights;
use super::{AssessOptions, Assessment, At, Link};
use crate::document::Document;
use crate::statement::Commitment;

/// A commitment that counts once, however often it is stated.
#[derive(Clone, Debug, PartialEq)]
pub struct Undertaking {
    /// Where it is stated fullest; where equal, first.
    pub lead: At,
    /// Everywhere it is stated, by document and place.
    pub mentions: Vec<At>,
    /// The package that it is a part of, by the number of the package in the report.
    pub package: u32,
    /// How many parts the package has; one where it stands alone.
    pub parts: u32,
    /// The judgement from the evidence on all its mentions.
    pub verdict: Verdict,
    /// Indices into [`super::Report::links`]: that evidence, each outcome once.
    pub links: Vec<u32>,
}

impl Undertaking {
    /// What it counts in an index: the parts of a package share one vote, so that drafting does not change the index.
    pub fn weight(&self) -> f32 {
        1.0 / self.parts.max(1) as f32
    }
}

/// Shared weight beside the weight of the longer statement, and of the shorter, from which two say the same.
const SAME: (f32, f32) = (0.6, 0.8);
/// A root that so many undertakings share brings no candidates: it would make the search quadratic.
const COMMON: usize = 64;

/// Merges the mentions of all documents; in the order of their first mentions.
pub(super) fn merged(documents: &[Arc<Document>], all: &[Profiles]) -> Vec<Vec<At>> {
    let mut out: Vec<Vec<At>> = Vec::new();
    let mut postings: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
    let mut counts: FxHashMap<usize, u32> = FxHashMap::default();
    for (doc, profiles) in all.iter().enumerate() {
        for (index, profile) in profiles.commitments.iter().enumerate() {
            let at = At { doc: doc as u32, index: index as u32 };
            counts.clear();
            for (id, _) in &profile.bag {
                let Some(list) = postings.get(id).filter(|l| l.len() <= COMMON) else { continue };
                for &group in list {
                    *counts.entry(group).or_default() += 1;
                }
            }
            let mut near: Vec<usize> = counts.keys().copied().collect();
            near.sort_unstable();
            let same = |group: &usize| {
                let first = out[*group][0];
                let other = &all[first.doc as usize].commitments[first.index as usize];
                says_the_same((profile, commitment(documents, at)), (other, commitment(documents, first)))
            };
            if let Some(group) = near.into_iter().find(same) {
                out[group].push(at);
                continue;
            }
            for (id, _) in &profile.bag {
                postings.entry(*id).or_default().push(out.len());
            }
            out.push(vec![at]);
        }
    }
    out
}

fn commitment(documents: &[Arc<Document>], at: At) -> &Commitment {
    &documents[at.doc as usize].commitments()[at.index as usize]
}

/// Whether two statements are of one undertaking: the same promisor, direction, figures and days, and most of the words.
fn says_the_same(a: (&Profile, &Commitment), b: (&Profile, &Commitment)) -> bool {
    let ((p, c), (q, d)) = (a, b);
    let direction = |p: &Profile| match p.what {
        What::Commitment { direction, .. } => Some(direction),
        What::Outcome { .. } => None,
    };
    let promisor = !p.actor.is_empty() && p.actor == q.actor;
    let days = |c: &Commitment| c.deadline.and_then(|(_, day)| day);
    let apart = days(c).zip(days(d)).is_some_and(|(x, y)| x != y);
    let figures = p.figures == q.figures || p.figures.is_empty() || q.figures.is_empty();
    if !promisor || direction(p) != direction(q) || apart || !figures {
        return false;
    }
    let (sum, ..) = shared(&p.bag, &q.bag);
    let (long, short) = (total(&p.bag).max(total(&q.bag)), total(&p.bag).min(total(&q.bag)));
    sum > 0.0 && sum >= SAME.0 * long && sum >= SAME.1 * short
}

/// The undertakings of a report, by first mention.
pub(super) fn undertakings(
    documents: &[Arc<Document>],
    groups: Vec<Vec<At>>,
    assessments: &mut [Assessment],
    links: &[Link],
    options: &AssessOptions,
    weights: &LinkWeights,
) -> Vec<Undertaking> {
    let place = |assessments: &[Assessment], at: At| assessments.partition_point(|a| a.commitment < at);
    let mut out = Vec::with_capacity(groups.len());
    for mentions in groups {
        let length = |at: &At| commitment(documents, *at).span.len();
        let longest = mentions.iter().map(length).max().unwrap_or_default();
        let lead = mentions.iter().copied().find(|at| length(at) == longest).unwrap_or(mentions[0]);
        let rows: Vec<usize> = mentions.iter().map(|&at| place(assessments, at)).collect();
        for &row in &rows {
            assessments[row].undertaking = out.len() as u32;
        }
        let (verdict, links) = if let [row] = rows[..] {
            (assessments[row].verdict.clone(), assessments[row].links.clone())
        } else {
            let rows: Vec<&Assessment> = rows.iter().map(|&row| &assessments[row]).collect();
            pooled(documents, lead, &rows, links, options, weights)
        };
        out.push(Undertaking { lead, mentions, package: 0, parts: 1, verdict, links });
    }
    packages(documents, &mut out);
    out
}

/// Words that join the parts of a package and say nothing of their own.
const JOINTS: &[&str] = &["and", "or", "to", "also", "then", "as", "well", "not", "the", "both", "finally"];
/// So long a stretch between two parts may be.
const JOINT: usize = 24;

/// Finds the packages: undertakings of one actor that one sentence coordinates.
fn packages(documents: &[Arc<Document>], all: &mut [Undertaking]) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&i| all[i].lead);
    let mut numbers: Vec<(usize, u32)> = Vec::with_capacity(all.len());
    let (mut package, mut before): (u32, Option<At>) = (0, None);
    for i in order {
        let here = all[i].lead;
        if let Some(before) = before
            && !coordinated(documents, before, here)
        {
            package += 1;
        }
        before = Some(here);
        numbers.push((i, package));
    }
    for part in numbers.chunk_by(|a, b| a.1 == b.1) {
        for &(i, package) in part {
            all[i].package = package;
            all[i].parts = part.len() as u32;
        }
    }
}

/// Whether the second is one more part of what the first belongs to.
fn coordinated(documents: &[Arc<Document>], first: At, second: At) -> bool {
    if first.doc != second.doc {
        return false;
    }
    let (a, b) = (commitment(documents, first), commitment(documents, second));
    let actor = |c: &Commitment| c.actor.as_ref().map(|s| s.value.clone());
    if a.sentence != b.sentence || actor(a) != actor(b) || b.span.start < a.span.end {
        return false;
    }
    let clean = documents[first.doc as usize].text.clean();
    let between = &clean[a.span.end as usize..b.span.start as usize];
    let word = |w: &str| JOINTS.contains(&w.to_lowercase().as_str());
    let words = |c: char| !c.is_alphanumeric();
    between.len() <= JOINT && between.split(words).filter(|w| !w.is_empty()).all(word)
}
