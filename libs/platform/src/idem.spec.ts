import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseCodeOf, contentHash, idemKey } from './idem.js';

describe('idempotency', () => {
  it('keeps sources apart', () => {
    expect(idemKey('a', 'b').equals(idemKey('b', 'a'))).toBe(false);
    expect(caseCodeOf('demo-grid', 'r1')).toMatch(/^SJ[0-9A-Z]{8,13}$/);
  });
  it('sees the same content whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        return contentHash(value).equals(contentHash(turned));
      }),
    );
  });
  it('sees a changed value', () => {
    expect(contentHash({ a: 1 }).equals(contentHash({ a: '1' }))).toBe(false);
  });
});
