// Records that go out, words and codes. Generated from codegate-core by `cargo xtask gen`. Do not edit.

import type { Explanation, Rule, UsageReport } from './index.js';
import type { SqlValue } from './shapes.js';

/** A stable code of an error. Match on it, never on the text. */
export type ErrorCode =
  /** A value of a wrong type or shape, or one that makes no sense here. */
  | 'invalid_argument'
  /** A name with characters that are not allowed. */
  | 'invalid_name'
  /** A name that is reserved by the library. */
  | 'reserved_name'
  /** An invalid muxing rule. */
  | 'invalid_rule'
  /** A value over one of the limits. */
  | 'limit_exceeded'
  /** A request body over its limit. */
  | 'too_large'
  /** No workspace of this name. */
  | 'workspace_not_found'
  /** The name is taken by a live or an archived workspace. */
  | 'workspace_exists'
  /** The workspace is archived; recover it first. */
  | 'workspace_archived'
  /** The workspace is live; archive it first. */
  | 'workspace_not_archived'
  /** Sessions have the workspace active. */
  | 'workspace_active'
  /** The default workspace is never archived, renamed or deleted. */
  | 'default_workspace'
  /** No session of this id. */
  | 'session_not_found'
  /** No provider of this name. */
  | 'provider_not_found'
  /** The provider name is taken. */
  | 'provider_exists'
  /** Muxing rules use the provider. */
  | 'provider_in_use'
  /** The provider does not list the model. */
  | 'model_not_found'
  /** Muxing rules use the model. */
  | 'model_in_use'
  /** No persona of this name. */
  | 'persona_not_found'
  /** The persona name is taken. */
  | 'persona_exists'
  /** The credential that is referred to cannot be resolved. */
  | 'credential_unavailable'
  /** The credential was stored for another origin. */
  | 'credential_locked'
  /** No place to keep a secret; nothing was stored. */
  | 'credential_store_unavailable'
  /** The exchange has ended already. */
  | 'already_finished'
  /** No exchange of this id. */
  | 'exchange_not_found'
  /** The document is not a bundle. */
  | 'bundle_invalid'
  /** The import has conflicts without a choice. */
  | 'import_conflict'
  /** The import refers to providers or models that do not exist here. */
  | 'import_missing'
  /** The store changed since the plan was made. */
  | 'import_stale'
  /** A newer version of the library wrote the file. */
  | 'schema_too_new'
  /** The path is not a store. */
  | 'not_a_store'
  /** The file is damaged. */
  | 'corrupt'
  /** The file was removed or replaced while it was open. */
  | 'storage_detached'
  /** The file system cannot share a file safely. */
  | 'unsupported_filesystem'
  /** Another process held the store past the deadline. */
  | 'busy'
  /** The disk is full; nothing was written. */
  | 'disk_full'
  /** The store cannot be written. */
  | 'read_only'
  /** The operating system refused. */
  | 'io'
  /** The call was cancelled. */
  | 'interrupted'
  /** The gate was opened before a fork; open it again in the child. */
  | 'forked_handle'
  /** The gate was closed. */
  | 'gate_closed'
  /** Not a live handle of this kind. */
  | 'invalid_handle'
  /** A bug in this library; please report it. */
  | 'internal'
  /** The document is not a price table, or a price in it cannot be used. */
  | 'prices_invalid'
  /** The changes would differ from those of the report. */
  | 'reprice_stale'
  /** No alert of this id. */
  | 'alert_not_found';

/**
 * A part of a workspace that an export includes.
 *
 * - `instructions`: Custom instructions.
 * - `rules`: Muxing rules.
 */
export type Part = 'instructions' | 'rules';

/**
 * How a workspace of a bundle compares with this store.
 *
 * - `new`: No workspace of this name exists here.
 * - `same`: The one here has the same content.
 * - `conflict`: The one here differs, or is archived.
 */
export type ItemStatus = 'new' | 'same' | 'conflict';

/**
 * How much a sign of a client proves.
 *
 * - `certain`: The host says so.
 * - `strong`: A header that the client sends of its own accord.
 * - `medium`: Text or a member that the client writes into the body.
 * - `weak`: A set of tools, which others may offer too.
 */
export type Strength = 'certain' | 'strong' | 'medium' | 'weak';

/**
 * What happened to the custom instructions.
 *
 * - `applied`: Put into the body.
 * - `present`: The body already had them at that place.
 * - `not_applied`: The request has no place for them, goes on with a conversation that the provider keeps, or there is
 * no readable body.
 * - `none`: The workspace has none.
 */
export type Instructions = 'applied' | 'present' | 'not_applied' | 'none';

/**
 * How recorded attempts are written.
 *
 * - `csv`: CSV by RFC 4180 with one header line; text that a spreadsheet would take for a formula gets an apostrophe in
 * front.
 * - `jsonl`: A JSON object on each line, with the same names.
 * - `otel`: A span as JSON on each line, its attributes under the names of OpenTelemetry's conventions for generative
 * AI where they have one, else under `codegate.`.
 */
export type ExportFormat = 'csv' | 'jsonl' | 'otel';

/**
 * What kind of failure it was, by the status of the response and what its body says.
 *
 * - `client`: The request, or its credential, is refused. It will be again, by this provider.
 * - `rate_limit`: Too many requests or tokens for now, or the quota is used up.
 * - `overloaded`: The provider or the model has too much to do.
 * - `server`: The provider failed.
 * - `network`: No response came in time, or it broke off.
 * - `context_length`: The prompt is too long for the model.
 */
export type FailureClass = 'client' | 'rate_limit' | 'overloaded' | 'server' | 'network' | 'context_length';

/**
 * What keeps writers of several processes apart, in addition to the lock file.
 *
 * - `held`: Locks that the host cannot drop by opening or closing the files itself.
 * - `process`: Locks of the process: they are dropped when anything in it closes the file.
 * - `none`: None; the store is in memory.
 */
export type Locks = 'held' | 'process' | 'none';

/**
 * How much an alert matters.
 *
 * - `info`: Worth knowing.
 * - `critical`: Worth acting on.
 */
export type Severity = 'info' | 'critical';

/**
 * What the history keeps of an exchange. Usage is kept always.
 *
 * - `all`: The last user turn, the output, and the raw bodies.
 * - `text`: The last user turn and the output, at most 64 KiB each.
 * - `metadata`: No text.
 * - `none`: No entry.
 */
export type HistoryMode = 'all' | 'text' | 'metadata' | 'none';

