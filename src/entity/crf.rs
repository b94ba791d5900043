//! The learnt name tagger: sparse weights over hashed features, and the best names of a document.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::atoms::Groups;
use super::features::{FEATURE_SET, Role};
use super::inner::Inner;
use super::lattice::{Candidate, Chain, Found, Lattice, labels};
use super::lens::{Lens, Page, Sight};
use super::store::{self, ROOM, Store, Sums, add, lanes};
use super::words::Words;
use crate::error::Error;
use crate::model::{Input, write_keys};

const MAGIC: [u8; 4] = *b"SVNM";
const FORMAT: u16 = 2;

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
    /// Words without a capital that names hold.
    pub inner: Inner,
}

/// A feature's weights: label and value in steps.
pub type Row = Vec<(u8, i8)>;

/// Weights ready for lookup.
#[derive(Clone, Debug)]
pub struct NameModel {
    card: Card,
    chain: Chain,
    /// What so many steps below the best score leave of it.
    shares: Vec<f32>,
    store: Store,
    /// The sums that tokens give by themselves, once they were met: the first that comes to a drawer stays in it.
    drawers: Vec<OnceLock<Box<Drawer>>>,
}

/// What a token gives by itself, in each of its roles.
#[derive(Clone, Debug)]
struct Drawer {
    sight: Sight,
    sums: Box<[i16]>,
}

/// How many tokens by themselves are kept at most.
const DRAWERS: usize = 1 << 14;

/// A share below this is nothing.
const LEAST: f32 = 16.0;

/// The sums of what places of a document say of the same word elsewhere, each added up once.
struct Others {
    /// The number of a place's sums, from one; 0 where they are not known yet.
    numbers: Vec<u32>,
    parts: Vec<Sums>,
}

impl Others {
    fn get(&mut self, place: u32, sum: impl FnOnce(&mut Sums)) -> &Sums {
        let number = &mut self.numbers[place as usize];
        if *number == 0 {
            let mut sums = [0; ROOM];
            sum(&mut sums);
            self.parts.push(sums);
            *number = self.parts.len() as u32;
        }
        &self.parts[*number as usize - 1]
    }
}

impl NameModel {
    /// From a card and rows in ascending order of their keys.
    ///
    /// # Errors
    /// When a row has a label that the card has not.
    pub fn new(card: &Card, rows: &[(u32, Row)]) -> Result<Self, Error> {
        Self::sound(Self::to_bytes(card, rows), card.words)
    }

    fn sound(file: Vec<u8>, words: u64) -> Result<Self, Error> {
        let model = Self::read(file.into(), words)?;
        let sound = model.store.is_sound(labels(model.card.types.len()));
        if sound { Ok(model) } else { Err(Error::model("the name model is damaged")) }
    }

