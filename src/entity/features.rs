//! What the name tagger looks at, as hashed numbers. The trainer calls this very code.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::atoms::{
    Atom, CAPITAL, DIGIT, EDGE, FIRST, Groups, HOT, LETTER, NONE, PHRASE_START, UPPER, Vote, glance,
    phrase_key, regard, word_key,
};
use super::second;
use super::words::{FAMILY, GIVEN, Known, LONGEST, OPENS, Words};

/// How far features look beyond a stretch, in tokens.
const REACH: usize = 4;

/// The number of this feature set: raise it with any change below, and train again.
pub const FEATURE_SET: u32 = 1;

/// A document as it comes: its tokens as written, the tokens of each sentence, and what others say of each token.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Tokens as written.
    pub forms: &'a [&'a str],
    /// The tokens of each sentence.
    pub sentences: &'a [Range<usize>],
    /// What the rules say of each token, or nothing at all.
    pub hints: &'a [u32],
    /// What a first reading said of each token, or nothing at all.
    pub votes: &'a [Vote],
}

/// One token by itself, as the keys see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sight {
    low: u32,
    head: u32,
    tail: u32,
    shape: u32,
    known: Known,
    flags: u8,
}

impl Sight {
    /// A number that is the same for the same token.
    pub(super) fn number(&self) -> usize {
        let mixed = (self.low ^ self.shape.rotate_left(9) ^ u32::from(self.flags)).wrapping_mul(0x9E37_79B1);
        (mixed >> 16 ^ mixed << 16 >> 1) as usize
    }
}

/// A document made ready: its tokens as numbers and the stretches worth a look.
#[derive(Clone, Debug)]
pub struct Lens {
    atoms: Vec<Atom>,
    stretches: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    /// For an acronym: the first and last token of the name that it stands for.
    acronyms: FxHashMap<u32, (u32, u32)>,
    /// Words of names that are seen in lower case somewhere.
    lowered: FxHashSet<u32>,
    groups: Groups,
}

impl Lens {
    /// Looks at a document.
    pub fn new(page: Page<'_>, words: &Words, groups: Groups) -> Self {
        let Page { forms, sentences, hints, votes } = page;
        let mut atoms: Vec<Atom> = forms.iter().map(|f| glance(f)).collect();
        for atom in atoms.iter_mut().filter(|a| a.flags & CAPITAL > 0) {
            atom.known = words.word(atom.low);
        }
        if groups.rules {
            for (atom, hint) in atoms.iter_mut().zip(hints) {
                atom.hint = *hint;
            }
        }
        if groups.second {
            for (atom, vote) in atoms.iter_mut().zip(votes) {
                atom.vote = *vote;
            }
        }
        let mut out = Self {
            atoms,
            stretches: Vec::new(),
            sentences: Vec::new(),
            acronyms: FxHashMap::default(),
            lowered: FxHashSet::default(),
            groups,
        };
        for sentence in sentences {
            out.runs(sentence.clone());
            out.lists(sentence.clone(), words);
            out.acronym(forms, sentence.clone());
            if groups.wide {
                out.look(sentence.clone());
            }
            if groups.every {
                out.stretches.push(sentence.clone());
                out.sentences.push(sentence.clone());
            } else {
                out.gate(sentence.clone());
            }
        }
        out.near(forms, words);
        out.chain();
        out
    }

    /// Regards the tokens that some feature may ask for: those of the stretches and their neighbours.
    fn near(&mut self, forms: &[&str], words: &Words) {
        let mut done = 0;
        for stretch in &self.stretches {
            let end = (stretch.end + REACH).min(forms.len());
            let start = stretch.start.saturating_sub(REACH).max(done).min(end);
            for (atom, form) in self.atoms[start..end].iter_mut().zip(&forms[start..end]) {
                regard(atom, form, words);
            }
            done = end.max(done);
        }
    }

    /// The stretches of tokens that may hold names; everything else holds none.
    pub fn stretches(&self) -> &[Range<usize>] {
        &self.stretches
    }

    /// Says of each token how its sentence looks: in capitals, as a title, as a row of a table.
    fn look(&mut self, sentence: Range<usize>) {
        let (mut lower, mut upper, mut capitals, mut digits) = (0, 0, 0, 0);
        for a in &self.atoms[sentence.clone()] {
            upper += usize::from(a.flags & UPPER > 0);
            capitals += usize::from(a.flags & CAPITAL > 0);
            lower += usize::from(a.flags & LETTER > 0 && a.flags & CAPITAL == 0);
            digits += usize::from(a.flags & DIGIT > 0);
        }
        let shouted = upper > 1 && lower == 0 && upper == capitals;
        let titled = capitals > 2 && capitals > 2 * lower;
        let table = 3 * digits > sentence.len();
        let look = match (shouted, titled, table) {
            (true, _, false) => 1,
            (true, _, true) => 2,
            (_, true, false) => 3,
            (_, true, true) => 4,
            (_, _, true) => 5,
            _ => 6,
        };
        for a in &mut self.atoms[sentence] {
            a.look = look;
        }
    }

