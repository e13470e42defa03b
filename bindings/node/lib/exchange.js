'use strict';

const { inspect } = require('node:util');
const { bytes, document, headers, readable, record, text } = require('./arguments.js');
const { decision } = require('./decision.js');
const { invalid } = require('./error.js');
const { Handle, callTimed, callUntimed, called, clockOf, parsed, settled, timedWrites } = require('./handle.js');
const { LONG, respond, transform } = require('./respond.js');
const { failureOf, isResponse, warn } = require('./web.js');

let changed;

/** One request and its response, from the decision to the receipt. */
class Exchange extends Handle {
  #form;
  #decision;
  #sending;
  #body;
  #last = Promise.resolve();

  constructor(handle, clock, form) {
    super(handle, clock);
    this.#form = form;
    this.#weigh();
  }

  get id() {
    return callUntimed(this, (exchange) => exchange.id());
  }

  get decision() {
    return (this.#decision ??= decision(JSON.parse(callUntimed(this, (exchange) => exchange.decision()))));
  }

  get url() {
    return this.#current().url;
  }

  get headers() {
    return this.#current().headers.map((pair) => [...pair]);
  }

  get route() {
    return this.#current().route;
  }

  get body() {
    this.#body ??= { value: this.#read() };
    return this.#body.value;
  }

  get bodyBytes() {
    return callUntimed(this, (exchange) => exchange.body());
  }

  async bodyBytesAsync() {
    return settled(callUntimed(this, (exchange) => exchange.bodyLater()));
  }

  get warnings() {
    return parsed(callUntimed(this, (exchange) => exchange.warnings()));
  }

  get remaining() {
    return callUntimed(this, (exchange) => exchange.remaining());
  }

  get failureClass() {
    return parsed(callUntimed(this, (exchange) => exchange.failureClass()));
  }

  get retryAfter() {
    return callTimed(this, (exchange) => exchange.retryAfter());
  }

  authorize(secret) {
    callUntimed(this, (exchange) => exchange.authorize(text(secret, 'secret')));
    this.#sending = undefined;
  }

  fail(failure) {
    return this.#next((exchange, said, given) => exchange.fail(said, given, false), failure);
  }

  async failAsync(failure) {
    return this.#nextLater((exchange, said, given) => exchange.fail(said, given, true), failure);
  }

  retry(failure) {
    return this.#next((exchange, said, given) => exchange.retry(said, given, false), failure);
  }

  async retryAsync(failure) {
    return this.#nextLater((exchange, said, given) => exchange.retry(said, given, true), failure);
  }

  beginResponse(status, given) {
    if (isResponse(status)) return this.beginResponse(status.status, given ?? status.headers);
    if (!Number.isInteger(status) || status < 0 || status > 65_535) throw invalid('`status` must be a whole number');
    callUntimed(this, (exchange) => exchange.beginResponse(status, headers(given)));
  }

  feed(chunk) {
    const data = bytes(chunk, 'chunk');
    return callUntimed(this, (exchange) => exchange.feed(data, false)) ?? data;
  }

  async feedAsync(chunk) {
    const data = bytes(chunk, 'chunk');
    return this.#inTurn(async () => {
      const passed = [];
      for (const part of parts(data)) passed.push(await this.#feedLater(part));
      const unchanged = passed.every(({ out, part }) => out === part);
      return unchanged ? data : Buffer.concat(passed.map(({ out }) => out));
    });
  }

  feedEvent(event) {
    return callUntimed(this, (exchange) => exchange.feedEvent(document(event, 'event')));
  }

  end() {
    return callUntimed(this, (exchange) => exchange.end(false));
  }

  async endAsync() {
    return this.#inTurn(() => settled(callUntimed(this, (exchange) => exchange.end(true))));
  }

  wrap(source) {
    return readable('the source of chunks', () => {
      if (isResponse(source)) {
        this.beginResponse(source);
        return this.#wrapAsync(source.body ?? []);
      }
      if (typeof source === 'object' && source !== null && !ArrayBuffer.isView(source)) {
        if (typeof source[Symbol.asyncIterator] === 'function') return this.#wrapAsync(source);
        if (typeof source[Symbol.iterator] === 'function') return this.#wrapSync(source);
      }
      throw invalid('`wrap` takes a `Response`, or an iterable or async iterable of chunks');
    });
  }

  respond(response, given) {
    return respond(this, response, given);
  }

  transform(given) {
    return transform(this, given);
  }

