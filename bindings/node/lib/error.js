'use strict';

const native = require('../native.cjs');

const CODES = new Set(native.errorCodes());

/** Every error of this package. Match on `code`, never on the text. */
class CodegateError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }

  get name() {
    return 'CodegateError';
  }
}

/** The error for an argument of a wrong type or shape. */
function invalid(message, cause) {
  return new CodegateError('invalid_argument', message, cause === undefined ? undefined : { cause });
}

/** The error as this package throws it: errors of the native half become `CodegateError`, the host's own pass through. */
function translated(error) {
  if (error instanceof CodegateError || !(error instanceof Error) || !CODES.has(error.code)) return error;
  const out = new CodegateError(error.code, error.message);
  Error.captureStackTrace?.(out, translated);
  return out;
}

module.exports = { CodegateError, invalid, translated };
