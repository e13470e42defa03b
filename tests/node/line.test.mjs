// The line of a gate: calls that write wait there, and nothing else waits for them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { open } from '../../bindings/node/index.mjs';
import { BRIEFLY, CHAT, PATIENTLY, coded, folder, gateOf, hold, patient } from './helpers.mjs';

const PACKAGE = new URL('../../bindings/node/index.mjs', import.meta.url).href;
const REQUEST = { body: CHAT, path: '/v1/chat/completions' };

test('what waits for the store keeps no thread of the pool from others', async (t) => {
  const { gate, path } = patient(t);
  const held = await hold(t, path);
  const order = [];
  const written = (promise) => promise.then(() => order.push('written'));
  const all = Array.from({ length: 50 }, () => written(gate.begin(REQUEST).finishAsync()));
  all.push(written(gate.sessions.activateAsync('default', { session: 's' })));
  all.push(written(gate.recordAsync({ model: 'm', outputTokens: 1 })));
  await turn();
  // Should these wait for the store, it is let go after them all the same, and the order shows it.
  const letGo = sleep(10_000, undefined, { ref: false }).then(() => {
    order.push('let go');
    held.letGo();
  });
  await Promise.race([letGo, stat(path).then(() => order.push('stat'))]);
  const reads = [gate.usageAsync(), gate.history.listAsync(), gate.queryAsync('SELECT 1'), gate.decideAsync(REQUEST)];
  await Promise.race([letGo, Promise.all([...reads, gate.beginAsync(REQUEST)]).then(() => order.push('read'))]);
  held.letGo();
  await Promise.all(all);
  assert.deepEqual(order.slice(0, 2), ['stat', 'read']);
  assert.equal(gate.history.count(), 51);
});

test('calls in line are made in their order, and each has its own answer', async (t) => {
  const { gate, path } = patient(t);
  const held = await hold(t, path);
  const { workspaces } = gate;
  const order = [];
  const told = (name, promise) => promise.then((found) => order.push([name, found.name]), (error) => order.push([name, error.code]));
  const all = [
    told(1, workspaces.createAsync('a')),
    told(2, workspaces.createAsync('a')),
    told(3, workspaces.renameAsync('a', 'b')),
    told(4, workspaces.getAsync(5)),
    told(5, workspaces.archiveAsync('a')),
    told(6, workspaces.archiveAsync('b')),
    ...Array.from({ length: 40 }, (_, at) => told(7 + at, workspaces.createAsync(`w-${at}`))),
  ];
  await turn();
  held.letGo();
  await Promise.all(all);
  assert.deepEqual(order.slice(0, 6), [
    // What is refused before it gets in line.
    [4, 'invalid_argument'],
    [1, 'a'],
    [2, 'workspace_exists'],
    [3, 'b'],
    [5, 'workspace_not_found'],
    [6, 'b'],
  ]);
  assert.deepEqual(order.slice(6).map(([number]) => number), Array.from({ length: 40 }, (_, at) => 7 + at));
  assert.equal(await workspaces.deleteAsync('b').then(({ exchanges }) => exchanges), 0);
  await gate.closeAsync();
  await assert.rejects(workspaces.createAsync('c'), coded('gate_closed'));
});

test('whoever waited as long as one that was refused is refused with it', async (t) => {
  const { gate, path } = patient(t, { busyTimeout: BRIEFLY });
  const held = await hold(t, path);
  const exchanges = Array.from({ length: 40 }, () => gate.begin(REQUEST));
  const outcomes = Promise.allSettled(exchanges.map((exchange) => exchange.finishAsync()));
  // One after the other they would take 20 s.
  const found = await Promise.race([outcomes, sleep(10_000, 'nothing', { ref: false })]);
  assert.notEqual(found, 'nothing');
  assert.ok(found.every(({ reason }) => coded('busy')(reason)));
  held.letGo();
  const receipts = await Promise.all(exchanges.map((exchange) => exchange.finishAsync()));
  assert.equal(receipts.length, 40);
  assert.equal(gate.history.count(), 40);
});

test('an interruption reaches what runs and what waits in line', async (t) => {
  const { gate, path } = patient(t);
  const held = await hold(t, path);
  const exchanges = Array.from({ length: 20 }, () => gate.begin(REQUEST));
  const outcomes = Promise.allSettled(exchanges.map((exchange) => exchange.finishAsync()));
  await turn();
  await sleep(50);
  gate.interrupt();
  assert.ok((await outcomes).every(({ reason }) => coded('interrupted')(reason)));
  const later = exchanges.map((exchange) => exchange.finishAsync());
  held.letGo();
  assert.equal((await Promise.all(later)).length, 20);
});

/** A process of its own that opens the store; ends by itself, or as its script says. */
function child(t, path, script, options = {}) {
  const head = `
    import { open } from ${JSON.stringify(PACKAGE)};
    const gate = open(process.argv[1], JSON.parse(process.argv[2]));
    const begin = () => gate.begin(${JSON.stringify(REQUEST)});`;
  const args = ['--input-type=module', '-e', head + script, path, JSON.stringify(options)];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => started.kill('SIGKILL'));
  return started;
}

