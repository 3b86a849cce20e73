import { describe, expect, it } from '@jest/globals';
import type { Frame } from '#contracts';
import { rankAreas, readValue } from './reading.js';

const frame: Frame = {
  area: 's', version: 1, asOf: '2026-11-22T11:42:00Z', day: '2026-11-22',
  values: { 'LED-01': 60_123, 'VOL-15': null, 'SAF-01': 4, 'CASE-13': 0 },
  states: { 'VOL-15': 'pending', 'SAF-01': 'small_sample' },
  asOfs: { 'LED-01': '2026-11-22T11:30:00Z' },
  children: { c2: { 'CASE-02': 5 }, c1: { 'CASE-02': 5 }, c3: { 'CASE-02': 10 }, c4: { 'CASE-02': null } },
};

describe('readValue', () => {
  it('shows a number with its own instant', () => {
    expect(readValue(frame, 'LED-01')).toEqual({ id: 'LED-01', text: '6.01', scale: '万', why: null, exact: 60_123, asOf: '2026-11-22T11:30:00Z' });
    expect(readValue(frame, 'CASE-13').text).toBe('0');
  });
  it('never turns a missing value into 0', () => {
    expect(readValue(frame, 'VOL-15')).toMatchObject({ text: '—', why: '待接入', exact: null });
    expect(readValue(frame, 'SAF-01')).toMatchObject({ text: '—', why: '样本不足' });
    expect(readValue(null, 'LED-01')).toMatchObject({ text: '—', why: '读取中' });
  });
});

describe('rankAreas', () => {
  it('orders by value, then by code, and leaves out what is unknown', () => {
    const children = ['c1', 'c2', 'c3', 'c4'].map((code) => ({ code, name: `${code}社区` }));
    expect(rankAreas(children, frame, 'CASE-02')).toEqual([
      { code: 'c3', name: 'c3', value: 10, share: 1 },
      { code: 'c1', name: 'c1', value: 5, share: 0.5 },
      { code: 'c2', name: 'c2', value: 5, share: 0.5 },
    ]);
  });
});
