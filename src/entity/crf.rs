//! The learnt name tagger: sparse weights over hashed features, and the best names of a document.

use std::sync::OnceLock;

use super::atoms::Groups;
use super::features::{FEATURE_SET, Lens, Page, Sight};
use super::lattice::{Candidate, Found, Lattice, labels};
use super::words::Words;
use crate::error::Error;
use crate::model::{BATCH, Input, ROOM, Rows, Sums, write_keys};

const MAGIC: [u8; 4] = *b"SVNM";
const FORMAT: u16 = 1;

/// What a model file says before its weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// A hash of the training data and settings.
    pub data: u64,
    /// Which word file the features were computed with.
    pub words: u64,
    /// Which groups of features are on.
    pub groups: Groups,
    /// How many bits of a feature's key count.
    pub bits: u8,
    /// What one step of a stored weight is worth.
    pub step: f32,
    /// Names of the types, in order.
    pub types: Vec<String>,
    /// Scores of each pair of neighbours (none, or a type), row by row.
    pub trans: Vec<f32>,
}

/// A feature's weights: label and value in steps.
pub type Row = Vec<(u8, i8)>;

/// Weights ready for lookup.
#[derive(Clone, Debug)]
pub struct NameModel {
    card: Card,
    exp: Vec<f32>,
    /// Which keys have a row, 32 to a block, and how many rows stand before the block.
    seen: Vec<(u32, u32)>,
    /// The number of each key's row.
    packed: Vec<u32>,
    rows: Rows<WIDEST>,
    /// The sums that tokens have by themselves, once they were met: the first that comes to a drawer stays in it.
    drawers: Vec<OnceLock<Box<(Sight, Part)>>>,
}

/// More labels than any model has.
const WIDEST: usize = 64;

/// Sums of some of a token's keys.
type Part = [i16; WIDEST];

/// How many tokens by themselves are kept at most.
const DRAWERS: usize = 1 << 15;

fn part(sums: &Sums) -> Part {
    std::array::from_fn(|label| sums[label])
}

fn add(part: &Part, sums: &mut Sums) {
    for (sum, more) in sums.iter_mut().zip(part) {
        *sum += more;
    }
}

/// The sums of what places of a document say of the same word elsewhere, each added up once.
struct Others {
    /// The number of a place's sums, from one; 0 where they are not known yet.
    numbers: Vec<u32>,
    parts: Vec<Part>,
}

impl Others {
    fn get(&mut self, place: u32, sum: impl FnOnce(&mut Vec<u32>) -> Part, keys: &mut Vec<u32>) -> &Part {
        let number = &mut self.numbers[place as usize];
        if *number == 0 {
            keys.clear();
            self.parts.push(sum(keys));
            *number = self.parts.len() as u32;
        }
        &self.parts[*number as usize - 1]
    }
}

impl NameModel {
    /// From a card and rows in ascending order of their keys.
    pub fn new(card: Card, rows: &[(u32, Row)]) -> Self {
        let keys: Vec<u32> = rows.iter().map(|r| r.0).collect();
        let lens: Vec<u8> = rows.iter().map(|r| r.1.len() as u8).collect();
        let cells = || rows.iter().flat_map(|r| &r.1);
        let labels: Vec<u8> = cells().map(|c| c.0).collect();
        let weights: Vec<u8> = cells().map(|c| c.1 as u8).collect();
        Self::of_columns(card, &keys, &lens, [&labels, &weights])
    }

    /// From the columns of a file: ascending keys, the length of each key's row, and the labels and weights of all cells.
    fn of_columns(card: Card, keys: &[u32], lens: &[u8], [labels, weights]: [&[u8]; 2]) -> Self {
        let mut seen = vec![(0u32, 0u32); (1usize << card.bits).div_ceil(32)];
        let mut packed = Vec::with_capacity(keys.len());
        let mut rows = Rows::with_room(labels.len());
        let mut at = 0;
        for (key, len) in keys.iter().zip(lens) {
            seen[*key as usize / 32].0 |= 1 << (key % 32);
            let row = at..at + *len as usize;
            let (labels, weights) = (&labels[row.clone()], &weights[row.clone()]);
            packed.push(rows.put(labels.iter().zip(weights).map(|(label, weight)| (*label, *weight as i8))));
            at = row.end;
        }
        let mut total = 0;
        for (bits, before) in &mut seen {
            *before = total;
            total += bits.count_ones();
        }
        let exp = card.trans.iter().map(|t| t.exp()).collect();
        let drawers = (0..DRAWERS).map(|_| OnceLock::new()).collect();
        Self { card, exp, seen, packed, rows, drawers }
    }

