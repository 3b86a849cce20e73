import { cellName, type Merge, place } from '../../../../spreadsheets/reading/index.js';

export const LAST_ROW = 1_048_576;

/** Rows from 1, columns from 0, both ends inside. */
export type CellRange = Merge;

/** `B2` or `B2:D5`; null for whole rows or columns and anything else. */
export function parseRange(ref: string): CellRange | null {
  const [first = '', second = first, third] = ref.split(':');
  const [from, to] = [place(first), place(second)];
  if (from === null || to === null || third !== undefined) return null;
  return { top: Math.min(from.row, to.row), left: Math.min(from.column, to.column), bottom: Math.max(from.row, to.row), right: Math.max(from.column, to.column) };
}

export function rangeName(range: CellRange): string {
  const from = cellName(range.left, range.top);
  return range.top === range.bottom && range.left === range.right ? from : `${from}:${cellName(range.right, range.bottom)}`;
}

/** Each range of a list as `sqref` holds it, changed by `map`; whole columns and what does not change keep their spelling. */
export function mapRanges(list: string, map: (range: CellRange) => CellRange): string {
  return list
    .split(/(\s+)/)
    .map((ref) => {
      const range = ref.trim() === '' ? null : parseRange(ref);
      if (range === null) return ref;
      const mapped = map(range);
      return mapped.top === range.top && mapped.bottom === range.bottom && mapped.left === range.left && mapped.right === range.right ? ref : rangeName(mapped);
    })
    .join('');
}

export function overlaps(a: CellRange, b: CellRange): boolean {
  return a.top <= b.bottom && b.top <= a.bottom && a.left <= b.right && b.left <= a.right;
}
