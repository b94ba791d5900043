//! Stretches where words fell into letters and syllables: the likeliest words over all letters of a stretch.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::edits::{Change, RepairKind};
use super::usage::{Form, Piece, Usage, key_of};
use crate::span::Span;

/// The longest word that is put together.
const LONGEST: usize = 22;
/// What it costs to take a space away or to put one in.
const JOIN: f32 = 1.5;
const PART: f32 = 9.0;
/// A capital that stands alone.
const CAPITAL: f32 = 8.0;
/// An unknown word that stands as one piece, and each of its letters.
const UNKNOWN: f32 = 9.0;
const LETTER: f32 = 1.6;
/// Pieces in a stretch.
const STRETCH: usize = 400;
/// Pieces that a stretch may bridge between two shards.
const BRIDGE: usize = 2;

/// What a hyphen costs that the end of a line left in a word.
const HYPHEN: f32 = 3.0;
/// What a word of the writer's own costs, and one formed of a known word beyond that.
const OWN: f32 = 13.0;
const FORMED: f32 = 3.5;
/// What the words of a damaged text must gain together.
const BAR: f32 = 4.0;
/// How far around a shard its word is looked for, in pieces.
const REACH: usize = 2;

/// The changes in all stretches, in order. A damaged text (`own`: its words that come again and that no list has) is
/// looked through wherever a shard stands; elsewhere it takes several together.
pub(crate) fn changes(
    usage: &Usage<'_>,
    text: &str,
    pieces: &[Piece],
    own: Option<&FxHashSet<u64>>,
) -> Vec<Change> {
    let lattice = Lattice { usage, text, own };
    let mut out = Vec::new();
    // Where the last stretch ended: no piece is looked at twice.
    let (mut at, mut done) = (0, 0);
    while at < pieces.len() {
        // No stretch begins with two whole words.
        if !is_shard(&pieces[at]) && pieces.get(at + 1).is_none_or(|p| !is_shard(p)) {
            at += 1;
            continue;
        }
        let (from, end) =
            if own.is_some() { around(text, pieces, at, done) } else { (at, stretch(text, pieces, at)) };
        if end > from + 1 {
            lattice.words(&pieces[from..end], &mut out);
        }
        at = end.max(at + 1);
        done = at;
    }
    out
}

/// A piece too short to be a word by itself.
fn is_shard(p: &Piece) -> bool {
    p.form == Form::Word
        && match p.len() {
            1 => true,
            2 | 3 => p.known.is_none_or(|share| share < -12.5),
            _ => p.known.is_none() && p.len() < 7 && !p.capital,
        }
}

/// The shards from a piece on with the pieces around them; first and one past the last.
fn around(text: &str, pieces: &[Piece], at: usize, done: usize) -> (usize, usize) {
    let near = |k: usize| {
        let (a, b) = (&pieces[k - 1], &pieces[k]);
        let gap = &text[a.span.end as usize..b.span.start as usize];
        gap.len() < 3
            && gap.bytes().all(|c| c == b' ')
            && (word(b) || hyphen(text, b))
            && (word(a) || hyphen(text, a))
    };
    let mut from = at;
    while from > done && at - from < REACH && near(from) {
        from -= 1;
    }
    let (mut last, mut end) = (at, at + 1);
    while end < pieces.len() && end <= last + REACH + 1 && end < from + STRETCH && near(end) {
        if is_shard(&pieces[end]) {
            last = end;
        }
        end += 1;
    }
    (from, end)
}

fn word(p: &Piece) -> bool {
    p.form == Form::Word
}

fn hyphen(text: &str, p: &Piece) -> bool {
    &text[p.span.range()] == "-"
}

/// The end of the stretch that begins with this piece; its start when there is none.
fn stretch(text: &str, pieces: &[Piece], from: usize) -> usize {
    let beside = |k: usize| {
        let (a, b) = (&pieces[k - 1], &pieces[k]);
        let gap = &text[a.span.end as usize..b.span.start as usize];
        b.form == Form::Word && !gap.contains(['\n', '-']) && gap.bytes().all(|c| c == b' ') && gap.len() < 3
    };
    if pieces[from].form != Form::Word {
        return from;
    }
    let (mut shards, mut single, mut last) = (0, 0, from);
    let mut at = from;
    loop {
        if is_shard(&pieces[at]) {
            shards += 1;
            single += usize::from(
                pieces[at].len() == 1 && !text[pieces[at].span.range()].eq_ignore_ascii_case("a"),
            );
            last = at;
        }
        at += 1;
        if at >= pieces.len() || !beside(at) || at > last + BRIDGE || at > from + STRETCH {
            break;
        }
    }
    let count = last + 1 - from;
    let first_fits =
        is_shard(&pieces[from]) || from + 1 < pieces.len() && last > from && is_shard(&pieces[from + 1]);
    if first_fits && shards >= 2 && (single >= 2 || shards >= 3) && shards * 2 >= count {
        // The piece behind the last shard may be the rest of its word.
        let more = last + 1 < pieces.len() && beside(last + 1);
        last + 1 + usize::from(more)
    } else {
        from
    }
}

