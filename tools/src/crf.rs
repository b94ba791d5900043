//! `tools train names` and `tools names-eval`: trains the name tagger and measures it.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

use servanda::stage::names::{
    Candidate, Card, Groups, Lattice, Lens, NameModel, PHRASE_START, Row, Words, elections, labels,
    phrase_key, word_key,
};

use crate::conll::{self, Doc};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The names that the model learns for the library; dates and amounts are found by rule.
pub(crate) const TYPES: [&str; 8] = ["PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "LAW", "EVENT"];

/// How to train.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Groups of features.
    pub(crate) groups: Groups,
    /// Rounds over the data.
    pub(crate) epochs: usize,
    /// Step size.
    pub(crate) alpha: f32,
    /// Strength of the pull to zero: absolute, and squared.
    pub(crate) lasso: f32,
    /// The squared one.
    pub(crate) ridge: f32,
    /// Share of features left out at random.
    pub(crate) dropout: f32,
    /// Bits of a feature's key.
    pub(crate) bits: u8,
    /// What one stored step is worth.
    pub(crate) step: f32,
    /// How often a feature must be seen.
    pub(crate) seen: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            groups: Groups::SHIPPED,
            epochs: 8,
            alpha: 0.03,
            lasso: 0.8,
            ridge: 1e-3,
            dropout: 0.1,
            bits: 20,
            step: 0.05,
            seen: 2,
        }
    }
}

/// One stretch to learn from: features token by token, and the labels that each token may have.
struct Stretch {
    starts: Vec<u32>,
    allowed: Vec<u64>,
    weight: f32,
}

/// A document with what its labels may be.
pub(crate) struct Task {
    /// The document.
    pub(crate) doc: Doc,
    /// A bit a label, a token.
    pub(crate) allowed: Vec<u64>,
    /// How much it counts.
    pub(crate) weight: f32,
}

/// The bits of all labels of a type.
fn of_type(kind: usize) -> u64 {
    0b1111 << (1 + 4 * kind)
}

/// The label bit of each token of a name of one type.
fn exact(kind: usize, at: usize, range: &Range<usize>) -> u64 {
    let place = match (at == range.start, at + 1 == range.end) {
        (true, true) => 3,
        (true, false) => 0,
        (false, false) => 1,
        (false, true) => 2,
    };
    1 << (1 + 4 * kind + place)
}

/// Turns a set's names into allowed labels. `may` says which types a name of the set may be (none: no name at all,
/// with `true` also no name); `hidden` are types that the set does not mark.
pub(crate) fn task(
    doc: Doc,
    hidden: &[usize],
    weight: f32,
    may: impl Fn(&Doc, &conll::Name) -> (Vec<usize>, bool),
) -> Task {
    let none = hidden.iter().fold(1u64, |bits, t| bits | of_type(*t));
    let mut allowed = vec![none; doc.forms.len()];
    for range in &doc.unknown {
        for cell in &mut allowed[range.clone()] {
            *cell = u64::MAX;
        }
    }
    for name in &doc.names {
        let (kinds, or_none) = may(&doc, name);
        let range = trim(&doc.forms, &name.tokens, kinds.first() == Some(&0));
        for at in range.clone() {
            if kinds.is_empty() && !or_none {
                allowed[at] = 1;
                continue;
            }
            allowed[at] = kinds.iter().fold(u64::from(or_none), |bits, kind| bits | exact(*kind, at, &range));
        }
    }
    Task { doc, allowed, weight }
}

/// Leaves out a leading article and title and a trailing possessive mark.
fn trim(forms: &[String], range: &Range<usize>, person: bool) -> Range<usize> {
    const TITLES: [&str; 44] = [
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "dr",
        "dr.",
        "sir",
        "lord",
        "lady",
        "president",
        "prime",
        "minister",
        "king",
        "queen",
        "prince",
        "princess",
        "emperor",
        "pope",
        "saint",
        "st.",
        "general",
        "colonel",
        "captain",
        "lieutenant",
        "gen.",
        "col.",
        "capt.",
        "lt.",
        "sgt.",
        "senator",
        "sen.",
        "rep.",
        "representative",
        "governor",
        "gov.",
        "chancellor",
        "judge",
        "justice",
        "secretary",
        "ambassador",
        "professor",
        "prof.",
    ];
    let mut out = range.clone();
    let low = |at: usize| forms[at].to_lowercase();
    while out.len() > 1
        && (matches!(low(out.start).as_str(), "the") || person && TITLES.contains(&low(out.start).as_str()))
    {
        out.start += 1;
    }
    while out.len() > 1 && matches!(low(out.end - 1).as_str(), "'s" | "’s" | "'") {
        out.end -= 1;
    }
    out
}

