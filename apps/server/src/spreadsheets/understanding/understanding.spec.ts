import { describe, expect, it } from '@jest/globals';
import { type MadeCell, type MadeSheet, xlsxFile } from '../../../../../tests/support/xlsx-file.js';
import { readBytes } from '../reading/read-bytes.js';
import { carryHouseholds, mapHeaders, pathKey, type RememberedMapping, understandSheet, type UnderstoodSheet } from './index.js';

const TODAY = '2026-11-24';
const understand = (rows: MadeSheet['rows'], merges?: readonly string[]): UnderstoodSheet => {
  const sheet = understandSheet(readBytes(xlsxFile([{ name: 'a', rows, merges }]), 'a.xlsx'));
  if (sheet === null) throw new Error('no header');
  return sheet;
};
const csv = (text: string) => {
  const sheet = understandSheet(readBytes(Buffer.from(text), 'a.csv'));
  if (sheet === null) throw new Error('no header');
  return sheet;
};
const mapped = (sheet: UnderstoodSheet, remembered?: RememberedMapping) => mapHeaders(sheet.columns, (column) => sheet.rows.map((row) => row.cells[column]).filter((cell) => cell !== undefined), TODAY, { remembered });
const targets = (sheet: UnderstoodSheet) => mapped(sheet).map((item) => (item.settled ? item.target : `?${item.target ?? ''}`));
const PERSON: MadeCell[] = ['张三', '男', '000000198001010013', '15400000001'];
const headersOf = (...headers: string[]) => targets(understand([headers]));

describe('header block', () => {
  it('lies below titles and notes, and totals, signatures and repeated headers are left out', () => {
    const sheet = understand([
      ['幸福里社区人口花名册'],
      ['填报单位:幸福里', null, null, '填报时间:2026-11-01'],
      ['序号', '姓名', '性别', '身份证号', '联系电话'],
      [1, ...PERSON],
      ['第一网格'],
      ['序号', '姓名', '性别', '身份证号', '联系电话'],
      [2, '李四', '女', '00000019800101003X', ''],
      [3],
      ['合计', 2],
      ['填表人:王五', null, '审核人:赵六'],
    ], ['A1:E1']);
    expect([sheet.header, sheet.titles.length, sheet.rows.map((row) => row.number)]).toEqual([{ top: 3, bottom: 3 }, 3, [4, 7]]);
    expect(sheet.leftOut.map((row) => [row.number, row.why])).toEqual([[5, 'section'], [6, 'header'], [8, 'numbered'], [9, 'total'], [10, 'footer']]);
    expect(mapped(sheet)[0]).toMatchObject({ role: 'serial', target: null, settled: true });
  });
  it('joins two and three rows of merged headers', () => {
    const two = understand([['人口表'], ['姓名', '身份证号', '紧急联系人', null, '备注'], [null, null, '姓名', '电话', null], ['张三', '000000198001010013', '张小三', '15400000002', '']], ['A1:E1', 'A2:A3', 'B2:B3', 'C2:D2', 'E2:E3']);
    expect(two.columns.map((item) => item.path.join('/'))).toEqual(['姓名', '身份证号', '紧急联系人/姓名', '紧急联系人/电话', '备注']);
    expect(targets(two)).toEqual(['person.name', 'person.id_no', 'person.emergency_contact', 'person.emergency_phone', 'person.note']);
    const three = understand([['基本信息', null, null, '居住信息', null, null], ['姓名', '身份证号', '残疾情况', null, '房屋', null], [null, null, '类别', '等级', '楼号', '室号'], ['张三', '000000198001010013', '肢体', '二级', '3号楼', '302']], ['A1:D1', 'E1:F1', 'A2:A3', 'B2:B3', 'C2:D2', 'E2:F2']);
    expect(three.header).toEqual({ top: 1, bottom: 3 });
    expect(targets(three)).toEqual(['person.name', 'person.id_no', 'person.disability_type', 'person.disability_level', 'building.no', 'house.room']);
  });
  it('joins group headers of a CSV, where merged cells are blank', () => {
    const sheet = csv('姓名,身份证号,紧急联系人,,备注\n,,姓名,电话,\n张三,000000198001010013,张小三,15400000002,\n');
    expect(sheet.columns.map((item) => item.path.join('/'))).toEqual(['姓名', '身份证号', '紧急联系人/姓名', '紧急联系人/电话', '备注']);
  });
  it('does not take the first person for a header row', () => {
    expect(csv('姓名,性别,民族\n张三,男,汉族\n').rows.map((row) => row.number)).toEqual([2]);
  });
  it('is missing where no two columns are known', () => {
    expect(understandSheet(readBytes(xlsxFile([{ name: 'a', rows: [['随便'], [1, 2, 3]] }]), 'a.xlsx'))).toBeNull();
  });
});

