// The example of the README, word for word.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { folder } from './helpers.mjs';

const ROOT = resolve(import.meta.dirname, '../..');

test('the example runs and prints what the README says', (t) => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, rest] = readme.split('```js\n');
  const scratch = folder(t);
  mkdirSync(join(scratch, 'node_modules'));
  symlinkSync(join(ROOT, 'bindings/node'), join(scratch, 'node_modules/codegate'));
  writeFileSync(join(scratch, 'example.mjs'), rest.split('```')[0]);
  const ran = spawnSync(process.execPath, ['example.mjs'], { cwd: scratch, encoding: 'utf8' });
  assert.equal(ran.stderr, '');
  assert.equal(ran.stdout, '1500 tokens, 0.0045 USD\n');
  assert.ok(readme.includes(`\`${ran.stdout.trim()}\``));
});
