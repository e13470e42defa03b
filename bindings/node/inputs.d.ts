// Records that come in. Generated from codegate-core by `cargo xtask gen`. Do not edit.

import type * as records from './records.js';
import type {
  Bytes,
  ClientsInput,
  ClockInput,
  CompareInput,
  HeadersInput,
  RuleInput,
  Time,
  UrlInput,
  VectorInput,
} from './shapes.js';

/** What to export. */
export interface ExportOptions {
  /** Names; all live workspaces by default. Archived ones only by name. */
  workspaces?: readonly string[] | null;
  /** Parts; all by default. */
  parts?: readonly records.Part[] | null;
}

/** The user's choices, by name. */
export interface Choices {
  /** By workspace of the bundle: `skip`, `replace` or `rename:NEW`. */
  choices?: Readonly<Record<string, string>>;
  /** By provider of the bundle: the provider here that replaces it. */
  providers?: Readonly<Record<string, string>>;
}

/** A table of clients, in the format of the built-in one. */
export interface ClientTable {
  /** Version of the table's format. */
  version: number;
  /** The clients, each name once. Where signs of the same kind match several, the first is taken. */
  clients: readonly ClientSpec[];
}

/**
 * How one client is recognised: by any one of its signs, of which it has at least one.
 *
 * Over all clients, headers are tried first, then the user agent, then the body (`system`, `openings`, `members`), then
 * `tools`. Text matches at word boundaries only: `cline/` does not match in `decline/1.0`.
 */
export interface ClientSpec {
  /** Its name, at most 64 bytes: what rules compare `client` with. */
  name: string;
  /** Headers that it sends, `user-agent` among them; names and values in any case. */
  headers?: readonly ClientSign[];
  /** Parts of the system text that it writes, also of developer messages and `instructions`; case-sensitive. */
  system?: readonly string[];
  /** How a message begins that it writes in the user's name. Text further on is the user's own and is not searched. */
  openings?: readonly string[];
  /** Top-level members of the body that only it sends; `contains` and `equals` are case-sensitive. */
  members?: readonly ClientSign[];
  /** Sets of tools; a set matches if all its tools are offered. */
  tools?: readonly (readonly string[])[];
  /** Where this is documented; for people. */
  sources?: readonly string[];
}

/** A header or a member of the body that identifies a client by its presence or its value. */
export interface ClientSign {
  /** Name of the header or the member. Headers for credentials are no signs. */
  name: string;
  /** The exact value. */
  equals?: string | null;
  /** A part of the value, instead of `equals`. */
  contains?: string | null;
}

/** Which recorded attempts are written, and how. */
export interface UsageExport {
  /** How they are written; `csv` by default. */
  format?: records.ExportFormat | null;
  /** One workspace, live or archived; all by default. */
  workspace?: string | null;
  /** Exchanges that began at this time or later. */
  since?: Time | null;
  /** Exchanges that began before this time. */
  until?: Time | null;
  /** One session. */
  session?: string | null;
  /** One provider. */
  provider?: string | null;
  /** One model. */
  model?: string | null;
  /** One client. */
  client?: string | null;
  /** Exchanges that the rule at this 0-based index of their workspace routed. */
  rule?: number | null;
  /** One kind of request, compared exactly. */
  requestType?: string | null;
  /** Attempts on this page, 1 to 1,000; 1,000 by default. */
  limit?: number | null;
  /** `next` of the page before. */
  cursor?: string | null;
}

/** How an exchange is finished. */
export interface Finish {
  /**
   * How it ended. By default failed where the status is 400 or more, where the response says that it failed, and after
   * a `fail` that gave no route; else completed.
   */
  outcome?: records.Outcome | null;
  /** Status of the HTTP response, kept on the last attempt. */
  status?: number | null;
}