/**
 * The format of a price table.
 *
 * - `codegate`: The library's own: `include/prices.schema.json`.
 * - `litellm`: LiteLLM's `model_prices_and_context_window.json`.
 * - `models.dev`: The `api.json` of models.dev.
 */
export type PriceFormat = 'codegate' | 'litellm' | 'models.dev';

/**
 * What kind of API a provider offers.
 *
 * - `openai`: OpenAI's own API.
 * - `anthropic`: Anthropic's own API.
 * - `gemini`: Google's Gemini API.
 * - `ollama`: An Ollama server.
 * - `openrouter`: OpenRouter.
 * - `vllm`: A vLLM server.
 * - `lm_studio`: LM Studio's server.
 * - `llamacpp`: A llama.cpp server.
 * - `openai_compatible`: Any other server that speaks OpenAI's API.
 */
export type ProviderType =
  | 'openai'
  | 'anthropic'
  | 'gemini'
  | 'ollama'
  | 'openrouter'
  | 'vllm'
  | 'lm_studio'
  | 'llamacpp'
  | 'openai_compatible';

/**
 * Where the credential of a request comes from.
 *
 * - `none`: No credential is sent.
 * - `passthrough`: The client's own credential is passed on, to this endpoint's origin only.
 * - `api_key`: A credential referred to by `env:NAME` or `host:<id>`.
 */
export type Auth = 'none' | 'passthrough' | 'api_key';

/**
 * Whether streams are asked for their usage where the client did not.
 *
 * - `auto`: Yes, except at endpoints that are known to refuse the option.
 * - `always`: Yes, whatever is known of the endpoint.
 * - `never`: No.
 */
export type InjectUsage = 'auto' | 'always' | 'never';

/**
 * How an exchange ended.
 *
 * - `completed`: The response arrived whole.
 * - `failed`: It failed at the provider or on the way.
 * - `aborted`: It was abandoned before its end.
 */
export type Outcome = 'completed' | 'failed' | 'aborted';

/**
 * What recording a key again does. The earlier charge stays readable in each case.
 *
 * - `keep`: Nothing: the first receipt is given again.
 * - `replace`: Where it counts more, it takes the place of what was recorded, as the running counts of a message do:
 * its attempts that of as many last ones. Else nothing.
 * - `attempt`: Its attempts are added to those of the exchange.
 */
export type OnDuplicate = 'keep' | 'replace' | 'attempt';

/**
 * What the rows of a report are grouped by.
 *
 * - `model`: Model that was asked for.
 * - `provider`: Provider.
 * - `session`: Session.
 * - `workspace`: Workspace.
 * - `client`: Client that sent the request.
 * - `rule`: Rule that routed it, `workspace/index`; the 0-based index is that of the time of recording.
 * - `request_type`: Kind of request.
 * - `outcome`: How each attempt ended; the last one as its exchange did.
 * - `status`: Status of each attempt's response.
 * - `hour`: Hour of the clock, `YYYY-MM-DDTHH:00Z`; in another zone than UTC with the offset, `YYYY-MM-DDTHH:00-05:00`,
 * so that an hour which the clock shows twice is two.
 * - `day`: Day, `YYYY-MM-DD`.
 * - `week`: ISO week, which begins on Monday: `YYYY-Www`, the year being that of its Thursday.
 * - `month`: Month, `YYYY-MM`.
 */
export type GroupBy =
  | 'model'
  | 'provider'
  | 'session'
  | 'workspace'
  | 'client'
  | 'rule'
  | 'request_type'
  | 'outcome'
  | 'status'
  | 'hour'
  | 'day'
  | 'week'
  | 'month';

/**
 * The wire format of a request, which is that of its response too.
 *
 * - `openai_chat`: OpenAI chat completions.
 * - `openai_responses`: OpenAI responses.
 * - `openai_completions`: OpenAI legacy completions (fill in the middle).
 * - `anthropic_messages`: Anthropic messages.
 * - `ollama_chat`: Ollama's `/api/chat`.
 * - `ollama_generate`: Ollama's `/api/generate`.
 * - `gemini`: Gemini's `generateContent` and `streamGenerateContent`.
 * - `unknown`: None of these.
 */
export type Format =
  | 'openai_chat'
  | 'openai_responses'
  | 'openai_completions'
  | 'anthropic_messages'
  | 'ollama_chat'
  | 'ollama_generate'
  | 'gemini'
  | 'unknown';

/**
 * Which part of a conversation counts for the files of a request.
 *
 * - `last_turn`: From the last message that a person typed to the end, with its tool calls and results.
 * - `conversation`: All of it.
 */
export type FilesFrom = 'last_turn' | 'conversation';

/**
 * What settings are about.
 *
 * - `provider`: A provider endpoint.
 * - `workspace`: A workspace.
 * - `persona`: A persona.
 * - `session`: A session and its active workspace.
 */
export type SettingsKind = 'provider' | 'workspace' | 'persona' | 'session';

/**
 * How something in settings compares with this store.
 *
 * - `new`: It does not exist here.
 * - `same`: It is here as the settings have it.
 * - `changed`: It is here, and differs.
 */
export type SettingsStatus = 'new' | 'same' | 'changed';

/**
 * How much of the token usage is known.
 *
 * - `final`: The last usage of the response was seen.
 * - `partial`: Some of it was seen before the response broke off.
 * - `missing`: None was seen.
 */
export type Completeness = 'final' | 'partial' | 'missing';

/** One workspace of a bundle, compared with this store. */
export interface PlanItem {
  /** Its name. */
  name: string;
  /** How it compares. */
  status: ItemStatus;
  /** What differs: `instructions`, `rules`, `archived`. */
  differs: string[];
}

/** What a bundle refers to that does not exist here. */
export interface Missing {
  /** Providers. */
  providers: MissingProvider[];
  /** Models that the provider here does not list. */
  models: MissingModel[];
}

/** A provider that does not exist here; map it to one that does. */
export interface MissingProvider {
  /** Its name in the bundle. */
  name: string;
  /** Its type there. */
  type: ProviderType;
}

/** A model that a provider here does not list. */
export interface MissingModel {
  /** The provider here. */
  provider: string;
  /** The model. */
  model: string;
}

/** What an import would do. Nothing is written before it is applied. */
export interface PlanView {
  /** Every workspace of the bundle, in the bundle's order. */
  items: PlanItem[];
  /** What does not exist here. */
  missing: Missing;
  /** SHA-256 of the bundle's content, in hexadecimal. */
  digest: string;
  /** What the user should know before applying it. */
  warnings: Warning[];
}

