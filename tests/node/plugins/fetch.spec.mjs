// `codegate/fetch` under the real SDKs, against the model server, whose `/truth` says what was sent and what it cost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import Anthropic, { RateLimitError as AnthropicRateLimit } from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { generateText, streamText } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import OpenAI, { toFile } from 'openai';
import OpenAI6 from './last/node_modules/openai/index.mjs';
import { createFetch, withFacts } from '../../../bindings/node/plugins/fetch.mjs';
import { CLIENT_KEY, ELSEWHERE, counted, gateAt, server, stub, told, until } from './stub.mjs';

const HELLO = [{ role: 'user', content: 'hello there' }];
const TOOL = {
  type: 'function',
  function: { name: 'read_file', parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } },
};

const openai = (fetch, more) => new OpenAI({ apiKey: CLIENT_KEY, baseURL: `${ELSEWHERE}/v1`, fetch, ...more });
const anthropic = (fetch, more) => new Anthropic({ apiKey: CLIENT_KEY, baseURL: ELSEWHERE, fetch, ...more });

/** A gate at the stub, and a plug-in that keeps its receipts. */
async function plugged(t, rules, options) {
  const { url, truth } = await stub(t);
  const gate = gateAt(t, url, rules);
  const receipts = [];
  const fetch = createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt), maxWait: 50, ...options });
  return { url, truth, gate, receipts, fetch };
}

/** Every receipt counts what the model server says it cost. */
async function assertTrue({ receipts, truth }, expected) {
  await told(receipts, expected);
  const entries = (await truth()).filter(({ usage }) => usage !== null);
  const costs = entries.map(({ usage: u }) => [u.input_uncached + u.cache_read + u.cache_write_5m + u.cache_write_long, u.output]);
  assert.equal(receipts.length, expected);
  assert.deepEqual(counted(receipts).sort(), costs.sort());
  return entries;
}

test('openai: chat, tools, Responses, streams; routed, instructed, counted', async (t) => {
  const plug = await plugged(t);
  for (const client of [openai(plug.fetch), new OpenAI6({ apiKey: CLIENT_KEY, baseURL: `${ELSEWHERE}/v1`, fetch: plug.fetch })]) {
    plug.receipts.length = 0;
    const whole = await client.chat.completions.create({ model: 'auto', messages: HELLO });
    assert.equal(whole.choices[0].message.content, 'small heard: hello there');

    let text = '';
    for await (const chunk of await client.chat.completions.create({ model: 'auto', messages: HELLO, stream: true })) {
      assert.notEqual(chunk.choices.length, 0, 'the chunk that was not asked for is taken out');
      text += chunk.choices[0].delta.content ?? '';
    }
    assert.equal(text, 'small heard: hello there');

    const read = [{ role: 'user', content: 'Read the file a.rs' }];
    const called = await client.chat.completions.create({ model: 'auto', messages: read, tools: [TOOL] });
    assert.equal(called.choices[0].message.tool_calls[0].function.arguments, '{"path": "a.rs"}');

    assert.equal((await client.responses.create({ model: 'auto', input: 'hello there' })).output_text, 'small heard: hello there');
    const events = [];
    for await (const event of await client.responses.create({ model: 'auto', input: 'hello', stream: true })) events.push(event.type);
    assert.equal(events.at(-1), 'response.completed');

    const entries = await assertTrue(plug, 5);
    for (const { credential, model, system } of entries) {
      assert.deepEqual([credential, model, system.at(-1)], ['Bearer sk-of-the-store', 'small', 'Be brief.']);
    }
  }
});

test('what a call was charged before it threw is told', async (t) => {
  const { fetch } = await plugged(t);
  let here;
  const call = async (receipts) => {
    here = receipts;
    await openai(fetch).chat.completions.create({ model: 'auto', messages: HELLO });
    throw new Error('of the caller');
  };
  await assert.rejects(withFacts({}, call), /of the caller/);
  assert.equal(here.length, 1);
});

