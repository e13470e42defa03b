import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gate } from '../index.js';
import type { Fetch, PluginOptions } from './shared.js';

export { withFacts } from './shared.js';
export type { Facts, PluginOptions } from './shared.js';

/** An address, of which the origin counts; null where there is none. */
export type Upstream = string | URL | null;

/** Options of `createProxy`. */
export interface ProxyOptions extends PluginOptions<IncomingMessage> {
  /**
   * Where requests were going: `https://api.openai.com`, or a function that says it for each. What is no call of a model, and
   * a call without a rule, goes there with the client's own credential. Without it the proxy answers such calls with 404.
   */
  upstream?: Upstream | ((request: IncomingMessage) => Upstream | undefined | Promise<Upstream | undefined>);
  /** What sends; the global `fetch` by default. */
  fetch?: Fetch | null;
}

/**
 * A proxy as a handler of `node:http`: the gate decides where each request of a client goes. Responses pass as they come, no
 * faster than the client reads; where it hangs up, the provider's stream ends too, and the exchange is recorded as aborted.
 * A route that fails gives way to the next one; where none answers, the client gets 502.
 */
export function createProxy(
  gate: Gate,
  options?: ProxyOptions | null,
): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
