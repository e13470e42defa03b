// Promises, threads, clocks and what is left behind.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { Gate, open, openAsync } from '../../bindings/node/index.mjs';
import { ANSWER, CHAT, coded, folder, gateOf, routed } from './helpers.mjs';

const PACKAGE = new URL('../../bindings/node/index.mjs', import.meta.url).href;

test('every call that may wait has a twin with the same answer', async (t) => {
  const gate = routed(t);
  const twins = [];
  for (const area of [gate, gate.workspaces, gate.sessions, gate.providers, gate.personas, gate.history, gate.alerts]) {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(area))) {
      if (!name.endsWith('Async')) continue;
      assert.equal(typeof area[name.slice(0, -5)], 'function', name);
      twins.push(name);
    }
  }
  assert.ok(twins.length >= 35, `${twins.length} twins`);

  const made = await gate.workspaces.createAsync('acme', { rules: [{ to: 'local/small' }] });
  assert.deepEqual(made, gate.workspaces.get('acme'));
  assert.deepEqual(await gate.workspaces.listAsync(), gate.workspaces.list());
  assert.deepEqual(await gate.sessions.activateAsync('acme', { session: 's' }), gate.sessions.get('s'));
  assert.deepEqual(await gate.sessions.activeWorkspaceAsync({ session: 's' }), gate.sessions.activeWorkspace({ session: 's' }));
  assert.deepEqual(await gate.providers.getAsync('local'), gate.providers.get('local'));
  const receipt = await gate.recordAsync({ provider: 'local', model: 'small', inputTokens: 1, outputTokens: 1 });
  assert.deepEqual(await gate.history.getAsync(receipt.exchange), gate.history.get(receipt.exchange));
  assert.equal(String(await gate.usageAsync({ by: 'day' })), String(gate.usage({ by: 'day' })));
  assert.equal(await gate.sessions.removeAsync('s'), undefined);
  assert.equal(await gate.alerts.countAsync(), 0);
});

test('errors of a twin are rejections, never thrown at once', async (t) => {
  const gate = gateOf(t);
  await assert.rejects(gate.workspaces.getAsync('nope'), coded('workspace_not_found'));
  await assert.rejects(gate.workspaces.getAsync(5), coded('invalid_argument'));
  await assert.rejects(openAsync(5), coded('invalid_argument'));
  await assert.rejects(openAsync(folder(t)), coded('not_a_store'));
});

test('bundles are planned and applied, at once and later', async (t) => {
  const from = routed(t);
  from.workspaces.create('acme', { customInstructions: 'x', rules: [{ to: 'local/small' }] });
  const bundle = from.export({ workspaces: ['acme'] });
  assert.equal(await from.exportAsync({ workspaces: ['acme'] }), bundle);

  const to = gateOf(t);
  to.providers.add('mine', { type: 'openai' });
  const plan = to.planImport(JSON.parse(bundle));
  assert.deepEqual([plan.items[0].name, plan.items[0].status, plan.missing.providers[0].name], ['acme', 'new', 'local']);
  assert.equal((await to.planImportAsync(Buffer.from(bundle))).digest, plan.digest);
  assert.throws(() => plan.apply(), coded('import_missing'));
  assert.throws(() => plan.apply({ choices: { acme: 5 } }), coded('invalid_argument'));
  assert.deepEqual((await plan.applyAsync({ providers: { local: 'mine' } })).created, ['acme']);
  assert.equal(to.workspaces.rules('acme')[0].to[0].provider, 'mine');
  assert.throws(() => to.planImport('{'), coded('bundle_invalid'));
  assert.throws(() => to.planImport(5), coded('invalid_argument'));
});

test('the clock of the host is read once for each call that needs the time, when it is called', async (t) => {
  const readings = [];
  const clock = () => {
    const now = new Date(Date.UTC(2026, 0, 1, 0, 0, readings.length)).toISOString().replace('Z', '250Z');
    readings.push(now);
    return now;
  };
  const gate = gateOf(t, { clock });
  readings.length = 0;
  const first = gate.workspaces.create('a');
  assert.equal(first.createdAt, readings[0]);
  gate.workspaces.list();
  gate.decide();
  await gate.history.listAsync();
  assert.equal(readings.length, 1, 'reading and deciding need no time');

  const second = gate.workspaces.createAsync('b');
  const third = gate.workspaces.createAsync('c');
  assert.equal(readings.length, 3, 'read before the call leaves this thread');
  assert.deepEqual([(await second).createdAt, (await third).createdAt], readings.slice(1));

  const exchange = gate.begin();
  const receipt = await exchange.finishAsync();
  const { startedAt, finishedAt } = receipt.attempts[0];
  assert.deepEqual([startedAt, finishedAt], readings.slice(3));
});

test('a store that is opened later is the same kind of gate', async (t) => {
  const path = join(folder(t), 'store.db');
  const gate = await openAsync(path, { clock: () => new Date('2026-01-01T00:00:00Z') });
  assert.ok(gate instanceof Gate);
  assert.equal(gate.workspaces.create('acme').createdAt, '2026-01-01T00:00:00.000000Z');
  await gate.closeAsync();
  await gate.closeAsync();
  assert.throws(() => gate.workspaces.list(), coded('gate_closed'));
  await assert.rejects(gate.workspaces.listAsync(), coded('gate_closed'));
});

