// Installs the npm packages from a registry on this machine, with every package manager and no install scripts, and runs
// the README's example on every runtime: `EXAMPLE=… PROMISED=… node.mjs FOLDER`.
//
// Each trial is in an empty folder, with a path on which there is nothing but the runtime, so that nothing can be built.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binding } from '../../xtask/dist/npm.mjs';
import { manifestOf, serve } from './registry.mjs';

const TARBALLS = resolve(process.argv[2]);
const { EXAMPLE, PROMISED } = process.env;
const MODULES = fileURLToPath(new URL('node_modules/', import.meta.url));
const PLATFORMS = JSON.parse(readFileSync(new URL('../../bindings/node/platforms.json', import.meta.url), 'utf8'));
const HERE = createRequire(import.meta.url)('../../bindings/node/lib/platform.js').platform();
const WINDOWS = process.platform === 'win32';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'codegate-dist-node-')));
const node = (version) => ({ name: 'Node', program: join(MODULES, `node${version}/bin/node`), flags: [] });
// Where those of `package.json` are not installed, as they are for one platform, the Node that runs this.
const NODE = existsSync(node(24).program) ? node(24) : { name: 'Node', program: process.execPath, flags: [] };
const ALL_RUNTIMES = [
  node(20),
  node(22),
  NODE,
  { name: 'Bun', program: join(MODULES, 'bun/bin/bun'), flags: ['run'] },
  { name: 'Deno', program: join(MODULES, 'deno/deno'), flags: ['run', '--allow-ffi', '--allow-read', '--allow-env'] },
];
const RUNTIMES = ALL_RUNTIMES.filter(({ program }) => existsSync(program));
const ownNpm = join(dirname(realpathSync(process.execPath)), WINDOWS ? '' : '../lib', 'node_modules/npm/bin/npm-cli.js');
const ALL_MANAGERS = [
  { name: 'npm (of Node)', command: [process.execPath, ownNpm, 'install', '--ignore-scripts', '--no-audit', '--no-fund'] },
  { name: 'npm', command: [NODE.program, join(MODULES, 'npm/bin/npm-cli.js'), 'install', '--ignore-scripts', '--no-audit', '--no-fund'] },
  { name: 'pnpm', command: [join(MODULES, 'pnpm/pnpm'), 'add', '--ignore-scripts'] },
  { name: 'bun', command: [join(MODULES, 'bun/bin/bun'), 'add', '--ignore-scripts'] },
];
const MANAGERS = ALL_MANAGERS.filter(({ command: [program, file] }) => existsSync(program) && (file === 'add' || existsSync(file)));

let places = 0;
function emptyFolder() {
  const place = join(scratch, `place-${++places}`);
  mkdirSync(place);
  return place;
}

/** The environment of a trial: a home of its own, and nothing on the path but the runtime. */
function environment(place, program) {
  const path = join(place, '.path');
  mkdirSync(path, { recursive: true });
  if (!WINDOWS) symlinkSync(program, join(path, 'node'));
  const { SystemRoot, ComSpec, TEMP, APPDATA } = process.env;
  const home = { HOME: join(place, '.home'), PATH: WINDOWS ? dirname(program) : path };
  const system = WINDOWS ? { SystemRoot, ComSpec, TEMP, APPDATA, USERPROFILE: home.HOME } : {};
  return { ...system, ...home, NO_COLOR: '1', CI: '1' };
}

function install(place, { command }, registry, ...more) {
  writeFileSync(join(place, 'package.json'), '{ "name": "trial", "private": true }\n');
  const [program, ...args] = command;
  writeFileSync(join(place, '.npmrc'), `registry=${registry}\n`);
  const env = environment(place, NODE.program);
  const done = spawnSync(program, [...args, ...more, 'codegate'], { cwd: place, env, encoding: 'utf8', timeout: 120_000 });
  assert.equal(done.status, 0, `${command.join(' ')}:\n${done.stdout}${done.stderr}`);
  return env;
}

/** Runs a file; gives what it printed. */
function play(place, { program, flags }, file, env) {
  return execFileSync(program, [...flags, file], { cwd: place, env, encoding: 'utf8', timeout: 60_000 });
}

const installed = (place) => readdirSync(join(place, 'node_modules/@codegate'));

