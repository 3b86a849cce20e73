import { Refusal } from '../../../../spreadsheets/reading/index.js';
import type { Insertion } from '../package/insertion.js';
import { moveOtherParts } from '../package/move-parts.js';
import { insertRows } from '../package/move-sheet.js';
import { sheetText } from '../package/sheet-rows.js';
import { dropStaleResults } from '../package/stale-results.js';
import { type OpenTemplate, openTemplate } from '../recognising/recognise.js';
import type { FilledTemplate, FillInput, TemplateColumn, TemplateLabel, TemplateReading, TemplateRecord, TemplateRows } from '../types.js';
import { movedRow } from '../package/insertion.js';
import { SheetFiller, targetCell } from './sheet-filler.js';

/** Records one call may write. */
export const MOST_RECORDS = 20_000;

/** A list with its rows, as it lies in the sheet: the form's own, or the block of family members inside a form. */
interface Listing {
  columns: readonly TemplateColumn[];
  rows: TemplateRows;
  samples: readonly number[];
}

const isGiven = (value: string | number | null | undefined): value is string | number => value !== undefined && value !== null && value !== '';

/** The freshly read geometry with the fields of the reading that was confirmed. */
function withChosenFields(fresh: readonly TemplateColumn[], chosen: readonly TemplateColumn[]): TemplateColumn[] {
  const key = (column: TemplateColumn) => `${column.cell}|${column.column}|${column.path}`;
  const fields = new Map(chosen.map((column) => [key(column), column]));
  return fresh.map((column) => ({ ...column, field: fields.get(key(column))?.field ?? null }));
}

function insertionFor(listing: Listing, sheet: string, records: number): Insertion | null {
  const { first, count, sample } = listing.rows;
  const missing = records - count;
  if (missing <= 0) return null;
  // Before the last row where there are two, so that sums, borders and rules that end with it go on to.
  const at = count >= 2 ? first + count - 1 : first + count;
  return { sheet, at, count: missing, sample, first: listing.samples[0] ?? first, last: first + count - 1 };
}

class Filling {
  private readonly filler: SheetFiller;
  private readonly keptFormulas = new Set<string>();
  private readonly warnings: string[] = [];
  private insertedRows = 0;
  private filledCells = 0;
  private insertion: Insertion | null = null;

  constructor(
    private readonly template: OpenTemplate,
    private readonly input: FillInput,
  ) {
    this.filler = new SheetFiller(template, template.sheet);
  }

  run(reading: TemplateReading): FilledTemplate {
    const fresh = this.template.reading;
    const columns = fresh.kind === 'cross' ? reading.columns : withChosenFields(fresh.columns, reading.columns);
    const block = fresh.block === null ? null : { ...fresh.block, columns: withChosenFields(fresh.block.columns, reading.block?.columns ?? []) };
    if (fresh.rows !== null) this.list({ columns, rows: fresh.rows, samples: this.template.samples }, this.input.rows);
    if (block !== null) this.list({ columns: block.columns, rows: block.rows, samples: [] }, this.input.members ?? []);
    if (fresh.kind === 'form') this.person(columns);
    if (fresh.kind === 'cross') this.cross(reading);
    const emptyLabels = this.labels(fresh.labels);
    const all = [...columns, ...(block?.columns ?? [])];
    return { bytes: this.save(), insertedRows: this.insertedRows, filledCells: this.filledCells, emptyColumns: fresh.kind === 'cross' ? [] : all.filter((column) => column.role === 'data' && column.field === null).map(({ cell, path }) => ({ cell, path })), emptyLabels, keptFormulas: [...this.keptFormulas], warnings: this.warnings };
  }

  private list(listing: Listing, records: readonly TemplateRecord[]): void {
    const insertion = insertionFor(listing, this.template.reading.sheet, records.length);
    if (insertion !== null) {
      this.insertion = insertion;
      this.insertedRows += insertion.count;
      insertRows(this.template.sheet, insertion, new Set(listing.rows.printed));
    }
    records.forEach((record, index) => {
      for (const column of listing.columns) this.recordCell(column, record, listing.rows, index);
    });
  }

  private recordCell(column: TemplateColumn, record: TemplateRecord, rows: TemplateRows, index: number): void {
    const row = rows.first + index;
    if (column.role === 'serial') return this.serial(column, row, rows, index);
    const value = column.role === 'data' && column.field !== null ? record[column.field] : undefined;
    if (isGiven(value) && this.isFree(row, column.column)) this.put(column, row, column.column, value);
  }

