//! Progress of long work: a line on stderr, if that is a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A line that tells what goes on, from the moment that it takes longer than half a second; gone when this is dropped.
pub(crate) struct Progress {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to tell of this work.
    pub(crate) fn new(work: &'static str) -> Progress {
        let done = Arc::new(AtomicBool::new(false));
        let thread = io::stderr().is_terminal().then(|| {
            let done = done.clone();
            std::thread::spawn(move || tell(work, &done))
        });
        Progress { done, thread }
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

fn tell(work: &str, done: &AtomicBool) {
    let begun = Instant::now();
    let mut shown = false;
    while !done.load(Ordering::Acquire) {
        if begun.elapsed() >= Duration::from_millis(500) {
            shown = true;
            let _ = write!(io::stderr(), "\r{work} … {} s", begun.elapsed().as_secs());
            let _ = io::stderr().flush();
        }
        std::thread::park_timeout(Duration::from_millis(250));
    }
    if shown {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
