//! Which parts of a web page are its text: meaning of the elements first, then how much running text they hold.

use std::collections::BTreeSet;

use super::tree::{Id, NONE, Tree};

/// What becomes of an element and all inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// Part of a note at the foot of the page.
    Note,
    /// Left out: what it is, and why.
    Out(&'static str, &'static str),
}

/// Words in `class`, `id` and `role` that say what an element is, and the share of the page's running text up to which
/// they are believed.
const SIGNS: &[(&str, &str, f32)] = &[
    ("cookie", "cookie notice", 0.7),
    ("cookies", "cookie notice", 0.7),
    ("consent", "cookie notice", 0.7),
    ("gdpr", "cookie notice", 0.7),
    ("banner", "banner", 0.3),
    ("alert", "banner", 0.2),
    ("alertdialog", "banner", 0.5),
    ("popup", "banner", 0.3),
    ("modal", "banner", 0.3),
    ("nav", "menu", 0.4),
    ("navbar", "menu", 0.4),
    ("navigation", "menu", 0.4),
    ("menu", "menu", 0.4),
    ("menubar", "menu", 0.4),
    ("breadcrumb", "menu", 0.3),
    ("breadcrumbs", "menu", 0.3),
    ("pagination", "menu", 0.3),
    ("pager", "menu", 0.3),
    ("skip", "menu", 0.1),
    ("toc", "contents", 0.2),
    ("sidebar", "sidebar", 0.4),
    ("complementary", "sidebar", 0.4),
    ("rail", "sidebar", 0.3),
    ("widget", "sidebar", 0.3),
    ("footer", "footer", 0.3),
    ("contentinfo", "footer", 0.3),
    ("copyright", "footer", 0.2),
    ("masthead", "header", 0.3),
    ("ad", "advertisement", 0.3),
    ("ads", "advertisement", 0.3),
    ("advert", "advertisement", 0.3),
    ("advertisement", "advertisement", 0.3),
    ("sponsor", "advertisement", 0.2),
    ("sponsored", "advertisement", 0.2),
    ("promo", "advertisement", 0.2),
    ("share", "share links", 0.2),
    ("sharing", "share links", 0.2),
    ("social", "share links", 0.2),
    ("related", "related texts", 0.3),
    ("recommended", "related texts", 0.3),
    ("teaser", "related texts", 0.2),
    ("teasers", "related texts", 0.2),
    ("newsletter", "sign-up", 0.2),
    ("subscribe", "sign-up", 0.2),
    ("subscription", "sign-up", 0.2),
    ("signup", "sign-up", 0.2),
    ("login", "sign-up", 0.2),
    ("search", "search", 0.2),
    ("comments", "comments of readers", 0.6),
    ("disqus", "comments of readers", 0.6),
    ("respond", "comments of readers", 0.3),
];

/// Words that name notes at the foot of a page.
const NOTES: &[&str] =
    &["footnote", "footnotes", "endnote", "endnotes", "fn", "ftn", "rearnote", "rearnotes", "noteref"];

/// The share of the running text that the main element must hold.
const MAIN: f32 = 0.8;
/// Bytes of a paragraph of running text.
const RUNNING: u32 = 70;
/// Bytes that a note may have.
const LONG_NOTE: u32 = 4_000;

/// What was found about each node of a page.
pub(super) struct Judged {
    pub(super) fates: Vec<Fate>,
    /// Links that are marks of notes.
    pub(super) marks: BTreeSet<Id>,
}

#[derive(Clone, Copy, Default)]
struct Sum {
    /// Bytes of words, and of these in links.
    words: u32,
    linked: u32,
    links: u32,
    /// Bytes in paragraphs of running text.
    running: u32,
    /// Main headings and notes inside.
    wanted: u32,
}

