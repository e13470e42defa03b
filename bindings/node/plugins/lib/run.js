'use strict';

// One exchange as a plug-in leads it: its end is recorded once, and told to those who asked for receipts.

const { awaited, deliver } = require('./context.js');

/** Milliseconds that a caller waits for a record at most: on a lock of another process nobody's response waits. */
const PATIENCE = 100;
/** Bytes that are read in one go: about a millisecond's work. */
const LONG = 256 * 1024;

class Run {
  #ended = false;

  /**
   * @param listeners who waits for receipts, from `listenersHere`
   * @param again keeps the ticket of a call that its package will try again
   */
  constructor(settings, exchange, listeners, again = () => {}) {
    this.exchange = exchange;
    this.decision = exchange.decision;
    this.id = exchange.id;
    this.again = again;
    this.settings = settings;
    this.listeners = listeners;
  }

  finish(end) {
    return this.#record(() => this.exchange.finishAsync(end));
  }

  /** Ends what the client let go of: completed if the response was seen whole, else aborted. */
  close() {
    return this.#record(() => this.exchange.closeAsync());
  }

  /** Ends what broke off: for the client it was let go of, for the provider it failed. */
  async broken(error, signal) {
    this.again();
    if (signal?.aborted) return this.close();
    const { exchange } = this;
    // With no route left the reason can be kept with the attempt.
    const last = !this.#ended && exchange.url !== null && exchange.remaining === 0;
    // What is wrong with the gate is told by `finish`; here it would hide what is wrong with the provider.
    if (last) await exchange.failAsync({ reason: reasonOf(error) }).catch(() => {});
    return this.finish({ outcome: 'failed' });
  }

  #record(call) {
    if (this.#ended) return undefined;
    this.#ended = true;
    const ending = this.#recorded(call);
    awaited(this.listeners, ending);
    return soon(ending);
  }

  async #recorded(call) {
    try {
      const receipt = await call();
      if (receipt === null) return;
      deliver(this.listeners, receipt);
      await this.settings.onReceipt(receipt, this.decision);
    } catch (error) {
      await this.settings.onError(error);
    }
  }
}

/**
 * What a reader gives, read by the exchange on its way; recorded at its end, or where the client lets go of it: also where it
 * aborts while it reads nothing.
 */
class Metered {
  #run;
  #reader;
  #end;
  #signal;
  #held;
  #done = false;
  #left;

  /**
   * @param reader has `read` and `cancel` as that of a `ReadableStream`
   * @param held what came before and was fed
   */
  constructor(run, reader, end, signal, held = []) {
    this.#held = held.filter(({ length }) => length > 0);
    this.#run = run;
    this.#reader = reader;
    this.#end = end;
    this.#signal = signal;
    // A signal may outlive many responses; it does not keep them.
    const here = new WeakRef(this);
    this.#left = () => here.deref()?.#abandoned();
    signal?.addEventListener('abort', this.#left, { once: true });
  }

  async read() {
    while (!this.#done) {
      if (this.#held.length > 0) return { done: false, value: this.#held.shift() };
      const { done, value } = await this.#next();
      if (this.#done) break;
      if (done) return this.#last();
      const data = await fed(this.#run.exchange, value);
      if (data.length > 0) return { done: false, value: data };
    }
    return { done: true, value: undefined };
  }

  async cancel(reason) {
    if (this.#done) return;
    this.#over();
    await this.#run.close();
    await this.#reader.cancel(reason).catch(() => {});
  }

  async #next() {
    try {
      const next = await this.#reader.read();
      // A reader that was cancelled gives an end, which is none of the response.
      this.#signal?.throwIfAborted();
      return next;
    } catch (error) {
      if (!this.#done) await this.#run.broken(error, this.#signal);
      this.#over();
      throw error;
    }
  }

  #over() {
    this.#done = true;
    this.#signal?.removeEventListener('abort', this.#left);
  }

  async #abandoned() {
    await this.#run.broken(this.#signal.reason, this.#signal);
    await this.#reader.cancel(this.#signal.reason).catch(() => {});
  }

  async #last() {
    this.#over();
    const rest = this.#run.exchange.end();
    await this.#run.finish(this.#end);
    return rest.length > 0 ? { done: false, value: rest } : { done: true, value: undefined };
  }
}

/** Reads a chunk; what is long does not hold the loop. */
function fed(exchange, chunk) {
  return chunk.length > LONG ? exchange.feedAsync(chunk) : exchange.feed(chunk);
}

async function soon(ending) {
  let timer;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE);
  });
  await Promise.race([ending, patience]);
  clearTimeout(timer);
}

/** Why nothing came, in one line. */
function reasonOf(error) {
  const cause = error?.cause ?? error;
  const text = cause?.message || cause?.code || String(cause);
  return String(text).slice(0, 300).toWellFormed();
}

module.exports = { Metered, Run, fed, reasonOf };
