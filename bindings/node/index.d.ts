// The public types. Records that come out are generated from the native half (native.d.ts), records that go in stand in
// inputs.d.ts, the areas of a gate in areas.d.ts, and the other classes here.

import type * as native from './native.js';
import type { Alerts, History, Personas, Prices, Providers, Sessions, Workspaces } from './areas.js';
import type {
  Bytes,
  CallRecord,
  Choices,
  Conditions,
  Counts,
  ExportOptions,
  Failure,
  Finish,
  HeadersInput,
  OneOrMany,
  OpenOptions,
  QueryOptions,
  RepriceQuery,
  Request,
  SqlParams,
  TargetInput,
  UsageExport,
  UsageQuery,
} from './inputs.js';

export type * from './inputs.js';
export { Alerts, History, Personas, Prices, Providers, Sessions, Workspaces } from './areas.js';

export type {
  Alert,
  AlertPage,
  AlertSummary,
  Attempt,
  Auth,
  Completeness,
  Count,
  Decision,
  DeletedWorkspace,
  Evidence,
  ExplainedCondition,
  ExplainedRule,
  Facts,
  FileRef,
  FlatRule,
  Format,
  GroupBy,
  Health,
  HistoryEntry,
  HistoryPage,
  HistorySummary,
  HostPrice,
  Imported,
  Instructions,
  ItemStatus,
  Locks,
  Missing,
  MissingModel,
  MissingProvider,
  ModelPrice,
  Outcome,
  Period,
  Persona,
  PlanItem,
  PriceAge,
  PriceTable,
  Provider,
  ProviderType,
  QueryResult,
  Receipt,
  RemovedProvider,
  RepriceReport,
  RepriceRow,
  Route,
  Session,
  Severity,
  Strength,
  StrippedRule,
  SupersededCharge,
  Target,
  UnitPrices,
  Usage,
  UsageChange,
  UsageCheck,
  UsageDifference,
  UsagePage,
  UsageTotals,
  Warning,
  When,
} from './native.js';

/** The version of this library. */
export const version: string;

/** A stable code of an error. Match on it, never on the text. */
export type ErrorCode =
  | 'invalid_argument'
  | 'invalid_name'
  | 'reserved_name'
  | 'invalid_rule'
  | 'limit_exceeded'
  | 'too_large'
  | 'workspace_not_found'
  | 'workspace_exists'
  | 'workspace_archived'
  | 'workspace_not_archived'
  | 'workspace_active'
  | 'default_workspace'
  | 'session_not_found'
  | 'provider_not_found'
  | 'provider_exists'
  | 'provider_in_use'
  | 'model_not_found'
  | 'model_in_use'
  | 'persona_not_found'
  | 'persona_exists'
  | 'credential_unavailable'
  | 'credential_locked'
  | 'credential_store_unavailable'
  | 'already_finished'
  | 'exchange_not_found'
  | 'bundle_invalid'
  | 'import_conflict'
  | 'import_missing'
  | 'import_stale'
  | 'schema_too_new'
  | 'not_a_store'
  | 'corrupt'
  | 'storage_detached'
  | 'unsupported_filesystem'
  | 'busy'
  | 'disk_full'
  | 'read_only'
  | 'io'
  | 'interrupted'
  | 'forked_handle'
  | 'gate_closed'
  | 'invalid_handle'
  | 'internal'
  | 'prices_invalid'
  | 'reprice_stale'
  | 'alert_not_found';

/** Every error of this package. */
export class CodegateError extends Error {
  private constructor();
  readonly name: 'CodegateError';
  /** What went wrong. */
  readonly code: ErrorCode;
}

/** A muxing rule as it is kept. */
export class Rule {
  private constructor();
  /** Conditions, all of which must hold; none = catch-all. */
  when: native.When;
  /** The first is the route, the rest are its fallbacks. */
  to: native.Target[];
  /** Names of conditions in the store that this version does not know; such a rule never matches. */
  unknown?: string[];
  /** The rule as one of the four fixed matchers, or null where they cannot say it. */
  flat(): native.FlatRule | null;
}

