import { addMonths, relativePeriod } from '#keywords';
import { CODE_LISTS, tagOf } from '#catalogue';
import type { SimpleFilter, TableFilter } from '#contracts';
import { addDays, blindIndex, dayStart, fail, sqlTime } from '#platform';
import type { FieldSql } from './fields.js';
import { type Instant, type Sql, sql } from './sources.js';

type Scalar = string | number | boolean | { rel: string };
/** Area paths of a community's or grid's name within the caller's scope. */
export type PathsOf = (level: 'community' | 'grid', name: string) => readonly string[];

export interface FilterContext {
  instant: Instant;
  areaPath: string;
  pathsOf: PathsOf;
  field(id: string): FieldSql;
}

/** Never having been visited or checked counts as longer ago than any day. */
const NEVER_IS_OLDER = new Set(['visit.last_date', 'org.last_check', 'household.verified_at']);
const MOST_TEXT = 200;

/** All filters as one condition. @throws TABLE_FIELD, TABLE_OP, TABLE_VALUE */
export function conditionOf(filters: readonly TableFilter[], context: FilterContext): Sql {
  const parts = filters.map((filter) => ('any' in filter ? either(filter.any.map((item) => one(item, context))) : one(filter, context)));
  return parts.length === 0 ? sql('1 = 1') : { sql: parts.map((part) => `(${part.sql})`).join(' AND '), values: parts.flatMap((part) => part.values) };
}

const either = (parts: readonly Sql[]): Sql => ({ sql: parts.map((part) => `(${part.sql})`).join(' OR '), values: parts.flatMap((part) => part.values) });

function one(filter: SimpleFilter, context: FilterContext): Sql {
  const target = context.field(filter.field);
  if (filter.field === 'household.head' && filter.op === 'eq') return sameHousehold(filter, context);
  if (filter.op === 'is_null' || filter.op === 'not_null') return missing(target, filter.op === 'is_null', context);
  switch (target.kind) {
    case 'tags':
      return tags(target, filter, context);
    case 'age':
      return age(target, filter, context);
    case 'community':
    case 'grid':
      return place(target.kind, target, filter, context);
    case 'date':
    case 'datetime':
      return filter.op === 'anniversary_between' ? anniversary(target, filter, context) : time(target, filter, context);
    case 'sealed':
      return sealed(target, filter);
    case 'bool':
      return { sql: `${target.value.sql} ${operator(target, filter.op, ['eq', 'ne'])} ?`, values: [...target.value.values, filter.value === true ? 1 : 0] };
    case 'int':
      return number(target, filter);
    case 'text':
      return text(target, filter);
  }
}

const list = (filter: SimpleFilter): Scalar[] => (Array.isArray(filter.value) ? filter.value : filter.value === undefined ? [] : [filter.value]);
const refuseOp = (target: FieldSql): never => {
  throw fail('TABLE_OP', { label: target.field.label });
};
const refuseValue = (target: FieldSql, reason: string): never => {
  throw fail('TABLE_VALUE', { label: target.field.label, reason });
};
const OPERATORS: Readonly<Partial<Record<SimpleFilter['op'], string>>> = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' };

function operator(target: FieldSql, op: SimpleFilter['op'], allowed: readonly SimpleFilter['op'][]): string {
  return allowed.includes(op) ? (OPERATORS[op] ?? refuseOp(target)) : refuseOp(target);
}

function missing(target: FieldSql, isNull: boolean, context: FilterContext): Sql {
  if (target.kind === 'tags') return { sql: `${isNull ? 'NOT ' : ''}EXISTS (SELECT 1 FROM person_tag tn WHERE tn.person_id = p.id AND ${validTag('tn', context.instant).sql})`, values: validTag('tn', context.instant).values };
  if (target.kind === 'community' || target.kind === 'grid') return sql(isNull ? '1 = 0' : '1 = 1');
  const blank = target.kind === 'text' ? ` ${isNull ? 'OR' : 'AND'} ${target.value.sql} ${isNull ? '=' : '<>'} ''` : '';
  return { sql: `${target.value.sql} IS ${isNull ? '' : 'NOT '}NULL${blank}`, values: [...target.value.values, ...(blank === '' ? [] : target.value.values)] };
}

/** Tags in force at the instant, as they were known then. */
export function validTag(alias: string, instant: Instant): Sql {
  if (instant.at === null) return sql(`${alias}.valid_from <= ? AND (${alias}.valid_to IS NULL OR ${alias}.valid_to > ?)`, instant.day, instant.day);
  const at = sqlTime(instant.at);
  return sql(`${alias}.recorded_at <= ? AND ${alias}.valid_from <= ? AND (${alias}.valid_to IS NULL OR ${alias}.valid_to > ? OR ${alias}.ended_recorded_at > ?)`, at, instant.day, instant.day, at);
}

