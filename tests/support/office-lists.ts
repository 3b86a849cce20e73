import { type FormBook, type FormCell, type FormSheet, refOf } from './office-form.js';

/** A form of our own making, with what must be understood of it. */
export interface MadeForm {
  name: string;
  book: FormBook;
  kind: 'list' | 'form' | 'cross';
  /** Path → field; null = the ledger has none. Order as on the form. */
  fields: Readonly<Record<string, string | null>>;
  /** Keys of labels with a place for a fact. */
  labels?: readonly string[];
  /** Blank rows the form has. */
  count?: number;
}

/** Texts of a row from a column on. */
export function line(row: number, texts: readonly (FormCell | null)[], from = 0): Record<string, FormCell> {
  return Object.fromEntries(texts.flatMap((text, at) => (text === null ? [] : [[refOf(from + at, row), text] as const])));
}

const sheet = (name: string, rest: Omit<FormSheet, 'name'>): FormSheet => ({ name, ...rest });
const PLAIN = { 序号: null, 姓名: 'person.name', 性别: 'person.sex', 身份证号: 'person.id_no', 联系电话: 'person.phone', 现住址: 'person.live_address', 备注: 'person.note' } as const;
const HEADS = Object.keys(PLAIN);
const A3 = '<pageMargins left="0.2" right="0.2" top="0.4" bottom="0.4" header="0.3" footer="0.3"/><pageSetup paperSize="8" orientation="landscape" fitToHeight="0"/><headerFooter><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>';

