// Packs the npm packages: `codegate`, and `@codegate/binding-<platform>` with the addon of one platform.
//
//   npm.mjs --triple TRIPLE --addon FILE [--program FILE] --licenses FILE --bom FILE --out FOLDER
//
// What only a release has is added here, so that a checkout installs without a registry that knows the version: the
// platforms as optional dependencies, and the command line.

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SOURCE = fileURLToPath(new URL('../../bindings/node/', import.meta.url));
const PLATFORMS = JSON.parse(readFileSync(join(SOURCE, 'platforms.json'), 'utf8'));
const LEGAL = ['LICENSE', 'NOTICE'];
const BOM = 'codegate.cdx.json';
const windows = process.platform === 'win32';

/** The package of a platform; what it holds is put beside the manifest by the caller. */
export function binding(name, { version, license, repository, homepage, bugs, engines }, files) {
  const { triple, os, cpu, libc } = PLATFORMS[name];
  return {
    name: `@codegate/binding-${name}`,
    version,
    description: `codegate's build for ${triple}; it comes with the package codegate`,
    license,
    repository,
    homepage,
    bugs,
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    main: 'codegate.node',
    files,
    engines,
    preferUnplugged: true,
  };
}

/** The package `codegate` as it is published. */
export function published(source, program) {
  const { scripts, devDependencies, overrides, napi, ...kept } = source;
  const names = Object.keys(PLATFORMS).map((name) => [`@codegate/binding-${name}`, source.version]);
  const files = kept.files.filter((file) => file !== '*.node');
  const bin = program ? { bin: { codegate: 'bin/codegate.js' } } : {};
  return { ...kept, files: program ? [...files, 'bin/'] : files, ...bin, optionalDependencies: Object.fromEntries(names) };
}

function npm(folder, ...args) {
  const output = execFileSync('npm', args, { cwd: folder, encoding: 'utf8', shell: windows, stdio: ['ignore', 'pipe', 'inherit'] });
  return output.trim().split('\n').pop();
}

function pack(folder, manifest, out) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(npm(folder, 'pack', '--silent', '--ignore-scripts', '--pack-destination', out));
}

function main() {
  const { values } = parseArgs({
    options: Object.fromEntries(['triple', 'addon', 'program', 'licenses', 'bom', 'out'].map((name) => [name, { type: 'string' }])),
  });
  const name = Object.keys(PLATFORMS).find((one) => PLATFORMS[one].triple === values.triple);
  if (name === undefined) throw new Error(`no platform of bindings/node/platforms.json is ${values.triple}`);
  const source = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8'));
  mkdirSync(values.out, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'codegate-npm-'));
  try {
    whole(join(scratch, 'codegate'), source, values);
    platform(join(scratch, 'binding'), name, source, values);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** `codegate`: what npm would pack of the source, less a checkout's own build. */
function whole(folder, source, { licenses, program, out }) {
  mkdirSync(folder, { recursive: true });
  const packed = npm(SOURCE, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  execFileSync('tar', ['-xzf', packed, '--strip-components=1'], { cwd: folder });
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.node') || file.endsWith('.tgz')) rmSync(join(folder, file));
  }
  legal(folder, licenses);
  if (program) {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    copyFileSync(join(SOURCE, 'bin/codegate.js'), join(folder, 'bin/codegate.js'));
    chmodSync(join(folder, 'bin/codegate.js'), 0o755);
  }
  pack(folder, published(source, program), out);
}

function platform(folder, name, source, { addon, licenses, bom, program, out }) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(addon, join(folder, 'codegate.node'));
  legal(folder, licenses);
  copyFileSync(bom, join(folder, BOM));
  const files = ['codegate.node', 'NOTICE', basename(licenses), BOM];
  if (program) {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    copyFileSync(program, join(folder, 'bin', basename(program)));
    chmodSync(join(folder, 'bin', basename(program)), 0o755);
    files.push('bin/');
  }
  writeFileSync(
    join(folder, 'README.md'),
    `# @codegate/binding-${name}\n\nThe build for \`${PLATFORMS[name].triple}\` of [codegate](https://www.npmjs.com/package/codegate), ` +
      'which npm installs with it. Depend on `codegate`, not on this.\n',
  );
  pack(folder, binding(name, source, files), out);
}

function legal(folder, licenses) {
  for (const file of LEGAL) copyFileSync(new URL(`../../${file}`, import.meta.url), join(folder, file));
  copyFileSync(licenses, join(folder, basename(licenses)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
