//! What a web page says of itself: title, date, publisher.

use serde_json::Value;

use super::tree::{Id, Tree};
use crate::layout::Found;

/// Names of `meta` elements, the surest first.
const TITLES: &[&str] = &["citation_title", "og:title", "dc.title", "dcterms.title", "twitter:title"];
const DATES: &[&str] = &[
    "citation_publication_date",
    "citation_date",
    "article:published_time",
    "og:published_time",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "date",
    "pubdate",
    "publish_date",
    "publication_date",
];
const PUBLISHERS: &[&str] =
    &["citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name", "application-name"];

/// Bytes of structured data that are looked at.
const DATA: usize = 1 << 20;
/// Characters of a title or name.
const LONG: usize = 400;

/// Reads it from the head, from structured data and from the marks of microdata.
pub(super) fn found(tree: &Tree) -> Found {
    let metas: Vec<(String, &str)> = tree
        .ids()
        .filter(|&id| tree.tag(id) == "meta")
        .filter_map(|id| {
            let name = ["property", "name", "itemprop"].iter().find_map(|a| tree.get(id, a))?;
            Some((name.trim().to_ascii_lowercase(), tree.get(id, "content")?))
        })
        .collect();
    let meta = |names: &[&str]| {
        names.iter().find_map(|n| metas.iter().find(|m| m.0 == *n && !m.1.trim().is_empty())).map(|m| m.1)
    };
    let data = Data::read(tree);
    let publisher = meta(PUBLISHERS).map(plain).or(data.publisher);
    let title = meta(TITLES).map(plain).or(data.title).or_else(|| title(tree, publisher.as_deref()));
    let date = meta(DATES).and_then(super::day).or_else(|| data.date.as_deref().and_then(super::day));
    let date = date.or_else(|| marked_date(tree));
    let some = |words: Option<String>| words.filter(|w| !w.is_empty());
    Found { title: some(title), date, publisher: some(publisher) }
}

fn plain(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").chars().take(LONG).collect()
}

/// The title in the head without the name of the site; else the first main heading.
fn title(tree: &Tree, site: Option<&str>) -> Option<String> {
    let words = |tag: &str| {
        let id = tree.ids().find(|&i| tree.tag(i) == tag)?;
        Some(plain(&tree.words(id, LONG * 2))).filter(|w| !w.is_empty())
    };
    let (head, main) = (words("title"), words("h1"));
    let Some(head) = head else { return main };
    if let Some(main) = main.filter(|m| head.starts_with(m.as_str())) {
        return Some(main);
    }
    for sign in [" | ", " – ", " — ", " - ", " » ", " :: "] {
        if let Some((before, after)) = head.rsplit_once(sign)
            && site.is_some_and(|s| after.eq_ignore_ascii_case(s))
        {
            return Some(before.trim().to_owned());
        }
    }
    Some(head)
}

/// A date marked as that of publication, or the only one that is marked as a time.
fn marked_date(tree: &Tree) -> Option<String> {
    let when = |id: Id| {
        let value = tree.get(id, "datetime").or_else(|| tree.get(id, "content"));
        value.and_then(super::day).or_else(|| super::day(&tree.words(id, 40)))
    };
    let published = |id: &Id| {
        tree.get(*id, "itemprop").is_some_and(|p| p.split_whitespace().any(|p| p == "datePublished"))
            || tree.get(*id, "pubdate").is_some()
    };
    if let Some(date) = tree.ids().filter(published).find_map(when) {
        return Some(date);
    }
    let mut times = tree.ids().filter(|&i| tree.tag(i) == "time" && tree.get(i, "datetime").is_some());
    let first = times.next().and_then(when)?;
    times.filter_map(when).all(|t| t == first).then_some(first)
}

#[derive(Default)]
struct Data {
    title: Option<String>,
    date: Option<String>,
    publisher: Option<String>,
}

impl Data {
    /// From JSON-LD; what is broken or too long says nothing.
    fn read(tree: &Tree) -> Self {
        let mut out = Self::default();
        let json = |id: &Id| {
            tree.tag(*id) == "script"
                && tree.get(*id, "type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json"))
        };
        for id in tree.ids().filter(json).take(20) {
            let text: String = tree.children(id).map(|c| tree.text(c)).collect();
            if text.len() > DATA {
                continue;
            }
            let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
            let rows = match &value {
                Value::Array(rows) => rows.as_slice(),
                Value::Object(map) => match map.get("@graph") {
                    Some(Value::Array(rows)) => rows.as_slice(),
                    _ => std::slice::from_ref(&value),
                },
                _ => &[],
            };
            for row in rows {
                out.take(row);
            }
        }
        out
    }

    fn take(&mut self, row: &Value) {
        let kind = |k: &Value| {
            k.as_str()
                .is_some_and(|k| ["Article", "Report", "Posting", "Page"].iter().any(|e| k.ends_with(e)))
        };
        let fits = match row.get("@type") {
            Some(Value::Array(kinds)) => kinds.iter().any(kind),
            Some(one) => kind(one),
            None => false,
        };
        if !fits {
            return;
        }
        let text = |key: &str| row.get(key).and_then(Value::as_str).map(plain);
        self.title = self.title.take().or_else(|| text("headline"));
        self.date = self.date.take().or_else(|| text("datePublished"));
        let publisher =
            || row.get("publisher").and_then(|p| p.get("name")).and_then(Value::as_str).map(plain);
        self.publisher = self.publisher.take().or_else(publisher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(page: &str) -> (Option<String>, Option<String>, Option<String>) {
        let Found { title, date, publisher } = found(&Tree::new(page));
        (title, date, publisher)
    }

    #[test]
    fn heads_and_data() {
        let some = |s: &str| Some(s.to_owned());
        let page = "<meta property='og:title' content='On  water'><meta name='DC.date' content='2013/10/31'><meta property='og:site_name' content='EUCAM'>";
        assert_eq!(say(page), (some("On water"), some("2013-10-31"), some("EUCAM")));
        let page = "<title>Water | EUCAM</title><script type='application/ld+json'>{\"@graph\":[{\"@type\":\"NewsArticle\",\
            \"datePublished\":\"2012-05-01T10:00\",\"publisher\":{\"name\":\"EUCAM\"}}]}</script>";
        assert_eq!(say(page), (some("Water"), some("2012-05-01"), some("EUCAM")));
        assert_eq!(
            say("<title>Water - Site</title><h1>Water</h1><time datetime='2011-02'>"),
            (some("Water"), some("2011-02"), None)
        );
        assert_eq!(
            say("<h1>Law</h1><time datetime='2011'></time><time datetime='2012'>"),
            (some("Law"), None, None)
        );
        assert_eq!(say("<script type='application/ld+json'>[[[["), (None, None, None));
    }
}
