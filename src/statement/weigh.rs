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
    /// For each feature that weighs something.
    found: Vec<Found>,
}

/// Row of the weight table and token, as one number: quick to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found(u64);

impl Found {
    const fn new(row: u32, token: usize) -> Self {
        Self((row as u64) << 32 | token as u32 as u64)
    }

    const fn row(self) -> u32 {
        (self.0 >> 32) as u32
    }

    const fn token(self) -> usize {
        self.0 as u32 as usize
    }
}

struct Collect<'w> {
    weights: &'w Weights,
    found: Vec<Found>,
}

impl Sink for Collect<'_> {
    fn add(&mut self, template: &'static str, a: &str, b: &str, token: usize) {
        if let Some(row) = self.weights.find(template, a, b) {
            self.found.push(Found::new(row, token));
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
    found.dedup_by_key(|f| f.row());
    let mut sums = [0.0; Task::ALL.len()];
    for feature in &found {
        for (sum, weight) in sums.iter_mut().zip(weights.row(feature.row())) {
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
        let bias = weights.find("bias", "", "");
        let named = self.found.iter().filter(|f| Some(f.row()) != bias);
        let mut heavy: Vec<(f32, Found)> = named
            .map(|f| (weights.row(f.row())[task as usize], *f))
            .filter(|(weight, _)| weight.abs() > 0.05)
            .collect();
        let order = |a: &(f32, Found), b: &(f32, Found)| b.0.abs().total_cmp(&a.0.abs()).then(a.1.cmp(&b.1));
        if heavy.len() > most {
            heavy.select_nth_unstable_by(most, order);
            heavy.truncate(most);
        }
        heavy.sort_unstable_by(order);
        heavy
            .into_iter()
            .map(|(weight, f)| Cue {
                span: scene.tokens.span(f.token()),
                rule: weights.name(f.row()),
                weight,
            })
            .collect()
    }
}
