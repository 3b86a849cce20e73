import { serialText } from './formats.js';
import { cellName, EMPTY_CELL, LIMITS, type Merge, Refusal, type SheetCell, type SheetRow } from './types.js';
import type { Workbook } from './xlsx-parts.js';
import { unescapeCell, walkXml } from './xml.js';

export interface Worksheet {
  rows: SheetRow[];
  merges: Merge[];
  hiddenRows: number;
  hiddenColumns: number;
}

/** Column from 0 and row from 1 of an `A1` name; null for anything else. */
export function place(ref: string): { column: number; row: number } | null {
  const found = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})$/.exec(ref);
  if (found === null) return null;
  const column = [...(found[1] ?? '').toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { column, row: Number(found[2]) };
}

interface OpenCell {
  column: number;
  type: string;
  style: number;
  value: string | null;
  inline: string;
  formula: boolean;
}

/** Collects the rows of one worksheet part as the parser walks it. */
class SheetBuilder {
  readonly rows: SheetRow[] = [];
  readonly merges: Merge[] = [];
  hiddenRows = 0;
  hiddenColumns = 0;
  complete = false;
  private row: { number: number; cells: SheetCell[] } | null = null;
  private lastRow = 0;
  private cell: OpenCell | null = null;
  private nextColumn = 0;
  private into: 'value' | 'inline' | null = null;
  private filled = 0;
  private phonetic = 0;

  constructor(
    private readonly book: Workbook,
    private readonly uncalculated: 'refused' | 'blank',
  ) {}

  open(name: string, attrs: Record<string, string>): void {
    switch (name) {
      case 'row':
        return this.openRow(attrs);
      case 'c':
        return this.openCell(attrs);
      case 'f':
        if (this.cell !== null) this.cell.formula = true;
        return;
      case 'v':
        if (this.cell !== null) this.cell.value = '';
        this.into = 'value';
        return;
      case 't':
        if (this.cell !== null && this.phonetic === 0) this.into = 'inline';
        return;
      case 'rPh':
        this.phonetic++;
        return;
      case 'mergeCell':
        return this.merge(attrs['ref'] ?? '');
      case 'col':
        if (attrs['hidden'] === '1' || attrs['hidden'] === 'true') this.hiddenColumns += Math.min(LIMITS.columns, Number(attrs['max']) - Number(attrs['min']) + 1 || 1);
    }
  }

  text(part: string): void {
    if (this.cell === null || this.into === null) return;
    if (this.into === 'value') this.cell.value = (this.cell.value ?? '') + part;
    else this.cell.inline += part;
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.into = null;
        return;
      case 'rPh':
        this.phonetic--;
        return;
      case 'c':
        return this.closeCell();
      case 'row':
        return this.closeRow();
      case 'worksheet':
        this.complete = true;
    }
  }

  private openRow(attrs: Record<string, string>): void {
    const number = attrs['r'] === undefined ? this.lastRow + 1 : Number(attrs['r']);
    if (!Number.isInteger(number) || number <= this.lastRow || number > 1_048_576) throw new Refusal('FILE_DAMAGED', { reason: '行号不对' });
    this.lastRow = number;
    this.row = { number, cells: [] };
    this.nextColumn = 0;
    if (attrs['hidden'] === '1' || attrs['hidden'] === 'true') this.hiddenRows++;
  }

  private openCell(attrs: Record<string, string>): void {
    const column = place(attrs['r'] ?? '')?.column ?? this.nextColumn;
    this.nextColumn = column + 1;
    this.cell = { column, type: attrs['t'] ?? 'n', style: Number(attrs['s'] ?? -1), value: null, inline: '', formula: false };
  }

  private closeCell(): void {
    const { cell, row } = this;
    this.cell = null;
    if (cell === null || row === null) return;
    const blank = cell.formula && (cell.value === null || (cell.value === '' && cell.type !== 'str')) && cell.inline === '';
    if (blank && this.uncalculated === 'blank') return;
    if (blank) throw new Refusal('FILE_FORMULA_UNCALCULATED', { cell: cellName(cell.column, row.number) });
    const read = this.valueOf(cell);
    if (read.text === '') return;
    if (cell.column >= LIMITS.columns) throw new Refusal('FILE_TOO_MANY_COLUMNS', { cell: cellName(cell.column, row.number), limit: LIMITS.columns });
    if (++this.filled > LIMITS.cells) throw new Refusal('FILE_TOO_MANY_CELLS', { limit: LIMITS.cells });
    while (row.cells.length < cell.column) row.cells.push(EMPTY_CELL);
    row.cells[cell.column] = cell.formula ? { ...read, kind: 'formula' } : read;
  }

  private closeRow(): void {
    const { row } = this;
    this.row = null;
    if (row === null || row.cells.length === 0) return;
    if (this.rows.length >= LIMITS.rows) throw new Refusal('FILE_TOO_MANY_ROWS', { limit: LIMITS.rows });
    this.rows.push(row);
  }

  private valueOf(cell: OpenCell): SheetCell {
    const text = (value: string): SheetCell => ({ text: value.trim() === '' ? '' : value, kind: 'text', raw: value });
    const value = cell.value ?? '';
    switch (cell.type) {
      case 's':
        return text(this.book.strings[Number(value)] ?? '');
      case 'inlineStr':
        return text(unescapeCell(cell.inline));
      case 'str':
        return text(unescapeCell(value));
      case 'b':
        return value === '' ? EMPTY_CELL : { text: value === '1' || value === 'true' ? '是' : '否', kind: 'bool', raw: value === '1' || value === 'true' };
      case 'e':
        return { text: value, kind: 'error', raw: value };
      case 'd':
        return { text: value.slice(0, 10), kind: 'date', raw: value.slice(0, 10) };
      default:
        return this.numberOf(value, cell.style);
    }
  }

  private numberOf(value: string, style: number): SheetCell {
    if (value.trim() === '') return EMPTY_CELL;
    const number = Number(value);
    if (!Number.isFinite(number)) return { text: value, kind: 'text', raw: value };
    const format = this.book.formats[style] ?? 'number';
    const shown = serialText(number, format, this.book.date1904);
    if (shown !== null) return { text: shown, kind: format === 'time' ? 'text' : 'date', raw: shown };
    return { text: String(number), kind: 'number', raw: number };
  }

  private merge(ref: string): void {
    const [from, to] = ref.split(':').map(place);
    if (from === null || from === undefined || to === null || to === undefined) return;
    if (this.merges.length < LIMITS.cells) this.merges.push({ top: from.row, left: from.column, bottom: to.row, right: Math.min(to.column, LIMITS.columns - 1) });
  }
}

/**
 * Rows, merges and what is hidden of one worksheet's XML; nothing is allocated by address.
 * @param uncalculated what a formula without a result is: an upload's fault, or a blank cell of a form.
 */
export function readWorksheet(xml: string, book: Workbook, uncalculated: 'refused' | 'blank' = 'refused'): Worksheet {
  const builder = new SheetBuilder(book, uncalculated);
  walkXml(xml, { open: (name, attrs) => builder.open(name, attrs), text: (part) => builder.text(part), close: (name) => builder.close(name) });
  if (!builder.complete) throw new Refusal('FILE_DAMAGED', { reason: '工作表不完整' });
  return builder;
}
