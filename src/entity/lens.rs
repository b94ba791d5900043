//! A document made ready for the name tagger: its tokens as numbers, the runs they stand in and the stretches worth a look.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::atoms::{
    Atom, CAPITAL, DIGIT, EDGE, FIRST, Groups, HOT, LETTER, NONE, PHRASE_START, UPPER, Vote, glance,
    phrase_key, regard, word_key,
};
use super::inner::{Inner, Sieve};
use super::words::{Known, LONGEST, OPENS, Words};

/// How far features look beyond a stretch, in tokens.
const REACH: usize = 4;

/// Words without a capital between two hot tokens, at most.
const GAP: usize = 4;

/// Words without a capital after the last hot token that may belong to its name.
const AFTER: usize = 2;

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
    pub(super) low: u32,
    pub(super) head: u32,
    pub(super) tail: u32,
    pub(super) shape: u32,
    pub(super) known: Known,
    pub(super) flags: u8,
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
    pub(super) atoms: Vec<Atom>,
    stretches: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
    /// For an acronym: the first and last token of the name that it stands for.
    pub(super) acronyms: FxHashMap<u32, (u32, u32)>,
    /// Words of names that are seen in lower case somewhere.
    pub(super) lowered: FxHashSet<u32>,
    pub(super) groups: Groups,
}

impl Lens {
    /// Looks at a document.
    pub fn new(page: Page<'_>, words: &Words, groups: Groups, inner: &Inner) -> Self {
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
                out.gate(sentence.clone(), inner);
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

    /// The sentence that stretch number `stretch` lies in.
    pub(super) fn sentence(&self, stretch: usize) -> &Range<usize> {
        &self.sentences[stretch]
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

    /// Finds where names may be: tokens with a capital or that the rules name, and words that names hold between and after them.
    fn gate(&mut self, sentence: Range<usize>, inner: &Inner) {
        let mut i = sentence.start;
        while i < sentence.end {
            if self.atoms[i].flags & HOT == 0 {
                i += 1;
                continue;
            }
            let (start, mut hot, mut at) = (i, i + 1, i + 1);
            while at < sentence.end && at - hot < GAP {
                let a = &self.atoms[at];
                if a.flags & HOT > 0 {
                    hot = at + 1;
                } else if !inner.holds(a.low) {
                    break;
                }
                at += 1;
            }
            self.stretches.push(start..at.min(hot + AFTER));
            self.sentences.push(sentence.clone());
            i = at.max(hot);
        }
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
        // Most words in lower case are in none of the names.
        let mut sieve = Sieve::default();
        for i in self.stretches.iter().flat_map(Clone::clone) {
            let a = self.atoms[i];
            if a.flags & HOT > 0 {
                sieve.put(a.low);
                if let Some(before) = last.insert(a.low, i as u32) {
                    self.atoms[i].earlier = before;
                    self.atoms[before as usize].later = i as u32;
                }
            }
        }
        for a in &self.atoms {
            let plain = a.flags & LETTER > 0 && a.flags & (CAPITAL | HOT) == 0;
            if plain && sieve.may_hold(a.low) && last.contains_key(&a.low) {
                self.lowered.insert(a.low);
            }
        }
    }

    pub(super) fn at(&self, place: u32) -> &Atom {
        self.atoms.get(place as usize).unwrap_or(&EDGE)
    }

    /// A token of a sentence by itself; what lies outside the sentence is an edge.
    pub(super) fn sight(&self, token: isize, sentence: &Range<usize>) -> Sight {
        let inside = usize::try_from(token).ok().filter(|t| sentence.contains(t));
        let Atom { low, head, tail, shape, known, flags, .. } = *inside.map_or(&EDGE, |t| &self.atoms[t]);
        Sight { low, head, tail, shape, known, flags }
    }

    /// Whether other places of the same word are asked for.
    pub(super) fn asks(&self, w: &Atom) -> bool {
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

    pub(super) fn before(&self, place: u32, sentence: &Range<usize>) -> &Atom {
        if place as usize > sentence.start { self.at(place - 1) } else { &EDGE }
    }

    pub(super) fn after(&self, place: u32, sentence: &Range<usize>) -> &Atom {
        if (place as usize) + 1 < sentence.end { self.at(place + 1) } else { &EDGE }
    }
}
