import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CODE_LISTS, fieldOf, FIELDS, type FieldDefinition, TAGS } from '../index.js';
import { citizenIdCheck, citizenIdFacts, disabilityCertFacts, formatValue, isMonthOnly, parseValue } from './index.js';

const TODAY = '2026-11-24';
const field = (id: string): FieldDefinition => {
  const found = fieldOf(id);
  if (found === undefined) throw new Error(id);
  return found;
};
const parse = (id: string, raw: unknown) => parseValue(field(id), raw, TODAY);
const valueOf = (id: string, raw: unknown) => {
  const parsed = parse(id, raw);
  return parsed.ok ? parsed.value : parsed.fault;
};
const messageOf = (id: string, raw: unknown) => {
  const parsed = parse(id, raw);
  return parsed.ok ? parsed.notes.join(';') : parsed.message;
};
const ID = '000000198001010013';
/** Full-width form of ASCII text. */
const wide = (text: string) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

describe('citizen id', () => {
  it.each([
    [ID, ID], [` 000000 19800101 0013\t`, ID], ["'000000198001010013", ID], [wide(ID), ID], [wide('00000019800101003X'), '00000019800101003X'], ['00000019800101003x', '00000019800101003X'],
    ['00000019800101003X', '00000019800101003X'], ['00000019800101003Х', 'ID_CHARS'], ['000000800101001', ID], ['000000198001010012', 'ID_CHECK_DIGIT'], ['000000200002300010', 'ID_DATE'],
    ['3.10101E+17', 'ID_TRUNCATED'], [1e17, 'ID_TRUNCATED'], ['000000195001021000', 'ID_TRUNCATED'], ['00000019800101001', 'ID_LENGTH'], ['00000020990101001X', 'ID_DATE'],
    ['00000X198001010013', 'ID_CHARS'], ['', null], ['无', null], ['0000001980010100132', 'ID_LENGTH'],
  ])('reads %j as %j', (raw, expected) => {
    expect(valueOf('person.id_no', raw)).toBe(expected);
  });
  it('names the expected digit and says what a spreadsheet did', () => {
    expect(messageOf('person.id_no', '000000198001010012')).toContain('末位应为3,现为2');
    expect(messageOf('person.id_no', 1e17)).toBe('身份证号被表格截断,请把该列设为文本后重填');
    expect(messageOf('person.id_no', wide(ID))).toContain('全角数字已转为半角');
  });
  it('states birth date and sex', () => {
    expect([citizenIdFacts(ID), citizenIdFacts('000000195508151188'), citizenIdFacts('x')]).toEqual([{ birthDate: '1980-01-01', sex: '1' }, { birthDate: '1955-08-15', sex: '2' }, null]);
  });
  it('finds every single wrong digit', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999 }), fc.nat(17), fc.integer({ min: 1, max: 9 }), (order, at, shift) => {
      const first17 = `00000019660215${String(order).padStart(3, '0')}`;
      const id = first17 + citizenIdCheck(first17);
      expect(valueOf('person.id_no', id)).toBe(id);
      const digit = id[at] === 'X' ? 10 : Number(id[at]);
      const wrong = id.slice(0, at) + String((digit + shift) % 10) + id.slice(at + 1);
      if (wrong !== id) expect(parse('person.id_no', wrong).ok).toBe(false);
    }));
  });
});

describe('phone', () => {
  it.each([
    ['15400000001', '15400000001'], ['+86 154-0000-0001', '15400000001'], [wide('008615400000001'), '15400000001'], [15400000001, '15400000001'], ['15400000001/15400000002', '15400000001'],
    ['15400000001(女儿)', '15400000001'], ['02188880000', '021-88880000'], ['(0571)88880000', '0571-88880000'], ['88880000', '88880000'], ['021-88880000-12', '021-88880000-12'],
    ['1540000000', 'PHONE_BAD'], ['154000000012', 'PHONE_BAD'], ['1.54E+10', 'PHONE_BAD'], ['张三', 'PHONE_BAD'], ['无', null], ['15400000001 15400000002', '15400000001'],
  ])('reads %j as %j', (raw, expected) => {
    expect(valueOf('person.phone', raw)).toBe(expected);
  });
  it('names the other numbers of a cell', () => {
    expect(messageOf('person.phone', '15400000001、15400000002')).toContain('其余:15400000002');
  });
});

