//! Options of opening a store.

use crate::context::{ClockSource, Context, Settings};
use crate::error::{Error, Result};
use crate::gate::Gate;
use crate::model::{Clients, HistoryMode, OptionFields, SteppedClock, Timestamp};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Options to open a store with; see each method for its default.
#[derive(Clone)]
pub struct OpenOptions {
    settings: Settings,
}

impl Default for OpenOptions {
    fn default() -> Self {
        OpenOptions {
            settings: Settings {
                busy_timeout: Duration::from_secs(5),
                history: HistoryMode::Text,
                inject_usage: true,
                read_only: false,
                set_aside_corrupt: false,
                clients: None,
                clock: ClockSource::System,
                id_seed: None,
                env: Arc::new(|name| Ok(std::env::var(name).ok())),
            },
        }
    }
}

impl OpenOptions {
    /// Options from their JSON form; `invalid_argument` for a value out of range.
    pub fn from_fields(fields: &OptionFields) -> Result<Self> {
        let mut options = OpenOptions::default();
        let settings = &mut options.settings;
        if let Some(seconds) = fields.busy_timeout {
            if !(0.0..=3_600.0).contains(&seconds) {
                return Err(Error::argument("`busy_timeout` must be 0 to 3600 seconds"));
            }
            settings.busy_timeout = Duration::from_secs_f64(seconds);
        }
        settings.history = fields.history.unwrap_or(settings.history);
        settings.inject_usage = fields.inject_usage.unwrap_or(true);
        settings.read_only = fields.read_only.unwrap_or(false);
        settings.set_aside_corrupt = fields.set_aside_corrupt.unwrap_or(false);
        settings.clients = fields.clients.clone();
        settings.clock = fields.clock.map_or(ClockSource::System, ClockSource::Stepped);
        settings.id_seed = fields.id_seed;
        Ok(options)
    }

    /// How long a write waits for another process; 5 seconds by default, at most an hour.
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.settings.busy_timeout = timeout.min(Duration::from_secs(3_600));
        self
    }

    /// What the history keeps; `text` by default.
    pub fn history(mut self, mode: HistoryMode) -> Self {
        self.settings.history = mode;
        self
    }

    /// Asks for the usage of streams where the client did not; on by default, except at endpoints that are known to refuse
    /// the option. A provider may say otherwise for itself.
    pub fn inject_usage(mut self, inject: bool) -> Self {
        self.settings.inject_usage = inject;
        self
    }

    /// Opens without writing anything, not even a lock file; off by default.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.settings.read_only = read_only;
        self
    }

    /// Moves a damaged file aside and starts a new one; off by default.
    pub fn set_aside_corrupt(mut self, set_aside: bool) -> Self {
        self.settings.set_aside_corrupt = set_aside;
        self
    }

    /// Clients to recognise in addition to the built-in table, or instead of it; see [`Clients`].
    ///
    /// An invalid table is `invalid_argument` at [`OpenOptions::open`], with the entry and the field. The table belongs
    /// to the gate, not to the file.
    ///
    /// ```
    /// use codegate_core::{Gate, model::{ClientSign, ClientSpec, Clients, Request}};
    ///
    /// let sign = ClientSign { name: "user-agent".into(), contains: Some("acme-editor/".into()), ..Default::default() };
    /// let acme = ClientSpec { name: "acme".into(), headers: vec![sign], ..Default::default() };
    /// let gate = Gate::options().clients(Clients::Entries(vec![acme])).open(":memory:")?;
    /// let request = Request { headers: vec![("User-Agent".into(), "Acme-Editor/2.1".into())], ..Request::default() };
    /// assert_eq!(gate.decide(&request)?.facts.client, "acme");
    /// # Ok::<(), codegate_core::Error>(())
    /// ```
    pub fn clients(mut self, clients: Clients) -> Self {
        self.settings.clients = Some(clients);
        self
    }

    /// The host's own clock; it is read on the calling thread, once per call, with no lock held.
    pub fn clock(mut self, clock: impl Fn() -> Result<Timestamp> + Send + Sync + 'static) -> Self {
        self.settings.clock = ClockSource::Custom(Arc::new(clock));
        self
    }

    /// A clock that starts at a given time and advances by a fixed step at each reading.
    pub fn stepped_clock(mut self, clock: SteppedClock) -> Self {
        self.settings.clock = ClockSource::Stepped(clock);
        self
    }

    /// Makes ids deterministic, for tests.
    pub fn id_seed(mut self, seed: u64) -> Self {
        self.settings.id_seed = Some(seed);
        self
    }

    /// How `env:NAME` is resolved; the process environment by default.
    pub fn env(mut self, resolver: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.settings.env = Arc::new(move |name| Ok(resolver(name)));
        self
    }

    /// The same with a resolver that can fail; its error ends the call that needed it, and nothing changes.
    pub fn try_env(mut self, resolver: impl Fn(&str) -> Result<Option<String>> + Send + Sync + 'static) -> Self {
        self.settings.env = Arc::new(resolver);
        self
    }

    /// Opens the store at `path`, creating it if it does not exist. `:memory:` opens a store without a file.
    pub fn open(self, path: impl AsRef<Path>) -> Result<Gate> {
        Ok(Gate { context: Arc::new(Context::open(path.as_ref(), &self.settings)?), time: None })
    }
}
