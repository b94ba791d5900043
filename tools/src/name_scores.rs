//! Measures of the name tagger.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use servanda::Label;
use servanda::stage::names::{Candidate, NameModel, Words, agreed, calibrated, elections, parted};

use crate::conll::{self, Doc};
use crate::name_tasks::TYPES;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Hits, gold and predicted names.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Right ones.
    pub(crate) hits: usize,
    /// All of the gold.
    pub(crate) gold: usize,
    /// All predicted.
    pub(crate) said: usize,
}

impl Tally {
    /// The harmonic mean of precision and recall.
    pub(crate) fn f1(self) -> f32 {
        2.0 * self.hits as f32 / (self.gold + self.said).max(1) as f32
    }

    pub(crate) fn add(&mut self, hit: bool, gold: bool, said: bool) {
        self.hits += usize::from(hit);
        self.gold += usize::from(gold);
        self.said += usize::from(said);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (p, r) = (self.hits as f32 / self.said.max(1) as f32, self.hits as f32 / self.gold.max(1) as f32);
        write!(f, "F1 {:.3}  P {p:.3}  R {r:.3}  gold {} said {}", self.f1(), self.gold, self.said)
    }
}

/// Measures a model on our gold texts, by label; prints the wrong ones too when asked.
pub(crate) fn measure_gold(
    model: &NameModel,
    words: &Words,
    docs: &[Doc],
    verbose: bool,
) -> BTreeMap<String, Tally> {
    let mut out: BTreeMap<String, Tally> = BTreeMap::new();
    for doc in docs {
        let forms = doc.forms();
        let found: Vec<_> = predict(model, words, doc, &forms)
            .into_iter()
            .map(|c| {
                let span = doc.spans[c.tokens.start].join(doc.spans[c.tokens.end - 1]);
                (span, model.card().types[c.kind].clone(), c)
            })
            .collect();
        let gold: Vec<_> = doc.gold.iter().filter(|g| TYPES.contains(&g.1.as_str())).collect();
        for (span, kind) in &gold {
            let hit = found.iter().any(|f| f.0 == *span && f.1 == *kind);
            out.entry(kind.clone()).or_default().add(hit, true, false);
            if !hit && verbose {
                let near: Vec<_> = found
                    .iter()
                    .filter(|f| f.0.overlaps(*span))
                    .map(|f| (&f.1, forms[f.2.tokens.clone()].join(" ")))
                    .collect();
                let range = doc.spans.iter().position(|s| s.end > span.start).unwrap_or(0)
                    ..doc.spans.iter().position(|s| s.start >= span.end).unwrap_or(doc.spans.len());
                println!("{}: missed {kind} [{}] said {near:?}", doc.source, forms[range].join(" "));
            }
        }
        for (span, kind, c) in &found {
            let hit = gold.iter().any(|g| g.0 == *span && g.1 == *kind);
            out.entry(kind.clone()).or_default().add(false, false, true);
            if hit {
                out.entry(kind.clone()).or_default().hits += 0;
            } else if verbose && !gold.iter().any(|g| g.0.overlaps(*span)) {
                println!(
                    "{}: wrong {kind} [{}] {:.2}",
                    doc.source,
                    forms[c.tokens.clone()].join(" "),
                    c.score
                );
            }
        }
    }
    out
}

/// What the library would say of a document's names.
fn predict(model: &NameModel, words: &Words, doc: &Doc, forms: &[&str]) -> Vec<Candidate> {
    let of = |label: &str| model.card().types.iter().position(|t| t == label);
    let found = agreed(forms, parted(forms, model.names(doc.page(forms), words), of("ORG")));
    elections(forms, &doc.sentences, found, of("EVENT"))
}

/// The sum over some labels.
pub(crate) fn total(tallies: &BTreeMap<String, Tally>, of: &[&str]) -> Tally {
    let mut sum = Tally::default();
    for (_, t) in tallies.iter().filter(|(k, _)| of.contains(&k.as_str())) {
        sum.hits += t.hits;
        sum.gold += t.gold;
        sum.said += t.said;
    }
    sum
}