/// All sets of the shared folder, made to agree with our codebook.
pub(crate) struct Mix {
    /// Take our own coded texts.
    pub(crate) own: bool,
    /// Take the open sets.
    pub(crate) open: bool,
    /// Take the politics part too.
    pub(crate) politics: bool,
    /// Leave out one fold of five of our coded texts.
    pub(crate) without: Option<usize>,
    /// Ask the rules about the open sets.
    pub(crate) rules: bool,
    /// How much an own text counts.
    pub(crate) own_weight: f32,
}

/// Which of five parts a source belongs to.
pub(crate) fn fold(source: &str) -> usize {
    (crate::data_id(source.as_bytes()) % 5) as usize
}

const PERSON: usize = 0;
const NORP: usize = 1;
const ORG: usize = 2;
const GPE: usize = 3;
const LOC: usize = 4;
const FAC: usize = 5;
const LAW: usize = 6;
const EVENT: usize = 7;

/// Gathers the training documents.
///
/// # Errors
/// When a file is missing or of another form.
pub(crate) fn gather(shared: &Path, mix: &Mix, words: &Words) -> Result<Vec<Task>> {
    let mut out = Vec::new();
    let entities = shared.join("data/entities");
    let read = |name: &str| std::fs::read_to_string(entities.join(name));
    let place = |doc: &Doc, name: &conll::Name| {
        let lists = lists(doc, name, words);
        if lists & 1 > 0 {
            vec![GPE]
        } else if lists & 1 << 5 > 0 && lists & 6 == 0 {
            vec![NORP]
        } else {
            vec![GPE, LOC, FAC]
        }
    };
    if mix.open {
        for file in ["uner-ewt/train.iob2", "uner-ewt/dev.iob2"] {
            for doc in conll::columns(&read(file)?)? {
                out.push(task(doc, &[NORP, LAW, EVENT], 1.0, |d, n| match n.kind.as_str() {
                    "PER" => (vec![PERSON], false),
                    "ORG" => (vec![ORG], false),
                    _ => (place(d, n), false),
                }));
            }
        }
        for doc in conll::columns(&read("wikigold.conll")?)? {
            out.push(task(doc, &[LAW], 1.0, |d, n| match n.kind.as_str() {
                "PER" => (vec![PERSON], false),
                "ORG" => (vec![ORG], false),
                "LOC" => (place(d, n), false),
                _ => (vec![NORP, LAW, EVENT], true),
            }));
        }
        for file in ["redocred/dev.json", "redocred/test.json"] {
            for doc in conll::vertices(&read(file)?)? {
                out.push(task(doc, &[NORP, LAW, EVENT], 1.0, |d, n| match n.kind.as_str() {
                    "PER" => (vec![PERSON], false),
                    "ORG" => (vec![ORG], false),
                    "LOC" => (place(d, n), false),
                    "MISC" => (vec![NORP, LAW, EVENT], true),
                    _ => (vec![], false),
                }));
            }
        }
        let mut parts = vec!["ai", "literature", "music", "science"];
        if mix.politics {
            parts.push("politics");
        }
        for part in parts {
            for half in ["train", "dev"] {
                for doc in conll::columns(&read(&format!("crossner/{part}-{half}.conll"))?)? {
                    out.push(task(doc, &[LAW], 1.0, |d, n| match n.kind.as_str() {
                        "person" | "writer" | "musicalartist" | "scientist" | "researcher" | "politician" => {
                            (vec![PERSON], false)
                        }
                        "organisation" | "university" | "band" | "politicalparty" => (vec![ORG], false),
                        "magazine" | "academicjournal" => (vec![ORG], true),
                        "country" => (vec![GPE], false),
                        "location" => (place(d, n), false),
                        "event" | "conference" | "election" => (vec![EVENT], true),
                        "misc" => (vec![NORP, LAW, EVENT], true),
                        _ => (vec![], false),
                    }));
                }
            }
        }
    }
    if mix.rules {
        // A set is asked as a whole: the texts are many and short.
        let mut docs: Vec<Doc> = out.iter_mut().map(|t: &mut Task| std::mem::take(&mut t.doc)).collect();
        conll::ask_rules(&mut docs)?;
        for (task, doc) in out.iter_mut().zip(docs) {
            task.doc = doc;
        }
    }
    if mix.own {
        let docs = conll::gold(&shared.join("gold/train"), |s| Some(fold(s)) != mix.without)?;
        out.extend(docs.into_iter().map(|d| own(d, mix.own_weight)));
    }
    Ok(out)
}

