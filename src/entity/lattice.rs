//! Best labels, and the probability of each, for one stretch of tokens: a chain with names of fixed form.
//!
//! Label 0 is "no name"; name type `t` has four labels from `1 + 4 t`: first, inside, last, single.

use std::ops::Range;

/// Probabilities and paths over one stretch; keeps its memory between calls.
#[derive(Clone, Debug, Default)]
pub struct Lattice {
    alpha: Vec<f32>,
    beta: Vec<f32>,
    psi: Vec<f32>,
    into: Vec<f32>,
    scale: Vec<f32>,
    back: Vec<u8>,
    stay: Vec<u8>,
    best: Vec<f32>,
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

/// More kinds (types, and none) than any model has.
const KINDS: usize = 16;

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
    /// Sums over all paths that `allowed` lets through (a bit a label); returns the logarithm of the sum.
    ///
    /// `scores` holds a row of labels a token; `trans[a][b]` scores type `b` (0 for none) after the end of type `a`.
    pub fn sums(&mut self, scores: &[f32], trans: &[f32], types: usize, allowed: Option<&[u64]>) -> f32 {
        let width = labels(types);
        let mut total = 0.0;
        self.psi.clear();
        for (i, row) in scores.chunks_exact(width).enumerate() {
            let mask = allowed.map_or(u64::MAX, |a| a[i]);
            let open = row.iter().enumerate().filter(|(l, _)| mask >> l & 1 == 1);
            let top = open.map(|(_, s)| *s).fold(f32::MIN, f32::max);
            total += top;
            self.psi.extend(
                row.iter().enumerate().map(|(l, s)| if mask >> l & 1 == 1 { (s - top).exp() } else { 0.0 }),
            );
        }
        total + self.pass(trans, types)
    }

    /// Forward and backward over the shares of all labels; returns the logarithm of the sum over all paths.
    fn pass(&mut self, trans: &[f32], types: usize) -> f32 {
        let (width, kinds) = (labels(types), types + 1);
        let n = self.psi.len() / width;
        self.alpha.clear();
        self.alpha.resize(n * width, 0.0);
        self.beta.clear();
        self.beta.resize(n * width, 0.0);
        self.into.clear();
        self.into.resize(n * kinds, 0.0);
        self.scale.clear();
        let mut total = 0.0;
        let mut out = [0.0; KINDS];
        let out = &mut out[..kinds];
        out[0] = 1.0;
        let mut open = [0.0; KINDS];
        for i in 0..n {
            let into = &mut self.into[i * kinds..][..kinds];
            for (a, &mass) in out.iter().enumerate() {
                if mass > 0.0 {
                    for (b, cell) in into.iter_mut().enumerate() {
                        *cell += mass * trans[a * kinds + b];
                    }
                }
            }
            let psi = &self.psi[i * width..][..width];
            let alpha = &mut self.alpha[i * width..][..width];
            alpha[0] = into[0] * psi[0];
            let mut sum = alpha[0];
            for t in 0..types {
                let l = 1 + 4 * t;
                alpha[l] = into[t + 1] * psi[l];
                alpha[l + 1] = open[t] * psi[l + 1];
                alpha[l + 2] = open[t] * psi[l + 2];
                alpha[l + 3] = into[t + 1] * psi[l + 3];
                sum += alpha[l] + alpha[l + 1] + alpha[l + 2] + alpha[l + 3];
            }
            let sum = sum.max(1e-30);
            let inverse = 1.0 / sum;
            for cell in alpha.iter_mut() {
                *cell *= inverse;
            }
            self.scale.push(sum);
            total += sum.ln();
            out[0] = alpha[0];
            for t in 0..types {
                let l = 1 + 4 * t;
                open[t] = alpha[l] + alpha[l + 1];
                out[t + 1] = alpha[l + 2] + alpha[l + 3];
            }
        }
        let last: f32 = out.iter().enumerate().map(|(a, m)| m * trans[a * kinds]).sum();
        total += last.max(1e-30).ln();
        let norm = 1.0 / last.max(1e-30);
        // Backward: what follows after an end of each type, and after an open name of each type.
        let mut after = [0.0; KINDS];
        let after = &mut after[..kinds];
        for (a, cell) in after.iter_mut().enumerate() {
            *cell = trans[a * kinds] * norm;
        }
        let mut going = [0.0; KINDS];
        for i in (0..n).rev() {
            let beta = &mut self.beta[i * width..][..width];
            beta[0] = after[0];
            for t in 0..types {
                let l = 1 + 4 * t;
                (beta[l], beta[l + 1]) = (going[t], going[t]);
                (beta[l + 2], beta[l + 3]) = (after[t + 1], after[t + 1]);
            }
            let psi = &self.psi[i * width..][..width];
            let inverse = 1.0 / self.scale[i];
            let none = psi[0] * beta[0] * inverse;
            let mut starts = [0.0; KINDS];
            let starts = &mut starts[..kinds];
            starts[0] = none;
            for t in 0..types {
                let l = 1 + 4 * t;
                starts[t + 1] = (psi[l] * beta[l] + psi[l + 3] * beta[l + 3]) * inverse;
                going[t] = (psi[l + 1] * beta[l + 1] + psi[l + 2] * beta[l + 2]) * inverse;
            }
            for (a, cell) in after.iter_mut().enumerate() {
                *cell = starts.iter().zip(&trans[a * kinds..]).map(|(s, t)| s * t).sum();
            }
        }
        total
    }

