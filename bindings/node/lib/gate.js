'use strict';

const native = require('../native.cjs');
const take = require('./arguments.js');
const { GateCalls } = require('./calls.js');
const { decision } = require('./decision.js');
const { invalid } = require('./error.js');
const { Exchange } = require('./exchange.js');
const { Clock, Handle, callTimed, callUntimed, called, clockOf, parsed, settled } = require('./handle.js');
const { timedWrites, untimed } = require('./handle.js');
const { Lookups, places } = require('./lookups.js');
const { Explanation } = require('./records.js');
const { params } = require('./sql.js');

/** An open store. */
class Gate extends GateCalls {
  constructor(handle, clock) {
    super(handle, clock);
    clock.gate = handle;
  }

  begin(request, more) {
    const { facts, content, form } = take.request(request, more);
    const clock = clockOf(this);
    const begin = (gate) => (given) => called(() => gate.begin(facts, content, given, false));
    return new Exchange(callTimed(this, (gate) => clock.lookups.make(begin(gate))), clock, form);
  }

  async beginAsync(request, more) {
    const read = take.request(request, more, true);
    const { facts, content, form } = read instanceof Promise ? await read : read;
    const clock = clockOf(this);
    // The body is that of now, also where the call is made once more.
    const body = content instanceof Uint8Array ? Buffer.from(content) : content;
    const begin = (gate) => (given) => called(() => gate.begin(facts, body, given, true));
    return new Exchange(await callTimed(this, (gate) => clock.lookups.makeLater(begin(gate))), clock, form);
  }

  interrupt() {
    callUntimed(this, (gate) => gate.interrupt());
  }

  [Symbol.dispose]() {
    this.close();
  }

  async [Symbol.asyncDispose]() {
    await this.closeAsync();
  }
}

untimed(Gate, {
  decide: [
    (gate, later, request, more) =>
      ready(take.request(request, more, later), ({ facts, content }) => gate.decide(facts, content, later)),
    (text) => decision(JSON.parse(text)),
  ],
  explain: [
    (gate, later, request, more) =>
      ready(take.request(request, more, later), ({ facts, content }) => gate.explain(facts, content, later)),
    (native) => new Explanation(native),
  ],
  query: [(gate, later, sql, values, given) => gate.query(take.text(sql, 'sql'), asked(values, given), later), exact],
  planImport: [
    (gate, later, bundle) => gate.planImport(take.document(bundle, 'bundle'), later),
    (plan, gate) => new ImportPlan(plan, clockOf(gate)),
  ],
});

/** Goes on with a request, once it is read. */
function ready(request, next) {
  return request instanceof Promise ? request.then(next) : next(request);
}

/** The options of a question in SQL as JSON text. */
function asked(values, given) {
  const { limit, timeout } = take.options(given, 'limit', 'timeout');
  const bounds = take.record({ limit, timeout }, 'the options');
  return `${bounds.slice(0, -1)}${bounds === '{}' ? '' : ','}"params":${params(values)}}`;
}

/** An answer in SQL, its whole numbers that a number cannot hold as `BigInt`. */
function exact(text) {
  const [result, large] = parsed(text);
  for (const [row, column, digits] of large) result.rows[row][column] = BigInt(digits);
  return result;
}

/** What a bundle would change. Nothing is written before `apply`. */
class ImportPlan extends Handle {
  constructor(handle, clock) {
    super(handle, clock);
    Object.assign(this, parsed(callUntimed(this, (plan) => plan.view())));
  }
}

timedWrites(ImportPlan, { apply: (plan, later, given) => plan.apply(choices(given), later) });

function choices(given) {
  const { choices: chosen, providers } = take.options(given, 'choices', 'providers');
  return JSON.stringify({ choices: take.map(chosen, 'choices'), providers: take.map(providers, 'providers') });
}

/** Opens the store at `path`, or the default one, creating it if it does not exist. */
function open(path, options) {
  const { clock, answer } = opening(path, options, false);
  return new Gate(answer, clock);
}

/** The same on a thread of the pool. */
async function openAsync(path, options) {
  const { clock, answer } = opening(path, options, true);
  return new Gate(await settled(answer), clock);
}

let hooked = false;

/** However this process or worker ends, what is open then is recorded, as far as it can end by itself. */
function recordAtExit() {
  if (!hooked) process.on('exit', () => native.leave());
  hooked = true;
}

function opening(path, given, later) {
  const file = path === undefined || path === null ? undefined : take.path(path, 'path');
  const fields = take.copy(given, 'the options');
  const custom = typeof fields.clock === 'function';
  const clock = new Clock(custom ? fields.clock : undefined);
  if (custom) fields.clock = undefined;
  const { credentials } = fields;
  if (credentials !== undefined && credentials !== null && typeof credentials !== 'function') {
    throw invalid('`credentials` must be a function from an id to a secret');
  }
  delete fields.credentials;
  fields.key = sealingKey(fields.key);
  for (const name of ['busyTimeout', 'dropTimeout']) fields[name] = seconds(fields[name], name);
  clock.lookups = new Lookups(credentials ?? undefined);
  const options = take.record(fields, 'the options');
  const time = clock.now();
  recordAtExit();
  const asks = clock.lookups.credentials !== undefined;
  return { clock, answer: called(() => native.openGate(file, options, time, places(), asks, later)) };
}

/** A key as its hexadecimal digits: of bytes, of a text that has them, or of what a function gives. */
function sealingKey(given) {
  const key = typeof given === 'function' ? given() : given;
  return key instanceof Uint8Array ? Buffer.from(key).toString('hex') : key;
}

/** Milliseconds as the library counts them. What is no number is refused by the library. */
function seconds(milliseconds, name) {
  if (typeof milliseconds !== 'number' || Number.isNaN(milliseconds)) return milliseconds;
  if (milliseconds >= 0 && milliseconds <= 3_600_000) return milliseconds / 1000;
  throw invalid(`\`${name}\` must be 0 to 3600000 milliseconds`);
}

module.exports = { Gate, ImportPlan, open, openAsync };
