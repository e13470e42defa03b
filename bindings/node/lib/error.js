'use strict';

const native = require('../native.cjs');

const CODES = new Set(native.errorCodes());

/** Every error of this package. Match on `code`, never on the text. */
class CodegateError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}
Object.defineProperty(CodegateError.prototype, 'name', { value: 'CodegateError' });

/** The error for an argument of a wrong type or shape. */
function invalid(message, cause) {
  return new CodegateError('invalid_argument', message, cause === undefined ? undefined : { cause });
}

/** An error of the native half as this package throws it. */
function translated(error) {
  if (error instanceof CodegateError || !CODES.has(error?.code)) return error;
  return new CodegateError(error.code, spelled(error.message));
}

/** The core's sentence on a record that cannot be read, with the spelling of this language and without its JSON. */
function spelled(message) {
  const place = / at line \d+ column \d+$/;
  const text = message.replace(place, '');
  if (!/field `/.test(text)) return text;
  return text.replace(/`[a-z0-9_]+`/g, (name) => name.replace(/_([a-z0-9])/g, (_, next) => next.toUpperCase()));
}

module.exports = { CodegateError, invalid, translated };