test('openai: withResponse and asResponse tell of the exchange', async (t) => {
  const { fetch, gate, receipts } = await plugged(t);
  const client = openai(fetch);
  const { data, response } = await client.chat.completions.create({ model: 'auto', messages: HELLO }).withResponse();
  assert.equal(data.model, 'small');
  const newest = () => gate.history.list({ limit: 1 }).items[0];
  await told(receipts, 1);
  assert.equal(response.headers.get('x-codegate-exchange'), newest().exchange);
  const raw = await client.chat.completions.create({ model: 'auto', messages: HELLO }).asResponse();
  assert.equal(raw.status, 200);
  assert.match(raw.url, /\/v1\/chat\/completions$/);
  assert.equal((await raw.json()).model, 'small');
  await told(receipts, 2);
  assert.equal(raw.headers.get('x-codegate-exchange'), newest().exchange);
});

test('anthropic: messages, streams, tools, tokens counted', async (t) => {
  const plug = await plugged(t, [{ to: 'claude/claude-small' }]);
  const client = anthropic(plug.fetch);
  const body = { model: 'auto', max_tokens: 50, messages: HELLO };
  assert.equal((await client.messages.create(body)).content[0].text, 'claude-small heard: hello there');
  assert.equal((await client.messages.stream(body).finalMessage()).content[0].text, 'claude-small heard: hello there');
  const tools = [{ name: 'read_file', input_schema: TOOL.function.parameters }];
  const read = await client.messages.create({ ...body, tools, messages: [{ role: 'user', content: 'Read the file a.rs' }] });
  assert.deepEqual(read.content.find(({ type }) => type === 'tool_use').input, { path: 'a.rs' });
  const entries = await assertTrue(plug, 3);
  for (const { credential, system } of entries) assert.deepEqual([credential, system.at(-1)], ['sk-of-the-store', 'Be brief.']);
  assert.ok((await client.messages.countTokens({ model: 'auto', messages: HELLO })).input_tokens > 0);
  await told(plug.receipts, 4);
  assert.equal(plug.receipts.at(-1).attempts[0].model, 'claude-small');
});

test('google: generateContent, whole and streamed', async (t) => {
  const plug = await plugged(t, [{ to: 'gem/gemini-small' }]);
  const client = new GoogleGenAI({ apiKey: CLIENT_KEY, httpOptions: { baseUrl: ELSEWHERE, fetch: plug.fetch } });
  const asked = { model: 'auto', contents: 'hello there' };
  assert.equal((await client.models.generateContent(asked)).text, 'gemini-small heard: hello there');
  let text = '';
  for await (const chunk of await client.models.generateContentStream(asked)) text += chunk.text ?? '';
  assert.equal(text, 'gemini-small heard: hello there');
  for (const { credential } of await assertTrue(plug, 2)) assert.equal(credential, 'sk-of-the-store');
});

test('ai: generateText and streamText over an own provider', async (t) => {
  const plug = await plugged(t);
  const model = createOpenAI({ apiKey: CLIENT_KEY, baseURL: `${ELSEWHERE}/v1`, fetch: plug.fetch })('auto');
  assert.equal((await generateText({ model, prompt: 'hello there' })).text, 'small heard: hello there');
  assert.equal(await streamText({ model, prompt: 'hello there' }).text, 'small heard: hello there');
  await assertTrue(plug, 2);
});

test('ai: its own tries are attempts of one exchange', async (t) => {
  const plug = await plugged(t, [{ to: 'oa/fail-503' }], { tries: 1 });
  const model = createOpenAI({ apiKey: CLIENT_KEY, baseURL: `${ELSEWHERE}/v1`, fetch: plug.fetch })('auto');
  await assert.rejects(generateText({ model, prompt: 'hello', maxRetries: 1 }), /Failed after 2 attempts/);
  assert.equal((await plug.truth()).length, 2);
  await told(plug.receipts, 2);
  assert.equal(plug.gate.usage().total.exchanges, 1);
  assert.equal(plug.gate.usage().total.attempts, 2);
});

test('a failing route gives way to the next, in one exchange', async (t) => {
  const plug = await plugged(t, [{ to: ['nowhere/m', 'oa/fail-503', 'oa/fail-429', 'oa/small'] }]);
  const said = await openai(plug.fetch).chat.completions.create({ model: 'auto', messages: HELLO });
  assert.equal(said.model, 'small');
  await told(plug.receipts, 1);
  const [{ outcome, attempts }] = plug.receipts;
  assert.equal(outcome, 'completed');
  assert.deepEqual(
    attempts.map(({ failureClass, status, retryAfter }) => [failureClass, status, retryAfter]),
    [['network', null, null], ['overloaded', 503, 1], ['rate_limit', 429, 1], [null, 200, null]],
  );
  assert.deepEqual((await plug.truth()).map(({ model }) => model), ['fail-503', 'fail-429', 'small']);
});

