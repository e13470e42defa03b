use super::*;
use proptest::prelude::*;

fn to(provider_type: ProviderType, endpoint: &str, format: Format, client_path: Option<&str>) -> String {
    let target = target(provider_type, endpoint, format, client_path, Some("m"), None);
    assert!(!target.needs_translation);
    target.url
}

fn endpoint(given: &str) -> Option<String> {
    normalise_endpoint(ProviderType::OpenaiCompatible, Some(given)).ok()
}

#[test]
fn endpoints_are_kept_in_one_spelling() {
    for (given, expected) in [
        ("https://api.example.com", "https://api.example.com"),
        ("https://API.example.com/", "https://api.example.com"),
        (" https://api.example.com:443/v1/ ", "https://api.example.com"),
        ("HTTP://127.0.0.1:80/v1", "http://127.0.0.1"),
        ("http://localhost:8000/proxy/v1//", "http://localhost:8000/proxy"),
        ("http://localhost:8000/v1//v1/", "http://localhost:8000"),
        ("https://api.z.ai/api/coding/paas/v4/", "https://api.z.ai/api/coding/paas/v4"),
        ("https://x.example/v1beta", "https://x.example/v1beta"),
        ("https://x.example/xv1", "https://x.example/xv1"),
        ("https://x.example/openai?api-version=2026-01-01", "https://x.example/openai?api-version=2026-01-01"),
        ("http://[::1]:11434/v1", "http://[::1]:11434"),
    ] {
        assert_eq!(endpoint(given).as_deref(), Some(expected), "{given}");
        assert_eq!(endpoint(expected).as_deref(), Some(expected), "normalising again changes nothing");
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
        "https://example.com/?API_TOKEN=5ecret",
        "https://example.com/?sig=5ecret",
        "https://example.com/?k%65y=5ecret",
        "https://example.com/#5ecret",
        "https://example.com/a b",
        "https://exa\nmple.com",
    ] {
        let error = normalise_endpoint(ProviderType::Openai, Some(given)).unwrap_err();
        assert_eq!(error.code(), crate::Code::InvalidArgument, "{given:?}");
        assert!(!error.message().contains("5ecret"), "{given:?}");
    }
}