    /// What the file says of itself.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// What a token gives by itself in each case of each role, one after another.
    fn alone(&self, lens: &Lens, sight: &Sight, keys: &mut Vec<u32>) -> Cow<'_, [i16]> {
        let drawer = &self.drawers[sight.number() % DRAWERS];
        if let Some(kept) = drawer.get().filter(|kept| kept.sight == *sight) {
            return Cow::Borrowed(&kept.sums);
        }
        let lanes = lanes(labels(self.card.types.len()));
        let mut out = Vec::with_capacity(lanes * Role::CASES);
        for role in Role::ALL {
            keys.clear();
            lens.alone(sight, role, keys);
            let mut common = [0; ROOM];
            self.store.sum(keys, &mut common);
            for case in 0..role.cases() {
                keys.clear();
                lens.case_keys(sight, role, case, keys);
                let mut sums = common;
                self.store.sum(keys, &mut sums);
                out.extend_from_slice(&sums[..lanes]);
            }
        }
        if drawer.get().is_none() {
            // Another thread may have filled it meanwhile, perhaps with another token: then that one stays.
            let _ = drawer.set(Box::new(Drawer { sight: *sight, sums: out.as_slice().into() }));
        }
        Cow::Owned(out)
    }

    /// The names of a document.
    pub fn names(&self, page: Page<'_>, words: &Words) -> Vec<Candidate> {
        let types = self.card.types.len();
        let width = labels(types);
        let lanes = lanes(width);
        let lens = Lens::new(page, words, self.card.groups, &self.card.inner);
        let mut lattice = Lattice::default();
        let (mut out, mut found) = (Vec::new(), Vec::<Found>::new());
        let (mut keys, mut steps) = (Vec::with_capacity(128), Vec::new());
        // What each token of a stretch, and the two before and after it, give by themselves.
        let mut alone = Vec::new();
        let mut others = Others { numbers: vec![0; page.forms.len()], parts: Vec::new() };
        for (number, stretch) in lens.stretches().iter().enumerate() {
            let (first, last) = (stretch.start as isize - 2, stretch.end as isize + 2);
            alone.clear();
            for place in first..last {
                alone.push(self.alone(&lens, &lens.sight(place, lens.sentence(number)), &mut keys));
            }
            steps.clear();
            for (at, token) in stretch.clone().enumerate() {
                let mut sums = [0; ROOM];
                for role in Role::ALL {
                    let case = role.number(lens.case(token, role));
                    add(&alone[at + role as usize][case * lanes..][..lanes], &mut sums);
                }
                keys.clear();
                lens.around(number, token, &mut keys);
                self.store.sum(&keys, &mut sums);
                for place in lens.elsewhere(token) {
                    let other = |sums: &mut Sums| {
                        keys.clear();
                        lens.other(place, &mut keys);
                        self.store.sum(&keys, sums);
                    };
                    add(others.get(place, other), &mut sums);
                }
                steps.extend_from_slice(&sums[..width]);
            }
            lattice.best(&steps, self.card.step, &self.chain, &mut found);
            lattice.judge(&steps, &self.shares, &self.chain, &mut found);
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
        let inner = card.inner.keys();
        out.extend((inner.len() as u32).to_le_bytes());
        write_keys(inner.iter().copied(), &mut out);
        store::write(rows, card.bits, labels(card.types.len()), &mut out);
        out
    }

    /// Reads a file that goes with a word file.
    ///
    /// # Errors
    /// When it is damaged, or was made for another format, feature set or word file.
    pub fn from_bytes(bytes: &[u8], words: &Words) -> Result<Self, Error> {
        Self::sound(bytes.to_vec(), words.data())
    }

    /// Reads a file that is part of the program and stays where it is; [`NameModel::from_bytes`] looks at every row of it in
    /// a test.
    ///
    /// # Errors
    /// When it was made for another format, feature set or word file.
    pub(super) fn from_static(bytes: &'static [u8], words: &Words) -> Result<Self, Error> {
        Self::read(Cow::Borrowed(bytes), words.data())
    }

    fn read(file: Cow<'static, [u8]>, words: u64) -> Result<Self, Error> {
        let mut input = Input::new(&file, "the name model");
        input.start(MAGIC, FORMAT)?;
        let features = input.u32()?;
        if features != FEATURE_SET {
            return Err(Error::model(format!(
                "the name model was trained on feature set {features}, this build computes {FEATURE_SET}"
            )));
        }
        let data = input.u64()?;
        let made_with = input.u64()?;
        if made_with != words {
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
        let count = input.count()?;
        let inner = Inner::new(input.keys(count)?);
        let groups = Groups::from_bits(groups);
        let at = file.len() - input.left();
        let store = Store::read(file, at, bits, labels(types))?;
        let chain = Chain::new(&trans, types);
        let shares = (0..).map(|n| n as f32 * step).take_while(|s| *s < LEAST).take(1 << 12);
        let shares = shares.map(|s| (-s).exp()).collect();
        let drawers = (0..DRAWERS).map(|_| OnceLock::new()).collect();
        let card = Card { data, words: made_with, groups, bits, step, types: names, trans, inner };
        Ok(Self { card, chain, shares, store, drawers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_a_foreign_one_is_refused() {
        let words = Words::from_bytes(&Words::to_bytes(&[], &[], 3)).unwrap();
        let card = Card {
            data: 1,
            words: 3,
            groups: Groups::ALL,
            bits: 10,
            step: 0.05,
            types: vec!["PERSON".into()],
            trans: vec![0.0; 4],
            inner: Inner::new(vec![3, 8]),
        };
        let rows = [(1, vec![(0, -3), (4, 100)]), (1000, vec![(2, 5)])];
        let bytes = NameModel::to_bytes(&card, &rows);
        let model = NameModel::from_bytes(&bytes, &words).unwrap();
        assert_eq!(model.card(), &card);
        let mut sums = [0; ROOM];
        model.store.sum(&[1, 2, 1000, 1000, 999, 1001].map(|k| k << 22), &mut sums);
        assert_eq!(sums[..5], [-3, 0, 10, 0, 100]);
        for cut in 0..bytes.len() {
            assert!(NameModel::from_bytes(&bytes[..cut], &words).unwrap_err().is_model());
        }
        let other = Words::from_bytes(&Words::to_bytes(&[], &[], 4)).unwrap();
        assert!(NameModel::from_bytes(&bytes, &other).unwrap_err().to_string().contains("another word file"));
    }
}
