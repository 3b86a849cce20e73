export * from './reading/index.js';
