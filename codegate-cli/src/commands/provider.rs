//! `codegate provider`.

use super::Rows;
use crate::app::App;
use crate::errors::Failure;
use crate::output::{Table, dash};
use clap::{Args, Subcommand};
use codegate_core::model::{
    Auth, FormatPaths, InjectUsage, NewProvider, Provider, ProviderType, ProviderUpdate, from_json,
};
use std::collections::BTreeMap;

const COLUMNS: [&str; 13] = [
    "name",
    "type",
    "endpoint",
    "description",
    "auth",
    "credential",
    "models",
    "paths",
    "inject_usage",
    "prices",
    "passthrough_to",
    "created_at",
    "updated_at",
];

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List providers.
    #[command(after_help = "Example:\n  codegate provider list")]
    List {
        #[command(flatten)]
        rows: Rows,
    },
    /// Show one provider.
    #[command(after_help = "Example:\n  codegate provider show gpt")]
    Show { name: String },
    /// Add a provider. A credential is a reference; a secret itself is never kept.
    #[command(after_help = "Examples:\n  codegate provider add gpt --type openai --credential env:OPENAI_API_KEY\n  \
        codegate provider add claude --type anthropic --auth passthrough\n  \
        codegate provider add local --type ollama")]
    Add {
        /// Its name, 1 to 64 bytes without `/`.
        name: String,
        /// What kind of API it offers.
        #[arg(long = "type", value_name = "TYPE", value_parser = words::<ProviderType>())]
        provider_type: ProviderType,
        #[command(flatten)]
        fields: Fields,
    },
    /// Change a provider; what is not named stays as it is.
    #[command(after_help = "Examples:\n  codegate provider update gpt --model gpt-5.1 --model gpt-5.1-mini\n  \
        codegate provider update gpt --any-model\n  \
        codegate provider update gpt --endpoint https://gateway.example/v1 --credential env:GATEWAY_KEY")]
    Update {
        name: String,
        #[command(flatten)]
        fields: Fields,
        /// Any model again.
        #[arg(long, conflicts_with = "models")]
        any_model: bool,
        /// Take routes to models that are no longer listed out of the rules.
        #[arg(long)]
        force: bool,
    },
    /// Rename a provider; rules keep pointing at it.
    #[command(after_help = "Example:\n  codegate provider rename gpt openai")]
    Rename { name: String, new_name: String },
    /// Remove a provider.
    #[command(after_help = "Examples:\n  codegate provider remove gpt\n  codegate provider remove gpt --force")]
    Remove {
        name: String,
        /// Take its routes out of the rules, and remove rules left without any.
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Fields {
    /// Base URL, as one gives it to an SDK.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Free text.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Where the credential of a request comes from.
    #[arg(long, value_name = "WORD", value_parser = words::<Auth>())]
    auth: Option<Auth>,
    /// A reference to a credential: `env:NAME` or `host:ID`.
    #[arg(long, value_name = "REFERENCE")]
    credential: Option<String>,
    /// A model that it offers; again for more. Any by default.
    #[arg(long = "model", value_name = "MODEL")]
    models: Vec<String>,
    /// The path of one format, `openai_chat=/deployments/{model}/chat/completions`; again for more.
    #[arg(long = "path", value_name = "FORMAT=PATH", value_parser = pair)]
    paths: Vec<(String, String)>,
    /// Whether streams are asked for their usage where the client did not.
    #[arg(long, value_name = "WORD", value_parser = words::<InjectUsage>())]
    inject_usage: Option<InjectUsage>,
    /// The price list by which it charges, such as `dashscope`.
    #[arg(long, value_name = "LIST")]
    prices: Option<String>,
    /// A further origin for clients' own credentials on a fallback, such as `https://gateway.example`; again for more, empty
    /// for none.
    #[arg(long, value_name = "ORIGIN")]
    passthrough_to: Vec<String>,
}

/// `NAME=VALUE`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it must be NAME=VALUE".to_owned()),
    }
}

/// The parser of one of the library's words, which `--help` and completion list.
pub(crate) fn words<T: Word>() -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(T::all()).try_map(|text| T::parse(&text))
}

/// A closed set of words of the library.
pub(crate) trait Word: Clone + Send + Sync + 'static {
    fn all() -> Vec<&'static str>;
    fn parse(text: &str) -> codegate_core::Result<Self>;
}

macro_rules! word {
    ($($name:ident)*) => {$(
        impl Word for codegate_core::model::$name {
            fn all() -> Vec<&'static str> {
                Self::ALL.iter().map(|word| word.as_str()).collect()
            }

            fn parse(text: &str) -> codegate_core::Result<Self> {
                Self::parse(text)
            }
        }
    )*};
}
word!(Auth ExportFormat FilesFrom Format GroupBy HistoryMode InjectUsage OnDuplicate Outcome Part PriceFormat ProviderType Severity);

