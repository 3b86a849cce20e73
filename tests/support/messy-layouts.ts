/** A column: its headings from the outermost to its own, and what it holds (null: nothing the ledger knows). */
export interface MessyColumn {
  target: string | null;
  path: readonly string[];
  filler?: string;
}

/** Headers of one field as different offices write them. */
export const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'person.name': ['姓名', '姓  名', '居民姓名', '姓名*', '成员姓名', '人员姓名(必填)'],
  'person.sex': ['性别', '性 别', '性别(男/女)'],
  'person.id_no': ['身份证号', '身份证号码', '公民身份号码', '证件号码', '身份证号(18位)', '身份证\n号码', '居民身份证号码'],
  'person.birth_date': ['出生日期', '出生年月', '出生年月日', '生日', '出生日期(公历)', '出生时间'],
  'person.ethnic': ['民族', '民 族', '民族成份'],
  'person.education': ['文化程度', '学历', '最高学历', '文化 程度', '受教育程度'],
  'person.political': ['政治面貌', '政治\n面貌', '政治面貌情况'],
  'person.marital': ['婚姻状况', '婚姻情况', '婚否'],
  'person.phone': ['联系电话', '手机号码', '电话', '联系方式', '本人联系电话', '手机', '联系电话(手机)'],
  'person.relation': ['与户主关系', '与户主的关系', '关系', '和户主关系', '与户主之关系'],
  'person.reg_address': ['户籍地址', '户口所在地', '户籍所在地', '户籍地'],
  'person.live_address': ['现住址', '家庭住址', '现居住地址', '居住地址', '现住址(小区楼栋门牌)', '详细地址', '现居住详细地址'],
  'person.residence_type': ['人口类型', '户籍类型', '人口类别', '居住类型'],
  'person.tags': ['人员标签', '重点人群', '重点人群类别', '特殊人群', '人群标签'],
  'tag:living_alone': ['是否独居', '是否独居老人', '独居(是/否)', '是否为独居老人'],
  'tag:low_income': ['是否低保', '是否低保户', '低保(是/否)'],
  'person.disability_cert': ['残疾证号', '残疾人证号', '残疾证号码'],
  'person.work_unit': ['工作单位', '单位', '工作单位名称', '就业单位'],
  'person.move_in_date': ['入住时间', '迁入日期', '入住日期', '搬入时间'],
  'person.note': ['备注', '备 注', '备注说明'],
  'household.no': ['户号', '户编号', '户 号', '家庭编号'],
  'household.head': ['户主', '户主姓名', '户主名字'],
  'estate.name': ['小区', '小区名称', '所属小区'],
  'building.no': ['楼号', '楼栋', '栋号', '楼栋号', '幢号'],
  'house.unit': ['单元', '单元号'],
  'house.room': ['室号', '房号', '门牌号', '房间号'],
  'visit.collector': ['网格员', '走访人', '采集人', '网格员姓名'],
  'visit.date': ['走访时间', '走访日期', '采集时间', '入户时间'],
};

/** One-row and two-level headings of the emergency contact. */
export const CONTACT_HEADERS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['紧急联系人', '姓名'], ['紧急联系人', '电话']],
  [['紧急联系人', '姓名'], ['紧急联系人', '联系电话']],
  [['监护人', '姓名'], ['监护人', '联系方式']],
];
export const FLAT_CONTACTS: readonly (readonly [string, string])[] = [['紧急联系人', '紧急联系电话'], ['监护人姓名', '监护人电话'], ['家属姓名', '家属电话'], ['联系人', '联系人电话']];

/** Columns the ledger has no field for, some of them near misses. */
export const UNKNOWN: readonly MessyColumn[] = [
  { target: null, path: ['配偶姓名'], filler: '李红' },
  { target: null, path: ['配偶电话'], filler: '15400009999' },
  { target: null, path: ['配偶身份证号'], filler: '000000195508151188' },
  { target: null, path: ['网格员电话'], filler: '15400008888' },
  { target: null, path: ['物业费是否缴清'], filler: '是' },
  { target: null, path: ['宽带运营商'], filler: '电信' },
  { target: null, path: ['车位编号'], filler: 'B-12' },
  { target: null, path: ['是否参加广场舞'], filler: '否' },
];

export interface Layout {
  name: string;
  format: 'xlsx' | 'utf8' | 'bom' | 'gb18030';
  titles: number;
  headerRows: 1 | 2 | 3;
  /** Shared cells of a household: in every row, merged, or only in the head's row. */
  households: 'full' | 'merged' | 'first';
  totals: boolean;
  footer: boolean;
  repeatHeader: boolean;
  numberedBlanks: boolean;
  splitAddress: boolean;
  wide: boolean;
  dates: readonly string[];
  yes: readonly [string, string];
  numericPhone: boolean;
  unknown: number;
  shuffled: boolean;
  hiddenSheet: boolean;
  formulas: boolean;
}

const base: Layout = { name: '', format: 'xlsx', titles: 0, headerRows: 1, households: 'full', totals: false, footer: false, repeatHeader: false, numberedBlanks: false, splitAddress: false, wide: false, dates: ['iso'], yes: ['是', '否'], numericPhone: false, unknown: 0, shuffled: false, hiddenSheet: false, formulas: false };

export const LAYOUTS: readonly Layout[] = [
  { ...base, name: 'plain' },
  { ...base, name: 'title and footer', titles: 2, footer: true, dates: ['slash', 'dots'] },
  { ...base, name: 'two header rows', titles: 1, headerRows: 2, totals: true, dates: ['serial'] },
  { ...base, name: 'three header rows', titles: 1, headerRows: 3, splitAddress: true, dates: ['chinese', 'iso'] },
  { ...base, name: 'merged households', titles: 1, households: 'merged', dates: ['bare'], yes: ['√', ''] },
  { ...base, name: 'merged households, two header rows', titles: 2, headerRows: 2, households: 'merged', splitAddress: true, totals: true, footer: true },
  { ...base, name: 'head row only', households: 'first', dates: ['dots'] },
  { ...base, name: 'GB18030 CSV', format: 'gb18030', titles: 1, dates: ['slash'], yes: ['有', '无'] },
  { ...base, name: 'UTF-8 BOM CSV with groups', format: 'bom', headerRows: 2, dates: ['iso', 'chinese'] },
  { ...base, name: 'UTF-8 CSV, head row only', format: 'utf8', households: 'first', footer: true },
  { ...base, name: 'full width', wide: true, titles: 1, splitAddress: true, dates: ['chinese'], yes: ['Y', 'N'] },
  { ...base, name: 'numbers and serials', numericPhone: true, dates: ['number', 'serial'], yes: ['1', '0'], totals: true, formulas: true },
  { ...base, name: 'unknown columns, shuffled', unknown: 4, shuffled: true, dates: ['iso', 'slash', 'dots', 'bare', 'serial'] },
  { ...base, name: 'printed pages', titles: 3, repeatHeader: true, numberedBlanks: true, totals: true, footer: true, unknown: 2 },
  { ...base, name: 'hidden sheet and everything', titles: 2, headerRows: 2, households: 'merged', hiddenSheet: true, unknown: 3, totals: true, footer: true, numberedBlanks: true, wide: true, dates: ['iso', 'serial', 'chinese'] },
];
