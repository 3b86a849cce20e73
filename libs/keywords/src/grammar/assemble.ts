import { fieldOf } from '#catalogue';
import type { SimpleFilter, TableAggregate, TableDefinition, TableEntity, TableFilter, TableGroup } from '#contracts';
import type { Draft, Span } from '../types.js';
import { DATE_OF_ENTITY } from '../verbs.js';
import { chooseEntity, fieldFor } from './entity.js';
import { filterOf, unite } from './filters.js';
import type { Condition, GroupItem, Work } from './work.js';

/** 各年龄段: the bands of K053. */
export const AGE_BANDS: readonly [number, number | null][] = [[0, 6], [7, 17], [18, 35], [36, 59], [60, 69], [70, 79], [80, null]];
export const COUNT_NAMES: Readonly<Record<TableEntity, string>> = { person: '人数', household: '户数', house: '套数', building: '栋数', grid: '网格数', org: '家数', event: '件数', visit: '走访次数', asset: '个数', inspection: '次数', volunteer: '人数', alarm: '报警数', device: '台数' };
const ELDER: SimpleFilter = { field: 'person.age', op: 'gte', value: 60 };
const PHONE_OF: Readonly<Record<string, string>> = { 'house.owner': 'house.owner_phone', 'org.principal': 'org.phone', 'person.emergency_contact': 'person.emergency_phone', 'grid.worker': 'grid.worker_phone', 'volunteer.name': 'volunteer.phone' };

const emptyDraft = (entity: TableEntity): Draft => ({
  definition: { entity, columns: [], filters: [], groupBy: [], aggregates: [] },
  spans: { entity: [], filters: [], columns: [], groupBy: [], aggregates: [], sort: [], limit: [], asOf: [], compare: [] },
  assumptions: [],
  doubts: [],
  unused: [],
});

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
const bounds = (filter: TableFilter): boolean => 'field' in filter && ((filter.field === 'person.age' && ['gte', 'gt', 'between', 'eq', 'lt', 'lte'].includes(filter.op) && !(filter.op === 'lt' || filter.op === 'lte')) || (filter.field === 'person.birth_date' && filter.op !== 'anniversary_between' && filter.op !== 'gte'));

/** Puts the parts together for the entity they fit; null when the words speak of nothing. */
export function assemble(work: Work): Draft | null {
  const entity = chooseEntity(work);
  if (entity === null) return null;
  const draft = emptyDraft(entity);
  draft.spans.entity = work.entities.filter((item) => item.entity === entity).map((item) => item.at);
  addFilters(work, draft, entity);
  columnsAsGroups(work);
  addColumns(work, draft, entity);
  addGroups(work, draft, entity);
  addAggregates(work, draft, entity);
  addFrame(work, draft, entity);
  draft.assumptions.push(...work.assumptions.map(({ text, at }) => ({ text, at, filter: null })));
  draft.doubts.push(...new Set(work.doubts));
  return draft;
}

function push(draft: Draft, filter: TableFilter, at: Span[]): number {
  const known = draft.definition.filters.findIndex((other) => same(other, filter));
  if (known >= 0) {
    draft.spans.filters[known]?.push(...at);
    return known;
  }
  draft.definition.filters.push(filter);
  draft.spans.filters.push([...at]);
  return draft.definition.filters.length - 1;
}

