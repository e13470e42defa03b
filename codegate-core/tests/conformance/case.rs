//! Case files as they are written.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// A file of cases about one area.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) area: String,
    pub(crate) cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    #[serde(default, rename = "why")]
    pub(crate) _why: String,
    #[serde(default)]
    pub(crate) given: Given,
    pub(crate) steps: Vec<Step>,
}

/// What a case starts from.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Given {
    pub(crate) options: Map<String, Value>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) memory: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) call: String,
    #[serde(default)]
    pub(crate) args: Map<String, Value>,
    pub(crate) gate: Option<String>,
    pub(crate) on: Option<String>,
    #[serde(rename = "as")]
    pub(crate) name: Option<String>,
    #[serde(default, deserialize_with = "given_value")]
    pub(crate) expect: Option<Value>,
    #[serde(default, deserialize_with = "given_value")]
    pub(crate) expect_part: Option<Value>,
    pub(crate) error: Option<String>,
    /// What the text of that error contains.
    pub(crate) says: Option<String>,
}

/// Keeps `"expect": null` apart from no `expect`.
fn given_value<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Reads every file of the folder, in order of their names.
pub(crate) fn load() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read(path).unwrap();
            serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect()
}

/// Writes out every `$REPEAT:x:65` and `$FOLDER/x` of a value.
fn expand(value: &Value, folder: &Path) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("$FOLDER/") {
            Some(name) => folder.join(name).to_string_lossy().into(),
            None => repeated(text).unwrap_or_else(|| text.clone()).into(),
        },
        Value::Array(items) => items.iter().map(|item| expand(item, folder)).collect(),
        Value::Object(fields) => expand_fields(fields, folder).into(),
        other => other.clone(),
    }
}

/// Writes them out in an object's values.
pub(crate) fn expand_fields(fields: &Map<String, Value>, folder: &Path) -> Map<String, Value> {
    fields.iter().map(|(name, value)| (name.clone(), expand(value, folder))).collect()
}

fn repeated(text: &str) -> Option<String> {
    let (unit, times) = text.strip_prefix("$REPEAT:")?.rsplit_once(':')?;
    Some(unit.repeat(times.parse().ok()?))
}
