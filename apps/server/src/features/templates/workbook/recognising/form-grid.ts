import { type CellKind, LIMITS, type Merge, place, Refusal, type SheetCell, type Worksheet } from '../../../../spreadsheets/reading/index.js';
import { SheetGrid } from '../../../../spreadsheets/understanding/index.js';
import { formulaOf, styleOf } from '../package/cell-xml.js';
import type { CellRange } from '../package/ranges.js';
import type { SheetXml } from '../package/sheet-rows.js';

const MOST_MERGED = 20_000;

/** One cell of the printed form: a merged area or a single cell, with the text in it. */
export interface Area extends CellRange {
  text: string;
}

/** A blank form as a person sees it: texts, merged areas, ruled lines, also where nothing is written. */
export class FormGrid {
  /** Texts and merges as the import reads them. */
  readonly texts: SheetGrid;
  readonly width: number;
  readonly lastRow: number;
  private readonly merged = new Map<string, Merge>();
  private readonly ruled = new Set<string>();
  private readonly dressed = new Set<string>();
  private readonly formulas = new Set<string>();

  constructor(content: Worksheet, sheet: SheetXml, ruledStyles: readonly boolean[]) {
    this.texts = new SheetGrid(content);
    let width = this.texts.width;
    let lastRow = this.texts.numbers.at(-1) ?? 0;
    for (const row of sheet.rows)
      for (const cell of row.cells) {
        if (cell.column >= LIMITS.columns) continue;
        const key = `${row.number},${cell.column}`;
        if (cell.xml.includes('f') && formulaOf(cell.xml) !== null) this.formulas.add(key);
        const style = styleOf(cell.xml) ?? 0;
        if (style > 0) this.dressed.add(key);
        if (style > 0) lastRow = Math.max(lastRow, row.number);
        if (ruledStyles[style] !== true) continue;
        this.ruled.add(key);
        width = Math.max(width, cell.column + 1);
      }
    let covered = 0;
    for (const merge of content.merges) {
      const size = (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1);
      // A merge over whole columns is no cell of a form; walking it would cost a million steps.
      if (size > MOST_MERGED) continue;
      covered += size;
      if (covered > LIMITS.cells) throw new Refusal('FILE_TOO_MANY_CELLS', { limit: LIMITS.cells });
      for (let row = merge.top; row <= merge.bottom; row++) for (let column = merge.left; column <= merge.right; column++) this.merged.set(`${row},${column}`, merge);
      if (this.texts.own(merge.top, merge.left).kind !== 'empty') width = Math.max(width, merge.right + 1);
    }
    this.width = Math.min(width, LIMITS.columns);
    this.lastRow = lastRow;
  }

  area(row: number, column: number): Area {
    const { top, left, bottom, right } = this.merged.get(`${row},${column}`) ?? { top: row, left: column, bottom: row, right: column };
    return { top, left, bottom, right, text: this.texts.own(top, left).text.trim() };
  }

  /** Areas a row crosses, from left to right. */
  areas(row: number): Area[] {
    const found: Area[] = [];
    for (let column = 0; column < this.width; column = (found.at(-1)?.right ?? column) + 1) found.push(this.area(row, column));
    return found;
  }

  own(row: number, column: number): SheetCell {
    return this.texts.own(row, column);
  }

  kind(row: number, column: number): CellKind {
    return this.own(row, column).kind;
  }

  isRuled(row: number, column: number): boolean {
    return this.ruled.has(`${row},${column}`);
  }

  /** Has it a style of its own, with lines or without? */
  isDressed(row: number, column: number): boolean {
    return this.dressed.has(`${row},${column}`);
  }

  hasFormula(row: number, column: number): boolean {
    return this.formulas.has(`${row},${column}`);
  }
}

export function cellOf(name: string): { column: number; row: number } {
  return place(name) ?? { column: 0, row: 1 };
}
