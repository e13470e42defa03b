//! From bytes to facts: what a request is, and what is sent instead of it.
//!
//! Pure: no store, no clock, no network. A body is read once, by a scanner that gives spans; nothing in it can fail a
//! request. What is sent instead is the same bytes with a few splices.

mod body;
mod clients;
mod files;
mod json;
mod send;
#[cfg(test)]
mod tests;

pub(crate) use clients::Table as ClientTable;
pub(crate) use send::rewrite::{Edit, Plan, Streamed};
pub(crate) use send::{endpoint, headers, known, url};

use crate::formats::{self, Purpose, Spec, Streaming};
use crate::limits;
use crate::model::{Facts, FilesFrom, Format, Warning, is_conversation, without_mark};
use crate::unpack;
use body::form::Form;
use body::outline::Outline;
use body::{calls, sniff};
use json::scan::Kind;
use json::span::Unreadable;
use json::text;
use send::rewrite;

/// What the host knows in addition to the body.
pub(crate) struct Hints<'a> {
    /// Path and query that the client called.
    pub path: Option<&'a str>,
    /// The method that it called it with.
    pub method: Option<&'a str>,
    /// The client's headers.
    pub headers: &'a [(String, String)],
    /// The format, where the host states it.
    pub format: Option<Format>,
    /// Which part of the conversation counts for the files; `None` where they need not be found.
    pub files_from: Option<FilesFrom>,
    /// The client, where the host states it.
    pub client: Option<&'a str>,
    /// The table of clients; `None` is the built-in one.
    pub clients: Option<&'a ClientTable>,
}

/// What was read from a request, and where it is in the body.
pub(crate) struct Reading {
    /// The facts as read from body, headers and path, without what the host states itself.
    pub facts: Facts,
    /// What the host should know.
    pub warnings: Vec<Warning>,
    /// Where things are in the body; `None` if there is no readable body.
    outline: Option<Outline>,
    /// The same of a form with files.
    form: Option<Form>,
    /// Whether bodies for the path that the client called have a place for instructions.
    instructible: bool,
}

/// Reads a request. Never fails: what cannot be read gives a warning.
pub(crate) fn read(body: Option<&[u8]>, hints: &Hints<'_>) -> Reading {
    let mut warnings = Vec::new();
    let (outline, form) = match body.map(|bytes| (bytes, outline(bytes, hints.files_from))) {
        None => (None, None),
        Some((_, Ok(outline))) => (Some(outline), None),
        Some((bytes, Err(fault))) => {
            let form = Form::read(bytes, hints.headers);
            if form.is_none() {
                warnings.push(unreadable(fault));
            }
            (None, form)
        }
    };
    let known = outline.as_ref().zip(body);
    let Told { spec, request_type, foreign } = told(known, hints);
    if known.is_some() && spec.is_none() && !foreign {
        warnings.push(Warning::new(
            "format_unknown",
            "the body is in no format that is known here; state `files`, `request_type` and `requested_model` to route by them",
        ));
    }
    let format = spec.map_or(Format::Unknown, |spec| spec.format);
    let mut facts = Facts { format, ..Facts::default() };
    if let Some((name, evidence)) = clients::detect(known, hints.headers, hints.client, hints.clients) {
        (facts.client, facts.client_evidence) = (name.unwrap_or(facts.client), evidence);
    }
    // No conversation is sent as a form.
    facts.request_type = request_type.or(form.is_some().then_some("other")).map(Into::into);
    facts.requested_model = requested_model(known, hints.path);
    facts.stream = stream(known, spec, hints.path);
    if let Some((form, bytes)) = form.as_ref().zip(body) {
        facts.requested_model = form.model(bytes).map(Into::into).or(facts.requested_model);
        facts.stream = form.stream.or(facts.stream);
    }
    if let Some((outline, bytes)) = known {
        facts.tools = tools(outline, bytes);
        facts.images = outline.images();
        facts.thinking = outline.settings.thinking;
        facts.max_output_tokens = outline.settings.max_output_tokens;
    }
    if let Some((outline, bytes)) = known.filter(|_| hints.files_from.is_some()) {
        let fim = facts.request_type.as_deref() == Some("fim");
        let (files, cut) = files::find(outline, bytes, fim, hints.files_from == Some(FilesFrom::Conversation));
        facts.files = files;
        if cut {
            let text = format!("the request names more than {} files; state `files` to choose them", limits::FILES);
            warnings.push(Warning::new("files_cut", text));
        }
    }
    Reading { facts, warnings, outline, form, instructible: sniff::takes_instructions(hints.path) }
}

