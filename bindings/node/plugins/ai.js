'use strict';

// A provider for the AI SDK: `generateText({ model: codegate('auto', { files }), … })`.

const { randomUUID } = require('node:crypto');
const { factsHere, withFacts } = require('./lib/context.js');
const { callOf, responseOf } = require('./lib/fetching.js');
const { Inner } = require('./lib/inner.js');
const { dressed } = require('./lib/neutral.js');
const { serve } = require('./lib/serve.js');
const { settings } = require('./lib/settings.js');

/** Every exchange here has its own key. */
const NO_TICKETS = { of: () => undefined, keep() {} };
/** Of a refusal by the library, what another route may not have. */
const OF_A_ROUTE = new Set(['credential_unavailable', 'needs_translation']);
const SDKS = ['anthropic', 'google', 'openai'];

/** A provider over an open gate. */
function createCodegate(gate, options) {
  const known = settings(gate, options, ['fetch', 'sdks']);
  const sdks = known.sdks ?? {};
  for (const [name, make] of Object.entries(sdks)) {
    if (SDKS.includes(name) && typeof make === 'function') continue;
    throw new TypeError(`\`sdks\` holds functions under \`${SDKS.join('`, `')}\``);
  }
  const send = known.fetch ?? globalThis.fetch;
  if (typeof send !== 'function') throw new TypeError('`fetch` must be a function: Node has one since version 18');
  const inner = new Inner(sdks);
  const languageModel = (modelId, facts) => new Model({ gate, known, inner, send }, modelId, facts);
  const none = (what) => () => {
    const other = 'use another provider, with `createFetch` of codegate/fetch';
    throw new Error(`codegate/ai has language models alone; for ${what} ${other}`);
  };
  return Object.assign((modelId, facts) => languageModel(modelId, facts), {
    specificationVersion: inner.specification,
    languageModel,
    embeddingModel: none('embeddings'),
    textEmbeddingModel: none('embeddings'),
    imageModel: none('images'),
  });
}

class Model {
  #plugin;
  #facts;
  provider = 'codegate';
  /** What the AI SDK leaves to the model to fetch: which model that is, is not known before. */
  supportedUrls = {};

  constructor(plugin, modelId, facts) {
    if (typeof modelId !== 'string' || modelId === '') throw new TypeError('a model has a name: `auto` leaves it to the rules');
    if (facts !== undefined && (typeof facts !== 'object' || facts === null)) throw new TypeError('facts are an object');
    this.#plugin = plugin;
    this.#facts = facts;
    this.specificationVersion = plugin.inner.specification;
    this.modelId = modelId;
  }

  doGenerate(options) {
    return this.#led(options, false, (model) => model.doGenerate(options));
  }

  doStream(options) {
    return this.#led(options, true, (model) => model.doStream(options));
  }

  /** Goes from route to route, whatever their formats; all are attempts of one exchange. */
  async #led(options, stream, generate) {
    const { facts, routes } = await this.#decided(options, stream);
    let open;
    for (const [at, route] of routes.entries()) {
      const to = at === 0 ? facts.to : route.model === null ? route.provider : `${route.provider}/${route.model}`;
      const trying = { facts: { ...facts, to }, next: at + 1 < routes.length };
      try {
        const model = await this.#plugin.inner.model(route, route.model ?? this.modelId, this.#fetch(trying));
        return await generate(model);
      } catch (error) {
        // One that went on under the same key is not ended twice.
        if (trying.begun) open = undefined;
        open = trying.left ?? open;
        if (trying.goesOn) continue;
        await open?.finish({ outcome: 'failed' });
        throw settled(error);
      }
    }
    return undefined;
  }

  /** The facts of the call, and its routes in order. */
  async #decided(options, stream) {
    const { gate, known } = this.#plugin;
    const stated = { ...(await known.facts({ modelId: this.modelId, options })), ...this.#facts, ...factsHere() };
    const asked = { requestedModel: this.modelId, ...stated, headers: options.headers };
    const { route, fallbacks, facts, workspace, warnings } = gate.decide({
      ...asked,
      path: '/v1/chat/completions',
      body: dressed(this.modelId, options, stream),
    });
    if (route === null) throw new Error(`codegate: ${warnings.map(({ message }) => message).join('; ') || 'no rule matches'}`);
    const { client, requestType, requestedModel } = facts;
    const files = facts.files.map(({ path }) => path);
    // What was decided on here is stated where the request is on the wire, so that no other rule takes it.
    const decided = { files, client, requestType, requestedModel, workspace, key: randomUUID() };
    return { facts: { ...decided, ...stated }, routes: [route, ...fallbacks] };
  }

  /** The `fetch` of an inner model. */
  #fetch(trying) {
    const { gate, known, send } = this.#plugin;
    return async (input, init) => {
      const call = Object.assign(callOf(send, input, init), { alone: true, origin: undefined, ...trying });
      const own = { ...known, tries: trying.next ? 1 : known.tries };
      try {
        const answer = await serve(gate, own, NO_TICKETS, call);
        if (answer === undefined) throw new Error(`codegate/ai has no way for ${call.method} ${call.path}`);
        if (trying.next && OF_A_ROUTE.has(answer.headers.get('x-codegate-error'))) trying.goesOn = true;
        return responseOf(answer);
      } finally {
        Object.assign(trying, { begun: call.begun, left: call.left });
        trying.goesOn ||= call.left !== undefined;
      }
    };
  }
}

/** An error that the AI SDK does not try again: what is worth it was tried. */
function settled(error) {
  if (error?.isRetryable === true) error.isRetryable = false;
  return error;
}

module.exports = { createCodegate, withFacts };
