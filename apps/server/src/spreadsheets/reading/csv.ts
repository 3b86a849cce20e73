import { parse } from 'csv-parse/sync';
import { EMPTY_CELL, LIMITS, cellName, Refusal, type SheetCell, type SheetContent, type SheetRow } from './types.js';

const decodes = (encoding: string, bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

function utf16Without(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  const head = bytes.subarray(0, 4096);
  const nul = (parity: number) => head.filter((byte, at) => byte === 0 && at % 2 === parity).length;
  if (nul(0) + nul(1) < head.length / 8) return null;
  return nul(1) > nul(0) ? 'utf-16le' : 'utf-16be';
}

/** Text of a CSV file and the encoding found: byte order mark, else strict UTF-8, else strict GB18030. */
export function decodeText(bytes: Buffer): { text: string; encoding: string } {
  const found = (encoding: string, label: string, from = 0) => {
    const text = decodes(encoding, bytes.subarray(from));
    if (text === null) throw new Refusal('FILE_ENCODING_UNKNOWN');
    return { text, encoding: label };
  };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return found('utf-8', 'UTF-8 BOM', 3);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return found('utf-16le', 'UTF-16', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return found('utf-16be', 'UTF-16', 2);
  const wide = utf16Without(bytes);
  if (wide !== null) return found(wide, 'UTF-16');
  const utf8 = decodes('utf-8', bytes);
  if (utf8 !== null) return { text: utf8, encoding: 'UTF-8' };
  // A file cut inside a character is damaged UTF-8, not GB18030.
  for (const cut of [1, 2, 3]) if (/[^\0-\x7F]/.test(decodes('utf-8', bytes.subarray(0, bytes.length - cut)) ?? '')) throw new Refusal('FILE_DAMAGED', { reason: '末尾的字不完整,可能没有传完' });
  return found('gb18030', 'GB18030');
}

function delimiterOf(text: string): string {
  const lines = text.split(/\r?\n/, 20).map((line) => line.replace(/"[^"]*"/g, ''));
  const count = (sign: string) => lines.reduce((sum, line) => sum + line.split(sign).length - 1, 0);
  return [',', '\t', ';'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',');
}

function cellOf(value: string): SheetCell {
  // ="0012" is how some systems keep Excel from eating zeros.
  const text = /^="([^"]*)"$/.exec(value)?.[1] ?? value;
  return text.trim() === '' ? EMPTY_CELL : { text, kind: 'text', raw: text };
}

function rowOf(record: readonly string[], number: number): SheetRow {
  const cells = record.map(cellOf);
  while (cells.at(-1)?.kind === 'empty') cells.pop();
  if (cells.length > LIMITS.columns) throw new Refusal('FILE_TOO_MANY_COLUMNS', { cell: cellName(cells.length - 1, number), limit: LIMITS.columns });
  return { number, cells };
}

function records(text: string): SheetRow[] {
  const rows: SheetRow[] = [];
  let number = 0;
  let filled = 0;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LIMITS.csvRecordBytes,
      on_record: (record: string[]) => {
        const row = rowOf(record, ++number);
        filled += row.cells.length;
        if (filled > LIMITS.cells) throw new Refusal('FILE_TOO_MANY_CELLS', { limit: LIMITS.cells });
        if (row.cells.length === 0) return null;
        if (rows.push(row) > LIMITS.rows) throw new Refusal('FILE_TOO_MANY_ROWS', { limit: LIMITS.rows });
        return null;
      },
    });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('FILE_CSV_BROKEN', { row: number + 1 });
  }
  return rows;
}

/** Rows of a CSV file; a comma, tab or semicolon separates, whichever the first lines hold most. */
export function readCsv(bytes: Buffer): SheetContent {
  const { text, encoding } = decodeText(bytes);
  const rows = records(text);
  if (rows.length === 0) throw new Refusal('FILE_EMPTY');
  return { sheet: null, sheets: [], format: 'csv', encoding, date1904: false, merges: [], hiddenRows: 0, hiddenColumns: 0, rows };
}
