import { line, type MadeForm } from './office-lists.js';

const AGES = ['60-69岁', '70-79岁', '80岁以上', '合计'];

/** One-person forms and cross tables of our own making. */
export const OFFICE_SHEETS: readonly MadeForm[] = [
  {
    name: '一人一表,值单元格合并',
    kind: 'form', labels: ['填报单位', '填表人'],
    fields: { 姓名: 'person.name', 性别: 'person.sex', 民族: 'person.ethnic', 身份证号: 'person.id_no', 联系电话: 'person.phone', 现住址: 'person.live_address', 户籍地址: 'person.reg_address', 享受补贴: null },
    book: { sheets: [{ name: '登记表', cells: { A1: '高龄津贴申请表', A2: '填报单位:', ...line(3, ['姓名', null, '性别', null, '民族']), ...line(4, ['身份证号', null, null, '联系电话']), A5: '现住址', A6: '户籍地址', A7: '享受补贴', A8: '填表人:' }, styled: { 'A3:F7': 'cell' }, merges: ['A1:F1', 'B2:D2', 'B4:C4', 'E4:F4', 'B5:F5', 'B6:F6', 'B7:F7', 'B8:C8'] }] },
  },
  {
    name: '一人一表,竖排分组,家庭成员,选项',
    kind: 'form',
    fields: { '基本情况/姓名': 'person.name', '基本情况/性别': 'person.sex', '基本情况/出生年月': 'person.birth_date', '基本情况/政治面貌': 'person.political', '监护人/姓名': 'person.emergency_contact', '监护人/电话': 'person.emergency_phone' },
    book: {
      sheets: [{
        name: '信息采集表', cells: { A1: '居民信息采集表', A2: '基\n本\n情\n况', ...line(2, ['姓名', null, '性别', '□男 □女'], 1), ...line(3, ['出生年月', null, '政治面貌'], 1), A4: '监护人', ...line(4, ['姓名', null, '电话'], 1), A6: '家庭成员', ...line(6, ['姓名', '与户主关系', '身份证号', '工作单位'], 1) },
        styled: { 'A2:E10': 'cell' }, merges: ['A1:E1', 'A2:A3', 'A4:A5', 'B4:B5', 'C4:C5', 'D4:D5', 'E4:E5', 'A6:A10'],
      }],
    },
  },
  {
    name: '一人一表,标签与空格在同一单元格',
    kind: 'form',
    fields: { 姓名: 'person.name', 性别: 'person.sex', 身份证号: 'person.id_no', 联系电话: 'person.phone', 家庭住址: 'person.live_address' },
    book: { sheets: [{ name: '告知书', cells: { A1: '入户走访告知书', A2: '姓名:__________ 性别:______', A3: '身份证号:________________  联系电话:____________', A4: { runs: ['家庭住址:', '________________'] } }, merges: ['A1:F1', 'A2:F2', 'A3:F3', 'A4:F4'] }] },
  },
  {
    name: '社区 × 年龄段,合计是公式',
    kind: 'cross', labels: ['填报单位', '填表人'],
    fields: { '60-69岁': 'person.age', '70-79岁': 'person.age', '80岁以上': 'person.age', 合计: null },
    book: {
      sheets: [{
        name: '统计表', cells: { A1: '2026年老年人口统计表', A2: '填报单位:', ...line(3, ['社区', ...AGES]), ...line(4, ['幸福里社区', null, null, null, { formula: 'SUM(B4:D4)', result: 0 }]), ...line(5, ['清河社区', null, null, null, { formula: 'SUM(B5:D5)', result: 0 }]), ...line(6, ['合计', { formula: 'SUM(B4:B5)', result: 0 }, { formula: 'SUM(C4:C5)', result: 0 }, { formula: 'SUM(D4:D5)', result: 0 }, { formula: 'SUM(E4:E5)', result: 0 }]), A7: '填表人:' },
        styled: { 'A3:E6': 'cell' }, merges: ['A1:E1'],
      }],
    },
  },
  {
    name: '年龄段 × 性别,两行表头,两级行标题',
    kind: 'cross',
    fields: { '户籍人口/男': 'person.sex', '户籍人口/女': 'person.sex', '流动人口/男': 'tag:migrant', '流动人口/女': 'tag:migrant', 合计: null },
    book: {
      sheets: [{
        name: '人口', cells: { A1: '人口结构统计', ...line(2, ['年龄', null, '户籍人口', null, '流动人口', null, '合计']), ...line(3, [null, null, '男', '女', '男', '女']), ...line(4, ['老年', '60-79岁']), ...line(5, [null, '80岁及以上']), ...line(6, ['未成年', '0-17岁']) },
        styled: { 'A2:G6': 'cell' }, merges: ['A1:G1', 'A2:B3', 'C2:D2', 'E2:F2', 'G2:G3', 'A4:A5'],
      }],
    },
  },
  {
    name: '社区 × 重点人群,前缀命名空间',
    kind: 'cross',
    fields: { 户数: null, 低保: 'tag:low_income', 特困: 'tag:extreme_poverty', 独居: 'tag:living_alone', 残疾人: 'tag:disability' },
    book: {
      prefix: 'x:',
      sheets: [{ name: '重点', cells: { A1: '重点人群统计', ...line(2, ['序号', '社区', '户数', '低保', '特困', '独居', '残疾人']), ...line(3, [1, '幸福里社区']), ...line(4, [2, '清河社区']), ...line(5, [3, '合计']) }, styled: { 'A2:G5': 'cell' }, merges: ['A1:G1'] }],
    },
  },
];
