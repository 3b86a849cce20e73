import { describe, expect, it } from '@jest/globals';
import { confirmedWords, sourceWords, staleWords, valueWords } from './words.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ago = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

describe('words of the ledger', () => {
  it('says the age of a confirmation and when it is due', () => {
    expect(confirmedWords(ago(0), NOW)).toEqual({ text: '今天', due: false });
    expect(confirmedWords(ago(4), NOW)).toEqual({ text: '4 天', due: false });
    expect(confirmedWords(ago(90), NOW)).toEqual({ text: '90 天', due: false });
    expect(confirmedWords(ago(100), NOW)).toEqual({ text: '100 天 待核', due: true });
    expect(confirmedWords(null, NOW)).toEqual({ text: '从未核实', due: true });
  });

  it('is never a negative age when clocks differ', () => {
    expect(staleWords(-1)).toEqual({ text: '今天', due: false });
  });

  it('names source, person and day', () => {
    const source = { kind: 'visit', kindText: '入户走访', id: '1', by: '网格员 赵强', at: ago(4) };
    expect(sourceWords({ source, ageDays: 4 }, NOW)).toBe('入户走访 · 网格员 赵强 · 4 天前');
    expect(sourceWords({ source: { ...source, by: '' }, ageDays: 0 }, NOW)).toBe('入户走访 · 4 天前');
    expect(sourceWords({ source: null, ageDays: null }, NOW)).toBe('');
  });

  it('tells zero and no from nothing', () => {
    expect([valueWords(0), valueWords(false), valueWords(null), valueWords(undefined), valueWords('')]).toEqual(['0', '否', '未登记', '未登记', '未登记']);
  });
});
