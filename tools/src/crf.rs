//! `tools train names` and `tools names-eval`: trains the name tagger and measures it.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use servanda::stage::names::{
    Card, Chain, Groups, Inner, Lattice, Lens, NameModel, Row, Words, labels, word_key,
};

use crate::name_scores::report;
use crate::name_tasks::{Mix, TYPES, Task, gather};
use crate::user_names::UserNames;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

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
    /// Whether to report each round.
    pub(crate) talks: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            groups: Groups::SHIPPED,
            epochs: 8,
            alpha: 0.03,
            lasso: 0.8,
            ridge: 1e-3,
            dropout: 0.15,
            bits: 20,
            step: 0.05,
            seen: 2,
            talks: true,
        }
    }
}

/// One stretch to learn from: features token by token, and the labels that each token may have.
struct Stretch {
    starts: Vec<u32>,
    allowed: Vec<u64>,
    weight: f32,
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

impl Trained {
    /// The model ready for use.
    pub(crate) fn model(&self) -> NameModel {
        NameModel::new(&self.card, &self.rows).expect("rows that were learnt for this card")
    }
}

/// Trains a model. The same tasks and settings give the same bytes.
pub(crate) fn train(
    tasks: &[Task],
    types: &[String],
    words: &Words,
    settings: &Settings,
    data: u64,
) -> Trained {
    train_watched(tasks, types, words, settings, data, &mut |_, _| ())
}

/// Trains a model; after each round, `watch` is told its number and may ask what the model would be now.
pub(crate) fn train_watched(
    tasks: &[Task],
    types: &[String],
    words: &Words,
    settings: &Settings,
    data: u64,
    watch: &mut dyn FnMut(usize, &dyn Fn() -> Trained),
) -> Trained {
    let start = Instant::now();
    let count = types.len();
    let (width, kinds) = (labels(count), count + 1);
    let shift = 32 - u32::from(settings.bits);
    // Features of all stretches, once.
    let (mut stretches, mut features) = (Vec::new(), Vec::<u32>::new());
    let mut keys = Vec::new();
    let mut seen = vec![0u32; 1 << settings.bits];
    let inner = inner(tasks);
    for task in tasks {
        let forms = task.doc.forms();
        let lens = Lens::new(task.doc.page(&forms), words, settings.groups, &inner);
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
    if settings.talks {
        eprintln!(
            "{} stretches, {} tokens, {} features, {:.1} s",
            stretches.len(),
            stretches.iter().map(|s| s.allowed.len()).sum::<usize>(),
            slots.len(),
            start.elapsed().as_secs_f32()
        );
    }
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
    let card = |trans: &Weights| Card {
        data,
        words: words.data(),
        groups: settings.groups,
        bits: settings.bits,
        step: settings.step,
        types: types.to_vec(),
        trans: trans.value.clone(),
        inner: inner.clone(),
    };
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
            let chain = Chain::new(&trans.value, count);
            let all = free.sums(&scores, &chain, None);
            let right = bound.sums(&scores, &chain, Some(&stretch.allowed));
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
            free.pairs(&chain, stretch.weight, &mut slopes);
            bound.pairs(&chain, -stretch.weight, &mut slopes);
            for (at, slope) in slopes.iter().enumerate().filter(|(_, s)| s.abs() > 1e-3) {
                trans.update(at, *slope);
            }
        }
        if settings.talks {
            eprintln!(
                "round {}: loss {:.4}, {:.0} s",
                epoch + 1,
                loss / order.len() as f64,
                start.elapsed().as_secs_f32()
            );
        }
        watch(epoch + 1, &|| Trained { card: card(&trans), rows: rows(&slots, &weights) });
    }
    Trained { card: card(&trans), rows: rows(&slots, &weights) }
}

/// Words without a capital that stand in names often enough, of all their places beside words with one.
fn inner(tasks: &[Task]) -> Inner {
    /// Places in names, and their share of all places.
    const OFTEN: (u32, f32) = (3, 0.02);
    let capital = |form: &str| form.starts_with(char::is_uppercase);
    let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for task in tasks {
        let forms = &task.doc.forms;
        let mut named = vec![false; forms.len()];
        task.doc.names.iter().for_each(|n| named[n.tokens.clone()].fill(true));
        for (at, form) in forms.iter().enumerate().filter(|(_, f)| !capital(f)) {
            let beside = forms[at.saturating_sub(3)..at].iter().any(|f| capital(f));
            if beside || named[at] {
                let cell = counts.entry(word_key(form)).or_default();
                cell.0 += u32::from(named[at]);
                cell.1 += 1;
            }
        }
    }
    let often = |(inside, all): (u32, u32)| inside >= OFTEN.0 && inside as f32 >= OFTEN.1 * all as f32;
    Inner::new(counts.into_iter().filter(|c| often(c.1)).map(|c| c.0).collect())
}

