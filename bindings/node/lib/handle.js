'use strict';

// What the classes share: the native object behind each, the host's clock, and how a call is made.

const { CodegateError, invalid, translated } = require('./error.js');
const { moment } = require('./times.js');

/**
 * What belongs to a gate: the host's clock, what else of the host it needs, and the line of its calls that write.
 *
 * The clock is read on this thread, once before each call that needs the time, and handed over as a value:
 * native threads never call into JavaScript. The line makes its calls in their order, a few at a time on one thread of the
 * pool: where another process keeps the store, all of them wait, and side by side they would hold the whole pool.
 */
class Clock {
  #waiting = [];
  #working = false;

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

  /** What the call that was just put in line gives, once it was made. */
  turn() {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#working) this.#work();
    });
  }

  async #work() {
    this.#working = true;
    while (this.#waiting.length > 0) {
      for (const { said, code, message } of await this.gate.work()) {
        const { resolve, reject } = this.#waiting.shift();
        if (code === undefined) resolve(said);
        else reject(new CodegateError(code, message));
      }
    }
    this.#working = false;
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
  twins(type, handleOf, settled, operations);
}

/** The same for methods that need the time. */
function timed(type, operations) {
  twins(type, timedHandleOf, settled, operations);
}

/** The same for methods that write: their twins wait in the line of the gate. */
function untimedWrites(type, operations) {
  twins(type, handleOf, inLine, operations);
}

/** The same for methods that write and need the time. */
function timedWrites(type, operations) {
  twins(type, timedHandleOf, inLine, operations);
}

function inLine(_, object) {
  return clockOf(object).turn();
}

function twins(type, handleFor, awaited, operations) {
  for (const [name, operation] of Object.entries(operations)) {
    const [call, shape = parsed] = [operation].flat();
    // No call takes more than three arguments; a list of them would have to be made each time.
    method(type, name, function (first, second, third) {
      return shape(called(call, handleFor(this), false, first, second, third), this, first);
    });
    method(type, `${name}Async`, async function (first, second, third) {
      const answer = called(call, handleFor(this), true, first, second, third);
      return shape(await awaited(answer, this), this, first);
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

module.exports = {
  Clock,
  Handle,
  callTimed,
  callUntimed,
  called,
  clockOf,
  parsed,
  settled,
  timed,
  timedWrites,
  untimed,
  untimedWrites,
};
