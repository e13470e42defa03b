// Calls with their types: each that is declared by hand, and those from the core by example. It is only type-checked;
// `types.test.mjs` holds that no call by hand is left out.

import type { Alert, Decision, ErrorCode, FailureClass, HistoryEntry, HostPrice, ModelPrice, Provider, Receipt, RemovedProvider, Route, RuleInput } from 'codegate';
import codegate from 'codegate';
import { CodegateError, Exchange, Explanation, Gate, ImportPlan, Rule, UsageReport } from 'codegate';
import { open, openAsync, requestType, rule, version } from 'codegate';

/** Holds that a value is of this type. */
function is<T>(value: T): T {
  return value;
}

export async function everyCall(): Promise<void> {
  is<string>(version);
  is<string | null>(requestType('POST', '/v1/chat/completions', { model: 'm' }));
  const gate = open('codegate.db', {
    busyTimeout: 2_500,
    dropTimeout: 20,
    history: 'metadata',
    injectUsage: true,
    readOnly: false,
    setAsideCorrupt: false,
    clients: [{ name: 'acme', headers: [{ name: 'user-agent', contains: 'acme/' }], tools: [['acme_read']] }],
    clock: () => new Date(),
    credentials: async (id) => (id === 'work' ? 'sk-1' : null),
    idSeed: 1,
  });
  is<Gate>(open());
  is<Gate>(await openAsync(null, { credentials: (id) => id }));
  is<Gate>(open(':memory:', { clients: { version: 1, clients: [] } }));
  is<codegate.Gate>(codegate.open(new URL('file:///tmp/codegate.db'), { clock: Date.now }));
  is<Gate>(await openAsync(Buffer.from('codegate.db')));
  is<Gate>(await openAsync(':memory:', { clock: { start: '2026-01-01T00:00:00Z', stepUs: 1_000_000 } }));
  await areas(gate);
  await exchanges(gate);
  await reports(gate);
  await prices(gate);
  await bundles(gate);
  gate.close();
  gate[Symbol.dispose]();
  await gate[Symbol.asyncDispose]();
}

async function areas({ providers, workspaces, sessions, personas }: Gate): Promise<void> {
  is<Provider>(providers.add('claude', { type: 'anthropic', auth: 'api_key', credential: 'env:KEY', models: ['m'] }));
  await providers.addAsync('local', { type: 'ollama', endpoint: null, description: 'on this machine' });
  is<string | null>(providers.get('claude').credential);
  is<Provider[]>(providers.list());
  providers.update('claude', { models: null, force: true });
  is<RemovedProvider>(providers.remove('local', { force: true }));

  const rules: RuleInput[] = [
    rule({ files: ['*.rs', 'src/**'], requestType: 'chat', client: 'cline', requestedModel: 'gpt-*', to: 'claude/m' }),
    { when: { files: '*.py' }, to: ['claude/m', { provider: 'local', model: null }] },
    { providerName: 'claude', model: 'm', matcherType: 'fim_filename', matcher: '*.ts' },
  ];
  const acme = workspaces.create('acme', { customInstructions: 'Be brief.', rules });
  is<Rule[]>(acme.rules);
  is<string | undefined>(acme.rules[0]?.flat()?.matcherType);
  await workspaces.createAsync('other');
  await workspaces.updateAsync('acme', { customInstructions: null, rules: acme.rules });
  is<number>(workspaces.delete('other').exchanges);
  is<Rule[]>(await workspaces.setRulesAsync('acme', rules));

  is<string>(sessions.activate('acme', { session: 'win-2' }).activeWorkspace);
  is<Rule[]>((await sessions.activeWorkspaceAsync()).rules);
  sessions.get('win-2');
  is<void>(await sessions.removeAsync('win-2'));

  is<number | null>(personas.add('reviewer', { description: 'reads closely', vector: [0.1, 0.2] }).dimension);
  await personas.addAsync('writer', { description: 'writes', vector: new Float32Array(2) });
  personas.update('reviewer', { vector: null });
  is<Float32Array | null>(personas.vector('critic'));
}

