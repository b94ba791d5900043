//! `tools train names --conll TRAIN DEV [TEST]`: a tagger of a user's own names, from column files with types of their
//! own. Settings are chosen on DEV; then the tagger learns from TRAIN and DEV together.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use servanda::stage::names::{Ballot, Candidate, Groups, NameModel, Words};

use crate::conll::{self, Doc};
use crate::crf::{Settings, id_of, train, train_watched};
use crate::name_scores::Tally;
use crate::name_tasks::{Task, exact};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Parts of the training documents for a first reading of each by a model that has not seen it.
const FOLDS: usize = 4;

/// What to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UserNames {
    /// Read twice, the second time with what the first said of the same words elsewhere.
    pub(crate) second: bool,
    /// Learn from DEV too once the settings are chosen.
    pub(crate) join: bool,
    /// Use public lists of names.
    pub(crate) lists: bool,
    /// Use wider features.
    pub(crate) wide: bool,
    /// Look at every token.
    pub(crate) every: bool,
}

impl Default for UserNames {
    fn default() -> Self {
        Self { second: true, join: true, lists: true, wide: true, every: true }
    }
}

/// A model and its file.
struct Made {
    model: NameModel,
    bytes: Vec<u8>,
}

/// A reader of names: one model, or two for two readings.
struct Pair {
    first: Made,
    second: Option<Made>,
}

impl Pair {
    fn names(&self, docs: &mut [Doc], words: &Words) -> Vec<Vec<Candidate>> {
        let found = predict(&self.first.model, docs, words);
        let Some(second) = &self.second else { return found };
        vote(docs, &found);
        predict(&second.model, docs, words)
    }
}

/// What is chosen on DEV.
#[derive(Clone, Copy, Debug)]
struct Choice {
    lasso: f32,
    rounds: usize,
    f1: f32,
}

impl UserNames {
    /// Trains, chooses, measures and writes.
    ///
    /// # Errors
    /// When a file is missing or of another form.
    pub(crate) fn run(
        self,
        files: &[PathBuf],
        words: &Words,
        base: &Settings,
        out: Option<&Path>,
    ) -> Result<()> {
        let start = Instant::now();
        let [train_file, rest @ ..] = files else { return Err("--conll needs TRAIN DEV [TEST]".into()) };
        if rest.len() > 2 {
            return Err("--conll takes three files at most: TRAIN DEV [TEST]".into());
        }
        let settings = self.settings(base);
        let mut docs = read(train_file, &settings)?;
        let mut others = rest.iter().map(|f| read(f, &settings)).collect::<Result<Vec<_>>>()?;
        let mut types: Vec<String> = docs.iter().flat_map(|d| &d.names).map(|n| n.kind.clone()).collect();
        types.sort();
        types.dedup();
        if types.is_empty() || types.len() > 15 {
            return Err(
                format!("{}: {} types, 1 to 15 can be learnt", train_file.display(), types.len()).into()
            );
        }
        for (file, docs) in rest.iter().zip(&others) {
            if let Some(name) = docs.iter().flat_map(|d| &d.names).find(|n| !types.contains(&n.kind)) {
                println!("{}: type {} is not in TRAIN and counts as missed", file.display(), name.kind);
            }
        }
        println!(
            "{}: {} documents, {} tokens, types {}",
            train_file.display(),
            docs.len(),
            docs.iter().map(|d| d.forms.len()).sum::<usize>(),
            types.join(" ")
        );
        let learner = Learner { words, types: &types, settings: settings.clone() };
        let Some(dev) = others.first_mut() else {
            let pair = learner.pair(&mut docs, self.second);
            return store(&pair, out);
        };
        let choice = learner.choose(&docs, dev);
        println!(
            "chosen on DEV: lasso {}, {} rounds, F1 {:.2} in one reading, {:.0} s",
            choice.lasso,
            choice.rounds,
            100.0 * choice.f1,
            start.elapsed().as_secs_f32()
        );
        let learner = learner.with(choice);
        let mut pair = learner.pair(&mut docs, self.second);
        if self.second {
            let found = pair.names(dev, words);
            let twice = f1(dev, &found, &types);
            println!("in two readings F1 {:.2}, {:.0} s", 100.0 * twice, start.elapsed().as_secs_f32());
            if twice < choice.f1 {
                pair.second = None;
            }
        }
        for (file, docs) in rest.iter().zip(&mut others) {
            let found = pair.names(docs, words);
            print(&format!("{}, learned from TRAIN", file.display()), docs, &found, &types);
        }
        if self.join {
            let twice = pair.second.is_some();
            docs.append(&mut others[0].clone());
            pair = learner.pair(&mut docs, twice);
            for (file, docs) in rest.iter().zip(&mut others).skip(1) {
                let found = pair.names(docs, words);
                print(&format!("{}, learned from TRAIN and DEV", file.display()), docs, &found, &types);
            }
        }
        println!("{:.0} s", start.elapsed().as_secs_f32());
        store(&pair, out)
    }