/// A text of ours: every name is marked.
fn own(doc: Doc, weight: f32) -> Task {
    task(doc, &[], weight, |_, n| (TYPES.iter().position(|t| *t == n.kind).into_iter().collect(), false))
}

/// The lists that hold a whole name.
fn lists(doc: &Doc, name: &conll::Name, words: &Words) -> u8 {
    let range = trim(&doc.forms, &name.tokens, false);
    words.phrase(doc.forms[range].iter().fold(PHRASE_START, |key, w| phrase_key(key, word_key(w))))
}

/// Weights while they are learnt.
struct Weights {
    width: usize,
    value: Vec<f32>,
    pull: Vec<f32>,
    squares: Vec<f32>,
    settings: Settings,
}

impl Weights {
    fn new(rows: usize, width: usize, settings: &Settings) -> Self {
        let n = rows * width;
        Self {
            width,
            value: vec![0.0; n],
            pull: vec![0.0; n],
            squares: vec![0.0; n],
            settings: settings.clone(),
        }
    }

    /// One step down the slope for one weight (follow the regularised leader, per coordinate).
    fn update(&mut self, at: usize, slope: f32) {
        let (n, s) = (self.squares[at], &self.settings);
        let m = n + slope * slope;
        let change = (m.sqrt() - n.sqrt()) / s.alpha;
        self.squares[at] = m;
        let pull = self.pull[at] + slope - change * self.value[at];
        self.pull[at] = pull;
        self.value[at] = if pull.abs() <= s.lasso {
            0.0
        } else {
            -(pull - pull.signum() * s.lasso) / ((0.1 + m.sqrt()) / s.alpha + s.ridge)
        };
    }
}

/// What training gives: a card and rows, ready to write.
pub(crate) struct Trained {
    /// The card.
    pub(crate) card: Card,
    /// The rows.
    pub(crate) rows: Vec<(u32, Row)>,
}

