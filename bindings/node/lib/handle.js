'use strict';

// What the classes share: the native object behind each, the host's clock, and how a call is made.

const native = require('../native.cjs');
const { moment } = require('./arguments.js');
const { invalid, translated } = require('./error.js');

/**
 * The host's clock, and what else of the host a gate needs. The clock is read on this thread, once before each call that needs the time, and handed over as a value:
 * native threads never call into JavaScript.
 */
class Clock {
  /** @param read The host's function, or undefined for the library's own clock. */
  constructor(read) {
    this.read = read;
    this.gate = undefined;
    this.lookups = undefined;
  }

  /** One reading; undefined where the library has its own clock. */
  now() {
    return this.read === undefined ? undefined : moment(this.read(), 'what `clock` gives');
  }

  /** Reads it for the call that follows. */
  tick() {
    const reading = this.now();
    if (reading !== undefined) called(() => this.gate.tick(reading));
  }
}

let handleOf;
let clockOf;

/** A wrapper of a native object. */
class Handle {
  #handle;
  #clock;

  constructor(handle, clock) {
    if (!(clock instanceof Clock)) throw invalid(`a \`${new.target.name}\` cannot be made with \`new\``);
    this.#handle = handle;
    this.#clock = clock;
  }

  static {
    /** The native object of `object`. */
    handleOf = (object) => object.#handle;
    /** The clock that `object` uses. */
    clockOf = (object) => object.#clock;
  }
}

/** Makes a call that needs no time. */
function callUntimed(object, operation) {
  return called(operation, handleOf(object));
}

/** Makes a call that needs the time. What the host's clock throws passes through. */
function callTimed(object, operation) {
  return called(operation, timedHandleOf(object));
}

/** The native object of `object`, for a call that needs the time. */
function timedHandleOf(object) {
  const handle = handleOf(object);
  clockOf(object).tick();
  return handle;
}

/** Makes a call of the native half, its errors translated. */
function called(call, handle, later, first, second, third) {
  try {
    return call(handle, later, first, second, third);
  } catch (error) {
    throw translated(error);
  }
}

/** The answer of a call that runs later, its errors translated. */
function settled(answer) {
  return answer.catch((error) => Promise.reject(translated(error)));
}

/**
 * Gives a class methods that need no time, each with its `…Async` twin.
 *
 * An operation takes the native object, whether to run later, and the caller's arguments. Where it is a pair, the second
 * makes of a native result what the caller gets; else the result is a record, or nothing.
 */
function untimed(type, operations) {
  twins(type, handleOf, operations);
}

/** The same for methods that need the time. */
function timed(type, operations) {
  twins(type, timedHandleOf, operations);
}

function twins(type, handleFor, operations) {
  for (const [name, operation] of Object.entries(operations)) {
    const [call, shape = parsed] = [operation].flat();
    // No call takes more than three arguments; a list of them would have to be made each time.
    method(type, name, function (first, second, third) {
      return shape(called(call, handleFor(this), false, first, second, third), this);
    });
    method(type, `${name}Async`, async function (first, second, third) {
      return shape(await settled(called(call, handleFor(this), true, first, second, third)), this);
    });
  }
}

function method(type, name, value) {
  Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(type.prototype, name, { value, writable: true, configurable: true });
}

/** A record of the native half, which is JSON text; undefined where there is none. */
function parsed(text) {
  return text === undefined ? undefined : JSON.parse(text);
}

module.exports = { Clock, Handle, callTimed, callUntimed, called, clockOf, parsed, settled, timed, untimed };
