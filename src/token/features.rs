//! What the tagger looks at, as hashed numbers. The trainer calls this very code.

use std::ops::Range;

use super::{Shape, Tokens};
use crate::hash::{START, step};
use crate::model::{KEY_BITS, NO_TAG, WordEntry};

/// The number of this feature set: raise it with any change below, and train again.
pub const FEATURE_SET: u32 = 4;

/// How many features a token has by itself.
pub(super) const OWN: usize = 16;

/// How many more it has when what stands around is looked at place by place.
pub(super) const NEAR: usize = 14;

/// How many contexts may tell a tag: of the word, then of its kind.
pub const CONTEXTS: usize = 5;

/// How many of these are of the word; the rest are of its kind.
pub const WORD_CONTEXTS: usize = 3;

/// How many more it has when places are taken together.
pub(super) const PAIRS: usize = 43;

/// One token as the features see it.
#[derive(Clone, Copy)]
struct Atom {
    word: u32,
    /// The number of the word among those that the model knows, from one; 0 for none.
    number: u32,
    known: WordEntry,
    case: u8,
}

/// How a word begins and ends, and its marks.
#[derive(Clone, Copy, Default)]
struct Ends {
    marks: u8,
    tails: [u32; 5],
    heads: [u32; 4],
}

const EDGE: Atom = Atom {
    word: 1,
    number: 0,
    known: WordEntry {
        sure: [NO_TAG; 3],
        class: 254,
        top: 254,
        cluster: 254,
        caps: 9,
        fine: 999,
        coarse: 254,
        marks: 255,
    },
    case: 127,
};

const NO_ENDS: Ends = Ends { marks: 1, tails: [1; 5], heads: [1; 4] };

/// The features of one sentence.
#[derive(Default)]
pub struct Lens {
    atoms: Vec<Atom>,
    /// How the words begin and end, where that was looked at.
    ends: Vec<Ends>,
    seen: Vec<bool>,
    /// The first token, and how its capitals are.
    first: usize,
    mode: u8,
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
    /// Looks at a sentence; `known` tells the number of a token's word where the model knows it, and what it knows of it.
    pub fn look(&mut self, tokens: &Tokens, range: Range<usize>, known: impl Fn(usize) -> (u32, WordEntry)) {
        (self.first, self.mode) = (range.start, case_mode(tokens, range.clone()));
        self.atoms.clear();
        self.atoms.extend([EDGE; 2]);
        let mut first = true;
        self.atoms.extend(range.map(|token| {
            let shape = tokens.shape(token);
            let lettered = !matches!(shape, Shape::Punct | Shape::Symbol);
            let case = shape as u8 | self.mode << 4 | u8::from(first && lettered) << 6;
            first &= !lettered;
            let (word, (number, known)) = (tokens.key(token), known(token));
            Atom { word, number, known, case }
        }));
        self.atoms.extend([EDGE; 2]);
        let (count, last) = (self.atoms.len(), self.atoms.len() - 2);
        if self.ends.len() < count {
            self.ends.resize(count, NO_ENDS);
        }
        self.ends[last..count].fill(NO_ENDS);
        self.seen.clear();
        self.seen.resize(count, false);
        for place in [0, 1, last, last + 1] {
            self.seen[place] = true;
        }
    }

    /// Looks closer at a token and those around it, before its features are asked for.
    pub fn regard(&mut self, tokens: &Tokens, at: usize) {
        for place in at..at + 5 {
            if !self.seen[place] {
                self.seen[place] = true;
                self.ends[place] = ends(tokens.lower(self.first + place - 2).as_bytes());
            }
        }
    }

    /// The tag that the word at a place has wherever it stands; [`NO_TAG`] if there is none.
    pub fn sure(&self, at: usize) -> u8 {
        let atom = &self.atoms[at + 2];
        let shape = if self.mode == 0 { usize::from(atom.case & 15).min(2) } else { 2 };
        atom.known.sure[shape]
    }

