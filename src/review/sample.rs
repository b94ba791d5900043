//! Which rows a person should check: a stratified random sample with known chances.

use crate::chance::Draws;
use crate::error::Error;

/// A row that was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Its number among all rows.
    pub row: usize,
    /// Its stratum's number.
    pub stratum: usize,
    /// The chance that it had of being drawn: what a corrected figure weights it by.
    pub probability: f64,
}

/// Draws `count` of the rows without replacement, in proportion to the strata and at least one from each; a row's stratum is a
/// number. The same seed draws the same rows. They come in their own order.
///
/// # Errors
/// When there are fewer rows than asked for, or fewer asked for than there are strata.
pub fn sample(strata: &[usize], count: usize, seed: u64) -> Result<Vec<Drawn>, Error> {
    if count > strata.len() {
        return Err(Error::input(format!("{count} rows were asked for, and there are {}", strata.len())));
    }
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); strata.iter().max().map_or(0, |m| m + 1)];
    for (row, &stratum) in strata.iter().enumerate() {
        rows[stratum].push(row);
    }
    let filled = rows.iter().filter(|r| !r.is_empty()).count();
    if count < filled {
        let message = format!("{count} rows cannot be drawn from {filled} strata: at least one from each");
        return Err(Error::input(message));
    }
    let shares = shared(&rows.iter().map(Vec::len).collect::<Vec<_>>(), count);
    let mut draw = Draws::new(seed);
    let mut out = Vec::with_capacity(count);
    for (stratum, (mut rows, share)) in rows.into_iter().zip(shares).enumerate() {
        let probability = share as f64 / rows.len().max(1) as f64;
        for place in 0..share {
            let other = place + draw.below(rows.len() - place);
            rows.swap(place, other);
            out.push(Drawn { row: rows[place], stratum, probability });
        }
    }
    out.sort_by_key(|d| d.row);
    Ok(out)
}

/// Parts of `count` in proportion to sizes: one for each first, then by largest remainder, none above its size.
fn shared(sizes: &[usize], count: usize) -> Vec<usize> {
    let mut out: Vec<usize> = sizes.iter().map(|&s| usize::from(s > 0)).collect();
    let all = sizes.iter().sum::<usize>().max(1) as f64;
    for _ in out.iter().sum::<usize>()..count {
        // Who is furthest below its share gets the next one; of equals the first.
        let lack = |i: usize| sizes[i] as f64 * count as f64 / all - out[i] as f64;
        let open = (0..sizes.len()).filter(|&i| out[i] < sizes[i]);
        let Some(next) = open.reduce(|best, i| if lack(i) > lack(best) { i } else { best }) else { break };
        out[next] += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{sample, shared};

    #[test]
    fn shares_add_up_and_follow_sizes() {
        assert_eq!(shared(&[50, 30, 20], 10), [5, 3, 2]);
        assert_eq!(shared(&[97, 2, 1, 0], 10), [8, 1, 1, 0]);
        assert_eq!(shared(&[3, 3], 6), [3, 3]);
    }

    #[test]
    fn every_row_has_its_chance() {
        let strata: Vec<usize> = (0..60).map(|i| usize::from(i % 6 == 0)).collect();
        let mut drawn = vec![0u32; 60];
        for seed in 0..2000 {
            let rows = sample(&strata, 12, seed).expect("enough rows");
            assert_eq!(rows.len(), 12);
            assert!(rows.windows(2).all(|w| w[0].row < w[1].row));
            assert!(rows.iter().all(|d| (d.probability - 0.2).abs() < 1e-9));
            for d in rows {
                drawn[d.row] += 1;
            }
        }
        assert!(drawn.iter().all(|&n| (330..470).contains(&n)), "{drawn:?}");
        assert_eq!(sample(&strata, 5, 1).expect("rows"), sample(&strata, 5, 1).expect("rows"));
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert!(sample(&[0, 0], 3, 0).is_err());
        assert!(sample(&[0, 1, 2], 2, 0).is_err());
        assert_eq!(sample(&[], 0, 0).expect("nothing").len(), 0);
    }
}
