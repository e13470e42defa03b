// The package as it is installed: both module systems, its files, its names.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as esm from '../../bindings/node/index.mjs';
import { folder } from './helpers.mjs';

const PACKAGE = fileURLToPath(new URL('../../bindings/node/', import.meta.url));
const require = createRequire(import.meta.url);

test('both module systems give the same things', () => {
  const cjs = require(PACKAGE);
  const { default: whole, ...named } = esm;
  assert.equal(whole, cjs);
  assert.deepEqual(Object.keys(named).sort(), Object.keys(cjs).sort());
  for (const [name, value] of Object.entries(named)) assert.equal(value, cjs[name], name);
});

test('the version is that of the package', () => {
  assert.equal(esm.version, JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version);
});

test('a packed package works in a folder of its own, in both module systems and in TypeScript', (t) => {
  const place = folder(t);
  const npm = (...args) => execFileSync('npm', args, { cwd: place, encoding: 'utf8' });
  const packed = npm('pack', '--silent', '--ignore-scripts', PACKAGE).trim().split('\n').pop();
  writeFileSync(join(place, 'package.json'), '{ "private": true }');
  npm('install', '--silent', '--offline', '--no-audit', '--no-fund', `./${packed}`);

  writeFileSync(join(place, 'a.mjs'), `import { open } from 'codegate'; console.log(typeof open(':memory:').decide);`);
  writeFileSync(join(place, 'b.cjs'), `console.log(typeof require('codegate').open(':memory:').begin);`);
  for (const file of ['a.mjs', 'b.cjs']) {
    assert.equal(execFileSync(process.execPath, [file], { cwd: place, encoding: 'utf8' }), 'function\n');
  }

  writeFileSync(join(place, 'c.mts'), `import { open } from 'codegate'; export const name: string = open(':memory:').decide().workspace;`);
  writeFileSync(join(place, 'd.cts'), `import codegate = require('codegate'); export const gate: codegate.Gate = codegate.open(':memory:');`);
  const types = join(PACKAGE, 'node_modules/@types');
  const flags = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,esnext.disposable'];
  const tsc = join(PACKAGE, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, ...flags, '--typeRoots', types, '--types', 'node', 'c.mts', 'd.cts'], {
    cwd: place,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
});
