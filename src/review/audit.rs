//! Figures corrected for the machine's own errors by an audit of rows drawn with known chances.

use std::collections::BTreeMap;

use crate::chance::t_upper;

/// A row's share in a figure: the figure is the sum of `value` over the sum of `counted`. For an index, `counted` is the row's
/// weight if it was judged and nought if not, and `value` its fulfilment times that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// What it adds above the line.
    pub value: f64,
    /// What it adds below the line.
    pub counted: f64,
}

/// A row of the machine's, and what a person said of it if it was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Audited {
    /// The machine's.
    pub machine: Share,
    /// The person's; none if it was not drawn.
    pub human: Option<Share>,
    /// The chance that it had of being drawn, above nought if it was.
    pub probability: f64,
    /// What belongs together: the document.
    pub cluster: u32,
}

/// A corrected figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corrected {
    /// The estimate; it can leave the range of its figure where few were audited.
    pub estimate: f64,
    /// Lower end of the 95 % interval: Student's t over clusters.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The machine's figure, without correction; none where it counts nothing.
    pub machine: Option<f64>,
    /// Rows in all.
    pub rows: u32,
    /// Rows that were audited.
    pub audited: u32,
    /// Clusters.
    pub clusters: u32,
}

/// Design-based supervised learning (Egami, Hinck, Stewart and Wei 2023): every row counts as the machine has it, and an audited row
/// adds its error over its chance; the variance is that of a ratio, robust to clusters. None without two clusters, without
/// an audited row, or when nothing counts.
pub fn corrected(rows: &[Audited]) -> Option<Corrected> {
    let shares = |pick: &dyn Fn(&Audited) -> Share| {
        rows.iter().map(pick).fold((0.0, 0.0), |sum, s| (sum.0 + s.value, sum.1 + s.counted))
    };
    let pseudo = |row: &Audited| {
        let Some(human) = row.human else { return row.machine };
        let moved = |m: f64, h: f64| m + (h - m) / row.probability;
        Share {
            value: moved(row.machine.value, human.value),
            counted: moved(row.machine.counted, human.counted),
        }
    };
    let audited = rows.iter().filter(|r| r.human.is_some()).count();
    let (above, below) = shares(&pseudo);
    let (machine_above, machine_below) = shares(&|row| row.machine);
    if audited == 0 || below <= 0.0 {
        return None;
    }
    let estimate = above / below;
    let mut clusters: BTreeMap<u32, f64> = BTreeMap::new();
    for row in rows {
        let share = pseudo(row);
        *clusters.entry(row.cluster).or_default() += share.value - estimate * share.counted;
    }
    let groups = clusters.len() as f64;
    if clusters.len() < 2 {
        return None;
    }
    let spread: f64 = clusters.values().map(|s| s * s).sum();
    let error = (spread * groups / (groups - 1.0)).sqrt() / below;
    let reach = t_upper(groups - 1.0) * error;
    Some(Corrected {
        estimate,
        low: estimate - reach,
        high: estimate + reach,
        machine: (machine_below > 0.0).then(|| machine_above / machine_below),
        rows: rows.len() as u32,
        audited: audited as u32,
        clusters: clusters.len() as u32,
    })
}

#[cfg(test)]
mod tests {
    use super::{Audited, Share, corrected};
    use crate::chance::Draws;
    use crate::review::sample;

    /// A corpus of 40 documents with five to fifteen rows, of which .4 are kept, more in some documents than in others; the machine
    /// misses a third of the kept and sees a tenth of the others as kept. Two hundred rows are audited.
    fn corpus(seed: u64) -> Vec<Audited> {
        let mut draw = Draws::new(seed);
        let mut even = move || (draw.next() >> 11) as f64 / (1u64 << 53) as f64;
        let mut rows = Vec::new();
        let mut truths = Vec::new();
        for cluster in 0..40 {
            let kept = 0.1 + 0.6 * even();
            for _ in 0..5 + (even() * 11.0) as usize {
                let truth = f64::from(u8::from(even() < kept));
                let seen = if truth > 0.0 { even() > 0.33 } else { even() < 0.1 };
                let machine = Share { value: f64::from(u8::from(seen)), counted: 1.0 };
                truths.push(Share { value: truth, counted: 1.0 });
                rows.push(Audited { machine, human: None, probability: 0.0, cluster });
            }
        }
        let strata: Vec<usize> = rows.iter().map(|r| r.machine.value as usize).collect();
        for drawn in sample(&strata, 200, seed ^ 1).expect("enough rows") {
            rows[drawn.row].human = Some(truths[drawn.row]);
            rows[drawn.row].probability = drawn.probability;
        }
        rows
    }

    #[test]
    fn intervals_cover_where_the_machine_alone_does_not() {
        let (mut covered, mut naive, mut bias) = (0, 0, 0.0);
        let runs = 2000;
        for seed in 0..runs {
            let rows = corpus(seed * 7919);
            let c = corrected(&rows).expect("audited");
            covered += u32::from(c.low <= 0.4 && 0.4 <= c.high);
            bias += c.estimate - 0.4;
            // What one would quote without an audit: the machine's values taken for the truth.
            let believed = rows.iter().map(|r| Audited { human: Some(r.machine), probability: 1.0, ..*r });
            let plain = corrected(&believed.collect::<Vec<_>>()).expect("believed");
            naive += u32::from(plain.low <= 0.4 && 0.4 <= plain.high);
        }
        let share = |n: u32| f64::from(n) / runs as f64;
        assert!((0.93..=0.97).contains(&share(covered)), "corrected covers {}", share(covered));
        assert!(share(naive) < 0.5, "the machine alone covers {}", share(naive));
        assert!((bias / runs as f64).abs() < 0.005, "{}", bias / runs as f64);
    }

    #[test]
    fn an_audit_of_all_rows_is_the_truth() {
        let row = |m: f64, h: f64, cluster| Audited {
            machine: Share { value: m, counted: 1.0 },
            human: Some(Share { value: h, counted: 1.0 }),
            probability: 1.0,
            cluster,
        };
        let c = corrected(&[row(1.0, 0.0, 0), row(1.0, 1.0, 1), row(1.0, 0.5, 2)]).expect("audited");
        assert!((c.estimate - 0.5).abs() < 1e-12 && c.machine == Some(1.0));
        assert_eq!((c.rows, c.audited, c.clusters), (3, 3, 3));
        assert!(c.low < 0.5 && c.high > 0.5);
    }

    #[test]
    fn what_says_nothing_gives_nothing() {
        let row = Audited {
            machine: Share { value: 1.0, counted: 1.0 },
            human: None,
            probability: 0.5,
            cluster: 0,
        };
        assert_eq!(corrected(&[row; 3]), None);
        assert_eq!(corrected(&[]), None);
    }
}
