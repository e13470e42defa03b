//! Endpoints and paths as they are kept.

use super::base::{Place, is_version};
use super::known;
use super::url::escaped;
use crate::error::{Error, Result};
use crate::formats::{Action, FORMATS, Spec};
use crate::limits::PATTERN_BYTES;
use crate::model::{FormatPaths, ProviderType, shown};
use crate::request::body::calls;

/// The endpoint as it is kept, or the type's own if none is given: no `/` at its end, and of a full address only its base.
///
/// Errors: `invalid_argument` if there is none to take, if it is no http or https URL, or if there may be a secret in
/// it; the text never shows it.
pub(crate) fn normalise(provider_type: ProviderType, endpoint: Option<&str>) -> Result<String> {
    let Some(endpoint) = endpoint.or(default_endpoint(provider_type)) else {
        return Err(Error::argument(format!("a provider of type `{provider_type}` needs an `endpoint`")));
    };
    let mut url = parsed("endpoint", endpoint)?;
    let path = url.path().trim_end_matches('/').to_owned();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    url.set_query(None);
    url.set_path("");
    let origin = url.as_str().trim_end_matches('/');
    let (base, spec) = cut(&path);
    let kept = format!("{origin}{base}{query}");
    if let Some(spec) = spec.filter(|_| base.is_empty()) {
        let place = Place::of(provider_type, &kept);
        if place.root(spec).is_none_or(|root| !place.base(root).is_empty()) {
            return Err(Error::argument(format!(
                "the `endpoint` is a full address at the root of its host; give the origin alone, and `paths` of `{{\"{}\": \"{path}\"}}`",
                spec.format
            )));
        }
    }
    Ok(kept)
}

/// A URL that may be kept: without white space, credentials and a fragment. `name` is what it is called in errors.
fn parsed(name: &str, given: &str) -> Result<url::Url> {
    let given = given.trim();
    if given.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(Error::argument(format!(
            "the `{name}` has white space or control characters in it; take them out"
        )));
    }
    let invalid = || Error::argument(format!("the `{name}` is not a URL such as `https://api.example.com`"));
    let url = url::Url::parse(given).map_err(|_| invalid())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(invalid());
    }
    if !url.username().is_empty() || url.password().is_some() || url.query_pairs().any(|(name, _)| is_secret(&name)) {
        return Err(Error::argument(format!("the `{name}` has a credential in it; give it as `credential` instead")));
    }
    if url.fragment().is_some() {
        return Err(Error::argument(format!("the `{name}` has a fragment; cut it at the `#`")));
    }
    Ok(url)
}

/// The path of a base, where the path is that of a full address, and the format whose address it was.
fn cut(path: &str) -> (&str, Option<&'static Spec>) {
    let (mut base, mut last) = (path, None);
    let own = |path| FORMATS.into_iter().find_map(|spec| Some((without_tail(spec, path)?, Some(spec))));
    // Until nothing is left to cut: a base that is kept is given again, in a bundle say, and then stays as it is.
    while let Some((before, spec)) = without_other(base).map(|before| (before, None)).or_else(|| own(base)) {
        (base, last) = (before.trim_end_matches('/'), spec);
    }
    (base, last)
}

/// The base in the full address of another call than those of `paths`. At the root of a host there is none to take, but for
/// Bedrock's, whose calls of a model begin there.
fn without_other(path: &str) -> Option<&str> {
    if let Some((known, model)) = calls::elsewhere(path) {
        let bedrock = Some("/model/").filter(|owner| known.model_behind == *owner)?;
        return path.get(..model.start)?.strip_suffix(bedrock);
    }
    let counts = FORMATS.iter().flat_map(|spec| spec.paths).filter(|known| known.action != Action::Generate);
    let mut ends = counts.map(|known| known.end).chain(calls::LEAVES.iter().map(|(end, _)| *end));
    let google = path.rsplit_once("/models/").filter(|(_, last)| last.contains(':')).map(|(before, _)| before);
    // A base may end so where no version stands before it, as Azure's does.
    let models = || path.strip_suffix("/models").filter(|before| before.rsplit('/').next().is_some_and(is_version));
    let base = google.or_else(|| ends.find_map(|end| path.strip_suffix(end))).or_else(models);
    base.filter(|base| !base.is_empty())
}

