import { describe, expect, it } from '@jest/globals';
import { indicator, INDICATORS } from '#catalogue';
import { COMPUTED, percent } from './definitions.js';
import { RECOUNT } from './recount.sql.js';

describe('indicator definitions', () => {
  it('computes only what the catalogue names, and says the same kind', () => {
    for (const [id, computation] of Object.entries(COMPUTED)) {
      // What a month's tables cost is counted from their own rows by an index: the month that rolls over changes it as well as a table.
      if (id.startsWith('BUR-')) {
        expect([id, computation.kind.startsWith('clock'), ['delta', 'window'].includes(indicator(id)?.kind ?? '')]).toEqual([id, true, true]);
        continue;
      }
      const kind = computation.kind.startsWith('clock') ? 'clock' : 'delta';
      expect([id, indicator(id)?.kind]).toEqual([id, kind]);
    }
    expect(INDICATORS.length).toBe(132);
  });
  it('can recount every counter that events change', () => {
    for (const [id, computation] of Object.entries(COMPUTED)) {
      if (computation.kind === 'standing' || computation.kind === 'day') expect(RECOUNT[id]).toBeDefined();
      if (computation.kind === 'week-ratio') expect([computation.numerator, computation.denominator].every((name) => RECOUNT[name] !== undefined)).toBe(true);
    }
  });
  it('rounds half up to one decimal and never divides by nothing', () => {
    expect(percent(2, 3)).toBe(66.7);
    expect(percent(0, 5)).toBe(0);
    expect(percent(1, 0)).toBeNull();
  });
});
