import { readCsv } from './csv.js';
import { LIMITS, Refusal, type SheetContent } from './types.js';
import { openWorkbook, xmlOf } from './xlsx-parts.js';
import { readWorksheet } from './xlsx-sheet.js';
import { ZipArchive } from './zip.js';

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

const SIGNATURES: readonly [bytes: Buffer, looks: string][] = [
  [Buffer.from('%PDF'), ' PDF 文件'],
  [Buffer.from('Rar!'), '压缩包'],
  [Buffer.from('377abcaf', 'hex'), '压缩包'],
  [Buffer.from('1f8b', 'hex'), '压缩包'],
  [Buffer.from('89504e47', 'hex'), '图片'],
  [Buffer.from('ffd8ff', 'hex'), '图片'],
  [Buffer.from('GIF8'), '图片'],
  [Buffer.from('4d5a', 'hex'), '程序'],
];

function refuseOle(bytes: Buffer): never {
  if (bytes.includes(utf16('EncryptedPackage'))) throw new Refusal('FILE_ENCRYPTED');
  if (bytes.includes(utf16('WordDocument'))) throw new Refusal('FILE_NOT_SHEET', { looks: ' Word 文档' });
  throw new Refusal('FILE_XLS_LEGACY');
}

function refuseBySize(bytes: Buffer): void {
  if (bytes.length === 0) throw new Refusal('FILE_EMPTY');
  if (bytes.length > LIMITS.fileBytes) throw new Refusal('FILE_TOO_LARGE', { limit: LIMITS.fileBytes / 1024 / 1024 });
  if (bytes.subarray(0, 8).equals(OLE)) refuseOle(bytes);
}

function archiveOf(bytes: Buffer): ZipArchive {
  const zip = new ZipArchive(bytes);
  if (zip.names.length === 0) throw new Refusal('FILE_EMPTY');
  return zip;
}

const isZip = (bytes: Buffer) => bytes.subarray(0, 2).toString('latin1') === 'PK';
const looksOfBytes = (bytes: Buffer) => SIGNATURES.find(([signature]) => bytes.subarray(0, signature.length).equals(signature))?.[1] ?? looksOfText(bytes);

/** The package of an XLSX upload, told by its content; anything else is refused by what it looks like. Throws `Refusal`. */
export function openXlsx(bytes: Buffer): ZipArchive {
  refuseBySize(bytes);
  if (!isZip(bytes)) throw new Refusal('FILE_NOT_SHEET', { looks: looksOfBytes(bytes) ?? '文本或其他文件' });
  return archiveOf(bytes);
}

function readXlsx(bytes: Buffer, wanted: string | undefined): SheetContent {
  const zip = archiveOf(bytes);
  const book = openWorkbook(zip);
  const shown = book.sheets.filter((sheet) => !sheet.hidden);
  const named = wanted === undefined ? undefined : book.sheets.find((sheet) => sheet.name === wanted);
  if (wanted !== undefined && named === undefined) throw new Refusal('FILE_SHEET_UNKNOWN', { sheet: wanted });
  // A hidden sheet is named to the person but never chosen by itself.
  for (const sheet of named === undefined ? shown : [named]) {
    const content = readWorksheet(xmlOf(zip, sheet.part), book);
    if (content.rows.length === 0) continue;
    const { rows, merges, hiddenRows, hiddenColumns } = content;
    return { sheet: sheet.name, sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })), format: 'xlsx', encoding: null, date1904: book.date1904, merges, hiddenRows, hiddenColumns, rows };
  }
  throw new Refusal('FILE_EMPTY');
}

function looksOfText(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 1024).toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '').trimStart().toLowerCase();
  if (/^<(?:!doctype html|html|table|head|meta)/.test(head)) return '网页';
  return head.startsWith('<?xml') ? ' XML 文件' : null;
}

/**
 * Rows of an uploaded file, told apart by its content, never by its name (which only decides whether plain text may be
 * CSV). Throws `Refusal`. Costs what `LIMITS` allow; meant for the worker, and for tests in process.
 */
export function readBytes(bytes: Buffer, name: string, wanted?: string): SheetContent {
  refuseBySize(bytes);
  if (isZip(bytes)) return readXlsx(bytes, wanted);
  const looks = looksOfBytes(bytes) ?? (/\.(?:csv|txt|tsv)$/i.test(name) ? null : '其他文件');
  if (looks !== null) throw new Refusal('FILE_NOT_SHEET', { looks });
  return readCsv(bytes);
}
