import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { open, seal } from './seal.js';

describe('seal', () => {
  it('gives back what was sealed, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => open(seal(text)) === text));
  });
  it('keeps null', () => {
    expect(open(seal(null))).toBeNull();
  });
  it('refuses a form it does not know', () => {
    expect(() => open(Buffer.from([9, 65]))).toThrow('unknown form 9');
  });
});