/** How an attempt failed. */
export interface Failure {
  /** Status of the HTTP response, 100 to 599. */
  status?: number | null;
  /**
   * Headers of the response, for the time that the provider asks to wait (`Retry-After` and its relatives); those that
   * were given to `begin_response` by default.
   */
  headers?: HeadersInput | null;
  /**
   * Body of the response, for the kind of failure and the time to wait, where it was not fed: JSON, events, or any
   * other text.
   */
  body?: Bytes | string | object | null;
  /** Seconds that the provider asked to wait, where the host knows them; kept with the attempt. */
  retryAfter?: number | null;
  /** Why, in the host's words; at most 1,024 bytes are kept. */
  reason?: string | null;
}

/** Which exchanges to list, newest first. */
export interface HistoryQuery {
  /** One workspace, live or archived; all by default. */
  workspace?: string | null;
  /** One session. */
  session?: string | null;
  /** Kind of request; `chat` is every conversation: everything but `fim` and what is no conversation. */
  requestType?: string | null;
  /** Exchanges with an alert of this severity. */
  severity?: records.Severity | null;
  /** Exchanges that began at this time or later. */
  since?: Time | null;
  /** Exchanges that began before this time. */
  until?: Time | null;
  /** Rows of the page, 1 to 1,000; 50 by default. */
  limit?: number | null;
  /** `next` of the page before. */
  cursor?: string | null;
}

/** What to remove from the history: what is older than `before`, or all but the newest `keep`; one of the two. */
export interface PruneQuery {
  /** Exchanges that began before this time. */
  before?: Time | null;
  /** All exchanges but so many, those recorded last. */
  keep?: number | null;
  /** Of this workspace, live or archived; of all by default. */
  workspace?: string | null;
  /** Only report what would be removed. */
  dryRun?: boolean;
}

/** An alert to add, on an exchange or on a workspace. */
export interface NewAlert {
  /** Exchange that it is about, open in this process or recorded. */
  exchange?: string | null;
  /** Workspace, if it is not about an exchange. */
  workspace?: string | null;
  /** Session, if it is not about an exchange. */
  session?: string | null;
  /** How much it matters. */
  severity: records.Severity;
  /** A word for what it is, 1 to 64 bytes. */
  type: string;
  /** The text that it is about, at most 64 KiB. */
  snippet?: string | null;
  /** What raised it, at most 64 KiB. */
  trigger?: string | null;
}

/** Which alerts to list, newest first. */
export interface AlertQuery {
  /** One workspace, live or archived; all by default. */
  workspace?: string | null;
  /** One exchange. */
  exchange?: string | null;
  /** One session. */
  session?: string | null;
  /** One severity. */
  severity?: records.Severity | null;
  /** One type. */
  type?: string | null;
  /** Alerts added at this time or later. */
  since?: Time | null;
  /** Alerts added before this time. */
  until?: Time | null;
  /** Rows of the page, 1 to 1,000; 50 by default. */
  limit?: number | null;
  /** `next` of the page before. */
  cursor?: string | null;
}

/** A clock that starts at a given time and advances by a fixed step at each reading. */
export interface SteppedClock {
  /** The first reading. */
  start: Time;
  /** Microseconds from one reading to the next; 0 by default. */
  stepUs?: number;
}

/** How a store is opened: the options that can be written as JSON. */
export interface OpenOptions {
  /** Milliseconds to wait for another process, 0 to 3,600,000; 5,000 by default. */
  busyTimeout?: number | null;
  /**
   * Milliseconds that an exchange which is collected without a finish waits for others to be recorded, 0 to 3,600,000;
   * 50 by default. One that finds no place in that time is recorded with the next write.
   */
  dropTimeout?: number | null;
  /** What the history keeps; `text` by default. */
  history?: records.HistoryMode | null;
  /**
   * Days that exchanges stay in the history, above 0 and at most 36,500; for ever by default. They are counted back
   * from the exchanges that were recorded last, not from the clock. Usage and cost stay.
   */
  retention?: number | null;
  /**
   * Whether streams are asked for their usage where the client did not; true by default, except at endpoints that are
   * known to refuse the option.
   */
  injectUsage?: boolean | null;
  /** Opens without writing anything, not even a lock file; false by default. */
  readOnly?: boolean | null;
  /** Moves a damaged file aside and starts a new one; false by default. */
  setAsideCorrupt?: boolean | null;
  /** Clients to recognise in addition to the built-in table, or instead of it. */
  clients?: ClientsInput | null;
  /** A clock for tests. */
  clock?: ClockInput | null;
  /** Makes ids deterministic, for tests. */
  idSeed?: number | null;
}

