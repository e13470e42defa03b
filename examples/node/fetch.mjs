// A `fetch` for SDKs that take one: codegate decides where each request goes, and reads what it cost.
//
//     const client = new OpenAI({ apiKey: 'unused', fetch: codegateFetch(gate, console.log) })

// In a program of your own: import { createFetch } from 'codegate/fetch';
import { createFetch } from '../../bindings/node/plugins/fetch.mjs';

/**
 * @param {import('codegate').Gate} gate an open gate
 * @param {(done: { decision: import('codegate').Decision, receipt: import('codegate').Receipt }) => void} [told]
 *   hears of every exchange when it was recorded
 * @returns {typeof fetch}
 */
export function codegateFetch(gate, told = () => {}) {
  return createFetch(gate, {
    onReceipt: (receipt, decision) => told({ decision, receipt }),
    // The packages that use it in the demonstration try only once.
    tries: 1,
  });
}