/// A letter of a stretch.
#[derive(Clone, Copy)]
struct Letter {
    at: usize,
    char: char,
    /// Its piece begins with it, and with a space before.
    begins: bool,
    spaced: bool,
}

/// What words over the letters of a stretch are weighed with.
struct Lattice<'t> {
    usage: &'t Usage<'t>,
    text: &'t str,
    own: Option<&'t FxHashSet<u64>>,
}

impl Lattice<'_> {
    /// Puts the words of one stretch together.
    fn words(&self, pieces: &[Piece], out: &mut Vec<Change>) {
        let mut letters: Vec<Letter> = Vec::new();
        for p in pieces {
            let start = p.span.start as usize;
            let body = self.text[p.span.range()].char_indices();
            letters.extend(body.map(|(i, char)| Letter {
                at: start + i,
                char,
                begins: i == 0,
                spaced: i == 0 && p.spaced,
            }));
        }
        let Some(cuts) = self.best(&letters) else { return };
        // Where a word of the lattice and a piece end together, a group of words is whole.
        let n = letters.len();
        let mut first = 0;
        for (k, &end) in cuts.iter().enumerate().skip(1) {
            if end < n && !letters[end].begins {
                continue;
            }
            let group = &cuts[first..=k];
            first = k;
            self.group(&letters, group, out);
        }
    }

    /// The cheapest cuts, first and last letter included.
    fn best(&self, letters: &[Letter]) -> Option<Vec<usize>> {
        let n = letters.len();
        let mut best: Vec<(f32, usize)> = vec![(f32::MAX, 0); n + 1];
        best[0] = (0.0, 0);
        let mut word = String::new();
        for i in 0..n {
            let so_far = best[i].0;
            if so_far == f32::MAX {
                continue;
            }
            word.clear();
            for j in i..n.min(i + LONGEST) {
                // A capital inside a word is the start of another, but where all are capitals.
                if j > i && letters[j].char.is_uppercase() && word.contains(|c: char| !c.is_uppercase()) {
                    break;
                }
                if letters[j].char != '-' {
                    word.push(letters[j].char);
                }
                if let Some(cost) = self.cost(letters, i, j + 1, &word)
                    && so_far + cost < best[j + 1].0
                {
                    best[j + 1] = (so_far + cost, i);
                }
            }
        }
        if best[n].0 == f32::MAX {
            return None;
        }
        let mut cuts = vec![n];
        while let Some(&end) = cuts.last().filter(|e| **e > 0) {
            cuts.push(best[end].1);
        }
        cuts.reverse();
        Some(cuts)
    }

    /// What it costs to read some letters as one word (its hyphens left out); nothing where they are none.
    fn cost(&self, letters: &[Letter], from: usize, to: usize, word: &str) -> Option<f32> {
        let run = &letters[from..to];
        let spaces = run[1..].iter().filter(|l| l.spaced).count() as f32;
        let begins = if from == 0 || letters[from].begins { 0.0 } else { PART };
        let ends = to == letters.len() || letters[to].begins;
        let hyphens = run.iter().filter(|l| l.char == '-').count();
        if hyphens > 0 {
            if run.len() == 1 {
                return Some(0.0);
            }
            // The end of a line stood there: a space still does.
            let at = run.iter().position(|l| l.char == '-').unwrap_or(0);
            let cut = hyphens == 1 && at > 0 && at + 1 < run.len() && (run[at].spaced || run[at + 1].spaced);
            let known = cut.then(|| self.usage.word(key_of(word))).flatten()?;
            return Some(begins - known.share + HYPHEN + JOIN * spaces);
        }
        let length = run.len() as f32;
        let single = run.len() == 1 && !word.eq_ignore_ascii_case("a") && word != "I";
        let key = key_of(word);
        let known = if single { None } else { self.usage.word(key) };
        let standing = spaces == 0.0 && ends && begins == 0.0;
        let cost = match known {
            Some(known) => -known.share,
            None if self.own.is_some_and(|own| run.len() > 4 && own.contains(&key)) => OWN,
            // Initials and the letters of a list stand alone.
            None if standing && single && word.chars().all(char::is_uppercase) => CAPITAL,
            None => match self.own.and_then(|_| formed(self.usage, word)) {
                Some(share) => FORMED - share,
                None if standing => UNKNOWN + LETTER * length + if length < 4.0 { 4.0 } else { 0.0 },
                None => return None,
            },
        };
        Some(begins + cost + JOIN * spaces)
    }

    /// One group of words in place of its pieces, where that is worth it.
    fn group(&self, letters: &[Letter], cuts: &[usize], out: &mut Vec<Change>) {
        let (Some(&from), Some(&to)) = (cuts.first(), cuts.last()) else { return };
        let run = &letters[from..to];
        let spaced = run[1..].iter().any(|l| l.spaced);
        if cuts.len() == 2 && !spaced || run.iter().all(|l| l.char == '-') {
            return;
        }
        let reads = |range: Range<usize>| -> String {
            letters[range].iter().map(|l| l.char).filter(|c| *c != '-').collect()
        };
        let price = |cuts: &[usize]| -> f32 {
            let costs = cuts.windows(2).map(|w| self.cost(letters, w[0], w[1], &reads(w[0]..w[1])));
            costs.map(|c| c.unwrap_or(UNKNOWN + LETTER)).sum()
        };
        let stands = (from..=to).filter(|&k| k == to || letters[k].begins);
        let gain = price(&stands.collect::<Vec<_>>()) - price(cuts);
        let bar = if self.own.is_some() { BAR } else { 0.0 };
        if gain <= bar {
            return;
        }
        let now = cuts.windows(2).map(|w| reads(w[0]..w[1])).collect::<Vec<_>>().join(" ");
        let last = run[run.len() - 1];
        let source = Span::new(run[0].at, last.at + last.char.len_utf8());
        let kind = if spaced { RepairKind::SplitWords } else { RepairKind::JoinedWords };
        let confidence = (0.6 + gain / 50.0).clamp(0.6, 0.9);
        out.push(Change { source, now, kind, confidence });
    }
}

