'use strict';

// The areas of a gate. Each method has an `…Async` twin.

const { body, force, optionalText, options, record, records, text } = require('./arguments.js');
const { invalid } = require('./error.js');
const { bind, timed, untimed } = require('./handle.js');
const { rules, workspace, workspaces } = require('./records.js');

class Area {
  constructor(handle, clock) {
    bind(this, handle, clock);
  }
}

/** Groups of instructions, rules and recorded usage. */
class Workspaces extends Area {}
timed(Workspaces, {
  create: [
    (gate, later, name, fields) => gate.workspaceCreate(text(name, 'name'), record(fields, 'the workspace'), later),
    workspace,
  ],
  update: [
    (gate, later, name, fields) => gate.workspaceUpdate(text(name, 'name'), record(fields, 'the change'), later),
    workspace,
  ],
  rename: [
    (gate, later, name, newName) => gate.workspaceRename(text(name, 'name'), text(newName, 'newName'), later),
    workspace,
  ],
  archive: [(gate, later, name, given) => gate.workspaceArchive(text(name, 'name'), force(given), later), workspace],
  recover: [(gate, later, name) => gate.workspaceRecover(text(name, 'name'), later), workspace],
  delete: (gate, later, name) => gate.workspaceDelete(text(name, 'name'), later),
  setRules: [
    (gate, later, name, list) => gate.workspaceSetRules(text(name, 'name'), records(list, '`rules`'), later),
    rules,
  ],
});
untimed(Workspaces, {
  get: [(gate, later, name) => gate.workspaceGet(text(name, 'name'), later), workspace],
  list: [(gate, later) => gate.workspaceList(false, later), workspaces],
  listArchived: [(gate, later) => gate.workspaceList(true, later), workspaces],
  rules: [(gate, later, name) => gate.workspaceRules(text(name, 'name'), later), rules],
});

/** Contexts of a user, each with its active workspace. */
class Sessions extends Area {}
timed(Sessions, {
  activate: (gate, later, name, given) => gate.sessionActivate(text(name, 'workspace'), session(given), later),
  remove: (gate, later, id) => gate.sessionRemove(text(id, 'session'), later),
});
untimed(Sessions, {
  activeWorkspace: [(gate, later, given) => gate.sessionActiveWorkspace(session(given), later), workspace],
  list: (gate, later) => gate.sessionList(later),
  get: (gate, later, id) => gate.sessionGet(optionalText(id, 'session'), later),
});

function session(given) {
  return optionalText(options(given, 'session').session, 'session');
}

/** Endpoints that take requests, shared by all workspaces. */
class Providers extends Area {}
timed(Providers, {
  add: (gate, later, name, fields) => gate.providerAdd(text(name, 'name'), record(fields, 'the provider'), later),
  update: (gate, later, name, fields) => gate.providerUpdate(text(name, 'name'), record(fields, 'the change'), later),
  rename: (gate, later, name, newName) => gate.providerRename(text(name, 'name'), text(newName, 'newName'), later),
  remove: (gate, later, name, given) => gate.providerRemove(text(name, 'name'), force(given), later),
});
untimed(Providers, {
  get: (gate, later, name) => gate.providerGet(text(name, 'name'), later),
  list: (gate, later) => gate.providerList(later),
});

/** Descriptions of ways of working, shared by all workspaces. */
class Personas extends Area {}
timed(Personas, {
  add: (gate, later, name, fields) => gate.personaAdd(text(name, 'name'), record(fields, 'the persona'), later),
  update: (gate, later, name, fields) => gate.personaUpdate(text(name, 'name'), record(fields, 'the change'), later),
  rename: (gate, later, name, newName) => gate.personaRename(text(name, 'name'), text(newName, 'newName'), later),
  remove: (gate, later, name) => gate.personaRemove(text(name, 'name'), later),
});
untimed(Personas, {
  get: (gate, later, name) => gate.personaGet(text(name, 'name'), later),
  list: (gate, later) => gate.personaList(later),
  vector: [
    (gate, later, name) => gate.personaVector(text(name, 'name'), later),
    (found) => (found === null ? null : Float32Array.from(found)),
  ],
});

/** Prompts and outputs. */
class History extends Area {}
untimed(History, {
  list: (gate, later, query) => gate.historyList(record(query, 'the query'), later),
  get: (gate, later, exchange) => gate.historyGet(text(exchange, 'exchange'), later),
  count: (gate, later, query) => gate.historyCount(record(query, 'the query'), later),
  summary: (gate, later, query) => gate.historySummary(record(query, 'the query'), later),
});

/** What was noticed in exchanges and workspaces. */
class Alerts extends Area {}
timed(Alerts, {
  add: (gate, later, fields) => gate.alertAdd(record(fields, 'the alert'), later),
});
untimed(Alerts, {
  list: (gate, later, query) => gate.alertList(record(query, 'the query'), later),
  get: (gate, later, id) => gate.alertGet(text(id, 'id'), later),
  count: (gate, later, query) => gate.alertCount(record(query, 'the query'), later),
  summary: (gate, later, query) => gate.alertSummary(record(query, 'the query'), later),
});

/** Prices of tokens, for one gate. */
class Prices extends Area {}
timed(Prices, {
  lookup: (gate, later, query) => gate.priceLookup(record(query, 'the query'), later),
  list: (gate, later, query) => gate.priceList(record(query, 'the query'), later),
  age: (gate, later) => gate.priceAge(later),
  load: (gate, later, table, given) => gate.priceLoad(content(table), record(given, 'the options'), later),
});
untimed(Prices, {
  unload: (gate, later, format) => gate.priceUnload(text(format, 'format'), later),
  set: (gate, later, price) => gate.priceSet(record(price, 'the price'), later),
  remove: (gate, later, model, given) => {
    const provider = optionalText(options(given, 'provider').provider, 'provider');
    return gate.priceRemove(text(model, 'model'), provider, later);
  },
  own: (gate, later) => gate.priceOwn(later),
});

/** A price table: bytes, text, or what `JSON.parse` makes of them. */
function content(table) {
  const { bytes: found } = body(table);
  if (found === undefined) throw invalid('`table` must be bytes, a string or a parsed JSON object');
  return found;
}

module.exports = { Alerts, History, Personas, Prices, Providers, Sessions, Workspaces };
