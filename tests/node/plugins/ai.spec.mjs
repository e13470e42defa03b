// `codegate/ai` under `ai` 7 and 6, with their providers for OpenAI, Anthropic and Google, against the model server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as ai7 from 'ai';
import * as ai6 from './last/node_modules/ai/dist/index.mjs';
import { createAnthropic } from './last/node_modules/@ai-sdk/anthropic/dist/index.mjs';
import { createGoogleGenerativeAI } from './last/node_modules/@ai-sdk/google/dist/index.mjs';
import { createOpenAI } from './last/node_modules/@ai-sdk/openai/dist/index.mjs';
import { createCodegate, withFacts } from '../../../bindings/node/plugins/ai.mjs';
import { counted, gateAt, server, stub, told, until } from './stub.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;
const PROMPT = 'hello there';
const versions = [
  ['ai 7', ai7, {}],
  ['ai 6', ai6, { sdks: { openai: createOpenAI, anthropic: createAnthropic, google: createGoogleGenerativeAI } }],
];

/** A gate at a provider, and the AI SDK's provider over it. */
function provided(t, url, rules, options) {
  const gate = gateAt(t, url, rules);
  const receipts = [];
  const codegate = createCodegate(gate, { maxWait: 20, onReceipt: (receipt) => void receipts.push(receipt), ...options });
  return { gate, receipts, codegate };
}

