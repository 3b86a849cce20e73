import { describe, expect, it } from '@jest/globals';
import type { ImportColumn } from '#contracts';
import { chosen, clashes, confirmLikely, isOpen, patchOf, targetsOf } from './mapping.js';

const column = (at: number, more: Partial<ImportColumn>): ImportColumn => ({ column: at, path: [`列${at}`], target: null, targetLabel: null, grade: 'none', confidence: 0, settled: true, reasons: [], candidates: [], samples: [], ...more });
const COLUMNS = [
  column(0, { target: 'person.name', grade: 'exact' }),
  column(1, { target: 'person.phone', grade: 'word', settled: false }),
  column(2, { target: 'person.work_unit', grade: 'guess', settled: false }),
  column(3, {}),
];
const [name, phone, unit, none] = COLUMNS as [ImportColumn, ImportColumn, ImportColumn, ImportColumn];

describe('the mapping of columns', () => {
  it('asks about proposals until each is confirmed or left out', () => {
    expect(COLUMNS.map((item) => isOpen(item, {}))).toEqual([false, true, true, false]);
    expect(isOpen(phone, { 1: 'person.phone' })).toBe(false);
    expect(isOpen(unit, { 2: null })).toBe(false);
    expect([chosen(unit, { 2: null }), chosen(unit, {}), chosen(none, { 3: 'person.note' })]).toEqual([null, 'person.work_unit', 'person.note']);
  });
  it('never confirms a guess together with the rest', () => {
    expect(confirmLikely(COLUMNS, { 3: 'person.note' })).toEqual({ 3: 'person.note', 1: 'person.phone' });
  });
  it('sends what changed and what was confirmed, nothing else', () => {
    expect(patchOf(COLUMNS, { 0: 'person.name', 1: 'person.phone', 2: null, 3: null })).toEqual({ 1: 'person.phone', 2: null });
    expect(patchOf(COLUMNS, {})).toEqual({});
  });
  it('names a field that two columns claim', () => {
    expect([...clashes(COLUMNS, { 3: 'person.name' })]).toEqual(['person.name']);
    expect(clashes(COLUMNS, { 0: null, 3: 'person.name' }).size).toBe(0);
    expect(name.settled).toBe(true);
  });
  it('offers fields of people and homes, and each tag', () => {
    const field = (id: string, entity: string, codes: { code: string; name: string }[] | null = null) => ({ id, entity, label: id, type: 'text', level: 'L1', editable: true, codes, options: null, freshDays: null, codeEdition: null });
    expect(targetsOf([field('person.name', 'person'), field('place.name', 'place'), field('person.tags', 'person', [{ code: 'living_alone', name: '独居' }])]).map((item) => item.target)).toEqual(['person.name', 'person.tags', 'tag:living_alone']);
  });
});
