export { type CheckedField, type CheckedRow, checkRow, type CheckOptions, type MappedCell, type RowIssue, type RowIssueCode } from './check-row.js';
export { checkSheet, type ColumnTarget, isRejected } from './check-sheet.js';
