//! An open store: opening it, and the calls that are not like others.

use crate::call::{Answer, Given, Result, Sendable, guard, look_up, read, run, run_record, with, within};
use crate::exchange::NativeExchange;
use crate::json::{self, Json};
use crate::line::{Head, Line, Said};
use crate::printed::NativeExplanation;
use codegate_core::model::{self, OptionFields, RequestFields, SqlValue, Timestamp};
use codegate_core::{Gate, ImportPlan, OpenOptions};
use napi::bindgen_prelude::{AsyncTask, Either, Uint8ArraySlice};
use napi_derive::napi;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// An open store.
#[napi]
pub struct NativeGate {
    gate: Gate,
    line: Arc<Line>,
    /// The last reading of the host's clock, where the host brought one. JavaScript reads its clock before it calls,
    /// so that no native thread ever calls into JavaScript.
    time: Option<Arc<AtomicI64>>,
}

/// Opens the store at `path`, or the default one; `time` is the first reading of the host's clock, if it brings one, `given`
/// what is known of the environment, and `asks` whether the host gives secrets by their ids.
#[napi(ts_return_type = "NativeGate | Promise<NativeGate>")]
pub fn open_gate(
    path: Option<String>,
    options: String,
    time: Option<String>,
    given: String,
    asks: bool,
    later: bool,
) -> Result<Answer<NativeGate>> {
    let fields: OptionFields = read(&options)?;
    let given = Given::read(&given)?;
    let (mut options, time) = guard(|| options_from(&fields, time.as_deref()))?;
    if asks {
        options = options.try_credentials(|id| look_up(format!("host:{id}")));
    }
    let line = Line::of_this_thread();
    run(later, move || {
        let gate = match path {
            Some(path) => options.open(path)?,
            None => with(given, || options.open_default())?,
        };
        Ok(NativeGate { gate, line, time })
    })
}

fn options_from(
    fields: &OptionFields,
    time: Option<&str>,
) -> codegate_core::Result<(OpenOptions, Option<Arc<AtomicI64>>)> {
    let options = OpenOptions::from_fields(fields)?.try_env(|name| look_up(format!("env:{name}")));
    let Some(time) = time else { return Ok((options, None)) };
    let time = Arc::new(AtomicI64::new(Timestamp::parse(time)?.as_micros()));
    let reading = Arc::clone(&time);
    Ok((options.clock(move || Timestamp::from_micros(reading.load(Ordering::Relaxed))), Some(time)))
}

/// Bytes, or text that is encoded as UTF-8.
pub type Content<'a> = Either<Uint8ArraySlice<'a>, String>;

/// The bytes of a content, copied once.
pub(crate) fn owned(content: Content<'_>) -> Vec<u8> {
    match content {
        Either::A(bytes) => bytes.to_vec(),
        Either::B(text) => text.into_bytes(),
    }
}

impl NativeGate {
    /// The gate, for a call that reads no clock.
    pub(crate) fn gate(&self) -> Gate {
        self.gate.clone()
    }

    /// Where calls that write wait.
    pub(crate) fn line(&self) -> &Line {
        &self.line
    }

    /// The gate, for a call that reads the clock: now if the call runs later.
    pub(crate) fn held(&self, later: bool) -> Result<Gate> {
        if later { guard(|| Ok(self.gate.at(self.gate.now()?))) } else { Ok(self.gate()) }
    }