    /// The contexts that may tell a token's tag after the tags of those before it, the widest first; none in headings.
    pub fn contexts(&self, at: usize, one: u8, two: u8) -> Option<[u32; CONTEXTS]> {
        let [w, next, after] = [2, 3, 4].map(|i| &self.atoms[at + i]);
        let class = |a: &Atom| u32::from(a.known.class);
        let shape = u32::from(w.case & 15);
        let kind = class(w) | shape << 8 | u32::from(w.known.caps) << 12;
        let place = shape | u32::from(one) << 8;
        (self.mode == 0).then(|| {
            [
                key(900, w.word, place),
                key(901, w.word, place | class(next) << 16),
                key(902, w.word, place | class(next) << 16 | class(after) << 24),
                key(903, kind, u32::from(one) | class(next) << 8),
                key(904, kind, u32::from(one) | class(next) << 8 | class(after) << 16 | u32::from(two) << 24),
            ]
        })
    }

    /// Whether the model knows the word at a place.
    pub fn is_known(&self, at: usize) -> bool {
        self.atoms[at + 2].number > 0
    }

    /// Where the weights of the features that a token has by itself can be kept, for known words in small letters or with a capital.
    pub(super) fn drawer(&self, at: usize) -> Option<usize> {
        let atom = &self.atoms[at + 2];
        let shape = usize::from(atom.case & 15);
        (atom.number > 0 && shape < 2).then(|| 2 * (atom.number as usize - 1) + shape)
    }

    /// The keys of what a token has by itself.
    pub fn own(&self, at: usize) -> [u32; OWN] {
        let (w, e) = (&self.atoms[at + 2], &self.ends[at + 2]);
        let shape = u32::from(w.case & 15);
        let mut keys = Keys::<OWN>::from(0);
        keys.add(w.word, 0);
        keys.add(w.word, shape);
        keys.add(e.tails[0], 0);
        keys.add(e.tails[1], shape);
        keys.add(e.tails[2], shape);
        keys.add(e.tails[3], 0);
        keys.add(e.tails[4], 0);
        keys.add(e.heads[0], shape);
        keys.add(e.heads[1], 0);
        keys.add(e.heads[2], 0);
        keys.add(e.heads[3], 0);
        keys.add(u32::from(w.known.cluster), shape);
        keys.add(u32::from(w.known.fine), shape);
        keys.add(u32::from(w.known.marks), shape);
        keys.add(u32::from(w.known.class), 0);
        keys.add(u32::from(w.known.coarse), shape | e.tails[1] << 8);
        keys.out
    }

    /// The keys of what stands around a token, each by itself, after the tags of the two before it.
    pub fn near(&self, at: usize, one: u8, two: u8) -> [u32; NEAR] {
        let [b2, b1, w, n1, n2] = [0, 1, 2, 3, 4].map(|i| &self.atoms[at + i]);
        let [e, e1, e2] = [2, 3, 4].map(|i| &self.ends[at + i]);
        let (one, two) = (u32::from(one), u32::from(two));
        let look = u32::from(w.case) | u32::from(e.marks) << 7;
        let mut keys = Keys::<NEAR>::from(100);
        keys.add(look, 0);
        keys.add(look, one);
        keys.add(look, u32::from(w.known.caps));
        keys.add(w.word, u32::from(w.case));
        keys.add(b1.word, 0);
        keys.add(n1.word, 0);
        keys.add(b2.word, 0);
        keys.add(n2.word, 0);
        keys.add(e1.tails[2], 0);
        keys.add(e2.tails[2], 0);
        keys.add(one, 0);
        keys.add(one, two);
        keys.add(one, w.word);
        keys.add(one | two << 8, u32::from(w.known.class));
        keys.out
    }

