//! Endpoints, and the URL at which a provider takes a format.

use crate::error::{Error, Result};
use crate::formats::{self, Action, FORMATS, Spec, Streaming};
use crate::model::{Format, ProviderType};

/// Where to send a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The URL.
    pub url: String,
    /// Whether the provider has no path for the format.
    pub needs_translation: bool,
}

/// Where a provider takes a request of this format. `client_path` is the path and query that the client called.
pub(crate) fn target(
    provider_type: ProviderType,
    endpoint: &str,
    format: Format,
    client_path: Option<&str>,
    model: Option<&str>,
    stream: Option<bool>,
) -> Target {
    let (path, query) = client_path.map(split).unwrap_or_default();
    let at = |path: &str| Target { url: join(endpoint, path, &query), needs_translation: false };
    let Some(spec) = formats::of(format) else { return at(&path) };
    let Some((_, template)) = spec.served.iter().find(|(known, _)| *known == provider_type) else {
        return Target { url: endpoint.into(), needs_translation: true };
    };
    if !path.is_empty() && (!generates(&path) || is_own(provider_type, &path)) {
        // Counting tokens, listing models and the like are not moved.
        return at(&path);
    }
    at(&filled(template, model, method(spec, &path, stream)).unwrap_or(path.clone()))
}

/// The path of a template with the model and the method in it; `None` if it needs a model and there is none.
fn filled(template: &str, model: Option<&str>, method: &str) -> Option<String> {
    if !template.contains("{model}") {
        return Some(template.into());
    }
    let model = model?;
    let model = escaped(model.strip_prefix("models/").unwrap_or(model), false);
    Some(template.replace("{model}", &model).replace("{method}", method))
}

/// Whether something is generated at a client's path. A body may be in another format than its path is for: some clients
/// post what is for `/responses` to `/chat/completions`.
fn generates(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let mut generating = FORMATS.iter().flat_map(|spec| spec.paths).filter(|known| known.action == Action::Generate);
    generating.any(|known| path.ends_with(known.end))
}

