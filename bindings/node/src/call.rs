//! How a call reads its arguments and runs: guarded against panics, at once or on a pool thread, its error carrying the core's code.

use crate::json::{self, Json};
use codegate_core::model::{Timestamp, from_json_as};
use codegate_core::{Code, Error};
use napi::bindgen_prelude::{AsyncTask, Either, Env, JsError, Task, ToNapiValue, TypeName};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A result whose error becomes a JavaScript error with the stable code as its `code`.
pub type Result<T> = std::result::Result<T, napi::Error<&'static str>>;

/// What a method with an `…Async` twin gives: the result, or the promise of it.
pub type Answer<J> = Either<J, AsyncTask<Job<J>>>;

/// What a job may bring back to JavaScript.
pub trait Sendable: Send + ToNapiValue + TypeName + 'static {}
impl<J: Send + ToNapiValue + TypeName + 'static> Sendable for J {}

/// Reads a record of the host's, whose fields an error names as JavaScript does.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    caught(|| from_json_as(text.as_bytes(), json::camel)).map_err(|error| thrown(&error, error.message()))
}

/// Runs `work`; its error and its panic become errors of the binding.
pub(crate) fn guard<T>(work: impl FnOnce() -> codegate_core::Result<T>) -> Result<T> {
    caught(work).map_err(failure)
}

/// Runs `work` on this thread, or as a job of the pool if `later`.
pub(crate) fn run<J, W>(later: bool, work: W) -> Result<Answer<J>>
where
    J: Sendable,
    W: FnOnce() -> codegate_core::Result<J> + Send + 'static,
{
    if later { Ok(Either::B(AsyncTask::new(Job(Some(Box::new(work)))))) } else { guard(work).map(Either::A) }
}

/// The same for work that gives a record.
pub(crate) fn run_record<R, W>(later: bool, work: W) -> Result<Answer<Json>>
where
    R: Serialize,
    W: FnOnce() -> codegate_core::Result<R> + Send + 'static,
{
    run(later, move || json::text(&work()?))
}

/// Work that waits for a thread of the pool.
type Work<J> = Box<dyn FnOnce() -> codegate_core::Result<J> + Send>;

/// Work for a thread of the pool. It is taken when it runs.
pub struct Job<J>(Option<Work<J>>);

impl<J: Sendable> Task for Job<J> {
    // The error travels as output, as the error of a task has no room for our codes.
    type Output = codegate_core::Result<J>;
    type JsValue = J;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(match self.0.take() {
            Some(work) => caught(work),
            None => Err(Error::new(Code::Internal, "a job ran twice; please report it")),
        })
    }

    fn resolve(&mut self, env: Env, output: Self::Output) -> napi::Result<J> {
        output.map_err(|error| napi::Error::from(JsError::from(failure(error)).into_unknown(env)))
    }
}

/// What a call that looks up credentials was given by JavaScript, which alone knows the environment as the host sees it, and
/// the secrets of the host: each by `env:NAME` or `host:<id>`.
#[derive(Default, Deserialize)]
pub(crate) struct Given {
    /// When the call was made, where it is made once more.
    time: Option<Timestamp>,
    /// Null is nothing; `false` that asking for it failed.
    values: HashMap<String, Value>,
}

thread_local! {
    /// What holds for the call that this thread makes.
    static GIVEN: RefCell<Given> = RefCell::default();
}

/// Something that the call was not given and needs: JavaScript looks it up on its own thread, and makes the call again.
#[derive(Debug)]
struct Wanted(String);

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Wanted {}

impl Given {
    pub(crate) fn read(text: &str) -> Result<Given> {
        read(text)
    }

    /// When the call is made: at `now`, read once for all times that it is made.
    pub(crate) fn time(
        &self,
        now: impl FnOnce() -> codegate_core::Result<Timestamp>,
    ) -> codegate_core::Result<Timestamp> {
        self.time.map_or_else(now, Ok)
    }
}

/// Runs a call with what it was given. The error of one that wants more carries the time at which it was made.
pub(crate) fn within<T>(
    given: Given,
    time: Timestamp,
    work: impl FnOnce() -> codegate_core::Result<T>,
) -> codegate_core::Result<T> {
    with(given, work).map_err(|error| match wanted(&error) {
        Some(name) => Error::new(error.code(), format!("{time} {name}")).with_source(Wanted(name.to_owned())),
        None => error,
    })
}

/// Runs a call that wants nothing else.
pub(crate) fn with<T>(given: Given, work: impl FnOnce() -> T) -> T {
    /// Takes it away again, also after a panic.
    struct Within;
    impl Drop for Within {
        fn drop(&mut self) {
            GIVEN.take();
        }
    }
    GIVEN.set(given);
    let _within = Within;
    work()
}

fn wanted(error: &Error) -> Option<&str> {
    std::error::Error::source(error)?.downcast_ref::<Wanted>().map(|wanted| wanted.0.as_str())
}

/// A variable of the environment, or a secret of the host, for the call on this thread.
pub(crate) fn look_up(name: String) -> codegate_core::Result<Option<String>> {
    GIVEN.with_borrow(|given| match given.values.get(&name) {
        Some(Value::String(value)) => Ok(Some(value.clone())),
        Some(Value::Null) => Ok(None),
        Some(_) => Err(Error::new(
            Code::CredentialUnavailable,
            format!("`credentials` gave no secret for `{name}`; see `cause`"),
        )),
        None => Err(Error::new(Code::Internal, "a value is wanted").with_source(Wanted(name))),
    })
}

/// Runs `work`; its panic becomes an error.
pub(crate) fn caught<T>(work: impl FnOnce() -> codegate_core::Result<T>) -> codegate_core::Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::new(Code::Internal, "the library failed inside; please report it")))
}

fn failure(error: Error) -> napi::Error<&'static str> {
    if wanted(&error).is_some() {
        return napi::Error::new("wanted", error.message());
    }
    thrown(&error, &json::spelled(error.message()))
}

/// An error as it is thrown, with these words.
fn thrown(error: &Error, message: &str) -> napi::Error<&'static str> {
    napi::Error::new(error.code().as_str(), message)
}
