//! The URL at which a provider takes a request.

mod segments;

use super::base::{Place, root_of};
use super::known;
use crate::formats::{self, Action, At, Elsewhere, Spec, Streaming};
use crate::model::{Format, FormatPaths, ProviderType, is_conversation};
use crate::request::body::{calls, sniff};
use std::borrow::Cow;
use std::ops::Range;

/// A provider, as far as its addresses go.
#[derive(Clone, Copy)]
pub(crate) struct Provider<'a> {
    pub provider_type: ProviderType,
    pub endpoint: &'a str,
    /// Paths that it has for single formats, before all else.
    pub paths: Option<&'a FormatPaths>,
}

/// A request, as far as its address goes.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub format: Format,
    /// Path and query that the client called.
    pub path: Option<&'a str>,
    /// The model to ask for.
    pub model: Option<&'a str>,
    pub stream: Option<bool>,
}

/// Where to send a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The URL; `None` if the provider has no path for the format, so that the request would have to be translated.
    pub url: Option<String>,
    /// What the SDK of the format's vendor takes as its base to come to the same URL, if there is such a base.
    pub base_url: Option<String>,
}

/// Where a provider takes a request.
pub(crate) fn target(provider: &Provider<'_>, call: &Call<'_>) -> Target {
    let place = Place::of(provider.provider_type, provider.endpoint);
    let (path, query) = call.path.map(split).unwrap_or_default();
    let spec = formats::of(call.format);
    let stated = spec.and_then(|spec| provider.paths?.get(spec.format));
    let elsewhere = if path.is_empty() { None } else { calls::elsewhere(&path) };
    let moved = path.is_empty() || elsewhere.is_some() || calls::generates(&path);
    // A path that is not moved may name the model, too.
    let kept = match (call.model, if moved && spec.is_some() { None } else { calls::model_in_path(&path) }) {
        (Some(wanted), Some(at)) => Cow::Owned(with_model(&path, at, wanted.strip_prefix("models/").unwrap_or(wanted))),
        _ => Cow::Borrowed(&*path),
    };
    let found = match (spec, stated) {
        (Some(spec), Some(stated)) if moved => {
            filled(stated, call.model, method(spec, &path, call.stream)).map(Cow::into_owned)
        }
        (Some(spec), Some(stated)) => counted(spec, stated, &path, call.model),
        _ => None,
    };
    let asked = Asked { path: &kept, elsewhere, moved, stated: stated.is_some() };
    match found.or_else(|| at_place(&place, spec, call, &asked)) {
        Some(found) => whole(&place, spec.map(|spec| (spec, moved)), call, &found, &query),
        None => Target { url: None, base_url: None },
    }
}

/// Where tokens are counted beside a path that is stated for a format, if that says it.
fn counted(spec: &Spec, stated: &str, path: &str, model: Option<&str>) -> Option<String> {
    let counting = spec.paths.iter().find(|known| known.action != Action::Generate && path.ends_with(known.end))?;
    if let Some(method) = counting.end.strip_prefix(':').filter(|_| stated.contains("{method}")) {
        return filled(stated, model, method).map(Cow::into_owned);
    }
    let (stated, query) = stated.split_at(stated.find('?').unwrap_or(stated.len()));
    let base = stated.strip_suffix(spec.tail).filter(|_| counting.end.starts_with(spec.tail))?;
    filled(base, model, "").map(|base| [&base, counting.end, query].concat())
}

/// What the client called.
struct Asked<'a> {
    path: &'a str,
    /// Whose own path it is.
    elsewhere: Option<(&'static Elsewhere, Range<usize>)>,
    /// Whether it is moved to the path of its format.
    moved: bool,
    /// Whether the provider says itself where it takes the format.
    stated: bool,
}

/// Where a request was going that the client sent to an upstream: to its own path there, else to that of the format.
pub(crate) fn upstream(provider_type: ProviderType, endpoint: &str, call: &Call<'_>) -> Target {
    let place = Place::of(provider_type, endpoint);
    let (path, query) = call.path.map(split).unwrap_or_default();
    let spec = formats::of(call.format);
    let found = match spec {
        _ if !path.is_empty() => place.joined(&path),
        Some(spec) => {
            let root = root_of(provider_type, spec).or_else(|| root_of(spec.vendor, spec)).unwrap_or_default();
            let tail = filled(spec.tail, call.model, method(spec, "", call.stream)).unwrap_or_default();
            format!("{}{tail}", place.base(root))
        }
        None => place.path.to_owned(),
    };
    let moved = path.is_empty() || calls::generates(&path);
    whole(&place, spec.map(|spec| (spec, moved)), call, &found, &query)
}

