// The types of the plug-ins, resolved as those of an installed package: alone, and where the SDKs take them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const CODEGATE = here('../../../bindings/node');
const tsc = createRequire(join(CODEGATE, 'index.js')).resolve('typescript/bin/tsc');

/** A folder of a program, with codegate and the packages of one of our folders. */
function program(t, packages) {
  const folder = mkdtempSync(join(tmpdir(), 'codegate-types-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(CODEGATE, join(folder, 'node_modules/codegate'), 'dir');
  const scopes = packages === undefined ? [] : readdirSync(here(packages)).filter((name) => !name.startsWith('.'));
  for (const name of scopes) symlinkSync(here(`${packages}/${name}`), join(folder, 'node_modules', name), 'dir');
  return folder;
}

/** What `tsc --strict` says of files. */
function said(folder, files, lib, more = {}) {
  for (const file of files) if (file.name !== undefined) writeFileSync(join(folder, file.name), file.text);
  for (const file of files) if (typeof file === 'string') copyFileSync(here(`types/${file}`), join(folder, file));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2022',
    lib,
    typeRoots: [join(CODEGATE, 'node_modules/@types')],
    types: ['node'],
    ...more,
  };
  const names = files.map((file) => file.name ?? file);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: names }));
  return spawnSync(process.execPath, [tsc, '-p', folder], { cwd: folder, encoding: 'utf8' }).stdout;
}

const PLAIN = ['es2023', 'esnext.disposable'];

for (const [what, lib] of [['without the DOM', PLAIN], ['with the DOM', [...PLAIN, 'dom', 'dom.iterable']]]) {
  test(`alone, ${what}, in both module systems`, (t) => {
    assert.equal(said(program(t), ['alone.mts', 'alone.cts'], lib), '');
  });
}

test('alone, with the types of neither the DOM nor Node', (t) => {
  const text = `
    import { open } from 'codegate';
    import { createCodegate } from 'codegate/ai';
    import { createFetch, withFacts } from 'codegate/fetch';
    import { codegate } from 'codegate/undici';
    const gate = open('store.db');
    const response = await createFetch(gate, { facts: (asked) => ({ session: asked.url }) })('https://api.openai.com');
    export const model: string = createCodegate(gate)('auto').modelId;
    export const cost: string | null | undefined = (await withFacts({}, () => response)).receipts[0]?.cost;
    export const intercept = codegate(gate);`;
  const more = { types: [], noUncheckedIndexedAccess: true };
  for (const how of [{}, { module: 'esnext', moduleResolution: 'bundler' }]) {
    assert.equal(said(program(t), [{ name: 'bare.mts', text }], PLAIN, { ...more, ...how }), '');
  }
});

test('what is wrong is found', (t) => {
  const text = `import { open } from 'codegate'; import { createFetch } from 'codegate/fetch'; export const n: number = createFetch(open(':memory:'));`;
  assert.match(said(program(t), [{ name: 'wrong.mts', text }], PLAIN), /TS2322/);
  const model = `import type { LanguageModel } from 'ai'; import { open } from 'codegate'; import { createFetch } from 'codegate/fetch'; export const m: LanguageModel = createFetch(open(':memory:'));`;
  const found = said(program(t, 'node_modules'), [{ name: 'wrong.mts', text: model }], [...PLAIN, 'dom'], { skipLibCheck: true });
  assert.match(found, /TS2322/);
});

// The packages' own types are theirs to check.
for (const [what, packages] of [['of today', 'node_modules'], ['of before', 'last/node_modules']]) {
  test(`where the SDKs ${what} take them`, (t) => {
    const more = { skipLibCheck: true, exactOptionalPropertyTypes: false };
    const file = packages === 'node_modules' ? 'sdks.mts' : 'last.mts';
    assert.equal(said(program(t, packages), [file], [...PLAIN, 'dom', 'dom.iterable'], more), '');
  });
}
