export * from './events.js';
export * from './noon-clock.js';
export * from './test-database.js';
export * from './test-keys.js';
export * from './tiny-street.js';
export * from './wait.js';
export * from './wall-client.js';
