export { Refusal } from '../../../spreadsheets/reading/index.js';
export { fill, MOST_RECORDS } from './filling/fill.js';
export { recognise, withFields } from './recognising/recognise.js';
export type * from './types.js';
