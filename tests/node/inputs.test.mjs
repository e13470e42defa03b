// What JavaScript has for times, addresses and files, and what it walks over.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { open, openAsync } from '../../bindings/node/index.mjs';
import { CHAT, coded, folder, gateOf, routed } from './helpers.mjs';

const { momentOrDay } = createRequire(import.meta.url)('../../bindings/node/lib/times.js');

test('a time is a `Date`, milliseconds, an instant, text or a day', (t) => {
  const gate = gateOf(t);
  const at = Date.UTC(2026, 10, 1, 12);
  gate.record({ model: 'm', outputTokens: 1, startedAt: at, finishedAt: at + 1 });
  const entry = gate.history.list().items[0];
  assert.deepEqual([entry.startedAt, entry.finishedAt], ['2026-11-01T12:00:00.000000Z', '2026-11-01T12:00:00.001000Z']);
  const since = (time) => gate.usage({ since: time }).total.exchanges;
  const instant = (micros) => ({ epochNanoseconds: BigInt(at) * 1_000_000n + micros * 1000n });
  for (const time of [0, at, new Date(at), instant(0n), '2026-11-01T12:00:00Z', '2026-11-01']) {
    assert.equal(since(time), 1, String(time));
  }
  for (const time of [at + 1, new Date(at + 1), instant(1n), '2026-11-02']) assert.equal(since(time), 0, String(time));
  assert.equal(gate.history.count({ since: '2026-11-01', until: '2026-11-02' }), 1);
  assert.equal(gate.history.count({ until: '2026-11-01' }), 0, 'a day is its first moment');
  assert.equal(gate.history.prune({ before: at, dryRun: true }).exchanges, 0);
  assert.equal(gate.history.prune({ before: '2026-11-02', dryRun: true }).exchanges, 1);

  const seconds = /^`since` must be milliseconds since 1970, which `Date.now\(\)` gives; `1793534400` looks like seconds$/;
  assert.throws(() => since(at / 1000), (error) => coded('invalid_argument')(error) && seconds.test(error.message));
  for (const odd of [NaN, Infinity, 1e17, '2026-02-30', '2026-13-01', 'today', true, [], 5n]) {
    assert.throws(() => since(odd), coded('invalid_argument'), String(odd));
  }
});

test('a day begins by the clock of the zone that the query names', (t) => {
  const days = {
    'Europe/Berlin': ['2026-11-01', '2026-10-31T23:00:00.000Z'],
    'America/New_York': ['2026-11-01', '2026-11-01T04:00:00.000Z'],
    'Asia/Kolkata': ['2026-01-01', '2025-12-31T18:30:00.000Z'],
    // Its clocks were set from midnight to one o'clock.
    'America/Sao_Paulo': ['2018-11-04', '2018-11-04T03:00:00.000Z'],
    // Its clocks were set from midnight to eleven o'clock of the day before.
    'America/Havana': ['2026-11-02', '2026-11-02T05:00:00.000Z'],
    // It left this day out.
    'Pacific/Apia': ['2011-12-31', '2011-12-30T10:00:00.000Z'],
  };
  for (const [zone, [day, start]] of Object.entries(days)) assert.equal(momentOrDay(day, 'x', zone), start, zone);

  const gate = gateOf(t);
  gate.record({ model: 'm', outputTokens: 1, startedAt: '2026-10-31T23:30:00Z' });
  const total = (query) => gate.usage({ by: 'day', ...query }).total.exchanges;
  assert.equal(total({ since: '2026-11-01', zone: 'Europe/Berlin' }), 1);
  assert.equal(total({ since: '2026-11-01' }), 0);
  const compare = { since: '2026-11-01', until: '2026-11-02' };
  const compared = (zone) =>
    gate.usage({ by: 'day', since: '2026-11-02', until: '2026-11-03', compare, zone }).before.exchanges;
  assert.deepEqual([compared('Europe/Berlin'), compared(null)], [1, 0]);
  assert.throws(() => total({ since: '2026-11-01', zone: 'Europe/Nowhere' }), coded('invalid_argument'));
});

test('a clock may be `Date.now`', (t) => {
  const gate = gateOf(t, { clock: () => Date.UTC(2026, 0, 1) });
  assert.equal(gate.workspaces.create('acme').createdAt, '2026-01-01T00:00:00.000000Z');
  assert.throws(() => open(':memory:', { clock: () => 5 }), coded('invalid_argument'));
});

test('an address is text or a `URL`', (t) => {
  const gate = gateOf(t);
  gate.providers.add('local', { type: 'openai', endpoint: new URL('http://127.0.0.1:9/v1') });
  assert.equal(gate.providers.update('local', { endpoint: new URL('http://127.0.0.1:8/v1') }).endpoint, 'http://127.0.0.1:8/v1');
  const request = { path: new URL('https://api.example/v1/chat/completions?a=1'), body: CHAT };
  const exchange = gate.begin({ ...request, upstream: new URL('https://api.openai.com/v1') });
  assert.match(exchange.url, /^https:\/\/api\.openai\.com\/v1\/chat\/completions/);
  for (const field of ['path', 'upstream']) assert.throws(() => gate.begin({ [field]: 5 }), coded('invalid_argument'));
  assert.throws(() => gate.providers.add('odd', { type: 'openai', endpoint: {} }), coded('invalid_argument'));
});

test('the path of a store is text, a `file:` URL or bytes', async (t) => {
  const path = join(folder(t), 'köter #1.db');
  const gates = [open(path), open(pathToFileURL(path)), open(Buffer.from(path)), await openAsync(new Uint8Array(Buffer.from(path)))];
  gates[1].workspaces.create('acme');
  for (const gate of gates) {
    assert.equal(gate.health().path, path);
    assert.equal(gate.workspaces.get('acme').name, 'acme');
    gate.close();
  }
  for (const odd of [5, {}, new URL('https://a.example/x.db'), Buffer.from([0xff])]) {
    assert.throws(() => open(odd), coded('invalid_argument'), String(odd));
  }
});

test('a page goes on to those after it', async (t) => {
  const gate = routed(t);
  const ids = Array.from({ length: 7 }, () => gate.record({ model: 'm', outputTokens: 1 }).exchange).reverse();
  const pages = [];
  const list = gate.history.listAsync;
  gate.history.listAsync = function (query) {
    pages.push(query);
    return list.call(this, query);
  };
  const page = gate.history.list({ limit: 3, workspace: 'default' });
  assert.deepEqual(Object.keys(page), ['items', 'next']);
  const found = [];
  for await (const { exchange } of page) found.push(exchange);
  assert.deepEqual(found, ids);
  assert.deepEqual(pages.map(({ limit, workspace }) => [limit, workspace]), [[3, 'default'], [3, 'default']]);
  for await (const { exchange } of await gate.history.listAsync({ limit: 3 })) {
    assert.equal(exchange, ids[0]);
    break;
  }
  assert.equal(pages.length, 3, 'no page is fetched before it is come to');
  for await (const { exchange } of gate.history.list({ workspace: 'default', limit: 7 })) found.push(exchange);
  assert.equal(found.length, 14);

  gate.alerts.add({ severity: 'info', type: 'a', workspace: 'default' });
  gate.alerts.add({ severity: 'info', type: 'b', workspace: 'default' });
  const alerts = [];
  for await (const { type } of gate.alerts.list({ limit: 1 })) alerts.push(type);
  assert.deepEqual(alerts, ['b', 'a']);
  const late = gate.history.list({ limit: 3 });
  gate.close();
  await assert.rejects((async () => { for await (const entry of late) void entry; })(), coded('gate_closed'));
});
