// `codegate/http`: a proxy in front of the model server, asked by real SDKs and by clients that behave badly.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { createProxy } from '../../../bindings/node/plugins/http.mjs';
import { CLIENT_KEY, ELSEWHERE, counted, gateAt, server, stub, told, until } from './stub.mjs';

const HELLO = [{ role: 'user', content: 'hello there' }];
const CHAT = { model: 'auto', messages: HELLO };

/** A proxy on loopback before a provider. */
async function proxied(t, provider, rules, options) {
  const gate = gateAt(t, provider, rules);
  const receipts = [];
  const proxy = createServer(createProxy(gate, { onReceipt: (receipt) => void receipts.push(receipt), maxWait: 20, ...options }));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return { gate, receipts, url: `http://127.0.0.1:${proxy.address().port}` };
}

const post = (url, body, more) => fetch(`${url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body), ...more });

test('SDKs talk to it as to a provider: routed, instructed, streamed, counted', async (t) => {
  const { url, truth } = await stub(t);
  const plug = await proxied(t, url, [{ when: { requestedModel: 'claude-*' }, to: 'claude/claude-small' }, { to: ['nowhere/m', 'oa/fail-503', 'oa/small'] }]);
  const openai = new OpenAI({ apiKey: CLIENT_KEY, baseURL: `${plug.url}/v1` });
  assert.equal((await openai.chat.completions.create(CHAT)).model, 'small');
  let text = '';
  for await (const chunk of await openai.chat.completions.create({ ...CHAT, stream: true })) text += chunk.choices[0].delta.content ?? '';
  assert.equal(text, 'small heard: hello there');
  const anthropic = new Anthropic({ apiKey: CLIENT_KEY, baseURL: plug.url });
  const message = await anthropic.messages.stream({ model: 'claude-x', max_tokens: 9, messages: HELLO }).finalMessage();
  assert.equal(message.content[0].text, 'claude-small heard: hello there');

  const entries = (await truth()).filter(({ usage }) => usage !== null);
  await told(plug.receipts, 3);
  assert.deepEqual(counted(plug.receipts), entries.map(({ usage: u }) => [u.input_uncached + u.cache_read + u.cache_write_5m, u.output]));
  assert.deepEqual(plug.receipts.map(({ attempts }) => attempts.length), [3, 3, 1]);
  for (const { credential, system } of entries) {
    assert.match(credential, /sk-of-the-store$/);
    assert.equal(system.at(-1), 'Be brief.');
  }
});

test('errors reach the SDK as its own, those of the proxy too', async (t) => {
  const { url } = await stub(t);
  const plug = await proxied(t, url, [{ to: 'oa/fail-429' }], { tries: 2 });
  const openai = new OpenAI({ apiKey: CLIENT_KEY, baseURL: `${plug.url}/v1` });
  await assert.rejects(openai.chat.completions.create(CHAT), OpenAI.RateLimitError);
  plug.gate.workspaces.setRules('default', [{ to: 'nowhere/m' }]);
  await assert.rejects(openai.chat.completions.create(CHAT), (error) => error.status === 502 && /ECONNREFUSED/.test(error.message));
  plug.gate.workspaces.setRules('default', []);
  await assert.rejects(openai.chat.completions.create(CHAT), OpenAI.NotFoundError);
  await assert.rejects(openai.models.list(), (error) => error.status === 404 && /upstream/.test(error.message));
  await told(plug.receipts, 3);
  assert.deepEqual(plug.receipts.map(({ attempts }) => attempts.length), [1, 2, 1]);
});

test('what is no call of a model goes to the upstream, whole, streamed both ways', async (t) => {
  const seen = [];
  const upstream = createServer(async (request, response) => {
    // The first bytes come back before the last are sent.
    response.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'], 'x-path': request.url });
    for await (const chunk of request) {
      seen.push(chunk.toString());
      response.write(chunk);
    }
    response.end(request.headers.authorization);
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  t.after(() => upstream.close());
  const plug = await proxied(t, ELSEWHERE, [{ to: 'oa/small' }], { upstream: `http://127.0.0.1:${upstream.address().port}/ignored` });
  const call = ask(`${plug.url}/v1/files?a=1`, { method: 'POST', headers: { authorization: `Bearer ${CLIENT_KEY}` } });
  call.write('first');
  const [response] = await once(call, 'response');
  assert.deepEqual([response.statusCode, response.headers['set-cookie'], response.headers['x-path']], [201, ['a=1', 'b=2'], '/v1/files?a=1']);
  const chunks = response[Symbol.asyncIterator]();
  assert.equal((await chunks.next()).value.toString(), 'first');
  call.end('last');
  let rest = '';
  for await (const chunk of chunks) rest += chunk;
  assert.equal(rest, `lastBearer ${CLIENT_KEY}`);
  assert.deepEqual(seen, ['first', 'last']);
  assert.equal((await fetch(`${plug.url}/v1/models/x`, { method: 'HEAD' })).status, 201);
  assert.equal((await fetch(`${plug.url}/strange`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' })).status, 201);
  assert.equal(seen.at(-1), '{"a":1}');
  assert.equal(plug.receipts.length, 0);
});

test('a client that hangs up ends the stream of the provider, before and during the response', async (t) => {
  let closed = 0;
  const slow = await server(t, async (request, response) => {
    response.once('close', () => (closed += 1));
    if (request.headers['x-title'] === 'mute') return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"x"}}]}\n\n');
  });
  const plug = await proxied(t, slow.url);
  const left = new AbortController();
  const response = await post(plug.url, { ...CHAT, stream: true }, { signal: left.signal });
  const reader = response.body.getReader();
  await reader.read();
  left.abort();
  await reader.read().catch(() => {});
  await until(() => closed === 1 && plug.receipts.length === 1);
  await assert.rejects(post(plug.url, CHAT, { signal: AbortSignal.timeout(100), headers: { 'x-title': 'mute' } }));
  await until(() => closed === 2 && plug.receipts.length === 2);
  assert.deepEqual(plug.receipts.map(({ outcome }) => outcome), ['aborted', 'aborted']);
});

