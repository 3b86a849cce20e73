import { type FormulaReference, coverage, mapReferences } from './formulas.js';
import { type CellRange, LAST_ROW } from './ranges.js';

/** Rows put into one sheet. Row numbers are those before the insertion. */
export interface Insertion {
  sheet: string;
  /** This row and those below move down. */
  at: number;
  count: number;
  /** Row whose look the new rows have; null when the table has no row of its own yet. */
  sample: number | null;
  /** Rows of the table; `last` < `first` when it has none. */
  first: number;
  last: number;
}

export const movedRow = (insertion: Insertion, row: number) => (row >= insertion.at ? Math.min(row + insertion.count, LAST_ROW) : row);

/** A range as it lies after the insertion: moved, or grown where rows were put inside it. */
export function movedRange(insertion: Insertion, range: CellRange): CellRange {
  return { ...range, top: movedRow(insertion, range.top), bottom: movedRow(insertion, range.bottom) };
}

/** The same for what the new rows share with the sample row: validations, conditional formats, protection. */
export function lookRange(insertion: Insertion, range: CellRange): CellRange {
  const { sample, at, count } = insertion;
  if (sample === null || range.top > sample || range.bottom < sample || range.bottom >= at) return movedRange(insertion, range);
  return { ...range, bottom: range.bottom + count };
}

/** The same for what speaks of the rows as a whole: sums, names, charts, print areas. A range that ends at the last row grows. */
export function wholeRange(insertion: Insertion, range: CellRange): CellRange {
  const { at, count, first, last } = insertion;
  const touches = range.bottom === at - 1 && at > last && (range.top < range.bottom || first >= last);
  return touches ? { ...range, bottom: range.bottom + count } : movedRange(insertion, range);
}

const isOwn = (insertion: Insertion, named: string | null, sheet: string) => (named ?? sheet).toLowerCase() === insertion.sheet.toLowerCase();

function movedReference(insertion: Insertion, reference: FormulaReference, grow: boolean): FormulaReference {
  const { from, to } = reference;
  const whole = from.row === null || (to !== null && coverage(reference).top === 1 && coverage(reference).bottom === LAST_ROW);
  if (whole) return reference;
  if (to === null) return { ...reference, from: { ...from, row: movedRow(insertion, from.row ?? 1) } };
  const range = (grow ? wholeRange : movedRange)(insertion, coverage(reference));
  const upright = (from.row ?? 1) <= (to.row ?? 1);
  return { ...reference, from: { ...from, row: upright ? range.top : range.bottom }, to: { ...to, row: upright ? range.bottom : range.top } };
}

/**
 * A formula as it reads after the insertion.
 * @param sheet sheet the formula stands on.
 * @param row its row, where it stands in a cell: formulas inside the table do not grow with it.
 */
export function movedFormula(insertion: Insertion, formula: string, sheet: string, row: number | null): string {
  const inside = row !== null && isOwn(insertion, null, sheet) && row >= insertion.first && row <= insertion.last;
  return mapReferences(formula, (reference) => (isOwn(insertion, reference.sheet, sheet) ? movedReference(insertion, reference, !inside) : reference));
}
