//! Credentials that are kept: what releases them, and what does not.

use codegate_core::model::{
    NewProvider, ProviderType, ProviderUpdate, Request, RotateOptions, RuleSpec, WorkspaceUpdate,
};
use codegate_core::{Code, Gate, Key, OpenOptions, Secret};
use rusqlite::Connection;
use std::path::PathBuf;

const KEY: &str = "sk-0123456789-canary-abcdefgh";

/// A store in a folder of its own, with its key elsewhere.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("store")).unwrap();
        Home(home)
    }

    fn store(&self) -> PathBuf {
        self.0.path().join("store/codegate.db")
    }

    fn key_file(&self) -> PathBuf {
        self.0.path().join("keys/a.key")
    }

    fn options(&self) -> OpenOptions {
        Gate::options().key_file(self.key_file()).env(|name| (name == "NAMED").then(|| "sk-of-env".to_owned()))
    }

    fn open(&self) -> Gate {
        self.options().open(self.store()).unwrap()
    }

    /// A change of the file by another hand.
    fn edit(&self, sql: &str) {
        let connection = Connection::open(self.store()).unwrap();
        connection.execute_batch(sql).unwrap();
        connection.execute_batch("UPDATE meta SET config_generation = config_generation + 1000000").unwrap();
    }
}

fn kept(endpoint: &str) -> NewProvider {
    NewProvider {
        endpoint: Some(endpoint.into()),
        api_key: Some(Secret::new(format!(" {KEY}\n"))),
        ..NewProvider::new(ProviderType::Openai)
    }
}

fn referring(credential: &str) -> NewProvider {
    NewProvider {
        endpoint: Some("https://a.example/v1".into()),
        credential: Some(credential.into()),
        ..NewProvider::new(ProviderType::Openai)
    }
}

fn passing() -> NewProvider {
    NewProvider {
        endpoint: Some("https://a.example/v1".into()),
        auth: Some(codegate_core::model::Auth::Passthrough),
        passthrough_to: Some(vec!["https://b.example".into()]),
        ..NewProvider::new(ProviderType::Openai)
    }
}

/// What is sent to a provider as its credential, or the code of the error.
fn sent(gate: &Gate, provider: &str) -> Result<String, Code> {
    let headers = vec![("authorization".to_owned(), "Bearer sk-of-client".to_owned())];
    let to = Some(format!("{provider}/m"));
    let request = Request { to, headers, path: Some("/v1/chat/completions".into()), ..Request::default() };
    let exchange = gate.begin(request).map_err(|error| error.code())?;
    let found = exchange.headers().into_iter().find(|(name, _)| name == "authorization");
    exchange.discard();
    Ok(found.map(|(_, value)| value).unwrap_or_default())
}

fn locked(gate: &Gate, name: &str) -> bool {
    let listed = gate.providers().list().unwrap().into_iter().find(|provider| provider.name == name).unwrap();
    let decided = gate.decide(&Request { to: Some(format!("{name}/m")), ..Request::default() }).unwrap();
    let route = decided.route.as_ref().unwrap();
    let warned = decided.warnings.iter().any(|warning| warning.code == "credential_locked");
    assert_eq!((listed.locked, route.locked, warned), (listed.locked, listed.locked, listed.locked), "{decided:?}");
    listed.locked
}

#[test]
fn a_credential_is_kept_sealed_and_sent_to_its_endpoint() {
    let home = Home::new();
    let gate = home.open();
    let added = gate.providers().add("p", &kept("https://a.example/v1")).unwrap();
    assert_eq!(added.credential.as_deref(), Some("sealed"));
    assert_eq!((added.credential_hint.as_deref(), added.locked), (Some("efgh"), false));
    assert_eq!(sent(&gate, "p").unwrap(), format!("Bearer {KEY}"));
    gate.close().unwrap();
    for file in std::fs::read_dir(home.0.path().join("store")).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!content.windows(6).any(|window| window == b"canary"));
    }
    let gate = home.open();
    assert!(!locked(&gate, "p"));
    assert_eq!(sent(&gate, "p").unwrap(), format!("Bearer {KEY}"));
    // Something else of it may change.
    let update = ProviderUpdate { description: Some(Some("mine".into())), ..ProviderUpdate::default() };
    assert!(!gate.providers().update("p", &update).unwrap().locked);
    gate.providers().rename("p", "q").unwrap();
    assert_eq!(sent(&gate, "q").unwrap(), format!("Bearer {KEY}"));
    let update = ProviderUpdate { api_key: Some(Secret::new("sk-short")), ..ProviderUpdate::default() };
    assert_eq!(gate.providers().update("q", &update).unwrap().credential_hint, None);
    assert_eq!(sent(&gate, "q").unwrap(), "Bearer sk-short");
    let update = ProviderUpdate { credential: Some(Some("env:NAMED".into())), ..ProviderUpdate::default() };
    assert_eq!(gate.providers().update("q", &update).unwrap().credential.as_deref(), Some("env:NAMED"));
    assert_eq!(sent(&gate, "q").unwrap(), "Bearer sk-of-env");
}