test('errors are typed as the SDKs type them, after no more tries than ours', async (t) => {
  const plug = await plugged(t, [], { tries: 2, maxWait: 5_000 });
  const to = (target) => plug.gate.workspaces.setRules('default', [{ to: target }]);
  const chat = () => openai(plug.fetch).chat.completions.create({ model: 'auto', messages: HELLO });
  for (const [status, type] of [[400, OpenAI.BadRequestError], [401, OpenAI.AuthenticationError], [404, OpenAI.NotFoundError]]) {
    to(`oa/fail-${status}`);
    await assert.rejects(chat(), (error) => error instanceof type && error.status === status && /told to fail/.test(error.message));
    assert.equal((await plug.truth()).length, 1, 'not tried again');
  }
  to('oa/fail-429');
  const before = performance.now();
  await assert.rejects(chat(), OpenAI.RateLimitError);
  assert.ok(performance.now() - before >= 990, 'the second was waited for that the provider asks for');
  assert.equal((await plug.truth()).length, 2);
  await told(plug.receipts, 4);
  assert.deepEqual(plug.receipts.at(-1).attempts.map(({ retryAfter }) => retryAfter), [1, 1]);
  to('claude/fail-429');
  await assert.rejects(anthropic(plug.fetch).messages.create({ model: 'auto', max_tokens: 5, messages: HELLO }), AnthropicRateLimit);
  assert.equal((await plug.truth()).length, 2);
  await told(plug.receipts, 5);
  assert.equal(plug.receipts.length, 5);
  assert.ok(plug.receipts.every(({ outcome }) => outcome === 'failed'));
});

