//! An open store: opening, deciding, recording, reports, bundles and closing.

use crate::call::{Answer, Result, Sendable, environment, guard, run, variable, within};
use crate::exchange::NativeExchange;
use crate::records::{
    Decision, Health, Imported, Mirror, PlanView, PrintedExplanation, PrintedUsageReport, QueryResult, Receipt,
    UsageCheck, UsagePage,
};
use codegate_core::model::{self, OptionFields, RequestFields, Timestamp, from_json};
use codegate_core::{Gate, ImportPlan, OpenOptions};
use napi::bindgen_prelude::{Either, Uint8ArraySlice};
use napi_derive::napi;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// An open store.
#[napi]
pub struct NativeGate {
    gate: Gate,
    /// The last reading of the host's clock, where the host brought one. JavaScript reads its clock before it calls,
    /// so that no native thread ever calls into JavaScript.
    time: Option<Arc<AtomicI64>>,
}

impl Mirror for NativeGate {
    type Js = NativeGate;
    fn mirror(self) -> NativeGate {
        self
    }
}

/// Opens the store at `path`; `time` is the first reading of the host's clock, if it brings one.
#[napi(ts_return_type = "NativeGate | Promise<NativeGate>")]
pub fn open_gate(path: String, options: String, time: Option<String>, later: bool) -> Result<Answer<NativeGate>> {
    let (options, time) = guard(|| options_from(&options, time.as_deref()))?;
    run(later, move || Ok(NativeGate { gate: options.open(path)?, time }))
}

fn options_from(json: &str, time: Option<&str>) -> codegate_core::Result<(OpenOptions, Option<Arc<AtomicI64>>)> {
    let options = OpenOptions::from_fields(&from_json::<OptionFields>(json.as_bytes())?)?.env(variable);
    let Some(time) = time else { return Ok((options, None)) };
    let time = Arc::new(AtomicI64::new(Timestamp::parse(time)?.as_micros()));
    let reading = Arc::clone(&time);
    Ok((options.clock(move || Timestamp::from_micros(reading.load(Ordering::Relaxed))), Some(time)))
}

impl NativeGate {
    /// Runs `work` that reads no clock, now or later.
    pub(crate) fn untimed<M, W>(&self, later: bool, work: W) -> Result<Answer<M::Js>>
    where
        M: Mirror,
        M::Js: Sendable,
        W: FnOnce(&Gate) -> codegate_core::Result<M> + Send + 'static,
    {
        let gate = self.gate.clone();
        run(later, move || work(&gate))
    }

    /// Runs `work` now, or later with the clock read now.
    pub(crate) fn timed<M, W>(&self, later: bool, work: W) -> Result<Answer<M::Js>>
    where
        M: Mirror,
        M::Js: Sendable,
        W: FnOnce(&Gate) -> codegate_core::Result<M> + Send + 'static,
    {
        let gate = if later { guard(|| Ok(self.gate.at(self.gate.now()?)))? } else { self.gate.clone() };
        run(later, move || work(&gate))
    }

    /// Runs `work` on a request that reads no clock: now, its body read where it lies, or later with a copy of it.
    fn ask<M, W>(&self, later: bool, fields: &str, body: Option<&[u8]>, work: W) -> Result<Answer<M::Js>>
    where
        M: Mirror,
        M::Js: Sendable,
        W: FnOnce(&Gate, model::Request<'_>) -> codegate_core::Result<M> + Send + 'static,
    {
        if !later {
            let request = guard(|| request(fields, body.map(Cow::Borrowed)))?;
            return guard(|| Ok(Either::A(work(&self.gate, request)?.mirror())));
        }
        let request = guard(|| request(fields, body.map(|body| Cow::Owned(body.to_vec()))))?;
        let gate = self.gate.clone();
        run(true, move || work(&gate, request))
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
    #[napi(ts_return_type = "Decision | Promise<Decision>")]
    pub fn decide(&self, fields: String, body: Option<Uint8ArraySlice<'_>>, later: bool) -> Result<Answer<Decision>> {
        self.ask(later, &fields, body.as_deref(), |gate, request| gate.decide(&request))
    }

    /// Decides, and tells why.
    #[napi(ts_return_type = "PrintedExplanation | Promise<PrintedExplanation>")]
    pub fn explain(
        &self,
        fields: String,
        body: Option<Uint8ArraySlice<'_>>,
        later: bool,
    ) -> Result<Answer<PrintedExplanation>> {
        self.ask(later, &fields, body.as_deref(), |gate, request| gate.explain(&request))
    }

    /// Decides and opens an exchange.
    #[napi(ts_return_type = "NativeExchange | Promise<NativeExchange>")]
    pub fn begin(
        &self,
        fields: String,
        body: Option<Uint8ArraySlice<'_>>,
        later: bool,
    ) -> Result<Answer<NativeExchange>> {
        if !later {
            return self.ask(false, &fields, body.as_deref(), |gate, request| gate.begin(request));
        }
        let (time, variables) = (guard(|| self.gate.now())?, environment());
        self.ask(true, &fields, body.as_deref(), move |gate, request| {
            within(variables, || gate.at(time).begin(request))
        })
    }

    /// Records a finished call that the host made by itself.
    #[napi(ts_return_type = "Receipt | Promise<Receipt>")]
    pub fn record(&self, record: String, later: bool) -> Result<Answer<Receipt>> {
        let record: model::Record = guard(|| from_json(record.as_bytes()))?;
        self.timed(later, move |gate| gate.record(&record))
    }

    /// Token usage and cost, in total and by row.
    #[napi(ts_return_type = "PrintedUsageReport | Promise<PrintedUsageReport>")]
    pub fn usage(&self, query: String, later: bool) -> Result<Answer<PrintedUsageReport>> {
        let query: model::UsageQuery = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.usage().query(&query))
    }

    /// Recorded attempts as text, oldest first, a page at a time.
    #[napi(ts_return_type = "UsagePage | Promise<UsagePage>")]
    pub fn export_usage(&self, query: String, later: bool) -> Result<Answer<UsagePage>> {
        let query: model::UsageExport = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.usage().export(&query))
    }

