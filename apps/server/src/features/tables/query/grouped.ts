import { fieldOf } from '#catalogue';
import type { TableAggregate, TableDefinition, TableGroup } from '#contracts';
import { fail, type Queryable } from '#platform';
import type { Area, AreaIndex } from '../../spine/index.js';
import { type FieldSql, local } from './fields.js';
import { bornBy, validTag } from './filters.js';
import { Plan, type PlanContext } from './plan.js';
import { type Sql, sql } from './sources.js';

/** What is added up over the rows of a group; ratios and averages are made of two sums at the end. */
interface Partial {
  count: number;
  sums: (number | null)[];
  weights: number[];
}

export interface GroupRow {
  /** Code or text per group, null = not recorded. */
  keys: (string | null)[];
  values: (number | null)[];
  /** How many things each value speaks of: those counted, or those of the group. */
  bases: number[];
}

export interface GroupedResult {
  rows: GroupRow[];
  totals: Omit<GroupRow, 'keys'>;
  /** Things in the table, each once. */
  counted: number;
}

const MOST_GROUPS = 20_000;
const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** A grouped table in one statement; places are grouped by leaf and summed up the tree, so that every level agrees. */
export class GroupedQuery {
  private readonly plan: Plan;

  constructor(
    private readonly database: Queryable,
    private readonly areas: AreaIndex,
    private readonly definition: TableDefinition,
    context: PlanContext,
  ) {
    this.plan = new Plan(definition, context);
  }

  /** @throws TABLE_UNRECONCILED when the groups do not add up to the table */
  async run(): Promise<GroupedResult> {
    const { definition, plan } = this;
    const groups = definition.groupBy.map((group) => this.group(group));
    const aggregates = definition.aggregates.map((aggregate) => this.aggregate(aggregate));
    const tagged = definition.groupBy.some((group) => this.fieldOf(group).kind === 'tags');
    const from = plan.from();
    const valid = validTag('tg', plan.context.instant);
    const join: Sql = tagged ? { sql: ` JOIN person_tag tg ON tg.person_id = p.id AND ${valid.sql}`, values: valid.values } : sql('');
    const columns = [...groups.map((group, index) => ({ sql: `${group.sql} AS g${index}`, values: group.values })), sql('COUNT(*) AS n'), ...aggregates.flatMap((aggregate, index) => aggregate.map((part, at) => ({ sql: `${part.sql} AS a${index}_${at}`, values: part.values })))];
    const by = groups.length === 0 ? '' : ` GROUP BY ${groups.map((_, index) => `g${index}`).join(', ')} LIMIT ${MOST_GROUPS}`;
    const found = await this.database.query<Record<string, unknown>>(`SELECT ${columns.map((column) => column.sql).join(', ')} FROM ${from.sql}${join.sql} WHERE ${plan.where.sql}${by}`, [...columns.flatMap((column) => column.values), ...from.values, ...join.values, ...plan.where.values]);
    const folded = this.fold(found);
    const counted = await this.counted();
    const sum = [...folded.values()].reduce((total, partial) => total + partial.count, 0);
    if (!tagged && sum !== counted && found.length < MOST_GROUPS) throw fail('TABLE_UNRECONCILED');
    const whole = this.merge([...folded.values()]);
    return { rows: [...folded].map(([key, partial]) => ({ keys: JSON.parse(key) as (string | null)[], ...this.finish(partial, counted) })), totals: this.finish(tagged ? { ...whole, count: counted } : whole, counted), counted };
  }

  private fieldOf(group: TableGroup): FieldSql {
    return this.plan.field(typeof group === 'string' ? group : group.field);
  }

  private group(group: TableGroup): Sql {
    const target = this.fieldOf(group);
    if (typeof group !== 'string' && 'bands' in group) return bands(target, group.bands, this.plan.context.instant.day);
    if (typeof group !== 'string') return period(target, group.by);
    if (target.kind === 'tags') return sql('tg.tag');
    if (target.kind === 'sealed' || target.kind === 'age') throw fail('TABLE_OP', { label: target.field.label });
    return target.kind === 'datetime' ? { sql: `DATE_FORMAT(${local(target.value.sql)}, '%Y-%m-%d')`, values: target.value.values } : target.value;
  }

  /** One or two sums that make the aggregate. */
  private aggregate(aggregate: TableAggregate): Sql[] {
    const where = aggregate.where === undefined ? null : this.plan.condition(aggregate.where);
    const given = (expression: Sql): Sql => (where === null ? expression : { sql: `CASE WHEN ${where.sql} THEN ${expression.sql} END`, values: [...where.values, ...expression.values] });
    if (aggregate.fn === 'count' || aggregate.fn === 'ratio' || aggregate.fn === 'share') return [wrap('COUNT', given(sql('1')))];
    if (aggregate.field === undefined) throw fail('TABLE_SHAPE', { reason: '统计列缺少字段' });
    const target = this.plan.field(aggregate.field);
    if (aggregate.fn === 'count_distinct') {
      // A household lies in one place; other things counted once could stand in two groups that are summed up.
      if (aggregate.field !== 'household.no') throw fail('TABLE_OP', { label: target.field.label });
      return [wrap('COUNT', { ...given(target.value), sql: `DISTINCT ${given(target.value).sql}` })];
    }
    const day = this.plan.context.instant.day;
    const value = target.kind === 'age' ? sql(`(YEAR(?) - YEAR(${target.value.sql}) - (DATE_FORMAT(?, '%m-%d') < DATE_FORMAT(${target.value.sql}, '%m-%d')))`, day, day) : target.kind === 'int' ? target.value : null;
    if (value === null) throw fail('TABLE_OP', { label: target.field.label });
    if (aggregate.fn === 'avg') return [wrap('SUM', given(value)), wrap('COUNT', given(value))];
    return [wrap({ sum: 'SUM', min: 'MIN', max: 'MAX' }[aggregate.fn], given(value))];
  }

