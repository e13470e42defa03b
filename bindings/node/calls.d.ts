// Generated from codegate-core by `cargo xtask gen`. Do not edit.

import type * as records from './records.js';
import type {
  AlertQuery,
  ApplyOptions,
  BackupOptions,
  CallRecord,
  ExportOptions,
  HistoryQuery,
  HostPriceFields,
  NewAlert,
  NewPersona,
  NewProvider,
  NewWorkspace,
  PersonaUpdate,
  PriceListQuery,
  PriceLoad,
  PriceQuery,
  ProviderUpdate,
  PruneQuery,
  RepriceQuery,
  RotateOptions,
  UsageExport,
  UsageQuery,
  WorkspaceUpdate,
} from './inputs.js';
import type {
  Bytes,
  Pages,
  RuleInput,
} from './shapes.js';
import type {
  Rule,
  UsageReport,
} from './index.js';

/**
 * Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that trims and
 * lower-cases to them.
 */
export class Workspaces {
  private constructor();
  /**
   * Binds a folder to a workspace: `Workspaces.forPath` then finds it for everything in that folder. The folder is an
   * absolute path, which need not exist; a folder that is bound already is bound anew.
   *
   * Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`; `invalid_argument` for a path that is not
   * absolute, `limit_exceeded` for one over 4,096 bytes.
   */
  bind(folder: string, workspace: string): records.FolderBinding;
  /** The same as `bind`, in its turn, on a thread of the pool. */
  bindAsync(folder: string, workspace: string): Promise<records.FolderBinding>;
  /**
   * Removes what binds a folder to a workspace; returns whether anything did.
   *
   * Errors: `invalid_argument`, `limit_exceeded`.
   */
  unbind(folder: string): boolean;
  /** The same as `unbind`, in its turn, on a thread of the pool. */
  unbindAsync(folder: string): Promise<boolean>;
  /** All folders that are bound to workspaces, those of archived ones too, by folder. */
  bindings(): records.FolderBinding[];
  /** The same as `bindings`, on a thread of the pool. */
  bindingsAsync(): Promise<records.FolderBinding[]>;
  /**
   * The workspace of the nearest folder around a path that has one, or of the path itself: one that is bound, or one
   * whose `codegate.toml` has `workspace = "…"`; where a folder has both, what is bound counts. null where no folder
   * has one: leave the workspace to the session then. The path is absolute, taken as text, and need not exist.
   *
   * Errors: `workspace_archived` for a workspace that is archived; `workspace_not_found`, `invalid_name` and
   * `invalid_argument` for a `codegate.toml` that names none of here or cannot be read as TOML, `io` for one that
   * cannot be read at all; `invalid_argument` for a path that is not absolute, `limit_exceeded`.
   */
  forPath(path: string): records.FolderBinding | null;
  /** The same as `forPath`, on a thread of the pool. */
  forPathAsync(path: string): Promise<records.FolderBinding | null>;
  /**
   * Creates a workspace.
   *
   * Errors: `invalid_name`, `reserved_name`, `limit_exceeded`, `workspace_exists` (the text says whether the name is
   * live or archived), and those of `Workspaces.setRules`.
   */
  create(name: string, workspace?: NewWorkspace): records.Workspace;
  /** The same as `create`, in its turn, on a thread of the pool. */
  createAsync(name: string, workspace?: NewWorkspace): Promise<records.Workspace>;
  /**
   * One workspace, live or archived.
   *
   * Errors: `invalid_name`, `workspace_not_found`.
   */
  get(name: string): records.Workspace;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<records.Workspace>;
  /** Live workspaces by name. */
  list(): records.Workspace[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<records.Workspace[]>;
  /** Archived workspaces by name. */
  listArchived(): records.Workspace[];
  /** The same as `listArchived`, on a thread of the pool. */
  listArchivedAsync(): Promise<records.Workspace[]>;
  /**
   * Changes instructions and rules, all or nothing.
   *
   * Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of `Workspaces.setRules`.
   */
  update(name: string, change: WorkspaceUpdate): records.Workspace;
  /** The same as `update`, in its turn, on a thread of the pool. */
  updateAsync(name: string, change: WorkspaceUpdate): Promise<records.Workspace>;
  /**
   * Renames a workspace; its history, usage, rules and sessions stay with it.
   *
   * Errors: `default_workspace`, `workspace_archived`, `workspace_not_found`, `workspace_exists`, `invalid_name`,
   * `reserved_name`, `limit_exceeded`.
   */
  rename(name: string, newName: string): records.Workspace;
  /** The same as `rename`, in its turn, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<records.Workspace>;
  /**
   * Archives a workspace. With `force`, sessions that have it active move to `default`.
   *
   * Errors: `workspace_active` where sessions have it active and there is no `force`, `default_workspace`,
   * `workspace_archived`, `workspace_not_found`, `invalid_name`.
   */
  archive(name: string, options?: { force?: boolean }): records.Workspace;
  /** The same as `archive`, in its turn, on a thread of the pool. */
  archiveAsync(name: string, options?: { force?: boolean }): Promise<records.Workspace>;
  /**
   * Recovers an archived workspace whole.
   *
   * Errors: `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
   */
  recover(name: string): records.Workspace;
  /** The same as `recover`, in its turn, on a thread of the pool. */
  recoverAsync(name: string): Promise<records.Workspace>;
  /**
   * Deletes an archived workspace with its history and usage.
   *
   * Errors: `default_workspace`, `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
   */
  delete(name: string): records.DeletedWorkspace;
  /** The same as `delete`, in its turn, on a thread of the pool. */
  deleteAsync(name: string): Promise<records.DeletedWorkspace>;
  /**
   * The muxing rules of a workspace, in order.
   *
   * Errors: `workspace_not_found`, `invalid_name`.
   */
  rules(name: string): Rule[];
  /** The same as `rules`, on a thread of the pool. */
  rulesAsync(name: string): Promise<Rule[]>;
  /**
   * Replaces the muxing rules of a workspace, all or nothing; the first that matches wins.
   *
   * Errors: `invalid_rule`, `provider_not_found` and `model_not_found`, which name the 0-based position of the rule;
   * `limit_exceeded`, `workspace_not_found`, `workspace_archived`, `invalid_name`.
   */
  setRules(name: string, rules: readonly RuleInput[]): Rule[];
  /** The same as `setRules`, in its turn, on a thread of the pool. */
  setRulesAsync(name: string, rules: readonly RuleInput[]): Promise<Rule[]>;
}

/** Sessions, each with its active workspace. The session is `default` where a call names none. */
export class Sessions {
  private constructor();
  /**
   * Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it is
   * active already, nothing changes.
   *
   * Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`, `invalid_argument` or `limit_exceeded` for a
   * bad session id.
   */
  activate(workspace: string, options?: { session?: string | null }): records.Session;
  /** The same as `activate`, in its turn, on a thread of the pool. */
  activateAsync(workspace: string, options?: { session?: string | null }): Promise<records.Session>;
  /**
   * Creates a session if there is none with this id: with `workspace` active, or else what is active in `default`. One
   * that exists is returned as it is, whatever workspace was named.
   *
   * Errors: `workspace_not_found` and `workspace_archived` where it has to be created, `invalid_name`,
   * `invalid_argument` or `limit_exceeded` for a bad id.
   */
  ensure(id: string, options?: { workspace?: string | null }): records.Session;
  /** The same as `ensure`, in its turn, on a thread of the pool. */
  ensureAsync(id: string, options?: { workspace?: string | null }): Promise<records.Session>;
  /**
   * The active workspace of a session (`default` by default).
   *
   * Errors: `session_not_found`.
   */
  activeWorkspace(options?: { session?: string | null }): records.Workspace;
  /** The same as `activeWorkspace`, on a thread of the pool. */
  activeWorkspaceAsync(options?: { session?: string | null }): Promise<records.Workspace>;
  /** All sessions by id. */
  list(): records.Session[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<records.Session[]>;
  /**
   * One session (`default` by default).
   *
   * Errors: `session_not_found`.
   */
  get(session?: string): records.Session;
  /** The same as `get`, on a thread of the pool. */
  getAsync(session?: string): Promise<records.Session>;
  /**
   * Removes a session; its recorded exchanges stay.
   *
   * Errors: `session_not_found`, `invalid_argument` for `default`.
   */
  remove(session: string): void;
  /** The same as `remove`, in its turn, on a thread of the pool. */
  removeAsync(session: string): Promise<void>;
}

/** Provider endpoints, shared by all workspaces. */
export class Providers {
  private constructor();
  /**
   * Adds a provider.
   *
   * Errors: `provider_exists`, `invalid_name`, `limit_exceeded`; `credential_store_unavailable` for a `credential` that
   * is not a reference, and for one to keep where there is no key to seal it with, of which nothing is stored; else
   * `invalid_argument`.
   */
  add(name: string, provider: NewProvider): records.Provider;
  /** The same as `add`, in its turn, on a thread of the pool. */
  addAsync(name: string, provider: NewProvider): Promise<records.Provider>;
  /**
   * One provider.
   *
   * Errors: `provider_not_found`.
   */
  get(name: string): records.Provider;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<records.Provider>;
  /** All providers by name. */
  list(): records.Provider[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<records.Provider[]>;
  /**
   * Changes a provider. A new endpoint of another origin locks its credential until the credential is given again.
   *
   * Errors: `provider_not_found`; `model_in_use` where rules name a model that is no longer listed, unless `force`
   * removes those routes; and those of `Providers.add`.
   */
  update(name: string, change: ProviderUpdate): records.Provider;
  /** The same as `update`, in its turn, on a thread of the pool. */
  updateAsync(name: string, change: ProviderUpdate): Promise<records.Provider>;
  /**
   * Renames a provider; rules keep pointing at it.
   *
   * Errors: `provider_not_found`, `provider_exists`, `invalid_name`, `limit_exceeded`.
   */
  rename(name: string, newName: string): records.Provider;
  /** The same as `rename`, in its turn, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<records.Provider>;
  /**
   * Removes a provider. With `force`, its routes are taken out of the rules that use it, and rules left without any are
   * removed.
   *
   * Errors: `provider_in_use` where rules use it, those of archived workspaces too, and there is no `force`;
   * `provider_not_found`.
   */
  remove(name: string, options?: { force?: boolean }): records.RemovedProvider;
  /** The same as `remove`, in its turn, on a thread of the pool. */
  removeAsync(name: string, options?: { force?: boolean }): Promise<records.RemovedProvider>;
}

/** Personas, shared by all workspaces. */
export class Personas {
  private constructor();
  /**
   * Adds a persona.
   *
   * Errors: `persona_exists`, `invalid_name`, `limit_exceeded`, `invalid_argument`.
   */
  add(name: string, persona: NewPersona): records.Persona;
  /** The same as `add`, in its turn, on a thread of the pool. */
  addAsync(name: string, persona: NewPersona): Promise<records.Persona>;
  /**
   * One persona.
   *
   * Errors: `persona_not_found`.
   */
  get(name: string): records.Persona;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<records.Persona>;
  /** All personas by name. */
  list(): records.Persona[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<records.Persona[]>;
  /**
   * Changes a persona.
   *
   * Errors: `persona_not_found`, `limit_exceeded`, `invalid_argument`.
   */
  update(name: string, change: PersonaUpdate): records.Persona;
  /** The same as `update`, in its turn, on a thread of the pool. */
  updateAsync(name: string, change: PersonaUpdate): Promise<records.Persona>;
  /**
   * Renames a persona.
   *
   * Errors: `persona_not_found`, `persona_exists`, `invalid_name`, `limit_exceeded`.
   */
  rename(name: string, newName: string): records.Persona;
  /** The same as `rename`, in its turn, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<records.Persona>;
  /**
   * Removes a persona.
   *
   * Errors: `persona_not_found`.
   */
  remove(name: string): void;
  /** The same as `remove`, in its turn, on a thread of the pool. */
  removeAsync(name: string): Promise<void>;
  /**
   * The vector of a persona; null if it has none.
   *
   * Errors: `persona_not_found`.
   */
  vector(name: string): Float32Array | null;
  /** The same as `vector`, on a thread of the pool. */
  vectorAsync(name: string): Promise<Float32Array | null>;
}

/** Prices of tokens, for this gate. */
export class Prices {
  private constructor();
  /**
   * The price that a request for a model would be charged; null if it is unknown. It is found as for a request: the
   * host's own price, a loaded table, the snapshot. Where it is unknown, what the model costs stays unknown, too,
   * unless the provider reports it: set a price with `prices.set`, 0 where it is free, load a newer table with
   * `prices.load`, or name the model and the list as `prices.list` tells them.
   *
   * Errors: `provider_not_found`, `invalid_argument`.
   */
  lookup(query: PriceQuery): records.ModelPrice | null;
  /** The same as `lookup`, on a thread of the pool. */
  lookupAsync(query: PriceQuery): Promise<records.ModelPrice | null>;
  /**
   * Loads a price table of at most 32 MiB for this gate, in the library's own format, LiteLLM's or that of models.dev.
   * It takes precedence over the tables loaded before and replaces one of the same format. It lasts as long as the
   * gate: a host loads it again whenever it opens the store. Recorded charges do not change.
   *
   * Errors: `prices_invalid` for a text that is not such a table or has an unusable price, `limit_exceeded`,
   * `invalid_argument`; nothing changes then.
   *
   * @param table Bytes, text, or what `JSON.parse` makes of it.
   */
  load(table: Bytes | string | object, options?: PriceLoad): records.PriceTable;
  /** The same as `load`, on a thread of the pool. */
  loadAsync(table: Bytes | string | object, options?: PriceLoad): Promise<records.PriceTable>;
  /** Unloads the price table of a format; returns whether there was one. */
  unload(format: records.PriceFormat): boolean;
  /** The same as `unload`, on a thread of the pool. */
  unloadAsync(format: records.PriceFormat): Promise<boolean>;
  /**
   * Sets a price of the host's own, such as 0 for a model on its own machine, or a negotiated price. It takes
   * precedence over every table, and the last one set over earlier ones; it replaces one for the same model and
   * provider. It lasts as long as the gate, or with `keep` as long as the store: every gate on it then has the price
   * from its next decision on, after those that it has set for itself alone.
   *
   * Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`; with `keep` also `readOnly`, `busy`.
   */
  set(price: HostPriceFields): void;
  /** The same as `set`, in its turn, on a thread of the pool. */
  setAsync(price: HostPriceFields): Promise<void>;
  /**
   * Removes a price of the host's own, from this gate and from the store; returns whether there was one.
   *
   * Errors: of one that the store keeps `readOnly`, `busy`.
   */
  remove(model: string, options?: { provider?: string | null }): boolean;
  /** The same as `remove`, in its turn, on a thread of the pool. */
  removeAsync(model: string, options?: { provider?: string | null }): Promise<boolean>;
  /**
   * The prices of the host's own: those that the store keeps, then those of this gate, each in the order in which they
   * were set.
   */
  own(): records.HostPrice[];
  /** The same as `own`, on a thread of the pool. */
  ownAsync(): Promise<records.HostPrice[]>;
  /** The price tables and their age. */
  age(): records.PriceAge;
  /** The same as `age`, on a thread of the pool. */
  ageAsync(): Promise<records.PriceAge>;
  /**
   * The standard price of every model, those of loaded tables first.
   *
   * Errors: `invalid_argument` for an unknown list.
   */
  list(query?: PriceListQuery): records.ModelPrice[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: PriceListQuery): Promise<records.ModelPrice[]>;
}

/** Prompts and outputs. */
export class History {
  private constructor();
  /**
   * A page of exchanges, newest first.
   *
   * Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and
   * where `until` is before `since`.
   */
  list(query?: HistoryQuery): Pages<records.HistoryEntry>;
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: HistoryQuery): Promise<Pages<records.HistoryEntry>>;
  /**
   * One exchange by its id.
   *
   * Errors: `exchange_not_found`.
   */
  get(exchange: string): records.HistoryEntry;
  /** The same as `get`, on a thread of the pool. */
  getAsync(exchange: string): Promise<records.HistoryEntry>;
  /**
   * How many exchanges there are; `limit` and `cursor` are ignored.
   *
   * Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
   */
  count(query?: HistoryQuery): number;
  /** The same as `count`, on a thread of the pool. */
  countAsync(query?: HistoryQuery): Promise<number>;
  /**
   * A summary of exchanges; `limit` and `cursor` are ignored.
   *
   * Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
   */
  summary(query?: HistoryQuery): records.HistorySummary;
  /** The same as `summary`, on a thread of the pool. */
  summaryAsync(query?: HistoryQuery): Promise<records.HistorySummary>;
  /**
   * Removes exchanges from the history: their prompts, outputs, raw bodies and alerts. Their usage and cost stay, in
   * reports and exports, and so does the key that they were recorded under. Several hundred are removed at a time, each
   * lot in a transaction of its own, so that others can write in between: after an error, what was removed stays
   * removed, and the same call removes the rest. It works on a full disk too, by room that the lock file keeps for it;
   * a text too long for that room is then not wiped from the pages that it frees, until they are used again or the
   * store is compacted. The file keeps its size until then.
   *
   * Errors: `invalid_argument` without `before` and `keep`, or with both; `workspace_not_found`, `readOnly`, `busy`,
   * `disk_full`.
   */
  prune(query?: PruneQuery): records.Pruned;
  /** The same as `prune`, on a thread of the pool. */
  pruneAsync(query?: PruneQuery): Promise<records.Pruned>;
}

/** Alerts. */
export class Alerts {
  private constructor();
  /**
   * Adds an alert to an exchange, open in this process or recorded, or to a workspace. One on an open exchange is
   * written by the finish of that exchange.
   *
   * Errors: `exchange_not_found`, `workspace_not_found`, `limit_exceeded`, `invalid_argument`.
   */
  add(alert: NewAlert): records.Alert;
  /** The same as `add`, in its turn, on a thread of the pool. */
  addAsync(alert: NewAlert): Promise<records.Alert>;
  /**
   * A page of alerts, newest first.
   *
   * Errors: those of `History.list`.
   */
  list(query?: AlertQuery): Pages<records.Alert>;
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: AlertQuery): Promise<Pages<records.Alert>>;
  /**
   * One alert by its id.
   *
   * Errors: `alert_not_found`.
   */
  get(id: string): records.Alert;
  /** The same as `get`, on a thread of the pool. */
  getAsync(id: string): Promise<records.Alert>;
  /**
   * How many alerts there are; `limit` and `cursor` are ignored.
   *
   * Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
   */
  count(query?: AlertQuery): number;
  /** The same as `count`, on a thread of the pool. */
  countAsync(query?: AlertQuery): Promise<number>;
  /**
   * How many alerts there are by severity and type; `limit` and `cursor` are ignored.
   *
   * Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
   */
  summary(query?: AlertQuery): records.AlertSummary;
  /** The same as `summary`, on a thread of the pool. */
  summaryAsync(query?: AlertQuery): Promise<records.AlertSummary>;
}

/** What a gate has beside the calls that `index.d.ts` declares. */
export interface GateCalls {
  /**
   * Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that trims
   * and lower-cases to them.
   */
  readonly workspaces: Workspaces;
  /** Sessions, each with its active workspace. The session is `default` where a call names none. */
  readonly sessions: Sessions;
  /** Provider endpoints, shared by all workspaces. */
  readonly providers: Providers;
  /** Personas, shared by all workspaces. */
  readonly personas: Personas;
  /** Prices of tokens, for this gate. */
  readonly prices: Prices;
  /** Prompts and outputs. */
  readonly history: History;
  /** Alerts. */
  readonly alerts: Alerts;
  /**
   * Token usage and cost, in total and by row. An exchange counts at the time it began.
   *
   * Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a `zone`
   * that the IANA database does not name, for `compare` without `since` and `until`, and where `until` is before
   * `since`.
   */
  usage(query?: UsageQuery): UsageReport;
  /** The same as `usage`, on a thread of the pool. */
  usageAsync(query?: UsageQuery): Promise<UsageReport>;
  /**
   * Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any
   * differs, all of them are rebuilt from the attempts, in one transaction; the differences found are reported all the
   * same.
   *
   * Errors: with `rebuild`, those of the store.
   */
  verify(options?: { rebuild?: boolean }): records.UsageCheck;
  /** The same as `verify`, on a thread of the pool. */
  verifyAsync(options?: { rebuild?: boolean }): Promise<records.UsageCheck>;
  /**
   * Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a page
   * as `cursor` of the next one. The concatenated pages are one document of the format.
   *
   * Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and
   * where `until` is before `since`.
   */
  exportUsage(query?: UsageExport): records.UsagePage;
  /** The same as `exportUsage`, on a thread of the pool. */
  exportUsageAsync(query?: UsageExport): Promise<records.UsagePage>;
  /**
   * Records a finished call that the host made without this library.
   *
   * Errors: those of `Gate.decide`, `provider_not_found`, and those of the store.
   */
  record(record?: CallRecord): records.Receipt;
  /** The same as `record`, in its turn, on a thread of the pool. */
  recordAsync(record?: CallRecord): Promise<records.Receipt>;
  /**
   * Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content.
   *
   * Errors: `workspace_not_found`, `invalid_argument`.
   */
  export(options?: ExportOptions): string;
  /** The same as `export`, on a thread of the pool. */
  exportAsync(options?: ExportOptions): Promise<string>;
  /**
   * Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
   * closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where they
   * cannot be now either, this fails, and closing again tries again.
   *
   * Errors: `busy`, `storage_detached`, `disk_full`, `io`.
   */
  close(): void;
  /** The same as `close`, in its turn, on a thread of the pool. */
  closeAsync(): Promise<void>;
  /**
   * Copies the store into one file, while it is in use: no writer of any process waits for it, and what is written
   * meanwhile is not in it. The copy is read back, with the checksums of every exchange and attempt, and is on the disk
   * before it gets its name; only its owner may read it. It is a store like any other, with the same id. After an error
   * nothing is left at the path, and a file that was there is as it was; a process that is killed leaves a file beside
   * it that ends with `.part`, which can be deleted.
   *
   * Errors: `invalid_argument` where there is a file and not `replace`, for a folder, for a file of this store, and
   * where the log of another store lies beside it; `corrupt` where the store is damaged, `disk_full`, `interrupted`,
   * `io`.
   */
  backup(path: string, options?: BackupOptions): records.Backup;
  /** The same as `backup`, on a thread of the pool. */
  backupAsync(path: string, options?: BackupOptions): Promise<records.Backup>;
  /**
   * Gives back the room of what was removed: rebuilds the file without what it no longer holds. Others read on, and
   * wait to write, up to their `busyTimeout`. Beside the store there must be room for what it holds, and once more in
   * the folder for temporary files if that is more than 64 MiB. It is done whole, or an error and not at all.
   *
   * Errors: `readOnly`, `busy`, `disk_full`, `interrupted`, `storage_detached`, `io`.
   */
  compact(): records.Compacted;
  /** The same as `compact`, in its turn, on a thread of the pool. */
  compactAsync(): Promise<records.Compacted>;
  /**
   * Seals what the store keeps of credentials with a new key, and binds references with it, in one transaction: a
   * process that is killed leaves all sealed with the old one or with the new one, and both are there until it is done.
   * Gates that are open elsewhere find a new key in the file; one that the host has itself they must be opened with
   * again.
   *
   * Errors: `invalid_argument` where the key is the host's and no new one is given, and for one that is none;
   * `credential_store_unavailable` where no key can be kept, and those of a change of providers.
   */
  rotateKey(options?: RotateOptions): records.RotatedKey;
  /** The same as `rotateKey`, on a thread of the pool. */
  rotateKeyAsync(options?: RotateOptions): Promise<records.RotatedKey>;
  /**
   * The state of the store: its path, versions and sizes, what was recorded that lacks something, and what the host
   * should know. It also reports on a store whose file is gone. It reads the sums by days, some milliseconds for every
   * 10,000.
   */
  health(): records.Health;
  /** The same as `health`, on a thread of the pool. */
  healthAsync(): Promise<records.Health>;
  /**
   * Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table was
   * loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that report it
   * makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier charges
   * (`Gate.supersededCharges`).
   *
   * A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of the
   * query is read twice for it; meanwhile others wait to write, up to their `busyTimeout`.
   *
   * Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply` `reprice_stale`
   * where the changes would not be those of the report, and those of the store.
   */
  reprice(query: RepriceQuery): records.RepriceReport;
  /** The same as `reprice`, on a thread of the pool. */
  repriceAsync(query: RepriceQuery): Promise<records.RepriceReport>;
  /**
   * What the attempts of an exchange were charged before they were repriced, oldest first.
   *
   * Errors: `exchange_not_found`.
   */
  supersededCharges(exchange: string): records.SupersededCharge[];
  /** The same as `supersededCharges`, on a thread of the pool. */
  supersededChargesAsync(exchange: string): Promise<records.SupersededCharge[]>;
  /**
   * Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces with
   * instructions and rules, personas, and the active workspaces of sessions are created or changed as they stand there,
   * whole or not at all; applied again, nothing changes. What is not named stays as it is, down to single fields; null,
   * in JSON, clears one.
   *
   * Each error has the line and the column where the text has them, and shows no value that might be a secret.
   *
   * Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
   * `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here is
   * of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each part
   * alone, such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`, `workspace_not_found`,
   * `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
   *
   * @param config Bytes, text, or what `JSON.parse` makes of it.
   */
  apply(config: Bytes | string | object, options?: ApplyOptions): records.SettingsPlan;
  /** The same as `apply`, in its turn, on a thread of the pool. */
  applyAsync(config: Bytes | string | object, options?: ApplyOptions): Promise<records.SettingsPlan>;
}
