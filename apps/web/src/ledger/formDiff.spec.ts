import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changesOf, choiceText, conflictFields, conflictRows, resolved, undoOf, type Value } from './formDiff.js';

const value: fc.Arbitrary<Value> = fc.oneof(fc.constant(null), fc.boolean(), fc.integer({ min: 0, max: 99 }), fc.stringMatching(/^[a-z一-龥]{1,6}$/));
const values = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value);

describe('what a form sends', () => {
  it('is nothing when nothing was touched, and everything that was', () => {
    fc.assert(fc.property(values, (base) => expect(changesOf(base, base)).toEqual({})));
    fc.assert(
      fc.property(values, values, (base, draft) => {
        const after = { ...base, ...changesOf(base, draft) };
        for (const id of Object.keys(draft)) expect(String(after[id] ?? null)).toBe(String(draft[id] ?? null));
      }),
    );
  });

  it('is undone by the former values', () => {
    fc.assert(
      fc.property(values, values, (base, draft) => {
        const known = Object.fromEntries(Object.entries(draft).filter(([id]) => id in base));
        const changes = changesOf(base, known);
        const undo = undoOf(base, changes);
        expect({ ...base, ...changes, ...undo }).toEqual(base);
      }),
    );
  });

  it('takes an empty box for nothing, and a number for its digits', () => {
    expect(changesOf({ a: null, b: 3, c: 'x' }, { a: '  ', b: '3', c: '' })).toEqual({ c: null });
  });

  it('sends a hidden field only when something was written, and offers no undo then', () => {
    expect(changesOf({}, { phone: '' })).toEqual({});
    expect(changesOf({}, { phone: '15400000009' })).toEqual({ phone: '15400000009' });
    expect(undoOf({}, { phone: '15400000009' })).toBeNull();
    expect(undoOf({ a: 1 }, {})).toBeNull();
  });
});

describe('two people at one record', () => {
  const other = { field: 'unit', label: '工作单位', by: '周网格', at: '2026-11-22T10:00:00Z' };

  it('shows both values, and what I did not touch as theirs alone', () => {
    const rows = conflictRows([other, { ...other, field: 'note', label: '备注' }], { unit: '乙', note: '新' }, { unit: '丙' });
    expect(rows.map(({ field, theirs, mine }) => [field, theirs, mine])).toEqual([['unit', '乙', '丙'], ['note', '新', undefined]]);
  });

  it('keeps my other changes whatever is chosen', () => {
    fc.assert(
      fc.property(values, fc.subarray(['a', 'b', 'c', 'd']), (mine, theirs) => {
        const kept = resolved(mine, new Set(theirs));
        for (const id of Object.keys(mine)) expect(id in kept).toBe(!theirs.includes(id));
      }),
    );
  });

  it('reads a refusal as it comes, also a strange one', () => {
    expect(conflictFields({ fields: [other, null, 3, { field: 'x' }] })).toEqual([other]);
    expect(conflictFields({})).toEqual([]);
  });
});

it('says a value in words', () => {
  const field = { id: 'a', entity: 'person', label: '婚姻', type: 'code', level: 'L3', editable: true, codes: [{ code: '20', name: '已婚' }], options: null, freshDays: null, codeEdition: null };
  expect([choiceText(field, '20'), choiceText(field, null), choiceText(undefined, true), choiceText(undefined, undefined)]).toEqual(['已婚', '未登记', '是', '（已遮盖）']);
});
