// A plug-in whose package is missing, too old or too new says so in one sentence.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CODEGATE = fileURLToPath(new URL('../../../bindings/node', import.meta.url));

/** A folder of a program with codegate and packages that are nothing but a version. */
function program(t, packages) {
  const folder = mkdtempSync(join(tmpdir(), 'codegate-needs-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(CODEGATE, join(folder, 'node_modules/codegate'), 'dir');
  for (const [name, { version, source = '' }] of Object.entries(packages)) {
    const place = join(folder, 'node_modules', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify({ name, version, type: 'module', exports: { '.': './index.js' } }));
    writeFileSync(join(place, 'index.js'), source);
  }
  return folder;
}

/** The message of the error that a script throws. */
function thrown(folder, script) {
  const file = join(folder, 'main.mjs');
  writeFileSync(file, `try { ${script}; console.log('nothing was thrown') } catch (error) { console.log(error.message) }`);
  const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.trimEnd();
}

const UNDICI = `const { codegate } = await import('codegate/undici'); codegate((await import('codegate')).open(':memory:'))`;

test('codegate/undici: missing, too old, too new, as it should be', (t) => {
  const said = (packages) => thrown(program(t, packages), UNDICI);
  assert.equal(said({}), 'codegate/undici needs the package `undici` 7 or 8: npm install undici');
  assert.equal(said({ undici: { version: '6.21.0' } }), 'codegate/undici needs `undici` 7 or 8, and this is 6.21.0: npm install undici@8');
  assert.equal(
    said({ undici: { version: '9.0.1' } }),
    'codegate/undici knows `undici` 7 or 8, and this is 9.0.1: update codegate, or npm install undici@8',
  );
  assert.equal(said({ undici: { version: '8.1.0' } }), 'nothing was thrown');
});

const AI = `
  const { open } = await import('codegate');
  const gate = open(':memory:');
  gate.providers.add('oa', { type: 'openai', auth: 'none' });
  gate.workspaces.setRules('default', [{ to: 'oa/m' }]);
  const { createCodegate } = await import('codegate/ai');
  const model = createCodegate(gate)('auto');
  await model.doGenerate({ prompt: [] }).then(console.log)`;

test('codegate/ai: each of its packages missing, too old, too new', (t) => {
  const said = (packages) => thrown(program(t, packages), AI);
  assert.equal(said({}), 'codegate/ai needs the package `ai` 6 or 7: npm install ai');
  assert.equal(said({ ai: { version: '5.0.9' } }), 'codegate/ai needs `ai` 6 or 7, and this is 5.0.9: npm install ai@7');
  assert.equal(said({ ai: { version: '8.0.0' } }), 'codegate/ai knows `ai` 6 or 7, and this is 8.0.0: update codegate, or npm install ai@7');
  const ai = { version: '7.0.1' };
  assert.equal(said({ ai }), 'codegate/ai needs the package `@ai-sdk/openai` 4: npm install @ai-sdk/openai');
  assert.equal(
    said({ ai, '@ai-sdk/openai': { version: '3.0.1' } }),
    'codegate/ai needs `@ai-sdk/openai` 4, and this is 3.0.1: npm install @ai-sdk/openai@4',
  );
  assert.equal(
    said({ ai: { version: '6.1.0' }, '@ai-sdk/openai': { version: '4.0.1' } }),
    'codegate/ai knows `@ai-sdk/openai` 3, and this is 4.0.1: update codegate, or npm install @ai-sdk/openai@3',
  );
  const source = `export const createOpenAI = () => ({ responses: (id) => ({ doGenerate: async () => id }) })`;
  assert.equal(said({ ai, '@ai-sdk/openai': { version: '4.9.0', source } }), 'm\nnothing was thrown');
});

test('codegate/fetch and codegate/http need no package, and load in both module systems', (t) => {
  const folder = program(t, {});
  for (const name of ['fetch', 'http']) {
    const call = name === 'fetch' ? 'createFetch' : 'createProxy';
    const esm = `const { ${call} } = await import('codegate/${name}'); console.log(typeof ${call}((await import('codegate')).open(':memory:')))`;
    const cjs = `const { ${call} } = require('codegate/${name}'); console.log(typeof ${call}(require('codegate').open(':memory:')))`;
    writeFileSync(join(folder, 'main.mjs'), esm);
    writeFileSync(join(folder, 'main.cjs'), cjs);
    for (const file of ['main.mjs', 'main.cjs']) {
      assert.equal(execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' }), 'function\n');
    }
  }
});
