// Arguments, results and errors: what is JavaScript's own.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { CodegateError, Rule, UsageReport, open, requestType, rule } from '../../bindings/node/index.mjs';
import { ANSWER, CHAT, coded, gateOf, routed } from './helpers.mjs';

/** A list that holds itself. */
function cyclic() {
  const value = [];
  value.push(value);
  return value;
}

function nested(depth) {
  let value = {};
  for (let i = 0; i < depth; i += 1) value = { value };
  return value;
}

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const throwing = {
  get description() {
    throw null;
  },
};

test('errors are errors with a stable code', (t) => {
  const gate = gateOf(t);
  assert.throws(
    () => gate.workspaces.get('nope'),
    (error) =>
      error instanceof Error &&
      error instanceof CodegateError &&
      error.name === 'CodegateError' &&
      error.code === 'workspace_not_found' &&
      /^CodegateError: .*`nope`/.test(error.stack),
  );
});

test('what a call is for is told without a gate', () => {
  const chat = { model: 'm', messages: [] };
  assert.equal(requestType('POST', '/v1/chat/completions', chat), 'chat');
  assert.equal(requestType('POST', '/proxy', Buffer.from(JSON.stringify(chat))), 'chat');
  assert.equal(requestType('POST', '/proxy', JSON.stringify(chat)), 'chat');
  assert.equal(requestType('POST', '/v1/embeddings'), 'embeddings');
  assert.equal(requestType('GET', '/v1/models', null), 'models');
  assert.equal(requestType('POST', '/anything'), null);
  assert.throws(() => requestType('GET'), coded('invalid_argument'));
  assert.throws(() => requestType('GET', '/x', 3), coded('invalid_argument'));
});

test('a value of a wrong type is an invalid argument, whatever it is', (t) => {
  const gate = gateOf(t);
  gate.workspaces.create('acme');
  const odd = [5, 5n, true, 'text', [], cyclic(), Symbol('s'), () => {}, new Map(), new Date(), throwing, revoked()];
  for (const value of odd) {
    assert.throws(() => gate.personas.add('p', value), coded('invalid_argument'), inspect(value, { showProxy: true }));
    if (typeof value !== 'string') {
      assert.throws(() => gate.workspaces.get(value), coded('invalid_argument'), inspect(value, { showProxy: true }));
      assert.throws(() => gate.personas.add('p', { description: value }), coded('invalid_argument'));
    }
    assert.throws(() => gate.workspaces.setRules('acme', value === odd[4] ? [value] : value), coded('invalid_argument'));
    if (value !== true) assert.throws(() => gate.workspaces.archive('acme', { force: value }), coded('invalid_argument'));
  }
  for (const value of [5, {}, [], Symbol('s')]) assert.throws(() => open(value), coded('invalid_argument'));
  assert.deepEqual(gate.personas.list(), []);
  assert.deepEqual(gate.workspaces.rules('acme'), []);
});

test('fields that are missing, unknown or in another spelling are invalid arguments, named as JavaScript names them', (t) => {
  const gate = gateOf(t);
  assert.throws(() => gate.providers.add('p'), coded('invalid_argument'));
  assert.throws(() => gate.alerts.add({ type: 'secret', workspace: 'default' }), coded('invalid_argument'));
  for (const fields of [{ instructions: 'x' }, { custom_instructions: 'x' }, { customInstruction: 'x' }]) {
    assert.throws(() => gate.workspaces.create('acme', fields), coded('invalid_argument'));
  }
  assert.throws(() => gate.workspaces.create('acme', { instructions: 'x' }), /`customInstructions`/);
  assert.throws(() => gate.workspaces.archive('acme', { forced: true }), coded('invalid_argument'));
  assert.throws(() => rule({ file: '*.rs', to: 'a/b' }), coded('invalid_argument'));
});

