import { describe, expect, it } from '@jest/globals';
import { dueAt, nextStatus } from './case.rules.js';

describe('case rules', () => {
  it('gives safety two hours, utilities a day, the rest a week', () => {
    expect(dueAt('safety', 0)).toBe(2 * 3_600_000);
    expect(dueAt('utility', 0)).toBe(24 * 3_600_000);
    expect(dueAt('environment', 0)).toBe(7 * 24 * 3_600_000);
  });
  it('closes and rejects what is open, reopens what was closed, nothing else', () => {
    expect(nextStatus('REPORTED', 'closed')).toBe('CLOSED');
    expect(nextStatus('HANDLING', 'rejected')).toBe('REJECTED');
    expect(nextStatus('CLOSED', 'reopened')).toBe('HANDLING');
    expect(nextStatus('CLOSED', 'closed')).toBeNull();
    expect(nextStatus('REJECTED', 'reopened')).toBeNull();
  });
});