/// Trains a model. The same tasks and settings give the same bytes.
pub(crate) fn train(
    tasks: &[Task],
    types: &[String],
    words: &Words,
    settings: &Settings,
    data: u64,
) -> Trained {
    let start = Instant::now();
    let count = types.len();
    let (width, kinds) = (labels(count), count + 1);
    let shift = 32 - u32::from(settings.bits);
    // Features of all stretches, once.
    let (mut stretches, mut features) = (Vec::new(), Vec::<u32>::new());
    let mut keys = Vec::new();
    let mut seen = vec![0u32; 1 << settings.bits];
    for task in tasks {
        let forms: Vec<&str> = task.doc.forms.iter().map(String::as_str).collect();
        let lens = Lens::new(&forms, &task.doc.sentences, &task.doc.hints, words, settings.groups);
        for (number, range) in lens.stretches().iter().enumerate() {
            let mut stretch = Stretch { starts: Vec::new(), allowed: Vec::new(), weight: task.weight };
            for token in range.clone() {
                stretch.starts.push(features.len() as u32);
                lens.keys(number, token, &mut keys);
                for key in &keys {
                    seen[(key >> shift) as usize] += 1;
                    features.push(key >> shift);
                }
            }
            stretch.starts.push(features.len() as u32);
            stretch.allowed.extend_from_slice(&task.allowed[range.clone()]);
            repair(&mut stretch.allowed, count);
            stretches.push(stretch);
        }
    }
    let mut number = vec![u32::MAX; seen.len()];
    let mut slots = Vec::new();
    for (slot, n) in seen.iter().enumerate() {
        if *n >= settings.seen {
            number[slot] = slots.len() as u32;
            slots.push(slot as u32);
        }
    }
    for feature in &mut features {
        *feature = number[*feature as usize];
    }
    eprintln!(
        "{} stretches, {} tokens, {} features, {:.1} s",
        stretches.len(),
        stretches.iter().map(|s| s.allowed.len()).sum::<usize>(),
        slots.len(),
        start.elapsed().as_secs_f32()
    );
    let mut weights = Weights::new(slots.len(), width, settings);
    let mut trans = Weights::new(1, kinds * kinds, settings);
    let (mut free, mut bound) = (Lattice::default(), Lattice::default());
    let mut scores: Vec<f32> = Vec::new();
    let mut kept: Vec<u32> = Vec::new();
    let mut ends: Vec<usize> = Vec::new();
    let mut order: Vec<usize> = (0..stretches.len()).collect();
    let mut random = 0x2545_F491_4F6C_DD1Du64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    let drop = (settings.dropout * 65_536.0) as u64;
    for epoch in 0..settings.epochs {
        for i in (1..order.len()).rev() {
            order.swap(i, (next() % (i as u64 + 1)) as usize);
        }
        let mut loss = 0.0f64;
        for &index in &order {
            let stretch = &stretches[index];
            let n = stretch.allowed.len();
            scores.clear();
            scores.resize(n * width, 0.0);
            kept.clear();
            ends.clear();
            for token in 0..n {
                let row = &mut scores[token * width..][..width];
                for &feature in &features[stretch.starts[token] as usize..stretch.starts[token + 1] as usize]
                {
                    if feature == u32::MAX || drop > 0 && next() & 0xFFFF < drop {
                        continue;
                    }
                    kept.push(feature);
                    let at = feature as usize * width;
                    for (sum, value) in row.iter_mut().zip(&weights.value[at..at + width]) {
                        *sum += value;
                    }
                }
                ends.push(kept.len());
            }
            let exp: Vec<f32> = trans.value.iter().map(|t| t.exp()).collect();
            let all = free.sums(&scores, &exp, count, None);
            let right = bound.sums(&scores, &exp, count, Some(&stretch.allowed));
            loss += f64::from(all - right);
            let mut from = 0;
            for (token, &end) in ends.iter().enumerate() {
                for label in 0..width {
                    let slope =
                        free.probability(token, label, width) - bound.probability(token, label, width);
                    if slope.abs() < 1e-3 {
                        continue;
                    }
                    for &feature in &kept[from..end] {
                        weights.update(feature as usize * width + label, slope * stretch.weight);
                    }
                }
                from = end;
            }
            let mut slopes = vec![0.0; kinds * kinds];
            free.pairs(&exp, count, stretch.weight, &mut slopes);
            bound.pairs(&exp, count, -stretch.weight, &mut slopes);
            for (at, slope) in slopes.iter().enumerate().filter(|(_, s)| s.abs() > 1e-3) {
                trans.update(at, *slope);
            }
        }
        eprintln!(
            "round {}: loss {:.4}, {:.0} s",
            epoch + 1,
            loss / order.len() as f64,
            start.elapsed().as_secs_f32()
        );
    }
    let keep = 1.0 - settings.dropout;
    let mut rows = Vec::new();
    for (slot, row) in slots.iter().zip(weights.value.chunks_exact(weights.width)) {
        let cells: Row = row
            .iter()
            .enumerate()
            .map(|(l, v)| (l as u8, (v * keep / settings.step).round().clamp(-127.0, 127.0) as i8))
            .filter(|c| c.1 != 0)
            .collect();
        if !cells.is_empty() {
            rows.push((*slot, cells));
        }
    }
    let card = Card {
        data,
        words: words.data(),
        groups: settings.groups,
        bits: settings.bits,
        step: settings.step,
        types: types.to_vec(),
        trans: trans.value,
    };
    Trained { card, rows }
}