    fn settings(self, base: &Settings) -> Settings {
        let groups =
            Groups { lists: self.lists, wide: self.wide, second: false, every: self.every, ..base.groups };
        Settings { groups, talks: false, ..base.clone() }
    }
}

fn read(path: &Path, settings: &Settings) -> Result<Vec<Doc>> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut docs =
        conll::columns(&String::from_utf8_lossy(&bytes)).map_err(|e| format!("{}: {e}", path.display()))?;
    if settings.groups.rules {
        conll::ask_rules(&mut docs)?;
    }
    Ok(docs)
}

/// Learns models with the same types and settings.
struct Learner<'a> {
    words: &'a Words,
    types: &'a [String],
    settings: Settings,
}

impl Learner<'_> {
    fn with(self, choice: Choice) -> Self {
        let settings = Settings { lasso: choice.lasso, epochs: choice.rounds, ..self.settings };
        Self { settings, ..self }
    }

    fn tasks(&self, docs: &[Doc]) -> Vec<Task> {
        docs.iter().map(|d| plain(d.clone(), self.types)).collect()
    }

    fn model(&self, docs: &[Doc], second: bool) -> Made {
        let mut settings = self.settings.clone();
        settings.groups.second = second;
        let tasks = self.tasks(docs);
        let trained = train(&tasks, self.types, self.words, &settings, id_of(&tasks, &settings));
        let bytes = NameModel::to_bytes(&trained.card, &trained.rows);
        Made { model: trained.model(), bytes }
    }

    /// Tries strengths of the pull to zero, and all numbers of rounds on the way; two at a time.
    fn choose(&self, docs: &[Doc], dev: &[Doc]) -> Choice {
        let tasks = self.tasks(docs);
        let try_one = |lasso: f32| {
            let settings = Settings { lasso, epochs: self.settings.epochs, ..self.settings.clone() };
            let mut best = Choice { lasso, rounds: 0, f1: -1.0 };
            train_watched(&tasks, self.types, self.words, &settings, 0, &mut |round, now| {
                if round >= 4 || round == settings.epochs {
                    let f1 = f1(dev, &predict(&now().model(), dev, self.words), self.types);
                    eprintln!("lasso {lasso}, round {round}: DEV F1 {:.2}", 100.0 * f1);
                    if f1 > best.f1 {
                        best = Choice { lasso, rounds: round, f1 };
                    }
                }
            });
            best
        };
        let tried = both(&self.lassos(), try_one);
        tried.into_iter().reduce(|a, b| if b.f1 > a.f1 { b } else { a }).unwrap_or(Choice {
            lasso: self.settings.lasso,
            rounds: self.settings.epochs,
            f1: 0.0,
        })
    }

    fn lassos(&self) -> Vec<f32> {
        [0.5, 1.0].map(|f| f * self.settings.lasso).to_vec()
    }

    /// A model, or two: the second learns from first readings by models that have not seen the document.
    fn pair(&self, docs: &mut [Doc], twice: bool) -> Pair {
        let folds = if twice && docs.len() >= FOLDS { FOLDS } else { 0 };
        let part = |fold: usize| fold * docs.len() / FOLDS..(fold + 1) * docs.len() / FOLDS;
        let jobs: Vec<Option<usize>> = std::iter::once(None).chain((0..folds).map(Some)).collect();
        let mut found: Vec<Vec<Candidate>> = Vec::new();
        let mut first = None;
        let learn = |job: Option<usize>| match job {
            None => (self.model(docs, false), Vec::new()),
            Some(fold) => {
                let out = part(fold);
                let rest = [&docs[..out.start], &docs[out.end..]].concat();
                let model = self.model(&rest, false);
                let found = predict(&model.model, &docs[out], self.words);
                (model, found)
            }
        };
        for (model, names) in both(&jobs, learn) {
            first.get_or_insert(model);
            found.extend(names);
        }
        let first = first.unwrap_or_else(|| self.model(docs, false));
        let second = (folds > 0).then(|| {
            vote(docs, &found);
            self.model(docs, true)
        });
        Pair { first, second }
    }
}

