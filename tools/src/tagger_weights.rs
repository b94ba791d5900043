//! How the tagger's weights are learnt: an averaged perceptron with a margin, and which weights are worth their room.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use servanda::Tokens;
use servanda::stage::{Lens, NO_TAG, WordEntry};

/// How far the right tag must lead, in steps of one.
const MARGIN: f32 = 60.0;
/// How many of 128 steps leave out all pairs of places, so that the rest can decide the easy tokens without them.
const ALONE: u64 = 16;

/// A map whose keys are hashes already.
pub(crate) type Keyed<V> = HashMap<u32, V, BuildHasherDefault<Same>>;

#[derive(Default)]
pub(crate) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u32(&mut self, key: u32) {
        self.0 = u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Weights in the making: a row of all tags for each feature.
pub(crate) struct Rows {
    pub(crate) width: usize,
    pub(crate) now: Vec<f32>,
    /// What each step changed, times the step; the mean follows from it.
    late: Vec<f32>,
    /// The tags that a row may have a weight for, a bit each.
    open: Vec<u128>,
}

impl Rows {
    pub(crate) fn new(count: usize, width: usize) -> Self {
        let (now, late) = (vec![0.0; count * width], vec![0.0; count * width]);
        Self { width, now, late, open: vec![u128::MAX; count] }
    }

    /// Only these rows and tags of other weights: what comes later changes no others.
    pub(crate) fn of(mean: &[f32], kept: &[(usize, u128)], width: usize) -> Self {
        let mut rows = Self::new(kept.len(), width);
        for (to, &(from, open)) in kept.iter().enumerate() {
            rows.open[to] = open;
            for tag in (0..width).filter(|tag| open >> tag & 1 == 1) {
                rows.now[to * width + tag] = mean[from * width + tag];
            }
        }
        rows
    }

    fn scores(&self, rows: &[u32], scores: &mut [f32]) {
        scores.fill(0.0);
        for &row in rows {
            let from = row as usize * self.width;
            scores.iter_mut().zip(&self.now[from..from + self.width]).for_each(|(s, w)| *s += w);
        }
    }

    fn add(&mut self, rows: &[u32], tag: u8, by: f32, step: f32) {
        for &row in rows {
            if self.open[row as usize] >> tag & 1 == 1 {
                let at = row as usize * self.width + tag as usize;
                self.now[at] += by;
                self.late[at] += step * by;
            }
        }
    }

    /// The means over the last so many steps.
    fn means(&self, steps: f32) -> Vec<f32> {
        self.now.iter().zip(&self.late).map(|(now, late)| now - late / steps).collect()
    }
}

/// The rounds of a training.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    /// Rounds before the weights count for the mean.
    pub(crate) warm: usize,
    /// How many of 128 features are left out at a step, so that none is leant on alone.
    pub(crate) drop: u64,
}

/// What training goes through, again and again in another order.
pub(crate) struct Course<'a, F> {
    tokens: &'a Tokens,
    gold: &'a [u8],
    known: F,
    random: u64,
    order: Vec<usize>,
}

impl<'a, F: Fn(u32) -> (u32, WordEntry) + Copy> Course<'a, F> {
    pub(crate) fn new(tokens: &'a Tokens, gold: &'a [u8], known: F) -> Self {
        let mut order = Vec::new();
        let mut start = 0;
        while start < tokens.len() {
            order.push(tokens.sentence_of(start));
            start = tokens.of_sentence(tokens.sentence_of(start)).end;
        }
        Self { tokens, gold, known, random: 0x2545_f491_4f6c_dd1d, order }
    }

    /// Numbers the features that are seen often enough, in the order of their keys, and tells how often each is seen.
    pub(crate) fn features(&self, often: u32) -> Vec<(u32, u32)> {
        let mut counts: Keyed<u32> = Keyed::default();
        let mut lens = Lens::default();
        let mut start = 0;
        while start < self.tokens.len() {
            let range = self.tokens.of_sentence(self.tokens.sentence_of(start));
            start = range.end;
            lens.look(self.tokens, range.clone(), |token| (self.known)(self.tokens.key(token)));
            for at in 0..range.len() {
                if lens.sure(at) != NO_TAG {
                    continue;
                }
                lens.regard(self.tokens, at);
                let before = |n: usize| if at >= n { self.gold[range.start + at - n] } else { NO_TAG };
                let (one, two) = (before(1), before(2));
                let keys = lens.own(at).into_iter().chain(lens.near(at, one, two));
                for key in keys.chain(lens.pairs(at, one, two)) {
                    *counts.entry(key).or_default() += 1;
                }
            }
        }
        let mut counts: Vec<(u32, u32)> = counts.into_iter().filter(|c| c.1 >= often).collect();
        counts.sort_unstable();
        counts
    }