function tags(target: FieldSql, filter: SimpleFilter, context: FilterContext): Sql {
  const codes = list(filter).map((value) => (typeof value === 'string' && tagOf(value) !== undefined ? value : refuseValue(target, '没有这个标签')));
  if (codes.length === 0 || !['has', 'has_any', 'not_has', 'eq', 'in'].includes(filter.op)) return refuseOp(target);
  const valid = validTag('tf', context.instant);
  return filter.op === 'not_has' ? { sql: `NOT EXISTS (SELECT 1 FROM person_tag tf WHERE tf.person_id = p.id AND tf.tag IN (?) AND ${valid.sql})`, values: [codes, ...valid.values] } : { sql: `p.id IN (SELECT tf.person_id FROM person_tag tf WHERE tf.tag IN (?) AND ${valid.sql})`, values: [codes, ...valid.values] };
}

const whole = (target: FieldSql, value: Scalar | undefined): number => (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1_000_000_000 ? value : refuseValue(target, '应为数字'));

/** Who is at least `years` old on the day was born on or before this. */
export const bornBy = (day: string, years: number): string => `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`;

function age(target: FieldSql, filter: SimpleFilter, context: FilterContext): Sql {
  const { day } = context.instant;
  const column = target.value.sql;
  const [first, second] = list(filter);
  const from = (years: number): Sql => sql(`${column} <= ?`, bornBy(day, Math.max(0, Math.ceil(years))));
  const below = (years: number): Sql => sql(`${column} > ?`, bornBy(day, Math.max(0, Math.ceil(years))));
  const both = (low: number, high: number): Sql => sql(`${column} <= ? AND ${column} > ?`, bornBy(day, low), bornBy(day, high + 1));
  const years = (value: Scalar | undefined): number => {
    const found = whole(target, value);
    return found >= 0 && found <= 200 ? found : refuseValue(target, '年龄应在 0 到 200 之间');
  };
  const { op } = filter;
  if (op === 'gte') return from(years(first));
  if (op === 'gt') return from(Math.floor(years(first)) + 1);
  if (op === 'lt') return below(years(first));
  if (op === 'lte') return below(Math.floor(years(first)) + 1);
  if (op === 'eq') return both(years(first), years(first));
  if (op === 'ne') return not(both(years(first), years(first)));
  if (op === 'between') return both(years(first), years(second));
  if (op === 'in') return either(list(filter).map((value) => both(years(value), years(value))));
  return refuseOp(target);
}

const not = (part: Sql): Sql => ({ sql: `NOT (${part.sql})`, values: part.values });

function place(level: 'community' | 'grid', target: FieldSql, filter: SimpleFilter, context: FilterContext): Sql {
  if (!['eq', 'ne', 'in', 'not_in'].includes(filter.op)) return refuseOp(target);
  const names = list(filter).map((value) => (typeof value === 'string' ? value : refuseValue(target, '应为名称')));
  const paths = names.flatMap((name) => context.pathsOf(level, name));
  const negative = filter.op === 'ne' || filter.op === 'not_in';
  if (paths.length === 0) return sql(negative ? '1 = 1' : '1 = 0');
  const inside = paths.map(() => `${context.areaPath} LIKE ?`).join(' OR ');
  return { sql: negative ? `NOT (${inside})` : inside, values: paths.map((path) => `${path}%`) };
}

function period(target: FieldSql, value: Scalar | undefined, context: FilterContext): { start: string; end: string } {
  if (typeof value === 'object') return relativePeriod(value.rel, context.instant.day) ?? refuseValue(target, '相对日期不认识');
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(`${value}T00:00:00Z`)) || addDays(value, 0) !== value) return refuseValue(target, '应为 YYYY-MM-DD 的日期');
  return { start: value, end: value };
}

function time(target: FieldSql, filter: SimpleFilter, context: FilterContext): Sql {
  const expression = target.value.sql;
  const own = target.value.values;
  const edge = (day: string): string => (target.kind === 'date' ? day : sqlTime(dayStart(day)));
  const after = (op: '>=' | '<', day: string): Sql => ({ sql: `${expression} ${op} ?`, values: [...own, edge(day)] });
  const range = (start: string, end: string): Sql => ({ sql: `${expression} >= ? AND ${expression} < ?`, values: [...own, edge(start), ...own, edge(addDays(end, 1))] });
  const [first, second] = list(filter).map((value) => period(target, value, context));
  if (first === undefined) return refuseValue(target, '缺少日期');
  const older = (part: Sql): Sql => (NEVER_IS_OLDER.has(target.field.id) ? { sql: `${expression} IS NULL OR ${part.sql}`, values: [...own, ...part.values] } : part);
  const { op } = filter;
  if (op === 'gte') return after('>=', first.start);
  if (op === 'gt') return after('>=', addDays(first.end, 1));
  if (op === 'lt') return older(after('<', first.start));
  if (op === 'lte') return older(after('<', addDays(first.end, 1)));
  if (op === 'eq') return range(first.start, first.end);
  if (op === 'ne') return not(range(first.start, first.end));
  if (op === 'between') return second === undefined ? refuseValue(target, '缺少结束日期') : range(first.start, second.end);
  return refuseOp(target);
}

