//! Threads that belong to one call.
//!
//! There is no pool between calls: a forked child has none to inherit broken, and no lock that another thread could
//! hold at the instant of the fork. Starting a thread costs some tens of microseconds, a brief some milliseconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{Builder, available_parallelism};
use std::time::Duration;

use crate::error::Error;

/// How many threads a wish for `wanted` gives for `count` pieces of work; no wish means one for each core.
pub(crate) fn threads(wanted: Option<usize>, count: usize) -> usize {
    let wanted = wanted.filter(|&n| n > 0);
    wanted.unwrap_or_else(|| available_parallelism().map_or(1, usize::from)).clamp(1, count.max(1))
}

/// Threads at work on the pieces `0..count`, each taking the next piece when it is done with one.
///
/// Dropping it, or [`Self::stop`], lets each thread finish its piece and end; nobody waits for them.
#[derive(Debug)]
pub(crate) struct Crew<T> {
    results: Receiver<(usize, T)>,
    stop: Arc<AtomicBool>,
}

/// What came of waiting for a result.
#[derive(Debug)]
pub(crate) enum Next<T> {
    /// A piece is done.
    Done(usize, T),
    /// Nothing yet.
    Waiting,
    /// All pieces are done, or the threads have ended.
    Finished,
}

impl<T: Send + 'static> Crew<T> {
    /// Starts `threads` threads on `count` pieces.
    ///
    /// # Errors
    /// When the system starts not even one thread.
    pub(crate) fn start(
        threads: usize,
        count: usize,
        work: impl Fn(usize) -> T + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let (sender, results) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let shared = Arc::new((work, AtomicUsize::new(0)));
        for started in 0..threads.min(count) {
            let (sender, stop, shared) = (sender.clone(), Arc::clone(&stop), Arc::clone(&shared));
            let run = move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = shared.1.fetch_add(1, Ordering::Relaxed);
                    if index >= count || sender.send((index, (shared.0)(index))).is_err() {
                        break;
                    }
                }
            };
            match Builder::new().name(format!("servanda-{started}")).spawn(run) {
                Ok(_) => {}
                Err(error) if started == 0 => return Err(Error::io("cannot start a thread", &error)),
                Err(_) => break,
            }
        }
        Ok(Self { results, stop })
    }

    /// The next result, or word that `wait` has passed.
    pub(crate) fn next(&self, wait: Duration) -> Next<T> {
        match self.results.recv_timeout(wait) {
            Ok((index, value)) => Next::Done(index, value),
            Err(RecvTimeoutError::Timeout) => Next::Waiting,
            Err(RecvTimeoutError::Disconnected) => Next::Finished,
        }
    }
}

impl<T> Crew<T> {
    /// Lets no thread begin another piece.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl<T> Drop for Crew<T> {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once() {
        let crew = Crew::start(4, 100, |i| i * i).unwrap();
        let mut got = vec![0; 100];
        loop {
            match crew.next(Duration::from_millis(20)) {
                Next::Done(i, square) => got[i] += square,
                Next::Waiting => {}
                Next::Finished => break,
            }
        }
        assert!(got.iter().enumerate().all(|(i, &v)| v == i * i));
    }

    #[test]
    fn wishes_are_bounded() {
        assert_eq!((threads(Some(8), 3), threads(Some(0), 0)), (3, 1));
        assert!(threads(None, 1000) >= 1);
    }
}
