// The records that go in.

import type * as native from './native.js';
import type { Rule } from './index.js';

/** A point in time: a `Date`, or RFC 3339 text with an offset. A `Date` has milliseconds only; text has microseconds. */
export type Time = Date | string;

/** One value or a list, any of which suffices. */
export type OneOrMany<T> = T | readonly T[];

/** `provider/model` (split at its first `/`), `provider`, or both apart. No model keeps the requested one. */
export type TargetInput = string | { provider: string; model?: string | null };

/** Conditions of a rule, all of which must hold. */
export interface Conditions {
  /** File patterns: without `/` against the base name, with `/` against the path. */
  files?: OneOrMany<string> | null;
  /** Kinds of request, compared exactly; `chat` is everything but `fim`. */
  requestType?: OneOrMany<string> | null;
  /** Clients, compared exactly. */
  client?: OneOrMany<string> | null;
  /** Patterns over the whole model name that the client asked for. */
  requestedModel?: OneOrMany<string> | null;
}

/** A rule to set: in its full form, or as one of the four fixed matchers. */
export type RuleInput =
  | Rule
  | { when?: Conditions | null; to: OneOrMany<TargetInput> }
  | {
      providerName: string;
      providerType?: string | null;
      model?: string | null;
      matcherType: 'catch_all' | 'filename_match' | 'fim_filename' | 'chat_filename';
      matcher?: string | null;
    };

/** What a workspace starts with, or a change of one: an absent field is kept, a null one cleared. */
export interface WorkspaceFields {
  /** Text put before the conversation of every request. */
  customInstructions?: string | null;
  /** Muxing rules in order. */
  rules?: readonly RuleInput[] | null;
}

/** A provider to add. */
export interface NewProvider {
  /** Kind of API. */
  type: native.ProviderType;
  /** Base URL; the type's own by default, where it has one. */
  endpoint?: string | null;
  /** Free text. */
  description?: string | null;
  /** Where the credential comes from; by default `api_key` where a `credential` is given, else `none`. */
  auth?: native.Auth | null;
  /** `env:NAME` or `host:<id>`. */
  credential?: string | null;
  /** Models it offers; any by default. */
  models?: readonly string[] | null;
}

/** A change of a provider: an absent field is kept, a null one cleared. */
export interface ProviderUpdate {
  endpoint?: string;
  description?: string | null;
  auth?: native.Auth;
  credential?: string | null;
  models?: readonly string[] | null;
  /** Strips rules of models that go away, instead of refusing with `model_in_use`. */
  force?: boolean;
}

/** A persona to add. */
export interface NewPersona {
  /** Free text, not empty. */
  description: string;
  /** An embedding of the description: 1 to 8,192 finite numbers, kept as 32-bit floats. */
  vector?: readonly number[] | Float32Array | Float64Array | null;
}

/** A change of a persona: an absent field is kept, a null one cleared. */
export interface PersonaUpdate {
  description?: string;
  vector?: readonly number[] | Float32Array | Float64Array | null;
}

/** Headers: an object (a list of values stands for several headers), pairs, a `Map` or a `Headers`. */
export type HeadersInput =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [string, string]>;

/** Bytes. */
export type Bytes = Uint8Array | ArrayBuffer;

/** What is known of a call. */
export interface RequestFacts {
  /** Path and query of the URL that the client called. */
  path?: string | null;
  /** The client's headers. */
  headers?: HeadersInput | null;
  /** Files that the request is about, as paths; replaces those found in the body. */
  files?: readonly string[] | null;
  /** `fim`, `chat`, or any word of the host's own. */
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
  /** The wire format, for hosts without a body. */
  format?: native.Format | null;
}

/** A request: raw bytes, a parsed body, or only facts. What the host states replaces what would be read from the body. */
export interface Request<B = unknown> extends RequestFacts {
  /** The body: bytes, text, or what `JSON.parse` makes of it. */
  body?: B;
  /** Where files are looked for; `last_turn` by default. */
  filesFrom?: 'last_turn' | 'conversation' | null;
  /** The host's own key; finishing a second exchange with the same key gives the first receipt. */
  key?: string | null;
}

/** Counts that a host has read itself. */
export interface Counts {
  /** Input tokens; whether they include the cached ones is told by `includesCache`. */
  inputTokens?: number | null;
  /** Output tokens, reasoning included. */
  outputTokens?: number | null;
  /** Input tokens read from a cache; 0 where not told. */
  cacheRead?: number | null;
  /** Input tokens written to a cache for five minutes; 0 where not told. */
  cacheWrite5m?: number | null;
  /** Input tokens written to a cache for longer; 0 where not told. */
  cacheWriteLong?: number | null;
  /** Output tokens spent on reasoning. */
  reasoning?: number | null;
  /** Whether `inputTokens` includes the cached ones; true by default. */
  includesCache?: boolean | null;
  /** What the provider reports as cost, in US dollars: a decimal as text. */
  reportedCost?: string | null;
  /** The model that answered, where it is not the one asked for. */
  responseModel?: string | null;
  /** How it was served, in the provider's words: `batch`, `flex`, `priority`. It chooses among the prices. */
  serviceTier?: string | null;
}