describe('dates (84–86 of security.md §5)', () => {
  it.each([
    ['2024-01-02', '2024-01-02'], ['2024/1/2', '2024-01-02'], ['2024.1.2', '2024-01-02'], ['20240102', '2024-01-02'], ['2024年1月2日', '2024-01-02'], [wide('2024-01-02'), '2024-01-02'],
    [45293, '2024-01-02'], ['45293', '2024-01-02'], [45293.75, '2024-01-02'], [new Date('2024-01-02T00:00:00Z'), '2024-01-02'], ['二〇二四年一月二日', '2024-01-02'], ['2024年十二月三十一日', '2024-12-31'],
    ['2024-01-02 08:30', '2024-01-02'], ['2024-02-29', '2024-02-29'], ['2023-02-29', 'DATE_IMPOSSIBLE'], ['2024.2.30', 'DATE_IMPOSSIBLE'], ['0000-00-00', 'DATE_IMPOSSIBLE'], ['1-2-24', 'DATE_AMBIGUOUS'],
    ['24.1.2', 'DATE_AMBIGUOUS'], ['1/2/2024', 'DATE_AMBIGUOUS'], ['2024年1月', 'DATE_INCOMPLETE'], ['2024-01-02 24:00', 'DATE_BAD'], ['2024-01-02 23:59:60', 'DATE_BAD'], [2024, 'DATE_INCOMPLETE'],
    ['3000', 'DATE_AMBIGUOUS'], [Number.NaN, 'NOT_A_VALUE'], ['昨天', 'DATE_BAD'], ['不详', null], ['2099-01-01', 'DATE_FUTURE'],
  ])('reads %j as %j', (raw, expected) => {
    expect(valueOf('person.move_in_date', raw)).toBe(expected);
  });
  it('counts from 1904 when the workbook does', () => {
    expect(parseValue(field('person.move_in_date'), 43831, TODAY, { date1904: true })).toMatchObject({ value: '2024-01-02' });
  });
  it('takes a month alone only as a birth date, and says so', () => {
    expect(parse('person.birth_date', '1955.08')).toEqual({ ok: true, value: '1955-08-01', notes: ['只有年月,日按1日记,请核实'] });
    expect([isMonthOnly('1955.08'), isMonthOnly('195508'), isMonthOnly('1955年8月'), isMonthOnly('1955-08-01'), isMonthOnly(22143)]).toEqual([true, true, true, false, false]);
  });
  it('refuses births to come and of 150 years ago', () => {
    expect([valueOf('person.birth_date', '2026-11-25'), valueOf('person.birth_date', '1876-01-01'), valueOf('person.birth_date', TODAY)]).toEqual(['DATE_FUTURE', 'AGE_IMPOSSIBLE', TODAY]);
  });
  it('reads every day in every common form as that day', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1928-01-01'), max: new Date('2026-11-24'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10);
      const [y = '', m = '', d = ''] = day.split('-');
      const serial = Math.floor(date.getTime() / 86_400_000) + 25_569;
      for (const raw of [day, `${y}/${Number(m)}/${Number(d)}`, `${y}.${m}.${d}`, y + m + d, `${y}年${Number(m)}月${Number(d)}日`, serial, String(serial), date]) expect(valueOf('person.move_in_date', raw)).toBe(day);
    }));
  });
});

describe('numbers and yes or no (89 of security.md §5)', () => {
  it.each([
    ['1,000', 1000], [wide('100'), 100], [wide('1,000'), 1000], ['3人', 3], [0, 0], [-0, 0], ['12.0', 12], ['1.5', 'INT_BAD'], ['1e999', 'INT_BAD'], ['1e3', 'INT_BAD'], ['1000000000000000000', 'INT_RANGE'], ['-5', 'INT_RANGE'], ['1,00', 'INT_BAD'], ['两', 'INT_BAD'], [Infinity, 'NOT_A_VALUE'],
  ])('reads %j as %j', (raw, expected) => {
    expect(valueOf('org.staff', raw)).toBe(expected);
  });
  it('rounds an area, with a note', () => {
    expect(parse('house.area_sqm', '89.56㎡')).toMatchObject({ value: 90 });
  });
  it.each([['是', true], ['√', true], ['Y', true], [1, true], [true, true], ['无', false], ['×', false], ['N', false], ['0', false], ['也许', 'BOOL_BAD'], [2, 'BOOL_BAD'], ['', null]])('reads %j as %j', (raw, expected) => {
    expect(valueOf('building.elevator', raw)).toBe(expected);
  });
});

describe('codes, enums, tags', () => {
  it.each([
    ['person.ethnic', '汉', '01'], ['person.ethnic', 1, '01'], ['person.ethnic', '01 汉族', '01'], ['person.ethnic', '01 回族', 'CODE_UNKNOWN'], ['person.sex', '女 ', '2'], ['person.education', '文盲', '90'], ['person.disability_type', '无', null],
    ['person.residence_type', '流动人口', '流动'], ['person.residence_type', '户籍', '户籍'], ['person.residence_type', '大户籍', 'ENUM_UNKNOWN'], ['household.low_income_type', '无', '无'],
    ['person.tags', '独居老人、低保户', 'living_alone,low_income'], ['person.tags', '独居/独居', 'living_alone'], ['person.tags', '独居,火星人', 'TAG_UNKNOWN'], ['person.tags', '无', null],
  ])('%s reads %j as %j', (id, raw, expected) => {
    expect(valueOf(id, raw)).toBe(expected);
  });
  it('names the nearest labels and the unknown tags', () => {
    expect(messageOf('person.ethnic', '壮壮族')).toContain('壮族');
    expect(messageOf('person.tags', '独居,火星人')).toContain('火星人');
  });
});