test('how long to wait is read from the body of a failure, too, which the caller gets whole', async (t) => {
  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo' };
  const failure = (retryDelay) => JSON.stringify({ error: { code: 429, details: [{ ...retryInfo, retryDelay }] } });
  const long = JSON.stringify({ error: { message: 'x'.repeat(600_000) } });
  const busy = await server(t, async (request, response, body, number) => {
    const headers = { 'content-type': 'application/json', ...(number === 4 && { 'retry-after': '3600' }) };
    response.writeHead(number === 2 ? 200 : 429, headers);
    if (number === 2) return response.end('{"model":"m","choices":[]}');
    if (number < 4) return response.end(failure(number === 1 ? '0.05s' : '3600s'));
    response.write(long.slice(0, 400_000));
    setTimeout(() => response.end(long.slice(400_000)), 20);
  });
  const gate = gateAt(t, busy.url);
  const receipts = [];
  const fetch = createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt) });
  const call = () => fetch(`${ELSEWHERE}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ model: 'm', messages: HELLO }) });
  const before = performance.now();
  assert.equal(await (await call()).text(), '{"model":"m","choices":[]}');
  assert.ok(performance.now() - before >= 50);
  assert.equal(await (await call()).text(), failure('3600s'));
  assert.equal(await (await call()).text(), long, 'nothing of it is lost, nor given twice');
  assert.equal(busy.asked.length, 4, 'what asks for an hour is not tried again');
  await told(receipts, 3);
  assert.deepEqual(receipts.map(({ attempts }) => attempts[0].retryAfter), [0.05, 3600, 3600]);
});

test('no wait is longer than `maxWait`: the caller gets the answer instead', async (t) => {
  const plug = await plugged(t, [{ to: 'oa/fail-503' }], { maxWait: 900 });
  await assert.rejects(openai(plug.fetch).chat.completions.create({ model: 'auto', messages: HELLO }), OpenAI.InternalServerError);
  assert.equal((await plug.truth()).length, 1);
});

test('what the library refuses is an error of the SDK, at once', async (t) => {
  const plug = await plugged(t);
  plug.gate.providers.add('keyless', { type: 'openai', endpoint: plug.url, auth: 'api_key', credential: 'env:CODEGATE_NOT_SET' });
  plug.gate.workspaces.setRules('default', [{ to: 'keyless/m' }]);
  const chat = (fetch = plug.fetch) => openai(fetch).chat.completions.create({ model: 'auto', messages: HELLO });
  await assert.rejects(chat(), (error) => error instanceof OpenAI.AuthenticationError && /`CODEGATE_NOT_SET`/.test(error.message));
  const gone = createFetch(plug.gate, { facts: { workspace: 'gone' } });
  await assert.rejects(chat(gone), (error) => error instanceof OpenAI.NotFoundError && error.code === 'workspace_not_found');
  plug.gate.workspaces.setRules('default', [{ to: 'gem/gemini-small' }]);
  const message = anthropic(plug.fetch).messages.create({ model: 'auto', max_tokens: 5, messages: HELLO });
  await assert.rejects(message, (error) => error.status === 400 && /translat|format/.test(error.message));
  assert.deepEqual(await plug.truth(), []);
});

test('what is no call of a model goes where it was going, with its own credential; what has no rule, too', async (t) => {
  const plug = await plugged(t);
  const client = new OpenAI({ apiKey: CLIENT_KEY, baseURL: `${plug.url}/v1`, fetch: plug.fetch });
  assert.ok((await client.models.list()).data.length > 0);
  await client.files.create({ file: await toFile(Buffer.from('{}\n'), 'a.jsonl'), purpose: 'batch' });
  assert.deepEqual((await plug.truth()).map(({ credential }) => credential), Array(2).fill(`Bearer ${CLIENT_KEY}`));
  assert.equal(plug.receipts.length, 0);
  assert.equal(plug.gate.usage().total.exchanges, 0);

  // No catch-all takes an embedding; it is recorded where it went.
  await client.embeddings.create({ model: 'text-embedding-3-small', input: 'x', encoding_format: 'float' });
  const [{ model, credential }] = await plug.truth();
  assert.deepEqual([model, credential], ['text-embedding-3-small', `Bearer ${CLIENT_KEY}`]);
  await told(plug.receipts, 1);
  assert.equal(plug.receipts[0].attempts[0].provider, null);

  plug.gate.workspaces.setRules('default', [{ when: { requestType: 'models' }, to: 'oa' }]);
  await openai(plug.fetch).models.list();
  assert.equal((await plug.truth())[0].credential, 'Bearer sk-of-the-store', 'a rule that asks for it has it');
});

test('an abort and an early break are recorded as such, and end the stream of the provider', async (t) => {
  let closed = 0;
  const slow = await server(t, async (request, response) => {
    response.once('close', () => (closed += 1));
    if (request.headers['x-title'] === 'mute') return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const event = { id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta: { content: 'x' } }] };
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  });
  const gate = gateAt(t, slow.url);
  const receipts = [];
  const client = openai(createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt) }), { maxRetries: 0 });
  const body = { model: 'auto', messages: HELLO, stream: true };

  for await (const chunk of await client.chat.completions.create(body)) {
    assert.equal(chunk.choices[0].delta.content, 'x');
    break;
  }
  await until(() => receipts.length === 1 && closed === 1);

  const left = new AbortController();
  const stream = await client.chat.completions.create(body, { signal: left.signal });
  const reading = (async () => {
    for await (const _ of stream) left.abort();
  })();
  await reading.catch(() => {});
  await until(() => receipts.length === 2 && closed === 2);

  const mute = { headers: { 'x-title': 'mute' }, signal: AbortSignal.timeout(100) };
  await assert.rejects(client.chat.completions.create(body, mute), OpenAI.APIUserAbortError);
  await until(() => receipts.length === 3 && closed === 3);
  assert.deepEqual(receipts.map(({ outcome }) => outcome), ['aborted', 'aborted', 'aborted']);
});

test('a timeout of the SDK, and its next try, are attempts of one exchange', async (t) => {
  const slow = await server(t, async (request, response, body, number) => {
    if (number === 1) return;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: 'c', object: 'chat.completion', model: 'm', choices: [], usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } }));
  });
  const gate = gateAt(t, slow.url);
  const receipts = [];
  const client = openai(createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt) }), { timeout: 200, maxRetries: 1 });
  await client.chat.completions.create({ model: 'auto', messages: HELLO });
  assert.deepEqual(slow.asked.map(({ headers }) => headers['x-stainless-retry-count']), ['0', '1']);
  await told(receipts, 2);
  assert.deepEqual(receipts.at(-1).attempts.map(({ outcome }) => outcome), ['aborted', 'completed']);
  const { exchanges, totalTokens } = gate.usage().total;
  assert.deepEqual([exchanges, totalTokens], [1, 9]);
});

test('tries of the SDK that all time out are attempts of one exchange', async (t) => {
  const mute = await server(t, async () => {});
  const gate = gateAt(t, mute.url);
  const receipts = [];
  const client = openai(createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt) }), { timeout: 200, maxRetries: 2 });
  await assert.rejects(client.chat.completions.create({ model: 'auto', messages: HELLO }), OpenAI.APIConnectionTimeoutError);
  assert.equal(mute.asked.length, 3);
  await told(receipts, 3);
  assert.deepEqual(receipts.map(({ outcome, duplicate, attempts }) => [outcome, duplicate, attempts.length]),
    [['aborted', false, 1], ['aborted', false, 2], ['aborted', false, 3]]);
  const { exchanges, attempts } = gate.usage().total;
  assert.deepEqual([exchanges, attempts], [1, 3]);
});

test('a response that breaks off is a failure of the network, and an error of the stream', async (t) => {
  const breaking = await server(t, async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"x"}}]}\n\n');
    setTimeout(() => response.destroy(), 20);
  });
  const gate = gateAt(t, breaking.url);
  const receipts = [];
  const fetch = createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt) });
  const response = await fetch(`${ELSEWHERE}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ model: 'm', stream: true, messages: HELLO }) });
  await assert.rejects(response.text(), TypeError);
  await until(() => receipts.length === 1);
  const [{ outcome, attempts }] = receipts;
  assert.deepEqual([outcome, attempts.length, attempts[0].failureClass], ['failed', 1, 'network']);
});