impl Fields {
    fn paths(&self) -> Result<Option<FormatPaths>, Failure> {
        if self.paths.is_empty() {
            return Ok(None);
        }
        let paths: BTreeMap<&str, &str> = self.paths.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let text = serde_json::to_vec(&paths).unwrap_or_default();
        Ok(Some(from_json(&text)?))
    }

    fn passthrough_to(&self) -> Option<Vec<String>> {
        let named = || self.passthrough_to.iter().filter(|origin| !origin.is_empty()).cloned().collect();
        (!self.passthrough_to.is_empty()).then(named)
    }

    fn models(&self) -> Option<Vec<String>> {
        Some(self.models.clone()).filter(|models| !models.is_empty())
    }
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<(), Failure> {
    match command {
        Command::List { rows } => list(app, rows),
        Command::Show { name } => {
            let provider = app.read()?.providers().get(&name)?;
            app.out.record(&provider, || told(&provider))
        }
        Command::Add { name, provider_type, fields } => {
            let new = NewProvider {
                paths: fields.paths()?,
                models: fields.models(),
                passthrough_to: fields.passthrough_to(),
                endpoint: fields.endpoint,
                description: fields.description,
                auth: fields.auth,
                credential: fields.credential,
                inject_usage: fields.inject_usage,
                prices: fields.prices,
                provider_type,
            };
            let provider = app.write()?.providers().add(&name, &new)?;
            app.out.record(&provider, || format!("`{}` added, at {}", provider.name, provider.endpoint))
        }
        Command::Update { name, fields, any_model, force } => {
            let models = if any_model { Some(None) } else { fields.models().map(Some) };
            let update = ProviderUpdate {
                models,
                force,
                paths: fields.paths()?.map(Some),
                passthrough_to: fields.passthrough_to(),
                endpoint: fields.endpoint,
                description: fields.description.map(|text| Some(text).filter(|text| !text.is_empty())),
                auth: fields.auth,
                credential: fields.credential.map(Some),
                inject_usage: fields.inject_usage,
                prices: fields.prices.map(|list| Some(list).filter(|list| !list.is_empty())),
            };
            let provider = app.write()?.providers().update(&name, &update)?;
            app.out.record(&provider, || told(&provider))
        }
        Command::Rename { name, new_name } => {
            let provider = app.write()?.providers().rename(&name, &new_name)?;
            app.out.record(&provider, || format!("`{}` is its name now", provider.name))
        }
        Command::Remove { name, force } => {
            let removed = app.write()?.providers().remove(&name, force)?;
            app.out.record(&removed, || {
                let mut text = format!("`{}` removed\n", removed.name);
                for rule in &removed.rules {
                    let what = if rule.removed { "was removed" } else { "lost a route" };
                    text += &format!("rule {} of `{}` {what}\n", rule.rule, rule.workspace);
                }
                text
            })
        }
    }
}

fn list(app: &mut App, rows: Rows) -> Result<(), Failure> {
    let providers = app.read()?.providers().list()?;
    app.out.rows(&providers, rows.columns(&COLUMNS), || {
        let mut table = Table::new(&["name", "type", "auth", "credential", "models", "endpoint"]);
        for provider in &providers {
            table.row(vec![
                provider.name.clone(),
                provider.provider_type.to_string(),
                provider.auth.to_string(),
                dash(provider.credential.as_deref()),
                models(provider),
                provider.endpoint.clone(),
            ]);
        }
        table
    })
}

fn models(provider: &Provider) -> String {
    match provider.models.as_deref() {
        None => "any".to_owned(),
        Some([]) => "none".to_owned(),
        Some(models) if models.len() > 3 => format!("{}, … ({})", models[..2].join(", "), models.len()),
        Some(models) => models.join(", "),
    }
}

fn told(provider: &Provider) -> String {
    let models = match provider.models.as_deref() {
        None => "any".to_owned(),
        Some([]) => "none".to_owned(),
        Some(models) => models.join(", "),
    };
    let mut text = format!(
        "{}\ntype          {}\nendpoint      {}\nauth          {}\ncredential    {}\nmodels        {models}\n",
        provider.name,
        provider.provider_type,
        provider.endpoint,
        provider.auth,
        dash(provider.credential.as_deref()),
    );
    text += &format!("inject_usage  {}\n", provider.inject_usage);
    if let Some(list) = &provider.prices {
        text += &format!("prices        {list}\n");
    }
    for origin in &provider.passthrough_to {
        text += &format!("passthrough   to {origin} too\n");
    }
    if let Some(description) = &provider.description {
        text += &format!("description   {description}\n");
    }
    if let Some(Ok(serde_json::Value::Object(paths))) = provider.paths.as_ref().map(serde_json::to_value) {
        for (format, path) in paths {
            text += &format!("path          {format}: {}\n", path.as_str().unwrap_or_default());
        }
    }
    text
}
