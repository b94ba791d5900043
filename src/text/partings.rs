//! The likeliest words that ran together into one: a lattice of known words over its letters.

use rustc_hash::FxHashSet;

use super::usage::{Piece, Usage, piece};
use crate::hash;

/// What an unknown name costs where a capital inside a word shows its end.
const NAME: f32 = -9.0;
/// What an unknown word costs that stands by itself elsewhere in the text.
const OWN: f32 = -12.0;
/// What a capital inside a word is worth.
const TURN: f32 = 5.0;
/// What it is worth that a part stands by itself elsewhere in the text.
const SEEN: f32 = 7.0;

/// Words of two letters that stand by themselves in prose.
const SHORT: &[&str] = &[
    "of", "to", "in", "is", "it", "be", "by", "on", "or", "at", "as", "an", "we", "he", "no", "so", "if",
    "us", "do", "my", "up", "eu", "un", "uk",
];
/// Beginnings that stay with their word.
const BOUND: &[&str] = &[
    "anti", "non", "inter", "cyber", "micro", "macro", "sub", "super", "semi", "multi", "pre", "post", "pro",
    "pseudo", "quasi", "trans", "ultra", "counter", "auto", "bio", "eco", "euro", "extra", "fore", "geo",
    "hydro", "hyper", "infra", "intra", "mega", "mid", "mini", "mono", "neo", "petro", "photo", "poly",
    "psycho", "radio", "self", "socio", "tele", "thermo", "uni", "co", "re", "un", "de", "dis", "mis", "im",
    "en", "ex", "bi", "tri", "agro", "narco", "para", "retro", "techno", "video", "web", "grand", "step",
    "ethno", "mis",
];
/// Small words with which no longer word begins.
const OPENERS: &[&str] =
    &["and", "the", "that", "with", "from", "for", "which", "their", "has", "was", "were", "are", "its"];
/// Endings that stay with their word.
const ENDINGS: &[&str] = &[
    "ed", "er", "ers", "ing", "ings", "s", "es", "ism", "ist", "ists", "like", "wide", "man", "men", "woman",
    "women", "ship", "ships", "hood", "ness", "less", "able", "ful", "ment", "ments", "ally", "ization",
    "isation", "land", "lands", "ville", "town", "burg", "stan", "work", "works", "house", "holder",
    "holders", "maker", "makers", "making", "worker", "workers", "fold", "proof", "line", "lines", "wise",
    "ward", "wards", "ability", "ation", "ic", "al", "ology", "phobia", "phobic", "cracy", "gate", "most",
];

/// The parts of a word with what they are worth as words, seldom ones that stand elsewhere too made up for.
pub(super) struct Parting {
    pub(super) parts: Vec<Piece>,
    pub(super) worth: f32,
}

