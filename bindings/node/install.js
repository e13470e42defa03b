'use strict';

// Builds the native half where there is none yet. It needs `cargo` alone: the loader and the types are in the package.

const { execFileSync } = require('node:child_process');
const { copyFileSync } = require('node:fs');
const { join } = require('node:path');

/** The name that the loader looks for on this machine. */
function addon() {
  const { platform, arch } = process;
  const musl = platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  const abi = { linux: musl ? '-musl' : '-gnu', win32: '-msvc' }[platform] ?? '';
  return join(__dirname, `codegate.${platform}-${arch}${abi}.node`);
}

function build() {
  const messages = execFileSync(
    'cargo',
    ['build', '--release', '--locked', '--package', 'codegate-node', '--message-format', 'json-render-diagnostics'],
    { cwd: __dirname, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const artifacts = messages.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  const library = artifacts.find(({ target }) => target?.name === 'codegate_node' && target.kind.includes('cdylib'));
  copyFileSync(library.filenames.find((name) => /\.(so|dylib|dll)$/.test(name)), addon());
}

/** Whether npm works on this folder itself: then its scripts build, in the profile that is asked for. */
function developing() {
  return process.env.INIT_CWD === __dirname;
}

function present() {
  try {
    require('./native.cjs');
    return true;
  } catch {
    return false;
  }
}

if (!developing() && !present()) {
  try {
    build();
  } catch (error) {
    const advice = error.code === 'ENOENT' ? 'install Rust from https://rustup.rs' : 'see above';
    console.error(`codegate: cannot build its native half: ${error.message}; ${advice}`);
    process.exitCode = 1;
  }
}
