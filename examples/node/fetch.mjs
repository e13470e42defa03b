// A `fetch` for SDKs that take one: codegate decides where each request goes, and reads what it cost.
//
//     const client = new OpenAI({ apiKey: 'unused', fetch: codegateFetch(gate, console.log) })

// Another provider may do better where one failed in these ways.
const ELSEWHERE = new Set(['rate_limit', 'overloaded', 'server', 'network']);
const NOT_PASSED_ON = ['content-encoding', 'content-length', 'transfer-encoding'];
// A `Response` of these must not have a body.
const WITHOUT_BODY = new Set([204, 205, 304]);

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
      method: request.method,
      path: pathname + search,
      headers: [...request.headers],
    });
    const finish = async (status) => {
      const receipt = await exchange.finishAsync({ status });
      told({ decision: exchange.decision, receipt });
    };
    try {
      if (exchange.url === null) throw new Error(exchange.decision.warnings.map((w) => w.message).join('; '));
      for (;;) {
        const response = await sent(exchange, request, init, finish);
        if (response === undefined) continue;
        exchange.beginResponse(response.status, [...passedOn(response)]);
        const tryElsewhere = ELSEWHERE.has(exchange.failureClass) && exchange.fail() !== null;
        // After the last route the client gets the answer that there is.
        if (!tryElsewhere) return await answered(exchange, response, finish);
        await response.body?.cancel();
      }
    } catch (error) {
      await exchange.closeAsync();
      throw error;
    }
  };
}

/** The response to the current attempt; undefined if nothing came and another route is to be tried. */
async function sent(exchange, { method, signal }, { dispatcher }, finish) {
  const { url, headers, bodyBytes: body } = exchange;
  try {
    // By a dispatcher, an option of Node's own that no `Request` keeps, a program says which proxy to use.
    return await fetch(url, { method, headers, body, signal, dispatcher });
  } catch (error) {
    if (signal.aborted) throw error;
    if (exchange.fail({ reason: (error.cause ?? error).message }) !== null) return undefined;
    await finish();
    throw error;
  }
}

/** The response as it comes, read on its way; recorded at its end, or where the client lets go of it. */
async function answered(exchange, response, finish) {
  const { status, statusText } = response;
  const headers = passedOn(response);
  if (WITHOUT_BODY.has(status)) {
    await finish(status);
    return new Response(null, { status, statusText, headers });
  }
  async function* body() {
    try {
      yield* exchange.wrap(response.body ?? []);
      await finish(status);
    } finally {
      await exchange.closeAsync();
    }
  }
  return new Response(ReadableStream.from(body()), { status, statusText, headers });
}

/** The headers for the client, who gets the body unpacked. */
function passedOn(response) {
  const headers = new Headers(response.headers);
  for (const name of NOT_PASSED_ON) headers.delete(name);
  return headers;
}