test('chunks are wrapped, from iterables and async iterables', async (t) => {
  const gate = routed(t);
  const chunks = [ANSWER.slice(0, 40), '', Buffer.from(ANSWER.slice(40))];
  const request = { body: CHAT, path: '/v1/chat/completions' };

  const one = gate.begin(request);
  const out = [...one.wrap(chunks)];
  assert.ok(out.every((chunk) => Buffer.isBuffer(chunk) && chunk.length > 0));
  assert.equal(Buffer.concat(out).toString(), ANSWER);
  assert.equal(one.finish().usage.totalTokens, 15);

  const two = gate.begin(request);
  const parts = [];
  for await (const chunk of two.wrap(new Response(ANSWER).body)) parts.push(chunk);
  assert.equal(Buffer.concat(parts).toString(), ANSWER);
  assert.equal((await two.finishAsync({ status: 200 })).usage.totalTokens, 15);

  for (const source of [undefined, 5, 'text', Buffer.from('x'), {}]) {
    assert.throws(() => two.wrap(source), coded('invalid_argument'));
  }
});

test('what is disposed of is recorded, and a gate is closed', async (t) => {
  const gate = routed(t);
  const request = { body: CHAT, path: '/v1/chat/completions' };
  const seen = gate.begin(request);
  seen.feed(ANSWER);
  seen.end();
  seen[Symbol.dispose]();
  assert.equal(gate.history.get(seen.id).outcome, 'completed');
  seen[Symbol.dispose]();

  const left = gate.begin(request);
  await left[Symbol.asyncDispose]();
  assert.equal(gate.history.get(left.id).outcome, 'aborted');
  assert.equal(left.close(), null);
  assert.throws(() => left.finish(), coded('already_finished'));

  const named = gate.begin(request);
  named.dispose();
  named.dispose();
  assert.equal(gate.history.get(named.id).outcome, 'aborted');

  const before = gate.history.count();
  const dropped = gate.begin(request);
  dropped.discard();
  dropped.discard();
  dropped.dispose();
  assert.throws(() => dropped.finish(), coded('already_finished'));
  assert.equal(gate.history.count(), before, 'a discarded exchange is not recorded');

  const open_ = gate.begin(request);
  gate[Symbol.dispose]();
  await gate[Symbol.asyncDispose]();
  assert.throws(() => gate.begin(), coded('gate_closed'));
  assert.equal(open_.finish().outcome, 'completed', 'an open exchange can still finish');
});

test('an exchange that is collected as garbage is recorded', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const gate = routed(t);
  let id = (() => gate.begin({ body: CHAT }).id)();
  for (let tries = 0; tries < 50 && gate.history.count() === 0; tries += 1) {
    collect();
    await sleep(10);
  }
  assert.equal(gate.history.get(id).outcome, 'aborted');
});

test('a process that just ends records what it left open', (t) => {
  const path = join(folder(t), 'store.db');
  const script = `import { open } from ${JSON.stringify(PACKAGE)}; globalThis.ex = open(process.argv[1]).begin(); console.log(ex.id);`;
  const id = execFileSync(process.execPath, ['--input-type=module', '-e', script, path], { encoding: 'utf8' }).trim();
  assert.equal(gateOf(t, {}, path).history.get(id).outcome, 'aborted');
});

test('workers open gates of their own on one file', async (t) => {
  const path = join(folder(t), 'store.db');
  const gate = gateOf(t, {}, path);
  const script = `
    const { workerData } = require('node:worker_threads');
    import(workerData.package).then(async ({ open }) => {
      const gate = open(workerData.path, { busyTimeout: 60_000 });
      for (let i = 0; i < 10; i += 1) {
        if (i % 2) gate.workspaces.create(\`w\${workerData.number}-\${i}\`);
        else await gate.workspaces.createAsync(\`w\${workerData.number}-\${i}\`);
      }
      gate.close();
    });`;
  const ends = [1, 2, 3].map(
    (number) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(script, { eval: true, workerData: { path, number, package: PACKAGE } });
        worker.on('error', reject).on('exit', resolve);
      }),
  );
  assert.deepEqual(await Promise.all(ends), [0, 0, 0]);
  assert.equal(gate.workspaces.list().length, 31);
});

test('a worker that is ended in the middle of its calls takes nothing down', async (t) => {
  const path = join(folder(t), 'store.db');
  const gate = gateOf(t, {}, path);
  const script = `
    const { workerData, parentPort } = require('node:worker_threads');
    import(workerData.package).then(({ open }) => {
      const gate = open(workerData.path);
      globalThis.left = gate.begin();
      for (let i = 0; i < 100; i += 1) gate.workspaces.createAsync(\`w-\${i}\`).catch(() => {});
      parentPort.postMessage('busy');
    });`;
  const worker = new Worker(script, { eval: true, workerData: { path, package: PACKAGE } });
  await new Promise((resolve) => worker.once('message', resolve));
  await worker.terminate();
  assert.equal(gate.workspaces.create('after').name, 'after');
});

test('the environment of the process resolves credentials', (t) => {
  const gate = gateOf(t);
  gate.providers.add('p', { type: 'openai', endpoint: 'http://127.0.0.1:9', credential: 'env:CODEGATE_NODE_TEST_KEY' });
  gate.workspaces.setRules('default', [{ to: 'p/m' }]);
  t.after(() => delete process.env.CODEGATE_NODE_TEST_KEY);
  assert.throws(() => gate.begin(), coded('credential_unavailable'));
  process.env.CODEGATE_NODE_TEST_KEY = 'key-of-the-test';
  assert.deepEqual(gate.begin().headers.filter(([name]) => name === 'authorization'), [
    ['authorization', 'Bearer key-of-the-test'],
  ]);
  assert.equal(gate.decide().route.credential, 'env:CODEGATE_NODE_TEST_KEY');
});
