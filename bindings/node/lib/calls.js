// Generated from codegate-core by `cargo xtask gen`. Do not edit.
'use strict';

// The plain calls of a gate and of its areas. Each has an `…Async` twin.

const take = require('./arguments.js');
const { Handle, timed, timedWrites, untimed, untimedWrites } = require('./handle.js');
const shape = require('./records.js');

/**
 * Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that trims and
 * lower-cases to them.
 */
class Workspaces extends Handle {}
timedWrites(Workspaces, {
  bind: (gate, later, folder, workspace) =>
    gate.workspacesBind(take.text(folder, 'folder'), take.text(workspace, 'workspace'), later),
  unbind: (gate, later, folder) => gate.workspacesUnbind(take.text(folder, 'folder'), later),
  create: [
    (gate, later, name, workspace) => gate.workspacesCreate(take.text(name, 'name'), take.record(workspace, 'the workspace'), later),
    shape.workspace,
  ],
  update: [
    (gate, later, name, change) => gate.workspacesUpdate(take.text(name, 'name'), take.record(change, 'the change'), later),
    shape.workspace,
  ],
  rename: [
    (gate, later, name, newName) => gate.workspacesRename(take.text(name, 'name'), take.text(newName, 'newName'), later),
    shape.workspace,
  ],
  archive: [
    (gate, later, name, given) => gate.workspacesArchive(take.text(name, 'name'), take.flag(given, 'force'), later),
    shape.workspace,
  ],
  recover: [(gate, later, name) => gate.workspacesRecover(take.text(name, 'name'), later), shape.workspace],
  delete: (gate, later, name) => gate.workspacesDelete(take.text(name, 'name'), later),
  setRules: [
    (gate, later, name, rules) => gate.workspacesSetRules(take.text(name, 'name'), take.records(rules, '`rules`'), later),
    shape.rules,
  ],
});
untimed(Workspaces, {
  bindings: (gate, later) => gate.workspacesBindings(later),
  forPath: (gate, later, path) => gate.workspacesForPath(take.text(path, 'path'), later),
  get: [(gate, later, name) => gate.workspacesGet(take.text(name, 'name'), later), shape.workspace],
  list: [(gate, later) => gate.workspacesList(later), shape.workspaces],
  listArchived: [(gate, later) => gate.workspacesListArchived(later), shape.workspaces],
  rules: [(gate, later, name) => gate.workspacesRules(take.text(name, 'name'), later), shape.rules],
});

/** Sessions, each with its active workspace. The session is `default` where a call names none. */
class Sessions extends Handle {}
timedWrites(Sessions, {
  activate: (gate, later, workspace, given) =>
    gate.sessionsActivate(take.text(workspace, 'workspace'), take.textOption(given, 'session'), later),
  ensure: (gate, later, id, given) =>
    gate.sessionsEnsure(take.text(id, 'id'), take.textOption(given, 'workspace'), later),
  remove: (gate, later, session) => gate.sessionsRemove(take.text(session, 'session'), later),
});
untimed(Sessions, {
  activeWorkspace: [
    (gate, later, given) => gate.sessionsActiveWorkspace(take.textOption(given, 'session'), later),
    shape.workspace,
  ],
  list: (gate, later) => gate.sessionsList(later),
  get: (gate, later, session) => gate.sessionsGet(take.optionalText(session, 'session'), later),
});

/** Provider endpoints, shared by all workspaces. */
class Providers extends Handle {}
timedWrites(Providers, {
  add: (gate, later, name, provider) =>
    gate.providersAdd(take.text(name, 'name'), take.record(provider, 'the provider'), later),
  update: (gate, later, name, change) =>
    gate.providersUpdate(take.text(name, 'name'), take.record(change, 'the change'), later),
  rename: (gate, later, name, newName) =>
    gate.providersRename(take.text(name, 'name'), take.text(newName, 'newName'), later),
  remove: (gate, later, name, given) => gate.providersRemove(take.text(name, 'name'), take.flag(given, 'force'), later),
});
untimed(Providers, {
  get: (gate, later, name) => gate.providersGet(take.text(name, 'name'), later),
  list: (gate, later) => gate.providersList(later),
});

