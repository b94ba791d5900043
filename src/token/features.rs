//! What the tagger looks at, as hashed numbers. The trainer calls this very code.

use std::ops::Range;

use super::{Shape, Tokens};
use crate::hash::{START, step};
use crate::model::{NO_TAG, WordEntry};

/// The number of this feature set: raise it with any change below, and train again.
pub const FEATURE_SET: u32 = 3;

/// How many features a token has by itself.
pub(super) const OWN: usize = 16;

/// How many more it has when what stands around is looked at place by place.
pub(super) const NEAR: usize = 14;

/// How many more it has when places are taken together.
pub(super) const PAIRS: usize = 58;

/// One token as the features see it.
#[derive(Clone, Copy)]
struct Atom {
    word: u32,
    tails: [u32; 5],
    heads: [u32; 4],
    case: u32,
    known: WordEntry,
    /// The number of the word among those that the model knows, from one; 0 for none.
    number: u32,
}

const EDGE: Atom = Atom {
    word: 1,
    tails: [1; 5],
    heads: [1; 4],
    case: 255,
    known: WordEntry {
        sure: NO_TAG,
        class: 254,
        top: 254,
        cluster: 254,
        caps: 9,
        fine: 999,
        coarse: 254,
        marks: 255,
    },
    number: 0,
};

/// The features of one sentence.
#[derive(Default)]
pub struct Lens {
    atoms: Vec<Atom>,
}

/// Numbers the features of a family from its first on.
struct Keys<const N: usize> {
    out: [u32; N],
    next: usize,
    first: u32,
}

impl<const N: usize> Keys<N> {
    fn from(first: u32) -> Self {
        Self { out: [0; N], next: 0, first }
    }

    #[inline]
    fn add(&mut self, a: u32, b: u32) {
        self.out[self.next] = key(self.first + self.next as u32, a, b);
        self.next += 1;
    }
}

