//! Bags of roots, by root: what two have in common.

/// Weight of the roots that two bags share, the rarest of them, and how many.
pub(super) fn shared(a: &[(u32, f32)], b: &[(u32, f32)]) -> (f32, f32, u32) {
    let (mut sum, mut most, mut count) = (0.0, 0.0_f32, 0);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1;
                most = most.max(a[i].1);
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    (sum, most, count)
}

/// Roots that two bags share, the rarest first.
pub(super) fn common(a: &[(u32, f32)], b: &[(u32, f32)]) -> Vec<u32> {
    let mut out: Vec<_> =
        a.iter().filter(|(id, _)| b.binary_search_by_key(id, |&(x, _)| x).is_ok()).collect();
    out.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
    out.into_iter().map(|&(id, _)| id).collect()
}

pub(super) fn meets(a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|id| b.binary_search(id).is_ok())
}

/// Share of a bag's weight that a list of roots holds.
pub(super) fn held(bag: &[(u32, f32)], list: &[u32]) -> f32 {
    part(bag.iter().filter(|(id, _)| list.binary_search(id).is_ok()).map(|&(_, w)| w).sum(), bag)
}

/// Weight of the roots of a bag that a test lets through.
pub(super) fn weight_of(bag: &[(u32, f32)], test: &dyn Fn(u32) -> bool) -> f32 {
    bag.iter().filter(|(id, _)| test(*id)).map(|&(_, w)| w).sum()
}

/// The inner product of two bags.
pub(super) fn product(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    a.iter().filter_map(|&(id, w)| b.binary_search_by_key(&id, |&(x, _)| x).ok().map(|at| w * b[at].1)).sum()
}

pub(super) fn total(bag: &[(u32, f32)]) -> f32 {
    bag.iter().map(|&(_, w)| w).sum()
}

/// A shared weight as a part of a bag's.
pub(super) fn part(sum: f32, bag: &[(u32, f32)]) -> f32 {
    if sum > 0.0 { sum / total(bag).max(1e-6) } else { 0.0 }
}

pub(super) fn norm(bag: &[(u32, f32)]) -> f32 {
    bag.iter().map(|&(_, w)| w * w).sum::<f32>().sqrt()
}
