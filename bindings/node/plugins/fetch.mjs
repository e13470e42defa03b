import plugin from './fetch.js';

export const { createFetch, withFacts } = plugin;