    /// Finds where names may be: tokens with a capital, what lies between them, and two tokens after.
    fn gate(&mut self, sentence: Range<usize>) {
        let mut open: Option<Range<usize>> = None;
        for i in sentence.clone() {
            let a = self.atoms[i];
            if a.flags & HOT == 0 {
                continue;
            }
            match &mut open {
                Some(range) if i - range.end <= 3 => range.end = i + 1,
                _ => {
                    if let Some(range) = open.replace(i..i + 1) {
                        self.close(range, &sentence);
                    }
                }
            }
        }
        if let Some(range) = open {
            self.close(range, &sentence);
        }
    }

    fn close(&mut self, range: Range<usize>, sentence: &Range<usize>) {
        self.stretches.push(range.start..(range.end + 2).min(sentence.end));
        self.sentences.push(sentence.clone());
    }

    /// Marks the hot tokens and the capitalised runs of a sentence.
    fn runs(&mut self, sentence: Range<usize>) {
        let mut first = true;
        for i in sentence.clone() {
            let a = &mut self.atoms[i];
            if first && a.flags & (LETTER | DIGIT) > 0 {
                first = false;
                a.flags |= FIRST;
            }
            let common = a.flags & FIRST > 0 && a.known.case() == 0 && a.flags & UPPER == 0;
            let named = a.flags & CAPITAL > 0 && !(common || a.flags & UPPER > 0 && a.low == word_key("i"));
            if named || a.hint != 0 {
                a.flags |= HOT;
            }
        }
        self.mark(&sentence, |_| false, |a| &mut a.tight);
        // Runs that at most two small words hold together.
        self.mark(&sentence, |a| a.flags & LETTER > 0 && a.joins(), |a| &mut a.loose);
    }

    /// Finds the runs of hot tokens, where up to two tokens that link may stand between, and tells each token its run.
    fn mark(
        &mut self,
        sentence: &Range<usize>,
        links: fn(&Atom) -> bool,
        place: fn(&mut Atom) -> &mut (u32, u32),
    ) {
        let mut i = sentence.start;
        while i < sentence.end {
            if self.atoms[i].flags & HOT == 0 {
                i += 1;
                continue;
            }
            let (mut end, mut at) = (i + 1, i + 1);
            while at < sentence.end && at - end < 3 {
                if self.atoms[at].flags & HOT > 0 {
                    end = at + 1;
                } else if !links(&self.atoms[at]) {
                    break;
                }
                at += 1;
            }
            for atom in &mut self.atoms[i..end] {
                *place(atom) = (i as u32, end as u32 - 1);
            }
            i = end;
        }
    }

    /// Marks the longest phrases of each list.
    fn lists(&mut self, sentence: Range<usize>, words: &Words) {
        if !self.groups.lists {
            return;
        }
        let mut done = [0usize; 8];
        for i in sentence.clone() {
            let a = &self.atoms[i];
            if a.flags & CAPITAL == 0 || a.known.marks & OPENS == 0 {
                continue;
            }
            let mut key = PHRASE_START;
            let mut longest = [0usize; 8];
            for at in i..(i + LONGEST).min(sentence.end) {
                key = phrase_key(key, self.atoms[at].low);
                let found = words.phrase(key);
                if found != 0 {
                    for (list, end) in longest.iter_mut().enumerate() {
                        if found >> list & 1 == 1 {
                            *end = at + 1;
                        }
                    }
                }
            }
            for (list, &end) in longest.iter().enumerate() {
                if end <= done[list] {
                    continue;
                }
                done[list] = end;
                for at in i..end {
                    let place = match (at == i, at + 1 == end) {
                        (true, true) => 4,
                        (true, false) => 1,
                        (false, false) => 2,
                        (false, true) => 3,
                    };
                    let shift = 4 * list;
                    self.atoms[at].lists = self.atoms[at].lists & !(15 << shift) | place << shift;
                }
            }
        }
    }