/// The URL of a path at a place, which may have a query of its own, with the client's query.
fn whole(place: &Place<'_>, spec: Option<(&Spec, bool)>, call: &Call<'_>, found: &str, query: &str) -> Target {
    let (path, own) = found.split_once('?').unwrap_or((found, ""));
    let named = |query: &str| query.split('&').any(|pair| NEEDED.contains(&name_of(pair)));
    let alone = place.query.is_empty() && own.is_empty() && !named(query);
    let base_url = base_url(place, spec, call, path).filter(|_| alone);
    // What is stated for one format is more exact than what is for all, and both than what the client sent.
    let (common, client) = (only_new(place.query, &[own]), only_new(query, &[place.query, own]));
    let mut url = [place.origin, path].concat();
    let mut mark = '?';
    for query in [&common, own, &client].into_iter().filter(|query| !query.is_empty()) {
        url.push(mark);
        url.push_str(query);
        mark = '&';
    }
    Target { url: Some(url), base_url }
}

/// What a client must say in its query for its call to be understood, so that a base alone does not lead to it:
/// learn.microsoft.com/azure/ai-foundry/openai/reference § API specs
const NEEDED: [&str; 1] = ["api-version"];

/// The path at a provider that states none for it; `None` if it does not take the format.
fn at_place(place: &Place<'_>, spec: Option<&Spec>, call: &Call<'_>, asked: &Asked<'_>) -> Option<String> {
    let path = asked.path;
    if formats::is_at_root(place.provider_type, path) {
        return Some(place.at_root(path));
    }
    if (spec.is_none() || !asked.moved) && place.has(path) {
        return Some(path.to_owned());
    }
    let Some(spec) = spec else {
        let leaf = calls::LEAVES.iter().find(|(end, _)| path.ends_with(end) && !path.ends_with("/api/embeddings"));
        return Some(match leaf {
            Some((end, _)) => format!("{}{end}", place.base(place.openai_root())),
            None => place.behind(
                place.vendor_root(),
                path,
                calls::purpose(None, path).is_some_and(|word| !is_conversation(word) && word != "other"),
            ),
        });
    };
    let usual = root_of(place.provider_type, spec).or(asked.stated.then_some(""))?;
    if let Some((known, model)) = asked.elsewhere.clone()
        && known.is_at(place.provider_type, place.host)
    {
        let path = match call.model {
            Some(wanted) if !model.is_empty() => with_model(path, model, wanted),
            _ => path.to_owned(),
        };
        return Some(match known.at {
            At::Hosts(_) => path,
            At::Types(_) => place.behind(place.root(spec).unwrap_or(usual), &path, true),
            At::TypesBut(..) => place.behind(usual, &path, false),
        });
    }
    let root = place.root(spec).or(asked.stated.then_some(usual))?;
    if !asked.moved {
        // Counting tokens, listing models and the like are not moved.
        return Some(place.behind(root, path, true));
    }
    let tail = match spec.paths.iter().find(|known| known.action != Action::Generate) {
        Some(counting) if calls::counts(path) => Some(Cow::Borrowed(counting.end)),
        _ => filled(spec.tail, call.model, method(spec, path, call.stream)),
    };
    Some(tail.map_or_else(|| place.behind(root, path, true), |tail| place.base(root) + &tail))
}

/// The base with which the SDK of the vendor comes to a path by itself. A format comes with whether something is generated.
fn base_url(place: &Place<'_>, spec: Option<(&Spec, bool)>, call: &Call<'_>, path: &str) -> Option<String> {
    let own = spec.map_or_else(|| place.adds_root(), |(spec, _)| spec.own_sdk_root());
    if let Some((spec, true)) = spec {
        let vendor = if own { root_of(spec.vendor, spec)? } else { "" };
        let method = path.rsplit_once(':').map_or("", |(_, method)| method);
        let base = path.strip_suffix(&*filled(spec.tail, call.model, method)?)?.strip_suffix(vendor)?;
        return Some([place.origin, base].concat());
    }
    let root = match spec {
        Some((spec, _)) => place.root(spec)?,
        None => place.vendor_root(),
    };
    let base = place.base(root);
    let base = if own { base.strip_suffix(root)? } else { &base };
    path.starts_with(base).then(|| [place.origin, base].concat())
}

/// Whether a url names the model in its path, so that the body need not.
pub(crate) fn names_model(url: &str) -> bool {
    let path = sniff::bare(url);
    calls::elsewhere(path).is_some_and(|(_, model)| !model.is_empty()) || calls::model_in_path(path).is_some()
}

/// A template with the model and the method in it; `None` if it needs a model and there is none.
fn filled<'t>(template: &'t str, model: Option<&str>, method: &str) -> Option<Cow<'t, str>> {
    if memchr::memchr(b'{', template.as_bytes()).is_none() {
        return Some(Cow::Borrowed(template));
    }
    if !template.contains("{model}") {
        return Some(Cow::Owned(template.replace("{method}", method)));
    }
    let model = model?;
    let model = escaped(model.strip_prefix("models/").unwrap_or(model), false);
    Some(Cow::Owned(template.replace("{method}", method).replace("{model}", &model)))
}

