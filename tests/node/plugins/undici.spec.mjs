// `codegate/undici`: the interceptor under undici's own API, its `fetch`, Node's `fetch`, and the `openai` package.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import OpenAI from 'openai';
import { codegate, withFacts } from '../../../bindings/node/plugins/undici.mjs';
import { CLIENT_KEY, counted, gateAt, server, stub, told, until } from './stub.mjs';

// A name that nobody looks up: what goes to models goes elsewhere.
const NOWHERE = 'http://provider.invalid';
const HELLO = [{ role: 'user', content: 'hello there' }];
const CHAT = JSON.stringify({ model: 'auto', messages: HELLO });
const STREAM = JSON.stringify({ model: 'auto', messages: HELLO, stream: true });
const JSON_TYPE = { 'content-type': 'application/json', authorization: `Bearer ${CLIENT_KEY}` };

// The current version needs a newer Node than 20.
const versions = [['undici 7', await import('./last/node_modules/undici/index.js')]];
if (Number.parseInt(process.versions.node, 10) >= 22) versions.push(['undici 8', await import('undici')]);

/** A gate at a provider, and a dispatcher that is composed with the interceptor. */
function composed(t, { Agent }, url, rules, options, base = new Agent()) {
  const gate = gateAt(t, url, rules);
  const receipts = [];
  const elsewhere = new Agent();
  const dispatcher = base.compose(codegate(gate, { dispatcher: elsewhere, maxWait: 20, onReceipt: (receipt) => void receipts.push(receipt), ...options }));
  t.after(async () => Promise.all([base.destroy(), elsewhere.destroy()]));
  return { gate, receipts, dispatcher };
}