    /// Finds names that are spelt out before their bracketed acronym.
    fn acronym(&mut self, forms: &[&str], sentence: Range<usize>) {
        for i in sentence.clone() {
            if i < sentence.start + 2 || self.atoms[i].flags & UPPER == 0 || forms[i - 1] != "(" {
                continue;
            }
            let letters: Vec<char> = forms[i].chars().filter(|c| c.is_uppercase()).collect();
            if letters.len() < 2 || letters.len() > 10 {
                continue;
            }
            let mut left = letters.len();
            let mut at = i - 1;
            let mut skipped = 0;
            let mut start = None;
            while at > sentence.start && left > 0 {
                at -= 1;
                let Some(initial) = forms[at].chars().next() else { break };
                if self.atoms[at].flags & LETTER == 0 && forms[at] != "-" && forms[at] != "&" {
                    break;
                }
                if initial.is_uppercase() && initial == letters[left - 1] {
                    left -= 1;
                    skipped = 0;
                    start = Some(at);
                } else if initial.is_lowercase() || self.atoms[at].flags & LETTER == 0 {
                    if initial.to_uppercase().next() == Some(letters[left - 1]) && left > 1 {
                        left -= 1;
                    }
                    skipped += 1;
                    if skipped > 3 {
                        break;
                    }
                } else {
                    break;
                }
            }
            let Some(start) = start.filter(|s| left == 0 && i - 1 - s >= 2) else { continue };
            for at in start..i - 1 {
                self.atoms[at].spelt = match (at == start, at + 2 == i) {
                    (true, _) => 1,
                    (false, false) => 2,
                    (false, true) => 3,
                };
            }
            self.atoms[i].spelt = 4;
            self.acronyms.entry(self.atoms[i].low).or_insert((start as u32, i as u32 - 2));
        }
    }

    /// Ties the places of the same word together.
    fn chain(&mut self) {
        if !self.groups.document {
            return;
        }
        let mut last: FxHashMap<u32, u32> = FxHashMap::default();
        // A bit for the hash of each word of `last`: most words in lower case are in none of the names.
        let mut sieve = [0u64; 64];
        let bit = |low: u32| ((low >> 20 & 63) as usize, 1u64 << (low >> 26));
        for i in self.stretches.iter().flat_map(Clone::clone) {
            let a = self.atoms[i];
            if a.flags & HOT > 0 {
                let (word, bit) = bit(a.low);
                sieve[word] |= bit;
                if let Some(before) = last.insert(a.low, i as u32) {
                    self.atoms[i].earlier = before;
                    self.atoms[before as usize].later = i as u32;
                }
            }
        }
        for a in &self.atoms {
            let (word, bit) = bit(a.low);
            let plain = a.flags & LETTER > 0 && a.flags & (CAPITAL | HOT) == 0;
            if plain && sieve[word] & bit > 0 && last.contains_key(&a.low) {
                self.lowered.insert(a.low);
            }
        }
    }

    fn at(&self, place: u32) -> &Atom {
        self.atoms.get(place as usize).unwrap_or(&EDGE)
    }

    /// The keys of one token of stretch number `stretch`.
    pub fn keys(&self, stretch: usize, token: usize, out: &mut Vec<u32>) {
        out.clear();
        self.around(stretch, token, out);
        self.own(&self.sight(token), out);
        for place in self.elsewhere(token) {
            self.other(place, out);
        }
    }

    /// A token as the keys see it that it has by itself: the same for the same word wherever it stands alike.
    pub(super) fn sight(&self, token: usize) -> Sight {
        let Atom { low, head, tail, shape, known, flags, .. } = self.atoms[token];
        Sight { low, head, tail, shape, known, flags }
    }

    /// The keys that a token has by itself.
    pub(super) fn own(&self, w: &Sight, out: &mut Vec<u32>) {
        let mut add = |template: u32, a: u32, b: u32| out.push(key(template, a, b));
        add(0, w.shape, u32::from(w.flags & FIRST));
        add(1, w.low, 0);
        add(2, w.low, w.shape);
        add(12, w.tail, 1);
        add(13, w.tail & 0x00FF_FFFF, 1);
        add(14, w.tail & 0xFFFF, 1);
        add(15, w.head, 1);
        add(16, w.head >> 8, 1);
        add(17, w.head >> 16, 1);
        if self.groups.clusters {
            add(30, w.known.fine.into(), w.shape);
            add(39, w.known.coarse.into(), w.shape);
            add(40, u32::from(w.known.case()), w.flags.into());
        }
    }

