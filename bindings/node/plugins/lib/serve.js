'use strict';

// The life of a call, for every plug-in that sends HTTP: decided, sent, tried again and elsewhere, answered.

const { requestType } = require('../../index.js');
const { CodegateError } = require('../../lib/error.js');
const { factsHere, listenersHere } = require('./context.js');
const { refusal, untranslated } = require('./refusals.js');
const { ELSEWHERE, newKey, pause, slept } = require('./retries.js');
const { Metered, Run, fed, reasonOf } = require('./run.js');

/** Words of `requestType` that are calls of models; others go where they were going, but where a rule asks for them. */
const OF_MODELS = new Set(['chat', 'fim', 'count_tokens', 'embeddings', 'images', 'audio', 'moderation', 'batch']);
/** Of the body of a failure no more than this is read, and for no longer. */
const FAILURE_BYTES = 256 * 1024;
const FAILURE_MILLIS = 2_000;
const HOPS = 5;
/** Below 500, packages that do not know `x-should-retry` try these again. */
const RETRIED = new Set([408, 409, 429]);
/** What is said of the bytes between the provider and us. */
const OF_THE_HOP = [
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Answers a call: `{ status, statusText, url, headers, body }`, the body null, bytes, or a reader with `read` and `cancel`.
 * Undefined where the call is none of a model and no rule asks for it: it goes where it was going. Throws what `send`
 * throws where no route answers, and the reason of the signal where that is aborted.
 *
 * @param call `method`, `origin` (where it was going), `path`, `headers`, `signal`, `asked` (what `facts` is given), `body()`,
 *   and `send({ url, method, headers, body, signal })`, whose answer has a `body` with `getReader`, or null. Who goes from
 *   route to route by himself gives all `facts`, says that the route is `alone`, and whether there is a `next` one; then a
 *   failure that is worth that leaves the exchange open, as `call.left`.
 */
async function serve(gate, settings, tickets, call) {
  try {
    const begun = await unlessAborted(begin(gate, settings, tickets, call), call.signal);
    if (begun === undefined) return undefined;
    try {
      return await answer(begun, settings, call);
    } catch (error) {
      if (call.left === undefined) await begun.run.broken(error, call.signal);
      throw error;
    }
  } catch (error) {
    if (!(error instanceof CodegateError)) throw error;
    // What a function of the host's has thrown is for the host, not for the client.
    if (error.cause !== undefined) settings.onRefused(error);
    return refusal(error.code, error.message);
  }
}

/** What `beginning` gives; where the client aborts before, it waits no longer, and what begins later is recorded as aborted. */
async function unlessAborted(beginning, signal) {
  if (!signal) return beginning;
  let left;
  const aborted = new Promise((_, reject) => {
    left = () => reject(signal.reason);
    signal.addEventListener('abort', left, { once: true });
    if (signal.aborted) left();
  });
  try {
    return await Promise.race([beginning, aborted]);
  } catch (error) {
    if (signal.aborted) beginning.then((begun) => begun?.run.close()).catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener('abort', left);
  }
}

async function begin(gate, settings, tickets, call) {
  const { method, path, headers, origin } = call;
  const stated = call.facts ?? { upstream: origin, ...(await settings.facts(call.asked)), ...factsHere() };
  const facts = { ...stated, method, path, headers };
  let type = facts.requestType ?? requestType(method, path);
  // What has no body that says more, and may be long, is not read before it is known to be ours.
  const bodiless = type === 'models' || type === 'files' || method === 'GET' || method === 'HEAD';
  if (!OF_MODELS.has(type) && (bodiless || !isJson(headers)) && !ruled(gate, facts)) return undefined;
  const body = await call.body();
  if (call.signal?.aborted) throw call.signal.reason;
  type = facts.requestType ?? requestType(method, path, body);
  const ticket = tickets.of(headers, call, body);
  if (ticket !== undefined) ticket.key = facts.key ??= ticket.key ?? newKey();
  const exchange = await begun(gate, { ...facts, body });
  if (exchange === undefined) return undefined;
  if (!OF_MODELS.has(type) && exchange.decision.route?.provider == null) {
    exchange.discard();
    return undefined;
  }
  const run = new Run(settings, exchange, listenersHere(), () => tickets.keep(ticket));
  call.begun = true;
  return { run, tries: ticket?.again ? 1 : settings.tries };
}

/** The exchange; undefined where the body is too large for one, and no rule wants it. */
async function begun(gate, request) {
  try {
    // Not on this thread: a long body takes its time, and a host's function may give a secret as a promise.
    return await gate.beginAsync(request);
  } catch (error) {
    if (error.code === 'too_large' && !ruled(gate, request)) return undefined;
    throw error;
  }
}

function ruled(gate, facts) {
  const { route } = gate.decide({ ...facts, body: undefined });
  return route !== null && route.provider !== null;
}

function isJson(headers) {
  const type = headers.get('content-type');
  return type === null || /\bjson\b/i.test(type);
}

async function answer({ run, tries }, settings, call) {
  const { exchange } = run;
  for (let tried = 1; ; tried += 1) {
    if (!(await reachable(exchange, call))) {
      const said = exchange.decision.route === null ? unrouted(exchange) : untranslated(exchange);
      await run.finish({ outcome: 'failed' });
      return said;
    }
    const { response, error } = await sent(exchange, call);
    const failed = ELSEWHERE.has(error === undefined ? exchange.failureClass : 'network');
    if (!failed) return passed(run, response, call);
    const remaining = call.alone ? 0 : exchange.remaining;
    const spent = remaining === 0 && tried >= tries;
    if (spent && !call.next && response !== undefined) return passed(run, response, call);
    const failure = response === undefined ? undefined : await looked(exchange, response);
    const asked = failure === undefined ? null : exchange.retryAfter;
    const wait = tried < tries ? pause(tried, asked, settings.maxWait) : null;
    const content = failure && Buffer.concat(failure.held);
    const told = error === undefined ? { body: content } : { reason: reasonOf(error) };
    if (remaining > 0) {
      if ((await exchange.failAsync(told)) !== null) {
        failure?.body?.cancel();
        tried = 0;
        continue;
      }
    } else if (wait !== null) {
      await exchange.retryAsync(told);
      failure?.body?.cancel();
      await slept(wait, call.signal);
      continue;
    } else if (call.next) {
      call.left = run;
      failure?.body?.cancel();
      if (failure !== undefined) return { ...copied(failure), body: content };
    }
    if (error !== undefined) throw error;
    return passed(run, failure, call);
  }
}

/** Whether there is a route to send to; those whose provider does not take the format are passed over. */
async function reachable(exchange, call) {
  while (exchange.url === null) {
    if (call.alone || exchange.remaining === 0) return false;
    if ((await exchange.failAsync({ reason: 'the provider does not take the format' })) === null) return false;
  }
  return true;
}

function unrouted(exchange) {
  const { reason, warnings } = exchange.decision;
  return refusal(reason ?? 'no_match', warnings.map(({ message }) => message).join('; ') || 'no rule matches', 404);
}

/** The response to the current attempt, or the error where nothing came. What the client aborted is thrown. */
async function sent(exchange, call) {
  const { url, headers, bodyBytes: body } = exchange;
  let sending = { method: call.method, url, headers, body, signal: call.signal };
  try {
    for (let hop = 0; ; hop += 1) {
      const response = await call.send(sending);
      const next = hop < HOPS ? redirected(response, sending.url) : undefined;
      if (next === undefined) {
        exchange.beginResponse(response.status, response.headers);
        return { response };
      }
      await response.body?.cancel();
      sending = { ...sending, url: next };
    }
  } catch (error) {
    if (call.signal?.aborted || error instanceof CodegateError) throw error;
    return { error };
  }
}

/** Where to go on within the same origin: the credential goes nowhere else. */
function redirected({ status, headers }, from) {
  const location = headers.get('location');
  if ((status !== 307 && status !== 308) || location === null || !URL.canParse(location, from)) return undefined;
  const to = new URL(location, from);
  return to.origin === new URL(from).origin ? to.href : undefined;
}

function passed(run, response, call) {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const name of OF_THE_HOP) headers.delete(name);
  headers.set('x-codegate-exchange', run.id);
  // What is worth another try has had it.
  if (status >= 400) headers.set('x-should-retry', 'false');
  if (status >= 500 || RETRIED.has(status)) run.again();
  const said = { status, statusText, url: response.url, headers };
  const none = call.method === 'HEAD' || response.body === null || [204, 205, 304].includes(status);
  if (none) return ended(run, said, response);
  return { ...said, body: new Metered(run, response.body.getReader(), { status }, call.signal, response.held) };
}

