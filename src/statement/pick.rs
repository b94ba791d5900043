//! Many weighed candidates to few statements.

use crate::span::Span;

/// Keeps the best of those that overlap by half of the shorter, then orders them by place. `items` gives span and score.
pub(crate) fn pick(items: &[(Span, f32)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|&a, &b| items[b].1.total_cmp(&items[a].1).then(a.cmp(&b)));
    let mut kept: Vec<usize> = Vec::new();
    // Candidates of one sentence lie together, so a window over the sorted places would do; few survive, though.
    let mut by_start: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    for i in order {
        let span = items[i].0;
        let near = by_start.range(..span.end).rev().take(8);
        if near.into_iter().all(|(_, &k)| !clash(items[k].0, span)) {
            by_start.insert(span.start, i);
            kept.push(i);
        }
    }
    kept.sort_by_key(|&i| (items[i].0, i));
    kept
}

fn clash(a: Span, b: Span) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    2 * shared as usize >= a.len().min(b.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::pick;
    use crate::span::Span;

    #[test]
    fn the_better_of_two_that_overlap() {
        let items = [(Span::new(0, 10), 0.6), (Span::new(2, 8), 0.9), (Span::new(12, 20), 0.5)];
        assert_eq!(pick(&items), [1, 2]);
    }
}