    /// The keys that a token of a stretch has by what stands around it, and by what is said of it.
    pub(super) fn around(&self, stretch: usize, token: usize, out: &mut Vec<u32>) {
        let sentence = &self.sentences[stretch];
        let near = |offset: isize| -> &Atom {
            let place = token as isize + offset;
            if place < sentence.start as isize || place >= sentence.end as isize {
                &EDGE
            } else {
                &self.atoms[place as usize]
            }
        };
        let [b2, b1, w, n1, n2] = [-2, -1, 0, 1, 2].map(near);
        let first = u32::from(w.flags & FIRST);
        let mut add = |template: u32, a: u32, b: u32| out.push(key(template, a, b));
        add(3, b1.low, 0);
        add(4, n1.low, 0);
        add(5, b2.low, 0);
        add(6, n2.low, 0);
        add(7, b1.low, w.low);
        add(8, w.low, n1.low);
        add(9, b1.low, n1.low);
        add(10, b2.low, b1.low);
        add(11, n1.low, n2.low);
        add(18, b1.shape, w.shape);
        add(19, w.shape, n1.shape);
        add(20, b1.shape.wrapping_mul(31).wrapping_add(w.shape), n1.shape);
        add(21, b1.low, w.shape);
        add(22, n1.low, w.shape);
        if self.groups.clusters {
            let (f1, f2) = (u32::from(b1.known.fine), u32::from(n1.known.fine));
            let (c0, c1, c2) =
                (u32::from(w.known.coarse), u32::from(b1.known.coarse), u32::from(n1.known.coarse));
            add(31, f1, 0);
            add(32, f2, 0);
            add(33, u32::from(b2.known.fine), 0);
            add(34, u32::from(n2.known.fine), 0);
            add(35, c0, c1);
            add(36, c0, c2);
            add(37, c1 << 8 | c0, c2);
            add(38, c1, c2);
            add(41, f1, w.shape);
            add(42, f2, w.shape);
            add(43, u32::from(b2.known.coarse) << 8 | c1, u32::from(w.flags));
        }
        // The capitalised run around.
        let inside = token as u32;
        if w.tight.0 != NONE {
            let (a, z) = (self.at(w.tight.0), self.at(w.tight.1));
            let place = u32::from(inside == w.tight.0) | u32::from(inside == w.tight.1) << 1;
            let len = (w.tight.1 - w.tight.0).min(5);
            add(50, z.low, place);
            add(51, a.low, place);
            add(52, len, place | first << 2);
            let before = self.before(w.tight.0, sentence);
            let after = self.after(w.tight.1, sentence);
            add(53, before.low, place);
            add(54, after.low, place);
            add(55, z.known.fine.into(), place);
        }
        let loose = if w.loose.0 == NONE { b1.loose } else { w.loose };
        if loose.0 != NONE && loose != w.tight {
            let (a, z) = (self.at(loose.0), self.at(loose.1));
            let place = u32::from(inside == loose.0)
                | u32::from(inside == loose.1) << 1
                | u32::from(inside > loose.1) << 2;
            add(56, z.low, place);
            add(57, a.low, place);
            add(58, (loose.1 - loose.0).min(12), place);
        }
        if w.spelt != 0 || b1.spelt != 0 || n1.spelt != 0 {
            add(60, u32::from(w.spelt), u32::from(b1.spelt) << 4 | u32::from(n1.spelt));
        }
        if let Some(&(a, z)) = self.acronyms.get(&w.low).filter(|_| w.flags & UPPER > 0) {
            add(61, self.at(z).low, 0);
            add(62, self.at(a).low, 0);
            add(63, self.at(z).known.fine.into(), 0);
        }
        if self.groups.lists {
            if w.lists != 0 {
                add(70, w.lists, 0);
                add(71, w.lists, first);
                let mut rest = w.lists;
                let mut list = 0;
                while rest != 0 {
                    if rest & 15 != 0 {
                        add(72, list, rest & 15);
                        add(73, list << 4 | rest & 15, w.shape);
                    }
                    rest >>= 4;
                    list += 1;
                }
            }
            if b1.lists | n1.lists != 0 {
                add(74, b1.lists, 0);
                add(75, n1.lists, 0);
                add(76, b1.lists, w.shape);
            }
            let marks = |a: &Atom| u32::from(a.known.marks & (GIVEN | FAMILY));
            if w.flags & CAPITAL > 0 {
                add(77, marks(w) << 16 | marks(b1) << 8 | marks(n1), w.shape);
                add(78, marks(w), b1.shape);
            }
        }
        if w.hint | b1.hint | n1.hint != 0 {
            let code = |a: &Atom| a.hint & 255;
            add(90, code(w), 0);
            add(91, w.hint, 0);
            add(92, code(w), w.shape);
            add(93, code(b1) << 8 | code(w), code(n1));
            add(94, w.hint, self.at(w.tight.1).low);
            add(95, code(w), w.known.fine.into());
            add(96, code(b1), 0);
            add(97, code(n1), 0);
        }
        if self.asks(w) {
            let (mut count, mut inside) = (0, 0);
            for place in self.elsewhere(token) {
                let o = self.at(place);
                count += 1;
                inside += u32::from(o.tight.0 == o.tight.1 && o.flags & FIRST == 0);
            }
            let lowered = u32::from(self.lowered.contains(&w.low)) << 1;
            add(80, count.min(3), lowered | u32::from(w.flags & FIRST > 0));
            for _ in 0..inside {
                add(87, 0, w.shape);
            }
        }
        if self.groups.wide {
            self.wide([b2, b1, w, n1, n2], [-4, -3, 3, 4].map(near), &mut add);
        }
        if self.groups.second {
            second::features([b1, w, n1].map(|a| a.vote), w.shape, w.low, &mut add);
        }
    }

