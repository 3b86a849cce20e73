import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, businessDay, businessHour, dayStart, weekOf } from './time.js';

const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });

describe('business time', () => {
  it('turns the day over at midnight in Shanghai', () => {
    expect(businessDay(Date.parse('2026-11-22T15:59:59.999Z'))).toBe('2026-11-22');
    expect(businessDay(Date.parse('2026-11-22T16:00:00.000Z'))).toBe('2026-11-23');
    expect(businessHour(Date.parse('2026-11-22T16:00:00.000Z'))).toBe(0);
  });
  it('agrees with the time zone database for any instant', () => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
    fc.assert(fc.property(instants, (ms) => businessDay(ms) === format.format(ms)));
  });
  it('has every instant inside its own day', () => {
    fc.assert(
      fc.property(instants, (ms) => {
        const start = dayStart(businessDay(ms));
        return start <= ms && ms < start + 86_400_000;
      }),
    );
  });
  it('starts the week on Monday', () => {
    expect(weekOf('2026-11-23')).toBe('2026-11-23');
    expect(weekOf('2026-11-22')).toBe('2026-11-16');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  });
});