/** What an import did. */
export interface Imported {
  /** Names of workspaces that were created. */
  created: string[];
  /** Names of workspaces that were replaced. */
  replaced: string[];
  /** Names of workspaces of the bundle that were skipped or already the same. */
  skipped: string[];
}

/** Where a request goes, or why there is no route for it. */
export interface Decision {
  /** The workspace whose rules and instructions were used. */
  workspace: string;
  /** The session of the request. */
  session: string;
  /** Whether there is a route that the request can take. */
  routed: boolean;
  /** 0-based position of the rule that matched; null also where the request says itself where to go. */
  rule: number | null;
  /**
   * Why it is not routed: `no_rules`, `no_match`, or `needs_translation` for a route whose provider does not take the
   * request's format. null when routed.
   */
  reason: string | null;
  /** Where to send it first. */
  route: Route | null;
  /** Where to send it if that fails, in order. */
  fallbacks: Route[];
  /** What happened to the workspace's custom instructions. */
  instructions: Instructions;
  /** The custom instructions themselves, for hosts without a body. */
  customInstructions: string | null;
  /** What was recognised in the request. */
  facts: Facts;
  /** What the host should know. */
  warnings: Warning[];
}

/** A provider and model, and where and how to send the request. */
export interface Route {
  /** Name of the provider; null for the upstream that the request names. */
  provider: string | null;
  /** Its type; that of an upstream is told by its host. */
  providerType: ProviderType;
  /** The model to ask for; null if neither the rule nor the client names one. */
  model: string | null;
  /** The format that the provider gets. */
  format: Format;
  /** Where to send the request; null with `needsTranslation`. */
  url: string | null;
  /** The base URL with which the SDK of the format's vendor comes to `url` by itself; null where none does. */
  baseUrl: string | null;
  /** Where the credential comes from. */
  auth: Auth;
  /** The reference to the credential. */
  credential: string | null;
  /** Whether the provider has no path for the request's format. It then gets neither the request nor a credential. */
  needsTranslation: boolean;
}

/** Something that the host should know, though it is not an error. */
export interface Warning {
  /**
   * A stable word. Of decisions: `no_rules`, `no_match`, `no_model`, `needs_translation`, `usage_unknown`,
   * `body_unreadable`, `format_unknown`, `files_cut`, `unknown_condition`. Of exchanges: `credential_unavailable`,
   * `credential_locked`, `needs_translation`, `usage_unknown`. Of plans: `hidden_characters`, `default_workspace`,
   * `provider_type_differs`.
   */
  code: string;
  /** A sentence that says what to do. */
  message: string;
}

/** Why a decision is as it is, rule by rule. Prints as text. */
export interface ExplanationData {
  /** The decision that was explained. */
  decision: Decision;
  /** Every rule of the workspace in order. */
  rules: ExplainedRule[];
}

/** One rule matched against the facts. */
export interface ExplainedRule {
  /** 0-based position. */
  rule: number;
  /** Whether all its conditions hold. The first rule that holds is taken. */
  held: boolean;
  /** Its conditions in the order files, request_type, client, requested_model, then unknown ones. */
  conditions: ExplainedCondition[];
  /** Its targets. */
  to: Target[];
}

/** One condition matched against the facts. */
export interface ExplainedCondition {
  /** Its name. */
  condition: string;
  /** Its values; one match suffices, but for those that exclude. */
  values: string[];
  /** Whether it holds. */
  held: boolean;
  /** What it was compared with: the paths, the type, the client or the model; empty if unknown. */
  seen: string[];
  /** What of that its values with `!` exclude. */
  excluded?: string[];
}

/** A page of recorded attempts as text. The pages of one export, put together, are one document. */
export interface UsagePage {
  /** Whole lines, each with its line end. Only the first page of CSV begins with the header line. */
  text: string;
  /** Attempts on this page. */
  rows: number;
  /** Pass it as `cursor` to get the next page; null on the last one. */
  next: string | null;
}

/** A model of which recorded exchanges have no price. */
export interface UnpricedModel {
  /** The provider's name; null where it is not known. */
  provider: string | null;
  /** The model; null where it is not known. */
  model: string | null;
  /** How many exchanges. */
  exchanges: number;
}

/** A rule of a live workspace that decided no recorded exchange. */
export interface UnfiredRule {
  /** The workspace. */
  workspace: string;
  /** Its place among the rules of that workspace, from 0 on. */
  rule: number;
}

/** The state of a store. */
export interface Health {
  /** Path of the store; null for one in memory. Bytes that are not UTF-8 are shown as U+FFFD. */
  path: string | null;
  /** The store's own id, which its copies share; null where it has none. */
  store: string | null;
  /** Version of SQLite. */
  sqlite: string;
  /** Version of the schema. */
  schema: number;
  /** Increases with every change of the configuration. */
  generation: number;
  /** Bytes of the file; null in memory, and where it is gone. */
  size: number | null;
  /** Bytes of the write-ahead log, which holds what was written last; null where there is none. */
  logSize: number | null;
  /** Whether this gate can write. */
  writable: boolean;
  /** What keeps writers of several processes apart. */
  locks: Locks;
  /**
   * Exchanges that were dropped without a finish while the store could not be written, and that are recorded with this
   * gate's next write.
   */
  unwritten: number;
  /** How often the files were reopened because something else had replaced them. */
  reattached: number;
  /**
   * Whether the files at the path are not those that are open. The next call opens them anew, if they are this store.
   */
  detached: boolean;
  /**
   * The kind of the file system, as far as it is known here: `ext4`, `tmpfs`, `overlay`; of others their number in
   * hexadecimal digits; null in memory and where the system does not tell.
   */
  filesystem: string | null;
  /**
   * Other processes that have the file open, as far as this one may see them; null in memory, and where the system does
   * not tell (outside of Linux).
   */
  peers: number | null;
  /** Bytes of the file that hold nothing; `compact` gives back these and more. null where the store is detached. */
  free: number | null;
  /** Models of which recorded exchanges have no price, the most frequent first, 100 at most. */
  unpriced: UnpricedModel[];
  /**
   * Rules that decided no recorded exchange at the place where they stand now, 100 at most. One that was moved is taken
   * for what decided at its new place before.
   */
  unfired: UnfiredRule[];
  /** Recorded exchanges of which a count of tokens is unknown. */
  withoutUsage: number;
  /** What the host should know: `locks_can_be_dropped`, `storage_detached`. */
  warnings: Warning[];
}

