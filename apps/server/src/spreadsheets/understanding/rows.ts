import type { SheetCell } from '../reading/index.js';
import type { SheetGrid } from './grid.js';
import type { HeaderBlock } from './header-block.js';
import { squeezeHeader } from './squeeze.js';

export interface DataRow {
  number: number;
  cells: readonly SheetCell[];
}

export type LeftOutWhy = 'total' | 'footer' | 'header' | 'section' | 'example' | 'numbered';
export interface LeftOutRow {
  number: number;
  why: LeftOutWhy;
  /** Start of its text, so that the person can judge. */
  text: string;
}

const TOTAL = /^(?:本页|本户|全户|总|人数|户数)?(?:合计|小计|总计|共计|累计|总数|汇总)|(?:小计|合计|总计)$/u;
const FOOTER = /^(?:填表人|填报人|制表人|制表|审核人|审核|复核人|负责人签|经办人|填报单位|填表单位|填报日期|填表日期|填报时间|填表时间|制表日期|单位负责人|联系人|联系电话|社区(?:书记|主任)|注|备注|说明|填表说明|填写说明|附注|单位(?:盖章)?|(?:签字|盖章))(?:签字|签名|盖章)?[::((]/u;
const FOOTER_LABEL = /^(?:填表人|填报人|制表人|审核人|复核人|经办人|填报单位|填表单位|填报日期|填表日期|制表日期|单位负责人)$/u;
const EXAMPLE = /^(?:示例|样例|范例|例如|例)[::\d(]?/u;
const ID_LIKE = /\d{14}[\dXx]{1,4}/;

const squeezed = (text: string) => text.replace(/\s+/gu, '');

/** 合计, 小计 and the like: a row of sums, or a heading of one. */
export const isTotalText = (text: string) => TOTAL.test(squeezed(text));
/** 填表人:, 备注: and the like, below the rows of a table. */
export const isFooterText = (text: string) => FOOTER.test(squeezed(text)) || FOOTER_LABEL.test(squeezed(text));
/** 示例, 例1 and the like: a row that shows how to fill in. */
export const isExampleText = (text: string) => EXAMPLE.test(squeezed(text));

const isSerialValue = (text: string) => /^\d{1,6}$/.test(text);

function repeatsHeader(texts: readonly string[], headings: ReadonlySet<string>): boolean {
  const filled = texts.filter((text) => text !== '').map(squeezeHeader);
  return filled.length >= 2 && filled.filter((text) => headings.has(text)).length >= filled.length * 0.6;
}

function whyLeftOut(texts: readonly string[], headings: ReadonlySet<string>, width: number, serial: number | null): LeftOutWhy | null {
  const filled = texts.filter((text) => text !== '');
  const first = filled[0] ?? '';
  const lone = squeezed(first);
  if (repeatsHeader(texts, headings)) return 'header';
  if (filled.some((text) => ID_LIKE.test(text))) return EXAMPLE.test(lone) ? 'example' : null;
  if (filled.slice(0, 3).some(isTotalText)) return 'total';
  if (FOOTER.test(lone) || (FOOTER_LABEL.test(lone) && filled.length <= 6)) return 'footer';
  if (EXAMPLE.test(lone)) return 'example';
  if (filled.length === 1 && serial !== null && isSerialValue(texts[serial] ?? '')) return 'numbered';
  return filled.length === 1 && width >= 4 ? 'section' : null;
}

/**
 * Data rows below the header. Totals, notes, signatures, headers repeated on each page, section titles, examples and rows
 * that only carry their number are left out, each with its reason.
 */
export function dataRows(grid: SheetGrid, header: HeaderBlock, serial: number | null): { rows: DataRow[]; leftOut: LeftOutRow[] } {
  const headings = new Set<string>();
  for (let row = header.top; row <= header.bottom; row++) for (const text of grid.filled(row)) headings.add(squeezeHeader(text));
  const rows: DataRow[] = [];
  const leftOut: LeftOutRow[] = [];
  for (const number of grid.numbers) {
    if (number <= header.bottom) continue;
    const own = grid.texts(number);
    const why = whyLeftOut(own, headings, grid.width, serial);
    if (why !== null) leftOut.push({ number, why, text: own.filter((text) => text !== '').join(' ').slice(0, 40) });
    else rows.push({ number, cells: Array.from({ length: grid.width }, (_, column) => grid.dataCell(number, column)) });
  }
  return { rows, leftOut };
}
