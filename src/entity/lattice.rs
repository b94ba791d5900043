//! Best labels, and the probability of each, for one stretch of tokens: a chain with names of fixed form.
//!
//! Label 0 is "no name"; name type `t` has four labels from `1 + 4 t`: first, inside, last, single.

use std::ops::Range;

/// More kinds (types, and none) than any model has; all arrays are of this size, which processors like.
const KINDS: usize = 16;

/// A number for each kind.
type Row = [f32; KINDS];

/// How kinds follow one another: scores of type `b` (0 for none) after the end of type `a`.
#[derive(Clone, Debug)]
pub struct Chain {
    types: usize,
    scores: [Row; KINDS],
    exp: [Row; KINDS],
    /// The same the other way round.
    back: [Row; KINDS],
}

impl Chain {
    /// From the scores of each pair, row by row.
    pub fn new(trans: &[f32], types: usize) -> Self {
        let (mut scores, mut exp, mut back) =
            ([[f32::MIN; KINDS]; KINDS], [[0.0; KINDS]; KINDS], [[0.0; KINDS]; KINDS]);
        let kinds = (types + 1).min(KINDS);
        for (a, row) in trans.chunks(types + 1).enumerate().take(kinds) {
            for (b, score) in row.iter().enumerate().take(kinds) {
                scores[a][b] = *score;
                exp[a][b] = score.exp();
                back[b][a] = exp[a][b];
            }
        }
        Self { types, scores, exp, back }
    }
}

/// Probabilities and paths over one stretch; keeps its memory between calls.
#[derive(Clone, Debug, Default)]
pub struct Lattice {
    alpha: Vec<f32>,
    beta: Vec<f32>,
    psi: Vec<f32>,
    into: Vec<Row>,
    scale: Vec<f32>,
    /// The best scores before each token: of an end of each kind, and of an open name of each type.
    ends: Vec<Row>,
    opens: Vec<Row>,
}

/// A name that the best path holds: first token, one past the last, type, probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// First token, from the start of the stretch.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Number of the type.
    pub kind: usize,
    /// How probable exactly this name is.
    pub score: f32,
}

/// A name found in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The number of its type in the model's card.
    pub kind: usize,
    /// How probable exactly this name is.
    pub score: f32,
}

/// How many labels a number of types makes.
pub const fn labels(types: usize) -> usize {
    4 * types + 1
}

impl Lattice {
    /// Sums over all paths that `allowed` lets through (a bit a label); returns the logarithm of the sum. `scores` holds a row
    /// of labels a token.
    pub fn sums(&mut self, scores: &[f32], chain: &Chain, allowed: Option<&[u64]>) -> f32 {
        let mut total = 0.0;
        self.psi.clear();
        for (i, row) in scores.chunks_exact(labels(chain.types)).enumerate() {
            let mask = allowed.map_or(u64::MAX, |a| a[i]);
            let open = row.iter().enumerate().filter(|(l, _)| mask >> l & 1 == 1);
            let top = open.map(|(_, s)| *s).fold(f32::MIN, f32::max);
            total += top;
            self.psi.extend(
                row.iter().enumerate().map(|(l, s)| if mask >> l & 1 == 1 { (s - top).exp() } else { 0.0 }),
            );
        }
        total + self.pass(chain)
    }