test('text that is not well-formed, numbers that are not finite and depth are refused', (t) => {
  const gate = gateOf(t);
  assert.throws(() => gate.workspaces.create('a\ud800'), coded('invalid_argument'));
  assert.throws(() => gate.workspaces.create('a', { customInstructions: '\udfff' }), coded('invalid_argument'));
  assert.throws(() => gate.workspaces.create('a\0b'), coded('invalid_name'));
  for (const number of [NaN, Infinity, 1e300, -1, 1.5]) {
    assert.throws(() => gate.history.list({ limit: number }), coded('invalid_argument'), String(number));
  }
  assert.throws(() => gate.workspaces.create('a', nested(100_000)), coded('limit_exceeded'));
  assert.throws(() => gate.workspaces.create('a', nested(40)), coded('limit_exceeded'));
});

test('what a function of the host throws passes through as it is', (t) => {
  const mine = new TypeError('mine');
  assert.throws(
    () =>
      open(':memory:', {
        clock: () => {
          throw mine;
        },
      }),
    (error) => error === mine,
  );
  const gate = routed(t);
  const exchange = gate.begin({ body: CHAT });
  const source = (function* () {
    yield 'x';
    throw mine;
  })();
  assert.throws(() => [...exchange.wrap(source)], (error) => error === mine);
});

test('a body comes back as the type that went in', (t) => {
  const gate = routed(t);
  const text = JSON.stringify(CHAT);
  const sent = { ...CHAT, model: 'small' };
  const request = { path: '/v1/chat/completions' };

  const object = gate.begin({ ...request, body: CHAT });
  assert.deepEqual(object.body, sent);
  assert.equal(object.body, object.body, 'one object, not one per look');
  assert.deepEqual(JSON.parse(object.bodyBytes), sent);
  assert.equal(CHAT.model, 'auto', 'the one that was given is left alone');

  assert.equal(gate.begin({ ...request, body: text }).body, JSON.stringify(sent));

  const buffer = gate.begin({ ...request, body: Buffer.from(text) }).body;
  assert.ok(Buffer.isBuffer(buffer));
  assert.equal(String(buffer), JSON.stringify(sent));

  const padded = new TextEncoder().encode(`##${text}##`);
  for (const body of [padded.subarray(2, -2), padded.slice(2, -2).buffer, new DataView(padded.buffer, 2, text.length)]) {
    const { body: array } = gate.begin({ ...request, body });
    assert.equal(Object.getPrototypeOf(array), Uint8Array.prototype);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(array)), sent);
  }

  const shared = new Uint8Array(new SharedArrayBuffer(text.length));
  shared.set(Buffer.from(text));
  assert.deepEqual(JSON.parse(gate.begin({ ...request, body: shared }).bodyBytes), sent);

  assert.equal(gate.begin(request).body, null);
  assert.equal(gate.begin(request).bodyBytes, null);
});

test('the body of a failure comes in any form', (t) => {
  const error = { error: { code: 'context_length_exceeded' } };
  const text = `\ufeff${JSON.stringify(error)}`;
  for (const body of [text, Buffer.from(text), new TextEncoder().encode(text).buffer, error, [error]]) {
    const exchange = routed(t).begin();
    exchange.retry({ status: 400, body });
    assert.equal(exchange.failureClass, 'context_length');
  }
  assert.throws(() => routed(t).begin().fail({ body: 5 }), coded('invalid_argument'));
});

test('bodies that are neither bytes, text nor JSON are refused, their content never', (t) => {
  const gate = routed(t);
  for (const body of [5, 5n, true, Symbol('s'), () => {}, new Map(), new ReadableStream(), cyclic(), { n: 5n }, revoked()]) {
    assert.throws(() => gate.begin({ body }), coded('invalid_argument'), inspect(body, { showProxy: true }));
  }
  for (const body of ['', '\ud800', '{', '[1]', [1, 2], {}, Buffer.alloc(0), new Uint8Array([0xff, 0, 0xfe]), nested(600), nested(50_000)]) {
    assert.equal(gate.decide({ body }).routed, true, inspect(body));
  }
  assert.equal(gate.decide({ body: '{' }).warnings[0].code, 'body_unreadable');
  assert.throws(() => gate.begin({ body: Buffer.alloc(32 * 1024 * 1024 + 1) }), coded('too_large'));
});

