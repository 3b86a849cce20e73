import { inflateSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre';
import { describe, expect, it } from '@jest/globals';
import { Random } from '#catalogue';
import { type Cell, type FileTable, plain, type Sink } from './cells.js';
import { guarded, writeCsv } from './csv.js';
import { writePdf } from './pdf.js';
import { columnName, writeXlsx } from './xlsx.js';

/** Real: the writers and, for reading back, hucre, csv-parse and the PDF's own glyph map. Nothing is faked. */
const COLUMNS = [{ label: '姓名', type: 'text' }, { label: '证件号码', type: 'text' }, { label: '人数', type: 'int' }, { label: '占比', type: 'share' }] as const;
const MARK = '水印 孙书记(secretary) 2026-11-24 13:45 导出编号 7';

function tableOf(rows: readonly (readonly Cell[])[], totals: readonly Cell[] | null = null): FileTable {
  async function* parts(): AsyncGenerator<readonly (readonly Cell[])[]> {
    for (let from = 0; from < rows.length; from += 100) yield await Promise.resolve(rows.slice(from, from + 100));
  }
  return { title: '居民名单', columns: COLUMNS, parts: parts(), totals: () => totals, note: () => [['口径', '在世且在住居民'], ['行数', `${rows.length} 行`]], watermark: MARK, at: 1_764_000_000_000 };
}

async function bytesOf(write: (sink: Sink) => Promise<void>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await write({ write: (bytes) => Promise.resolve(void chunks.push(Buffer.from(bytes))) });
  return Buffer.concat(chunks);
}

const ROWS: readonly (readonly Cell[])[] = [['欧阳淑琴', '000000195003054526', 3, 0.125], ['=HYPERLINK("http://x","点我")', '00012', null, 1], ['买买提·艾力', null, -2, null]];
const HOSTILE = ['=1+1', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\u0000=1', '＝1+1', '＠x', '－1', "'quoted", '<img src=x onerror=alert(1)>', 'a,"b"\nc', '\u202Egnp', '\uD800', '😀', '%0d', '|cmd', ' =1'];

function hostile(random: Random): string {
  const pieces = [...HOSTILE, '张三', '0123456789012', '&amp;', ']]>', '\u0001', '\uFFFE', '𠮷', '㐂'];
  return Array.from({ length: random.int(1, 4) }, () => pieces[random.int(0, pieces.length - 1)]).join('');
}

describe('XLSX', () => {
  it('holds the table, its totals and what it says of itself; numbers are numbers, all else text', async () => {
    const book = await readXlsx(await bytesOf((sink) => writeXlsx(sink, tableOf(ROWS, ['合计', null, 1, 1]))));
    expect(book.sheets.map((sheet) => sheet.name)).toEqual(['表格', '口径说明']);
    const rows = book.sheets[0]?.rows ?? [];
    expect(rows.slice(0, 5).map((row) => COLUMNS.map((_, at) => row[at] ?? null))).toEqual([COLUMNS.map((column) => column.label), ...ROWS, ['合计', null, 1, 1]]);
    expect(rows.at(-1)?.[0]).toBe(MARK);
    expect(book.sheets[1]?.rows.map((row) => row[0])).toEqual(['口径说明', '口径', '行数']);
  });

  it('writes no formula, whatever a name says', async () => {
    const random = new Random(4);
    const names = Array.from({ length: 400 }, () => hostile(random));
    const bytes = await bytesOf((sink) => writeXlsx(sink, tableOf(names.map((name) => [name, null, null, null]))));
    const book = await readXlsx(bytes);
    expect((book.sheets[0]?.rows ?? []).slice(1, 401).map((row) => row[0] ?? '')).toEqual(names.map((name) => plain(name)));
    expect([...(book.sheets[0]?.cells?.values() ?? [])].filter((cell) => cell.formula !== undefined)).toEqual([]);
  });

  it('keeps sixty columns and five thousand rows in order', async () => {
    const rows = Array.from({ length: 5000 }, (_, at): Cell[] => [`人${at}`, null, at, null]);
    const book = await readXlsx(await bytesOf((sink) => writeXlsx(sink, tableOf(rows))));
    expect(book.sheets[0]?.rows.slice(1, 5001).every((row, at) => row[0] === `人${at}` && row[2] === at)).toBe(true);
    expect([0, 25, 26, 59, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'BH', 'ZZ', 'AAA']);
  });
});

describe('CSV', () => {
  it.each([['utf8', 'utf-8'], ['gb18030', 'gb18030']] as const)('%s: reads back, rare characters too, and ends with the watermark', async (encoding, label) => {
    const rows: Cell[][] = [['李㛃', '000000195003054526', 3, 0.5], ['王䶮', null, null, null], ['𠮷野', '1', 2, null]];
    const bytes = await bytesOf((sink) => writeCsv(sink, tableOf(rows), encoding));
    expect(bytes.subarray(0, 3).toString('hex') === 'efbbbf').toBe(encoding === 'utf8');
    const text = new TextDecoder(label).decode(bytes);
    const read = parse(text, { relax_column_count: true, skip_empty_lines: true });
    expect(read.slice(0, 4)).toEqual([['姓名', '证件号码', '人数', '占比'], ['李㛃', "'000000195003054526", '3', '50.0%'], ['王䶮', '', '', ''], ['𠮷野', '1', '2', '']]);
    expect(read.at(-1)?.[0]).toBe(MARK);
  });

  it('begins no text cell as a formula, and loses nothing by the guard', async () => {
    const random = new Random(5);
    const names = Array.from({ length: 400 }, () => hostile(random));
    const text = (await bytesOf((sink) => writeCsv(sink, tableOf(names.map((name) => [name, null, null, null])), 'utf8'))).toString('utf8');
    const read = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true }).slice(1, 401).map((row) => row[0] ?? '');
    for (const cell of read) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r|%]/u);
    expect(read.map((cell) => cell.replace(/^'/, ''))).toEqual(names.map((name) => plain(name)));
    for (const name of names) expect(guarded(name).replace(/^'/, '')).toBe(name.startsWith("'") ? name : guarded(name) === name ? name : guarded(name).slice(1));
  });
});

/** Text of a PDF as a reader would copy it: hexadecimal glyphs through the font's own map. */
function pdfText(bytes: Buffer): string {
  const streams: string[] = [];
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 7)) {
    if (bytes.subarray(at - 3, at).toString('latin1') === 'end') continue;
    const body = bytes.subarray(at + 7, bytes.indexOf('endstream', at));
    try {
      streams.push(inflateSync(body).toString('latin1'));
    } catch {
      continue;
    }
  }
  const glyphs = new Map<number, string>();
  for (const map of streams.filter((stream) => stream.includes('begincmap'))) {
    for (const [, start = '', , list = ''] of map.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/g)) {
      [...list.matchAll(/<([0-9a-f ]+)>/g)].forEach(([, code = ''], offset) => glyphs.set(parseInt(start, 16) + offset, Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')));
    }
  }
  const shown = streams.filter((stream) => / T[jJ]/.test(stream)).flatMap((stream) => [...stream.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => (hex.match(/.{4}/g) ?? []).map((code) => glyphs.get(parseInt(code, 16)) ?? '□').join('')));
  return shown.join('');
}

describe('PDF', () => {
  it('bears Chinese text that can be copied, page numbers, seal line, watermark and 口径说明', async () => {
    const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章逄亓佘佴晁晏缪臧訾鬲龚麴仉';
    const text = pdfText(await bytesOf((sink) => writePdf(sink, tableOf(Array.from({ length: 120 }, (_, at): Cell[] => [[...surnames][at % surnames.length] ?? '', '154****0001', at, null])))));
    expect([...surnames].filter((character) => !text.includes(character))).toEqual([]);
    for (const part of ['居民名单', '填表人:', '审核人:', '单位(盖章):', '口径说明', '在世且在住居民', '孙书记(secretary)', '第 1 页 共 ', '154****0001']) expect([part, text.includes(part)]).toEqual([part, true]);
  });

  it('bears rare characters of names, and names by number those its font lacks', async () => {
    const rare = ['㛃', '䶮', '喆', '堃', '翀', '㐂', '犇', '淼', '昇', '赟', '[U+20BB7]'];
    const text = pdfText(await bytesOf((sink) => writePdf(sink, tableOf([...rare.slice(0, -1), '𠮷'].map((name): Cell[] => [name, null, null, null])))));
    expect(rare.filter((character) => !text.includes(character))).toEqual([]);
  });
});
