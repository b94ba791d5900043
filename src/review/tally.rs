//! Counts of what two coders marked and said, unit by unit.

use std::collections::BTreeMap;
use std::ops::Range;

use super::coding::{Coded, Tie};
use super::compared::{Disagreement, What};
use super::pairing;
use crate::error::Error;

/// What is said of a mark: its values, and how many of the first of them stand in an order.
pub(super) struct Attribute {
    pub(super) what: What,
    pub(super) values: &'static [&'static str],
    pub(super) ordered: usize,
}

/// A kind of mark, and what is said of it.
pub(super) struct Group {
    pub(super) what: What,
    pub(super) attributes: &'static [Attribute],
}

const fn attribute(what: What, values: &'static [&'static str], ordered: usize) -> Attribute {
    Attribute { what, values, ordered }
}

/// A row of counts: for each kind of mark, made by both, by the first, by the second; then one table for each attribute.
pub(super) const GROUPS: [Group; 3] = [
    Group {
        what: What::Commitments,
        attributes: &[
            attribute(What::Kind, &["pledge", "plan", "obligation"], 0),
            attribute(What::Direction, &["do", "refrain"], 0),
            attribute(What::Specificity, &["vague", "specific", "measurable"], 3),
            attribute(
                What::Verdict,
                &["breached", "not_fulfilled", "partly_fulfilled", "fulfilled", "no_evidence"],
                4,
            ),
        ],
    },
    Group {
        what: What::Outcomes,
        attributes: &[
            attribute(What::OutcomeKind, &["action", "inaction", "violation", "assessment"], 0),
            attribute(What::Polarity, &["negative", "mixed", "positive"], 3),
        ],
    },
    Group {
        what: What::Links,
        attributes: &[attribute(What::Relation, &["breaches", "fails", "partly_fulfils", "fulfils"], 4)],
    },
];

/// A mark with its values, in the order of its group's attributes.
struct Mark<'c> {
    start: u32,
    end: u32,
    values: Vec<Option<&'c str>>,
}

fn commitments(coded: &Coded) -> Vec<Mark<'_>> {
    coded
        .commitments
        .iter()
        .map(|i| {
            let values = [&i.kind, &i.direction, &i.specificity, &i.verdict].map(Option::as_deref);
            Mark { start: i.start, end: i.end, values: values.to_vec() }
        })
        .collect()
}

fn outcomes(coded: &Coded) -> Vec<Mark<'_>> {
    coded
        .outcomes
        .iter()
        .map(|i| {
            let values = [&i.kind, &i.polarity].map(Option::as_deref);
            Mark { start: i.start, end: i.end, values: values.to_vec() }
        })
        .collect()
}

/// Links stand where their outcomes do.
fn links(coded: &Coded) -> Vec<Mark<'_>> {
    let places: BTreeMap<&str, (u32, u32)> =
        coded.outcomes.iter().map(|o| (o.id.as_str(), (o.start, o.end))).collect();
    let place = |tie: &Tie| places.get(tie.outcome.as_str()).copied().unwrap_or_default();
    coded
        .links
        .iter()
        .map(|tie| {
            let (start, end) = place(tie);
            Mark { start, end, values: vec![tie.relation.as_deref()] }
        })
        .collect()
}

/// The counts of all units, and where the coders differ.
pub(super) struct Tally {
    /// The length of a row of counts.
    pub(super) width: usize,
    /// The cells to which each unit adds one.
    pub(super) units: Vec<Vec<u16>>,
    pub(super) disagreements: Vec<Disagreement>,
}

impl Tally {
    pub(super) fn new() -> Self {
        let cells = |g: &Group| 3 + g.attributes.iter().map(|a| a.values.len().pow(2)).sum::<usize>();
        Self { width: GROUPS.iter().map(cells).sum(), units: Vec::new(), disagreements: Vec::new() }
    }

    /// Adds some units to a row of counts.
    pub(super) fn sum(&self, units: Range<usize>, counts: &mut [f64]) {
        for unit in &self.units[units] {
            for &cell in unit {
                counts[usize::from(cell)] += 1.0;
            }
        }
    }

    /// Two codings of one document.
    pub(super) fn document(&mut self, doc: &str, a: &Coded, b: &Coded) -> Result<(), Error> {
        let commitments = pairing::pairs(&a.commitments, &b.commitments);
        let outcomes = pairing::pairs(&a.outcomes, &b.outcomes);
        let ties = pairing::links(a, b, &commitments, &outcomes);
        let marks = [
            (self::commitments(a), self::commitments(b), commitments),
            (self::outcomes(a), self::outcomes(b), outcomes),
            (links(a), links(b), ties),
        ];
        let known = self.disagreements.len();
        let mut head = 0;
        for (group, (ours, theirs, pairs)) in GROUPS.iter().zip(&marks) {
            let (mut alone_a, mut alone_b) = (vec![true; ours.len()], vec![true; theirs.len()]);
            for &(i, j) in pairs {
                (alone_a[i], alone_b[j]) = (false, false);
                self.both(doc, group, head, (a, &ours[i]), &theirs[j])?;
            }
            for (i, _) in alone_a.iter().enumerate().filter(|(_, alone)| **alone) {
                self.units.push(vec![head + 1]);
                self.differ(doc, group.what, (a, &ours[i]), Some("marked"), None);
            }
            for (j, _) in alone_b.iter().enumerate().filter(|(_, alone)| **alone) {
                self.units.push(vec![head + 2]);
                self.differ(doc, group.what, (b, &theirs[j]), None, Some("marked"));
            }
            head += 3 + group.attributes.iter().map(|a| a.values.len().pow(2) as u16).sum::<u16>();
        }
        self.disagreements[known..].sort_by_key(|d| (d.start, d.end, d.what));
        Ok(())
    }

    /// A mark of both, and what both said of it; a value that only one gave is not compared.
    fn both(
        &mut self,
        doc: &str,
        group: &Group,
        head: u16,
        (coded, a): (&Coded, &Mark<'_>),
        b: &Mark<'_>,
    ) -> Result<(), Error> {
        let mut unit = vec![head, head + 1, head + 2];
        let mut at = head + 3;
        for (attribute, (x, y)) in group.attributes.iter().zip(a.values.iter().zip(&b.values)) {
            let size = attribute.values.len() as u16;
            if let Some((x, y)) = x.zip(*y) {
                let (i, j) = (number(doc, attribute, x)?, number(doc, attribute, y)?);
                unit.push(at + i * size + j);
                if i != j {
                    self.differ(doc, attribute.what, (coded, a), Some(x), Some(y));
                }
            }
            at += size * size;
        }
        self.units.push(unit);
        Ok(())
    }

    fn differ(
        &mut self,
        doc: &str,
        what: What,
        (coded, mark): (&Coded, &Mark<'_>),
        a: Option<&str>,
        b: Option<&str>,
    ) {
        let (start, end) = (mark.start, mark.end);
        let quote = coded.text.chars().skip(start as usize).take((end - start) as usize).collect();
        let (a, b) = (a.map(str::to_owned), b.map(str::to_owned));
        self.disagreements.push(Disagreement { doc: doc.to_owned(), what, start, end, quote, a, b });
    }
}

fn number(doc: &str, attribute: &Attribute, value: &str) -> Result<u16, Error> {
    let found = attribute.values.iter().position(|&v| v == value);
    found.map(|i| i as u16).ok_or_else(|| {
        let (what, known) = (attribute.what, attribute.values.join(", "));
        Error::input(format!("{doc}: {what} is one of {known}, not '{value}'"))
    })
}