/** A persona to add. */
export interface NewPersona {
  /** Free text, not empty. */
  description: string;
  /** An embedding of the description: 1 to 8,192 finite numbers, kept as 32-bit floats. */
  vector?: VectorInput | null;
}

/** An update of a persona: an absent field is kept, a null one cleared. */
export interface PersonaUpdate {
  /** New description. */
  description?: string;
  /** New vector. */
  vector?: VectorInput | null;
}

/**
 * What to look up. The price list is found as for a request: by `list`, or by the endpoint and the type of `provider`,
 * or by `endpoint` and `type`.
 */
export interface PriceQuery {
  /** The model. */
  model: string;
  /** A provider of this store. */
  provider?: string | null;
  /** A type of provider, where no `provider` is given. */
  type?: records.ProviderType | null;
  /** A base url, where no `provider` is given. */
  endpoint?: UrlInput | null;
  /** A price list by its name, such as `openai`. */
  list?: string | null;
  /** The time for which the price is wanted; now by default. */
  at?: Time | null;
  /** All input tokens of the request, for prices that depend on them; 0 by default. */
  inputTokens?: number | null;
  /** Service tier, in the provider's words: `batch`, `flex`, `priority`; the standard tier by default. */
  serviceTier?: string | null;
  /** Where the model runs, in the provider's words, where that has a surcharge: `us`. */
  inferenceGeo?: string | null;
}

/** Which models to list. */
export interface PriceListQuery {
  /** Of this price list only, such as `openai`. */
  list?: string | null;
  /** The time for which the prices are wanted; now by default. */
  at?: Time | null;
}

/**
 * A price of the host's own, in US dollars for a million tokens. It takes precedence over every table, whatever the
 * size of the input and the service tier. A bucket without a price has that of its parent, as in `ModelPrice`.
 */
export interface HostPriceFields {
  /** The model, case-insensitive: `*` is any text, `#` a digit. */
  model: string;
  /** For this provider only. */
  provider?: string | null;
  /** Of uncached input. */
  input: string;
  /** Of input read from a cache. */
  cacheRead?: string | null;
  /** Of input written to a cache for five minutes. */
  cacheWrite5m?: string | null;
  /** Of input written to a cache for longer. */
  cacheWriteLong?: string | null;
  /** Of output. */
  output: string;
  /** Of output spent on reasoning. */
  reasoning?: string | null;
  /** Of audio in the input. */
  audioInput?: string | null;
  /** Of images in the input. */
  imageInput?: string | null;
  /** Of video in the input. */
  videoInput?: string | null;
  /** Of audio read from a cache. */
  audioCacheRead?: string | null;
  /** Of images read from a cache. */
  imageCacheRead?: string | null;
  /** Of audio in the output. */
  audioOutput?: string | null;
  /** Of images in the output. */
  imageOutput?: string | null;
  /** Of video in the output. */
  videoOutput?: string | null;
  /** Of a million requests, whatever their tokens. */
  request?: string | null;
  /** Of a million of each unit that is charged by the piece, such as `web_search`. */
  units?: Readonly<Record<string, string>>;
  /** Whether the store keeps it, for every gate; of this gate alone by default. */
  keep?: boolean;
}

/** A price table to load. */
export interface PriceLoad {
  /** The format of the table; the library's own by default. */
  format?: records.PriceFormat | null;
  /** The day for which it is known to be valid, `YYYY-MM-DD`; what the table itself says by default. */
  asOf?: string | null;
  /** The name of the table; the one in the file by default. */
  source?: string | null;
}

/**
 * Paths of a provider for single formats: each is the path of the URL from its origin, with `{model}` where the model
 * goes (and `{method}` for Gemini's), and perhaps a query. It stands before what type and endpoint say.
 */
