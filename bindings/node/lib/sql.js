'use strict';

// Parameters of a question in SQL.

const { isPlain, readable, text } = require('./arguments.js');
const { invalid } = require('./error.js');

/** Parameters of a question in SQL as JSON text: a list, or an object whose keys are the caller's. */
function params(value) {
  if (value === undefined || value === null) return 'null';
  return readable('`params`', () => {
    if (Array.isArray(value)) return `[${Array.from(value, sqlValue).join()}]`;
    if (!isPlain(value)) throw invalid('`params` must be a list or an object');
    const given = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${given.map(([name, item]) => `${JSON.stringify(text(name, 'params'))}:${sqlValue(item)}`).join()}}`;
  });
}

/** A value as JSON text. Beyond 2⁵³ a number is a float, and a `BigInt` a whole number of at most 64 bits. */
function sqlValue(value) {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(text(value, 'params'));
    case 'boolean':
      return `${value}`;
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw invalid('`params` has a whole number of more than 64 bits');
      return `${value}`;
    case 'number':
      if (!Number.isFinite(value)) throw invalid('`params` has a number that is not finite');
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : `${value}`;
    default:
      if (value === null) return 'null';
      throw invalid('`params` must be made of null, true, false, numbers, `BigInt` and strings');
  }
}

module.exports = { params };
