import { findHeader, type HeaderBlock, headerPath, isTotalText } from '../../../../spreadsheets/understanding/index.js';
import { conditionOf } from './conditions.js';
import type { Area, FormGrid } from './form-grid.js';

/** Header rows of a table. */
export interface Band extends HeaderBlock {
  /** Row of column numbers (甲 乙 1 2) under the header, inside the band; null when there is none. */
  numbered: number | null;
}

const SEARCHED_ROWS = 40;
const MOST_ROWS = 8;
const COLUMN_NUMBER = /^[((]?(?:[甲乙丙丁戊己]|\d{1,3}|[A-Z])[))]?$/u;

const texts = (areas: readonly Area[]) => areas.filter((area) => area.text !== '');
const isTitle = (grid: FormGrid, area: Area) => area.top === area.bottom && area.right - area.left + 1 >= grid.width * 0.8;
const isDatum = (text: string) => /\d{5,}|^\d+(?:\.\d+)?$/u.test(text);

/** Without known words: the first row most of whose width is written on, over rows that are mostly blank. */
function denseRow(grid: FormGrid): HeaderBlock | null {
  for (let row = 1; row <= Math.min(grid.lastRow, SEARCHED_ROWS); row++) {
    const written = texts(grid.areas(row)).filter((area) => !isTitle(grid, area));
    const covered = written.reduce((sum, area) => sum + area.right - area.left + 1, 0);
    if (written.length < 3 || covered < grid.width * 0.7 || written.some((area) => isDatum(area.text) || /[::]/.test(area.text))) continue;
    const known = written.filter((area) => area.top === row && ['age', 'code', 'tag', 'total', 'measure'].includes(conditionOf(area.text, '').kind)).length;
    if (known >= 1) return { top: row, bottom: row };
  }
  return null;
}

/** Cells merged downwards tell how many rows the header has; so does a group with headings under it. */
function stretched(grid: FormGrid, block: HeaderBlock): HeaderBlock {
  const own = texts(grid.areas(block.top)).filter((area) => !isTitle(grid, area));
  const top = Math.min(block.top, ...own.map((area) => area.top));
  const tall = texts(grid.areas(top)).filter((area) => area.bottom > area.top && area.bottom - area.top < MOST_ROWS);
  // Where cells reach down the header they know better than words where it ends.
  const band = { top, bottom: tall.length > 0 ? Math.max(...tall.map((area) => area.bottom)) : block.bottom };
  for (let changed = true; changed; ) {
    changed = false;
    for (let row = band.top; row <= band.bottom; row++)
      for (const area of texts(grid.areas(row))) {
        if (isTitle(grid, area)) continue;
        const [top, bottom] = [Math.min(band.top, area.top), Math.max(band.bottom, area.bottom)];
        if ((top !== band.top || bottom !== band.bottom) && bottom - top < MOST_ROWS) {
          Object.assign(band, { top, bottom });
          changed = true;
        }
      }
    if (!changed && band.bottom - band.top + 1 < MOST_ROWS && groupsGoOn(grid, band.bottom)) {
      band.bottom++;
      changed = true;
    }
  }
  return band;
}

function groupsGoOn(grid: FormGrid, row: number): boolean {
  const areas = texts(grid.areas(row));
  const groups = areas.filter((area) => area.right > area.left && area.bottom === row && !isTitle(grid, area));
  const under = (group: Area) => grid.areas(row + 1).filter((area) => area.left >= group.left && area.right <= group.right);
  const ends = areas.some((area) => area.top < row && area.bottom === row);
  return !ends && groups.length > 0 && groups.every((group) => under(group).length > 1 && under(group).every((area) => area.text !== '' && !isDatum(area.text)));
}

function columnNumbers(grid: FormGrid, row: number): boolean {
  const areas = grid.areas(row);
  const written = texts(areas);
  return written.length >= 3 && written.length >= areas.length * 0.6 && written.every((area) => COLUMN_NUMBER.test(area.text)) && new Set(written.map((area) => area.text)).size === written.length;
}

/** Header rows of the sheet's table; null when it has none. */
export function findBand(grid: FormGrid): Band | null {
  const block = findHeader(grid.texts) ?? denseRow(grid);
  if (block === null) return null;
  const { top, bottom } = stretched(grid, block);
  return columnNumbers(grid, bottom + 1) ? { top, bottom: bottom + 1, numbered: bottom + 1 } : { top, bottom, numbered: null };
}

export interface Heading {
  column: number;
  /** The heading's own cell: the lowest one over the column. */
  area: Area;
  path: string[];
}

/** Headings of each column that stands under some. */
export function headingsOf(grid: FormGrid, band: Band): Heading[] {
  const words = { top: band.top, bottom: band.numbered === null ? band.bottom : band.numbered - 1 };
  const found: Heading[] = [];
  for (let column = 0; column < grid.width; column++) {
    const path = headerPath(grid.texts, words, column);
    if (path.length === 0) continue;
    let area = grid.area(words.bottom, column);
    for (let row = words.bottom; area.text === '' && row > words.top; row--) area = grid.area(row - 1, column);
    // A heading merged over several columns down to the last row has one value, in its first column.
    if (area.left === column || area.bottom < words.bottom) found.push({ column, area, path });
  }
  return found;
}

export const isTotalHeading = (path: readonly string[]) => isTotalText(path.at(-1) ?? '') && (path.at(-1) ?? '').replace(/\s/gu, '').length <= 4;