export interface FormatPathsFields {
  /** OpenAI chat completions, as in `/openai/deployments/{model}/chat/completions?api-version=2024-10-21`. */
  openaiChat?: string | null;
  /** OpenAI responses. */
  openaiResponses?: string | null;
  /** OpenAI legacy completions. */
  openaiCompletions?: string | null;
  /** Anthropic messages. */
  anthropicMessages?: string | null;
  /** Ollama's chat. */
  ollamaChat?: string | null;
  /** Ollama's generate. */
  ollamaGenerate?: string | null;
  /** Gemini's methods, as in `/v1/projects/p/locations/l/publishers/google/models/{model}:{method}`. */
  gemini?: string | null;
}

/** A provider to add. */
export interface NewProvider {
  /** Kind of API. */
  type: records.ProviderType;
  /**
   * Base URL, as one gives it to an SDK: a bare origin gets the version that the type speaks, one with a path is kept,
   * and a full address (`…/chat/completions`) is cut to its base. The type's own by default, where it has one.
   */
  endpoint?: UrlInput | null;
  /** Free text. */
  description?: string | null;
  /** Where the credential comes from; by default `api_key` where a `credential` is given, else `none`. */
  auth?: records.Auth | null;
  /** `env:NAME` or `host:<id>`. */
  credential?: string | null;
  /** Models it offers; any by default. */
  models?: readonly string[] | null;
  /** Paths for single formats, where type and endpoint do not say them. */
  paths?: FormatPathsFields | null;
  /** Whether streams are asked for their usage where the client did not; `auto` by default. */
  injectUsage?: records.InjectUsage | null;
  /**
   * The price list by which it charges, such as `dashscope`, of the snapshot or of a table that is loaded or yet to be;
   * by default its endpoint and type say it.
   */
  prices?: string | null;
  /**
   * Further origins that a client's own credential, meant for this provider, may go to on a fallback, such as
   * `https://gateway.example`: with `auth` of `passthrough` alone; https, or at this machine; none by default.
   */
  passthroughTo?: readonly string[] | null;
}

/** An update of a provider: an absent field is kept, a null one cleared. */
export interface ProviderUpdate {
  /** New base URL. */
  endpoint?: UrlInput;
  /** New description. */
  description?: string | null;
  /** New source of the credential. */
  auth?: records.Auth;
  /** New reference to a credential. */
  credential?: string | null;
  /** New list of models. */
  models?: readonly string[] | null;
  /** New paths for single formats, in place of all before. */
  paths?: FormatPathsFields | null;
  /** Whether streams are asked for their usage from now on. */
  injectUsage?: records.InjectUsage;
  /** New price list. */
  prices?: string | null;
  /**
   * New further origins for a client's own credential, in place of all before. They go with the origin of `endpoint`,
   * and with an `auth` of `passthrough`, unless they are given again.
   */
  passthroughTo?: readonly string[];
  /** Removes routes to models that are no longer listed from the rules, instead of failing with `model_in_use`. */
  force?: boolean;
}

/** Options of a query. */
export interface QueryOptions {
  /** Rows at most, 1 to 100,000; 1,000 by default. */
  limit?: number | null;
  /** Seconds that the statement may run, above 0 and at most 3,600; 5 by default. */
  timeout?: number | null;
}

