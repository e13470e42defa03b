// Secrets that the host gives, the environment as a script sees it, and the store that is opened without a path.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { open, openAsync } from '../../bindings/node/index.mjs';

const REQUEST = { path: '/v1/chat/completions', body: { model: 'm', messages: [] } };
const coded = (code) => (error) => error.code === code;
const key = (exchange) => exchange.headers.find(([name]) => name === 'authorization')?.[1];

function routed(options) {
  const gate = open(':memory:', options);
  gate.providers.add('p', { type: 'openai', credential: 'host:work laptop' });
  gate.providers.add('q', { type: 'openai', credential: 'host:spare' });
  gate.workspaces.setRules('default', [{ to: ['p/m', 'q/n'] }]);
  return gate;
}

test('secrets are asked for by their id when a route is taken, and the clock is read once', () => {
  const asked = [];
  const credentials = (id) => {
    asked.push(id);
    return ` sk-${id.slice(0, 5).trim()}\n`;
  };
  const gate = routed({ credentials, clock: { start: '2026-01-01T00:00:00Z', stepUs: 1_000_000 } });
  gate.decide(REQUEST);
  assert.deepEqual(asked, []);
  const exchange = gate.begin(REQUEST);
  assert.equal(key(exchange), 'Bearer sk-work');
  assert.deepEqual(exchange.decision.warnings, []);
  exchange.retry({ status: 503 });
  assert.equal(exchange.fail({ status: 503 }).model, 'n');
  assert.equal(key(exchange), 'Bearer sk-spare');
  assert.deepEqual(asked, ['work laptop', 'work laptop', 'spare']);
  exchange.authorize('another');
  assert.equal(key(exchange), 'Bearer another');
  const times = exchange.finish().attempts.map(({ startedAt }) => startedAt.slice(17, 19));
  const [first, second, third] = times.map(Number);
  assert.deepEqual([second - first, third - second], [1, 1]);
});

test('the asynchronous calls wait for a promise of it', async () => {
  const gate = routed({ credentials: async (id) => `sk-${id.slice(0, 5).trim()}` });
  const exchange = await gate.beginAsync(REQUEST);
  assert.equal(key(exchange), 'Bearer sk-work');
  await exchange.retryAsync();
  await exchange.failAsync();
  assert.equal(key(exchange), 'Bearer sk-spare');
  assert.throws(() => gate.begin(REQUEST), (error) => {
    return error.code === 'credential_unavailable' && error.cause instanceof TypeError;
  });
});

test('what it throws is the cause, and its text stays there', async () => {
  const fault = new Error('the key ring with sk-5ecret is locked');
  const credentials = () => {
    throw fault;
  };
  const gate = routed({ credentials });
  const right = (error) =>
    error.code === 'credential_unavailable' && error.cause === fault && !error.message.includes('5ecret');
  assert.throws(() => gate.begin(REQUEST), right);
  await assert.rejects(gate.beginAsync(REQUEST), right);
});

test('what is no secret is refused, and a fallback without one is skipped', () => {
  for (const given of [undefined, null, '', ' ', 'a\nb', 7]) {
    assert.throws(() => routed({ credentials: () => given }).begin(REQUEST), coded('credential_unavailable'), String(given));
  }
  const exchange = routed({ credentials: (id) => (id === 'spare' ? null : 'sk') }).begin(REQUEST);
  assert.equal(exchange.fail(), null);
  assert.deepEqual(exchange.warnings.map(({ code }) => code), ['credential_unavailable']);
  assert.throws(() => open(':memory:', { credentials: 'sk-5ecret' }), coded('invalid_argument'));
});

test('variables are those that a script sees, at each call', (t) => {
  const real = process.env;
  t.after(() => (process.env = real));
  const gate = open(':memory:');
  gate.providers.add('p', { type: 'openai', credential: 'env:CODEGATE_NODE_DOTENV' });
  gate.workspaces.setRules('default', [{ to: 'p/m' }]);
  // As Bun keeps what `.env` has.
  process.env = { ...real, CODEGATE_NODE_DOTENV: 'one' };
  assert.equal(key(gate.begin(REQUEST)), 'Bearer one');
  process.env.CODEGATE_NODE_DOTENV = 'two';
  assert.equal(key(gate.begin(REQUEST)), 'Bearer two');
  delete process.env.CODEGATE_NODE_DOTENV;
  assert.throws(() => gate.begin(REQUEST), coded('credential_unavailable'));
});

test('without a path the default store is opened', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'codegate-default-'));
  const names = ['CODEGATE_STORE', 'HOME', 'XDG_DATA_HOME', 'LOCALAPPDATA'];
  const before = names.map((name) => [name, process.env[name]]);
  t.after(() => {
    for (const [name, value] of before) value === undefined ? delete process.env[name] : (process.env[name] = value);
    rmSync(folder, { recursive: true });
  });
  delete process.env.CODEGATE_STORE;
  Object.assign(process.env, { HOME: folder, XDG_DATA_HOME: join(folder, 'data'), LOCALAPPDATA: join(folder, 'data') });
  const gate = open();
  const { path } = gate.health();
  assert.ok(path.startsWith(folder) && path.endsWith('codegate.db'), path);
  gate.close();
  process.env.CODEGATE_STORE = join(folder, 'own.db');
  const own = await openAsync(null, { busyTimeout: 1_000 });
  assert.equal(own.health().path, join(folder, 'own.db'));
  own.close();
  process.env.CODEGATE_STORE = join(folder, 'none', 'own.db');
  assert.throws(() => open(), (error) => error.code === 'io' && error.message.includes(process.env.CODEGATE_STORE));
  assert.throws(() => open(7), coded('invalid_argument'));
});
