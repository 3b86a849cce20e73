import { describe, expect, it } from '@jest/globals';
import { SHARE_RATE } from '#contracts';
import { ShareThrottle } from './share-throttle.js';

describe('reads of a share', () => {
  it('so many in a minute, each share by itself; the first one too many is told apart', () => {
    let now = 1_000_000;
    const throttle = new ShareThrottle(() => now);
    for (let read = 0; read < SHARE_RATE; read += 1) expect(throttle.take(1)).toEqual({ wait: 0, first: false });
    now += 20_500;
    expect(throttle.take(1)).toEqual({ wait: 40, first: true });
    expect(throttle.take(1)).toEqual({ wait: 40, first: false });
    expect(throttle.take(2)).toEqual({ wait: 0, first: false });
    now += 39_500;
    expect(throttle.take(1)).toEqual({ wait: 0, first: false });
  });

  it('a clock set back closes nothing for longer than a minute', () => {
    let now = 1_000_000;
    const throttle = new ShareThrottle(() => now);
    for (let read = 0; read <= SHARE_RATE; read += 1) throttle.take(1);
    now -= 3_600_000;
    expect(throttle.take(1).wait).toBe(0);
  });
});
