//! Running heads and page numbers: lines that stand at one place at the edge of several pages.

use std::collections::BTreeMap;

use super::line::rows;
use super::word::Page;

/// Lines at each edge of a page that may be furniture.
const EDGE: usize = 4;

/// Lines with the same words before and after it that are compared with a line.
const NEAR: usize = 12;

/// A line at the edge of a page.
struct Edge {
    page: usize,
    /// From the upper edge, or from the lower one.
    upper: bool,
    /// How many lines stand nearer to the edge.
    rank: usize,
    key: String,
    y: f32,
    words: Vec<u32>,
    number: Option<u32>,
}

/// The words of each page that are furniture, in lines; the rest of its words.
pub(super) fn furniture(pages: &[Page<'_, '_>]) -> Vec<(Vec<Vec<u32>>, Vec<u32>)> {
    let edges: Vec<Edge> = pages.iter().enumerate().flat_map(|(i, page)| edges(i, page)).collect();
    let mut by_key: BTreeMap<(&str, bool), Vec<&Edge>> = BTreeMap::new();
    for edge in &edges {
        by_key.entry((&edge.key, edge.upper)).or_default().push(edge);
    }
    let mut out: Vec<(Vec<Vec<u32>>, Vec<bool>)> =
        pages.iter().map(|p| (Vec::new(), vec![false; p.words.len()])).collect();
    let mut take = |edge: &Edge| {
        let (found, taken) = &mut out[edge.page];
        if edge.words.iter().all(|&w| !taken[w as usize]) {
            edge.words.iter().for_each(|&w| taken[w as usize] = true);
            found.push(edge.words.clone());
        }
    };
    for edge in &edges {
        let page = &pages[edge.page];
        let alike = &by_key[&(edge.key.as_str(), edge.upper)];
        // Only the pages next to it are asked, so that a long text takes no longer by the page.
        let here = alike.partition_point(|other| other.page < edge.page);
        let alike = &alike[here.saturating_sub(NEAR)..(here + NEAR).min(alike.len())];
        let near = |other: &&&Edge| other.page != edge.page && (other.y - edge.y).abs() < page.height * 2.0;
        let again = alike.iter().filter(near).count();
        let follows = edge.number.is_some_and(|n| {
            let count = |other: &&&Edge| {
                let apart = other.page as i64 - edge.page as i64;
                other.number.is_some_and(|m| i64::from(m) - i64::from(n) == apart)
            };
            alike.iter().filter(near).filter(count).count() > 0
                || (edge.rank == 0 && (n == page.number || pages.len() == 1 && n < 1000 && !edge.upper))
        });
        // A line of words comes again; a number counts on.
        if follows || (edge.number.is_none() && again > 0) {
            take(edge);
        }
    }
    out.into_iter()
        .map(|(found, taken)| {
            let rest = (0..taken.len() as u32).filter(|&i| !taken[i as usize]).collect();
            (found, rest)
        })
        .collect()
}

/// The lines at the edges of a page.
fn edges(index: usize, page: &Page<'_, '_>) -> Vec<Edge> {
    let mut order: Vec<u32> = (0..page.words.len() as u32).collect();
    order.sort_by(|&a, &b| page.words[a as usize].middle().total_cmp(&page.words[b as usize].middle()));
    // Only the words near an edge are put into lines.
    let reach = order.len().div_ceil(2).min(EDGE * 30);
    let mut out = Vec::new();
    for upper in [true, false] {
        let near = if upper { &order[..reach] } else { &order[order.len() - reach..] };
        let found = rows(page, near);
        let count = found.len();
        for (i, words) in found.into_iter().enumerate() {
            let rank = if upper { i } else { count - 1 - i };
            if rank < EDGE {
                out.push(edge(index, page, upper, rank, words));
            }
        }
    }
    out
}

fn edge(page: usize, on: &Page<'_, '_>, upper: bool, rank: usize, mut words: Vec<u32>) -> Edge {
    words.sort_by(|&a, &b| on.words[a as usize].x0.total_cmp(&on.words[b as usize].x0));
    let texts: Vec<&str> = words.iter().map(|&i| on.words[i as usize].text).collect();
    let letters = texts.iter().flat_map(|t| t.chars()).filter(|c| !c.is_ascii_digit() && !c.is_whitespace());
    let key = letters.flat_map(char::to_lowercase).collect();
    let bare = texts.concat();
    let bare = bare.trim_matches(|c: char| !c.is_alphanumeric());
    let number = bare.parse().ok().filter(|_| bare.len() <= 4);
    let y = on.words[words[0] as usize].y0;
    Edge { page, upper, rank, key, y, words, number }
}
