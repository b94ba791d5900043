//! What was done to a damaged text, beside what repair made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use servanda::{RepairKind, Span, Text};

use crate::damage::Item;

/// The damage list of a text, its places in bytes.
pub(crate) fn listed(text: &str, path: &Path) -> Result<Vec<Item>, Box<dyn Error>> {
    let rows: Vec<serde_json::Value> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |row: &serde_json::Value, key: &str| {
        row[key].as_u64().and_then(|n| bytes.get(usize::try_from(n).ok()?).copied())
    };
    let item = |row: &serde_json::Value| {
        let kind = KINDS.iter().find(|k| row["kind"] == **k).ok_or("an unknown kind of damage")?;
        let (Some(start), Some(end)) = (place(row, "start"), place(row, "end")) else {
            return Err("a place outside the text");
        };
        let now = row["now"].as_str().unwrap_or_default().to_owned();
        Ok(Item { kind, start, end, now, moved_to: place(row, "moved_to") })
    };
    Ok(rows.iter().map(item).collect::<Result<_, _>>()?)
}

/// All kinds of damage, in the order of the table.
pub(crate) const KINDS: [&str; 7] =
    ["displaced_fragment", "joined_words", "hyphen", "footnote", "page_break", "ocr_character", "stray_mark"];

/// How often each kind of damage was mended exactly, of how many; and how many repairs of its kind were made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) made: usize,
    pub(crate) all: usize,
    pub(crate) tried: usize,
}

pub(crate) type Counts = BTreeMap<&'static str, Count>;

/// Counts for one text; `each` hears of every item that was not mended.
pub(crate) fn count(text: &Text, items: &[Item], counts: &mut Counts, mut each: impl FnMut(&Item)) {
    for item in items {
        let entry = counts.entry(item.kind).or_default();
        entry.all += 1;
        if mended(text, item) {
            entry.made += 1;
        } else {
            each(item);
        }
    }
    for repair in text.repairs() {
        let kind = match repair.kind {
            RepairKind::Moved => "displaced_fragment",
            RepairKind::JoinedWords => "joined_words",
            RepairKind::Character => "ocr_character",
            RepairKind::StrayMark => "stray_mark",
            _ => continue,
        };
        counts.entry(kind).or_default().tried += 1;
    }
}

fn mended(text: &Text, item: &Item) -> bool {
    if item.kind == "displaced_fragment" {
        return text.repairs().iter().any(|r| {
            let near = |at: usize| r.moved_to.is_some_and(|m| at.abs_diff(m as usize) < 3);
            r.kind == RepairKind::Moved
                && r.source.start as usize <= item.start
                && item.end <= r.source.end as usize
                && item.moved_to.is_some_and(near)
        });
    }
    if item.kind == "page_break" {
        // The words on both sides stand side by side; what stood between them is elsewhere.
        let body = &text.source()[item.start..item.end];
        let first = body.find('\n').unwrap_or(body.len());
        let last = body.rfind('\n').map_or(0, |at| at + 1);
        let (left, right) =
            (clean(text, item.start, item.start + first), clean(text, item.start + last, item.end));
        let (Some(left), Some(right)) = (left, right) else { return false };
        return left.end + 1 == right.start && text.clean().as_bytes()[left.end as usize] == b' ';
    }
    let now = words(&item.now);
    if clean(text, item.start, item.end).map_or(String::new(), |s| words(text.slice(s))) == now {
        return true;
    }
    // A repair takes whole words; the list may name a letter.
    let source = text.source();
    let start = source[..item.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = source[item.end..].find(char::is_whitespace).map_or(source.len(), |at| item.end + at);
    let whole = format!("{}{}{}", &source[start..item.start], item.now, &source[item.end..end]);
    clean(text, start, end).is_some_and(|s| words(text.slice(s)) == words(&whole))
}

/// What stands in the clean text for some bytes of the source.
fn clean(text: &Text, start: usize, end: usize) -> Option<Span> {
    let chars = text.to_chars(Span::new(start, end));
    text.span_of_chars(chars).ok().filter(|s| !s.is_empty())
}

/// Words with one space between them.
pub(crate) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words that one text has oftener than the other.
pub(crate) fn beyond<'t>(these: &'t str, those: &str) -> Vec<&'t str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    those.split_whitespace().for_each(|w| *counts.entry(w).or_default() += 1);
    let mut out: Vec<&str> = Vec::new();
    for word in these.split_whitespace() {
        match counts.get_mut(word).filter(|n| **n > 0) {
            Some(n) => *n -= 1,
            None => out.push(word),
        }
    }
    out
}

/// Where white space stands in a line, as numbers of the characters before it; and these characters.
pub(crate) fn gaps(line: &str) -> (String, Vec<usize>) {
    let (mut letters, mut out) = (String::new(), Vec::new());
    let mut count = 0;
    for c in line.trim().chars() {
        if c.is_whitespace() {
            out.push(count);
        } else {
            letters.push(c);
            count += 1;
        }
    }
    (letters, out)
}

/// Where white space stands in a mended text, as numbers of the characters of its source before it: what was read as
/// another letter counts as the letter that stands there.
pub(crate) fn mended_gaps(text: &Text) -> BTreeSet<usize> {
    let (mut out, mut letters, mut at) = (BTreeSet::new(), 0, 0);
    let copied = |from: usize, to: usize, letters: &mut usize, out: &mut BTreeSet<usize>| {
        for c in text.source()[from..to].chars() {
            if c.is_whitespace() {
                out.insert(*letters);
            } else {
                *letters += 1;
            }
        }
    };
    for repair in text.repairs().iter().filter(|r| r.moved_to.is_none()) {
        let place = repair.source.range();
        if place.start < at {
            continue;
        }
        copied(at, place.start, &mut letters, &mut out);
        at = place.end;
        let (was, _) = gaps(&text.source()[place]);
        let now = text.slice(repair.clean);
        let (is, inside) = gaps(now);
        let (was, is): (Vec<char>, Vec<char>) = (was.chars().collect(), is.chars().collect());
        let same = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
        let place = |gap: usize| if gap <= same { gap } else { (was.len() + gap).saturating_sub(is.len()) };
        out.extend(inside.into_iter().map(|gap| letters + place(gap)));
        if now.starts_with(char::is_whitespace) {
            out.insert(letters);
        }
        letters += was.len();
        if now.ends_with(char::is_whitespace) {
            out.insert(letters);
        }
    }
    copied(at, text.source().len(), &mut letters, &mut out);
    out
}
