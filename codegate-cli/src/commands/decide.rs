//! `codegate decide` and `codegate explain`.

use super::provider::words;
use super::rules;
use crate::app::App;
use crate::errors::Failure;
use crate::files;
use crate::output::dash;
use clap::Args;
use codegate_core::model::{Decision, Explanation, FilesFrom, Format, Request};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  codegate decide --file src/main.rs --model gpt-5.1\n  \
    codegate decide --path /v1/chat/completions --body request.json\n  \
    codegate explain --body - --path /v1/messages < request.json\n  \
    codegate explain --client aider --request-type fim --workspace acme")]
pub(crate) struct Asked {
    /// The body of the request; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
    /// Path and query that the client called, such as `/v1/chat/completions`.
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// The method.
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// A header, `name: value`; again for more.
    #[arg(long = "header", short = 'H', value_name = "HEADER", value_parser = header)]
    headers: Vec<(String, String)>,
    /// A file that the request is about; again for more. In place of those in the body.
    #[arg(long = "file", value_name = "PATH")]
    files: Vec<String>,
    /// The kind of request, such as `chat`, `fim` or `embeddings`.
    #[arg(long, value_name = "WORD")]
    request_type: Option<String>,
    /// The client.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// The model that the client asks for.
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// The session whose active workspace counts.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// The workspace.
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// The root folder of the project.
    #[arg(long, value_name = "FOLDER")]
    root: Option<String>,
    /// Which part of the conversation counts for files.
    #[arg(long, value_name = "WORD", value_parser = words::<FilesFrom>())]
    files_from: Option<FilesFrom>,
    /// The wire format, where there is no body.
    #[arg(long, value_name = "FORMAT", value_parser = words::<Format>())]
    format: Option<Format>,
    /// A target that stands before the rules, `provider/model` or `provider`.
    #[arg(long, value_name = "TARGET")]
    to: Option<String>,
    /// Where the request was going: it goes there where no rule matches.
    #[arg(long, value_name = "URL")]
    upstream: Option<String>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or_else(|| "it must be `name: value`".to_owned())?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Asked {
    fn request(self) -> Result<Request<'static>, Failure> {
        let body = self.body.as_deref().map(files::bytes).transpose()?;
        Ok(Request {
            body: body.map(Into::into),
            path: self.path,
            method: self.method,
            headers: self.headers,
            files: Some(self.files).filter(|files| !files.is_empty()),
            request_type: self.request_type,
            client: self.client,
            requested_model: self.model,
            session: self.session,
            workspace: self.workspace,
            root: self.root,
            files_from: self.files_from,
            format: self.format,
            key: None,
            to: self.to,
            upstream: self.upstream,
        })
    }
}

pub(crate) fn decide(app: &mut App, asked: Asked) -> Result<(), Failure> {
    let request = asked.request()?;
    let decision = app.read()?.decide(&request)?;
    app.out.record(&decision, || told(&decision))
}

pub(crate) fn explain(app: &mut App, asked: Asked) -> Result<(), Failure> {
    let request = asked.request()?;
    let explanation = app.read()?.explain(&request)?;
    app.out.record(&explanation, || explained(&explanation))
}

/// An explanation as text, with the facts that it rests on.
pub(crate) fn explained(explanation: &Explanation) -> String {
    let mut text = explanation.to_string();
    let shown: Vec<String> = explanation
        .rules
        .iter()
        .filter(|rule| explanation.decision.rule == Some(rule.rule))
        .map(|rule| rules::targets(&rule.to))
        .collect();
    if let Some(targets) = shown.first() {
        text += &format!("the rule sends it to {targets}\n");
    }
    text
}

fn told(decision: &Decision) -> String {
    let facts = &decision.facts;
    let mut text = format!("workspace     {} (session {})\n", decision.workspace, decision.session);
    match &decision.route {
        Some(route) => {
            let provider = route.provider.as_deref().unwrap_or("where it was going");
            text += &format!("route         {provider}, model {}\n", dash(route.model.as_deref()));
            text += &format!("url           {}\n", dash(route.url.as_deref()));
            text += &format!("credential    {}\n", route.credential.as_deref().unwrap_or(route.auth.as_str()));
        }
        None => text += &format!("route         none ({})\n", dash(decision.reason.as_deref())),
    }
    text += &format!("rule          {}\n", dash(decision.rule));
    for route in &decision.fallbacks {
        text += &format!("fallback      {}, model {}\n", dash(route.provider.as_deref()), dash(route.model.as_deref()));
    }
    text += &format!("instructions  {}\n", decision.instructions);
    text += &format!("client        {}\n", facts.client);
    text += &format!("request type  {}\n", dash(facts.request_type.as_deref()));
    text += &format!("asked for     {}\n", dash(facts.requested_model.as_deref()));
    let files: Vec<&str> = facts.files.iter().map(|file| file.path.as_str()).collect();
    text += &format!("files         {}\n", if files.is_empty() { "none".to_owned() } else { files.join(", ") });
    for warning in &decision.warnings {
        text += &format!("warning       {}: {}\n", warning.code, warning.message);
    }
    text
}
