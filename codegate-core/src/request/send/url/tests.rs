use super::*;
use crate::request::endpoint::origin;
use proptest::prelude::*;

fn at(provider_type: ProviderType, endpoint: &str, format: Format, path: Option<&str>, model: Option<&str>) -> Target {
    let provider = Provider { provider_type, endpoint, paths: None };
    target(&provider, &Call { format, path, model, stream: None })
}

fn to(provider_type: ProviderType, endpoint: &str, format: Format, client_path: Option<&str>) -> String {
    at(provider_type, endpoint, format, client_path, Some("m")).url.unwrap()
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
        (P::Openrouter, "https://r/api", AnthropicMessages, Some("/v1/messages"), "https://r/api/messages"),
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
            Some("/v1/chat/completions?beta=b"),
            "https://z/v1/chat/completions?api-version=1&beta=b",
        ),
    ] {
        assert_eq!(to(provider_type, endpoint, format, client_path), expected);
    }
    let provider = Provider { provider_type: P::Gemini, endpoint: "https://g", paths: None };
    let call = Call { format: Gemini, path: None, model: Some("models/a/b"), stream: Some(true) };
    let stream = target(&provider, &call);
    assert_eq!(stream.url.unwrap(), "https://g/v1beta/models/a%2Fb:streamGenerateContent");
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
        (P::Gemini, "https://g", Gemini, "/v1beta/models/x:countTokens", "https://g/v1beta/models/m:countTokens"),
        (P::Gemini, "https://g", Unknown, "/v1beta/models/x:embedContent", "https://g/v1beta/models/m:embedContent"),
        (P::Gemini, "https://g", Unknown, "/v1beta/models/x", "https://g/v1beta/models/x"),
    ] {
        assert_eq!(to(provider_type, endpoint, format, Some(client_path)), expected);
    }
    assert_eq!(to(P::Openai, "https://o", Unknown, None), "https://o");
}

#[test]
fn a_provider_that_does_not_take_the_format_has_no_address() {
    let path = Some("/v1/messages?beta=true");
    let target = at(ProviderType::Openai, "https://o", Format::AnthropicMessages, path, Some("m"));
    assert_eq!(target, Target { url: None, base_url: None });
}

#[test]
fn a_base_with_a_path_is_taken_as_it_is_and_a_bare_origin_by_its_host() {
    use Format::*;
    use ProviderType as P;
    for (provider_type, endpoint, format, expected) in [
        (
            P::OpenaiCompatible,
            "https://generativelanguage.googleapis.com/v1beta/openai",
            OpenaiChat,
            "/chat/completions",
        ),
        (P::OpenaiCompatible, "https://models.github.ai/inference", OpenaiChat, "/chat/completions"),
        (P::OpenaiCompatible, "https://webui.example/api", OpenaiChat, "/chat/completions"),
        (P::OpenaiCompatible, "https://o/v1", OpenaiResponses, "/responses"),
        (P::Openai, "https://chatgpt.com/backend-api/codex", OpenaiResponses, "/responses"),
        (P::OpenaiCompatible, "https://api.deepseek.com/beta", OpenaiCompletions, "/completions"),
        (P::OpenaiCompatible, "https://api.githubcopilot.com", OpenaiChat, "/chat/completions"),
        (P::OpenaiCompatible, "https://api.individual.githubcopilot.com", OpenaiResponses, "/responses"),
        (P::OpenaiCompatible, "https://api.perplexity.ai", OpenaiChat, "/chat/completions"),
        (P::OpenaiCompatible, "https://models.github.ai", OpenaiChat, "/inference/chat/completions"),
        (P::OpenaiCompatible, "https://api.groq.com", OpenaiChat, "/openai/v1/chat/completions"),
        (P::OpenaiCompatible, "https://acme.openai.azure.com", OpenaiChat, "/openai/v1/chat/completions"),
        (P::OpenaiCompatible, "https://o", OpenaiChat, "/v1/chat/completions"),
        (P::Vllm, "http://l:8000/v1", AnthropicMessages, "/messages"),
        // Vendors whose SDKs put the root in themselves.
        (P::Anthropic, "https://gateway.example/anthropic", AnthropicMessages, "/v1/messages"),
        (P::Anthropic, "https://gateway.example/v1/account/anthropic", AnthropicMessages, "/v1/messages"),
        (P::Anthropic, "https://a/v1", OpenaiChat, "/chat/completions"),
        (P::Gemini, "https://g/proxy", Gemini, "/v1beta/models/m:generateContent"),
        (P::Ollama, "http://l/ollama", OllamaChat, "/api/chat"),
    ] {
        assert_eq!(to(provider_type, endpoint, format, None), format!("{endpoint}{expected}"));
    }
    // One root of a type leads to the others.
    for (provider_type, endpoint, format, expected) in [
        (P::Ollama, "http://l/v1", OllamaChat, "http://l/api/chat"),
        (P::Ollama, "http://l/api", OpenaiChat, "http://l/v1/chat/completions"),
        (P::Gemini, "https://g/v1beta/openai", Gemini, "https://g/v1beta/models/m:generateContent"),
        (P::Gemini, "https://g/v1beta/openai", OpenaiChat, "https://g/v1beta/openai/chat/completions"),
        (P::Gemini, "https://g/v1alpha", OpenaiChat, "https://g/v1alpha/openai/chat/completions"),
        (P::Openrouter, "https://openrouter.ai/api", OpenaiChat, "https://openrouter.ai/api/v1/chat/completions"),
        (
            P::Gemini,
            "https://eu-aiplatform.googleapis.com/v1/projects/p/locations/eu/publishers/google",
            Gemini,
            "https://eu-aiplatform.googleapis.com/v1/projects/p/locations/eu/publishers/google/models/m:generateContent",
        ),
    ] {
        assert_eq!(to(provider_type, endpoint, format, None), expected);
    }
}

