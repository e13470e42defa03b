// What waits, and what must not: the loop of Node goes on while a twin is under way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ANSWER, CHAT, coded, gateOf, hold, patient } from './helpers.mjs';

const REQUEST = { body: CHAT, path: '/v1/chat/completions' };

/**
 * Which comes first: the answer of a call, or a turn of the loop. What a call does on this thread is done when the jobs
 * that it queued are; what another thread does is told by the loop alone.
 */
async function first(call) {
  let settled = false;
  const answer = call();
  const done = Promise.resolve(answer).then(() => (settled = true));
  for (let job = 0; job < 100; job += 1) await null;
  const found = settled ? 'answer' : 'turn';
  await done;
  return found;
}

/** Lets the loop turn until the exchange is being written. */
async function writing(exchange) {
  for (;;) {
    try {
      exchange.beginResponse(200);
    } catch (error) {
      if (coded('already_finished')(error)) return;
      throw error;
    }
    await turn();
  }
}

test('looking at an exchange never waits for its write', async (t) => {
  const { gate, path } = patient(t);
  const exchange = gate.begin(REQUEST);
  const held = await hold(t, path);
  const order = [];
  const finishing = exchange.finishAsync().then((receipt) => {
    order.push('finished');
    return receipt;
  });
  await writing(exchange);
  // Nothing of this was read before, so that nothing comes from what the package keeps.
  assert.match(exchange.url, /^http:\/\/127\.0\.0\.1:9\//);
  assert.deepEqual(exchange.body, { ...CHAT, model: 'small' });
  assert.ok(exchange.headers.length > 0 && exchange.bodyBytes.length > 0);
  assert.deepEqual([exchange.route.model, exchange.decision.routed, exchange.warnings], ['small', true, []]);
  assert.equal(exchange.feed(ANSWER).toString(), ANSWER);
  assert.equal(exchange.end().length, 0);
  assert.throws(() => exchange.fail(), coded('already_finished'));
  await turn();
  order.push('looked');
  held.letGo();
  assert.equal((await finishing).outcome, 'completed');
  assert.deepEqual(order, ['looked', 'finished']);
});

test('the loop turns while a twin waits, and stands still while its call does', async (t) => {
  const { gate, path } = patient(t);
  for (const twin of ['finishAsync', 'closeAsync']) {
    const exchange = gate.begin(REQUEST);
    const held = await hold(t, path);
    const settling = first(() => exchange[twin]());
    await turn();
    held.letGo();
    assert.equal(await settling, 'turn', twin);
  }
  // The control: a call that waits on this thread holds the loop. Nobody here could let the store go.
  const exchange = gate.begin(REQUEST);
  await hold(t, path, '0.2');
  assert.equal(await first(() => exchange.finish()), 'answer');
});

test('what has much to read has a twin that lets the loop turn', async (t) => {
  const { gate } = patient(t);
  const content = 'a line of prose, and `src/some/file.py`.\n'.repeat(100_000);
  const request = { ...REQUEST, body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content }] }) };
  for (const name of ['decide', 'explain', 'begin']) {
    assert.equal(await first(() => gate[`${name}Async`](request)), 'turn', name);
    assert.equal(await first(() => gate[name](request)), 'answer', `${name}, the control`);
  }
  for (const name of ['retry', 'fail']) {
    const exchange = gate.begin(request);
    assert.equal(await first(() => exchange[`${name}Async`]()), 'turn', name);
    assert.equal(await first(() => exchange[name]()), 'answer', `${name}, the control`);
    exchange.finish();
  }
});