/// The best parting of a word into known words; in a damaged text also into names that stand elsewhere (`seen`).
pub(super) fn best(
    usage: &Usage<'_>,
    text: &str,
    p: &Piece,
    seen: Option<&FxHashSet<u64>>,
) -> Option<Parting> {
    let body = &text[p.span.range()];
    let bytes = body.as_bytes();
    let n = bytes.len();
    let start = p.span.start as usize;
    let mut best: Vec<Option<(f32, usize)>> = vec![None; n + 1];
    best[0] = Some((0.0, 0));
    for i in 0..n {
        let Some((so_far, _)) = best[i] else { continue };
        let acronym = i > 2 && bytes[..i].iter().all(u8::is_ascii_uppercase);
        if i > 0 && bytes[i].is_ascii_lowercase() && bytes[i - 1].is_ascii_uppercase() && !acronym {
            continue;
        }
        let mut key = hash::START;
        for j in i..n {
            key = hash::step(key, bytes[j].to_ascii_lowercase());
            if j > i && bytes[j].is_ascii_uppercase() && bytes[j - 1].is_ascii_lowercase() {
                break;
            }
            let length = j + 1 - i;
            let first = i == 0 && n > 4 && seen.is_some();
            if (i, length) == (0, n) || !(stands(&body[i..=j]) || first && matches!(&body[..=j], "A" | "I")) {
                continue;
            }
            let capital = bytes[i].is_ascii_uppercase();
            // Small letters and then a capital: where one word ends and another begins.
            let turns = capital && i > 1 && bytes[i - 1].is_ascii_lowercase() && seen.is_some();
            let own = length > 3 && seen.is_some_and(|s| s.contains(&key));
            let rare = if capital && length > 3 { -20.0 } else { -17.0 };
            let worth = match usage.word(key).filter(|w| length < 3 || w.share >= rare) {
                Some(word) => {
                    word.share + if own && capital { SEEN } else { 0.0 } + if turns { TURN } else { 0.0 }
                }
                None if own => OWN,
                None if seen.is_some() && i == 0 && capital && ends_name(bytes, j) => NAME,
                None => continue,
            };
            let worth = so_far + worth - 1.0;
            if best[j + 1].is_none_or(|(b, _)| worth > b) {
                best[j + 1] = Some((worth, i));
            }
        }
    }
    let (worth, _) = best[n]?;
    let mut cuts = vec![n];
    while let Some(&end) = cuts.last().filter(|e| **e > 0) {
        cuts.push(best[end].map_or(0, |(_, i)| i));
    }
    cuts.reverse();
    let count = cuts.len() - 1;
    let words: Vec<&str> = cuts.windows(2).map(|w| &body[w[0]..w[1]]).collect();
    if !(2..=5).contains(&count) || !sound(&words) {
        return None;
    }
    let part = |w: &[usize]| piece(Some(usage), text, start + w[0]..start + w[1]);
    Some(Parting { parts: cuts.windows(2).map(part).collect(), worth: worth + count as f32 })
}

/// Small letters and then a word with a capital, or capitals and then a long enough word without.
fn ends_name(bytes: &[u8], last: usize) -> bool {
    let capital = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let name = last > 3 && small(last) && capital(last + 1) && small(last + 2);
    name || last > 1 && bytes[..=last].iter().all(u8::is_ascii_uppercase) && (1..4).all(|n| small(last + n))
}

/// Whether the words could stand by themselves and are no derivation.
fn sound(words: &[&str]) -> bool {
    let low: Vec<String> = words.iter().map(|w| w.to_ascii_lowercase()).collect();
    let [first, last] = &low[..] else { return true };
    let ending = ENDINGS.contains(&last.as_str()) && !OPENERS.contains(&first.as_str());
    !BOUND.contains(&first.as_str()) && !ending && low.iter().all(|w| w.len() > 1 || w == "a" || w == "i")
}

/// A string that can be a word of its own between two others.
fn stands(word: &str) -> bool {
    match word.len() {
        1 => matches!(word, "a"),
        2 => SHORT.iter().any(|s| s.eq_ignore_ascii_case(word)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::usage::shipped;
    use super::*;

    fn words(body: &str, seen: Option<&FxHashSet<u64>>) -> Option<String> {
        let usage = shipped().unwrap();
        let p = piece(Some(usage), body, 0..body.len());
        let found = best(usage, body, &p, seen)?;
        Some(found.parts.iter().map(|q| &body[q.span.range()]).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn words_that_ran_together() {
        assert_eq!(words("thatthe", None).as_deref(), Some("that the"));
        assert_eq!(words("electioncommission", None).as_deref(), Some("election commission"));
        assert!(words("subcommittee", None).is_none() && words("xqz", None).is_none());
        assert!(words("ZorbaniaAvenue", None).is_none());
        let none = FxHashSet::default();
        assert_eq!(words("ZorbaniaAvenue", Some(&none)).as_deref(), Some("Zorbania Avenue"));
        assert_eq!(words("ZQVforces", Some(&none)).as_deref(), Some("ZQV forces"));
        assert!(words("ZQVs", Some(&none)).is_none() && words("ZQVforces", None).is_none());
    }
}