/** One exchange in the history. */
export interface HistoryEntry {
  /** Id of the exchange. */
  exchange: string;
  /** Its workspace. */
  workspace: string;
  /** Its session. */
  session: string;
  /** When it began. */
  startedAt: string;
  /** When it ended. */
  finishedAt: string;
  /** Kind of request. */
  requestType: string | null;
  /** Client that sent it. */
  client: string;
  /** Provider of its last attempt. */
  provider: string | null;
  /** Model that its last attempt asked for. */
  model: string | null;
  /** How it ended. */
  outcome: Outcome;
  /** The last user turn; null where no text is kept or was found. */
  prompt: string | null;
  /** The assistant's text and tool calls; null where no text is kept or was found. */
  output: string | null;
  /** Whether the prompt or the output was cut to its limit of 64 KiB. */
  cut: boolean;
  /** The raw request body, where `history` is `all`; bytes that are not UTF-8 are shown as U+FFFD. */
  requestBody: string | null;
  /** The raw response body, where `history` is `all`. */
  responseBody: string | null;
  /** Its token usage over all attempts. */
  usage: Usage;
  /** Its cost. */
  cost: string | null;
  /** Its alerts, oldest first. */
  alerts: Alert[];
}

/** A page of rows, newest first. */
export interface Page<T> {
  /** The rows. */
  items: T[];
  /** The cursor of the next page; null on the last. */
  next: string | null;
}

/** What a history holds. */
export interface HistorySummary {
  /** Exchanges. */
  exchanges: number;
  /** When the oldest began. */
  firstAt: string | null;
  /** When the newest began. */
  lastAt: string | null;
  /** Exchanges by kind of request, the most first. */
  byRequestType: Count[];
  /** Exchanges by outcome, the most first. */
  byOutcome: Count[];
  /** Exchanges with at least one alert. */
  withAlerts: number;
}

/** What was removed from the history, or would be. */
export interface Pruned {
  /** Exchanges that are no longer in the history. */
  exchanges: number;
  /** Alerts on them. */
  alerts: number;
  /** Bytes of their prompts, outputs and raw bodies. The file keeps its size; what is recorded next takes the room. */
  bytes: number;
  /** Exchanges that were left as they are, because their rows are damaged; 0 where nothing was to be removed. */
  damaged: number;
}

/** How often a value occurs. */
export interface Count {
  /** The value. */
  key: string | null;
  /** How often. */
  count: number;
}

/** Something that was noticed in an exchange or in a workspace. */
export interface Alert {
  /** Id. */
  id: string;
  /** Exchange that it is about. */
  exchange: string | null;
  /** Its workspace. */
  workspace: string;
  /** Its session. */
  session: string | null;
  /** How much it matters. */
  severity: Severity;
  /** A word for what it is, such as `secret`. */
  type: string;
  /** The text that it is about. */
  snippet: string | null;
  /** What raised it. */
  trigger: string | null;
  /** When it was added. */
  createdAt: string;
}

/** How many alerts there are, by severity and type. */
export interface AlertSummary {
  /** All. */
  total: number;
  /** Critical ones. */
  critical: number;
  /** The others. */
  info: number;
  /** By type, the most first. */
  byType: Count[];
}