    /// The keys of places taken together.
    pub fn pairs(&self, at: usize, one: u8, two: u8) -> [u32; PAIRS] {
        let [b2, b1, w, n1, n2] = [0, 1, 2, 3, 4].map(|i| &self.atoms[at + i]);
        let [f, e, e1] = [1, 2, 3].map(|i| &self.ends[at + i]);
        let (one, two) = (u32::from(one), u32::from(two));
        let class = |a: &Atom| u32::from(a.known.class);
        let top = |a: &Atom| u32::from(a.known.top);
        let cluster = |a: &Atom| u32::from(a.known.cluster);
        let fine = |a: &Atom| u32::from(a.known.fine);
        let coarse = |a: &Atom| u32::from(a.known.coarse);
        let caps = |a: &Atom| u32::from(a.known.caps);
        let marks = |a: &Atom| u32::from(a.known.marks);
        let case = |a: &Atom| u32::from(a.case & 31);
        let own = u32::from(w.case);
        let look = own | u32::from(e.marks) << 7;
        let mut keys = Keys::<PAIRS>::from(200);
        keys.add(w.word, n1.word);
        keys.add(f.tails[2], class(w));
        keys.add(class(n1), class(w));
        keys.add(class(n1) | class(n2) << 8, class(w));
        keys.add(case(n1), own);
        keys.add(one, n1.word);
        keys.add(one, e.tails[2]);
        keys.add(one | class(w) << 8, class(n1));
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
        keys.add(class(w), coarse(b1) | coarse(n1) << 8);
        keys.add(coarse(n1), coarse(n2));
        keys.add(fine(n1), class(w));
        keys.add(fine(b1), class(w));
        keys.add(marks(w) | marks(n1) << 8, own);
        keys.add(e1.tails[1], class(w));
        keys.add(e1.tails[2], class(w));
        keys.add(top(n1), w.word);
        keys.add(f.tails[1], one);
        keys.add(class(n1), class(n2));
        keys.add(e1.tails[2], e.tails[2]);
        keys.add(e1.tails[1], case(n1) & 15 | one << 8);
        keys.add(top(w), top(n1) | one << 8);
        keys.add(class(w), n1.word);
        keys.add(class(w), n2.word);
        keys.add(class(w), b1.word);
        keys.add(class(w), b2.word);
        keys.add(case(b1) | case(n1) << 8 | own << 16, caps(w));
        keys.add(case(b2) | case(b1) << 8, own);
        keys.add(caps(n1) | case(n1) << 8, caps(w) | look << 8);
        keys.add(caps(b1) | case(b1) << 8, caps(w) | look << 8);
        keys.add(one | case(n1) << 8, class(w));
        keys.add(one, top(n1) | top(n2) << 8);
        keys.add(one | two << 8, top(n1));
        keys.out
    }
}

/// The key of a lower-case word; digits count as one another.
pub fn word_key(word: &[u8]) -> u32 {
    let hash = word.iter().fold(START, |hash, &b| step(hash, if b.is_ascii_digit() { b'0' } else { b }));
    (hash ^ hash >> 32) as u32
}

fn ends(word: &[u8]) -> Ends {
    let mark = |&b: &u8| u8::from(b == b'-') | u8::from(b.is_ascii_digit()) << 1 | u8::from(b == b'.') << 2;
    let marks = word.iter().map(mark).fold(0, |all, one| all | one);
    let tail = packed(&word[word.len().saturating_sub(4)..]);
    let fifth = word.len().checked_sub(5).map_or(0, |at| u32::from(word[at]));
    let head = packed(&word[..word.len().min(4)]);
    let cut = |n: usize| head >> (8 * (word.len().min(4) - word.len().min(n)));
    let tails = [tail & 0xff, tail & 0xffff, tail & 0xff_ffff, tail, tail.rotate_left(11) ^ fifth];
    Ends { marks, tails, heads: [cut(1), cut(2), cut(3), head] }
}

fn packed(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |n, &b| n << 8 | u32::from(if b.is_ascii_digit() { b'0' } else { b }))
}

fn key(template: u32, a: u32, b: u32) -> u32 {
    let mut x = u64::from(a) | u64::from(b) << 32;
    x = (x ^ u64::from(template).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    x = (x ^ x >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (x >> (64 - KEY_BITS)) as u32
}

/// Whether capitals tell names in this sentence: 0 they do, 1 nearly every long word has one, 2 all is in capitals.
fn case_mode(tokens: &Tokens, range: Range<usize>) -> u8 {
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
