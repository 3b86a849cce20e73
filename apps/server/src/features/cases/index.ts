export { CaseEvents } from './case-events.js';
export { CASE_STATUS_TEXT, type CaseStatus } from './case.rules.js';