/** Month and day only; a range over New Year wraps. Who was born on 29 February celebrates with 1 March. */
function anniversary(target: FieldSql, filter: SimpleFilter, context: FilterContext): Sql {
  const [first, second] = list(filter).map((value) => period(target, value, context));
  if (first === undefined || second === undefined) return refuseValue(target, '缺少起止日期');
  const far = addMonths(first.start, 12);
  if (second.end >= far) return sql('1 = 1');
  const [from, to] = [first.start.slice(5), second.end.slice(5)];
  const date = `DATE_FORMAT(${target.value.sql}, '%m-%d')`;
  return sql(from <= to ? `${date} BETWEEN ? AND ?` : `(${date} >= ? OR ${date} <= ?)`, from, to);
}

function sealed(target: FieldSql, filter: SimpleFilter): Sql {
  if (target.index === undefined || (filter.op !== 'eq' && filter.op !== 'in')) return refuseOp(target);
  const { kind, column } = target.index;
  const values = list(filter).map((value) => (typeof value === 'string' ? blindIndex(kind, value) : refuseValue(target, '应为号码')));
  return { sql: `${column} IN (?)`, values: [values] };
}

function number(target: FieldSql, filter: SimpleFilter): Sql {
  const values = list(filter).map((value) => whole(target, value));
  const expression = target.value.sql;
  const own = target.value.values;
  if (filter.op === 'between') return values.length === 2 ? { sql: `${expression} BETWEEN ? AND ?`, values: [...own, ...values] } : refuseValue(target, '需要两个数');
  if (filter.op === 'in' || filter.op === 'not_in') return { sql: `${expression} ${filter.op === 'in' ? '' : 'NOT '}IN (?)`, values: [...own, values] };
  return { sql: `${expression} ${operator(target, filter.op, ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'])} ?`, values: [...own, values[0] ?? refuseValue(target, '缺少数值')] };
}

/** 已婚 (20) covers 初婚, 再婚, 复婚 (21 to 23): a code that ends in 0 stands for its group where the list has groups. */
const GROUPED = new Set(['person.marital', 'person.education']);

function text(target: FieldSql, filter: SimpleFilter): Sql {
  const values = list(filter).map((value) => (typeof value === 'string' && value.length <= MOST_TEXT ? value : refuseValue(target, '应为文字')));
  const expression = target.value.sql;
  const own = target.value.values;
  const [first = ''] = values;
  if (values.length === 0) return refuseValue(target, '缺少值');
  const known = target.field.codeList === null ? undefined : CODE_LISTS[target.field.codeList];
  for (const value of values) if (known !== undefined && !known.byCode.has(value)) refuseValue(target, `没有代码 ${value.slice(0, 12)}`);
  if (known?.order != null && ['gte', 'gt', 'lte', 'lt'].includes(filter.op)) return rank(expression, filter.op, first, known.order.map(groupOf));
  if (filter.op === 'contains') return { sql: `${expression} LIKE ?`, values: [...own, `%${first.replace(/[\\%_]/g, '\\$&')}%`] };
  if (!['eq', 'ne', 'in', 'not_in'].includes(filter.op)) return refuseOp(target);
  const negative = filter.op === 'ne' || filter.op === 'not_in';
  if (GROUPED.has(target.field.id) && values.some((value) => value.endsWith('0'))) {
    const parts = values.map((value) => (value.endsWith('0') ? `${value.slice(0, 1)}%` : value));
    const inside = parts.map(() => `${expression} LIKE ?`).join(' OR ');
    return { sql: negative ? `NOT (${inside})` : inside, values: parts };
  }
  // A person whose value is not recorded is not somebody else's: 非汉族 needs a recorded 民族, 非党员 does not.
  return { sql: `${expression} ${negative ? 'NOT IN' : 'IN'} (?)`, values: [...own, values] };
}

/** Codes of an ordered list stand in groups by their first digit; a rank is a group's. */
const groupOf = (code: string): string => code.slice(0, 1);

function rank(expression: string, op: SimpleFilter['op'], code: string, order: readonly string[]): Sql {
  const at = order.indexOf(groupOf(code));
  const wanted = order.filter((_, index) => (op === 'gte' ? index >= at : op === 'gt' ? index > at : op === 'lte' ? index <= at : index < at));
  return wanted.length === 0 ? sql('1 = 0') : sql(`LEFT(${expression}, 1) IN (?)`, wanted);
}

/** 张桂芳一家人: everybody of the households whose head, or else a member, is called so. */
function sameHousehold(filter: SimpleFilter, context: FilterContext): Sql {
  const name = list(filter)[0];
  const target = context.field('household.head');
  if (typeof name !== 'string' || name.length > MOST_TEXT) return refuseValue(target, '应为姓名');
  const named = "SELECT nm.household_id FROM person nm WHERE nm.name = ? AND nm.residence_status = 'LIVING' AND nm.valid_to IS NULL";
  return sql(`h.id IN (${named})`, name);
}
