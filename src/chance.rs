//! Random draws that are the same on every run, and the distributions that intervals are read from.

/// Evenly spread numbers from a seed (`SplitMix64`, Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    state: u64,
}

impl Draws {
    pub(crate) const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `count`, which is not nought; the shares differ by less than 2⁻⁴⁰ for any count that fits memory.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }
}

/// How often a bootstrap draws.
pub(crate) const REPEATS: u32 = 2000;

/// The middle 95 % of values; none of none.
pub(crate) fn middle(mut values: Vec<f64>) -> Option<(f64, f64)> {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get(((values.len() as f64 - 1.0) * share).round() as usize).copied();
    Some((at(0.025)?, at(0.975)?))
}

/// The place below which a beta distribution has so large a share, by halving.
pub(crate) fn beta_quantile(share: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if beta_below(middle, a, b) < share { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The upper 2.5 % point of Student's t with so many degrees of freedom.
pub(crate) fn t_upper(freedom: f64) -> f64 {
    // For t >= 0 the two tails together hold I_x(freedom / 2, 1 / 2) at x = freedom / (freedom + t²).
    let x = beta_quantile(0.05, freedom / 2.0, 0.5);
    (freedom * (1.0 - x) / x).sqrt()
}

/// The share of a beta distribution below a place, by Lentz's continued fraction.
fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(1.0 - x, b, a);
    }
    let front = (a * x.ln() + b * (1.0 - x).ln() + gamma_ln(a + b) - gamma_ln(a) - gamma_ln(b)).exp() / a;
    let floor = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let (mut c, mut d) = (1.0, 1.0 / floor(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..200 {
        let m = f64::from(m);
        for term in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / floor(1.0 + term * d);
            c = floor(1.0 + term / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-12 {
            break;
        }
    }
    front * fraction
}

/// The logarithm of the gamma function (Stirling's series, shifted up for small values).
fn gamma_ln(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 8.0 {
        shift += x.ln();
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = (1.0 / 12.0 - square * (1.0 / 360.0 - square / 1260.0)) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - shift
}

#[cfg(test)]
mod tests {
    use super::{Draws, middle, t_upper};

    #[test]
    fn student_as_in_the_tables() {
        for (freedom, t) in [(1.0, 12.706), (4.0, 2.776), (9.0, 2.262), (29.0, 2.045), (100_000.0, 1.960)] {
            assert!((t_upper(freedom) - t).abs() < 0.001, "{freedom}: {}", t_upper(freedom));
        }
    }

    #[test]
    fn draws_are_even_and_the_same_every_time() {
        let mut counts = [0; 7];
        let (mut one, mut other) = (Draws::new(3), Draws::new(3));
        for _ in 0..70_000 {
            let number = one.below(7);
            counts[number] += 1;
            assert_eq!(number, other.below(7));
        }
        assert!(counts.iter().all(|&c| (c - 10_000_i32).abs() < 400), "{counts:?}");
        assert_eq!(middle((0..=1000).map(f64::from).collect()), Some((25.0, 975.0)));
        assert_eq!(middle(Vec::new()), None);
    }
}
