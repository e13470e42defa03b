//! What gate and exchange share: the store, the snapshot, the clock, ids, and the exchanges that are open.

use crate::error::{Code, Error, Result};
use crate::gate::{Clock, EnvResolver, OpenOptions};
use crate::model::{Alert, HistoryMode, SteppedClock, Timestamp};
use crate::snapshot::Snapshot;
use crate::store::{Opening, Store, config, locked};
use rusqlite::Transaction;
use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) env: EnvResolver,
    pub(crate) history: HistoryMode,
    pub(crate) inject_usage: bool,
    seen: Mutex<Seen>,
    time: Time,
    ids: Ids,
    open: Mutex<HashMap<String, OpenExchange>>,
    closed: AtomicBool,
}

/// The configuration as it was last seen.
struct Seen {
    data_version: i64,
    snapshot: Arc<Snapshot>,
}

/// An exchange that is not finished yet, as its alerts need it.
pub(crate) struct OpenExchange {
    pub(crate) workspace: String,
    pub(crate) session: String,
    /// Written by its finish.
    pub(crate) alerts: Vec<Alert>,
}

impl Context {
    pub(crate) fn open(path: &Path, options: &OpenOptions) -> Result<Context> {
        let time = Time::new(&options.clock);
        let how = Opening {
            busy_timeout: options.busy_timeout,
            read_only: options.read_only,
            set_aside_corrupt: options.set_aside_corrupt,
            now: time.now()?,
        };
        let store = Store::open(path, &how)?;
        let data_version = if store.in_memory() { 0 } else { store.data_version()? };
        let snapshot = store.read_config(|tx| Snapshot::load(tx, None))?;
        Ok(Context {
            store,
            env: options.env.clone(),
            history: options.history,
            inject_usage: options.inject_usage,
            seen: Mutex::new(Seen { data_version, snapshot: Arc::new(snapshot) }),
            time,
            ids: Ids { seed: options.id_seed, made: AtomicU64::new(0) },
            open: Mutex::new(HashMap::new()),
            closed: AtomicBool::new(false),
        })
    }

    /// Refuses a forked process and a closed gate.
    pub(crate) fn check(&self) -> Result<()> {
        self.store.check_process()?;
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::new(Code::GateClosed, "the gate was closed; open it again"));
        }
        Ok(())
    }

    /// The configuration as it stands now, whoever changed it.
    pub(crate) fn snapshot(&self) -> Result<Arc<Snapshot>> {
        self.check()?;
        let mut seen = locked(&self.seen);
        if !self.store.in_memory() {
            // It moves with every write of others; read first, so that a later change is not missed.
            let version = self.store.data_version()?;
            if version != seen.data_version {
                self.reload(&mut seen)?;
                seen.data_version = version;
            }
        }
        Ok(seen.snapshot.clone())
    }

    fn reload(&self, seen: &mut Seen) -> Result<()> {
        let held = &seen.snapshot;
        let fresh = self.store.read_config(|tx| {
            if config::generation(tx)? == held.generation { Ok(None) } else { Snapshot::load(tx, Some(held)).map(Some) }
        })?;
        if let Some(fresh) = fresh {
            seen.snapshot = Arc::new(fresh);
        }
        Ok(())
    }

    /// Changes the configuration in one transaction; the next decision of every gate on the file sees it.
    pub(crate) fn configure<T>(&self, work: impl FnOnce(&Edit<'_>) -> Result<T>) -> Result<T> {
        self.check()?;
        let done = self.store.write(|tx| work(&Edit { tx, raised: Cell::new(None) }))?;
        // The change is durable. Should this refresh fail, the next decision tries again and says why it cannot.
        let _ = self.reload(&mut locked(&self.seen));
        Ok(done)
    }

    /// One reading of the clock.
    pub(crate) fn now(&self) -> Result<Timestamp> {
        self.time.now()
    }

    /// A new id that sorts by `now`.
    pub(crate) fn new_id(&self, now: Timestamp) -> Result<String> {
        self.ids.make(now)
    }

    /// The exchanges that are open in this process.
    pub(crate) fn with_open<T>(&self, work: impl FnOnce(&mut HashMap<String, OpenExchange>) -> T) -> T {
        work(&mut locked(&self.open))
    }

    /// Closes the gate; exchanges that are open keep the writer until the last of them is finished.
    pub(crate) fn close(&self) -> Result<()> {
        self.store.check_process()?;
        if self.closed.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        self.store.close(self.with_open(|open| !open.is_empty()))
    }

    /// Takes an exchange out of the open ones; the last one of a closed gate closes the store.
    pub(crate) fn finished(&self, exchange: &str) {
        let last = self.with_open(|open| open.remove(exchange).is_some() && open.is_empty());
        if last && self.closed.load(Ordering::Acquire) {
            // What was recorded is durable; a failing checkpoint only leaves the log for the next opener.
            let _ = self.store.close(false);
        }
    }
}

/// A transaction on the configuration.
pub(crate) struct Edit<'t> {
    pub(crate) tx: &'t Transaction<'t>,
    raised: Cell<Option<i64>>,
}

impl Edit<'_> {
    /// The generation that this change makes, raised once. Whoever changes a row must ask for it.
    pub(crate) fn generation(&self) -> Result<i64> {
        if let Some(generation) = self.raised.get() {
            return Ok(generation);
        }
        let generation = config::raise_generation(self.tx)?;
        self.raised.set(Some(generation));
        Ok(generation)
    }
}

/// The one place where the time is read.
enum Time {
    System,
    Stepped(SteppedClock, AtomicI64),
    Custom(Arc<dyn Fn() -> Result<Timestamp> + Send + Sync>),
}

impl Time {
    fn new(clock: &Clock) -> Time {
        match clock {
            Clock::System => Time::System,
            Clock::Stepped(clock) => Time::Stepped(*clock, AtomicI64::new(0)),
            Clock::Custom(read) => Time::Custom(read.clone()),
        }
    }

    fn now(&self) -> Result<Timestamp> {
        match self {
            Time::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Ok(Timestamp::clamped(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)))
            }
            Time::Stepped(clock, readings) => {
                let steps = readings.fetch_add(1, Ordering::Relaxed).saturating_mul(clock.step_us);
                Ok(Timestamp::clamped(clock.start.as_micros().saturating_add(steps)))
            }
            Time::Custom(read) => read(),
        }
    }
}

/// Makes UUIDs of version 7 (RFC 9562): a millisecond, then random bits.
struct Ids {
    /// Makes the bits follow from a seed, for tests.
    seed: Option<u64>,
    made: AtomicU64,
}

impl Ids {
    fn make(&self, now: Timestamp) -> Result<String> {
        let mut bits = [0u8; 10];
        match self.seed {
            None => getrandom::fill(&mut bits)
                .map_err(|_| Error::new(Code::Io, "the operating system gives no random numbers"))?,
            Some(seed) => {
                let step = self.made.fetch_add(2, Ordering::Relaxed);
                let words = [mix(seed, step), mix(seed, step + 1)];
                for (bit, byte) in bits.iter_mut().zip(words.iter().flat_map(|word| word.to_le_bytes())) {
                    *bit = byte;
                }
            }
        }
        let millis = u64::try_from(now.as_micros().div_euclid(1_000)).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &bits).into_uuid().to_string())
    }
}

/// The splitmix64 generator: well spread bits of a counter.
fn mix(seed: u64, step: u64) -> u64 {
    let mut word = seed.wrapping_add(step.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}
