//! What of a client's headers and query goes on to a provider that the client has no credential for: what is known to be
//! harmless, or to belong to a format or a tool. A list of bad names would miss the next one.

/// Headers by their whole names. Sources: RFC 9110 and 9111 (content, caching, preferences), W3C Trace Context, Zipkin's
/// B3, and the source of the clients that are named beside theirs.
const HEADERS: &[&str] = &[
    "accept",
    "accept-language",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-type",
    "dnt",
    "idempotency-key",
    "x-idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "origin",
    "pragma",
    "prefer",
    "priority",
    "range",
    "referer",
    "user-agent",
    // Ids of requests and traces.
    "b3",
    "correlation-id",
    "request-id",
    "traceparent",
    "tracestate",
    "x-amzn-trace-id",
    "x-client-request-id",
    "x-cloud-trace-context",
    "x-correlation-id",
    "x-ms-client-request-id",
    "x-ms-useragent",
    "x-request-id",
    "x-trace-id",
    // OpenRouter: openrouter.ai/docs/app-attribution
    "http-referer",
    "x-title",
    // Tools: their conversations and themselves (Claude Code, Codex, Copilot, OpenCode).
    "conversation-id",
    "conversation_id",
    "originator",
    "session-id",
    "session_id",
    "thread-id",
    "thread_id",
    "version",
    "x-agent-task-id",
    "x-app",
    "x-client-type",
    "x-conversation-id",
    "x-github-api-version",
    "x-initiator",
    "x-parent-session-id",
    "x-session-affinity",
    "x-session-id",
    "x-task-id",
    // Azure: learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint
    "azureml-model-deployment",
];

/// Headers by the beginnings of their names, unless the rest of the name says that a secret is in it.
const PREFIXES: &[&str] = &[
    "anthropic-",
    "openai-",
    "sec-fetch-",
    "x-amzn-bedrock-",
    "x-b3-",
    "x-dashscope-",
    "x-goog-",
    "x-openrouter-",
    "x-stainless-",
    // Tools.
    "copilot-",
    "editor-",
    "vscode-",
    "x-claude-",
    "x-cline-",
    "x-codex-",
    "x-continue-",
    "x-gemini-",
    "x-interaction-",
    "x-kilocode-",
    "x-msh-",
    "x-opencode-",
    "x-roo-",
    "x-vscode-",
    "x-zed-",
    // Gateways: what they are asked for beside a credential.
    "ai-gateway-",
    "ai-language-model-",
    "cf-aig-",
    "helicone-",
    "x-bt-",
    "x-litellm-",
    "x-portkey-",
];

/// Headers that name the account of the client's credential, and are wrong beside any other.
const OF_ACCOUNTS: &[&str] = &[
    "chatgpt-account-id",
    "openai-organization",
    "openai-project",
    "x-goog-user-project",
    "x-kilocode-organizationid",
    // Whole configurations, keys among them: portkey.ai/docs/api-reference/inference-api/headers
    "x-portkey-config",
];

/// Words that stand alone in names of secrets, between dashes and the like.
const SECRETS: &[&str] = &["auth", "dpop", "jwt", "keys", "pass", "pat", "sas", "sig"];
/// Words that stand anywhere in names of secrets.
const SECRET_PARTS: &[&str] =
    &["authenti", "authoriz", "cookie", "credential", "passw", "secret", "signature", "token"];

/// Pairs of queries: those of the formats, and of lists of what a provider keeps (docs of OpenAI, Anthropic, Gemini with
/// the system parameters of Google's APIs, Azure; Codex' own).
const QUERY: &[&str] = &[
    "$alt",
    "$fields",
    "$prettyprint",
    "after",
    "after_id",
    "alt",
    "api-version",
    "before",
    "before_id",
    "beta",
    "client_version",
    "extra_fields",
    "fields",
    "filter",
    "include",
    "include[]",
    "limit",
    "model",
    "order",
    "page",
    "page_size",
    "pagesize",
    "prettyprint",
    "purpose",
    "starting_after",
    "stream",
    "view",
];

/// Whether a header goes on to a provider that the client's credential is not for.
pub(crate) fn header(name: &str) -> bool {
    let is_in = |list: &[&str]| list.iter().any(|known| name.eq_ignore_ascii_case(known));
    let begins = |prefix: &&str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    is_in(HEADERS) || PREFIXES.iter().any(begins) && !is_in(OF_ACCOUNTS) && !is_secret(name)
}

/// Whether a pair of a query goes on to a provider that the client's credential is not for.
pub(crate) fn query(pair: &str) -> bool {
    let Some((name, _)) = url::form_urlencoded::parse(pair.as_bytes()).next() else { return false };
    QUERY.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether clients send a credential in the header of this name, as far as names tell.
pub(crate) fn is_credential(name: &str) -> bool {
    is_secret(name) && !HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether what has this name is a secret, as far as names tell.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_PARTS.iter().any(|part| name.contains(part))
        || name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| SECRETS.contains(&word) || word.ends_with("key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_and_formats_send_goes_on() {
        for name in [
            "Content-Type",
            "anthropic-beta",
            "OpenAI-Beta",
            "openai-intent",
            "X-Stainless-Retry-Count",
            "x-goog-api-client",
            "X-Claude-Code-Session-Id",
            "x-codex-turn-metadata",
            "Editor-Version",
            "HTTP-Referer",
            "X-Title",
            "Idempotency-Key",
            "traceparent",
            "cf-aig-cache-ttl",
            "Helicone-Property-App",
            "X-Amzn-Bedrock-Trace",
        ] {
            assert!(header(name), "{name}");
        }
        for pair in ["api-version=2024-10-21", "beta=true", "alt=sse", "%61lt=sse", "limit=20", "include%5B%5D=usage"] {
            assert!(query(pair), "{pair}");
        }
    }

    #[test]
    fn what_is_not_known_stays_behind_whatever_it_is_called() {
        for name in [
            "Authorization",
            "x_api_key",
            "api_key",
            "auth_token",
            "cf-access-client-secret",
            "cf-aig-authorization",
            "x-portkey-virtual-key",
            "x-portkey-config",
            "private-token",
            "x-github-token",
            "x-vault-token",
            "x-auth-key",
            "x-functions-key",
            "dpop",
            "x-jwt",
            "x-goog-iap-jwt-assertion",
            "helicone-auth",
            "X-Team-Pin",
            "Cookie",
            "openai-organization",
            "ChatGPT-Account-Id",
            "x-forwarded-for",
            "x-stainlesskey",
            "anthropic-session-secret",
            "",
        ] {
            assert!(!header(name), "{name}");
        }
        for pair in [
            "key=s",
            "api_key=s",
            "access_token=s",
            "token=s",
            "x-goog-api-key=s",
            "subscription-key=s",
            "code=s",
            "sig=s",
            "",
        ] {
            assert!(!query(pair), "{pair}");
        }
    }

    #[test]
    fn names_of_secrets_are_told() {
        assert!(is_credential("x-vault-token") && !is_credential("Idempotency-Key"));
        for name in [
            "x-api-key",
            "auth",
            "jwt",
            "X-Access-Token",
            "sig",
            "client_secret",
            "apiKey",
            "password",
            "sas",
            "subscriptionKey",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["author", "keyword", "keynote", "design", "user-agent", "path", "bypass-cache"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
