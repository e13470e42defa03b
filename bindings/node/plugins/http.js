'use strict';

// A proxy as a handler of `node:http`: clients talk to it as they talk to a provider.

const { once } = require('node:events');
const { Readable } = require('node:stream');
const { withFacts } = require('./lib/context.js');
const { refusal } = require('./lib/refusals.js');
const { Tickets } = require('./lib/retries.js');
const { reasonOf } = require('./lib/run.js');
const { OF_THE_HOP, serve } = require('./lib/serve.js');
const { settings } = require('./lib/settings.js');

/** Bytes of a request that is read whole: what the library takes, and one more for it to refuse. */
const LONGEST = 32 * 1024 * 1024 + 1;

/** A handler `(request, response)` over an open gate. */
function createProxy(gate, options) {
  const known = settings(gate, options, ['fetch', 'upstream']);
  const send = known.fetch ?? globalThis.fetch;
  if (typeof send !== 'function') throw new TypeError('`fetch` must be a function: Node has one since version 18');
  const upstream = told(upstreamOf(known.upstream), '`upstream`', known);
  const own = { ...known, facts: told(known.facts, '`facts`', known) };
  const tickets = new Tickets();
  return async function handle(request, response) {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const call = callOf(request, send, gone.signal);
    try {
      call.origin = await upstream(request);
      await pour((await serve(gate, own, tickets, call)) ?? (await passedOn(call, request)), response);
    } catch (error) {
      if (response.headersSent || gone.signal.aborted) response.destroy();
      else await pour(refused(error), response).catch(() => response.destroy());
    }
  };
}

function refused(error) {
  if (error instanceof TooLong) return refusal('too_large', error.message);
  if (error instanceof AlreadyRead || error instanceof HostFailed) return refusal('internal', error.message);
  return refusal('unreachable', `no provider can be reached: ${reasonOf(error)}`, 502);
}

class TooLong extends Error {}

class AlreadyRead extends Error {
  message = 'something before the proxy has read the body of the request, and has not kept it: put the proxy before body parsers';
}

class HostFailed extends Error {}

/** A function of the host's; what it throws is told to the host, and clients only that it did. */
function told(call, name, { onRefused }) {
  return async (request) => {
    try {
      return await call(request);
    } catch (error) {
      onRefused(error);
      throw new HostFailed(`the proxy's ${name} has failed; its \`onError\` was told why`);
    }
  };
}

/** What gives the origin that a request was going to. */
function upstreamOf(upstream) {
  if (typeof upstream === 'function') return async (request) => originOf((await upstream(request)) ?? undefined);
  const origin = originOf(upstream);
  return async () => origin;
}

function originOf(upstream) {
  if (upstream === undefined) return undefined;
  if (!/^https?:/.test(String(upstream)) || !URL.canParse(upstream)) {
    throw new TypeError('`upstream` must be an address such as `https://api.openai.com`, or a function that gives one');
  }
  return new URL(upstream).origin;
}

/** A request of a client as `serve` takes it. */
function callOf(request, send, signal) {
  const headers = new Headers();
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [name, value] = request.rawHeaders.slice(at, at + 2);
    if (!name.startsWith(':')) headers.append(name, value);
  }
  // It was said to this server, which has answered.
  headers.delete('expect');
  const parsed = request.readableEnded;
  let content;
  return {
    method: request.method,
    path: pathOf(request.url),
    headers,
    signal,
    asked: request,
    parsed,
    body: async () => (content ??= parsed ? kept(request, headers) : await read(request)),
    content: () => content,
    send: ({ url, ...sending }) => send(url, { ...sending, redirect: 'manual' }),
  };
}

/** The path of a request, which a client of a proxy may send with the origin before it. */
function pathOf(url) {
  if (url.startsWith('/')) return url;
  if (!URL.canParse(url)) return '/';
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** The whole body; null where there is none. */
async function read(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST) throw new TooLong('the body is longer than 32 MiB');
  }
  return length > 0 ? Buffer.concat(chunks) : null;
}

/** A body that was read before this handler, as what read it has kept it; null where there was none. */
function kept({ body }, headers) {
  if (!headers.has('transfer-encoding') && !(Number(headers.get('content-length')) > 0)) return null;
  const plain = typeof body === 'object' && body !== null && !ArrayBuffer.isView(body);
  if (body === undefined || (plain && !/\bjson\b/i.test(headers.get('content-type') ?? ''))) throw new AlreadyRead();
  // A parser unpacks.
  headers.delete('content-encoding');
  return Buffer.from(plain || body === null ? JSON.stringify(body) : body);
}

/** What is no call of a model goes where it was going, as it is; neither request nor response is held. */
async function passedOn(call, request) {
  if (call.origin === undefined) {
    return refusal('no_match', 'this is no call of a model, no rule asks for it, and the proxy has no `upstream`', 404);
  }
  const none = call.method === 'GET' || call.method === 'HEAD';
  const content = call.parsed ? await call.body() : call.content();
  const headers = new Headers(call.headers);
  for (const name of [...OF_THE_HOP, 'host']) if (name !== 'content-encoding') headers.delete(name);
  headers.set('accept-encoding', 'identity');
  const body = none ? undefined : (content ?? Readable.toWeb(request));
  const { method, signal, origin, path } = call;
  const response = await call.send({ url: origin + path, method, headers, body, duplex: 'half', signal });
  const passed = new Headers(response.headers);
  for (const name of OF_THE_HOP) passed.delete(name);
  const { status, statusText } = response;
  return { status, statusText, headers: passed, body: response.body?.getReader() ?? null };
}

/** Writes an answer as fast as the client reads it. */
async function pour({ status, statusText, headers, body }, response) {
  response.writeHead(status, statusText || undefined, pairs(headers));
  if (body === null || Buffer.isBuffer(body)) return response.end(body ?? undefined);
  response.flushHeaders();
  for (;;) {
    const { done, value } = await body.read();
    if (done) break;
    if (!response.write(value) && !(await drained(response))) return body.cancel();
  }
  return response.end();
}

/** Whether the client has read what was written; false where it went away. */
async function drained(response) {
  if (response.destroyed) return false;
  const gone = new AbortController();
  const close = () => gone.abort();
  response.once('close', close);
  try {
    await once(response, 'drain', { signal: gone.signal });
    return true;
  } catch {
    return false;
  } finally {
    response.off('close', close);
  }
}

/** Headers as names and values in turn, those that come several times among them. */
function pairs(headers) {
  return [...headers].flat();
}

module.exports = { createProxy, withFacts };
