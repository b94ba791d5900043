//! Learns what each feature of a statement weighs from coded texts, by logistic regression.
//!
//! `tools train statements GOLD_DIR [PREFIX…]` writes `src/lexicon/data/weights.tsv`; file names that start with one of the
//! prefixes are left out (`brief/` leaves out our own). `statement_figures.rs` measures.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use servanda::stage::{examples, logistic};
use servanda::{DocVars, Reader, Span};

use crate::gold_statements as coded;
use crate::regression::{Sparse, fit_sparse};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The table that is written.
const TABLE: &str = "src/lexicon/data/weights.tsv";
/// What is set by hand: learned weights lean towards it, and say what they add to it.
const SET: &str = "src/lexicon/data/weights_set.tsv";
pub(crate) const BINARY: &[&str] = &["commitment", "outcome"];
pub(crate) const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("kind", &["pledge", "plan", "obligation"]),
    ("specificity", &["vague", "specific", "measurable"]),
    ("direction", &["refrain"]),
    ("outcome kind", &["action", "inaction", "violation", "assessment"]),
    ("polarity", &["positive", "mixed", "negative"]),
];

/// A coded item: its place in bytes and its attributes' values.
pub(crate) struct Item {
    pub(crate) span: Span,
    pub(crate) values: Vec<String>,
}

pub(crate) struct Doc {
    pub(crate) name: String,
    /// Whether it is one of our own briefs.
    pub(crate) ours: bool,
    pub(crate) spans: Vec<Span>,
    pub(crate) features: Vec<Vec<u32>>,
    pub(crate) gold: [Vec<Item>; 2],
    /// For each candidate, the coded commitment and outcome that it stands for.
    pub(crate) match_of: [Vec<Option<usize>>; 2],
    /// Candidates that overlap a coded item and are not the one that stands for it: neither right nor wrong.
    beside: [Vec<bool>; 2],
}

pub(crate) struct Set {
    pub(crate) docs: Vec<Doc>,
    pub(crate) names: Names,
}

/// The features that are learned, by name, and the table of what is set by hand.
pub(crate) struct Names {
    pub(crate) all: Vec<String>,
    set: String,
}

/// Trains on all texts and writes the table.
pub(crate) fn train(gold: &Path, without: &[String]) -> Result<()> {
    let set = load(coded::to_learn(gold)?, without, PLAN.rare)?;
    let docs: Vec<&Doc> = set.docs.iter().collect();
    std::fs::write(TABLE, table(&docs, &set.names)?)?;
    Ok(())
}

/// One table for each fold, learned from all texts but the fold's own; `fold` is given a file's name.
pub(crate) fn crossed(gold: &Path, folds: usize, fold: impl Fn(&str) -> usize) -> Result<Vec<String>> {
    let set = load(coded::to_learn(gold)?, &[], PLAN.rare)?;
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
         Licence), Irish budget debates (open data), country climate assessments, manifestos; no wording of them is kept; and from \
         our own coded briefs; weights are hundredths of log-odds\n\
         # licence: MIT OR Apache-2.0\n# columns: feature",
    );
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let learned = learn_all(docs, names, &PLAN);
    for (k, (task, weights)) in learned.iter().enumerate() {
        write!(out, "\t{task}")?;
        let set = set_by_hand(task, names);
        for ((name, w), set) in names.all.iter().zip(weights).zip(set) {
            let w = (w - set as f32) * 100.0;
            if w.abs() >= SMALL {
                rows.entry(name).or_insert_with(|| vec![String::new(); learned.len()])[k] = format!("{w:.0}");
            }
        }
    }
    for (feature, cells) in rows {
        write!(out, "\n{feature}\t{}", cells.join("\t").trim_end_matches('\t'))?;
    }
    out.push('\n');
    Ok(out)
}

/// How the two kinds of texts are learned from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// How strongly weights are held back: commitments, outcomes; then their attributes.
    pub(crate) main: [f64; 2],
    pub(crate) attribute: [f64; 2],
    /// What an example from one of our own briefs counts, those of excerpts counting 1; then for attributes.
    pub(crate) ours: f64,
    pub(crate) ours_attribute: f64,
    /// How much more strongly weights are held back that hold for excerpts alone; none are learned at 0.
    pub(crate) apart: f64,
    pub(crate) apart_attribute: f64,
    /// How much more strongly the weights of single words are held back than those of classes and constructions.
    pub(crate) words: f64,
    pub(crate) words_attribute: f64,
    /// Features seen in fewer candidates are left out.
    pub(crate) rare: u32,
    /// How strongly the second bias of excerpts is held back.
    pub(crate) bias: f64,
    pub(crate) bias_attribute: f64,
}

