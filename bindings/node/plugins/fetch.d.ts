import type { Gate } from '../index.js';
import type { Fetch, PluginOptions } from './shared.js';

export { withFacts } from './shared.js';
export type { Facts, PluginOptions } from './shared.js';

/** What `facts` is given: the call as a `Request`. Do not read its body. */
type Asked = typeof globalThis extends { Request: new (...given: any) => infer Declared } ? Declared : any;

/** Options of `createFetch`. */
export interface FetchOptions extends PluginOptions<Asked> {
  /** What sends; the global `fetch` by default. */
  fetch?: Fetch | null;
}

/**
 * A drop-in `fetch` for SDKs that take one: the gate decides where each call of a model goes, and with which instructions and
 * credential. A route that fails gives way to the next one. The exchange is recorded when its response was read, or was let go
 * of; its id is the header `x-codegate-exchange` of the response.
 *
 * What is no call of a model goes where it was going, untouched, unless a rule asks for it; a call of a model without a rule
 * goes there too, and is recorded. Where the library refuses a request, the response says so as a provider would; it throws
 * where `fetch` would: `TypeError` where nothing answers, the reason of the signal where that is aborted.
 */
export function createFetch(gate: Gate, options?: FetchOptions | null): Fetch;