test('a provider that breaks off breaks the client off, too', async (t) => {
  const breaking = await server(t, async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[]}\n\n');
    setTimeout(() => response.destroy(), 20);
  });
  const plug = await proxied(t, breaking.url);
  await assert.rejects((await post(plug.url, { ...CHAT, stream: true })).text(), TypeError);
  await until(() => plug.receipts.length === 1);
  assert.deepEqual([plug.receipts[0].outcome, plug.receipts[0].attempts[0].failureClass], ['failed', 'network']);
});

test('nothing is read ahead of a client that does not read', async (t) => {
  let written = 0;
  const all = 64 * 1024 * 1024;
  const flood = await server(t, async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = Buffer.from(`: ${'x'.repeat(65_532)}\n\n`);
    const more = () => {
      while (written < all && !response.destroyed) {
        written += chunk.length;
        if (!response.write(chunk)) return;
      }
    };
    response.on('drain', more);
    more();
  });
  const plug = await proxied(t, flood.url);
  const body = JSON.stringify({ ...CHAT, stream: true });
  const client = connect(new URL(plug.url).port, '127.0.0.1');
  client.pause();
  client.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  await until(() => written > 0);
  let before = -1;
  await until(async () => {
    const still = before === written;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 150));
    return still && before === written;
  });
  assert.ok(written < all / 2, `${written} bytes were taken`);
  client.destroy();
  await until(() => plug.receipts.length === 1);
  assert.equal(plug.receipts[0].outcome, 'aborted');
});

test('facts come from the request; a body that is too long is refused', async (t) => {
  const { url, truth } = await stub(t);
  const plug = await proxied(t, url, [{ to: 'oa/small' }], { facts: ({ headers }) => ({ workspace: headers['x-workspace'] }) });
  plug.gate.workspaces.create('acme', { rules: [{ to: 'oa/acme' }] });
  assert.equal((await (await post(plug.url, CHAT, { headers: { 'x-workspace': 'acme' } })).json()).model, 'acme');
  const unknown = await post(plug.url, CHAT, { headers: { 'x-workspace': 'gone' } });
  assert.deepEqual([unknown.status, (await unknown.json()).error.code], [404, 'workspace_not_found']);
  const long = await post(plug.url, { ...CHAT, x: 'x'.repeat(33 * 1024 * 1024) });
  assert.deepEqual([long.status, (await long.json()).error.code], [413, 'too_large']);
  assert.equal((await truth()).length, 1);
  assert.throws(() => createProxy(plug.gate, { upstream: 'api.openai.com' }), /`upstream`/);
});

