import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RESIDENT_SORTS } from '#contracts';
import { EMPTY_QUERY, isNarrowed, nextSort, peoplePath, type PeopleQuery, queryFromUrl, queryToUrl } from './peopleQuery.js';

const word = fc.string({ maxLength: 20 }).map((value) => value.trim());
const code = fc.stringMatching(/^[a-z_0-9]{1,12}$/);
const age = fc.option(fc.integer({ min: 0, max: 150 }), { nil: null });
const query: fc.Arbitrary<PeopleQuery> = fc.record({
  q: word,
  area: fc.stringMatching(/^\d{0,16}$/),
  tags: fc.array(code, { maxLength: 5 }),
  ageFrom: age,
  ageTo: age,
  sex: fc.constantFrom<'' | '1' | '2'>('', '1', '2'),
  residenceType: fc.constantFrom('', '户籍', '流动'),
  stale: fc.constantFrom(null, 90, 180, 365),
  left: fc.boolean(),
  care: fc.boolean(),
  asOf: fc.constantFrom('', '2026-10-01'),
  household: fc.constantFrom('', '12'),
  building: fc.constantFrom('', '7'),
  sort: fc.constantFrom(...RESIDENT_SORTS),
  page: fc.integer({ min: 1, max: 100_000 }),
});

describe('the address of the people list', () => {
  it('comes back from its own address', () => {
    fc.assert(fc.property(query, (wanted) => expect(queryFromUrl(queryToUrl(wanted))).toEqual(wanted)));
  });

  it('never fails on an address somebody typed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('q', 'page', 'sort', 'sex', 'asOf', 'ageFrom', 'tag', 'left', 'stale'), fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(null))), (raw) => {
        const read = queryFromUrl(raw);
        expect(read.page).toBeGreaterThanOrEqual(1);
        expect(RESIDENT_SORTS).toContain(read.sort);
        expect(read.asOf === '' || /^\d{4}-\d{2}-\d{2}$/.test(read.asOf)).toBe(true);
      }),
    );
  });

  it('says nothing about what is usual', () => {
    expect(queryToUrl({ ...EMPTY_QUERY })).toEqual({});
    expect(peoplePath({ ...EMPTY_QUERY, q: '欧阳', page: 2 })).toBe('/api/v1/residents?q=%E6%AC%A7%E9%98%B3&page=2&pageSize=50');
  });

  it('knows when the list is narrowed: order, page and day do not narrow', () => {
    expect(isNarrowed({ ...EMPTY_QUERY, sort: 'age', page: 3, asOf: '2026-10-01' })).toBe(false);
    expect(isNarrowed({ ...EMPTY_QUERY, left: true })).toBe(true);
  });

  it('turns the order with each press', () => {
    expect(nextSort('code', 'age')).toBe('age');
    expect(nextSort('age', 'age')).toBe('-age');
    expect(nextSort('-age', 'age')).toBe('code');
    expect(nextSort('-confirmed', 'name')).toBe('name');
    expect(nextSort('name', 'name')).toBe('code');
  });
});
