export { readSheet, shownName } from './read-sheet.js';
export { type CellKind, cellName, EMPTY_CELL, LIMITS, type Merge, type SheetCell, type SheetContent, type SheetHead, type SheetRow } from './types.js';