#[test]
fn every_type_but_one_has_an_endpoint_of_its_own() {
    for provider_type in ProviderType::ALL {
        let own = normalise_endpoint(*provider_type, None);
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

#[test]
fn the_path_is_that_of_the_format_at_the_provider() {
    use Format::*;
    use ProviderType as P;
    for (provider_type, endpoint, format, client_path, expected) in [
        (P::Openai, "https://o", OpenaiChat, Some("/proxy/v1/chat/completions"), "https://o/v1/chat/completions"),
        (P::Openai, "https://o", OpenaiChat, None, "https://o/v1/chat/completions"),
        (P::Openai, "https://o", OpenaiChat, Some("/"), "https://o/v1/chat/completions"),
        (P::Openai, "https://o/v4", OpenaiChat, Some("/chat/completions"), "https://o/v4/chat/completions"),
        (
            P::Anthropic,
            "https://a",
            AnthropicMessages,
            Some("/v1/messages?beta=true"),
            "https://a/v1/messages?beta=true",
        ),
        (P::Openrouter, "https://r/api", AnthropicMessages, Some("/v1/messages"), "https://r/api/v1/messages"),
        (P::Ollama, "http://l", OllamaChat, Some("/api/chat"), "http://l/api/chat"),
        (P::Gemini, "https://g", OpenaiChat, Some("/v1/chat/completions"), "https://g/v1beta/openai/chat/completions"),
        (
            P::Gemini,
            "https://g",
            Gemini,
            Some("/v1/models/x:streamGenerateContent?alt=sse&key=s"),
            "https://g/v1beta/models/m:streamGenerateContent?alt=sse",
        ),
        (
            P::Gemini,
            "https://g/v1alpha",
            Gemini,
            Some("/v1beta/models/x:generateContent"),
            "https://g/v1alpha/models/m:generateContent",
        ),
        (P::Gemini, "https://g", Gemini, None, "https://g/v1beta/models/m:generateContent"),
        (
            P::OpenaiCompatible,
            "https://z?api-version=1",
            OpenaiChat,
            Some("/v1/chat/completions?a=b"),
            "https://z/v1/chat/completions?api-version=1&a=b",
        ),
    ] {
        assert_eq!(to(provider_type, endpoint, format, client_path), expected);
    }
    let stream = target(P::Gemini, "https://g", Gemini, None, Some("models/a/b"), Some(true));
    assert_eq!(stream.url, "https://g/v1beta/models/a%2Fb:streamGenerateContent");
}

#[test]
fn a_path_that_does_not_generate_is_kept_behind_the_endpoint() {
    use Format::*;
    use ProviderType as P;
    for (provider_type, endpoint, format, client_path, expected) in [
        (
            P::Anthropic,
            "https://a",
            AnthropicMessages,
            "/v1/messages/count_tokens?beta=true",
            "https://a/v1/messages/count_tokens?beta=true",
        ),
        (P::Openai, "https://o", OpenaiChat, "/v1/models", "https://o/v1/models"),
        (P::Openai, "https://o/v4", OpenaiChat, "/v1/models", "https://o/v4/models"),
        (P::Openai, "https://o", Unknown, "/v1/embeddings", "https://o/v1/embeddings"),
        (P::Gemini, "https://g", Gemini, "/v1beta/models/x:countTokens", "https://g/v1beta/models/x:countTokens"),
    ] {
        assert_eq!(to(provider_type, endpoint, format, Some(client_path)), expected);
    }
    assert_eq!(to(P::Openai, "https://o", Unknown, None), "https://o");
}

#[test]
fn without_a_path_for_the_format_the_endpoint_stands_alone() {
    let target = target(
        ProviderType::Openai,
        "https://o",
        Format::AnthropicMessages,
        Some("/v1/messages?beta=true"),
        Some("m"),
        None,
    );
    assert_eq!(target, Target { url: "https://o".into(), needs_translation: true });
}

#[test]
fn the_key_of_the_query_is_left_out_and_can_be_had() {
    for (client_path, expected) in [
        ("/x?key=s", "https://o/x"),
        ("/x?a=1&key=s&b=%20", "https://o/x?a=1&b=%20"),
        ("/x?k%65y=s&KEY=s", "https://o/x"),
        ("/x?monkey=1", "https://o/x?monkey=1"),
    ] {
        assert_eq!(to(ProviderType::Openai, "https://o", Format::Unknown, Some(client_path)), expected);
    }
    assert_eq!(client_key("/x?a=1&key=s%2B1").as_deref(), Some("s+1"));
    assert_eq!(client_key("/x?a=1"), None);
}

#[test]
fn a_clients_path_cannot_leave_the_endpoint() {
    for (client_path, expected) in [
        ("@evil.example/x", "https://o/base/@evil.example/x"),
        (".evil.example", "https://o/base/.evil.example"),
        ("/../../x", "https://o/base/x"),
        ("/a/%2E%2e/x", "https://o/base/x"),
        ("/a b\r\nc#d", "https://o/base/a%20b%0D%0Ac"),
        ("//evil.example/x", "https://o/base//evil.example/x"),
        ("/ü?q=ü", "https://o/base/%C3%BC?q=%C3%BC"),
    ] {
        assert_eq!(to(ProviderType::Openai, "https://o/base", Format::Unknown, Some(client_path)), expected);
    }
}

proptest! {
    #[test]
    fn no_path_and_no_model_leads_to_another_origin(
        path in "[-/.@:?#%&=\\\\ \\r\\na-zA-Z0-9\\[\\]ü]{0,24}",
        model in "[-/.@:?#%\\\\ a-z]{0,12}",
        format in proptest::sample::select(Format::ALL),
        endpoint in proptest::sample::select(vec!["https://api.example.com", "http://[::1]:8080/base", "https://x.example/v4?a=b"]),
        provider_type in proptest::sample::select(ProviderType::ALL),
    ) {
        let target = target(provider_type, endpoint, format, Some(&path), Some(&model), None);
        prop_assert_eq!(origin(&target.url), origin(endpoint), "{}", target.url);
        prop_assert!(target.url.bytes().all(|byte| byte.is_ascii_graphic()), "{}", target.url);
        prop_assert!(!target.url.contains("#"), "{}", target.url);
    }

    #[test]
    fn an_endpoint_that_is_kept_is_kept_as_it_is(given in "(http|https)://[a-zA-Z0-9.:@/?=&%-]{0,24}") {
        if let Some(kept) = endpoint(&given) {
            prop_assert_eq!(endpoint(&kept), Some(kept.clone()));
            prop_assert_eq!(origin(&kept), origin(&given));
        }
    }
}
