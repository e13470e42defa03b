'use strict';

// What the platform calls a request, a response and an address, told by what it can do: a host may have them of another
// library than the one built in.

const { CodegateError, invalid } = require('./error.js');

/** Statuses whose responses have no body. */
const WITHOUT_BODY = new Set([101, 103, 204, 205, 304]);
/** Headers of a body as it was sent: `fetch` unpacks it. */
const AS_SENT = ['content-encoding', 'content-length', 'transfer-encoding'];

/** Whether a value is a `Request`, and no record. */
function isRequest(value) {
  return hasHeaders(value) && typeof value.url === 'string' && typeof value.method === 'string' && isReadable(value);
}

/** Whether a value is a `Response`, and no record. */
function isResponse(value) {
  return hasHeaders(value) && Number.isInteger(value.status) && isReadable(value);
}

function isReadable(value) {
  return typeof value.arrayBuffer === 'function';
}

function hasHeaders(value) {
  return typeof value === 'object' && value !== null && typeof value.headers?.[Symbol.iterator] === 'function';
}

/** The facts that a `Request` has; those that the host gives beside it stand before them. */
function factsOf(request, facts) {
  const { pathname, search } = new URL(request.url);
  return { path: pathname + search, method: request.method, headers: request.headers, ...facts };
}

/** The content of a `Request`, which is read by this; undefined if it has none. */
async function contentOf(request) {
  if (request.body === null) return undefined;
  try {
    return Buffer.from(await request.arrayBuffer());
  } catch (error) {
    throw invalid('the body of the `Request` cannot be read', error);
  }
}

/** A failure, or the response that was one; its body is left to whom it belongs. */
function failureOf(value) {
  return isResponse(value) ? { status: value.status, headers: value.headers } : value;
}

/** A reader of the body of a response; null if there is no body. */
function readerOf(response) {
  if (!isResponse(response)) throw invalid('`respond` takes a `Response`');
  if (response.body === null || response.body === undefined) return null;
  if (typeof response.body.getReader !== 'function') {
    throw invalid('`respond` takes a `Response` whose body is a `ReadableStream`');
  }
  try {
    return response.body.getReader();
  } catch (error) {
    throw invalid('the body of the `Response` is being read already', error);
  }
}

/** A response like another, with this body. */
function responseLike({ status, statusText, headers: given, url }, body) {
  const headers = new Headers(given);
  const without = body === null || WITHOUT_BODY.has(status);
  if (!without) for (const name of AS_SENT) headers.delete(name);
  const response = new Response(without ? null : body, { status, statusText, headers });
  if (typeof url === 'string') Object.defineProperty(response, 'url', { value: url });
  return response;
}

/** Tells of what could not be recorded where there is nobody to throw at. */
function warn(id, error) {
  const code = error instanceof CodegateError ? error.code : error?.name;
  process.emitWarning(`the exchange ${id} could not be recorded: ${error?.message}`, { type: 'CodegateWarning', code });
}

module.exports = { contentOf, factsOf, failureOf, isRequest, isResponse, readerOf, responseLike, warn };
