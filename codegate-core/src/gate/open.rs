//! Options of opening a store.

use crate::context::{ClockSource, Context, Settings};
use crate::error::{Code, Error, Result};
use crate::gate::Gate;
use crate::model::{Clients, HistoryMode, OptionFields, SteppedClock, Timestamp};
use crate::sealing::{Key, KeySource, make_folder};
use std::path::{Path, PathBuf};
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
                drop_timeout: Duration::from_millis(50),
                history: HistoryMode::Text,
                retention: None,
                inject_usage: true,
                read_only: false,
                set_aside_corrupt: false,
                clients: None,
                clock: ClockSource::System,
                id_seed: None,
                env: Arc::new(|name| Ok(std::env::var(name).ok())),
                credentials: None,
                key: KeySource::Default,
                key_folder: key_folder(),
                variables: None,
            },
        }
    }
}

impl OpenOptions {
    /// Options from their JSON form; `invalid_argument` for a value out of range.
    pub fn from_fields(fields: &OptionFields) -> Result<Self> {
        let mut options = OpenOptions::default();
        let settings = &mut options.settings;
        settings.busy_timeout = waiting("busy_timeout", fields.busy_timeout, settings.busy_timeout)?;
        settings.drop_timeout = waiting("drop_timeout", fields.drop_timeout, settings.drop_timeout)?;
        settings.history = fields.history.unwrap_or(settings.history);
        settings.retention = fields.retention.map(days).transpose()?;
        settings.inject_usage = fields.inject_usage.unwrap_or(true);
        settings.read_only = fields.read_only.unwrap_or(false);
        settings.set_aside_corrupt = fields.set_aside_corrupt.unwrap_or(false);
        settings.clients = fields.clients.clone();
        settings.clock = fields.clock.map_or(ClockSource::System, ClockSource::Stepped);
        settings.id_seed = fields.id_seed;
        settings.variables = fields.env.clone();
        settings.key = match (&fields.key, &fields.key_file) {
            (Some(_), Some(_)) => return Err(Error::argument("give `key` or `key_file`, not both")),
            (Some(key), None) => KeySource::Given(Arc::new(Key::from_hex(key.expose())?)),
            (None, Some(path)) => KeySource::File(path.into()),
            (None, None) => KeySource::Default,
        };
        Ok(options)
    }