for (const [name, undici] of versions) {
  test(`${name}: requests, streams and both kinds of fetch; routed, instructed, counted`, async (t) => {
    const { url, truth } = await stub(t);
    const plug = composed(t, undici, url, [{ to: ['nowhere/m', 'oa/fail-503', 'oa/small'] }]);
    const { dispatcher } = plug;
    const { statusCode, headers, body } = await undici.request(`${NOWHERE}/v1/chat/completions`, { dispatcher, method: 'POST', headers: JSON_TYPE, body: CHAT });
    assert.equal(statusCode, 200);
    assert.equal((await body.json()).choices[0].message.content, 'small heard: hello there');
    await told(plug.receipts, 1);
    assert.equal(headers['x-codegate-exchange'], plug.receipts[0].exchange);

    const address = `${NOWHERE}/v1/chat/completions`;
    // Node's own `fetch` is of an older version than 8, whose dispatchers refuse it; nothing goes past the gate by that.
    const own = name === 'undici 8' && Number.parseInt(process.versions.undici, 10) < 8;
    if (own) await assert.rejects(fetch(address, { dispatcher, method: 'POST', headers: JSON_TYPE, body: STREAM }), TypeError);
    for (const ask of own ? [undici.fetch] : [undici.fetch, fetch]) {
      const response = await ask(address, { dispatcher, method: 'POST', headers: JSON_TYPE, body: STREAM });
      assert.match(await response.text(), /"content": " there"/);
      assert.ok(response.headers.get('x-codegate-exchange'));
    }
    const client = new OpenAI({ apiKey: CLIENT_KEY, baseURL: `${NOWHERE}/v1`, fetch: undici.fetch, fetchOptions: { dispatcher } });
    assert.equal((await client.chat.completions.create(JSON.parse(CHAT))).model, 'small');

    const entries = (await truth()).filter(({ usage }) => usage !== null);
    await told(plug.receipts, entries.length);
    assert.deepEqual(counted(plug.receipts), entries.map(({ usage: u }) => [u.input_uncached + u.cache_read, u.output]));
    for (const { credential, system } of entries) assert.deepEqual([credential, system], ['Bearer sk-of-the-store', ['Be brief.']]);
    assert.ok(plug.receipts.every(({ attempts }) => attempts.length === 3));
  });

  test(`${name}: a dispatcher that is bound to one origin sends nothing of another there`, async (t) => {
    const { url, truth } = await stub(t);
    const own = await server(t, async (request, response) => response.end('{}'));
    const plug = composed(t, undici, url, undefined, {}, new undici.Client(own.url));
    const ask = (path, body) => undici.request(own.url + path, { dispatcher: plug.dispatcher, method: body ? 'POST' : 'GET', headers: JSON_TYPE, body });
    assert.equal((await (await ask('/v1/chat/completions', CHAT)).body.json()).model, 'small');
    assert.equal(own.asked.length, 0);
    assert.equal((await truth())[0].credential, 'Bearer sk-of-the-store');
    // What is no call of a model goes where it was going.
    await (await ask('/v1/models')).body.text();
    await (await ask('/strange', Buffer.from('{"a":1}'))).body.text();
    assert.deepEqual(own.asked.map(({ path, body, headers }) => [path, body, headers.authorization]), [['/v1/models', '', `Bearer ${CLIENT_KEY}`], ['/strange', '{"a":1}', `Bearer ${CLIENT_KEY}`]]);
    await told(plug.receipts, 1);
    assert.equal(plug.receipts.length, 1);
  });

  test(`${name}: errors, aborts, hang-ups and facts`, async (t) => {
    let closed = 0;
    const slow = await server(t, async (request, response, body) => {
      response.once('close', () => (closed += 1));
      if (body.includes('fail')) return response.writeHead(429, { 'retry-after': '7' }).end('{"error":{"message":"slow down"}}');
      if (body.includes('mute')) return;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"x"}}]}\n\n');
    });
    const plug = composed(t, undici, slow.url);
    plug.gate.workspaces.create('bad', { rules: [{ to: 'oa/fail' }] });
    plug.gate.workspaces.create('gone', { rules: [{ to: 'nowhere/m' }] });
    const ask = (more) => undici.request(`${NOWHERE}/v1/chat/completions`, { dispatcher: plug.dispatcher, method: 'POST', headers: JSON_TYPE, body: STREAM, ...more });

    const bad = await withFacts({ workspace: 'bad' }, ask);
    assert.equal(bad.result.statusCode, 429);
    assert.equal((await bad.result.body.json()).error.message, 'slow down');
    await assert.rejects(withFacts({ workspace: 'gone' }, ask), /ECONNREFUSED/);
    const unknown = await (await withFacts({ workspace: 'unknown' }, ask)).result.body.json();
    assert.equal(unknown.error.code, 'workspace_not_found');
    assert.deepEqual(plug.receipts.splice(0).map(({ outcome }) => outcome), ['failed', 'failed']);

    closed = 0;
    const { body } = await ask();
    await once(body, 'data');
    body.destroy();
    body.on('error', () => {});
    await until(() => closed === 1 && plug.receipts.length === 1);
    const mute = JSON.stringify({ ...JSON.parse(STREAM), user: 'mute' });
    await assert.rejects(ask({ body: mute, signal: AbortSignal.timeout(100) }), { name: 'TimeoutError' });
    await until(() => closed === 2 && plug.receipts.length === 2);
    assert.deepEqual(plug.receipts.map(({ outcome }) => outcome), ['aborted', 'aborted']);
  });

  test(`${name}: nothing is read ahead, and 200 at once`, async (t) => {
    let written = 0;
    const all = 32 * 1024 * 1024;
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
    const held = composed(t, undici, flood.url);
    const { body } = await undici.request(`${NOWHERE}/v1/chat/completions`, { dispatcher: held.dispatcher, method: 'POST', headers: JSON_TYPE, body: STREAM });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(written > 0 && written < all / 2, `${written} bytes were taken`);
    body.on('error', () => {});
    body.destroy();
    await until(() => held.receipts.length === 1);

    const { url, truth } = await stub(t);
    const plug = composed(t, undici, url);
    const one = async () => (await undici.request(`${NOWHERE}/v1/chat/completions`, { dispatcher: plug.dispatcher, method: 'POST', headers: JSON_TYPE, body: STREAM })).body.text();
    const texts = await Promise.all(Array.from({ length: 200 }, one));
    assert.ok(texts.every((text) => text.endsWith('data: [DONE]\n\n')));
    assert.equal((await truth()).length, 200);
    await until(() => plug.receipts.length === 200);
    assert.equal(plug.gate.usage().total.exchanges, 200);
  });
}