/** How the exchanges in a store ended. */
function outcomes(t, path) {
  const page = gateOf(t, {}, path).history.list();
  return page.items.map(({ outcome }) => outcome).sort();
}

const LEAVE = {
  'a natural end': { script: '', code: 0 },
  'process.exit': { script: 'process.exit(0);', code: 0 },
  'an error': { script: "setTimeout(() => { throw new Error('x') });", code: 1 },
  'an unhandled rejection': { script: "Promise.reject(new Error('x'));", code: 1 },
};

for (const [name, { script, code }] of Object.entries(LEAVE)) {
  test(`${name} of the process records what is open, with the outcome that it has by then`, async (t) => {
    const path = join(folder(t), 'store.db');
    const started = child(t, path, `
      const held = globalThis.held = [begin(), begin(), begin(), begin()];
      held[0].feed('{"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 3}}');
      held[0].end();
      held[1].feed('{"choices": [');
      held[2].beginResponse(500);
      held[3].discard();
      begin().finish();
      ${script}`);
    assert.deepEqual(await once(started, 'exit'), [code, null]);
    assert.deepEqual(outcomes(t, path), ['aborted', 'completed', 'completed', 'failed']);
  });

  test(`${name} of the process makes the calls that wait in line`, async (t) => {
    const { path, gate } = patient(t);
    const started = child(t, path, `
      const all = Array.from({ length: 50 }, begin);
      console.log('begun');
      for (const exchange of all) exchange.finishAsync({ outcome: 'failed' });
      ${script}`, { busyTimeout: PATIENTLY });
    await once(started.stdout, 'data');
    assert.deepEqual(await once(started, 'exit'), [code, null]);
    assert.equal(gate.history.count(), 50);
    assert.equal(gate.query("SELECT count(*) FROM v_exchanges WHERE outcome = 'failed'").rows[0][0], 50);
  });
}

test('a process that is killed records nothing, which is the control', async (t) => {
  const path = join(folder(t), 'store.db');
  const started = child(t, path, "globalThis.held = begin(); process.kill(process.pid, 'SIGKILL');");
  assert.deepEqual(await once(started, 'exit'), [null, 'SIGKILL']);
  assert.deepEqual(outcomes(t, path), []);
});

test('the end of a process waits for a store that others keep, and not for each call anew', async (t) => {
  const { path, gate } = patient(t);
  const script = `
    const all = globalThis.all = Array.from({ length: 40 }, begin);
    for (const exchange of all.slice(20)) exchange.finishAsync();
    console.log('begun');
    process.exit(0);`;
  const held = await hold(t, path);
  const patiently = child(t, path, script, { busyTimeout: PATIENTLY });
  await once(patiently.stdout, 'data');
  await sleep(200);
  assert.equal(patiently.exitCode, null, 'it waits');
  held.letGo();
  await once(patiently, 'exit');
  assert.equal(gate.history.count(), 40);

  // One after the other, 40 waits would take 20 s.
  const again = await hold(t, path);
  const briefly = child(t, path, script, { busyTimeout: BRIEFLY });
  const order = [once(briefly, 'exit').then(() => 'ended'), sleep(15_000, 'let go', { ref: false })];
  assert.equal(await Promise.race(order), 'ended');
  again.letGo();
});

test('a worker that ends, or is ended, records what it has open and makes the calls in line', async (t) => {
  const path = join(folder(t), 'store.db');
  const script = `
    const { workerData, parentPort } = require('node:worker_threads');
    import(workerData.package).then(({ open }) => {
      const gate = open(workerData.path);
      globalThis.left = gate.begin();
      for (let at = 0; at < 30; at += 1) gate.begin().finishAsync({ outcome: 'failed' });
      parentPort.postMessage('open');
      if (workerData.exit) process.exit(0);
    });`;
  for (const exit of [true, false]) {
    const worker = new Worker(script, { eval: true, workerData: { path, exit, package: PACKAGE } });
    const ended = once(worker, 'exit');
    await once(worker, 'message');
    await worker.terminate();
    await ended;
  }
  const found = outcomes(t, path);
  assert.deepEqual(found.filter((outcome) => outcome === 'aborted').length, 2);
  assert.equal(gateOf(t, {}, path).history.count(), 62);
});

test('a gate that is left alone holds no process up, and leaves no listener behind', async (t) => {
  const place = folder(t);
  const before = process.listenerCount('exit');
  for (let at = 0; at < 5; at += 1) open(join(place, `${at}.db`)).close();
  assert.ok(process.listenerCount('exit') <= Math.max(before, 1));
  const started = child(t, join(place, 'x.db'), 'await begin().finishAsync(); await gate.usageAsync();');
  assert.deepEqual(await once(started, 'exit'), [0, null]);
});