  reportUsage(counts) {
    callUntimed(this, (exchange) => exchange.reportUsage(record(counts, 'the usage')));
  }

  discard() {
    callUntimed(this, (exchange) => exchange.discard());
    changed('null', this);
  }

  dispose() {
    try {
      this.close();
    } catch (error) {
      // Thrown here, it would take the place of what the block gives or throws.
      warn(this.id, error);
    }
  }

  [Symbol.dispose]() {
    this.dispose();
  }

  async [Symbol.asyncDispose]() {
    await this.closeAsync().catch((error) => warn(this.id, error));
  }

  /** Not its headers, nor the query of its url: they may hold a credential. */
  [inspect.custom](depth, options) {
    if (depth < 0) return '[Exchange]';
    const { id, url, route, decision, remaining, failureClass } = this;
    const warnings = [...decision.warnings, ...this.warnings];
    const { workspace, session, rule, reason } = decision;
    const target = route && (route.model === null ? route.provider : `${route.provider}/${route.model}`);
    const address = url && url.split('?', 1)[0];
    const shown = { id, workspace, session, rule, reason, route: target, url: address, remaining, failureClass, warnings };
    return `Exchange ${inspect(shown, options)}`;
  }

  /** Feeds on a thread of the pool, which has a copy of the part. */
  async #feedLater(part) {
    return { part, out: (await settled(callUntimed(this, (exchange) => exchange.feed(part, true)))) ?? part };
  }

  /** Makes a call when those that were made before it are done: the bytes of a response have an order. */
  #inTurn(call) {
    const made = this.#last.then(call);
    this.#last = made.catch(() => {});
    return made;
  }

  /** Ends the attempt, and opens another. */
  #next(call, failure) {
    const said = record(failureOf(failure), 'the failure');
    const made = (exchange) => clockOf(this).lookups.make((given) => called(() => call(exchange, said, given)));
    return changed(callTimed(this, made), this);
  }

  async #nextLater(call, failure) {
    const said = record(failureOf(failure), 'the failure');
    const made = (exchange) => clockOf(this).lookups.makeLater((given) => called(() => call(exchange, said, given)));
    return changed(await callTimed(this, made), this);
  }

  #current() {
    if (this.#sending === undefined) {
      const [url, headers, route] = parsed(callUntimed(this, (exchange) => exchange.sending()));
      this.#sending = { url, headers, route };
    }
    return this.#sending;
  }

  #read() {
    switch (this.#form) {
      case 'none':
        return null;
      case 'text':
        return callUntimed(this, (exchange) => exchange.bodyText());
      case 'parsed':
        return JSON.parse(callUntimed(this, (exchange) => exchange.bodyText()));
      case 'buffer':
        return this.bodyBytes;
      default:
        return uint8Array(this.bodyBytes);
    }
  }

  #weigh() {
    if (this.#form !== 'none') callUntimed(this, (exchange) => exchange.weigh());
  }

  static {
    /** What to send is another now, or nothing any more. */
    changed = (text, exchange) => {
      exchange.#sending = undefined;
      exchange.#body = undefined;
      exchange.#weigh();
      return parsed(text);
    };
  }

  *#wrapSync(source) {
    for (const chunk of source) yield* nonEmpty(this.feed(chunk));
    yield* nonEmpty(this.end());
  }

  async *#wrapAsync(source) {
    let length = 0;
    for await (const chunk of source) {
      const data = bytes(chunk, 'chunk');
      length += data.length;
      // What is long does not hold the loop.
      yield* nonEmpty(data.length > LONG ? await this.feedAsync(data) : this.feed(data));
    }
    yield* nonEmpty(length > LONG ? await this.endAsync() : this.end());
  }
}

timedWrites(Exchange, {
  finish: [(exchange, later, given) => exchange.finish(finish(given), later), changed],
  close: [(exchange, later) => exchange.close(later), changed],
});

/** How it ended: the bare outcome, or `{ outcome, status }`. */
function finish(given) {
  return record(typeof given === 'string' ? { outcome: text(given, 'outcome') } : given, 'the end');
}

function uint8Array(found) {
  return found === null ? null : new Uint8Array(found.buffer, found.byteOffset, found.byteLength);
}

/** The parts of a chunk that are read one by one. An empty chunk is one. */
function* parts(data) {
  for (let at = 0; at === 0 || at < data.length; at += LONG) {
    yield data.length <= LONG ? data : data.subarray(at, at + LONG);
  }
}

function* nonEmpty(out) {
  if (out.length > 0) yield out;
}

module.exports = { Exchange };