    /// The probability of a label at a token, after [`Lattice::sums`].
    pub fn probability(&self, at: usize, label: usize, width: usize) -> f32 {
        self.alpha[at * width + label] * self.beta[at * width + label]
    }

    /// The expected count of each pair of type ends and starts between tokens, added to `into` with a factor.
    pub fn pairs(&self, trans: &[f32], types: usize, factor: f32, into: &mut [f32]) {
        let (width, kinds) = (labels(types), types + 1);
        let n = self.scale.len();
        let mut out = vec![0.0; kinds];
        out[0] = 1.0;
        let mut starts = vec![0.0; kinds];
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
                let last: f32 = out.iter().enumerate().map(|(a, m)| m * trans[a * kinds]).sum();
                starts.fill(0.0);
                starts[0] = 1.0 / last.max(1e-30);
            }
            for (a, mass) in out.iter().enumerate().filter(|(_, m)| **m > 0.0) {
                for (b, start) in starts.iter().enumerate() {
                    into[a * kinds + b] += factor * mass * trans[a * kinds + b] * start;
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
        let (width, kinds) = (labels(types), types + 1);
        let l = 1 + 4 * kind;
        let mut p = self.into[start * kinds + kind + 1];
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

    /// The names of the best path, without their probabilities. `steps` holds a row of labels a token, in steps of this
    /// size; `trans` here holds scores, not their exponentials.
    pub fn best(&mut self, steps: &[i16], step: f32, trans: &[f32], types: usize, found: &mut Vec<Found>) {
        let (width, kinds) = (labels(types), types + 1);
        let n = steps.len() / width;
        found.clear();
        self.back.clear();
        self.back.resize(n * kinds, 0);
        self.stay.clear();
        self.stay.resize(n * types * 2, 0);
        self.best.clear();
        self.best.resize(2 * kinds + types, f32::MIN);
        let (out, rest) = self.best.split_at_mut(kinds);
        let (into, open) = rest.split_at_mut(kinds);
        out[0] = 0.0;
        for (i, row) in steps.chunks_exact(width).enumerate() {
            let row = |label: usize| f32::from(row[label]) * step;
            for (b, cell) in into.iter_mut().enumerate() {
                let (mut top, mut from) = (f32::MIN, 0);
                for (a, score) in out.iter().enumerate() {
                    let score = score + trans[a * kinds + b];
                    if score > top {
                        (top, from) = (score, a);
                    }
                }
                *cell = top;
                self.back[i * kinds + b] = from as u8;
            }
            out[0] = into[0] + row(0);
            for t in 0..types {
                let l = 1 + 4 * t;
                let (single, last) = (into[t + 1] + row(l + 3), open[t] + row(l + 2));
                out[t + 1] = single.max(last);
                self.stay[(i * types + t) * 2] = u8::from(last > single);
                let (first, inside) = (into[t + 1] + row(l), open[t] + row(l + 1));
                open[t] = first.max(inside);
                self.stay[(i * types + t) * 2 + 1] = u8::from(inside > first);
            }
        }
        let mut state = (0..kinds)
            .fold((f32::MIN, 0), |best, a| {
                let score = out[a] + trans[a * kinds];
                if score > best.0 { (score, a) } else { best }
            })
            .1;
        let mut i = n;
        while i > 0 {
            let end = i;
            i -= 1;
            if state > 0 {
                let t = state - 1;
                let mut inside = self.stay[(i * types + t) * 2] == 1;
                while inside && i > 0 {
                    i -= 1;
                    inside = self.stay[(i * types + t) * 2 + 1] == 1;
                }
                found.push(Found { start: i, end, kind: t, score: 0.0 });
            }
            state = self.back[i * kinds + state] as usize;
        }
        found.reverse();
    }

    /// Gives each name its probability. `shares` tells what so many steps below the best label of a token leave of it;
    /// `trans` holds exponentials, as in [`Lattice::sums`].
    pub fn judge(
        &mut self,
        steps: &[i16],
        shares: &[f32],
        trans: &[f32],
        types: usize,
        found: &mut [Found],
    ) {
        if found.is_empty() {
            return;
        }
        self.psi.clear();
        for row in steps.chunks_exact(labels(types)) {
            let top = row.iter().copied().fold(i16::MIN, i16::max);
            let below = |step: &i16| shares.get(usize::from(top.abs_diff(*step))).copied().unwrap_or(0.0);
            self.psi.extend(row.iter().map(below));
        }
        self.pass(trans, types);
        for name in found {
            name.score = self.name(name.start, name.end, name.kind, types).clamp(0.0, 1.0);
        }
    }
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
        let trans: Vec<f32> = log.iter().map(|s| s.exp()).collect();
        let mut lattice = Lattice::default();
        let total = lattice.sums(&scores, &trans, types, None);
        for i in 0..4 {
            let sum: f32 = (0..width).map(|l| lattice.probability(i, l, width)).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum}");
        }
        let mut pairs = vec![0.0; 9];
        lattice.pairs(&trans, types, 1.0, &mut pairs);
        assert!(pairs.iter().sum::<f32>() > 1.0);
        let mut found = Vec::new();
        lattice.best(&steps, 0.05, &log, types, &mut found);
        let shares: Vec<f32> = (0..300).map(|n| (n as f32 * -0.05).exp()).collect();
        lattice.judge(&steps, &shares, &trans, types, &mut found);
        assert!(found.iter().all(|f| f.start < f.end && f.score > 0.0 && f.score <= 1.0));
        let only = lattice.sums(&scores, &trans, types, Some(&[1; 4]));
        assert!(only < total);
    }
}
