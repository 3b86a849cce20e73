import type { ErrorCode } from '#contracts';

/** `formula`: its cached result; `error`: #N/A and the like. */
export type CellKind = 'text' | 'number' | 'date' | 'bool' | 'formula' | 'error' | 'empty';

/** `text` as a reader sees the cell; `raw` what `parseValue` is given: dates are `YYYY-MM-DD`, or `YYYY-MM` when shown so. */
export interface SheetCell {
  text: string;
  kind: CellKind;
  raw: string | number | boolean | null;
}

export interface SheetRow {
  /** As the sheet shows it, from 1; blank rows are left out. */
  number: number;
  cells: readonly SheetCell[];
}

/** Rows from 1 as the sheet shows them, columns from 0; both ends inside. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface SheetHead {
  /** Worksheet read; null for CSV. */
  sheet: string | null;
  /** Every worksheet of the file; only `sheet` was read. */
  sheets: readonly { name: string; hidden: boolean }[];
  format: 'xlsx' | 'csv';
  /** CSV only: UTF-8, UTF-8 BOM, UTF-16 or GB18030. */
  encoding: string | null;
  date1904: boolean;
  merges: readonly Merge[];
  /** Rows and columns the sheet hides; they are read, and the person is told. */
  hiddenRows: number;
  hiddenColumns: number;
}

export interface SheetContent extends SheetHead {
  rows: readonly SheetRow[];
}

export const EMPTY_CELL: SheetCell = { text: '', kind: 'empty', raw: null };

/** What one file may cost (issue 2, 15). */
export const LIMITS = {
  fileBytes: 20 * 1024 * 1024,
  rows: 20_000,
  columns: 200,
  cells: 1_000_000,
  zipEntries: 2_000,
  partBytes: 50 * 1024 * 1024,
  unpackedBytes: 100 * 1024 * 1024,
  csvRecordBytes: 1024 * 1024,
  seconds: 60,
  heapMb: 256,
} as const;

/** A file that is not read, by its code; crosses the worker boundary as plain data. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details: Record<string, string | number> = {},
  ) {
    super(code);
  }
}

/** `A1` name of a cell; column from 0, row from 1. */
export function cellName(column: number, row: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row}`;
}
