// The plug-ins without any SDK: `tsc --strict`, with the DOM's library and without.

import { createServer } from 'node:http';
import { open, type Decision, type Receipt } from 'codegate';
import { createCodegate, type CodegateProvider } from 'codegate/ai';
import { createFetch, withFacts, type Facts, type FetchOptions } from 'codegate/fetch';
import { createProxy, type ProxyOptions } from 'codegate/http';
import { codegate as interceptor } from 'codegate/undici';

const gate = open(':memory:');
const facts: Facts = { workspace: 'acme', files: ['src/a.rs'], session: 's', key: 'k', to: 'oa/m', requestType: 'chat' };
const options: FetchOptions = {
  facts: async (request) => ({ workspace: request.headers.get('x-workspace') }),
  tries: 2,
  maxWait: 1_000,
  onReceipt: (receipt: Receipt, decision: Decision) => console.log(receipt.cost, decision.rule),
  onError: ({ code, message }) => console.log(code, message),
  fetch,
};
const own: typeof fetch = createFetch(gate, options);
const { result, receipts } = await withFacts(facts, () => own('https://api.openai.com/v1/models'));
export const status: number = result.status;
export const costs: (string | null)[] = receipts.map(({ cost }) => cost);
const plain = await withFacts({}, () => 1);
export const one: number = plain.result;

const proxy: ProxyOptions = { upstream: (request) => `https://${String(request.headers['x-host'])}`, facts };
createServer(createProxy(gate, proxy));
createServer(createProxy(gate));

const dispatch = (given: { path: string }, handler: { onError?(): void }) => given.path !== '' && handler !== null;
export const composed: typeof dispatch = interceptor(gate, { dispatcher: { dispatch } })(dispatch);

const codegate: CodegateProvider = createCodegate(gate, { sdks: { openai: () => ({}) } });
export const name: string = codegate('auto', { files: ['a'] }).modelId;

// @ts-expect-error A body is read from the call.
withFacts({ body: 'x' }, () => 1);
// @ts-expect-error There is no such fact.
createFetch(gate, { facts: { workspaces: 'acme' } });
// @ts-expect-error It takes a gate.
createFetch({});
// @ts-expect-error Tries are counted.
createProxy(gate, { tries: 'many' });
// @ts-expect-error Facts of a model are no text.
codegate('auto', 'acme');
