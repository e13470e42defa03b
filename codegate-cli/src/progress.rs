//! Progress of long work: a line on stderr, if that is a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A line that tells what goes on, from the moment that it takes longer than half a second; gone when this is dropped.
pub(crate) struct Progress {
    done: Arc<AtomicBool>,
    /// In hundredths; 0 where it is not known.
    part: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to tell of this work.
    pub(crate) fn new(work: &'static str) -> Progress {
        let (done, part) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let thread = io::stderr().is_terminal().then(|| {
            let (done, part) = (done.clone(), part.clone());
            std::thread::spawn(move || tell(work, &done, &part))
        });
        Progress { done, part, thread }
    }

    /// Tells how much is done of all.
    pub(crate) fn at(&self, done: u64, all: u64) {
        self.part.store(done.saturating_mul(100) / all.max(1), Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn tell(work: &str, done: &AtomicBool, part: &AtomicU64) {
    let begun = Instant::now();
    let mut shown = false;
    while !done.load(Ordering::Acquire) {
        if begun.elapsed() >= Duration::from_millis(500) {
            shown = true;
            let so_far = match part.load(Ordering::Relaxed) {
                0 => String::new(),
                part => format!(", {part} %"),
            };
            let _ = write!(io::stderr(), "\r{work} … {} s{so_far}", begun.elapsed().as_secs());
            let _ = io::stderr().flush();
        }
        std::thread::park_timeout(Duration::from_millis(250));
    }
    if shown {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
