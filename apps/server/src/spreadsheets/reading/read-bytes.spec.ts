import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeXlsx } from 'hucre';
import { workbookParts, xlsxFile, zipFile } from '../../../../../tests/support/xlsx-file.js';
import { readBytes } from './read-bytes.js';
import { shownName } from './read-sheet.js';
import { Refusal } from './types.js';

const refusal = (bytes: Buffer, name = 'a.xlsx', sheet?: string): [string, Record<string, string | number>] => {
  try {
    readBytes(bytes, name, sheet);
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.details];
    throw error;
  }
  return ['read', {}];
};
const code = (bytes: Buffer, name?: string) => refusal(bytes, name)[0];
const texts = (bytes: Buffer, name = 'a.xlsx') => readBytes(bytes, name).rows.map((row) => row.cells.map((cell) => cell.text));
const plain = [{ name: '人口', rows: [['姓名', '年龄'], ['张三', 61]] }];
const sheetPart = (xml: string) => zipFile(workbookParts(plain).map((part) => (part.name === 'xl/worksheets/sheet1.xml' ? { ...part, data: xml } : part)));
const withPart = (name: string, data: string) => zipFile([...workbookParts(plain), { name, data }]);

describe('XLSX', () => {
  it('gives cells with their kind, row numbers as in the sheet, merges and what is hidden', () => {
    const content = readBytes(
      xlsxFile([
        { name: '草稿', hidden: true, rows: [['x']] },
        { name: '人口', rows: [['花名册'], [], ['张三', 61, true, { serial: 45293 }, { serial: 45293, format: 'month' }, { formula: 'B3+1', result: 62 }, { error: '#N/A' }]], merges: ['A1:G1'], hiddenRows: [3] },
      ]),
      'a.xlsx',
    );
    expect(content).toMatchObject({ sheet: '人口', format: 'xlsx', merges: [{ top: 1, left: 0, bottom: 1, right: 6 }], hiddenRows: 1, sheets: [{ name: '草稿', hidden: true }, { name: '人口', hidden: false }] });
    expect(content.rows.map((row) => row.number)).toEqual([1, 3]);
    expect(content.rows[1]?.cells).toEqual([
      { text: '张三', kind: 'text', raw: '张三' },
      { text: '61', kind: 'number', raw: 61 },
      { text: '是', kind: 'bool', raw: true },
      { text: '2024-01-02', kind: 'date', raw: '2024-01-02' },
      { text: '2024-01', kind: 'date', raw: '2024-01' },
      { text: '62', kind: 'formula', raw: 62 },
      { text: '#N/A', kind: 'error', raw: '#N/A' },
    ]);
  });
  it('counts days from 1904 when the workbook does', () => {
    expect(texts(xlsxFile([{ name: 'a', rows: [[{ serial: 43831 }]] }], { date1904: true }))).toEqual([['2024-01-02']]);
  });
  it('reads a sheet by name, also a hidden one, and names a missing one', () => {
    const file = xlsxFile([...plain, { name: '附表', hidden: true, rows: [['b']] }]);
    expect(readBytes(file, 'a.xlsx', '附表').rows[0]?.cells[0]?.text).toBe('b');
    expect(refusal(file, 'a.xlsx', '没有')).toEqual(['FILE_SHEET_UNKNOWN', { sheet: '没有' }]);
  });
  it('skips phonetic text and joins rich text', () => {
    const parts = workbookParts(plain).map((part) => (part.name === 'xl/sharedStrings.xml' ? { ...part, data: '<sst><si><r><t>姓</t></r><r><t>名</t></r><rPh sb="0" eb="1"><t>xing</t></rPh></si><si><t>年龄</t></si><si><t>张_x000D_三</t></si></sst>' } : part));
    expect(texts(zipFile(parts))).toEqual([['姓名', '年龄'], ['张\r三', '61']]);
  });
  it('reads what another writer made', async () => {
    const bytes = Buffer.from(await writeXlsx({ sheets: [{ name: '人口', rows: [['姓名', '出生日期'], ['李四', new Date('1955-08-15T00:00:00Z')], ['=1+1', 5]] }] }));
    expect(texts(bytes)).toEqual([['姓名', '出生日期'], ['李四', '1955-08-15'], ['=1+1', '5']]);
  });
  it('refuses a formula that was never calculated, by its cell', () => {
    expect(refusal(xlsxFile([{ name: 'a', rows: [['x'], [null, { formula: 'A1', result: null }]] }]))).toEqual(['FILE_FORMULA_UNCALCULATED', { cell: 'B2' }]);
  });
});