async function exchanges(gate: Gate): Promise<void> {
  const decision: Decision = gate.decide({ files: ['a.rs'], requestType: 'fim', client: 'zed', format: 'openai_chat' });
  is<number | null>(decision.rule);
  is<Decision>(await gate.decideAsync({ files: ['a.rs'] }));
  const explanation: Explanation = gate.explain({ requestedModel: 'm', root: '/home', filesFrom: 'conversation' });
  is<string>(explanation.toString());
  is<Explanation>(await gate.explainAsync());
  explanation.rules[0]?.conditions[0]?.seen;

  is<Uint8Array>(gate.begin({ body: new Uint8Array() }).body);
  is<string>(gate.begin({ body: '{}' }).body);
  is<null>(gate.begin().body);
  is<string>((await gate.beginAsync({ body: '{}' })).body);
  const exchange: Exchange<{ model: string }> = gate.begin({
    body: { model: 'm' },
    path: '/v1/messages',
    headers: new Headers(),
    session: 'default',
    workspace: 'acme',
    key: 'mine',
  });
  const asked = new Request('https://api.example/v1/messages', { method: 'POST', body: '{}' });
  is<Buffer | null>((await gate.beginAsync(asked, { files: ['a.rs'] })).body);
  is<Buffer | null>(gate.begin(new Request('https://api.example/v1/models')).bodyBytes);
  is<Decision>(gate.decide(asked, { workspace: 'acme' }));
  is<Explanation>(await gate.explainAsync(asked));
  gate.begin({ path: new URL('https://api.example/v1/messages'), upstream: new URL('https://api.example') });
  const route: Route | null = exchange.route;
  is<[string, string | null, string]>([exchange.id, exchange.url, exchange.body.model]);
  await fetch(exchange.url ?? '', { headers: exchange.headers, body: exchange.bodyBytes });
  exchange.decision.route?.needsTranslation === route?.needsTranslation;
  exchange.warnings[0]?.code;
  is<[number, FailureClass | null, number | null]>([exchange.remaining, exchange.failureClass, exchange.retryAfter]);
  exchange.beginResponse(200, { 'content-type': 'text/event-stream', vary: ['a', 'b'] });
  is<Buffer>(exchange.feed('chunk'));
  is<boolean>(exchange.feedEvent({ type: 'ping' }));
  is<Buffer>(exchange.end());
  is<Promise<Buffer>>(exchange.feedAsync('chunk'));
  is<Promise<Buffer>>(exchange.endAsync());
  is<Promise<Buffer | null>>(exchange.bodyBytesAsync());
  for (const chunk of exchange.wrap([new Uint8Array()])) is<Buffer>(chunk);
  for await (const chunk of exchange.wrap(new Response('').body ?? [])) is<Buffer>(chunk);
  for await (const chunk of exchange.wrap(new Response(''))) is<Buffer>(chunk);
  exchange.beginResponse(new Response(''));
  is<Response>(exchange.respond(new Response(''), { onReceipt: ({ cost }) => is<string | null>(cost), onError: () => {} }));
  const passed = new Response('').body?.pipeThrough(exchange.transform());
  for await (const chunk of passed ?? []) is<Uint8Array>(chunk);
  is<void>(exchange.authorize('sk-1'));
  exchange.reportUsage({ inputTokens: 5, outputTokens: 2, cacheRead: 1, cacheWrite5m: 1, cacheWriteLong: 0, reasoning: 1 });
  exchange.fail({ status: 529, retryAfter: 1.5, reason: 'overloaded' })?.provider;
  exchange.retry()?.model;
  is<Route | null>(exchange.fail(new Response('', { status: 429 })));
  (await exchange.failAsync({ status: 529 }))?.provider;
  (await exchange.retryAsync())?.model;
  const receipt: Receipt = exchange.finish('completed');
  is<string | null>(receipt.cost);
  is<number | null>(receipt.attempts[0]!.usage.cacheWrite5m);
  await exchange.finishAsync({ outcome: 'failed', status: 500 });
  is<Receipt | null>(exchange.close());
  is<Receipt | null>(await exchange.closeAsync());
  exchange.dispose();
  exchange.discard();
  exchange[Symbol.dispose]();
  await exchange[Symbol.asyncDispose]();

  gate.record({ provider: 'claude', model: 'm', inputTokens: 1, includesCache: false, reportedCost: '0.001' });
  await gate.recordAsync({ outcome: 'aborted', startedAt: new Date(), prompt: 'p', output: 'o', responseModel: 'm' });
}

