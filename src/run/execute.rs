//! The run itself: texts in as they come, shards out as they are done.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use super::RunOptions;
use super::manifest::{self, Manifest, ShardEntry};
use super::plan::{Job, Plan};
use super::shard::{self, Card, Piece};
use super::work::piece;
use crate::belt::Belt;
use crate::corpus::{Input, Progress};
use crate::error::Error;
use crate::pool::{Next, TICK};

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Texts in the shards.
    pub inputs: u64,
    /// Of these, texts that could not be read.
    pub failed: u64,
    /// Shards made now.
    pub made: usize,
    /// Shards that were there already.
    pub kept: usize,
    /// Whether it was broken off; what is done stays, and a resumed run goes on from there.
    pub stopped: bool,
}

/// A shard on its way: its pieces come in one after another.
struct Waiting {
    folder: String,
    pieces: Vec<Piece>,
    of: usize,
}

struct Making<'r> {
    run: &'r Path,
    manifest: Manifest,
    belt: Belt<Job, Piece>,
    /// Planned, but not yet handed to the threads.
    jobs: VecDeque<Job>,
    waiting: VecDeque<Waiting>,
    /// Whole shards that are there, by key, not yet taken.
    there: BTreeMap<String, Vec<String>>,
    done: BTreeMap<String, (Card, ShardEntry)>,
    planned: usize,
    outcome: Outcome,
    progress: Progress,
}