describe('certificates', () => {
  it('check the credit code but only note a failing digit', () => {
    expect([valueOf('org.uscc', '92000000ma0000000k'), valueOf('org.uscc', '92000000MA0000000I'), valueOf('org.uscc', '9200')]).toEqual(['92000000MA0000000K', 'USCC_BAD', 'USCC_BAD']);
    expect(parse('org.uscc', '920000000MA000000K')).toMatchObject({ ok: true, notes: [expect.stringContaining('校验位')] });
  });
  it('read the disability certificate as id, category and level', () => {
    expect([valueOf('person.disability_cert', `${ID}42`), valueOf('person.disability_cert', `${ID}82`), valueOf('person.disability_cert', `${ID}4`), valueOf('person.disability_cert', `${ID}42b1`)]).toEqual([`${ID}42`, 'CERT_BAD', 'CERT_BAD', `${ID}42B1`]);
    expect(disabilityCertFacts(`${ID}42`)).toEqual({ idNo: ID, type: '4', level: '2' });
  });
});

describe('unicode and names (71–83 of security.md §5)', () => {
  it.each([
    ['person.name', '张 三', '张三'], ['person.name', '买买提•艾力', '买买提·艾力'], ['person.name', 'John Smith', 'John Smith'], ['person.name', '𠮷田', '𠮷田'], ['person.name', '䶮', '䶮'], ['person.name', '葛󠄀', '葛󠄀'],
    ['person.name', '\uE001', '\uE001'], ['person.name', '无名氏', '无名氏'], ['person.name', 'admin\u200B', 'admin'], ['person.name', '\u202E张三\u00A0\u3000', '张三'], ['person.name', '\u00AD王\u2066五', '王五'],
    ['person.name', '12345', 'NAME_BAD'], ['person.name', '张'.repeat(30), '张'.repeat(30)], ['person.name', '张'.repeat(101), 'TEXT_TOO_LONG'], ['person.name', '𠮷'.repeat(100), '𠮷'.repeat(100)],
    ['person.name', '\uD842', 'TEXT_BAD_CHARS'], ['person.name', `Z${'\u0301'.repeat(1000)}`, 'TEXT_BAD_CHARS'], ['person.name', "张三'; DROP TABLE resident;--", "张三'; DROP TABLE resident;--"], ['person.name', "O'Brien", "O'Brien"],
    ['person.name', 'e\u0301', 'é'], ['person.name', '', null], ['person.note', '字'.repeat(65_000), 'TEXT_TOO_LONG'], ['person.note', '一\n二', '一\n二'], ['person.note', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'], ['person.note', '<img src=x onerror=1>', '<img src=x onerror=1>'],
    ['house.room', wide('302'), '302'], ['person.live_address', `幸福里${wide('3')}号楼`, '幸福里3号楼'], ['person.live_address', '路'.repeat(201), 'TEXT_TOO_LONG'],
  ])('%s reads %j', (id, raw, expected) => {
    expect(valueOf(id, raw)).toBe(expected);
  });
  it.each(['=HYPERLINK("http://x","点我")', '+1-2', '-2+3x', '@SUM(A1)', wide('=1+1')])('keeps %j as text and says so', (raw) => {
    expect(parse('person.note', raw)).toEqual({ ok: true, value: raw, notes: [expect.stringContaining('不当公式')] });
  });
});

describe('laws', () => {
  const known = (item: FieldDefinition) => {
    if (item.type === 'code' && item.codeList !== null) return fc.constantFrom(...(CODE_LISTS[item.codeList]?.items ?? []).map((code) => code.code));
    if (item.type === 'enum') return fc.constantFrom(...(item.options ?? []));
    if (item.type === 'tags') return fc.uniqueArray(fc.constantFrom(...TAGS.map((tag) => tag.code)), { minLength: 1 }).map((codes) => codes.sort().join(','));
    if (item.checks.includes('year')) return fc.integer({ min: 1800, max: Number(TODAY.slice(0, 4)) });
    if (item.type === 'int') return fc.nat(2_147_483_647);
    if (item.type === 'bool') return fc.boolean();
    return null;
  };
  it('parse(format(x)) = x for every coded, counted or yes-or-no field', () => {
    for (const item of FIELDS) {
      const values: fc.Arbitrary<string | number | boolean> | null = known(item);
      if (values !== null) fc.assert(fc.property(values, (value) => expect([item.id, parseValue(item, formatValue(item, value), TODAY)]).toEqual([item.id, expect.objectContaining({ ok: true, value })])), { numRuns: 20 });
    }
  });
  const anything = fc.oneof(fc.anything({ withDate: true, withBigInt: true }), fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'19202\uFF14年月日-/. 户主男，、()（）XxＸ\u200B\u0301👨\u200D#号楼=') }));
  it('never throws, and parses what it gave to the same value', () => {
    fc.assert(fc.property(fc.constantFrom(...FIELDS), anything, (item, raw) => {
      const once = parseValue(item, raw, TODAY);
      if (!once.ok) expect(once.message.length).toBeGreaterThan(3);
      else expect([item.id, parseValue(item, once.value, TODAY)]).toEqual([item.id, expect.objectContaining({ ok: true, value: once.value })]);
    }), { numRuns: 5000 });
  });
});