async function reports(gate: Gate): Promise<void> {
  const report: UsageReport = gate.usage({ workspace: 'acme', by: 'model', since: new Date(), until: '2027-01-01T00:00:00Z' });
  is<string | null>(report.rows[0]!.key);
  is<number>(report.rows[0]!.inputTokens);
  is<string>(report.total.costKnown);
  report.toString();
  const series = gate.usage({ by: ['day', 'model'], since: new Date(), until: new Date(), rule: 0, compare: true });
  is<string | null>(series.rows[0]!.series);
  is<string | undefined>(series.change?.costKnown);
  is<string>(series.toCsv());
  is<string>(series.toJsonl());
  gate.usage({ client: 'aider', requestType: 'fim', compare: { since: new Date(), until: '2027-01-01T00:00:00Z' } });
  const written = gate.exportUsage({ format: 'otel', limit: 100, cursor: null });
  is<string | null>(written.next);
  const found = gate.query('SELECT :a', { a: 1n, b: undefined }, { limit: 10, timeout: 0.5 });
  is<null | number | bigint | string>(found.rows[0]![0]!);
  is<boolean>((await gate.queryAsync('SELECT ?, ?', [true, null])).truncated);
  is<void>(gate.interrupt());
  is<string | null>(gate.health().path);
  is<number>(gate.verify().differing);
  const anew = gate.reprice({ since: new Date(), until: null, workspace: 'acme', provider: 'claude', model: 'm' });
  is<string>(anew.rows[0]!.difference);
  is<boolean>((await gate.repriceAsync({ since: '2026-01-01T00:00:00Z', apply: anew.token })).applied);
  is<string | null>(gate.supersededCharges('id')[0]!.cost);
  is<boolean>((await gate.verifyAsync({ rebuild: true })).rebuilt);

  const page = gate.history.list({ limit: 10, cursor: null, severity: 'critical' });
  is<string | null>(page.next);
  is<string | null>(page.items[0]!.prompt);
  is<number>(await gate.history.countAsync());
  for await (const entry of gate.history.list({ since: Date.now() })) is<HistoryEntry>(entry);
  for await (const alert of await gate.alerts.listAsync({ since: '2026-11-01' })) is<Alert>(alert);

  is<string | null>(gate.alerts.add({ exchange: 'id', severity: 'info', type: 'secret', snippet: 's' }).trigger);
  gate.alerts.list({ type: 'secret' }).items[0]?.createdAt;
  is<number>(gate.alerts.summary().critical);
}

async function prices({ prices }: Gate): Promise<void> {
  is<string | null | undefined>(prices.lookup({ model: 'gpt-4o', type: 'openai', at: new Date(), inputTokens: 5 })?.input);
  is<ModelPrice[]>(prices.list({ list: 'openai' }));
  is<boolean>(prices.age().stale);
  (await prices.ageAsync()).tables[0]?.asOf;
  is<number>(prices.load('{}', { format: 'models.dev', asOf: '2026-11-22', source: 'mine' }).models);
  is<boolean>(prices.unload('litellm'));
  prices.set({ model: 'qwen*', provider: 'local', input: '0', output: '0' });
  await prices.removeAsync('qwen*', { provider: 'local' });
  is<HostPrice[]>(prices.own());
}

async function bundles(gate: Gate): Promise<void> {
  const bundle: string = gate.export({ workspaces: ['acme'], parts: ['rules'] });
  const plan: ImportPlan = gate.planImport(bundle);
  await gate.planImportAsync(JSON.parse(bundle) as object);
  plan.items[0]?.status === 'conflict' && plan.missing.models[0]?.model;
  is<[string, number]>([plan.digest, plan.warnings.length]);
  try {
    is<string[]>(plan.apply({ choices: { acme: 'rename:acme-2' }, providers: { claude: 'mine' } }).created);
  } catch (error) {
    if (error instanceof CodegateError) is<ErrorCode>(error.code);
  }
  await plan.applyAsync();
}

// What must not pass.
export function wrong(gate: Gate): void {
  // @ts-expect-error a provider needs its type
  gate.providers.add('p', {});
  // @ts-expect-error no such type
  gate.providers.add('p', { type: 'cohere' });
  // @ts-expect-error names are camelCase
  gate.workspaces.create('acme', { custom_instructions: 'x' });
  // @ts-expect-error a rule needs `to`
  rule({ files: '*.rs' });
  // @ts-expect-error no such word
  gate.usage({ by: 'colour' });
  // @ts-expect-error an alert needs its severity
  gate.alerts.add({ type: 'secret' });
  // @ts-expect-error classes are not made by hand
  new Gate();
}
