//! Logistic regression with a quadratic penalty, the same weights on every run: by Newton's method over few figures, by a
//! quasi-Newton search over many features.

/// One example: its figures, whether it is one, and how much it counts.
pub(crate) struct Row<'f> {
    pub(crate) figures: &'f [f32],
    pub(crate) truth: bool,
    pub(crate) count: f64,
}

/// Newton steps; the fit is exact long before the last.
const STEPS: usize = 8;

/// A weight for each of some columns of the figures; the first column is the bias, which is not held back.
pub(crate) fn fit(rows: &[Row<'_>], columns: &[usize], penalty: f64) -> Vec<f64> {
    let n = columns.len();
    let mut weights = vec![0.0; n];
    for _ in 0..STEPS {
        let mut slope = vec![0.0; n];
        let mut curve = vec![0.0; n * n];
        for (i, w) in weights.iter().enumerate() {
            let hold = if i == 0 { 1e-6 } else { penalty };
            slope[i] = -hold * w;
            curve[i * n + i] = hold;
        }
        let mut filled: Vec<(usize, f64)> = Vec::with_capacity(n);
        for row in rows {
            filled.clear();
            let figures = columns.iter().map(|&c| f64::from(row.figures[c])).enumerate();
            filled.extend(figures.filter(|(_, v)| *v != 0.0));
            let odds: f64 = filled.iter().map(|&(i, v)| weights[i] * v).sum();
            let share = 1.0 / (1.0 + (-odds).exp());
            let gap = row.count * (f64::from(u8::from(row.truth)) - share);
            let bend = row.count * (share * (1.0 - share)).max(1e-6);
            for &(i, v) in &filled {
                slope[i] += gap * v;
                for &(j, u) in filled.iter().take_while(|(j, _)| *j <= i) {
                    curve[i * n + j] += bend * v * u;
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solve(curve, slope, n)) {
            *weight += step.clamp(-2.0, 2.0);
        }
    }
    weights
}

/// One example of several classes: its figures, its class, and how much it counts.
pub(crate) struct Of<'f> {
    pub(crate) figures: &'f [f32],
    pub(crate) class: usize,
    pub(crate) count: f64,
}

/// For each class a weight for each of some columns, where one class excludes the others. A weight is held back by the
/// spread of its column, so that no scale is favoured; the first column is the bias and is not.
pub(crate) fn fit_classes(
    rows: &[Of<'_>],
    columns: &[usize],
    classes: usize,
    penalty: f64,
    spread: bool,
) -> Vec<Vec<f64>> {
    let n = columns.len();
    let hold = holds(rows, columns, penalty, spread);
    let size = n * classes;
    let mut weights = vec![0.0; size];
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = (0..size).map(|i| -hold[i % n] * weights[i]).collect();
        let mut curve = vec![0.0; size * size];
        for i in 0..size {
            curve[i * size + i] = hold[i % n];
        }
        let mut filled: Vec<(usize, f64)> = Vec::with_capacity(n);
        for row in rows {
            filled.clear();
            let figures = columns.iter().map(|&c| f64::from(row.figures[c])).enumerate();
            filled.extend(figures.filter(|(_, v)| *v != 0.0));
            let shares = shares(&weights, &filled, n, classes);
            for a in 0..classes {
                let gap = row.count * (f64::from(u8::from(row.class == a)) - shares[a]);
                for &(i, v) in &filled {
                    slope[a * n + i] += gap * v;
                }
                for b in 0..=a {
                    let same = f64::from(u8::from(a == b));
                    let bend = row.count * shares[a] * (same - shares[b]);
                    for &(i, v) in &filled {
                        for &(j, u) in &filled {
                            curve[(a * n + i) * size + b * n + j] += bend * v * u;
                        }
                    }
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solve(curve, slope, size)) {
            *weight += step.clamp(-2.0, 2.0);
        }
    }
    weights.chunks(n).map(<[f64]>::to_vec).collect()
}

fn shares(weights: &[f64], filled: &[(usize, f64)], n: usize, classes: usize) -> Vec<f64> {
    let sum = |a: usize| filled.iter().map(|&(i, v)| weights[a * n + i] * v).sum::<f64>();
    let sums: Vec<f64> = (0..classes).map(sum).collect();
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = sums.iter().map(|s| (s - most).exp()).collect();
    let all: f64 = powers.iter().sum();
    powers.iter().map(|p| p / all).collect()
}

/// How strongly the weight of each column is held back.
fn holds(rows: &[Of<'_>], columns: &[usize], penalty: f64, spread: bool) -> Vec<f64> {
    let count = rows.len().max(1) as f64;
    let hold = |(at, &column): (usize, &usize)| {
        let values = || rows.iter().map(|r| f64::from(r.figures[column]));
        let mean = values().sum::<f64>() / count;
        let wide = values().map(|v| (v - mean).powi(2)).sum::<f64>() / count;
        match (at, spread) {
            (0, _) => 1e-3,
            (_, true) => penalty * wide + 1e-6,
            (_, false) => penalty,
        }
    };
    columns.iter().enumerate().map(hold).collect()
}

/// Solves `a x = b` for a positive definite matrix of which the lower half is given.
fn solve(mut a: Vec<f64>, mut b: Vec<f64>, n: usize) -> Vec<f64> {
    for i in 0..n {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| a[i * n + k] * a[j * n + k]).sum();
            let value = a[i * n + j] - inner;
            a[i * n + j] = if i == j { value.max(1e-9).sqrt() } else { value / a[j * n + j] };
        }
    }
    for i in 0..n {
        let inner: f64 = (0..i).map(|k| a[i * n + k] * b[k]).sum();
        b[i] = (b[i] - inner) / a[i * n + i];
    }
    for i in (0..n).rev() {
        let inner: f64 = (i + 1..n).map(|k| a[k * n + i] * b[k]).sum();
        b[i] = (b[i] - inner) / a[i * n + i];
    }
    b
}

/// Steps of the search for sparse weights, and how many earlier ones each step remembers.
const SEARCH: usize = 60;
const MEMORY: usize = 8;

/// The features that an example has, whether it is one, and how much it counts.
#[derive(Clone, Copy)]
pub(crate) struct Sparse<'f> {
    pub(crate) features: &'f [u32],
    pub(crate) truth: bool,
    pub(crate) count: f64,
}

/// A weight for each feature of rows that name the features they have, held back towards `prior`, each as strongly as
/// `hold` says; found by the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno.
pub(crate) fn fit_sparse(rows: &[Sparse<'_>], prior: &[f64], hold: &[f64]) -> Vec<f64> {
    let mut weights = prior.to_vec();
    let (mut value, mut slope) = loss(rows, &weights, prior, hold);
    let mut past: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..SEARCH {
        let step = direction(&slope, &past);
        let down = dot(&step, &slope);
        if down > -1e-6 {
            break;
        }
        let mut length = if past.is_empty() { 1.0 / dot(&slope, &slope).sqrt().max(1.0) } else { 1.0 };
        let (next, found) = loop {
            let next: Vec<f64> = weights.iter().zip(&step).map(|(w, s)| w + length * s).collect();
            let found = loss(rows, &next, prior, hold);
            if found.0 <= value + 1e-4 * length * down || length < 1e-8 {
                break (next, found);
            }
            length *= 0.5;
        };
        let moved: Vec<f64> = next.iter().zip(&weights).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = found.1.iter().zip(&slope).map(|(a, b)| a - b).collect();
        if dot(&moved, &turned) > 1e-10 {
            past.push((moved, turned));
        }
        if past.len() > MEMORY {
            past.remove(0);
        }
        let gain = value - found.0;
        (weights, (value, slope)) = (next, found);
        if gain < 1e-6 * value.abs() {
            break;
        }
    }
    weights
}

/// What the weights cost, and which way it grows.
fn loss(rows: &[Sparse<'_>], weights: &[f64], prior: &[f64], hold: &[f64]) -> (f64, Vec<f64>) {
    let away = || weights.iter().zip(prior).map(|(w, p)| w - p).zip(hold);
    let mut slope: Vec<f64> = away().map(|(d, h)| h * d).collect();
    let mut value = 0.5 * away().map(|(d, h)| h * d * d).sum::<f64>();
    for row in rows {
        let odds: f64 = row.features.iter().map(|&f| weights[f as usize]).sum();
        let share = 1.0 / (1.0 + (-odds).exp());
        let gap = row.count * (share - f64::from(u8::from(row.truth)));
        value +=
            row.count * (odds.max(0.0) + (-odds.abs()).exp().ln_1p() - if row.truth { odds } else { 0.0 });
        for &f in row.features {
            slope[f as usize] += gap;
        }
    }
    (value, slope)
}

/// Downhill, as the earlier steps bend it.
fn direction(slope: &[f64], past: &[(Vec<f64>, Vec<f64>)]) -> Vec<f64> {
    let mut out: Vec<f64> = slope.iter().map(|s| -s).collect();
    let mut shares = Vec::with_capacity(past.len());
    for (moved, turned) in past.iter().rev() {
        let share = dot(moved, &out) / dot(moved, turned);
        out.iter_mut().zip(turned).for_each(|(o, t)| *o -= share * t);
        shares.push(share);
    }
    if let Some((moved, turned)) = past.last() {
        let scale = dot(moved, turned) / dot(turned, turned);
        for o in &mut out {
            *o *= scale;
        }
    }
    for ((moved, turned), share) in past.iter().zip(shares.iter().rev()) {
        let back = dot(turned, &out) / dot(moved, turned);
        out.iter_mut().zip(moved).for_each(|(o, m)| *o += (share - back) * m);
    }
    out
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::{Row, Sparse, fit, fit_sparse};

    #[test]
    fn sparse_weights_lean_towards_what_is_set() {
        let (with, without) = ([0, 1], [0]);
        let row = |i: usize| Sparse {
            features: if i.is_multiple_of(2) { &with } else { &without },
            truth: i.is_multiple_of(2) && !i.is_multiple_of(8),
            count: 1.0,
        };
        let rows: Vec<Sparse<'_>> = (0..400).map(row).collect();
        let learned = fit_sparse(&rows, &[0.0; 3], &[0.01; 3]);
        assert!((learned[0] + learned[1] - 1.098).abs() < 0.05, "three of four: {learned:?}");
        assert_eq!(fit_sparse(&rows, &[0.0, 0.0, 2.5], &[1.0; 3])[2], 2.5, "nothing speaks against it");
    }

    #[test]
    fn learns_the_odds() {
        let (with, without) = ([1.0, 1.0], [1.0, 0.0]);
        let row = |i: usize| Row {
            figures: if i.is_multiple_of(2) { &with } else { &without },
            truth: i.is_multiple_of(2) && !i.is_multiple_of(8),
            count: 1.0,
        };
        let rows: Vec<Row<'_>> = (0..400).map(row).collect();
        let weights = fit(&rows, &[0, 1], 0.01);
        assert!((weights[0] + weights[1] - 1.098).abs() < 0.05, "three of four: {weights:?}");
    }
}
