import { citizenIdCheck, type FieldValue, Random } from '#catalogue';
import type { MadeCell } from './xlsx-file.js';

/** A person as the ledger would hold the values; keys are field ids or `tag:` and a code. */
export type Truth = Record<string, FieldValue>;

const SURNAMES = ['王', '李', '张', '刘', '陈', '杨', '赵', '欧阳', '亓', '买买提·', '阿依古丽·', '司马'];
const GIVEN = ['伟', '秀英', '建国', '桂兰', '子涵', '小龙', '淑珍', '志强', '艾力', '雨欣', '德福', '𠮷', '红梅', '䶮'];
const ESTATES = ['幸福里小区', '桂花苑', '东风新村', '清河家园'];
const ETHNIC: [string, string][] = [['01', '汉族'], ['03', '回族'], ['05', '维吾尔族'], ['11', '满族']];
const EDUCATION: [string, string][] = [['20', '本科'], ['60', '高中'], ['70', '初中'], ['80', '小学'], ['40', '中专']];
const POLITICAL: [string, string][] = [['13', '群众'], ['01', '中共党员'], ['03', '共青团员']];
const MARITAL: [string, string][] = [['20', '已婚'], ['10', '未婚'], ['30', '丧偶'], ['40', '离异']];
const MEMBERS: [string, string][] = [['10', '配偶'], ['20', '儿子'], ['30', '女儿'], ['51', '父亲'], ['52', '母亲']];
const RESIDENCE = ['户籍', '人户分离', '流动'];
const TAGS: [string, string][] = [['living_alone', '独居'], ['low_income', '低保'], ['hypertension', '高血压'], ['veteran', '退役军人']];

/** Labels by which a clean sheet would write each code. */
export const SHOWN: Readonly<Record<string, ReadonlyMap<FieldValue, string>>> = {
  'person.ethnic': new Map(ETHNIC),
  'person.education': new Map(EDUCATION),
  'person.political': new Map(POLITICAL),
  'person.marital': new Map(MARITAL),
  'person.relation': new Map([['02', '户主'], ...MEMBERS]),
  'person.sex': new Map([['1', '男'], ['2', '女']]),
};

export class PeopleMaker {
  private readonly used = new Set<string>();
  private household = 0;

  /** @param rare with characters that need four bytes in GB18030 */
  constructor(
    readonly random: Random,
    private readonly rare = true,
  ) {}

