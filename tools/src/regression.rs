//! Logistic regression with a quadratic penalty, by Newton's method: the same weights on every run.

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

#[cfg(test)]
mod tests {
    use super::{Row, fit};

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