for (const [name, { generateText, streamText, tool, jsonSchema, stepCountIs, APICallError }, options] of versions) {
  test(`${name}: whole and streamed in every format; routed, instructed, counted`, async (t) => {
    const { url, truth } = await stub(t);
    const { gate, receipts, codegate } = provided(t, url, [], options);
    gate.providers.add('compatible', { type: 'openai_compatible', endpoint: url, auth: 'api_key', credential: 'env:STUB_KEY' });
    for (const to of ['oa/small', 'claude/small', 'gem/small', 'compatible/small']) {
      gate.workspaces.setRules('default', [{ to }]);
      assert.equal((await generateText({ model: codegate('auto'), prompt: PROMPT })).text, 'small heard: hello there');
      assert.equal(await streamText({ model: codegate('auto'), prompt: PROMPT }).text, 'small heard: hello there');
    }
    const entries = await truth();
    assert.deepEqual(
      entries.map(({ format }) => format),
      ['openai_responses', 'anthropic_messages', 'gemini', 'openai_chat'].flatMap((format) => [format, format]),
    );
    await told(receipts, entries.length);
    assert.deepEqual(counted(receipts), entries.map(({ usage: u }) => [u.input_uncached + u.cache_read + u.cache_write_5m, u.output]));
    for (const { credential, system } of entries) {
      assert.match(credential, /sk-of-the-store$/);
      assert.deepEqual(system, ['Be brief.']);
    }
    assert.deepEqual(gate.usage({ by: 'rule' }).rows.map(({ exchanges }) => exchanges), [8], 'the rule is told');
  });

  test(`${name}: falls back across formats in one exchange`, async (t) => {
    const { url, truth } = await stub(t);
    const rules = [{ to: ['keyless/m', 'nowhere/m', 'claude/fail-503', 'gem/fail-429', 'oa/small'] }];
    const { gate, receipts, codegate } = provided(t, url, [], options);
    gate.providers.add('keyless', { type: 'anthropic', auth: 'api_key', credential: 'env:CODEGATE_NOT_SET' });
    gate.workspaces.setRules('default', rules);
    const { result, receipts: inside } = await withFacts({}, () => generateText({ model: codegate('auto'), prompt: PROMPT }));
    assert.equal(result.text, 'small heard: hello there');
    assert.equal(await streamText({ model: codegate('auto'), prompt: PROMPT }).text, 'small heard: hello there');
    await told(receipts, 2);
    for (const { outcome, attempts } of receipts) {
      assert.equal(outcome, 'completed');
      assert.deepEqual(
        attempts.map(({ provider, failureClass, status }) => [provider, failureClass, status]),
        [['nowhere', 'network', null], ['claude', 'overloaded', 503], ['gem', 'rate_limit', 429], ['oa', null, 200]],
      );
    }
    assert.deepEqual([receipts.length, inside.length, gate.usage().total.exchanges], [2, 1, 2]);
    assert.equal((await truth()).length, 6);
  });

  test(`${name}: tools are called, and files of the calls are seen by the rules`, async (t) => {
    const { url, truth } = await stub(t);
    const { receipts, codegate } = provided(t, url, [{ when: { files: '*.rs' }, to: 'claude/rust' }, { to: 'oa/small' }], options);
    const inputSchema = jsonSchema({ type: 'object', properties: { path: { type: 'string' } }, required: ['path'] });
    const { text, steps } = await generateText({
      model: codegate('auto'),
      prompt: 'Read the file src/main.rs',
      tools: { read_file: tool({ inputSchema, execute: async ({ path }) => `fn main() {} // ${path}` }) },
      stopWhen: stepCountIs(3),
    });
    assert.equal(steps.length, 2);
    assert.deepEqual(steps[0].toolCalls.map(({ input }) => input), [{ path: 'src/main.rs' }]);
    assert.match(text, /heard/);
    const entries = await truth();
    assert.deepEqual(entries.map(({ read }) => read), [null, 'src/main.rs']);
    assert.equal(entries[1].model, 'rust', 'the call named the file');
    await told(receipts, 2);
    assert.equal(receipts.length, 2);
  });

  test(`${name}: facts of the model, of the call, of the requested name`, async (t) => {
    const { url } = await stub(t);
    const rules = [{ when: { files: '*.rs' }, to: 'claude/rust' }, { when: { requestedModel: 'big' }, to: 'gem/big' }, { to: 'oa/small' }];
    const { gate, codegate } = provided(t, url, rules, options);
    gate.workspaces.create('acme', { rules: [{ to: 'oa/acme' }] });
    const heard = async (model) => (await generateText({ model, prompt: PROMPT })).text.split(' ')[0];
    assert.equal(await heard(codegate('auto', { files: ['src/a.rs'] })), 'rust');
    assert.equal(await heard(codegate('big')), 'big');
    assert.equal(await heard(codegate.languageModel('auto', { workspace: 'acme' })), 'acme');
    assert.equal(await heard(codegate('auto', { to: 'gem/chosen' })), 'chosen');
    const { result } = await withFacts({ workspace: 'acme' }, () => heard(codegate('auto', { files: ['src/a.rs'] })));
    assert.equal(result, 'acme');
  });

  test(`${name}: errors are those of the AI SDK, not tried again on top`, async (t) => {
    const { url, truth } = await stub(t);
    const { gate, receipts, codegate } = provided(t, url, [{ to: ['claude/fail-503', 'oa/fail-429'] }], options);
    const ask = () => generateText({ model: codegate('auto'), prompt: PROMPT });
    await assert.rejects(ask(), (error) => APICallError.isInstance(error) && error.statusCode === 429 && /told to fail/.test(error.message));
    assert.equal((await truth()).length, 2);
    await told(receipts, 1);
    assert.deepEqual(receipts.map(({ outcome, attempts }) => [outcome, attempts.length]), [['failed', 2]]);

    gate.workspaces.setRules('default', [{ to: 'oa/fail-400' }]);
    await assert.rejects(ask(), (error) => APICallError.isInstance(error) && error.statusCode === 400);
    gate.workspaces.setRules('default', [{ to: ['nowhere/a', 'nowhere/b'] }]);
    await assert.rejects(withFacts({}, ask), (error) => /connect|fetch failed|ECONNREFUSED/i.test(error.message));
    await told(receipts, 3);
    assert.equal(receipts.at(-1).outcome, 'failed');
    gate.workspaces.setRules('default', []);
    await assert.rejects(ask(), /no muxing rules/);
    await assert.rejects(generateText({ model: codegate('auto', { workspace: 'gone' }), prompt: PROMPT }), { code: 'workspace_not_found' });
    assert.equal(gate.usage().total.exchanges, 3);
  });

  test(`${name}: an abort ends the stream of the provider, and is recorded as one`, async (t) => {
    let closed = 0;
    const slow = await server(t, async (request, response, body) => {
      response.once('close', () => (closed += 1));
      if (body.includes('mute')) return;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const event = { id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta: { content: 'x' } }] };
      response.write(`data: ${JSON.stringify(event)}\n\n`);
    });
    const { gate, receipts, codegate } = provided(t, slow.url, [], options);
    gate.providers.add('compatible', { type: 'openai_compatible', endpoint: slow.url });
    gate.workspaces.setRules('default', [{ to: ['compatible/m', 'oa/small'] }]);
    const left = new AbortController();
    const stream = streamText({ model: codegate('auto'), prompt: PROMPT, abortSignal: left.signal, onError() {} });
    for await (const _ of stream.textStream) left.abort();
    await until(() => closed === 1 && receipts.length === 1);
    await assert.rejects(generateText({ model: codegate('auto'), prompt: 'mute', abortSignal: AbortSignal.timeout(100) }));
    await until(() => closed === 2 && receipts.length === 2);
    assert.deepEqual(receipts.map(({ outcome, attempts }) => [outcome, attempts.length]), [['aborted', 1], ['aborted', 1]]);
  });

  test(`${name}: 200 at once`, async (t) => {
    const { url, truth } = await stub(t);
    const { gate, receipts, codegate } = provided(t, url, [{ to: 'claude/small' }], options);
    const texts = await Promise.all(Array.from({ length: 200 }, () => streamText({ model: codegate('auto'), prompt: PROMPT }).text));
    assert.ok(texts.every((text) => text === 'small heard: hello there'));
    await until(() => receipts.length === 200);
    assert.equal((await truth()).length, 200);
    assert.equal(gate.usage().total.exchanges, 200);
  });
}

test('what it has not, and options that are wrong', async (t) => {
  const { gate, codegate } = provided(t, 'http://127.0.0.1:3', []);
  assert.throws(() => codegate.embeddingModel('x'), /codegate\/fetch/);
  assert.throws(() => codegate(''), TypeError);
  assert.throws(() => codegate('auto', 'x'), TypeError);
  for (const sdks of [{ mistral: createOpenAI }, { openai: 1 }]) assert.throws(() => createCodegate(gate, { sdks }), TypeError);
  gate.workspaces.setRules('default', [{ to: 'claude/m' }]);
  const lacking = createCodegate(gate, { sdks: { openai: createOpenAI } })('auto');
  await assert.rejects(async () => lacking.doGenerate({ prompt: [] }), /needs `anthropic` in `sdks`: createAnthropic of `@ai-sdk\/anthropic`/);
  const old = () => ({ languageModel: () => ({ specificationVersion: 'v2' }) });
  assert.throws(() => createCodegate(gate, { sdks: { openai: old } }), /v3 and v4.*has v2: take it from `ai` 6 or 7/);
});
