import { type NumberFormat, numberFormat } from './formats.js';
import { Refusal } from './types.js';
import { unescapeCell, walkXml } from './xml.js';
import type { ZipArchive } from './zip.js';

export interface Workbook {
  /** Part of the workbook itself, as `xl/workbook.xml`. */
  part: string;
  /** Part of the cell styles; null when there is none. */
  stylesPart: string | null;
  sheets: readonly { name: string; hidden: boolean; part: string }[];
  date1904: boolean;
  strings: readonly string[];
  formats: readonly NumberFormat[];
}

/** Text of a part; UTF-8 unless it says UTF-16 by its mark. */
export function xmlOf(zip: ZipArchive, part: string): string {
  const bytes = zip.read(part);
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

function resolve(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path = folder === '' ? [] : folder.split('/');
  for (const step of target.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  }
  return path.join('/');
}

export interface Relation {
  id: string;
  type: string;
  part: string;
}

/** What a part refers to inside the package; `''` is the package itself. */
export function relationsOf(zip: ZipArchive, part: string): Relation[] {
  const cut = part.lastIndexOf('/');
  const folder = cut < 0 ? '' : part.slice(0, cut);
  const rels = `${folder === '' ? '' : `${folder}/`}_rels/${part.slice(cut + 1)}.rels`;
  const found: Relation[] = [];
  if (!zip.has(rels)) return found;
  walkXml(xmlOf(zip, rels), {
    open: (name, attrs) => {
      // An external target is a place outside the file: never followed.
      if (name !== 'Relationship' || attrs['TargetMode'] === 'External') return;
      const type = attrs['Type'] ?? '';
      found.push({ id: attrs['Id'] ?? '', type: type.slice(type.lastIndexOf('/') + 1), part: resolve(folder, attrs['Target'] ?? '') });
    },
  });
  return found;
}

function stringsOf(xml: string): string[] {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let phonetic = 0;
  walkXml(xml, {
    open: (name) => {
      if (name === 'si') text = '';
      else if (name === 'rPh') phonetic++;
      else if (name === 't') inText = phonetic === 0;
    },
    text: (part) => {
      if (inText) text += part;
    },
    close: (name) => {
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic--;
      else if (name === 'si') strings.push(unescapeCell(text));
    },
  });
  return strings;
}

function formatsOf(xml: string): NumberFormat[] {
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCellFormats = false;
  walkXml(xml, {
    open: (name, attrs) => {
      if (name === 'numFmt') codes.set(Number(attrs['numFmtId']), attrs['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) formats.push(numberFormat(Number(attrs['numFmtId'] ?? 0), codes.get(Number(attrs['numFmtId']))));
    },
    close: (name) => {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return formats;
}

function looksOf(names: readonly string[]): string {
  if (names.some((name) => name.startsWith('word/'))) return 'Word 文档';
  if (names.some((name) => name.startsWith('ppt/'))) return '演示文稿';
  if (names.some((name) => /workbook\.bin$/i.test(name))) return ' XLSB 二进制工作簿';
  return names.includes('content.xml') ? ' ODS 表格' : '压缩包';
}

/** Directory of a workbook: sheets, strings and number formats. Refuses macros and archives that are no workbook. */
export function openWorkbook(zip: ZipArchive): Workbook {
  if (zip.names.some((name) => /vbaProject\.bin$/i.test(name))) throw new Refusal('FILE_HAS_MACROS');
  const book = relationsOf(zip, '').find((item) => item.type === 'officeDocument')?.part;
  if (book === undefined || !zip.has(book) || !/\.xml$/i.test(book) || looksOf(zip.names) === 'Word 文档') throw new Refusal('FILE_NOT_SHEET', { looks: looksOf(zip.names) });
  if (zip.has('[Content_Types].xml') && /macroEnabled/i.test(xmlOf(zip, '[Content_Types].xml'))) throw new Refusal('FILE_HAS_MACROS');
  const relations = relationsOf(zip, book);
  const partOf = (type: string) => relations.find((item) => item.type === type && zip.has(item.part))?.part;
  const sheets: { name: string; hidden: boolean; part: string }[] = [];
  let date1904 = false;
  walkXml(xmlOf(zip, book), {
    open: (name, attrs) => {
      if (name === 'workbookPr') date1904 = attrs['date1904'] === '1' || attrs['date1904'] === 'true';
      if (name !== 'sheet') return;
      const id = Object.entries(attrs).find(([key]) => key.endsWith(':id'))?.[1];
      const part = relations.find((item) => item.id === id && item.type === 'worksheet')?.part;
      if (part !== undefined) sheets.push({ name: attrs['name'] ?? '', hidden: (attrs['state'] ?? 'visible') !== 'visible', part });
    },
  });
  const [strings, styles] = [partOf('sharedStrings'), partOf('styles')];
  return { part: book, stylesPart: styles ?? null, sheets, date1904, strings: strings === undefined ? [] : stringsOf(xmlOf(zip, strings)), formats: styles === undefined ? [] : formatsOf(xmlOf(zip, styles)) };
}
