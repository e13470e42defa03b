// The examples of the plug-ins in the package's README run word for word, against the model server.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { open } from '../../../bindings/node/index.mjs';
import { stub, until } from './stub.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const README = readFileSync(here('../../../bindings/node/README.md'), 'utf8');

/** The example below a heading. */
function example(name) {
  const [, after] = README.split(`### \`codegate/${name}\`\n`);
  return after.split('```js\n')[1].split('```')[0];
}

/** A program's folder, with a store whose rules lead to the stub, and all packages. */
function program(t, url, name) {
  const folder = mkdtempSync(join(tmpdir(), 'codegate-readme-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(here('../../../bindings/node'), join(folder, 'node_modules/codegate'), 'dir');
  for (const found of readdirSync(here('node_modules')).filter((entry) => !entry.startsWith('.'))) {
    symlinkSync(here(`node_modules/${found}`), join(folder, 'node_modules', found), 'dir');
  }
  const gate = open(join(folder, 'codegate.db'));
  gate.providers.add('stub', { type: 'openai', endpoint: url });
  gate.workspaces.setRules('default', [{ when: { files: '*.rs' }, to: 'stub/rust' }, { to: 'stub/small' }]);
  gate.close();
  writeFileSync(join(folder, 'main.mjs'), example(name));
  return folder;
}

/** What the store has recorded. */
function recorded(folder) {
  const gate = open(join(folder, 'codegate.db'));
  const rows = gate.usage({ by: 'model' }).rows.map(({ key, exchanges, totalTokens }) => [key, exchanges, totalTokens]);
  gate.close();
  return rows;
}

const env = { ...process.env, OPENAI_API_KEY: 'sk-of-the-client' };
const newer = Number.parseInt(process.versions.node, 10) >= 22;
const total = ({ usage: u }) => u.input_uncached + u.cache_read + u.output;

for (const [name, model, prints] of [
  ['fetch', 'rust', (entry) => `rust heard: Say hello ${total(entry)}`],
  ['ai', 'rust', () => 'rust heard: Say hello'],
  ['undici', 'small', () => 'small heard: Say hello'],
]) {
  test(`codegate/${name}`, { skip: name === 'undici' && !newer && 'undici 8 needs Node 22' }, async (t) => {
    const { url, truth } = await stub(t);
    const folder = program(t, url, name);
    const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: folder, env });
    const [entry] = await truth();
    assert.equal(stdout, `${prints(entry)}\n`);
    assert.deepEqual(recorded(folder), [[model, 1, total(entry)]]);
  });
}

test('codegate/http', async (t) => {
  const { url, truth } = await stub(t);
  const folder = program(t, url, 'http');
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address();
  free.close();
  // Any port will do.
  writeFileSync(join(folder, 'main.mjs'), example('http').replace('8989', port));
  const proxy = spawn(process.execPath, ['main.mjs'], { cwd: folder, env, stdio: 'inherit' });
  t.after(() => proxy.kill());
  const body = JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'Say hello' }] });
  const ask = () => fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: 'POST', body }).catch(() => undefined);
  const response = await until(ask, 'the proxy');
  assert.equal((await response.json()).choices[0].message.content, 'small heard: Say hello');
  const [entry] = await truth();
  await until(() => recorded(folder).length === 1);
  assert.deepEqual(recorded(folder), [['small', 1, total(entry)]]);
});