test('values of another realm are as good as those of this one', (t) => {
  const gate = routed(t);
  const there = (code) => runInNewContext(code, { text: JSON.stringify(CHAT) });
  const bytes = 'Uint8Array.from(text, (c) => c.charCodeAt(0))';
  for (const code of ['JSON.parse(text)', bytes, `${bytes}.buffer`]) {
    const exchange = gate.begin({ body: there(code), path: '/v1/chat/completions' });
    assert.equal(JSON.parse(exchange.bodyBytes).model, 'small', code);
  }
  assert.equal(gate.workspaces.create('acme', there('({ customInstructions: "x", rules: [{ to: "local" }] })')).rules.length, 1);
  assert.equal(gate.history.count({ since: there('new Date(0)') }), 0);
  assert.throws(() => gate.workspaces.create('b', there('new Map()')), coded('invalid_argument'));
});

test('headers go in as objects, lists of values, pairs, maps and `Headers`, and come out as pairs', (t) => {
  const gate = routed(t);
  const forms = [
    { 'X-Title': '1', 'x-stainless-lang': ['2', '3'], gone: undefined },
    [['X-Title', '1'], ['x-stainless-lang', '2'], ['x-stainless-lang', '3']],
    new Map([['X-Title', '1'], ['x-stainless-lang', ['2', '3']]]),
  ];
  for (const headers of forms) {
    const out = gate.begin({ headers }).headers;
    assert.deepEqual(out.filter(([name]) => /^x-/i.test(name)).map(([, value]) => value), ['1', '2', '3']);
  }
  const out = gate.begin({ headers: new Headers({ 'x-title': '1', authorization: 'Bearer secret' }) }).headers;
  assert.deepEqual(out.filter(([name]) => name === 'x-title'), [['x-title', '1']]);
  assert.ok(!JSON.stringify(out).includes('secret'));
  for (const headers of [5, 'a: b', [['a']], ['ab'], { a: 5 }, { a: [5] }, { a: '\ud800' }]) {
    assert.throws(() => gate.begin({ headers }), coded('invalid_argument'), inspect(headers));
  }
  const exchange = gate.begin({ headers: { 'x-title': '1' } });
  exchange.headers.push(['x-added', 'by the host']);
  assert.ok(!exchange.headers.some(([name]) => name === 'x-added'), 'a copy each time');
});

test('rules are given in either form and read back with `flat`', (t) => {
  const gate = gateOf(t);
  gate.providers.add('p', { type: 'ollama' });
  const forms = [
    rule({ files: '*.rs', requestType: 'fim', to: 'p/m' }),
    { when: { files: ['*.rs'], requestType: 'fim' }, to: [{ provider: 'p', model: 'm' }] },
    { providerName: 'p', model: 'm', matcherType: 'fim_filename', matcher: '*.rs' },
  ];
  const rules = gate.workspaces.setRules('default', forms);
  assert.equal(rules.length, 3);
  for (const found of rules) {
    assert.ok(found instanceof Rule);
    assert.deepEqual({ ...found }, { when: { files: ['*.rs'], requestType: ['fim'] }, to: [{ provider: 'p', model: 'm' }] });
    assert.equal(found.flat().matcherType, 'fim_filename');
  }
  assert.equal(rule({ client: 'cline', to: ['p/m', 'p'] }).flat(), null);
  assert.deepEqual(gate.workspaces.setRules('default', gate.workspaces.rules('default')), rules, 'what is read can be set');
});

test('a matcher is given back by `flat` as it was written', (t) => {
  const gate = gateOf(t);
  gate.providers.add('p', { type: 'ollama' });
  const flat = { providerName: 'p', model: 'm', matcherType: 'filename_match', matcher: 'src/{a}.py' };
  const rules = gate.workspaces.setRules('default', [flat]);
  assert.deepEqual({ ...rules[0] }, { when: { files: ['src/[{]a}.py'] }, to: [{ provider: 'p', model: 'm' }], matcher: 'src/{a}.py' });
  assert.deepEqual(rules[0].flat(), { ...flat, providerType: null });
  assert.deepEqual(gate.workspaces.setRules('default', rules), rules, 'what is read can be set');
  assert.equal(rule({ files: '*.{ts,tsx}', to: 'p/m' }).flat(), null, 'a matcher has no alternatives');
});

