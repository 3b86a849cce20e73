export * from './reading/index.js';
export * from './understanding/index.js';