/// Whether a path is one that a server of this type may have beside the common ones.
fn is_own(provider_type: ProviderType, path: &str) -> bool {
    let mut own = FORMATS.iter().flat_map(|spec| spec.own_paths);
    own.any(|(known, end)| *known == provider_type && path.ends_with(end))
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

/// A client's path, made safe to append to an endpoint, and its query without `key`. A bare `/` is no path.
fn split(client: &str) -> (String, String) {
    let client = client.split('#').next().unwrap_or_default();
    let (path, query) = client.split_once('?').unwrap_or((client, ""));
    let path = escaped(path, true);
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(usize::from(path.starts_with('/'))) {
        match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
            "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    let path = segments.iter().map(|segment| format!("/{segment}")).collect::<String>();
    let path = if path == "/" { String::new() } else { path };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_key(pair)).collect();
    (path, escaped(&kept.join("&"), true))
}

/// Whether a pair of a query is Gemini's `key`, which is a credential.
fn is_key(pair: &str) -> bool {
    url::form_urlencoded::parse(pair.as_bytes()).next().is_some_and(|(name, _)| name.eq_ignore_ascii_case("key"))
}

/// The credential that a client put into its query, for a route that passes it on; it goes into a header there.
pub(crate) fn client_key(client_path: &str) -> Option<String> {
    let query = client_path.split('#').next()?.split_once('?')?.1;
    let pair = query.split('&').find(|pair| is_key(pair))?;
    let (_, value) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
    Some(value.into_owned()).filter(|value| !value.is_empty())
}

/// Text with every byte escaped that is not allowed in a URL, or in one segment of its path.
fn escaped(text: &str, is_url: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~!$'()*,;:@=".contains(&byte);
        if plain || is_url && b"/%&+?[]".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An endpoint with a path appended. A version at the endpoint's end replaces the one at the path's start.
fn join(endpoint: &str, path: &str, query: &str) -> String {
    let (base, own) = endpoint.split_once('?').unwrap_or((endpoint, ""));
    let mut path = path;
    if is_version(last_segment(base)) {
        let first = path.strip_prefix('/').map(|rest| rest.split('/').next().unwrap_or_default());
        if let Some(version) = first.filter(|first| is_version(first)) {
            path = path.get(1 + version.len()..).unwrap_or_default();
        }
    }
    let queries: Vec<&str> = [own, query].into_iter().filter(|query| !query.is_empty()).collect();
    let mark = if queries.is_empty() { "" } else { "?" };
    format!("{base}{path}{mark}{}", queries.join("&"))
}

/// The last segment of a URL's path; empty if it has no path.
fn last_segment(base: &str) -> &str {
    let after_scheme = base.split_once("://").map_or(base, |(_, rest)| rest);
    after_scheme.rsplit_once('/').map_or("", |(_, last)| last)
}

/// `v1`, `v1beta`, `v4`: a `v`, a digit, anything.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

/// The endpoint as it is kept, or the type's own if none is given: no `/` and no `/v1` at its end.
///
/// Errors: `invalid_argument` if there is none to take, if it is no http or https URL, or if there may be a secret in
/// it; the text never shows it.
pub(crate) fn normalise_endpoint(provider_type: ProviderType, endpoint: Option<&str>) -> Result<String> {
    let Some(endpoint) = endpoint.or(default_endpoint(provider_type)) else {
        return Err(Error::argument(format!("a provider of type `{provider_type}` needs an `endpoint`")));
    };
    let endpoint = endpoint.trim();
    if endpoint.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(Error::argument("the `endpoint` has white space or control characters in it; take them out"));
    }
    let invalid = || Error::argument("the `endpoint` is not a URL such as `https://api.example.com`");
    let mut url = url::Url::parse(endpoint).map_err(|_| invalid())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(invalid());
    }
    if !url.username().is_empty() || url.password().is_some() || url.query_pairs().any(|(name, _)| is_secret(&name)) {
        return Err(Error::argument("the `endpoint` has a credential in it; give it as `credential` instead"));
    }
    if url.fragment().is_some() {
        return Err(Error::argument("the `endpoint` has a fragment; cut it at the `#`"));
    }
    let mut path = url.path().trim_end_matches('/');
    while let Some(before) = path.strip_suffix("/v1") {
        path = before.trim_end_matches('/');
    }
    let path = path.to_owned();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    url.set_query(None);
    url.set_path("");
    Ok(format!("{}{path}{query}", url.as_str().trim_end_matches('/')))
}

/// Whether a pair of a query with this name may hold a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words = ["key", "token", "secret", "password", "signature", "credential"];
    name == "sig" || words.into_iter().any(|word| name.contains(word))
}

/// The endpoints of types that have a usual one.
const ENDPOINTS: &[(ProviderType, &str)] = &[
    (ProviderType::Openai, "https://api.openai.com"),
    (ProviderType::Anthropic, "https://api.anthropic.com"),
    (ProviderType::Gemini, "https://generativelanguage.googleapis.com"),
    (ProviderType::Openrouter, "https://openrouter.ai/api"),
    // The ports that these servers listen on by themselves, by the pages that `formats` names.
    (ProviderType::Ollama, "http://localhost:11434"),
    (ProviderType::Vllm, "http://localhost:8000"),
    (ProviderType::LmStudio, "http://localhost:1234"),
    (ProviderType::Llamacpp, "http://localhost:8080"),
];

/// The endpoint of a provider type, where there is a usual one.
fn default_endpoint(provider_type: ProviderType) -> Option<&'static str> {
    ENDPOINTS.iter().find(|(known, _)| *known == provider_type).map(|(_, endpoint)| *endpoint)
}

/// Scheme, host and port of an endpoint, each in its one spelling.
pub(crate) fn origin(endpoint: &str) -> Option<String> {
    let url = url::Url::parse(endpoint).ok()?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    Some(format!("{}://{host}:{port}", url.scheme()))
}

#[cfg(test)]
mod tests;
