'use strict';

// What the classes share: the native object that each stands for, the host's clock, and how a call is made.

const native = require('../native.cjs');
const { time } = require('./arguments.js');
const { invalid, translated } = require('./error.js');

const HANDLE = Symbol('codegate.handle');

/**
 * The host's clock. It is read on this thread, once before each call that needs the time, and handed over as a value:
 * native threads never call into JavaScript.
 */
class Clock {
  /** @param read The host's function, or undefined for the library's own clock. */
  constructor(read) {
    this.read = read;
    this.gate = undefined;
  }

  /** One reading; undefined where the library has its own clock. */
  now() {
    return this.read === undefined ? undefined : time(this.read());
  }

  /** Reads it for the call that follows. */
  tick() {
    const reading = this.now();
    if (reading !== undefined) called(() => this.gate.tick(reading));
  }
}

/** Binds `object` to the native object that it stands for. */
function bind(object, handle, clock) {
  if (!(clock instanceof Clock)) throw invalid(`a \`${object.constructor.name}\` cannot be made with \`new\``);
  Object.defineProperty(object, HANDLE, { value: { handle, clock } });
}

/** Makes a call that needs no time. */
function callUntimed(object, operation) {
  return called(() => operation(object[HANDLE].handle));
}

/** Makes a call that needs the time. What the host's clock throws passes through. */
function callTimed(object, operation) {
  const { handle, clock } = object[HANDLE];
  clock.tick();
  return called(() => operation(handle));
}

/** Makes a call of the native half, its errors translated. */
function called(call) {
  try {
    return call();
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
 * makes of a native result what the caller gets.
 */
function untimed(type, operations) {
  twins(type, callUntimed, operations);
}

/** The same for methods that need the time. */
function timed(type, operations) {
  twins(type, callTimed, operations);
}

function twins(type, make, operations) {
  for (const [name, operation] of Object.entries(operations)) {
    const [call, shape = (value) => value] = [operation].flat();
    method(type, name, function (...args) {
      return shape(
        make(this, (handle) => call(handle, false, ...args)),
        this,
      );
    });
    method(type, `${name}Async`, async function (...args) {
      return shape(await settled(make(this, (handle) => call(handle, true, ...args))), this);
    });
  }
}

function method(type, name, value) {
  Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(type.prototype, name, { value, writable: true, configurable: true });
}

/** The clock that `object` uses. */
function clockOf(object) {
  return object[HANDLE].clock;
}

module.exports = { Clock, bind, callTimed, callUntimed, called, clockOf, settled, timed, untimed };