    /// How long a write waits for another process; 5 seconds by default, at most an hour.
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.settings.busy_timeout = timeout.min(Duration::from_secs(3_600));
        self
    }

    /// How long an exchange that is dropped without a finish waits for others to be recorded; 50 milliseconds by default, at
    /// most an hour. One that finds no place in that time is kept by the gate and recorded with its next write, at the
    /// latest when it is closed; until then [`Gate::health`] counts it.
    pub fn drop_timeout(mut self, timeout: Duration) -> Self {
        self.settings.drop_timeout = timeout.min(Duration::from_secs(3_600));
        self
    }

    /// What the history keeps; `text` by default.
    pub fn history(mut self, mode: HistoryMode) -> Self {
        self.settings.history = mode;
        self
    }

    /// How long exchanges stay in the history; for ever by default. What began so long before the newest ones is removed as
    /// by [`crate::gate::History::prune`]: its prompts, outputs, raw bodies and alerts; its usage and cost stay. The time is
    /// counted back from the exchanges that were recorded last, not from the clock, and no more are removed at a time than
    /// there are younger ones: a clock that is wrong by years empties no history
    /// (what it dated too early counts as old itself). Up to 2,000 exchanges go when the store is opened,
    /// and 16 after every 8 that are recorded, if no other process writes at that moment.
    pub fn retention(mut self, time: Duration) -> Self {
        self.settings.retention = Some(time);
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

    /// The variables that `env:NAME` may name; any by default. One of another name is `credential_unavailable`.
    pub fn variables<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.settings.variables = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// The key that seals credentials, and binds references to their origins. Without it, the store has one of its own, made
    /// when it is first needed, in a file that its owner alone may read: `codegate/keys/<store>.key` in the platform's folder
    /// for configuration (`$XDG_CONFIG_HOME` or `~/.config`, on macOS `~/Library/Preferences`, on Windows `%APPDATA%`), or
    /// `<store>.key` in the folder that `CODEGATE_KEYS` names. A
    /// store in memory keeps its key there.
    pub fn key(mut self, key: Key) -> Self {
        self.settings.key = KeySource::Given(Arc::new(key));
        self
    }

    /// The file of the store's key, in the place of the one in the platform's folder. It must not be in the store's own
    /// folder.
    pub fn key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.key = KeySource::File(path.into());
        self
    }

    /// How `host:<id>` is resolved: the id in, the secret out; `None` is `credential_unavailable`. It is called by begin,
    /// fail and retry for the route being taken, with no lock held, and never by decide and explain. Without it, the host
    /// gives the secret of each attempt by [`crate::Exchange::authorize`].
    ///
    /// ```
    /// use codegate_core::{Gate, model::{NewProvider, ProviderType, Request}};
    ///
    /// let gate = Gate::options().credentials(|id| (id == "work").then(|| "sk-1".to_owned())).open(":memory:")?;
    /// let credential = Some("host:work".to_owned());
    /// gate.providers().add("p", &NewProvider { credential, ..NewProvider::new(ProviderType::Openai) })?;
    /// let exchange = gate.begin(Request { to: Some("p/gpt-4o".into()), ..Request::default() })?;
    /// assert!(exchange.headers().contains(&("authorization".into(), "Bearer sk-1".into())));
    /// # Ok::<(), codegate_core::Error>(())
    /// ```
    pub fn credentials(mut self, resolver: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.settings.credentials = Some(Arc::new(move |id| Ok(resolver(id))));
        self
    }

    /// The same with a resolver that can fail; its error ends the call that needed it, and nothing changes. One of the codes
    /// of credentials is taken as those of the library itself: by `fail`, that fallback is skipped.
    pub fn try_credentials(
        mut self,
        resolver: impl Fn(&str) -> Result<Option<String>> + Send + Sync + 'static,
    ) -> Self {
        self.settings.credentials = Some(Arc::new(resolver));
        self
    }

    /// Opens the store at `path`, creating it if it does not exist. `:memory:` opens a store without a file. A folder that is
    /// not there is an error, and `~` is a name like any other.
    pub fn open(self, path: impl AsRef<Path>) -> Result<Gate> {
        Ok(Gate { context: Arc::new(Context::open(path.as_ref(), &self.settings)?), time: None })
    }

    /// Opens the store of [`OpenOptions::default_path`], creating its folder, for its owner alone, if need be. The folder of
    /// a path in `CODEGATE_STORE` must be there.
    pub fn open_default(self) -> Result<Gate> {
        let (path, folder) = self.default_place()?;
        if let (Some(folder), false) = (&folder, self.settings.read_only) {
            make_folder(folder).map_err(|error| {
                let text = format!("the folder `{}` of the default store cannot be made: {error}", folder.display());
                Error::new(Code::Io, text)
            })?;
        }
        self.open(path)
    }

    /// The path of the default store: that in the environment variable `CODEGATE_STORE`, else `codegate/codegate.db` in the
    /// platform's data folder: `$XDG_DATA_HOME` or `~/.local/share`, on macOS `~/Library/Application Support`, on Windows
    /// `%LOCALAPPDATA%`. The environment is read as for `env:NAME`.
    ///
    /// Errors: `invalid_argument` where there is no such folder, and those of the host's own resolver.
    pub fn default_path(&self) -> Result<PathBuf> {
        Ok(self.default_place()?.0)
    }

    /// The path of the default store, and its folder if that is ours to make.
    fn default_place(&self) -> Result<(PathBuf, Option<PathBuf>)> {
        let variable = |name: &str| Ok((self.settings.env)(name)?.filter(|value| !value.is_empty()));
        if let Some(path) = variable("CODEGATE_STORE")? {
            return Ok((path.into(), None));
        }
        let folder = data_folder(&variable)?.ok_or_else(|| {
            Error::argument(
                "there is no home folder to keep the default store in; give a path, or set `CODEGATE_STORE`",
            )
        })?;
        let folder = folder.join("codegate");
        Ok((folder.join("codegate.db"), Some(folder)))
    }
}

