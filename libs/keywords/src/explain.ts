import { caseCategory, codeName, fieldOf, tagOf } from '#catalogue';
import type { Explanation, SimpleFilter, TableDefinition, TableFilter, TableGroup } from '#contracts';
import type { Draft, Span } from './types.js';

export const ENTITY_NAMES: Readonly<Record<TableDefinition['entity'], string>> = { person: '居民(在世、在住)', household: '户', house: '房屋', building: '楼栋', grid: '网格', org: '场所', event: '事件', visit: '走访', asset: '设施', inspection: '自查', volunteer: '志愿者', alarm: '报警', device: '设备' };
const OPS: Readonly<Partial<Record<SimpleFilter['op'], string>>> = { eq: '=', ne: '≠', gt: '>', gte: '≥', lt: '<', lte: '≤', contains: '含', has: '=', in: '为', has_any: '有', not_in: '不为', not_has: '≠' };
const UNITS: Readonly<Record<string, string>> = { day: '日', week: '周', month: '月', quarter: '季度', year: '年' };
const REL_NAMES: Readonly<Record<string, string>> = { today: '今天', this_week: '本周', last_week: '上周', this_month: '本月', last_month: '上月', this_quarter: '本季度', last_quarter: '上季度', this_year: '今年', last_year: '去年' };

/** A relative time in words. */
export function relText(rel: string): string {
  const [name = '', count = ''] = rel.split(':');
  if (name === 'days_ago') return `${count} 天前`;
  if (name === 'months_ago') return `${count} 个月前`;
  return name === 'days_ahead' ? `${count} 天后` : (REL_NAMES[name] ?? rel);
}

type One = string | number | boolean | { rel: string };

/** A value as people read it: the name of a code, 是 or 否, a date. */
export function valueText(field: string, value: One): string {
  if (typeof value === 'object') return relText(value.rel);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return String(value);
  if (field === 'person.tags') return tagOf(value)?.name ?? value;
  if (field === 'event.type') return caseCategory(value)?.name ?? value;
  const list = fieldOf(field)?.codeList ?? null;
  return list === null ? value : codeName(list, value);
}

/** One condition in words: 年龄 ≥ 80. */
export function filterText(filter: TableFilter): string {
  if ('any' in filter) return filter.any.map(filterText).join(' 或 ');
  const label = filter.field === 'person.tags' ? '标签' : (fieldOf(filter.field)?.label ?? filter.field);
  const values = (Array.isArray(filter.value) ? filter.value : filter.value === undefined ? [] : [filter.value]).map((value) => valueText(filter.field, value));
  if (filter.op === 'is_null') return `${label} 未登记`;
  if (filter.op === 'not_null') return `${label} 已登记`;
  if (filter.op === 'between') return `${label} ${values[0] ?? ''} 至 ${values[1] ?? ''}`;
  if (filter.op === 'anniversary_between') return `${label}(月日) ${values[0] ?? ''} 至 ${values[1] ?? ''}`;
  return `${label} ${OPS[filter.op] ?? filter.op} ${values.join('、')}`;
}

export function groupText(group: TableGroup): string {
  if (typeof group === 'string') return fieldOf(group)?.label ?? group;
  const label = fieldOf(group.field)?.label ?? group.field;
  return 'by' in group ? `${label}(按${UNITS[group.by] ?? group.by})` : `${label}(分段)`;
}

const COMPARES: Readonly<Record<string, string>> = { last_month: '与上月相比', last_quarter: '与上季度相比', last_year: '与去年同期相比' };

/** Chips of a draft, in the order of the page: object, conditions, columns, groups, order, times, assumptions. */
export function explain(draft: Draft, typed: (spans: readonly Span[]) => [number, number][]): Explanation[] {
  const { definition, spans, assumptions } = draft;
  const chip = (kind: Explanation['kind'], text: string, at: readonly Span[], index: number | null = null): Explanation => ({ kind, text, from: typed(at), index });
  const assumed = new Set(assumptions.flatMap(({ filter }) => (filter === null ? [] : [filter])));
  return [
    chip('entity', ENTITY_NAMES[definition.entity], spans.entity),
    ...definition.filters.flatMap((filter, index) => (assumed.has(index) ? [] : [chip('filter', filterText(filter), spans.filters[index] ?? [], index)])),
    ...assumptions.map(({ text, at, filter }) => chip('assumption', text, at, filter)),
    ...definition.columns.map((field, index) => chip('column', fieldOf(field)?.label ?? field, spans.columns[index] ?? [], index)),
    ...definition.groupBy.map((group, index) => chip('group', groupText(group), spans.groupBy[index] ?? [], index)),
    ...definition.aggregates.map((aggregate, index) => chip('aggregate', aggregate.as ?? aggregate.fn, spans.aggregates[index] ?? [], index)),
    ...(definition.sort ?? []).map(({ field, dir }, index) => chip('sort', `${field === 'count' ? '数量' : (fieldOf(field)?.label ?? field)}${dir === 'asc' ? ' 从小到大' : ' 从大到小'}`, spans.sort, index)),
    ...(definition.limit === undefined ? [] : [chip('limit', `前 ${definition.limit} 行`, spans.limit)]),
    ...(definition.asOf === undefined ? [] : [chip('asOf', `截至 ${definition.asOf}`, spans.asOf)]),
    ...(definition.compare === undefined ? [] : [chip('compare', COMPARES[definition.compare] ?? `与 ${definition.compare} 相比`, spans.compare)]),
  ];
}

/** Chips of a definition by itself, without the words they came from: after a chip was edited, or for a saved table. */
export function explainDefinition(definition: TableDefinition): Explanation[] {
  const empty: Draft['spans'] = { entity: [], filters: [], columns: [], groupBy: [], aggregates: [], sort: [], limit: [], asOf: [], compare: [] };
  return explain({ definition, spans: empty, assumptions: [], doubts: [], unused: [] }, () => []);
}
