//! Features to scores: sums of named weights, and the cues that explain them.

use super::Cue;
use super::candidate::Candidate;
use super::features::describe;
use super::scene::Scene;
use super::setting::Setting;
use super::sink::Sink;
use crate::lexicon::weights::{Task, Weights};
use crate::model::logistic;

/// What the features of one candidate add up to.
#[derive(Debug)]
pub(super) struct Weighed {
    sums: [f32; Task::ALL.len()],
    /// Row of the weight table and token, for each feature that weighs something.
    found: Vec<(u32, u32)>,
}

struct Collect<'w> {
    weights: &'w Weights,
    found: Vec<(u32, u32)>,
}

impl Sink for Collect<'_> {
    fn add(&mut self, template: &'static str, a: &str, b: &str, token: usize) {
        if let Some(row) = self.weights.find(template, a, b) {
            self.found.push((row, token as u32));
        }
    }
}

/// Weighs one candidate for every decision; a feature counts once.
pub(super) fn weigh(setting: &Setting<'_, '_, '_>, candidate: &Candidate) -> Weighed {
    let weights = &setting.scene.context.lexicon.weights;
    let mut collect = Collect { weights, found: Vec::with_capacity(96) };
    describe(setting, candidate, &mut collect);
    let mut found = collect.found;
    found.sort_unstable();
    found.dedup_by_key(|f| f.0);
    let mut sums = [0.0; Task::ALL.len()];
    for &(row, _) in &found {
        for (sum, weight) in sums.iter_mut().zip(weights.row(row)) {
            *sum += weight;
        }
    }
    Weighed { sums, found }
}

impl Weighed {
    /// Log-odds of a decision.
    pub(super) fn sum(&self, task: Task) -> f32 {
        self.sums[task as usize]
    }

    /// Its probability, uncalibrated.
    pub(super) fn score(&self, task: Task) -> f32 {
        logistic(self.sum(task))
    }

    /// The decision with the highest sum among some; the first where all are equal.
    pub(super) fn best(&self, tasks: &[Task]) -> Task {
        tasks.iter().copied().fold(tasks[0], |best, t| if self.sum(t) > self.sum(best) { t } else { best })
    }

    /// How likely each of some decisions is that exclude one another.
    pub(super) fn shares<const N: usize>(&self, tasks: [Task; N]) -> [f32; N] {
        let each = tasks.map(|t| self.score(t));
        let all = each.iter().sum::<f32>().max(1e-6);
        each.map(|share| share / all)
    }

    /// The features that weigh most for a decision, heaviest first.
    pub(super) fn cues(&self, scene: &Scene<'_, '_>, task: Task, most: usize) -> Vec<Cue> {
        let weights = &scene.context.lexicon.weights;
        let weight = |row: u32| weights.row(row)[task as usize];
        let mut rows: Vec<(u32, u32)> = self
            .found
            .iter()
            .copied()
            .filter(|&(row, _)| weight(row).abs() > 0.05 && weights.name(row) != "bias")
            .collect();
        rows.sort_by(|a, b| weight(b.0).abs().total_cmp(&weight(a.0).abs()).then(a.cmp(b)));
        rows.truncate(most);
        rows.into_iter()
            .map(|(row, token)| Cue {
                span: scene.tokens.span(token as usize),
                rule: weights.name(row),
                weight: weight(row),
            })
            .collect()
    }
}
