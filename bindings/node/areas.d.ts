// The areas of a gate.

import type * as native from './native.js';
import type {
  AlertQuery,
  Bytes,
  HistoryQuery,
  HostPriceFields,
  NewAlert,
  NewPersona,
  NewProvider,
  PersonaUpdate,
  PriceListQuery,
  PriceLoad,
  PriceQuery,
  ProviderUpdate,
  RuleInput,
  WorkspaceFields,
} from './inputs.js';
import type { Rule, Workspace } from './index.js';

/** Groups of instructions, rules and recorded usage. */
export class Workspaces {
  private constructor();
  /** Creates a workspace. */
  create(name: string, fields?: WorkspaceFields): Workspace;
  /** The same as `create`, on a thread of the pool. */
  createAsync(name: string, fields?: WorkspaceFields): Promise<Workspace>;
  /** One workspace, live or archived. */
  get(name: string): Workspace;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<Workspace>;
  /** Live workspaces by name. */
  list(): Workspace[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<Workspace[]>;
  /** Archived workspaces by name. */
  listArchived(): Workspace[];
  /** The same as `listArchived`, on a thread of the pool. */
  listArchivedAsync(): Promise<Workspace[]>;
  /** Changes instructions and rules, all or nothing: an absent field is kept, a null one cleared. */
  update(name: string, fields: WorkspaceFields): Workspace;
  /** The same as `update`, on a thread of the pool. */
  updateAsync(name: string, fields: WorkspaceFields): Promise<Workspace>;
  /** Gives it another name. */
  rename(name: string, newName: string): Workspace;
  /** The same as `rename`, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<Workspace>;
  /** Archives it; `workspace_active` while sessions have it active, unless `force` moves them to `default`. */
  archive(name: string, options?: { force?: boolean }): Workspace;
  /** The same as `archive`, on a thread of the pool. */
  archiveAsync(name: string, options?: { force?: boolean }): Promise<Workspace>;
  /** Brings an archived workspace back whole. */
  recover(name: string): Workspace;
  /** The same as `recover`, on a thread of the pool. */
  recoverAsync(name: string): Promise<Workspace>;
  /** Deletes an archived workspace with its history and usage. */
  delete(name: string): native.DeletedWorkspace;
  /** The same as `delete`, on a thread of the pool. */
  deleteAsync(name: string): Promise<native.DeletedWorkspace>;
  /** Its muxing rules. */
  rules(name: string): Rule[];
  /** The same as `rules`, on a thread of the pool. */
  rulesAsync(name: string): Promise<Rule[]>;
  /** Replaces its muxing rules. */
  setRules(name: string, rules: readonly RuleInput[]): Rule[];
  /** The same as `setRules`, on a thread of the pool. */
  setRulesAsync(name: string, rules: readonly RuleInput[]): Promise<Rule[]>;
}

/** Contexts of a user, each with its active workspace. */
export class Sessions {
  private constructor();
  /** Makes a workspace the active one of a session (`default` by default), creating the session if need be. */
  activate(workspace: string, options?: { session?: string | null }): native.Session;
  /** The same as `activate`, on a thread of the pool. */
  activateAsync(workspace: string, options?: { session?: string | null }): Promise<native.Session>;
  /** The active workspace of a session. */
  activeWorkspace(options?: { session?: string | null }): Workspace;
  /** The same as `activeWorkspace`, on a thread of the pool. */
  activeWorkspaceAsync(options?: { session?: string | null }): Promise<Workspace>;
  /** All sessions by id. */
  list(): native.Session[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<native.Session[]>;
  /** One session; `default` by default. */
  get(session?: string): native.Session;
  /** The same as `get`, on a thread of the pool. */
  getAsync(session?: string): Promise<native.Session>;
  /** Removes a session; not `default`. */
  remove(session: string): void;
  /** The same as `remove`, on a thread of the pool. */
  removeAsync(session: string): Promise<void>;
}

/** Endpoints that take requests, shared by all workspaces. */
export class Providers {
  private constructor();
  /** Adds a provider. */
  add(name: string, fields: NewProvider): native.Provider;
  /** The same as `add`, on a thread of the pool. */
  addAsync(name: string, fields: NewProvider): Promise<native.Provider>;
  /** One provider. */
  get(name: string): native.Provider;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<native.Provider>;
  /** All providers by name. */
  list(): native.Provider[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<native.Provider[]>;
  /** Changes a provider: an absent field is kept, a null one cleared. */
  update(name: string, fields: ProviderUpdate): native.Provider;
  /** The same as `update`, on a thread of the pool. */
  updateAsync(name: string, fields: ProviderUpdate): Promise<native.Provider>;
  /** Gives it another name; rules keep pointing at it. */
  rename(name: string, newName: string): native.Provider;
  /** The same as `rename`, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<native.Provider>;
  /** Removes it; `provider_in_use` while rules use it, unless `force` strips them. */
  remove(name: string, options?: { force?: boolean }): native.RemovedProvider;
  /** The same as `remove`, on a thread of the pool. */
  removeAsync(name: string, options?: { force?: boolean }): Promise<native.RemovedProvider>;
}

/** Descriptions of ways of working, shared by all workspaces. */
export class Personas {
  private constructor();
  /** Adds a persona. */
  add(name: string, fields: NewPersona): native.Persona;
  /** The same as `add`, on a thread of the pool. */
  addAsync(name: string, fields: NewPersona): Promise<native.Persona>;
  /** One persona. */
  get(name: string): native.Persona;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<native.Persona>;
  /** All personas by name. */
  list(): native.Persona[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<native.Persona[]>;
  /** Changes a persona: an absent field is kept, a null one cleared. */
  update(name: string, fields: PersonaUpdate): native.Persona;
  /** The same as `update`, on a thread of the pool. */
  updateAsync(name: string, fields: PersonaUpdate): Promise<native.Persona>;
  /** Gives it another name. */
  rename(name: string, newName: string): native.Persona;
  /** The same as `rename`, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<native.Persona>;
  /** Removes a persona. */
  remove(name: string): void;
  /** The same as `remove`, on a thread of the pool. */
  removeAsync(name: string): Promise<void>;
  /** Its vector; null without one. */
  vector(name: string): Float32Array | null;
  /** The same as `vector`, on a thread of the pool. */
  vectorAsync(name: string): Promise<Float32Array | null>;
}

/** Prompts and outputs. */
export class History {
  private constructor();
  /** A page of exchanges, newest first. */
  list(query?: HistoryQuery): native.HistoryPage;
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: HistoryQuery): Promise<native.HistoryPage>;
  /** One exchange. */
  get(exchange: string): native.HistoryEntry;
  /** The same as `get`, on a thread of the pool. */
  getAsync(exchange: string): Promise<native.HistoryEntry>;
  /** How many exchanges there are. */
  count(query?: HistoryQuery): number;
  /** The same as `count`, on a thread of the pool. */
  countAsync(query?: HistoryQuery): Promise<number>;
  /** What they come to. */
  summary(query?: HistoryQuery): native.HistorySummary;
  /** The same as `summary`, on a thread of the pool. */
  summaryAsync(query?: HistoryQuery): Promise<native.HistorySummary>;
}

/** What was noticed in exchanges and workspaces. */
export class Alerts {
  private constructor();
  /** Adds an alert to an exchange, open or recorded, or to a workspace. */
  add(alert: NewAlert): native.Alert;
  /** The same as `add`, on a thread of the pool. */
  addAsync(alert: NewAlert): Promise<native.Alert>;
  /** A page of alerts, newest first. */
  list(query?: AlertQuery): native.AlertPage;
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: AlertQuery): Promise<native.AlertPage>;
  /** One alert. */
  get(id: string): native.Alert;
  /** The same as `get`, on a thread of the pool. */
  getAsync(id: string): Promise<native.Alert>;
  /** How many alerts there are. */
  count(query?: AlertQuery): number;
  /** The same as `count`, on a thread of the pool. */
  countAsync(query?: AlertQuery): Promise<number>;
  /** How many there are by severity and type. */
  summary(query?: AlertQuery): native.AlertSummary;
  /** The same as `summary`, on a thread of the pool. */
  summaryAsync(query?: AlertQuery): Promise<native.AlertSummary>;
}

/** Prices of tokens, for one gate. */
export class Prices {
  private constructor();
  /** What a request of a model would be charged by; null where that is not known. */
  lookup(query: PriceQuery): native.ModelPrice | null;
  /** The same as `lookup`, on a thread of the pool. */
  lookupAsync(query: PriceQuery): Promise<native.ModelPrice | null>;
  /** The standard price of every model, those of loaded tables first. */
  list(query?: PriceListQuery): native.ModelPrice[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: PriceListQuery): Promise<native.ModelPrice[]>;
  /** The tables and how old they are. */
  age(): native.PriceAge;
  /** The same as `age`, on a thread of the pool. */
  ageAsync(): Promise<native.PriceAge>;
  /**
   * Lays a table (bytes, text, or what `JSON.parse` makes of it) over the others, as long as the gate is open. One of
   * the same format that was loaded before goes. Nothing that was recorded changes.
   */
  load(table: Bytes | string | object, options?: PriceLoad): native.PriceTable;
  /** The same as `load`, on a thread of the pool. */
  loadAsync(table: Bytes | string | object, options?: PriceLoad): Promise<native.PriceTable>;
  /** Takes the loaded table of a format away; whether there was one. */
  unload(format: NonNullable<PriceLoad['format']>): boolean;
  /** The same as `unload`, on a thread of the pool. */
  unloadAsync(format: NonNullable<PriceLoad['format']>): Promise<boolean>;
  /** Sets a price of the host's own, as long as the gate is open; it counts before every table. */
  set(price: HostPriceFields): void;
  /** The same as `set`, on a thread of the pool. */
  setAsync(price: HostPriceFields): Promise<void>;
  /** Takes a price of the host's own away; whether there was one. */
  remove(model: string, options?: { provider?: string | null }): boolean;
  /** The same as `remove`, on a thread of the pool. */
  removeAsync(model: string, options?: { provider?: string | null }): Promise<boolean>;
  /** The prices of the host's own, in the order in which they were set. */
  own(): native.HostPrice[];
  /** The same as `own`, on a thread of the pool. */
  ownAsync(): Promise<native.HostPrice[]>;
}
