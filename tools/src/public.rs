//! `tools public SET`: the public sets that measure parts of the job; nothing shipped is trained on them.
//!
//! Items of one document are read together, a paragraph each, as a user would have them; an item carries what was
//! found inside its place.

#![allow(clippy::print_stdout)] // a command that prints its figures

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use serde_json::Value;
use servanda::{Commitment, DocVars, Outcome, OutcomeKind, Reader, RepairLevel, Specificity};

use crate::status;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The sets, as the command names them.
pub(crate) const SETS: [&str; 8] =
    ["speech-acts", "india", "promise-eval", "a3cg", "specificity", "canada", "taic", "trackers"];

/// What was found inside one item.
struct Read<'i> {
    item: &'i Value,
    commitments: Vec<Commitment>,
    outcomes: Vec<Outcome>,
}

/// Reads one set and prints its figures.
pub(crate) fn measure(eval: &Path, set: &str) -> Result<()> {
    let load = |file: &str| -> Result<Vec<Value>> {
        let text = std::fs::read_to_string(eval.join(file))?;
        text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    };
    println!("== {set}");
    match set {
        "speech-acts" => {
            let items = load("speech_acts.jsonl")?;
            let said = |read: &Read| match () {
                () if !read.commitments.is_empty() => "commissive",
                () if !read.outcomes.is_empty() => "outcome",
                () => "other",
            };
            let coded = |item: &Value| match text(item, "label") {
                label if label.starts_with("Commissive") => "commissive",
                "Assertive-S" | "Assertive-V" => "outcome",
                _ => "other",
            };
            print_classes(&pairs(&read_all(&items)?, coded, said));
        }
        "india" => {
            let items = load("fornaciari_india.jsonl")?;
            let coded = |item: &Value| yes_no(item["label"] == 1);
            print_classes(&pairs(&read_all(&items)?, coded, |read| yes_no(!read.commitments.is_empty())));
        }
        "promise-eval" => {
            let items = load("promiseeval_en.jsonl")?;
            let reads = read_all(&items)?;
            println!("promise");
            let coded = |item: &Value| yes_no(text(item, "promise_status") == "Yes");
            print_classes(&pairs(&reads, coded, |read| yes_no(!read.commitments.is_empty())));
            println!("evidence");
            let coded = |item: &Value| yes_no(text(item, "evidence_status") == "Yes");
            print_classes(&pairs(&reads, coded, |read| yes_no(!read.outcomes.is_empty())));
        }
        "a3cg" => {
            let items = load("a3cg_full.jsonl")?;
            let reads = read_all(&items)?;
            let coded = |item: &Value, action: &str| {
                yes_no(item["actions"].as_array().is_some_and(|a| a.iter().any(|x| x == action)))
            };
            println!("planning");
            print_classes(&pairs(
                &reads,
                |item| coded(item, "planning"),
                |read| yes_no(!read.commitments.is_empty()),
            ));
            println!("implemented");
            let done = |read: &Read| read.outcomes.iter().any(|o| o.kind == OutcomeKind::Action);
            print_classes(&pairs(&reads, |item| coded(item, "implemented"), |read| yes_no(done(read))));
        }
        "specificity" => {
            let items = load("pledge_specificity.jsonl")?;
            let level = |commitment: &Commitment| match commitment.specificity {
                Specificity::Vague => 1.0,
                Specificity::Specific => 2.0,
                Specificity::Measurable => 3.0,
            };
            let reads = read_all(&items)?;
            let said: Vec<f64> =
                reads.iter().map(|r| r.commitments.iter().map(level).fold(0.0, f64::max)).collect();
            let coded: Vec<f64> = items.iter().map(|i| i["label"].as_f64().unwrap_or(1.0)).collect();
            println!("Spearman {:.3} over {} sentences", spearman(&said, &coded), items.len());
        }
        "canada" | "taic" | "trackers" => {
            let file = match set {
                "canada" => "canada_nap.jsonl",
                "taic" => "taic.jsonl",
                _ => "trackers_silver.jsonl",
            };
            let read = status::read(set, &load(file)?)?;
            let pairs: Vec<_> = read.iter().map(|(coded, told)| (*coded, status::said(set, told))).collect();
            print_classes(&pairs);
            if set == "canada" {
                let order = ["not_started", "limited", "substantial", "completed"];
                println!("  quadratic kappa {:.3}", status::quadratic_kappa(&order, &pairs));
            }
        }
        _ => return Err(format!("no set {set:?}; there are {}", SETS.join(", ")).into()),
    }
    Ok(())
}

