//! The weights of the linker, from the table.

use std::sync::LazyLock;

use super::balance::{Sign, Signs};
use super::features::{Feature, Figures};
use super::judgement::VerdictKind;
use super::tie::{Bearing, Relation, likeliest};
use super::words::table;
use crate::error::Error;
use crate::lexicon::tsv::Table;
use crate::model::logistic;

/// One weighing of figures.
#[derive(Clone, Debug)]
pub(super) struct Look {
    weights: Vec<(Feature, f32)>,
}

impl Look {
    /// The sum of all figures by weight, in log-odds.
    pub(super) fn score(&self, figures: &Figures) -> f32 {
        self.weights.iter().map(|&(f, w)| w * figures[f as usize]).sum()
    }

    /// What each figure adds, the weightiest first.
    pub(super) fn parts(&self, figures: &Figures) -> Vec<(Feature, f32)> {
        let part = |&(f, w): &(Feature, f32)| (f, w * figures[f as usize]);
        let mut out: Vec<_> = self.weights.iter().map(part).filter(|p| p.1.abs() > 0.05).collect();
        out.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        out
    }
}

/// All weighings of the linker.
#[derive(Clone, Debug)]
pub struct LinkWeights {
    /// Each pair by itself.
    pub(super) first: Look,
    /// Each pair beside all others of its text.
    pub(super) second: Look,
    /// A statement of another document.
    pub(super) across: Look,
    /// What a tied outcome does to the commitment: one for each relation, the highest sum is the likeliest.
    pub(super) relations: Vec<Look>,
    /// Log-odds from which a pair is a link.
    pub(super) tied: f32,
    /// The verdict: one row of weights for each, the highest sum is the likeliest.
    verdicts: Vec<Vec<(Sign, f32)>>,
    /// What each verdict adds to the log-odds of each relation.
    agrees: Vec<[f32; Relation::ALL.len()]>,
    /// What the sums of verdicts are divided by, for shares that can be believed.
    heat: f32,
}

const NAME: &str = "link_weights.tsv";

static WEIGHTS: LazyLock<LinkWeights> =
    LazyLock::new(|| LinkWeights::load().unwrap_or_else(|e| unreachable!("shipped table: {e}")));

impl LinkWeights {
    /// The weights that ship with the library.
    pub fn builtin() -> &'static Self {
        &WEIGHTS
    }

    fn load() -> Result<Self, Error> {
        Self::of(&table(NAME)?)
    }

    /// Reads a table of weights.
    ///
    /// # Errors
    /// When a feature is unknown or a weight is no number.
    pub fn parse(text: &'static str) -> Result<Self, Error> {
        Self::of(&Table::parse(NAME, text)?)
    }

    fn of(table: &Table<'static>) -> Result<Self, Error> {
        let (look, feature, weight) =
            (table.column("look")?, table.column("feature")?, table.column("weight")?);
        let read = |wanted: &str| -> Result<Look, Error> {
            let mut weights = Vec::new();
            for row in table.rows().filter(|r| r.get(look) == wanted) {
                let fault = |what: &str| Error::table(NAME, row.line, format!("no {what}"));
                let feature = Feature::parse(row.get(feature)).ok_or_else(|| fault("such feature"))?;
                let value: f32 = row.get(weight).parse().map_err(|_| fault("number"))?;
                weights.push((feature, value));
            }
            Ok(Look { weights })
        };
        let single = |wanted: &str, absent: f32| -> Result<f32, Error> {
            let row = table.rows().find(|r| r.get(look) == wanted);
            let Some(row) = row else { return Ok(absent) };
            row.get(weight).parse().map_err(|_| Error::table(NAME, row.line, "no number"))
        };
        let (mut verdicts, mut agrees) = (Vec::new(), Vec::new());
        for verdict in VerdictKind::ALL {
            let (mut signs, mut relations) = (Vec::new(), [0.0; Relation::ALL.len()]);
            for row in table.rows().filter(|r| r.get(look) == verdict.as_str()) {
                let value: f32 =
                    row.get(weight).parse().map_err(|_| Error::table(NAME, row.line, "no number"))?;
                if let Some(sign) = Sign::parse(row.get(feature)) {
                    signs.push((sign, value));
                } else if let Some(relation) = Relation::parse(row.get(feature)) {
                    relations[relation as usize] = value;
                } else {
                    return Err(Error::table(NAME, row.line, "no such sign"));
                }
            }
            verdicts.push(signs);
            agrees.push(relations);
        }
        Ok(Self {
            tied: single("tied", 0.0)?,
            heat: single("heat", 1.0)?,
            verdicts,
            agrees,
            first: read("first")?,
            second: read("second")?,
            across: read("across")?,
            relations: Relation::ALL.iter().map(|r| read(&format!("if_{r}"))).collect::<Result<_, _>>()?,
        })
    }
}

impl LinkWeights {
    /// Whether a pair this likely is a link.
    pub(super) fn ties(&self, share: f32) -> bool {
        share >= logistic(self.tied)
    }

    /// Log-odds of a tie above those from which a pair is a link.
    pub(super) fn firmness(&self, share: f32) -> f32 {
        let share = share.clamp(1e-4, 1.0 - 1e-4);
        (share / (1.0 - share)).ln() - self.tied
    }

    /// The sum for each verdict, in the order of [`VerdictKind::ALL`].
    fn sums(&self, signs: &Signs) -> [f32; VerdictKind::ALL.len()] {
        let sum = |row: &Vec<(Sign, f32)>| row.iter().map(|&(s, w)| w * signs[s as usize]).sum();
        std::array::from_fn(|at| self.verdicts.get(at).map_or(0.0, sum))
    }

    /// How likely each verdict is, in the order of [`VerdictKind::ALL`].
    pub(super) fn verdicts(&self, signs: &Signs) -> [f32; VerdictKind::ALL.len()] {
        shares(self.sums(signs).map(|s| s / self.heat))
    }

    /// What each sign adds to a verdict, measured against the mean of all verdicts, the weightiest first.
    pub(super) fn decided(&self, verdict: VerdictKind, signs: &Signs) -> Vec<(Sign, f32)> {
        let mut parts = [0.0; Sign::ALL.len()];
        for (at, row) in self.verdicts.iter().enumerate() {
            let share = if at == verdict as usize { 1.0 } else { 0.0 };
            for &(sign, w) in row {
                parts[sign as usize] +=
                    (share - 1.0 / VerdictKind::ALL.len() as f32) * w * signs[sign as usize];
            }
        }
        let named = Sign::ALL.iter().map(|&s| (s, parts[s as usize]));
        let mut out: Vec<_> = named.filter(|p| p.0 != Sign::Bias && p.1.abs() > 0.05).collect();
        out.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        out
    }

    /// The likeliest relation of a link to a commitment with this verdict.
    pub(super) fn beside(&self, verdict: VerdictKind, bearing: &Bearing) -> Relation {
        let lift = self.agrees[verdict as usize];
        likeliest(&std::array::from_fn(|at| bearing[at].max(1e-6).ln() + lift[at]))
    }
}

/// Log-odds of several that exclude each other to shares.
pub(super) fn shares<const N: usize>(sums: [f32; N]) -> [f32; N] {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = sums.map(|s| (s - most).exp());
    let all: f32 = powers.iter().sum();
    powers.map(|p| p / all)
}