/// Does jobs on two threads, and gives what came of them in order.
fn both<J: Copy + Sync, T: Send>(jobs: &[J], work: impl Fn(J) -> T + Sync) -> Vec<T> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return done };
            done.push((at, work(*job)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let other = scope.spawn(worker);
        let mut done = worker();
        match other.join() {
            Ok(theirs) => done.extend(theirs),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done
    });
    done.sort_by_key(|d| d.0);
    done.into_iter().map(|d| d.1).collect()
}

fn predict(model: &NameModel, docs: &[Doc], words: &Words) -> Vec<Vec<Candidate>> {
    docs.iter().map(|d| model.names(d.page(&d.forms()), words)).collect()
}

/// Tells each document what the first readings say of its words.
fn vote(docs: &mut [Doc], found: &[Vec<Candidate>]) {
    let mut all = Ballot::default();
    for (doc, names) in docs.iter().zip(found) {
        all.count(&doc.forms(), names);
    }
    for (doc, names) in docs.iter_mut().zip(found) {
        let mut own = Ballot::default();
        own.count(&doc.forms(), names);
        doc.votes = own.votes(&all, &doc.forms(), names);
    }
}

/// Names found and missed by type: a name counts when its ends and its type are right.
fn tallies(docs: &[Doc], found: &[Vec<Candidate>], types: &[String]) -> BTreeMap<String, Tally> {
    let mut out: BTreeMap<String, Tally> = BTreeMap::new();
    for (doc, names) in docs.iter().zip(found) {
        for name in names {
            let kind = &types[name.kind];
            let hit = doc.names.iter().any(|n| n.tokens == name.tokens && n.kind == *kind);
            out.entry(kind.clone()).or_default().add(hit, false, true);
        }
        for name in &doc.names {
            out.entry(name.kind.clone()).or_default().add(false, true, false);
        }
    }
    out
}

fn sum(tallies: &BTreeMap<String, Tally>) -> Tally {
    tallies.values().fold(Tally::default(), |a, t| Tally {
        hits: a.hits + t.hits,
        gold: a.gold + t.gold,
        said: a.said + t.said,
    })
}

fn f1(docs: &[Doc], found: &[Vec<Candidate>], types: &[String]) -> f32 {
    sum(&tallies(docs, found, types)).f1()
}

fn print(title: &str, docs: &[Doc], found: &[Vec<Candidate>], types: &[String]) {
    let tallies = tallies(docs, found, types);
    println!("{title}\n  {:<10} {}", "all", sum(&tallies));
    for (kind, tally) in &tallies {
        println!("  {kind:<10} {tally}");
    }
}

/// Writes the model, and beside it that of the second reading.
fn store(pair: &Pair, out: Option<&Path>) -> Result<()> {
    let Some(out) = out else { return Ok(()) };
    std::fs::write(out, &pair.first.bytes)?;
    println!("{}: {} bytes", out.display(), pair.first.bytes.len());
    if let Some(second) = &pair.second {
        let out = out.with_extension("second.bin");
        std::fs::write(&out, &second.bytes)?;
        println!("{}: {} bytes", out.display(), second.bytes.len());
    }
    Ok(())
}

/// A document whose names are taken as they are.
pub(crate) fn plain(doc: Doc, types: &[String]) -> Task {
    let mut allowed = vec![1; doc.forms.len()];
    for name in &doc.names {
        let Some(kind) = types.iter().position(|t| *t == name.kind) else { continue };
        for at in name.tokens.clone() {
            allowed[at] = exact(kind, at, &name.tokens);
        }
    }
    Task { doc, allowed, weight: 1.0 }
}
