export * from './case-categories.js';
export * from './check-templates.js';
export * from './indicators.js';
export * from './random.js';
export * from './rhythm.js';
export * from './demo-texts.js';
