export type { Candidate, Grade } from './candidates.js';
export { tagCellValue } from './fit.js';
export { type CarriedRow, carryHouseholds } from './households.js';
export { type ColumnMapping, mapHeaders, MARK_HEADERS, type RememberedMapping, subjectOf } from './map-headers.js';
export type { DataRow, LeftOutRow, LeftOutWhy } from './rows.js';
export { pathKey, type SheetColumn, type UnderstoodSheet, understandSheet } from './understand-sheet.js';
export type { Subject } from './words.js';
