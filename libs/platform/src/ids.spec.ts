import { describe, expect, it } from '@jest/globals';
import { IdGenerator } from './ids.js';

const at = Date.UTC(2026, 10, 23);

describe('IdGenerator', () => {
  it('grows strictly and stays exact while the clock stands or steps back', () => {
    let now = at;
    const ids = new IdGenerator(3, () => now);
    let last = 0;
    let grew = true;
    for (let i = 0; i < 150_000; i++) {
      if (i === 70_000) now -= 60_000;
      const id = ids.next();
      grew &&= id > last;
      last = id;
    }
    expect(grew).toBe(true);
    expect(Number.isSafeInteger(last)).toBe(true);
  });
  it('never gives two nodes the same id', () => {
    const a = new IdGenerator(0, () => at);
    const b = new IdGenerator(31, () => at);
    const seen = new Set<number>();
    for (let i = 0; i < 1000; i++) seen.add(a.next()).add(b.next());
    expect(seen.size).toBe(2000);
  });
});