#[test]
fn a_path_that_is_a_products_own_is_kept_there_and_its_model_replaced() {
    use Format::*;
    use ProviderType as P;
    const VERTEX: &str = "/v1/projects/p/locations/l/publishers/google/models/x:streamGenerateContent";
    let azure = "/openai/deployments/x/chat/completions?api-version=1";
    for (provider_type, endpoint, format, path, expected) in [
        (P::OpenaiCompatible, "https://m/v1", OpenaiCompletions, "/v1/fim/completions", "https://m/v1/fim/completions"),
        (P::Openai, "https://m", OpenaiCompletions, "/v1/fim/completions", "https://m/v1/fim/completions"),
        (P::Vllm, "http://l", OpenaiCompletions, "/v1/fim/completions", "http://l/v1/completions"),
        (
            P::OpenaiCompatible,
            "https://copilot-proxy.githubusercontent.com",
            OpenaiCompletions,
            "/v1/engines/x/completions",
            "https://copilot-proxy.githubusercontent.com/v1/engines/m/completions",
        ),
        (P::Ollama, "http://l", OpenaiCompletions, "/v1/engines/x/completions", "http://l/v1/completions"),
        (P::LmStudio, "http://l/v1", OpenaiChat, "/api/v0/chat/completions", "http://l/api/v0/chat/completions"),
        (P::Vllm, "http://l", OpenaiChat, "/api/v0/chat/completions", "http://l/v1/chat/completions"),
        (
            P::Gemini,
            "https://v",
            Gemini,
            VERTEX,
            "https://v/v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent",
        ),
        (
            P::Gemini,
            "https://generativelanguage.googleapis.com",
            Gemini,
            VERTEX,
            "https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent",
        ),
        (P::Anthropic, "https://b", AnthropicMessages, "/model/x%3A0/invoke", "https://b/model/m/invoke"),
        (
            P::Anthropic,
            "https://api.anthropic.com",
            AnthropicMessages,
            "/model/x/invoke",
            "https://api.anthropic.com/v1/messages",
        ),
        (
            P::Openai,
            "https://acme.openai.azure.com",
            OpenaiChat,
            azure,
            "https://acme.openai.azure.com/openai/deployments/m/chat/completions?api-version=1",
        ),
        (P::Openai, "https://o", OpenaiChat, azure, "https://o/v1/chat/completions?api-version=1"),
        (
            P::Openai,
            "https://acme.openai.azure.com/openai/deployments/d?api-version=2",
            OpenaiChat,
            "/v1/chat/completions?api-version=1&beta=b",
            "https://acme.openai.azure.com/openai/deployments/d/chat/completions?api-version=2&beta=b",
        ),
    ] {
        assert_eq!(to(provider_type, endpoint, format, Some(path)), expected);
    }
    let same = at(P::Anthropic, "https://b", AnthropicMessages, Some("/model/x%3A0/invoke"), Some("x:0"));
    assert_eq!(same.url.unwrap(), "https://b/model/x%3A0/invoke", "the same model stays as it is written");
    assert!(names_model("https://b/model/x/invoke?a=b") && !names_model("https://b/v1/fim/completions"));
}

