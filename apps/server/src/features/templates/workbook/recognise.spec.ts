import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columnOfIndex, type FormCell, type FormSheet, formFile, formParts } from '../../../../../../tests/support/office-form.js';
import { line, OFFICE_LISTS } from '../../../../../../tests/support/office-lists.js';
import { zipFile } from '../../../../../../tests/support/xlsx-file.js';
import { fill, recognise, Refusal, withFields } from './index.js';
import { conditionOf } from './recognising/conditions.js';
import { dateFormOf, writeDate } from './recognising/date-forms.js';
import { segmentsOf } from './recognising/labels.js';

const sheetOf = (cells: Record<string, FormCell>, rest: Partial<FormSheet> = {}) => formFile({ sheets: [{ name: 'a', cells, ...rest }] });
const listOf = (...headings: string[]) => recognise(sheetOf(line(1, headings), { styled: { [`A2:${columnOfIndex(headings.length - 1)}5`]: 'cell' } }));
const fields = (...headings: string[]) => listOf(...headings).columns.map((column) => column.field);
const refusal = (bytes: Buffer): string => {
  try {
    recognise(bytes);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'read';
};

describe('columns', () => {
  it('are graded: exact words, whole words, most of a heading; ambiguous ones stay open with what they may be', () => {
    const [name, exact, whole, contained, open] = listOf('姓名', '身份证号', '老人联系电话', '独居者身份证号码', '人员类别').columns;
    expect([name?.field, exact?.confidence, exact?.settled]).toEqual(['person.name', 1, true]);
    expect([whole?.field, whole?.settled, (whole?.confidence ?? 1) < 1]).toEqual(['person.phone', true, true]);
    expect([contained?.field, contained?.candidates[0]?.field]).toEqual([null, 'person.id_no']);
    expect([open?.field, open?.candidates.map((item) => item.field)]).toEqual([null, expect.arrayContaining(['person.residence_type', 'person.tags'])]);
  });
  it('know whose value they are', () => {
    expect(fields('户主/姓名', '姓名', '监护人电话', '配偶姓名', '网格员电话')).toEqual(['household.head', 'person.name', 'person.emergency_phone', null, null]);
  });
  it('give a field to one column only', () => {
    expect(fields('姓名', '联系电话', '手机号')).toEqual(['person.name', 'person.phone', null]);
  });
  it('take a person’s corrections by path', () => {
    const reading = withFields(listOf('姓名', '性别', '口子'), { 口子: 'building.no', 性别: null });
    expect(reading.columns.map((column) => [column.field, column.settled])).toEqual([['person.name', true], [null, true], ['building.no', true]]);
  });
});

describe('labels', () => {
  it.each([
    ['填报单位(盖章):          填报人:       联系电话:', ['填报单位', '填报人', '联系电话']],
    ['填报时间:2026年  月  日     填 表 人:', ['填报时间', '填表人']],
    ['单位负责人(签章):王五     审核人:', ['单位负责人', '审核人']],
    ['备注:本表由社区填写,联系人:张三', []],
    ['没有冒号', []],
  ])('of %s', (text, labels) => {
    expect(segmentsOf(text).map((segment) => segment.label)).toEqual(labels);
  });
  it('have their value in the next blank cell or behind the colon', () => {
    const reading = recognise(sheetOf({ A1: '填报单位:', D1: '填报时间:____', ...line(2, ['姓名', '性别', '民族', '学历']), A6: '填表人', C6: '审核人:' }, { styled: { 'A2:D5': 'cell' } }));
    expect(reading.labels.map((label) => [label.key, label.value, label.shape])).toEqual([['填报单位', 'B1', 'whole'], ['填报时间', 'D1', 'after'], ['填表人', 'B6', 'whole'], ['审核人', 'D6', 'whole']]);
  });
});

describe('headings of cross tables', () => {
  it.each([
    ['60-69岁', '', { kind: 'age', from: 60, to: 69 }],
    ['60~69', '年龄', { kind: 'age', from: 60, to: 69 }],
    ['80周岁及以上', '', { kind: 'age', from: 80, to: null }],
    ['其中:女', '', { kind: 'code', field: 'person.sex', code: '2', label: '女性' }],
    ['低保(户)', '', { kind: 'tag', tag: 'low_income', label: '低保' }],
    ['幸福里社区', '', { kind: 'place', text: '幸福里社区' }],
    ['合 计', '', { kind: 'total' }],
    ['总人数(人)', '', { kind: 'measure', measure: 'people' }],
    ['占比(%)', '', { kind: 'measure', measure: 'share' }],
    ['初中', '', { kind: 'code', field: 'person.education', code: '70', label: '初级中学教育' }],
    ['甲乙丙', '', { kind: 'unknown', text: '甲乙丙' }],
  ] as const)('%s under “%s”', (text, group, condition) => {
    expect(conditionOf(text, group)).toMatchObject(condition);
  });
});

describe('dates', () => {
  it.each([['如1980.01', 'YYYY.MM', '1950.03'], ['1980年1月2日', 'YYYY年M月D日', '1950年3月7日'], ['YYYYMMDD', 'YYYYMMDD', '19500307'], ['(yyyy-mm)', 'YYYY-MM', '1950-03'], ['19800102', 'YYYYMMDD', '19500307'], ['1980/01/02', 'YYYY/MM/DD', '1950/03/07'], ['出生日期', null, '1950-03-07']] as const)('follow %s', (text, form, written) => {
    expect([dateFormOf([text]), writeDate('1950-03-07', dateFormOf([text]))]).toEqual([form, written]);
  });
});

describe('files that are no form', () => {
  const plain = formParts({ sheets: [{ name: 'a', cells: line(1, ['姓名', '性别']) }] });
  it.each<[string, string, Buffer]>([
    ['macros', 'FILE_HAS_MACROS', zipFile([...plain, { name: 'xl/vbaProject.bin', data: 'x' }])],
    ['a password', 'FILE_ENCRYPTED', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')])],
    ['.xls', 'FILE_XLS_LEGACY', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from('Workbook', 'utf16le')])],
    ['CSV', 'FILE_NOT_SHEET', Buffer.from('姓名,性别\n')],
    ['no bytes', 'FILE_EMPTY', Buffer.alloc(0)],
    ['nothing written', 'FILE_EMPTY', sheetOf({}, { styled: { 'A1:C9': 'cell' } })],
    ['a bomb', 'FILE_TOO_LARGE_UNPACKED', zipFile(plain.map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, data: Buffer.alloc(60 * 1024 * 1024), claim: 100 } : part)))],
    ['16,384 columns', 'FILE_TOO_MANY_COLUMNS', sheetOf({ A1: '姓名', XFD1: '备注' })],
    ['no heading', 'TEMPLATE_NOT_RECOGNISED', sheetOf({ A1: '通知', A2: '请各社区于月底前报送。' })],
    ['half a file', 'FILE_DAMAGED', zipFile(plain).subarray(0, 900)],
    ['an entity of its own', 'FILE_XML_FORBIDDEN', zipFile(plain.map((part) => (part.name.endsWith('sheet1.xml') ? { ...part, data: '<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>' } : part)))],
  ])('with %s are refused as %s', (_, code, bytes) => {
    expect(refusal(bytes)).toBe(code);
  });
  it('any damage is answered with a refusal', () => {
    const whole = formFile(OFFICE_LISTS[1]?.book ?? { sheets: [] });
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (flips) => {
      const bytes = Buffer.from(whole);
      for (const [at, byte] of flips) bytes[at] = byte;
      expect(refusal(bytes)).toMatch(/^(?:read|FILE_|TEMPLATE_)/);
    }), { numRuns: 200 });
  });
  it('nor the form of the reading, nor too many records, are filled', () => {
    const [one, other] = [sheetOf(line(1, ['姓名', '性别'])), sheetOf(line(1, ['姓名', '民族']))];
    const input = { rows: [], facts: {} };
    expect(() => fill(other, recognise(one), input)).toThrow(expect.objectContaining({ code: 'TEMPLATE_CHANGED' }));
    expect(() => fill(one, recognise(one), { ...input, rows: Array.from({ length: 20_001 }, () => ({})) })).toThrow(expect.objectContaining({ code: 'TEMPLATE_TOO_MANY_RECORDS' }));
  });
});