  idFor(birthDate: string, sex: string): string {
    for (;;) {
      const order = this.random.int(1, 498) * 2 + (sex === '1' ? 1 : 0);
      const first17 = `000000${birthDate.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
      const id = first17 + citizenIdCheck(first17);
      if (this.used.has(id) || id.endsWith('000')) continue;
      this.used.add(id);
      return id;
    }
  }

  date(from: number, to: number): string {
    return `${this.random.int(from, to)}-${String(this.random.int(1, 12)).padStart(2, '0')}-${String(this.random.int(1, 28)).padStart(2, '0')}`;
  }

  /** Members of one household, head first. */
  people(): Truth[] {
    const { random } = this;
    const [no, estate] = [String(++this.household).padStart(4, '0'), random.pick(ESTATES)];
    const [building, unit, room] = [String(random.int(1, 20)), String(random.int(1, 4)), `${random.int(1, 18)}0${random.int(1, 4)}`];
    const head = this.person('02', no);
    const others = Array.from({ length: random.weighted([[0, 4], [1, 4], [2, 3], [3, 1]]) }, (_, at) => this.person(MEMBERS[at]?.[0] ?? '10', no));
    const place = { 'household.no': no, 'household.head': head['person.name'] ?? null, 'person.live_address': `${estate}${building}号楼${unit}单元${room}室`, 'estate.name': estate, 'building.no': building, 'house.unit': unit, 'house.room': room };
    return [head, ...others].map((person) => ({ ...person, ...place }));
  }

  private name(): string {
    return this.random.pick(SURNAMES) + this.random.pick(this.rare ? GIVEN : GIVEN.filter((name) => !/[𠮷䶮]/u.test(name)));
  }

  private person(relation: string, no: string): Truth {
    const { random } = this;
    const sex = relation === '20' || relation === '51' ? '1' : relation === '30' || relation === '52' ? '2' : random.pick(['1', '2']);
    const birthDate = relation === '51' || relation === '52' ? this.date(1930, 1950) : relation === '20' || relation === '30' ? this.date(1985, 2005) : this.date(1940, 1984);
    const id = this.idFor(birthDate, sex);
    const tags = TAGS.filter(() => random.chance(0.12)).map(([code]) => code);
    return {
      'person.name': this.name(),
      'person.sex': sex,
      'person.id_no': id,
      'person.birth_date': birthDate,
      'person.age': null,
      'person.ethnic': random.weighted([['01', 8], ['03', 1], ['05', 1], ['11', 1]]),
      'person.education': random.pick(EDUCATION)[0],
      'person.political': random.pick(POLITICAL)[0],
      'person.marital': random.pick(MARITAL)[0],
      'person.phone': `154${String(random.int(0, 99_999_999)).padStart(8, '0')}`,
      'person.relation': relation,
      'person.reg_address': `某某县${random.pick(ESTATES)}${random.int(1, 30)}号`,
      'person.residence_type': random.pick(RESIDENCE),
      'person.tags': tags.length === 0 ? null : [...tags].sort().join(','),
      'tag:living_alone': tags.includes('living_alone'),
      'tag:low_income': tags.includes('low_income'),
      'person.disability_cert': random.chance(0.1) ? `${id}${random.int(1, 7)}${random.int(1, 4)}` : null,
      'person.emergency_contact': this.name(),
      'person.emergency_phone': `154${String(random.int(0, 99_999_999)).padStart(8, '0')}`,
      'person.work_unit': random.chance(0.5) ? `第${random.int(1, 9)}纺织厂` : null,
      'person.move_in_date': this.date(2000, 2025),
      'person.note': random.chance(0.2) ? `备用钥匙在${no}邻居处` : null,
      'visit.collector': this.name(),
      'visit.date': this.date(2025, 2025),
    };
  }
}

const DATES = new Set(['person.birth_date', 'person.move_in_date', 'visit.date']);
export const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

function dateCell(day: string, form: string): MadeCell {
  const [year = '', month = '', date = ''] = day.split('-');
  if (form === 'serial') return { serial: Math.round(Date.parse(day) / 86_400_000) + 25_569 };
  if (form === 'number') return Math.round(Date.parse(day) / 86_400_000) + 25_569;
  if (form === 'chinese') return `${year}年${Number(month)}月${Number(date)}日`;
  if (form === 'dots') return `${year}.${Number(month)}.${Number(date)}`;
  return form === 'bare' ? year + month + date : form === 'slash' ? `${year}/${Number(month)}/${Number(date)}` : day;
}

export interface Style {
  dates: readonly string[];
  wide: boolean;
  yes: readonly [string, string];
  numericPhone: boolean;
}

/** A correct value the way one untidy clerk writes it: nothing here is a fault. */
export function cellOf(target: string, value: FieldValue, random: Random, style: Style): MadeCell {
  if (value === null) return random.pick(['', '', '/', /cert$|tags$/.test(target) ? '无' : '']) || null;
  if (typeof value === 'boolean') return style.yes[value ? 0 : 1];
  const text = SHOWN[target]?.get(value) ?? String(value);
  if (DATES.has(target)) return dateCell(text, random.pick(style.dates));
  if (target === 'person.tags') return text.split(',').map((code) => TAGS.find(([known]) => known === code)?.[1] ?? code).join(random.pick(['、', ',', '/', ' ']));
  if (target === 'person.id_no') return random.weighted([[text, 8], [text.toLowerCase(), 1], [` ${text.slice(0, 6)} ${text.slice(6)} `, 1], [`'${text}`, 1], [style.wide ? wide(text) : text, 4]]);
  if (target.endsWith('phone')) return style.numericPhone && random.chance(0.5) ? Number(text) : random.weighted([[text, 8], [`+86 ${text}`, 1], [`${text.slice(0, 3)}-${text.slice(3, 7)}-${text.slice(7)}`, 1], [`${text}(家)`, 1], [style.wide ? wide(text) : text, 3]]);
  if (target === 'person.name' && [...text].length === 2 && random.chance(0.3)) return [...text].join('\u3000');
  if (style.wide && /^(?:building|house)\./.test(target)) return wide(text);
  return random.chance(0.05) ? ` ${text}\u00A0` : text;
}
