//! What gate and exchange share: the store, the snapshot, the clock, ids, and the exchanges that are open.

mod clock;
mod credentials;
mod ids;
mod keys;
mod retaining;

pub(crate) use clock::ClockSource;
pub(crate) use credentials::is_kept;
pub(crate) use keys::{Continued, HandedOver, Keyed, Keys};

use crate::error::{Code, Error, Result};
use crate::limits::{CAUGHT_UP, UNWRITTEN};
use crate::model::{Alert, Clients, HistoryMode, Timestamp};
use crate::price::PriceBook;
use crate::request::ClientTable;
use crate::sealing::{KeySource, Keyring};
use crate::snapshot::Snapshot;
use crate::store::{Opening, SEALS, Store, config};
use crate::sync::locked;
use clock::Clock;
use ids::Ids;
use retaining::Retaining;
use rusqlite::Transaction;
use std::cell::Cell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Resolves the name of an environment variable, or the id of a credential of the host's, or fails with the error of the
/// host's own code; called with no lock held.
pub type EnvResolver = Arc<dyn Fn(&str) -> Result<Option<String>> + Send + Sync>;

/// How a store is opened and used.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) busy_timeout: Duration,
    pub(crate) drop_timeout: Duration,
    pub(crate) history: HistoryMode,
    pub(crate) retention: Option<Duration>,
    pub(crate) inject_usage: bool,
    pub(crate) read_only: bool,
    pub(crate) set_aside_corrupt: bool,
    pub(crate) clients: Option<Clients>,
    pub(crate) clock: ClockSource,
    pub(crate) id_seed: Option<u64>,
    pub(crate) env: EnvResolver,
    pub(crate) credentials: Option<EnvResolver>,
    pub(crate) key: KeySource,
    /// The folder for the key of a store's own.
    pub(crate) key_folder: Option<PathBuf>,
    /// The variables that `env:` may name; any by default.
    pub(crate) variables: Option<Vec<String>>,
}

pub(crate) struct Context {
    pub(crate) store: Store,
    pub(crate) keyring: Keyring,
    pub(crate) variables: Option<Vec<String>>,
    pub(crate) env: EnvResolver,
    /// Resolves `host:<id>`; without it the host gives each attempt its secret.
    pub(crate) credentials: Option<EnvResolver>,
    pub(crate) history: HistoryMode,
    pub(crate) inject_usage: bool,
    /// The host's table of clients; `None` is the built-in one.
    pub(crate) clients: Option<ClientTable>,
    seen: Mutex<Seen>,
    clock: Clock,
    ids: Ids,
    prices: Mutex<Arc<PriceBook>>,
    open: Mutex<HashMap<String, OpenExchange>>,
    keys: Mutex<Keys>,
    /// How long an exchange that is dropped waits for others.
    pub(crate) drop_timeout: Duration,
    unwritten: Mutex<Vec<Box<dyn Unwritten>>>,
    /// How long the history is kept, if the host says.
    retaining: Option<Retaining>,
    closed: AtomicBool,
}

/// An exchange that was dropped while the store could not be written, and is yet to be recorded.
pub(crate) trait Unwritten: Send + Sync {
    /// Records it, waiting for others no longer than `within`, else as any write does. It fails where it is to be tried
    /// again.
    fn write(&self, context: &Context, within: Option<Duration>) -> Result<()>;
}