impl Lens {
    /// Looks at a sentence; `known` tells what the model knows of a word, and its number.
    pub fn look(&mut self, tokens: &Tokens, range: Range<usize>, known: impl Fn(u32) -> (u32, WordEntry)) {
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
            let fifth = word.len().checked_sub(5).map_or(0, |at| u32::from(word[at]));
            let head = packed(&word[..word.len().min(4)]);
            let cut = |n: usize| head >> (8 * (word.len().min(4) - word.len().min(n)));
            self.atoms.push(Atom {
                word: key,
                tails: [tail & 0xff, tail & 0xffff, tail & 0xff_ffff, tail, tail.rotate_left(11) ^ fifth],
                heads: [cut(1), cut(2), cut(3), head],
                case: shape as u32 | mode << 4 | u32::from(first && lettered) << 6 | marks << 7,
                known: WordEntry::UNKNOWN,
                number: 0,
            });
            first &= !lettered;
        }
        // All together, so that no look at the large table waits for another.
        for atom in &mut self.atoms[2..] {
            (atom.number, atom.known) = known(atom.word);
        }
        self.atoms.extend([EDGE; 2]);
    }

    /// What the model knows of the token at a place of the sentence.
    pub fn known(&self, at: usize) -> WordEntry {
        self.atoms[at + 2].known
    }

    /// Where the weights of the features that a token has by itself can be kept, for known words in small letters or with a capital.
    pub(super) fn drawer(&self, at: usize) -> Option<usize> {
        let atom = &self.atoms[at + 2];
        let shape = atom.case & 15;
        (atom.number > 0 && shape < 2).then(|| 2 * (atom.number as usize - 1) + shape as usize)
    }

    /// The keys of what a token has by itself.
    pub fn own(&self, at: usize) -> [u32; OWN] {
        let w = &self.atoms[at + 2];
        let shape = w.case & 15;
        let mut keys = Keys::<OWN>::from(0);
        keys.add(w.word, 0);
        keys.add(w.word, shape);
        keys.add(w.tails[0], 0);
        keys.add(w.tails[1], shape);
        keys.add(w.tails[2], shape);
        keys.add(w.tails[3], 0);
        keys.add(w.tails[4], 0);
        keys.add(w.heads[0], shape);
        keys.add(w.heads[1], 0);
        keys.add(w.heads[2], 0);
        keys.add(w.heads[3], 0);
        keys.add(u32::from(w.known.cluster), shape);
        keys.add(u32::from(w.known.fine), shape);
        keys.add(u32::from(w.known.marks), shape);
        keys.add(u32::from(w.known.class), 0);
        keys.add(u32::from(w.known.coarse), shape | w.tails[1] << 8);
        keys.out
    }

    /// The keys of what stands around a token, each by itself, after the tags of the two before it.
    pub fn near(&self, at: usize, one: u8, two: u8) -> [u32; NEAR] {
        let [b2, b1, w, n1, n2] = [0, 1, 2, 3, 4].map(|i| &self.atoms[at + i]);
        let (one, two) = (u32::from(one), u32::from(two));
        let mut keys = Keys::<NEAR>::from(100);
        keys.add(w.case, 0);
        keys.add(w.case, one);
        keys.add(w.case, u32::from(w.known.caps));
        keys.add(w.word, w.case & 127);
        keys.add(b1.word, 0);
        keys.add(n1.word, 0);
        keys.add(b2.word, 0);
        keys.add(n2.word, 0);
        keys.add(n1.tails[2], 0);
        keys.add(n2.tails[2], 0);
        keys.add(one, 0);
        keys.add(one, two);
        keys.add(one, w.word);
        keys.add(one | two << 8, u32::from(w.known.class));
        keys.out
    }

    /// The keys of places taken together.
    pub fn pairs(&self, at: usize, one: u8, two: u8) -> [u32; PAIRS] {
        let [b2, b1, w, n1, n2] = [0, 1, 2, 3, 4].map(|i| &self.atoms[at + i]);
        let (one, two) = (u32::from(one), u32::from(two));
        let class = |a: &Atom| u32::from(a.known.class);
        let top = |a: &Atom| u32::from(a.known.top);
        let cluster = |a: &Atom| u32::from(a.known.cluster);
        let fine = |a: &Atom| u32::from(a.known.fine);
        let coarse = |a: &Atom| u32::from(a.known.coarse);
        let caps = |a: &Atom| u32::from(a.known.caps);
        let marks = |a: &Atom| u32::from(a.known.marks);
        let case = |a: &Atom| a.case & 31;
        let own = w.case & 127;
        let mut keys = Keys::<PAIRS>::from(200);
        keys.add(b1.word, w.word);
        keys.add(w.word, n1.word);
        keys.add(b1.word, n1.word);
        keys.add(b1.tails[2], class(w));
        keys.add(class(n1), class(w));
        keys.add(class(n1) | class(n2) << 8, class(w));
        keys.add(case(n1), own);
        keys.add(case(b1), own);
        keys.add(one | two << 8, w.word);
        keys.add(one, n1.word);
        keys.add(one, w.tails[2]);
        keys.add(one | class(w) << 8, class(n1));
        keys.add(one | two << 8 | class(w) << 16, class(n1));
        keys.add(two, w.word);
        keys.add(one | caps(w) << 8, own);
        keys.add(cluster(b1), cluster(w));
        keys.add(cluster(w), cluster(n1));
        keys.add(one, cluster(w) | cluster(n1) << 8);
        keys.add(class(w), cluster(b1) | cluster(n1) << 8);
        keys.add(cluster(w), cluster(b1) << 8 | cluster(n1));
        keys.add(cluster(n1), cluster(n2));
        keys.add(cluster(b1), cluster(b2));
        keys.add(fine(b1), fine(w));
        keys.add(fine(w), fine(n1));
        keys.add(one, fine(w) | coarse(n1) << 16);
        keys.add(class(w), coarse(b1) | coarse(n1) << 8);
        keys.add(coarse(w), coarse(b1) << 8 | coarse(n1));
        keys.add(coarse(n1), coarse(n2));
        keys.add(fine(n1), class(w));
        keys.add(fine(b1), class(w));
        keys.add(marks(w) | marks(n1) << 8, own);
        keys.add(marks(w) | marks(b1) << 8, own);
        keys.add(n1.tails[1], class(w));
        keys.add(n1.tails[2], class(w));
        keys.add(top(n1), w.word);
        keys.add(b1.tails[1], one);
        keys.add(class(n1), class(n2));
        keys.add(n1.tails[2], w.tails[2]);
        keys.add(n1.tails[1], case(n1) & 15 | one << 8);
        keys.add(top(w) | top(n1) << 8 | top(n2) << 16, one | two << 8);
        keys.add(top(w), top(n1) | one << 8);
        keys.add(w.word, top(n1) | top(n2) << 8);
        keys.add(w.word, one | top(n1) << 8);
        keys.add(class(w), n1.word);
        keys.add(class(w), n2.word);
        keys.add(class(w), b1.word);
        keys.add(class(w), b2.word);
        keys.add(class(w) | one << 8, n2.word);
        keys.add(b2.word, w.word);
        keys.add(w.word, n2.word);
        keys.add(case(b1) | case(n1) << 8 | own << 16, caps(w));
        keys.add(case(b2) | case(b1) << 8, own);
        keys.add(case(n2) | case(n1) << 8, own);
        keys.add(caps(n1) | case(n1) << 8, caps(w) | w.case << 8);
        keys.add(caps(b1) | case(b1) << 8, caps(w) | w.case << 8);
        keys.add(one | case(n1) << 8, class(w));
        keys.add(one, top(n1) | top(n2) << 8);
        keys.add(one | two << 8, top(n1));
        keys.out
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
