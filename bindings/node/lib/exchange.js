'use strict';

const { bytes, headers, readable, record, text } = require('./arguments.js');
const { invalid } = require('./error.js');
const { bind, read, writes } = require('./handle.js');

let moved;

/** One request and its response, from the decision to the receipt. */
class Exchange {
  #restore;
  #decision;
  #sending;
  #body;

  constructor(handle, clock, restore) {
    bind(this, handle, clock);
    this.#restore = restore;
  }

  get id() {
    return read(this, (exchange) => exchange.id());
  }

  get decision() {
    return (this.#decision ??= read(this, (exchange) => exchange.decision()));
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
    return read(this, (exchange) => exchange.body());
  }

  get warnings() {
    return read(this, (exchange) => exchange.warnings());
  }

  response(status, given) {
    if (!Number.isInteger(status) || status < 0 || status > 65_535) throw invalid('`status` must be a whole number');
    read(this, (exchange) => exchange.response(status, JSON.stringify(headers(given))));
  }

  feed(chunk) {
    const data = bytes(chunk, 'chunk');
    return read(this, (exchange) => exchange.feed(data)) ?? data;
  }

  end() {
    return read(this, (exchange) => exchange.end());
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

  usage(counts) {
    read(this, (exchange) => exchange.usage(record(counts, 'the usage')));
  }

  [Symbol.dispose]() {
    try {
      this.leave();
    } catch {
      // An exchange that is left behind is recorded as best it can be; `finish` tells of errors.
    }
  }

  async [Symbol.asyncDispose]() {
    await this.leaveAsync().catch(() => {});
  }

  #current() {
    return (this.#sending ??= read(this, (exchange) => exchange.sending()));
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
    for await (const chunk of source) yield* nonEmpty(this.feed(chunk));
    yield* nonEmpty(this.end());
  }
}

writes(Exchange, {
  fail: [(exchange, later, failure) => exchange.fail(record(failure, 'the failure'), later), moved],
  retry: [(exchange, later, failure) => exchange.retry(record(failure, 'the failure'), later), moved],
  finish: [(exchange, later, given) => exchange.finish(finish(given), later), moved],
  leave: [(exchange, later) => exchange.leave(later), moved],
});

/** How it ended: the bare outcome, or `{ outcome, status }`. */
function finish(given) {
  return record(typeof given === 'string' ? { outcome: text(given, 'outcome') } : given, 'the end');
}

function* nonEmpty(out) {
  if (out.length > 0) yield out;
}

module.exports = { Exchange };