/** A finished call that the host made by itself. */
export interface CallRecord extends RequestFacts, Counts {
  /** The host's own key; recording the same key again gives the first receipt. */
  key?: string | null;
  /** Provider that answered. */
  provider?: string | null;
  /** Model that was asked for. */
  model?: string | null;
  /** How it ended; completed by default. */
  outcome?: native.Outcome | null;
  /** Status of the HTTP response. */
  status?: number | null;
  /** When it began; now by default. */
  startedAt?: Time | null;
  /** The user's text, for the history. */
  prompt?: string | null;
  /** The assistant's text, for the history. */
  output?: string | null;
}

/** How an attempt failed. */
export interface Failure {
  /** Status of the HTTP response, 100 to 599. */
  status?: number | null;
  /** Seconds that the provider asked to wait; kept with the attempt. */
  retryAfter?: number | null;
  /** Why, in the host's words. */
  reason?: string | null;
}

/** How an exchange is finished. */
export interface Finish {
  /** How it ended; completed by default, failed after a `fail` that gave no route. */
  outcome?: native.Outcome | null;
  /** Status of the HTTP response, kept on the last attempt. */
  status?: number | null;
}

/** What to look up; the list of a provider is found as for a request. */
export interface PriceQuery {
  /** The model. */
  model: string;
  /** A provider that is known here. */
  provider?: string | null;
  /** A type of provider, where no `provider` is given. */
  type?: native.ProviderType | null;
  /** A base url, where no `provider` is given. */
  endpoint?: string | null;
  /** A price list by its name, such as `openai`. */
  list?: string | null;
  /** The time for which the price is wanted; now by default. */
  at?: Time | null;
  /** All input tokens of the request, for prices that depend on them; 0 by default. */
  inputTokens?: number | null;
  /** How it is served, in the provider's words: `batch`, `flex`, `priority`. */
  serviceTier?: string | null;
}

/** Which recorded attempts to price anew. */
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
  /** The `token` of the report that is to be applied; without it nothing is written. */
  apply?: string | null;
}

/** Which models to list. */
export interface PriceListQuery {
  /** Of this price list only, such as `openai`. */
  list?: string | null;
  /** The time for which the prices are wanted; now by default. */
  at?: Time | null;
}

/** How a price table is loaded. */
export interface PriceLoad {
  /** What kind of table it is; the library's own by default. */
  format?: 'codegate' | 'litellm' | 'models.dev' | null;
  /** The day for which it is known to hold, `YYYY-MM-DD`; what the table itself says by default. */
  asOf?: string | null;
  /** What to call it; what it calls itself by default. */
  source?: string | null;
}

/** A price of the host's own: US dollars for a million tokens, as decimal text. What is absent is its parent's price. */
export interface HostPriceFields {
  /** The model, whatever its case: `*` is any text, `#` a digit. */
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
  /** Of a million requests, whatever their tokens. */
  request?: string | null;
}

/** Which recorded usage is meant. */
export interface UsageFilter {
  /** One workspace, live or archived; all by default. */
  workspace?: string | null;
  /** Exchanges that began at this time or later. */
  since?: Time | null;
  /** Exchanges that began before this time. */
  until?: Time | null;
  session?: string | null;
  provider?: string | null;
  model?: string | null;
  client?: string | null;
  /** 0-based index of the rule that routed it, in its workspace. */
  rule?: number | null;
  /** Kind of request, compared exactly. */
  requestType?: string | null;
}

/** Which usage a report covers. */
export interface UsageQuery extends UsageFilter {
  /** Rows; only a total by default. The second of two splits each row into a series. */
  by?: native.GroupBy | readonly native.GroupBy[] | null;
  /** True for the period of the same length before this one, or any other. */
  compare?: boolean | { since: Time; until: Time } | null;
}

/** Which recorded attempts are written, and how. */
export interface UsageExport extends UsageFilter {
  /** CSV (by default), JSON lines, or spans under OpenTelemetry's names. */
  format?: 'csv' | 'jsonl' | 'otel' | null;
  /** Attempts on the page, 1 to 1,000; 1,000 by default. */
  limit?: number | null;
  /** `next` of the page before. */
  cursor?: string | null;
}

/** A value of SQL; true and false are 1 and 0, and a number beyond 2⁵³ is a float: a `BigInt` is whole, of 64 bits. */
export type SqlInput = null | boolean | number | bigint | string;

