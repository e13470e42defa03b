// The same for CommonJS.

import codegate = require('codegate');
import ai = require('codegate/ai');
import fetching = require('codegate/fetch');
import http = require('codegate/http');
import undici = require('codegate/undici');

const gate = codegate.open(':memory:');
export const own: typeof fetch = fetching.createFetch(gate, { onReceipt: (receipt: codegate.Receipt) => void receipt.cost });
export const handler = http.createProxy(gate);
export const model: ai.CodegateModel = ai.createCodegate(gate)('auto');
export const intercept: typeof undici.codegate = undici.codegate;
