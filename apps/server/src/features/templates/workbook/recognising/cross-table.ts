import { cellName } from '../../../../spreadsheets/reading/index.js';
import { isFooterText, isSerialHeader, squeezeHeader } from '../../../../spreadsheets/understanding/index.js';
import type { TemplateRowHead } from '../types.js';
import { mapColumns } from './columns.js';
import { conditionOf, conditionsOf } from './conditions.js';
import type { FormGrid } from './form-grid.js';
import { type Band, type Heading, headingsOf } from './header-band.js';

export interface CrossTable {
  headings: Heading[];
  rowHeads: TemplateRowHead[];
  /** First row after the table. */
  after: number;
}

const MOST_STUBS = 4;
const isNumber = (text: string) => /^-?[\d,.]+%?$/u.test(text);

/** Rows with a heading on their left, down to the first note or the first row without one. */
function bodyRows(grid: FormGrid, band: Band, stub: number): number[] {
  const rows: number[] = [];
  for (let row = band.bottom + 1; row <= grid.lastRow; row++) {
    const text = grid.texts.headerText(row, stub);
    if (text === '' || isFooterText(text) || /[::].{0,40}$/u.test(text)) break;
    const area = grid.area(row, stub);
    // A text over most of the width is a note under the table.
    if (area.right - area.left + 1 > Math.max(3, grid.width * 0.6)) break;
    rows.push(row);
  }
  return rows;
}

/** Columns whose body cells are headings of rows: written in every row, and not numbers. */
function stubColumns(grid: FormGrid, headings: readonly Heading[], band: Band): Heading[] {
  const stubs: Heading[] = [];
  for (const heading of headings.slice(0, MOST_STUBS)) {
    const serial = isSerialHeader(squeezeHeader(heading.path.at(-1) ?? ''));
    const texts = bodyRows(grid, band, heading.column).map((row) => grid.texts.headerText(row, heading.column));
    const worded = texts.filter((text) => !isNumber(text)).length;
    if (!serial && (texts.length < 2 || worded < texts.length * 0.8)) break;
    stubs.push(heading);
  }
  return stubs;
}

function rowHead(grid: FormGrid, row: number, worded: readonly Heading[]): TemplateRowHead {
  const path: string[] = [];
  let own = grid.area(row, worded[0]?.column ?? 0);
  // One heading may stand over two columns of row headings.
  for (const column of worded.flatMap(({ area }) => Array.from({ length: area.right - area.left + 1 }, (_, at) => area.left + at))) {
    const area = grid.area(row, column);
    const text = area.text.replace(/\s+/gu, '');
    if (text === '' || path.at(-1) === text) continue;
    path.push(text);
    own = area;
  }
  const group = worded.map((stub) => stub.path.join('')).join('');
  return { cell: cellName(own.left, own.top), row, path: path.join('/'), conditions: conditionsOf(path, group) };
}

/** Named people or firms in the first column make a list, whatever else is blank. */
function isOfRecords(stubs: readonly Heading[], rest: readonly Heading[]): boolean {
  const own = mapColumns(stubs).some((column) => column.field !== null && /\.(?:name|id_no|head|no)$/u.test(column.field) && column.field !== 'estate.name');
  const detail = mapColumns(rest, 'people').filter((column) => column.settled && column.field !== null && /^(?:person|household)\.(?:name|id_no|phone|head|birth_date|live_address|reg_address|work_unit)$/u.test(column.field));
  return own || detail.length >= 2 || detail.length > rest.length / 2;
}

/** Row headings by column headings, with a count in each cell; null when the sheet is no such table. */
export function readCrossTable(grid: FormGrid, band: Band): CrossTable | null {
  const all = headingsOf(grid, band);
  const stubs = stubColumns(grid, all, band);
  const worded = stubs.filter((stub) => !isSerialHeader(squeezeHeader(stub.path.at(-1) ?? '')));
  const headings = all.slice(stubs.length);
  const [first] = worded;
  if (first === undefined || headings.length < 1 || isOfRecords(worded, headings)) return null;
  const rows = bodyRows(grid, band, first.column);
  const cells = rows.flatMap((row) => headings.map(({ column }) => ({ text: grid.own(row, column).text.trim(), formula: grid.hasFormula(row, column) })));
  const countable = cells.filter(({ text, formula }) => formula || text === '' || isNumber(text) || text === '—' || text === '/').length;
  if (countable < cells.length * 0.9) return null;
  const known = headings.filter(({ path }) => path.some((text) => conditionOf(text, path.join('')).kind !== 'unknown')).length;
  const rowHeads = rows.map((row) => rowHead(grid, row, worded));
  const knownRows = rowHeads.filter((head) => head.conditions.some((item) => item.kind !== 'unknown')).length;
  if (known === 0 || (known + knownRows) / (headings.length + rowHeads.length) < 0.3) return null;
  return { headings, rowHeads, after: (rows.at(-1) ?? band.bottom) + 1 };
}
