//! Decides where an LLM request goes, with which instructions and credentials, and records what it cost.
//!
//! The host sends the HTTP; this library decides before the request and records after it. It opens no socket, starts no
//! thread and needs no server: one SQLite file, plain function calls, decisions in microseconds.
//!
//! ```
//! use codegate_core::model::*;
//! use codegate_core::Gate;
//!
//! # fn main() -> codegate_core::Result<()> {
//! let gate = Gate::open(":memory:")?;
//! gate.providers().add("local", &NewProvider::new(ProviderType::Ollama))?;
//! gate.workspaces().create(
//!     "acme",
//!     &NewWorkspace {
//!         custom_instructions: Some("Answer in one sentence.".into()),
//!         rules: vec![RuleSpec { to: vec![Target::parse("local/qwen3")], ..RuleSpec::default() }],
//!     },
//! )?;
//! gate.sessions().activate("acme", None)?;
//!
//! // Before: where does it go, and what is sent?
//! let body = br#"{"model":"gpt-5","messages":[{"role":"user","content":"hi"}]}"#;
//! let path = Some("/v1/chat/completions".to_owned());
//! let exchange = gate.begin(Request { body: Some(body.into()), path, ..Request::default() })?;
//! assert_eq!(exchange.url().as_deref(), Some("http://localhost:11434/v1/chat/completions"));
//! assert!(exchange.body().is_some_and(|body| body.windows(5).any(|part| part == b"qwen3")));
//!
//! // The host sends it, and feeds what comes back; afterwards: what did it cost?
//! let answer = br#"{"model":"qwen3","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}}"#;
//! let for_the_client = exchange.feed(answer)?;
//! assert_eq!(for_the_client, answer.as_slice());
//! let receipt = exchange.finish(Outcome::Completed)?;
//! assert_eq!(receipt.usage.input_tokens, Some(12));
//! # Ok(())
//! # }
//! ```
//!
//! [`Gate`] is the façade: its accessors lead to workspaces, sessions, providers, personas, prices, usage, history and
//! alerts; its own methods decide, begin an [`Exchange`], record, export and import. [`model`] holds every record. A
//! call that fails returns an [`Error`] with a stable [`Code`]; a request body's content is never an error.
//!
//! # Features
//!
//! A host needs none. `schema` derives JSON Schemas of the documents that are exported, imported and loaded. `surface` lets
//! bindings destructure records exhaustively, so that a new field breaks their build. `fuzz` opens internals to fuzz
//! targets. The last two change with any version.
#![forbid(unsafe_code)]

mod bundle;
mod context;
pub mod error;
mod exchange;
mod formats;
#[cfg(feature = "fuzz")]
#[doc(hidden)]
pub mod fuzz;
mod gate;
pub mod limits;
pub mod model;
mod mux;
mod price;
mod request;
mod response;
mod sealing;
mod secret;
mod settings;
mod snapshot;
mod store;
mod sync;
mod unpack;

#[cfg(feature = "schema")]
#[doc(hidden)]
pub use bundle::bundle_schema;
pub use context::EnvResolver;
pub use error::{Code, Error, Kind, Result};
pub use exchange::{Exchange, Sending};
pub use gate::{
    Alerts, Gate, History, ImportPlan, OpenOptions, Personas, Prices, Providers, Sessions, UsageReports, Workspaces,
    request_type, version,
};
#[doc(hidden)]
pub use gate::{MoveOptions, Moved, MovedCount, MovedNote, MovedStatus};
pub use model::Secret;
#[cfg(feature = "schema")]
#[doc(hidden)]
pub use price::prices_schema;
pub use sealing::Key;
#[cfg(feature = "schema")]
#[doc(hidden)]
pub use settings::settings_schema;

/// The examples of the README run with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
