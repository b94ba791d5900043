//! One token as the name tagger sees it, and the keys of words and phrases.

use std::ops::Range;

use super::words::{Known, Words};

/// Which groups of features are on; for ablations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Groups {
    /// Word clusters and the usual case of a word.
    pub clusters: bool,
    /// Public lists of names.
    pub lists: bool,
    /// Other places of the same word in the document.
    pub document: bool,
    /// What the rules say.
    pub rules: bool,
    /// Wider windows, single letters at the ends of a word, the look of the sentence and the topic of the document.
    pub wide: bool,
    /// What a first reading of the document said.
    pub second: bool,
    /// Every token is looked at, not only those near a capital.
    pub every: bool,
}

impl Groups {
    /// All of them.
    pub const ALL: Self = Self {
        clusters: true,
        lists: true,
        document: true,
        rules: true,
        wide: true,
        second: true,
        every: true,
    };

    /// Those that the shipped model uses; the card beside it shows what each is worth.
    pub const SHIPPED: Self = Self { wide: false, second: false, every: false, ..Self::ALL };

    /// As a number for a file's header.
    pub fn to_bits(self) -> u8 {
        u8::from(self.clusters)
            | u8::from(self.lists) << 1
            | u8::from(self.document) << 2
            | u8::from(self.rules) << 3
            | u8::from(self.wide) << 4
            | u8::from(self.second) << 5
            | u8::from(self.every) << 6
    }

    /// From that number.
    pub fn from_bits(bits: u8) -> Self {
        let on = |bit: u8| bits >> bit & 1 == 1;
        Self {
            clusters: on(0),
            lists: on(1),
            document: on(2),
            rules: on(3),
            wide: on(4),
            second: on(5),
            every: on(6),
        }
    }
}

pub(super) const CAPITAL: u8 = 1;
pub(super) const UPPER: u8 = 2;
pub(super) const DIGIT: u8 = 4;
pub(super) const LETTER: u8 = 8;
pub(super) const FIRST: u8 = 16;
pub(super) const HOT: u8 = 32;
pub(super) const LOWER: u8 = 64;

/// What a first reading said of a token: its own label; then what the word, the whole name and longer names around the
/// same name were elsewhere in the document, and in the whole collection.
pub type Vote = [u8; 7];

/// No token.
pub(super) const NONE: u32 = u32::MAX;

/// One token as the features see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Atom {
    pub(super) low: u32,
    pub(super) head: u32,
    pub(super) tail: u32,
    pub(super) shape: u32,
    pub(super) known: Known,
    pub(super) flags: u8,
    /// A nibble for each list: how the token lies in the longest phrase of that list.
    pub(super) lists: u32,
    /// The capitalised run around: its first and last token, without and with small words inside.
    pub(super) tight: (u32, u32),
    pub(super) loose: (u32, u32),
    /// Where it stands in a name that is spelt out before its bracketed acronym.
    pub(super) spelt: u8,
    /// What the rules say, see [`hint`].
    pub(super) hint: u32,
    /// The previous and the next token with the same letters that has a capital.
    pub(super) earlier: u32,
    pub(super) later: u32,
    /// What the first reading said, here and elsewhere.
    pub(super) vote: Vote,
    /// How its sentence looks: in capitals, as a title, as a row of a table.
    pub(super) look: u8,
}

pub(super) const EDGE: Atom = Atom {
    low: 1,
    head: 1,
    tail: 1,
    shape: 1,
    known: Known { fine: 0, coarse: 255, marks: 0 },
    flags: 0,
    lists: 0,
    tight: (NONE, NONE),
    loose: (NONE, NONE),
    spelt: 0,
    hint: 0,
    earlier: NONE,
    later: NONE,
    vote: [0; 7],
    look: 0,
};

/// What a rule says of a token as a number: its label's number, the token's place in the name, and the rule.
pub(super) fn hint(label: u8, at: usize, range: &Range<usize>, rule: &str) -> u32 {
    let place = match (at == range.start, at + 1 == range.end) {
        (true, true) => 3,
        (true, false) => 0,
        (false, false) => 1,
        (false, true) => 2,
    };
    word_key(rule) << 8 | u32::from(label) << 2 | place | 128
}

/// The key of a word: lower case, digits alike, quotes straight.
pub fn word_key(word: &str) -> u32 {
    let mut hash = START;
    each_byte(word, |b| hash = step(hash, b));
    hash
}

/// The key of a phrase from the keys of its words, one after another from [`PHRASE_START`].
pub fn phrase_key(so_far: u32, word: u32) -> u32 {
    (so_far.rotate_left(5) ^ word).wrapping_mul(0x85EB_CA6B)
}

/// Where a phrase's key starts.
pub const PHRASE_START: u32 = 0x51ED_270B;

