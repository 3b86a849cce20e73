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

describe('tables of offices', () => {
  it.each<[string, Record<string, string | null>]>([
    ['残疾人两项补贴', { 序号: null, 社区: 'person.community', 姓名: 'person.name', 残疾证号: 'person.disability_cert', 残疾类别: 'person.disability_type', 残疾等级: 'person.disability_level', '金额(元)': null, 银行账号: null }],
    ['低保户', { 户主姓名: 'household.head', 户主身份证号: 'person.id_no', 家庭人口数: 'household.size', 救助类型: 'household.low_income_type', 家庭住址: 'person.live_address', 走访日期: 'visit.date', 走访人: 'visit.collector' }],
    ['出租房屋', { 房屋地址: 'house.address', 房主姓名: 'house.owner', 房主联系电话: 'house.owner_phone', 承租人姓名: null, 租住人数: 'house.tenants', 起租时间: 'house.rent_from', 是否安装烟感: 'house.smoke_detector' }],
    ['儿童', { 儿童姓名: 'person.name', 监护人姓名: 'person.emergency_contact', 与监护人关系: 'person.emergency_relation', 监护人电话: 'person.emergency_phone', 户籍所在地: 'person.reg_address' }],
    ['独居老人', { 姓名: 'person.name', 年龄: 'person.age', 是否独居: 'tag:living_alone', 是否失能: 'tag:disabled_care', 子女姓名: null, 子女电话: null, '现居住地址(小区楼栋门牌)': 'person.live_address' }],
    ['事件', { 事件编号: 'event.no', 上报时间: 'event.reported_at', 事件类型: 'event.type', 事件地点: 'event.address', 上报人: 'event.reporter', 办理状态: 'event.status', 所属网格: 'event.grid' }],
    ['志愿者', { 姓名: 'volunteer.name', 联系电话: 'volunteer.phone', 服务时长: 'volunteer.hours', 注册时间: 'volunteer.registered_at' }],
    ['场所', { 场所名称: 'org.name', 负责人: 'org.principal', 联系电话: 'org.phone', 地址: 'org.address', 是否住人: 'org.night_stay', 存在隐患: 'org.hazard', 检查时间: 'org.last_check', 整改情况: null }],
  ])('about %s are mapped unaided', (_, expected) => {
    expect(fields(...Object.keys(expected))).toEqual(Object.values(expected));
  });
  it('are found below a title that starts further right, with the unit of counts left alone', () => {
    const reading = recognise(sheetOf({ B1: '名单', B2: '(2026年11月)', F2: '单位:人', ...line(3, ['姓名', '性别', '民族', '学历', '婚姻状况'], 1) }, { styled: { 'B3:F9': 'cell' }, merges: ['B1:F1'] }));
    expect([reading.title, reading.headerRows, reading.columns[0]?.cell, reading.labels]).toEqual(['名单', [3, 3], 'B3', []]);
  });
  it('of indicators by community are cross tables', () => {
    const reading = recognise(sheetOf({ A1: '主要指标', ...line(2, ['指标', '幸福里社区', '清河社区', '合计']), A3: '总户数', A4: '60岁以上老人', A5: '低保户' }, { styled: { 'A2:D5': 'cell' }, merges: ['A1:D1'] }));
    expect([reading.kind, reading.rowHeads.map((head) => head.conditions[0]?.kind), reading.columns.map((column) => column.conditions[0]?.kind)]).toEqual(['cross', ['measure', 'age', 'tag'], ['place', 'place', 'total']]);
  });
  it('of one household are forms with its members as a list, and sections say whose values follow', () => {
    const form = recognise(sheetOf({ A1: '家庭情况登记表', ...line(2, ['户主姓名', null, '身份证号', null]), ...line(3, ['家庭住址', null, '联系电话', null]), A4: '二、监护人信息', ...line(5, ['姓名', null, '联系电话', null]), ...line(6, ['姓名', '与户主关系', '出生日期', '工作单位']), A11: '填表人:          填表日期:    年  月  日' }, { styled: { 'A2:D10': 'cell' }, merges: ['A1:D1', 'A4:D4', 'A11:D11'] }));
    expect([form.kind, form.columns.map((column) => `${column.path}@${column.value ?? ''}=${column.field ?? ''}`)]).toEqual(['form', ['户主姓名@B2=household.head', '身份证号@D2=person.id_no', '家庭住址@B3=person.live_address', '联系电话@D3=person.phone', '监护人信息/姓名@B5=person.emergency_contact', '监护人信息/联系电话@D5=person.emergency_phone']]);
    expect([form.block?.headerRows, form.block?.columns.map((column) => column.field), form.block?.rows.count]).toEqual([[6, 6], ['person.name', 'person.relation', 'person.birth_date', 'person.work_unit'], 4]);
    expect(form.labels.map((label) => label.key)).toEqual(['填表人', '填报时间']);
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