  /** Running numbers the form already prints stay as they are. */
  private serial(column: TemplateColumn, row: number, rows: TemplateRows, index: number): void {
    const { grid } = this.template;
    const printed = (at: number) => grid.own(at, column.column).text.trim();
    const start = Number(/^\d{1,6}$/.exec(printed(rows.first))?.[0] ?? 1);
    const former = this.insertion === null || row < this.insertion.at ? printed(row) : '';
    if (former !== String(start + index) && this.isFree(row, column.column)) this.put({ ...column, field: null, shape: 'whole' }, row, column.column, start + index);
  }

  /** A cell covered by a merge from above or from the left has no value of its own. */
  private isFree(row: number, column: number): boolean {
    const before = this.rowBefore(row);
    const area = before === null ? null : this.template.grid.area(before, column);
    return area === null || (area.left === column && area.top === before);
  }

  /** Row of the blank form a row of the filled sheet was; for an inserted row its sample. */
  private rowBefore(row: number): number | null {
    const { insertion } = this;
    if (insertion === null || row < insertion.at) return row;
    return row < insertion.at + insertion.count ? insertion.sample : row - insertion.count;
  }

  private put(column: TemplateColumn, row: number, at: number, value: string | number): void {
    const label = column.path.split('/').at(-1) ?? '';
    const outcome = this.filler.write({ row, column: at, shape: column.shape, field: column.field, dateForm: column.dateForm, label }, value);
    if (outcome === 'written') this.filledCells++;
    else if (outcome === 'formula') this.keptFormulas.add(column.path);
    else this.warnings.push(`“${column.path}”没有与“${value}”相符的选项,已留空`);
  }

  private moved(cell: { row: number; column: number }): { row: number; column: number } {
    return this.insertion === null ? cell : { ...cell, row: movedRow(this.insertion, cell.row) };
  }

  private person(columns: readonly TemplateColumn[]): void {
    const [record] = this.input.rows;
    if (this.input.rows.length > 1) this.warnings.push(`这是一人一表,只填写了第一人,其余 ${this.input.rows.length - 1} 人请分别填写`);
    if (record === undefined) return;
    for (const column of columns) {
      const value = column.field === null ? undefined : record[column.field];
      if (!isGiven(value) || column.value === null) continue;
      const cell = this.moved(targetCell(column.value));
      this.put(column, cell.row, cell.column, value);
    }
  }

  private cross(reading: TemplateReading): void {
    const { crossValues } = this.input;
    if (crossValues === undefined) return;
    for (const row of reading.rowHeads)
      for (const column of reading.columns) {
        const value = crossValues(row, column);
        if (value !== null) this.put({ ...column, field: null }, row.row, column.column, value);
      }
  }

  /** Writes the facts and gives the labels left without one. */
  private labels(labels: readonly TemplateLabel[]): string[] {
    const empty: string[] = [];
    for (const label of labels) {
      const value = this.input.facts[label.label] ?? this.input.facts[label.key];
      const cell = this.moved(targetCell(label.value));
      const outcome = isGiven(value) ? this.filler.write({ ...cell, shape: label.shape, field: null, dateForm: null, label: label.label }, value) : 'no-place';
      if (outcome === 'written') this.filledCells++;
      else empty.push(label.label);
    }
    return empty;
  }

  private save(): Buffer {
    const { file, part, sheet, reading, grid } = this.template;
    file.put(part, sheetText(sheet));
    if (this.insertion !== null) moveOtherParts(file, this.insertion, part);
    // Formulas of the new rows have no result yet, and whatever counts on from them has a wrong one.
    const made = this.insertion === null ? [] : [{ top: this.insertion.at, bottom: this.insertion.at + this.insertion.count - 1, left: 0, right: grid.width }];
    dropStaleResults(file, reading.sheet, [...this.filler.changed, ...made]);
    return file.save();
  }
}

/**
 * The office's own file with the values in it. Only the parts that must change are edited, as text; merges, fonts, borders,
 * heights, validations, rules, print set-up, other sheets and names stay, and move or grow where rows are inserted.
 * @param reading what `recognise` gave for this form (this file or an earlier issue), with fields perhaps chosen by a person.
 * @throws Refusal TEMPLATE_CHANGED when the file is not the form of the reading, TEMPLATE_TOO_MANY_RECORDS, FILE_*.
 */
export function fill(bytes: Buffer, reading: TemplateReading, input: FillInput): FilledTemplate {
  const most = Math.max(input.rows.length, input.members?.length ?? 0);
  if (most > MOST_RECORDS) throw new Refusal('TEMPLATE_TOO_MANY_RECORDS', { limit: MOST_RECORDS, count: most });
  const template = openTemplate(bytes);
  if (template.reading.fingerprint !== reading.fingerprint) throw new Refusal('TEMPLATE_CHANGED');
  return new Filling(template, input).run(reading);
}
