//! Hosts that differ from what the type of a provider says.

/// What is known of a host.
pub(crate) struct Host {
    /// Its name; one that begins with a dot is the end of a name, and `*` is anything in one.
    name: &'static str,
    /// The root of OpenAI's formats there, instead of `/v1`.
    pub root: Option<&'static str>,
    /// How paths of its own begin, which stand beside that root: what generates nothing is called there as it is.
    own: &'static [&'static str],
    /// How it reports the usage of a stream, where that is not as OpenAI does: when it is asked by an option.
    pub usage: Option<Usage>,
    /// The header in which it looks for a key, where that is not `authorization`.
    pub credential: Option<&'static str>,
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

const USUAL: Host = Host { name: "", root: None, own: &[], usage: None, credential: None, versioned: false };

const fn root(name: &'static str, root: &'static str) -> Host {
    Host { name, root: Some(root), ..USUAL }
}

const fn beside(name: &'static str, root: &'static str, own: &'static [&'static str]) -> Host {
    Host { name, root: Some(root), own, ..USUAL }
}

/// learn.microsoft.com/azure/ai-foundry/openai/reference § Authentication: a key goes under `api-key`, a token of Entra under
/// `Authorization`.
const fn azure(name: &'static str) -> Host {
    Host { credential: Some("api-key"), ..beside(name, "/openai/v1", AZURE) }
}

const fn usage(name: &'static str, usage: Usage) -> Host {
    Host { name, usage: Some(usage), ..USUAL }
}

const fn versioned(name: &'static str) -> Host {
    Host { name, versioned: true, ..USUAL }
}

impl Host {
    /// Whether it has this path beside the root of OpenAI's formats.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.own.iter().any(|own| path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

/// The comment beside an entry names the page (§ its heading) or the report that says so.
const HOSTS: &[Host] = &[
    // https://api.githubcopilot.com/chat/completions: github.com/SilasMarvin/lsp-ai/issues/84
    root(".githubcopilot.com", ""),
    // The same for an enterprise's own region: github.com/openclaw/openclaw/pull/99221
    root("copilot-api.*.ghe.com", ""),
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
    // openrouter.ai/docs/guides/features/in-region-routing § Using In-Region Routing
    root(".openrouter.ai", "/api/v1"),
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
    root("dashscope-*.aliyuncs.com", "/compatible-mode/v1"),
    root(".dashscope.aliyuncs.com", "/compatible-mode/v1"),
    root(".maas.aliyuncs.com", "/compatible-mode/v1"),
    // volcengine.com/docs/82379/1330626: https://ark.cn-beijing.volces.com/api/v3
    root(".volces.com", "/api/v3"),
    // cloud.baidu.com/doc/WENXINWORKSHOP/s/2m3fihw8s § base_url
    root("qianfan.baidubce.com", "/v2"),
    // docs.venice.ai/getting-started/quick-start
    root("api.venice.ai", "/api/v1"),
    // docs.litellm.ai/docs/providers/novita; github.com/novitalabs/novita-skills skills/novita-ai/references/quick-start.md
    root("api.novita.ai", "/openai/v1"),
    // docs.cohere.com/docs/compatibility-api; its own API: docs.cohere.com/reference § v2/chat, v2/rerank, v1/embed
    beside("api.cohere.ai", "/compatibility/v1", COHERE),
    beside("api.cohere.com", "/compatibility/v1", COHERE),
    // learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle § API evolution: base_url ends in /openai/v1/;
    // § reference: paths of older versions begin with /openai, too
    azure(".openai.azure.com"),
    azure(".cognitiveservices.azure.com"),
    azure(".services.ai.azure.com"),
    // docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html
    root(BEDROCK, "/openai/v1"),
    // docs.aws.amazon.com/bedrock/latest/userguide/vpc-interface-endpoints.html
    root(".vpce.amazonaws.com", "/openai/v1"),
    // docs.cloud.google.com/vertex-ai/docs/reference/rest: /v1/projects/…
    versioned("aiplatform.googleapis.com"),
    versioned("-aiplatform.googleapis.com"),
    // docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/use-partner-models § Multi-region;
    // github.com/vercel/ai/issues/14634
    versioned("aiplatform.*.rep.googleapis.com"),
    // 422 `extra_forbidden` for `stream_options`, and usage in the last chunk of every stream:
    // github.com/avante-corp/avante.nvim/issues/2347, github.com/dnakov/anon-kode/issues/53,
    // github.com/openai/openai-agents-python/issues/442
    usage("api.mistral.ai", Usage::Unasked),
    usage("codestral.mistral.ai", Usage::Unasked),
    // 400 for `stream_options` with some of its models: github.com/anomalyco/opencode/issues/4698
    usage(".databricks.com", Usage::Never),
    usage(".azuredatabricks.net", Usage::Never),
];

const COHERE: &[&str] = &["/v2", "/v1/rerank", "/v1/embed", "/v1/tokenize", "/v1/detokenize"];
const AZURE: &[&str] = &["/openai"];
/// Bedrock's hosts for inference: docs.aws.amazon.com/general/latest/gr/bedrock.html
pub(super) const BEDROCK: &str = "bedrock-runtime*.amazonaws.com";

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
    if let Some((start, end)) = name.split_once('*') {
        return host.len() > start.len() + end.len() && host.starts_with(start) && host.ends_with(end);
    }
    host == name || name.starts_with(['.', '-']) && host.len() > name.len() && host.ends_with(name)
}
