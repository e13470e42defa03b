"""The words of closed sets."""

# Generated from codegate-core by `cargo xtask gen`. Do not edit.

from typing import Literal

__all__ = [
    "Auth",
    "Completeness",
    "ErrorCode",
    "ExportFormat",
    "FailureClass",
    "FilesFrom",
    "Format",
    "GroupBy",
    "HistoryMode",
    "InjectUsage",
    "Instructions",
    "ItemStatus",
    "Locks",
    "OnDuplicate",
    "Outcome",
    "Part",
    "PriceFormat",
    "ProviderType",
    "SettingsKind",
    "SettingsStatus",
    "Severity",
    "Strength",
]

Auth = Literal[
    "none",
    "passthrough",
    "api_key",
]
"""Where the credential of a request comes from.

- `none`: No credential is sent.
- `passthrough`: The client's own credential is passed on, to this endpoint's origin only.
- `api_key`: A credential that is kept, or referred to by `env:NAME` or `host:<id>`.
"""

Completeness = Literal[
    "final",
    "partial",
    "missing",
]
"""How much of the token usage is known.

- `final`: The last usage of the response was seen.
- `partial`: Some of it was seen before the response broke off.
- `missing`: None was seen.
"""

ErrorCode = Literal[
    "invalid_argument",
    "invalid_name",
    "reserved_name",
    "invalid_rule",
    "limit_exceeded",
    "too_large",
    "workspace_not_found",
    "workspace_exists",
    "workspace_archived",
    "workspace_not_archived",
    "workspace_active",
    "default_workspace",
    "session_not_found",
    "provider_not_found",
    "provider_exists",
    "provider_in_use",
    "model_not_found",
    "model_in_use",
    "persona_not_found",
    "persona_exists",
    "credential_unavailable",
    "credential_locked",
    "credential_store_unavailable",
    "already_finished",
    "exchange_not_found",
    "bundle_invalid",
    "import_conflict",
    "import_missing",
    "import_stale",
    "schema_too_new",
    "not_a_store",
    "corrupt",
    "storage_detached",
    "unsupported_filesystem",
    "busy",
    "disk_full",
    "read_only",
    "io",
    "interrupted",
    "forked_handle",
    "gate_closed",
    "invalid_handle",
    "internal",
    "prices_invalid",
    "reprice_stale",
    "alert_not_found",
]
"""A stable code of an error. Match on it, never on the text.

- `invalid_argument`: A value of a wrong type or shape, or one that makes no sense here.
- `invalid_name`: A name with characters that are not allowed.
- `reserved_name`: A name that is reserved by the library.
- `invalid_rule`: An invalid muxing rule.
- `limit_exceeded`: A value over one of the limits.
- `too_large`: A request body over its limit.
- `workspace_not_found`: No workspace of this name.
- `workspace_exists`: The name is taken by a live or an archived workspace.
- `workspace_archived`: The workspace is archived; recover it first.
- `workspace_not_archived`: The workspace is live; archive it first.
- `workspace_active`: Sessions have the workspace active.
- `default_workspace`: The default workspace is never archived, renamed or deleted.
- `session_not_found`: No session of this id.
- `provider_not_found`: No provider of this name.
- `provider_exists`: The provider name is taken.
- `provider_in_use`: Muxing rules use the provider.
- `model_not_found`: The provider does not list the model.
- `model_in_use`: Muxing rules use the model.
- `persona_not_found`: No persona of this name.
- `persona_exists`: The persona name is taken.
- `credential_unavailable`: The credential that is referred to cannot be resolved.
- `credential_locked`: The credential was stored for another origin.
- `credential_store_unavailable`: No place to keep a secret; nothing was stored.
- `already_finished`: The exchange has ended already.
- `exchange_not_found`: No exchange of this id.
- `bundle_invalid`: The document is not a bundle.
- `import_conflict`: The import has conflicts without a choice.
- `import_missing`: The import refers to providers or models that do not exist here.
- `import_stale`: The store changed since the plan was made.
- `schema_too_new`: A newer version of the library wrote the file.
- `not_a_store`: The path is not a store.
- `corrupt`: The file is damaged.
- `storage_detached`: The file was removed or replaced while it was open.
- `unsupported_filesystem`: The file system cannot share a file safely.
- `busy`: Another process held the store past the deadline.
- `disk_full`: The disk is full; nothing was written.
- `read_only`: The store cannot be written.
- `io`: The operating system refused.
- `interrupted`: The call was cancelled.
- `forked_handle`: The gate was opened before a fork; open it again in the child.
- `gate_closed`: The gate was closed.
- `invalid_handle`: Not a live handle of this kind.
- `internal`: A bug in this library; please report it.
- `prices_invalid`: The document is not a price table, or a price in it cannot be used.
- `reprice_stale`: The changes would differ from those of the report.
- `alert_not_found`: No alert of this id.
"""

