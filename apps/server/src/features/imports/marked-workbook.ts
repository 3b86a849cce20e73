import type { Cell, CellStyle } from 'hucre';
import { fieldOf } from '#catalogue';
import type { CheckedRow, ColumnTarget } from './checking/index.js';
import type { SheetCell } from '../../spreadsheets/reading/index.js';
import { MARK_HEADERS, type SheetColumn } from '../../spreadsheets/understanding/index.js';

export interface MarkedRow {
  cells: readonly SheetCell[];
  checked: CheckedRow;
}

const LONGEST_CELL = 32_767;
const TEXT: CellStyle = { numFmt: '@' };
const FAULTY: CellStyle = { numFmt: '@', fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFFFC7CE' } }, font: { color: { rgb: 'FF9C0006' } } };
const ASKED: CellStyle = { numFmt: '@', fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFFFEB9C' } } };
const HEADER: CellStyle = { numFmt: '@', font: { bold: true } };
const WRAPPED: CellStyle = { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } };

/** What XML can hold; everything else of the person's text stays as it was. */
const storable = (text: string) => text.toWellFormed().replace(/[^\P{C}\n\t\u200C\u200D\p{Co}\p{Cn}]|[\uFFFE\uFFFF]/gu, '').slice(0, LONGEST_CELL);

function labelOf(target: string): string {
  return fieldOf(target)?.label ?? target.replace(/^tag:/, '标签 ');
}

interface Marks {
  faulty: ReadonlySet<string>;
  asked: ReadonlySet<string>;
  short: string;
  long: string;
}

function marksOf(row: CheckedRow): Marks {
  const faults = row.fields.flatMap((item) => (item.result.ok ? [] : [{ target: item.target, message: item.result.message }]));
  const errors = row.issues.filter((issue) => issue.severity === 'error');
  const asked = row.issues.filter((issue) => issue.severity !== 'error');
  const faulty = new Set([...faults.map((item) => item.target), ...errors.flatMap((issue) => issue.targets)]);
  const lines = [...faults.map((item) => `${labelOf(item.target)}:${item.message}`), ...[...errors, ...asked].map((issue) => issue.message)];
  const named = [...new Set([...faulty, ...asked.flatMap((issue) => issue.targets)])].map(labelOf);
  return { faulty, asked: new Set(asked.flatMap((issue) => issue.targets)), short: `第${row.number}行:${named.join('、')}`, long: lines.join('\n') };
}

/**
 * Rejected rows as a workbook in which a person corrects and uploads again: 问题 first, the original columns, 说明 last; the
 * cells at fault are red, those asked about yellow. Every cell is text under the text format, so nothing can run and no
 * id number is cut; the two added columns are read past when the file comes back.
 */
export async function markedWorkbook(columns: readonly SheetColumn[], targets: readonly ColumnTarget[], rows: readonly MarkedRow[]): Promise<Buffer> {
  const targetOf = new Map(targets.map((item) => [item.column, item.target]));
  const headers = [MARK_HEADERS.first, ...columns.map((item) => item.path.join('/')), MARK_HEADERS.last].map(storable);
  const cells = new Map<string, Partial<Cell>>();
  headers.forEach((_, column) => cells.set(`0,${column}`, { style: HEADER }));
  const body = rows.map((row, at) => {
    const marks = marksOf(row.checked);
    columns.forEach(({ column }, place) => {
      const target = targetOf.get(column) ?? '';
      cells.set(`${at + 1},${place + 1}`, { style: marks.faulty.has(target) ? FAULTY : marks.asked.has(target) ? ASKED : TEXT });
    });
    cells.set(`${at + 1},0`, { style: TEXT });
    cells.set(`${at + 1},${columns.length + 1}`, { style: WRAPPED });
    return [marks.short, ...columns.map(({ column }) => row.cells[column]?.text ?? ''), marks.long].map(storable);
  });
  const widths = headers.map((header, at) => ({ width: at === headers.length - 1 ? 60 : Math.min(30, Math.max(10, header.length * 2 + 2)) }));
  // Loaded when first asked for: the start of the server does not wait for it.
  const { writeXlsx } = await import('hucre');
  return Buffer.from(await writeXlsx({ sheets: [{ name: '未导入的行', columns: widths, rows: [headers, ...body], cells, freezePane: { rows: 1 } }] }));
}
