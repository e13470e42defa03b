import plugin from './http.js';

export const { createProxy, withFacts } = plugin;