/// A path with another model in it, unless it is the one that is there.
fn with_model(path: &str, at: Range<usize>, model: &str) -> String {
    let there = percent_encoding::percent_decode_str(path.get(at.clone()).unwrap_or_default()).decode_utf8_lossy();
    if there == model {
        return path.to_owned();
    }
    let mut path = path.to_owned();
    path.replace_range(at, &escaped(model, false));
    path
}

/// The method to call where the format has one in its path: that in the client's path, else the one that streams or not.
fn method(spec: &Spec, path: &str, stream: Option<bool>) -> &'static str {
    let Streaming::ByMethod { whole, stream: streaming } = spec.streaming else { return "" };
    let named = path.rsplit_once(':').map(|(_, method)| method);
    match named {
        Some(named) if named == streaming => streaming,
        Some(named) if named == whole => whole,
        _ if stream == Some(true) => streaming,
        _ => whole,
    }
}

/// A client's path, made safe to append to an endpoint, and what is [known] of its query. A bare `/` is no path.
fn split(client: &str) -> (Cow<'_, str>, String) {
    if is_clean(client) {
        return (Cow::Borrowed(if client == "/" { "" } else { client }), String::new());
    }
    let client = client.split('#').next().unwrap_or_default();
    let (path, query) = client.split_once('?').unwrap_or((client, ""));
    let path = escaped(path, true);
    let path = segments::resolved(&path);
    let path = if path == "/" { String::new() } else { path };
    let kept: Vec<&str> = query.split('&').filter(|pair| known::query(pair)).collect();
    (Cow::Owned(path), escaped(&kept.join("&"), true))
}

/// Whether a client's path is as it is to be sent already, as nearly all are: no query, nothing to escape, and no segment
/// that could be `.` or `..`.
fn is_clean(client: &str) -> bool {
    let bytes = client.as_bytes();
    bytes.first() == Some(&b'/')
        && bytes.iter().all(|&byte| IN_SEGMENTS[usize::from(byte)] || byte == b'/')
        && bytes.windows(2).all(|pair| pair != b"/.")
}

/// The pairs of a query whose names none of the others has.
fn only_new(query: &str, others: &[&str]) -> String {
    if query.is_empty() {
        return String::new();
    }
    let known: Vec<&str> = others.iter().flat_map(|other| other.split('&')).map(name_of).collect();
    query.split('&').filter(|pair| !known.contains(&name_of(pair))).collect::<Vec<_>>().join("&")
}

/// The name in a pair of a query.
fn name_of(pair: &str) -> &str {
    pair.split('=').next().unwrap_or_default()
}

/// Whether a pair of a query is Gemini's `key`, which is a credential.
fn is_key(pair: &str) -> bool {
    url::form_urlencoded::parse(pair.as_bytes()).next().is_some_and(|(name, _)| name.eq_ignore_ascii_case("key"))
}

/// A url with all of the client's query, where its credentials may go: what is not [known], too, but for a key that goes
/// into a header.
pub(crate) fn with_whole_query(url: &str, client_path: &str, key_in_header: bool) -> String {
    let rest: Vec<&str> = query_of(client_path)
        .split('&')
        .filter(|pair| !(pair.is_empty() || known::query(pair) || key_in_header && is_key(pair)))
        .collect();
    let rest = only_new(&escaped(&rest.join("&"), true), &[query_of(url)]);
    match (rest.is_empty(), url.contains('?')) {
        (true, _) => url.to_owned(),
        (false, queried) => [url, if queried { "&" } else { "?" }, &rest].concat(),
    }
}

/// The query of a url or a path.
fn query_of(url: &str) -> &str {
    url.split('#').next().and_then(|url| url.split_once('?')).map_or("", |(_, query)| query)
}

/// Whether a client put a secret into its query, as far as names tell.
pub(crate) fn has_secret(client_path: &str) -> bool {
    url::form_urlencoded::parse(query_of(client_path).as_bytes()).any(|(name, _)| known::is_secret(&name))
}

/// The credential that a client put into its query, for a route that passes it on; it goes into a header there.
pub(crate) fn client_key(client_path: &str) -> Option<String> {
    let query = query_of(client_path);
    let pair = query.split('&').find(|pair| is_key(pair))?;
    let (_, value) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
    Some(value.into_owned()).filter(|value| !value.is_empty())
}

/// The bytes that a segment of a path may hold as they are.
const IN_SEGMENTS: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let others = b"-._~!$'()*,;:@=";
    let mut at = 0;
    while at < others.len() {
        plain[others[at] as usize] = true;
        at += 1;
    }
    plain
};

/// Text with every byte escaped that is not allowed in a URL, or in one segment of its path.
pub(super) fn escaped(text: &str, is_url: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if IN_SEGMENTS[usize::from(byte)] || is_url && b"/%&+?[]".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests;