    /// Asks the views of the store in SQL.
    #[napi(ts_return_type = "QueryResult | Promise<QueryResult>")]
    pub fn query(&self, sql: String, options: String, later: bool) -> Result<Answer<QueryResult>> {
        let options: model::QueryOptions = guard(|| from_json(options.as_bytes()))?;
        self.untimed(later, move |gate| gate.query(&sql, &options))
    }

    /// Stops every call on this gate that waits or runs.
    #[napi]
    pub fn interrupt(&self) -> Result<()> {
        guard(|| self.gate.interrupt())
    }

    /// How the store stands.
    #[napi(ts_return_type = "Health | Promise<Health>")]
    pub fn health(&self, later: bool) -> Result<Answer<Health>> {
        self.untimed(later, |gate| gate.health())
    }

    /// Holds the sums that reports are made of against the attempts that they sum.
    #[napi(ts_return_type = "UsageCheck | Promise<UsageCheck>")]
    pub fn verify(&self, rebuild: bool, later: bool) -> Result<Answer<UsageCheck>> {
        self.untimed(later, move |gate| gate.usage().verify(rebuild))
    }

    /// Writes workspaces as a bundle.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn export(&self, options: String, later: bool) -> Result<Answer<String>> {
        let options: model::ExportOptions = guard(|| from_json(options.as_bytes()))?;
        self.untimed(later, move |gate| gate.export(&options))
    }

    /// Holds a bundle against this store.
    #[napi(ts_return_type = "NativePlan | Promise<NativePlan>")]
    pub fn plan_import(&self, bundle: Uint8ArraySlice<'_>, later: bool) -> Result<Answer<NativePlan>> {
        let bundle = bundle.to_vec();
        self.untimed(later, move |gate| gate.plan_import(&bundle))
    }

    /// Checkpoints and closes the store.
    #[napi(ts_return_type = "void | Promise<void>")]
    pub fn close(&self, later: bool) -> Result<Answer<()>> {
        self.untimed(later, |gate| gate.close())
    }
}

fn request<'b>(fields: &str, body: Option<Cow<'b, [u8]>>) -> codegate_core::Result<model::Request<'b>> {
    Ok(from_json::<RequestFields>(fields.as_bytes())?.with_body(body))
}

/// What a bundle would change.
#[napi]
pub struct NativePlan {
    plan: Arc<ImportPlan>,
}

impl Mirror for ImportPlan {
    type Js = NativePlan;
    fn mirror(self) -> NativePlan {
        NativePlan { plan: Arc::new(self) }
    }
}

#[napi]
impl NativePlan {
    /// The plan as a record.
    #[napi]
    pub fn view(&self) -> Result<PlanView> {
        guard(|| Ok(self.plan.view().clone().mirror()))
    }

    /// Applies it, whole or not at all.
    #[napi(ts_return_type = "Imported | Promise<Imported>")]
    pub fn apply(&self, choices: String, later: bool) -> Result<Answer<Imported>> {
        let choices: model::Choices = guard(|| from_json(choices.as_bytes()))?;
        let plan = if later { guard(|| Ok(Arc::new(self.plan.at(self.plan.now()?))))? } else { Arc::clone(&self.plan) };
        run(later, move || plan.apply(&choices))
    }
}