impl Reading {
    /// Whether there is a body that was read.
    pub(crate) fn has_body(&self) -> bool {
        self.outline.is_some() || self.form.is_some()
    }
}

/// Reads a request whose body may be packed, or stand behind a byte order mark, which JSON text must not begin with when it
/// is sent (RFC 8259 § 8.1). Gives the body without either, too, where that could be read; else it is to be passed on as it
/// came.
pub(crate) fn read_as_sent(body: Option<&[u8]>, hints: &Hints<'_>) -> (Reading, Option<Vec<u8>>) {
    let encoding = hints.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
    let unpacked = body.map_or(Ok(None), |body| unpack::unpacked(body, encoding.map(|(_, value)| value.as_str())));
    let mut plain = match unpacked {
        Ok(plain) => plain,
        Err(fault) => {
            let mut reading = read(None, hints);
            reading.warnings.push(packed(fault));
            return (reading, None);
        }
    };
    let marked = plain.as_deref().or(body).unwrap_or_default();
    let unmarked = without_mark(marked);
    if unmarked.len() < marked.len() {
        plain = Some(unmarked.to_vec());
    }
    let reading = read(plain.as_deref().or(body), hints);
    let plain = plain.filter(|_| reading.has_body());
    (reading, plain)
}

fn packed(fault: unpack::Fault) -> Warning {
    let text = match fault {
        unpack::Fault::Broken(packing) => format!(
            "the body is packed as `{}` and cannot be unpacked; it is passed on unchanged; send it whole, or state the facts",
            packing.as_str()
        ),
        unpack::Fault::TooLarge(packing) => format!(
            "the body is packed as `{}` and comes to too much (over {} bytes, or over {} times its size); it is passed on unchanged; state the facts",
            packing.as_str(),
            limits::BODY_BYTES,
            limits::UNPACKED_RATIO
        ),
    };
    Warning::new("body_unreadable", text)
}

/// Whether a call to this path only fetches an answer that was made before.
pub(crate) fn fetches(path: &str) -> bool {
    calls::fetches(path)
}

/// Whether calls of this type are for no model.
pub(crate) fn calls_no_model(request_type: &str) -> bool {
    calls::NO_MODEL.contains(&request_type)
}

/// What a call is for, as far as method, path and body say it.
pub(crate) fn request_type(method: &str, path: &str, body: Option<&[u8]>) -> Option<&'static str> {
    let unpacked = body.and_then(|body| unpack::unpacked(body, None).ok()?);
    let body = unpacked.as_deref().or(body).map(without_mark);
    let read = body.and_then(|bytes| outline(bytes, None).ok());
    let hints = Hints {
        path: Some(path),
        method: Some(method),
        headers: &[],
        format: None,
        files_from: None,
        client: None,
        clients: None,
    };
    told(read.as_ref().zip(body), &hints).request_type
}

/// What a request is.
struct Told {
    spec: Option<&'static Spec>,
    request_type: Option<&'static str>,
    /// Whether its body looks like one of a known format but is not.
    foreign: bool,
}

fn told(known: Option<(&Outline, &[u8])>, hints: &Hints<'_>) -> Told {
    let purpose = hints.path.and_then(|path| calls::purpose(hints.method, path));
    let foreign = purpose.is_some_and(|word| !is_conversation(word)) || hints.path.is_some_and(calls::is_foreign);
    let spec = match hints.format {
        Some(format) => formats::of(format),
        None if foreign => None,
        None => match known {
            Some((outline, bytes)) => sniff::of_body(outline, bytes, hints.path, hints.headers),
            None => sniff::of_path(hints.path),
        },
    };
    let stated = purpose.or_else(|| conversation(spec, known));
    // Whoever states a format knows what the body is.
    let unlike = known.is_some() && spec.is_none() && hints.format.is_none();
    let request_type = stated.or_else(|| hints.path.filter(|path| unlike && holds_none(path)).map(|_| "other"));
    Told { spec, request_type, foreign }
}

