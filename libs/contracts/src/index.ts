export * from './alarms.js';
export * from './areas.js';
export * from './envelope.js';
export * from './errors.js';
export * from './events/index.js';
export * from './http.js';
export * from './live.js';
export * from './pages.js';