    /// More of the words around, the look of the sentence, and the word that opens the document.
    fn wide(&self, [b2, b1, w, n1, n2]: [&Atom; 5], far: [&Atom; 4], add: &mut impl FnMut(u32, u32, u32)) {
        add(110, w.head >> 24, w.tail & 255);
        add(111, w.tail & 255, w.shape);
        add(112, b2.shape, w.shape);
        add(113, n2.shape, w.shape);
        for a in far {
            add(114, a.low, 0);
        }
        let look = u32::from(w.look);
        let first = u32::from(w.flags & FIRST);
        add(115, look, w.low);
        add(116, look, w.shape);
        add(117, look << 8 | first, w.known.case().into());
        add(118, look, w.known.fine.into());
        add(119, look, u32::from(w.lists != 0) << 8 | first);
        let topic = self.atoms[0].low;
        add(120, topic, w.shape);
        add(121, topic, w.known.coarse.into());
        add(122, topic, w.lists);
        let (fine, before, after) =
            (u32::from(w.known.fine), u32::from(b1.known.fine), u32::from(n1.known.fine));
        add(123, b1.low, fine);
        add(124, n1.low, fine);
        add(125, w.low, before);
        add(126, w.low, after);
        add(127, b1.low, n1.low.rotate_left(7) ^ w.shape);
        add(128, fine << 16 | before, after);
    }

    /// Whether other places of the same word are asked for.
    fn asks(&self, w: &Atom) -> bool {
        self.groups.document && w.flags & HOT > 0
    }

    /// Up to four other places of the same word, the nearest before and after first.
    pub(super) fn elsewhere(&self, token: usize) -> impl Iterator<Item = u32> + use<> {
        let w = &self.atoms[token];
        let mut seen = [NONE; 4];
        let mut count = 0;
        let (mut back, mut on) = if self.asks(w) { (w.earlier, w.later) } else { (NONE, NONE) };
        while count < 4 && (back != NONE || on != NONE) {
            if back != NONE {
                seen[count] = back;
                count += 1;
                back = self.at(back).earlier;
            }
            if on != NONE && count < 4 {
                seen[count] = on;
                count += 1;
                on = self.at(on).later;
            }
        }
        seen.into_iter().take(count)
    }

    /// The keys of what another place of the same word looks like, whoever asks.
    pub(super) fn other(&self, place: u32, out: &mut Vec<u32>) {
        let mut add = |template: u32, a: u32, b: u32| out.push(key(template, a, b));
        let o = self.at(place);
        let (b, n) = (self.at(place.wrapping_sub(1)), self.at(place + 1));
        add(81, b.low, 0);
        add(82, n.low, 0);
        let place_in = u32::from(place == o.tight.0) | u32::from(place == o.tight.1) << 1;
        if o.tight.0 != o.tight.1 {
            let (a, z) = (self.at(o.tight.0), self.at(o.tight.1));
            add(83, z.low, place_in);
            add(84, a.low, place_in);
            add(85, u32::from(a.known.marks & (GIVEN | FAMILY)), place_in);
            add(86, z.known.fine.into(), place_in);
        }
        add(88, b.known.fine.into(), place_in);
        add(89, n.known.fine.into(), place_in);
    }

    fn before(&self, place: u32, sentence: &Range<usize>) -> &Atom {
        if place as usize > sentence.start { self.at(place - 1) } else { &EDGE }
    }

    fn after(&self, place: u32, sentence: &Range<usize>) -> &Atom {
        if (place as usize) + 1 < sentence.end { self.at(place + 1) } else { &EDGE }
    }
}

fn key(template: u32, a: u32, b: u32) -> u32 {
    let x = (u64::from(a) << 32 | u64::from(b)) ^ u64::from(template).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let h = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let h = (h ^ h >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (h >> 32) as u32
}
