// The model server of `tests/stub`, a gate whose rules lead to it, and what several of these tests need.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { open } from '../../../bindings/node/index.mjs';

const STUB = fileURLToPath(new URL('../../stub/stub_server.py', import.meta.url));

/** The stub while a test runs; `truth()` is what it was asked since, and what that cost. */
export async function stub(t) {
  const child = spawn('python3', [STUB], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.stdin.end());
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { url } = JSON.parse(line);
  let seen = 0;
  const truth = async () => {
    const entries = await (await fetch(`${url}/truth?since=${seen}`)).json();
    seen += entries.length;
    return entries;
  };
  return { url, truth };
}

/** An open gate with a provider of each type at the stub; all rules of `default` are given. */
export function gateAt(t, url, rules = [{ to: 'oa/small' }], options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'codegate-plugins-'));
  const gate = open(join(folder, 'store.db'), options);
  t.after(() => {
    gate.close();
    rmSync(folder, { recursive: true, force: true });
  });
  process.env.STUB_KEY = 'sk-of-the-store';
  const key = { auth: 'api_key', credential: 'env:STUB_KEY' };
  gate.providers.add('oa', { type: 'openai', endpoint: url, ...key });
  gate.providers.add('claude', { type: 'anthropic', endpoint: url, ...key });
  gate.providers.add('gem', { type: 'gemini', endpoint: url, ...key });
  gate.providers.add('nowhere', { type: 'openai_compatible', endpoint: 'http://127.0.0.1:3' });
  gate.workspaces.update('default', { customInstructions: 'Be brief.', rules });
  return gate;
}

/** A server of a test's own; what it was asked stands in `asked`. */
export async function server(t, serve) {
  const asked = [];
  const listening = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ method: request.method, path: request.url, headers: request.headers, body });
    await serve(request, response, body, asked.length);
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  t.after(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return { asked, url: `http://127.0.0.1:${listening.address().port}` };
}

/** Waits until `holds` gives something; fails loudly where that never comes. */
export async function until(holds, what = 'what a test waits for') {
  for (let tries = 0; tries < 500; tries += 1) {
    const found = await holds();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} did not come`);
}

/** Waits for so many receipts: on a busy machine a record may come after the end of its response. */
export const told = (receipts, count) => until(() => receipts.length >= count, `receipt ${count}`);

/** The counts of a receipt as the stub tells them, beside the entries of its `/truth`. */
export function counted(receipts) {
  return receipts.map(({ usage }) => [usage.inputTokens, usage.outputTokens]);
}

export const ELSEWHERE = 'http://127.0.0.1:9';
export const CLIENT_KEY = 'sk-of-the-client-that-must-not-go-on';
