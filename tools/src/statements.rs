//! Learns what each feature of a statement weighs from coded texts, by logistic regression.
//!
//! `tools train statements GOLD_DIR [PREFIX…]` writes `src/lexicon/data/weights.tsv`; file names that start with one of the
//! prefixes are left out. `tools measure statements GOLD_DIR` cross-validates over blocks of neighbouring files.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use servanda::stage::{examples, logistic, pick};
use servanda::{DocVars, Reader, Span};

use crate::gold_statements as coded;
use crate::regression::fit_sparse;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The table that is written.
const TABLE: &str = "src/lexicon/data/weights.tsv";
/// What is set by hand: learned weights lean towards it, and say what they add to it.
const SET: &str = "src/lexicon/data/weights_set.tsv";
/// Features seen in fewer candidates are dropped.
const RARE: u32 = 6;
const FOLDS: usize = 5;

const BINARY: &[&str] = &["commitment", "outcome"];
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("kind", &["pledge", "plan", "obligation"]),
    ("specificity", &["vague", "specific", "measurable"]),
    ("direction", &["refrain"]),
    ("outcome kind", &["action", "inaction", "violation", "assessment"]),
    ("polarity", &["positive", "mixed", "negative"]),
];

/// A coded item: its place in bytes and its attributes' values.
struct Item {
    span: Span,
    values: Vec<String>,
}

struct Doc {
    name: String,
    spans: Vec<Span>,
    features: Vec<Vec<u32>>,
    gold: [Vec<Item>; 2],
    /// For each candidate, the coded commitment and outcome that it stands for.
    match_of: [Vec<Option<usize>>; 2],
    /// Candidates that overlap a coded item and are not the one that stands for it: neither right nor wrong.
    beside: [Vec<bool>; 2],
}

struct Set {
    docs: Vec<Doc>,
    names: Names,
}

/// The features that are learned, by name, and the table of what is set by hand.
struct Names {
    all: Vec<String>,
    set: String,
}

/// Trains on all texts and writes the table.
pub(crate) fn train(gold: &Path, without: &[String]) -> Result<()> {
    let set = load(gold, without)?;
    let docs: Vec<&Doc> = set.docs.iter().collect();
    std::fs::write(TABLE, table(&docs, &set.names)?)?;
    Ok(())
}

/// One table for each fold, learned from all texts but the fold's own; `fold` is given a file's name.
pub(crate) fn crossed(gold: &Path, folds: usize, fold: impl Fn(&str) -> usize) -> Result<Vec<String>> {
    let set = load(gold, &[])?;
    let one = |k: usize| {
        let docs: Vec<&Doc> = set.docs.iter().filter(|d| fold(&d.name) != k).collect();
        table(&docs, &set.names)
    };
    (0..folds).map(one).collect()
}

fn table(docs: &[&Doc], names: &Names) -> Result<String> {
    let mut out = String::from(
        "# version: 1\n# source: learned by the trainer in tools from hand-coded excerpts of public reports and speeches: US State \
         Department and congressional research reports (public domain), UN documents and records, UK responses (Open Government \
         Licence), Irish budget debates (open data), country climate assessments, manifestos; no wording of them is kept\n\
         # licence: MIT OR Apache-2.0\n# columns: feature\tweights\n",
    );
    let mut rows: BTreeMap<String, String> = BTreeMap::new();
    for (task, weights) in learn_all(docs, names) {
        let set = set_by_hand(&task, names);
        for ((name, w), set) in names.all.iter().zip(&weights).zip(set) {
            let w = w - set as f32;
            if w.abs() >= SMALL {
                let cell = rows.entry(name.clone()).or_default();
                write!(cell, "{}{task}={w:.2}", if cell.is_empty() { "" } else { " " })?;
            }
        }
    }
    for (feature, weights) in rows {
        writeln!(out, "{feature}\t{weights}")?;
    }
    Ok(out)
}