/// Opens up labels where no path could pass: a stretch may cut a name that its set marks.
fn repair(allowed: &mut [u64], types: usize) {
    let starts = (0..types).fold(1u64, |bits, t| bits | 0b1001 << (1 + 4 * t));
    let ends = (0..types).fold(1u64, |bits, t| bits | 0b1100 << (1 + 4 * t));
    let all = (1u64 << labels(types)) - 1;
    let Some(last) = allowed.len().checked_sub(1) else { return };
    if allowed[0] & starts == 0 {
        allowed.iter_mut().take_while(|a| **a & starts == 0).for_each(|a| *a = all);
    }
    if allowed[last] & ends == 0 {
        allowed.iter_mut().rev().take_while(|a| **a & ends == 0).for_each(|a| *a = all);
    }
}

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

    fn add(&mut self, hit: bool, gold: bool, said: bool) {
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
        let forms: Vec<&str> = doc.forms.iter().map(String::as_str).collect();
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
    let found = model.names(forms, &doc.sentences, &doc.hints, words);
    let event = model.card().types.iter().position(|t| t == "EVENT");
    elections(forms, &doc.sentences, found, event)
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
        let forms: Vec<&str> = doc.forms.iter().map(String::as_str).collect();
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

/// Prints every figure of a model.
///
/// # Errors
/// When the shared data cannot be read.
pub(crate) fn report(
    model: &NameModel,
    words: &Words,
    shared: &Path,
    held: Option<usize>,
    verbose: bool,
) -> Result<()> {
    let mut docs = conll::gold(&shared.join("gold/dev"), |_| true)?;
    let own = conll::gold(&shared.join("gold/own"), |_| true)?;
    let main = ["PERSON", "ORG", "GPE", "LOC"];
    let line = |name: &str, docs: &[Doc], verbose: bool| {
        let tallies = measure_gold(model, words, docs, verbose);
        println!("{name:<14} four {}", total(&tallies, &main));
        println!("{name:<14} all8 {}", total(&tallies, &TYPES));
        tallies
    };
    if let Some(part) = held {
        let docs = conll::gold(&shared.join("gold/train"), |s| fold(s) == part)?;
        line("train fold", &docs, false);
    }
    line("dev", &docs, false);
    line("own", &own, false);
    docs.extend(own);
    for (label, tally) in line("dev + own", &docs, verbose) {
        println!("  {label:<8} {tally}");
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

/// `tools train names …`
///
/// # Errors
/// When an argument or a file is wrong.
pub(crate) fn train_command(args: &[String], shared: &Path, home: &Path) -> Result<()> {
    let words = Words::from_bytes(&std::fs::read(home.join("names.words.bin"))?, true)?;
    let mut settings = Settings::default();
    let mut mix = Mix { own: true, open: true, politics: false, without: None, rules: true, own_weight: 6.0 };
    let (mut out, mut verbose, mut files) = (home.join("names.crf.bin"), false, Vec::<PathBuf>::new());
    let mut rest = args.iter();
    let number = |v: Option<&String>| -> Result<f32> { Ok(v.ok_or("a number is missing")?.parse()?) };
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--out" => out = PathBuf::from(rest.next().ok_or("--out needs a file")?),
            "--epochs" => settings.epochs = number(rest.next())? as usize,
            "--alpha" => settings.alpha = number(rest.next())?,
            "--lasso" => settings.lasso = number(rest.next())?,
            "--ridge" => settings.ridge = number(rest.next())?,
            "--dropout" => settings.dropout = number(rest.next())?,
            "--step" => settings.step = number(rest.next())?,
            "--bits" => settings.bits = number(rest.next())? as u8,
            "--seen" => settings.seen = number(rest.next())? as u32,
            "--own-weight" => mix.own_weight = number(rest.next())?,
            "--without-fold" => mix.without = Some(number(rest.next())? as usize),
            "--no-clusters" => settings.groups.clusters = false,
            "--lists" => settings.groups.lists = true,
            "--no-rules" => (settings.groups.rules, mix.rules) = (false, false),
            "--no-document" => settings.groups.document = false,
            "--no-own" => mix.own = false,
            "--no-open" => mix.open = false,
            "--politics" => mix.politics = true,
            "--verbose" => verbose = true,
            "--conll" => files.extend(rest.by_ref().map(PathBuf::from)),
            other => return Err(format!("unknown option '{other}'").into()),
        }
    }
    if !files.is_empty() {
        return conll_command(&files, &words, &settings, &out);
    }
    let tasks = gather(shared, &mix, &words)?;
    let types = TYPES.map(str::to_owned).to_vec();
    let trained = train(&tasks, &types, &words, &settings, id_of(&tasks, &settings));
    let model = write(&trained, &out)?;
    println!("{} rows, {} cells", trained.rows.len(), trained.rows.iter().map(|r| r.1.len()).sum::<usize>());
    report(&model, &words, shared, mix.without, verbose)
}

/// `tools names-eval`
///
/// # Errors
/// When a file is missing or does not fit.
pub(crate) fn measure_command(shared: &Path, home: &Path, verbose: bool) -> Result<()> {
    let words = Words::from_bytes(&std::fs::read(home.join("names.words.bin"))?, true)?;
    let model = NameModel::from_bytes(&std::fs::read(home.join("names.crf.bin"))?, &words)?;
    report(&model, &words, shared, None, verbose)
}

/// A hash of what a model was trained on.
fn id_of(tasks: &[Task], settings: &Settings) -> u64 {
    let mut all = format!("{settings:?}").into_bytes();
    for task in tasks {
        for form in &task.doc.forms {
            all.extend(form.bytes());
            all.push(0);
        }
        all.extend(task.allowed.iter().flat_map(|a| a.to_le_bytes()));
    }
    crate::data_id(&all)
}

fn write(trained: &Trained, out: &Path) -> Result<NameModel> {
    let bytes = NameModel::to_bytes(&trained.card, &trained.rows);
    eprintln!("{}: {} bytes", out.display(), bytes.len());
    std::fs::write(out, bytes)?;
    Ok(NameModel::new(trained.card.clone(), &trained.rows))
}

/// Trains on a user's column files: train, dev, and optionally test. Types are the files' own.
fn conll_command(files: &[PathBuf], words: &Words, settings: &Settings, out: &Path) -> Result<()> {
    let read = |path: &PathBuf| -> Result<Vec<Doc>> {
        let mut docs = conll::columns(&std::fs::read_to_string(path)?)
            .map_err(|e| format!("{}: {e}", path.display()))?;
        if settings.groups.rules {
            conll::ask_rules(&mut docs)?;
        }
        Ok(docs)
    };
    let docs = read(&files[0])?;
    let mut types: Vec<String> = docs.iter().flat_map(|d| &d.names).map(|n| n.kind.clone()).collect();
    types.sort();
    types.dedup();
    if types.is_empty() || types.len() > 15 {
        return Err(format!("{} types in {}: 1 to 15 can be learnt", types.len(), files[0].display()).into());
    }
    let tasks: Vec<Task> = docs.into_iter().map(|d| plain(d, &types)).collect();
    let trained = train(&tasks, &types, words, settings, id_of(&tasks, settings));
    let model = write(&trained, out)?;
    for path in &files[1..] {
        let mut all = Tally::default();
        for kind in &types {
            let docs = read(path)?;
            let of = |t: &str| (t == kind).then_some("it");
            let tally = measure_mapped(&model, words, &docs, of, of);
            println!("  {kind:<8} {tally}");
            (all.hits, all.gold, all.said) =
                (all.hits + tally.hits, all.gold + tally.gold, all.said + tally.said);
        }
        println!("{} {all}", path.display());
    }
    Ok(())
}

/// A document whose names are taken as they are.
fn plain(doc: Doc, types: &[String]) -> Task {
    let mut allowed = vec![1; doc.forms.len()];
    for name in &doc.names {
        let Some(kind) = types.iter().position(|t| *t == name.kind) else { continue };
        for at in name.tokens.clone() {
            allowed[at] = exact(kind, at, &name.tokens);
        }
    }
    Task { doc, allowed, weight: 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_set_is_learnt_and_partly_labelled_names_are_open() {
        let rows = ["Anna Berg met Ole in Oslo .", "Ole Dahl left Lima .", "They saw Rome ."];
        let tags = ["B-PER I-PER O B-PER O B-LOC O", "B-PER I-PER O B-LOC O", "O O B-LOC O"];
        let file: String = rows
            .iter()
            .zip(tags)
            .map(|(r, t)| {
                r.split(' ').zip(t.split(' ')).map(|(a, b)| format!("{a} X {b}\n")).collect::<String>() + "\n"
            })
            .collect::<Vec<_>>()
            .join("-DOCSTART- X O\n\n");
        let docs = conll::columns(&file).unwrap();
        let types = vec!["LOC".to_owned(), "PER".to_owned()];
        let tasks: Vec<Task> = docs.iter().map(|d| plain(d.clone(), &types)).collect();
        let words = Words::new(&[], &[], 0);
        let settings =
            Settings { seen: 1, lasso: 0.0, dropout: 0.0, bits: 16, epochs: 20, ..Settings::default() };
        let trained = train(&tasks, &types, &words, &settings, 1);
        let model = NameModel::new(trained.card.clone(), &trained.rows);
        let same = |t: &str| if t == "LOC" { Some("LOC") } else { Some("PER") };
        let tally = measure_mapped(&model, &words, &docs, same, same);
        assert_eq!((tally.hits, tally.said), (tally.gold, tally.gold));
        let again = train(&tasks, &types, &words, &settings, 1);
        assert_eq!(
            NameModel::to_bytes(&trained.card, &trained.rows),
            NameModel::to_bytes(&again.card, &again.rows)
        );
        let open = task(docs[0].clone(), &[], 1.0, |_, n| {
            if n.kind == "LOC" { (vec![3, 4], false) } else { (vec![0], false) }
        });
        assert_eq!(open.allowed[5].count_ones(), 2);
        assert_eq!(open.allowed[2], 1);
    }
}
