'use strict';

// Times on their way to the native half, which takes RFC 3339 text.

const { types } = require('node:util');
const { invalid } = require('./error.js');

/** Milliseconds below this are before 1973: what somebody took for them are seconds. */
const SECONDS = 1e11;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

/** A `Date`, milliseconds since 1970, what `Temporal` has for an instant, or text with an offset, as text. */
function moment(value, what) {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw invalid(`${what} must be well-formed: it has half of a surrogate pair`);
    return value;
  }
  if (typeof value === 'number') return ofMillis(value, what);
  if (typeof value?.epochNanoseconds === 'bigint') return ofNanos(value.epochNanoseconds, what);
  if (!types.isDate(value)) {
    throw invalid(`${what} must be a \`Date\`, milliseconds since 1970, or text such as \`2026-11-22T10:00:00Z\``);
  }
  const millis = Date.prototype.getTime.call(value);
  if (Number.isNaN(millis)) throw invalid(`${what} must be a valid \`Date\``);
  return new Date(millis).toISOString();
}

/** The same, and a day: its first moment, by the clock of `zone` if that is given, else in UTC. */
function momentOrDay(value, what, zone) {
  return typeof value === 'string' && DAY.test(value) ? startOfDay(value, zone) : moment(value, what);
}

function ofMillis(value, what) {
  if (value !== 0 && Math.abs(value) < SECONDS) {
    throw invalid(`${what} must be milliseconds since 1970, which \`Date.now()\` gives; \`${value}\` looks like seconds`);
  }
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw invalid(`${what} must be milliseconds since 1970 within the years 1 to 9999`);
  return date.toISOString();
}

function ofNanos(nanos, what) {
  const below = BigInt.asUintN(64, ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const millis = ofMillis(Number((nanos - below) / 1_000_000n), what);
  return `${millis.slice(0, -1)}${String(below / 1000n).padStart(3, '0')}Z`;
}

function startOfDay(day, zone) {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // What is no day, or no zone, is the core's to refuse.
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== day) return day;
  const clock = typeof zone === 'string' ? clockOf(zone) : undefined;
  if (clock === undefined) return new Date(utc).toISOString();
  // By the offset before that day and the one after it; they differ where clocks are set. The earlier moment that is on
  // the day by its clock is its first.
  const starts = [utc - offset(clock, utc - DAY_MS), utc - offset(clock, utc + DAY_MS)].sort((a, b) => a - b);
  const start = starts.find((at) => new Date(at + offset(clock, at)).toISOString().slice(0, 10) === day) ?? starts[0];
  return new Date(start).toISOString();
}

function clockOf(timeZone) {
  const part = 'numeric';
  const parts = { year: part, month: part, day: part, hour: part, minute: part, second: part };
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone, hourCycle: 'h23', era: 'short' });
  } catch {
    return undefined;
  }
}

/** How far a clock is before UTC at a time, in milliseconds. */
function offset(clock, at) {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
  );
  const shown = new Date(0);
  shown.setUTCFullYear(year, month - 1, day);
  return shown.setUTCHours(hour, minute, second) - Math.floor(at / 1000) * 1000;
}

module.exports = { moment, momentOrDay };
