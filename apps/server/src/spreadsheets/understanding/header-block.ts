import type { SheetGrid } from './grid.js';
import { isHeaderWord } from './words.js';

export interface HeaderBlock {
  top: number;
  bottom: number;
}

const SEARCHED_ROWS = 30;
const MOST_HEADER_ROWS = 3;
const LONGEST_HEADER = 30;

/** Texts that only data has: long digits, dates, plain numbers. */
const isDatum = (text: string) => /\d{5,}|^\d+(?:\.\d+)?$|^\d{4}[-/.年]\d/u.test(text);

function score(grid: SheetGrid, row: number): number {
  const texts = grid.filled(row);
  const known = texts.filter(isHeaderWord).length;
  return known < 2 || known < texts.length / 4 ? 0 : known - texts.filter(isDatum).length;
}

/** A row that goes on with the header below `above`: only header words, or places under a merged group. */
function continues(grid: SheetGrid, above: number, row: number): boolean {
  const texts = grid.filled(row);
  if (texts.length === 0 || texts.some((text) => isDatum(text) || text.length > LONGEST_HEADER)) return false;
  const known = texts.filter(isHeaderWord).length;
  if (known === 0) return false;
  let grouped = 0;
  for (let column = 0; column < grid.width; column++) {
    if (grid.own(row, column).kind === 'empty') continue;
    const merge = grid.mergeAt(above, column);
    const empty = grid.own(above, column).kind === 'empty';
    if ((merge !== undefined && merge.right > merge.left) || empty || grid.own(above, column + 1).kind === 'empty') grouped++;
  }
  // A second full line of headers is a repetition, not a continuation.
  return known >= texts.length / 2 && grouped >= texts.length / 2 && !isRepeat(grid, above, row);
}

function isRepeat(grid: SheetGrid, first: number, row: number): boolean {
  const texts = grid.filled(row);
  return texts.filter((text) => grid.filled(first).includes(text)).length > texts.length / 2;
}

/** A row of group headings over the header: several short texts or one over part of the width, nothing filled in after a colon. */
function isGroupRow(grid: SheetGrid, row: number, below: number): boolean {
  const texts = grid.filled(row);
  if (texts.length === 0 || texts.some((text) => isDatum(text) || text.length > 16 || /[::]/.test(text))) return false;
  if (texts.length >= 2) return true;
  const column = grid.texts(row).findIndex((text) => text !== '');
  const merge = grid.mergeAt(row, column);
  const span = merge === undefined ? 1 : merge.right - merge.left + 1;
  return merge !== undefined && (merge.bottom >= below || (span >= 2 && span < grid.width * 0.7));
}

/** Rows of the column headers (1 to 3) below titles and notes; null when no row of the first thirty names two known columns. */
export function findHeader(grid: SheetGrid): HeaderBlock | null {
  const searched = grid.numbers.slice(0, SEARCHED_ROWS);
  const best = searched.reduce<{ row: number; score: number }>((found, row) => (score(grid, row) > found.score ? { row, score: score(grid, row) } : found), { row: 0, score: 0 });
  if (best.score === 0) return null;
  const block = { top: best.row, bottom: best.row };
  const rows = () => block.bottom - block.top + 1;
  while (rows() < MOST_HEADER_ROWS && searched.includes(block.top - 1) && isGroupRow(grid, block.top - 1, block.top)) block.top--;
  while (rows() < MOST_HEADER_ROWS && grid.numbers.includes(block.bottom + 1) && continues(grid, block.bottom, block.bottom + 1)) block.bottom++;
  return block;
}

/** Headings over one column from the outermost to its own, without repeats. */
export function headerPath(grid: SheetGrid, block: HeaderBlock, column: number): string[] {
  const path: string[] = [];
  for (let row = block.top; row <= block.bottom; row++) {
    const text = grid.headerText(row, column) || groupToTheLeft(grid, block, row, column);
    if (text !== '' && path.at(-1) !== text) path.push(text);
  }
  return path;
}

/** Without merges (CSV, centred across) a group's cells after the first are blank; it reaches right while it has children. */
function groupToTheLeft(grid: SheetGrid, block: HeaderBlock, row: number, column: number): string {
  if (row === block.bottom || grid.headerText(row + 1, column) === '') return '';
  for (let left = column - 1; left >= 0; left--) {
    const text = grid.headerText(row, left);
    if (text !== '') return grid.mergeAt(row, left) === undefined && grid.own(row + 1, left).kind !== 'empty' ? text : '';
  }
  return '';
}
