//! Stretches where words fell into letters and syllables: the likeliest words over all letters of a stretch.

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

/// The changes in all stretches, in order.
pub(crate) fn changes(usage: &Usage<'_>, text: &str, pieces: &[Piece]) -> Vec<Change> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        // No stretch begins with two whole words.
        if !is_shard(&pieces[at]) && pieces.get(at + 1).is_none_or(|p| !is_shard(p)) {
            at += 1;
            continue;
        }
        let end = stretch(text, pieces, at);
        if end > at {
            words(usage, text, &pieces[at..end], &mut out);
        }
        at = end.max(at + 1);
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

/// Puts the words of one stretch together.
fn words(usage: &Usage<'_>, text: &str, pieces: &[Piece], out: &mut Vec<Change>) {
    // All letters, with where each stands and whether a space stood before it.
    let mut letters: Vec<(usize, char, bool)> = Vec::new();
    for p in pieces {
        let start = p.span.start as usize;
        let body = text[p.span.range()].char_indices();
        letters.extend(body.map(|(i, c)| (start + i, c, i == 0 && p.spaced)));
    }
    let n = letters.len();
    let mut best: Vec<(f32, usize)> = vec![(f32::MAX, 0); n + 1];
    best[0] = (0.0, 0);
    let mut word = String::new();
    for i in 0..n {
        let so_far = best[i].0;
        if so_far == f32::MAX {
            continue;
        }
        // A new word where no space stood.
        let begins = if i == 0 || letters[i].2 { 0.0 } else { PART };
        word.clear();
        let mut spaces = 0.0;
        for j in i..n.min(i + LONGEST) {
            let (_, c, spaced) = letters[j];
            if j > i && spaced {
                spaces += 1.0;
            }
            // A capital inside a word is the start of another.
            if j > i && c.is_uppercase() {
                break;
            }
            word.push(c);
            let ends = j + 1 == n || letters[j + 1].2;
            let single = word.chars().count() == 1 && !word.eq_ignore_ascii_case("a") && word != "I";
            let known = if single { None } else { usage.word(key_of(&word)) };
            let length = word.chars().count() as f32;
            let cost = match known {
                Some(known) => -known.share,
                // Initials and the letters of a list stand alone.
                None if spaces == 0.0 && ends && single && c.is_uppercase() => CAPITAL,
                None if spaces == 0.0 && ends => {
                    UNKNOWN + LETTER * length + if length < 4.0 { 4.0 } else { 0.0 }
                }
                None => continue,
            };
            let cost = so_far + begins + cost + JOIN * spaces;
            if cost < best[j + 1].0 {
                best[j + 1] = (cost, i);
            }
        }
    }
    if best[n].0 == f32::MAX {
        return;
    }
    let mut cuts = vec![n];
    while let Some(&end) = cuts.last().filter(|e| **e > 0) {
        cuts.push(best[end].1);
    }
    cuts.reverse();
    for pair in cuts.windows(2) {
        let run = &letters[pair[0]..pair[1]];
        if !run[1..].iter().any(|l| l.2) {
            continue;
        }
        let now: String = run.iter().map(|l| l.1).collect();
        if usage.word(key_of(&now)).is_none() {
            continue;
        }
        let (start, last) = (run[0].0, run[run.len() - 1]);
        let source = Span::new(start, last.0 + last.1.len_utf8());
        out.push(Change { source, now, kind: RepairKind::SplitWords, confidence: 0.8 });
    }
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
