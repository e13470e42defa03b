//! How a call reads its arguments and runs: guarded against panics, at once or on a pool thread, its error carrying the core's code.

use crate::json::{self, Json};
use codegate_core::model::from_json_as;
use codegate_core::{Code, Error};
use napi::bindgen_prelude::{AsyncTask, Either, Env, JsError, Task, ToNapiValue, TypeName};
use serde::Serialize;
use serde::de::DeserializeOwned;
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

/// Variables of the environment by name.
type Variables = HashMap<String, String>;

thread_local! {
    /// The environment for the call that this thread of the pool makes.
    static ENVIRONMENT: RefCell<Option<Variables>> = const { RefCell::new(None) };
}

/// The environment as it is now, for a call that runs later: JavaScript changes the process's own without a lock, so a
/// thread of the pool must not look into it.
pub(crate) fn environment() -> Variables {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Runs `work` on a thread of the pool with the environment as it was.
pub(crate) fn within<T>(variables: Variables, work: impl FnOnce() -> T) -> T {
    /// Takes it away again, also after a panic.
    struct Within;
    impl Drop for Within {
        fn drop(&mut self) {
            ENVIRONMENT.take();
        }
    }
    ENVIRONMENT.set(Some(variables));
    let _within = Within;
    work()
}

/// A variable of the environment that holds for the call on this thread.
pub(crate) fn variable(name: &str) -> Option<String> {
    ENVIRONMENT.with_borrow(|given| match given {
        Some(variables) => variables.get(name).cloned(),
        None => std::env::var(name).ok(),
    })
}

/// Runs `work`; its panic becomes an error.
pub(crate) fn caught<T>(work: impl FnOnce() -> codegate_core::Result<T>) -> codegate_core::Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::new(Code::Internal, "the library failed inside; please report it")))
}

fn failure(error: Error) -> napi::Error<&'static str> {
    thrown(&error, &json::spelled(error.message()))
}

/// An error as it is thrown, with these words.
fn thrown(error: &Error, message: &str) -> napi::Error<&'static str> {
    napi::Error::new(error.code().as_str(), message)
}