test('where no route answers it throws as `fetch` does, and is recorded once', async (t) => {
  const gate = gateAt(t, ELSEWHERE, [{ to: ['nowhere/a', 'nowhere/b'] }]);
  const receipts = [];
  const fetch = createFetch(gate, { tries: 2, maxWait: 10, onReceipt: (receipt) => void receipts.push(receipt) });
  const body = JSON.stringify({ model: 'm', messages: HELLO });
  await assert.rejects(fetch(`${ELSEWHERE}/v1/chat/completions`, { method: 'POST', body }), TypeError);
  await told(receipts, 1);
  assert.deepEqual(receipts.map(({ outcome, attempts }) => [outcome, attempts.map(({ model }) => model)]), [['failed', ['a', 'b', 'b']]]);
  assert.match(receipts[0].attempts[2].reason, /ECONNREFUSED/);
  await assert.rejects(openai(fetch).chat.completions.create({ model: 'm', messages: HELLO }), OpenAI.APIConnectionError);
  await told(receipts, 4);
  assert.equal(gate.usage().total.exchanges, 2, 'the three tries of the package are one exchange');
});

test('the key of one origin never goes to another, by a redirect neither', async (t) => {
  const other = await server(t, async (request, response) => response.end('{}'));
  const first = await server(t, async (request, response, body, number) => {
    const to = number === 1 ? `${other.url}/v1/stolen` : number === 2 ? '/v1/moved' : undefined;
    if (to === undefined) return response.end('{"moved":true}');
    return response.writeHead(307, { location: to }).end();
  });
  const gate = gateAt(t, first.url);
  const fetch = createFetch(gate);
  const call = () => fetch(`${other.url}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${CLIENT_KEY}` }, body: JSON.stringify({ model: 'm', messages: HELLO }) });
  assert.equal((await call()).status, 307);
  assert.equal(await (await call()).text(), '{"moved":true}', 'within the origin it is followed');
  assert.equal(other.asked.length, 0);
  assert.ok(first.asked.every(({ headers }) => headers.authorization === 'Bearer sk-of-the-store'));
});