test('200 at once', async (t) => {
  const { url, truth } = await stub(t);
  const plug = await proxied(t, url);
  const texts = await Promise.all(Array.from({ length: 200 }, async () => (await post(plug.url, { ...CHAT, stream: true })).text()));
  assert.ok(texts.every((text) => text.endsWith('data: [DONE]\n\n')));
  await until(() => plug.receipts.length === 200);
  assert.equal((await truth()).length, 200);
  assert.equal(plug.gate.usage().total.exchanges, 200);
});

/** A server whose handler reads the body before the proxy does, and keeps of it what `keep` gives. */
async function behindParser(t, gate, keep) {
  const proxy = createProxy(gate, { upstream: gate.providers.get('oa').endpoint });
  const parsing = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    if (keep !== undefined) request.body = text === '' ? {} : keep(text);
    await proxy(request, response);
  });
  parsing.listen(0, '127.0.0.1');
  await once(parsing, 'listening');
  t.after(() => {
    parsing.closeAllConnections();
    parsing.close();
  });
  return `http://127.0.0.1:${parsing.address().port}`;
}

test('a body that a parser has read is sent as the parser keeps it, and one that is lost is refused', async (t) => {
  const provider = await server(t, async (request, response, body) => response.end(body));
  const gate = gateAt(t, provider.url);
  const headers = { 'content-type': 'application/json' };
  for (const keep of [JSON.parse, String, Buffer.from]) {
    const url = await behindParser(t, gate, keep);
    const answer = await (await post(url, { ...CHAT, model: 'größer' }, { headers })).json();
    assert.deepEqual([answer.model, answer.messages.at(-1)], ['small', HELLO[0]]);
    // What is no call of a model as well.
    const { body } = await fetch(`${url}/v1/other`, { method: 'PUT', headers, body: '{"a":"ü"}' });
    assert.equal(await new Response(body).text(), '{"a":"ü"}');
    assert.equal((await fetch(`${url}/v1/models`)).status, 200);
  }
  const before = provider.asked.length;
  const lost = await behindParser(t, gate);
  for (const [path, method] of [['/v1/chat/completions', 'POST'], ['/v1/other', 'PUT']]) {
    const response = await fetch(lost + path, { method, headers, body: JSON.stringify(CHAT) });
    assert.equal(response.status, 500);
    assert.match((await response.json()).error.message, /put the proxy before body parsers/);
  }
  const form = await fetch(`${await behindParser(t, gate, () => ({ a: '1' }))}/v1/other`, { method: 'PUT', body: new URLSearchParams({ a: '1' }) });
  assert.equal(form.status, 500, 'what a parser made of a form is no body');
  assert.equal(provider.asked.length, before);
});

test('what a function of the host throws is told to the host, and not to clients', async (t) => {
  const errors = [];
  const thrown = (text) => () => {
    throw new Error(text);
  };
  for (const [name, options] of [['facts', { facts: thrown('of a database') }], ['upstream', { upstream: thrown('of a vault') }]]) {
    const plug = await proxied(t, ELSEWHERE, undefined, { onError: ({ message }) => void errors.push(message), ...options });
    const response = await post(plug.url, CHAT);
    assert.equal(response.status, 500);
    const { message } = (await response.json()).error;
    assert.match(message, new RegExp(name));
    assert.doesNotMatch(message, /database|vault/);
  }
  assert.deepEqual(errors, ['of a database', 'of a vault']);
});

test('a client that waits for `100 Continue` is served', async (t) => {
  const { url } = await stub(t);
  const plug = await proxied(t, url);
  const headers = { expect: '100-continue', 'content-type': 'application/json' };
  const request = ask(`${plug.url}/v1/chat/completions`, { method: 'POST', headers });
  request.flushHeaders();
  await once(request, 'continue');
  request.end(JSON.stringify(CHAT));
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  assert.equal(JSON.parse(text).model, 'small');
});
