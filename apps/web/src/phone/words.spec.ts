import { describe, expect, it } from '@jest/globals';
import type { DoorPerson } from '#contracts';
import { dayText, personAge, phoneText, staleText, valueText } from './words.js';

const NOW = Date.parse('2026-11-22T02:26:00Z');
const person = (confirmedAt: string | null): DoorPerson => ({ id: '1', version: 1, name: '', relation: '', age: null, values: {}, tags: [], confirmedAt, staleFields: [] });

describe('words at the door', () => {
  it('say how old the data of a person are, and stress what is overdue', () => {
    expect(personAge(person('2026-05-11T02:00:00Z'), NOW)).toEqual({ text: '195 天未核实', last: ' · 上次 05-11', due: true });
    expect(personAge(person('2026-11-01T02:00:00Z'), NOW)).toEqual({ text: '21 天前核实', last: '', due: false });
    expect(personAge(person(null), NOW)).toEqual({ text: '从未核实', last: '', due: true });
    expect(dayText('2025-11-20T17:00:00Z', NOW)).toBe('2025-11-21');
  });
  it('name three stale fields, then their number', () => {
    expect(staleText(['联系电话', '学历'])).toBe('联系电话、学历');
    expect(staleText(['甲', '乙', '丙', '丁'])).toBe('甲、乙、丙等 4 项');
  });
  it('show values as people read them', () => {
    expect(phoneText('15400006630')).toBe('154 0000 6630');
    expect(valueText({ id: 'person.marital', label: '婚姻状况', type: 'code', codes: [{ code: '20', name: '已婚' }], options: null }, '20')).toBe('已婚');
    expect([valueText(undefined, null), valueText(undefined, false)]).toEqual(['未填', '否']);
  });
});
