//! How far two coders agree on values beyond chance.

/// How often one coder gave one value and the other another, for values in an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratings {
    values: usize,
    counts: Vec<f64>,
}

impl Ratings {
    /// No ratings yet, of so many values.
    pub fn new(values: usize) -> Self {
        Self { values, counts: vec![0.0; values * values] }
    }

    /// One unit: the first coder's value, and the second's.
    pub fn add(&mut self, a: usize, b: usize) {
        self.counts[a * self.values + b] += 1.0;
    }

    /// From counts, the first coder's values in rows.
    pub(super) fn from_counts(values: usize, counts: &[f64]) -> Self {
        Self { values, counts: counts.to_vec() }
    }

    /// The first `values` of the values alone.
    pub(super) fn among(&self, values: usize) -> Self {
        let counts = (0..values).flat_map(|a| self.counts[a * self.values..].iter().take(values));
        Self { values, counts: counts.copied().collect() }
    }

    /// How many units.
    pub fn len(&self) -> usize {
        self.counts.iter().sum::<f64>() as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn sides(&self) -> (Vec<f64>, Vec<f64>) {
        let k = self.values;
        let row = |a: usize| (0..k).map(|b| self.counts[a * k + b]).sum();
        let column = |b: usize| (0..k).map(|a| self.counts[a * k + b]).sum();
        ((0..k).map(row).collect(), (0..k).map(column).collect())
    }

    /// The share of units with one value from both; none without units.
    pub fn same(&self) -> Option<f64> {
        let all = self.counts.iter().sum::<f64>();
        let same: f64 = (0..self.values).map(|v| self.counts[v * self.values + v]).sum();
        (all > 0.0).then(|| same / all)
    }

    /// Cohen's kappa (1960); none where chance alone makes all agree.
    pub fn kappa(&self) -> Option<f64> {
        self.weighted(|a, b| f64::from(u8::from(a != b)))
    }

    /// Cohen's kappa weighted by the square of the distance (1968).
    pub fn kappa_quadratic(&self) -> Option<f64> {
        self.weighted(|a, b| (a as f64 - b as f64).powi(2))
    }

    fn weighted(&self, apart: impl Fn(usize, usize) -> f64) -> Option<f64> {
        let (rows, columns) = self.sides();
        let all: f64 = rows.iter().sum();
        let (mut seen, mut chance) = (0.0, 0.0);
        for (a, row) in rows.iter().enumerate() {
            for (b, column) in columns.iter().enumerate() {
                seen += apart(a, b) * self.counts[a * self.values + b];
                chance += apart(a, b) * row * column / all;
            }
        }
        (chance > 0.0).then(|| 1.0 - seen / chance)
    }

    /// Krippendorff's alpha for values without an order.
    pub fn alpha_nominal(&self) -> Option<f64> {
        self.alpha(|a, b, _| f64::from(u8::from(a != b)))
    }

    /// Krippendorff's alpha for values in an order ("Computing Krippendorff's Alpha-Reliability", 2011).
    pub fn alpha_ordinal(&self) -> Option<f64> {
        self.alpha(|a, b, pooled| {
            let (low, high) = (a.min(b), a.max(b));
            let between: f64 = pooled[low..=high].iter().sum();
            (between - f64::midpoint(pooled[low], pooled[high])).powi(2)
        })
    }

    /// One less what was seen to differ over what pooled values would, every value counted once for each coder.
    fn alpha(&self, apart: impl Fn(usize, usize, &[f64]) -> f64) -> Option<f64> {
        let (rows, columns) = self.sides();
        let pooled: Vec<f64> = rows.iter().zip(&columns).map(|(a, b)| a + b).collect();
        let all: f64 = pooled.iter().sum();
        let (mut seen, mut chance) = (0.0, 0.0);
        for a in 0..self.values {
            for b in 0..self.values {
                if a == b {
                    continue;
                }
                let distance = apart(a, b, &pooled);
                let both = self.counts[a * self.values + b] + self.counts[b * self.values + a];
                seen += distance * both;
                chance += distance * pooled[a] * pooled[b] / (all - 1.0);
            }
        }
        (chance > 0.0).then(|| 1.0 - seen / chance)
    }
}

#[cfg(test)]
mod tests {
    use super::Ratings;

    fn ratings(values: usize, pairs: &[(usize, usize)]) -> Ratings {
        let mut out = Ratings::new(values);
        for &(a, b) in pairs {
            out.add(a, b);
        }
        out
    }

    fn near(value: Option<f64>, figure: f64) {
        assert!(value.is_some_and(|v| (v - figure).abs() < 0.0005), "{value:?} and not {figure}");
    }

    #[test]
    fn worked_examples() {
        // Ten units, two coders, yes and no: six of ten agree; the mixture gives alpha .095 and kappa .091.
        let a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
        let b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];
        let pairs: Vec<_> = a.into_iter().zip(b).collect();
        let r = ratings(2, &pairs);
        near(r.same(), 0.6);
        near(r.alpha_nominal(), 0.095);
        near(r.kappa(), 0.091);
        // With two values the order says nothing.
        near(r.alpha_ordinal(), 0.095);
        near(r.kappa_quadratic(), 0.091);
    }

    #[test]
    fn order_counts_where_it_is_asked_for() {
        let close = ratings(4, &[(0, 0), (1, 2), (2, 1), (3, 3), (1, 1), (2, 2)]);
        let far = ratings(4, &[(0, 3), (1, 1), (2, 2), (3, 0), (1, 1), (2, 2)]);
        assert_eq!(close.alpha_nominal(), far.alpha_nominal());
        assert!(close.alpha_ordinal() > far.alpha_ordinal());
        assert!(close.kappa_quadratic() > far.kappa_quadratic());
        near(ratings(3, &[(0, 0), (1, 1), (2, 2)]).alpha_ordinal(), 1.0);
        assert_eq!(ratings(3, &[(1, 1), (1, 1)]).alpha_nominal(), None);
        assert_eq!(ratings(3, &[]).kappa(), None);
        assert!(ratings(3, &[]).is_empty());
    }
}