test('reports and explanations print as text and are records', (t) => {
  const gate = routed(t);
  gate.record({ provider: 'local', model: 'small', inputTokens: 12, outputTokens: 3, cacheWrite5m: 2, cacheRead: 0 });
  const report = gate.usage({ by: 'model' });
  assert.ok(report instanceof UsageReport);
  assert.match(`${report}`, /^model +exchanges.*\nsmall +1 /);
  assert.equal(inspect(report), String(report));
  assert.deepEqual(report.rows.map((row) => [row.key, row.inputTokens, row.cacheWrite5m, row.output]), [['small', 12, 2, 3]]);
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(report))), [
    'by', 'series', 'zone', 'total', 'rows', 'compared', 'before', 'change',
  ]);
  assert.match(String(gate.explain({ files: ['a.rs'] })), /rule 0: holds {2}<- taken/);
});

test('a report is written as text, and the pages of an export are one document', async (t) => {
  const gate = routed(t);
  for (const model of ['small', 'large', 'small']) gate.record({ provider: 'local', model, inputTokens: 12, outputTokens: 3 });
  const report = gate.usage({ by: ['model', 'client'] });
  assert.equal(report.toCsv(), (await gate.usageAsync({ by: ['model', 'client'] })).toCsv());
  assert.match(report.toCsv(), /^model,client,exchanges,.*\r\nsmall,generic,2,2,0,24,6,30,/);
  assert.deepEqual(report.toJsonl().trim().split('\n').map((line) => JSON.parse(line).key), ['small', 'large']);
  let [text, cursor, rows] = ['', null, 0];
  do {
    const page = await gate.exportUsageAsync({ format: 'jsonl', limit: 2, cursor });
    [text, cursor, rows] = [text + page.text, page.next, rows + page.rows];
  } while (cursor !== null);
  assert.deepEqual([rows, text.trim().split('\n').length], [3, 3]);
  assert.equal(text, gate.exportUsage({ format: 'jsonl' }).text);
  assert.deepEqual(await gate.verifyAsync({ rebuild: true }), gate.verify());
  assert.equal(gate.verify().attempts, 3);
  assert.throws(() => gate.verify({ rebuild: 1 }), { code: 'invalid_argument' });
});

test('times are text with microseconds, and may be given as dates', (t) => {
  const gate = routed(t, { clock: { start: new Date('2026-01-01T00:00:00Z'), stepUs: 1 } });
  const startedAt = new Date('2025-02-03T04:05:06.789Z');
  const { exchange } = gate.record({ provider: 'local', model: 'small', startedAt });
  assert.equal(gate.history.get(exchange).startedAt, '2025-02-03T04:05:06.789000Z');
  assert.equal(gate.history.count({ since: startedAt, until: new Date(+startedAt + 1) }), 1);
  assert.equal(gate.history.count({ since: '2025-02-03T04:05:06.789001Z' }), 0);
  assert.throws(() => gate.history.list({ since: new Date(NaN) }), coded('invalid_argument'));
});

test('vectors are 32-bit floats', (t) => {
  const gate = gateOf(t);
  gate.personas.add('p', { description: 'd', vector: new Float32Array([0.1, -2]) });
  assert.deepEqual(gate.personas.vector('p'), new Float32Array([0.1, -2]));
  assert.equal(gate.personas.update('p', { vector: null }).dimension, null);
  assert.equal(gate.personas.vector('p'), null);
});

test('classes cannot be made by hand', (t) => {
  const gate = gateOf(t);
  for (const type of [gate.constructor, gate.workspaces.constructor, gate.begin().constructor]) {
    assert.throws(() => new type(), coded('invalid_argument'));
  }
});

test('an answer that is fed is counted and kept', (t) => {
  const gate = routed(t);
  const exchange = gate.begin({ body: CHAT, path: '/v1/chat/completions' });
  const out = exchange.feed(ANSWER);
  assert.ok(Buffer.isBuffer(out));
  assert.equal(String(out) + String(exchange.end()), ANSWER);
  const receipt = exchange.finish('completed');
  assert.deepEqual([receipt.usage.inputTokens, receipt.usage.outputTokens, receipt.outcome], [12, 3, 'completed']);
  assert.equal(gate.history.get(receipt.exchange).output, 'hi there');
});
