export { type FieldValue, type ParsedValue, type ValueFault } from './outcome.js';
export { citizenIdCheck, citizenIdFacts, endsLikeTruncated } from './citizen-id.js';
export { disabilityCertFacts } from './certificates.js';
export { dayOfSerial, isMonthOnly } from './dates.js';
export { isRealDay } from './days.js';
export { formatValue, parseValue, type ParseOptions } from './parse-value.js';
export * from './enum-words.js';
