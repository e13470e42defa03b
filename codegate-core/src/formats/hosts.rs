//! Hosts that differ from what the type of a provider says.

/// What is known of a host.
pub(crate) struct Host {
    /// Its name; one that begins with a dot is the end of a name.
    name: &'static str,
    /// The root of OpenAI's formats there, instead of `/v1`.
    pub root: Option<&'static str>,
    /// How it reports the usage of a stream, where that is not as OpenAI does: when it is asked by an option.
    pub usage: Option<Usage>,
    /// Whether a path that is given for it has its version somewhere, so that none goes behind it.
    pub versioned: bool,
}

/// How a host reports the usage of a stream of OpenAI's formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    /// Always; it refuses the option that asks for it.
    Unasked,
    /// It refuses the option, and does not report usage without it.
    Never,
}

const fn root(name: &'static str, root: &'static str) -> Host {
    Host { name, root: Some(root), usage: None, versioned: false }
}

const fn usage(name: &'static str, usage: Usage) -> Host {
    Host { name, root: None, usage: Some(usage), versioned: false }
}

/// The comment beside an entry names the page (§ its heading) or the report that says so.
const HOSTS: &[Host] = &[
    // https://api.githubcopilot.com/chat/completions: github.com/SilasMarvin/lsp-ai/issues/84
    root(".githubcopilot.com", ""),
    // docs.github.com/en/rest/models/inference: https://models.github.ai/inference/chat/completions
    root("models.github.ai", "/inference"),
    // github.com/ChatGPTNextWeb/NextChat/issues/6046
    root("models.inference.ai.azure.com", ""),
    // docs.spring.io/spring-ai/reference: Perplexity's API has no version path
    root("api.perplexity.ai", ""),
    // Codex with a ChatGPT login: github.com/fkiene/llmtrim/issues/194
    root("chatgpt.com", "/backend-api/codex"),
    // ai.google.dev/gemini-api/docs/openai § OpenAI compatibility
    root("generativelanguage.googleapis.com", "/v1beta/openai"),
    // openrouter.ai/docs/api/reference/overview § Completions Request Format
    root("openrouter.ai", "/api/v1"),
    // console.groq.com/docs/openai § Configuring OpenAI to Use Groq API
    root("api.groq.com", "/openai/v1"),
    // docs.fireworks.ai/tools-sdks/openai-compatibility § Specifying the API base
    root("api.fireworks.ai", "/inference/v1"),
    // deepinfra.com/docs/openai_api
    root("api.deepinfra.com", "/v1/openai"),
    // docs.z.ai/guides/develop/openai/python; docs.bigmodel.cn/cn/guide/develop/openai/introduction
    root("api.z.ai", "/api/paas/v4"),
    root("open.bigmodel.cn", "/api/paas/v4"),
    // alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope
    root("dashscope.aliyuncs.com", "/compatible-mode/v1"),
    root("dashscope-intl.aliyuncs.com", "/compatible-mode/v1"),
    // volcengine.com/docs/82379/1330626: https://ark.cn-beijing.volces.com/api/v3
    root(".volces.com", "/api/v3"),
    // docs.cohere.com/docs/compatibility-api
    root("api.cohere.ai", "/compatibility/v1"),
    root("api.cohere.com", "/compatibility/v1"),
    // learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle § API evolution: base_url ends in /openai/v1/
    root(".openai.azure.com", "/openai/v1"),
    root(".services.ai.azure.com", "/openai/v1"),
    // docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html
    Host { name: ".amazonaws.com", root: Some("/openai/v1"), usage: None, versioned: false },
    // docs.cloud.google.com/vertex-ai/docs/reference/rest: /v1/projects/…
    Host { name: "aiplatform.googleapis.com", root: None, usage: None, versioned: true },
    Host { name: "-aiplatform.googleapis.com", root: None, usage: None, versioned: true },
    // 422 `extra_forbidden` for `stream_options`, and usage in the last chunk of every stream:
    // github.com/avante-corp/avante.nvim/issues/2347, github.com/dnakov/anon-kode/issues/53,
    // github.com/openai/openai-agents-python/issues/442
    usage("api.mistral.ai", Usage::Unasked),
    usage("codestral.mistral.ai", Usage::Unasked),
    // 400 for `stream_options` with some of its models: github.com/anomalyco/opencode/issues/4698
    usage(".databricks.com", Usage::Never),
    usage(".azuredatabricks.net", Usage::Never),
];

/// What is known of a host, if it differs.
pub(crate) fn of(host: &str) -> Option<&'static Host> {
    // Most hosts are people's own.
    if !host.contains('.') || host.starts_with("127.") {
        return None;
    }
    HOSTS.iter().find(|known| is(host, known.name))
}

/// Whether a host has this name, or one that ends so.
pub(crate) fn is(host: &str, name: &str) -> bool {
    host == name || name.starts_with(['.', '-']) && host.len() > name.len() && host.ends_with(name)
}
