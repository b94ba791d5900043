//! What each named feature weighs for each decision, in log-odds: the table behind every statement's score.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::tsv::Table;
use crate::error::Error;
use crate::names::names;

names! {
    /// A decision that weighs features.
    Task {
        Commitment = "commitment", Outcome = "outcome",
        Pledge = "pledge", Plan = "plan", Obligation = "obligation",
        Vague = "vague", Specific = "specific", Measurable = "measurable", Refrain = "refrain",
        Action = "action", Inaction = "inaction", Violation = "violation", Assessment = "assessment",
        Positive = "positive", Mixed = "mixed", Negative = "negative",
    }
}

/// One weight for each decision.
pub(crate) type Row = [f32; Task::ALL.len()];

/// All weights, by feature.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    index: FxHashMap<u64, u32>,
    names: Vec<&'static str>,
    rows: Vec<Row>,
}

/// The key of a feature: a template and up to two words.
pub(crate) fn key(template: &str, a: &str, b: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(template.as_bytes());
    hasher.write_u8(1);
    hasher.write(a.as_bytes());
    hasher.write_u8(2);
    hasher.write(b.as_bytes());
    hasher.finish()
}

/// A decimal number, read as `str::parse` does; the short ones that the tables have, without its detours.
fn number(text: &str) -> Option<f32> {
    const TENS: [f32; 6] = [1.0, 10.0, 100.0, 1000.0, 10_000.0, 100_000.0];
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (mut whole, mut point) = (0u32, None);
    if digits.len() > TENS.len() {
        return text.parse().ok();
    }
    for (i, byte) in digits.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => whole = whole * 10 + u32::from(byte - b'0'),
            b'.' if point.is_none() && i > 0 => point = Some(i + 1),
            _ => return text.parse().ok(),
        }
    }
    if digits.is_empty() {
        return None;
    }
    // Both are exact, so their quotient is the nearest number to the decimal one.
    let value = whole as f32 / TENS[point.map_or(0, |at| digits.len() - at)];
    Some(if digits.len() < text.len() { -value } else { value })
}

impl Weights {
    /// Takes the lines of a weight table: a feature (template and words, with spaces between), then its weight for each
    /// decision that it bears on (`commitment=0.41 pledge=-0.20`).
    ///
    /// # Errors
    /// When a decision has no such name or a weight is no number.
    pub(crate) fn load(&mut self, name: &str, table: &Table<'static>) -> Result<(), Error> {
        let (feature, weights) = (table.column("feature")?, table.column("weights")?);
        let count = table.rows().count();
        self.index.reserve(count);
        self.names.reserve(count);
        self.rows.reserve(count);
        for row in table.rows() {
            let fault = |what: &str| Error::table(name, row.line, what);
            let mut found = [0.0; Task::ALL.len()];
            let mut cells = row.get(weights);
            loop {
                let end = cells.bytes().position(|b| b == b' ').unwrap_or(cells.len());
                let cell = &cells[..end];
                let cut = cell.bytes().position(|b| b == b'=');
                let cut = cut.ok_or_else(|| fault("a weight is decision=number"))?;
                let task = Task::parse(&cell[..cut]).ok_or_else(|| fault("unknown decision"))?;
                let weight = number(&cell[cut + 1..]).ok_or_else(|| fault("a weight is a number"))?;
                found[task as usize] = weight;
                if end == cells.len() {
                    break;
                }
                cells = &cells[end + 1..];
            }
            let text = row.get(feature);
            let mut parts = text.splitn(3, ' ');
            let mut part = || parts.next().unwrap_or_default();
            let key = key(part(), part(), part());
            // What a later table says adds to what an earlier one learned.
            if let Some(&row) = self.index.get(&key) {
                self.rows[row as usize].iter_mut().zip(found).for_each(|(sum, w)| *sum += w);
                continue;
            }
            self.index.insert(key, self.rows.len() as u32);
            self.names.push(text);
            self.rows.push(found);
        }
        Ok(())
    }

    /// The row of a feature, if it weighs anything.
    pub(crate) fn find(&self, template: &str, a: &str, b: &str) -> Option<u32> {
        self.index.get(&key(template, a, b)).copied()
    }

    /// A row's weights.
    pub(crate) fn row(&self, row: u32) -> &Row {
        &self.rows[row as usize]
    }

    /// A row's feature, as the table spells it.
    pub(crate) fn name(&self, row: u32) -> &'static str {
        self.names[row as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_as_the_standard_library_does() {
        for i in 0..20_000 {
            for text in
                [format!("{:.2}", i as f32 / 100.0), format!("-{:.3}", i as f32 / 1000.0), i.to_string()]
            {
                assert_eq!(number(&text).map(f32::to_bits), text.parse().ok().map(f32::to_bits), "{text}");
            }
        }
        assert_eq!(number("1e3"), Some(1000.0));
        assert_eq!((number(""), number("-"), number("1.2.3"), number("x")), (None, None, None, None));
    }
}
