'use strict';

const { bytes, headers, readable, record, text } = require('./arguments.js');
const { invalid } = require('./error.js');
const { Handle, parsed, read, writes } = require('./handle.js');

let changed;

/** One request and its response, from the decision to the receipt. */
class Exchange extends Handle {
  #form;
  #decision;
  #sending;
  #body;

  constructor(handle, clock, form) {
    super(handle, clock);
    this.#form = form;
    this.#weigh();
  }

  get id() {
    return read(this, (exchange) => exchange.id());
  }

  get decision() {
    return (this.#decision ??= parsed(read(this, (exchange) => exchange.decision())));
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
    return read(this, (exchange) => exchange.body());
  }

  get warnings() {
    return parsed(read(this, (exchange) => exchange.warnings()));
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
    if (this.#sending === undefined) {
      const [url, headers, route] = parsed(read(this, (exchange) => exchange.sending()));
      this.#sending = { url, headers, route };
    }
    return this.#sending;
  }

  #read() {
    switch (this.#form) {
      case 'none':
        return null;
      case 'text':
        return read(this, (exchange) => exchange.bodyText());
      case 'parsed':
        return JSON.parse(read(this, (exchange) => exchange.bodyText()));
      case 'buffer':
        return this.bodyBytes;
      default:
        return uint8Array(this.bodyBytes);
    }
  }

  #weigh() {
    if (this.#form !== 'none') read(this, (exchange) => exchange.weigh());
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
    for await (const chunk of source) yield* nonEmpty(this.feed(chunk));
    yield* nonEmpty(this.end());
  }
}

writes(Exchange, {
  fail: [(exchange, later, failure) => exchange.fail(record(failure, 'the failure'), later), changed],
  retry: [(exchange, later, failure) => exchange.retry(record(failure, 'the failure'), later), changed],
  finish: [(exchange, later, given) => exchange.finish(finish(given), later), changed],
  leave: [(exchange, later) => exchange.leave(later), changed],
});

/** How it ended: the bare outcome, or `{ outcome, status }`. */
function finish(given) {
  return record(typeof given === 'string' ? { outcome: text(given, 'outcome') } : given, 'the end');
}

function uint8Array(found) {
  return found === null ? null : new Uint8Array(found.buffer, found.byteOffset, found.byteLength);
}

function* nonEmpty(out) {
  if (out.length > 0) yield out;
}

module.exports = { Exchange };
