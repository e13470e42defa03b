'use strict';

// A `fetch` for SDKs that take one: the gate decides where each request goes, and reads what it cost.

const { withFacts } = require('./lib/context.js');
const { callOf, responseOf } = require('./lib/fetching.js');
const { Tickets } = require('./lib/retries.js');
const { serve } = require('./lib/serve.js');
const { settings } = require('./lib/settings.js');

/** A drop-in `fetch` over an open gate. */
function createFetch(gate, options) {
  const known = settings(gate, options, ['fetch']);
  const inner = known.fetch ?? globalThis.fetch;
  if (typeof inner !== 'function') throw new TypeError('`fetch` must be a function: Node has one since version 18');
  const tickets = new Tickets();
  return async function fetch(input, init) {
    const call = callOf(inner, input, init);
    const answer = call.origin === undefined ? undefined : await serve(gate, known, tickets, call);
    if (answer === undefined) return inner(...call.onward());
    return responseOf(answer);
  };
}

module.exports = { createFetch, withFacts };
