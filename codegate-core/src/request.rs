//! From bytes to facts: what a request is, and what is sent in its place.
//!
//! Pure: no store, no clock, no network. A body is read once, by a scanner that gives spans; nothing in it can fail a
//! request. What is sent in its place is the same bytes with a few splices.

mod arguments;
mod clients;
mod condensed;
mod fences;
mod files;
pub(crate) mod headers;
mod keys;
mod lines;
mod messages;
mod names;
mod outline;
mod patches;
mod prose;
mod quotes;
mod rewrite;
mod scan;
mod settings;
mod shell;
mod signs;
mod sniff;
mod span;
#[cfg(test)]
mod tests;
mod text;
mod turns;
pub(crate) mod url;

pub(crate) use clients::Table as ClientTable;

use crate::limits;
use crate::model::{Facts, FilesFrom, Format, Instructions, Warning};
use outline::Outline;
use scan::{Kind, Unreadable};

/// What the host knows beside the body.
pub(crate) struct Hints<'a> {
    /// Path and query that the client called.
    pub path: Option<&'a str>,
    /// The client's headers.
    pub headers: &'a [(String, String)],
    /// The format, where the host states it.
    pub format: Option<Format>,
    /// Which part of the conversation counts for the files; `None` where they need not be found.
    pub files_from: Option<FilesFrom>,
    /// The client, where the host states it.
    pub client: Option<&'a str>,
    /// The table of clients; `None` is the shipped one.
    pub clients: Option<&'a ClientTable>,
}

/// What was read from a request, and where it stands in the body.
pub(crate) struct Reading {
    /// The facts as read from body, headers and path, without what the host states itself.
    pub facts: Facts,
    /// What the host should know.
    pub warnings: Vec<Warning>,
    /// Where things stand in the body; `None` if there is none that can be read.
    outline: Option<Outline>,
    /// Whether bodies for the path that the client called have a place for instructions.
    instructible: bool,
}

/// What is to be changed in a body.
pub(crate) struct Edit<'a> {
    /// The model to ask for.
    pub model: Option<&'a str>,
    /// The workspace's custom instructions.
    pub instructions: Option<&'a str>,
    /// Whether to ask for token usage in a stream that does not ask for it.
    pub inject_usage: bool,
}

/// What becomes of a body, planned and not applied yet: nothing of the body is copied.
pub(crate) struct Plan {
    splices: rewrite::Splices,
    /// What becomes of the instructions.
    pub instructions: Instructions,
    /// Whether the stream-usage option goes in.
    pub usage_injected: bool,
}

impl Plan {
    /// The new body; `None` if nothing changes. `body` must be the one that it was planned for.
    pub(crate) fn apply(&self, body: &[u8]) -> Option<Vec<u8>> {
        self.splices.apply(body)
    }
}

/// Reads a request. Never fails: what cannot be read gives a warning.
pub(crate) fn read(body: Option<&[u8]>, hints: &Hints<'_>) -> Reading {
    let mut warnings = Vec::new();
    let outline = match body.map(|bytes| outline(bytes, hints.files_from)) {
        None => None,
        Some(Ok(outline)) => Some(outline),
        Some(Err(fault)) => {
            warnings.push(unreadable(fault));
            None
        }
    };
    let known = outline.as_ref().zip(body);
    let format = hints.format.or_else(|| match known {
        Some((outline, bytes)) => Some(sniff::of_body(outline, bytes, hints)),
        None => sniff::of_path(hints.path),
    });
    let format = format.unwrap_or(Format::Unknown);
    if known.is_some() && format == Format::Unknown {
        warnings.push(Warning::new(
            "format_unknown",
            "the body is in no format that is known here; state `files`, `request_type` and `requested_model` to route by them",
        ));
    }
    let mut facts = Facts { format, ..Facts::default() };
    if let Some((name, evidence)) = clients::detect(known, hints) {
        (facts.client, facts.client_evidence) = (name, evidence);
    }
    facts.request_type = request_type(format, outline.as_ref()).map(Into::into);
    facts.requested_model = requested_model(known, hints.path);
    facts.stream = stream(known, format, hints.path);
    if let Some((outline, bytes)) = known {
        facts.tools = tools(outline, bytes);
        facts.images = outline.images();
        facts.thinking = outline.settings.thinking;
        facts.max_output_tokens = outline.settings.max_output_tokens;
    }
    let wanted = known.filter(|_| hints.files_from.is_some());
    if let Some((turns, bytes)) = wanted.and_then(|(outline, bytes)| Some((outline.turns()?, bytes))) {
        let fim = facts.request_type.as_deref() == Some("fim");
        let (files, cut) = files::find(turns, bytes, fim, hints.files_from == Some(FilesFrom::Conversation));
        facts.files = files;
        if cut {
            let text = format!("the request names more than {} files; state `files` to choose them", limits::FILES);
            warnings.push(Warning::new("files_cut", text));
        }
    }
    Reading { facts, warnings, outline, instructible: sniff::takes_instructions(hints.path) }
}