describe('households', () => {
  const header: MadeCell[] = ['户号', '户主', '姓名', '与户主关系', '现住址'];
  it('give merged cells to each member', () => {
    const sheet = understand([header, ['001', '张三', '张三', '户主', '3号楼302'], [null, null, '李四', '妻', null], ['002', '王五', '王五', '户主', '3号楼303']], ['A2:A3', 'B2:B3', 'E2:E3']);
    expect(sheet.rows.map((row) => row.cells.map((cell) => cell.text))).toEqual([['001', '张三', '张三', '户主', '3号楼302'], ['001', '张三', '李四', '妻', '3号楼302'], ['002', '王五', '王五', '户主', '3号楼303']]);
  });
  it('carry shared cells to members of the row above only when all are blank', () => {
    const sheet = csv('户号,户主,姓名,与户主关系,现住址\n001,张三,张三,户主,3号楼302\n,,李四,妻,\n,,赵六,户主,\n,,钱七,子,5号楼101\n');
    const rows = carryHouseholds(sheet.rows, mapped(sheet));
    expect(rows.map((row) => [row.cells[0]?.text, row.cells[4]?.text, row.carried.length])).toEqual([['001', '3号楼302', 0], ['001', '3号楼302', 3], ['', '', 0], ['', '5号楼101', 0]]);
  });
});

describe('column mapping', () => {
  it('knows the headers of street sheets', () => {
    expect(headersOf('姓名', '性别', '身份证号码', '出生年月', '民族', '文化程度', '政治面貌', '户籍地址', '现住址(小区楼栋门牌)', '联系电话', '与户主关系', '是否低保', '残疾证号', '备注')).toEqual([
      'person.name', 'person.sex', 'person.id_no', 'person.birth_date', 'person.ethnic', 'person.education', 'person.political', 'person.reg_address', 'person.live_address', 'person.phone', 'person.relation', 'tag:low_income', 'person.disability_cert', 'person.note',
    ]);
  });
  it('turns to the tag or the field by what the column holds', () => {
    const kinds = (value: string) => targets(understand([['姓名', '人员类别', '是否独居'], ['张三', value, '是'], ['李四', value, '否']]))[1];
    expect([kinds('流动人口'), kinds('独居老人、低保户')]).toEqual(['person.residence_type', 'person.tags']);
  });
  it('never gives another person’s number to the person', () => {
    expect(headersOf('姓名', '配偶姓名', '配偶身份证号', '父亲电话', '网格员电话')).toEqual(['person.name', '?', '?', '?', '?']);
    const sheet = understand([['姓名', '配偶', null], [null, '姓名', '联系电话'], ['张三', '李四', '15400000001']], ['A1:A2', 'B1:C1']);
    expect(targets(sheet)).toEqual(['person.name', '?', '?']);
  });
  it('proposes, but does not settle, what only the samples or a contained word suggest', () => {
    const sheet = understand([['姓名', '性别', '证照信息', '居民手机补充说明'], ...[1, 2, 3].map(() => ['张三', '男', '000000198001010013', '无'])]);
    expect(mapped(sheet)[2]).toMatchObject({ target: 'person.id_no', grade: 'guess', settled: false });
    expect(mapped(sheet)[3]).toMatchObject({ settled: false });
  });
  it('lowers a grade when the samples speak against it, and says so', () => {
    const sheet = understand([['姓名', '性别', '联系电话'], ['000000198001010013', '男', '15400000001'], ['00000019800101003X', '女', '15400000002']]);
    expect(mapped(sheet)[0]).toMatchObject({ target: 'person.name', grade: 'guess', settled: false, reasons: [expect.stringContaining('样例中只有 0%')] });
  });
  it('gives a field to one column and asks for the other', () => {
    const sheet = understand([['姓名', '联系电话', '手机号'], ['张三', '15400000001', '15400000002']]);
    expect(mapped(sheet).slice(1)).toMatchObject([{ target: 'person.phone', settled: true }, { target: null, settled: false, reasons: [expect.any(String), expect.stringContaining('已由列')] }]);
  });
  it('reads sheets of places with their own fields', () => {
    expect(targets(understand([['单位名称', '统一社会信用代码', '负责人', '联系电话', '地址', '从业人数'], ['幸福超市', '92000000MA0000000K', '张三', '15400000001', '清河路8号', 3]]))).toEqual(['org.name', 'org.uscc', 'org.principal', 'org.phone', 'org.address', 'org.staff']);
  });
  it('remembers a sender’s choices by the fingerprint of the headers, not of the rows', () => {
    const rows: MadeCell[][] = [['姓名', '性别', '口子'], ['张三', '男', '3号楼']];
    const sheet = understand(rows);
    expect(understand([...rows, ['李四', '女', '']]).fingerprint).toBe(sheet.fingerprint);
    expect(understand([['姓名', '性别', '口'], ['张三', '男', '']]).fingerprint).not.toBe(sheet.fingerprint);
    expect(mapped(sheet, { [pathKey(['口子'])]: 'building.no', [pathKey(['性别'])]: null }).map((item) => [item.target, item.settled])).toEqual([['person.name', true], [null, true], ['building.no', true]]);
  });
});