/** Makes a rule of its conditions and `to`, one target or a list: the first is the route, the rest its fallbacks. */
export function rule(fields: Conditions & { to: OneOrMany<TargetInput> }): Rule;

/** One row of a report. */
export type UsageRow = native.UsageTotals & {
  /** The grouping value; null for exchanges that had none, such as unrouted ones by model. */
  key: string | null;
  /** The value of the series. */
  series: string | null;
  /** The sums of the period that this one is compared with. */
  before: native.UsageTotals | null;
  /** The sums of this row less those. */
  change: native.UsageChange | null;
};

/** Token usage and cost, in total and by row. Prints as a table. */
export class UsageReport {
  private constructor();
  /** What the rows are grouped by. */
  by: native.GroupBy | null;
  /** What splits the rows into series. */
  series: native.GroupBy | null;
  /** The sum of all rows. */
  total: native.UsageTotals;
  /**
   * Rows, the largest cost first, then the most tokens, then by key; spans of time in their order. Rows of one key stand
   * together, their series in the same order.
   */
  rows: UsageRow[];
  /** The period that this one is compared with. */
  compared: native.Period | null;
  /** The total of that period. */
  before: native.UsageTotals | null;
  /** The total less that of the other period. */
  change: native.UsageChange | null;
  /** The table. */
  toString(): string;
  /**
   * The rows as CSV (RFC 4180), under a line with the names of the columns; without `by`, the total as one row. Text that a
   * spreadsheet would take for a formula gets an apostrophe in front.
   */
  toCsv(): string;
  /** The rows as JSON, one on a line, under the names that C and Python have; without `by`, the total as one line. */
  toJsonl(): string;
}

/** Why a decision is as it is, rule by rule. Prints as text. */
export class Explanation {
  private constructor();
  /** The decision that was explained. */
  decision: native.Decision;
  /** Every rule of the workspace in order. */
  rules: native.ExplainedRule[];
  /** The text. */
  toString(): string;
}

/** What a bundle would change. Nothing is written before `apply`. */
export class ImportPlan {
  private constructor();
  /** Every workspace of the bundle in its order. */
  items: native.PlanItem[];
  /** What is not here. */
  missing: native.Missing;
  /** SHA-256 of the bundle's content, in hexadecimal. */
  digest: string;
  /** What the user should know before applying it. */
  warnings: native.Warning[];
  /** Applies it, whole or not at all. */
  apply(choices?: Choices): native.Imported;
  /** The same as `apply`, on a thread of the pool. */
  applyAsync(choices?: Choices): Promise<native.Imported>;
}

/**
 * One request and its response, from the decision to the receipt.
 *
 * One that goes without `finish` (disposed of, or collected as garbage) is recorded as best it can be: completed if the
 * response was seen whole, else aborted.
 */