/// Judges all elements of a page.
pub(super) fn judge(tree: &Tree) -> Judged {
    let marks = note_links(tree);
    let mut fates = vec![Fate::Kept; tree.nodes.len()];
    let notes = note_nodes(tree, &marks);
    let block = blocks(tree);
    let mut own = vec![Sum::default(); tree.nodes.len()];
    by_element(tree, &mut fates);
    let out = |fates: &[Fate], id: Id| matches!(fates[id as usize], Fate::Out(..));
    inherit(tree, &mut fates);
    for id in tree.ids().filter(|&i| tree.tag(i).is_empty() && !out(&fates, i)) {
        let length = worded(tree.text(id));
        let home = &mut own[block[id as usize].0 as usize];
        home.words += length;
        if block[id as usize].1 {
            home.linked += length;
        }
    }
    for id in tree.ids() {
        let (node, sum) = (&tree.nodes[id as usize], &mut own[id as usize]);
        sum.links = u32::from(node.tag == "a" && !out(&fates, id));
        sum.running =
            if sum.words >= RUNNING && sum.linked * 2 < sum.words { sum.words - sum.linked } else { 0 };
        sum.wanted = u32::from(notes.contains(&id)) + u32::from(node.tag == "h1" && !out(&fates, id));
    }
    let sums = summed(tree, own.clone());
    by_sign(tree, &sums, &notes, &mut fates);
    link_lists(tree, &sums, &mut fates);
    inherit(tree, &mut fates);
    for (id, sum) in own.iter_mut().enumerate() {
        if out(&fates, id as Id) {
            *sum = Sum::default();
        }
    }
    beside_the_text(tree, &summed(tree, own), &notes, &mut fates);
    for &id in &notes {
        if !out(&fates, id) {
            fates[id as usize] = Fate::Note;
        }
    }
    inherit(tree, &mut fates);
    Judged { fates, marks }
}

/// What is inside something left out is left out with it; what is inside a note is of the note.
fn inherit(tree: &Tree, fates: &mut [Fate]) {
    for id in tree.ids().skip(1) {
        let above = fates[tree.nodes[id as usize].parent as usize];
        match (above, fates[id as usize]) {
            (Fate::Out(..), _) | (Fate::Note, Fate::Kept) => fates[id as usize] = above,
            _ => {}
        }
    }
}

/// Bytes without the white space at the ends.
fn worded(text: &str) -> u32 {
    text.trim().len() as u32
}

/// For each node the block that it stands in, and whether it stands in a link.
fn blocks(tree: &Tree) -> Vec<(Id, bool)> {
    let mut out: Vec<(Id, bool)> = vec![(0, false); tree.nodes.len()];
    for id in tree.ids().skip(1) {
        let node = &tree.nodes[id as usize];
        let (home, linked) = out[node.parent as usize];
        out[id as usize] = (if node.inline { home } else { id }, linked || node.tag == "a");
    }
    out
}

/// With all inside each node added to it.
fn summed(tree: &Tree, mut sums: Vec<Sum>) -> Vec<Sum> {
    for id in tree.ids().rev().filter(|&i| i > 0) {
        let sum = sums[id as usize];
        let above = &mut sums[tree.nodes[id as usize].parent as usize];
        above.words = above.words.saturating_add(sum.words);
        above.linked = above.linked.saturating_add(sum.linked);
        above.links += sum.links;
        above.running = above.running.saturating_add(sum.running);
        above.wanted += sum.wanted;
    }
    sums
}

/// What an element is says that it is no text.
fn by_element(tree: &Tree, fates: &mut [Fate]) {
    for id in tree.ids().skip(1) {
        let tag = tree.tag(id);
        let fate = match tag {
            "script" | "style" | "template" | "noscript" => Fate::Out("script", "no words for readers"),
            "head" | "title" => Fate::Out("head", "no part of the page itself"),
            "iframe" | "object" | "embed" | "audio" | "video" | "canvas" | "svg" | "map" => {
                Fate::Out("media", "no text")
            }
            "button" | "select" | "textarea" | "input" | "option" | "label" | "fieldset" => {
                Fate::Out("form", "for entries of readers")
            }
            "dialog" => Fate::Out("banner", "shown on request"),
            "rt" | "rp" => Fate::Out("gloss", "how characters are said"),
            "del" | "s" | "strike" => Fate::Out("deletion", "struck out"),
            "" => continue,
            _ if hidden(tree, id) => Fate::Out("hidden", "not shown"),
            _ => continue,
        };
        fates[id as usize] = fate;
    }
}

fn hidden(tree: &Tree, id: Id) -> bool {
    let style = |s: &str| {
        let flat: String = s.chars().filter(|c| !c.is_whitespace()).take(400).collect();
        flat.contains("display:none") || flat.contains("visibility:hidden")
    };
    tree.get(id, "hidden").is_some_and(|h| h != "until-found")
        || tree.get(id, "style").is_some_and(style)
        || tree.get(id, "aria-hidden").is_some_and(|h| h == "true") && tree.tag(id) != "a"
}

