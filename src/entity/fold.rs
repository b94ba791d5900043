//! Names as they are compared: without case, accents, punctuation, articles and national spelling; and well-known other names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon;
use crate::lexicon::gazetteer::unaccented;

/// Words that differ in British and American print, and short words for long ones.
const SPELLINGS: [(&str, &str); 13] = [
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("labour", "labor"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("defence", "defense"),
    ("centre", "center"),
    ("un", "united nations"),
    ("eu", "european union"),
    ("us", "united states"),
    ("uk", "united kingdom"),
    ("nongovernmental", "non governmental"),
    ("co", "company"),
];

/// Legal forms of companies, which a second mention leaves out.
const FORMS: [&str; 12] = [
    "inc",
    "ltd",
    "llc",
    "plc",
    "corp",
    "corporation",
    "gmbh",
    "limited",
    "incorporated",
    "ag",
    "sa",
    "company",
];

/// Writes a name's folded form: lower-case words with a space between.
pub(super) fn fold(name: &str, out: &mut String) {
    out.clear();
    let mut start = 0;
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            '&' => out.push_str("and"),
            '+' => out.push('+'),
            // "Co-operation" is one word, "Berlin-Brandenburg" two.
            '-' if out.get(start..).is_some_and(|w| w == "co") => {}
            ' ' | '\n' | '\t' | '\u{a0}' | '/' | ',' | '-' | '‑' | '–' | '—' => {
                start = end_word(out, start);
            }
            c if c.is_ascii() => {}
            '’' | '‘' | '“' | '”' => {}
            c => match unaccented(c) {
                "?" => out.extend(c.to_lowercase()),
                plain => out.push_str(plain),
            },
        }
    }
    end_word(out, start);
    out.truncate(out.trim_end().len());
    if out.starts_with("the ") {
        out.drain(..4);
    }
    while let Some((rest, last)) = out.rsplit_once(' ')
        && FORMS.contains(&last)
    {
        out.truncate(rest.len());
    }
}

/// Closes the word that begins at a byte and gives where the next begins.
fn end_word(out: &mut String, start: usize) -> usize {
    if out.len() == start {
        return start;
    }
    let word = &out[start..];
    if let Some((_, usual)) = SPELLINGS.iter().find(|s| s.0 == word) {
        out.truncate(start);
        out.push_str(usual);
    }
    out.push(' ');
    out.len()
}

/// Folded names of one body or treaty, each with the number of what it names.
static KNOWN: LazyLock<FxHashMap<String, u32>> = LazyLock::new(|| {
    let mut out: FxHashMap<String, u32> = FxHashMap::default();
    let mut key = String::new();
    let mut number = 0;
    for [name, aliases] in lexicon::cells("aliases.tsv", ["name", "aliases"]) {
        for alias in std::iter::once(name).chain(aliases.split('|')).filter(|a| !a.is_empty()) {
            fold(alias, &mut key);
            out.entry(key.clone()).or_insert(number);
        }
        number += 1;
    }
    let mut claimed: FxHashMap<String, Option<String>> = FxHashMap::default();
    for (long, short) in lexicon::gazetteer::bodies().filter(|b| b.1.chars().count() > 2) {
        fold(long, &mut key);
        let long = key.clone();
        fold(short, &mut key);
        let known = claimed.entry(key.clone()).or_insert_with(|| Some(long.clone()));
        *known = known.take().filter(|k| *k == long);
    }
    let mut pairs: Vec<_> = claimed.into_iter().filter_map(|(short, long)| Some((short, long?))).collect();
    pairs.sort();
    for (short, long) in pairs {
        let at = out.get(&short).or_else(|| out.get(&long)).copied().unwrap_or(number);
        number += u32::from(at == number);
        out.entry(short).or_insert(at);
        out.entry(long).or_insert(at);
    }
    out
});

/// The number of what a folded name is well known for.
pub(super) fn known(folded: &str) -> Option<u32> {
    KNOWN.get(folded).copied()
}

/// A key for a name among the things of one label.
pub(super) fn key(label: &str, name: &str) -> String {
    let mut folded = String::new();
    fold(name, &mut folded);
    match known(&folded) {
        Some(number) => {
            let at = FIRST.binary_search_by_key(&number, |f| f.0);
            format!("{label}:{}", at.map_or("", |at| &FIRST[at].1))
        }
        None => format!("{label}:{folded}"),
    }
}

/// The one folded name that stands for each known number.
static FIRST: LazyLock<Vec<(u32, String)>> = LazyLock::new(|| {
    let mut pairs: Vec<_> = KNOWN.iter().map(|(name, number)| (*number, name)).collect();
    // The longest is the full name.
    pairs.sort_by_key(|(number, name)| (*number, std::cmp::Reverse(name.len()), *name));
    pairs.dedup_by_key(|p| p.0);
    pairs.into_iter().map(|(number, name)| (number, name.clone())).collect()
});

/// The first letters of the words that an acronym takes, written after what is there.
pub(super) fn initials(name: &str, out: &mut String) {
    let words = name.split([' ', '-', '\n']).filter(|w| !w.is_empty());
    out.extend(
        words.filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).flat_map(char::to_lowercase),
    );
}

#[cfg(test)]
mod tests {
    use super::{fold, initials, known};

    fn folded(name: &str) -> String {
        let mut out = String::new();
        fold(name, &mut out);
        out
    }

    #[test]
    fn spellings_meet() {
        assert_eq!(
            folded("The Organisation for Economic Co-operation"),
            "organization for economic cooperation"
        );
        assert_eq!(folded("U.N. Women"), "united nations women");
        assert_eq!(folded("Nestlé S.A."), "nestle");
        assert_eq!(folded("Marks & Spencer"), "marks and spencer");
    }

    #[test]
    fn well_known_names_have_one_number() {
        assert_eq!(known(&folded("IMF")), known(&folded("International Monetary Fund")));
        assert!(known(&folded("IMF")).is_some() && known("no such body").is_none());
        let mut out = String::new();
        initials("Council of Experts on Climate Change", &mut out);
        assert_eq!(out, "cecc");
    }
}
