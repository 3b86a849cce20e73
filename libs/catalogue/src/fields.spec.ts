import { describe, expect, it } from '@jest/globals';
import { CODE_LISTS, codeOfWords, derivedTags, fieldOf, FIELDS, TAGS } from './index.js';

describe('field catalogue', () => {
  it('defines at least 110 fields once each', () => {
    expect(FIELDS.length).toBeGreaterThanOrEqual(110);
    expect(new Set(FIELDS.map((item) => item.id)).size).toBe(FIELDS.length);
  });
  it('knows every code list and enum it names', () => {
    const own = new Set(['citizen-id', 'phone', 'uscc', 'grid', 'area', 'user']);
    for (const item of FIELDS) if (item.codeList !== null && !own.has(item.codeList)) expect([item.id, CODE_LISTS[item.codeList] !== undefined]).toEqual([item.id, true]);
    for (const item of FIELDS) if (item.type === 'enum') expect([item.id, (item.options?.length ?? 0) > 1]).toEqual([item.id, true]);
  });
  it('never shows a personal field without a mask', () => {
    for (const item of FIELDS) if (item.level === 'L3' || item.level === 'L4') expect([item.id, item.mask === 'none']).toEqual([item.id, false]);
    expect(fieldOf('person.id_no')).toMatchObject({ mask: 'idNo', level: 'L4', storage: { table: 'person', column: 'id_no', sealed: true } });
  });
});

describe('code lists', () => {
  it('read codes, labels and the words of street tables', () => {
    expect([codeOfWords('sex', '男'), codeOfWords('sex', '女性'), codeOfWords('sex', '1')]).toEqual(['1', '2', '1']);
    expect([codeOfWords('ethnic', '汉'), codeOfWords('ethnic', ' 回 族 '), codeOfWords('ethnic', '火星族')]).toEqual(['01', '03', null]);
    expect([codeOfWords('family-relation', '户主'), codeOfWords('family-relation', '妻子'), codeOfWords('family-relation', '妻')]).toEqual(['02', '10', '12']);
    expect(codeOfWords('disability-level', '一级')).toBe('1');
  });
  it('name their edition', () => {
    expect(CODE_LISTS['sex']?.edition).toBe('GB/T 2261.1-2003');
  });
});

describe('derived tags', () => {
  it('follow age, party membership and residence', () => {
    expect(derivedTags({ birthDate: '1940-02-29', political: '01', residenceType: '户籍' }, '2026-11-24').sort()).toEqual(['elder_60', 'elder_80', 'party_member']);
    expect(derivedTags({ birthDate: '1966-11-25', political: '13', residenceType: '流动' }, '2026-11-24')).toEqual(['migrant']);
    expect(derivedTags({ birthDate: '1966-11-24', political: null, residenceType: null }, '2026-11-24')).toEqual(['elder_60']);
    expect(derivedTags({ birthDate: null, political: null, residenceType: null }, '2026-11-24')).toEqual([]);
  });
  it('belong to the product list', () => {
    expect(TAGS.length).toBe(43);
  });
});
