//! The weights of the linker, from the table.

use std::sync::LazyLock;

use super::features::{Feature, Figures};
use super::words::table;
use crate::error::Error;

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

/// All weighings.
#[derive(Clone, Debug)]
pub(super) struct Weights {
    /// Each pair by itself.
    pub(super) first: Look,
    /// Each pair beside all others of its text.
    pub(super) second: Look,
    /// A statement of another document.
    pub(super) across: Look,
    /// Done against done in part.
    pub(super) fulfils: Look,
    /// Breach against omission.
    pub(super) breaches: Look,
}

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::load().unwrap_or_else(|e| unreachable!("shipped table: {e}")));

impl Weights {
    pub(super) fn get() -> &'static Self {
        &WEIGHTS
    }

    fn load() -> Result<Self, Error> {
        let name = "link_weights.tsv";
        let table = table(name)?;
        let (look, feature, weight) =
            (table.column("look")?, table.column("feature")?, table.column("weight")?);
        let read = |wanted: &str| -> Result<Look, Error> {
            let mut weights = Vec::new();
            for row in table.rows().filter(|r| r.get(look) == wanted) {
                let fault = |what: &str| Error::table(name, row.line, format!("no {what}"));
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
            fulfils: read("fulfils")?,
            breaches: read("breaches")?,
        })
    }
}

/// Log-odds to a share.
pub(super) fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
