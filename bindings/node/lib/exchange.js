'use strict';

const { bytes, headers, readable, record, text } = require('./arguments.js');
const { invalid } = require('./error.js');
const { bind, callUntimed, settled, timed } = require('./handle.js');

/** Bytes that are read in one go: about a millisecond's work. */
const LONG = 256 * 1024;

let moved;

/** One request and its response, from the decision to the receipt. */
class Exchange {
  #restore;
  #decision;
  #sending;
  #body;
  #last = Promise.resolve();

  constructor(handle, clock, restore) {
    bind(this, handle, clock);
    this.#restore = restore;
  }

  get id() {
    return callUntimed(this, (exchange) => exchange.id());
  }

  get decision() {
    return (this.#decision ??= callUntimed(this, (exchange) => exchange.decision()));
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
    this.#body ??= { value: this.#restored() };
    return this.#body.value;
  }

  get bodyBytes() {
    return callUntimed(this, (exchange) => exchange.body(false));
  }

  async bodyBytesAsync() {
    return settled(callUntimed(this, (exchange) => exchange.body(true)));
  }

  get warnings() {
    return callUntimed(this, (exchange) => exchange.warnings());
  }

  beginResponse(status, given) {
    if (!Number.isInteger(status) || status < 0 || status > 65_535) throw invalid('`status` must be a whole number');
    callUntimed(this, (exchange) => exchange.beginResponse(status, JSON.stringify(headers(given))));
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

  end() {
    return callUntimed(this, (exchange) => exchange.end(false));
  }

  async endAsync() {
    return this.#inTurn(() => settled(callUntimed(this, (exchange) => exchange.end(true))));
  }

  wrap(source) {
    return readable('the source of chunks', () => {
      if (typeof source === 'object' && source !== null && !ArrayBuffer.isView(source)) {
        if (typeof source[Symbol.asyncIterator] === 'function') return this.#wrapAsync(source);
        if (typeof source[Symbol.iterator] === 'function') return this.#wrapSync(source);
      }
      throw invalid('`wrap` takes an iterable or async iterable of chunks');
    });
  }

  reportUsage(counts) {
    callUntimed(this, (exchange) => exchange.reportUsage(record(counts, 'the usage')));
  }

  discard() {
    callUntimed(this, (exchange) => exchange.discard());
    this.#body = undefined;
  }

  dispose() {
    try {
      this.close();
    } catch {
      // An exchange that is disposed of is recorded as best it can be; `finish` and `close` tell of errors.
    }
  }

  [Symbol.dispose]() {
    this.dispose();
  }

  async [Symbol.asyncDispose]() {
    await this.closeAsync().catch(() => {});
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

  #current() {
    return (this.#sending ??= callUntimed(this, (exchange) => exchange.sending()));
  }

  #restored() {
    const found = this.bodyBytes;
    return found === null ? null : this.#restore(found);
  }

  static {
    /** What to send is another now, or nothing any more. */
    moved = (answer, exchange) => {
      exchange.#sending = undefined;
      exchange.#body = undefined;
      return answer;
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

timed(Exchange, {
  fail: [(exchange, later, failure) => exchange.fail(record(failure, 'the failure'), later), moved],
  retry: [(exchange, later, failure) => exchange.retry(record(failure, 'the failure'), later), moved],
  finish: [(exchange, later, given) => exchange.finish(finish(given), later), moved],
  close: [(exchange, later) => exchange.close(later), moved],
});

/** How it ended: the bare outcome, or `{ outcome, status }`. */
function finish(given) {
  return record(typeof given === 'string' ? { outcome: text(given, 'outcome') } : given, 'the end');
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
