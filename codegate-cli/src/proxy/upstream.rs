//! Where a request was going: told by the first segment of its path, else by its headers and path.

use crate::errors::Failure;
use hyper::header::HeaderMap;

/// Whose API a client speaks, and where that is.
const VENDORS: [(&str, &str); 4] = [
    ("openai", "https://api.openai.com"),
    ("anthropic", "https://api.anthropic.com"),
    ("gemini", "https://generativelanguage.googleapis.com"),
    ("ollama", "http://localhost:11434"),
];

/// The address of each vendor.
pub(super) struct Upstreams([String; 4]);

impl Upstreams {
    /// The vendors' own, but for those that are named.
    pub(super) fn new(named: &[(String, String)]) -> Result<Upstreams, Failure> {
        let mut urls = VENDORS.map(|(_, url)| url.to_owned());
        for (name, url) in named {
            let place = VENDORS.iter().position(|(vendor, _)| vendor == name).ok_or_else(|| {
                let names = VENDORS.map(|(name, _)| name).join("`, `");
                Failure::usage(format!("`--upstream`: `{name}` is not one of `{names}`"))
            })?;
            if !url.starts_with("http://") && !url.starts_with("https://") {
                return Err(Failure::usage(format!(
                    "`--upstream`: `{url}` is not a URL such as `https://api.example`"
                )));
            }
            urls[place] = url.trim_end_matches('/').to_owned();
        }
        Ok(Upstreams(urls))
    }

    /// Each address.
    pub(super) fn urls(&self) -> &[String] {
        &self.0
    }

    /// The address, and the path there, with its query.
    pub(super) fn of<'p>(&self, path: &'p str, headers: &HeaderMap) -> (&str, &'p str) {
        for ((name, _), url) in VENDORS.iter().zip(&self.0) {
            let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(name));
            match rest {
                Some("") => return (url, "/"),
                // Ollama's own paths begin with `/api`; `/openai/…` names the vendor whatever follows.
                Some(rest) if rest.starts_with('/') => return (url, rest),
                _ => {}
            }
        }
        (&self.0[guessed(path, headers)], path)
    }
}

/// The vendor that a request looks like.
fn guessed(path: &str, headers: &HeaderMap) -> usize {
    let has = |name: &str| headers.contains_key(name);
    if has("anthropic-version") || has("x-api-key") || path.starts_with("/v1/messages") {
        1
    } else if has("x-goog-api-key") || path.starts_with("/v1beta") || path.starts_with("/v1alpha") {
        2
    } else if path.starts_with("/api/") || path == "/" {
        3
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_tells_and_else_headers_and_path() {
        let named = [("openai".to_owned(), "https://gateway.example/".to_owned())];
        let upstreams = Upstreams::new(&named).unwrap();
        let (openai, claude) = ("https://gateway.example", "https://api.anthropic.com");
        let (gemini, ollama) = ("https://generativelanguage.googleapis.com", "http://localhost:11434");
        for (path, header, to) in [
            ("/openai/v1/chat/completions", None, (openai, "/v1/chat/completions")),
            ("/openai/v1/models?limit=5", Some("x-api-key"), (openai, "/v1/models?limit=5")),
            ("/anthropic/v1/messages", None, (claude, "/v1/messages")),
            ("/gemini/v1beta/models/x:generateContent", None, (gemini, "/v1beta/models/x:generateContent")),
            ("/ollama/api/chat", None, (ollama, "/api/chat")),
            ("/openai", None, (openai, "/")),
            ("/openaikey", None, (openai, "/openaikey")),
            ("/v1/models", Some("anthropic-version"), (claude, "/v1/models")),
            ("/v1/messages/count_tokens", None, (claude, "/v1/messages/count_tokens")),
            ("/v1beta/models", None, (gemini, "/v1beta/models")),
            ("/api/tags", None, (ollama, "/api/tags")),
            ("/v1/embeddings", None, (openai, "/v1/embeddings")),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(name) = header {
                headers.insert(name, "x".parse().unwrap());
            }
            assert_eq!(upstreams.of(path, &headers), to, "{path}");
        }
        assert!(Upstreams::new(&[("cohere".into(), "https://x".into())]).is_err());
        assert!(Upstreams::new(&[("openai".into(), "ftp://x".into())]).is_err());
    }
}
