export * from './database.js';
export * from './migrate.js';
export { MIGRATION_NAMES } from './migrations/index.js';
export * from './transaction.js';
