// A small proxy over codegate: clients talk to it as they talk to a provider, the active workspace decides the rest.
//
//     node examples/node/proxy.mjs codegate.db --port 8989 --setup setup.json --upstream https://api.openai.com
//
// It listens on loopback, prints its address as one line of JSON, then one line of JSON for every exchange: the decision
// and the receipt. It ends when its stdin closes, or on SIGTERM. Nothing but Node is needed.
//
// A set-up file holds `providers` and `workspaces`, each with the arguments of `gate.providers.add` and
// `gate.workspaces.create` (in snake_case, as in Python), and the name of the `active` workspace; what is there already
// is left as it is.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
// In a program of your own: from 'codegate' and 'codegate/http'.
import { open } from '../../bindings/node/index.mjs';
import { createProxy } from '../../bindings/node/plugins/http.mjs';

/** Prints a line of JSON. */
const say = (line) => console.log(JSON.stringify(line));

/** Records with the names of JavaScript: `custom_instructions` is `customInstructions`. */
function camel(value) {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== 'object' || value === null) return value;
  const name = (key) => key.replace(/_([a-z])/g, (_, next) => next.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [name(key), camel(item)]));
}

/** Adds what a set-up file names and the store does not have. */
function setUp(gate, { providers = [], workspaces = [], active }) {
  const missing = (area, list) => list.filter(({ name }) => !area.list().some((found) => found.name === name));
  for (const { name, ...fields } of missing(gate.providers, camel(providers))) gate.providers.add(name, fields);
  for (const { name, ...fields } of missing(gate.workspaces, camel(workspaces))) gate.workspaces.create(name, fields);
  if (active !== undefined) gate.sessions.activate(active);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '0' }, setup: { type: 'string' }, upstream: { type: 'string' } },
});
const gate = open(positionals[0] ?? 'codegate.db');
if (values.setup !== undefined) setUp(gate, JSON.parse(readFileSync(values.setup, 'utf8')));

const proxy = createProxy(gate, {
  // Where calls go that no rule takes, such as a list of models.
  upstream: values.upstream,
  facts: ({ headers }) => ({ session: headers['x-codegate-session'] }),
  onReceipt: (receipt, decision) => say({ decision, receipt }),
});
const server = createServer(proxy);
server.listen(Number(values.port), '127.0.0.1', () => say({ url: `http://127.0.0.1:${server.address().port}` }));

function end() {
  server.close();
  server.closeAllConnections();
  process.stdin.destroy();
  gate.close();
}
process.stdin.resume().once('end', end);
process.once('SIGTERM', end);
