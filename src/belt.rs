//! Work that is handed in one piece after another and comes out in the same order, done by several threads meanwhile.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::error::Error;
use crate::pool::{self, Next};

/// Pieces in the hands of threads. Never more than `room` of them are inside, done or not, so that a stream without end
/// takes no more memory than a short one.
///
/// Dropping it lets each thread finish its piece and end; nobody waits for them.
#[derive(Debug)]
pub(crate) struct Belt<J, T> {
    jobs: Sender<(usize, J)>,
    results: Receiver<(usize, T)>,
    /// Done before their turn.
    early: BTreeMap<usize, T>,
    given: usize,
    taken: usize,
    room: usize,
    stop: Arc<AtomicBool>,
}

/// Pieces inside for each thread: one in hand, and some so that nobody waits for a slow one before them.
const EACH: usize = 4;

impl<J: Send + 'static, T: Send + 'static> Belt<J, T> {
    /// Starts threads (none: one for each core). `work` must not panic: its piece would never come out.
    ///
    /// # Errors
    /// When the system starts no threads.
    pub(crate) fn start(
        threads: Option<usize>,
        work: impl Fn(J) -> T + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let workers = pool::threads(threads, usize::MAX);
        let ((jobs, waiting), (sender, results)) = (channel::<(usize, J)>(), channel());
        let stop = Arc::new(AtomicBool::new(false));
        let shared = Arc::new((work, Mutex::new(waiting)));
        let pool = pool::pool(workers)?;
        for _ in 0..workers {
            let (sender, stop, shared) = (sender.clone(), Arc::clone(&stop), Arc::clone(&shared));
            pool.spawn(move || {
                loop {
                    // The lock is held while waiting for a piece: the others wait for the lock instead.
                    let job = shared.1.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((index, job)) = job else { break };
                    if stop.load(Ordering::Relaxed) || sender.send((index, (shared.0)(job))).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Self { jobs, results, early: BTreeMap::new(), given: 0, taken: 0, room: workers * EACH, stop })
    }

    /// Whether another piece may be handed in.
    pub(crate) fn has_room(&self) -> bool {
        self.given - self.taken < self.room
    }

    /// Hands in a piece.
    pub(crate) fn give(&mut self, job: J) {
        // Nobody takes it only when all threads have ended, and then `next` says so.
        let _ = self.jobs.send((self.given, job));
        self.given += 1;
    }

    /// The next result in the order of the pieces, or word that `wait` has passed or nothing is inside.
    pub(crate) fn next(&mut self, wait: Duration) -> Next<T> {
        if self.taken == self.given {
            return Next::Finished;
        }
        loop {
            if let Some(result) = self.early.remove(&self.taken) {
                self.taken += 1;
                return Next::Done(self.taken - 1, result);
            }
            match self.results.recv_timeout(wait) {
                Ok((index, result)) => self.early.insert(index, result),
                Err(RecvTimeoutError::Timeout) => return Next::Waiting,
                Err(RecvTimeoutError::Disconnected) => return Next::Finished,
            };
        }
    }
}

impl<J, T> Drop for Belt<J, T> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept_and_the_room_bounded() {
        for threads in [1, 3] {
            let slow = |i: u64| {
                std::thread::sleep(Duration::from_micros(i % 7 * 300));
                i * i
            };
            let mut belt = Belt::start(Some(threads), slow).unwrap();
            let (mut out, mut next) = (Vec::new(), 0);
            loop {
                if next < 100 && belt.has_room() {
                    belt.give(next);
                    next += 1;
                    continue;
                }
                match belt.next(Duration::from_millis(20)) {
                    Next::Done(index, square) => out.push((index as u64, square)),
                    Next::Waiting => {}
                    Next::Finished if next == 100 => break,
                    Next::Finished => {}
                }
                assert!(next as usize - out.len() <= threads * EACH);
            }
            assert!(out.iter().enumerate().all(|(i, &(at, square))| at == i as u64 && square == at * at));
            assert_eq!(out.len(), 100);
        }
    }
}
