'use strict';

// Both sides of an interceptor of undici: the requests that it makes, and the handler that it answers.

/** Bytes of a response that wait for their reader at most. */
const MOST_HELD = 64 * 1024;

/** What the handler of a request steers its response with. */
class Controller {
  #left = new AbortController();
  #next;
  #resumed = () => {};
  paused = false;
  rawHeaders = null;
  rawTrailers = null;

  get signal() {
    return this.#left.signal;
  }

  get aborted() {
    return this.signal.aborted;
  }

  get reason() {
    return this.aborted ? this.signal.reason : null;
  }

  abort(reason) {
    this.#left.abort(reason);
    this.#next?.abort(reason);
    this.resume();
  }

  pause() {
    this.#next?.pause();
    this.paused = true;
  }

  resume() {
    this.#next?.resume();
    this.paused = false;
    this.#resumed();
  }

  /** From here on another controller steers. */
  hand(next) {
    this.#next = next;
    if (this.aborted) next.abort(this.reason);
  }

  /** Gives a handler the answer, no faster than it wants it. */
  async drive({ status, statusText, headers, body }, handler) {
    const pairs = [...headers];
    this.rawHeaders = pairs.flat().map((text) => Buffer.from(text, 'latin1'));
    const reader = Buffer.isBuffer(body) ? once(body) : body;
    try {
      handler.onResponseStart?.(this, status, grouped(pairs), statusText);
      for (;;) {
        while (this.paused && !this.aborted) await new Promise((resume) => (this.#resumed = resume));
        if (this.aborted) throw this.reason;
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done) break;
        handler.onResponseData?.(this, value);
      }
      this.rawTrailers = [];
      handler.onResponseEnd?.(this, {});
    } catch (error) {
      await reader?.cancel(error);
      throw error;
    }
  }
}

function once(bytes) {
  const chunks = [bytes];
  const read = async () => (chunks.length > 0 ? { done: false, value: chunks.pop() } : { done: true, value: undefined });
  return { read, cancel: async () => {} };
}

/** Headers as an object; those that come several times have a list. */
function grouped(pairs) {
  const headers = {};
  for (const [name, value] of pairs) headers[name] = name in headers ? [headers[name], value].flat() : value;
  return headers;
}

/** Sends by a dispatcher; gives the response when its headers are there. `given` are the other options of the request. */
function sendBy(dispatch, given, { url, method, headers, body, signal }) {
  const { origin, pathname, search } = new URL(url);
  const flat = headers.filter(([name]) => name !== 'content-length' && name !== 'host').flat();
  const sent = { ...given, origin, path: pathname + search, query: undefined, method, headers: flat, body: body ?? undefined };
  return new Promise((resolve, reject) => dispatch(sent, new Receiver(resolve, reject, signal)));
}

/** The handler of a request of our own: its body is read as that of a `fetch`, and held back while nobody reads. */
class Receiver {
  #resolve;
  #reject;
  #signal;
  #controller;
  #chunks = [];
  #held = 0;
  #end;
  #wake = () => {};
  #abort = () => this.#controller?.abort(this.#signal.reason);

  constructor(resolve, reject, signal) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
  }

  onRequestStart(controller) {
    this.#controller = controller;
    if (this.#signal.aborted) return controller.abort(this.#signal.reason);
    this.#signal.addEventListener('abort', this.#abort, { once: true });
    return undefined;
  }

  onResponseStart(controller, status, headers, statusText) {
    // What only informs is followed by the response.
    if (status < 200) return;
    const found = new Headers();
    for (const [name, value] of Object.entries(headers)) for (const item of [value].flat()) found.append(name, item);
    const reader = { read: () => this.#read(), cancel: (reason) => this.#cancel(reason) };
    const body = { getReader: () => reader, cancel: (reason) => this.#cancel(reason) };
    this.#resolve({ status, statusText: statusText ?? '', headers: found, body });
  }

  onResponseData(controller, chunk) {
    // A parser that goes on after a pause may give an empty chunk first, and again if that makes it pause.
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held >= MOST_HELD) controller.pause();
    this.#wake();
  }

  onResponseEnd() {
    this.#over({});
  }

  onResponseError(controller, error) {
    this.#over({ error });
    this.#reject(this.#signal.aborted ? this.#signal.reason : error);
  }

  #over(end) {
    this.#end ??= end;
    this.#signal.removeEventListener('abort', this.#abort);
    this.#wake();
  }

  async #read() {
    while (this.#chunks.length === 0 && this.#end === undefined) {
      const woken = new Promise((wake) => (this.#wake = wake));
      // What comes may come at once.
      if (this.#controller.paused) this.#controller.resume();
      await woken;
    }
    if (this.#chunks.length > 0) {
      const value = this.#chunks.shift();
      this.#held -= value.length;
      return { done: false, value };
    }
    if (this.#end.error !== undefined) throw this.#end.error;
    return { done: true, value: undefined };
  }

  async #cancel(reason) {
    if (this.#end !== undefined) return;
    this.#over({});
    this.#controller.abort(reason ?? new DOMException('the response is no longer wanted', 'AbortError'));
  }
}

module.exports = { Controller, sendBy };
