import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { blindIndex, Keyring, newDataKey, useKeyring } from './keys/index.js';
import { isPlain, open, seal, SEAL_OVERHEAD, SealError } from './seal.js';

const anyText = fc.string({ unit: 'binary' });
const plain = (text: string) => Buffer.concat([Buffer.from([0]), Buffer.from(text)]);

describe('seal', () => {
  it('refuses to seal before a keyring is in use', () => {
    expect(() => seal('x')).toThrow('no keyring in use');
    expect(open(plain('旧行'))).toBe('旧行');
    useKeyring(Keyring.random());
  });

  it('gives back what was sealed, whatever the text, and hides it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sealed = seal(text);
        expect(open(sealed)).toBe(text);
        expect(sealed.length).toBe(Buffer.byteLength(text) + SEAL_OVERHEAD);
        if (text.length > 3) expect(sealed.includes(text)).toBe(false);
      }),
    );
  });

  it('never uses an iv twice', () => {
    const ivs = Array.from({ length: 5000 }, () => seal('同').subarray(5, 17).toString('hex'));
    expect(new Set(ivs).size).toBe(ivs.length);
  });

  it('fails when any bit of a value was changed', () => {
    const sealed = seal('000000194801010012');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open(changed)).toThrow(SealError);
    }
  });

  it('fails on every shortened value', () => {
    const sealed = seal('短');
    for (let length = 1; length < sealed.length; length++) expect(() => open(sealed.subarray(0, length))).toThrow(SealError);
  });

  it('fails as plain text too, when only the form byte says so', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const changed = seal(text);
        changed[0] = 0;
        expect(() => open(changed)).toThrow('已被改动');
      }),
    );
  });

  it('reads the plain rows of old', () => {
    fc.assert(fc.property(anyText, (text) => open(plain(text)) === text));
    expect([isPlain(plain('a')), isPlain(seal('a'))]).toEqual([true, false]);
  });

  it('keeps null', () => {
    expect(open(seal(null))).toBeNull();
  });

  it('refuses a form it does not know', () => {
    expect(() => open(Buffer.from([9, 65]))).toThrow('形式 9');
  });

  it('seals with the newest key and opens with all, also of a ring used before', () => {
    const [first, second] = [newDataKey(), newDataKey()];
    const old = new Keyring([first], Buffer.alloc(32, 1));
    useKeyring(old);
    const former = seal('从前');
    useKeyring(new Keyring([first, second], old.indexKey));
    const now = seal('现在');
    expect(now.subarray(1, 5).toString('hex')).toBe(second.id);
    useKeyring(Keyring.random());
    expect([open(former), open(now)]).toEqual(['从前', '现在']);
  });

  it('names the key it lacks', () => {
    const sealed = seal('x');
    sealed.write('ffeeddcc', 1, 'hex');
    expect(() => open(sealed)).toThrow('ffeeddcc');
  });
});

describe('blindIndex', () => {
  it('is equal for equal texts of one kind under one ring, and for nothing else', () => {
    const ring = Keyring.random();
    useKeyring(ring);
    const index = (kind: string, text: string) => blindIndex(kind, text).toString('hex');
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(index('phone', a)).toHaveLength(32);
        expect(index('phone', a) === index('phone', b)).toBe(a === b);
        expect(index('phone', a)).not.toBe(index('id', a));
      }),
    );
    const before = index('id', '1');
    useKeyring(Keyring.random());
    expect(index('id', '1')).not.toBe(before);
    useKeyring(ring);
    expect(index('id', '1')).toBe(before);
  });
});