function addFilters(work: Work, draft: Draft, entity: TableEntity): void {
  const ordered = [...work.conditions].filter((condition) => !condition.counted).sort((a, b) => a.first - b.first);
  const elders: Span[] = [];
  const done = new Set<number>();
  const assumed: { condition: Condition; filter: SimpleFilter }[] = [];
  for (const condition of ordered) {
    if (condition.union > 0) {
      if (done.has(condition.union)) continue;
      done.add(condition.union);
      const members = ordered.filter((item) => item.union === condition.union);
      const filters = members.flatMap((item) => filterOf(work, item, entity) ?? []);
      if (filters.length > 0) push(draft, unite(filters), members.flatMap((item) => item.at));
      // 失能和半失能老人: the noun at the end is everybody's; 独居老人和残疾人 leaves each his own.
      const isAge = members.some((item) => item.options.some((option) => option.field === 'person.age'));
      if (members.at(-1)?.elder === true && !isAge) elders.push(...members.flatMap((item) => (item.elder ? item.at : [])));
      else if (members.some((item) => item.elder) && !isAge) draft.assumptions.push({ text: '并列的人群按标签合并,未另限年龄', at: members.flatMap((item) => item.at), filter: null });
      continue;
    }
    const filter = filterOf(work, condition, entity);
    if (filter === null) continue;
    const stated = ordered.some((item) => item !== condition && item.kind === 'compare' && item.compare?.unit === '岁');
    if (stated && condition.assume !== undefined && filter.field === 'person.age' && filter.op !== 'gte') {
      draft.assumptions.push({ text: `${condition.assume}(已含在所给年龄内)`, at: condition.at, filter: null });
      continue;
    }
    if (condition.assume !== undefined && filter.field === 'person.age' && !condition.negated) {
      assumed.push({ condition, filter });
      continue;
    }
    const index = push(draft, filter, condition.at);
    if (condition.assume !== undefined) draft.assumptions.push({ text: condition.assume, at: condition.at, filter: index });
    for (const implied of condition.implied) push(draft, implied, condition.at);
    if (condition.elder) elders.push(...condition.at);
  }
  addAges(draft, assumed, elders);
  mergeExclusions(draft);
  mergeBounds(draft);
}

/** 老人 is absorbed by an age that is given, 老人 by 高龄; what stays is a visible assumption. */
function addAges(draft: Draft, assumed: readonly { condition: Condition; filter: SimpleFilter }[], elders: Span[]): void {
  const given = draft.definition.filters.some(bounds);
  const words = [...assumed.map(({ condition }) => condition), ...(elders.length === 0 ? [] : [null])];
  if (words.length === 0) return;
  const candidates = [...assumed.map(({ filter, condition }) => ({ filter, at: condition.at, text: condition.assume ?? '' })), ...(elders.length === 0 ? [] : [{ filter: ELDER, at: elders, text: '老人 → 年龄 ≥ 60' }])];
  if (given) {
    for (const { text, at } of candidates) draft.assumptions.push({ text: `${text}(已含在所给年龄内)`, at, filter: null });
    return;
  }
  const strictest = [...candidates].sort((a, b) => Number(b.filter.op === 'gte' ? b.filter.value : 0) - Number(a.filter.op === 'gte' ? a.filter.value : 0))[0];
  const kept = candidates.filter(({ filter }) => filter.op !== 'gte' || filter === strictest?.filter);
  for (const { filter, at, text } of kept) draft.assumptions.push({ text, at, filter: push(draft, filter, at) });
}

/** 60岁以上80岁以下 is one range. */
function mergeBounds(draft: Draft): void {
  const { filters } = draft.definition;
  const low = filters.findIndex((filter) => 'field' in filter && filter.op === 'gte' && typeof filter.value === 'number');
  const from = filters[low];
  if (from === undefined || !('field' in from)) return;
  const high = filters.findIndex((filter) => 'field' in filter && filter.field === from.field && filter.op === 'lte' && typeof filter.value === 'number');
  const to = filters[high];
  if (to === undefined || !('field' in to) || draft.assumptions.some(({ filter }) => filter === low || filter === high)) return;
  filters[low] = { field: from.field, op: 'between', value: [from.value as number, to.value as number] };
  draft.spans.filters[low]?.push(...(draft.spans.filters[high] ?? []));
  filters.splice(high, 1);
  draft.spans.filters.splice(high, 1);
  for (const assumption of draft.assumptions) if (assumption.filter !== null && assumption.filter > high) assumption.filter -= 1;
}

/** Two 不是 of one field are one list. */
function mergeExclusions(draft: Draft): void {
  const { filters } = draft.definition;
  for (let index = filters.length - 1; index > 0; index -= 1) {
    const filter = filters[index];
    if (filter === undefined || !('field' in filter) || filter.op !== 'ne') continue;
    const earlier = filters.findIndex((other, at) => at < index && 'field' in other && other.field === filter.field && (other.op === 'ne' || other.op === 'not_in'));
    const target = filters[earlier];
    if (target === undefined || !('field' in target)) continue;
    const values = [target.value, filter.value].flatMap((value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]));
    filters[earlier] = { field: filter.field, op: 'not_in', value: values };
    draft.spans.filters[earlier]?.push(...(draft.spans.filters[index] ?? []));
    filters.splice(index, 1);
    draft.spans.filters.splice(index, 1);
    for (const assumption of draft.assumptions) if (assumption.filter !== null && assumption.filter > index) assumption.filter -= 1;
  }
}

