import { describe, expect, it } from '@jest/globals';
import type { TableDefinition, TableResult } from '#contracts';
import { chartOption } from './chartOption.js';
import { groupedBy, movedColumn, segments, sortedBy, withColumn, withoutChip } from './editing.js';
import { cellText } from './words.js';

const base: TableDefinition = { entity: 'person', columns: ['person.name', 'person.phone'], filters: [{ field: 'person.age', op: 'gte', value: 80 }], groupBy: ['person.community'], aggregates: [{ fn: 'count', as: '人数' }], sort: [{ field: 'person.age', dir: 'asc' }], limit: 5, asOf: '2026-01-01', compare: 'last_month' };

describe('editing a table by its chips', () => {
  it('takes away what the chip stands for, and only that', () => {
    expect(withoutChip(base, { kind: 'filter', index: 0 })).toEqual({ ...base, filters: [] });
    expect(withoutChip(base, { kind: 'column', index: 1 })).toEqual({ ...base, columns: ['person.name'] });
    expect(withoutChip(base, { kind: 'sort', index: 0 })?.sort).toBeUndefined();
    for (const kind of ['limit', 'asOf', 'compare'] as const) expect(withoutChip(base, { kind, index: null })?.[kind]).toBeUndefined();
    for (const kind of ['entity', 'scope', 'correction'] as const) expect(withoutChip(base, { kind, index: 0 })).toBeNull();
  });

  it('turns a plain count back into its list when the last group goes', () => {
    const counted = { ...base, compare: undefined };
    expect(withoutChip(counted, { kind: 'group', index: 0 })).toEqual({ ...counted, groupBy: [], aggregates: [] });
    expect(withoutChip(base, { kind: 'group', index: 0 })?.aggregates).toHaveLength(1);
  });

  it('names the default columns when one is added or moved', () => {
    const shown = ['person.name', 'person.sex'];
    const plain = { ...base, columns: [] };
    expect(withColumn(plain, 'person.phone', shown).columns).toEqual([...shown, 'person.phone']);
    expect(withColumn(base, 'person.name', shown)).toBe(base);
    expect(movedColumn(plain, 'person.sex', 0, shown).columns).toEqual(['person.sex', 'person.name']);
    expect(movedColumn(base, 'person.name', 99, shown).columns).toEqual(['person.phone', 'person.name']);
    expect(movedColumn(base, 'person.nowhere', 0, shown)).toBe(base);
  });

  it('orders up, down, not at all', () => {
    const once = sortedBy({ ...base, sort: undefined }, 'person.age');
    expect([once.sort, sortedBy(once, 'person.age').sort, sortedBy(sortedBy(once, 'person.age'), 'person.age').sort]).toEqual([[{ field: 'person.age', dir: 'asc' }], [{ field: 'person.age', dir: 'desc' }], undefined]);
    expect(groupedBy(groupedBy(base, 'person.sex'), 'person.community').groupBy).toEqual(['person.sex']);
  });
});

describe('the words under the box', () => {
  it('leads each to its chip and keeps every character', () => {
    const parts = segments('80岁以上独居 天气', [{ kind: 'filter', from: [[0, 5]] }, { kind: 'assumption', from: [[5, 7]] }, { kind: 'filter', from: [[5, 7]] }]);
    expect(parts.map((part) => part.text).join('')).toBe('80岁以上独居 天气');
    expect(parts.map((part) => [part.text, part.chip])).toEqual([['80岁以上', 0], ['独居', 2], [' 天气', null]]);
  });
});

const result = (columns: TableResult['columns'], rows: Record<string, string | number>[]): TableResult => ({ columns, rows: rows.map((values, index) => ({ rowKey: String(index), values, masked: [] })), total: rows.length, counted: 3, totals: null, page: 1, pageSize: 50, asOf: '2026-11-24', hash: '', withheld: null, explanation: [], headings: [], basis: '', exporting: { approval: [], reason: false }, tookMs: 1 });
const column = (id: string, kind: 'group' | 'aggregate', type: 'text' | 'int' | 'share' = 'int') => ({ id, label: id, kind, type, added: false, state: 'clear' as const });

describe('a grouped table as bars', () => {
  it('has a bar per group and a series per count, or per second group', () => {
    const one = chartOption(result([column('g0', 'group', 'text'), column('a0', 'aggregate'), column('a1', 'aggregate')], [{ g0: '甲', a0: 2, a1: 1 }, { g0: '乙', a0: 3, a1: 0 }])) as { xAxis: { data: string[] }; series: { data: number[] }[] };
    expect([one.xAxis.data, one.series.map((item) => item.data)]).toEqual([['甲', '乙'], [[2, 3], [1, 0]]]);
    const two = chartOption(result([column('g0', 'group', 'text'), column('g1', 'group', 'text'), column('a0', 'aggregate')], [{ g0: '甲', g1: '男', a0: 2 }, { g0: '甲', g1: '女', a0: 4 }, { g0: '乙', g1: '女', a0: 1 }])) as { series: { name: string; data: number[] }[] };
    expect(two.series.map((item) => [item.name, item.data])).toEqual([['男', [2, 0]], ['女', [4, 1]]]);
  });
});

describe('a cell', () => {
  it('says what is missing and what may not be seen, and writes shares in per cent', () => {
    const text = { ...column('x', 'group', 'text'), kind: 'field' as const };
    expect([cellText(null, text), cellText(undefined, text), cellText('张*', text), cellText(0.125, column('a', 'aggregate', 'share')), cellText(1930, column('a', 'aggregate')), cellText(null, column('a', 'aggregate'))]).toEqual(['未登记', '无权查看', '张*', '12.5%', '1,930', '—']);
  });
});
