//! The headers of the request that is sent.

use super::{endpoint, known};
use crate::formats::{self, FORMATS, Spec, hosts};
use crate::model::{Format, ProviderType};

/// Headers of one connection, not of the request.
const HOP_BY_HOP: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers that are regenerated.
const OWN: &[&str] = &["host", "content-length", "accept-encoding"];

/// The full set of headers to send: of the client's those that are [known], without those of its connection, and the
/// route's own.
///
/// With `whole` all of the client's go on, its credentials among them, whatever they are called. `to` is where it goes:
/// type, format and url. `key` is the route's credential. `json`: the body was read, so that it is JSON and goes out as it
/// is, whatever packing the client's was in.
pub(crate) fn headers(
    client: &[(String, String)],
    whole: bool,
    to: (ProviderType, Format, Option<&str>),
    key: Option<&str>,
    json: bool,
) -> Vec<(String, String)> {
    let (provider_type, format, url) = to;
    let named = named_by_connection(client);
    let goes_on = |name: &str| {
        let is_in = |list: &[&str]| list.iter().any(|known| name.eq_ignore_ascii_case(known));
        let unpacked = json && name.eq_ignore_ascii_case("content-encoding");
        !unpacked && !is_in(HOP_BY_HOP) && !is_in(OWN) && !is_in(&named) && (whole || known::header(name))
    };
    let mut out: Vec<(String, String)> =
        client.iter().filter(|(name, value)| is_sound(name, value) && goes_on(name)).cloned().collect();
    if json && !out.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        out.push(("content-type".into(), "application/json".into()));
    }
    out.push(("accept-encoding".into(), "identity".into()));
    let spec = formats::of(format);
    let own = own_format(provider_type, spec);
    if let Some(key) = key.filter(|key| valid_key(key)) {
        let (name, value) = credential(provider_type, format, url, key);
        // Only where all goes on may one stand here, and then the key is merely the one of the client's url.
        if !out.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            out.push((name.into(), value));
        }
    }
    let version = spec.and_then(|spec| spec.version).or(own.and_then(|own| own.version));
    if let Some((name, version)) =
        version.filter(|(name, _)| !out.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)))
    {
        out.push((name.into(), version.into()));
    }
    out
}

/// The header that a provider looks for its credential in, with this key.
pub(crate) fn credential(
    provider_type: ProviderType,
    format: Format,
    url: Option<&str>,
    key: &str,
) -> (&'static str, String) {
    let of_host = || hosts::of(endpoint::host(url?)).and_then(|known| known.credential).filter(|_| !is_token(key));
    let own = own_format(provider_type, formats::of(format));
    match own.and_then(|own| own.credential).or_else(of_host) {
        Some(name) => (name, key.to_owned()),
        None => ("authorization", format!("Bearer {key}")),
    }
}

/// Whether a key is a token of a login (a JWT), which goes under `authorization` wherever keys go.
fn is_token(key: &str) -> bool {
    key.starts_with("eyJ") && key.matches('.').count() == 2
}

/// Whether a credential is valid in a header: not empty, visible ASCII.
pub(crate) fn valid_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The format of a provider's own in whose manner it is spoken to: always, except where it is spoken to as OpenAI is. Its
/// lists of models and the like are of no known format.
fn own_format(provider_type: ProviderType, spoken: Option<&Spec>) -> Option<&'static Spec> {
    if spoken.is_some_and(|spec| spec.vendor == ProviderType::Openai) {
        return None;
    }
    FORMATS.into_iter().find(|spec| spec.vendor == provider_type)
}

/// The headers that the client's `Connection` names as its own.
fn named_by_connection(client: &[(String, String)]) -> Vec<&str> {
    let connection = client.iter().filter(|(name, _)| name.eq_ignore_ascii_case("connection"));
    connection.flat_map(|(_, value)| value.split(',')).map(str::trim).collect()
}