#[test]
fn a_call_that_generates_nothing_goes_behind_the_root_of_its_api() {
    use Format::Unknown;
    use ProviderType as P;
    for (provider_type, endpoint, path, expected) in [
        (P::Openai, "https://o", "/embeddings", "https://o/v1/embeddings"),
        (P::Openai, "https://o", "/models", "https://o/v1/models"),
        (P::Openai, "https://o/v1", "/v1/models/m", "https://o/v1/models/m"),
        (P::OpenaiCompatible, "https://api.githubcopilot.com", "/v1/models", "https://api.githubcopilot.com/models"),
        (P::Gemini, "https://g", "/v1/embeddings", "https://g/v1beta/openai/embeddings"),
        (P::Gemini, "https://g", "/v1beta/models/m:embedContent", "https://g/v1beta/models/m:embedContent"),
        (P::Ollama, "http://l/v1", "/api/tags", "http://l/api/tags"),
        (P::Ollama, "http://l/v1", "/api/embeddings", "http://l/api/embeddings"),
        (P::Ollama, "http://l", "/v1/embeddings", "http://l/v1/embeddings"),
        (P::LmStudio, "http://l/v1", "/api/v0/models", "http://l/api/v0/models"),
        (P::Llamacpp, "http://l", "/health", "http://l/health"),
        (P::Anthropic, "https://a/v1", "/v1/models", "https://a/v1/models"),
        (P::Openai, "https://o/v1beta/openai", "/v1/embeddings", "https://o/v1beta/openai/embeddings"),
        (
            P::Openai,
            "https://acme.openai.azure.com/openai/deployments/d?api-version=2",
            "/v1/embeddings",
            "https://acme.openai.azure.com/openai/deployments/d/embeddings?api-version=2",
        ),
    ] {
        assert_eq!(to(provider_type, endpoint, Unknown, Some(path)), expected);
    }
}

#[test]
fn stated_paths_stand_before_all_that() {
    let paths = FormatPaths {
        openai_chat: Some("/openai/deployments/{model}/chat/completions?api-version=1".into()),
        anthropic_messages: Some("/claude".into()),
        ..FormatPaths::default()
    };
    let provider =
        Provider { provider_type: ProviderType::Openai, endpoint: "https://o/base?x=y", paths: Some(&paths) };
    let to = |format, path, model| target(&provider, &Call { format, path, model, stream: None }).url;
    let chat = to(Format::OpenaiChat, Some("/v1/chat/completions?api-version=0"), Some("a b"));
    assert_eq!(chat.unwrap(), "https://o/openai/deployments/a%20b/chat/completions?x=y&api-version=1");
    assert_eq!(to(Format::AnthropicMessages, None, None).unwrap(), "https://o/claude?x=y");
    let counting = to(Format::AnthropicMessages, Some("/v1/messages/count_tokens"), Some("m"));
    assert_eq!(counting.unwrap(), "https://o/base/messages/count_tokens?x=y");
    assert_eq!(to(Format::OpenaiResponses, None, Some("m")).unwrap(), "https://o/base/responses?x=y");
    assert_eq!(to(Format::Gemini, None, Some("m")), None);
}

#[test]
fn the_base_is_what_the_vendors_sdk_needs_to_come_to_the_same_url() {
    use Format::*;
    use ProviderType as P;
    for (provider_type, endpoint, format, path, expected) in [
        (P::Openai, "https://o", OpenaiChat, None, Some("https://o/v1")),
        (P::Openai, "https://o/x", OpenaiResponses, None, Some("https://o/x")),
        (P::Anthropic, "https://a", AnthropicMessages, None, Some("https://a")),
        (P::Anthropic, "https://a/v1", AnthropicMessages, None, Some("https://a")),
        (P::Openrouter, "https://openrouter.ai/api", AnthropicMessages, None, Some("https://openrouter.ai/api")),
        (P::Vllm, "http://l/x", AnthropicMessages, None, None),
        (P::Gemini, "https://g", Gemini, None, Some("https://g")),
        (P::Gemini, "https://g/v1alpha", Gemini, None, None),
        (P::Gemini, "https://g", OpenaiChat, None, Some("https://g/v1beta/openai")),
        (P::Ollama, "http://l/v1", OllamaChat, None, Some("http://l")),
        (P::Openai, "https://o?api-version=1", OpenaiChat, None, None),
        (P::Openai, "https://o", Unknown, Some("/v1/embeddings?a=b"), Some("https://o/v1")),
        (P::Anthropic, "https://a", AnthropicMessages, Some("/v1/messages/count_tokens"), Some("https://a")),
    ] {
        assert_eq!(
            at(provider_type, endpoint, format, path, Some("m")).base_url.as_deref(),
            expected,
            "{endpoint} {format}"
        );
    }
}

