'use strict';

// Builds the native half of a checkout, in the release profile. It needs `cargo` alone.

const { execFileSync } = require('node:child_process');
const { copyFileSync } = require('node:fs');
const { join } = require('node:path');
const { platform } = require('./lib/platform.js');

const messages = execFileSync(
  'cargo',
  ['build', '--release', '--locked', '--package', 'codegate-node', '--message-format', 'json-render-diagnostics'],
  { cwd: __dirname, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
);
const artifacts = messages.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
const library = artifacts.find(({ target }) => target?.name === 'codegate_node' && target.kind.includes('cdylib'));
copyFileSync(library.filenames.find((name) => /\.(so|dylib|dll)$/.test(name)), join(__dirname, `codegate.${platform()}.node`));
