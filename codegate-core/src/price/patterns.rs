//! Names of models and endpoints, matched against the patterns of a price table.

use crate::limits::PATTERN_BYTES;
// Addresses alone: nothing in `core` can open a socket.
use core::net::{IpAddr, Ipv4Addr};

/// A pattern over a whole name in lower case: `*` is any text, `#` a digit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pattern(Box<str>);

impl Pattern {
    pub(super) fn new(text: &str) -> Pattern {
        Pattern(text.to_lowercase().into())
    }

    /// The name that it matches alone, if it is one.
    pub(super) fn exact(&self) -> Option<&str> {
        (!self.0.contains(['*', '#'])).then_some(&*self.0)
    }

    /// Whether it matches a name that is in lower case. Its work is bounded by the product of both lengths, and both are
    /// by [`PATTERN_BYTES`].
    pub(super) fn matches(&self, name: &str) -> bool {
        glob(self.0.as_bytes(), name.as_bytes())
    }
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where to go on from if the rest does not match: behind the last `*`, with one more byte taken by it.
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p + 1, t));
                p += 1;
            }
            Some(b'#') if text[t].is_ascii_digit() => (p, t) = (p + 1, t + 1),
            Some(&byte) if byte == text[t] && byte != b'#' => (p, t) = (p + 1, t + 1),
            _ => match back {
                Some((behind, taken)) => {
                    back = Some((behind, taken + 1));
                    (p, t) = (behind, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

/// An endpoint of a list: a host, and perhaps the beginning of a path.
#[derive(Debug)]
pub(super) struct Host {
    host: Pattern,
    path: Vec<String>,
}

impl Host {
    pub(super) fn new(text: &str) -> Host {
        let (host, path) = text.split_once('/').unwrap_or((text, ""));
        Host { host: Pattern::new(host), path: segments(path).map(str::to_owned).collect() }
    }

    pub(super) fn matches(&self, endpoint: &Endpoint<'_>) -> bool {
        let mut path = segments(endpoint.path);
        self.host.matches(&endpoint.host)
            && self.path.iter().all(|want| path.next().is_some_and(|have| want == "*" || want == have))
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// A base url taken apart.
pub(super) struct Endpoint<'a> {
    host: String,
    path: &'a str,
}

impl<'a> Endpoint<'a> {
    /// Takes a url apart; the port and what precedes the host are ignored.
    pub(super) fn new(url: &'a str) -> Endpoint<'a> {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let bare = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        Endpoint { host: bare.to_lowercase(), path: path.split(['?', '#']).next().unwrap_or_default() }
    }

    /// Whether it is this very machine or in a network of one's own: what runs there has no price list.
    pub(super) fn is_local(&self) -> bool {
        // Names that no public resolver knows: RFC 6761 and 6762, RFC 8375, ICANN's `internal`; and a container's host.
        const ENDS: [&str; 6] = [".localhost", ".local", ".internal", ".home.arpa", ".lan", ".localdomain"];
        let host = self.host.strip_suffix('.').unwrap_or(&self.host);
        match host.parse() {
            Ok(IpAddr::V4(address)) => is_own(address),
            Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(address) => is_own(address),
                None => {
                    let unique_or_link_local = matches!(address.segments()[0], 0xfc00..=0xfdff | 0xfe80..=0xfebf);
                    unique_or_link_local || address.is_loopback() || address.is_unspecified()
                }
            },
            Err(_) => !host.is_empty() && !host.contains('.') || ENDS.iter().any(|end| host.ends_with(end)),
        }
    }
}

/// Whether an address is of no public network: RFC 1918, RFC 3927, and RFC 6598, which overlay networks use.
fn is_own(address: Ipv4Addr) -> bool {
    let shared = matches!(address.octets(), [100, 64..=127, ..]);
    address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified() || shared
}

/// Models whose weights their vendors publish at Hugging Face, under the name that their own price lists have too: who
/// serves them sets the price. huggingface.co/openai, /google, /mistralai, /moonshotai.
const OPEN: [(&str, &[&str]); 4] =
    [("openai", &["gpt-oss*", "whisper*"]), ("google", &["gemma*"]), ("mistralai", &["*"]), ("moonshotai", &["*"])];

/// Whether what precedes a model's name is who made it, and not who serves it.
pub(super) fn is_open(vendor: &str, model: &str) -> bool {
    let model = model.to_lowercase();
    let of = OPEN.iter().filter(|(name, _)| name.eq_ignore_ascii_case(vendor));
    of.flat_map(|(_, models)| *models).any(|pattern| glob(pattern.as_bytes(), model.as_bytes()))
}

/// Whether the name that was asked for is that of an inference profile of Amazon Bedrock, for a model that its response
/// names without the profile, which may have a price of its own: `global.anthropic.NAME-v1:0`.
///
/// docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
pub(crate) fn is_profile_of(asked: &str, answered: &str) -> bool {
    let Some((before, version)) = asked.split_once(answered) else { return false };
    before.ends_with('.') && (version.is_empty() || version.starts_with("-v"))
}

/// The names under which a model may be in a list with the names `list_names`, best first: as it is, with a date
/// written the other way, without the list's own name before it, and at last without the date at its end. None for a
/// name that is too long to be one.
pub(super) fn candidates(model: &str, list_names: &[&str]) -> Vec<String> {
    if model.is_empty() || model.len() > PATTERN_BYTES {
        return Vec::new();
    }
    let name = model.to_lowercase();
    let stripped = name
        .split_once('/')
        .filter(|(prefix, rest)| !rest.is_empty() && list_names.iter().any(|own| own.eq_ignore_ascii_case(prefix)))
        .map(|(_, rest)| rest.to_owned());
    let plain: Vec<String> = std::iter::once(name).chain(stripped).collect();
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
        }
    };
    for name in &plain {
        add(name.clone());
        add(dashed(name));
    }
    for name in &plain {
        add(undated(name).to_owned());
    }
    found
}

/// The name with a date such as `-20251211` as `-2025-12-11`, where it is a date and a segment of its own.
fn dashed(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    let mut rest = name;
    while let Some(at) = rest.find("-20") {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let date = tail.get(1..9).filter(|date| is_date(date));
        let closed = tail.as_bytes().get(9).is_none_or(|&next| next == b'-' || next == b':');
        match date {
            Some(date) if closed => {
                out.push_str(&format!("-{}-{}-{}", &date[..4], &date[4..6], &date[6..]));
                rest = &tail[9..];
            }
            _ => {
                out.push('-');
                rest = &tail[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether eight bytes are a day of the calendar, `YYYYMMDD`.
fn is_date(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
        && crate::price::values::Date::parse(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).is_some()
}

/// A model's name without `-latest`, a date (`-20260423`, `@20260423`, `-2026-04-23`) or a revision (`-001`) at its end.
fn undated(model: &str) -> &str {
    const ENDS: [&str; 4] = ["*-####-##-##", "*-########", "*@########", "*-###"];
    if let Some(name) = model.strip_suffix("-latest") {
        return name;
    }
    let end = ENDS.iter().find(|end| glob(end.as_bytes(), model.as_bytes())).map_or(0, |end| end.len() - 1);
    model.get(..model.len() - end).unwrap_or(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_names() {
        for (pattern, name, holds) in [
            ("gpt-4o", "gpt-4o", true),
            ("gpt-4o", "gpt-4o-mini", false),
            ("GPT-4o", "gpt-4o", true),
            ("gpt-4o*", "gpt-4o", true),
            ("*claude*v2*", "us.claude-v2:1", true),
            ("*claude*v2*", "us.claude-1", false),
            ("*-tts", "a-tts-b", false),
            ("a-####-##-##", "a-2026-01-02", true),
            ("a-####-##-##", "a-2026-01-0x", false),
            ("a#*", "a1", true),
            ("a#*", "a", false),
            ("a#", "a#", false),
            ("*", "", true),
            ("", "", true),
            ("*b*b", "abab", true),
            ("*b*b", "abaa", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(name), holds, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_takes_bounded_time() {
        let (pattern, name) = (Pattern::new(&"*a".repeat(256)), "a".repeat(511) + "b");
        assert!(!pattern.matches(&name));
    }

    #[test]
    fn endpoints_match_by_host_and_path() {
        for (pattern, url, holds) in [
            ("api.deepseek.com", "https://api.deepseek.com", true),
            ("api.deepseek.com", "https://API.DeepSeek.com:443/anthropic", true),
            ("api.deepseek.com", "https://api.deepseek.com.example.org", false),
            ("api.deepseek.com", "https://example.org/api.deepseek.com", false),
            ("api.deepseek.com", "https://api.deepseek.com@example.org/", false),
            ("*.openai.azure.com", "https://mine.openai.azure.com/openai", true),
            ("*.openai.azure.com", "https://openai.azure.com", false),
            ("router.example/groq", "https://router.example/groq/openai", true),
            ("router.example/groq", "https://router.example/groqs", false),
            ("router.example/groq", "https://router.example", false),
            ("c.example/accounts/*/ai", "https://c.example/accounts/7/ai/", true),
            ("c.example/accounts/*/ai", "https://c.example/accounts/7/8/ai", false),
        ] {
            assert_eq!(Host::new(pattern).matches(&Endpoint::new(url)), holds, "{pattern} {url}");
        }
        for url in ["http://localhost:11434", "http://127.0.0.1", "http://127.1.2.3:80/v1", "http://[::1]:8080"] {
            assert!(Endpoint::new(url).is_local(), "{url}");
        }
        for url in ["http://192.168.0.7", "http://10.1.2.3:8000/v1", "http://172.31.0.1", "http://100.64.0.1"] {
            assert!(Endpoint::new(url).is_local(), "{url}");
        }
        for url in ["http://vllm:8000", "http://gpu.local", "http://host.docker.internal", "http://[fd00::1]:8000/v1"] {
            assert!(Endpoint::new(url).is_local(), "{url}");
        }
        for url in ["http://172.32.0.1", "http://100.128.0.1", "http://[2001:db8::1]", "https://local.example.com"] {
            assert!(!Endpoint::new(url).is_local(), "{url}");
        }
        for url in ["http://192.0.2.7", "https://localhost.example.org", "https://127.example.org", ""] {
            assert!(!Endpoint::new(url).is_local(), "{url}");
        }
    }

    #[test]
    fn a_model_is_looked_for_under_its_own_name_first() {
        let own = ["google", "gemini"];
        assert_eq!(
            candidates("Gemini/Gemini-2.5-Pro-001", &own),
            ["gemini/gemini-2.5-pro-001", "gemini-2.5-pro-001", "gemini/gemini-2.5-pro", "gemini-2.5-pro",]
        );
        assert_eq!(candidates("gpt-5.2-20251211", &[]), ["gpt-5.2-20251211", "gpt-5.2-2025-12-11", "gpt-5.2"]);
        assert_eq!(candidates("openai/gpt-5", &own), ["openai/gpt-5"]);
        assert_eq!(candidates("a-latest", &[]), ["a-latest", "a"]);
        assert_eq!(candidates("é-20241399", &[]), ["é-20241399", "é"]);
        assert!(candidates("", &own).is_empty());
        assert!(candidates(&"x".repeat(PATTERN_BYTES + 1), &own).is_empty());
        assert_eq!(candidates("google/", &own), ["google/"]);
    }
}