#[test]
fn an_upstream_gets_the_clients_own_path() {
    let to = |endpoint, format, path| {
        upstream(ProviderType::OpenaiCompatible, endpoint, &Call { format, path, model: Some("m"), stream: None })
            .url
            .unwrap()
    };
    for (endpoint, format, path, expected) in [
        ("https://u", Format::OpenaiChat, Some("/chat/completions"), "https://u/chat/completions"),
        (
            "https://u/v1",
            Format::OpenaiChat,
            Some("/v1/chat/completions?beta=b"),
            "https://u/v1/chat/completions?beta=b",
        ),
        ("https://u/v1", Format::OpenaiChat, Some("/chat/completions"), "https://u/v1/chat/completions"),
        ("https://u/x", Format::AnthropicMessages, Some("/x/v1/messages"), "https://u/x/v1/messages"),
        ("https://u/x", Format::AnthropicMessages, Some("/v1/messages"), "https://u/x/v1/messages"),
        ("https://u", Format::AnthropicMessages, None, "https://u/v1/messages"),
        ("https://u", Format::OpenaiChat, None, "https://u/v1/chat/completions"),
        ("https://u", Format::Unknown, Some("/anything?key=s"), "https://u/anything"),
        ("https://u/x", Format::Unknown, None, "https://u/x"),
    ] {
        assert_eq!(to(endpoint, format, path), expected);
    }
}

#[test]
fn what_is_not_known_in_the_query_is_left_out_and_the_key_can_be_had() {
    for (client_path, expected) in [
        ("/x?key=s", "https://o/x"),
        ("/x?limit=1&key=s&after=%20", "https://o/x?limit=1&after=%20"),
        ("/x?k%65y=s&KEY=s&api_key=s&code=s&team=s", "https://o/x"),
    ] {
        assert_eq!(to(ProviderType::Openai, "https://o", Format::Unknown, Some(client_path)), expected);
    }
    assert_eq!(client_key("/x?a=1&key=s%2B1").as_deref(), Some("s+1"));
    assert_eq!(client_key("/x?a=1"), None);
    assert!(has_secret("/x?a=1&acc%65ss_token=s") && !has_secret("/x?a=1#?key=s") && !has_secret("/key"));
    assert_eq!(with_whole_query("https://o/x", "/x?limit=1&key=s", false), "https://o/x?key=s");
    for (url, client_path, expected) in [
        ("https://o/x", "/x?limit=1&key=s", "https://o/x"),
        ("https://o/x", "/x?code=s&key=s&team=a b#c", "https://o/x?code=s&team=a%20b"),
        ("https://o/x?limit=1&team=ours", "/x?limit=1&team=theirs&code=s", "https://o/x?limit=1&team=ours&code=s"),
    ] {
        assert_eq!(with_whole_query(url, client_path, true), expected);
    }
}

#[test]
fn a_clients_path_cannot_leave_the_endpoint() {
    for (client_path, expected) in [
        ("@evil.example/x", "https://o/base/@evil.example/x"),
        (".evil.example", "https://o/base/.evil.example"),
        ("/../../x", "https://o/base/x"),
        ("/a/%2E%2e/x", "https://o/base/x"),
        ("/a/..%2f..%2Fx", "https://o/base/x"),
        ("/a/..%5c..\\x", "https://o/base/x"),
        ("/a/..;/..;v=1/x", "https://o/base/x"),
        ("/a/%252e%252e%252fx/./y", "https://o/base/x/y"),
        ("/a/%2e;/b", "https://o/base/a/b"),
        ("/models/meta%2Fllama;v=1/b%5Cc", "https://o/base/models/meta%2Fllama;v=1/b%5Cc"),
        ("/a b\r\nc#d", "https://o/base/a%20b%0D%0Ac"),
        ("//evil.example/x", "https://o/base//evil.example/x"),
        ("/ü?view=ü", "https://o/base/%C3%BC?view=%C3%BC"),
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
        let there = at(provider_type, endpoint, format, Some(&path), Some(&model)).url;
        let call = Call { format, path: Some(&path), model: Some(&model), stream: None };
        let upstream = upstream(provider_type, endpoint, &call).url;
        for url in there.into_iter().chain(upstream) {
            prop_assert_eq!(origin(&url), origin(endpoint), "{}", url);
            prop_assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{}", url);
            prop_assert!(!url.contains("#"), "{}", url);
        }
    }
}
