// What the types of all plug-ins share.

import type { Decision, Receipt, Request } from '../index.js';

/** The `fetch` that the program's own libraries declare, those of the DOM or of Node; without them anything like one. */
export type Fetch = typeof globalThis extends { fetch: infer Declared } ? Declared : (input: any, init?: any) => Promise<any>;

/** Facts of calls: what `gate.begin` takes, but for what is read from the call itself. */
export type Facts = Omit<Request, 'body' | 'headers' | 'method' | 'path'>;

/** The options that all plug-ins have; `Asked` is what they know of a call before it is decided on. */
export interface PluginOptions<Asked> {
  /** Facts for every call, or a function that says them for each. Those of `withFacts` go before them. */
  facts?: Facts | ((asked: Asked) => Facts | null | undefined | Promise<Facts | null | undefined>) | null;
  /**
   * How often the last route that is left is tried, 1 to 10; 3 by default. A route that fails gives way to the next at once,
   * where there is one.
   */
  tries?: number | null;
  /**
   * Milliseconds that are waited before another try, at most; 20,000 by default. Where the provider asks for more, the
   * caller gets its answer instead.
   */
  maxWait?: number | null;
  /** Called with the receipt of each exchange when it is recorded. */
  onReceipt?: ((receipt: Receipt, decision: Decision) => void | Promise<void>) | null;
  /**
   * Called where an exchange cannot be recorded, or where `onReceipt` throws; the response is not touched by that. Also where
   * `credentials` fails, with what it threw as the `cause`, and in `codegate/http` where `facts` or `upstream` does: the response
   * tells nobody that. By default a warning of the process.
   */
  onError?: ((error: Error & { code?: string }) => void) | null;
}

/**
 * Runs `call`; exchanges that begin in it through any plug-in get `facts`, those of inner calls before those of outer ones.
 * Gives its result, and the receipts of the exchanges that ended: a stream that is read later adds its own to `receipts`
 * then. `call` is given that list, too, for where it throws.
 */
export function withFacts<T>(facts: Facts, call: (receipts: Receipt[]) => T | Promise<T>): Promise<{ result: T; receipts: Receipt[] }>;
