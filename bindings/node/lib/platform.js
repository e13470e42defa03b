'use strict';

// Which build this machine needs, and what to say where it is not there.

const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const PLATFORMS = require('../platforms.json');

/** Whether the C library is musl: by its `ldd`, which systems without a shell lack, else by what Node says of itself. */
function isMusl() {
  try {
    return readFileSync('/usr/bin/ldd', 'latin1').includes('musl');
  } catch {
    const report = process.report?.getReport();
    return report?.header !== undefined && !report.header.glibcVersionRuntime;
  }
}

/** The name of the build for this machine, such as `linux-x64-gnu`, whether there is one or not. */
function platform() {
  const { platform: system, arch } = process;
  const ends = { linux: () => (isMusl() ? '-musl' : '-gnu'), win32: () => '-msvc' };
  return `${system}-${arch}${ends[system]?.() ?? ''}`;
}

/** The package that holds the build for a platform. */
const packageOf = (name) => `@codegate/binding-${name}`;

/** The platforms whose builds are installed; others than this one's in a `node_modules` that was copied from another machine. */
function installed() {
  return Object.keys(PLATFORMS).filter((name) => {
    const folders = require.resolve.paths(packageOf(name)) ?? [];
    return folders.some((folder) => existsSync(join(folder, packageOf(name))));
  });
}

/** The error for a build that is not there. */
function missing(name) {
  const built = Object.keys(PLATFORMS).join(', ');
  if (!(name in PLATFORMS)) {
    return new Error(`no build of codegate for ${name}; built are ${built}`);
  }
  if (existsSync(join(__dirname, '../build.js'))) {
    return new Error(`this checkout of codegate is not built for ${name}: \`npm run build\` in its folder bindings/node does it`);
  }
  const found = installed();
  if (found.includes(name)) {
    return new Error(
      `the package \`${packageOf(name)}\`, which holds codegate's build for this machine, is installed in part: remove ` +
        '`node_modules` and install again',
    );
  }
  if (found.length > 0) {
    return new Error(
      `codegate is installed for ${found.join(', ')}, and this is ${name}: remove \`node_modules\` and install again on ` +
        'this machine, without `--os`, `--cpu` and `--libc`',
    );
  }
  return new Error(
    `the package \`${packageOf(name)}\`, which holds codegate's build for this machine, is not installed: install again ` +
      'without `--omit=optional`; if it was not given, the lock file was made on another platform by an npm that leaves ' +
      'out the packages of all others (npm/cli#4828): remove it and `node_modules`, and install again',
  );
}

/** The command line for this machine. */
function program() {
  const name = platform();
  try {
    const folder = dirname(require.resolve(`${packageOf(name)}/package.json`));
    return join(folder, 'bin', process.platform === 'win32' ? 'codegate.exe' : 'codegate');
  } catch {
    throw missing(name);
  }
}

/** The error for a build that is there and does not load. */
function broken(file, cause) {
  return new Error(`codegate's build \`${file}\` cannot be loaded: ${cause.message}`, { cause });
}

module.exports = { broken, missing, packageOf, platform, program };
