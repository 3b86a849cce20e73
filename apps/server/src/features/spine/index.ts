export * from './area-index.js';
export * from './counters.js';
export * from './event-rule.js';
export * from './fact-bus.js';
export * from './feed.js';
export * from './page-door.js';
export * from './place.js';
export * from './bulk.js';
export { SpineModule } from './spine.module.js';