/// Makes a run in a folder. `next` gives one text after another; `watch` is asked many times a second, and when it breaks
/// off, what is done stays.
///
/// # Errors
/// When the folder already holds a run and `resume` is not wished, cannot be written, or `next` fails. Shards that are done
/// stay then too.
pub fn execute(
    run: &Path,
    options: &RunOptions,
    mut next: impl FnMut() -> Result<Option<Input>, Error>,
    mut watch: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Outcome, Error> {
    if options.reader.has_recogniser() {
        let why =
            "a run cannot tell whether a recogniser of your own has changed: use gazetteers, or read_each";
        return Err(Error::input(why));
    }
    let mut making = Making::begin(run, options)?;
    let done = making.all(options, &mut next, &mut watch);
    match done {
        Ok(()) => making.finish(),
        Err(error) => {
            // What is done is told as far as the disk allows; the first fault is the one to hear of.
            making.manifest.complete = false;
            let _ = making.record();
            Err(error)
        }
    }
}

impl<'r> Making<'r> {
    fn begin(run: &'r Path, options: &RunOptions) -> Result<Self, Error> {
        let manifest = Manifest::new(options);
        let name = run.display();
        if run.join(manifest::FILE).exists() && !options.resume {
            return Err(Error::input(format!(
                "{name} already holds a run: resume it, or choose another folder"
            )));
        }
        let ours = run.join(manifest::FILE).exists() || run.join(shard::FOLDER).exists();
        if !ours && fs::read_dir(run).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Error::input(format!("{name} is not empty and holds no run: choose another folder")));
        }
        fs::create_dir_all(run.join(shard::FOLDER)).map_err(|e| Error::io(&name.to_string(), &e))?;
        let (folders, unfinished) = shard::folders(run)?;
        for name in unfinished {
            let path = run.join(shard::FOLDER).join(name);
            fs::remove_dir_all(&path).map_err(|e| Error::io(&path.display().to_string(), &e))?;
        }
        manifest.save(run)?;
        let mut there: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for folder in folders.into_iter().rev() {
            if let Some(key) = shard::key_of(&folder) {
                there.entry(key.to_owned()).or_default().push(folder);
            }
        }
        let (reader, assess) = (options.reader.clone(), options.assess);
        let belt = Belt::start(options.threads, move |job: Job| piece(&reader, assess, &job))?;
        Ok(Self {
            run,
            manifest,
            belt,
            jobs: VecDeque::new(),
            waiting: VecDeque::new(),
            there,
            done: BTreeMap::new(),
            planned: 0,
            outcome: Outcome::default(),
            progress: Progress { done: 0, failed: 0, first_failure_known: false, total: 0 },
        })
    }

    fn all(
        &mut self,
        options: &RunOptions,
        next: &mut dyn FnMut() -> Result<Option<Input>, Error>,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let (mut plan, mut open) = (Plan::default(), true);
        let mut asked: Option<Instant> = None;
        loop {
            if asked.is_none_or(|at| at.elapsed() >= TICK) {
                asked = Some(Instant::now());
                if watch(self.progress).is_break() {
                    self.outcome.stopped = true;
                    return Ok(());
                }
            }
            while self.belt.has_room()
                && let Some(job) = self.jobs.pop_front()
            {
                self.belt.give(job);
            }
            // One text at a time, so that the watcher is asked between large ones.
            let hungry = open && self.jobs.is_empty() && self.belt.has_room();
            if hungry {
                let input = next()?;
                open = input.is_some();
                if input.is_none_or(|input| plan.add(input, options.shard)) {
                    self.planned(std::mem::take(&mut plan))?;
                }
            }
            match self.belt.next(if hungry { Duration::ZERO } else { TICK }) {
                Next::Done(_, piece) => self.arrived(piece)?,
                Next::Waiting => {}
                Next::Finished if !open && self.jobs.is_empty() => break,
                Next::Finished => {}
            }
        }
        // The watcher sees the end; breaking off now changes nothing.
        self.progress.total = self.progress.done;
        let _ = watch(self.progress);
        if self.waiting.is_empty() {
            Ok(())
        } else {
            Err(Error::internal("a fault in servanda, please report it"))
        }
    }

    /// A shard whose texts are known: it is there already, or its texts wait for the threads.
    fn planned(&mut self, plan: Plan) -> Result<(), Error> {
        if plan.jobs.is_empty() {
            return Ok(());
        }
        let key = plan.key(&self.manifest.configuration);
        let folder = shard::name(self.planned, &key);
        self.planned += 1;
        let same = self.there.get_mut(&key);
        let old =
            same.and_then(|l| l.iter().position(|f| *f == folder).map(|at| l.remove(at)).or_else(|| l.pop()));
        if let Some(old) = old {
            // Texts were added or removed before it.
            let shards = self.run.join(shard::FOLDER);
            let moved =
                if old == folder { Ok(()) } else { fs::rename(shards.join(&old), shards.join(&folder)) };
            moved.map_err(|e| Error::io(&shards.join(&folder).display().to_string(), &e))?;
            if let Ok((card, entry)) = shard::load(self.run, &folder) {
                self.outcome.kept += 1;
                self.progress.done += plan.jobs.len();
                self.progress.failed += entry.failed as usize;
                self.done.insert(folder, (card, entry));
                return Ok(());
            }
            let path = shards.join(&folder);
            fs::remove_dir_all(&path).map_err(|e| Error::io(&path.display().to_string(), &e))?;
        }
        self.waiting.push_back(Waiting { folder, pieces: Vec::new(), of: plan.jobs.len() });
        self.jobs.extend(plan.jobs);
        Ok(())
    }

    fn arrived(&mut self, piece: Piece) -> Result<(), Error> {
        self.progress.done += 1;
        self.progress.failed += piece.tally.failed() as usize;
        let Some(front) = self.waiting.front_mut() else { return Ok(()) };
        front.pieces.push(piece);
        if front.pieces.len() == front.of
            && let Some(Waiting { folder, pieces, .. }) = self.waiting.pop_front()
        {
            let written = shard::write(self.run, &folder, &self.manifest.configuration, &pieces)?;
            self.done.insert(folder, written);
            self.outcome.made += 1;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Outcome, Error> {
        self.manifest.complete = !self.outcome.stopped;
        if self.manifest.complete {
            // Of other texts or another configuration: no longer part of this run.
            for folder in self.there.values().flatten() {
                let path = self.run.join(shard::FOLDER).join(folder);
                fs::remove_dir_all(&path).map_err(|e| Error::io(&path.display().to_string(), &e))?;
            }
        }
        self.record()?;
        self.outcome.inputs = self.manifest.tally.inputs();
        self.outcome.failed = self.manifest.tally.failed();
        Ok(self.outcome)
    }

    /// Writes down the shards of this run that are whole.
    fn record(&mut self) -> Result<(), Error> {
        for (card, entry) in self.done.values() {
            self.manifest.tally.add(&card.tally);
            self.manifest.shards.push(entry.clone());
        }
        self.manifest.save(self.run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Source;
    use crate::document::DocVars;
    use crate::run::Run;
    use crate::view::rows::Table;

    fn inputs() -> impl Iterator<Item = Input> {
        (0..40).map(|i| {
            let text = format!("In 2007 the ministry promised law number {i} by 2008. It was not passed.");
            let source = match i {
                7 => Source::Bytes(b"%PDF-1.7".as_slice().into()),
                _ => Source::Text(text.into()),
            };
            let (name, other) = (format!("text {i}"), [("n".to_owned(), i.to_string())].into());
            let vars = DocVars { id: name.clone(), other, ..DocVars::default() };
            Input { source, name, vars, encoding: None }
        })
    }

    fn files(folder: &Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
        let mut out = BTreeMap::new();
        let mut open = vec![folder.to_owned()];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            } else {
                out.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
        out
    }

    #[test]
    fn a_run_broken_off_and_resumed_is_as_one_in_one_go() {
        let folder = std::env::temp_dir().join(format!("servanda-run-{}", std::process::id()));
        let (one, other) = (folder.join("one"), folder.join("other"));
        let options = |threads, resume| RunOptions {
            threads: Some(threads),
            resume,
            shard: 3,
            ..RunOptions::default()
        };
        let run = |path: &Path, options: &RunOptions, most: usize| {
            let mut texts = inputs();
            let watch = |state: Progress| {
                if state.done > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            execute(path, options, || Ok(texts.next()), watch)
        };
        let whole = run(&one, &options(1, false), usize::MAX).unwrap();
        assert_eq!((whole.inputs, whole.failed, whole.kept, whole.stopped), (40, 1, 0, false));
        run(&other, &options(3, false), 0).unwrap();
        assert!(run(&other, &options(3, false), 99).unwrap_err().is_input());
        let resumed = run(&other, &options(3, true), usize::MAX).unwrap();
        assert_eq!(resumed.kept + resumed.made, whole.made);
        assert_eq!(files(&one), files(&other));
        assert_eq!(run(&other, &options(2, true), usize::MAX).unwrap().made, 0);

        let found = Run::open(&one).unwrap();
        assert_eq!(found.verify(100).unwrap(), []);
        assert_eq!(found.diff(&Run::open(&other).unwrap()).unwrap(), []);
        assert_eq!(found.table(Table::Errors).unwrap().len(), 1);
        assert!(found.table(Table::Tokens).unwrap_err().is_input());
        let rows = found.table(Table::Documents).unwrap();
        assert_eq!((rows.len(), rows.head().last().unwrap().name.as_ref()), (39, "doc_n"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
