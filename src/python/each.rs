//! `servanda.read_each`: documents one after another, read ahead on all cores.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

use super::calls::{Bar, STEP, started};
use super::many::{Failing, named};
use super::owner::PyDocument;
use super::source::Options;
use super::stream::Stream;
use super::values::failures;
use crate::belt::Belt;
use crate::corpus::{Failure, Input, Progress};
use crate::document::Document;
use crate::pool::{Next, TICK};

type Read = (Result<Document, crate::Error>, String);

/// Documents as they are read, in the order of the texts; made by `read_each`.
///
/// It reads a few texts ahead and no more, so that a stream without end takes no more memory than a short one.
#[pyclass(name = "Reading", module = "servanda")]
pub(super) struct PyReading {
    stream: Option<Stream>,
    /// Never locked: Python lets nobody in while it is at work.
    belt: Mutex<Belt<Input, Read>>,
    failing: Failing,
    failures: Vec<Failure>,
    /// What the iterator of texts raised; it is raised after the texts before it.
    raised: Option<PyErr>,
    bar: Bar,
    progress: Progress,
    shown: (Instant, usize),
}

/// Starts reading; see the function of the module.
pub(super) fn read_each(
    py: Python<'_>,
    sources: &Bound<'_, PyAny>,
    options: &Options,
    threads: Option<usize>,
    progress: Option<&Bound<'_, PyAny>>,
    failing: Failing,
) -> PyResult<PyReading> {
    let stream = Stream::new(py, sources, options)?;
    let total = stream.hint(py);
    let (reader, _) = options.reader();
    started();
    let work = move |input: Input| (reader.read_input(&input), input.name);
    Ok(PyReading {
        belt: Mutex::new(Belt::start(threads, work)?),
        bar: Bar::new(py, progress, total)?,
        progress: Progress { done: 0, failed: 0, first_failure_known: false, total },
        stream: Some(stream),
        failing,
        failures: Vec::new(),
        raised: None,
        shown: (Instant::now(), 0),
    })
}

impl PyReading {
    fn belt(&mut self) -> &mut Belt<Input, Read> {
        self.belt.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands one more text to the threads, if there is one and room for it.
    fn feed(&mut self, py: Python<'_>) -> PyResult<bool> {
        if !self.belt().has_room() {
            return Ok(false);
        }
        let Some(stream) = &mut self.stream else { return Ok(false) };
        let next = stream.next(py);
        if let Ok(Some(input)) = next {
            self.belt().give(input);
            return Ok(true);
        }
        self.stream = None;
        match next {
            Err(error) if error.is_instance_of::<PyException>(py) => self.raised = Some(error),
            // Ctrl-C does not wait for its turn.
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        Ok(false)
    }

    fn told(&mut self, py: Python<'_>, end: bool) -> PyResult<()> {
        let step = self.progress.done - self.shown.1;
        if step > 0 && (end || self.shown.0.elapsed() >= STEP) {
            self.shown = (Instant::now(), self.progress.done);
            self.bar.show(py, self.progress, step)?;
        }
        Ok(())
    }
}

#[pymethods]
impl PyReading {
    /// What could not be read until now: rows of `(index, source, reason)`.
    #[getter]
    fn errors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        failures(py, &self.failures)
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<PyDocument>> {
        loop {
            py.check_signals()?;
            let fed = self.feed(py)?;
            let wait = if fed { Duration::ZERO } else { TICK };
            let belt = self.belt();
            match py.detach(|| belt.next(wait)) {
                Next::Done(index, (read, name)) => {
                    self.progress.done += 1;
                    self.progress.failed += usize::from(read.is_err());
                    self.told(py, false)?;
                    match read {
                        Ok(document) => return Ok(Some(PyDocument::new(Arc::new(document)))),
                        Err(error) => {
                            let failure = Failure { index, source: name, error };
                            if self.failing == Failing::Raise {
                                return Err(named(&failure));
                            }
                            self.failures.push(failure);
                        }
                    }
                }
                Next::Waiting => {}
                Next::Finished if self.stream.is_some() => {}
                Next::Finished => {
                    self.told(py, true)?;
                    self.bar.close(py);
                    return self.raised.take().map_or(Ok(None), Err);
                }
            }
        }
    }
}
