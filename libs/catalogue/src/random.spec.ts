import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Random } from './random.js';

describe('Random', () => {
  it('repeats itself for the same seed and label, and not for another', () => {
    const draw = (random: Random) => Array.from({ length: 20 }, () => random.int(0, 999_999));
    expect(draw(Random.of(7, 'people'))).toEqual(draw(Random.of(7, 'people')));
    expect(draw(Random.of(7, 'people'))).not.toEqual(draw(Random.of(7, 'shops')));
    expect(draw(Random.of(7, 'people'))).not.toEqual(draw(Random.of(8, 'people')));
  });

  it('keeps whole numbers within their bounds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: -50, max: 50 }), fc.nat(100), (seed, low, span) => {
        const value = new Random(seed).int(low, low + span);
        expect(Number.isInteger(value) && value >= low && value <= low + span).toBe(true);
      }),
    );
  });

  it('samples different items of the list, as many as there are', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uniqueArray(fc.integer(), { maxLength: 60 }), fc.nat(80), (seed, items, count) => {
        const taken = new Random(seed).sample(items, count);
        expect(taken).toHaveLength(Math.min(count, items.length));
        expect(new Set(taken).size).toBe(taken.length);
        for (const item of taken) expect(items).toContain(item);
      }),
    );
  });

  it('follows weights and means', () => {
    const random = new Random(1);
    let heads = 0;
    let sum = 0;
    for (let i = 0; i < 20_000; i++) {
      if (random.weighted([['a', 3], ['b', 1]] as const) === 'a') heads++;
      sum += random.poisson(4);
    }
    expect(heads / 20_000).toBeCloseTo(0.75, 1);
    expect(sum / 20_000).toBeCloseTo(4, 0);
    expect(random.weighted([['never', 0], ['always', 1]] as const)).toBe('always');
  });
});
