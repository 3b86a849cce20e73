import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  data: Buffer | string;
  /** Unpacked size the header claims, when it lies. */
  claim?: number;
  encrypted?: boolean;
}

function headerOf(entry: ZipEntry, packed: Buffer, data: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(entry.encrypted === true ? 1 : 0, 2);
  header.writeUInt16LE(8, 4);
  header.writeUInt32LE(crc32(data), 10);
  header.writeUInt32LE(packed.length, 14);
  header.writeUInt32LE(entry.claim ?? data.length, 18);
  header.writeUInt16LE(Buffer.byteLength(entry.name), 22);
  return header;
}

/** A zip archive written by hand, so that tests can make it lie. */
export function zipFile(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const data = Buffer.from(entry.data as string);
    const packed = deflateRawSync(data, { level: 6 });
    const [name, header] = [Buffer.from(entry.name), headerOf(entry, packed, data)];
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), header, name, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), header, tail, name);
    offset += 30 + name.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

/** A cell: text, a number, a day by its serial, a formula with or without its result. */
export type MadeCell = string | number | boolean | null | { serial: number; format?: 'day' | 'month' } | { formula: string; result: string | number | null } | { error: string };

export interface MadeSheet {
  name: string;
  rows: readonly (readonly MadeCell[])[];
  /** `A1:B2` */
  merges?: readonly string[];
  hidden?: boolean;
  hiddenRows?: readonly number[];
}

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const STYLE = { day: 1, month: 2 } as const;

export function columnName(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : columnName(Math.floor(column / 26) - 1) + columnName(column % 26);
}

function cellXml(cell: MadeCell, ref: string, strings: Map<string, number>): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${ref}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'string') {
    const at = strings.get(cell) ?? strings.size;
    strings.set(cell, at);
    return `<c r="${ref}" t="s"><v>${at}</v></c>`;
  }
  if ('serial' in cell) return `<c r="${ref}" s="${STYLE[cell.format ?? 'day']}"><v>${cell.serial}</v></c>`;
  if ('error' in cell) return `<c r="${ref}" t="e"><v>${cell.error}</v></c>`;
  const result = cell.result === null ? '' : `<v>${escape(String(cell.result))}</v>`;
  return `<c r="${ref}"${typeof cell.result === 'string' ? ' t="str"' : ''}><f>${escape(cell.formula)}</f>${result}</c>`;
}

function sheetXml(sheet: MadeSheet, strings: Map<string, number>): string {
  const rows = sheet.rows.map((cells, row) => {
    const hidden = sheet.hiddenRows?.includes(row + 1) === true ? ' hidden="1"' : '';
    return `<row r="${row + 1}"${hidden}>${cells.map((cell, column) => cellXml(cell, `${columnName(column)}${row + 1}`, strings)).join('')}</row>`;
  });
  const merges = sheet.merges === undefined ? '' : `<mergeCells>${sheet.merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
  return `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.join('')}</sheetData>${merges}</worksheet>`;
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = (items: readonly string[]) => `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;

/** Parts of a workbook, to be zipped by `zipFile`; a test may change or add some. */
export function workbookParts(sheets: readonly MadeSheet[], options: { date1904?: boolean } = {}): ZipEntry[] {
  const strings = new Map<string, number>();
  const bodies = sheets.map((sheet) => sheetXml(sheet, strings));
  const list = sheets.map((sheet, at) => `<sheet name="${escape(sheet.name)}" sheetId="${at + 1}"${sheet.hidden === true ? ' state="hidden"' : ''} r:id="rId${at + 1}"/>`);
  const book = `<workbook xmlns:r="${RELATIONS}"><workbookPr${options.date1904 === true ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`;
  const styles = '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>';
  return [
    { name: '[Content_Types].xml', data: '<Types/>' },
    { name: '_rels/.rels', data: relations([relation('rId1', 'officeDocument', 'xl/workbook.xml')]) },
    { name: 'xl/workbook.xml', data: book },
    { name: 'xl/_rels/workbook.xml.rels', data: relations([...sheets.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`)), relation('rIdS', 'sharedStrings', 'sharedStrings.xml'), relation('rIdT', 'styles', 'styles.xml')]) },
    { name: 'xl/styles.xml', data: styles },
    { name: 'xl/sharedStrings.xml', data: `<sst>${[...strings.keys()].map((text) => `<si><t xml:space="preserve">${escape(text)}</t></si>`).join('')}</sst>` },
    ...bodies.map((data, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, data })),
  ];
}

export function xlsxFile(sheets: readonly MadeSheet[], options: { date1904?: boolean } = {}): Buffer {
  return zipFile(workbookParts(sheets, options));
}
