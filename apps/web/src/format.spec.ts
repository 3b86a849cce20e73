import { describe, expect, it } from '@jest/globals';
import { formatAge, formatAmount, formatAsOf, formatBytes, formatDateWeek, formatElapsed, formatLimit, formatTime } from './format.js';

describe('formatAmount', () => {
  it('keeps small whole numbers as they are', () => {
    expect(formatAmount(6012)).toEqual({ value: '6012', scale: '' });
    expect(formatAmount(0)).toEqual({ value: '0', scale: '' });
  });
  it('turns ten thousand and more into 万 with at most four digits', () => {
    expect(formatAmount(10_000)).toEqual({ value: '1.00', scale: '万' });
    expect(formatAmount(60_123)).toEqual({ value: '6.01', scale: '万' });
    expect(formatAmount(125_983)).toEqual({ value: '12.6', scale: '万' });
    expect(formatAmount(1_034_000)).toEqual({ value: '103', scale: '万' });
    expect(formatAmount(99_999_999)).toEqual({ value: '1.00', scale: '亿' });
  });
  it('shows one decimal of hours', () => {
    expect(formatAmount(214.26)).toEqual({ value: '214.3', scale: '' });
  });
});

describe('times', () => {
  it('are in Asia/Shanghai whatever the machine says', () => {
    expect(formatTime('2026-11-22T11:42:06Z')).toBe('19:42:06');
    expect(formatDateWeek('2026-11-22T16:00:00Z')).toBe('11 月 23 日 周一');
  });
  it('name the day when it is not today', () => {
    const now = Date.parse('2026-11-22T11:42:06Z');
    expect(formatAsOf('2026-11-22T11:30:00Z', now)).toBe('19:30');
    expect(formatAsOf('2026-11-21T11:30:00Z', now)).toBe('11 月 21 日');
    expect(formatAsOf('2026-11-21', now)).toBe('11 月 21 日');
    expect(formatAsOf(null, now)).toBe('—');
  });
  it('read as ages, clocks and limits', () => {
    expect([0.2, 12, 360, 7200, 200_000].map(formatAge)).toEqual(['刚刚', '12 秒', '6 分', '2 小时', '2 天']);
    expect([0, 354_000, 3_753_000, 200_000_000].map(formatElapsed)).toEqual(['00:00', '05:54', '1:02:33', '2 天']);
    expect([15, 30, 180, 1800, 7200].map(formatLimit)).toEqual(['15 秒', '30 秒', '3 分', '30 分', '2 小时']);
    expect(formatBytes(3 * 1024 * 1024)).toBe('3.0 MB');
  });
});