const START: u32 = 0x811C_9DC5;

fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn each_byte(word: &str, mut f: impl FnMut(u8)) {
    if word.is_ascii() {
        for b in word.bytes() {
            f(if b.is_ascii_digit() { b'0' } else { b.to_ascii_lowercase() });
        }
        return;
    }
    let mut buffer = [0; 4];
    for c in word.chars() {
        match c {
            '’' | '‘' | 'ʼ' => f(b'\''),
            '“' | '”' => f(b'"'),
            _ => c.to_lowercase().for_each(|c| c.encode_utf8(&mut buffer).bytes().for_each(&mut f)),
        }
    }
}

/// A token at first sight: the key of its word and what letters it has.
pub(super) fn glance(word: &str) -> Atom {
    let (mut low, mut flags) = (START, 0);
    if word.is_ascii() {
        for b in word.bytes() {
            low = step(low, if b.is_ascii_digit() { b'0' } else { b.to_ascii_lowercase() });
            flags |= match b {
                b'a'..=b'z' => LOWER | LETTER,
                b'A'..=b'Z' => CAPITAL | LETTER,
                b'0'..=b'9' => DIGIT,
                _ => 0,
            };
        }
    } else {
        each_byte(word, |b| low = step(low, b));
        for c in word.chars() {
            flags |= if c.is_ascii_digit() {
                DIGIT
            } else if c.is_uppercase() {
                CAPITAL | LETTER
            } else if c.is_ascii_lowercase() || !c.is_ascii() && c.is_alphabetic() {
                LOWER | LETTER
            } else {
                0
            };
        }
    }
    if flags & CAPITAL > 0 && flags & LOWER == 0 {
        flags |= UPPER;
    }
    let edge = Atom { head: 0, tail: 0, shape: 2, known: Known::default(), ..EDGE };
    Atom { low, flags, ..edge }
}

/// The rest of a token, for those near a name: its ends, its shape and, where it is not looked up yet, what is known of the
/// word.
pub(super) fn regard(atom: &mut Atom, word: &str, words: &Words) {
    if atom.flags & CAPITAL == 0 {
        atom.known = words.word(atom.low);
    }
    if word.is_ascii() {
        (atom.head, atom.tail, atom.shape) = plain(word.as_bytes());
        return;
    }
    let (mut head, mut tail, mut n) = (0u32, 0u32, 0u32);
    each_byte(word, |b| {
        tail = tail << 8 | u32::from(b);
        if n < 4 {
            head = head << 8 | u32::from(b);
        }
        n += 1;
    });
    let (mut shape, mut last, mut run) = (2u32, 0u8, 0);
    for (i, c) in word.chars().enumerate() {
        let class = if c.is_ascii_digit() {
            b'd'
        } else if c.is_uppercase() {
            b'X'
        } else if c.is_alphabetic() {
            b'x'
        } else if c.is_ascii() {
            c as u8
        } else if matches!(c, '’' | '‘') {
            b'\''
        } else {
            b'?'
        };
        if class == last {
            run += 1;
            if run > 2 {
                continue;
            }
        } else {
            (last, run) = (class, 1);
        }
        if i < 24 {
            shape = shape.wrapping_mul(31).wrapping_add(u32::from(class));
        }
    }
    (atom.head, atom.tail, atom.shape) = (head, tail, shape);
}

/// Head, tail and shape of a word of ASCII alone.
fn plain(word: &[u8]) -> (u32, u32, u32) {
    let (mut head, mut tail) = (0u32, 0u32);
    let (mut shape, mut last, mut run) = (2u32, 0u8, 0);
    for (i, &b) in word.iter().enumerate() {
        let (class, low) = match b {
            b'0'..=b'9' => (b'd', b'0'),
            b'A'..=b'Z' => (b'X', b.to_ascii_lowercase()),
            b'a'..=b'z' => (b'x', b),
            _ => (b, b),
        };
        tail = tail << 8 | u32::from(low);
        if i < 4 {
            head = head << 8 | u32::from(low);
        }
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run < 3 && i < 24 {
            shape = shape.wrapping_mul(31).wrapping_add(u32::from(class));
        }
    }
    (head, tail, shape)
}

impl Atom {
    /// Whether a word may stand inside a name without a capital of its own.
    pub(super) fn joins(&self) -> bool {
        self.flags & CAPITAL == 0 && JOINS.contains(&self.low)
    }
}

static JOINS: std::sync::LazyLock<Vec<u32>> = std::sync::LazyLock::new(|| {
    [
        "of", "the", "for", "and", "on", "to", "in", "de", "del", "la", "du", "des", "al", "against", "with",
        "from", "by", "its", "all",
    ]
    .map(word_key)
    .to_vec()
});
