//! What the tagger looks at, as hashed numbers. The trainer calls this very code.

use std::ops::Range;

use super::{Shape, Tokens};
use crate::hash::{START, step};
use crate::model::{NO_TAG, WordEntry};

/// The number of this feature set: raise it with any change below, and train again.
pub const FEATURE_SET: u32 = 2;

/// How many features a token has.
pub const COUNT: usize = 43;

/// One token as the features see it.
#[derive(Clone, Copy)]
struct Atom {
    word: u32,
    tails: [u32; 4],
    heads: [u32; 2],
    case: u32,
    known: WordEntry,
}

const EDGE: Atom = Atom {
    word: 1,
    tails: [1; 4],
    heads: [1; 2],
    case: 255,
    known: WordEntry { sure: NO_TAG, class: 254, cluster: 254, caps: 9 },
};

/// The features of one sentence.
#[derive(Default)]
pub struct Lens {
    atoms: Vec<Atom>,
}

impl Lens {
    /// Looks at a sentence; `known` tells what the model knows of a word.
    pub fn look(&mut self, tokens: &Tokens, range: Range<usize>, known: impl Fn(u32) -> WordEntry) {
        let mode = case_mode(tokens, range.clone());
        self.atoms.clear();
        self.atoms.extend([EDGE; 2]);
        let mut first = true;
        for token in range {
            let shape = tokens.shape(token);
            let word = tokens.lower(token).as_bytes();
            let lettered = !matches!(shape, Shape::Punct | Shape::Symbol);
            let mut marks = 0;
            let mut hash = START;
            for &b in word {
                let digit = b.is_ascii_digit();
                marks |= u32::from(b == b'-') | u32::from(digit) << 1 | u32::from(b == b'.') << 2;
                hash = step(hash, if digit { b'0' } else { b });
            }
            let key = folded(hash);
            let tail = packed(&word[word.len().saturating_sub(4)..]);
            self.atoms.push(Atom {
                word: key,
                tails: [tail & 0xff, tail & 0xffff, tail & 0xff_ffff, tail],
                heads: [packed(&word[..word.len().min(1)]), packed(&word[..word.len().min(3)])],
                case: shape as u32 | mode << 4 | u32::from(first && lettered) << 6 | marks << 7,
                known: known(key),
            });
            first &= !lettered;
        }
        self.atoms.extend([EDGE; 2]);
    }

    /// What the model knows of the token at a place of the sentence.
    pub fn known(&self, at: usize) -> WordEntry {
        self.atoms[at + 2].known
    }

    /// The keys of the token at a place of the sentence, after the tags of the two before it.
    pub fn keys(&self, at: usize, one: u8, two: u8) -> [u32; COUNT] {
        let [b2, b1, w, n1, n2] = [0, 1, 2, 3, 4].map(|i| &self.atoms[at + i]);
        let (one, two) = (u32::from(one), u32::from(two));
        let class = |a: &Atom| u32::from(a.known.class);
        let cluster = |a: &Atom| u32::from(a.known.cluster);
        let shape = w.case & 15;
        let mut out = [0; COUNT];
        let mut next = 0;
        let mut add = |a: u32, b: u32| {
            out[next] = key(next as u32, a, b);
            next += 1;
        };
        add(w.word, 0);
        add(w.word, w.case & 127);
        add(w.tails[0], 0);
        add(w.tails[1], shape);
        add(w.tails[2], shape);
        add(w.tails[3], 0);
        add(w.heads[0], shape);
        add(w.heads[1], 0);
        add(w.case, 0);
        add(w.case, one);
        add(b1.word, 0);
        add(n1.word, 0);
        add(b2.word, 0);
        add(n2.word, 0);
        add(b1.word, w.word);
        add(w.word, n1.word);
        add(b1.word, n1.word);
        add(n1.tails[2], 0);
        add(b1.tails[2], class(w));
        add(class(n1), class(w));
        add(class(n1) | class(n2) << 8, class(w));
        add(cluster(w), shape);
        add(cluster(b1), cluster(w));
        add(cluster(w), cluster(n1));
        add(n1.case & 31, w.case & 127);
        add(b1.case & 31, w.case & 127);
        add(one, 0);
        add(one, two);
        add(one, w.word);
        add(one | two << 8, w.word);
        add(one, n1.word);
        add(one, w.tails[2]);
        add(one | class(w) << 8, class(n1));
        add(one | two << 8, class(w));
        add(one | two << 8 | class(w) << 16, class(n1));
        add(two, w.word);
        add(one, cluster(w) | cluster(n1) << 8);
        add(class(w), cluster(b1) | cluster(n1) << 8);
        add(w.case, u32::from(w.known.caps));
        add(one | u32::from(w.known.caps) << 8, w.case & 127);
        add(cluster(w), cluster(b1) << 8 | cluster(n1));
        add(cluster(n1), cluster(n2));
        add(cluster(b1), cluster(b2));
        out
    }
}

/// The key of a lower-case word; digits count as one another.
pub fn word_key(word: &[u8]) -> u32 {
    folded(word.iter().fold(START, |hash, &b| step(hash, if b.is_ascii_digit() { b'0' } else { b })))
}

const fn folded(hash: u64) -> u32 {
    (hash ^ hash >> 32) as u32
}

fn packed(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |n, &b| n << 8 | u32::from(if b.is_ascii_digit() { b'0' } else { b }))
}

fn key(template: u32, a: u32, b: u32) -> u32 {
    let mut x = u64::from(a) | u64::from(b) << 32;
    x = (x ^ u64::from(template).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x = (x ^ x >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (x >> 32) as u32
}

/// Whether capitals tell names in this sentence: 0 they do, 1 nearly every long word has one, 2 all is in capitals.
fn case_mode(tokens: &Tokens, range: Range<usize>) -> u32 {
    let (mut lower, mut title, mut upper) = (0, 0, 0);
    for token in range {
        let long = tokens.span(token).len() > 3;
        match tokens.shape(token) {
            Shape::Lower if long => lower += 1,
            Shape::Title if long => title += 1,
            Shape::Upper => upper += 1,
            _ => {}
        }
    }
    match (upper > 2 && upper > 4 * (lower + title), title + upper > 2 && title + upper > 4 * lower) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    }
}
