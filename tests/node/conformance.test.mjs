// Plays every case of tests/cases through the Node package.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CodegateError, open } from '../../bindings/node/index.mjs';
import { given, renamed } from './helpers.mjs';
import { CALLS } from './plain_calls.mjs';

const FOLDER = new URL('../cases/', import.meta.url);
const OPTIONS = { clock: { start: '2026-01-01T00:00:00Z', step_us: 1_000_000 }, id_seed: 1 };

const snakeName = (name) => name.replace(/[A-Z]|\d+/g, (found) => `_${found.toLowerCase()}`);

/** Results as the cases have them. */
const shown = (result) => (result === undefined ? null : renamed(result, snakeName));

/** Writes out `$REPEAT:x:65` and `$FOLDER/x`. */
function expanded(value, folder) {
  if (typeof value === 'string') {
    if (value.startsWith('$FOLDER/')) return join(folder, value.slice('$FOLDER/'.length));
    const found = /^\$REPEAT:(.*):(\d+)$/s.exec(value);
    return found ? found[1].repeat(Number(found[2])) : value;
  }
  if (Array.isArray(value)) return value.map((item) => expanded(item, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expanded(item, folder)]));
}

/** The request of a step: a body given as JSON is handed over parsed, others as bytes. */
function request({ body, body_text: text, body_base64: base64, ...facts }) {
  const content = text !== undefined ? Buffer.from(text) : base64 !== undefined ? Buffer.from(base64, 'base64') : body;
  return content === undefined || content === null ? given(facts) : { ...given(facts), body: content };
}

const sent = (body) => (Buffer.isBuffer(body) ? body.toString() : body);

const exchanges = {
  id: (exchange) => exchange.id,
  decision: (exchange) => exchange.decision,
  url: (exchange) => exchange.url,
  headers: (exchange) => exchange.headers,
  route: (exchange) => exchange.route,
  warnings: (exchange) => exchange.warnings,
  remaining: (exchange) => exchange.remaining,
  failure_class: (exchange) => exchange.failureClass,
  retry_after: (exchange) => exchange.retryAfter,
  authorize: (exchange, { secret }) => exchange.authorize(secret),
  begin_response: (exchange, { status, headers }) => exchange.beginResponse(status, headers),
  feed: (exchange, { text, base64 }) => exchange.feed(text ?? Buffer.from(base64, 'base64')).toString(),
  feed_event: (exchange, { event, text }) => exchange.feedEvent(text ?? event),
  end: (exchange) => exchange.end().toString(),
  report_usage: (exchange, counts) => exchange.reportUsage(given(counts)),
  fail: (exchange, failure) => exchange.fail(given(failure)),
  retry: (exchange, failure) => exchange.retry(given(failure)),
  finish: (exchange, end) => exchange.finish(given(end)),
  close: (exchange) => exchange.close(),
  discard: (exchange) => exchange.discard(),
};

/** A time to wait, which cases have in seconds, as Node takes it. */
function milliseconds(seconds) {
  return typeof seconds === 'number' ? seconds * 1000 : seconds;
}

