//! The weights of the linker, from the table.

use std::sync::LazyLock;

use super::features::{Feature, Figures};
use super::tie::Relation;
use super::words::table;
use crate::error::Error;
use crate::lexicon::tsv::Table;

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
    /// What a tied outcome does to the commitment: the relation with the highest sum.
    pub(super) relations: Vec<(Relation, Look)>,
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
        Ok(Self {
            first: read("first")?,
            second: read("second")?,
            across: read("across")?,
            relations: Relation::ALL
                .iter()
                .map(|r| read(r.as_str()).map(|look| (*r, look)))
                .collect::<Result<_, _>>()?,
        })
    }
}