/** Every manager's installation, on every runtime. */
function everywhere(registry) {
  for (const manager of MANAGERS) {
    const place = emptyFolder();
    const start = performance.now();
    const env = install(place, manager, registry);
    const took = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    const after = took();
    writeFileSync(join(place, 'first.mjs'), EXAMPLE);
    for (const runtime of RUNTIMES) {
      for (const file of readdirSync(place).filter((name) => name.startsWith('codegate.db'))) rmSync(join(place, file));
      assert.equal(play(place, runtime, 'first.mjs', env).trim(), PROMISED, `${manager.name}, ${runtime.name}`);
      if (runtime === RUNTIMES[0]) console.log(`npm: ${manager.name} installs in ${after}, empty folder to receipt in ${took()}`);
    }
  }
  const versions = RUNTIMES.map(({ name, program }) => `${name} ${execFileSync(program, ['--version'], { encoding: 'utf8' }).match(/[\d.]+/)[0]}`);
  console.log(`runtimes: ${versions.join(', ')}; ${MANAGERS.length * RUNTIMES.length} times \`${PROMISED}\``);
}

/** What `require('codegate')` says where it cannot load; `change` runs before. */
function refusal(place, env, change = '') {
  const script = `${change}; try { require('codegate'); console.log('loaded') } catch (error) { console.log(error.message) }`;
  return execFileSync(NODE.program, ['-e', script], { cwd: place, env, encoding: 'utf8' }).trim();
}

/** Each way in which there is no addon has a sentence of its own. */
function loader(registry) {
  const [npm] = MANAGERS;
  const foreign = [
    ['win32-arm64-msvc', '--os=win32', '--cpu=arm64'],
    ['linux-x64-musl', '--os=linux', '--cpu=x64', '--libc=musl'],
    ['darwin-arm64', '--os=darwin', '--cpu=arm64'],
  ].filter(([name]) => name !== HERE);
  for (const [name, ...flags] of foreign) {
    const place = emptyFolder();
    const env = install(place, npm, registry, ...flags);
    assert.deepEqual(installed(place), [`binding-${name}`], 'os, cpu and libc pick one package');
    assert.ok(refusal(place, env).startsWith(`codegate is installed for ${name}, and this is ${HERE}: `), refusal(place, env));
  }

  const omitted = emptyFolder();
  const omittedEnv = install(omitted, npm, registry, '--omit=optional');
  assert.match(refusal(omitted, omittedEnv), new RegExp(`\`@codegate/binding-${HERE}\`.* install again without \`--omit=optional\``));
  const starter = join(omitted, 'node_modules/codegate/bin/codegate.js');
  const unstarted = spawnSync(NODE.program, [starter, 'usage'], { cwd: omitted, env: omittedEnv, encoding: 'utf8' });
  assert.equal(unstarted.status, 1);
  assert.match(unstarted.stderr, new RegExp(`^codegate: the package \`@codegate/binding-${HERE}\`.* is not installed: .*\n$`), 'one sentence, no trace');
  const elsewhere = (values) => `for (const [key, value] of Object.entries(${JSON.stringify(values)})) Object.defineProperty(process, key, { value })`;
  const none = refusal(omitted, omittedEnv, elsewhere({ arch: 'arm' }));
  assert.match(none, /^no build of codegate for \w+-arm(-\w+)?; built are linux-x64-gnu, .*win32-arm64-msvc$/);
  assert.match(refusal(omitted, omittedEnv, elsewhere({ platform: 'freebsd' })), /^no build of codegate for freebsd-x64; built are /);

  const whole = emptyFolder();
  const wholeEnv = install(whole, npm, registry);
  assert.deepEqual(installed(whole), [`binding-${HERE}`]);
  assert.equal(refusal(whole, wholeEnv), 'loaded');
  const addon = join(whole, `node_modules/@codegate/binding-${HERE}/codegate.node`);
  writeFileSync(addon, 'damaged');
  assert.match(refusal(whole, wholeEnv), /cannot be loaded: ./);
  rmSync(addon);
  assert.match(refusal(whole, wholeEnv), /^the package `.*`, which .*, is installed in part: /);
  console.log('loader: another platform, musl, --omit=optional, no build, a damaged and an absent file: each told apart');
}

/** How long `require` takes, the best of a few. */
function loading(registry) {
  const place = emptyFolder();
  const env = install(place, MANAGERS[0], registry);
  const script = "const a = performance.now(); require('codegate'); console.log(performance.now() - a)";
  const times = Array.from({ length: 5 }, () => Number(execFileSync(NODE.program, ['-e', script], { cwd: place, env, encoding: 'utf8' })));
  console.log(`time: require in ${Math.min(...times).toFixed(1)} ms`);
  return { place, env };
}

