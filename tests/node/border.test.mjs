// What crosses the border: names, numbers and text, and what is said of them when they are wrong.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, rule } from '../../bindings/node/index.mjs';
import { coded, gateOf, routed } from './helpers.mjs';

/** The message of the error that a call throws, which must be an invalid argument. */
function message(call) {
  let text;
  assert.throws(call, (error) => {
    text = error.message;
    return coded('invalid_argument')(error);
  });
  return text;
}

test('a wrong value is named by its field, in the spelling of JavaScript, with what it must be', (t) => {
  const gate = routed(t);
  const exchange = gate.begin();
  const said = [
    [() => gate.decide({ files: 'a.rs' }), '`files` must be a list, not a text of 4 characters'],
    [() => gate.decide({ files: ['a.rs', 5] }), '`files[1]` must be a string, not `5`'],
    [() => gate.decide({ requestType: 5 }), '`requestType` must be a string, not `5`'],
    [() => gate.decide({ path: '/\ud800' }), '`path` must be well-formed: it has half of a surrogate pair'],
    [() => exchange.finish({ status: '200' }), '`status` must be a whole number from 0 to 65535, not a text of 3 characters'],
    [() => exchange.fail({ retryAfter: 'x' }), '`retryAfter` must be a number, not a text of 1 character'],
    [() => exchange.fail({ retryAfter: -1 }), '`retryAfter` must be seconds, 0 or more'],
    [() => open(':memory:', { busyTimeout: 3_600_001 }), '`busyTimeout` must be 0 to 3600000 milliseconds'],
    [() => open(':memory:', { readOnly: 1 }), '`readOnly` must be true or false, not `1`'],
    [() => gate.prices.set({ model: '*', cacheRead: 0 }), '`cacheRead` must be a string, not `0`'],
    [() => gate.usage({ since: 5 }), '`since` must be milliseconds since 1970, which `Date.now()` gives; `5` looks like seconds'],
    [() => gate.usage({ since: {} }), '`since` must be a `Date`, milliseconds since 1970, or text such as `2026-11-22T10:00:00Z`'],
    [() => gate.history.list({ limit: -1 }), '`limit` must be a whole number, 0 or more, not `-1`'],
    [() => gate.history.list({ limit: NaN }), '`limit` must be a finite number'],
    [() => gate.alerts.add({ type: 'x', workspace: 'default' }), 'missing field `severity`'],
    [() => gate.workspaces.create('w', { rules: [{ to: 'local' }, { when: { requestedModel: 5 }, to: 'local' }, { to: 'local' }] }),
      '`rules[1]`: `requestedModel` must be a string or a list of strings'],
    [() => gate.workspaces.setRules('default', [{ providerNames: 'x', to: 'local' }]), '`[0]`'],
    [() => rule({ to: { provider: 5 } }), '`provider` must be a string'],
  ];
  for (const [call, expected] of said) assert.ok(message(call).startsWith(expected), `${message(call)} is not ${expected}`);
});

