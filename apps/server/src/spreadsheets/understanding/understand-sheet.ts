import { createHash } from 'node:crypto';
import type { SheetContent } from '../reading/index.js';
import { SheetGrid } from './grid.js';
import { findHeader, type HeaderBlock, headerPath } from './header-block.js';
import { type DataRow, dataRows, type LeftOutRow } from './rows.js';
import { squeezeHeader } from './squeeze.js';
import { isSerialHeader } from './words.js';

export interface SheetColumn {
  /** From 0, as in the sheet. */
  column: number;
  /** Headings from the outermost group to the column's own. */
  path: readonly string[];
}

export interface UnderstoodSheet {
  header: HeaderBlock;
  /** Texts above the header: titles, 填报单位 and the like. */
  titles: readonly string[];
  columns: readonly SheetColumn[];
  rows: readonly DataRow[];
  leftOut: readonly LeftOutRow[];
  /** Same for every file with the same headers, whatever its rows: key of a sender's remembered mapping. */
  fingerprint: string;
}

/** One key per column for fingerprints and remembered mappings. */
export function pathKey(path: readonly string[]): string {
  return path.map(squeezeHeader).join('/');
}

function fingerprintOf(columns: readonly SheetColumn[]): string {
  return createHash('sha256').update(columns.map((item) => pathKey(item.path)).join('\n')).digest('hex').slice(0, 32);
}

/** Header, columns and data rows of a sheet as offices send them; null when no header row can be found. */
export function understandSheet(content: Pick<SheetContent, 'rows' | 'merges'>): UnderstoodSheet | null {
  const grid = new SheetGrid(content);
  const header = findHeader(grid);
  if (header === null) return null;
  const all = Array.from({ length: grid.width }, (_, column) => ({ column, path: headerPath(grid, header, column) }));
  const serial = all.find((item) => isSerialHeader(squeezeHeader(item.path.at(-1) ?? '')))?.column ?? null;
  const { rows, leftOut } = dataRows(grid, header, serial);
  const used = new Set(rows.flatMap((row) => row.cells.flatMap((cell, column) => (cell.kind === 'empty' ? [] : [column]))));
  const columns = all.filter((item) => item.path.length > 0 || used.has(item.column));
  const titles = grid.numbers.filter((row) => row < header.top).flatMap((row) => grid.filled(row));
  return { header, titles, columns, rows, leftOut, fingerprint: fingerprintOf(columns) };
}