test('what is long is fed beside the loop, in order', async (t) => {
  const { gate } = patient(t);
  const text = 'prose '.repeat(500_000);
  const answer = JSON.stringify({ choices: [{ message: { content: text } }], usage: { prompt_tokens: 7 } });
  const exchange = gate.begin({ ...REQUEST, body: { ...CHAT, more: text } });
  for (const [name, ...args] of [['feed', answer], ['end']]) {
    assert.equal(await first(() => exchange[`${name}Async`](...args)), 'turn', name);
    assert.equal(await first(() => exchange[name](...args)), 'answer', `${name}, the control`);
  }
  assert.deepEqual(await exchange.bodyBytesAsync(), exchange.bodyBytes);
  await assert.rejects(exchange.feedAsync(5), coded('invalid_argument'));

  const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
  const usage = 'data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\ndata: [DONE]\n\n';
  const fed = gate.begin({ ...REQUEST, body: { ...CHAT, stream: true } });
  const out = await Promise.all([fed.feedAsync(event), fed.feedAsync(usage), fed.endAsync()]);
  const wrapped = gate.begin({ ...REQUEST, body: { ...CHAT, stream: true } });
  const passed = [];
  for await (const part of wrapped.wrap((async function* () { yield event; yield usage; })())) passed.push(part);
  const now = gate.begin({ ...REQUEST, body: { ...CHAT, stream: true } });
  const wanted = Buffer.concat([now.feed(event), now.feed(usage), now.end()]).toString();
  assert.equal(Buffer.concat(out).toString(), wanted);
  assert.equal(Buffer.concat(passed).toString(), wanted);
  for (const done of [fed, wrapped, now]) assert.deepEqual(done.finish().usage.inputTokens, 7);
});

test('a twin gives what its call gives', async (t) => {
  const { gate } = patient(t);
  assert.deepEqual(await gate.decideAsync(REQUEST), gate.decide(REQUEST));
  assert.equal(String(await gate.explainAsync(REQUEST)), String(gate.explain(REQUEST)));
  assert.deepEqual(await gate.decideAsync(), gate.decide());
  await assert.rejects(gate.decideAsync({ session: 'nowhere' }), coded('session_not_found'));
  await assert.rejects(gate.beginAsync({ body: 5 }), coded('invalid_argument'));

  const [now, later] = [gate.begin(REQUEST), await gate.beginAsync(REQUEST)];
  assert.deepEqual([later.url, later.headers, later.body, later.decision], [now.url, now.headers, now.body, now.decision]);
  assert.deepEqual(await later.failAsync({ status: 500 }), now.fail({ status: 500 }));
  assert.deepEqual([later.body, later.route], [now.body, now.route]);
  assert.equal(later.body.model, 'large', 'what was read before belongs to the attempt before');
  assert.deepEqual(await later.retryAsync(), now.retry());
  assert.equal(await later.failAsync(), null);
  assert.equal((await later.finishAsync()).attempts.length, 3);
  await assert.rejects(later.failAsync(), coded('already_finished'));
});

test('body, clock and environment of a twin are those of its call', async (t) => {
  let second = 0;
  const clock = () => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const gate = gateOf(t, { clock });
  gate.providers.add('p', { type: 'openai', endpoint: 'http://127.0.0.1:9', credential: 'env:CODEGATE_NODE_TWIN_KEY' });
  gate.workspaces.setRules('default', [{ to: ['p/m', 'p/n'] }]);
  t.after(() => delete process.env.CODEGATE_NODE_TWIN_KEY);
  const key = (exchange) => exchange.headers.find(([name]) => name === 'authorization')?.[1];
  await assert.rejects(gate.beginAsync(), coded('credential_unavailable'));

  process.env.CODEGATE_NODE_TWIN_KEY = 'one';
  const body = Buffer.from(JSON.stringify(CHAT));
  const beginning = gate.beginAsync({ ...REQUEST, body });
  process.env.CODEGATE_NODE_TWIN_KEY = 'two';
  second = 1;
  body.fill('x');
  const exchange = await beginning;
  assert.equal(key(exchange), 'Bearer one');
  assert.equal(JSON.parse(exchange.bodyBytes.toString()).messages[0].content, 'hello');

  const failing = exchange.failAsync();
  delete process.env.CODEGATE_NODE_TWIN_KEY;
  second = 2;
  assert.equal((await failing).model, 'n');
  assert.equal(key(exchange), 'Bearer two');
  assert.equal(exchange.finish().attempts[0].startedAt, '2026-01-01T00:00:00.000000Z');
  assert.equal(gate.history.get(exchange.id).finishedAt, '2026-01-01T00:00:02.000000Z');
});