/// Cross-validates, over blocks of files or over kinds of text, and prints figures for a row of thresholds.
pub(crate) fn measure(gold: &Path, genres: bool) -> Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    let set = load(gold, &[])?;
    let mut scored: [Vec<Vec<f32>>; 2] = [vec![Vec::new(); set.docs.len()], vec![Vec::new(); set.docs.len()]];
    let mut right: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for fold in 0..FOLDS {
        let held = |i: usize| if genres { genre(&set.docs[i].name) == fold } else { i / 6 % FOLDS == fold };
        let docs: Vec<&Doc> =
            set.docs.iter().enumerate().filter(|(i, _)| !held(*i)).map(|(_, d)| d).collect();
        let learned = learn_all(&docs, &set.names);
        let weights = |task: &str| learned.iter().find(|(t, _)| t == task).map_or(&[][..], |(_, w)| w);
        for (i, doc) in set.docs.iter().enumerate().filter(|(i, _)| held(*i)) {
            for (k, task) in BINARY.iter().enumerate() {
                scored[k][i] = doc.features.iter().map(|f| logistic(sum(weights(task), f))).collect();
            }
            for (a, (attribute, values)) in ATTRIBUTES.iter().enumerate() {
                let k = usize::from(a >= 3);
                for (c, item) in doc.match_of[k].iter().enumerate() {
                    let Some(item) = item else { continue };
                    let truth = &doc.gold[k][*item].values[if k == 0 { a } else { a - 3 }];
                    let sums: Vec<f32> = values.iter().map(|v| sum(weights(v), &doc.features[c])).collect();
                    let guess = if values.len() == 1 {
                        if sums[0] > 0.0 { values[0] } else { "do" }
                    } else {
                        values[(0..values.len()).fold(0, |b, j| if sums[j] > sums[b] { j } else { b })]
                    };
                    let cell = right.entry(attribute).or_default();
                    cell.0 += u32::from(guess == truth);
                    cell.1 += 1;
                }
            }
        }
    }
    for (k, task) in BINARY.iter().enumerate() {
        let reach: usize = set.docs.iter().map(|d| d.match_of[k].iter().flatten().count()).sum();
        let all: usize = set.docs.iter().map(|d| d.gold[k].len()).sum();
        writeln!(out, "{task}: {reach} of {all} coded items have a candidate")?;
        for threshold in [0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5] {
            let (mut tp, mut predicted) = (0, 0);
            for (doc, scores) in set.docs.iter().zip(&scored[k]) {
                let items: Vec<(Span, f32)> = doc
                    .spans
                    .iter()
                    .zip(scores)
                    .filter(|(_, s)| **s >= threshold)
                    .map(|(a, s)| (*a, *s))
                    .collect();
                let kept: Vec<Span> = pick(&items).into_iter().map(|i| items[i].0).collect();
                tp += matched(&doc.gold[k].iter().map(|g| g.span).collect::<Vec<_>>(), &kept).len();
                predicted += kept.len();
            }
            let (p, r) = (tp as f32 / predicted.max(1) as f32, tp as f32 / all as f32);
            writeln!(out, "  {threshold:.2}  P {p:.3} R {r:.3} F1 {:.3}", 2.0 * p * r / (p + r).max(1e-9))?;
        }
    }
    for (attribute, (good, n)) in right {
        writeln!(out, "{attribute}: {:.3} of {n}", good as f32 / n as f32)?;
    }
    Ok(())
}

/// How strongly weights are held back: commitments, outcomes; then their attributes.
const MAIN: [f64; 2] = [20.0, 8.0];
const ATTRIBUTE: [f64; 2] = [10.0, 5.0];
/// Smaller weights are left out of the table.
const SMALL: f32 = 0.03;

fn learn_all(docs: &[&Doc], names: &Names) -> Vec<(String, Vec<f32>)> {
    let mut out = learn_main(docs, names);
    for (a, (_, values)) in ATTRIBUTES.iter().enumerate() {
        let (k, at) = if a >= 3 { (1, a - 3) } else { (0, a) };
        for value in *values {
            let rows = docs.iter().flat_map(|d| {
                d.features.iter().zip(&d.match_of[k]).filter_map(move |(f, m)| {
                    m.map(|item| (f.as_slice(), d.gold[k][item].values[at] == *value))
                })
            });
            let rows: Vec<_> = rows.collect();
            out.push(((*value).to_owned(), learn(value, &rows, names, ATTRIBUTE[k])));
        }
    }
    out
}

/// Templates and classes that tell praise from blame, and not whether something is said to have happened at all.
const WORTH_ONLY: &[&str] = &[
    "both", "turn", "deed", "done_to", "undone", "remove", "restrict", "less", "late", "partial", "critic",
    "support",
];