    /// Forward and backward over the shares of all labels; returns the logarithm of the sum over all paths.
    fn pass(&mut self, chain: &Chain) -> f32 {
        let types = chain.types;
        let width = labels(types);
        let n = self.psi.len() / width;
        self.alpha.resize(n * width, 0.0);
        self.beta.resize(n * width, 0.0);
        self.into.clear();
        self.scale.clear();
        let mut total = 0.0;
        let mut out = [0.0; KINDS];
        out[0] = 1.0;
        let mut open = [0.0; KINDS];
        for i in 0..n {
            let into = weighed(&out, &chain.exp, types + 1);
            let psi = &self.psi[i * width..][..width];
            let alpha = &mut self.alpha[i * width..][..width];
            alpha[0] = into[0] * psi[0];
            let mut sum = alpha[0];
            for t in 0..types {
                let (psi, alpha) = (&psi[1 + 4 * t..][..4], &mut alpha[1 + 4 * t..][..4]);
                alpha[0] = into[t + 1] * psi[0];
                alpha[1] = open[t] * psi[1];
                alpha[2] = open[t] * psi[2];
                alpha[3] = into[t + 1] * psi[3];
                sum += alpha[0] + alpha[1] + alpha[2] + alpha[3];
            }
            let sum = sum.max(1e-30);
            let inverse = 1.0 / sum;
            for cell in alpha.iter_mut() {
                *cell *= inverse;
            }
            self.into.push(into);
            self.scale.push(sum);
            total += sum.ln();
            out[0] = alpha[0];
            for t in 0..types {
                let alpha = &alpha[1 + 4 * t..][..4];
                open[t] = alpha[0] + alpha[1];
                out[t + 1] = alpha[2] + alpha[3];
            }
        }
        let last: f32 = out.iter().zip(&chain.back[0]).map(|(m, t)| m * t).sum();
        total += last.max(1e-30).ln();
        let norm = 1.0 / last.max(1e-30);
        // Backward: what follows after an end of each type, and after an open name of each type.
        let mut after = chain.back[0].map(|t| t * norm);
        let mut going = [0.0; KINDS];
        for i in (0..n).rev() {
            let beta = &mut self.beta[i * width..][..width];
            let psi = &self.psi[i * width..][..width];
            let inverse = 1.0 / self.scale[i];
            beta[0] = after[0];
            let mut starts = [0.0; KINDS];
            starts[0] = psi[0] * beta[0] * inverse;
            for t in 0..types {
                let (psi, beta) = (&psi[1 + 4 * t..][..4], &mut beta[1 + 4 * t..][..4]);
                (beta[0], beta[1]) = (going[t], going[t]);
                (beta[2], beta[3]) = (after[t + 1], after[t + 1]);
                starts[t + 1] = (psi[0] * beta[0] + psi[3] * beta[3]) * inverse;
                going[t] = (psi[1] * beta[1] + psi[2] * beta[2]) * inverse;
            }
            after = weighed(&starts, &chain.back, types + 1);
        }
        total
    }

    /// The probability of a label at a token, after [`Lattice::sums`].
    pub fn probability(&self, at: usize, label: usize, width: usize) -> f32 {
        self.alpha[at * width + label] * self.beta[at * width + label]
    }

    /// The expected count of each pair of type ends and starts between tokens, added to `into` (row by row, as in
    /// [`Chain::new`]) with a factor.
    pub fn pairs(&self, chain: &Chain, factor: f32, into: &mut [f32]) {
        let types = chain.types;
        let (width, kinds) = (labels(types), types + 1);
        let n = self.scale.len();
        let mut out = [0.0; KINDS];
        out[0] = 1.0;
        let mut starts = [0.0; KINDS];
        for i in 0..=n {
            if i < n {
                let (psi, beta) = (&self.psi[i * width..][..width], &self.beta[i * width..][..width]);
                let inverse = 1.0 / self.scale[i];
                starts[0] = psi[0] * beta[0] * inverse;
                for t in 0..types {
                    let l = 1 + 4 * t;
                    starts[t + 1] = (psi[l] * beta[l] + psi[l + 3] * beta[l + 3]) * inverse;
                }
            } else {
                let last: f32 = out.iter().zip(&chain.back[0]).map(|(m, t)| m * t).sum();
                starts.fill(0.0);
                starts[0] = 1.0 / last.max(1e-30);
            }
            for (a, mass) in out.iter().enumerate().filter(|(_, m)| **m > 0.0) {
                for (b, start) in starts.iter().enumerate().take(kinds) {
                    into[a * kinds + b] += factor * mass * chain.exp[a][b] * start;
                }
            }
            if i < n {
                let alpha = &self.alpha[i * width..][..width];
                out[0] = alpha[0];
                for t in 0..types {
                    let l = 1 + 4 * t;
                    out[t + 1] = alpha[l + 2] + alpha[l + 3];
                }
            }
        }
    }

    /// How probable one name is, after [`Lattice::sums`].
    fn name(&self, start: usize, end: usize, kind: usize, types: usize) -> f32 {
        let width = labels(types);
        let l = 1 + 4 * kind;
        let mut p = self.into[start][kind + 1];
        for i in start..end {
            let label = match (i == start, i + 1 == end) {
                (true, true) => l + 3,
                (true, false) => l,
                (false, false) => l + 1,
                (false, true) => l + 2,
            };
            p *= self.psi[i * width + label] / self.scale[i];
        }
        p * self.beta[(end - 1) * width + l + 2]
    }

