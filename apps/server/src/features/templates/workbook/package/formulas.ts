import { cellName, place } from '../../../../spreadsheets/reading/index.js';
import { type CellRange, LAST_ROW } from './ranges.js';

/** A reference inside a formula. Rows are null where whole columns are meant, columns where whole rows are. */
export interface FormulaReference {
  /** Sheet named in front; null = the formula's own. */
  sheet: string | null;
  from: Corner;
  /** Null for a single cell. */
  to: Corner | null;
}

export interface Corner {
  column: number | null;
  row: number | null;
  columnFixed: boolean;
  rowFixed: boolean;
}

const LAST_COLUMN = 16_383;
const SHEET = String.raw`(?:('(?:[^']|'')*'|(?:\[\d+\])?[\p{L}\p{N}_.\\]+(?::[\p{L}\p{N}_.\\]+)?)!)?`;
const CELL = String.raw`\$?[A-Za-z]{1,3}\$?\d{1,7}`;
const REFERENCE = String.raw`(${CELL}(?::${CELL})?|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\p{L}\p{N}_.(!\\])`;
/** In this order: texts, references with their sheet, bracketed names of tables, other names, numbers, any other sign. */
const TOKEN = new RegExp(String.raw`"(?:[^"]|"")*"|${SHEET}${REFERENCE}|\[(?:[^[\]]|\[[^\]]*\])*\]|[\p{L}_\\][\p{L}\p{N}_.\\?]*|\d[\d.]*(?:[eE][+-]?\d+)?|[\s\S]`, 'gu');

function cornerOf(text: string): Corner {
  const found = /^(\$?)([A-Za-z]*)(\$?)(\d*)$/.exec(text);
  const [, first = '', letters = '', second = '', digits = ''] = found ?? [];
  const column = letters === '' ? null : (place(`${letters}1`)?.column ?? null);
  return { column, row: digits === '' ? null : Number(digits), columnFixed: letters !== '' && first === '$', rowFixed: letters === '' ? first === '$' : second === '$' };
}

function cornerText({ column, row, columnFixed, rowFixed }: Corner): string {
  const letters = column === null ? '' : cellName(column, 1).slice(0, -1);
  return `${columnFixed ? '$' : ''}${letters}${rowFixed ? '$' : ''}${row ?? ''}`;
}

const sheetOf = (quoted: string | undefined) => (quoted === undefined ? null : quoted.startsWith("'") ? quoted.slice(1, -1).replace(/''/g, "'") : quoted);

/**
 * The formula with its references changed by `map`; null from `map` makes one `#REF!`. References of other workbooks and over
 * several sheets are left alone, and so is every other character.
 */
export function mapReferences(formula: string, map: (reference: FormulaReference) => FormulaReference | null): string {
  return formula.replace(TOKEN, (token: string, quoted: string | undefined, found: string | undefined) => {
    if (found === undefined) return token;
    const sheet = sheetOf(quoted);
    if (sheet !== null && /[[:]/.test(sheet)) return token;
    const [first = '', second] = found.split(':');
    const mapped = map({ sheet, from: cornerOf(first), to: second === undefined ? null : cornerOf(second) });
    const lead = token.slice(0, token.length - found.length);
    return mapped === null ? `${lead}#REF!` : `${lead}${cornerText(mapped.from)}${mapped.to === null ? '' : `:${cornerText(mapped.to)}`}`;
  });
}

/** References of a formula, in their order. */
export function referencesOf(formula: string): FormulaReference[] {
  const found: FormulaReference[] = [];
  mapReferences(formula, (reference) => {
    found.push(reference);
    return reference;
  });
  return found;
}

/** Cells a reference covers. */
export function coverage({ from, to }: FormulaReference): CellRange {
  const end = to ?? from;
  const [top, bottom] = [from.row ?? 1, end.row ?? LAST_ROW];
  const [left, right] = [from.column ?? 0, end.column ?? LAST_COLUMN];
  return { top: Math.min(top, bottom), bottom: Math.max(top, bottom), left: Math.min(left, right), right: Math.max(left, right) };
}

/** The formula as it reads after being copied some rows down and columns to the right. */
export function copiedFormula(formula: string, rows: number, columns: number): string {
  const move = (corner: Corner): Corner => ({
    ...corner,
    row: corner.row === null || corner.rowFixed ? corner.row : corner.row + rows,
    column: corner.column === null || corner.columnFixed ? corner.column : corner.column + columns,
  });
  const valid = ({ row, column }: Corner) => (row === null || (row >= 1 && row <= LAST_ROW)) && (column === null || (column >= 0 && column <= LAST_COLUMN));
  return mapReferences(formula, ({ sheet, from, to }) => {
    const moved = { sheet, from: move(from), to: to === null ? null : move(to) };
    return valid(moved.from) && (moved.to === null || valid(moved.to)) ? moved : null;
  });
}
