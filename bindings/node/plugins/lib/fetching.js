'use strict';

// Between a `fetch` and `serve`: what is asked, and what is answered.

/** A call of `fetch` as `serve` takes it. */
function callOf(inner, input, init = {}) {
  const own = init ?? {};
  const request = new Request(input, own);
  const { protocol, origin, pathname, search } = new URL(request.url);
  const signal = own.signal ?? (isRequest(input) ? request.signal : undefined);
  let content;
  return {
    method: request.method,
    // What has no address, such as `data:`, is no call to anybody.
    origin: /^https?:$/.test(protocol) ? origin : undefined,
    path: pathname + search,
    headers: request.headers,
    signal,
    asked: request,
    async body() {
      content = Buffer.from(await request.arrayBuffer());
      return request.body === null ? null : content;
    },
    // Other options, such as the `dispatcher` by which a program says which proxy to use, are kept.
    send: ({ url, method, headers, body }) => inner(url, { ...own, method, headers, body, signal, redirect: 'manual' }),
    /** The arguments for a call that goes where it was going. */
    onward() {
      const taken = content !== undefined || isRequest(input) || typeof own.body?.[Symbol.asyncIterator] === 'function';
      if (!taken) return [input, own];
      const body = request.body === null ? undefined : (content ?? request.body);
      const { url, method, headers, redirect } = request;
      return [url, { ...own, method, headers, body, signal, redirect, duplex: 'half' }];
    },
  };
}

function isRequest(input) {
  return typeof input === 'object' && input !== null && typeof input.url === 'string';
}

function responseOf({ status, statusText, url, headers, body }) {
  const reader = typeof body?.read === 'function' ? streamOf(body) : body;
  // A status beyond what a `Response` may be made with is one that a `fetch` gives nevertheless.
  const odd = status > 599;
  const response = new Response(reader, { status: odd ? 599 : status, statusText, headers });
  if (odd) Object.defineProperty(response, 'status', { value: status });
  if (url) Object.defineProperty(response, 'url', { value: url });
  return response;
}

function streamOf(reader) {
  const source = {
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  };
  // One chunk is read ahead of the client: some stop at the last event, and never come to the end behind it.
  return new ReadableStream(source, { highWaterMark: 1 });
}

module.exports = { callOf, responseOf };
