import { createHash } from 'node:crypto';
import { readWorksheet, Refusal } from '../../../../spreadsheets/reading/index.js';
import { parseSheet, type SheetXml } from '../package/sheet-rows.js';
import { ruledStyles } from '../package/cell-styles.js';
import { WorkbookPackage } from '../package/workbook-package.js';
import type { TemplateColumn, TemplateReading, TemplateRowHead } from '../types.js';
import { type Body, BOXES, findBody } from './body-rows.js';
import { crossColumns, mapColumns } from './columns.js';
import { readCrossTable } from './cross-table.js';
import { dateFormOf } from './date-forms.js';
import { cellOf, FormGrid } from './form-grid.js';
import { type Band, findBand, headingsOf } from './header-band.js';
import { findLabels, findTitle } from './labels.js';
import { readPersonForm } from './person-form.js';

/** One sheet of the form, understood, with what filling needs of it. */
export interface OpenTemplate {
  file: WorkbookPackage;
  part: string;
  sheet: SheetXml;
  grid: FormGrid;
  reading: TemplateReading;
  /** Rows of a list that were filled in before. */
  samples: readonly number[];
}

type Understood = { reading: TemplateReading; samples: readonly number[] };

/** Headings and geometry; years in headings and everything outside the table do not count. */
function fingerprintOf(reading: Omit<TemplateReading, 'fingerprint'>): string {
  const [top] = reading.headerRows;
  const column = (item: TemplateColumn) => [item.path.replace(/(?:19|20)\d{2}(?=年)/gu, ''), item.column, cellOf(item.cell).row - top, item.value === null ? '' : cellOf(item.value).row - top].join('|');
  const lines = [reading.kind, reading.kind === 'form' ? '' : String(reading.headerRows[1] - top), ...reading.columns.map(column), ...(reading.block?.columns ?? []).map(column), ...reading.rowHeads.map((head) => `${head.path}|${head.row - top}`)];
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}

const finished = (reading: Omit<TemplateReading, 'fingerprint'>, samples: readonly number[] = []): Understood => ({ reading: { ...reading, fingerprint: fingerprintOf(reading) }, samples });

const rowsOutside = (grid: FormGrid, from: number, to: number) => grid.texts.numbers.filter((row) => row < from || row >= to);

function formReading(grid: FormGrid, sheet: string): Understood | null {
  const form = readPersonForm(grid);
  if (form === null) return null;
  return finished({ kind: 'form', sheet, title: findTitle(grid, form.headerRows[0]), ...form, rows: null, rowHeads: [], warnings: [] });
}

function crossReading(grid: FormGrid, sheet: string, band: Band): Understood | null {
  const cross = readCrossTable(grid, band);
  if (cross === null) return null;
  const { rowHeads, after } = cross;
  const columns = crossColumns(cross.headings);
  const labels = findLabels(grid, rowsOutside(grid, band.top, after));
  return finished({ kind: 'cross', sheet, title: findTitle(grid, band.top), headerRows: [band.top, band.bottom], columns, labels, rows: null, block: null, rowHeads, warnings: unknownHeads(columns, rowHeads) });
}

function unknownHeads(columns: readonly TemplateColumn[], rows: readonly TemplateRowHead[]): string[] {
  const unknown = [...columns, ...rows].filter((head) => head.conditions.every((item) => item.kind === 'unknown')).map((head) => head.path);
  return unknown.length === 0 ? [] : [`这些标题没有看懂,请选择含义:${unknown.slice(0, 10).join('、')}`];
}

/** What the first body row shows: boxes to tick and the way dates are written. */
function withSamples(grid: FormGrid, columns: readonly TemplateColumn[], body: Body): TemplateColumn[] {
  const rows = [...body.samples, ...(body.rows.sample === null ? [] : [body.rows.sample])];
  return columns.map((column) => {
    const texts = rows.map((row) => grid.own(row, column.column)).filter((cell) => cell.kind === 'text').map((cell) => cell.text);
    const printed = body.rows.printed.includes(column.column);
    return { ...column, shape: printed && BOXES.test(texts.at(-1) ?? '') ? 'choice' : column.shape, dateForm: dateFormOf(body.samples.length === 0 ? [column.path] : [...texts, column.path]) };
  });
}

