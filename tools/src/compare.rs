//! What was found, missed and over-found, in lists that a person can read.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

/// Lists, for each gold file, the statements found, missed and over-found among the predictions.
pub(crate) fn compare(gold: &Path, pred: &Path) -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    for (stem, path) in crate::gold_files(gold)? {
        let read = |path: &Path| -> Result<Value, Box<dyn Error>> {
            Ok(serde_json::from_str(&std::fs::read_to_string(path)?)?)
        };
        let gold = read(&path)?;
        let pred = read(&pred.join(format!("{stem}.pred.json")))?;
        writeln!(out, "== {stem}")?;
        for (key, sides) in
            [("commitments", &["kind", "actor", "verdict"][..]), ("outcomes", &["kind", "polarity"])]
        {
            lists(&mut out, key, sides, &gold[key], &pred[key])?;
        }
    }
    Ok(out)
}

fn lists(
    out: &mut String,
    key: &str,
    sides: &[&str],
    gold: &Value,
    pred: &Value,
) -> Result<(), Box<dyn Error>> {
    let empty = Vec::new();
    let (gold, pred) = (gold.as_array().unwrap_or(&empty), pred.as_array().unwrap_or(&empty));
    let matches = pairs(gold, pred);
    let row = |item: &Value| {
        let quote =
            item["quote"].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let says: Vec<&str> = sides.iter().map(|s| item[*s].as_str().unwrap_or("–")).collect();
        format!("{} ({})", quote, says.join(", "))
    };
    for &(i, j) in &matches {
        let differing: Vec<String> = sides
            .iter()
            .filter(|s| gold[i][**s] != pred[j][**s])
            .map(|s| format!("{s}: {} for {}", pred[j][*s], gold[i][*s]))
            .collect();
        writeln!(out, "  {key} found   {}  {}", row(&gold[i]), differing.join("; "))?;
    }
    for (i, item) in gold.iter().enumerate().filter(|(i, _)| !matches.iter().any(|m| m.0 == *i)) {
        writeln!(out, "  {key} missed  {} [{i}]", row(item))?;
    }
    for (_, item) in pred.iter().enumerate().filter(|(j, _)| !matches.iter().any(|m| m.1 == *j)) {
        writeln!(out, "  {key} over    {}", row(item))?;
    }
    Ok(())
}

/// Pairs that share at least half of the shorter one's characters, one to one, largest overlap first.
fn pairs(gold: &[Value], pred: &[Value]) -> Vec<(usize, usize)> {
    let place = |v: &Value| (v["start"].as_i64().unwrap_or(0), v["end"].as_i64().unwrap_or(0));
    let mut found = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in pred.iter().enumerate() {
            let ((a, b), (c, d)) = (place(g), place(p));
            let shared = b.min(d) - a.max(c);
            if shared > 0 && 2 * shared >= (b - a).min(d - c).max(1) {
                found.push((-shared, i, j));
            }
        }
    }
    found.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in found {
        if out.iter().all(|&(a, b)| a != i && b != j) {
            out.push((i, j));
        }
    }
    out.sort_unstable();
    out
}