/// Found by cross-validation.
pub(crate) const PLAN: Plan = Plan {
    main: [6.0, 6.0],
    attribute: [4.0, 4.0],
    ours: 0.8,
    ours_attribute: 0.5,
    apart: 0.0,
    apart_attribute: 0.0,
    words: 2.0,
    words_attribute: 2.0,
    rare: 10,
    bias: 1.0,
    bias_attribute: 1e6,
};

/// Smaller weights, in hundredths, are left out of the table.
const SMALL: f32 = 4.0;

pub(crate) fn learn_all(docs: &[&Doc], names: &Names, plan: &Plan) -> Vec<(String, Vec<f32>)> {
    let mut out = learn_main(docs, names, plan);
    let plain: Vec<bool> = names.all.iter().map(|n| !of_text(n)).collect();
    let of_binding: Vec<bool> =
        names.all.iter().zip(&plain).map(|(n, plain)| *plain && !of_outcomes(n)).collect();
    for (a, (_, values)) in ATTRIBUTES.iter().enumerate() {
        let (k, at) = if a >= 3 { (1, a - 3) } else { (0, a) };
        let allowed = if k == 0 { &of_binding } else { &plain };
        for value in *values {
            let mut rows = Vec::new();
            for d in docs {
                for (f, m) in d.features.iter().zip(&d.match_of[k]) {
                    let Some(item) = *m else { continue };
                    rows.push(Example {
                        features: f.iter().copied().filter(|&f| allowed[f as usize]).collect(),
                        truth: d.gold[k][item].values[at] == *value,
                        ours: d.ours,
                    });
                }
            }
            let how = (
                plan.attribute[k],
                plan.ours_attribute,
                plan.apart_attribute,
                plan.bias_attribute,
                plan.words_attribute,
            );
            out.push(((*value).to_owned(), learn(value, rows, names, how)));
        }
    }
    out
}

/// A candidate to learn from, and whether it stands in one of our own briefs.
struct Example {
    features: Vec<u32>,
    truth: bool,
    ours: bool,
}

/// Templates and classes that tell praise from blame, and not whether something is said to have happened at all.
const WORTH_ONLY: &[&str] = &[
    "both", "turn", "deed", "done_to", "undone", "remove", "restrict", "less", "late", "partial", "critic",
    "support",
];

/// Templates that tell what kind of text it is: they say whether something binds, and not how.
const OF_TEXT: &[&str] = &["text_advises", "text_judges", "text_states", "near_advice", "under_heading"];

/// Templates that tell how well something went: they say nothing on how an actor is bound.
const OF_OUTCOMES: &[&str] = &["event", "event_part", "echo_words", "echo_noun", "echo_figure", "share_of"];

fn of_outcomes(name: &str) -> bool {
    OF_OUTCOMES.contains(&name.split(' ').next().unwrap_or_default())
}

fn of_text(name: &str) -> bool {
    OF_TEXT.contains(&name.split(' ').next().unwrap_or_default())
}

fn learn_main(docs: &[&Doc], names: &Names, plan: &Plan) -> Vec<(String, Vec<f32>)> {
    let worth = |name: &String| {
        let mut parts = name.split(' ');
        let template = parts.next().unwrap_or_default();
        let of_words =
            matches!(template, "word" | "pair" | "head" | "subject" | "object" | "adverb" | "predicate");
        WORTH_ONLY.contains(&template) || (!of_words && parts.any(|p| WORTH_ONLY.contains(&p)))
    };
    let mut out = Vec::new();
    for (k, task) in BINARY.iter().enumerate() {
        let plain: Vec<bool> = names.all.iter().map(|n| !worth(n) && (k == 0 || !of_text(n))).collect();
        let mut rows = Vec::new();
        for d in docs {
            for ((f, m), b) in d.features.iter().zip(&d.match_of[k]).zip(&d.beside[k]) {
                if m.is_some() || !*b {
                    let features = f.iter().copied().filter(|&f| plain[f as usize]).collect();
                    rows.push(Example { features, truth: m.is_some(), ours: d.ours });
                }
            }
        }
        out.push((
            (*task).to_owned(),
            learn(task, rows, names, (plan.main[k], plan.ours, plan.apart, plan.bias, plan.words)),
        ));
    }
    out
}

