'use strict';

// Facts for the calls inside a function, and the receipts of these calls. One storage for all plug-ins and both module
// systems.

const { AsyncLocalStorage } = require('node:async_hooks');

const storage = new AsyncLocalStorage();

/** The facts for the calls that are made now, inner ones before outer ones. */
function factsHere() {
  return storage.getStore()?.facts;
}

/** Whom to tell of exchanges that begin now. */
function listenersHere() {
  return storage.getStore();
}

/** Runs `call` with the list of receipts to be; the exchanges that begin in it get `facts`. Gives its result and the receipts. */
async function withFacts(facts, call) {
  if (typeof facts !== 'object' || facts === null) throw new TypeError('`withFacts` takes an object of facts and a function');
  if (typeof call !== 'function') throw new TypeError('`withFacts` takes a function after the facts');
  const outer = storage.getStore();
  const here = { facts: { ...outer?.facts, ...facts }, receipts: [], ending: new Set(), outer };
  try {
    return { result: await storage.run(here, () => call(here.receipts)), receipts: here.receipts };
  } finally {
    // What has been read to its end is recorded before its receipts are counted.
    while (here.ending.size > 0) await Promise.allSettled(here.ending);
  }
}

/** Hands a receipt to all that wait for it. */
function deliver(listeners, receipt) {
  for (let at = listeners; at !== undefined; at = at.outer) at.receipts.push(receipt);
}

/** Makes those that wait for receipts wait for this one. */
function awaited(listeners, ending) {
  for (let at = listeners; at !== undefined; at = at.outer) {
    at.ending.add(ending);
    ending.finally(() => at.ending.delete(ending));
  }
  return ending;
}

module.exports = { awaited, deliver, factsHere, listenersHere, withFacts };
