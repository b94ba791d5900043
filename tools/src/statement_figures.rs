//! `tools measure statements GOLD_DIR [OTHER_DIR…] [SETTING=VALUE…] [-TEMPLATE…] [kinds] [alone]`: cross-validated figures of the statement weights, on
//! the coded excerpts and on our own briefs apart, and on other coded texts that nothing is learned from; with `alone`, our own briefs are such texts.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use servanda::Span;
use servanda::stage::{logistic, pick};

use crate::gold_statements as coded;
use crate::statements::{ATTRIBUTES, BINARY, Doc, PLAN, Plan, learn_all, load, matched, sum};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FOLDS: usize = 5;
const THRESHOLDS: [f32; 9] = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
/// What the names of texts begin with that nothing is learned from.
const OTHER: char = '=';

/// What was counted on one group of texts.
#[derive(Default)]
struct Tally {
    texts: usize,
    coded: [usize; 2],
    /// At each threshold: right and predicted; commitments predicted in texts without any, and such texts.
    found: [[(usize, usize); THRESHOLDS.len()]; 2],
    idle: [usize; THRESHOLDS.len()],
    empty: usize,
    attributes: BTreeMap<&'static str, (usize, usize)>,
}

/// Measures; see above.
pub(crate) fn measure(gold: &Path, rest: &[String]) -> Result<()> {
    let mut plan = PLAN;
    let (mut texts, mut kinds, mut alone) = (coded::to_learn(gold)?, false, false);
    let mut without = Vec::new();
    for word in rest {
        match word.split_once('=') {
            Some((key, value)) => setting(&mut plan, key, value.parse()?)?,
            None if word == "kinds" => kinds = true,
            None if word == "alone" => alone = true,
            None if word.starts_with('-') => without.push(&word[1..]),
            None => {
                let name = Path::new(word).file_name().and_then(|n| n.to_str()).unwrap_or_default();
                let others = coded::texts(Path::new(word))?;
                texts.extend(others.into_iter().map(|(stem, json)| (format!("{OTHER}{name}/{stem}"), json)));
            }
        }
    }
    if alone {
        for (name, _) in texts.iter_mut().filter(|(name, _)| coded::is_ours(name)) {
            *name = format!("{OTHER}briefs/{name}");
        }
    }
    let mut set = load(texts, &[], plan.rare)?;
    let kept: Vec<bool> =
        set.names.all.iter().map(|n| !without.contains(&n.split(' ').next().unwrap_or_default())).collect();
    set.docs.iter_mut().flat_map(|d| &mut d.features).for_each(|f| f.retain(|&f| kept[f as usize]));
    let mut excerpts = 0;
    let fold = |doc: &Doc| {
        let at = excerpts;
        excerpts += 1;
        match (doc.ours, kinds) {
            (true, _) => at % FOLDS,
            (false, true) => kind(&doc.name),
            (false, false) => at / 6 % FOLDS,
        }
    };
    let folds: Vec<usize> = set.docs.iter().map(fold).collect();
    let other = |doc: &Doc| doc.name.starts_with(OTHER);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for k in 0..=FOLDS {
        let learned = |(i, doc): &(usize, &Doc)| !other(doc) && folds[*i] != k;
        let docs: Vec<&Doc> = set.docs.iter().enumerate().filter(learned).map(|(_, d)| d).collect();
        let weights = learn_all(&docs, &set.names, &plan);
        for (i, doc) in set.docs.iter().enumerate() {
            let group = match (doc.name.strip_prefix(OTHER), doc.ours) {
                (Some(name), _) => name.split('/').next().unwrap_or_default(),
                (None, true) => "briefs",
                (None, false) => "excerpts",
            };
            if if other(doc) { k == FOLDS } else { folds[i] == k } {
                tallies.entry(group).or_default().add(doc, &weights);
            }
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{plan:?}")?;
    for (group, tally) in &tallies {
        write!(out, "{group:9}{}", tally.lines())?;
    }
    Ok(())
}

fn setting(plan: &mut Plan, key: &str, value: f64) -> Result<()> {
    match key {
        "commitment" => plan.main[0] = value,
        "outcome" => plan.main[1] = value,
        "of_commitment" => plan.attribute[0] = value,
        "of_outcome" => plan.attribute[1] = value,
        "ours" => plan.ours = value,
        "ours_attribute" => plan.ours_attribute = value,
        "apart" => plan.apart = value,
        "apart_attribute" => plan.apart_attribute = value,
        "bias" => plan.bias = value,
        "bias_attribute" => plan.bias_attribute = value,
        "words" => plan.words = value,
        "words_attribute" => plan.words_attribute = value,
        "rare" => plan.rare = value as u32,
        _ => return Err(format!("no setting '{key}'").into()),
    }
    Ok(())
}

/// Which kind of text a file name stands for: with one kind held out at a time, the figures tell of texts unlike any seen.
fn kind(name: &str) -> usize {
    const KINDS: &[&[&str]] =
        &[&["state"], &["upr"], &["un-"], &["climate", "crs"], &["budget", "manifesto", "uk"]];
    KINDS.iter().position(|k| k.iter().any(|p| name.starts_with(p))).unwrap_or(0)
}

impl Tally {
    fn add(&mut self, doc: &Doc, learned: &[(String, Vec<f32>)]) {
        let weights = |task: &str| learned.iter().find(|(t, _)| t == task).map_or(&[][..], |(_, w)| w);
        self.texts += 1;
        self.empty += usize::from(doc.gold[0].is_empty());
        for (k, task) in BINARY.iter().enumerate() {
            let scores: Vec<f32> = doc.features.iter().map(|f| logistic(sum(weights(task), f))).collect();
            let gold: Vec<Span> = doc.gold[k].iter().map(|g| g.span).collect();
            self.coded[k] += gold.len();
            for (t, threshold) in THRESHOLDS.iter().enumerate() {
                let pairs = doc.spans.iter().copied().zip(scores.iter().copied());
                let items: Vec<(Span, f32)> = pairs.filter(|(_, s)| s >= threshold).collect();
                let kept: Vec<Span> = pick(&items).into_iter().map(|i| items[i].0).collect();
                self.found[k][t].0 += matched(&gold, &kept).len();
                self.found[k][t].1 += kept.len();
                if k == 0 && gold.is_empty() {
                    self.idle[t] += kept.len();
                }
            }
        }
        for (a, (attribute, values)) in ATTRIBUTES.iter().enumerate() {
            let (k, at) = if a >= 3 { (1, a - 3) } else { (0, a) };
            for (features, item) in doc.features.iter().zip(&doc.match_of[k]) {
                let Some(item) = item else { continue };
                let sums: Vec<f32> = values.iter().map(|v| sum(weights(v), features)).collect();
                let best = (0..values.len()).fold(0, |b, j| if sums[j] > sums[b] { j } else { b });
                let guess = if values.len() > 1 || sums[0] > 0.0 { values[best] } else { "do" };
                let cell = self.attributes.entry(attribute).or_default();
                cell.0 += usize::from(guess == doc.gold[k][*item].values[at]);
                cell.1 += 1;
            }
        }
    }

    fn lines(&self) -> String {
        let mut out = format!("{} texts:", self.texts);
        for (attribute, (good, n)) in &self.attributes {
            let _ = write!(out, "  {attribute} {:.3}", *good as f32 / (*n).max(1) as f32);
        }
        out += "\n  threshold         ";
        for t in THRESHOLDS {
            let _ = write!(out, "  {t:.2}");
        }
        for (k, task) in BINARY.iter().enumerate() {
            let _ = write!(out, "\n  {:18}", format!("{task}s {}", self.coded[k]));
            for (right, predicted) in self.found[k] {
                let _ =
                    write!(out, "  {:.3}", 2.0 * right as f32 / (self.coded[k] + predicted).max(1) as f32);
            }
            out += "\n    predicted       ";
            for (_, n) in self.found[k] {
                let _ = write!(out, "  {n:4}");
            }
        }
        let _ = write!(out, "\n  idle, {:3} texts   ", self.empty);
        for n in self.idle {
            let _ = write!(out, "  {:.2}", n as f32 / self.empty.max(1) as f32);
        }
        out + "\n"
    }
}