/** The command line, and what starts it: streams, status and signals are those of the program. */
async function commandLine({ place, env }) {
  const starter = join(place, 'node_modules/codegate/bin/codegate.js');
  if (!existsSync(starter)) return;
  const { version } = JSON.parse(readFileSync(join(place, 'node_modules/codegate/package.json'), 'utf8'));
  const run = (args, input) => spawnSync(NODE.program, [starter, ...args], { cwd: place, env, input, encoding: 'utf8' });
  assert.equal(run(['--version']).stdout.trim(), `codegate ${version}`);
  assert.equal(run(['no-such-command']).status, 2);
  if (!WINDOWS) await started(starter, place, env, run);
  console.log('command line: its streams, status and signals are passed on');
}

/** With a script in place of the program, which does what is asked of it. */
async function started(starter, place, env, run) {
  const script = '#!/bin/sh\ncase $1 in status) exit 7;; copy) exec /bin/cat;; wait) echo up; exec /bin/sleep 60;; esac\n';
  const program = join(place, `node_modules/@codegate/binding-${HERE}/bin/codegate`);
  rmSync(program);
  writeFileSync(program, script, { mode: 0o755 });
  assert.equal(run(['status']).status, 7);
  assert.equal(run(['copy'], 'text').stdout, 'text');
  const waiting = spawn(NODE.program, [starter, 'wait'], { cwd: place, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(waiting.stdout, 'data');
  waiting.kill('SIGTERM');
  const [status, signal] = await once(waiting, 'exit');
  assert.deepEqual([status, signal], [null, 'SIGTERM'], 'it dies of what its program dies of');
}

/** Tarballs of the platforms that were not built here: a manifest, and no addon. */
function others(folder) {
  const [main] = readdirSync(TARBALLS).filter((name) => /^codegate-\d/.test(name));
  const source = manifestOf(readFileSync(join(TARBALLS, main)));
  const built = new Set(readdirSync(TARBALLS).map((name) => manifestOf(readFileSync(join(TARBALLS, name))).name));
  for (const name of Object.keys(PLATFORMS).filter((one) => !built.has(`@codegate/binding-${one}`))) {
    const place = join(folder, name, 'package');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify(binding(name, source, ['codegate.node'])));
    execFileSync('tar', ['--format=ustar', '-czf', join(folder, `${name}.tgz`), '-C', join(folder, name), 'package']);
  }
}

/** What publint and "are the types wrong" say of the package. */
function lint() {
  if (!existsSync(MODULES)) return;
  const [main] = readdirSync(TARBALLS).filter((name) => /^codegate-\d/.test(name));
  const tarball = join(TARBALLS, main);
  const run = (file, ...args) => spawnSync(NODE.program, [join(MODULES, file), ...args], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  for (const [name, done] of [
    ['publint', run('publint/src/cli.js', tarball, '--strict')],
    ['attw', run('@arethetypeswrong/cli/dist/index.js', tarball, '--format', 'ascii')],
  ]) {
    assert.equal(done.status, 0, `${name}:\n${done.stdout}${done.stderr}`);
  }
  console.log('lint: publint and arethetypeswrong find nothing');
}

/** Tells what this machine lacks; where `package.json` brings everything, that is an error. */
function leftOut() {
  const absent = [...ALL_RUNTIMES, ...ALL_MANAGERS].filter((one) => !RUNTIMES.includes(one) && !MANAGERS.includes(one));
  const said = absent.map(({ name, program = '' }) => `${name}${/node\d+/.exec(program)?.[0].replace('node', ' ') ?? ''}`).join(', ');
  assert.ok(absent.length === 0 || HERE !== 'linux-x64-gnu', `not installed in tests/dist: ${said}`);
  if (absent.length > 0) console.log(`runtimes: ${said} SKIPPED tests/dist has those for Linux x64 alone`);
}

const more = join(scratch, 'others');
mkdirSync(more);
others(more);
const registry = await serve([TARBALLS, more]);
try {
  leftOut();
  everywhere(registry.url);
  loader(registry.url);
  await commandLine(loading(registry.url));
  lint();
} finally {
  registry.close();
  rmSync(scratch, { recursive: true });
}
