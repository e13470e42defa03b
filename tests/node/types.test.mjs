// The public types, held against what is there at run time.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as codegate from '../../bindings/node/index.mjs';
import { gateOf } from './helpers.mjs';

const PACKAGE = new URL('../../bindings/node/', import.meta.url);
const require = createRequire(PACKAGE);
const ts = require('typescript');

const file = fileURLToPath(new URL('index.d.ts', PACKAGE));
const program = ts.createProgram([file], {
  strict: true,
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  typeRoots: [fileURLToPath(new URL('node_modules/@types', PACKAGE))],
  types: ['node'],
});
const checker = program.getTypeChecker();
const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
const exported = new Map(
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
    .map((found) => [found.name, resolved(found)]),
);

/** The fields and methods of a declared type; those with a symbol for a name are left out. */
function properties(name) {
  const type = checker.getDeclaredTypeOfSymbol(exported.get(name));
  return type.getProperties().filter((property) => !property.name.startsWith('__@'));
}

const members = (name) => properties(name).map((property) => property.name).sort();
/** Whether the core gives the declaration. */
const isGenerated = (property) => property.declarations.every((one) => /\/(calls|records)\.d\.ts$/.test(one.getSourceFile().fileName));

const isClass = (value) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

test('every class has what is declared, and what is by hand is in the type-checked example', () => {
  const example = readFileSync(new URL('every_call.mts', import.meta.url), 'utf8');
  for (const [name, value] of Object.entries(codegate)) {
    if (name === 'default') continue;
    assert.ok(exported.has(name), `${name} is declared`);
    if (!isClass(value) || name === 'CodegateError') continue;
    const own = [];
    for (let at = value.prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      own.push(...Object.getOwnPropertyNames(at).filter((key) => key !== 'constructor'));
    }
    const declared = properties(name);
    for (const key of own) assert.ok(members(name).includes(key), `${name}.${key} is declared`);
    for (const property of declared.filter((one) => one.flags & ts.SymbolFlags.Method)) {
      assert.ok(own.includes(property.name), `${name} has ${property.name}`);
    }
    for (const { name: key } of declared.filter((property) => !isGenerated(property))) {
      assert.match(example, new RegExp(`\\.${key}\\b`), `${name}.${key} is in the example`);
    }
  }
});

test('the codes that are declared are those that there are', () => {
  const union = checker.getDeclaredTypeOfSymbol(exported.get('ErrorCode'));
  const native = require('./native.cjs');
  assert.deepEqual(union.types.map((type) => type.value).sort(), native.errorCodes().sort());
});

test('the fields that are declared of what goes in are those that the core takes', (t) => {
  const gate = gateOf(t);
  const exchange = gate.begin();
  const unknown = { zzz: 1 };
  const takes = {
    OpenOptions: () => codegate.open(':memory:', unknown),
    NewWorkspace: () => gate.workspaces.create('w', unknown),
    WorkspaceUpdate: () => gate.workspaces.update('default', unknown),
    NewProvider: () => gate.providers.add('p', unknown),
    ProviderUpdate: () => gate.providers.update('p', unknown),
    NewPersona: () => gate.personas.add('p', unknown),
    PersonaUpdate: () => gate.personas.update('p', unknown),
    Request: () => gate.begin(unknown),
    CallRecord: () => gate.record(unknown),
    Counts: () => exchange.reportUsage(unknown),
    Failure: () => exchange.fail(unknown),
    Finish: () => exchange.finish(unknown),
    UsageQuery: () => gate.usage(unknown),
    UsageExport: () => gate.exportUsage(unknown),
    HistoryQuery: () => gate.history.list(unknown),
    NewAlert: () => gate.alerts.add(unknown),
    AlertQuery: () => gate.alerts.list(unknown),
    ExportOptions: () => gate.export(unknown),
    Conditions: () => codegate.rule(unknown),
  };
  // Beside what the core takes as a record.
  const besides = { Request: ['body'], Conditions: [] };
  for (const [name, call] of Object.entries(takes)) {
    assert.throws(call, (error) => {
      const [, list] = /(?:expected|it has) (?:one of )?(.*)$/.exec(error.message) ?? [];
      const fields = [...(list ?? '').matchAll(/`(\w+)`/g)].map(([, field]) => field).filter((field) => name !== 'Conditions' || field !== 'to');
      assert.deepEqual(members(name), [...fields, ...(besides[name] ?? [])].sort(), `${name}: ${error.message}`);
      return true;
    });
  }
});
