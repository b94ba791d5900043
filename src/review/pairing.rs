//! Which mark of one coder is which of another's.

use std::collections::BTreeMap;

use super::coding::{Coded, Item};

/// Numbers of marks that are one: those that share at least half of the shorter's characters, one to one, those that share most
/// first.
pub(super) fn pairs(a: &[Item], b: &[Item]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..b.len()).collect();
    order.sort_by_key(|&j| b[j].start);
    // The furthest end of all marks up to each, so that a search can stop.
    let mut reach: Vec<u32> = Vec::with_capacity(b.len());
    for &j in &order {
        reach.push(reach.last().copied().unwrap_or(0).max(b[j].end));
    }
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    for (i, one) in a.iter().enumerate() {
        let upto = order.partition_point(|&j| b[j].start < one.end);
        for place in (0..upto).rev() {
            if reach[place] <= one.start {
                break;
            }
            let other = &b[order[place]];
            let shared = one.end.min(other.end).saturating_sub(one.start.max(other.start));
            let shorter = (one.end - one.start).min(other.end - other.start);
            if shared > 0 && 2 * u64::from(shared) >= u64::from(shorter) {
                found.push((shared, i, order[place]));
            }
        }
    }
    found.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut out = Vec::new();
    for (_, i, j) in found {
        if !used_a[i] && !used_b[j] {
            (used_a[i], used_b[j]) = (true, true);
            out.push((i, j));
        }
    }
    out.sort_unstable();
    out
}

/// Numbers of links that are one: both ends are. A link with an end that is nowhere is of no pair.
pub(super) fn links(
    a: &Coded,
    b: &Coded,
    commitments: &[(usize, usize)],
    outcomes: &[(usize, usize)],
) -> Vec<(usize, usize)> {
    let (from, upon) =
        (crossing(a, b, commitments, |c| &c.commitments), crossing(a, b, outcomes, |c| &c.outcomes));
    let mut theirs: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (j, tie) in b.links.iter().enumerate().rev() {
        theirs.entry((&tie.commitment, &tie.outcome)).or_default().push(j);
    }
    let mut out = Vec::new();
    for (i, tie) in a.links.iter().enumerate() {
        let ends = from.get(tie.commitment.as_str()).zip(upon.get(tie.outcome.as_str()));
        let same = ends.and_then(|(&c, &o)| theirs.get_mut(&(c, o)).and_then(Vec::pop));
        out.extend(same.map(|j| (i, j)));
    }
    out
}

/// From the names of one coder's marks to those of the other's.
fn crossing<'c>(
    a: &'c Coded,
    b: &'c Coded,
    pairs: &[(usize, usize)],
    marks: impl Fn(&'c Coded) -> &'c Vec<Item>,
) -> BTreeMap<&'c str, &'c str> {
    pairs.iter().map(|&(i, j)| (marks(a)[i].id.as_str(), marks(b)[j].id.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::pairs;
    use crate::review::Item;

    fn item(start: u32, end: u32) -> Item {
        Item { start, end, ..Item::default() }
    }

    #[test]
    fn largest_overlap_first_and_half_of_the_shorter() {
        let a = [item(0, 10), item(20, 40), item(50, 60)];
        let b = [item(5, 30), item(21, 39), item(58, 80), item(9, 11)];
        // 0 shares 5 of 10 with b0; 1 shares 18 with b1 and 10 with b0; 2 shares 2 of 10: too little.
        assert_eq!(pairs(&a, &b), [(0, 0), (1, 1)]);
        assert_eq!(pairs(&[], &b), []);
    }
}
