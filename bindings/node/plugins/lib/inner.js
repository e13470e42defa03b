'use strict';

// The AI SDK's own providers, each made for one call: they write and read the wire, the gate says where it goes.

const { imported, needed } = require('./needs.js');

/** By type of provider: the package, its maker, and the model for a name. Whatever else there is speaks OpenAI's chat. */
const KINDS = {
  anthropic: { name: 'anthropic', package: '@ai-sdk/anthropic', make: 'createAnthropic' },
  gemini: { name: 'google', package: '@ai-sdk/google', make: 'createGoogleGenerativeAI' },
  openai: { name: 'openai', package: '@ai-sdk/openai', make: 'createOpenAI', model: (sdk, id) => sdk.responses(id) },
};
const OTHERS = { ...KINDS.openai, model: (sdk, id) => sdk.chat(id) };
/** What is not dialled: every call goes where the gate says. */
const NOWHERE = 'https://codegate.invalid';
const BASES = { anthropic: `${NOWHERE}/v1`, google: `${NOWHERE}/v1beta`, openai: `${NOWHERE}/v1` };
/** Major versions of the providers' packages that go with one of `ai`, and the specification that both speak. */
const GENERATIONS = { 6: { packages: 3, specification: 'v3' }, 7: { packages: 4, specification: 'v4' } };

/** Makes inner models; `sdks` are makers that the program brings, by the name of their company. */
class Inner {
  #sdks;
  #generation;
  #loaded = new Map();

  constructor(sdks) {
    this.#sdks = sdks;
    const given = Object.entries(sdks)[0];
    if (given !== undefined) {
      this.specification = given[1](options(given[0])).languageModel('any').specificationVersion;
      if (!['v3', 'v4'].includes(this.specification)) {
        const found = `\`${given[0]}\` in \`sdks\` has ${this.specification}`;
        throw new Error(`codegate/ai knows the specifications v3 and v4, and ${found}: take it from \`ai\` 6 or 7`);
      }
    } else {
      const { manifest } = needed('codegate/ai', 'ai', [6, 7]);
      this.#generation = GENERATIONS[Number.parseInt(manifest.version, 10)];
      this.specification = this.#generation.specification;
    }
  }

  /** A model for a route, whose calls `fetch` makes. */
  async model(route, id, fetch) {
    const kind = KINDS[route.providerType] ?? OTHERS;
    const make = await this.#maker(kind);
    const sdk = make({ ...options(kind.name), fetch });
    return kind.model === undefined ? sdk.languageModel(id) : kind.model(sdk, id);
  }

  async #maker(kind) {
    if (this.#sdks[kind.name] !== undefined) return this.#sdks[kind.name];
    if (this.#generation === undefined) {
      throw new Error(`codegate/ai needs \`${kind.name}\` in \`sdks\`: ${kind.make} of \`${kind.package}\``);
    }
    if (!this.#loaded.has(kind.package)) {
      const found = needed('codegate/ai', kind.package, [this.#generation.packages]);
      this.#loaded.set(kind.package, (await imported(found))[kind.make]);
    }
    return this.#loaded.get(kind.package);
  }
}

function options(name) {
  return { apiKey: 'the gate knows it', baseURL: BASES[name] };
}

module.exports = { Inner };
