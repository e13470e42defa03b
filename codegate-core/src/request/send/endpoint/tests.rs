use super::*;
use proptest::prelude::*;

fn endpoint(given: &str) -> Option<String> {
    normalise(ProviderType::OpenaiCompatible, Some(given)).ok()
}

#[test]
fn endpoints_are_kept_in_one_spelling() {
    for (given, expected) in [
        ("https://api.example.com", "https://api.example.com"),
        ("https://API.example.com/", "https://api.example.com"),
        (" https://api.example.com:443/v1/ ", "https://api.example.com/v1"),
        ("HTTP://127.0.0.1:80/v1", "http://127.0.0.1/v1"),
        ("http://localhost:8000/proxy/v1//", "http://localhost:8000/proxy/v1"),
        ("https://api.z.ai/api/coding/paas/v4/", "https://api.z.ai/api/coding/paas/v4"),
        ("https://x.example/openai?api-version=2026-01-01", "https://x.example/openai?api-version=2026-01-01"),
        ("http://[::1]:11434/v1", "http://[::1]:11434/v1"),
        // Full addresses.
        ("https://api.groq.com/openai/v1/chat/completions", "https://api.groq.com/openai/v1"),
        ("https://api.example.com/v1/responses/", "https://api.example.com/v1"),
        ("https://codestral.mistral.ai/v1/fim/completions", "https://codestral.mistral.ai/v1/fim"),
        ("https://api.perplexity.ai/chat/completions", "https://api.perplexity.ai"),
        (
            "https://acme.openai.azure.com/openai/deployments/d/chat/completions?api-version=1",
            "https://acme.openai.azure.com/openai/deployments/d?api-version=1",
        ),
        // Those of other calls.
        ("https://api.example.com/v1/embeddings", "https://api.example.com/v1"),
        ("https://api.openai.com/v1/images/generations", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/models", "https://api.openai.com/v1"),
        ("https://acme.services.ai.azure.com/models", "https://acme.services.ai.azure.com/models"),
        ("https://api.example.com/v1/messages/count_tokens", "https://api.example.com/v1"),
        ("https://g.example/v1beta/models/m:countTokens", "https://g.example/v1beta"),
        ("https://g.example/v1beta/models/m:embedContent", "https://g.example/v1beta"),
        ("https://g.example/v1beta/models/m:a/models/m:embedContent", "https://g.example/v1beta"),
        (
            "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke",
            "https://bedrock-runtime.us-east-1.amazonaws.com",
        ),
        (
            "https://acme.openai.azure.com/openai/deployments/d/embeddings?api-version=1",
            "https://acme.openai.azure.com/openai/deployments/d?api-version=1",
        ),
    ] {
        assert_eq!(endpoint(given).as_deref(), Some(expected), "{given}");
        assert_eq!(endpoint(expected).as_deref(), Some(expected), "normalising again changes nothing");
    }
    for (provider_type, given, expected) in [
        (ProviderType::Anthropic, "https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1"),
        (ProviderType::Ollama, "http://localhost:11434/api/chat", "http://localhost:11434/api"),
        (ProviderType::Gemini, "https://g.example/v1beta/models/m:generateContent", "https://g.example/v1beta"),
    ] {
        assert_eq!(normalise(provider_type, Some(given)).unwrap(), expected);
    }
}

#[test]
fn a_full_address_at_the_root_of_a_host_is_refused_with_what_to_write() {
    let error = normalise(ProviderType::OpenaiCompatible, Some("http://localhost:4000/chat/completions")).unwrap_err();
    assert!(error.message().contains(r#"`{"openai_chat": "/chat/completions"}`"#), "{error}");
}

#[test]
fn paths_are_paths_of_a_url_with_nothing_secret() {
    let chat = |path: &str| FormatPaths { openai_chat: Some(path.into()), ..FormatPaths::default() };
    for path in ["/openai/deployments/{model}/chat/completions?api-version=2024-10-21", "/", "/a/{model}:{method}"] {
        check_paths(&chat(path)).unwrap();
    }
    let long = format!("/{}", "a".repeat(512));
    for path in ["", "chat", "//evil.example/x", "/{models}", "/a b", "/a#b", "/a/../b", "/a?key=5ecret", "/ü", &long]
    {
        let error = check_paths(&chat(path)).unwrap_err();
        assert!(!error.message().contains("5ecret"), "{path}");
    }
}

#[test]
fn an_upstream_is_of_the_type_that_is_at_its_host() {
    for (given, provider_type, kept) in [
        ("https://api.openai.com/v1", ProviderType::Openai, "https://api.openai.com/v1"),
        ("https://api.anthropic.com", ProviderType::Anthropic, "https://api.anthropic.com"),
        ("http://localhost:11434", ProviderType::OpenaiCompatible, "http://localhost:11434"),
        ("https://gateway.example/x/", ProviderType::OpenaiCompatible, "https://gateway.example/x"),
    ] {
        assert_eq!(upstream(given).unwrap(), (provider_type, kept.to_owned()));
    }
    for given in ["", "api.openai.com", "https://x?key=s", "https://u:p@x"] {
        assert!(upstream(given).unwrap_err().message().contains("`upstream`"), "{given}");
    }
}

#[test]
fn endpoints_with_secrets_or_without_a_host_are_refused_unshown() {
    for given in [
        "",
        "api.example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://",
        "https://user:5ecret@example.com",
        "https://5ecret@example.com",
        "https://example.com?key=5ecret",
        "https://example.com?api_key2=5ecret",
        "https://example.com/?API_TOKEN=5ecret",
        "https://example.com/?sig=5ecret",
        "https://example.com/?k%65y=5ecret",
        "https://example.com/#5ecret",
        "https://example.com/a b",
        "https://exa\nmple.com",
    ] {
        let error = normalise(ProviderType::Openai, Some(given)).unwrap_err();
        assert_eq!(error.code(), crate::Code::InvalidArgument, "{given:?}");
        assert!(!error.message().contains("5ecret"), "{given:?}");
    }
}

#[test]
fn every_type_but_one_has_an_endpoint_of_its_own() {
    for provider_type in ProviderType::ALL {
        let own = normalise(*provider_type, None);
        match provider_type {
            ProviderType::OpenaiCompatible => assert!(own.unwrap_err().message().contains("`openai_compatible`")),
            _ => assert_eq!(Some(own.unwrap().as_str()), default_endpoint(*provider_type)),
        }
    }
}

#[test]
fn origins_compare_by_scheme_host_and_port() {
    assert_eq!(origin("https://API.example.com/v1?x").as_deref(), Some("https://api.example.com:443"));
    assert_eq!(origin("https://api.example.com:443"), origin("https://api.example.com/other"));
    assert_ne!(origin("https://api.example.com"), origin("http://api.example.com"));
    assert_ne!(origin("https://api.example.com"), origin("https://api.example.com:8443"));
    assert_eq!(origin("http://[::1]:80").as_deref(), Some("http://[::1]:80"));
    assert_eq!(origin("not a url"), None);
}

proptest! {
    #[test]
    fn an_endpoint_that_is_kept_is_kept_as_it_is(given in "(http|https)://[a-zA-Z0-9.:@/?=&%-]{0,24}") {
        if let Some(kept) = endpoint(&given) {
            prop_assert_eq!(endpoint(&kept), Some(kept.clone()));
            prop_assert_eq!(origin(&kept), origin(&given));
        }
    }

    #[test]
    fn a_base_is_kept_as_it_is_whatever_was_cut_from_it(parts in prop::collection::vec(prop::sample::select(vec![
        "/v1", "/m", "/models", "/models/", "m:x", "/model/m", "/invoke", "/embeddings", "/chat/completions", "/messages",
        "/responses", "/count_tokens", "/",
    ]), 0..6)) {
        if let Some(kept) = endpoint(&format!("https://api.example.com{}", parts.concat())) {
            prop_assert_eq!(endpoint(&kept), Some(kept));
        }
    }
}
