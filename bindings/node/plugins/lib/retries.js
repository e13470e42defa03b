'use strict';

// Waiting between tries, and telling the tries of one call from calls of their own.

const { createHash, randomUUID } = require('node:crypto');

/** Another provider, or the same one a little later, may do better where one failed in these ways. */
const ELSEWHERE = new Set(['rate_limit', 'overloaded', 'server', 'network']);
const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;
/** How long a package's next try is waited for. */
const MEMORY = 120_000;
const MOST = 1_000;

/**
 * Milliseconds before the next try of the same route, after `tries` of them; null where the provider asks for more than
 * `longest`, so that the caller is told instead. `asked` is what it asks for, in seconds, or null.
 */
function pause(tries, asked, longest, random = Math.random) {
  if (asked !== null) return asked * 1_000 <= longest ? asked * 1_000 : null;
  // Half of it by chance, so that those who failed together do not come back together.
  const whole = Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT, longest);
  return whole / 2 + (random() * whole) / 2;
}

/** Waits, or ends early with the reason of `signal`. */
function slept(millis, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const left = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', left);
      resolve();
    }, millis);
    signal?.addEventListener('abort', left, { once: true });
  });
}

/**
 * The keys by which the tries of one call become attempts of one exchange. Packages that try again by themselves say so in
 * a header, or are known to; none of them says which call it was, so that the same request is looked for.
 */
class Tickets {
  /** By key, the oldest first: which request it was of. The same request may be under way several times. */
  #kept = new Map();

  /** `{ key, again }` for a request of a package that tries again; undefined for any other. */
  of(headers, call, body) {
    const key = headers.get('idempotency-key');
    if (key !== null && key.length <= 200) return { key, again: false, mark: undefined };
    const count = headers.get('x-stainless-retry-count');
    const sdk = /\bai-sdk[-/]/.test(headers.get('user-agent') ?? '');
    if (count === null && !sdk) return undefined;
    if (count === '0' || this.#kept.size === 0) return { key: undefined, again: false, mark: () => mark(call, body) };
    const found = mark(call, body);
    const earlier = this.#take(found);
    return { key: earlier, again: earlier !== undefined, mark: () => found };
  }

  #take(found) {
    for (const [key, kept] of this.#kept) {
      const late = Date.now() - kept.at >= MEMORY;
      if (late || kept.mark === found) this.#kept.delete(key);
      if (!late && kept.mark === found) return key;
    }
    return undefined;
  }

  /** Keeps the key of a call that failed in such a way that the package will try again. */
  keep(ticket) {
    if (ticket?.mark === undefined || ticket.key === undefined) return;
    this.#kept.delete(ticket.key);
    this.#kept.set(ticket.key, { mark: ticket.mark(), at: Date.now() });
    if (this.#kept.size > MOST) this.#kept.delete(this.#kept.keys().next().value);
  }
}

function mark({ method, origin, path }, body) {
  return createHash('sha256').update(`${method} ${origin}${path}\n`).update(body ?? '').digest('base64');
}

module.exports = { ELSEWHERE, Tickets, newKey: randomUUID, pause, slept };
