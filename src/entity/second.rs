//! What a first reading says of each word, for a second: the types that the same word, the same name and longer names
//! with it have elsewhere.

use rustc_hash::FxHashMap;

use super::atoms::{PHRASE_START, Vote, phrase_key, word_key};
use super::lattice::Candidate;

/// Types that a ballot can tell apart, none included.
const KINDS: usize = 16;

/// The longest name whose parts are counted.
const LONGEST: usize = 8;

type Counts = [u16; KINDS];

/// Counts over one document or many; counting goes first, then each document is asked about again.
#[derive(Clone, Debug, Default)]
pub struct Ballot {
    words: FxHashMap<u32, Counts>,
    names: FxHashMap<u32, Counts>,
    parts: FxHashMap<u32, Counts>,
}

fn bump(map: &mut FxHashMap<u32, Counts>, key: u32, kind: usize) {
    let cell = &mut map.entry(key).or_insert([0; KINDS])[kind.min(KINDS - 1)];
    *cell = cell.saturating_add(1);
}

/// The most frequent kind without one's own: 0 for none counted, else two codes a kind: all agree, or most do.
fn most(counts: Option<&Counts>, own: Option<usize>) -> u8 {
    let Some(counts) = counts else { return 0 };
    let mut counts = *counts;
    if let Some(own) = own {
        let cell = &mut counts[own.min(KINDS - 1)];
        *cell = cell.saturating_sub(1);
    }
    let total: u32 = counts.iter().map(|c| u32::from(*c)).sum();
    let (kind, top) = counts.iter().enumerate().fold((0, 0), |b, (k, c)| if *c > b.1 { (k, *c) } else { b });
    if total == 0 { 0 } else { 1 + 2 * kind as u8 + u8::from(u32::from(top) < total) }
}

fn of_name(keys: &[u32]) -> u32 {
    keys.iter().fold(PHRASE_START, |key, word| phrase_key(key, *word))
}

/// A document of a first reading: the keys of its words and their kinds, 0 for none.
struct Reading {
    keys: Vec<u32>,
    kinds: Vec<usize>,
}

impl Reading {
    fn new(forms: &[&str], names: &[Candidate]) -> Self {
        let mut kinds = vec![0; forms.len()];
        for name in names {
            kinds[name.tokens.clone()].fill(name.kind + 1);
        }
        Self { keys: forms.iter().map(|f| word_key(f)).collect(), kinds }
    }
}

fn capital(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
}

impl Ballot {
    /// Counts a document's first reading.
    pub fn count(&mut self, forms: &[&str], names: &[Candidate]) {
        let reading = Reading::new(forms, names);
        for (at, form) in forms.iter().enumerate() {
            if capital(form) || reading.kinds[at] > 0 {
                bump(&mut self.words, reading.keys[at], reading.kinds[at]);
            }
        }
        for name in names {
            let keys = &reading.keys[name.tokens.clone()];
            bump(&mut self.names, of_name(keys), name.kind + 1);
            if !(2..=LONGEST).contains(&keys.len()) {
                continue;
            }
            for from in 0..keys.len() {
                for to in from + 1..=keys.len() {
                    if to - from < keys.len() {
                        bump(&mut self.parts, of_name(&keys[from..to]), name.kind + 1);
                    }
                }
            }
        }
    }

    /// What this ballot and one of the whole collection say of each token of a document that both have counted.
    pub fn votes(&self, all: &Self, forms: &[&str], names: &[Candidate]) -> Vec<Vote> {
        let reading = Reading::new(forms, names);
        let mut out = vec![[0; 7]; forms.len()];
        for (at, form) in forms.iter().enumerate() {
            let (key, kind) = (reading.keys[at], reading.kinds[at]);
            if capital(form) || kind > 0 {
                out[at][1] = most(self.words.get(&key), Some(kind));
                out[at][4] = most(all.words.get(&key), Some(kind));
            }
        }
        for name in names {
            let key = of_name(&reading.keys[name.tokens.clone()]);
            let own = Some(name.kind + 1);
            let said = [
                most(self.names.get(&key), own),
                most(self.parts.get(&key), None),
                most(all.names.get(&key), own),
                most(all.parts.get(&key), None),
            ];
            for at in name.tokens.clone() {
                let place = match (at == name.tokens.start, at + 1 == name.tokens.end) {
                    (true, false) => 0,
                    (false, false) => 1,
                    (false, true) => 2,
                    (true, true) => 3,
                };
                out[at][0] = 1 + 4 * name.kind as u8 + place;
                [out[at][2], out[at][3], out[at][5], out[at][6]] = said;
            }
        }
        out
    }
}

/// What the votes of a token and its neighbours make of it.
pub(super) fn features([b1, w, n1]: [Vote; 3], shape: u32, low: u32, add: &mut impl FnMut(u32, u32, u32)) {
    let code = |v: Vote, i: usize| u32::from(v[i]);
    let own = code(w, 0);
    add(130, own, shape);
    add(131, code(b1, 0) << 8 | own, code(n1, 0));
    add(132, own, low);
    for i in [1, 4] {
        let template = 133 + 10 * u32::from(i > 1);
        add(template, code(w, i), own);
        add(template + 1, code(w, i), shape);
        add(template + 2, code(b1, i), code(w, i));
        add(template + 3, code(w, i), code(n1, i));
        add(template + 4, code(w, i + 1), own);
        add(template + 5, code(w, i + 2), own);
        add(template + 6, code(w, i + 1) << 8 | code(w, i + 2), code(w, i));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_asks_its_other_places() {
        let forms = ["Anna", "Berg", "met", "Berg", "in", "Oslo"];
        let name = |tokens, kind| Candidate { tokens, kind, score: 1.0 };
        let names = [name(0..2, 0), name(3..4, 2), name(5..6, 1)];
        let mut ballot = Ballot::default();
        ballot.count(&forms, &names);
        let votes = ballot.votes(&ballot, &forms, &names);
        // The second Berg: elsewhere a person, as part of a longer name; never whole.
        assert_eq!(votes[3][..4], [1 + 8 + 3, 3, 0, 3]);
        assert_eq!(votes[2], [0; 7]);
        // Oslo stands only here.
        assert_eq!(votes[5][1..], [0; 6]);
    }
}
