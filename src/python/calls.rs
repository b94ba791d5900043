//! What a call owes the interpreter: other threads go on, Ctrl-C is heard, a fork is safe, progress is told.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::assess::{AssessOptions, assess};
use crate::corpus::Progress;
use crate::document::DocVars;
use crate::reader::Reader;

/// Between two steps of a bar, or two calls of a progress function.
pub(super) const STEP: Duration = Duration::from_millis(200);

/// Work of this size or more is watched for Ctrl-C.
pub(super) const WATCHED: usize = 200_000;

/// Runs what asks a watcher, off the interpreter, so that other threads go on; Ctrl-C breaks it off.
pub(super) fn watched<T: Send>(
    py: Python<'_>,
    work: impl FnOnce(&mut dyn FnMut() -> ControlFlow<()>) -> Result<Option<T>, crate::Error> + Send,
) -> PyResult<T> {
    let mut raised: Option<PyErr> = None;
    let done = py.detach(|| {
        work(&mut || {
            raised = Python::attach(|py| py.check_signals().err());
            if raised.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
    match (done?, raised) {
        (Some(value), None) => Ok(value),
        (_, Some(error)) => Err(error),
        (None, None) => Err(crate::Error::internal("a fault in servanda, please report it").into()),
    }
}

/// Whether it has been said that tqdm is missing: once is enough.
static TOLD: AtomicBool = AtomicBool::new(false);

/// How far it has come, for whoever looks on.
pub(super) enum Bar {
    None,
    Call(Py<PyAny>),
    Tqdm(Py<PyAny>),
}

impl Bar {
    pub(super) fn new(py: Python<'_>, progress: Option<&Bound<'_, PyAny>>, total: usize) -> PyResult<Self> {
        let Some(progress) = progress.filter(|p| !p.is_none()) else { return Ok(Self::None) };
        if progress.is_callable() {
            return Ok(Self::Call(progress.clone().unbind()));
        }
        if !progress.is_truthy()? {
            return Ok(Self::None);
        }
        let Ok(tqdm) = py.import("tqdm.auto") else {
            if !TOLD.swap(true, Ordering::Relaxed) {
                let message = "there is no progress bar: tqdm is not installed (pip install tqdm)";
                py.import("warnings")?.call_method1("warn", (message,))?;
            }
            return Ok(Self::None);
        };
        let keywords = PyDict::new(py);
        keywords.set_item("total", total)?;
        keywords.set_item("unit", "doc")?;
        Ok(Self::Tqdm(tqdm.call_method("tqdm", (), Some(&keywords))?.unbind()))
    }

    pub(super) fn show(&self, py: Python<'_>, state: Progress, step: usize) -> PyResult<()> {
        match self {
            Self::None => {}
            Self::Call(call) => {
                call.call1(py, (state.done, state.total))?;
            }
            Self::Tqdm(bar) => {
                bar.call_method1(py, "update", (step,))?;
            }
        }
        Ok(())
    }

    pub(super) fn close(&self, py: Python<'_>) {
        if let Self::Tqdm(bar) = self {
            // A bar that cannot be closed changes no result.
            let _ = bar.call_method0(py, "close");
        }
    }
}

/// Shows how far a call has come and hears Ctrl-C, as often as it is asked, from outside the interpreter.
pub(super) struct Watcher {
    bar: Bar,
    last: (Instant, usize),
    told: bool,
    raised: Option<PyErr>,
}

impl Watcher {
    pub(super) fn new(bar: Bar) -> Self {
        Self { bar, last: (Instant::now(), 0), told: false, raised: None }
    }

    pub(super) fn ask(&mut self, state: Progress) -> ControlFlow<()> {
        let due = self.last.0.elapsed() >= STEP || state.done == state.total;
        let asked = Python::attach(|py| {
            py.check_signals()?;
            if due && (state.done > self.last.1 || (state.total == 0 && !self.told)) {
                self.told = true;
                self.bar.show(py, state, state.done - self.last.1)?;
            }
            Ok::<_, PyErr>(())
        });
        if due {
            self.last = (Instant::now(), state.done);
        }
        match asked {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.raised = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Takes the bar away; what was raised meanwhile comes back.
    pub(super) fn close(self, py: Python<'_>) -> Option<PyErr> {
        self.bar.close(py);
        self.raised
    }
}

static STARTED: AtomicBool = AtomicBool::new(false);
static SETTLED: AtomicBool = AtomicBool::new(false);

/// Called before a fork: waits until the tables that reading and judging use are compiled, should another thread be compiling them
/// at this instant, because the child could wait for that thread for ever.
#[pyfunction]
pub(super) fn _before_fork(py: Python<'_>) {
    if STARTED.load(Ordering::Relaxed) && !SETTLED.load(Ordering::Relaxed) {
        let read = py.detach(|| {
            let text = "It promised reform by 2010. It did not happen.";
            let read = Reader::new().read(text, DocVars::default())?;
            Ok::<_, crate::Error>(assess(vec![Arc::new(read)], AssessOptions::default()))
        });
        SETTLED.store(read.is_ok(), Ordering::Relaxed);
    }
}

/// Says that reading has begun in this process.
pub(super) fn started() {
    STARTED.store(true, Ordering::Relaxed);
}
