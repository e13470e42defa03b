// A small proxy over codegate: clients talk to it as they talk to a provider, the active workspace decides the rest.
//
//     node examples/node/proxy.mjs --db codegate.db [--port 8080] [--setup setup.json]
//
// It listens on loopback and prints lines of JSON: first where it listens, then the decision and the receipt of every
// exchange. A set-up file is `{"providers": {name: {…}}, "workspaces": {name: {…}}, "active": name}`; what is there
// already is left as it is. The proxy ends when its stdin closes. Nothing but Node is needed.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
// In a program of your own: import { open } from 'codegate';
import { CodegateError, open } from '../../bindings/node/index.mjs';

const TRY_ELSEWHERE = new Set([429, 500, 502, 503, 504, 529]);
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
    const { answer, failed } = await send(exchange, response);
    response.writeHead(answer.status, passedOn(answer.headers));
    const body = answer.body ?? [];
    if (!failed) exchange.response(answer.status, answer.headers);
    await pipeline(Readable.from(failed ? body : exchange.wrap(body)), response);
    say({ decision: exchange.decision, receipt: await exchange.finishAsync({ status: answer.status }) });
  } finally {
    // However this is left, the exchange is recorded.
    await exchange.leaveAsync();
  }
}

/** The answer of the first route that has one; where all failed, that of the last. */
async function send(exchange, client) {
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  for (;;) {
    const { url, headers, bodyBytes: body } = exchange;
    const answer = await fetch(url, { method: 'POST', headers, body, signal: gone.signal, redirect: 'manual' });
    if (!TRY_ELSEWHERE.has(answer.status)) return { answer, failed: false };
    const wait = Number(answer.headers.get('retry-after') ?? NaN);
    const route = exchange.fail({ status: answer.status, retryAfter: Number.isFinite(wait) ? wait : null });
    if (route === null) return { answer, failed: true };
    await answer.body?.cancel();
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

/** Adds what a set-up file names and the store does not have. */
function setUp(gate, { providers = {}, workspaces = {}, active }) {
  const unless = (code, make) => {
    try {
      make();
    } catch (error) {
      if (error.code !== code) throw error;
    }
  };
  for (const [name, fields] of Object.entries(providers)) {
    unless('provider_exists', () => gate.providers.add(name, fields));
  }
  for (const [name, fields] of Object.entries(workspaces)) {
    unless('workspace_exists', () => gate.workspaces.create(name, fields));
  }
  if (active !== undefined) gate.sessions.activate(active);
}

const { values } = parseArgs({
  options: { db: { type: 'string' }, port: { type: 'string', default: '0' }, setup: { type: 'string' } },
});
const gate = open(values.db ?? 'codegate.db', { injectUsage: true });
if (values.setup !== undefined) setUp(gate, JSON.parse(readFileSync(values.setup, 'utf8')));

const server = createServer((request, response) => {
  serve(gate, request, response).catch((error) => {
    if (response.headersSent) return response.destroy();
    return refuse(response, error instanceof CodegateError ? 400 : 502, error.message);
  });
});
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address();
  say({ url: `http://127.0.0.1:${port}`, port });
});
process.stdin.resume().on('end', () => {
  server.close();
  server.closeAllConnections();
  gate.close();
});
