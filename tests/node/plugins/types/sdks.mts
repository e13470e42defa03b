// The plug-ins where the SDKs of today take them.

import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI } from '@google/genai';
import { createProviderRegistry, generateText, streamText, type LanguageModel } from 'ai';
import { open } from 'codegate';
import { createCodegate } from 'codegate/ai';
import { createFetch } from 'codegate/fetch';
import { codegate as interceptor } from 'codegate/undici';
import OpenAI from 'openai';
import { Agent, Client, interceptors } from 'undici';

const gate = open(':memory:');
const fetch = createFetch(gate);
export const clients = [
  new OpenAI({ apiKey: 'unused', fetch }),
  new Anthropic({ apiKey: 'unused', fetch }),
  new GoogleGenAI({ apiKey: 'unused', httpOptions: { fetch } }),
  createOpenAI({ apiKey: 'unused', fetch }),
];
export const agent = new Agent().compose(codegateFor(), interceptors.retry({ maxRetries: 0 }));
export const client = new Client('https://api.openai.com').compose([codegateFor()]);

function codegateFor() {
  return interceptor(gate, { dispatcher: new Agent() });
}

const codegate = createCodegate(gate, { sdks: { openai: createOpenAI } });
export const model: LanguageModel = codegate('auto', { files: ['src/a.rs'] });
export const registry = createProviderRegistry({ codegate });
export const text = (await generateText({ model, prompt: 'hello' })).text;
export const stream = streamText({ model: codegate.languageModel('auto'), prompt: 'hello' }).textStream;