/// Whether a header can be sent without breaking out of its line.
fn is_sound(name: &str, value: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(token) && !value.bytes().any(|byte| matches!(byte, b'\r' | b'\n' | 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sent(client: &[(&str, &str)], passthrough: bool, to: (ProviderType, Format), key: Option<&str>) -> Vec<String> {
        let client: Vec<_> = client.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        headers(&client, passthrough, (to.0, to.1, None), key, false)
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect()
    }

    const OPENAI: (ProviderType, Format) = (ProviderType::Openai, Format::OpenaiChat);
    const CREDENTIALED: &[(&str, &str)] = &[
        ("Authorization", "Bearer client"),
        ("X-Api-Key", "client"),
        ("api-key", "client"),
        ("x-goog-api-key", "client"),
        ("Cookie", "client"),
        ("X-Title", "Cline"),
    ];

    #[test]
    fn the_connection_and_what_it_names_stay_behind() {
        let client = [
            ("Host", "localhost"),
            ("Content-Length", "7"),
            ("Connection", "close, X-Trace"),
            ("x-trace", "1"),
            ("TE", "trailers"),
            ("Transfer-Encoding", "chunked"),
            ("Accept-Encoding", "gzip"),
            ("Content-Type", "application/json"),
            ("X-Title", "Cline"),
            ("X-Title", "again"),
        ];
        let expected =
            ["Content-Type: application/json", "X-Title: Cline", "X-Title: again", "accept-encoding: identity"];
        assert_eq!(sent(&client, true, OPENAI, None), expected);
    }

    #[test]
    fn credentials_of_the_client_pass_only_where_the_route_says_so() {
        assert_eq!(sent(CREDENTIALED, false, OPENAI, None), ["X-Title: Cline", "accept-encoding: identity"]);
        assert_eq!(sent(CREDENTIALED, true, OPENAI, None).len(), CREDENTIALED.len() + 1);
        let own = sent(CREDENTIALED, false, OPENAI, Some("own"));
        assert_eq!(own, ["X-Title: Cline", "accept-encoding: identity", "authorization: Bearer own"]);
    }

    #[test]
    fn a_key_of_the_clients_url_takes_the_place_of_no_header_that_it_sent() {
        let sent = |client| sent(client, true, OPENAI, Some("of-the-url"));
        assert_eq!(sent(&[]), ["accept-encoding: identity", "authorization: Bearer of-the-url"]);
        let both = sent(&[("Authorization", "Bearer client")]);
        assert_eq!(both, ["Authorization: Bearer client", "accept-encoding: identity"]);
    }

    #[test]
    fn the_credential_goes_where_the_provider_looks_for_it() {
        for (provider_type, format, expected) in [
            (ProviderType::Openai, Format::OpenaiResponses, "authorization: Bearer k"),
            (ProviderType::Anthropic, Format::AnthropicMessages, "x-api-key: k"),
            (ProviderType::Anthropic, Format::Unknown, "x-api-key: k"),
            (ProviderType::Anthropic, Format::OpenaiChat, "authorization: Bearer k"),
            (ProviderType::Openrouter, Format::AnthropicMessages, "authorization: Bearer k"),
            (ProviderType::Gemini, Format::Gemini, "x-goog-api-key: k"),
            (ProviderType::Gemini, Format::OpenaiChat, "authorization: Bearer k"),
            (ProviderType::Ollama, Format::OllamaChat, "authorization: Bearer k"),
        ] {
            let sent = sent(&[], false, (provider_type, format), Some("k"));
            assert_eq!(sent.get(1).map(String::as_str), Some(expected), "{provider_type} {format}");
        }
    }

    #[test]
    fn azure_takes_keys_and_tokens_under_different_headers() {
        let at = |url: &str, key: &str| credential(ProviderType::OpenaiCompatible, Format::OpenaiChat, Some(url), key);
        for host in ["r.openai.azure.com", "r.services.ai.azure.com", "r.cognitiveservices.azure.com"] {
            let url = format!("https://{host}/openai/v1/chat/completions");
            assert_eq!(at(&url, "0a1b2c"), ("api-key", "0a1b2c".into()), "{host}");
            assert_eq!(at(&url, "eyJa.b.c"), ("authorization", "Bearer eyJa.b.c".into()), "{host}");
        }
        assert_eq!(at("https://openai.azure.com.example/v1", "k"), ("authorization", "Bearer k".into()));
    }

    #[test]
    fn messages_name_a_version_and_the_clients_wins() {
        let to = (ProviderType::Anthropic, Format::AnthropicMessages);
        let ours = ["accept-encoding: identity", "anthropic-version: 2023-06-01"];
        assert_eq!(sent(&[], false, to, None), ours);
        assert_eq!(sent(&[], false, (ProviderType::Anthropic, Format::Unknown), None), ours);
        assert_eq!(sent(&[], false, (ProviderType::Anthropic, Format::OpenaiChat), None).len(), 1);
        let theirs = sent(&[("Anthropic-Version", "2030-01-01")], false, to, None);
        assert_eq!(theirs, ["Anthropic-Version: 2030-01-01", "accept-encoding: identity"]);
    }

    #[test]
    fn nothing_breaks_out_of_its_line() {
        for key in ["", "a\r\nx: y", "a\u{0}", "a b", "ä"] {
            assert!(!valid_key(key), "{key:?}");
            assert_eq!(sent(&[], false, OPENAI, Some(key)), ["accept-encoding: identity"], "{key:?}");
        }
        let client = [("a", "b\r\nc: d"), ("e\nf", "g"), ("", "h"), (":authority", "i")];
        assert_eq!(sent(&client, true, OPENAI, None), ["accept-encoding: identity"]);
    }

    proptest! {
        #[test]
        fn whatever_a_client_sends_goes_on_sound_and_without_its_credentials(
            client in proptest::collection::vec(("[ -~\\r\\n]{0,12}|(?i)(authorization|cookie|x-api-key)", ".{0,12}"), 0..8),
        ) {
            for (name, value) in headers(&client, false, (ProviderType::Openai, Format::OpenaiChat, None), None, false) {
                prop_assert!(is_sound(&name, &value));
                prop_assert!(!known::is_credential(&name));
            }
        }
    }
}
