import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { differenceOf, type KeyedRow } from './difference.rules.js';

const COLUMNS = ['a', 'b'];
const rows = fc.uniqueArray(fc.record({ key: fc.integer({ min: 0, max: 12 }).map(String), values: fc.record({ a: fc.option(fc.integer({ min: 0, max: 2 })), b: fc.constantFrom('x', 'y') }) }), { selector: (row) => row.key });

describe('difference of two issues', () => {
  it('names rows that came, went and changed', () => {
    const before: KeyedRow[] = [{ key: '1', values: { a: 1, b: 'x' } }, { key: '2', values: { a: 1, b: 'x' } }, { key: '3', values: { a: null, b: 'x' } }];
    const after: KeyedRow[] = [{ key: '2', values: { a: 1, b: 'y' } }, { key: '3', values: { b: 'x' } }, { key: '4', values: { a: 2, b: 'x' } }];
    expect(differenceOf(before, after, COLUMNS)).toEqual({ added: ['4'], removed: ['1'], changed: [{ key: '2', columns: ['b'] }], same: 1 });
  });

  it('looks at no column that one of them lacks', () => {
    expect(differenceOf([{ key: '1', values: { a: 1 } }], [{ key: '1', values: { a: 1, c: 5 } }], ['a'])).toMatchObject({ changed: [], same: 1 });
  });

  it('loses no row, is empty for the same state, and is its own mirror', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const there = differenceOf(before, after, COLUMNS);
        const back = differenceOf(after, before, COLUMNS);
        expect(there.added.length + there.changed.length + there.same).toBe(after.length);
        expect(there.removed.length + there.changed.length + there.same).toBe(before.length);
        expect([new Set(there.added), new Set(there.removed), new Map(there.changed.map((row) => [row.key, row.columns]))]).toEqual([new Set(back.removed), new Set(back.added), new Map(back.changed.map((row) => [row.key, row.columns]))]);
        expect(differenceOf(after, after, COLUMNS)).toEqual({ added: [], removed: [], changed: [], same: after.length });
      }),
    );
  });
});
