// The example hosts, against a provider on loopback that fails, answers whole, and streams.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { codegateFetch } from '../../examples/node/fetch.mjs';
import { ANSWER, CHAT, folder, gateOf } from './helpers.mjs';

const PROXY = fileURLToPath(new URL('../../examples/node/proxy.mjs', import.meta.url));

const EVENTS = [
  { choices: [{ index: 0, delta: { role: 'assistant', content: 'hi ' } }] },
  { choices: [{ index: 0, delta: { content: 'there' }, finish_reason: 'stop' }] },
  { choices: [], usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 } },
].map((event) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'small', ...event })}\n\n`);
const TEXT = [...EVENTS.slice(0, 2), 'data: [DONE]\n\n'].join('');

/** A provider; what it was asked stands in `asked`. */
async function provider(t) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { model, stream, stream_options: options } = JSON.parse(body);
    asked.push({ path: request.url, key: request.headers.authorization, model });
    if (model === 'down') return response.writeHead(503, { 'retry-after': '1' }).end('down');
    if (!stream) return response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of options?.include_usage ? EVENTS : EVENTS.slice(0, 2)) {
      // Cut in the middle, as networks do.
      response.write(event.slice(0, 20));
      await new Promise(setImmediate);
      response.write(event.slice(20));
    }
    return response.end('data: [DONE]\n\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { asked, url: `http://127.0.0.1:${server.address().port}` };
}

const setup = (url) => ({
  providers: [
    // Nothing listens there.
    { name: 'nowhere', type: 'openai_compatible', endpoint: 'http://127.0.0.1:3' },
    { name: 'stub', type: 'openai_compatible', endpoint: url },
  ],
  workspaces: [
    {
      name: 'acme',
      custom_instructions: 'Be brief.',
      rules: [{ when: { requested_model: '*' }, to: ['nowhere/m', 'stub/down', 'stub/small'] }],
    },
  ],
  active: 'acme',
});