/** Values of the parameters of a statement: by place, or by name with or without the sign before it. */
export type SqlParams = readonly SqlInput[] | { readonly [name: string]: SqlInput | undefined };

/** Bounds of a question in SQL. */
export interface QueryOptions {
  /** Rows at most, 1 to 100,000; 1,000 by default. */
  limit?: number | null;
  /** Seconds that the statement may run, above 0 and at most 3,600; 5 by default. Beyond them it is `interrupted`. */
  timeout?: number | null;
}

/** Rows of a page. */
export interface Paging {
  /** Rows of the page, 1 to 1,000; 50 by default. */
  limit?: number | null;
  /** `next` of the page before. */
  cursor?: string | null;
}

/** Which exchanges to list, newest first. */
export interface HistoryQuery extends Paging {
  /** One workspace, live or archived; all by default. */
  workspace?: string | null;
  session?: string | null;
  /** Kind of request; `chat` is everything but `fim`. */
  requestType?: string | null;
  /** Exchanges with an alert of this severity. */
  severity?: native.Severity | null;
  since?: Time | null;
  until?: Time | null;
}

/** Which alerts to list, newest first. */
export interface AlertQuery extends Paging {
  /** One workspace, live or archived; all by default. */
  workspace?: string | null;
  exchange?: string | null;
  session?: string | null;
  severity?: native.Severity | null;
  type?: string | null;
  since?: Time | null;
  until?: Time | null;
}

/** An alert to add, on an exchange or on a workspace. */
export interface NewAlert {
  /** Exchange that it is about, open in this process or recorded. */
  exchange?: string | null;
  /** Workspace, where it is about no exchange. */
  workspace?: string | null;
  /** Session, where it is about no exchange. */
  session?: string | null;
  /** How much it matters. */
  severity: native.Severity;
  /** A word for what it is, 1 to 64 bytes. */
  type: string;
  /** The text that it is about. */
  snippet?: string | null;
  /** What raised it. */
  trigger?: string | null;
}

/** How a store is opened. */
export interface OpenOptions {
  /** Seconds to wait for another process, 0 to 3,600; 5 by default. */
  busyTimeout?: number | null;
  /** What the history keeps; `text` by default. */
  history?: 'all' | 'text' | 'metadata' | 'none' | null;
  /** Whether streams are asked for their usage where the client did not; false by default. */
  injectUsage?: boolean | null;
  /** Opens without writing anything, not even a lock file; false by default. */
  readOnly?: boolean | null;
  /** Moves a damaged file aside and starts anew; false by default. */
  setAsideCorrupt?: boolean | null;
  /**
   * Clients to be told beside those that the library knows, in place of those of the same name; or a whole table with
   * `version`, in place of the library's own. Its form: `include/clients.schema.json`.
   */
  clients?: readonly ClientSpec[] | ClientTable | null;
  /**
   * Where the time comes from: a function, called on the JavaScript thread once before each call that needs the time,
   * or a clock that starts at a given time and moves on by a fixed number of microseconds.
   */
  clock?: (() => Time) | { start: Time; stepUs?: number } | null;
  /** Makes ids deterministic, for tests. */
  idSeed?: number | null;
}

/** A header, or a member of the body, that tells a client by being there, or by its value. */
export interface ClientSign {
  /** Name of the header or the member. */
  name: string;
  /** The whole value. */
  equals?: string | null;
  /** A part of the value, in place of `equals`. */
  contains?: string | null;
}

/** How one client is told: by any one of its signs, of which it has at least one. */
export interface ClientSpec {
  /** What rules compare `client` with. */
  name: string;
  /** Headers that it sends, `user-agent` among them. */
  headers?: readonly ClientSign[];
  /** Parts of the system text that it writes. */
  system?: readonly string[];
  /** How a message begins that it writes in the user's name. */
  openings?: readonly string[];
  /** Top-level members of the body that only it sends. */
  members?: readonly ClientSign[];
  /** Sets of tools; all tools of one set must be on offer. */
  tools?: readonly (readonly string[])[];
  /** Where this can be looked up. */
  sources?: readonly string[];
}

/** A table of clients in place of the library's own. */
export interface ClientTable {
  version: number;
  clients: readonly ClientSpec[];
}

/** Exports what of which workspaces. */
export interface ExportOptions {
  /** Names; all live workspaces by default. Archived ones only by name. */
  workspaces?: readonly string[] | null;
  /** Parts; all by default. */
  parts?: readonly ('instructions' | 'rules')[] | null;
}

/** The user's choices for an import, by name. */
export interface Choices {
  /** By workspace of the bundle: `skip`, `replace` or `rename:NEW`. */
  choices?: Readonly<Record<string, string>> | null;
  /** By provider of the bundle: the provider here that takes its place. */
  providers?: Readonly<Record<string, string>> | null;
}
