import { describe, expect, it } from '@jest/globals';
import type { SheetCell } from '../../../spreadsheets/reading/index.js';
import { checkRow, checkSheet, isRejected } from './index.js';

const TODAY = '2026-11-24';
const ID = '000000198001010013';
const cellOf = (value: string | number): SheetCell => (value === '' ? { text: '', kind: 'empty', raw: null } : { text: String(value), kind: typeof value === 'number' ? 'number' : 'text', raw: value });
const check = (values: Record<string, string | number>) => checkRow(7, Object.entries(values).map(([target, value]) => ({ target, cell: cellOf(value) })), { today: TODAY });
const codes = (values: Record<string, string | number>) => check(values).issues.map((issue) => `${issue.severity} ${issue.code} ${issue.targets[0] ?? ''}`);
const sheet = (targets: readonly string[], rows: readonly (readonly (string | number)[])[]) => checkSheet(rows.map((cells, at) => ({ number: at + 2, cells: cells.map(cellOf) })), targets.map((target, column) => ({ column, target })), { today: TODAY });

describe('row checks', () => {
  it('give each field its value or its fault', () => {
    const row = check({ 'person.name': '张三', 'person.id_no': '000000198001010012', 'person.sex': '男', 'tag:living_alone': '√', 'tag:low_income': '也许' });
    expect(row.fields.map((item) => (item.result.ok ? item.result.value : item.result.fault))).toEqual(['张三', 'ID_CHECK_DIGIT', '1', true, 'BOOL_BAD']);
    expect(isRejected(row)).toBe(true);
  });
  it('refuse a cell that is a spreadsheet error', () => {
    const row = checkRow(1, [{ target: 'person.name', cell: { text: '#N/A', kind: 'error', raw: '#N/A' } }], { today: TODAY });
    expect(row.fields[0]?.result).toMatchObject({ ok: false, fault: 'CELL_ERROR' });
  });
  it('need a name, or a place its name', () => {
    expect([codes({ 'person.name': '', 'person.sex': '男' }), codes({ 'org.name': '', 'org.staff': 3 })]).toEqual([['error REQUIRED person.name'], ['error REQUIRED org.name']]);
  });
  it('ask when sex or birth date contradict the id, and keep both shown', () => {
    const row = check({ 'person.name': '张三', 'person.id_no': ID, 'person.sex': '女', 'person.birth_date': '1981-01-01' });
    expect(row.issues.map((issue) => [issue.code, issue.severity])).toEqual([['CONTRADICTION', 'question'], ['CONTRADICTION', 'question']]);
    expect(row.issues[1]?.message).toBe('出生日期填“1981-01-01”,身份证号推算为“1980-01-01”,请确认哪个正确');
    expect(isRejected(row)).toBe(false);
  });
  it('take a month of birth for no contradiction when the month agrees', () => {
    expect([codes({ 'person.name': '张三', 'person.id_no': '000000195508151188', 'person.birth_date': '1955.08' }), codes({ 'person.name': '张三', 'person.id_no': '000000195508151188', 'person.birth_date': '1955.09' })]).toEqual([[], ['question CONTRADICTION person.birth_date']]);
  });
  it('compare a disability certificate with id, category and level', () => {
    expect(codes({ 'person.name': '张三', 'person.id_no': ID, 'person.disability_cert': `${ID}42`, 'person.disability_type': '肢体', 'person.disability_level': '二级' })).toEqual([]);
    expect(codes({ 'person.name': '张三', 'person.id_no': '00000019800101003X', 'person.disability_cert': `${ID}42`, 'person.disability_type': '视力', 'person.disability_level': '一级' })).toEqual(['question CONTRADICTION person.disability_cert', 'question CONTRADICTION person.disability_type', 'question CONTRADICTION person.disability_level']);
  });
  it('wonder about a head of three years and a mother of ten', () => {
    expect([codes({ 'person.name': '张三', 'person.birth_date': '2023-05-01', 'person.relation': '户主' }), codes({ 'person.name': '张三', 'person.birth_date': '2016-05-01', 'person.relation': '母亲' }), codes({ 'person.name': '张三', 'person.birth_date': '1950-05-01', 'person.relation': '母亲' })]).toEqual([['warning AGE_ODD person.relation'], ['warning AGE_ODD person.relation'], []]);
  });
  it('read a passport number as text when the row says it is one', () => {
    expect(check({ 'person.name': 'John Smith', 'person.id_type': '护照', 'person.id_no': 'E00000000' }).fields[2]?.result).toMatchObject({ ok: true, value: 'E00000000' });
  });
});

describe('sheet checks', () => {
  it('name all rows of an id that repeats (63 of security.md §5)', () => {
    const rows = sheet(['person.name', 'person.id_no'], [['张三', ID], ['李四', '000000195508151188'], ['张三', ` ${ID}`]]);
    expect(rows.map((row) => row.issues.map((issue) => [issue.code, issue.rows]))).toEqual([[['DUPLICATE_ID', [2, 4]]], [], [['DUPLICATE_ID', [2, 4]]]]);
  });
  it('name rows that are the same without an id', () => {
    expect(sheet(['person.name', 'person.phone'], [['张三', '15400000001'], ['张三', '15400000001'], ['张三', '15400000002']]).map((row) => row.issues.map((issue) => issue.code))).toEqual([['DUPLICATE_ROW'], ['DUPLICATE_ROW'], []]);
  });
  it('trust no id ending in 000 where others were cut', () => {
    const passes = '000000195001180000';
    const alone = sheet(['person.name', 'person.id_no'], [['张三', passes]]);
    const among = sheet(['person.name', 'person.id_no'], [['张三', passes], ['李四', 1.1e17]]);
    expect(alone[0]?.fields[1]?.result.ok === true ? alone[0].issues.map((issue) => issue.code) : alone[0]?.fields[1]?.result).toEqual(['ID_MAYBE_TRUNCATED']);
    expect(among.map((row) => row.fields[1]?.result)).toMatchObject([{ fault: 'ID_TRUNCATED' }, { fault: 'ID_TRUNCATED' }]);
  });
  it('leave the other rows alone when one is bad (65 of security.md §5)', () => {
    const rows = sheet(['person.name', 'person.id_no'], [['张三', ID], ['李四', '1']]);
    expect(rows.map(isRejected)).toEqual([false, true]);
  });
});
