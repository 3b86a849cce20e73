export * from './reading/index.js';
export * from './understanding/index.js';
export * from './checking/index.js';