test('no message speaks of JSON that the caller never wrote', (t) => {
  const gate = gateOf(t);
  const exchange = gate.begin();
  const odd = [5, -1.5, true, 'text', [], [[]], { a: 1 }, new Date()];
  const fields = {
    decide: ['path', 'headers', 'files', 'requestType', 'client', 'session', 'root', 'filesFrom', 'format'],
    usage: ['workspace', 'by', 'since', 'until', 'rule', 'compare'],
    record: ['workspace', 'provider', 'inputTokens', 'includesCache', 'reportedCost', 'startedAt', 'outcome', 'key'],
    export: ['workspaces', 'parts'],
  };
  let refused = 0;
  for (const [call, names] of Object.entries(fields)) {
    for (const name of names) {
      for (const value of odd) {
        try {
          gate[call]({ [name]: value });
        } catch (error) {
          refused += 1;
          assert.ok(error.message.includes(name) || error.message.includes(value), `${name} = ${value}: ${error.message}`);
          assert.doesNotMatch(error.message, /line \d|column|expected [ui]\d|struct |sequence|[a-z]_[a-z]+` must/, error.message);
        }
      }
    }
  }
  assert.ok(refused > 100, `${refused} were refused`);
  assert.equal(exchange.finish().outcome, 'completed');
});

test('names of the user are left as they are', (t) => {
  const gate = gateOf(t);
  assert.match(message(() => gate.workspaces.create('w', { custom_instructions: 'x' })), /`custom_instructions`.*camelCase/);
  assert.throws(() => gate.providers.get('my_provider'), /`my_provider`/);
  assert.match(message(() => gate.usage({ by: 'requestType' })), /is not one of .*`request_type`/);
});

test('texts arrive as they are, and keys are those of the caller alone', (t) => {
  const gate = routed(t);
  const long = 'x'.repeat(200);
  for (const odd of ['"', '\\', '\u0000', '\n', '\u007f', '\u2028', 'é', '😀', ' !#[]^~', long, `${long}"`]) {
    assert.equal(gate.workspaces.update('default', { customInstructions: odd }).customInstructions, odd);
  }
  assert.throws(() => gate.decide({ toString: 1 }), coded('invalid_argument'));
  assert.throws(() => gate.decide({ session: '\ud800' }), { code: 'invalid_argument', message: /^`session` must be well-formed/ });
  assert.throws(() => gate.decide({ headers: { a: ['b', '\ud800'] } }), { message: /^`headers.a` must be well-formed/ });
});

test('a key `__proto__` is a key like any other', (t) => {
  const gate = routed(t);
  const odd = JSON.parse('{"__proto__": {"session": "x"}}');
  assert.throws(() => gate.decide(odd), coded('invalid_argument'));
  assert.throws(() => gate.planImport('{}').apply({ choices: odd }), coded('bundle_invalid'));
  const body = JSON.parse('{"model": "auto", "messages": [], "__proto__": {"a": 1}}');
  const sent = gate.begin({ body, path: '/v1/chat/completions' }).body;
  assert.deepEqual(Object.keys(sent), ['model', 'messages', '__proto__']);
  assert.equal(Object.getPrototypeOf(sent), Object.prototype);
  assert.deepEqual(gate.query('SELECT 1 AS "__proto__"').columns, ['__proto__']);
  try {
    Object.prototype.session = 'nope';
    assert.equal(gate.sessions.activeWorkspace().name, 'default', 'what all objects have is no option');
  } finally {
    delete Object.prototype.session;
  }
});

test('half of a surrogate pair is refused in every text and name, and changes nothing', (t) => {
  const gate = routed(t);
  const exchange = gate.begin({ path: '/v1/chat/completions' });
  const before = JSON.stringify([gate.workspaces.list(), gate.providers.list(), gate.prices.own()]);
  for (const half of ['\ud800', 'a\udc00', '\udc00\ud800']) {
    const said = [
      [() => gate.workspaces.create(half), 'name'],
      [() => gate.workspaces.rename('default', half), 'newName'],
      [() => gate.workspaces.update('default', { customInstructions: half }), 'customInstructions'],
      [() => gate.workspaces.setRules('default', [{ when: { files: half }, to: 'local' }]), 'files'],
      [() => gate.workspaces.setRules('default', [{ [half]: 1, to: 'local' }]), 'the name of a field'],
      [() => gate.providers.add('p', { type: 'openai', description: half }), 'description'],
      [() => gate.prices.set({ model: half, input: '1', output: '1' }), 'model'],
      [() => gate.alerts.add({ workspace: 'default', severity: 'info', type: 't', snippet: half }), 'snippet'],
      [() => gate.record({ prompt: half }), 'prompt'],
      [() => gate.record({ [half]: 1 }), 'the name of a field'],
      [() => gate.decide({ headers: { [half]: 'x' } }), 'headers'],
      [() => gate.decide({ files: ['a', half] }), 'files'],
      [() => gate.query('SELECT :a', { [half]: 1 }), 'params'],
      [() => exchange.retry({ reason: half }), 'reason'],
      [() => exchange.reportUsage({ responseModel: half }), 'responseModel'],
    ];
    for (const [call, name] of said) assert.match(message(call), new RegExp(`${name}.*half of a surrogate pair`));
    assert.throws(() => gate.planImport({ format: half }), coded('bundle_invalid'));
    assert.throws(() => gate.prices.load({ version: 1, source: half, providers: [] }), coded('prices_invalid'));
  }
  assert.equal(JSON.stringify([gate.workspaces.list(), gate.providers.list(), gate.prices.own()]), before);
  assert.deepEqual([gate.history.count(), gate.alerts.count()], [0, 0]);
  assert.equal(exchange.finish().attempts.length, 1);
});

test('a body keeps the escape of half of a surrogate pair, and text that is no JSON shows it as U+FFFD', (t) => {
  const gate = routed(t);
  const body = { model: 'a', messages: [{ role: 'user', content: 'hi \ud800' }], '\udc00': 1 };
  const sent = gate.begin({ body, path: '/v1/chat/completions' }).body;
  assert.deepEqual(sent, { ...body, model: 'small' });
  assert.equal(gate.begin({ body: 'x\ud800' }).bodyBytes.toString(), 'x\ufffd');
});

test('a number beyond 2⁵³ goes in as what JavaScript has, and comes out as the nearest', (t) => {
  const gate = routed(t);
  assert.throws(() => gate.history.list({ limit: 2 ** 64 }), coded('invalid_argument'));
  assert.throws(() => gate.history.list({ limit: 5n }), coded('invalid_argument'));
  const { usage } = gate.record({ provider: 'local', model: 'small', inputTokens: 2 ** 40, outputTokens: 2 ** 41 });
  assert.deepEqual([usage.inputTokens, usage.outputTokens, usage.marks], [2 ** 40, null, ['out_of_range']]);
  const vast = 2n ** 63n - 1n;
  assert.deepEqual(gate.query('SELECT ?, 1, ?', [vast, 'x']).rows, [[vast, 1, 'x']]);
});

test('text of every script comes out as it went in', (t) => {
  const gate = routed(t);
  for (const text of ['plain', 'naïve', '😀 ünï\u2028', '\0\u001f"\\', '\u00ff']) {
    assert.equal(gate.workspaces.update('default', { customInstructions: text }).customInstructions, text);
    const exchange = gate.begin({ body: text });
    assert.equal(exchange.body, text);
    assert.equal(String(exchange.bodyBytes), text);
  }
});

test('reports and explanations are rendered when they are asked for, also when the gate is closed', (t) => {
  const gate = routed(t);
  gate.record({ provider: 'local', model: 'small', inputTokens: 1, outputTokens: 1 });
  const [report, explanation] = [gate.usage({ by: 'model' }), gate.explain()];
  gate.close();
  assert.match(`${report}`, /^model/);
  assert.match(report.toCsv(), /^model,/);
  assert.equal(report.toJsonl().split('\n').length, 2);
  assert.match(`${explanation}`, /workspace `default`/);
});
