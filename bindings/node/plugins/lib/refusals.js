'use strict';

// What the library refuses becomes a response, which every SDK turns into its own error; a `fetch` does not throw for it.

const STATUS = {
  credential_unavailable: 401,
  workspace_not_found: 404,
  session_not_found: 404,
  provider_not_found: 404,
  model_not_found: 404,
  too_large: 413,
  busy: 503,
  interrupted: 503,
  gate_closed: 503,
  io: 503,
  disk_full: 503,
  storage_detached: 503,
  corrupt: 503,
  internal: 500,
};

/** An answer that says why, in a shape that the SDKs of OpenAI, Anthropic and Google read. */
function refusal(code, message, status = STATUS[code] ?? 400) {
  const error = { type: status === 401 ? 'authentication_error' : 'invalid_request_error', code, message };
  return {
    status,
    statusText: '',
    headers: new Headers({ 'content-type': 'application/json', 'x-should-retry': 'false', 'x-codegate-error': code }),
    body: Buffer.from(JSON.stringify({ type: 'error', error })),
  };
}

/** The answer where no route takes the format of the request. */
function untranslated(exchange) {
  const { warnings } = exchange.decision;
  const found = [...exchange.warnings, ...warnings].filter(({ code }) => code === 'needs_translation');
  const text = found.map(({ message }) => message).join('; ');
  return refusal('needs_translation', text || 'no provider of this rule takes the format of the request', 400);
}

module.exports = { refusal, untranslated };