async function ended(run, said, response) {
  await response.body?.cancel();
  await run.finish({ status: said.status });
  return { ...said, body: null };
}

/**
 * Feeds the start of a failure, as far as it comes soon: it tells best what failed, and how long to wait. Gives the response
 * with what was read of it as `held`; its body gives the rest.
 */
async function looked(exchange, response) {
  if (response.body === null) return { ...copied(response), body: null, held: [] };
  const reader = response.body.getReader();
  const held = [];
  let next;
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, FAILURE_MILLIS);
  });
  for (let length = 0; length < FAILURE_BYTES; ) {
    next = reader.read();
    // What breaks off here is told to whoever reads on.
    const chunk = await Promise.race([next, late]).catch(() => undefined);
    if (chunk === undefined || chunk.done) break;
    next = undefined;
    held.push(await fed(exchange, chunk.value));
    length += chunk.value.length;
  }
  clearTimeout(timer);
  const read = () => {
    const first = next ?? reader.read();
    next = undefined;
    return first;
  };
  const cancel = (reason) => reader.cancel(reason).catch(() => {});
  return { ...copied(response), body: { getReader: () => ({ read, cancel }), cancel }, held };
}

function copied({ status, statusText, url, headers }) {
  return { status, statusText, url, headers };
}

module.exports = { OF_THE_HOP, serve };