    /// What the file says of itself.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// Adds up the rows of some keys. Which keys have a row is found first, then the numbers of the rows, then the rows: no
    /// look at memory waits for one of its kind.
    fn sum(&self, keys: &[u32], shift: u32, sums: &mut Sums) {
        for keys in keys.chunks(BATCH) {
            let (mut rows, mut count) = ([0u32; BATCH], 0);
            for key in keys {
                let key = key >> shift;
                let (bits, before) = self.seen[key as usize / 32];
                let below = bits & !(u32::MAX << (key % 32));
                rows[count % BATCH] = before + below.count_ones();
                count += (bits >> (key % 32) & 1) as usize;
            }
            let rows = &mut rows[..count.min(BATCH)];
            for row in rows.iter_mut() {
                *row = self.packed[*row as usize];
            }
            self.rows.sum(rows, sums);
        }
    }

    /// The sums of the keys that a token has by itself.
    fn own(&self, lens: &Lens, token: usize, shift: u32, keys: &mut Vec<u32>) -> Part {
        let sight = lens.sight(token);
        let mut fresh = || {
            let mut sums = [0; ROOM];
            keys.clear();
            lens.own(&sight, keys);
            self.sum(keys, shift, &mut sums);
            part(&sums)
        };
        let drawer = &self.drawers[sight.number() % DRAWERS];
        let kept = drawer.get();
        if let Some(kept) = kept.filter(|kept| kept.0 == sight) {
            return kept.1;
        }
        let own = fresh();
        if kept.is_none() {
            // Another thread may have filled it meanwhile, perhaps with another token: then that one stays.
            let _ = drawer.set(Box::new((sight, own)));
        }
        own
    }

    /// The names of a document.
    pub fn names(&self, page: Page<'_>, words: &Words) -> Vec<Candidate> {
        let types = self.card.types.len();
        let width = labels(types);
        let shift = 32 - u32::from(self.card.bits);
        let lens = Lens::new(page, words, self.card.groups);
        let mut lattice = Lattice::default();
        let (mut out, mut found) = (Vec::new(), Vec::<Found>::new());
        let (mut keys, mut scores) = (Vec::with_capacity(4 * BATCH), Vec::new());
        let mut others = Others { numbers: vec![0; page.forms.len()], parts: Vec::new() };
        for (number, stretch) in lens.stretches().iter().enumerate() {
            scores.clear();
            for token in stretch.clone() {
                keys.clear();
                lens.around(number, token, &mut keys);
                let mut sums = [0; ROOM];
                self.sum(&keys, shift, &mut sums);
                add(&self.own(&lens, token, shift, &mut keys), &mut sums);
                for place in lens.elsewhere(token) {
                    add(
                        others.get(
                            place,
                            |keys| {
                                lens.other(place, keys);
                                let mut sums = [0; ROOM];
                                self.sum(keys, shift, &mut sums);
                                part(&sums)
                            },
                            &mut keys,
                        ),
                        &mut sums,
                    );
                }
                scores.extend(sums[..width].iter().map(|s| f32::from(*s) * self.card.step));
            }
            lattice.best(&scores, &self.card.trans, types, &mut found);
            lattice.judge(&scores, &self.exp, types, &mut found);
            out.extend(found.iter().map(|f| Candidate {
                tokens: stretch.start + f.start..stretch.start + f.end,
                kind: f.kind,
                score: f.score,
            }));
        }
        out
    }