fn text<'i>(item: &'i Value, key: &str) -> &'i str {
    item[key].as_str().unwrap_or_default()
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Every item with what was found in it; items of a document (`doc`) are read together.
fn read_all(items: &[Value]) -> Result<Vec<Read<'_>>> {
    let reader = Reader::new().with_repair(RepairLevel::None);
    let mut out = Vec::with_capacity(items.len());
    let alone = |item: &Value| item["doc"].is_null();
    for group in items.chunk_by(|a, b| !alone(a) && a["doc"] == b["doc"]) {
        let mut whole = String::new();
        let mut places = Vec::new();
        for item in group {
            let start = whole.len();
            whole.push_str(&text(item, "text").replace('\n', " "));
            places.push(start..whole.len());
            whole.push_str("\n\n");
        }
        let document = reader.read(whole, DocVars::default())?;
        for (item, place) in group.iter().zip(places) {
            let inside = |start: u32| place.contains(&(start as usize));
            out.push(Read {
                item,
                commitments: document
                    .commitments()
                    .iter()
                    .filter(|c| inside(c.span.start))
                    .cloned()
                    .collect(),
                outcomes: document.outcomes().iter().filter(|o| inside(o.span.start)).cloned().collect(),
            });
        }
    }
    Ok(out)
}

/// What was coded and what was said, item by item.
fn pairs(
    reads: &[Read],
    coded: impl Fn(&Value) -> &'static str,
    said: impl Fn(&Read) -> &'static str,
) -> Vec<(&'static str, &'static str)> {
    reads.iter().map(|read| (coded(read.item), said(read))).collect()
}

/// Precision, recall and F1 of each class, and their mean F1.
fn print_classes(pairs: &[(&'static str, &'static str)]) {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for &(coded, said) in pairs {
        let entry = counts.entry(coded).or_default();
        entry[0] += usize::from(coded == said);
        entry[1] += 1;
        counts.entry(said).or_default()[2] += 1;
    }
    let mut sum = 0.0;
    for (class, [same, coded, said]) in &counts {
        let ratio = |of: usize| if of == 0 { 0.0 } else { *same as f64 / of as f64 };
        let f1 = 2.0 * *same as f64 / (coded + said).max(1) as f64;
        sum += f1;
        println!(
            "  {class:12} P {:.3}  R {:.3}  F1 {f1:.3}  (coded {coded}, said {said})",
            ratio(*said),
            ratio(*coded)
        );
    }
    println!("  macro-F1 {:.3} over {} items", sum / counts.len().max(1) as f64, pairs.len());
}

/// Rank correlation; ties share their mean rank.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = f64::midpoint(a.len() as f64, 1.0);
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(p, q)| (p - mean) * (q - mean)).sum::<f64>();
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut out = vec![0.0; values.len()];
    let mut start = 0;
    for run in order.chunk_by(|&i, &j| values[i] == values[j]) {
        let rank = start as f64 + f64::midpoint(run.len() as f64, 1.0);
        for &i in run {
            out[i] = rank;
        }
        start += run.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_a_rank_and_order_decides() {
        assert_eq!(ranks(&[2.0, 1.0, 2.0]), [2.5, 1.0, 2.5]);
        assert!((spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0]) - 1.0).abs() < 1e-9);
    }
}
