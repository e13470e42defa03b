'use strict';

// Packages that a plug-in works with where the program has them. None is a dependency of this one.

const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');

/** Where a package is looked for: beside this one, then beside the program, which may only link to this one. */
function places() {
  return [__filename, process.argv[1], join(process.cwd(), 'main.js')].filter((place) => place !== undefined);
}

/** The folder and the manifest of a package; undefined where there is none. */
function found(name, from = places()) {
  for (const place of from) {
    for (const folder of createRequire(place).resolve.paths(name) ?? []) {
      const file = join(folder, name, 'package.json');
      if (existsSync(file)) return { file, manifest: JSON.parse(readFileSync(file, 'utf8')) };
    }
  }
  return undefined;
}

/** A package in one of the major versions that `plugin` knows, the oldest first; else an error of one sentence. */
function needed(plugin, name, majors, from) {
  const package_ = found(name, from);
  const [oldest, newest] = [majors[0], majors.at(-1)];
  const known = majors.map(String).join(' or ');
  if (package_ === undefined) {
    throw new Error(`${plugin} needs the package \`${name}\` ${known}: npm install ${name}`);
  }
  const { version } = package_.manifest;
  const major = Number.parseInt(version, 10);
  const install = `npm install ${name}@${newest}`;
  if (major < oldest) throw new Error(`${plugin} needs \`${name}\` ${known}, and this is ${version}: ${install}`);
  if (major > newest) {
    throw new Error(`${plugin} knows \`${name}\` ${known}, and this is ${version}: update codegate, or ${install}`);
  }
  return package_;
}

/** Loads a package of either module system. */
function imported({ file, manifest }) {
  const entry = chosen(manifest.exports?.['.'] ?? manifest.exports) ?? manifest.module ?? manifest.main ?? 'index.js';
  return import(pathToFileURL(join(dirname(file), entry)).href);
}

/** The file for an `import` among conditional exports. */
function chosen(exports) {
  if (typeof exports !== 'object' || exports === null) return exports;
  for (const [condition, target] of Object.entries(exports)) {
    if (['node', 'import', 'module-sync', 'default'].includes(condition)) return chosen(target);
  }
  return undefined;
}

module.exports = { imported, needed };