function addColumns(work: Work, draft: Draft, entity: TableEntity): void {
  const add = (field: string, at: Span) => {
    const known = draft.definition.columns.indexOf(field);
    if (known >= 0) draft.spans.columns[known]?.push(at);
    else {
      draft.definition.columns.push(field);
      draft.spans.columns.push([at]);
    }
  };
  for (const field of work.entityColumns ?? []) add(field, draft.spans.entity[0] ?? [0, 0]);
  let before: string | null = null;
  for (const column of [...work.columns].sort((a, b) => a.index - b.index)) {
    const owners: string | undefined = before === null ? undefined : PHONE_OF[before];
    const phones = column.fields.includes('person.phone');
    const field: string | null = phones && owners !== undefined && fieldFor(entity, [owners]) !== null ? owners : fieldFor(entity, column.fields);
    if (field === null) {
      draft.doubts.push(`这种表没有“${work.words(column.index)}”一列`);
      continue;
    }
    add(field, column.at);
    before = field;
  }
}

/** 网格员 走访次数: beside a count, coded columns are what it is counted by. */
function columnsAsGroups(work: Work): void {
  const counts = work.measures.some((measure) => measure.sense.fn === 'count') || work.conditions.some((condition) => condition.counted);
  const coded = (id: string) => ['ref', 'code', 'enum', 'bool'].includes(fieldOf(id)?.type ?? '');
  if (!counts || work.groups.length > 0 || work.columns.length === 0 || !work.columns.every((column) => column.fields.some(coded))) return;
  for (const column of work.columns.splice(0)) work.groups.push({ fields: column.fields, at: [column.at] });
}

/** 分类: what classes the things of this table have. */
function classField(work: Work, draft: Draft, entity: TableEntity, group: GroupItem): string | null {
  const named = group.fields.length === 0 ? null : fieldFor(entity, group.fields);
  const filtered = (id: string) => work.conditions.some((item) => item.options.some((option) => option.field === id)) || draft.definition.filters.some((filter) => 'field' in filter && filter.field === id);
  if (entity === 'org' && filtered('org.small_place') && (named === null || named === 'org.type')) return 'org.small_place';
  if (entity === 'person' && (filtered('person.disability_type') || work.conditions.some((item) => item.options.some((option) => option.value === 'disability'))) && (named === null || named === 'person.tags')) return 'person.disability_type';
  const usual: Partial<Record<TableEntity, string>> = { person: 'person.tags', household: 'household.low_income_type', house: 'house.tenure', org: 'org.small_place', event: 'event.type', alarm: 'alarm.kind', device: 'device.class', asset: 'asset.type' };
  return named ?? usual[entity] ?? null;
}

function addGroups(work: Work, draft: Draft, entity: TableEntity): void {
  for (const item of work.groups) {
    const group = groupOf(work, draft, entity, item);
    if (group === null) draft.doubts.push('分组没有看懂');
    else if (!draft.definition.groupBy.some((other) => same(other, group))) {
      draft.definition.groupBy.push(group);
      draft.spans.groupBy.push(item.at);
    }
  }
  if (work.compare !== null && draft.definition.groupBy.length === 0) {
    const field = fieldFor(entity, ['person.community', `${entity}.community`]);
    if (field !== null) {
      draft.definition.groupBy.push(field);
      draft.spans.groupBy.push([]);
      draft.assumptions.push({ text: '未写分组 → 按社区比较', at: work.compare.at, filter: null });
    }
  }
}