    /// The names of the best path, without their probabilities. `steps` holds a row of labels a token, in steps of this size.
    pub fn best(&mut self, steps: &[i16], step: f32, chain: &Chain, found: &mut Vec<Found>) {
        let types = chain.types;
        let width = labels(types);
        let score = |at: usize, label: usize| f32::from(steps[at * width + label]) * step;
        found.clear();
        self.ends.clear();
        self.opens.clear();
        let (mut ends, mut opens) = ([f32::MIN; KINDS], [f32::MIN; KINDS]);
        ends[0] = 0.0;
        for (at, row) in steps.chunks_exact(width).enumerate() {
            self.ends.push(ends);
            self.opens.push(opens);
            let into = topped(&ends, &chain.scores, types + 1);
            ends[0] = into[0] + score(at, 0);
            for (t, row) in row[1..].as_chunks::<4>().0.iter().enumerate() {
                let [first, inside, last, single] = row.map(|steps| f32::from(steps) * step);
                ends[t + 1] = (into[t + 1] + single).max(opens[t] + last);
                opens[t] = (into[t + 1] + first).max(opens[t] + inside);
            }
        }
        // The best end of a kind that another may follow, and its score.
        let before = |ends: &Row, kind: usize| {
            (0..=types).fold((f32::MIN, 0), |best, a| {
                let score = ends[a] + chain.scores[a][kind];
                if score > best.0 { (score, a) } else { best }
            })
        };
        let mut state = before(&ends, 0).1;
        let mut i = steps.len() / width;
        while i > 0 {
            let end = i;
            i -= 1;
            if state > 0 {
                let t = state - 1;
                let l = 1 + 4 * t;
                let goes_on = |at: usize, here: usize, there: usize| {
                    self.opens[at][t] + score(at, here) > before(&self.ends[at], state).0 + score(at, there)
                };
                let mut inside = goes_on(i, l + 2, l + 3);
                while inside && i > 0 {
                    i -= 1;
                    inside = goes_on(i, l + 1, l);
                }
                found.push(Found { start: i, end, kind: t, score: 0.0 });
            }
            state = before(&self.ends[i], state).1;
        }
        found.reverse();
    }

    /// Gives each name its probability. `shares` tells what so many steps below the best label of a token leave of it.
    pub fn judge(&mut self, steps: &[i16], shares: &[f32], chain: &Chain, found: &mut [Found]) {
        if found.is_empty() {
            return;
        }
        self.psi.clear();
        for row in steps.chunks_exact(labels(chain.types)) {
            let top = row.iter().copied().fold(i16::MIN, i16::max);
            let below = |step: &i16| shares.get(usize::from(top.abs_diff(*step))).copied().unwrap_or(0.0);
            self.psi.extend(row.iter().map(below));
        }
        self.pass(chain);
        for name in found {
            name.score = self.name(name.start, name.end, name.kind, chain.types).clamp(0.0, 1.0);
        }
    }
}

/// The sum of the rows, each weighed by a mass.
fn weighed(masses: &Row, rows: &[Row; KINDS], kinds: usize) -> Row {
    let mut out = [0.0; KINDS];
    for a in 0..kinds {
        for b in 0..KINDS {
            out[b] += masses[a] * rows[a][b];
        }
    }
    out
}

/// The highest of the rows in each place, each row raised by a score.
fn topped(scores: &Row, rows: &[Row; KINDS], kinds: usize) -> Row {
    let mut out = [f32::MIN; KINDS];
    for a in 0..kinds {
        for b in 0..KINDS {
            let score = scores[a] + rows[a][b];
            out[b] = if score > out[b] { score } else { out[b] };
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_up_and_the_best_path_is_well_formed() {
        let types = 2;
        let width = labels(types);
        let mut seed = 7u32;
        let steps: Vec<i16> = (0..4 * width)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 26) as i16
            })
            .collect();
        let scores: Vec<f32> = steps.iter().map(|s| f32::from(*s) * 0.05).collect();
        let log: Vec<f32> = (0..9).map(|i| i as f32 * 0.1 - 0.3).collect();
        let chain = Chain::new(&log, types);
        let mut lattice = Lattice::default();
        let total = lattice.sums(&scores, &chain, None);
        for i in 0..4 {
            let sum: f32 = (0..width).map(|l| lattice.probability(i, l, width)).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum}");
        }
        let mut pairs = vec![0.0; 9];
        lattice.pairs(&chain, 1.0, &mut pairs);
        assert!(pairs.iter().sum::<f32>() > 1.0);
        let mut found = Vec::new();
        lattice.best(&steps, 0.05, &chain, &mut found);
        let shares: Vec<f32> = (0..300).map(|n| (n as f32 * -0.05).exp()).collect();
        lattice.judge(&steps, &shares, &chain, &mut found);
        assert!(found.iter().all(|f| f.start < f.end && f.score > 0.0 && f.score <= 1.0));
        let only = lattice.sums(&scores, &chain, Some(&[1; 4]));
        assert!(only < total);
    }
}
