import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DoorHousehold, DoorPerson } from '#contracts';
import { type DoorDraft, emptyDraft, isEmpty, overtaken, rebase, setHomeField, setMovedOut, setPersonField, tally, toggleConfirmed, toReport } from './draft.js';

const person = (id: string, more: Partial<DoorPerson> = {}): DoorPerson => ({ id, version: 3, name: `人${id}`, relation: '户主', age: 58, values: { 'person.phone': '15400000001', 'person.work_unit': null }, tags: [], confirmedAt: null, staleFields: [], ...more });
const home = (more: Partial<DoorHousehold> = {}): DoorHousehold => ({ id: '1', code: 'H1', version: 5, houseVersion: 7, no: 1, reason: 'never', community: '', grid: '', door: '', estate: '', verifiedAt: null, visitedToday: false, openNeeds: 0, people: [person('1'), person('2'), person('3')], values: { 'house.gas': '管道', 'household.dogs': 0 }, ...more });
const start = (): DoorDraft => emptyDraft('1', 'client-0001');
const [one] = home().people as [DoorPerson];

describe('a card filled in at the door', () => {
  it('keeps only what differs from the record, and takes it back when it no longer does', () => {
    const phone = (value: string | null, draft = start()) => setPersonField(draft, one, 'person.phone', value);
    expect(phone('15400000001')).toEqual(start());
    expect(phone(' 15400000001 ')).toEqual(start());
    expect(phone('15400000002').people).toEqual({ '1': [{ field: 'person.phone', value: '15400000002', from: '15400000001', baseVersion: 3 }] });
    expect(phone('15400000001', phone('15400000002'))).toEqual(start());
    expect(phone('  ').people['1']?.[0]?.value).toBeNull();
    expect(setPersonField(start(), one, 'person.work_unit', '')).toEqual(start());
  });

  it('is as if nothing was told after every change is undone', () => {
    const step = fc.record({ field: fc.constantFrom('person.phone', 'person.work_unit'), value: fc.option(fc.string({ maxLength: 8 }), { nil: null }) });
    fc.assert(fc.property(fc.array(step), (steps) => {
      const told = steps.reduce((draft, { field, value }) => setPersonField(draft, one, field, value), start());
      const back = Object.entries(one.values).reduce((draft, [field, value]) => setPersonField(draft, one, field, value), told);
      return isEmpty(back);
    }));
  });

  it('takes the base version of the record a field belongs to', () => {
    const draft = setHomeField(setHomeField(start(), home(), 'house.gas', '瓶装'), home(), 'household.dogs', 2);
    const report = toReport(draft, '2026-11-22T10:26:00Z');
    expect([report.house_changes, report.household_changes]).toEqual([[{ field: 'house.gas', value: '瓶装', baseVersion: 7 }], [{ field: 'household.dogs', value: 2, baseVersion: 5 }]]);
  });

  it('says what the button would save', () => {
    const draft = setMovedOut(toggleConfirmed(toggleConfirmed(start(), '1'), '3'), '3', '2026-11-01');
    expect(tally(draft, home())).toEqual({ confirmed: 1, people: 2, changes: 0, arrivals: 0, departures: 1 });
    expect(tally(setMovedOut(draft, '3', null), home())).toMatchObject({ confirmed: 1, people: 3, departures: 0 });
    expect(isEmpty(toggleConfirmed(toggleConfirmed(start(), '1'), '1'))).toBe(true);
  });
});

describe('a card over a record that was read again', () => {
  const draft = setPersonField(toggleConfirmed(start(), '1'), one, 'person.phone', '15400000002');
  const fresh = (phone: string) => home({ people: [person('1', { version: 4, values: { 'person.phone': phone, 'person.work_unit': null } })] });

  it('drops what the record says already', () => {
    expect(rebase(draft, fresh('15400000002')).people).toEqual({});
  });
  it('keeps a change with the base it was begun on, whatever others recorded meanwhile', () => {
    const clash = rebase(draft, fresh('15400000009'));
    expect(clash.people['1']?.[0]).toMatchObject({ value: '15400000002', baseVersion: 3 });
    expect(setPersonField(clash, fresh('15400000009').people[0] as DoorPerson, 'person.phone', '15400000003').people['1']?.[0]).toMatchObject({ value: '15400000003', baseVersion: 3 });
    expect(overtaken(clash.people['1']?.[0] as never, '15400000009')).toBe(true);
    expect(overtaken(clash.people['1']?.[0] as never, '15400000001')).toBe(false);
  });
  it('does not confirm who is not there any more, but loses no change', () => {
    const gone = rebase(draft, home({ people: [] }));
    expect(gone.confirmed).toEqual([]);
    expect(gone.people['1']).toHaveLength(1);
  });
});
