export * from './checking/index.js';
export * from './matching.rules.js';
export * from './marked-workbook.js';
export { ImportsModule } from './imports.module.js';
