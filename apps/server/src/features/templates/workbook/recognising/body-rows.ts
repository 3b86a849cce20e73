import { isExampleText, isFooterText, isTotalText } from '../../../../spreadsheets/understanding/index.js';
import type { TemplateColumn, TemplateRows } from '../types.js';
import type { FormGrid } from './form-grid.js';
import type { Band } from './header-band.js';

type RowState = 'blank' | 'filled' | 'example' | 'total' | 'end';

export interface Body {
  rows: TemplateRows;
  /** First row after the table: notes, signatures. */
  after: number;
  /** Rows already filled in, which stay as they are. */
  samples: number[];
}

/** Signs of boxes to tick. */
export const BOXES = /[□☐○〇◻]/u;
const isNumber = (text: string) => /^\d{1,6}$/u.test(text);

/** Texts of a row that are somebody's data: numbers of the serial column, results and words printed in every row don't count. */
function dataTexts(grid: FormGrid, row: number, columns: readonly TemplateColumn[], printed: ReadonlySet<number>): string[] {
  return columns.flatMap(({ column, role }) => {
    const area = grid.area(row, column);
    const own = grid.own(row, column).text.trim();
    if (own === '' || grid.hasFormula(row, column) || printed.has(column) || area.bottom > area.top) return [];
    return role === 'serial' && isNumber(own) ? [] : [own];
  });
}

/** Columns in which the first two rows have the same text while most others are blank: □是 □否, a unit, the community. */
function printedColumns(grid: FormGrid, first: number, columns: readonly TemplateColumn[]): ReadonlySet<number> {
  const same = columns.filter(({ column, role }) => {
    const text = grid.own(first, column).text.trim();
    return role === 'data' && text !== '' && !isTotalText(text) && !isFooterText(text) && text === grid.own(first + 1, column).text.trim();
  });
  const blank = columns.filter(({ column }) => grid.own(first, column).text.trim() === '');
  const boxes = same.filter(({ column }) => BOXES.test(grid.own(first, column).text));
  return new Set((blank.length > same.length ? same : boxes).map(({ column }) => column));
}

function stateOf(grid: FormGrid, row: number, columns: readonly TemplateColumn[], printed: ReadonlySet<number>): RowState {
  const all = grid.texts.filled(row);
  const texts = dataTexts(grid, row, columns, printed);
  const [first = ''] = all;
  if (all.slice(0, 3).some(isTotalText)) return 'total';
  if (texts.length === 0) return all.length > 0 && isFooterText(first) ? 'end' : 'blank';
  if (isFooterText(first)) return 'end';
  if (all.slice(0, 2).some(isExampleText)) return 'example';
  const spans = grid.area(row, columns[0]?.column ?? 0);
  // One text across the table, or a lone one, is a note or a section, not a record.
  return texts.length === 1 && (columns.length >= 4 || spans.right > spans.left) ? 'end' : 'filled';
}

/** Does a blank row belong to the table? Ruled lines tell; without them a style of its own, or text further down. */
function belongs(grid: FormGrid, row: number, columns: readonly TemplateColumn[], ruled: boolean): boolean {
  const most = (test: (column: number) => boolean) => columns.filter(({ column }) => test(column)).length >= columns.length / 2;
  if (ruled) return most((column) => grid.isRuled(row, column));
  return row <= (grid.texts.numbers.at(-1) ?? 0) || most((column) => grid.isDressed(row, column));
}

/** Rows under the header: what is already filled in, the blank rows, the total, and where notes begin. */
export function findBody(grid: FormGrid, band: Band, columns: readonly TemplateColumn[]): Body {
  let row = band.bottom + 1;
  let total: number | null = null;
  const samples: number[] = [];
  if (stateOf(grid, row, columns, new Set()) === 'total') total = row++;
  const printed = printedColumns(grid, row, columns);
  for (let state = stateOf(grid, row, columns, printed); state === 'filled' || state === 'example'; state = stateOf(grid, row, columns, printed)) samples.push(row++);
  const first = row;
  const ruled = columns.filter(({ column }) => grid.isRuled(first, column)).length >= columns.length / 2;
  while (row <= grid.lastRow && stateOf(grid, row, columns, printed) === 'blank' && belongs(grid, row, columns, ruled)) row++;
  const count = row - first;
  if (stateOf(grid, row, columns, printed) === 'total') total = row;
  const sample = count > 0 ? Math.max(first, row - 2) : (samples.at(-1) ?? null);
  return { rows: { first, count, sample, total, printed: [...printed] }, after: total === row ? row + 1 : row, samples };
}