/// Whether a body in no known format is no conversation at this path: nothing says that there is one, and without a prompt
/// Ollama only loads the model.
fn holds_none(path: &str) -> bool {
    let loads = |spec: &Spec| matches!(spec.purpose, Purpose::FillInOrChat);
    !calls::may_converse(path) || sniff::of_path(Some(path)).is_some_and(loads)
}

/// Plans how model, instructions and the stream-usage option are spliced into a body; every other byte stays.
///
/// `body` must be the one that was read, and `facts` what is known of it by now.
pub(crate) fn plan(body: Option<&[u8]>, reading: &Reading, facts: &Facts, edit: &Edit<'_>) -> Plan {
    if let Some((outline, body)) = reading.outline.as_ref().zip(body) {
        let conversation = facts.request_type.as_deref().is_none_or(is_conversation);
        return rewrite::plan(body, outline, facts, edit, reading.instructible && conversation);
    }
    match reading.form.as_ref().zip(body) {
        Some((form, body)) => rewrite::of_form(body, form, edit),
        None => Plan::unread(edit),
    }
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
    if u32::try_from(bytes.len()).is_err() {
        return Err(Unreadable { what: "is too long", at: 0 });
    }
    Outline::read(bytes, files_from == Some(FilesFrom::Conversation))
}

fn unreadable(fault: Unreadable) -> Warning {
    let text = format!(
        "the body {} (byte {}) and is passed on unchanged; send one JSON object in UTF-8, or state the facts",
        fault.what, fault.at
    );
    Warning::new("body_unreadable", text)
}

/// Which kind of conversation it is.
fn conversation(spec: Option<&Spec>, known: Option<(&Outline, &[u8])>) -> Option<&'static str> {
    let outline = known.map(|(outline, _)| outline);
    let Some(spec) = spec else {
        let gap = known.is_some_and(|(outline, bytes)| outline.turns().is_none() && outline.has_gap(bytes));
        return gap.then_some("fim");
    };
    let fills_in = match spec.purpose {
        Purpose::FillIn => true,
        Purpose::FillInOrChat => outline.is_none_or(|outline| !outline.converses || outline.fills_in),
        Purpose::Chat => known.is_some_and(|(outline, bytes)| {
            outline.turns().is_some_and(|turns| turns.fim || files::fills_in(turns, bytes))
        }),
    };
    Some(if fills_in { "fim" } else { "chat" })
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
        let path = sniff::bare(path?);
        let elsewhere = calls::elsewhere(path).and_then(|(_, model)| path.get(model));
        let model = elsewhere.or_else(|| path.get(calls::model_in_path(path)?))?;
        (1..=limits::PATTERN_BYTES).contains(&model.len()).then(|| text::decoded(model))
    })
}

/// What `stream` says, or the method in the path; where nothing says it, what the format takes that for.
fn stream(known: Option<(&Outline, &[u8])>, spec: Option<&Spec>, path: Option<&str>) -> Option<bool> {
    if let Some(told) = path.and_then(|path| calls::elsewhere(sniff::bare(path))).and_then(|(known, _)| known.stream) {
        return Some(told);
    }
    let otherwise = match spec.map(|spec| &spec.streaming) {
        Some(Streaming::ByMethod { whole, stream }) => {
            let (_, method) = sniff::bare(path?).rsplit_once(':')?;
            return if method == *stream { Some(true) } else { (method == *whole).then_some(false) };
        }
        Some(Streaming::ByMember { otherwise }) => Some(*otherwise),
        None => None,
    };
    let (outline, bytes) = known?;
    if outline.creates_response(bytes) {
        return Some(true);
    }
    match outline.stream.filter(|value| value.kind == Kind::Scalar).map(|value| value.span.of(bytes)) {
        Some(b"true") => Some(true),
        Some(b"false") => Some(false),
        _ => otherwise,
    }
}