ExportFormat = Literal[
    "csv",
    "jsonl",
    "otel",
]
"""How recorded attempts are written.

- `csv`: CSV by RFC 4180 with one header line; text that a spreadsheet would take for a formula gets an apostrophe in
  front.
- `jsonl`: A JSON object on each line, with the same names.
- `otel`: A span as JSON on each line, its attributes under the names of OpenTelemetry's conventions for generative AI
  where they have one, else under `codegate.`.
"""

FailureClass = Literal[
    "client",
    "rate_limit",
    "overloaded",
    "server",
    "network",
    "context_length",
]
"""What kind of failure it was, by the status of the response and what its body says.

- `client`: The request, or its credential, is refused. It will be again, by this provider.
- `rate_limit`: Too many requests or tokens for now, or the quota is used up.
- `overloaded`: The provider or the model has too much to do.
- `server`: The provider failed.
- `network`: No response came in time, or it broke off.
- `context_length`: The prompt is too long for the model.
"""

FilesFrom = Literal[
    "last_turn",
    "conversation",
]
"""Which part of a conversation counts for the files of a request.

- `last_turn`: From the last message that a person typed to the end, with its tool calls and results.
- `conversation`: All of it.
"""

Format = Literal[
    "openai_chat",
    "openai_responses",
    "openai_completions",
    "anthropic_messages",
    "ollama_chat",
    "ollama_generate",
    "gemini",
    "unknown",
]
"""The wire format of a request, which is that of its response too.

- `openai_chat`: OpenAI chat completions.
- `openai_responses`: OpenAI responses.
- `openai_completions`: OpenAI legacy completions (fill in the middle).
- `anthropic_messages`: Anthropic messages.
- `ollama_chat`: Ollama's `/api/chat`.
- `ollama_generate`: Ollama's `/api/generate`.
- `gemini`: Gemini's `generateContent` and `streamGenerateContent`.
- `unknown`: None of these.
"""

GroupBy = Literal[
    "model",
    "provider",
    "session",
    "workspace",
    "client",
    "rule",
    "request_type",
    "outcome",
    "status",
    "hour",
    "day",
    "week",
    "month",
]
"""What the rows of a report are grouped by.

- `model`: Model that was asked for.
- `provider`: Provider.
- `session`: Session.
- `workspace`: Workspace.
- `client`: Client that sent the request.
- `rule`: Rule that routed it, `workspace/index`; the 0-based index is that of the time of recording.
- `request_type`: Kind of request.
- `outcome`: How each attempt ended; the last one as its exchange did.
- `status`: Status of each attempt's response.
- `hour`: Hour of the clock, `YYYY-MM-DDTHH:00Z`; in another zone than UTC with the offset, `YYYY-MM-DDTHH:00-05:00`, so
  that an hour which the clock shows twice is two.
- `day`: Day, `YYYY-MM-DD`.
- `week`: ISO week, which begins on Monday: `YYYY-Www`, the year being that of its Thursday.
- `month`: Month, `YYYY-MM`.
"""

HistoryMode = Literal[
    "all",
    "text",
    "metadata",
    "none",
]
"""What the history keeps of an exchange. Usage is kept always.

- `all`: The last user turn, the output, and the raw bodies.
- `text`: The last user turn and the output, at most 64 KiB each.
- `metadata`: No text.
- `none`: No entry.
"""

