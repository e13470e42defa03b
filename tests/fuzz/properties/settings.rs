//! Declared settings: as TOML and as JSON, planned and applied.

use codegate_core::model::{ApplyOptions, SettingsPlan};
use codegate_core::{Code, Error, Gate};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

thread_local! {
    /// Only asked what would change, so that it stays as it is.
    static GATE: Gate = Gate::open(":memory:").expect("a store in memory");
}

fn dry() -> ApplyOptions {
    ApplyOptions { dry_run: true, ..ApplyOptions::default() }
}

/// Settings: the same in both of their forms, and applied twice they change nothing the second time. Applying them takes a
/// store of its own, so that only every fourth text is, by its length.
pub(crate) fn settings(data: &[u8]) {
    let planned = GATE.with(|gate| gate.apply(data, &dry()));
    if let Err(error) = &planned {
        assert_ne!(error.code(), Code::Internal, "{error}");
        assert!(!error.message().contains(|c: char| c.is_control() && c != '\n'), "{error:?}");
    }
    let too_deep = planned.as_ref().is_err_and(|error| error.code() == Code::LimitExceeded);
    if let (Some(json), false) = (as_json(data), too_deep) {
        let other = GATE.with(|gate| gate.apply(&json, &dry()));
        assert_eq!(told(&planned), told(&other), "as JSON it says something else: {}", String::from_utf8_lossy(&json));
    }
    if data.len().is_multiple_of(4) && planned.is_ok_and(|plan| plan.changed) {
        let gate = Gate::open(":memory:").expect("a store in memory");
        assert!(gate.apply(data, &ApplyOptions::default()).expect("what was planned is applied").applied);
        assert!(
            !gate.apply(data, &ApplyOptions::default()).expect("and again").changed,
            "applied twice it changes twice"
        );
    }
}

fn told(planned: &Result<SettingsPlan, Error>) -> Result<String, Code> {
    planned.as_ref().map(|plan| format!("{plan:?}")).map_err(Error::code)
}

/// The same as JSON; `None` for what is no TOML, or holds what JSON has no form for.
fn as_json(data: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(data).ok().filter(|text| !text.trim_start().starts_with('{'))?;
    let table = DeTable::parse(text).ok()?;
    Some(members(table.get_ref())?.to_string().into_bytes())
}

fn members(table: &DeTable<'_>) -> Option<Value> {
    let member = |(name, node): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        Some((name.clone().into_owned(), value(node.get_ref())?))
    };
    table.iter().map(member).collect::<Option<serde_json::Map<_, _>>>().map(Value::Object)
}

fn value(of: &DeValue<'_>) -> Option<Value> {
    Some(match of {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok()?.into(),
        DeValue::Float(number) => serde_json::Number::from_f64(number.as_str().parse().ok()?)?.into(),
        DeValue::Boolean(truth) => (*truth).into(),
        DeValue::Datetime(_) => return None,
        DeValue::Array(items) => items.iter().map(|item| value(item.get_ref())).collect::<Option<Vec<_>>>()?.into(),
        DeValue::Table(table) => members(table)?,
    })
}