/** Personas, shared by all workspaces. */
class Personas extends Handle {}
timedWrites(Personas, {
  add: (gate, later, name, persona) =>
    gate.personasAdd(take.text(name, 'name'), take.record(persona, 'the persona'), later),
  update: (gate, later, name, change) =>
    gate.personasUpdate(take.text(name, 'name'), take.record(change, 'the change'), later),
  rename: (gate, later, name, newName) =>
    gate.personasRename(take.text(name, 'name'), take.text(newName, 'newName'), later),
  remove: (gate, later, name) => gate.personasRemove(take.text(name, 'name'), later),
});
untimed(Personas, {
  get: (gate, later, name) => gate.personasGet(take.text(name, 'name'), later),
  list: (gate, later) => gate.personasList(later),
  vector: [(gate, later, name) => gate.personasVector(take.text(name, 'name'), later), shape.vector],
});

/** Prices of tokens, for this gate. */
class Prices extends Handle {}
timed(Prices, {
  lookup: (gate, later, query) => gate.pricesLookup(take.record(query, 'the query'), later),
  load: (gate, later, table, options) =>
    gate.pricesLoad(take.document(table, 'table'), take.record(options, 'the options'), later),
  age: (gate, later) => gate.pricesAge(later),
  list: (gate, later, query) => gate.pricesList(take.record(query, 'the query'), later),
});
untimed(Prices, {
  unload: (gate, later, format) => gate.pricesUnload(take.text(format, 'format'), later),
  own: (gate, later) => gate.pricesOwn(later),
});
untimedWrites(Prices, {
  set: (gate, later, price) => gate.pricesSet(take.record(price, 'the price'), later),
  remove: (gate, later, model, given) =>
    gate.pricesRemove(take.text(model, 'model'), take.textOption(given, 'provider'), later),
});

/** Prompts and outputs. */
class History extends Handle {}
untimed(History, {
  list: [(gate, later, query) => gate.historyList(take.record(query, 'the query'), later), shape.page],
  get: (gate, later, exchange) => gate.historyGet(take.text(exchange, 'exchange'), later),
  count: (gate, later, query) => gate.historyCount(take.record(query, 'the query'), later),
  summary: (gate, later, query) => gate.historySummary(take.record(query, 'the query'), later),
  prune: (gate, later, query) => gate.historyPrune(take.record(query, 'the query'), later),
});

/** Alerts. */
class Alerts extends Handle {}
timedWrites(Alerts, {
  add: (gate, later, alert) => gate.alertsAdd(take.record(alert, 'the alert'), later),
});
untimed(Alerts, {
  list: [(gate, later, query) => gate.alertsList(take.record(query, 'the query'), later), shape.page],
  get: (gate, later, id) => gate.alertsGet(take.text(id, 'id'), later),
  count: (gate, later, query) => gate.alertsCount(take.record(query, 'the query'), later),
  summary: (gate, later, query) => gate.alertsSummary(take.record(query, 'the query'), later),
});

/** What a gate has beside the calls in gate.js. */
class GateCalls extends Handle {
  constructor(handle, clock) {
    super(handle, clock);
    this.workspaces = new Workspaces(handle, clock);
    this.sessions = new Sessions(handle, clock);
    this.providers = new Providers(handle, clock);
    this.personas = new Personas(handle, clock);
    this.prices = new Prices(handle, clock);
    this.history = new History(handle, clock);
    this.alerts = new Alerts(handle, clock);
  }
}
timed(GateCalls, {
  reprice: (gate, later, query) => gate.reprice(take.record(query, 'the query'), later),
});
timedWrites(GateCalls, {
  record: (gate, later, record) => gate.record(take.record(record, 'the record'), later),
  apply: (gate, later, config, options) =>
    gate.apply(take.document(config, 'config'), take.record(options, 'the options'), later),
});
untimed(GateCalls, {
  usage: [(gate, later, query) => gate.usage(take.record(query, 'the query'), later), shape.usageReport],
  verify: (gate, later, given) => gate.verify(take.flag(given, 'rebuild'), later),
  exportUsage: (gate, later, query) => gate.exportUsage(take.record(query, 'the query'), later),
  export: [(gate, later, options) => gate.export(take.record(options, 'the options'), later), shape.text],
  backup: (gate, later, path, options) =>
    gate.backup(take.text(path, 'path'), take.record(options, 'the options'), later),
  health: (gate, later) => gate.health(later),
  supersededCharges: (gate, later, exchange) => gate.supersededCharges(take.text(exchange, 'exchange'), later),
});
untimedWrites(GateCalls, {
  close: (gate, later) => gate.close(later),
  compact: (gate, later) => gate.compact(later),
});

module.exports = { Alerts, GateCalls, History, Personas, Prices, Providers, Sessions, Workspaces };