describe('next month’s issue of a form', () => {
  it('is filled by the reading of this month’s, however many blank rows it has', () => {
    const issue = (rows: number) => sheetOf({ A1: '名册', ...line(2, ['姓名', '口子', '性别']) }, { styled: { 'A2:C2': 'head', [`A3:C${rows + 2}`]: 'cell' }, merges: ['A1:C1'] });
    const reading = withFields(recognise(issue(5)), { 口子: 'building.no' });
    const out = fill(issue(9), reading, { rows: Array.from({ length: 8 }, () => ({ 'person.name': '张三', 'building.no': '3号楼' })), facts: {} });
    expect([out.insertedRows, out.filledCells, out.emptyColumns]).toEqual([0, 16, []]);
  });
  it('of 5,000 records is filled in reasonable time (seconds printed, not asserted)', () => {
    const form = sheetOf({ ...line(1, ['序号', '姓名', '性别', '身份证号', '联系电话', '现住址']), A5: '合计', B5: { formula: 'COUNTA(B2:B4)', result: 0 } }, { styled: { 'A2:F4': 'cell' } });
    const began = performance.now();
    const out = fill(form, recognise(form), { rows: Array.from({ length: 5000 }, (_, at) => ({ 'person.name': `张${at}`, 'person.sex': '女', 'person.id_no': '000000198001010013', 'person.phone': '15400000001', 'person.live_address': '幸福里3号楼' })), facts: {} });
    console.log(`5,000 行 × 6 列: ${((performance.now() - began) / 1000).toFixed(2)} 秒, ${Math.round(out.bytes.length / 1024)} KB`);
    expect([out.insertedRows, out.filledCells]).toEqual([4997, 30_000]);
  });
});
