import iconv from 'iconv-lite';
import type { ExportEncoding } from '#contracts';
import { cellText, type FileTable, plain, type Sink } from './cells.js';

const BOM = '\uFEFF';
/** What a spreadsheet may take for a formula or a command, also in full width and behind white space. */
const DANGEROUS = /^\s*[=+\-@＝＋－＠\t\r|%]|^'/u;
/** What a spreadsheet would cut or round: long numbers and leading zeros. */
const LONG_NUMBER = /^(?:0\d+|\d{11,})$/;

/** Text that stays text in a spreadsheet; taking one leading apostrophe away gives it back. */
export function guarded(text: string): string {
  return DANGEROUS.test(text) || LONG_NUMBER.test(text) ? `'${text}` : text;
}

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

/** CSV for spreadsheets: the head first, then the rows, then what the table says of itself; the last line is the watermark. */
export async function writeCsv(sink: Sink, table: FileTable, encoding: ExportEncoding): Promise<void> {
  const put = (text: string): Promise<void> => sink.write(encoding === 'gb18030' ? iconv.encode(text, 'gb18030') : Buffer.from(text, 'utf8'));
  await put(`${encoding === 'utf8' ? BOM : ''}${line(table.columns.map((column) => guarded(plain(column.label))))}`);
  const rowLine = (row: readonly (string | number | null)[]): string => line(table.columns.map((column, at) => (typeof row[at] === 'number' ? cellText(row[at] ?? null, column) : guarded(cellText(row[at] ?? null, column)))));
  for await (const part of table.parts) await put(part.map(rowLine).join(''));
  const totals = table.totals();
  if (totals !== null) await put(rowLine(totals));
  await put(`\r\n${line(['口径说明'])}${table.note().map(([name, value]) => line([guarded(plain(name)), guarded(plain(value))])).join('')}${line([guarded(plain(table.watermark))])}`);
}
