// The types in programs as people have them: versions of TypeScript, with and without the types of the platform.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folder } from './helpers.mjs';

const PACKAGE = new URL('../../bindings/node/', import.meta.url);
const require = createRequire(PACKAGE);
// Ours, and a newer one that a tool of ours brings.
const VERSIONS = [require('typescript'), createRequire(require.resolve('@napi-rs/cli'))('typescript')];

/** The blocks of code in a text, by language. */
function blocks(file, language) {
  const text = readFileSync(new URL(file, PACKAGE), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block);
}

const [whole] = blocks('../../README.md', 'js');
const [loop, web] = blocks('README.md', 'js');
const inside = (block) => block.replaceAll(/^import .*\n/gm, '');

const PROGRAMS = {
  'whole.mts': whole,
  'loop.mts': `
    import { open, rule } from 'codegate';
    export async function loop(body: Uint8Array, request: Request, client: { write(chunk: Uint8Array): void }) {
      ${inside(loop)}
    }`,
  'web.mts': `
    import type { Gate } from 'codegate';
    export async function answer(gate: Gate, request: Request): Promise<Response> {
      ${web}
    }`,
  'bodies.mts': `
    import { open } from 'codegate';
    const exchange = open(':memory:').begin({ body: '{}' });
    export const given = [new Response(exchange.feed('x')), new Response(exchange.bodyBytes), new Blob([exchange.end()])];
    export const passed = new Response('').body?.pipeThrough(exchange.transform());
    export const answer: Promise<string> = exchange.respond(new Response('')).text();
    export const failed = exchange.fail(new Response(''));`,
  // What needs nothing of the platform.
  'bare.mts': `
    import codegate from 'codegate';
    import { open, type Gate } from 'codegate';
    const gate: codegate.Gate = codegate.open(':memory:');
    export const same: Gate = open(':memory:');
    const exchange = gate.begin({ body: '{}' });
    export const bytes: Uint8Array = exchange.feed('x');
    export async function prompts() {
      const found: (string | null)[] = [];
      for await (const { prompt } of gate.history.list({ since: 0 })) found.push(prompt);
      exchange.respond(null as never, { onReceipt: ({ cost }) => found.push(cost) });
      return found;
    }`,
};

const ALL = Object.keys(PROGRAMS);
const PLATFORMS = {
  'the types of the DOM': { lib: ['es2023', 'dom'], types: [], files: ALL },
  'the types of the DOM and of Node': { lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'], files: ALL },
  'the types of Node': { lib: ['es2023', 'esnext.disposable'], types: ['node'], files: ALL },
  'no types of a platform': { lib: ['es2022'], types: [], files: ['bare.mts'] },
};

/** What a version of TypeScript finds in programs, in a folder of their own. */
function found(t, ts, files, lib, types) {
  const place = folder(t);
  for (const name of files) writeFileSync(join(place, name), PROGRAMS[name]);
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    // The package's own declarations are looked at, those of TypeScript are not.
    skipDefaultLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: lib.map((name) => `lib.${name}.d.ts`),
    types,
    typeRoots: [fileURLToPath(new URL('node_modules/@types', PACKAGE))],
    paths: { codegate: [fileURLToPath(new URL('index.d.mts', PACKAGE))] },
  };
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram(files.map((name) => join(place, name)), options, host);
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), host);
}

for (const ts of VERSIONS) {
  for (const [platform, { lib, types, files }] of Object.entries(PLATFORMS)) {
    test(`TypeScript ${ts.version} finds nothing, with ${platform}`, (t) => {
      assert.equal(found(t, ts, files, lib, types), '');
    });
  }
}

test('what is no program is found, which is the control', (t) => {
  PROGRAMS['wrong.mts'] = PROGRAMS['bare.mts'].replace('bytes: Uint8Array', 'bytes: string');
  assert.match(found(t, VERSIONS[0], ['wrong.mts'], ['es2022'], []), /^\S*wrong\.mts\(\d+,\d+\): error TS2322/);
});
