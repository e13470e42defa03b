import * as codegate from './index.js';

export * from './index.js';
export default codegate;