    /// Writes a card and rows (in ascending order of their keys) as a file; the same parts give the same bytes.
    pub fn to_bytes(card: &Card, rows: &[(u32, Row)]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend(FEATURE_SET.to_le_bytes());
        out.extend(card.data.to_le_bytes());
        out.extend(card.words.to_le_bytes());
        out.extend([card.groups.to_bits(), card.bits, card.types.len() as u8]);
        out.extend(card.step.to_le_bytes());
        for name in &card.types {
            out.push(name.len() as u8);
            out.extend(name.bytes());
        }
        out.extend(card.trans.iter().flat_map(|t| t.to_le_bytes()));
        out.extend((rows.len() as u32).to_le_bytes());
        write_keys(rows.iter().map(|r| r.0), &mut out);
        out.extend(rows.iter().map(|r| r.1.len() as u8));
        out.extend(rows.iter().flat_map(|r| r.1.iter().map(|c| c.0)));
        out.extend(rows.iter().flat_map(|r| r.1.iter().map(|c| c.1 as u8)));
        out
    }

    /// Reads a file that goes with a word file.
    ///
    /// # Errors
    /// When it is damaged, or was made for another format, feature set or word file.
    pub fn from_bytes(bytes: &[u8], words: &Words) -> Result<Self, Error> {
        let mut input = Input::new(bytes, "the name model");
        input.start(MAGIC, FORMAT)?;
        let features = input.u32()?;
        if features != FEATURE_SET {
            return Err(Error::model(format!(
                "the name model was trained on feature set {features}, this build computes {FEATURE_SET}"
            )));
        }
        let data = input.u64()?;
        let made_with = input.u64()?;
        if made_with != words.data() {
            return Err(Error::model("the name model was trained with another word file"));
        }
        let [groups, bits, types] = input.array()?;
        let types = types as usize;
        let step = f32::from_le_bytes(input.array()?);
        let damaged = || Error::model("the name model is damaged");
        if !(6..=24).contains(&bits) || types == 0 || types > 15 {
            return Err(damaged());
        }
        let mut names = Vec::new();
        for _ in 0..types {
            let [len] = input.array()?;
            names.push(String::from_utf8(input.take(len as usize)?.to_vec()).map_err(|_| damaged())?);
        }
        let mut trans = Vec::new();
        for _ in 0..(types + 1) * (types + 1) {
            trans.push(f32::from_le_bytes(input.array()?));
        }
        let count = input.u32()? as usize;
        let keys = input.keys(count)?;
        let lens = input.take(count)?;
        let total = lens.iter().map(|l| *l as usize).sum();
        let cells = [input.take(total)?, input.take(total)?];
        input.done()?;
        let sound = lens.iter().all(|l| *l > 0)
            && cells[0].iter().all(|l| (*l as usize) < labels(types))
            && keys.windows(2).all(|k| k[0] < k[1])
            && keys.last().is_none_or(|k| *k < 1 << bits);
        if !sound {
            return Err(damaged());
        }
        let groups = Groups::from_bits(groups);
        let card = Card { data, words: made_with, groups, bits, step, types: names, trans };
        Ok(Self::of_columns(card, &keys, lens, cells))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_a_foreign_one_is_refused() {
        let words = Words::new(&[], &[], 3);
        let card = Card {
            data: 1,
            words: 3,
            groups: Groups::ALL,
            bits: 10,
            step: 0.05,
            types: vec!["PERSON".into()],
            trans: vec![0.0; 4],
        };
        let rows = [(1, vec![(0, -3), (4, 100)]), (1000, vec![(2, 5)])];
        let bytes = NameModel::to_bytes(&card, &rows);
        let model = NameModel::from_bytes(&bytes, &words).unwrap();
        assert_eq!(model.card(), &card);
        let mut sums = [0; ROOM];
        model.sum(&[1, 2, 1000, 1000, 999, 1001], 0, &mut sums);
        assert_eq!(sums[..5], [-3, 0, 10, 0, 100]);
        for cut in 0..bytes.len() {
            assert!(NameModel::from_bytes(&bytes[..cut], &words).unwrap_err().is_model());
        }
        let other = Words::new(&[], &[], 4);
        assert!(NameModel::from_bytes(&bytes, &other).unwrap_err().to_string().contains("another word file"));
    }
}
