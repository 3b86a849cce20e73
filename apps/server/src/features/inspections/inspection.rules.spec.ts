import { describe, expect, it } from '@jest/globals';
import { hazardDueAt } from './inspection.rules.js';

describe('hazardDueAt', () => {
  it('ends the same business day for MAJOR, whatever the hour', () => {
    const late = Date.parse('2026-11-23T15:59:00Z');
    expect(new Date(hazardDueAt('MAJOR', late)).toISOString()).toBe('2026-11-23T16:00:00.000Z');
    expect(hazardDueAt('GENERAL', late) - late).toBe(7 * 86_400_000);
    expect(hazardDueAt('SERIOUS', late) - late).toBe(3 * 86_400_000);
  });
});