/// Templates that name single words.
const OF_WORDS: &[&str] = &[
    "word",
    "pair",
    "in_noun",
    "head",
    "subject",
    "object",
    "to",
    "verb_to",
    "verb_adp",
    "predicate",
    "adverb",
    "under",
    "noun",
    "noun_mod",
    "noun_to",
    "noun_verb",
    "noun_inner",
    "noun_before",
    "noun_next",
    "root",
];

fn of_words(name: &str) -> bool {
    OF_WORDS.contains(&name.split(' ').next().unwrap_or_default())
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

/// Every feature has a second weight that counts in excerpts alone, and the bias has one in any case: they were chosen for
/// what they say, and whole texts say less of it.
fn learn(
    task: &str,
    mut rows: Vec<Example>,
    names: &Names,
    (penalty, ours, apart, bias, words): (f64, f64, f64, f64, f64),
) -> Vec<f32> {
    let size = names.all.len();
    let mut prior = set_by_hand(task, names);
    let mut hold: Vec<f64> =
        names.all.iter().map(|n| if of_words(n) { penalty * words } else { penalty }).collect();
    if apart > 0.0 {
        prior.resize(2 * size, 0.0);
        hold.resize(2 * size, penalty * apart);
    }
    prior.push(0.0);
    hold.push(if rows.iter().any(|r| r.ours) { bias } else { 1e6 });
    for row in rows.iter_mut().filter(|r| !r.ours) {
        if apart > 0.0 {
            let copies: Vec<u32> = row.features.iter().map(|f| f + size as u32).collect();
            row.features.extend(copies);
        }
        row.features.push(prior.len() as u32 - 1);
    }
    let count = |r: &Example| if r.ours { ours } else { 1.0 };
    let rows: Vec<Sparse<'_>> =
        rows.iter().map(|r| Sparse { features: &r.features, truth: r.truth, count: count(r) }).collect();
    fit_sparse(&rows, &prior, &hold).into_iter().take(size).map(|w| w as f32).collect()
}

pub(crate) fn sum(weights: &[f32], features: &[u32]) -> f32 {
    features.iter().map(|&f| weights[f as usize]).sum()
}

pub(crate) fn load(texts: Vec<(String, serde_json::Value)>, without: &[String], rare: u32) -> Result<Set> {
    let reader = Reader::new();
    let mut raw = Vec::new();
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (name, json) in texts {
        if without.iter().any(|p| name.starts_with(p.as_str())) {
            continue;
        }
        let text = json["text"].as_str().ok_or("no text")?;
        let document = reader.read(text, DocVars::default())?;
        let examples = examples(&document);
        for feature in examples.iter().flat_map(|e| &e.features).filter(|_| !name.starts_with('=')) {
            *counts.entry(feature.clone()).or_default() += 1;
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
    let names: Vec<String> = counts.into_iter().filter(|(_, n)| *n >= rare).map(|(name, _)| name).collect();
    let number = |name: &String| names.binary_search(name).ok().map(|i| i as u32);
    let docs = raw
        .iter_mut()
        .map(|(name, spans, examples, gold)| {
            let gold = std::mem::take(gold);
            let match_of = [closest(&gold[0], spans), closest(&gold[1], spans)];
            let beside = [beside(&gold[0], spans), beside(&gold[1], spans)];
            let features = examples.iter().map(|e| e.features.iter().filter_map(number).collect()).collect();
            let ours = coded::is_ours(name);
            Doc {
                name: std::mem::take(name),
                ours,
                spans: std::mem::take(spans),
                features,
                gold,
                match_of,
                beside,
            }
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
    let mut add = |feature: &str, task: &str, weight: f32| {
        *weights.entry(feature.to_owned()).or_default().entry(task.to_owned()).or_default() += weight;
    };
    let (learned, set) = (std::fs::read_to_string(TABLE)?, std::fs::read_to_string(SET)?);
    let head = learned.lines().find_map(|l| l.strip_prefix("# columns: ")).ok_or("no columns")?;
    let tasks: Vec<&str> = head.split('\t').skip(1).collect();
    for line in learned.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let feature = cells.next().unwrap_or_default();
        for (task, cell) in tasks.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            add(feature, task, cell.parse::<f32>()? / 100.0);
        }
    }
    for (feature, cells) in
        set.lines().filter_map(|l| l.split_once('\t')).filter(|(f, _)| !f.starts_with('#'))
    {
        for (task, weight) in cells.split(' ').filter_map(|c| c.split_once('=')) {
            add(feature, task, weight.parse()?);
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
