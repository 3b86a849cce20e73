export { type NumberFormat } from './formats.js';
export { openXlsx } from './read-bytes.js';
export { readSheet, shownName } from './read-sheet.js';
export { type CellKind, cellName, EMPTY_CELL, LIMITS, type Merge, type SheetCell, type SheetContent, type SheetHead, type SheetRow, Refusal } from './types.js';
export { openWorkbook, type Relation, relationsOf, type Workbook, xmlOf } from './xlsx-parts.js';
export { place, readWorksheet, type Worksheet } from './xlsx-sheet.js';
export { decodeXml, tagEnd, unescapeCell, walkXml } from './xml.js';
export { type PackedEntry, ZipArchive } from './zip.js';
