import { describe, expect, it } from '@jest/globals';
import { LIVE } from '#contracts';
import { tickerWaitMs } from './cadence.js';
import { linkState, mustCut } from './linkWatch.js';

describe('link', () => {
  it('is stale within the promised time and lost without a connection', () => {
    expect(linkState(true, 1900)).toBe('live');
    expect(linkState(true, LIVE.lostMs)).toBe('stale');
    expect(linkState(false, 0)).toBe('lost');
  });
  it('cuts a silent connection', () => {
    expect(mustCut(true, 9000)).toBe(true);
    expect(mustCut(false, 9000)).toBe(false);
  });
});

describe('ticker', () => {
  it('slows down under load so that each row can be read', () => {
    expect([1, 4, 100].map(tickerWaitMs)).toEqual([500, 2000, 4000]);
  });
});
