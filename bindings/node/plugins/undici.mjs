import plugin from './undici.js';

export const { codegate, withFacts } = plugin;
