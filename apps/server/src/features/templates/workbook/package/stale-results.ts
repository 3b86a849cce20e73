import { formulaOf, withoutResult } from './cell-xml.js';
import { coverage, referencesOf } from './formulas.js';
import type { CellRange } from './ranges.js';
import { parseSheet, type SheetXml, sheetText } from './sheet-rows.js';
import type { WorkbookPackage } from './workbook-package.js';
import { editXml } from './xml-edit.js';

/** Functions and names whose cells cannot be told from the formula's text. */
const UNTOLD = /\b(?:INDIRECT|OFFSET|ROW|ROWS|CELL|SUBTOTAL)\s*\(|\[/i;
const BARE_NAME = /(?<![\p{L}\p{N}_.!'"])[\p{L}_][\p{L}\p{N}_.]*(?![\p{L}\p{N}_.]*[(!])/gu;

/** Rows that changed, by sheet and column: the span from the first to the last of a column, which never leaves one out. */
class ChangedCells {
  private readonly spans = new Map<string, [top: number, bottom: number]>();
  private readonly columns = new Map<string, Set<number>>();

  add(sheet: string, column: number, top: number, bottom: number): boolean {
    const key = `${sheet.toLowerCase()}\n${column}`;
    const known = this.spans.get(key);
    if (known !== undefined && known[0] <= top && known[1] >= bottom) return false;
    this.spans.set(key, known === undefined ? [top, bottom] : [Math.min(known[0], top), Math.max(known[1], bottom)]);
    const columns = this.columns.get(sheet.toLowerCase()) ?? new Set();
    this.columns.set(sheet.toLowerCase(), columns.add(column));
    return true;
  }

  touches(sheet: string, range: CellRange): boolean {
    for (const column of this.columns.get(sheet.toLowerCase()) ?? []) {
      if (column < range.left || column > range.right) continue;
      const [top, bottom] = this.spans.get(`${sheet.toLowerCase()}\n${column}`) ?? [1, 0];
      if (top <= range.bottom && bottom >= range.top) return true;
    }
    return false;
  }
}

interface FormulaCell {
  sheet: string;
  row: number;
  column: number;
  cell: { xml: string };
  refs: { sheet: string; range: CellRange }[];
  untold: boolean;
}

const withoutTexts = (formula: string) => formula.replace(/"[^"]*"/g, '');
const usesName = (formula: string, names: ReadonlySet<string>) => names.size > 0 && [...withoutTexts(formula).matchAll(BARE_NAME)].some(([name]) => names.has(name.toLowerCase()));

function formulaCells(name: string, sheet: SheetXml, names: ReadonlySet<string>): FormulaCell[] {
  return sheet.rows.flatMap((row) =>
    row.cells.flatMap((cell) => {
      const formula = formulaOf(cell.xml);
      if (formula === null) return [];
      const refs = referencesOf(formula).map((reference) => ({ sheet: reference.sheet ?? name, range: coverage(reference) }));
      return [{ sheet: name, row: row.number, column: cell.column, cell, refs, untold: formula === '' || UNTOLD.test(withoutTexts(formula)) || usesName(formula, names) }];
    }),
  );
}

function definedNames(xml: string): Set<string> {
  const names = new Set<string>();
  editXml(xml, {
    attributes: (local, attribute) => {
      if (local === 'definedName') names.add((attribute('name') ?? '').toLowerCase());
      return undefined;
    },
  });
  return names;
}

/** Tells whoever opens the workbook to calculate it once. */
function calculateOnLoad(file: WorkbookPackage): void {
  const part = file.book.part;
  const xml = editXml(file.text(part), { attributes: (local) => (local === 'calcPr' ? { fullCalcOnLoad: '1' } : undefined) });
  file.put(part, xml);
}

/**
 * Takes the remembered result from every formula, on any sheet, that follows from the changed cells, also through other
 * formulas, so that nobody reads a sum of the blank form; the workbook is marked to be calculated when opened.
 * @param changed filled places as they lie in the finished sheet.
 */
export function dropStaleResults(file: WorkbookPackage, sheet: string, changed: readonly CellRange[]): void {
  if (changed.length === 0) return;
  const names = definedNames(file.text(file.book.part));
  const parsed = file.book.sheets.filter(({ part }) => /<(?:[\w.-]+:)?f[\s>/]/.test(file.text(part))).map(({ name, part }) => ({ name, part, sheet: parseSheet(file.text(part)) }));
  const cells = new ChangedCells();
  for (const range of changed) for (let column = range.left; column <= range.right; column++) cells.add(sheet, column, range.top, range.bottom);
  const stale = new Set<FormulaCell>();
  let waiting = parsed.flatMap((item) => formulaCells(item.name, item.sheet, names));
  for (let found = true; found; ) {
    const hit = waiting.filter((item) => item.untold || item.refs.some((ref) => cells.touches(ref.sheet, ref.range)));
    for (const item of hit) {
      stale.add(item);
      cells.add(item.sheet, item.column, item.row, item.row);
    }
    waiting = waiting.filter((item) => !stale.has(item));
    found = hit.length > 0;
  }
  for (const item of stale) item.cell.xml = withoutResult(item.cell.xml);
  if (stale.size === 0) return;
  for (const item of parsed) file.put(item.part, sheetText(item.sheet));
  calculateOnLoad(file);
}
