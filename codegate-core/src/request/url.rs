//! Endpoints, and the URL at which a provider takes a format.

mod paths;

use crate::error::{Error, Result};
use crate::model::{Format, ProviderType};
use paths::{GENERATING, default_endpoint, is_own, path_for};

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
    if format == Format::Unknown {
        return at(&path);
    }
    let Some(template) = path_for(provider_type, format) else {
        return Target { url: endpoint.into(), needs_translation: true };
    };
    if !path.is_empty() && (!generates(&path) || is_own(provider_type, &path)) {
        // Counting tokens, listing models and the like are not moved.
        return at(&path);
    }
    at(&filled(template, model, method(&path), stream).unwrap_or(path.clone()))
}

/// The path of a template with the model and Gemini's method in it; `None` if it needs a model and there is none.
fn filled(template: &str, model: Option<&str>, method: Option<&str>, stream: Option<bool>) -> Option<String> {
    if !template.contains("{model}") {
        return Some(template.into());
    }
    let model = model?;
    let model = escaped(model.strip_prefix("models/").unwrap_or(model), false);
    let method = method.unwrap_or(if stream == Some(true) { "streamGenerateContent" } else { "generateContent" });
    Some(template.replace("{model}", &model).replace("{method}", method))
}

/// Whether something is generated at a client's path. A body may be in another format than its path is for: some clients
/// post what is for `/responses` to `/chat/completions`.
fn generates(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    GENERATING.iter().any(|end| path.ends_with(end))
}

/// Gemini's method in a client's path.
fn method(path: &str) -> Option<&'static str> {
    let (_, method) = path.rsplit_once(':')?;
    ["generateContent", "streamGenerateContent"].into_iter().find(|known| *known == method)
}

/// A client's path, made safe to stand behind an endpoint, and its query less `key`. A bare `/` is no path.
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

/// Text with every byte escaped that cannot stand in a URL, or in one segment of its path.
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

/// Text without the `%20` of urls.
pub(super) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// An endpoint with a path behind it. A version at the endpoint's end takes the place of that at the path's start.
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

/// Scheme, host and port of an endpoint, each in its one spelling.
pub(crate) fn origin(endpoint: &str) -> Option<String> {
    let url = url::Url::parse(endpoint).ok()?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    Some(format!("{}://{host}:{port}", url.scheme()))
}

#[cfg(test)]
mod tests;