describe('hostile and wrong files (51–59 of security.md §5)', () => {
  it('cuts a zip bomb by declared and by counted bytes', () => {
    const zeros = Buffer.alloc(60 * 1024 * 1024);
    const bomb = workbookParts(plain).map((part) => (part.name === 'xl/worksheets/sheet1.xml' ? { ...part, data: zeros, claim: 1000 } : part));
    expect(code(zipFile(bomb))).toBe('FILE_TOO_LARGE_UNPACKED');
    expect(code(zipFile([...workbookParts(plain), { name: 'xl/media/a', data: 'x', claim: 4_000_000_000 }]))).toBe('FILE_TOO_LARGE_UNPACKED');
  });
  it('refuses too many entries, names that escape, names twice', () => {
    expect(code(zipFile([...workbookParts(plain), ...Array.from({ length: 2000 }, (_, at) => ({ name: `x${at}`, data: '' }))]))).toBe('FILE_DAMAGED');
    for (const name of ['../../x', '/etc/x', 'C:/x', 'a\\b', 'xl/workbook.xml']) expect([name, code(withPart(name, ''))]).toEqual([name, 'FILE_DAMAGED']);
  });
  it.each(['<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>', '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&xxe;</v></c></row></sheetData></worksheet>'])('refuses %s', (xml) => {
    expect(code(sheetPart(xml))).toBe('FILE_XML_FORBIDDEN');
  });
  it('does not allocate by address', () => {
    const far = (cell: string) => sheetPart(`<worksheet><sheetData>${cell}</sheetData></worksheet>`);
    expect(refusal(far('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))).toEqual(['FILE_TOO_MANY_COLUMNS', { cell: 'XFD1048576', limit: 200 }]);
    expect(readBytes(far('<row r="1048576"><c r="B1048576"><v>1</v></c></row>'), 'a.xlsx').rows).toHaveLength(1);
    expect(code(far('<row r="1048576"><c r="XFD1048576" s="1"/></row>'))).toBe('FILE_EMPTY');
  });
  it('refuses too many rows', () => {
    expect(code(xlsxFile([{ name: 'a', rows: Array.from({ length: 20_001 }, () => [1]) }]))).toBe('FILE_TOO_MANY_ROWS');
  });
  it('names what a file is instead of a sheet', () => {
    const ole = (inside: string) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500), Buffer.from(inside, 'utf16le')]);
    expect(code(ole('Workbook'), 'a.xls')).toBe('FILE_XLS_LEGACY');
    expect(code(ole('EncryptedPackage'))).toBe('FILE_ENCRYPTED');
    expect(code(ole('WordDocument'))).toBe('FILE_NOT_SHEET');
    expect(code(withPart('xl/vbaProject.bin', 'x'), 'a.xlsm')).toBe('FILE_HAS_MACROS');
    expect(refusal(Buffer.from('%PDF-1.7'))).toEqual(['FILE_NOT_SHEET', { looks: ' PDF 文件' }]);
    expect(refusal(Buffer.from('<html><table><tr>'), 'a.xls')).toEqual(['FILE_NOT_SHEET', { looks: '网页' }]);
    expect(code(zipFile([{ name: 'word/document.xml', data: '<a/>' }]))).toBe('FILE_NOT_SHEET');
    expect(code(zipFile([]))).toBe('FILE_EMPTY');
    expect([code(Buffer.alloc(0)), code(Buffer.from(' \n\n'), 'a.csv')]).toEqual(['FILE_EMPTY', 'FILE_EMPTY']);
    expect(code(Buffer.from('just text'), 'a.xlsx')).toBe('FILE_NOT_SHEET');
    expect(code(zipFile(workbookParts(plain).map((part) => ({ ...part, encrypted: true }))))).toBe('FILE_ENCRYPTED');
  });
  it('never takes part of a half-uploaded file for the whole', () => {
    const whole = xlsxFile(plain);
    for (let length = 3; length < whole.length; length += 7) expect(code(whole.subarray(0, length))).toBe('FILE_DAMAGED');
  });
  it('answers any damage with a refusal', () => {
    const whole = xlsxFile(plain);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }), (flips) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of flips) bytes[at] = byte;
      expect(code(bytes)).toMatch(/^(read|FILE_)/);
    }), { numRuns: 300 });
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (xml) => expect(code(sheetPart(`<worksheet>${xml}`))).toMatch(/^FILE_/)), { numRuns: 100 });
  });
});

describe('CSV (61–62 of security.md §5)', () => {
  const gb18030 = Buffer.from('d0d5c3fb2cb1b8d7a20ad5c5c8fd2cced20a', 'hex');
  it.each([
    ['UTF-8', Buffer.from('姓名,备注\n张三,我\n')],
    ['UTF-8 BOM', Buffer.from('\uFEFF姓名,备注\r\n张三,我\r\n')],
    ['UTF-16', Buffer.from('\uFEFF姓名\t备注\n张三\t我\n', 'utf16le')],
    ['GB18030', gb18030],
  ])('reads %s', (encoding, bytes) => {
    const content = readBytes(bytes, 'a.csv');
    expect([content.encoding, content.rows.map((row) => row.cells.map((cell) => cell.text))]).toEqual([encoding, [['姓名', '备注'], ['张三', '我']]]);
  });
  it('keeps quotes, commas, line breaks and leading zeros', () => {
    expect(texts(Buffer.from('a,b\n"x,""y""\nz",="0012"\n\n c ,'), 'a.csv')).toEqual([['a', 'b'], ['x,"y"\nz', '0012'], [' c ']]);
    expect(readBytes(Buffer.from('a\n\nb'), 'a.csv').rows.map((row) => row.number)).toEqual([1, 3]);
  });
  it('names the row of an unbalanced quote', () => {
    expect(refusal(Buffer.from('a,b\n1,2\n"x,3\n4,5\n'), 'a.csv')).toEqual(['FILE_CSV_BROKEN', { row: 3 }]);
  });
  it('refuses bytes of no encoding, and UTF-8 that was cut', () => {
    expect(code(Buffer.from([0x61, 0xff, 0xff, 0x80]), 'a.csv')).toBe('FILE_ENCODING_UNKNOWN');
    expect(code(Buffer.from('姓名,张三').subarray(0, -1), 'a.csv')).toBe('FILE_DAMAGED');
  });
  it('refuses too many columns', () => {
    expect(code(Buffer.from(Array.from({ length: 201 }, () => 'x').join(',')), 'a.csv')).toBe('FILE_TOO_MANY_COLUMNS');
  });
});

describe('file names (69 of security.md §5)', () => {
  it.each([['cod\u202Exslx.exe', 'codxslx.exe'], ['../../etc/表.xlsx', '表.xlsx'], ['C:\\a\\b.csv', 'b.csv'], ['', '未命名'], ['字'.repeat(300), '字'.repeat(80)], ['😀.xlsx', '😀.xlsx']])('shows %j as %j', (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });
});
