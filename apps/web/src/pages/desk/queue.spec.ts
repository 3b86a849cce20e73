import { describe, expect, it } from '@jest/globals';
import { currentId, stepId } from './queue.js';

describe('desk queue', () => {
  it('keeps the chosen row when others arrive, and falls back to the first', () => {
    expect(currentId(['n', 'a', 'b'], 'a')).toBe('a');
    expect(currentId(['b'], 'a')).toBe('b');
    expect(currentId(['a', 'b'], null, 'b')).toBe('b');
    expect(currentId([], 'a')).toBeNull();
  });
  it('steps by arrow keys and stops at the ends', () => {
    expect(stepId(['a', 'b'], 'a', 1)).toBe('b');
    expect(stepId(['a', 'b'], 'b', 1)).toBe('b');
    expect(stepId(['a', 'b'], 'a', -1)).toBe('a');
    expect(stepId(['a', 'b'], null, 1)).toBe('a');
    expect(stepId([], 'a', 1)).toBeNull();
  });
});