#[test]
fn what_cannot_be_kept_is_refused_without_being_shown() {
    let gate = Gate::open(":memory:").unwrap();
    let refused = |new: &NewProvider, what: &str| {
        let error = gate.providers().add("p", new).unwrap_err();
        assert!(error.code() == Code::InvalidArgument && error.message().contains(what), "{error}");
        assert!(!format!("{error} {error:?} {new:?}").contains("canary"));
    };
    let both = NewProvider { credential: Some("env:A".into()), ..kept("https://a.example") };
    refused(&both, "not both");
    refused(&kept("http://a.example"), "https");
    let none = NewProvider { auth: Some(codegate_core::model::Auth::None), ..kept("https://a.example") };
    refused(&none, "takes no `api_key`");
    for text in ["", " ", "sk canary", "sk-canary\u{e9}", "sk-canary\nx"] {
        refused(&NewProvider { api_key: Some(Secret::new(text)), ..kept("https://a.example") }, "no usable key");
    }
    gate.providers().add("here", &kept("http://127.0.0.1:8000")).unwrap();
    assert_eq!(sent(&gate, "here").unwrap(), format!("Bearer {KEY}"));
    let named = NewProvider { credential: Some("sealed".into()), ..NewProvider::new(ProviderType::Openai) };
    assert_eq!(gate.providers().add("p", &named).unwrap_err().code(), Code::CredentialStoreUnavailable);
}

#[test]
fn an_edited_file_releases_nothing() {
    let edits = [
        "UPDATE providers SET endpoint = 'https://evil.example', credential_origin = 'https://evil.example:443'",
        "UPDATE providers SET credential_origin = 'https://evil.example:443'",
        "UPDATE providers SET endpoint = 'https://evil.example'",
        "UPDATE providers SET id = id + 100",
        "UPDATE providers SET seal = NULL",
        "UPDATE providers SET seal = x''",
        "UPDATE providers SET seal = (SELECT seal FROM providers WHERE name = 'other')",
        "UPDATE providers SET credential = CASE auth WHEN 'api_key' THEN 'env:OTHER' END, auth = CASE auth WHEN 'passthrough' THEN 'none' ELSE auth END, seal = CASE auth WHEN 'passthrough' THEN NULL ELSE seal END WHERE auth = 'api_key'",
        "UPDATE meta SET store_id = 'another'",
        "UPDATE providers SET passthrough_to = '[\"https://evil.example\"]' WHERE auth = 'passthrough';
         UPDATE providers SET credential_hint = 'evil' WHERE auth = 'api_key'",
    ];
    for sql in edits {
        let home = Home::new();
        let gate = home.open();
        gate.providers().add("other", &kept("https://other.example")).unwrap();
        gate.providers().add("kept", &kept("https://a.example")).unwrap();
        gate.providers().add("named", &referring("env:NAMED")).unwrap();
        gate.providers().add("asked", &referring("host:id")).unwrap();
        gate.providers().add("passing", &passing()).unwrap();
        for name in ["kept", "named", "asked", "passing"] {
            assert!(sent(&gate, name).is_ok() && !locked(&gate, name), "before: {name}");
        }
        gate.close().unwrap();
        home.edit(sql);
        let gate = home.open();
        for name in ["kept", "named", "asked", "passing"] {
            if sql.contains("CASE") && name == "passing" {
                continue;
            }
            assert!(locked(&gate, name), "{sql}: {name}");
            assert_eq!(sent(&gate, name), Err(Code::CredentialLocked), "{sql}: {name}");
        }
        // Asked for again, it is released again.
        let update = ProviderUpdate {
            endpoint: Some("https://a.example".into()),
            api_key: Some(Secret::new(KEY)),
            ..ProviderUpdate::default()
        };
        assert!(!gate.providers().update("kept", &update).unwrap().locked, "{sql}");
        assert_eq!(sent(&gate, "kept").unwrap(), format!("Bearer {KEY}"), "{sql}");
    }
}

#[test]
fn an_update_that_does_not_give_it_again_frees_nothing() {
    let home = Home::new();
    let gate = home.open();
    gate.providers().add("passing", &passing()).unwrap();
    gate.close().unwrap();
    home.edit("UPDATE providers SET passthrough_to = '[\"https://evil.example\"]'");
    let gate = home.open();
    let further =
        ProviderUpdate { passthrough_to: Some(vec!["https://c.example".into()]), ..ProviderUpdate::default() };
    assert!(gate.providers().update("passing", &further).unwrap().locked);
    let again = ProviderUpdate { auth: Some(codegate_core::model::Auth::Passthrough), ..further.clone() };
    assert!(!gate.providers().update("passing", &again).unwrap().locked);
    assert!(
        !gate
            .providers()
            .update("passing", &ProviderUpdate { passthrough_to: Some(vec![]), ..further })
            .unwrap()
            .locked
    );
    assert_eq!(sent(&gate, "passing").unwrap(), "Bearer sk-of-client");
}

