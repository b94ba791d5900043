//! A rayon pool that belongs to one call.
//!
//! Never rayon's global pool: a forked child would inherit it broken. There is no pool between calls at all, so there is
//! none to inherit and no lock that another thread could hold at the instant of the fork. Starting a thread costs some
//! tens of microseconds, a brief some milliseconds.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::available_parallelism;
use std::time::Duration;

use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelIterator as _, IntoParallelRefMutIterator as _,
    ParallelIterator as _,
};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::Error;

/// How long a watcher waits to be asked again.
pub(crate) const TICK: Duration = Duration::from_millis(40);

/// How many threads a wish for `wanted` gives for `count` pieces of work; no wish means one for each core.
pub(crate) fn threads(wanted: Option<usize>, count: usize) -> usize {
    // To ask the system takes longer than to assess a short text.
    if count < 2 {
        return 1;
    }
    let wanted = wanted.filter(|&n| n > 0);
    wanted.unwrap_or_else(|| available_parallelism().map_or(1, usize::from)).clamp(1, count)
}

pub(crate) fn pool(workers: usize) -> Result<ThreadPool, Error> {
    ThreadPoolBuilder::new()
        .num_threads(workers)
        .thread_name(|i| format!("servanda-{i}"))
        // A worker that panics drops its sender: the piece is missing, and the caller says so.
        .panic_handler(|_| {})
        .build()
        .map_err(|e| Error::io("cannot start threads", &std::io::Error::other(e)))
}

/// Those who do the pieces of one call: one thread, or all threads of the call's pool.
#[derive(Debug)]
pub(crate) struct Hands {
    several: bool,
    stop: Arc<AtomicBool>,
}

impl Hands {
    fn new(several: bool) -> Self {
        Self { several, stop: Arc::default() }
    }

    /// The pieces `0..count`, in order. Once the call has been stopped they come out empty: nobody waits for them.
    pub(crate) fn map<T: Send + Default>(&self, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let piece = |i| if self.stop.load(Ordering::Relaxed) { T::default() } else { work(i) };
        if self.several {
            (0..count).into_par_iter().map(piece).collect()
        } else {
            (0..count).map(piece).collect()
        }
    }

    /// Works on each item where it lies, or on none that is left once the call has been stopped.
    pub(crate) fn each<T: Send>(&self, items: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
        let item = |(i, item): (usize, &mut T)| {
            if !self.stop.load(Ordering::Relaxed) {
                work(i, item);
            }
        };
        if self.several {
            items.par_iter_mut().enumerate().for_each(item);
        } else {
            items.iter_mut().enumerate().for_each(item);
        }
    }
}

/// Does work of `count` pieces, and waits for it; on the calling thread where there is one piece, or where the system
/// starts no threads.
pub(crate) fn together<T: Send>(
    wanted: Option<usize>,
    count: usize,
    work: impl FnOnce(&Hands) -> T + Send,
) -> T {
    let workers = threads(wanted, count);
    match (workers > 1).then(|| pool(workers)) {
        Some(Ok(pool)) => pool.install(|| work(&Hands::new(true))),
        _ => work(&Hands::new(false)),
    }
}

/// The same away from the calling thread, which asks `watch` many times a second meanwhile; when that breaks off, there
/// is no result: the threads end unheard after the pieces in their hands.
///
/// # Errors
/// When the system starts no threads, or the work panics.
pub(crate) fn watched<T: Send + 'static>(
    wanted: Option<usize>,
    count: usize,
    work: impl FnOnce(&Hands) -> T + Send + 'static,
    mut watch: impl FnMut() -> ControlFlow<()>,
) -> Result<Option<T>, Error> {
    let workers = threads(wanted, count);
    let (hands, (sender, result)) = (Hands::new(workers > 1), channel());
    let stop = Arc::clone(&hands.stop);
    pool(workers)?.spawn(move || {
        // Who has broken off does not listen any more.
        let _ = sender.send(work(&hands));
    });
    loop {
        match result.recv_timeout(TICK) {
            Ok(value) => return Ok(Some(value)),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::internal("a fault in servanda, please report it"));
            }
            Err(RecvTimeoutError::Timeout) if watch().is_break() => {
                stop.store(true, Ordering::Relaxed);
                return Ok(None);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
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
    /// When the system starts no threads.
    pub(crate) fn start(
        threads: usize,
        count: usize,
        work: impl Fn(usize) -> T + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let (sender, results) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let shared = Arc::new((work, AtomicUsize::new(0)));
        let workers = threads.min(count).max(1);
        let pool = pool(workers)?;
        for _ in 0..workers {
            let (sender, stop, shared) = (sender.clone(), Arc::clone(&stop), Arc::clone(&shared));
            // Pieces are taken in turn, not split by halves, so that results come nearly in order.
            pool.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = shared.1.fetch_add(1, Ordering::Relaxed);
                    if index >= count || sender.send((index, (shared.0)(index))).is_err() {
                        break;
                    }
                }
            });
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
    fn many_hands_keep_the_order() {
        let squares = |hands: &Hands| hands.map(1000, |i| i * i);
        let one = together(Some(1), 1000, squares);
        assert!(one.iter().enumerate().all(|(i, &v)| v == i * i));
        assert_eq!(one, together(Some(7), 1000, squares));
        let go_on = || ControlFlow::Continue(());
        assert_eq!(Some(one), watched(Some(3), 1000, squares, go_on).unwrap());
    }

    #[test]
    fn who_breaks_off_does_not_wait() {
        let slow = |hands: &Hands| hands.map(10_000, |_| std::thread::sleep(Duration::from_millis(5)));
        let begun = std::time::Instant::now();
        assert!(watched(Some(2), 10_000, slow, || ControlFlow::Break(())).unwrap().is_none());
        assert!(begun.elapsed() < Duration::from_millis(500));
    }

    #[test]
    fn wishes_are_bounded() {
        assert_eq!((threads(Some(8), 3), threads(Some(0), 0)), (3, 1));
        assert!(threads(None, 1000) >= 1);
    }
}
