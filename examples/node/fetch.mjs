// A `fetch` for SDKs that take one: codegate decides where each request goes, and reads what it cost.
//
//     const client = new OpenAI({ apiKey: 'unused', fetch: codegateFetch(gate, console.log) })

const TRY_ELSEWHERE = new Set([429, 500, 502, 503, 504, 529]);
const NOT_PASSED_ON = ['content-encoding', 'content-length', 'transfer-encoding'];

/**
 * @param {import('codegate').Gate} gate an open gate
 * @param {(done: { decision: import('codegate').Decision, receipt: import('codegate').Receipt }) => void} [told]
 *   hears of every exchange when it was recorded
 * @returns {typeof fetch}
 */
export function codegateFetch(gate, told = () => {}) {
  return async (input, init = {}) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const content = await request.arrayBuffer();
    const exchange = gate.begin({
      body: content.byteLength > 0 ? Buffer.from(content) : null,
      path: pathname + search,
      headers: [...request.headers],
    });
    const finish = (status) => told({ decision: exchange.decision, receipt: exchange.finish({ status }) });
    try {
      if (exchange.url === null) throw new Error(exchange.decision.warnings.map((w) => w.message).join('; '));
      for (;;) {
        const response = await send(exchange, request);
        const { status } = response;
        if (!TRY_ELSEWHERE.has(status)) return passOn(exchange, response, finish);
        const wait = Number(response.headers.get('retry-after') ?? NaN);
        const route = exchange.fail({ status, ...(Number.isFinite(wait) && { retryAfter: wait }) });
        if (route === null) {
          finish(status);
          return response;
        }
        await response.arrayBuffer();
      }
    } catch (error) {
      exchange.close();
      throw error;
    }
  };
}

/** Sends the current attempt of an exchange to where it was decided to go. */
function send({ url, headers, body }, { method, signal }) {
  return fetch(url, { method, headers, body, signal });
}

/** The response as it comes, read on its way; recorded at its end, or where the client lets go of it. */
function passOn(exchange, response, finish) {
  exchange.beginResponse(response.status, [...response.headers]);
  async function* body() {
    try {
      yield* exchange.wrap(response.body ?? []);
      finish(response.status);
    } finally {
      exchange.close();
    }
  }
  const headers = new Headers(response.headers);
  for (const name of NOT_PASSED_ON) headers.delete(name);
  return new Response(ReadableStream.from(body()), { status: response.status, headers });
}