  private fold(found: readonly Record<string, unknown>[]): Map<string, Partial> {
    const folded = new Map<string, Partial[]>();
    for (const row of found) {
      const keys = this.definition.groupBy.map((group, index) => this.keyOf(group, row[`g${index}`]));
      const partial: Partial = { count: Number(row['n'] ?? 0), sums: [], weights: [] };
      this.definition.aggregates.forEach((_, index) => {
        partial.sums.push(number(row[`a${index}_0`]));
        partial.weights.push(Number(row[`a${index}_1`] ?? 0));
      });
      const key = JSON.stringify(keys);
      folded.set(key, [...(folded.get(key) ?? []), partial]);
    }
    return new Map([...folded].map(([key, partials]) => [key, this.merge(partials)]));
  }

  private keyOf(group: TableGroup, raw: unknown): string | null {
    const { kind } = this.fieldOf(group);
    if (kind === 'community' || kind === 'grid') {
      const area: Area | undefined = this.areas.id(Number(raw));
      return area === undefined ? null : (this.areas.at(area, kind)?.code ?? null);
    }
    return raw === null || raw === undefined ? null : raw instanceof Date ? raw.toISOString().slice(0, 10) : String(raw);
  }

  private merge(partials: readonly Partial[]): Partial {
    const merged: Partial = { count: 0, sums: this.definition.aggregates.map(() => null), weights: this.definition.aggregates.map(() => 0) };
    for (const partial of partials) {
      merged.count += partial.count;
      this.definition.aggregates.forEach(({ fn }, index) => {
        const [now, more] = [merged.sums[index] ?? null, partial.sums[index] ?? null];
        merged.sums[index] = now === null ? more : more === null ? now : fn === 'min' ? Math.min(now, more) : fn === 'max' ? Math.max(now, more) : now + more;
        merged.weights[index] = (merged.weights[index] ?? 0) + (partial.weights[index] ?? 0);
      });
    }
    return merged;
  }

  private finish(partial: Partial, whole: number): Omit<GroupRow, 'keys'> {
    const bases = this.definition.aggregates.map(({ fn }, index) => (fn === 'avg' ? (partial.weights[index] ?? 0) : ['count', 'count_distinct', 'ratio', 'share'].includes(fn) ? (partial.sums[index] ?? 0) : partial.count));
    const values = this.definition.aggregates.map(({ fn }, index) => {
      const sum = partial.sums[index] ?? null;
      if (fn === 'ratio') return partial.count === 0 ? null : (sum ?? 0) / partial.count;
      if (fn === 'share') return whole === 0 ? null : (sum ?? 0) / whole;
      if (fn === 'avg') return sum === null || (partial.weights[index] ?? 0) === 0 ? null : sum / (partial.weights[index] ?? 1);
      return fn === 'count' || fn === 'count_distinct' ? (sum ?? 0) : sum;
    });
    return { values, bases };
  }

  private async counted(): Promise<number> {
    const plan = new Plan(this.definition, this.plan.context);
    const from = plan.from();
    const rows = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${from.sql} WHERE ${plan.where.sql}`, [...from.values, ...plan.where.values]);
    return Number(rows[0]?.total ?? 0);
  }
}

const wrap = (fn: string, inner: Sql): Sql => ({ sql: `${fn}(${inner.sql})`, values: inner.values });

/** Bands of an age or a number, by their lower bound. */
function bands(target: FieldSql, ranges: readonly (readonly [number, number | null])[], day: string): Sql {
  const values: unknown[] = [];
  const cases = ranges.map(([low, high]) => {
    const label = `${low}`;
    if (target.kind === 'age') {
      values.push(bornBy(day, low), ...(high === null ? [] : [bornBy(day, high + 1)]));
      return `WHEN ${target.value.sql} <= ?${high === null ? '' : ` AND ${target.value.sql} > ?`} THEN '${label}'`;
    }
    if (target.kind !== 'int') throw fail('TABLE_OP', { label: target.field.label });
    values.push(...target.value.values, low, ...(high === null ? [] : [...target.value.values, high]));
    return `WHEN ${target.value.sql} >= ?${high === null ? '' : ` AND ${target.value.sql} <= ?`} THEN '${label}'`;
  });
  return { sql: `CASE ${cases.join(' ')} END`, values };
}

const FORMATS = { day: '%Y-%m-%d', week: '%x-W%v', month: '%Y-%m', year: '%Y' } as const;

function period(target: FieldSql, by: 'day' | 'week' | 'month' | 'quarter' | 'year'): Sql {
  if (target.kind !== 'date' && target.kind !== 'datetime') throw fail('TABLE_OP', { label: fieldOf(target.field.id)?.label ?? '' });
  const date = target.kind === 'date' ? target.value.sql : local(target.value.sql);
  if (by === 'quarter') return { sql: `CONCAT(YEAR(${date}), '-Q', QUARTER(${date}))`, values: [...target.value.values, ...target.value.values] };
  return { sql: `DATE_FORMAT(${date}, '${FORMATS[by]}')`, values: target.value.values };
}
