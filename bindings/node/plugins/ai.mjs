import plugin from './ai.js';

export const { createCodegate, withFacts } = plugin;
