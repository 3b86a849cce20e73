import type { SheetCell } from '../reading/index.js';
import { codeOfWords } from '#catalogue';
import type { ColumnMapping } from './map-headers.js';
import type { DataRow } from './rows.js';

const SHARED = new Set(['household.no', 'household.head', 'household.kind', 'person.live_address', 'house.address', 'estate.name', 'building.no', 'house.unit', 'house.room', 'person.grid', 'person.community']);
const HEADS = new Set(['01', '02']);

export interface CarriedRow extends DataRow {
  /** Columns taken from the head's row above; shown to the person. */
  carried: readonly number[];
}

const blank = (cell: SheetCell | undefined) => cell === undefined || cell.kind === 'empty';

/**
 * Households whose shared cells (户号, 户主, address) are filled only in the first row and were not merged: a row that says
 * a relation other than head and leaves all of them blank takes those of the row above. Anything less clear stays blank.
 */
export function carryHouseholds(rows: readonly DataRow[], mappings: readonly ColumnMapping[]): CarriedRow[] {
  const shared = mappings.filter((item) => item.target !== null && SHARED.has(item.target)).map((item) => item.column);
  const relation = mappings.find((item) => item.target === 'person.relation')?.column;
  let above: CarriedRow | null = null;
  return rows.map((row) => {
    const code = relation === undefined ? null : codeOfWords('family-relation', row.cells[relation]?.text ?? '');
    const member = code !== null && !HEADS.has(code);
    const from: CarriedRow | null = above;
    const carry = member && from !== null && from.number === row.number - 1 && shared.length > 0 && shared.every((column) => blank(row.cells[column]));
    const result: CarriedRow = carry ? { number: row.number, cells: row.cells.map((cell, column) => (shared.includes(column) ? (from.cells[column] ?? cell) : cell)), carried: shared } : { ...row, carried: [] };
    above = result;
    return result;
  });
}
