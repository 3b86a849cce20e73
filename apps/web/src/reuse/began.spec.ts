import { describe, expect, it } from '@jest/globals';
import { beganAt, begin, finished } from './began.js';

describe('the beginning of a table', () => {
  it('is the first moment until it is finished', () => {
    expect(beganAt('a')).toEqual({});
    begin('a');
    const first = beganAt('a');
    begin('a');
    expect(beganAt('a')).toEqual(first);
    expect(Date.parse(first['startedAt'] ?? '')).not.toBeNaN();
    expect(beganAt('b')).toEqual({});
    finished('a');
    expect(beganAt('a')).toEqual({});
  });
});