test('inputs and options of `fetch`: a Request, a dispatcher, no content, HEAD', async (t) => {
  const odd = await server(t, async (request, response) => response.writeHead(Number(request.url.slice(-3))).end());
  const gate = gateAt(t, odd.url, [{ when: { requestType: ['files', 'chat'] }, to: 'oa' }]);
  const receipts = [];
  const fetch = createFetch(gate, { onReceipt: (receipt) => void receipts.push(receipt) });
  for (const status of [204, 205, 304]) {
    const response = await fetch(new Request(`${ELSEWHERE}/v1/files/${status}`, { method: 'DELETE' }));
    assert.deepEqual([response.status, await response.text()], [status, '']);
    await told(receipts, 1);
    assert.equal(receipts.pop().attempts[0].status, status);
  }
  assert.equal((await fetch(`${odd.url}/v1/models/200`, { method: 'HEAD' })).status, 200);
  const sent = [];
  const own = globalThis[Symbol.for('undici.globalDispatcher.1')];
  const dispatcher = { dispatch: (what, handler) => sent.push(what.path) && own.dispatch(what, handler) };
  const streamed = new ReadableStream({ start: (c) => (c.enqueue(Buffer.from('{"a":1}')), c.close()) });
  for (const path of ['/v1/files/204', '/v1/models/200']) {
    const init = { method: 'POST', body: path.includes('models') ? streamed : '{}', duplex: 'half', dispatcher };
    await (await fetch(odd.url + path, init)).text();
  }
  assert.equal(sent.length, 2);
  assert.equal(odd.asked.at(-1).body, '{"a":1}', 'a stream that is passed on is not lost');
  assert.equal((await fetch(new Request(`${odd.url}/v1/models/200`, { method: 'POST', body: 'x' }))).status, 200);
  assert.equal(odd.asked.at(-1).body, 'x');
});

test('withFacts: facts of inner calls go before, receipts reach all around', async (t) => {
  const plug = await plugged(t, [{ files: '*.rs', to: 'oa/rust' }, { to: 'oa/small' }].map(({ files, to }) => ({ when: files ? { files } : {}, to })));
  plug.gate.workspaces.create('acme', { rules: [{ when: { files: '*.rs' }, to: 'oa/acme' }, { to: 'oa/other' }] });
  const chat = () => openai(plug.fetch).chat.completions.create({ model: 'auto', messages: HELLO }).then(({ model }) => model);
  const { result, receipts } = await withFacts({ files: ['src/a.rs'] }, async () => {
    const inner = await withFacts({ workspace: 'acme' }, chat);
    assert.deepEqual([inner.receipts.length, inner.result], [1, 'acme'], 'with the files of the outer one');
    return [await chat(), inner.result];
  });
  assert.deepEqual(result, ['rust', 'acme']);
  assert.deepEqual(receipts.map(({ workspace }) => workspace), ['acme', 'default']);
  assert.equal(await chat(), 'small');
  const asked = [];
  const facts = (request) => {
    asked.push([request.method, new URL(request.url).pathname]);
    return { workspace: 'acme', files: ['a.rs'] };
  };
  const own = openai(createFetch(plug.gate, { facts }));
  const model = () => own.chat.completions.create({ model: 'auto', messages: HELLO }).then((said) => said.model);
  assert.equal(await model(), 'acme');
  assert.equal((await withFacts({ files: [] }, model)).result, 'other', 'those of the call go before');
  assert.deepEqual(asked, Array(2).fill(['POST', '/v1/chat/completions']));
  await assert.rejects(withFacts({ files: [] }, () => Promise.reject(new Error('of the caller'))), /of the caller/);
  await assert.rejects(withFacts('acme', chat), TypeError);
});

test('200 at once: a receipt for each, as the model server counts', async (t) => {
  const plug = await plugged(t);
  const client = openai(plug.fetch);
  const one = async (n) => {
    const { result, receipts } = await withFacts({}, async () => {
      const stream = await client.chat.completions.create({ model: 'auto', stream: true, messages: [{ role: 'user', content: `hello ${'x '.repeat(n)}` }] });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0].delta.content ?? '';
      return text;
    });
    assert.match(result, /^small heard/);
    assert.equal(receipts.length, 1);
  };
  await Promise.all(Array.from({ length: 200 }, (_, n) => one(n)));
  await assertTrue(plug, 200);
  assert.equal(plug.gate.usage().total.exchanges, 200);
});

test('options are checked when the plug-in is made, and what goes wrong in recording is told', async (t) => {
  const plug = await plugged(t);
  assert.throws(() => createFetch({}), /open gate/);
  for (const wrong of [{ tries: 0 }, { maxWait: -1 }, { onReceipt: 1 }, { facts: 'x' }, { fetch: 1 }, { retries: 2 }]) {
    assert.throws(() => createFetch(plug.gate, wrong), TypeError, JSON.stringify(wrong));
  }
  const errors = [];
  const fetch = createFetch(plug.gate, { onReceipt: () => { throw new Error('mine'); }, onError: (error) => void errors.push(error.message) });
  await openai(fetch).chat.completions.create({ model: 'auto', messages: HELLO });
  await told(errors, 1);
  assert.deepEqual(errors, ['mine']);
});
