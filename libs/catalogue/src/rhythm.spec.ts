import { describe, expect, it } from '@jest/globals';
import { Random } from './random.js';
import { arrivals, hourShare, instantOf, localDayStart, localHour, localWeekday, RHYTHMS, type Rhythm } from './rhythm.js';

const MONDAY = Date.parse('2026-11-23T00:00:00+08:00');
const HOUR_MS = 3_600_000;

describe('rhythm', () => {
  it('reads hours, weekdays and days of Asia/Shanghai', () => {
    expect(localHour(Date.parse('2026-11-23T23:59:59+08:00'))).toBe(23);
    expect(localHour(MONDAY)).toBe(0);
    expect(localWeekday(MONDAY)).toBe(0);
    expect(localWeekday(MONDAY - 1)).toBe(6);
    expect(localDayStart(MONDAY + 5 * HOUR_MS)).toBe(MONDAY);
    expect(localDayStart(MONDAY - 1)).toBe(MONDAY - 24 * HOUR_MS);
  });

  it('spreads a whole day over its 24 hours', () => {
    for (const name of Object.keys(RHYTHMS) as Rhythm[]) {
      expect(RHYTHMS[name]).toHaveLength(24);
      const day = Array.from({ length: 24 }, (_, hour) => hourShare(name, MONDAY + hour * HOUR_MS));
      expect(day.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    }
  });

  it('gives arrivals in order, inside the window, about as many as expected', () => {
    const times = arrivals(new Random(3), 'visit', 1000, MONDAY, MONDAY + 24 * HOUR_MS);
    expect(times.length).toBeGreaterThan(850);
    expect(times.length).toBeLessThan(1150);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    const part = arrivals(new Random(3), 'visit', 1000, MONDAY + 9.5 * HOUR_MS, MONDAY + 10 * HOUR_MS);
    for (const at of part) expect(at >= MONDAY + 9.5 * HOUR_MS && at < MONDAY + 10 * HOUR_MS).toBe(true);
    expect(localDayStart(instantOf(new Random(4), 'selfCheck', MONDAY))).toBe(MONDAY);
  });
});