    /// Runs `work` on a request: now, its bytes read where they lie, or later with a copy of them.
    fn ask<J, W>(&self, later: bool, fields: &str, body: Option<Content<'_>>, work: W) -> Result<Answer<J>>
    where
        J: Sendable,
        W: FnOnce(&Gate, model::Request<'_>) -> codegate_core::Result<J> + Send + 'static,
    {
        let fields: RequestFields = read(fields)?;
        if let (false, Some(Either::A(bytes))) = (later, &body) {
            return guard(|| Ok(Either::A(work(&self.gate, fields.with_body(Some(Cow::Borrowed(bytes))))?)));
        }
        let request = fields.with_body(body.map(|body| Cow::Owned(owned(body))));
        let gate = self.gate();
        run(later, move || work(&gate, request))
    }
}

#[napi]
impl NativeGate {
    /// Sets the reading of the host's clock that the next call uses.
    #[napi]
    pub fn tick(&self, time: String) -> Result<()> {
        guard(|| {
            let reading = Timestamp::parse(&time)?;
            if let Some(time) = &self.time {
                time.store(reading.as_micros(), Ordering::Relaxed);
            }
            Ok(())
        })
    }

    /// Decides where a request goes.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn decide(&self, fields: String, body: Option<Content<'_>>, later: bool) -> Result<Answer<Json>> {
        self.ask(later, &fields, body, |gate, request| json::values(&gate.decide(&request)?))
    }

    /// Decides, and explains why.
    #[napi(ts_return_type = "NativeExplanation | Promise<NativeExplanation>")]
    pub fn explain(&self, fields: String, body: Option<Content<'_>>, later: bool) -> Result<Answer<NativeExplanation>> {
        self.ask(later, &fields, body, |gate, request| Ok(gate.explain(&request)?.into()))
    }

    /// Decides and opens an exchange; `given` is what is known of the environment and of secrets.
    #[napi(ts_return_type = "NativeExchange | Promise<NativeExchange>")]
    pub fn begin(
        &self,
        fields: String,
        body: Option<Content<'_>>,
        given: String,
        later: bool,
    ) -> Result<Answer<NativeExchange>> {
        let given = Given::read(&given)?;
        let line = Arc::clone(&self.line);
        let time = guard(|| given.time(|| self.gate.now()))?;
        self.ask(later, &fields, body, move |gate, request| {
            within(given, time, || Ok(NativeExchange::of(gate.at(time).begin(request)?, line)))
        })
    }

    /// Queries the views of the store in SQL. Gives the result, and apart from it the whole numbers that a JavaScript
    /// number cannot hold: the row, the column and the digits of each.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn query(&self, sql: String, options: String, later: bool) -> Result<Answer<Json>> {
        let options: model::QueryOptions = read(&options)?;
        let gate = self.gate();
        run_record(later, move || {
            let result = gate.query(&sql, &options)?;
            let large = large(&result);
            Ok((result, large))
        })
    }

    /// Makes calls at the head of the line; gives what came of them, in their order.
    #[napi(ts_return_type = "Promise<Array<Done>>")]
    pub fn work(&self) -> AsyncTask<Head> {
        Head::of(&self.line)
    }

    /// Stops every call on this gate that waits or runs.
    #[napi]
    pub fn interrupt(&self) -> Result<()> {
        self.line.stop();
        guard(|| self.gate.interrupt())
    }

    /// Holds a bundle against this store.
    #[napi(ts_return_type = "NativePlan | Promise<NativePlan>")]
    pub fn plan_import(&self, bundle: Content<'_>, later: bool) -> Result<Answer<NativePlan>> {
        let (gate, line, bundle) = (self.gate(), Arc::clone(&self.line), owned(bundle));
        run(later, move || Ok(NativePlan { plan: Arc::new(gate.plan_import(&bundle)?), line }))
    }
}

/// Row, column and digits of each whole number beyond 2⁵³.
fn large(result: &model::QueryResult) -> Vec<(usize, usize, String)> {
    const SAFE: u64 = (1 << 53) - 1;
    let cells = |(row, cells): (usize, &Vec<SqlValue>)| {
        let of = move |(column, value): (usize, &SqlValue)| match value {
            SqlValue::Integer(number) if number.unsigned_abs() > SAFE => Some((row, column, number.to_string())),
            _ => None,
        };
        cells.iter().enumerate().filter_map(of).collect::<Vec<_>>()
    };
    result.rows.iter().enumerate().flat_map(cells).collect()
}

/// What a bundle would change.
#[napi]
pub struct NativePlan {
    plan: Arc<ImportPlan>,
    line: Arc<Line>,
}

#[napi]
impl NativePlan {
    /// The plan as a record.
    #[napi(ts_return_type = "string")]
    pub fn view(&self) -> Result<Json> {
        guard(|| json::text(self.plan.view()))
    }

    /// Applies it, all or nothing.
    #[napi(ts_return_type = "string | undefined")]
    pub fn apply(&self, choices: String, later: bool) -> Result<Said> {
        let choices: model::Choices = read(&choices)?;
        let plan = if later { guard(|| Ok(Arc::new(self.plan.at(self.plan.now()?))))? } else { Arc::clone(&self.plan) };
        self.line.run_record(later, move || plan.apply(&choices))
    }
}