/// Measures on a set with other types: both sides are mapped first, and names mapped to nothing do not count.
pub(crate) fn measure_mapped(
    model: &NameModel,
    words: &Words,
    docs: &[Doc],
    ours: impl Fn(&str) -> Option<&'static str>,
    theirs: impl Fn(&str) -> Option<&'static str>,
) -> Tally {
    let mut out = Tally::default();
    for doc in docs {
        let forms = doc.forms();
        let found: Vec<_> = predict(model, words, doc, &forms)
            .into_iter()
            .filter_map(|c| Some((c.tokens, ours(&model.card().types[c.kind])?)))
            .collect();
        let gold: Vec<_> =
            doc.names.iter().filter_map(|n| Some((n.tokens.clone(), theirs(&n.kind)?))).collect();
        out.gold += gold.len();
        out.said += found.len();
        out.hits += gold.iter().filter(|g| found.contains(g)).count();
    }
    out
}

/// How far scores are from shares of right names: the mean distance over ten steps of score, and the steps.
fn calibration(model: &NameModel, words: &Words, docs: &[Doc], labels: &[&str]) -> (f32, String) {
    let mut steps = [(0.0f32, 0u32, 0u32); 10];
    for doc in docs {
        for name in predict(model, words, doc, &doc.forms()) {
            let kind = model.card().types[name.kind].as_str();
            if !labels.contains(&kind) {
                continue;
            }
            let span = doc.spans[name.tokens.start].join(doc.spans[name.tokens.end - 1]);
            let score = Label::parse(kind).map_or(name.score, |label| calibrated(label, name.score));
            let step = &mut steps[((score * 10.0) as usize).min(9)];
            step.0 += score;
            step.1 += u32::from(doc.gold.iter().any(|g| g.0 == span && g.1 == kind));
            step.2 += 1;
        }
    }
    let all: u32 = steps.iter().map(|s| s.2).sum();
    let error: f32 = steps.iter().map(|s| (s.0 - s.1 as f32).abs()).sum::<f32>() / all.max(1) as f32;
    let row = |s: &(f32, u32, u32)| format!("{:.2} {:.2} {}", s.0 / s.2 as f32, s.1 as f32 / s.2 as f32, s.2);
    let rows: Vec<String> = steps.iter().filter(|s| s.2 > 0).map(row).collect();
    (error, rows.join(", "))
}

/// Prints every figure of a model.
///
/// # Errors
/// When the shared data cannot be read.
pub(crate) fn report(
    model: &NameModel,
    words: &Words,
    shared: &Path,
    held: &dyn Fn(&str, &str) -> bool,
    verbose: bool,
) -> Result<()> {
    let mut docs = conll::gold(&shared.join("gold/dev"), |_, _| true)?;
    let own = conll::gold(&shared.join("gold/own"), |_, _| true)?;
    let main = ["PERSON", "ORG", "GPE", "LOC"];
    let line = |name: &str, docs: &[Doc], verbose: bool| {
        let tallies = measure_gold(model, words, docs, verbose);
        println!("{name:<14} four {}", total(&tallies, &main));
        println!("{name:<14} all8 {}", total(&tallies, &TYPES));
        tallies
    };
    let left_out = conll::gold(&shared.join("gold/train"), held)?;
    if !left_out.is_empty() {
        line("left out", &left_out, false);
    }
    line("dev", &docs, false);
    line("own", &own, false);
    docs.extend(own);
    for (label, tally) in line("dev + own", &docs, verbose) {
        println!("  {label:<8} {tally}");
    }
    for (name, labels) in [("all8", &TYPES[..]), ("four", &main), ("ORG", &["ORG"])] {
        let (error, rows) = calibration(model, words, &docs, labels);
        println!("dev + own      {name} calibration error {error:.3} (score, share right, names: {rows})");
    }
    let mut politics =
        conll::columns(&std::fs::read_to_string(shared.join("data/entities/crossner/politics-dev.conll"))?)?;
    conll::ask_rules(&mut politics)?;
    let ours = |t: &str| match t {
        "PERSON" => Some("PER"),
        "ORG" => Some("ORG"),
        "GPE" | "LOC" | "FAC" => Some("LOC"),
        _ => None,
    };
    let theirs = |t: &str| match t {
        "politician" | "person" => Some("PER"),
        "politicalparty" | "organisation" => Some("ORG"),
        "country" | "location" => Some("LOC"),
        _ => None,
    };
    println!("{:<14} three {}", "politics dev", measure_mapped(model, words, &politics, ours, theirs));
    Ok(())
}