/** A finished call that the host made without this library. */
export interface CallRecord {
  /** Session whose active workspace is used; `default` by default. */
  session?: string | null;
  /** Workspace for this request alone; changes no state. */
  workspace?: string | null;
  /** Files that the request is about, as paths; replaces those found in the body. */
  files?: readonly string[] | null;
  /** `fim`, `chat`, or any other word that facts have, or one of the host's own. */
  requestType?: string | null;
  /** Name of the client. */
  client?: string | null;
  /** The model that the client asked for. */
  requestedModel?: string | null;
  /** The wire format, for hosts without a body. */
  format?: records.Format | null;
  /** Path and query of the URL that the client called. */
  path?: UrlInput | null;
  /** The client's headers in their order; names in any case. */
  headers?: HeadersInput | null;
  /** Root folder of the user's project, an absolute path. */
  root?: string | null;
  /** The host's own key, such as the id of a message; see `onDuplicate`. */
  key?: string | null;
  /** What to do where the key was recorded before; `replace` by default. */
  onDuplicate?: records.OnDuplicate | null;
  /** 0-based index of the rule that routed it, in its workspace. */
  rule?: number | null;
  /**
   * Its attempts in order, at least one, where it took several. What is said of one is then said there and not here:
   * provider, model, status, reason and counts.
   */
  attempts?: readonly RecordAttempt[] | null;
  /** Provider that answered. One that was not added needs `providerType`. */
  provider?: string | null;
  /** Type of the provider, whose prices apply where it was not added. Without `provider` it is named by its type. */
  providerType?: records.ProviderType | null;
  /** Model that was asked for. */
  model?: string | null;
  /** How it ended; by default as its last attempt, which is failed where the status is 400 or more, else completed. */
  outcome?: records.Outcome | null;
  /** Status of the HTTP response. */
  status?: number | null;
  /** Why it failed, in the host's words; at most 1,024 bytes are kept. */
  reason?: string | null;
  /** When it began; by default when its first attempt did, else now. */
  startedAt?: Time | null;
  /** When it ended; by default when its last attempt did, else now. */
  finishedAt?: Time | null;
  /** The user's text, for the history. */
  prompt?: string | null;
  /** The assistant's text, for the history. */
  output?: string | null;
  /** Input tokens; `includesCache` says whether they include the cached ones. */
  inputTokens?: number | null;
  /** Output tokens, reasoning included. */
  outputTokens?: number | null;
  /** Input tokens read from a cache; 0 if not given. */
  cacheRead?: number | null;
  /** Input tokens written to a cache for five minutes; 0 if not given. */
  cacheWrite5m?: number | null;
  /** Input tokens written to a cache for longer; 0 if not given. */
  cacheWriteLong?: number | null;
  /** Output tokens spent on reasoning. */
  reasoning?: number | null;
  /** Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts that follow. */
  audioInput?: number | null;
  /** Tokens of images among all input tokens, cached ones included. */
  imageInput?: number | null;
  /** Tokens of video among all input tokens. */
  videoInput?: number | null;
  /** Tokens of audio among those read from a cache. */
  audioCacheRead?: number | null;
  /** Tokens of images among those read from a cache. */
  imageCacheRead?: number | null;
  /** Tokens of audio in the output. */
  audioOutput?: number | null;
  /** Tokens of images in the output. */
  imageOutput?: number | null;
  /** Tokens of video in the output. */
  videoOutput?: number | null;
  /** What is charged by the piece, with its number, as in `Usage.units`. */
  units?: Readonly<Record<string, number>> | null;
  /** Whether `inputTokens` includes the cached ones; true by default. */
  includesCache?: boolean | null;
  /** What the provider reports as cost, in US dollars: a decimal. */
  reportedCost?: string | null;
  /** The model that answered, where it is not the one asked for. */
  responseModel?: string | null;
  /** Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the prices. */
  serviceTier?: string | null;
  /** Where the model ran, in the provider's words, where that has a surcharge: `us`. */
  inferenceGeo?: string | null;
}