/** A description of a way of working, with an optional vector. Stored and listed; decisions do not use it yet. */
export interface Persona {
  /** Name, case kept. */
  name: string;
  /** Free text. */
  description: string;
  /** Length of its vector; null without one. */
  dimension: number | null;
  /** When it was added. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
}

/**
 * The price of a model: US dollars for a million tokens. A bucket that is null has the price of its parent:
 * `cacheWriteLong` of `cacheWrite5m`, audio and images in a cache of `cacheRead`, every cache and other part of the
 * input of `input`, and every part of the output of `output`.
 */
export interface ModelPrice {
  /** Where it comes from: `host`, `loaded` or `snapshot`. */
  source: string;
  /** The name of the table; null for a host's own price. */
  table: string | null;
  /** The day for which the table is known to be valid, `YYYY-MM-DD`. */
  asOf: string | null;
  /** The price list, such as `openai`. */
  list: string | null;
  /** The model, as the table names it. */
  model: string;
  /** The most tokens that it accepts. */
  contextWindow: number | null;
  /** The service tier that it applies to; null is the standard tier. */
  variant: string | null;
  /** The size of the input, in tokens, above which it applies. */
  over: number | null;
  /** The first day on which the standard price applies, `YYYY-MM-DD`. */
  since: string | null;
  /** Of uncached input. */
  input: string | null;
  /** Of input read from a cache. */
  cacheRead: string | null;
  /** Of input written to a cache for five minutes. */
  cacheWrite5m: string | null;
  /** Of input written to a cache for longer. */
  cacheWriteLong: string | null;
  /** Of output. */
  output: string | null;
  /** Of output spent on reasoning. */
  reasoning: string | null;
  /** Of audio in the input. */
  audioInput: string | null;
  /** Of images in the input. */
  imageInput: string | null;
  /** Of video in the input. */
  videoInput: string | null;
  /** Of audio read from a cache. */
  audioCacheRead: string | null;
  /** Of images read from a cache. */
  imageCacheRead: string | null;
  /** Of audio in the output. */
  audioOutput: string | null;
  /** Of images in the output. */
  imageOutput: string | null;
  /** Of video in the output. */
  videoOutput: string | null;
  /** Of a million requests, whatever their tokens. */
  request: string | null;
  /** Of a million of each unit that is charged by the piece, such as `web_search`. */
  units: Record<string, string>;
  /** Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`. */
  surcharges: string[];
}

/**
 * A price of the host's own, in US dollars for a million tokens. It takes precedence over every table, whatever the
 * size of the input and the service tier. A bucket without a price has that of its parent, as in `ModelPrice`.
 */
export interface HostPrice {
  /** The model, case-insensitive: `*` is any text, `#` a digit. */
  model: string;
  /** For this provider only. */
  provider: string | null;
  /** Of uncached input. */
  input: string;
  /** Of input read from a cache. */
  cacheRead: string | null;
  /** Of input written to a cache for five minutes. */
  cacheWrite5m: string | null;
  /** Of input written to a cache for longer. */
  cacheWriteLong: string | null;
  /** Of output. */
  output: string;
  /** Of output spent on reasoning. */
  reasoning: string | null;
  /** Of audio in the input. */
  audioInput: string | null;
  /** Of images in the input. */
  imageInput: string | null;
  /** Of video in the input. */
  videoInput: string | null;
  /** Of audio read from a cache. */
  audioCacheRead: string | null;
  /** Of images read from a cache. */
  imageCacheRead: string | null;
  /** Of audio in the output. */
  audioOutput: string | null;
  /** Of images in the output. */
  imageOutput: string | null;
  /** Of video in the output. */
  videoOutput: string | null;
  /** Of a million requests, whatever their tokens. */
  request: string | null;
  /** Of a million of each unit that is charged by the piece, such as `web_search`. */
  units: Record<string, string>;
  /** Whether the store keeps it, for every gate; of this gate alone by default. */
  keep: boolean;
}

/** A table of prices. */
export interface PriceTable {
  /** Its name as the source of a price: `loaded` or `snapshot`. */
  source: string;
  /** Its own name, such as `genai-prices 0.2.3`. */
  table: string;
  /** Its format; the snapshot has the library's own. */
  format: PriceFormat;
  /** The day for which it is known to be valid, `YYYY-MM-DD`. */
  asOf: string | null;
  /** Whole days since then; null if the day is not known. */
  days: number | null;
  /** How many price lists it has. */
  lists: number;
  /** How many models it has. */
  models: number;
  /**
   * How many models of the file have a price that this library cannot represent, such as by a time zone or for an
   * image; what else is known of them is loaded.
   */
  skipped: number;
}

/** How old the prices are. */
export interface PriceAge {
  /** Whole days since the day for which the newest table is known to be valid. */
  days: number | null;
  /** Whether that is more than 90 days ago. */
  stale: boolean;
  /** The tables in order of precedence. */
  tables: PriceTable[];
  /** How many prices of the host's own there are. */
  own: number;
}

/**
 * Paths of a provider for single formats: each is the path of the URL from its origin, with `{model}` where the model
 * goes (and `{method}` for Gemini's), and perhaps a query. It stands before what type and endpoint say.
 */
export interface FormatPaths {
  /** OpenAI chat completions, as in `/openai/deployments/{model}/chat/completions?api-version=2024-10-21`. */
  openaiChat?: string;
  /** OpenAI responses. */
  openaiResponses?: string;
  /** OpenAI legacy completions. */
  openaiCompletions?: string;
  /** Anthropic messages. */
  anthropicMessages?: string;
  /** Ollama's chat. */
  ollamaChat?: string;
  /** Ollama's generate. */
  ollamaGenerate?: string;
  /** Gemini's methods, as in `/v1/projects/p/locations/l/publishers/google/models/{model}:{method}`. */
  gemini?: string;
}

/** An endpoint that accepts requests. */
export interface Provider {
  /** Name, case kept. */
  name: string;
  /** Kind of API. */
  type: ProviderType;
  /** Base URL, as one gives it to an SDK: a bare origin, or one with a path. */
  endpoint: string;
  /** Free text. */
  description: string | null;
  /** Where the credential comes from. */
  auth: Auth;
  /** The reference to a credential, never a secret. */
  credential: string | null;
  /** Models it offers; null is any model, an empty list none. */
  models: string[] | null;
  /** Paths for single formats, where type and endpoint do not say them. */
  paths: FormatPaths | null;
  /** Whether streams are asked for their usage where the client did not. */
  injectUsage: InjectUsage;
  /** The price list by which it charges, such as `dashscope`; null where its endpoint and type say it. */
  prices: string | null;
  /** Further origins that a client's own credential, meant for this provider, may go to on a fallback. */
  passthroughTo: string[];
  /** When it was added. */
  createdAt: string;
  /** When it was last changed. */
  updatedAt: string;
}

/** What the forced removal of a provider or of its models changed in the rules. */
export interface RemovedProvider {
  /** The provider. */
  name: string;
  /** Rules that lost a route but kept another, and rules that were removed because none was left. */
  rules: StrippedRule[];
}

/** A rule that lost routes. */
export interface StrippedRule {
  /** The workspace of the rule. */
  workspace: string;
  /** Its 0-based position before the removal. */
  rule: number;
  /** Whether the rule itself was removed. */
  removed: boolean;
}

/** The rows that a query returned. */
export interface QueryResult {
  /** Names of the columns in their order. */
  columns: string[];
  /** The rows, each with a value for each column. An infinite number, which JSON cannot express, is null. */
  rows: SqlValue[][];
  /** Whether there were more rows than `limit`. */
  truncated: boolean;
}

/** The result of an exchange, as recorded. */
export interface Receipt {
  /** Id of the exchange. */
  exchange: string;
  /** Workspace that it was recorded in. */
  workspace: string;
  /** Session of the request. */
  session: string;
  /** Provider of the last attempt; null if unrouted. */
  provider: string | null;
  /** Model that the last attempt asked for. */
  model: string | null;
  /** Model that answered, where the response reports it. */
  responseModel: string | null;
  /** Token usage over all attempts. */
  usage: Usage;
  /** Cost over all attempts; null where a part of it is unknown. */
  cost: string | null;
  /** The part of the cost that is known. */
  costKnown: string;
  /**
   * What the cached input tokens would have cost at the price of uncached ones, minus their actual cost. Negative where
   * writing the cache cost more than reading it saved; 0 without cached tokens; null where their number or a price is
   * unknown. The prices are those of `attempts`, also where the provider reports the cost.
   */
  cacheSaved: string | null;
  /** Cost as the provider reports it. */
  reportedCost: string | null;
  /** Where the prices come from: `provider`, `host`, `loaded`, `snapshot`, or null if there are none. */
  priceSource: string | null;
  /** How it ended. */
  outcome: Outcome;
  /** Every attempt in order. */
  attempts: Attempt[];
  /**
   * Whether an exchange with the same key was recorded before and this call has changed nothing: the receipt is that of
   * the other one.
   */
  duplicate: boolean;
}

/** One try at one provider. */
export interface Attempt {
  /** Provider; null if unrouted. */
  provider: string | null;
  /** Its type. */
  providerType: ProviderType | null;
  /** Model that was asked for. */
  model: string | null;
  /** Model that answered, where the response reports it. */
  responseModel: string | null;
  /** Service tier, in the provider's words (`batch`, `flex`, `priority`), where the response or the host reports it. */
  serviceTier: string | null;
  /**
   * Where the model ran, in the provider's words, where the response or the host reports it: `us`. It may have a
   * surcharge.
   */
  inferenceGeo: string | null;
  /** Status of the HTTP response, where the host reported it. */
  status: number | null;
  /** How it ended. */
  outcome: Outcome;
  /** Why it failed, in the host's words. */
  reason: string | null;
  /** What kind of failure it was; null if it did not fail. */
  failureClass: FailureClass | null;
  /** Seconds that the provider asked to wait before the next try. */
  retryAfter: number | null;
  /** When it began. */
  startedAt: string;
  /** When it ended. */
  finishedAt: string;
  /** Its token usage. */
  usage: Usage;
  /** Prices it was charged with. */
  prices: UnitPrices | null;
  /** Its cost; null where a part of it is unknown. */
  cost: string | null;
  /** The part of the cost that is known. */
  costKnown: string;
  /** What its cached input tokens saved; see `Receipt.cacheSaved`. */
  cacheSaved: string | null;
  /** Cost as the provider reports it. */
  reportedCost: string | null;
  /**
   * Where it was reported, and in which unit if not in US dollars: `usage.cost`, `usage.estimated_cost`,
   * `copilot_usage.total_nano_aiu`, the name of a header, or `host`.
   */
  reportedBy: string | null;
  /** Where the prices come from. */
  priceSource: string | null;
}

/**
 * Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and where they come
 * from.
 */
export interface UnitPrices {
  /** Of uncached input. */
  input: number | null;
  /** Of input read from a cache; the input's price where there is none. */
  cacheRead: number | null;
  /** Of input written to a cache for five minutes; the input's price where there is none. */
  cacheWrite5m: number | null;
  /** Of input written for longer; the five-minute price where there is none. */
  cacheWriteLong: number | null;
  /** Of output. */
  output: number | null;
  /** Of output spent on reasoning; the output's price where there is none. */
  reasoning: number | null;
  /** Of audio in the input; the input's price where there is none. */
  audioInput: number | null;
  /** Of images in the input; the input's price where there is none. */
  imageInput: number | null;
  /** Of video in the input; the input's price where there is none. */
  videoInput: number | null;
  /** Of audio read from a cache; the price of a cache read where there is none. */
  audioCacheRead: number | null;
  /** Of images read from a cache; the price of a cache read where there is none. */
  imageCacheRead: number | null;
  /** Of audio in the output; the output's price where there is none. */
  audioOutput: number | null;
  /** Of images in the output; the output's price where there is none. */
  imageOutput: number | null;
  /** Of video in the output; the output's price where there is none. */
  videoOutput: number | null;
  /** Of a million requests, whatever their tokens. */
  request: number | null;
  /** Of a million of each unit that is charged by the piece, such as `web_search`. */
  units: Record<string, number>;
  /** Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`. */
  surcharges: string[];
  /** The price list that contains them, such as `openai`. */
  list: string | null;
  /** The model, as the list names it. */
  model: string | null;
  /** The service tier that they apply to, such as `batch`; null is the standard tier. */
  variant: string | null;
  /** The size of the input, in tokens, above which they apply, where they depend on it. */
  over: number | null;
  /** The name of the table, such as `genai-prices 0.2.3`. */
  table: string | null;
  /** The day for which the table is known to be valid, `YYYY-MM-DD`. */
  asOf: string | null;
}

/** A period of time. */
export interface Period {
  /** Its beginning, inclusive. */
  since: string;
  /** Its end, exclusive. */
  until: string;
}

/** Token usage and cost, in total and by row. Prints as a table; see also `UsageReport.toCsv`. */
export interface UsageReportData {
  /** What the rows are grouped by. */
  by: GroupBy | null;
  /** What splits the rows into series. */
  series: GroupBy | null;
  /** The time zone whose clock says which hour, day, week and month it is. */
  zone: string;
  /** The sum of all rows. */
  total: UsageTotals;
  /**
   * Rows, the largest cost first, then the most tokens, then by key; periods in chronological order. Rows of one key
   * are adjacent, their series in the same order.
   */
  rows: UsageRow[];
  /** The period that this one is compared with. */
  compared: Period | null;
  /** The total of that period. */
  before: UsageTotals | null;
  /** The total minus that of the other period. */
  change: UsageChange | null;
}

/** One row of a report. */
export interface UsageRow extends UsageTotals {
  /** The grouping value; null for exchanges that had none, such as unrouted ones by model. */
  key: string | null;
  /** The value of the series. */
  series: string | null;
  /** The same for the period that this one is compared with. */
  before: UsageTotals | null;
  /** Its sums minus those. */
  change: UsageChange | null;
}

/** Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`. */
export interface UsageTotals {
  /** Exchanges; one with several attempts counts once, with its last. */
  exchanges: number;
  /** Attempts, each with its own provider and model. */
  attempts: number;
  /** Attempts that failed, also where another one of the exchange did not. */
  failed: number;
  /** All input tokens. */
  inputTokens: number;
  /** All output tokens. */
  outputTokens: number;
  /** Input and output tokens. */
  totalTokens: number;
  /** Input tokens neither read from nor written to a cache. */
  inputUncached: number;
  /** Input tokens read from a cache. */
  cacheRead: number;
  /** Input tokens written to a cache for five minutes, or for an unreported time. */
  cacheWrite5m: number;
  /** Input tokens written to a cache for longer. */
  cacheWriteLong: number;
  /** Output tokens, reasoning included. */
  output: number;
  /** Output tokens spent on reasoning, a part of `output`. */
  reasoning: number;
  /** The part of the cost that is known. */
  costKnown: string;
  /** What cached tokens saved, as far as it is known; see `Receipt.cacheSaved`. */
  cacheSaved: string;
  /** Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown. */
  incomplete: number;
  /** Exchanges without a price, but for those of which every attempt was refused. */
  unpriced: number;
}

/** Sums of one period minus those of another. */
export interface UsageChange {
  /** Exchanges; one with several attempts counts once, with its last. */
  exchanges: number;
  /** Attempts, each with its own provider and model. */
  attempts: number;
  /** Attempts that failed, also where another one of the exchange did not. */
  failed: number;
  /** All input tokens. */
  inputTokens: number;
  /** All output tokens. */
  outputTokens: number;
  /** Input and output tokens. */
  totalTokens: number;
  /** Input tokens neither read from nor written to a cache. */
  inputUncached: number;
  /** Input tokens read from a cache. */
  cacheRead: number;
  /** Input tokens written to a cache for five minutes, or for an unreported time. */
  cacheWrite5m: number;
  /** Input tokens written to a cache for longer. */
  cacheWriteLong: number;
  /** Output tokens, reasoning included. */
  output: number;
  /** Output tokens spent on reasoning, a part of `output`. */
  reasoning: number;
  /** The part of the cost that is known. */
  costKnown: string;
  /** What cached tokens saved, as far as it is known; see `Receipt.cacheSaved`. */
  cacheSaved: string;
  /** Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown. */
  incomplete: number;
  /** Exchanges without a price, but for those of which every attempt was refused. */
  unpriced: number;
}

/** The comparison of the roll-up with the attempts that it sums. */
export interface UsageCheck {
  /** Attempts that were counted. */
  attempts: number;
  /** Rows of the roll-up that were compared: sums by hour and by day. */
  rows: number;
  /** Rows that differ, are missing, or should not be there. */
  differing: number;
  /** The first 100 differences, one for each value. */
  differences: UsageDifference[];
  /** Whether the roll-up was rebuilt from the attempts. */
  rebuilt: boolean;
}

/** A value of the roll-up that differs from the attempts. */
export interface UsageDifference {
  /** Workspace of the row. */
  workspace: string;
  /** Where its period begins. */
  start: string;
  /** Its length in hours: 1 or 24. */
  hours: number;
  /** Session. */
  session: string;
  /** Provider. */
  provider: string | null;
  /** Model. */
  model: string | null;
  /** Client. */
  client: string;
  /** 0-based index of the rule. */
  rule: number | null;
  /** Kind of request. */
  requestType: string | null;
  /** How the attempts of the row ended. */
  outcome: string;
  /** Status of their responses. */
  status: number | null;
  /** Which value differs: a name of `UsageTotals`, or `checksum` where all values of a workspace are right. */
  field: string;
  /** What the roll-up holds: a number, or US dollars as a decimal. */
  recorded: string;
  /** What the attempts sum to. */
  counted: string;
}

/** What repricing changes, or has changed. */
export interface RepriceReport {
  /** Attempts that were examined. */
  attempts: number;
  /** Those of them whose cost changes. */
  changed: number;
  /** Those that had no price and get one; included in `changed`. */
  priced: number;
  /** Those whose cost the provider reported: they are not changed. */
  reported: number;
  /** Those that have no price now: they are not changed. */
  unpriced: number;
  /** The known cost of what changes, before. */
  before: string;
  /** The known cost of what changes, after. */
  after: string;
  /** `after` minus `before`. */
  difference: string;
  /** What changes by provider and model, the largest difference first. */
  rows: RepriceRow[];
  /** Identifies exactly these changes: pass it as `apply` to make them. */
  token: string;
  /** Whether they were made. */
  applied: boolean;
}

/** What changes for one model at one provider. */
export interface RepriceRow {
  /** The provider. */
  provider: string | null;
  /** The model that was asked for. */
  model: string | null;
  /** Attempts that change. */
  changed: number;
  /** Their known cost before. */
  before: string;
  /** Their known cost after. */
  after: string;
  /** `after` minus `before`. */
  difference: string;
}

/** What an attempt was charged before it was repriced, or replaced by a later record of the same key. */
export interface SupersededCharge {
  /** 0-based position of the attempt in its exchange. */
  attempt: number;
  /** When that was. */
  replacedAt: string;
  /** The prices until then. */
  prices: UnitPrices | null;
  /** The cost until then. */
  cost: string | null;
  /** The known part of it. */
  costKnown: string;
  /** What cached tokens saved by those prices. */
  cacheSaved: string | null;
  /** Where those prices came from. */
  priceSource: string | null;
  /** The token usage until then, where a later record has replaced it. */
  usage: Usage | null;
}

/** What is known of a request; rules are matched against this. */
export interface Facts {
  /** Wire format. */
  format: Format;
  /** Name of the client, `generic` if it is not recognised. */
  client: string;
  /** All signs of that client that were seen, the strongest first. */
  clientEvidence: Evidence[];
  /**
   * `chat`, `fim`, `count_tokens`; `embeddings`, `images`, `audio`, `moderation`, `batch`, `models`, `files` or
   * `other`, which are no conversation; or the host's word. null if undetermined.
   */
  requestType: string | null;
  /** The model that the client asked for. */
  requestedModel: string | null;
  /** Whether the client asked for a stream; null if undetermined. */
  stream: boolean | null;
  /**
   * Names of the tools that the model may call, each once, at most 128; a provider's built-in tool without a name
   * appears under its type.
   */
  tools: string[];
  /** Images in the whole conversation. */
  images: number;
  /** Whether the model is asked to think before it answers; null where the request leaves that to the model. */
  thinking: boolean | null;
  /** The limit of output tokens that the client asks for. */
  maxOutputTokens: number | null;
  /** Files that the request is about. */
  files: FileRef[];
}

/** A sign of the client. */
export interface Evidence {
  /** `host`, `header`, `user_agent`, `system`, `opening` (how a message begins), `member` (of the body) or `tools`. */
  source: string;
  /** How much it proves. */
  strength: Strength;
  /** What was seen: a header's or a member's name and value, the text that was found, or the tools. */
  seen: string;
}

/** A file that a request is about. */
export interface FileRef {
  /** Base name. */
  name: string;
  /** The path as found, with `/` in place of `\`. */
  path: string;
  /**
   * Where it was found: `host`, `tool_call`, `patch`, `tag`, `fence`, `line` or `mention`; `cursor` is the file whose
   * code is to be completed.
   */
  where: string;
}

/** A muxing rule as it is kept: conditions, and where a request that meets them goes. */
export interface RuleData {
  /** Conditions, all of which must hold; none = catch-all. */
  when: When;
  /** The first is the route, the rest are its fallbacks. */
  to: Target[];
  /**
   * The `matcher` that it was given with in the form of four fixed matchers, where `when.files` has it written
   * otherwise: there `{` and a leading `!` mean more than in a matcher.
   */
  matcher?: string;
  /** Names of conditions in the store that this version does not know; such a rule never matches. */
  unknown?: string[];
}

/**
 * Conditions of a rule. Each is a list of values, one of which must match; an absent condition always holds.
 *
 * In patterns `*`, `?`, `[abc]` and `[!abc]` are those of `fnmatch`, and no set in brackets spans a `/` of a path.
 * `{a,b}` are alternatives, nested ones too, each a pattern of its own: at most 256 a pattern, in braces at most 16
 * deep. A value that begins with `!` excludes: what is matched must match no such value, and one of the others if there
 * are any. A literal brace is written `[{]`, a literal `!` at the beginning `[!]`.
 */
export interface When {
  /**
   * File patterns: without `/` against the base name, with `/` against the path. One file must match one of them and
   * none that excludes.
   */
  files?: string[];
  /**
   * Kinds of request, compared exactly; `chat` is every conversation: everything but `fim` and what is no conversation.
   * Without a value of this or of `requestedModel` that does not exclude, a rule takes conversations and code to fill
   * in alone.
   */
  requestType?: string[];
  /** Clients, compared exactly; one that is not recognised is `generic`. */
  client?: string[];
  /**
   * Patterns over the whole model name that the client asked for; `*` and sets cross `/`. A name that is written like
   * the pattern, without its `!`, matches whatever the pattern means.
   */
  requestedModel?: string[];
}

/** One provider and model of a rule. */
export interface Target {
  /** Name of a provider. */
  provider: string;
  /** The model; null keeps the one that the client asked for. */
  model: string | null;
}

/** A rule in the form of four fixed matchers. */
export interface FlatRule {
  /** Name of the provider. */
  providerName: string;
  /** Its type; null where it is not known here. */
  providerType: string | null;
  /** The model. */
  model: string | null;
  /** `catch_all`, `filename_match`, `fim_filename` or `chat_filename`. */
  matcherType: string;
  /** The file pattern, in which braces and a leading `!` are characters; null is no file condition. */
  matcher: string | null;
}

/** One thing that settings name, compared with this store. */
export interface SettingsChange {
  /** What it is. */
  kind: SettingsKind;
  /** Its name; of a session its id. */
  name: string;
  /** How it compares. */
  status: SettingsStatus;
  /** Names of the fields that differ, where it is `changed`. */
  differs: string[];
}

/** What settings change. */
export interface SettingsPlan {
  /** Whether anything differs from this store. */
  changed: boolean;
  /** Whether that was written: false in a dry run, and where nothing differs. */
  applied: boolean;
  /** Everything that the settings name: providers, workspaces, personas and sessions, each by name. */
  items: SettingsChange[];
}

/** A backup that was made. */
export interface Backup {
  /** Bytes of its file. */
  size: number;
  /** Exchanges in it, with those that were removed from the history: each was read back. */
  exchanges: number;
  /** Their attempts: each was read back. */
  attempts: number;
}

/** What compacting gave back. */
export interface Compacted {
  /** Bytes of the file and its log before. */
  before: number;
  /** Bytes of the file and its log now. Where others read what the log holds, it stays until they are done. */
  after: number;
}

/** Token usage in disjoint buckets; null is unknown, which is not zero. Counts are at most 2⁴⁰. */
export interface Usage {
  /** Input tokens neither read from nor written to a cache. */
  inputUncached: number | null;
  /** Input tokens read from a cache. */
  cacheRead: number | null;
  /** Input tokens written to a cache for five minutes, or for an unreported time. */
  cacheWrite5m: number | null;
  /** Input tokens written to a cache for longer. */
  cacheWriteLong: number | null;
  /** Output tokens, reasoning included. */
  output: number | null;
  /** Output tokens spent on reasoning, a part of `output`. */
  reasoning: number | null;
  /**
   * Tokens of audio among all input tokens, cached ones included; null where that is not reported, as in the parts that
   * follow.
   */
  audioInput: number | null;
  /** Tokens of images among all input tokens, cached ones included. */
  imageInput: number | null;
  /** Tokens of video among all input tokens. */
  videoInput: number | null;
  /** Tokens of audio in `cacheRead`. */
  audioCacheRead: number | null;
  /** Tokens of images in `cacheRead`. */
  imageCacheRead: number | null;
  /** Tokens of audio in `output`. */
  audioOutput: number | null;
  /** Tokens of images in `output`. */
  imageOutput: number | null;
  /** Tokens of video in `output`. */
  videoOutput: number | null;
  /**
   * What is charged by the piece, with its number: `web_search`, `file_search`, `code_execution` and the like. Only
   * what was used is there.
   */
  units: Record<string, number>;
  /** All input tokens: the sum of the four input buckets. */
  inputTokens: number | null;
  /** All output tokens: `output` under its common name. */
  outputTokens: number | null;
  /** Input and output tokens. */
  totalTokens: number | null;
  /** The provider's own usage object, as JSON text. */
  raw: string | null;
  /** How much of it was seen. */
  completeness: Completeness;
  /**
   * Irregularities: `out_of_range`, `not_a_count`, `contradictory`, `compressed`, `cost_out_of_range`, `broken_off` (a
   * response came, but failed before it reported its usage), `other_model` (a part was made by another model, at prices
   * of its own, and is not counted), `tier_unpriced` (its service tier has no prices of its own, so that the standard
   * ones apply), `part_unknown` (a part of a bucket, or something charged by the piece, was reported, but not as a
   * count that can be true), `unit_unpriced` (something of `units` has no price), `elsewhere` (what it has used is
   * counted with another exchange: of a response that was only fetched, with that which made it; of one still to be
   * made in the background, with that which fetches it; of a batch, with its results), `no_model_call` (it lists
   * models, or keeps files or batches, and has used nothing), `summed` (of several requests, as the results of a batch
   * are: each is charged by its own model and size); sorted. With `other_model`, `part_unknown`, `unit_unpriced`, and
   * `tier_unpriced` of a tier that costs more than the standard one, the cost is unknown, and `cost_known` its lower
   * bound; so it is where `completeness` is not `final`.
   */
  marks: string[];
}

/** A workspace: custom instructions, muxing rules, and the history and usage recorded in it. */
export interface Workspace {
  /** Lower-case name, unique over live and archived workspaces. */
  name: string;
  /** Text put before the conversation of every request; null when there is none. */
  customInstructions: string | null;
  /** Muxing rules, the first that matches wins. */
  rules: Rule[];
  /** Ids of the sessions that have it active, sorted. */
  activeIn: string[];
  /** When it was created. */
  createdAt: string;
  /** When its name, instructions, rules or life-cycle state last changed. */
  updatedAt: string;
  /** When it was archived; null while it is live. */
  archivedAt: string | null;
}

/** What was deleted with a workspace. */
export interface DeletedWorkspace {
  /** Its name. */
  name: string;
  /** Exchanges removed with their prompts, outputs and usage. */
  exchanges: number;
  /** Alerts removed. */
  alerts: number;
  /** Muxing rules removed. */
  rules: number;
}

/** A session: one context of a user, with its own active workspace. */
export interface Session {
  /** 1 to 64 bytes; `default` always exists. */
  id: string;
  /** Name of the workspace that its requests use. */
  activeWorkspace: string;
  /** When a workspace was last activated in it. */
  lastUpdate: string;
}

/** A folder with a workspace: of everything in it that is in no nearer folder with one. */
export interface FolderBinding {
  /** The folder, absolute, as text: with `/`, without `.`, `..` and a `/` at its end. */
  folder: string;
  /** Name of its workspace. */
  workspace: string;
  /** Whether the folder's own `codegate.toml` says so; false where it was bound here. */
  declared: boolean;
}