InjectUsage = Literal[
    "auto",
    "always",
    "never",
]
"""Whether streams are asked for their usage where the client did not.

- `auto`: Yes, except at endpoints that are known to refuse the option.
- `always`: Yes, whatever is known of the endpoint.
- `never`: No.
"""

Instructions = Literal[
    "applied",
    "present",
    "not_applied",
    "none",
]
"""What happened to the custom instructions.

- `applied`: Put into the body.
- `present`: The body already had them at that place.
- `not_applied`: The request has no place for them, goes on with a conversation that the provider keeps, or there is no
  readable body.
- `none`: The workspace has none.
"""

ItemStatus = Literal[
    "new",
    "same",
    "conflict",
]
"""How a workspace of a bundle compares with this store.

- `new`: No workspace of this name exists here.
- `same`: The one here has the same content.
- `conflict`: The one here differs, or is archived.
"""

Locks = Literal[
    "held",
    "process",
    "none",
]
"""What keeps writers of several processes apart, in addition to the lock file.

- `held`: Locks that the host cannot drop by opening or closing the files itself.
- `process`: Locks of the process: they are dropped when anything in it closes the file.
- `none`: None; the store is in memory.
"""

OnDuplicate = Literal[
    "keep",
    "replace",
    "attempt",
]
"""What recording a key again does. The earlier charge stays readable in each case.

- `keep`: Nothing: the first receipt is given again.
- `replace`: Where it counts more, it takes the place of what was recorded, as the running counts of a message do: its
  attempts that of as many last ones. Else nothing.
- `attempt`: Its attempts are added to those of the exchange.
"""

Outcome = Literal[
    "completed",
    "failed",
    "aborted",
]
"""How an exchange ended.

- `completed`: The response arrived whole.
- `failed`: It failed at the provider or on the way.
- `aborted`: It was abandoned before its end.
"""

Part = Literal[
    "instructions",
    "rules",
]
"""A part of a workspace that an export includes.

- `instructions`: Custom instructions.
- `rules`: Muxing rules.
"""

PriceFormat = Literal[
    "codegate",
    "litellm",
    "models.dev",
]
"""The format of a price table.

- `codegate`: The library's own: `include/prices.schema.json`.
- `litellm`: LiteLLM's `model_prices_and_context_window.json`.
- `models.dev`: The `api.json` of models.dev.
"""

ProviderType = Literal[
    "openai",
    "anthropic",
    "gemini",
    "ollama",
    "openrouter",
    "vllm",
    "lm_studio",
    "llamacpp",
    "openai_compatible",
]
"""What kind of API a provider offers.

- `openai`: OpenAI's own API.
- `anthropic`: Anthropic's own API.
- `gemini`: Google's Gemini API.
- `ollama`: An Ollama server.
- `openrouter`: OpenRouter.
- `vllm`: A vLLM server.
- `lm_studio`: LM Studio's server.
- `llamacpp`: A llama.cpp server.
- `openai_compatible`: Any other server that speaks OpenAI's API.
"""

SettingsKind = Literal[
    "provider",
    "workspace",
    "persona",
    "session",
]
"""What settings are about.

- `provider`: A provider endpoint.
- `workspace`: A workspace.
- `persona`: A persona.
- `session`: A session and its active workspace.
"""

SettingsStatus = Literal[
    "new",
    "same",
    "changed",
]
"""How something in settings compares with this store.

- `new`: It does not exist here.
- `same`: It is here as the settings have it.
- `changed`: It is here, and differs.
"""

Severity = Literal[
    "info",
    "critical",
]
"""How much an alert matters.

- `info`: Worth knowing.
- `critical`: Worth acting on.
"""

Strength = Literal[
    "certain",
    "strong",
    "medium",
    "weak",
]
"""How much a sign of a client proves.

- `certain`: The host says so.
- `strong`: A header that the client sends of its own accord.
- `medium`: Text or a member that the client writes into the body.
- `weak`: A set of tools, which others may offer too.
"""
