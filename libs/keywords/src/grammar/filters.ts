import { fieldOf } from '#catalogue';
import type { FilterOp, SimpleFilter, TableEntity } from '#contracts';
import { DATE_OF_ENTITY, fieldOfVerb } from '../verbs.js';
import { fieldFor, placeField } from './entity.js';
import type { Condition, Work } from './work.js';

const OPPOSITE: Readonly<Partial<Record<FilterOp, FilterOp>>> = { eq: 'ne', ne: 'eq', in: 'not_in', not_in: 'in', has: 'not_has', gte: 'lt', gt: 'lte', lte: 'gt', lt: 'gte', is_null: 'not_null', not_null: 'is_null' };
const UNIT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  岁: ['person.age'],
  口: ['household.size'],
  人: ['org.staff', 'household.size'],
  层: ['building.floors', 'house.floor'],
  平: ['house.area_sqm', 'org.area_sqm'],
  只: ['household.dogs'],
  条: ['household.dogs'],
  小时: ['volunteer.hours'],
  '%': ['device.battery'],
  项: ['inspection.bad'],
};

/** One condition as a filter of the table's entity; null, with a doubt noted, when it cannot be said there. */
export function filterOf(work: Work, condition: Condition, entity: TableEntity): SimpleFilter | null {
  const filter = plain(work, condition, entity);
  if (filter === null || !condition.negated || condition.kind === 'null' || condition.kind === 'dated') return filter;
  if (filter.field.length > 0 && typeof filter.value === 'boolean') return { ...filter, value: !filter.value };
  const opposite = OPPOSITE[filter.op];
  if (opposite === undefined) {
    work.doubts.push(`“${condition.words}”的相反说法没有看懂`);
    return filter;
  }
  return { ...filter, op: opposite };
}

function plain(work: Work, condition: Condition, entity: TableEntity): SimpleFilter | null {
  switch (condition.kind) {
    case 'place':
      return placeFilter(work, condition, entity);
    case 'compare':
      return compareFilter(work, condition, entity);
    case 'null':
      return nullFilter(work, condition, entity);
    case 'dated':
      return datedFilter(work, condition, entity);
    case 'value': {
      if (saysEntity(condition, entity)) return null;
      const field = fieldFor(entity, condition.options.map((option) => option.field));
      const option = condition.options.find((item) => item.field === field);
      if (option === undefined) return unreachable(work, condition);
      return { field: option.field, op: option.op, ...(option.value === undefined ? {} : { value: option.value }) };
    }
  }
}

/** 志愿者 in the volunteers' own table is no condition. */
export const saysEntity = (condition: Condition, entity: TableEntity): boolean => entity === 'volunteer' && condition.options.every((option) => option.value === 'volunteer');

function unreachable(work: Work, condition: Condition): null {
  work.doubts.push(`“${condition.words}”不能用在这种表里`);
  return null;
}

function placeFilter(work: Work, condition: Condition, entity: TableEntity): SimpleFilter | null {
  const field = condition.place === undefined ? null : placeField(entity, condition.place.level);
  return field === null || condition.place === undefined ? unreachable(work, condition) : { field, op: 'eq', value: condition.place.name };
}

function compareFilter(work: Work, condition: Condition, entity: TableEntity): SimpleFilter | null {
  const compare = condition.compare;
  if (compare === undefined) return null;
  const byUnit = compare.unit === '' && condition.fields === undefined ? ageByNeighbour(work, condition) : (UNIT_FIELDS[compare.unit] ?? []);
  const candidates = condition.fields ?? byUnit;
  const field = candidates.length === 0 ? null : fieldFor(entity, candidates);
  if (field === null) {
    work.doubts.push(`“${condition.words}”没有说明是什么`);
    return null;
  }
  return { field, op: compare.op, value: compare.value };
}

const OLDEST = 130;

/** 年满90的老人: a bare number beside people is their age when it can be one. */
function ageByNeighbour(work: Work, condition: Condition): readonly string[] {
  const value = Array.isArray(condition.compare?.value) ? condition.compare.value[1] : condition.compare?.value;
  const people = work.entities.some((item) => item.entity === 'person') || /岁|满|龄/u.test(condition.words) || work.conditions.some((item) => item.elder);
  return people && value !== undefined && value <= OLDEST ? ['person.age'] : [];
}

function nullFilter(work: Work, condition: Condition, entity: TableEntity): SimpleFilter | null {
  const field = fieldFor(entity, condition.fields ?? []);
  if (field === null) return unreachable(work, condition);
  if (fieldOf(field)?.type === 'bool') return { field, op: 'eq', value: !condition.negated };
  if (field === 'household.dogs') return condition.negated ? { field, op: 'is_null' } : { field, op: 'gte', value: 1 };
  return { field, op: condition.negated ? 'is_null' : 'not_null' };
}

function datedFilter(work: Work, condition: Condition, entity: TableEntity): SimpleFilter | null {
  const named = condition.verb === undefined ? null : fieldOfVerb(condition.verb, entity);
  const field = condition.fields !== undefined ? fieldFor(entity, condition.fields) : condition.verb === undefined ? (DATE_OF_ENTITY[entity] ?? null) : named === null ? null : fieldFor(entity, [named]) ?? alsoHeld(named, entity);
  if (field === null) {
    work.doubts.push(`“${condition.words}”没有说明是什么时间(如迁入、走访、上报)`);
    return null;
  }
  const time = condition.time ?? null;
  if (time !== null && fieldOf(field)?.type === 'int') return yearFilter(field, time);
  if (time === null) return { field, op: condition.negated ? 'is_null' : 'not_null' };
  if (!condition.negated) return { field, op: time.op === 'lt' && time.length !== undefined && field !== 'visit.last_date' ? 'lt' : time.op, value: time.value };
  if (time.op === 'between' && Array.isArray(time.value)) return { field, op: 'lt', value: time.value[0] };
  return { field, op: 'lt', value: time.value };
}

/** 2000年以前建成: years are kept as numbers. */
function yearFilter(field: string, time: NonNullable<Condition['time']>): SimpleFilter {
  const [from, to] = [Number(time.start.slice(0, 4)), Number(time.end.slice(0, 4))];
  if (time.op === 'between') return from === to ? { field, op: 'eq', value: from } : { field, op: 'between', value: [from, to] };
  return { field, op: time.op, value: time.op === 'gt' || time.op === 'lte' ? to : from };
}

/** A person's dates stand in households' tables as the head's. */
const alsoHeld = (field: string, entity: TableEntity): string | null => (field.startsWith('person.') && (entity === 'household' || entity === 'house') ? field : null);

/** Conditions that share a union number, as one filter. */
export function unite(filters: readonly SimpleFilter[]): SimpleFilter | { any: SimpleFilter[] } {
  const [first] = filters;
  if (first === undefined) throw new Error('a union of nothing');
  const same = filters.every((filter) => filter.field === first.field);
  const values = filters.flatMap((filter) => (Array.isArray(filter.value) ? filter.value : filter.value === undefined ? [] : [filter.value]));
  const unique = values.filter((value, index) => values.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === index);
  if (same && filters.every((filter) => filter.op === 'has' || filter.op === 'has_any')) return unique.length === 1 ? { field: first.field, op: 'has', value: unique[0] } : { field: first.field, op: 'has_any', value: unique };
  if (same && filters.every((filter) => filter.op === 'eq' || filter.op === 'in')) return unique.length === 1 ? { field: first.field, op: 'eq', value: unique[0] } : { field: first.field, op: 'in', value: unique };
  return { any: [...filters] };
}