/// Endings of words that are formed of others, and what the other may end with in their place.
const FORMING: &[(&str, &str)] = &[
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("ers", ""),
    ("er", "e"),
    ("ly", ""),
    ("ally", ""),
    ("al", ""),
    ("ness", ""),
    ("less", ""),
    ("ful", ""),
    ("ized", ""),
    ("izing", ""),
    ("ization", ""),
    ("izations", ""),
    ("ization", "ize"),
    ("ion", ""),
    ("ions", ""),
    ("ion", "e"),
    ("ions", "e"),
    ("able", ""),
    ("able", "e"),
    ("ity", ""),
    ("ism", ""),
    ("ist", ""),
];

/// The share of the known word that a word is formed of.
fn formed(usage: &Usage<'_>, word: &str) -> Option<f32> {
    if word.len() < 6 || !word.is_ascii() {
        return None;
    }
    let known = |stem: &str| usage.word(key_of(stem)).map(|k| k.share).filter(|s| *s > -14.5);
    let by_ending = FORMING.iter().filter_map(|(ending, other)| {
        let stem = word.strip_suffix(ending).filter(|s| s.len() > 3)?;
        if other.is_empty() { known(stem) } else { known(&format!("{stem}{other}")) }
    });
    let openings = ["non", "sub", "inter", "multi", "over", "under", "pre", "anti", "un", "re", "mis"];
    let by_opening =
        openings.iter().filter_map(|o| word.strip_prefix(o).filter(|s| s.len() > 3).and_then(known));
    by_ending.chain(by_opening).max_by(f32::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::super::{RepairLevel, Text};

    #[test]
    fn letters_and_syllables_are_put_together() {
        let text = Text::new("This was the p r o m i s e of the govern ment of the day.", RepairLevel::Full)
            .unwrap();
        assert!(text.clean().starts_with("This was the promise of the"), "{}", text.clean());
        let list = "Options A B and C were weighed.";
        assert_eq!(Text::new(list, RepairLevel::Full).unwrap().clean(), list);
    }
}