/// The configuration as last read.
struct Seen {
    data_version: i64,
    /// How often the store's files had been reopened. The store may have been restored from a copy then, which makes
    /// everything read before worthless.
    reattached: u64,
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
    pub(crate) fn open(path: &Path, settings: &Settings) -> Result<Context> {
        let clients = settings.clients.as_ref().map(ClientTable::with).transpose()?;
        let clock = Clock::new(&settings.clock);
        let how = Opening {
            busy_timeout: settings.busy_timeout,
            read_only: settings.read_only,
            set_aside_corrupt: settings.set_aside_corrupt,
            now: clock.now()?,
        };
        let store = Store::open(path, &how)?;
        let data_version = if store.in_memory() { 0 } else { store.data_version()? };
        let snapshot = store.read_config(|tx| Snapshot::load(tx, None))?;
        let mut prices = Arc::default();
        PriceBook::follow(&mut prices, &snapshot.own_prices);
        let path = Some(path).filter(|_| !store.in_memory());
        let keyring = Keyring::new(&settings.key, &snapshot.store_id, path, settings.key_folder.clone())?;
        let upgraded = store.came_from().is_some_and(|version| version < SEALS);
        let context = Context {
            store,
            keyring,
            variables: settings.variables.clone(),
            env: settings.env.clone(),
            credentials: settings.credentials.clone(),
            history: settings.history,
            inject_usage: settings.inject_usage,
            clients,
            seen: Mutex::new(Seen { data_version, reattached: 0, snapshot }),
            clock,
            ids: Ids::new(settings.id_seed),
            prices: Mutex::new(prices),
            open: Mutex::new(HashMap::new()),
            keys: Mutex::default(),
            drop_timeout: settings.drop_timeout,
            unwritten: Mutex::default(),
            retaining: settings.retention.filter(|_| !settings.read_only).map(Retaining::new),
            closed: AtomicBool::new(false),
        };
        if upgraded {
            context.bind_all()?;
            context.reload(&mut locked(&context.seen))?;
        }
        context.retain_at_open();
        Ok(context)
    }

