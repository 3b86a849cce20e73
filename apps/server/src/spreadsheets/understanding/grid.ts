import { EMPTY_CELL, type Merge, type SheetCell, type SheetContent, type SheetRow } from '../reading/index.js';

/** Cells by place, with merged areas answering for every place they cover. */
export class SheetGrid {
  private readonly rows = new Map<number, SheetRow>();
  private readonly byRow = new Map<number, Merge[]>();
  readonly width: number;
  readonly numbers: readonly number[];

  constructor(content: Pick<SheetContent, 'rows' | 'merges'>) {
    for (const row of content.rows) this.rows.set(row.number, row);
    this.numbers = content.rows.map((row) => row.number);
    this.width = content.rows.reduce((most, row) => Math.max(most, row.cells.length), 0);
    const last = this.numbers.at(-1) ?? 0;
    for (const merge of content.merges)
      for (let row = merge.top; row <= Math.min(merge.bottom, last); row++) {
        const known = this.byRow.get(row);
        if (known === undefined) this.byRow.set(row, [merge]);
        else known.push(merge);
      }
  }

  mergeAt(row: number, column: number): Merge | undefined {
    return this.byRow.get(row)?.find((merge) => merge.left <= column && column <= merge.right);
  }

  own(row: number, column: number): SheetCell {
    return this.rows.get(row)?.cells[column] ?? EMPTY_CELL;
  }

  /** Text of a header place: its own, else that of the merged area over it. */
  headerText(row: number, column: number): string {
    const own = this.own(row, column).text.trim();
    const merge = own === '' ? this.mergeAt(row, column) : undefined;
    return merge === undefined ? own : this.own(merge.top, merge.left).text.trim();
  }

  /** Cell of a data row; an area merged downwards (户号, 地址, 户主 of a household) applies to each of its rows. */
  dataCell(row: number, column: number): SheetCell {
    const own = this.own(row, column);
    if (own.kind !== 'empty') return own;
    const merge = this.mergeAt(row, column);
    return merge === undefined || merge.left !== column || merge.top === row ? own : this.own(merge.top, merge.left);
  }

  texts(row: number): string[] {
    return (this.rows.get(row)?.cells ?? []).map((cell) => cell.text.trim());
  }

  filled(row: number): string[] {
    return this.texts(row).filter((text) => text !== '');
  }
}
