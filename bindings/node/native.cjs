'use strict';

// Loads the native half: a checkout's own build, else the package for this platform.

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { version } = require('./package.json');
const { broken, missing, packageOf, platform } = require('./lib/platform.js');

/** What the package for a platform holds. Each is named in full and within a `try`, as bundlers and tracers want it. */
function packaged(name) {
  try {
    switch (name) {
      case 'linux-x64-gnu':
        return require('@codegate/binding-linux-x64-gnu');
      case 'linux-x64-musl':
        return require('@codegate/binding-linux-x64-musl');
      case 'linux-arm64-gnu':
        return require('@codegate/binding-linux-arm64-gnu');
      case 'linux-arm64-musl':
        return require('@codegate/binding-linux-arm64-musl');
      case 'darwin-x64':
        return require('@codegate/binding-darwin-x64');
      case 'darwin-arm64':
        return require('@codegate/binding-darwin-arm64');
      case 'win32-x64-msvc':
        return require('@codegate/binding-win32-x64-msvc');
      case 'win32-arm64-msvc':
        return require('@codegate/binding-win32-arm64-msvc');
    }
  } catch (error) {
    const absent = error.code === 'MODULE_NOT_FOUND' && error.message.includes(packageOf(name));
    if (!absent) throw broken(packageOf(name), error);
  }
  throw missing(name);
}

function own(file) {
  try {
    return require(file);
  } catch (error) {
    throw broken(file, error);
  }
}

const name = platform();
const built = join(__dirname, `codegate.${name}.node`);
const native = existsSync(built) ? own(built) : packaged(name);
if (native.version() !== version) {
  throw new Error(`codegate ${version} has found a build of ${native.version()}: install again, or build again`);
}
module.exports = native;
