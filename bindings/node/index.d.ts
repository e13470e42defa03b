// The public types. Records that go out, words and codes (records.d.ts), records that come in (inputs.d.ts) and the plain
// calls of a gate and its areas (calls.d.ts) are generated from the core; what a caller may write in more than one form is
// in shapes.d.ts, and the other classes and calls here.

import type * as records from './records.js';
import type { GateCalls } from './calls.js';
import type { Choices, Counts, Failure, Finish, OpenOptions, QueryOptions, RequestFields } from './inputs.js';
import type {
  Bytes,
  BytesOut,
  Conditions,
  HeadersInput,
  OneOrMany,
  Pages,
  Request,
  SqlParams,
  StreamOptions,
  TargetInput,
  WebRequest,
  WebResponse,
  WebUrl,
} from './shapes.js';

export type * from './records.js';
export type * from './inputs.js';
export type * from './shapes.js';
export { Alerts, History, Personas, Prices, Providers, Sessions, Workspaces } from './calls.js';

/** A page of exchanges, newest first. */
export type HistoryPage = Pages<records.HistoryEntry>;

/** A page of alerts, newest first. */
export type AlertPage = Pages<records.Alert>;

/**
 * What a call is for, as facts say it in `requestType`, by its method, path and body; null where none of them says it. So a
 * host knows without a gate whether a call is one of a model: `chat`, `fim`, `count_tokens`, `embeddings`, `images`, `audio`,
 * `moderation` and `batch` are, `models`, `files` and `other` are not.
 */
export function requestType(method: string, path: string, body?: Request['body']): string | null;

/** The version of this library. */
export const version: string;

/** Every error of this package. */
export class CodegateError extends Error {
  private constructor();
  readonly name: 'CodegateError';
  /** What went wrong. */
  readonly code: records.ErrorCode;
}

export interface Rule extends records.RuleData {}
/** A muxing rule as it is kept: conditions, and where a request that meets them goes. */
export class Rule {
  private constructor();
  /** The rule as one of the four fixed matchers, or null where they cannot say it. */
  flat(): records.FlatRule | null;
}

/** Makes a rule of its conditions and `to`, one target or a list: the first is the route, the rest its fallbacks. */
export function rule(fields: Conditions & { to: OneOrMany<TargetInput> }): Rule;

export interface UsageReport extends records.UsageReportData {}
/** Token usage and cost, in total and by row. Prints as a table. */
export class UsageReport {
  private constructor();
  /** The table. */
  toString(): string;
  /**
   * The rows as CSV (RFC 4180), with a header line; without `by`, the total as one row. Text that a
   * spreadsheet would take for a formula gets an apostrophe in front.
   */
  toCsv(): string;
  /** The rows as JSON, one on a line, under the names that C and Python have; without `by`, the total as one line. */
  toJsonl(): string;
}

export interface Explanation extends records.ExplanationData {}
/** Why a decision is as it is, rule by rule. Prints as text. */
export class Explanation {
  private constructor();
  /** The text. */
  toString(): string;
}

export interface ImportPlan extends records.PlanView {}
/** What a bundle would change. Nothing is written before `apply`. */
export class ImportPlan {
  private constructor();
  /** Applies it, all or nothing. */
  apply(choices?: Choices): records.Imported;
  /** The same as `apply`, in its turn, on a thread of the pool. */
  applyAsync(choices?: Choices): Promise<records.Imported>;
}

/**
 * One request and its response, from the decision to the receipt.
 *
 * One that goes without `finish` (disposed of, or collected as garbage) is recorded on a best-effort basis: completed if the
 * response was seen whole, failed if it is an error, else aborted.
 */
