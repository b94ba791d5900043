//! Many texts at once: from files, bytes and strings to documents, with one row for each that could not be read.

use std::fmt;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::{DocVars, Document};
use crate::error::Error;
use crate::file;
use crate::layout::LaidText;
use crate::pool::{self, Crew, Next, TICK};
use crate::reader::Reader;

/// Where a text comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// The bytes of a file.
    Bytes(Arc<[u8]>),
    /// A string.
    Text(Arc<str>),
    /// The text of a file that another program has opened.
    Laid(Arc<LaidText>),
    /// A file that another program opens when its turn comes.
    Opened(Opener),
    /// Something that is no text, and why; it becomes a row of the errors.
    Fault(Error),
}

/// A call that gives the text of a file, on whatever thread reads it.
#[derive(Clone)]
pub struct Opener {
    /// The file, if it is one.
    pub path: Option<PathBuf>,
    /// The call.
    pub open: Arc<dyn Fn() -> Result<LaidText, Error> + Send + Sync>,
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opener").field("path", &self.path).finish_non_exhaustive()
    }
}

/// One text to be read, and what is known of it.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it comes from.
    pub source: Source,
    /// How it is named when it cannot be read.
    pub name: String,
    /// What the caller knows of it.
    pub vars: DocVars,
    /// Its encoding; none to find out.
    pub encoding: Option<String>,
}

/// A text that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its place among the texts given.
    pub index: usize,
    /// Its file or name.
    pub source: String,
    /// Why.
    pub error: Error,
}

/// What was read, in the order given, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The documents.
    pub documents: Vec<Arc<Document>>,
    /// The failures.
    pub failures: Vec<Failure>,
    /// Whether the reading was stopped before the end.
    pub stopped: bool,
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Texts done, read or failed.
    pub done: usize,
    /// Of these, failed.
    pub failed: usize,
    /// Whether all texts before one of the failures are done, so that it is the first.
    pub first_failure_known: bool,
    /// Texts given.
    pub total: usize,
}

impl Source {
    /// Its file, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Opened(opener) => opener.path.as_deref(),
            _ => None,
        }
    }

    /// The text itself, with its layout.
    ///
    /// # Errors
    /// When a file cannot be read, is of a kind that is not read yet, or its bytes are no text.
    pub fn load(&self, encoding: Option<&str>) -> Result<LaidText, Error> {
        match self {
            Self::Text(text) => Ok(text.to_string().into()),
            Self::Laid(laid) => Ok(LaidText::clone(laid)),
            Self::Opened(opener) => (opener.open)(),
            Self::Bytes(bytes) => file::read(bytes, None, encoding),
            Self::Path(path) => file::open(path, encoding),
            Self::Fault(error) => Err(error.clone()),
        }
    }
}

impl Reader {
    /// Reads one text from wherever it comes; a fault of the library's own becomes an error too.
    ///
    /// # Errors
    /// When the source cannot be read, or is no text.
    pub fn read_input(&self, input: &Input) -> Result<Document, Error> {
        let read = || match &input.source {
            Source::Text(text) => self.read(Arc::clone(text), input.vars.clone()),
            source => self.read_laid(source.load(input.encoding.as_deref())?, input.vars.clone()),
        };
        catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            Err(Error::internal(format!("a fault in servanda, please report it: {words}")))
        })
    }

    /// Reads many texts on `threads` threads (none: one for each core). The result is the same for any number of
    /// them. `watch` is asked many times a second, on the calling thread; when it breaks off, what is done is
    /// returned at once.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn read_many(
        &self,
        inputs: Vec<Input>,
        threads: Option<usize>,
        mut watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Corpus, Error> {
        let total = inputs.len();
        let inputs = Arc::new(inputs);
        let mut slots: Vec<Option<Result<Document, Error>>> = (0..total).map(|_| None).collect();
        let mut progress = Progress { done: 0, failed: 0, first_failure_known: false, total };
        let mut stopped = watch(progress).is_break();
        if !stopped && total > 0 {
            let (reader, shared) = (self.clone(), Arc::clone(&inputs));
            let work = move |index: usize| reader.read_input(&shared[index]);
            let crew = Crew::start(pool::threads(threads, total), total, work)?;
            let mut settled = 0;
            let mut asked = std::time::Instant::now();
            while progress.done < total {
                match crew.next(TICK) {
                    Next::Done(index, result) => {
                        progress.done += 1;
                        progress.failed += usize::from(result.is_err());
                        slots[index] = Some(result);
                        while let Some(Some(done)) = slots.get(settled) {
                            progress.first_failure_known |= done.is_err();
                            settled += 1;
                        }
                    }
                    Next::Waiting => {}
                    Next::Finished => break,
                }
                if asked.elapsed() >= TICK || progress.done == total {
                    asked = std::time::Instant::now();
                    if watch(progress).is_break() {
                        stopped = progress.done < total;
                        break;
                    }
                }
            }
        }
        let mut corpus = Corpus { stopped, ..Corpus::default() };
        for (index, slot) in slots.into_iter().enumerate() {
            match slot {
                Some(Ok(document)) => corpus.documents.push(Arc::new(document)),
                Some(Err(error)) => {
                    corpus.failures.push(Failure { index, source: inputs[index].name.clone(), error });
                }
                None => {}
            }
        }
        Ok(corpus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Input {
        let vars = DocVars { id: words.to_owned(), ..DocVars::default() };
        Input { source: Source::Text(words.into()), name: words.to_owned(), vars, encoding: None }
    }

    #[test]
    fn order_is_kept_and_a_bad_text_is_one_row() {
        let mut inputs: Vec<Input> = (0..50).map(|i| text(&format!("Text number {i}."))).collect();
        inputs[7].source = Source::Bytes(Arc::from(&b"%PDF-1.7"[..]));
        inputs[9].source = Source::Path("no/such/file.txt".into());
        for threads in [1, 8] {
            let corpus = Reader::new()
                .read_many(inputs.clone(), Some(threads), |_| ControlFlow::Continue(()))
                .unwrap();
            assert_eq!(corpus.documents.len(), 48);
            assert_eq!(corpus.failures.iter().map(|f| f.index).collect::<Vec<_>>(), [7, 9]);
            assert_eq!(corpus.documents[10].text.source(), "Text number 12.");
            assert!(!corpus.stopped);
        }
    }

    #[test]
    fn a_watcher_can_stop_it() {
        let inputs: Vec<Input> = (0..20).map(|i| text(&format!("Text {i}."))).collect();
        let corpus = Reader::new().read_many(inputs, None, |_| ControlFlow::Break(())).unwrap();
        assert!(corpus.stopped && corpus.documents.is_empty());
    }
}