fn without_tail<'p>(spec: &Spec, path: &'p str) -> Option<&'p str> {
    let generating = |end: &str| path.ends_with(end);
    let known = spec.paths.iter().any(|known| known.action == Action::Generate && generating(known.end));
    if !known {
        return None;
    }
    match spec.tail.split_once("{model}") {
        // Whatever the model is, it is one segment.
        Some((before, _)) => path.rsplit_once('/').map(|(head, _)| head)?.strip_suffix(before.trim_end_matches('/')),
        None => path.strip_suffix(spec.tail),
    }
}

/// Refuses paths that are none, and leaves out those that say nothing.
///
/// Errors: `invalid_argument`, `limit_exceeded`.
pub(crate) fn check_paths(paths: &FormatPaths) -> Result<()> {
    for (format, path) in paths.all() {
        let wrong = |what: &str| Error::argument(format!("`{}` in `paths` for `{format}` {what}", shown(path)));
        if path.len() > PATTERN_BYTES {
            return Err(Error::limit("a path in `paths`", PATTERN_BYTES, "bytes"));
        }
        if !path.starts_with('/') || path.starts_with("//") {
            return Err(wrong("must begin with one `/`: it is the path of the URL, from its origin"));
        }
        let plain = path.replace("{model}", "").replace("{method}", "");
        if plain.contains(['{', '}']) {
            return Err(wrong("has braces around something other than `model` and `method`"));
        }
        if escaped(&plain, true) != plain || plain.split(['/', '?']).any(|segment| segment == "..") {
            return Err(wrong("has a character that no path has, or `..`; escape it as in a URL"));
        }
        let query = plain.split_once('?').map_or("", |(_, query)| query);
        if url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| is_secret(&name)) {
            return Err(Error::argument("a path in `paths` has a credential in it; give it as `credential` instead"));
        }
    }
    Ok(())
}

/// Whether a pair of a query with this name may hold a secret: `code` is that of Azure's functions. It would be kept in
/// clear, so that any name with a `key` in it counts.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    known::is_secret(&name) || name.contains("key") || ["code", "pw"].contains(&name.as_str())
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
pub(super) fn default_endpoint(provider_type: ProviderType) -> Option<&'static str> {
    ENDPOINTS.iter().find(|(known, _)| *known == provider_type).map(|(_, endpoint)| *endpoint)
}

/// The host of a URL.
pub(crate) fn host(url: &str) -> &str {
    Place::of(ProviderType::OpenaiCompatible, url).host
}

/// Scheme, host and port of an endpoint, each in its one spelling.
pub(crate) fn origin(endpoint: &str) -> Option<String> {
    let url = url::Url::parse(endpoint).ok()?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    Some(format!("{}://{host}:{port}", url.scheme()))
}

/// Origins as they are kept, each once: without the port that the scheme implies.
///
/// Errors: `invalid_argument` for what is no origin, and for one of plain http that is not at this machine.
pub(crate) fn origins(name: &str, given: &[String]) -> Result<Vec<String>> {
    let mut kept: Vec<String> = Vec::new();
    for text in given {
        let url = parsed(name, text)?;
        if url.path() != "/" || url.query().is_some() {
            return Err(Error::argument(format!("`{name}` takes origins alone; cut the path and query of the URL")));
        }
        if url.scheme() != "https" && !is_here(&url) {
            return Err(Error::argument(format!(
                "`{name}` takes origins of https alone, but for those at this machine"
            )));
        }
        let origin = url.origin().ascii_serialization();
        if !kept.contains(&origin) {
            kept.push(origin);
        }
    }
    Ok(kept)
}

/// Whether a URL leads to this machine itself, whatever a resolver says.
fn is_here(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// An upstream as the host states it, as it is kept, and the type of provider that is at its host.
///
/// Errors as [`normalise`], but that secrets are refused as ones that must not be there.
pub(crate) fn upstream(given: &str) -> Result<(ProviderType, String)> {
    let host = parsed("upstream", given)?;
    let host = host.host_str().unwrap_or_default();
    let at =
        |(_, own): &&(ProviderType, &str)| Place::of(ProviderType::Openai, own).host == host && host != "localhost";
    let provider_type = ENDPOINTS.iter().find(at).map_or(ProviderType::OpenaiCompatible, |(known, _)| *known);
    Ok((provider_type, normalise(provider_type, Some(given))?))
}

#[cfg(test)]
mod tests;