/** One try of a recorded call at one provider. */
export interface RecordAttempt {
  /** Provider that answered. One that was not added needs `providerType`. */
  provider?: string | null;
  /** Type of the provider, whose prices apply where it was not added. Without `provider` it is named by its type. */
  providerType?: records.ProviderType | null;
  /** Model that was asked for. */
  model?: string | null;
  /** How it ended; by default failed where the status is 400 or more or another attempt follows, else completed. */
  outcome?: records.Outcome | null;
  /** Status of the HTTP response. */
  status?: number | null;
  /** Why it failed, in the host's words; at most 1,024 bytes are kept. */
  reason?: string | null;
  /** What kind of failure it was; by its status by default. */
  failureClass?: records.FailureClass | null;
  /** Seconds that the provider asked to wait before the next try. */
  retryAfter?: number | null;
  /** When it began; by default when the one before it ended, or the exchange began. */
  startedAt?: Time | null;
  /** When it ended; by default when the exchange did, or the next one began. */
  finishedAt?: Time | null;
  /** Input tokens; `includesCache` says whether they include the cached ones. */
  inputTokens?: number | null;
  /** Output tokens, reasoning included. */
  outputTokens?: number | null;
  /** Input tokens read from a cache; 0 if not given. */
  cacheRead?: number | null;
  /** Input tokens written to a cache for five minutes; 0 if not given. */
  cacheWrite5m?: number | null;
  /** Input tokens written to a cache for longer; 0 if not given. */
  cacheWriteLong?: number | null;
  /** Output tokens spent on reasoning. */
  reasoning?: number | null;
  /** Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts that follow. */
  audioInput?: number | null;
  /** Tokens of images among all input tokens, cached ones included. */
  imageInput?: number | null;
  /** Tokens of video among all input tokens. */
  videoInput?: number | null;
  /** Tokens of audio among those read from a cache. */
  audioCacheRead?: number | null;
  /** Tokens of images among those read from a cache. */
  imageCacheRead?: number | null;
  /** Tokens of audio in the output. */
  audioOutput?: number | null;
  /** Tokens of images in the output. */
  imageOutput?: number | null;
  /** Tokens of video in the output. */
  videoOutput?: number | null;
  /** What is charged by the piece, with its number, as in `Usage.units`. */
  units?: Readonly<Record<string, number>> | null;
  /** Whether `inputTokens` includes the cached ones; true by default. */
  includesCache?: boolean | null;
  /** What the provider reports as cost, in US dollars: a decimal. */
  reportedCost?: string | null;
  /** The model that answered, where it is not the one asked for. */
  responseModel?: string | null;
  /** Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the prices. */
  serviceTier?: string | null;
  /** Where the model ran, in the provider's words, where that has a surcharge: `us`. */
  inferenceGeo?: string | null;
}

/** Which usage a report covers. */
export interface UsageQuery {
  /** One workspace, live or archived; all by default. */
  workspace?: string | null;
  /** Rows; only a total by default. The second splits each row of the first into a series: a day by model, say. */
  by?: records.GroupBy | readonly records.GroupBy[] | null;
  /** Exchanges that began at this time or later. */
  since?: Time | null;
  /** Exchanges that began before this time. */
  until?: Time | null;
  /** One session. */
  session?: string | null;
  /** One provider. */
  provider?: string | null;
  /** One model. */
  model?: string | null;
  /** One client. */
  client?: string | null;
  /** Exchanges that the rule at this 0-based index of their workspace routed. */
  rule?: number | null;
  /** One kind of request, compared exactly. */
  requestType?: string | null;
  /**
   * Time zone whose clock says which hour, day, week and month it is: a name of the IANA database, such as
   * `America/New_York`, which the library carries; UTC by default. A day has 23 or 25 hours where the clock is set.
   * `since` and `until` are points in time in any zone.
   */
  zone?: string | null;
  /**
   * Another period to compare this one with, which must have `since` and `until`. Where rows are periods, the n-th row
   * of one is compared with the n-th row of the other.
   */
  compare?: CompareInput | null;
}

/** A period of time. */
export interface PeriodFields {
  /** Its beginning, inclusive. */
  since: Time;
  /** Its end, exclusive. */
  until: Time;
}

/** Which recorded attempts to reprice, by the prices that apply now to the times at which they were made. */
export interface RepriceQuery {
  /** Of exchanges that began at this time or later. */
  since: Time;
  /** Of exchanges that began before this time. */
  until?: Time | null;
  /** Of one workspace, live or archived. */
  workspace?: string | null;
  /** At this provider. */
  provider?: string | null;
  /** With this model as the one that was asked for. */
  model?: string | null;
  /** The `token` of the report to apply; without it nothing is written. */
  apply?: string | null;
}