fn learn_main(docs: &[&Doc], names: &Names) -> Vec<(String, Vec<f32>)> {
    let worth = |name: &String| {
        let mut parts = name.split(' ');
        let template = parts.next().unwrap_or_default();
        let of_words =
            matches!(template, "word" | "pair" | "head" | "subject" | "object" | "adverb" | "predicate");
        WORTH_ONLY.contains(&template) || (!of_words && parts.any(|p| WORTH_ONLY.contains(&p)))
    };
    let plain: Vec<bool> = names.all.iter().map(|n| !worth(n)).collect();
    let mut out = Vec::new();
    for (k, task) in BINARY.iter().enumerate() {
        let rows = docs.iter().flat_map(|d| {
            let rows = d.features.iter().zip(&d.match_of[k]).zip(&d.beside[k]);
            rows.filter(|((_, m), b)| m.is_some() || !**b).map(|((f, m), _)| {
                let kept: Vec<u32> = f.iter().copied().filter(|&f| plain[f as usize]).collect();
                (kept, m.is_some())
            })
        });
        let rows: Vec<(Vec<u32>, bool)> = rows.collect();
        let rows: Vec<(&[u32], bool)> = rows.iter().map(|(f, m)| (f.as_slice(), *m)).collect();
        out.push(((*task).to_owned(), learn(task, &rows, names, MAIN[k])));
    }
    out
}

/// What `weights_set.tsv` sets for one decision, by feature; learned weights lean towards it.
fn set_by_hand(task: &str, names: &Names) -> Vec<f64> {
    let mut prior = vec![0.0; names.all.len()];
    for line in names.set.lines().filter(|l| !l.starts_with('#')) {
        let Some((feature, cells)) = line.split_once('\t') else { continue };
        let Ok(at) = names.all.binary_search_by(|n| n.as_str().cmp(feature)) else { continue };
        for (name, weight) in cells.split(' ').filter_map(|c| c.split_once('=')) {
            if name == task {
                prior[at] = weight.parse().unwrap_or(0.0);
            }
        }
    }
    prior
}

fn learn(task: &str, rows: &[(&[u32], bool)], names: &Names, penalty: f64) -> Vec<f32> {
    let weights = fit_sparse(rows, &set_by_hand(task, names), penalty);
    weights.into_iter().map(|w| w as f32).collect()
}

/// Which kind of text a file name stands for: with one kind held out at a time, the figures tell of texts unlike any seen.
fn genre(name: &str) -> usize {
    const KINDS: &[&[&str]] =
        &[&["state"], &["upr"], &["un-"], &["climate", "crs"], &["budget", "manifesto", "uk"]];
    KINDS.iter().position(|k| k.iter().any(|p| name.starts_with(p))).unwrap_or(0)
}

fn sum(weights: &[f32], features: &[u32]) -> f32 {
    features.iter().map(|&f| weights[f as usize]).sum()
}

fn load(gold: &Path, without: &[String]) -> Result<Set> {
    let reader = Reader::new();
    let mut raw = Vec::new();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (name, json) in coded::to_learn(gold)? {
        if without.iter().any(|p| name.starts_with(p.as_str())) {
            continue;
        }
        let text = json["text"].as_str().ok_or("no text")?;
        let document = reader.read(text, DocVars::default())?;
        let examples = examples(&document);
        for name in examples.iter().flat_map(|e| &e.features) {
            *counts.entry(name.clone()).or_default() += 1;
        }
        // Offsets are compared as characters of the source, as the coders gave them.
        let spans: Vec<Span> = examples
            .iter()
            .map(|e| {
                let chars = document.text.source_chars(e.span);
                Span::new(chars.start, chars.end)
            })
            .collect();
        let gold = [
            items(&json["commitments"], &["kind", "specificity", "direction"]),
            items(&json["outcomes"], &["kind", "polarity"]),
        ];
        raw.push((name, spans, examples, gold));
    }
    let names: Vec<String> = counts.into_iter().filter(|(_, n)| *n >= RARE).map(|(name, _)| name).collect();
    let number = |name: &String| names.binary_search(name).ok().map(|i| i as u32);
    let docs = raw
        .iter_mut()
        .map(|(name, spans, examples, gold)| {
            let gold = std::mem::take(gold);
            let match_of = [closest(&gold[0], spans), closest(&gold[1], spans)];
            let beside = [beside(&gold[0], spans), beside(&gold[1], spans)];
            let features = examples.iter().map(|e| e.features.iter().filter_map(number).collect()).collect();
            Doc { name: std::mem::take(name), spans: std::mem::take(spans), features, gold, match_of, beside }
        })
        .collect();
    let set = std::fs::read_to_string(SET)?;
    Ok(Set { docs, names: Names { all: names, set } })
}