#[test]
fn without_its_key_a_store_works_and_its_credentials_are_locked() {
    let home = Home::new();
    let gate = home.open();
    gate.providers().add("kept", &kept("https://a.example")).unwrap();
    gate.providers().add("named", &referring("env:NAMED")).unwrap();
    gate.close().unwrap();
    let elsewhere = home.0.path().join("moved.key");
    std::fs::rename(home.key_file(), &elsewhere).unwrap();
    let gate = home.open();
    assert!(locked(&gate, "kept") && locked(&gate, "named"));
    let error = gate.begin(Request { to: Some("kept/m".into()), ..Request::default() }).unwrap_err();
    assert!(error.message().contains(home.key_file().to_str().unwrap()), "{error}");
    gate.workspaces().update("default", &WorkspaceUpdate::default()).unwrap();
    // It is found once it is back, by a gate that is open.
    std::fs::rename(&elsewhere, home.key_file()).unwrap();
    assert!(!locked(&gate, "kept"));
    assert_eq!(sent(&gate, "named").unwrap(), "Bearer sk-of-env");
    gate.close().unwrap();
    let other = Key::new(std::array::from_fn(|at| at as u8));
    let gate = Gate::options().key(other).open(home.store()).unwrap();
    assert!(locked(&gate, "kept") && locked(&gate, "named"));
}

#[test]
fn a_key_in_the_folder_of_the_store_is_refused() {
    let home = Home::new();
    for beside in ["store/a.key", "store/keys/a.key"] {
        let error = Gate::options().key_file(home.0.path().join(beside)).open(home.store()).unwrap_err();
        assert_eq!(error.code(), Code::CredentialStoreUnavailable);
        assert!(error.message().contains("own folder"), "{error}");
    }
}

#[test]
fn where_no_key_can_be_made_nothing_is_kept_and_references_work() {
    let home = Home::new();
    std::fs::write(home.0.path().join("keys"), "a file where the folder would be").unwrap();
    let gate = home.open();
    let error = gate.providers().add("kept", &kept("https://a.example")).unwrap_err();
    assert_eq!(error.code(), Code::CredentialStoreUnavailable);
    assert!(gate.providers().list().unwrap().is_empty());
}

#[test]
fn a_new_key_takes_over_and_other_gates_find_it() {
    let home = Home::new();
    let (gate, other) = (home.open(), home.open());
    gate.providers().add("kept", &kept("https://a.example")).unwrap();
    gate.providers().add("named", &referring("env:NAMED")).unwrap();
    gate.providers().add("gone", &referring("env:NAMED")).unwrap();
    assert_eq!(sent(&other, "kept").unwrap(), format!("Bearer {KEY}"));
    home.edit("UPDATE providers SET credential_origin = 'https://evil.example:443' WHERE name = 'gone'");
    let before = std::fs::read(home.key_file()).unwrap();
    let done = gate.rotate_key(&RotateOptions::default()).unwrap();
    assert_eq!((done.sealed, done.locked), (2, 1));
    let after = std::fs::read(home.key_file()).unwrap();
    // What opens nothing any more is kept with its old seal, and so is the key of that.
    assert!(after.len() == 64 && after[32..] == before && after[..32] != before);
    for gate in [&gate, &other, &home.open()] {
        assert_eq!(sent(gate, "kept").unwrap(), format!("Bearer {KEY}"));
        assert_eq!(sent(gate, "named").unwrap(), "Bearer sk-of-env");
        assert!(locked(gate, "gone"));
    }
    gate.providers().remove("gone", false).unwrap();
    gate.rotate_key(&RotateOptions::default()).unwrap();
    assert_eq!(std::fs::read(home.key_file()).unwrap().len(), 32, "the old ones are forgotten");
    assert_eq!(sent(&other, "kept").unwrap(), format!("Bearer {KEY}"));
    // To a key of the host's own.
    let text = "0123456789abcdef".repeat(4);
    gate.rotate_key(&RotateOptions { key: Some(Secret::new(&*text)) }).unwrap();
    assert_eq!(sent(&gate, "kept").unwrap(), format!("Bearer {KEY}"));
    assert_eq!(gate.rotate_key(&RotateOptions::default()).unwrap_err().code(), Code::InvalidArgument);
    assert!(locked(&home.open(), "kept"));
}

