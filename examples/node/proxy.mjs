// A small proxy over codegate: clients talk to it as they talk to a provider, the active workspace decides the rest.
//
//     node examples/node/proxy.mjs codegate.db --port 8989 --setup setup.json
//
// It listens on loopback, prints its address as one line of JSON, then one line of JSON for every exchange: the decision
// and the receipt. It ends when its stdin closes, or on SIGTERM. Nothing but Node is needed.
//
// A set-up file holds `providers` and `workspaces`, each with the arguments of `gate.providers.add` and
// `gate.workspaces.create` (in snake_case, as in Python), and the name of the `active` workspace; what is there already
// is left as it is.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
// In a program of your own: import { open } from 'codegate';
import { CodegateError, open } from '../../bindings/node/index.mjs';

// Another provider may do better where one failed in these ways.
const ELSEWHERE = new Set(['rate_limit', 'overloaded', 'server', 'network']);
const NOT_PASSED_ON = ['connection', 'content-encoding', 'content-length', 'keep-alive', 'transfer-encoding'];

/** Prints a line of JSON. */
const say = (line) => console.log(JSON.stringify(line));

/** Serves one request of a client. */
async function serve(gate, request, response) {
  if (request.method !== 'POST') return refuse(response, 405, 'this proxy passes on POST requests alone');
  const exchange = gate.begin({
    body: await content(request),
    path: request.url,
    headers: request.headers,
    session: request.headers['x-codegate-session'],
  });
  try {
    if (exchange.url === null) {
      return refuse(response, 404, exchange.decision.warnings.map((warning) => warning.message).join('; '));
    }
    const { answer, error } = await send(exchange, response);
    if (answer === undefined) {
      refuse(response, 502, `no provider can be reached: ${error.message}`);
    } else {
      response.writeHead(answer.status, passedOn(answer.headers));
      await pipeline(Readable.from(exchange.wrap(answer.body ?? [])), response);
    }
    say({ decision: exchange.decision, receipt: await exchange.finishAsync({ status: answer?.status }) });
  } finally {
    // However this is left, the exchange is recorded.
    await exchange.closeAsync();
  }
}

/** The answer of the first route that has one; where all failed, that of the last, or its error. */
async function send(exchange, client) {
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  for (;;) {
    const { url, headers, bodyBytes: body } = exchange;
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, signal: gone.signal, redirect: 'manual' });
      exchange.beginResponse(answer.status, answer.headers);
      if (!ELSEWHERE.has(exchange.failureClass) || exchange.fail() === null) return { answer };
      await answer.body?.cancel();
    } catch (error) {
      if (gone.signal.aborted || error instanceof CodegateError) throw error;
      if (exchange.fail({ reason: (error.cause ?? error).message }) === null) return { error };
    }
  }
}

async function content(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function passedOn(headers) {
  return Object.fromEntries([...headers].filter(([name]) => !NOT_PASSED_ON.includes(name)));
}

function refuse(response, status, message) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { type: 'codegate', message } }));
}

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
  options: { port: { type: 'string', default: '0' }, setup: { type: 'string' } },
});
const gate = open(positionals[0] ?? 'codegate.db');
if (values.setup !== undefined) setUp(gate, JSON.parse(readFileSync(values.setup, 'utf8')));

const server = createServer((request, response) => {
  serve(gate, request, response).catch((error) => {
    if (response.headersSent) return response.destroy();
    return refuse(response, error instanceof CodegateError ? 400 : 502, error.message);
  });
});
server.listen(Number(values.port), '127.0.0.1', () => say({ url: `http://127.0.0.1:${server.address().port}` }));

function end() {
  server.close();
  server.closeAllConnections();
  process.stdin.destroy();
  gate.close();
}
process.stdin.resume().once('end', end);
process.once('SIGTERM', end);