/** What a case works with: a store of its own, and what its steps have opened. */
class World {
  constructor({ options = {}, env = {}, memory = false } = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'codegate-case-'));
    this.path = memory ? ':memory:' : join(this.folder, 'store.db');
    this.options = { ...OPTIONS, ...options };
    this.env = Object.entries(env).map(([name, value]) => [name, process.env[name], value]);
    for (const [name, , value] of this.env) process.env[name] = value;
    this.things = {};
    this.gates = { '': this.opened({}) };
  }

  opened(options, path = this.path) {
    const { busy_timeout: busy, drop_timeout: drop, ...rest } = { ...this.options, ...options };
    return open(path, given({ ...rest, busy_timeout: milliseconds(busy), drop_timeout: milliseconds(drop) }));
  }

  close() {
    for (const gate of Object.values(this.gates)) gate.close();
    for (const [name, before] of this.env) {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Makes the call of a step; gives its result with bytes shown as text. */
  call({ call, args: written = {}, gate: gateName = '', on, as }) {
    const args = expanded(written, this.folder);
    const gate = this.gates[gateName];
    switch (call) {
      case 'gate.open':
        this.gates[as] = this.opened(args.options ?? {}, args.file);
        return null;
      case 'gate.close':
        return CALLS.close(gate);
      case 'gate.reopen':
        gate.close();
        this.gates[gateName] = this.opened({});
        return null;
      case 'decide':
      case 'explain':
        return shown({ ...gate[call](request(args)) });
      case 'begin': {
        const exchange = gate.begin(request(args));
        this.things[as] = exchange;
        const { id, decision, url, headers } = exchange;
        return { id, decision: shown(decision), url, headers, body: sent(exchange.body) };
      }
      case 'plan_import': {
        const plan = gate.planImport(args.bundle_text ?? args.bundle);
        this.things[as] = plan;
        return shown({ ...plan });
      }
      case 'plan.apply':
        return shown(this.things[on].apply(args));
      case 'export':
        return JSON.parse(CALLS.export(gate, args));
      case 'usage.csv':
        return gate.usage(given(args)).toCsv();
      case 'usage.jsonl':
        return gate.usage(given(args)).toJsonl();
      case 'query': {
        const { sql, params, ...options } = args;
        return shown(gate.query(sql, params, options));
      }
      case 'interrupt':
        return shown(gate.interrupt());
      case 'prices.load': {
        const { table_text: text, ...rest } = args;
        return shown(CALLS[call](gate, text === undefined ? rest : { ...rest, table: text }));
      }
      case 'apply': {
        const { config_text: text, ...rest } = args;
        return shown(CALLS[call](gate, text === undefined ? rest : { ...rest, config: text }));
      }
      case 'exchange.body':
        return sent(this.things[on].body);
      default: {
        const [area, name] = call.split('.');
        const method = area === 'exchange' ? exchanges[name] : CALLS[call];
        assert.ok(method, `no call \`${call}\``);
        return shown(method(area === 'exchange' ? this.things[on] : gate, args));
      }
    }
  }
}

/** Every field that a case gives is equal; lists have equal length. */
function holdsPart(expected, got, path) {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(got), `${path} is no list`);
    assert.equal(got.length, expected.length, `length of ${path}`);
    expected.forEach((item, index) => holdsPart(item, got[index], `${path}[${index}]`));
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof got === 'object' && got !== null, `${path} is no object`);
    for (const [key, item] of Object.entries(expected)) holdsPart(item, got[key], `${path}.${key}`);
  } else {
    assert.deepEqual(got, expected, path);
  }
}

function play(step, world) {
  if (step.error === undefined) {
    const result = world.call(step);
    if ('expect' in step) assert.deepEqual(JSON.parse(JSON.stringify(result ?? null)), expanded(step.expect));
    if ('expect_part' in step) holdsPart(expanded(step.expect_part), result ?? null, 'result');
    return;
  }
  assert.throws(
    () => world.call(step),
    (error) => {
      assert.ok(error instanceof CodegateError, String(error?.stack));
      assert.equal(error.code, step.error, error.message);
      assert.ok(error.message.includes(step.says ?? ''), error.message);
      return true;
    },
  );
}

const counts = { passed: 0, failed: 0 };
const wanted = process.env.CODEGATE_CASES ?? '';

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort()) {
  const { area, cases } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  for (const { name, given: start, steps } of cases.filter((found) => found.name.includes(wanted))) {
    test(`${area}: ${name}`, () => {
      counts.failed += 1;
      const world = new World(start);
      try {
        steps.forEach((step, index) => {
          try {
            play(step, world);
          } catch (error) {
            error.message = `step ${index} (${step.call}): ${error.message}`;
            throw error;
          }
        });
      } finally {
        world.close();
      }
      counts.failed -= 1;
      counts.passed += 1;
    });
  }
}

after(() => {
  console.log(`conformance (node): ${counts.passed} cases passed, ${counts.failed} failed`);
  assert.ok(counts.passed + counts.failed > 0, 'no case ran');
});