/// Leaves out what says by its element, role, class or id that it stands beside the text, unless too much of the text is
/// in it.
fn by_sign(tree: &Tree, sums: &[Sum], notes: &BTreeSet<Id>, fates: &mut [Fate]) {
    let all = sums[0].running.max(1) as f32;
    for id in tree.ids().skip(1) {
        let tag = tree.tag(id);
        if tag.is_empty() || matches!(tag, "body" | "main") || notes.contains(&id) {
            continue;
        }
        let share = sums[id as usize].running as f32 / all;
        let in_article = || above(tree, id).any(|a| matches!(tree.tag(a), "article" | "main"));
        let by_tag = match tag {
            "nav" | "menu" => Some(("menu", 0.5)),
            "aside" => Some(("sidebar", 0.4)),
            "footer" => Some(("footer", 0.3)),
            "search" => Some(("search", 0.3)),
            "header" if !in_article() => Some(("header", 0.3)),
            "form" if share < 0.1 => Some(("form", 0.1)),
            _ => None,
        };
        let inline = tree.nodes[id as usize].inline;
        let sign = || {
            signs(tree, id).filter(|_| !inline && !matches!(tag, "article" | "h1" | "p" | "li" | "tr" | "td"))
        };
        if let Some((kind, most)) = by_tag.or_else(sign)
            && share <= most
            && !(sums[id as usize].wanted > 0 && tag != "nav")
        {
            fates[id as usize] = Fate::Out(kind, "beside the text");
        }
    }
}

/// The elements around a node.
fn above(tree: &Tree, id: Id) -> impl Iterator<Item = Id> + '_ {
    let up = |id: Id| Some(tree.nodes[id as usize].parent).filter(|&p| p != NONE);
    std::iter::successors(up(id), move |&i| up(i))
}

fn signs(tree: &Tree, id: Id) -> Option<(&'static str, f32)> {
    ["role", "id", "class"].iter().find_map(|name| {
        let value = tree.get(id, name)?;
        words_of(value)
            .find_map(|word| SIGNS.iter().find(|s| word.eq_ignore_ascii_case(s.0)).map(|s| (s.1, s.2)))
    })
}

/// The words that names such as `site-nav`, `siteNav` and `site_nav` are made of; of long values the first.
fn words_of(value: &str) -> impl Iterator<Item = &str> {
    let end = (0..=value.len().min(300)).rev().find(|&e| value.is_char_boundary(e)).unwrap_or(0);
    let parts = value[..end].split(|c: char| !c.is_ascii_alphanumeric());
    parts.flat_map(|part| {
        let hump = part.bytes().skip(1).position(|b| b.is_ascii_uppercase()).map(|i| i + 1);
        let camel = hump.filter(|&i| part.as_bytes()[i - 1].is_ascii_lowercase());
        let (first, rest) = part.split_at(camel.unwrap_or(part.len()));
        [first, rest]
    })
}

/// Leaves out lists of links.
fn link_lists(tree: &Tree, sums: &[Sum], fates: &mut [Fate]) {
    for id in tree.ids().skip(1) {
        let sum = sums[id as usize];
        let list = matches!(tree.tag(id), "ul" | "ol" | "div" | "section" | "table" | "p" | "dl" | "center");
        let short = sum.words < sum.links.saturating_mul(80);
        if list
            && sum.links >= 4
            && sum.linked * 10 >= sum.words * 7
            && short
            && sum.running == 0
            && sum.wanted == 0
        {
            fates[id as usize] = Fate::Out("links", "a list of links");
        }
    }
}

/// Goes down from the page to the smallest element that holds the text, and leaves out what stands beside it.
fn beside_the_text(tree: &Tree, sums: &[Sum], notes: &BTreeSet<Id>, fates: &mut [Fate]) {
    let all = sums[0].running;
    if all == 0 {
        return;
    }
    let enough = |id: Id| sums[id as usize].running as f32 >= all as f32 * MAIN;
    let holds = |id: Id| {
        let tag = tree.tag(id);
        let body = matches!(
            tag,
            "body"
                | "main"
                | "article"
                | "section"
                | "div"
                | "center"
                | "form"
                | "table"
                | "tbody"
                | "tr"
                | "td"
        );
        body && enough(id)
    };
    // An element that says it is the text is believed where it holds half of it.
    let named = |id: Id| {
        let main = tree.tag(id) == "main" || tree.get(id, "role").is_some_and(|r| r == "main");
        (main || tree.tag(id) == "article") && sums[id as usize].running as f32 >= all as f32 * 0.5
    };
    let mut root = tree.ids().find(|&id| named(id) && tree.tag(id) != "article");
    if root.is_none() {
        let mut articles = tree.ids().filter(|&id| named(id));
        root = articles.next().filter(|&first| articles.all(|a| above(tree, a).any(|x| x == first)));
    }
    let root = root.unwrap_or_else(|| {
        let mut root = 0;
        while let Some(inside) = tree.children(root).find(|&c| holds(c)) {
            root = inside;
        }
        root
    });
    let path: Vec<Id> = above(tree, root).collect();
    for &step in &path {
        let beside = tree.children(step).filter(|c| *c != root && !path.contains(c));
        let mut open: Vec<Id> = beside.collect();
        while let Some(id) = open.pop() {
            let sum = sums[id as usize];
            if sum.wanted == 0 {
                if fates[id as usize] == Fate::Kept {
                    fates[id as usize] = Fate::Out("aside", "beside the text");
                }
            } else if !notes.contains(&id) && tree.tag(id) != "h1" {
                open.extend(tree.children(id));
            }
        }
    }
}

