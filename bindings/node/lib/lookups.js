'use strict';

// What begin, fail and retry need to know of the host: variables of its environment and its secrets. The native half names
// what it wants, it is looked up on this thread, as the host sees it, and the call is made again with it.

const { called, settled } = require('./handle.js');

/** The lookups of a gate. */
class Lookups {
  /** Variables that were wanted before, and are given at once. */
  #variables = new Set();

  /** @param credentials The host's function from an id to a secret, or undefined. */
  constructor(credentials) {
    this.credentials = credentials;
  }

  /** What is known before a call. */
  known() {
    const values = {};
    for (const name of this.#variables) values[`env:${name}`] = variable(name);
    return { values };
  }

  /** Makes a call that takes what is known as JSON text. */
  make(call) {
    const found = this.known();
    for (;;) {
      try {
        return call(JSON.stringify(found));
      } catch (error) {
        const id = this.#wanted(error, found);
        if (id !== undefined) keep(found, id, () => secret(this.credentials(id)));
      }
    }
  }

  /** The same for a call that runs later; the host's function may give a promise. */
  async makeLater(call) {
    const found = this.known();
    // The environment is that of now, whatever is done to it until the call runs.
    const now = { ...globalThis.process?.env };
    for (;;) {
      try {
        return await settled(call(JSON.stringify(found)));
      } catch (error) {
        const id = this.#wanted(error, found, now);
        if (id === undefined) continue;
        const given = await settledSecret(this.credentials, id);
        keep(found, id, given);
      }
    }
  }

  /** The id of the secret that is wanted, or undefined where a variable was, and is found. Any other error is thrown. */
  #wanted(error, found, environment) {
    if (error?.code !== 'wanted') throw withCause(error, found);
    const [time, name] = split(error.message);
    if (name in found.values) throw new Error(`the library wants \`${name}\` twice; please report it`);
    found.time = time;
    if (name.startsWith('host:')) return name.slice('host:'.length);
    const known = name.slice('env:'.length);
    this.#variables.add(known);
    found.values[name] = variable(known, environment);
    return undefined;
  }
}

/** What the environment has under this name, as a script sees it; null where there is nothing. */
function variable(name, environment = globalThis.process?.env) {
  return environment?.[name] ?? null;
}

function split(message) {
  const at = message.indexOf(' ');
  return [message.slice(0, at), message.slice(at + 1)];
}

/** Keeps what `give` gives for an id; what it throws becomes the cause of the error that then comes. */
function keep(found, id, give) {
  try {
    found.values[`host:${id}`] = give();
  } catch (error) {
    found.values[`host:${id}`] = false;
    Object.defineProperty(found, 'cause', { value: error, configurable: true });
  }
}

/** The secret of an id, once it is there, as what gives it. */
async function settledSecret(credentials, id) {
  try {
    const given = await credentials(id);
    return () => secret(given);
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function secret(given) {
  if (given === undefined || given === null) return null;
  if (typeof given === 'string') return given;
  if (typeof given.then === 'function') {
    given.then(undefined, () => {});
    throw new TypeError('`credentials` gave a promise, which only the `…Async` calls wait for');
  }
  throw new TypeError('`credentials` must give a string, or nothing');
}

/** The error with what the host's function threw as its cause. */
function withCause(error, found) {
  if (error?.code === 'credential_unavailable' && 'cause' in found && error.cause === undefined) {
    Object.defineProperty(error, 'cause', { value: found.cause, writable: true, configurable: true });
  }
  return error;
}

/** What opening the default store needs to know of the environment, as JSON text. */
function places() {
  const names = ['CODEGATE_STORE', 'XDG_DATA_HOME', 'HOME', 'LOCALAPPDATA'];
  return JSON.stringify({ values: Object.fromEntries(names.map((name) => [`env:${name}`, variable(name)])) });
}

module.exports = { Lookups, places };
