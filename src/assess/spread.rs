//! How far figures would spread in other samples: a cluster bootstrap, and an interval for a share of few.

use crate::chance::{Draws, REPEATS, beta_quantile, middle};
use crate::names::names;

names! {
    /// What is drawn again in a bootstrap.
    Over {
        /// Whole documents.
        Documents = "documents",
        /// All commitments of one promisor.
        Promisors = "promisors",
    }
}

/// An interval from a cluster bootstrap. It covers the chance of having these documents (or promisors) and no others; what
/// the machine reads wrongly, and what no document says, is not in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Below it lie 2.5 % of the draws.
    pub low: f32,
    /// Above it lie 2.5 % of the draws.
    pub high: f32,
    /// What was drawn.
    pub over: Over,
    /// How many of these there are.
    pub clusters: u32,
    /// How often was drawn.
    pub draws: u32,
    /// What the draws began with; the same on every run.
    pub seed: u64,
}

impl Spread {
    /// What it covers, and what it leaves out.
    pub const fn covers(&self) -> &'static str {
        match self.over {
            Over::Documents => "sampling of documents only, machine error not included",
            Over::Promisors => "sampling of promisors only, machine error not included",
        }
    }
}

/// The share at least partly fulfilled where few were assessed, with Jeffreys' interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// The share.
    pub share: f32,
    /// Its interval.
    pub low: f32,
    /// Its interval.
    pub high: f32,
}

pub(crate) const SEED: u64 = 0x5E7A_4DA5;
/// With fewer clusters a bootstrap says nothing.
const LEAST: usize = 5;

/// Weighted fulfilment and weight of one cluster.
pub(super) type Cluster = (f64, f64);

/// Draws clusters with replacement, and reads the interval off the draws.
pub(super) fn spread(clusters: &[Cluster], over: Over) -> Option<Spread> {
    let count = clusters.len();
    if count < LEAST {
        return None;
    }
    let mut draw = Draws::new(SEED);
    let mut draws: Vec<f64> = Vec::with_capacity(REPEATS as usize);
    for _ in 0..REPEATS {
        let (mut sum, mut weight) = (0.0, 0.0);
        for _ in 0..count {
            let (s, w) = clusters[draw.below(count)];
            sum += s;
            weight += w;
        }
        if weight > 0.0 {
            draws.push(sum / weight);
        }
    }
    let (low, high) = middle(draws)?;
    let (low, high) = (low as f32, high as f32);
    Some(Spread { low, high, over, clusters: count as u32, draws: REPEATS, seed: SEED })
}

/// From so many on the share speaks for itself.
const FEW: u32 = 30;

/// Jeffreys' interval for `kept` of `all`.
pub(super) fn kept(kept: u32, all: u32) -> Option<Kept> {
    if all == 0 || all >= FEW {
        return None;
    }
    let (a, b) = (f64::from(kept) + 0.5, f64::from(all - kept) + 0.5);
    let low = if kept == 0 { 0.0 } else { beta_quantile(0.025, a, b) };
    let high = if kept == all { 1.0 } else { beta_quantile(0.975, a, b) };
    Some(Kept { share: kept as f32 / all as f32, low: low as f32, high: high as f32 })
}

#[cfg(test)]
mod tests {
    use super::{Over, kept, spread};

    #[test]
    fn a_bootstrap_is_the_same_every_time_and_holds_the_mean() {
        let clusters: Vec<(f64, f64)> = (0..40).map(|i| (f64::from(i % 2), 1.0)).collect();
        let s = spread(&clusters, Over::Documents).expect("enough clusters");
        assert_eq!(Some(s), spread(&clusters, Over::Documents));
        // The mean of forty coins: 0.5 and two standard errors of 0.079.
        assert!((s.low - 0.345).abs() < 0.03 && (s.high - 0.655).abs() < 0.03, "{s:?}");
        assert_eq!((s.clusters, s.draws), (40, 2000));
        let same: Vec<(f64, f64)> = vec![(0.5, 1.0); 6];
        let s = spread(&same, Over::Promisors).expect("enough clusters");
        assert_eq!((s.low, s.high), (0.5, 0.5));
        assert!(s.covers().starts_with("sampling of promisors only"));
        assert!(spread(&same[..4], Over::Documents).is_none());
    }

    #[test]
    fn jeffreys_interval_as_in_the_tables() {
        // Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", table 5.
        for (n, of, low, high) in
            [(0, 10, 0.0, 0.217), (1, 10, 0.011, 0.381), (5, 10, 0.224, 0.776), (10, 10, 0.783, 1.0)]
        {
            let k = kept(n, of).expect("few");
            assert!((k.low - low).abs() < 0.002 && (k.high - high).abs() < 0.002, "{n} of {of}: {k:?}");
        }
        assert!(kept(3, 0).is_none() && kept(3, 30).is_none());
    }
}
