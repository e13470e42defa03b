'use strict';

// The options that all plug-ins share, checked once.

const { Gate } = require('../../lib/gate.js');

const WARNING = 'CodegateWarning';
/** Recording must not break a response, but nor may it go unseen. */
const UNRECORDED = warning('an exchange could not be recorded');
const REFUSED = warning('a request was refused');
const DEFAULTS = { tries: 3, maxWait: 20_000 };

/** The options of a plug-in, of which there are the shared ones and those that it `adds`. */
function settings(gate, given, adds = []) {
  if (!(gate instanceof Gate)) throw new TypeError('the first argument must be an open gate: `open(path)` gives one');
  const options = { ...given };
  const known = ['facts', 'maxWait', 'onError', 'onReceipt', 'tries', ...adds];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`there is no option \`${unknown}\`; there is \`${known.join('`, `')}\``);
  for (const name of ['onError', 'onReceipt']) check(options, name, 'a function', (value) => typeof value === 'function');
  check(options, 'facts', 'an object or a function', (value) => ['function', 'object'].includes(typeof value));
  check(options, 'tries', 'a whole number from 1 to 10', (value) => Number.isInteger(value) && value >= 1 && value <= 10);
  check(options, 'maxWait', 'milliseconds, 0 or more', (value) => Number.isFinite(value) && value >= 0);
  const { facts } = options;
  return {
    ...DEFAULTS,
    onReceipt: () => {},
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null)),
    facts: typeof facts === 'function' ? facts : () => facts,
    onError: unbroken(options.onError ?? UNRECORDED),
    /** What a client is refused for, and is not told in full. */
    onRefused: unbroken(options.onError ?? REFUSED),
  };
}

function check(options, name, what, holds) {
  const value = options[name];
  if (value !== undefined && value !== null && !holds(value)) throw new TypeError(`\`${name}\` must be ${what}`);
}

/** What the host's function throws breaks no response either. */
function unbroken(onError) {
  return async (error) => {
    try {
      await onError(error);
    } catch (own) {
      UNRECORDED(error);
      warning('`onError` has thrown')(own);
    }
  };
}

function warning(what) {
  return (error) => {
    const detail = error?.cause === undefined ? undefined : String(error.cause);
    process.emitWarning(`${what}: ${error?.message ?? error}`, { type: WARNING, code: error?.code, detail });
  };
}

module.exports = { settings };