    /// Refuses a forked process and a closed gate.
    pub(crate) fn check(&self) -> Result<()> {
        self.store.check_process()?;
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::new(Code::GateClosed, "the gate was closed; open it again"));
        }
        Ok(())
    }

    /// The current configuration, whoever changed it.
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
        (seen.reattached, seen.snapshot) = self.store.read_config(|tx| {
            let reattached = self.store.reattached();
            let held = (reattached == seen.reattached).then_some(&seen.snapshot);
            Ok((reattached, Snapshot::load(tx, held)?))
        })?;
        PriceBook::follow(&mut locked(&self.prices), &seen.snapshot.own_prices);
        Ok(())
    }

    /// Changes the configuration in one transaction; the next decision of every gate on the file sees it.
    pub(crate) fn configure<T>(&self, mut work: impl FnMut(&Edit<'_>) -> Result<T>) -> Result<T> {
        self.check()?;
        let done = self.store.write(|tx| work(&Edit { tx, raised: Cell::new(None) }))?;
        // The change is durable. Should this refresh fail, the next decision tries again and says why it cannot.
        let _ = self.reload(&mut locked(&self.seen));
        self.catch_up();
        Ok(done)
    }

    /// Keeps an exchange that could not be recorded now. There is room for a bounded number: the oldest gives way.
    pub(crate) fn keep_unwritten(&self, exchange: Box<dyn Unwritten>) {
        let mut unwritten = locked(&self.unwritten);
        if unwritten.len() >= UNWRITTEN {
            unwritten.remove(0);
        }
        unwritten.push(exchange);
    }

    /// How many exchanges are yet to be recorded.
    pub(crate) fn unwritten(&self) -> u64 {
        locked(&self.unwritten).len() as u64
    }

    /// Does what waits for a write that found its place: records what could not be recorded before, and applies the
    /// retention.
    pub(crate) fn catch_up(&self) {
        let _ = self.write_left(Some(self.drop_timeout), usize::MAX);
        self.retain();
    }

    /// The same after the write of one that was dropped, where nobody expects to wait: a few of them, and only if the store
    /// is free.
    pub(crate) fn catch_up_a_little(&self) {
        let _ = self.write_left(Some(Duration::ZERO), CAUGHT_UP);
    }

    /// Records what could not be recorded before, so many at most. For each, others are waited for no longer than `within`,
    /// else as in any write.
    fn write_left(&self, within: Option<Duration>, most: usize) -> Result<()> {
        let mut left = std::mem::take(&mut *locked(&self.unwritten)).into_iter();
        for exchange in left.by_ref().take(most) {
            if let Err(error) = exchange.write(self, within) {
                // None of the rest would fare better.
                self.put_back(std::iter::once(exchange).chain(left));
                return Err(error);
            }
        }
        self.put_back(left);
        Ok(())
    }

    /// Before what came meanwhile.
    fn put_back(&self, left: impl Iterator<Item = Box<dyn Unwritten>>) {
        let mut unwritten = locked(&self.unwritten);
        let later = std::mem::take(&mut *unwritten);
        *unwritten = left.chain(later).collect();
    }

    /// One reading of the clock.
    pub(crate) fn now(&self) -> Result<Timestamp> {
        self.clock.now()
    }

    /// A new id that sorts by `now`.
    pub(crate) fn new_id(&self, now: Timestamp) -> Result<String> {
        self.ids.make(now)
    }

    /// The current prices.
    pub(crate) fn prices(&self) -> Arc<PriceBook> {
        locked(&self.prices).clone()
    }

    /// Changes the prices; `work` is short, as every finish waits for it.
    pub(crate) fn change_prices<T>(&self, work: impl FnOnce(&mut PriceBook) -> Result<T>) -> Result<T> {
        work(Arc::make_mut(&mut *locked(&self.prices)))
    }

    /// The exchanges that are open in this process.
    pub(crate) fn with_open<T>(&self, work: impl FnOnce(&mut HashMap<String, OpenExchange>) -> T) -> T {
        work(&mut locked(&self.open))
    }

    /// The exchanges of this process by their keys.
    pub(crate) fn with_keys<T>(&self, work: impl FnOnce(&mut Keys) -> T) -> T {
        work(&mut locked(&self.keys))
    }

    /// Closes the gate; exchanges that are open keep the writer until the last of them is finished. What was dropped and
    /// could not be recorded is recorded first, or the caller is told, who may close again: later there is nobody to tell.
    pub(crate) fn close(&self) -> Result<()> {
        self.store.check_process()?;
        let again = self.closed.swap(true, Ordering::AcqRel);
        self.write_left(None, usize::MAX).map_err(|error| {
            let (left, why) = (self.unwritten(), error.message());
            Error::new(
                error.code(),
                format!("exchanges that were dropped are not recorded yet ({left}), close again: {why}"),
            )
        })?;
        if again {
            return Ok(());
        }
        self.store.close(self.with_open(|open| !open.is_empty()))
    }

    /// Removes an exchange from the open ones, and leaves closing a closed gate's store to the gate: closing writes.
    pub(crate) fn forget(&self, exchange: &str) {
        self.with_open(|open| open.remove(exchange));
    }

    /// Removes an exchange from the open ones; the last one of a closed gate closes the store.
    pub(crate) fn finished(&self, exchange: &str) {
        let last = self.with_open(|open| open.remove(exchange).is_some() && open.is_empty());
        if last && self.closed.load(Ordering::Acquire) {
            // What was recorded is durable; a failing checkpoint only leaves the log for the next opener.
            let _ = self.store.close(false);
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if self.store.check_process().is_ok() {
            let _ = self.write_left(Some(self.drop_timeout), usize::MAX);
        }
    }
}

/// A transaction on the configuration.
pub(crate) struct Edit<'t> {
    pub(crate) tx: &'t Transaction<'t>,
    raised: Cell<Option<i64>>,
}

impl Edit<'_> {
    /// The generation of this change, incremented once. Only code that changes a row asks for it: each generation has
    /// entries in the log of changes.
    pub(crate) fn generation(&self) -> Result<i64> {
        if let Some(generation) = self.raised.get() {
            return Ok(generation);
        }
        let generation = config::raise_generation(self.tx)?;
        self.raised.set(Some(generation));
        Ok(generation)
    }
}
