'use strict';

// An interceptor for dispatchers of `undici`: `new Agent().compose(codegate(gate))`.

const { withFacts } = require('./lib/context.js');
const { needed } = require('./lib/needs.js');
const { Controller, sendBy } = require('./lib/dispatching.js');
const { Tickets } = require('./lib/retries.js');
const { serve } = require('./lib/serve.js');
const { settings } = require('./lib/settings.js');

const MAJORS = [7, 8];

/** An interceptor over an open gate. */
function codegate(gate, options) {
  const known = settings(gate, options, ['dispatcher']);
  const { file } = needed('codegate/undici', 'undici', MAJORS);
  let agent = known.dispatcher;
  const elsewhere = () => (agent ??= new (require(file.replace(/package\.json$/, '')).Agent)());
  const tickets = new Tickets();
  // From version 8 on an interceptor is told to which origin its dispatcher is bound; undefined is one that goes anywhere.
  return (dispatch, ...bound) => {
    const anywhere = bound.length > 0 && bound[0] === undefined;
    return function intercepted(given, handler) {
      const origin = originOf(given.origin ?? bound[0]);
      // A handler of an older version, as Node's own `fetch` has it for version 8, is refused by the dispatcher itself.
      const foreign = typeof handler?.onRequestStart !== 'function';
      const untouched = foreign || origin === undefined || given.method === 'CONNECT' || given.upgrade || isForm(given.body);
      if (untouched) return dispatch(given, handler);
      // A dispatcher that is bound to one origin would send everything there, whatever it is asked.
      const here = (url) => anywhere || new URL(url).origin === origin;
      const away = (sent, receiver) => elsewhere().dispatch(sent, receiver);
      const send = (sending) => sendBy(here(sending.url) ? dispatch : away, given, sending);
      respond(gate, known, tickets, callOf(given, origin, send), dispatch, given, handler);
      return true;
    };
  };
}

async function respond(gate, known, tickets, call, dispatch, given, handler) {
  const controller = new Controller();
  call.signal = controller.signal;
  let started = false;
  try {
    const answer = await serve(gate, known, tickets, {
      ...call,
      // The handler's owner can abort from here on; before, no call is known to be ours.
      body: () => {
        started = true;
        handler.onRequestStart?.(controller, {});
        return call.body();
      },
    });
    if (answer !== undefined) await controller.drive(answer, handler);
    else onward(call, dispatch, given, started ? new Begun(handler, controller) : handler);
  } catch (error) {
    if (!started) handler.onRequestStart?.(controller, {});
    handler.onResponseError?.(controller, error);
  }
}

/** Sends what is no call of a model where it was going. */
function onward(call, dispatch, given, handler) {
  const content = call.content();
  dispatch(content === undefined ? given : { ...given, body: content }, handler);
}

/** A handler that was told of the start already: what it aborts is aborted at the new controller. */
class Begun {
  constructor(handler, controller) {
    this.onRequestStart = (now) => controller.hand(now);
    for (const name of ['onRequestUpgrade', 'onResponseStart', 'onResponseData', 'onResponseEnd', 'onResponseError']) {
      this[name] = (...told) => handler[name]?.(...told);
    }
  }
}

function callOf({ method = 'GET', path, query, headers, body }, origin, send) {
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of [value].flat()) url.searchParams.append(name, item);
  }
  let content;
  return {
    method,
    origin,
    path: url.pathname + url.search,
    headers: headersOf(headers),
    asked: { origin, path, method, headers },
    body: async () => (content = await read(body)),
    content: () => content ?? undefined,
    send,
  };
}

function originOf(origin) {
  if (origin === undefined || origin === null) return undefined;
  return URL.canParse(origin) ? new URL(origin).origin : undefined;
}

/** Headers in any of the forms that a dispatcher takes. */
function headersOf(given) {
  const headers = new Headers();
  const pairs = [];
  if (Array.isArray(given) && !Array.isArray(given[0])) {
    for (let at = 0; at < given.length; at += 2) pairs.push([given[at], given[at + 1]]);
  } else pairs.push(...(typeof given?.[Symbol.iterator] === 'function' ? given : Object.entries(given ?? {})));
  for (const [name, value] of pairs) {
    for (const item of [value].flat()) if (item !== undefined && item !== null) headers.append(String(name), String(item));
  }
  return headers;
}

/** A body in any of the forms that a dispatcher takes, but for forms; null where there is none. */
async function read(body) {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof ArrayBuffer) return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (typeof body.arrayBuffer === 'function') return Buffer.from(await body.arrayBuffer());
  const chunks = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A form with files, which only the dispatcher can write. */
function isForm(body) {
  return typeof body === 'object' && body !== null && body[Symbol.toStringTag] === 'FormData';
}

module.exports = { codegate, withFacts };
