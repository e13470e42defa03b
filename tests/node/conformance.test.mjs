// Plays every case of tests/cases through the Node package.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CodegateError, open } from '../../bindings/node/index.mjs';

const FOLDER = new URL('../cases/', import.meta.url);
const OPTIONS = { clock: { start: '2026-01-01T00:00:00Z', step_us: 1_000_000 }, id_seed: 1 };

/** `cache_write_5m` is `cacheWrite5m`, and `__proto__` what it is. */
const camelName = (name) => name.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, next) => next.toUpperCase());
const snakeName = (name) => name.replace(/[A-Z]|\d+/g, (found) => `_${found.toLowerCase()}`);

/** Renames the keys of records; what stands below a key of the user's own is left alone. */
function renamed(value, rename, free = []) {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename, free));
  if (ArrayBuffer.isView(value)) return Array.from(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), free.includes(key) ? item : renamed(item, rename, free)]),
  );
}

/** Arguments as the package takes them: camelCase, but for bodies, headers and bundles. */
const given = (args) => renamed(args, camelName, ['body', 'headers', 'bundle']);
/** Results as the cases have them. */
const shown = (result) => (result === undefined ? null : renamed(result, snakeName));

/** Writes out `$REPEAT:x:65`. */
function expanded(value) {
  if (typeof value === 'string') {
    const found = /^\$REPEAT:(.*):(\d+)$/s.exec(value);
    return found ? found[1].repeat(Number(found[2])) : value;
  }
  if (Array.isArray(value)) return value.map(expanded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expanded(item)]));
}

/** The request of a step: a body given as JSON is handed over parsed, others as bytes. */
function request({ body, body_text: text, body_base64: base64, ...facts }) {
  const content = text !== undefined ? Buffer.from(text) : base64 !== undefined ? Buffer.from(base64, 'base64') : body;
  return content === undefined || content === null ? given(facts) : { ...given(facts), body: content };
}

const sent = (body) => (Buffer.isBuffer(body) ? body.toString() : body);

/** Areas whose methods take a name and the fields of a record. */
const named = {
  create: (area, { name, ...fields }) => area.create(name, given(fields)),
  add: (area, { name, ...fields }) => area.add(name, given(fields)),
  get: (area, { name }) => area.get(name),
  list: (area) => area.list(),
  list_archived: (area) => area.listArchived(),
  update: (area, { name, ...fields }) => area.update(name, given(fields)),
  rename: (area, { name, new_name: newName }) => area.rename(name, newName),
  archive: (area, { name, ...options }) => area.archive(name, options),
  recover: (area, { name }) => area.recover(name),
  delete: (area, { name }) => area.delete(name),
  remove: (area, { name, ...options }) => area.remove(name, options),
  rules: (area, { name }) => area.rules(name),
  set_rules: (area, { name, rules }) => area.setRules(name, given(rules)),
  vector: (area, { name }) => area.vector(name),
};

const listed = {
  add: (area, fields) => area.add(given(fields)),
  list: (area, query) => area.list(given(query)),
  get: (area, { exchange, id }) => area.get(exchange ?? id),
  count: (area, query) => area.count(given(query)),
  summary: (area, query) => area.summary(given(query)),
};

const areas = {
  workspaces: named,
  providers: named,
  personas: named,
  sessions: {
    activate: (area, { workspace, ...options }) => area.activate(workspace, options),
    active_workspace: (area, options) => area.activeWorkspace(options),
    list: (area) => area.list(),
    get: (area, { session }) => area.get(session),
    remove: (area, { session }) => area.remove(session),
  },
  history: listed,
  alerts: listed,
  prices: {
    lookup: (area, query) => area.lookup(given(query)),
    list: (area, query) => area.list(given(query)),
    age: (area) => area.age(),
    load: (area, { table, table_text: text, ...options }) => area.load(text ?? table, given(options)),
    unload: (area, { format }) => area.unload(format),
    set: (area, price) => area.set(given(price)),
    remove: (area, { model, ...options }) => area.remove(model, options),
    own: (area) => area.own(),
  },
};

const exchanges = {
  id: (exchange) => exchange.id,
  decision: (exchange) => exchange.decision,
  url: (exchange) => exchange.url,
  headers: (exchange) => exchange.headers,
  body: (exchange) => exchange.body,
  route: (exchange) => exchange.route,
  warnings: (exchange) => exchange.warnings,
  begin_response: (exchange, { status, headers }) => exchange.beginResponse(status, headers),
  feed: (exchange, { text, base64 }) => exchange.feed(text ?? Buffer.from(base64, 'base64')).toString(),
  end: (exchange) => exchange.end().toString(),
  report_usage: (exchange, counts) => exchange.reportUsage(given(counts)),
  fail: (exchange, failure) => exchange.fail(given(failure)),
  retry: (exchange, failure) => exchange.retry(given(failure)),
  finish: (exchange, end) => exchange.finish(given(end)),
  close: (exchange) => exchange.close(),
  discard: (exchange) => exchange.discard(),
};

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

  opened(options) {
    return open(this.path, given({ ...this.options, ...options }));
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
    const args = expanded(written);
    const gate = this.gates[gateName];
    const [area, name] = call.split('.');
    switch (call) {
      case 'gate.open':
        this.gates[as] = this.opened(args.options ?? {});
        return null;
      case 'gate.close':
        return gate.close();
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
        return JSON.parse(gate.export(given(args)));
      case 'record':
      case 'usage':
        return shown({ ...gate[call](given(args)) });
      case 'usage.csv':
        return gate.usage(given(args)).toCsv();
      case 'usage.jsonl':
        return gate.usage(given(args)).toJsonl();
      case 'export_usage':
        return shown(gate.exportUsage(given(args)));
      case 'reprice':
        return shown(gate.reprice(given(args)));
      case 'superseded_charges':
        return shown(gate.supersededCharges(args.exchange));
      case 'query': {
        const { sql, params, ...options } = args;
        return shown(gate.query(sql, params, options));
      }
      case 'interrupt':
      case 'health':
        return shown(gate[call]());
      case 'verify':
        return shown(gate.verify(args));
      default: {
        const method = area === 'exchange' ? exchanges[name] : areas[area]?.[name];
        assert.ok(method, `no call \`${call}\``);
        if (area !== 'exchange') return shown(method(gate[area], args));
        const result = method(this.things[on], args);
        return name === 'body' ? sent(result) : shown(result);
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
