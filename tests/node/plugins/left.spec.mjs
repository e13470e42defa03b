// `codegate/fetch` where a client does not go on to the end: it stops reading, aborts, or asks the same once more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { createFetch } from '../../../bindings/node/plugins/fetch.mjs';
import { CLIENT_KEY, ELSEWHERE, gateAt, server, told, until } from './stub.mjs';

const CHAT = { model: 'auto', messages: [{ role: 'user', content: 'hello there' }] };
const USAGE = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
const line = (more) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', ...more })}\n\n`;
const WORD = line({ choices: [{ index: 0, delta: { content: 'x' } }] });
const asked = (more) => [`${ELSEWHERE}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ ...CHAT, stream: true }), ...more }];

/** A plug-in before a provider of a test's own. */
function plugged(t, url, options, open) {
  const gate = gateAt(t, url, undefined, open);
  const receipts = [];
  const fetch = createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt), ...options });
  return { gate, receipts, fetch };
}

/** A provider that says one word and then nothing. */
const mute = (t) =>
  server(t, async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(WORD);
  });

test('a client that stops at the last event has read the whole response', async (t) => {
  const { url } = await server(t, async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(WORD);
    setTimeout(() => response.end(`${line({ choices: [], usage: USAGE })}data: [DONE]\n\n`), 20);
  });
  const { receipts, fetch } = plugged(t, url);
  const reader = (await fetch(...asked())).body.getReader();
  let text = '';
  while (!text.includes('[DONE]')) text += Buffer.from((await reader.read()).value);
  await told(receipts, 1);
  assert.deepEqual([receipts[0].outcome, receipts[0].usage.totalTokens], ['completed', 9]);
});

for (const reads of [0, 1, 2]) {
  test(`a client that aborts is recorded, also where it reads no more: after ${reads} reads`, async (t) => {
    const { url } = await mute(t);
    const { receipts, fetch } = plugged(t, url);
    const left = new AbortController();
    const reader = (await fetch(...asked({ signal: left.signal }))).body.getReader();
    if (reads > 0) await reader.read();
    const pending = reads > 1 ? assert.rejects(reader.read(), /no longer wanted/) : undefined;
    left.abort(new Error('no longer wanted'));
    await told(receipts, 1);
    assert.equal(receipts[0].outcome, 'aborted');
    await (pending ?? assert.rejects(drained(reader), /no longer wanted/));
  });
}

async function drained(reader) {
  while (!(await reader.read()).done);
}

test('who sends without knowing the signal is stopped as well', async (t) => {
  let cancelled = false;
  const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from(WORD)), cancel: () => void (cancelled = true) });
  const inner = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  const { receipts, fetch } = plugged(t, ELSEWHERE, { fetch: inner });
  const left = new AbortController();
  const reader = (await fetch(...asked({ signal: left.signal }))).body.getReader();
  await reader.read();
  left.abort(new Error('no longer wanted'));
  await assert.rejects(reader.read(), /no longer wanted/);
  await told(receipts, 1);
  assert.deepEqual([receipts[0].outcome, cancelled], ['aborted', true]);
});

test('a secret that does not come keeps nobody who has gone', async (t) => {
  const { url, asked: seen } = await mute(t);
  let give;
  const credentials = () => new Promise((resolve) => (give = resolve));
  const { gate, receipts, fetch } = plugged(t, url, {}, { credentials });
  gate.providers.update('oa', { credential: 'host:vault' });
  await assert.rejects(fetch(...asked({ signal: AbortSignal.timeout(50) })), { name: 'TimeoutError' });
  give('sk-late');
  await told(receipts, 1);
  assert.deepEqual([receipts[0].outcome, seen.length], ['aborted', 0]);
});

test('why a secret is not there is told to the host, and not to the client', async (t) => {
  const errors = [];
  const credentials = () => Promise.reject(new Error('the vault is sealed'));
  const { gate, fetch } = plugged(t, ELSEWHERE, { onError: (error) => void errors.push(error) }, { credentials });
  gate.providers.update('oa', { credential: 'host:vault' });
  const response = await fetch(...asked());
  assert.equal(response.status, 401);
  assert.doesNotMatch(await response.text(), /sealed/);
  assert.deepEqual(errors.map(({ code, cause }) => [code, cause.message]), [['credential_unavailable', 'the vault is sealed']]);
});

test('the same request several times at once: the tries of each are one exchange', async (t) => {
  const { url, asked: seen } = await server(t, async (request, response) => {
    if (request.headers['x-stainless-retry-count'] === '0') return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: 'c', object: 'chat.completion', model: 'm', choices: [], usage: USAGE }));
  });
  const { gate, receipts, fetch } = plugged(t, url);
  const client = new OpenAI({ apiKey: CLIENT_KEY, baseURL: `${ELSEWHERE}/v1`, fetch, timeout: 500, maxRetries: 1 });
  await Promise.all(Array.from({ length: 10 }, () => client.chat.completions.create(CHAT)));
  assert.equal(seen.length, 20);
  await told(receipts, 20);
  const { exchanges, attempts, totalTokens } = gate.usage().total;
  assert.deepEqual([exchanges, attempts, totalTokens], [10, 20, 90]);
});

test('what has no address is fetched as ever', async (t) => {
  const { fetch } = plugged(t, ELSEWHERE);
  assert.equal(await (await fetch('data:text/plain,hello')).text(), 'hello');
  const address = URL.createObjectURL(new Blob(['there']));
  assert.equal(await (await fetch(new Request(address))).text(), 'there');
});

test('what `onError` throws breaks no response, and is a warning', async (t) => {
  const { url } = await server(t, async (request, response) => response.end(JSON.stringify({ usage: USAGE })));
  const warnings = [];
  const warned = ({ message }) => void warnings.push(message);
  process.on('warning', warned);
  t.after(() => process.off('warning', warned));
  const thrown = (text) => () => {
    throw new Error(text);
  };
  const { fetch } = plugged(t, url, { onReceipt: thrown('the first'), onError: thrown('the second') });
  assert.equal((await (await fetch(...asked())).json()).usage.total_tokens, 9);
  await until(() => warnings.length === 2);
  assert.match(warnings.join('; '), /the first; .*`onError`.* the second/);
});
