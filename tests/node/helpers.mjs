// What several tests need.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodegateError, open } from '../../bindings/node/index.mjs';

/** A folder that goes when the test ends. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'codegate-node-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** An open store that is closed when the test ends. */
export function gateOf(t, options, path = join(folder(t), 'store.db')) {
  const gate = open(path, options);
  t.after(() => gate.close());
  return gate;
}

/** A store whose requests all go to one provider. */
export function routed(t, options) {
  const gate = gateOf(t, options);
  gate.providers.add('local', { type: 'openai', endpoint: 'http://127.0.0.1:9', models: ['small', 'large'] });
  gate.workspaces.setRules('default', [{ to: ['local/small', 'local/large'] }]);
  return gate;
}

/** What `assert.throws` holds an error against. */
export function coded(code) {
  return (error) => error instanceof CodegateError && error.code === code;
}

/** A chat request as a client writes it. */
export const CHAT = { model: 'auto', messages: [{ role: 'user', content: 'hello' }] };

/** A whole answer to it: 12 input tokens, 3 output tokens. */
export const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'small',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi there' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
});

/** `cache_write_5m` is `cacheWrite5m`, and `__proto__` what it is. */
const camelName = (name) => name.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, next) => next.toUpperCase());

/** Renames the keys of records; what stands below a key of the user's own is left alone. */
export function renamed(value, rename, free = []) {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename, free));
  if (ArrayBuffer.isView(value)) return Array.from(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), free.includes(key) ? item : renamed(item, rename, free)]),
  );
}

/** Arguments of a case as the package takes them: camelCase, but for bodies, headers and bundles. */
export const given = (args) => renamed(args, camelName, ['body', 'headers', 'bundle']);

const HOLDER = `
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2])) if len(sys.argv) > 2 else sys.stdin.read()
`;

/** Another process that writes to the store, until it is let go or its time is over. */
export async function hold(t, path, ...seconds) {
  const process = spawn('python3', ['-c', HOLDER, path, ...seconds], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => process.kill());
  await once(process.stdout, 'data');
  return { letGo: () => process.stdin.end() };
}

/** How long one waits for a store that others keep, as `busyTimeout`, in milliseconds: long, and briefly. */
export const PATIENTLY = 60_000;
export const BRIEFLY = 500;

/** A store on whose lock one waits long. */
export function patient(t, options) {
  const path = join(folder(t), 'store.db');
  const gate = gateOf(t, { busyTimeout: PATIENTLY, ...options }, path);
  gate.providers.add('local', { type: 'openai', endpoint: 'http://127.0.0.1:9', models: ['small', 'large'] });
  gate.workspaces.setRules('default', [{ to: ['local/small', 'local/large'] }]);
  return { gate, path };
}
