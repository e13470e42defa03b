// Requests, responses and streams of the platform.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ANSWER, CHAT, coded, routed } from './helpers.mjs';

const REQUEST = { body: CHAT, path: '/v1/chat/completions' };
const EVENTS = [
  { choices: [{ index: 0, delta: { content: 'hi' }, finish_reason: 'stop' }] },
  { choices: [], usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 } },
].map((event) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'small', ...event })}\n\n`);
const STREAM = [...EVENTS, 'data: [DONE]\n\n'];
/** One after which more must come. */
const EVENT = EVENTS[0].replace(',"finish_reason":"stop"', '');

/** Options for a stream, and the promise of what they are told. */
function told() {
  let options;
  const promise = new Promise((onReceipt, onError) => (options = { onReceipt, onError }));
  return { options, promise };
}

/** A stream of these chunks, that ends, fails or goes on; `asked` counts the chunks that were asked for. */
function source(chunks, { fails, endless } = {}) {
  const left = chunks.map((chunk) => Buffer.from(chunk));
  const state = { asked: 0, cancelled: undefined };
  state.stream = new ReadableStream(
    {
      pull(controller) {
        state.asked += 1;
        if (left.length > 0) controller.enqueue(endless ? left[0] : left.shift());
        else if (fails) controller.error(fails);
        else controller.close();
      },
      cancel: (reason) => void (state.cancelled = reason),
    },
    { highWaterMark: 0 },
  );
  return state;
}

test('a response is passed on with its status and headers, read on its way, and recorded at its end', async (t) => {
  const gate = routed(t);
  const exchange = gate.begin(REQUEST);
  const { options, promise } = told();
  const headers = [['content-type', 'application/json'], ['content-length', '9'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']];
  const response = exchange.respond(new Response(ANSWER, { status: 201, statusText: 'Made', headers }), options);
  assert.deepEqual([response.status, response.statusText, response.headers.getSetCookie()], [201, 'Made', ['a=1', 'b=2']]);
  assert.equal(response.headers.get('content-length'), null);
  assert.equal(await response.text(), ANSWER);
  const receipt = await promise;
  assert.deepEqual([receipt.outcome, receipt.usage.totalTokens, receipt.attempts[0].status], ['completed', 15, 201]);
  assert.equal(gate.history.count(), 1);
});

test('what the client did not ask for is taken out of a stream', async (t) => {
  const exchange = routed(t).begin({ ...REQUEST, body: { ...CHAT, stream: true } });
  const { options, promise } = told();
  const response = exchange.respond(new Response(source(STREAM).stream, { headers: { 'content-type': 'text/event-stream' } }), options);
  assert.equal(await response.text(), EVENTS[0] + STREAM[2]);
  assert.equal((await promise).usage.totalTokens, 15);
});

test('a real provider whose body is packed, and a HEAD', async (t) => {
  const server = createServer((request, response) => {
    const body = gzipSync(ANSWER);
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const gate = routed(t);

  const [whole, head] = [told(), told()];
  const got = gate.begin(REQUEST).respond(await fetch(url), whole.options);
  assert.deepEqual([await got.text(), got.headers.get('content-encoding'), got.url], [ANSWER, null, `${url}/`]);
  assert.equal((await whole.promise).usage.totalTokens, 15);

  const headers = gate.begin(REQUEST).respond(await fetch(url, { method: 'HEAD' }), head.options);
  assert.equal(headers.body, null);
  assert.ok(Number(headers.headers.get('content-length')) > 0, 'that of the body that would have come');
  assert.equal((await head.promise).outcome, 'completed');
});

test('a response without a body is recorded at once', async (t) => {
  const gate = routed(t);
  for (const [status, outcome] of [[204, 'completed'], [205, 'completed'], [304, 'completed'], [404, 'failed']]) {
    const { options, promise } = told();
    const response = gate.begin(REQUEST).respond(new Response(null, { status }), options);
    assert.deepEqual([response.status, response.body], [status, null]);
    assert.equal((await promise).outcome, outcome, `${status}`);
  }
});

test('a response is read as fast as the client reads it', async (t) => {
  const provider = source([EVENT], { endless: true });
  const { options, promise } = told();
  const response = routed(t).begin({ ...REQUEST, body: { ...CHAT, stream: true } }).respond(new Response(provider.stream), options);
  for (let turns = 0; turns < 20; turns += 1) await turn();
  assert.equal(provider.asked, 1, 'nobody reads yet');
  const reader = response.body.getReader();
  await reader.read();
  await reader.read();
  for (let turns = 0; turns < 20; turns += 1) await turn();
  assert.ok(provider.asked <= 3, `${provider.asked} chunks were read for 2`);
  await reader.cancel('enough');
  assert.equal((await promise).outcome, 'aborted');
  assert.equal(provider.cancelled, 'enough');
});

test('where a stream is given up, fails or is seen whole is what is recorded', async (t) => {
  const gate = routed(t);
  const request = { ...REQUEST, body: { ...CHAT, stream: true } };
  const abort = new DOMException('enough', 'AbortError');
  for (const [fails, outcome] of [[new Error('reset'), 'failed'], [abort, 'aborted']]) {
    const { options, promise } = told();
    const response = gate.begin(request).respond(new Response(source([EVENT], { fails }).stream), options);
    await assert.rejects(response.text(), (error) => error === fails);
    assert.equal((await promise).outcome, outcome);
  }
  const { options, promise } = told();
  const reader = gate.begin(request).respond(new Response(source([STREAM.join('')]).stream), options).body.getReader();
  await reader.read();
  await reader.cancel();
  assert.equal((await promise).outcome, 'completed', 'the last event was seen');
});

test('a client that stops at the last event has read the whole response', async (t) => {
  const { options, promise } = told();
  const stream = source(STREAM).stream;
  const reader = routed(t).begin({ ...REQUEST, body: { ...CHAT, stream: true } }).respond(new Response(stream), options).body.getReader();
  let text = '';
  while (!text.includes('[DONE]')) text += Buffer.from((await reader.read()).value);
  const { outcome, usage } = await promise;
  assert.deepEqual([outcome, usage.totalTokens], ['completed', 15]);
});

test('a transform reads what passes, and is recorded by its end', async (t) => {
  const gate = routed(t);
  const request = { ...REQUEST, body: { ...CHAT, stream: true } };
  const whole = told();
  const exchange = gate.begin(request);
  exchange.beginResponse(200, { 'content-type': 'text/event-stream' });
  const passed = source(STREAM).stream.pipeThrough(exchange.transform(whole.options));
  assert.equal(await new Response(passed).text(), EVENTS[0] + STREAM[2]);
  assert.deepEqual([(await whole.promise).outcome, (await whole.promise).usage.totalTokens], ['completed', 15]);

  const left = told();
  const reader = source([EVENT], { endless: true }).stream.pipeThrough(gate.begin(request).transform(left.options)).getReader();
  await reader.read();
  await reader.cancel();
  assert.equal((await left.promise).outcome, 'aborted');

  const broken = told();
  const failing = source([EVENT], { fails: new Error('reset') }).stream.pipeThrough(gate.begin(request).transform(broken.options));
  await assert.rejects(new Response(failing).text(), { message: 'reset' });
  assert.equal((await broken.promise).outcome, 'aborted');

  const odd = told();
  const { readable, writable } = gate.begin(request).transform(odd.options);
  const writer = writable.getWriter();
  writer.closed.catch(() => {});
  const reading = readable.getReader().read();
  await Promise.all([
    assert.rejects(writer.write(5), coded('invalid_argument')),
    assert.rejects(reading, coded('invalid_argument')),
  ]);
  assert.equal((await odd.promise).outcome, 'aborted');
});

test('what is long is read beside the loop, in streams too', async (t) => {
  const gate = routed(t);
  const long = JSON.stringify({ ...JSON.parse(ANSWER), padding: 'x'.repeat(1_000_000) });
  const { options, promise } = told();
  const response = gate.begin(REQUEST).respond(new Response(source([long]).stream), options);
  assert.equal(await response.text(), long);
  assert.equal((await promise).usage.totalTokens, 15);
});

test('what is no response, is read already or comes too late is refused, and leaves the exchange as it is', async (t) => {
  const exchange = routed(t).begin(REQUEST);
  for (const odd of [undefined, null, 5, 'text', {}, { status: 200 }, { status: 200, headers: [] }]) {
    assert.throws(() => exchange.respond(odd), coded('invalid_argument'));
  }
  const read = new Response('x');
  read.body.getReader();
  assert.throws(() => exchange.respond(read), coded('invalid_argument'));
  const good = new Response(ANSWER);
  assert.throws(() => exchange.respond(good, { onReceipt: 5 }), coded('invalid_argument'));
  assert.throws(() => exchange.respond(good, { then: () => {} }), coded('invalid_argument'));
  assert.throws(() => exchange.transform({ onError: 'x' }), coded('invalid_argument'));
  exchange.feed('x');
  assert.throws(() => exchange.respond(good), coded('invalid_argument'));
  assert.equal(await good.text(), ANSWER, 'it was not touched');
  assert.equal(exchange.close().outcome, 'aborted');
  assert.throws(() => exchange.respond(new Response('')), coded('already_finished'));
});

test('somebody else may end an exchange while its response passes', async (t) => {
  const exchange = routed(t).begin({ ...REQUEST, body: { ...CHAT, stream: true } });
  const provider = source([EVENT], { endless: true });
  const response = exchange.respond(new Response(provider.stream), { onReceipt: assert.fail, onError: assert.fail });
  const reader = response.body.getReader();
  await reader.read();
  assert.equal(exchange.close().outcome, 'aborted');
  await assert.rejects(reader.read(), coded('already_finished'));
  await turn();
  assert.ok(coded('already_finished')(provider.cancelled), 'the provider is let go');
});

test('a `Request` is read with what the host knows beside it', async (t) => {
  const gate = routed(t);
  const made = () =>
    new Request('https://api.example/v1/chat/completions?a=1', {
      method: 'POST',
      headers: { 'user-agent': 'aider/1' },
      body: JSON.stringify(CHAT),
    });
  const exchange = await gate.beginAsync(made(), { files: ['a.rs'] });
  const { facts } = exchange.decision;
  assert.deepEqual([facts.format, facts.requestedModel, facts.files[0].name], ['openai_chat', 'auto', 'a.rs']);
  assert.deepEqual(exchange.body, Buffer.from(JSON.stringify({ ...CHAT, model: 'small' })));
  assert.deepEqual((await gate.decideAsync(made())).facts.requestedModel, 'auto');
  assert.match(String(await gate.explainAsync(made())), /small/);
  const taken = made();
  await taken.text();
  await assert.rejects(gate.beginAsync(taken), coded('invalid_argument'));
  for (const call of ['begin', 'decide', 'explain']) assert.throws(() => gate[call](made()), coded('invalid_argument'));
  await assert.rejects(gate.beginAsync(made(), { fils: [] }), coded('invalid_argument'));
  assert.throws(() => gate.begin(REQUEST, { files: [] }), coded('invalid_argument'));

  const bare = gate.begin(new Request('https://api.example/v1/models'));
  assert.deepEqual([bare.body, bare.decision.facts.requestType], [null, 'models']);
});

test('a `Response` is a failure, the beginning of a response, and what is wrapped', async (t) => {
  const exchange = routed(t).begin(REQUEST);
  const busy = new Response('later', { status: 429, headers: { 'retry-after': '3' } });
  assert.equal(exchange.fail(busy).model, 'large');
  assert.equal(await busy.text(), 'later', 'its body is left');
  assert.equal((await exchange.retryAsync(new Response('', { status: 529 }))).model, 'large');
  exchange.beginResponse(new Response('', { status: 503 }));
  assert.equal(exchange.failureClass, 'overloaded');
  const parts = [];
  for await (const chunk of exchange.wrap(new Response(ANSWER, { status: 200 }))) parts.push(chunk);
  assert.equal(Buffer.concat(parts).toString(), ANSWER);
  const { attempts } = exchange.finish();
  assert.deepEqual(attempts.map(({ status, retryAfter }) => [status, retryAfter]), [[429, 3], [529, null], [200, null]]);
});

test('what cannot be recorded is a warning where nobody hears of it', async (t) => {
  const gate = routed(t);
  const warned = () => once(process, 'warning', { signal: AbortSignal.timeout(10_000) });
  const gone = (begin) => {
    gate.workspaces.create('gone', { rules: [{ to: 'local/small' }] });
    const exchange = begin({ ...REQUEST, workspace: 'gone' });
    gate.workspaces.archive('gone');
    gate.workspaces.delete('gone');
    return exchange;
  };
  const ends = {
    dispose: (exchange) => exchange.dispose(),
    'Symbol.dispose': (exchange) => exchange[Symbol.dispose](),
    'Symbol.asyncDispose': (exchange) => exchange[Symbol.asyncDispose](),
    respond: (exchange) => exchange.respond(new Response(null, { status: 204 })),
  };
  for (const [name, end] of Object.entries(ends)) {
    const exchange = gone((request) => gate.begin(request));
    const warning = warned();
    end(exchange);
    const [found] = await warning;
    assert.deepEqual([found.name, found.code], ['CodegateWarning', 'workspace_not_found'], name);
    assert.match(found.message, new RegExp(exchange.id));
  }
  const { options, promise } = told();
  gone((request) => gate.begin(request)).respond(new Response(null, { status: 204 }), options);
  await assert.rejects(promise, coded('workspace_not_found'));
});

test('an exchange prints what it is about, and no credential', (t) => {
  const gate = routed(t);
  gate.providers.add('gemini', { type: 'gemini', auth: 'passthrough' });
  gate.workspaces.setRules('default', [{ to: 'gemini/gemini-3' }]);
  const exchange = gate.begin({
    path: '/v1beta/models/auto:generateContent?key=AIza-secret',
    headers: { 'x-goog-api-key': 'AIza-secret' },
    body: { contents: [{ parts: [{ text: 'hello' }] }] },
  });
  assert.match(JSON.stringify([exchange.url, exchange.headers]), /AIza-secret/);
  const shown = inspect(exchange);
  assert.match(shown, /^Exchange \{/);
  for (const part of [exchange.id, "'gemini/gemini-3'", "workspace: 'default'", 'url: ', 'remaining: 0']) assert.ok(shown.includes(part), part);
  assert.doesNotMatch(inspect({ exchange }, { depth: 9, showHidden: true }), /AIza-secret|hello/);
  assert.match(inspect({ a: { b: { c: exchange } } }), /\[Exchange\]/);
  exchange.discard();
  assert.match(inspect(exchange), /^Exchange \{/);
});