    /// Trains by plan; gives the mean of the weights. The tags before a token are those just found, right or wrong.
    pub(crate) fn run(&mut self, index: &Keyed<u32>, rows: &mut Rows, plan: Plan) -> Vec<f32> {
        let (mut lens, mut step) = (Lens::default(), 0.0);
        let (mut hits, mut scores) = (Vec::new(), vec![0.0; rows.width]);
        for round in 0..plan.rounds {
            if round == plan.warm {
                rows.late.fill(0.0);
                step = 0.0;
            }
            shuffle(&mut self.order, &mut self.random);
            let mut wrong = 0;
            for &sentence in &self.order {
                let range = self.tokens.of_sentence(sentence);
                lens.look(self.tokens, range.clone(), |token| (self.known)(self.tokens.key(token)));
                let (mut one, mut two) = (NO_TAG, NO_TAG);
                for at in 0..range.len() {
                    let gold = self.gold[range.start + at];
                    let sure = lens.sure(at);
                    let tag = if sure == NO_TAG {
                        lens.regard(self.tokens, at);
                        step += 1.0;
                        hits.clear();
                        let random = &mut self.random;
                        let alone = next(random) & 127 < ALONE;
                        let mut take = |keys: &[u32]| {
                            let kept = keys.iter().filter(|_| next(random) & 127 >= plan.drop);
                            hits.extend(kept.filter_map(|k| index.get(k)));
                        };
                        take(&lens.own(at));
                        take(&lens.near(at, one, two));
                        if !alone {
                            take(&lens.pairs(at, one, two));
                        }
                        rows.scores(&hits, &mut scores);
                        let best = best(&scores, NO_TAG);
                        wrong += u32::from(best != gold);
                        let rival = if best == gold { self::best(&scores, gold) } else { best };
                        if gold != NO_TAG && scores[gold as usize] < scores[rival as usize] + MARGIN {
                            rows.add(&hits, gold, 1.0, step);
                            rows.add(&hits, rival, -1.0, step);
                        }
                        best
                    } else {
                        sure
                    };
                    (one, two) = (tag, one);
                }
            }
            let share = 100.0 * f64::from(wrong) / self.tokens.len() as f64;
            eprintln!("round {}: {share:.2} % wrong", round + 1);
        }
        rows.means(step)
    }
}

/// The rows that stay when only so many weights may, and their tags, a bit each. A weight's worth is its size times a
/// root of how often its feature is seen: what rarely speaks is rarely missed.
pub(crate) fn worth(mean: &[f32], counts: &[(u32, u32)], width: usize, kept: usize) -> Vec<(usize, u128)> {
    let value = |row: usize, weight: f32| weight.abs() * (counts[row].1 as f32).sqrt().sqrt();
    let values = mean.iter().enumerate().map(|(i, w)| value(i / width, *w));
    let mut values: Vec<f32> = values.filter(|v| *v > 0.0).collect();
    values.sort_unstable_by(|a, b| b.total_cmp(a));
    let least = values.get(kept).copied().unwrap_or(0.0);
    let open = |(row, weights): (usize, &[f32])| {
        let tags = weights.iter().enumerate().filter(|w| value(row, *w.1) > least);
        (row, tags.fold(0, |bits, (tag, _)| bits | 1u128 << tag))
    };
    mean.chunks_exact(width).enumerate().map(open).filter(|row| row.1 != 0).collect()
}

fn best(scores: &[f32], but: u8) -> u8 {
    let mut best = usize::from(but == 0);
    for (tag, score) in scores.iter().enumerate() {
        if *score > scores[best] && tag != but as usize {
            best = tag;
        }
    }
    best as u8
}

fn shuffle(order: &mut [usize], random: &mut u64) {
    for i in (1..order.len()).rev() {
        order.swap(i, (next(random) % (i as u64 + 1)) as usize);
    }
}

fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random >> 16
}