function groupOf(work: Work, draft: Draft, entity: TableEntity, item: GroupItem): TableGroup | null {
  if (item.by !== undefined) {
    const dated = draft.definition.filters.find((filter): filter is SimpleFilter => 'field' in filter && ['date', 'datetime'].includes(fieldOf(filter.field)?.type ?? '') && filter.op !== 'anniversary_between');
    const field = dated?.field ?? DATE_OF_ENTITY[entity] ?? null;
    return field === null ? null : { field, by: item.by };
  }
  if (item.classes === true) return classField(work, draft, entity, item);
  const field = fieldFor(entity, item.fields);
  if (field === null) return null;
  if (item.bands === true) return { field, bands: AGE_BANDS.map(([low, high]) => [low, high]) };
  return ['date', 'datetime'].includes(fieldOf(field)?.type ?? '') ? { field, by: 'month' } : field;
}

function addAggregates(work: Work, draft: Draft, entity: TableEntity): void {
  const add = (aggregate: TableAggregate, at: Span[]) => {
    if (draft.definition.aggregates.some((other) => same(other, aggregate))) return;
    draft.definition.aggregates.push(aggregate);
    draft.spans.aggregates.push(at);
  };
  const name = COUNT_NAMES[entity];
  const shares = work.measures.filter((measure) => measure.sense.fn === 'share' && measure.sense.where === undefined);
  const counted = work.conditions.filter((condition) => condition.counted).sort((a, b) => a.first - b.first);
  const grouped = draft.definition.groupBy.length > 0 && (draft.definition.columns.length === 0 || work.statistics.length > 0);
  for (const share of shares.filter((measure) => measure.conditions.length > 0)) {
    const given = share.conditions.some((condition) => condition.compare?.unit === '岁');
    const own = share.conditions.filter((condition) => !(given && condition.assume !== undefined));
    const where = own.flatMap((condition) => filterOf(work, condition, entity) ?? []);
    if (where.length > 0) add({ fn: 'ratio', where, as: `${share.conditions.map((condition) => condition.words).join('')}占比` }, share.conditions.flatMap((condition) => condition.at));
  }
  for (const condition of counted) {
    if (shares.some((share) => share.conditions.includes(condition))) continue;
    const filter = filterOf(work, condition, entity);
    if (filter !== null) add({ fn: shares.length > 0 ? 'ratio' : 'count', where: [filter], as: shares.length > 0 ? `${condition.words}占比` : condition.words }, condition.at);
  }
  for (const { sense, at } of work.measures) {
    if (sense.fn === 'share') {
      if (sense.where !== undefined) add({ fn: 'ratio', where: [{ ...sense.where }], as: sense.unit }, [at]);
      else if (counted.length === 0) {
        add({ fn: 'count', as: name }, [at]);
        add({ fn: 'share', as: '占比' }, [at]);
      }
    } else if (sense.fn !== 'count') add({ fn: sense.fn, field: sense.field, as: sense.unit }, [at]);
    else if (entity === 'household' && sense.unit === '人数') add({ fn: 'sum', field: 'household.size', as: '人数' }, [at]);
    else if (entity === 'person' && sense.unit === '户数') add({ fn: 'count_distinct', field: 'household.no', as: '户数' }, [at]);
    else add({ fn: 'count', as: name }, [at]);
  }
  const asked = grouped || work.statistics.length > 0 || work.compare !== null;
  if (asked && draft.definition.aggregates.length === 0) add({ fn: 'count', as: name }, work.statistics);
}

function addFrame(work: Work, draft: Draft, entity: TableEntity): void {
  const sort: NonNullable<TableDefinition['sort']> = [];
  for (const item of work.sorts) {
    const field = item.fields.includes('count') ? 'count' : fieldFor(entity, item.fields);
    if (field === null) draft.doubts.push('排序的依据没有看懂');
    else sort.push({ field, dir: item.dir });
    draft.spans.sort.push(...item.at);
  }
  if (sort.length > 0) draft.definition.sort = sort;
  if (work.limit !== null) {
    draft.definition.limit = work.limit.count;
    draft.spans.limit = work.limit.at;
  }
  if (work.asOf !== null) {
    draft.definition.asOf = work.asOf.day;
    draft.spans.asOf = work.asOf.at;
  }
  if (work.compare !== null) {
    draft.definition.compare = work.compare.to;
    draft.spans.compare = work.compare.at;
  }
}