fn items(json: &serde_json::Value, attributes: &[&str]) -> Vec<Item> {
    let place = |v: &serde_json::Value| {
        Span::new(v["start"].as_u64().unwrap_or(0) as usize, v["end"].as_u64().unwrap_or(0) as usize)
    };
    let values = |v: &serde_json::Value| {
        attributes.iter().map(|a| v[*a].as_str().unwrap_or_default().to_owned()).collect()
    };
    json.as_array()
        .map(|a| a.iter().map(|v| Item { span: place(v), values: values(v) }).collect())
        .unwrap_or_default()
}

/// Coded items to candidates, one to one, by the share of both that they have in common.
fn closest(gold: &[Item], spans: &[Span]) -> Vec<Option<usize>> {
    let mut pairs = Vec::new();
    for (i, item) in gold.iter().enumerate() {
        for (j, span) in spans.iter().enumerate() {
            let shared = shared(item.span, *span);
            if shared > 0 && 2 * shared >= item.span.len().min(span.len()).max(1) {
                let union = item.span.len() + span.len() - shared;
                pairs.push((1000 * shared / union.max(1), i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let mut out = vec![None; spans.len()];
    let mut used = vec![false; gold.len()];
    for (_, i, j) in pairs {
        if !used[i] && out[j].is_none() {
            used[i] = true;
            out[j] = Some(i);
        }
    }
    out
}

/// Candidates that share much with a coded item.
fn beside(gold: &[Item], spans: &[Span]) -> Vec<bool> {
    spans
        .iter()
        .map(|span| {
            gold.iter().any(|g| {
                let shared = shared(g.span, *span);
                let union = g.span.len() + span.len() - shared;
                2 * shared >= g.span.len().min(span.len()) && shared as f32 >= 0.1 * union as f32
            })
        })
        .collect()
}

fn shared(a: Span, b: Span) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start)) as usize
}

/// The scorer's own pairing: largest overlap first, half of the shorter at least.
pub(crate) fn matched(gold: &[Span], found: &[Span]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in found.iter().enumerate() {
            let shared = shared(*g, *p);
            if shared > 0 && 2 * shared >= g.len().min(p.len()).max(1) {
                pairs.push((shared, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let (mut used_i, mut used_j) = (vec![false; gold.len()], vec![false; found.len()]);
    pairs.retain(|&(_, i, j)| {
        let free = !used_i[i] && !used_j[j];
        if free {
            (used_i[i], used_j[j]) = (true, true);
        }
        free
    });
    pairs.into_iter().map(|(_, i, j)| (i, j)).collect()
}

/// Every candidate of a text with its log-odds, and the features that weigh most for one task.
pub(crate) fn show(path: &Path, task: &str) -> Result<()> {
    use std::io::Write as _;
    let mut weights: BTreeMap<String, BTreeMap<String, f32>> = BTreeMap::new();
    for table in [TABLE, "src/lexicon/data/weights_set.tsv"] {
        for line in std::fs::read_to_string(table)?.lines().filter(|l| !l.starts_with('#')) {
            let Some((feature, cells)) = line.split_once('\t') else { continue };
            let row = weights.entry(feature.to_owned()).or_default();
            for (task, weight) in cells.split(' ').filter_map(|c| c.split_once('=')) {
                *row.entry(task.to_owned()).or_default() += weight.parse::<f32>()?;
            }
        }
    }
    let text = std::fs::read_to_string(path)?;
    let document = Reader::new().read(text.as_str(), DocVars::default())?;
    let mut out = std::io::stdout().lock();
    for example in examples(&document) {
        let weight =
            |task: &str, f: &String| weights.get(f).and_then(|r| r.get(task)).copied().unwrap_or(0.0);
        let total = |task: &str| example.features.iter().map(|f| weight(task, f)).sum::<f32>();
        let (commitment, outcome) = (logistic(total("commitment")), logistic(total("outcome")));
        writeln!(
            out,
            "{commitment:.2} {outcome:.2}  {}",
            document.text.slice(example.span).replace('\n', " ")
        )?;
        let mut found: Vec<(f32, &String)> = example.features.iter().map(|f| (weight(task, f), f)).collect();
        found.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        for (weight, feature) in found.iter().take(12).filter(|f| f.0.abs() >= 0.1) {
            write!(out, "  {feature} {weight:+.2};")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
