//! The rules of judgement as data: what each value means, how doubts are decided, and what other bodies call it.

use std::sync::LazyLock;

use crate::error::Error;
use crate::lexicon::tsv::Table;

const CODEBOOK: &str = include_str!("data/codebook.tsv");
const CROSSWALK: &str = include_str!("data/crosswalk.tsv");

/// One value, or one kind of statement, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is a value of: "verdict", "polarity", …
    pub group: &'static str,
    /// Its name, as everywhere.
    pub name: &'static str,
    /// What it means.
    pub definition: &'static str,
    /// How doubts are decided; empty where there are none.
    pub rule: &'static str,
    /// A sentence of its kind; empty for what is no sentence.
    pub example: &'static str,
}

/// A verdict on another body's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Whose scale.
    pub scale: &'static str,
    /// Our verdict.
    pub verdict: &'static str,
    /// Theirs.
    pub value: &'static str,
    /// What is lost or changes its meaning; empty where nothing does.
    pub lost: &'static str,
}

/// The codebook.
#[derive(Debug)]
pub struct Codebook {
    /// Its version, which every review carries.
    pub version: &'static str,
    /// What everything means, by group.
    pub entries: Vec<Entry>,
    /// Verdicts on other scales.
    pub crosswalk: Vec<Crossing>,
}

impl Codebook {
    /// The one that the library judges by.
    ///
    /// # Errors
    /// When a shipped table is faulty, which a test rules out.
    pub fn builtin() -> Result<&'static Self, Error> {
        static BOOK: LazyLock<Result<Codebook, Error>> = LazyLock::new(|| {
            let entry = |[group, name, definition, rule, example]: [&'static str; 5]| Entry {
                group,
                name,
                definition,
                rule,
                example,
            };
            let crossing =
                |[scale, verdict, value, lost]: [&'static str; 4]| Crossing { scale, verdict, value, lost };
            Ok(Codebook {
                version: CODEBOOK.lines().find_map(|l| l.strip_prefix("# version: ")).unwrap_or_default(),
                entries: rows("codebook.tsv", CODEBOOK)?.into_iter().map(entry).collect(),
                crosswalk: rows("crosswalk.tsv", CROSSWALK)?.into_iter().map(crossing).collect(),
            })
        });
        BOOK.as_ref().map_err(Clone::clone)
    }
}

fn rows<const N: usize>(name: &'static str, text: &'static str) -> Result<Vec<[&'static str; N]>, Error> {
    let table = Table::parse(name, text)?;
    Ok(table.rows().map(|row| std::array::from_fn(|i| row.get(i))).collect())
}

#[cfg(test)]
mod tests {
    use super::Codebook;
    use crate::assess::{Relation, Timing, VerdictKind};
    use crate::statement::{Basis, CommitmentKind, Direction, OutcomeKind, Polarity, Specificity};

    #[test]
    fn every_value_is_defined_and_crosses_to_every_scale() {
        let book = Codebook::builtin().expect("shipped");
        let has = |group: &str, names: Vec<&str>| {
            let mut known: Vec<&str> =
                book.entries.iter().filter(|e| e.group == group).map(|e| e.name).collect();
            let mut names = names;
            known.sort_unstable();
            names.sort_unstable();
            assert_eq!(known, names, "{group}");
        };
        has("kind", CommitmentKind::ALL.iter().map(|v| v.as_str()).collect());
        has("direction", Direction::ALL.iter().map(|v| v.as_str()).collect());
        has("specificity", Specificity::ALL.iter().map(|v| v.as_str()).collect());
        has("outcome kind", OutcomeKind::ALL.iter().map(|v| v.as_str()).collect());
        has("polarity", Polarity::ALL.iter().map(|v| v.as_str()).collect());
        has("basis", Basis::ALL.iter().map(|v| v.as_str()).collect());
        has("relation", Relation::ALL.iter().map(|v| v.as_str()).collect());
        has("timing", Timing::ALL.iter().map(|v| v.as_str()).collect());
        has("verdict", VerdictKind::ALL.iter().map(|v| v.as_str()).collect());
        assert!(book.entries.iter().all(|e| e.definition.ends_with('.')), "{:#?}", book.entries);
        assert!(!book.version.is_empty());
        for verdict in VerdictKind::ALL {
            let scales =
                book.crosswalk.iter().filter(|c| c.verdict == verdict.as_str() && !c.value.is_empty());
            assert_eq!(scales.count(), 6, "{verdict}");
        }
    }
}