export class Exchange<B = unknown> {
  private constructor();
  /** Its id. */
  readonly id: string;
  /** The decision that it began with. */
  readonly decision: native.Decision;
  /** Where to send it; null if unrouted. */
  readonly url: string | null;
  /** All headers to send. */
  readonly headers: [string, string][];
  /** The body to send, of the type that came in; null if there was none, and once the exchange has ended. */
  readonly body: B;
  /** The body to send as bytes; null if there was none, and once the exchange has ended. */
  readonly bodyBytes: Buffer | null;
  /** The same as `bodyBytes`, copied on a thread of the pool. */
  bodyBytesAsync(): Promise<Buffer | null>;
  /** The route of the current attempt. */
  readonly route: native.Route | null;
  /** Warnings that came up after it began, such as a fallback that was skipped. */
  readonly warnings: native.Warning[];
  /** Tells status and headers of the response, before the first `feed`. Optional. */
  beginResponse(status: number, headers?: HeadersInput | null): void;
  /** Reads a chunk of the response as it passes; gives the bytes for the client. Content is never an error. */
  feed(chunk: Bytes | string): Buffer;
  /**
   * The same as `feed`, on a thread of the pool. Calls of `feedAsync` and `endAsync` are made in their order; leave the chunk
   * as it is until then.
   */
  feedAsync(chunk: Bytes | string): Promise<Buffer>;
  /** The end of the response: gives what is still held back for the client. */
  end(): Buffer;
  /** The same as `end`, on a thread of the pool. */
  endAsync(): Promise<Buffer>;
  /** Feeds the chunks as they pass, then ends; gives the chunks for the client. */
  wrap(chunks: AsyncIterable<Bytes | string>): AsyncGenerator<Buffer, void, undefined>;
  wrap(chunks: Iterable<Bytes | string>): Generator<Buffer, void, undefined>;
  wrap(
    chunks: AsyncIterable<Bytes | string> | Iterable<Bytes | string>,
  ): AsyncGenerator<Buffer, void, undefined> | Generator<Buffer, void, undefined>;
  /** Counts that the host has read itself; the last call replaces what was read from the response. */
  reportUsage(counts: Counts): void;
  /** Ends the attempt as failed and opens one on the next route; null if there is none left. */
  fail(failure?: Failure): native.Route | null;
  /** The same as `fail`, on a thread of the pool. */
  failAsync(failure?: Failure): Promise<native.Route | null>;
  /** Ends the attempt as failed and opens one on the same route; null if the exchange is unrouted. */
  retry(failure?: Failure): native.Route | null;
  /** The same as `retry`, on a thread of the pool. */
  retryAsync(failure?: Failure): Promise<native.Route | null>;
  /** Records it durably. */
  finish(end?: native.Outcome | Finish): native.Receipt;
  /** The same as `finish`, on a thread of the pool. */
  finishAsync(end?: native.Outcome | Finish): Promise<native.Receipt>;
  /** Ends it as best it can be: completed if the response was seen whole, else aborted; null if it has ended already. */
  close(): native.Receipt | null;
  /** The same as `close`, on a thread of the pool. */
  closeAsync(): Promise<native.Receipt | null>;
  /** Ends it without recording anything. Writes nothing and never waits for the store. */
  discard(): void;
  /** The same as `close`, but tells nothing. */
  dispose(): void;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An open store. */
export class Gate {
  private constructor();
  readonly workspaces: Workspaces;
  readonly sessions: Sessions;
  readonly providers: Providers;
  readonly personas: Personas;
  readonly history: History;
  readonly alerts: Alerts;
  readonly prices: Prices;
  /** Decides where a request goes. Writes nothing; credentials are not looked at. */
  decide(request?: Request): native.Decision;
  /** The same as `decide`, on a thread of the pool. */
  decideAsync(request?: Request): Promise<native.Decision>;
  /** Decides, and tells of every rule and condition whether it held and what was seen. */
  explain(request?: Request): Explanation;
  /** The same as `explain`, on a thread of the pool. */
  explainAsync(request?: Request): Promise<Explanation>;
  /** Decides and opens an exchange: what to send, and where. Writes nothing until it is finished. */
  begin<B = null>(request?: Request<B>): Exchange<B>;
  /** The same as `begin`, on a thread of the pool. Clock, environment and body are read now. */
  beginAsync<B = null>(request?: Request<B>): Promise<Exchange<B>>;
  /** Records a finished call that the host made by itself. */
  record(call?: CallRecord): native.Receipt;
  /** The same as `record`, on a thread of the pool. */
  recordAsync(call?: CallRecord): Promise<native.Receipt>;
  /** Token usage and cost, in total and by row. */
  usage(query?: UsageQuery): UsageReport;
  /** The same as `usage`, on a thread of the pool. */
  usageAsync(query?: UsageQuery): Promise<UsageReport>;
  /**
   * Recorded attempts as text, oldest first, a page at a time. The texts of all pages, put together, are one document.
   */
  exportUsage(query?: UsageExport): native.UsagePage;
  /** The same as `exportUsage`, on a thread of the pool. */
  exportUsageAsync(query?: UsageExport): Promise<native.UsagePage>;
  /**
   * Asks the views of the store in SQL: one statement that reads `v_exchanges`, `v_attempts`, `v_usage_by_day` or
   * `v_usage_by_hour`. Anything else is refused, and nothing is ever written. It runs on a connection of its own and holds up
   * no decision and no finish; but it holds this thread, so ask a long question with `queryAsync`.
   *
   * @param params Values for `?` in their order, or by name for `:name`.
   */
  query(sql: string, params?: SqlParams | null, options?: QueryOptions): native.QueryResult;
  /** The same as `query`, on a thread of the pool. */
  queryAsync(sql: string, params?: SqlParams | null, options?: QueryOptions): Promise<native.QueryResult>;
  /**
   * Stops every call on this gate that waits for others or runs a statement on a thread of the pool: it is rejected with
   * `interrupted` and has changed nothing. The gate is usable at once, calls that begin later are not affected, and an
   * exchange whose finish was stopped is still open, to be finished again. Never waits.
   */
  interrupt(): void;
  /** How the store stands: where it lies, its versions and sizes, and what the host should know. */
  health(): native.Health;
  /** The same as `health`, on a thread of the pool. */
  healthAsync(): Promise<native.Health>;
  /**
   * Holds the sums that reports are made of against the attempts that they sum, all of which it reads. With `rebuild`, where
   * any differs, they are written anew from the attempts, in one transaction.
   */
  verify(options?: { rebuild?: boolean }): native.UsageCheck;
  /** The same as `verify`, on a thread of the pool. */
  verifyAsync(options?: { rebuild?: boolean }): Promise<native.UsageCheck>;
  /**
   * Prices recorded attempts anew, by the prices that hold now for the times at which they were made. Without `apply` it
   * only reports what would change.
   */
  reprice(query: RepriceQuery): native.RepriceReport;
  /** The same as `reprice`, on a thread of the pool. */
  repriceAsync(query: RepriceQuery): Promise<native.RepriceReport>;
  /** What the attempts of an exchange were charged before they were priced anew, oldest first. */
  supersededCharges(exchange: string): native.SupersededCharge[];
  /** The same as `supersededCharges`, on a thread of the pool. */
  supersededChargesAsync(exchange: string): Promise<native.SupersededCharge[]>;
  /** Writes workspaces as a bundle: JSON text, the same bytes for the same content. */
  export(what?: ExportOptions): string;
  /** The same as `export`, on a thread of the pool. */
  exportAsync(what?: ExportOptions): Promise<string>;
  /** Reads a bundle (bytes, text, or what `JSON.parse` makes of it) and holds it against this store. Writes nothing. */
  planImport(bundle: Bytes | string | object): ImportPlan;
  /** The same as `planImport`, on a thread of the pool. */
  planImportAsync(bundle: Bytes | string | object): Promise<ImportPlan>;
  /** Checkpoints and closes the store. Exchanges already open can still finish; closing again succeeds. */
  close(): void;
  /** The same as `close`, on a thread of the pool. */
  closeAsync(): Promise<void>;
  [Symbol.dispose](): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the store at `path`, creating it if there is none. `:memory:` is a store without a file. */
export function open(path: string, options?: OpenOptions): Gate;
/** The same as `open`, on a thread of the pool. */
export function openAsync(path: string, options?: OpenOptions): Promise<Gate>;

/** A workspace: custom instructions, muxing rules, and the history and usage recorded in it. */
export type Workspace = Omit<native.Workspace, 'rules'> & {
  /** Muxing rules, the first that matches wins. */
  rules: Rule[];
};
