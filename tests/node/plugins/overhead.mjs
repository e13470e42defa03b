// What each plug-in adds to a request, beside the bare package: median and 99th percentile, one at a time and 200 at once.
//
//     node tests/node/plugins/overhead.mjs [requests]
//
// The provider is a server of its own in another process, which answers a stream at once, so that what is measured is the
// client's side. Compare within one run: plug-in and bare package take turns. Needs Node 22 for undici 8.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import OpenAI from 'openai';
import { Agent, fetch as undiciFetch } from 'undici';
import { open } from '../../../bindings/node/index.mjs';
import { createCodegate } from '../../../bindings/node/plugins/ai.mjs';
import { createFetch } from '../../../bindings/node/plugins/fetch.mjs';
import { createProxy } from '../../../bindings/node/plugins/http.mjs';
import { codegate as interceptor } from '../../../bindings/node/plugins/undici.mjs';

const CHAT = { model: 'small', stream: true, messages: [{ role: 'user', content: 'hello '.repeat(200) }] };
const EVENTS = Array.from({ length: 40 }, (_, at) => ({ choices: [{ index: 0, delta: { content: `word ${at} ` }, finish_reason: at === 39 ? 'stop' : null }] }));
const USAGE = { choices: [], usage: { prompt_tokens: 200, completion_tokens: 80, total_tokens: 280 } };
const STREAM = [...EVENTS, USAGE].map((event) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'small', ...event })}\n\n`).join('');
const WHOLE = JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'small', choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }], usage: USAGE.usage });

/** The provider, in a process of its own. */
function serve() {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (!JSON.parse(body).stream) return response.writeHead(200, { 'content-type': 'application/json' }).end(WHOLE);
    return response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`${STREAM}data: [DONE]\n\n`);
  });
  server.listen(0, '127.0.0.1', 1_024, () => console.log(server.address().port));
}

/** Milliseconds of each call, so many at once. */
async function timed(call, requests, atOnce) {
  const times = [];
  let left = requests;
  const worker = async () => {
    while (left-- > 0) {
      const before = performance.now();
      await call();
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, requests) }, worker));
  return times;
}

function percentile(times, part) {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

async function compare(name, bare, plugged, requests) {
  for (const atOnce of [1, 200]) {
    const times = { bare: [], plugged: [] };
    const rounds = 5;
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const [which, call] of [['bare', bare], ['plugged', plugged]]) {
        const found = await timed(call, Math.ceil(requests / rounds), atOnce);
        if (round > 0) times[which].push(...found);
      }
    }
    const cells = [0.5, 0.99].map((part) => {
      const [one, other] = [percentile(times.bare, part), percentile(times.plugged, part)];
      return `${one.toFixed(2).padStart(8)} ${other.toFixed(2).padStart(8)} ${(other / one).toFixed(2).padStart(6)}`;
    });
    console.log(`${name.padEnd(34)} ${String(atOnce).padStart(4)} ${cells.join(' ')}`);
  }
}

async function measure(requests) {
  const provider = spawn(process.execPath, [fileURLToPath(import.meta.url), '--serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(createInterface({ input: provider.stdout }), 'line');
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'codegate-overhead-'));
  const gate = open(join(folder, 'store.db'));
  gate.providers.add('local', { type: 'openai_compatible', endpoint: url });
  gate.workspaces.update('default', { customInstructions: 'Be brief.', rules: [{ to: 'local/small' }] });

  console.log('milliseconds                       at    p50                      p99');
  console.log('                                 once    bare  plug-in  ratio     bare  plug-in  ratio');
  const openai = (fetch) => {
    const client = new OpenAI({ apiKey: 'k', baseURL: `${url}/v1`, ...(fetch && { fetch }) });
    return async () => {
      for await (const _ of await client.chat.completions.create(CHAT));
    };
  };
  await compare('codegate/fetch, openai', openai(), openai(createFetch(gate)), requests);

  const ai = (model) => () => generateText({ model, prompt: CHAT.messages[0].content });
  const bare = createOpenAI({ apiKey: 'k', baseURL: `${url}/v1` }).chat('small');
  await compare('codegate/ai, generateText', ai(bare), ai(createCodegate(gate)('auto')), requests);

  const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(CHAT) };
  const undici = (dispatcher) => async () => (await undiciFetch(`${url}/v1/chat/completions`, { ...asked, dispatcher })).text();
  await compare('codegate/undici, fetch', undici(new Agent()), undici(new Agent().compose(interceptor(gate))), requests);

  const proxied = async (proxy) => {
    const server = createServer(proxy).listen(0, '127.0.0.1', 1_024);
    await once(server, 'listening');
    const address = `http://127.0.0.1:${server.address().port}/v1/chat/completions`;
    return { server, call: async () => (await fetch(address, asked)).text() };
  };
  const plain = await proxied(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = await fetch(url + request.url, { ...asked, body: Buffer.concat(chunks) });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') });
    for await (const chunk of answer.body) response.write(chunk);
    response.end();
  });
  const ours = await proxied(createProxy(gate));
  await compare('codegate/http, beside a plain proxy', plain.call, ours.call, requests);

  for (const { server } of [plain, ours]) server.closeAllConnections();
  for (const { server } of [plain, ours]) server.close();
  const { exchanges, totalTokens } = gate.usage().total;
  console.log(`${exchanges} exchanges, ${totalTokens} tokens recorded`);
  gate.close();
  rmSync(folder, { recursive: true, force: true });
  provider.kill();
}

if (process.argv[2] === '--serve') serve();
else await measure(Number(process.argv[2] ?? 1_000)).then(() => process.exit());