/// Plans how model, instructions and the stream-usage option are spliced into a body; every other byte stays.
///
/// `body` must be the one that was read, and `facts` what is known of it by now.
pub(crate) fn plan(body: Option<&[u8]>, reading: &Reading, facts: &Facts, edit: &Edit<'_>) -> Plan {
    if let Some((outline, body)) = reading.outline.as_ref().zip(body) {
        return rewrite::plan(body, outline, facts, edit, reading.instructible);
    }
    let none = edit.instructions.is_none_or(str::is_empty);
    let instructions = if none { Instructions::None } else { Instructions::NotApplied };
    Plan { splices: rewrite::Splices::default(), instructions, usage_injected: false }
}

/// The text of the last user turn, its parts a line apart. Stops soon after the history's limit.
pub(crate) fn prompt(body: &[u8], reading: &Reading) -> Option<String> {
    // No escape takes more than six bytes for one of text.
    const RAW_BYTES: usize = 6 * (limits::HISTORY_TEXT_BYTES + 16);
    let mut out = String::new();
    for span in reading.outline.as_ref()?.prompt_spans() {
        if out.len() > limits::HISTORY_TEXT_BYTES {
            break;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let raw = span.of(body);
        out.push_str(&text::unescape(raw.get(..RAW_BYTES).unwrap_or(raw)));
    }
    (!out.is_empty()).then_some(out)
}

fn outline(bytes: &[u8], files_from: Option<FilesFrom>) -> Result<Outline, Unreadable> {
    if bytes.trim_ascii().is_empty() {
        return Err(Unreadable { what: "is empty", at: 0 });
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Err(Unreadable { what: "begins with a byte order mark", at: 0 });
    }
    if u32::try_from(bytes.len()).is_err() {
        return Err(Unreadable { what: "is too long", at: 0 });
    }
    Outline::read(bytes, files_from == Some(FilesFrom::Conversation))
}

fn unreadable(fault: Unreadable) -> Warning {
    let text = format!(
        "the body {} (byte {}) and goes on as it is; send one JSON object in UTF-8, or state the facts beside it",
        fault.what, fault.at
    );
    Warning::new("body_unreadable", text)
}

fn request_type(format: Format, outline: Option<&Outline>) -> Option<&'static str> {
    match format {
        Format::Unknown => None,
        Format::OllamaGenerate if outline.is_some_and(|outline| outline.converses && !outline.fills_in) => Some("chat"),
        Format::OpenaiCompletions | Format::OllamaGenerate => Some("fim"),
        _ if outline.and_then(Outline::turns).is_some_and(|turns| turns.fim) => Some("fim"),
        _ => Some("chat"),
    }
}

/// The names of the tools on offer, each once. One too long to be a name is left out.
fn tools(outline: &Outline, bytes: &[u8]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(outline.tools.len());
    for raw in outline.tools.iter().map(|span| span.of(bytes)).filter(|raw| raw.len() <= limits::PATTERN_BYTES) {
        let name = text::unescape(raw);
        if !names.iter().any(|known| *known == name) {
            names.push(name.into_owned());
        }
    }
    names
}

/// The body's model, else that in a path such as `/v1beta/models/gemini-3-pro:generateContent`.
fn requested_model(known: Option<(&Outline, &[u8])>, path: Option<&str>) -> Option<String> {
    known.and_then(|(outline, bytes)| outline.model(bytes)).or_else(|| {
        let (_, rest) = sniff::bare(path?).rsplit_once("/models/")?;
        let (model, _) = rest.split_once(':')?;
        (!model.is_empty()).then(|| url::decoded(model))
    })
}

/// What `stream` says; where it says nothing, what the format takes that for.
fn stream(known: Option<(&Outline, &[u8])>, format: Format, path: Option<&str>) -> Option<bool> {
    if format == Format::Gemini {
        let path = sniff::bare(path?);
        return if path.ends_with(":streamGenerateContent") {
            Some(true)
        } else {
            path.ends_with(":generateContent").then_some(false)
        };
    }
    let (outline, bytes) = known?;
    match outline.stream.filter(|value| value.kind == Kind::Scalar).map(|value| value.span.of(bytes)) {
        Some(b"true") => Some(true),
        Some(b"false") => Some(false),
        _ => match format {
            Format::OllamaChat | Format::OllamaGenerate => Some(true),
            Format::Unknown => None,
            _ => Some(false),
        },
    }
}
