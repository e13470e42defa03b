import type { Gate } from '../index.js';
import type { PluginOptions } from './shared.js';

export { withFacts } from './shared.js';
export type { Facts, PluginOptions } from './shared.js';

/** What `facts` is given: the request as the dispatcher was asked for it. */
export interface Dispatched {
  origin: string;
  path: string;
  method: string;
  headers: unknown;
}

/** Options of `codegate`. */
export interface InterceptorOptions extends PluginOptions<Dispatched> {
  /**
   * What sends to other origins than that of the request, where the dispatcher that is composed is bound to one; an `Agent` by
   * default. With `undici` 7 also where it is not, as that does not say whether it is.
   */
  dispatcher?: { dispatch(options: any, handler: any): boolean } | null;
}

/**
 * An interceptor for dispatchers of `undici` 7 and 8: `new Agent().compose(codegate(gate))`. What it does with requests is
 * what `createFetch` of `codegate/fetch` does. Where the library refuses a request, the response says so; where no route
 * answers, the request fails with the error of the last one.
 */
export function codegate(
  gate: Gate,
  options?: InterceptorOptions | null,
): <Dispatch extends (options: any, handler: any) => boolean>(dispatch: Dispatch, origin?: any) => Dispatch;
