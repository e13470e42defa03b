// The areas of a gate.

import type * as records from './records.js';
import type {
  AlertQuery,
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
  WorkspaceUpdate,
} from './inputs.js';
import type { Bytes, RuleInput } from './shapes.js';
import type { AlertPage, HistoryPage, Rule } from './index.js';

/** Groups of instructions, rules and recorded usage. */
export class Workspaces {
  private constructor();
  /** Creates a workspace. */
  create(name: string, fields?: NewWorkspace): records.Workspace;
  /** The same as `create`, on a thread of the pool. */
  createAsync(name: string, fields?: NewWorkspace): Promise<records.Workspace>;
  /** One workspace, live or archived. */
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
  /** Changes instructions and rules, all or nothing: an absent field is kept, a null one cleared. */
  update(name: string, fields: WorkspaceUpdate): records.Workspace;
  /** The same as `update`, on a thread of the pool. */
  updateAsync(name: string, fields: WorkspaceUpdate): Promise<records.Workspace>;
  /** Renames it. */
  rename(name: string, newName: string): records.Workspace;
  /** The same as `rename`, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<records.Workspace>;
  /** Archives it; `workspace_active` while sessions have it active, unless `force` moves them to `default`. */
  archive(name: string, options?: { force?: boolean }): records.Workspace;
  /** The same as `archive`, on a thread of the pool. */
  archiveAsync(name: string, options?: { force?: boolean }): Promise<records.Workspace>;
  /** Recovers an archived workspace whole. */
  recover(name: string): records.Workspace;
  /** The same as `recover`, on a thread of the pool. */
  recoverAsync(name: string): Promise<records.Workspace>;
  /** Deletes an archived workspace with its history and usage. */
  delete(name: string): records.DeletedWorkspace;
  /** The same as `delete`, on a thread of the pool. */
  deleteAsync(name: string): Promise<records.DeletedWorkspace>;
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
  activate(workspace: string, options?: { session?: string | null }): records.Session;
  /** The same as `activate`, on a thread of the pool. */
  activateAsync(workspace: string, options?: { session?: string | null }): Promise<records.Session>;
  /** The active workspace of a session. */
  activeWorkspace(options?: { session?: string | null }): records.Workspace;
  /** The same as `activeWorkspace`, on a thread of the pool. */
  activeWorkspaceAsync(options?: { session?: string | null }): Promise<records.Workspace>;
  /** All sessions by id. */
  list(): records.Session[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<records.Session[]>;
  /** One session; `default` by default. */
  get(session?: string): records.Session;
  /** The same as `get`, on a thread of the pool. */
  getAsync(session?: string): Promise<records.Session>;
  /** Removes a session; not `default`. */
  remove(session: string): void;
  /** The same as `remove`, on a thread of the pool. */
  removeAsync(session: string): Promise<void>;
}

/** Endpoints that take requests, shared by all workspaces. */
export class Providers {
  private constructor();
  /** Adds a provider. */
  add(name: string, fields: NewProvider): records.Provider;
  /** The same as `add`, on a thread of the pool. */
  addAsync(name: string, fields: NewProvider): Promise<records.Provider>;
  /** One provider. */
  get(name: string): records.Provider;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<records.Provider>;
  /** All providers by name. */
  list(): records.Provider[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<records.Provider[]>;
  /** Changes a provider: an absent field is kept, a null one cleared. */
  update(name: string, fields: ProviderUpdate): records.Provider;
  /** The same as `update`, on a thread of the pool. */
  updateAsync(name: string, fields: ProviderUpdate): Promise<records.Provider>;
  /** Renames it; rules keep pointing at it. */
  rename(name: string, newName: string): records.Provider;
  /** The same as `rename`, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<records.Provider>;
  /** Removes it; `provider_in_use` while rules use it, unless `force` removes its routes from them. */
  remove(name: string, options?: { force?: boolean }): records.RemovedProvider;
  /** The same as `remove`, on a thread of the pool. */
  removeAsync(name: string, options?: { force?: boolean }): Promise<records.RemovedProvider>;
}

/** Descriptions of ways of working, shared by all workspaces. */
export class Personas {
  private constructor();
  /** Adds a persona. */
  add(name: string, fields: NewPersona): records.Persona;
  /** The same as `add`, on a thread of the pool. */
  addAsync(name: string, fields: NewPersona): Promise<records.Persona>;
  /** One persona. */
  get(name: string): records.Persona;
  /** The same as `get`, on a thread of the pool. */
  getAsync(name: string): Promise<records.Persona>;
  /** All personas by name. */
  list(): records.Persona[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(): Promise<records.Persona[]>;
  /** Changes a persona: an absent field is kept, a null one cleared. */
  update(name: string, fields: PersonaUpdate): records.Persona;
  /** The same as `update`, on a thread of the pool. */
  updateAsync(name: string, fields: PersonaUpdate): Promise<records.Persona>;
  /** Renames it. */
  rename(name: string, newName: string): records.Persona;
  /** The same as `rename`, on a thread of the pool. */
  renameAsync(name: string, newName: string): Promise<records.Persona>;
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
  list(query?: HistoryQuery): HistoryPage;
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: HistoryQuery): Promise<HistoryPage>;
  /** One exchange. */
  get(exchange: string): records.HistoryEntry;
  /** The same as `get`, on a thread of the pool. */
  getAsync(exchange: string): Promise<records.HistoryEntry>;
  /** How many exchanges there are. */
  count(query?: HistoryQuery): number;
  /** The same as `count`, on a thread of the pool. */
  countAsync(query?: HistoryQuery): Promise<number>;
  /** A summary of them. */
  summary(query?: HistoryQuery): records.HistorySummary;
  /** The same as `summary`, on a thread of the pool. */
  summaryAsync(query?: HistoryQuery): Promise<records.HistorySummary>;
}

/** What was noticed in exchanges and workspaces. */
export class Alerts {
  private constructor();
  /** Adds an alert to an exchange, open or recorded, or to a workspace. */
  add(alert: NewAlert): records.Alert;
  /** The same as `add`, on a thread of the pool. */
  addAsync(alert: NewAlert): Promise<records.Alert>;
  /** A page of alerts, newest first. */
  list(query?: AlertQuery): AlertPage;
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: AlertQuery): Promise<AlertPage>;
  /** One alert. */
  get(id: string): records.Alert;
  /** The same as `get`, on a thread of the pool. */
  getAsync(id: string): Promise<records.Alert>;
  /** How many alerts there are. */
  count(query?: AlertQuery): number;
  /** The same as `count`, on a thread of the pool. */
  countAsync(query?: AlertQuery): Promise<number>;
  /** How many there are by severity and type. */
  summary(query?: AlertQuery): records.AlertSummary;
  /** The same as `summary`, on a thread of the pool. */
  summaryAsync(query?: AlertQuery): Promise<records.AlertSummary>;
}

/** Prices of tokens, for one gate. */
export class Prices {
  private constructor();
  /** The price that a request for a model would be charged; null if it is unknown. */
  lookup(query: PriceQuery): records.ModelPrice | null;
  /** The same as `lookup`, on a thread of the pool. */
  lookupAsync(query: PriceQuery): Promise<records.ModelPrice | null>;
  /** The standard price of every model, those of loaded tables first. */
  list(query?: PriceListQuery): records.ModelPrice[];
  /** The same as `list`, on a thread of the pool. */
  listAsync(query?: PriceListQuery): Promise<records.ModelPrice[]>;
  /** The tables and their age. */
  age(): records.PriceAge;
  /** The same as `age`, on a thread of the pool. */
  ageAsync(): Promise<records.PriceAge>;
  /**
   * Loads a price table (bytes, text, or what `JSON.parse` makes of it), for as long as the gate is open. It takes
   * precedence over those loaded before and replaces one of the same format. Recorded charges do not change.
   */
  load(table: Bytes | string | object, options?: PriceLoad): records.PriceTable;
  /** The same as `load`, on a thread of the pool. */
  loadAsync(table: Bytes | string | object, options?: PriceLoad): Promise<records.PriceTable>;
  /** Unloads the table of a format; returns whether there was one. */
  unload(format: records.PriceFormat): boolean;
  /** The same as `unload`, on a thread of the pool. */
  unloadAsync(format: records.PriceFormat): Promise<boolean>;
  /** Sets a price of the host's own, for as long as the gate is open; it takes precedence over every table. */
  set(price: HostPriceFields): void;
  /** The same as `set`, on a thread of the pool. */
  setAsync(price: HostPriceFields): Promise<void>;
  /** Removes a price of the host's own; returns whether there was one. */
  remove(model: string, options?: { provider?: string | null }): boolean;
  /** The same as `remove`, on a thread of the pool. */
  removeAsync(model: string, options?: { provider?: string | null }): Promise<boolean>;
  /** The prices of the host's own, in the order in which they were set. */
  own(): records.HostPrice[];
  /** The same as `own`, on a thread of the pool. */
  ownAsync(): Promise<records.HostPrice[]>;
}
