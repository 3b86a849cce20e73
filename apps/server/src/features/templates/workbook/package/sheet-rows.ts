import { cellName, place, Refusal } from '../../../../spreadsheets/reading/index.js';
import { attributeOf, nextTag, type Tag, withAttribute } from './xml-edit.js';

/** One `<c>` as it is written, with what stands before it. */
export interface CellXml {
  column: number;
  lead: string;
  xml: string;
}

export interface RowXml {
  number: number;
  lead: string;
  /** The `<row …>` tag as it is written. */
  open: string;
  cells: CellXml[];
  /** From the last cell to the end of `</row>`; empty when the tag closes itself. */
  tail: string;
}

/** A worksheet part cut into rows and cells; joined again unchanged it is the same text. */
export interface SheetXml {
  /** `x:` where the part writes its elements so, else empty. */
  prefix: string;
  head: string;
  /** The tag as it is written where it closes itself (`<sheetData/>`); else empty, and `head` ends with it. */
  blankData: string;
  rows: RowXml[];
  tail: string;
}

const damaged = () => new Refusal('FILE_DAMAGED', { reason: '工作表不完整' });

function must(xml: string, from: number): Tag {
  const tag = nextTag(xml, from);
  if (tag === null) throw damaged();
  return tag;
}

function closeOf(xml: string, open: Tag): Tag {
  let tag = must(xml, open.end);
  for (let depth = 0; ; tag = must(xml, tag.end)) {
    if (tag.kind === 'open') depth++;
    else if (tag.kind === 'close' && depth-- === 0) return tag;
  }
}

function rowOf(xml: string, open: Tag, from: number, previous: number): { row: RowXml; end: number } {
  const text = xml.slice(open.start, open.end);
  const number = Number(attributeOf(text, 'r') ?? previous + 1);
  const row: RowXml = { number, lead: xml.slice(from, open.start), open: text, cells: [], tail: '' };
  if (open.kind === 'empty') return { row, end: open.end };
  let at = open.end;
  let next = 0;
  for (let tag = must(xml, at); ; tag = must(xml, tag.end)) {
    if (tag.kind === 'close') {
      row.tail = xml.slice(at, tag.end);
      return { row, end: tag.end };
    }
    const end = tag.kind === 'empty' ? tag : closeOf(xml, tag);
    if (tag.local === 'c') {
      const column = place(attributeOf(xml.slice(tag.start, tag.end), 'r') ?? '')?.column ?? next;
      row.cells.push({ column, lead: xml.slice(at, tag.start), xml: xml.slice(tag.start, end.end) });
      next = column + 1;
      at = end.end;
    }
    tag = end;
  }
}

/** Cuts a worksheet part. Refuses one without `sheetData` or cut short. */
export function parseSheet(xml: string): SheetXml {
  let data = must(xml, 0);
  while (data.local !== 'sheetData') data = must(xml, data.end);
  const prefix = data.name.slice(0, -'sheetData'.length);
  if (data.kind === 'empty') return { prefix, head: xml.slice(0, data.start), blankData: xml.slice(data.start, data.end), rows: [], tail: xml.slice(data.end) };
  const rows: RowXml[] = [];
  let at = data.end;
  for (let tag = must(xml, at); tag.kind !== 'close'; tag = must(xml, at)) {
    const { row, end } = rowOf(xml, tag, at, rows.at(-1)?.number ?? 0);
    rows.push(row);
    at = end;
  }
  return { prefix, head: xml.slice(0, data.end), blankData: '', rows, tail: xml.slice(at) };
}

export function rowText(row: RowXml): string {
  return row.lead + row.open + row.cells.map((cell) => cell.lead + cell.xml).join('') + row.tail;
}

export function sheetText(sheet: SheetXml): string {
  const { prefix, head, blankData, rows, tail } = sheet;
  if (blankData === '') return head + rows.map(rowText).join('') + tail;
  return rows.length === 0 ? head + blankData + tail : `${head}<${prefix}sheetData>${rows.map(rowText).join('')}</${prefix}sheetData>${tail}`;
}

function opened(row: RowXml, prefix: string): void {
  if (row.tail !== '') return;
  row.open = row.open.replace(/\s*\/>$/, '>');
  row.tail = `</${prefix}row>`;
}

/** The row of a number, made where the sheet has none. */
export function ensureRow(sheet: SheetXml, number: number): RowXml {
  let low = 0;
  let high = sheet.rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sheet.rows[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  const known = sheet.rows[low];
  if (known?.number === number) return known;
  const row: RowXml = { number, lead: '', open: `<${sheet.prefix}row r="${number}">`, cells: [], tail: `</${sheet.prefix}row>` };
  // Rows after it may tell their number by their place alone.
  if (known !== undefined) known.open = withAttribute(known.open, 'r', String(known.number));
  sheet.rows.splice(low, 0, row);
  return row;
}

/** Puts a cell's text at its column of a row, in place of the one there. */
export function putCell(sheet: SheetXml, row: RowXml, column: number, xml: string): void {
  const at = row.cells.findIndex((cell) => cell.column >= column);
  const known = at < 0 ? undefined : row.cells[at];
  if (known?.column === column) {
    known.xml = xml;
    return;
  }
  opened(row, sheet.prefix);
  if (known !== undefined) known.xml = renamed(known.xml, known.column, row.number);
  row.cells.splice(at < 0 ? row.cells.length : at, 0, { column, lead: '', xml });
}

/** A cell's text under the name of another place. */
export function renamed(xml: string, column: number, row: number): string {
  const end = must(xml, 0).end;
  return withAttribute(xml.slice(0, end), 'r', cellName(column, row)) + xml.slice(end);
}