export const OFFICE_LISTS: readonly MadeForm[] = [
  {
    name: '一行表头,标题合并,填报单位在上',
    kind: 'list', fields: PLAIN, count: 10, labels: ['填报单位', '填报时间'],
    book: { sheets: [sheet('花名册', { cells: { A1: '2026年幸福街道高龄老人花名册', A2: '填报单位:', E2: '填报时间:', ...line(3, HEADS) }, styled: { A1: 'title', 'A3:G3': 'head', 'A4:G13': 'cell' }, merges: ['A1:G1'], heights: { 1: 36, 3: 24 } })] },
  },
  {
    name: '两行合并表头,监护人一组,打印标题和区域,计算链',
    kind: 'list', count: 5, labels: ['填报单位', '填报时间', '填表人', '审核人', '联系电话'],
    fields: { 序号: null, '基本情况/姓名': 'person.name', '基本情况/性别': 'person.sex', '基本情况/身份证号': 'person.id_no', '监护人/姓名': 'person.emergency_contact', '监护人/联系电话': 'person.emergency_phone', 慰问金额: null },
    book: {
      chain: true,
      names: [{ name: '_xlnm.Print_Area', sheet: 0, text: "'花 名册'!$A$1:$G$11" }, { name: '_xlnm.Print_Titles', sheet: 0, text: "'花 名册'!$3:$4" }, { name: '金额', text: "'花 名册'!$G$5:$G$9" }],
      sheets: [
        sheet('花 名册', { cells: { A1: '独居老人花名册', A2: '填报单位:', E2: '填报时间:    年  月  日', ...line(3, ['序号', '基本情况', null, null, '监护人', null, '慰问金额']), ...line(4, ['姓名', '性别', '身份证号', '姓名', '联系电话'], 1), A10: '合计', B10: { formula: 'COUNTA(B5:B9)', result: 0 }, G10: { formula: 'SUM(G5:G9)', result: 0 }, A11: '填表人:          审核人:          联系电话:' }, styled: { 'A3:G4': 'head', 'A5:G8': 'cell', 'A9:G9': 'last', 'A10:G10': 'cell' }, merges: ['A1:G1', 'A2:B2', 'A3:A4', 'B3:D3', 'E3:F3', 'G3:G4', 'A11:G11'], lists: { 'C5:C9': '"男,女"' }, rules: { 'D5:D9': 'LEN(D5)<>18' }, heights: { 8: 30 } }),
        sheet('汇总', { cells: { A1: '金额合计', B1: { formula: "SUM('花 名册'!G5:G9)", result: 0 }, B2: { formula: "'花 名册'!B10*2", result: 0 }, B3: { formula: 'SUM(金额)', result: 0 }, B4: { formula: '1+1', result: 2 } } }),
      ],
    },
  },
  {
    name: '三行表头,纵向合并,栏号行',
    kind: 'list', count: 6,
    fields: { 序号: null, '人员信息/姓名': 'person.name', '人员信息/证件/身份证号码': 'person.id_no', '人员信息/证件/残疾证号': 'person.disability_cert', '残疾情况/类别': 'person.disability_type', '残疾情况/等级': 'person.disability_level', 联系电话: 'person.phone' },
    book: { sheets: [sheet('残疾人', { cells: { A1: '残疾人基本状况调查表', ...line(2, ['序号', '人员信息', null, null, '残疾情况', null, '联系电话']), ...line(3, ['姓名', '证件', null, '类别', '等级'], 1), ...line(4, ['身份证号码', '残疾证号'], 2), ...line(5, ['甲', 1, 2, 3, 4, 5, 6]) }, styled: { 'A2:G5': 'head', 'A6:G11': 'cell' }, merges: ['A1:G1', 'A2:A4', 'B2:D2', 'E2:F2', 'G2:G4', 'B3:B4', 'C3:D3', 'E3:E4', 'F3:F4'] })] },
  },
  {
    name: '行内合并单元格,行高,页脚多处合并',
    kind: 'list', count: 4, labels: ['单位负责人', '填表人', '填报时间'],
    fields: { 序号: null, 姓名: 'person.name', 现住址: 'person.live_address', 联系电话: 'person.phone', 备注: 'person.note' },
    book: { sheets: [sheet('表一', { cells: { A1: '慰问对象登记表', ...line(2, ['序号', '姓名', '现住址', null, null, '联系电话', '备注']), A7: '单位负责人(签章):', D7: '填表人:', F7: '填表日期:', A8: '说明:1.本表一式两份。2.逾期不报。' }, styled: { 'A2:G2': 'head', 'A3:G6': 'cell' }, merges: ['A1:G1', 'C2:E2', 'C3:E3', 'C4:E4', 'C5:E5', 'C6:E6', 'A7:C7', 'D7:E7', 'F7:G7', 'A8:G8'], heights: { 3: 28, 4: 28, 5: 28, 6: 28 } })] },
  },
  {
    name: '横向 A3,冻结窗格,隐藏列,手工分页',
    kind: 'list', count: 20, fields: PLAIN,
    book: { sheets: [sheet('登记', { head: '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:H22"/><sheetViews><sheetView workbookViewId="0"><pane xSplit="2" ySplit="2" topLeftCell="C3" activePane="bottomRight" state="frozen"/><selection pane="bottomRight" activeCell="C3" sqref="C3"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="18"/><cols><col min="1" max="1" width="6" customWidth="1"/><col min="2" max="7" width="14" style="3" customWidth="1"/><col min="8" max="8" width="9" hidden="1" customWidth="1"/></cols>', cells: { A1: '流动人口登记表', ...line(2, HEADS), H3: '内部用' }, styled: { 'A2:G2': 'head', 'A3:G22': 'cell' }, merges: ['A1:G1'], page: A3, breaks: [12, 22] })] },
  },
  {
    name: '批注、印章图片、超链接在表下方',
    kind: 'list', count: 3, fields: PLAIN, labels: ['填报单位'],
    book: { sheets: [sheet('名单', { cells: { ...line(1, HEADS), A5: '填报单位:', A6: '返回' }, styled: { 'A1:G1': 'head', 'A2:G4': 'cell' }, comments: { D1: '18 位', A5: '盖章' }, picture: [4, 8], links: { A6: "'名单'!A5" } })] },
  },
  {
    name: '带前缀的命名空间(x:)',
    kind: 'list', count: 4, fields: PLAIN,
    book: { prefix: 'x:', sheets: [sheet('名单', { cells: { A1: '党员名册', ...line(2, HEADS), A7: '合计', D7: { formula: 'COUNTA(D3:D6)', result: 0 } }, styled: { 'A2:G2': 'head', 'A3:G6': 'cell' }, merges: ['A1:G1', 'A7:C7'], lists: { 'C3:C6': '"男,女"' } })] },
  },
  {
    name: '行内文本,带换行缩进的 XML',
    kind: 'list', count: 4, fields: PLAIN, labels: ['填表人'],
    book: { strings: 'inline', pretty: true, sheets: [sheet('名单', { cells: { A1: '志愿服务对象名册', ...line(2, HEADS), A8: '填表人:' }, styled: { 'A2:G2': 'head', 'A3:G6': 'cell' }, merges: ['A1:G1', 'A8:B8'] })] },
  },
  {
    name: '表格对象与筛选',
    kind: 'list', count: 4, fields: { 姓名: 'person.name', 民族: 'person.ethnic', 政治面貌: 'person.political' },
    book: { names: [{ name: '_xlnm._FilterDatabase', sheet: 0, text: "'名单'!$A$1:$C$5" }], sheets: [sheet('名单', { cells: line(1, ['姓名', '民族', '政治面貌']), styled: { 'A1:C1': 'head', 'A2:C5': 'cell' }, table: { ref: 'A1:C5', columns: ['姓名', '民族', '政治面貌'] } })] },
  },
  {
    name: '只有一行空行,合计紧接其下',
    kind: 'list', count: 1, fields: { 姓名: 'person.name', 身份证号: 'person.id_no', 补贴金额: null },
    book: { sheets: [sheet('补贴', { cells: { A1: '补贴发放表', ...line(2, ['姓名', '身份证号', '补贴金额']), A4: '合计', C4: { formula: 'SUM(C3:C3)', result: 0 } }, styled: { 'A2:C2': 'head', 'A3:C4': 'cell' }, merges: ['A1:C1', 'A4:B4'], lists: { C3: '"100,200"' } })] },
  },
  {
    name: '只有表头没有空行',
    kind: 'list', count: 0, fields: { 姓名: 'person.name', 出生日期: 'person.birth_date', 户籍地址: 'person.reg_address' },
    book: { sheets: [sheet('名单', { cells: line(1, ['姓名', '出生日期', '户籍地址']), styled: { 'A1:C1': 'head' } })] },
  },
  {
    name: '第一行是示例',
    kind: 'list', count: 3, fields: { 序号: null, 姓名: 'person.name', 出生年月: 'person.birth_date', 联系电话: 'person.phone' },
    book: { sheets: [sheet('名单', { cells: { ...line(1, ['序号', '姓名', '出生年月', '联系电话']), ...line(2, ['示例', '张三', '1950.01', '15400000000']) }, styled: { 'A1:D1': 'head', 'A2:D5': 'cell' } })] },
  },
  {
    name: '日期格式的列、年月格式的列、文字写明的格式',
    kind: 'list', count: 4, fields: { 姓名: 'person.name', 出生日期: 'person.birth_date', 迁入时间: 'person.move_in_date', '死亡日期(如2026.01.05)': 'person.death_date' },
    book: { sheets: [sheet('名单', { cells: line(1, ['姓名', '出生日期', '迁入时间', '死亡日期(如2026.01.05)']), styled: { 'A1:D1': 'head', 'A2:A5': 'cell', 'B2:B5': 'date', 'C2:C5': 'month', 'D2:D5': 'text' } })] },
  },
  {
    name: '印好的序号和选项',
    kind: 'list', count: 4, fields: { 序号: null, 姓名: 'person.name', 性别: 'person.sex', 是否低保: 'tag:low_income', 联系电话: 'person.phone' },
    book: { sheets: [sheet('名单', { cells: { A1: '摸底表', ...line(2, ['序号', '姓名', '性别', '是否低保', '联系电话']), ...Object.assign({}, ...[1, 2, 3, 4].map((at) => line(at + 2, [at, null, '□男 □女', '□是 □否']))) as Record<string, FormCell> }, styled: { 'A2:E2': 'head', 'A3:E6': 'cell' }, merges: ['A1:E1'] })] },
  },
  {
    name: '没有边框,说明在下',
    kind: 'list', count: 3, fields: { 姓名: 'person.name', 文化程度: 'person.education', 与户主关系: 'person.relation' }, labels: ['填报单位'],
    book: { sheets: [sheet('名单', { cells: { A1: '填报单位:    ', ...line(2, ['姓名', '文化程度', '与户主关系']), A6: '备注:请于月底前报送' } })] },
  },
  {
    name: '单位名册',
    kind: 'list', count: 5, fields: { 序号: null, 单位名称: 'org.name', 统一社会信用代码: 'org.uscc', 法定代表人: 'org.principal', 联系电话: 'org.phone', 经营地址: 'org.address', 从业人数: 'org.staff' },
    book: { sheets: [sheet('九小场所', { cells: { A1: '九小场所登记表', ...line(2, ['序号', '单位名称', '统一社会信用代码', '法定代表人', '联系电话', '经营地址', '从业人数']) }, styled: { 'A2:G2': 'head', 'A3:G7': 'cell' }, merges: ['A1:G1'] })] },
  },
  {
    name: '合计在表头下,年龄是公式,编号成串,说明表在前',
    kind: 'list', count: 4, fields: { 序号: null, 姓名: 'person.name', 出生日期: 'person.birth_date', 年龄: 'person.age', 户主姓名: 'household.head' },
    book: {
      sheets: [
        sheet('填表说明', { cells: { A1: '填表说明', A2: '姓名', B2: '按身份证填写', A3: '出生日期', B3: '年月日' } }),
        sheet('数据', { cells: { ...line(1, ['序号', '姓名', '出生日期', '年龄', '户主姓名']), A2: '合计', B2: { formula: 'COUNTA(B3:B6)', result: 0 }, A3: { formula: '1', result: 1 }, A4: { formula: 'A3+1', result: 2 }, A5: { formula: 'A4+1', result: 3 }, A6: { formula: 'A5+1', result: 4 }, D3: { formula: 'IF(C3="","",2026-YEAR(C3))', result: '', shared: { index: 0, ref: 'D3:D6' } }, D4: { formula: '', result: '', shared: { index: 0 } }, D5: { formula: '', result: '', shared: { index: 0 } }, D6: { formula: '', result: '', shared: { index: 0 } } }, styled: { 'A1:E2': 'head', 'A3:E6': 'cell', 'C3:C6': 'date' } }),
      ],
    },
  },
];