export class Exchange<B = unknown> {
  private constructor();
  /** Its id. */
  readonly id: string;
  /** The decision that it began with. */
  readonly decision: records.Decision;
  /** Where to send it; null if unrouted. */
  readonly url: string | null;
  /** All headers to send. */
  readonly headers: [string, string][];
  /** The body to send, of the type that came in; null if there was none, and once the exchange has ended. */
  readonly body: B;
  /** The body to send as bytes; null if there was none, and once the exchange has ended. */
  readonly bodyBytes: BytesOut | null;
  /** The same as `bodyBytes`, copied on a thread of the pool. */
  bodyBytesAsync(): Promise<BytesOut | null>;
  /** The route of the current attempt. */
  readonly route: records.Route | null;
  /** Warnings that came up after it began, such as a fallback that was skipped. */
  readonly warnings: records.Warning[];
  /** How many routes are left for `fail`. One whose credential is not available is among them until `fail` skips it. */
  readonly remaining: number;
  /**
   * What kind of failure the response of the current attempt shows by now, by the status and what was fed; null if it shows
   * none. Before that response: that of the attempt before it.
   */
  readonly failureClass: records.FailureClass | null;
  /**
   * Seconds, as everywhere under this name, that the provider asks to wait before the next try, as the response of the current
   * attempt tells by now, by its headers and what was fed; null if it asks for none, or is no failure. Before that response: as
   * the attempt before it was told, and as its `retryAfter`. A date is counted from this call on, and is 0 once it is over.
   */
  readonly retryAfter: number | null;
  /**
   * Puts a secret of the host's into the headers of the current attempt, under the header that its provider looks for. It is
   * for this attempt alone: after `fail` and `retry` it is given again. It is kept nowhere else. White space around it is left
   * out.
   */
  authorize(secret: string): void;
  /** Gives status and headers of the response, before the first `feed`. Optional. */
  beginResponse(status: number, headers?: HeadersInput | null): void;
  beginResponse(response: WebResponse): void;
  /** Reads a chunk of the response as it passes; returns the bytes for the client. Content is never an error. */
  feed(chunk: Bytes | string): BytesOut;
  /**
   * The same as `feed`, on a thread of the pool. Calls of `feedAsync` and `endAsync` are made in their order; leave the chunk
   * as it is until then.
   */
  feedAsync(chunk: Bytes | string): Promise<BytesOut>;
  /**
   * Reads one event of a response that no framing surrounds: a message of a websocket, or a chunk that an SDK has parsed.
   * Returns whether the client asked for it, so that it goes on. Content is never an error.
   */
  feedEvent(event: Bytes | string | object): boolean;
  /** Ends the response; returns the remaining bytes for the client. */
  end(): BytesOut;
  /** The same as `end`, on a thread of the pool. */
  endAsync(): Promise<BytesOut>;
  /**
   * Feeds the chunks as they pass, then ends; gives the chunks for the client. Of a `Response` it takes status and headers
   * first, then the body.
   */
  wrap(response: WebResponse): AsyncGenerator<BytesOut, void, undefined>;
  wrap(chunks: AsyncIterable<Bytes | string>): AsyncGenerator<BytesOut, void, undefined>;
  wrap(chunks: Iterable<Bytes | string>): Generator<BytesOut, void, undefined>;
  wrap(
    chunks: AsyncIterable<Bytes | string> | Iterable<Bytes | string>,
  ): AsyncGenerator<BytesOut, void, undefined> | Generator<BytesOut, void, undefined>;
  /**
   * The response for the client: of the same status, with the headers but for those of a body that was packed, and with the
   * body, which is read here as the client reads it. The exchange is finished when the body ends, at once if there is none;
   * closed where the client lets go of it; failed where the provider breaks off. A body that nobody reads keeps the exchange
   * open.
   */
  respond(response: WebResponse, options?: StreamOptions): Response;
  /**
   * A transform of the response's body: reads the bytes that pass, and gives those for the client. The exchange is finished
   * when the stream ends, and closed where it is given up.
   */
  transform(options?: StreamOptions): TransformStream<Bytes | string, BytesOut>;
  /** Counts that the host has read itself; the last call replaces what was read from the response. */
  reportUsage(counts: Counts): void;
  /**
   * Ends the attempt as failed and opens one on the next route; null if there is none left. Of a `Response` it takes status
   * and headers; the body is left unread.
   */
  fail(failure?: Failure | WebResponse): records.Route | null;
  /** The same as `fail`, on a thread of the pool. */
  failAsync(failure?: Failure | WebResponse): Promise<records.Route | null>;
  /** Ends the attempt as failed and opens one on the same route; null if the exchange is unrouted. */
  retry(failure?: Failure | WebResponse): records.Route | null;
  /** The same as `retry`, on a thread of the pool. */
  retryAsync(failure?: Failure | WebResponse): Promise<records.Route | null>;
  /**
   * Records it durably. By default it is failed where the status is 400 or more, where the response is an error, and after a
   * `fail` that gave no route; else completed.
   */
  finish(end?: records.Outcome | Finish): records.Receipt;
  /** The same as `finish`, in its turn, on a thread of the pool. */
  finishAsync(end?: records.Outcome | Finish): Promise<records.Receipt>;
  /**
   * Ends it as best it can be: completed if the response was seen whole, failed if it is an error, else aborted; null if it
   * has ended already.
   */
  close(): records.Receipt | null;
  /** The same as `close`, in its turn, on a thread of the pool. */
  closeAsync(): Promise<records.Receipt | null>;
  /** Ends it without recording anything. Writes nothing and never waits for the store. */
  discard(): void;
  /**
   * The same as `close`, but returns nothing and throws nothing, as it would hide what a block gives or throws: the process
   * warns of what could not be recorded (`process.on('warning')`). So do the methods with symbols.
   */
  dispose(): void;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Gate extends GateCalls {}
/** An open store. */
export class Gate {
  private constructor();
  /** Decides where a request goes. Writes nothing and reads no credentials. */
  decide(request: WebRequest, facts?: RequestFields): records.Decision;
  decide(request?: Request): records.Decision;
  /** The same as `decide`, on a thread of the pool. A `Request` is read first. */
  decideAsync(request: WebRequest, facts?: RequestFields): Promise<records.Decision>;
  decideAsync(request?: Request): Promise<records.Decision>;
  /** Decides, and reports for every rule and condition whether it holds and what it was compared with. */
  explain(request: WebRequest, facts?: RequestFields): Explanation;
  explain(request?: Request): Explanation;
  /** The same as `explain`, on a thread of the pool. A `Request` is read first. */
  explainAsync(request: WebRequest, facts?: RequestFields): Promise<Explanation>;
  explainAsync(request?: Request): Promise<Explanation>;
  /**
   * Decides and opens an exchange: what to send, and where. Writes nothing until it is finished. A `Request` with a body
   * takes time to read: use `beginAsync`.
   *
   * @param facts What the host knows beside a `Request`; stands before what is in that.
   */
  begin(request: WebRequest, facts?: RequestFields): Exchange<BytesOut | null>;
  begin<B = null>(request?: Request<B>): Exchange<B>;
  /** The same as `begin`, on a thread of the pool. Clock, environment and body are read now; a `Request` is read first. */
  beginAsync(request: WebRequest, facts?: RequestFields): Promise<Exchange<BytesOut | null>>;
  beginAsync<B = null>(request?: Request<B>): Promise<Exchange<B>>;
  /**
   * Queries the views of the store in SQL: one read-only statement over `v_exchanges`, `v_attempts`, `v_usage_by_day` or
   * `v_usage_by_hour`. Anything else is refused, and nothing is ever written. It runs on a connection of its own and blocks
   * no decision and no finish; but it holds this thread, so ask a long question with `queryAsync`.
   *
   * @param params Values for `?` in their order, or by name for `:name`.
   */
  query(sql: string, params?: SqlParams | null, options?: QueryOptions): records.QueryResult;
  /** The same as `query`, on a thread of the pool. */
  queryAsync(sql: string, params?: SqlParams | null, options?: QueryOptions): Promise<records.QueryResult>;
  /**
   * Stops every call on this gate that waits for others or runs a statement on a thread of the pool: it is rejected with
   * `interrupted` and has changed nothing. The gate is usable at once, calls that begin later are not affected, and an
   * exchange whose finish was stopped is still open, to be finished again. Never waits.
   */
  interrupt(): void;
  /** Reads a bundle (bytes, text, or what `JSON.parse` makes of it) and holds it against this store. Writes nothing. */
  planImport(bundle: Bytes | string | object): ImportPlan;
  /** The same as `planImport`, on a thread of the pool. */
  planImportAsync(bundle: Bytes | string | object): Promise<ImportPlan>;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a gate is opened with. */
export interface GateOptions extends Omit<OpenOptions, 'key'> {
  /**
   * The key that seals credentials and binds references to their origins: 32 random bytes, a text of 64 hexadecimal digits,
   * or a function that gives either. Without it the store has one of its own, made when it is first needed, in a file that
   * its owner alone may read.
   */
  key?: string | Uint8Array | (() => string | Uint8Array) | null;
  /**
   * Gives the secret of `host:<id>`, from that id; nothing is `credential_unavailable`, and so is what it throws, which is
   * then the `cause`. `begin`, `fail` and `retry` call it on this thread for the route that they take; `decide` and `explain`
   * never do. For the `…Async` calls it may give a promise. Without it, give each attempt its secret by `authorize`.
   */
  credentials?: ((id: string) => string | null | undefined | Promise<string | null | undefined>) | null;
}

/**
 * Opens the store at `path`, creating it if it does not exist. `:memory:` opens a store without a file. Without a path it is
 * the default store: the path in the environment variable `CODEGATE_STORE`, else `codegate/codegate.db` in the platform's
 * data folder (`$XDG_DATA_HOME` or `~/.local/share`, on macOS `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`),
 * which is made if need be. The folder of any other path must be there, and `~` is a name like any other. A path may be a
 * `file:` URL, or bytes. Variables are read in `process.env`, at each call.
 */
export function open(path?: string | WebUrl | Uint8Array | null, options?: GateOptions): Gate;
/** The same as `open`, on a thread of the pool. */
export function openAsync(path?: string | WebUrl | Uint8Array | null, options?: GateOptions): Promise<Gate>;
