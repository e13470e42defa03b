import type { Gate } from '../index.js';
import type { Facts, Fetch, PluginOptions } from './shared.js';

export { withFacts } from './shared.js';
export type { Facts, PluginOptions } from './shared.js';

/** What `facts` is given: the name of the model, and the options of the call as the AI SDK gives them to a model. */
export interface Generated {
  modelId: string;
  options: any;
}

/** Options of `createCodegate`. */
export interface ProviderOptions extends PluginOptions<Generated> {
  /**
   * Makers of the AI SDK's own providers, for programs that are bundled: `createOpenAI`, `createAnthropic` and
   * `createGoogleGenerativeAI`. By default the packages `@ai-sdk/openai`, `@ai-sdk/anthropic` and `@ai-sdk/google` are loaded
   * when a route needs them.
   */
  sdks?: {
    openai?: (settings?: any) => any;
    anthropic?: (settings?: any) => any;
    google?: (settings?: any) => any;
  } | null;
  /** What sends; the global `fetch` by default. */
  fetch?: Fetch | null;
}

/** A language model as the AI SDK takes it, in the specification of the `ai` that is installed: v3 for 6, v4 for 7. */
export interface CodegateModel {
  readonly specificationVersion: any;
  readonly provider: 'codegate';
  readonly modelId: string;
  readonly supportedUrls: Record<string, RegExp[]>;
  doGenerate(options: any): PromiseLike<any>;
  doStream(options: any): PromiseLike<any>;
}

/** A provider as the AI SDK takes it. */
export interface CodegateProvider {
  /** A model by the name that rules see as the requested one; `auto` says nothing. `facts` hold for its calls. */
  (modelId: string, facts?: Facts): CodegateModel;
  readonly specificationVersion: any;
  languageModel(modelId: string, facts?: Facts): CodegateModel;
  /** Throws: there are language models alone. */
  embeddingModel(modelId: string): never;
  textEmbeddingModel(modelId: string): never;
  imageModel(modelId: string): never;
}

/**
 * A provider for the AI SDK, `ai` 6 and 7: `generateText({ model: codegate('auto', { files }), … })`. The gate decides for each
 * call; the AI SDK's own provider for the route's type writes and reads what is sent. A route that fails gives way to the next
 * one, whatever its format, in one exchange. The AI SDK does not try again on top: an error says that it is not to be retried.
 */
export function createCodegate(gate: Gate, options?: ProviderOptions | null): CodegateProvider;
