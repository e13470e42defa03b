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
  return new CodegateError(error.code, error.message);
}

module.exports = { CodegateError, invalid, translated };