function listWarnings(columns: readonly TemplateColumn[], body: Body): string[] {
  const open = columns.filter((column) => column.role === 'data' && column.field === null).map((column) => column.path);
  return [
    ...(body.samples.length > 0 ? [`第 ${body.samples.join('、')} 行已有内容,将保留,从第 ${body.rows.first} 行起填写`] : []),
    ...(open.length > 0 ? [`台账没有或尚未确认的列,将留空:${open.join('、')}`] : []),
  ];
}

function listReading(grid: FormGrid, sheet: string, band: Band): Understood | null {
  const mapped = mapColumns(headingsOf(grid, band));
  if (mapped.filter((column) => column.field !== null).length < 2 && mapped.filter((column) => column.candidates.length > 0).length < 2) return null;
  const body = findBody(grid, band, mapped);
  const columns = withSamples(grid, mapped, body);
  const labels = findLabels(grid, rowsOutside(grid, band.top, body.after));
  return finished({ kind: 'list', sheet, title: findTitle(grid, band.top), headerRows: [band.top, band.bottom], columns, labels, rows: body.rows, block: null, rowHeads: [], warnings: listWarnings(columns, body) }, body.samples);
}

function understandSheet(grid: FormGrid, sheet: string): Understood | null {
  const form = formReading(grid, sheet);
  if (form !== null) return form;
  const band = findBand(grid);
  return band === null ? null : (crossReading(grid, sheet, band) ?? listReading(grid, sheet, band));
}

const known = ({ reading }: Understood) => [...reading.columns, ...(reading.block?.columns ?? [])].filter((column) => column.field !== null || column.conditions.some((item) => item.kind !== 'unknown')).length;

/** Opens a form and understands the visible sheet of which most is known. Throws `Refusal`. */
export function openTemplate(bytes: Buffer): OpenTemplate {
  const file = new WorkbookPackage(bytes);
  const ruled = ruledStyles(file);
  let best: OpenTemplate | null = null;
  let filled = false;
  const others: string[] = [];
  for (const { name, hidden, part } of file.book.sheets) {
    if (hidden) continue;
    const xml = file.text(part);
    const content = readWorksheet(xml, file.book, 'blank');
    filled ||= content.rows.length > 0;
    const sheet = parseSheet(xml);
    const grid = new FormGrid(content, sheet, ruled);
    const found = understandSheet(grid, name);
    if (found === null) continue;
    others.push(name);
    if (best === null || known(found) > known(best)) best = { file, part, sheet, grid, ...found };
  }
  if (!filled) throw new Refusal('FILE_EMPTY');
  if (best === null) throw new Refusal('TEMPLATE_NOT_RECOGNISED');
  const chosen = best.reading.sheet;
  const ignored = others.filter((name) => name !== chosen);
  if (ignored.length > 0) best.reading.warnings.push(`只填写工作表“${chosen}”;另有可填写的工作表:${ignored.join('、')}`);
  return best;
}

/**
 * What a department's blank form asks for: kind, header, columns mapped to the catalogue, label cells, rows.
 * Costs what the import's limits allow (20 MB, 100 MB unpacked); run it in a worker for files from outside.
 * @throws Refusal FILE_* for what is no plain XLSX, TEMPLATE_NOT_RECOGNISED when no table, form or cross table is found.
 */
export function recognise(bytes: Buffer): TemplateReading {
  return openTemplate(bytes).reading;
}

/** The same reading with fields a person chose, by path; null = the column stays empty. Unknown paths are ignored. */
export function withFields(reading: TemplateReading, fields: Readonly<Record<string, string | null>>): TemplateReading {
  const choose = (column: TemplateColumn): TemplateColumn => {
    const field = fields[column.path];
    return field === undefined || column.role !== 'data' ? column : { ...column, field, confidence: field === null ? 0 : 1, settled: true };
  };
  const block = reading.block === null ? null : { ...reading.block, columns: reading.block.columns.map(choose) };
  return { ...reading, columns: reading.columns.map(choose), block };
}