/// The weights in stored steps, those of nothing left out.
fn rows(slots: &[u32], weights: &Weights) -> Vec<(u32, Row)> {
    let settings = &weights.settings;
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
    rows
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

/// `tools train names …`
///
/// # Errors
/// When an argument or a file is wrong.
pub(crate) fn train_command(args: &[String], shared: &Path, home: &Path) -> Result<()> {
    let words = Words::from_bytes(&std::fs::read(home.join("names.words.bin"))?)?;
    let mut settings = Settings::default();
    let mut mix = Mix {
        own: true,
        open: true,
        politics: false,
        without: None,
        prefixes: Vec::new(),
        rules: true,
        own_weight: 6.0,
    };
    let (mut out, mut verbose, mut files) = (None, false, Vec::<PathBuf>::new());
    let mut user = UserNames::default();
    let mut rest = args.iter().peekable();
    let number = |v: Option<&String>| -> Result<f32> { Ok(v.ok_or("a number is missing")?.parse()?) };
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--out" => out = Some(PathBuf::from(rest.next().ok_or("--out needs a file")?)),
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
            "--without" => mix.prefixes.push(rest.next().ok_or("--without needs a prefix")?.clone()),
            "--no-clusters" => settings.groups.clusters = false,
            "--wide" => settings.groups.wide = true,
            "--no-rules" => (settings.groups.rules, mix.rules) = (false, false),
            "--no-document" => settings.groups.document = false,
            "--no-own" => mix.own = false,
            "--no-open" => mix.open = false,
            "--politics" => mix.politics = true,
            "--verbose" => verbose = true,
            "--conll" => {
                while let Some(file) = rest.next_if(|a| !a.starts_with("--")) {
                    files.push(PathBuf::from(file));
                }
                if files.is_empty() {
                    return Err("--conll needs files: TRAIN DEV [TEST]".into());
                }
            }
            "--one-pass" => user.second = false,
            "--train-only" => user.join = false,
            "--no-lists" => (user.lists, settings.groups.lists) = (false, false),
            "--no-wide" => user.wide = false,
            "--gated" => user.every = false,
            other => return Err(format!("unknown option '{other}'").into()),
        }
    }
    if !files.is_empty() {
        return user.run(&files, &words, &settings, out.as_deref());
    }
    let out = out.unwrap_or_else(|| home.join("names.crf.bin"));
    let tasks = gather(shared, &mix, &words)?;
    let types = TYPES.map(str::to_owned).to_vec();
    let mut trained = train(&tasks, &types, &words, &settings, id_of(&tasks, &settings));
    lean(&mut trained.card);
    let model = write(&trained, &out)?;
    println!("{} rows, {} cells", trained.rows.len(), trained.rows.iter().map(|r| r.1.len()).sum::<usize>());
    report(&model, &words, shared, &|file, source| mix.leaves_out(file, source), verbose)
}

/// Laws are few to learn from, and more are missed than made up: each start of one is scored a little higher. The amount was
/// chosen on gold/dev and own.
fn lean(card: &mut Card) {
    const LAW: f32 = 0.3;
    let kinds = card.types.len() + 1;
    if let Some(law) = card.types.iter().position(|t| t == "LAW") {
        for row in card.trans.chunks_exact_mut(kinds) {
            row[law + 1] += LAW;
        }
    }
}

/// `tools names-eval`
///
/// # Errors
/// When a file is missing or does not fit.
pub(crate) fn measure_command(shared: &Path, home: &Path, verbose: bool) -> Result<()> {
    let words = Words::from_bytes(&std::fs::read(home.join("names.words.bin"))?)?;
    let model = NameModel::from_bytes(&std::fs::read(home.join("names.crf.bin"))?, &words)?;
    report(&model, &words, shared, &|_, _| false, verbose)
}

/// A hash of what a model was trained on.
pub(crate) fn id_of(tasks: &[Task], settings: &Settings) -> u64 {
    let mut all = format!("{settings:?}").into_bytes();
    for task in tasks {
        for form in &task.doc.forms {
            all.extend(form.bytes());
            all.push(0);
        }
        all.extend(task.allowed.iter().flat_map(|a| a.to_le_bytes()));
    }
    crate::data_id(all)
}

pub(crate) fn write(trained: &Trained, out: &Path) -> Result<NameModel> {
    let bytes = NameModel::to_bytes(&trained.card, &trained.rows);
    eprintln!("{}: {} bytes", out.display(), bytes.len());
    std::fs::write(out, bytes)?;
    Ok(trained.model())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conll;
    use crate::name_scores::measure_mapped;
    use crate::name_tasks::task;
    use crate::user_names::plain;

    #[test]
    fn a_small_set_is_learnt_and_partly_labelled_names_are_open() {
        let rows = ["Anna Berg met Ole in Oslo .", "Ole Dahl left Lima .", "They saw Rome ."];
        let tags = ["B-PER I-PER O B-PER O B-LOC O", "B-PER I-PER O B-LOC O", "O O B-LOC O"];
        let file: String = rows
            .iter()
            .zip(tags)
            .map(|(r, t)| {
                let lines: Vec<_> =
                    r.split(' ').zip(t.split(' ')).map(|(a, b)| format!("{a} X {b}")).collect();
                lines.join("\n") + "\n\n"
            })
            .collect::<Vec<_>>()
            .join("-DOCSTART- X O\n\n");
        let docs = conll::columns(&file).unwrap();
        let types = vec!["LOC".to_owned(), "PER".to_owned()];
        let tasks: Vec<Task> = docs.iter().map(|d| plain(d.clone(), &types)).collect();
        let words = Words::from_bytes(&Words::to_bytes(&[], &[], 0)).unwrap();
        let settings =
            Settings { seen: 1, lasso: 0.0, dropout: 0.0, bits: 16, epochs: 20, ..Settings::default() };
        let trained = train(&tasks, &types, &words, &settings, 1);
        let model = trained.model();
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