/// Links such as `<sup><a href="#fn1">1</a></sup>`.
fn note_links(tree: &Tree) -> BTreeSet<Id> {
    let mut out = BTreeSet::new();
    for id in tree.ids().filter(|&i| tree.tag(i) == "a") {
        let Some(target) = tree.get(id, "href").and_then(|h| h.split_once('#')).map(|h| h.1) else {
            continue;
        };
        let words = tree.words(id, 12);
        let label = words.trim().trim_matches(['[', ']', '(', ')']);
        let short = !label.is_empty()
            && label.len() <= 5
            && (label.bytes().all(|b| b.is_ascii_digit())
                || label.chars().all(|c| "*†‡§".contains(c))
                || label.bytes().all(|b| b"ivxlc".contains(&b))
                || label.len() == 1);
        let raised = tree.tag(tree.nodes[id as usize].parent) == "sup"
            || tree.children(id).any(|c| tree.tag(c) == "sup");
        let named = words_of(target).any(|w| {
            let word = w.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
            NOTES.contains(&word.as_str())
                || matches!(word.as_str(), "note" | "cite" | "ref" | "fnref" | "ftnref" | "n")
        });
        let said = ["role", "epub:type", "class"]
            .iter()
            .any(|a| tree.get(id, a).is_some_and(|v| v.to_ascii_lowercase().contains("noteref")));
        if short && (raised || named || said) {
            out.insert(id);
        }
    }
    out
}

/// The elements that such links lead to.
fn note_nodes(tree: &Tree, links: &BTreeSet<Id>) -> BTreeSet<Id> {
    let target = |id: &Id| tree.get(*id, "href").and_then(|h| h.split_once('#')).map(|h| h.1);
    let targets: BTreeSet<&str> = links.iter().filter_map(target).collect();
    let mut out = BTreeSet::new();
    let mut sizes = vec![0_u32; tree.nodes.len()];
    for id in tree.ids().rev().filter(|&i| i > 0) {
        if tree.tag(id).is_empty() {
            sizes[id as usize] = worded(tree.text(id));
        }
        let parent = tree.nodes[id as usize].parent as usize;
        sizes[parent] = sizes[parent].saturating_add(sizes[id as usize]);
    }
    for id in tree.ids().skip(1).filter(|&i| !tree.tag(i).is_empty()) {
        let named = ["id", "name"].iter().find_map(|n| tree.get(id, n)).is_some_and(|n| targets.contains(n));
        let said = !tree.nodes[id as usize].inline
            && ["class", "role", "epub:type"].iter().any(|a| {
                tree.get(id, a)
                    .is_some_and(|v| words_of(v).any(|w| NOTES.contains(&w.to_ascii_lowercase().as_str())))
            });
        if !named && !said {
            continue;
        }
        // A mark at the place of the note in the text has a name too, for the way back; its block is no note.
        if named && !said && leads_back(tree, id, links) {
            continue;
        }
        let block = std::iter::once(id).chain(above(tree, id)).find(|&b| !tree.nodes[b as usize].inline);
        let long = said && !named;
        if let Some(block) = block.filter(|&b| b != 0 && (long || sizes[b as usize] <= LONG_NOTE)) {
            out.insert(block);
        }
    }
    out
}

/// Whether a named anchor stands behind words of its block: then it is the mark and not the note.
fn leads_back(tree: &Tree, id: Id, links: &BTreeSet<Id>) -> bool {
    let inline = tree.nodes[id as usize].inline;
    if !inline {
        return false;
    }
    let marked = links.contains(&id) || tree.children(id).any(|c| links.contains(&c));
    let mut at = id;
    // First in its block, or not.
    let first = loop {
        let parent = tree.nodes[at as usize].parent;
        let before = tree.children(parent).take_while(|&c| c != at).take(50);
        if before.into_iter().any(|c| !tree.words(c, 4).trim().is_empty()) {
            break false;
        }
        if parent == 0 || !tree.nodes[parent as usize].inline {
            break true;
        }
        at = parent;
    };
    marked && !first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_names() {
        let all: Vec<&str> = words_of("site-nav siteFooter AD_box").filter(|w| !w.is_empty()).collect();
        assert_eq!(all, ["site", "nav", "site", "Footer", "AD", "box"]);
    }
}