test('the proxy routes, falls back, streams and tells of every exchange', async (t) => {
  const { asked, url } = await provider(t);
  const place = folder(t);
  const file = join(place, 'setup.json');
  writeFileSync(file, JSON.stringify(setup(url)));
  const proxy = spawn(process.execPath, [PROXY, join(place, 'store.db'), '--setup', file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => proxy.kill());
  const lines = createInterface({ input: proxy.stdout })[Symbol.asyncIterator]();
  const line = async () => JSON.parse((await lines.next()).value);
  const { url: address } = await line();

  const call = (body) =>
    fetch(`${address}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer of-the-client', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  assert.equal(await (await call(CHAT)).text(), ANSWER);
  const { decision, receipt } = await line();
  assert.equal(decision.workspace, 'acme');
  assert.match(receipt.attempts[0].reason, /ECONNREFUSED/);
  assert.deepEqual(receipt.attempts.map(({ model, status, retryAfter }) => [model, status, retryAfter]), [
    ['m', null, null],
    ['down', 503, 1],
    ['small', 200, null],
  ]);
  assert.deepEqual([receipt.usage.inputTokens, receipt.usage.outputTokens], [12, 3]);
  assert.deepEqual(asked.map(({ key, path }) => [key, path]), Array(2).fill([undefined, '/v1/chat/completions']));

  assert.equal(await (await call({ ...CHAT, stream: true })).text(), TEXT, 'without the chunk that was not asked for');
  assert.equal((await line()).receipt.usage.totalTokens, 15);

  assert.equal((await fetch(`${address}/v1/models`)).status, 404, 'there is no upstream');
  proxy.stdin.end();
  assert.deepEqual(await once(proxy, 'exit'), [0, null]);
  const report = gateOf(t, {}, join(place, 'store.db')).usage({ by: 'model' });
  assert.deepEqual([report.total.exchanges, report.total.totalTokens, report.rows[0].key], [2, 30, 'small']);
});

/** Waits until so many exchanges are told of: on a busy machine the record may come after the response. */
async function heard(told, count) {
  for (let tries = 0; told.length < count && tries < 1_000; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(told.length, count);
}

test('the fetch routes, streams, tells of exchanges, and records those that are let go of', async (t) => {
  const { asked, url } = await provider(t);
  const gate = gateOf(t, { injectUsage: true });
  gate.providers.add('stub', { type: 'openai_compatible', endpoint: url });
  gate.workspaces.setRules('default', [{ to: ['stub/down', 'stub/small'] }]);
  const told = [];
  const fetch = codegateFetch(gate, (done) => told.push(done));
  const call = (body) =>
    fetch('http://127.0.0.1:9/v1/chat/completions', { method: 'POST', body: JSON.stringify({ ...CHAT, ...body }) });

  assert.equal(await (await call()).text(), ANSWER);
  assert.equal(await (await call({ stream: true })).text(), TEXT);
  await heard(told, 2);
  assert.deepEqual(told.map(({ receipt }) => receipt.usage.totalTokens), [15, 15]);
  assert.deepEqual(asked.map(({ model }) => model), ['down', 'small', 'down', 'small']);

  const reader = (await call({ stream: true })).body.getReader();
  await reader.read();
  await reader.cancel();
  await heard(told, 3);
  assert.equal(told.at(-1).receipt.outcome, 'aborted');
  assert.equal(gate.history.list({ limit: 1 }).items[0].outcome, 'aborted');

  gate.workspaces.setRules('default', [{ to: 'stub/down' }]);
  const failed = await call();
  assert.deepEqual([failed.status, await failed.text()], [503, 'down']);
  await heard(told, 4);
  assert.equal(told.at(-1).receipt.outcome, 'failed');

  gate.workspaces.setRules('default', []);
  await assert.rejects(call(), /fetch failed/, 'without a rule it goes where it was going');
});

test('the fetch answers what has no body, keeps a dispatcher, and falls back where nothing answers', async (t) => {
  const server = createServer((request, response) => response.writeHead(Number(request.url.slice(-3))).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const gate = gateOf(t);
  gate.providers.add('nowhere', { type: 'openai_compatible', endpoint: 'http://127.0.0.1:3' });
  gate.providers.add('stub', { type: 'openai_compatible', endpoint: `http://127.0.0.1:${server.address().port}` });
  gate.workspaces.setRules('default', [{ when: { requestedModel: '*' }, to: ['nowhere/m', 'stub/m'] }, { when: { requestType: 'files' }, to: 'stub' }]);
  const told = [];
  const fetch = codegateFetch(gate, (done) => told.push(done.receipt));
  for (const status of [204, 205, 304]) {
    const response = await fetch(`http://127.0.0.1:9/v1/files/${status}`, { method: 'DELETE' });
    assert.deepEqual([response.status, await response.text()], [status, '']);
    await heard(told, 1);
    assert.equal(told.pop().attempts[0].status, status);
  }

  const sent = [];
  const own = globalThis[Symbol.for('undici.globalDispatcher.1')];
  const dispatcher = { dispatch: (what, handler) => sent.push(what.path) && own.dispatch(what, handler) };
  const body = JSON.stringify(CHAT);
  assert.equal((await fetch('http://127.0.0.1:9/v1/files/204', { method: 'POST', body, dispatcher })).status, 204);
  assert.equal(sent.length, 2, 'by the dispatcher, to either provider');
  await heard(told, 1);
  const { outcome, attempts } = told.pop();
  assert.deepEqual([outcome, ...attempts.map(({ failureClass }) => failureClass)], ['completed', 'network', null]);

  gate.workspaces.setRules('default', [{ to: 'nowhere/m' }]);
  await assert.rejects(fetch('http://127.0.0.1:9/v1/chat/completions', { method: 'POST', body }), /fetch failed/);
  await heard(told, 1);
  assert.equal(told.pop().outcome, 'failed');
});