/** The facts of a `Request` as JSON: every field but the body. */
export interface RequestFields {
  /** Path and query of the URL that the client called. */
  path?: UrlInput | null;
  /** The method with which it called it, such as `POST`. */
  method?: string | null;
  /** An object, or a list of pairs. */
  headers?: HeadersInput | null;
  /** Files that the request is about, as paths; replaces those found in the body. */
  files?: readonly string[] | null;
  /** `fim`, `chat`, or any other word that facts have, or one of the host's own. */
  requestType?: string | null;
  /** Name of the client. */
  client?: string | null;
  /** The model that the client asked for. */
  requestedModel?: string | null;
  /** Session whose active workspace is used; `default` by default. */
  session?: string | null;
  /** Workspace for this request alone; changes no state. */
  workspace?: string | null;
  /** Root folder of the user's project, an absolute path. */
  root?: string | null;
  /** Where files are looked for; `last_turn` by default. */
  filesFrom?: records.FilesFrom | null;
  /** The wire format, for hosts without a body. */
  format?: records.Format | null;
  /** The host's own key of this exchange; finishing a second one with the same key gives the first receipt. */
  key?: string | null;
  /** A provider, or `provider/model`, that the user chose: it stands before the rules. */
  to?: string | null;
  /**
   * Where the request was going, an origin or a base URL: where no rule matches, it goes there with the client's own
   * credential, and is priced by that address.
   */
  upstream?: UrlInput | null;
}

/** How settings are applied. */
export interface ApplyOptions {
  /** Only says what would change; false by default. */
  dryRun?: boolean;
  /** The folder that the paths in the settings are relative to: that of their file. A relative path needs it. */
  folder?: string | null;
}

/** How a backup is made. */
export interface BackupOptions {
  /** Takes the place of a file that is there already; otherwise that is an error. */
  replace?: boolean;
}

/** Counts that a host has read itself: whole numbers, 0 or more. */
export interface Counts {
  /** Input tokens; `includesCache` says whether they include the cached ones. */
  inputTokens?: number | null;
  /** Output tokens, reasoning included. */
  outputTokens?: number | null;
  /** Input tokens read from a cache; 0 if not given. */
  cacheRead?: number | null;
  /** Input tokens written to a cache for five minutes; 0 if not given. */
  cacheWrite5m?: number | null;
  /** Input tokens written to a cache for longer; 0 if not given. */
  cacheWriteLong?: number | null;
  /** Output tokens spent on reasoning. */
  reasoning?: number | null;
  /** Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts that follow. */
  audioInput?: number | null;
  /** Tokens of images among all input tokens, cached ones included. */
  imageInput?: number | null;
  /** Tokens of video among all input tokens. */
  videoInput?: number | null;
  /** Tokens of audio among those read from a cache. */
  audioCacheRead?: number | null;
  /** Tokens of images among those read from a cache. */
  imageCacheRead?: number | null;
  /** Tokens of audio in the output. */
  audioOutput?: number | null;
  /** Tokens of images in the output. */
  imageOutput?: number | null;
  /** Tokens of video in the output. */
  videoOutput?: number | null;
  /** What is charged by the piece, with its number, as in `Usage.units`. */
  units?: Readonly<Record<string, number>> | null;
  /** Whether `inputTokens` includes the cached ones; true by default. */
  includesCache?: boolean | null;
  /** What the provider reports as cost, in US dollars: a decimal. */
  reportedCost?: string | null;
  /** The model that answered, where it is not the one asked for. */
  responseModel?: string | null;
  /** Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the prices. */
  serviceTier?: string | null;
  /** Where the model ran, in the provider's words, where that has a surcharge: `us`. */
  inferenceGeo?: string | null;
}

/** What a new workspace starts with. */
export interface NewWorkspace {
  /** Custom instructions; none by default. */
  customInstructions?: string | null;
  /** Muxing rules in order; none by default. */
  rules?: readonly RuleInput[];
}

/** An update of a workspace: an absent field is kept, a null one cleared. */
export interface WorkspaceUpdate {
  /** New custom instructions. */
  customInstructions?: string | null;
  /** New muxing rules, all of them. */
  rules?: readonly RuleInput[] | null;
}
