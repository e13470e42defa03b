// Questions in SQL, stopping, and how a store stands, beside what the cases say.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { open } from '../../bindings/node/index.mjs';
import { coded, folder, gateOf } from './helpers.mjs';

const ENDLESS = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n';

/** Stops a gate until a call has ended: an interrupt before it has begun does nothing. */
async function stopped(gate, call) {
  let ended = false;
  const ending = call.finally(() => (ended = true)).catch((error) => error);
  await turn();
  assert.ok(!ended, 'nothing else ends it');
  while (!ended) {
    gate.interrupt();
    await turn();
  }
  return (await ending).code;
}

test('whole numbers that a number cannot hold are BigInt', (t) => {
  const gate = gateOf(t);
  const safe = Number.MAX_SAFE_INTEGER;
  const { rows } = gate.query(`SELECT ${safe}, -${safe}, ${safe} + 1, -${safe} - 1, 1e300, NULL, 'x'`);
  assert.deepEqual(rows, [[safe, -safe, 2n ** 53n, -(2n ** 53n), 1e300, null, 'x']]);
  const largest = 2n ** 63n - 1n;
  assert.deepEqual(gate.query('SELECT ?, :b', [largest, -largest - 1n]).rows, [[largest, -largest - 1n]]);
  assert.deepEqual(gate.query('SELECT typeof(?), typeof(?), typeof(?)', [2 ** 53, 2, 2n]).rows, [
    ['real', 'integer', 'integer'],
  ]);
  assert.deepEqual(gate.query('SELECT :snake_case', { snake_case: true, left: undefined }).rows, [[1]]);
});

test('a parameter that SQL has no word for is refused', (t) => {
  const gate = gateOf(t);
  for (const value of [2n ** 63n, NaN, Infinity, undefined, [1], {}, Symbol('x'), Buffer.from('x'), '\ud800']) {
    assert.throws(() => gate.query('SELECT ?', [value]), coded('invalid_argument'));
  }
  for (const params of ['x', 1, new Map(), () => 1, { a: [] }]) {
    assert.throws(() => gate.query('SELECT :a', params), coded('invalid_argument'));
  }
  assert.throws(() => gate.query(5), coded('invalid_argument'));
  assert.throws(() => gate.query('SELECT 1', null, { rows: 1 }), coded('invalid_argument'));
});

test('a question on the pool lets others work, and is stopped', async (t) => {
  const gate = gateOf(t);
  const asking = gate.queryAsync(ENDLESS, null, { timeout: 3600 });
  for (let i = 0; i < 20; i += 1) await gate.begin({}).finishAsync();
  assert.equal(await stopped(gate, asking), 'interrupted');
  assert.deepEqual((await gate.queryAsync('SELECT count(*) FROM v_exchanges')).rows, [[20]]);
  await assert.rejects(gate.queryAsync(ENDLESS, null, { timeout: 0.01 }), coded('interrupted'));
});

test('a finish that waits is stopped and done again', async (t) => {
  const path = join(folder(t), 'store.db');
  const gate = gateOf(t, { busyTimeout: 3_600_000 }, path);
  const exchange = gate.begin({});
  // A stranger that writes, in a process of its own, until its input ends.
  const code = 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("BEGIN IMMEDIATE"); print(1, flush=True); sys.stdin.read()';
  const stranger = spawn('python3', ['-c', code, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(stranger.stdout, 'data');
  assert.equal(await stopped(gate, exchange.finishAsync()), 'interrupted');
  stranger.stdin.end();
  await once(stranger, 'exit');
  assert.equal((await exchange.finishAsync()).duplicate, false);
  assert.equal(gate.usage().total.exchanges, 1);
});

test('a question to memory is stopped with what waits for it', async (t) => {
  const gate = gateOf(t, {}, ':memory:');
  const exchange = gate.begin({});
  const asking = gate.queryAsync(ENDLESS, null, { timeout: 3600 });
  assert.equal(await stopped(gate, asking), 'interrupted');
  assert.equal(exchange.finish().duplicate, false);
});

test('health is a record', (t) => {
  const path = join(folder(t), 'store.db');
  const gate = open(path);
  t.after(() => gate.close());
  const health = gate.health();
  assert.deepEqual([health.size, health.writable], [statSync(path).size, true]);
  assert.ok(health.path.endsWith('store.db') && health.sqlite.startsWith('3.'));
});