#[test]
fn a_rotation_that_did_not_come_to_its_end_loses_nothing() {
    let home = Home::new();
    let gate = home.open();
    gate.providers().add("kept", &kept("https://a.example")).unwrap();
    let old = std::fs::read(home.key_file()).unwrap();
    // As a process leaves it that is killed before its transaction: both keys, the new one first.
    let new: Vec<u8> = (100..132).collect();
    std::fs::write(home.key_file(), [new.clone(), old.clone()].concat()).unwrap();
    let gate = home.open();
    assert_eq!(sent(&gate, "kept").unwrap(), format!("Bearer {KEY}"));
    gate.providers().add("later", &kept("https://a.example")).unwrap();
    gate.rotate_key(&RotateOptions::default()).unwrap();
    let gate = home.open();
    assert!(!locked(&gate, "kept") && !locked(&gate, "later"));
    assert_eq!(std::fs::read(home.key_file()).unwrap().len(), 32);
}

#[test]
fn env_may_be_limited_to_names() {
    let home = Home::new();
    let gate = home.options().variables(["OTHER"]).open(home.store()).unwrap();
    gate.providers().add("named", &referring("env:NAMED")).unwrap();
    let error = gate.begin(Request { to: Some("named/m".into()), ..Request::default() }).unwrap_err();
    assert_eq!(error.code(), Code::CredentialUnavailable);
    assert!(error.message().contains("not among those that `env` names"), "{error}");
    gate.close().unwrap();
    let gate = home.options().variables(["NAMED"]).open(home.store()).unwrap();
    assert_eq!(sent(&gate, "named").unwrap(), "Bearer sk-of-env");
}

#[test]
fn a_locked_route_gives_way_to_the_next() {
    let home = Home::new();
    let gate = home.open();
    gate.providers().add("kept", &kept("https://a.example")).unwrap();
    gate.providers().add("next", &kept("https://b.example")).unwrap();
    let rule = RuleSpec::from_json(&serde_json::json!({ "to": ["next/m", "kept/m"] })).unwrap();
    gate.workspaces().set_rules("default", &[rule]).unwrap();
    gate.close().unwrap();
    home.edit("UPDATE providers SET endpoint = 'https://evil.example' WHERE name = 'kept'");
    let gate = home.open();
    let exchange = gate.begin(Request::default()).unwrap();
    assert!(exchange.fail(&Default::default()).unwrap().is_none());
    assert!(exchange.warnings().iter().any(|warning| warning.code == "credential_locked"));
    assert!(!exchange.headers().iter().any(|(_, value)| value.contains("canary")));
}

/// Where the memory of this process can be read, no secret is left in it once a gate is gone.
#[test]
#[cfg(target_os = "linux")]
fn memory_holds_no_secret_after_the_gate_is_gone() {
    let mark = ["canary", "in", "memory"].join("-");
    let count = || memory_with(mark.as_bytes());
    let home = Home::new();
    {
        let gate = home.open();
        let new =
            NewProvider { api_key: Some(Secret::new(format!("sk-{mark}-abcdefgh"))), ..kept("https://a.example") };
        gate.providers().add("p", &new).unwrap();
        let exchange = gate.begin(Request { to: Some("p/m".into()), ..Request::default() }).unwrap();
        let sending = exchange.sending();
        assert!(sending.headers.iter().any(|(_, value)| value.contains(&mark)));
        drop((new, sending));
        assert!(count() > 1, "the control: it is in the exchange that is open");
        exchange.close().unwrap();
        gate.close().unwrap();
    }
    // The mark itself stays.
    assert_eq!(count(), 1);
}

/// How often a text stands in what this process can write.
#[cfg(target_os = "linux")]
fn memory_with(text: &[u8]) -> usize {
    use std::io::{Read, Seek, SeekFrom};
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = std::fs::File::open("/proc/self/mem").unwrap();
    let mut found = 0;
    // One buffer that is wiped, so that what it has read is not found again.
    let mut buffer = vec![0_u8; 1 << 20];
    let own = buffer.as_ptr() as u64..buffer.as_ptr() as u64 + (1 << 20);
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (mut at, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        while at < end {
            let length = usize::try_from((end - at).min(1 << 20)).unwrap();
            let read = memory.seek(SeekFrom::Start(at)).is_ok() && memory.read_exact(&mut buffer[..length]).is_ok();
            if read {
                for (offset, window) in buffer[..length].windows(text.len()).enumerate() {
                    found += usize::from(window == text && !own.contains(&(at + offset as u64)));
                }
            }
            // Overlapping, so that none is missed at a border.
            at += if length > text.len() && at + (length as u64) < end {
                (length - text.len() + 1) as u64
            } else {
                length as u64
            };
        }
    }
    buffer.fill(0);
    found
}
