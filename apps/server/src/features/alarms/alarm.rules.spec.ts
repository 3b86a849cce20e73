import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ALARM_KIND_CODES } from '#contracts';
import { allowedActions, deskOrder, higher, priorityOf, sourceKindOf } from './alarm.rules.js';

const priority = fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const, 'P4' as const);
const row = fc.record({ priority, receivedAt: fc.integer({ min: 0, max: 1e9 }), id: fc.integer({ min: 1, max: 1e6 }) });

describe('alarm rules', () => {
  it('never puts an unbound device below P2', () => {
    for (const kind of ALARM_KIND_CODES) expect(['P1', 'P2']).toContain(priorityOf(kind, false));
    expect(priorityOf('sos', true)).toBe('P1');
    expect(priorityOf('door_open', true)).toBe('P3');
  });
  it('only ever raises', () => {
    fc.assert(fc.property(priority, priority, (a, b) => higher(a, b) <= a && higher(a, b) <= b));
  });
  it('gives every seat one and the same order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (item) => item.id, maxLength: 30 }), (rows) => {
        const once = [...rows].sort(deskOrder).map((item) => item.id);
        const again = [...rows].reverse().sort(deskOrder).map((item) => item.id);
        return JSON.stringify(once) === JSON.stringify(again);
      }),
    );
  });
  it('lets a waiting alarm be answered and nothing else be done yet', () => {
    expect(allowedActions('QUEUED', true)).toEqual(['claim']);
    expect(allowedActions('CLAIMED', true)).toEqual([]);
    expect(allowedActions('RECEIVED', true)).toEqual([]);
    expect(allowedActions('QUEUED', false)).toEqual([]);
  });
  it('tells elders, video and sensors apart', () => {
    expect(sourceKindOf('sos', true)).toBe('elder');
    expect(sourceKindOf('smoke', true)).toBe('sensor');
    expect(sourceKindOf('camera', false)).toBe('camera');
    expect(sourceKindOf(null, false)).toBe('unknown');
  });
});