/// A time to wait that was given in seconds.
fn waiting(name: &str, seconds: Option<f64>, otherwise: Duration) -> Result<Duration> {
    match seconds {
        None => Ok(otherwise),
        Some(seconds) if (0.0..=3_600.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        Some(_) => Err(Error::argument(format!("`{name}` must be 0 to 3600 seconds"))),
    }
}

/// A time that was given in days.
fn days(days: f64) -> Result<Duration> {
    if days > 0.0 && days <= 36_500.0 {
        return Ok(Duration::from_secs_f64(days * 86_400.0));
    }
    Err(Error::argument("`retention` must be above 0 and at most 36500 days"))
}

/// The folder for the keys of stores, by the environment of the process: the one in `CODEGATE_KEYS`, else in the platform's
/// folder for configuration.
fn key_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    if let Some(keys) = folder("CODEGATE_KEYS") {
        return Some(keys);
    }
    config_folder(&folder).map(|folder| folder.join("codegate/keys"))
}

/// The platform's folder for what programs are told once.
fn config_folder(folder: &impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let home = || folder("HOME").or_else(std::env::home_dir).filter(|home| home.is_absolute());
    if cfg!(windows) {
        return folder("APPDATA");
    }
    if cfg!(target_os = "macos") {
        return home().map(|home| home.join("Library/Preferences"));
    }
    folder("XDG_CONFIG_HOME").or_else(|| home().map(|home| home.join(".config")))
}

/// The platform's folder for the data of programs. XDG has relative paths ignored.
fn data_folder(variable: &impl Fn(&str) -> Result<Option<String>>) -> Result<Option<PathBuf>> {
    let home = |rest: &str| match variable("HOME")?.map(PathBuf::from).or_else(std::env::home_dir) {
        Some(home) if home.is_absolute() => Ok(Some(home.join(rest))),
        _ => Ok(None),
    };
    if cfg!(windows) {
        return match variable("LOCALAPPDATA")? {
            Some(folder) => Ok(Some(folder.into())),
            None => Ok(std::env::home_dir().map(|home| home.join("AppData\\Local"))),
        };
    }
    if cfg!(target_os = "macos") {
        return home("Library/Application Support");
    }
    match variable("XDG_DATA_HOME")?.map(PathBuf::from).filter(|folder| folder.is_absolute()) {
        Some(folder) => Ok(Some(folder)),
        None => home(".local/share"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> OpenOptions {
        let variables: Vec<(String, String)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let of = move |name: &str| variables.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
        Gate::options().env(of)
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_default_store_is_where_the_platform_keeps_data() {
        let path = |variables: &[(&str, &str)]| with(variables).default_path().unwrap();
        let home = ("HOME", "/home/a");
        assert_eq!(path(&[home, ("XDG_DATA_HOME", "/d")]), Path::new("/d/codegate/codegate.db"));
        assert_eq!(path(&[home]), Path::new("/home/a/.local/share/codegate/codegate.db"));
        assert_eq!(path(&[home, ("XDG_DATA_HOME", "")]), Path::new("/home/a/.local/share/codegate/codegate.db"));
        assert_eq!(path(&[home, ("XDG_DATA_HOME", "d")]), Path::new("/home/a/.local/share/codegate/codegate.db"));
        assert_eq!(path(&[home, ("CODEGATE_STORE", "s.db")]), Path::new("s.db"));
        assert_eq!(with(&[("HOME", "relative")]).default_path().unwrap_err().code(), Code::InvalidArgument);
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn its_folder_is_made_for_its_owner_and_no_other_is() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let data = data.to_str().unwrap();
        let looking = with(&[("XDG_DATA_HOME", data)]).read_only(true).open_default();
        assert!(looking.is_err() && !Path::new(data).exists(), "who only reads makes nothing");
        with(&[("XDG_DATA_HOME", data)]).open_default().unwrap().close().unwrap();
        let made = std::fs::metadata(Path::new(data).join("codegate")).unwrap();
        assert_eq!(made.permissions().mode() & 0o777, 0o700);
        assert!(Path::new(data).join("codegate/codegate.db").exists());
        let missing = folder.path().join("no/store.db");
        let refused = with(&[("CODEGATE_STORE", missing.to_str().unwrap())]).open_default().unwrap_err();
        assert_eq!(refused.code(), Code::Io);
        assert!(refused.message().contains(missing.to_str().unwrap()), "{refused}");
    }
}
