//! Records what has ended, on threads that may wait: nobody else waits for them. A store that another process holds is waited
//! for as long as the proxy runs.

use crate::visible;
use codegate_core::model::{Finish, Receipt};
use codegate_core::{Code, Error, Exchange};
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

/// So many may wait for the store. What ends beyond, the gate keeps for its next write, within bounds of its own.
pub(super) const WAITING: u32 = 1_000;
/// The pause between two tries, where `--wait` asks for none.
const PAUSE: Duration = Duration::from_millis(100);

/// How an exchange is to end.
pub(super) enum End {
    /// As the response said.
    Told(Finish),
    /// As far as it came.
    Left,
}

/// An exchange that has ended and is yet to be recorded.
pub(super) struct Ended {
    pub(super) exchange: Exchange,
    pub(super) end: End,
    /// The method and the path, without the query, which may hold a key.
    pub(super) what: String,
}

/// What records exchanges that have ended.
pub(super) struct Recorder {
    runtime: Handle,
    room: Arc<Semaphore>,
    /// Whether it was told that another process holds the store.
    held: Arc<AtomicBool>,
    quiet: bool,
}

impl Recorder {
    /// One whose work this runtime does.
    pub(super) fn new(runtime: Handle, quiet: bool) -> Recorder {
        Recorder { runtime, room: Arc::new(Semaphore::new(WAITING as usize)), held: Arc::default(), quiet }
    }

    /// Records an exchange that has ended; never waits for the store.
    pub(super) fn take(&self, ended: Ended) {
        let Ok(room) = self.room.clone().try_acquire_owned() else {
            let text = format!("{WAITING} others wait for the store already");
            tell(&ended.what, Err(Error::new(Code::Busy, text)), self.quiet);
            // To drop it may take as long as `drop_timeout`.
            self.runtime.spawn_blocking(move || drop(ended));
            return;
        };
        let (quiet, held) = (self.quiet, self.held.clone());
        self.runtime.spawn_blocking(move || {
            tell(&ended.what, ended.record(&held), quiet);
            drop((ended, room));
        });
    }

    /// Tells of a request that is not recorded.
    pub(super) fn passed_on(&self, what: &str) {
        tell(what, Ok(None), self.quiet);
    }

    /// Waits until all that was taken is recorded.
    pub(super) async fn done(&self) {
        // It is never closed, so that there is nothing to fail.
        let _ = self.room.acquire_many(WAITING).await;
    }
}

impl Ended {
    fn record(&self, held: &AtomicBool) -> Result<Option<Receipt>, Error> {
        loop {
            let recorded = match &self.end {
                End::Told(finish) => self.exchange.finish(finish.clone()).map(Some),
                End::Left => self.exchange.close(),
            };
            if !recorded.as_ref().is_err_and(|error| error.code() == Code::Busy) {
                held.store(false, Ordering::Relaxed);
                return recorded;
            }
            if !held.swap(true, Ordering::Relaxed) {
                say("others hold the store: what ends is recorded when they let go");
            }
            std::thread::sleep(PAUSE);
        }
    }
}

/// A line on stderr: what was asked and what it cost, no header and no text.
fn tell(what: &str, recorded: Result<Option<Receipt>, Error>, quiet: bool) {
    match recorded {
        Ok(_) if quiet => {}
        Ok(None) => say(&format!("{what}: passed on")),
        Ok(Some(receipt)) => say(&format!("{what}: {}", told(&receipt))),
        Err(error) => say(&format!("error[{}]: {what} was not recorded: {}", error.code(), error.message())),
    }
}

fn told(receipt: &Receipt) -> String {
    let tokens = receipt.usage.total_tokens.map_or("tokens unknown".into(), |tokens| format!("{tokens} tokens"));
    let cost = receipt.cost.map_or("cost unknown".into(), |cost| format!("{cost} USD"));
    let provider = receipt.provider.as_deref().unwrap_or("where it was going");
    let model = receipt.model.as_deref().unwrap_or("-");
    let tries = match receipt.attempts.len() {
        0 | 1 => String::new(),
        attempts => format!(", {attempts} attempts"),
    };
    format!("{provider}, {model}, {}{tries}, {tokens}, {cost}", receipt.outcome)
}

fn say(line: &str) {
    // Nobody is left to tell of a closed stderr.
    let _ = writeln!(std::io::stderr(), "{}", visible::line(line));
}
