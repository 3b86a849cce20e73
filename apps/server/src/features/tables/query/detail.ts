import { fieldOf } from '#catalogue';
import { simpleFilters, type TableDefinition, type TableEntity } from '#contracts';
import type { Queryable } from '#platform';
import type { FieldSql } from './fields.js';
import { Plan, type PlanContext } from './plan.js';
import { validTag } from './filters.js';
import { sql, type Sql } from './sources.js';

/** One row as read, before anybody's rights are applied. */
export interface DetailRow {
  id: number;
  areaId: number;
  areaPath: string;
  /** The person whose fields stand in the row, and his household; 0 = none. */
  personId: number;
  householdId: number;
  houseId: number;
  birthDate: string | null;
  /** Raw column values by field id. */
  raw: Record<string, unknown>;
  tags: readonly string[];
}

/** Columns of a detail table nobody asked any of. */
export const DEFAULT_COLUMNS: Readonly<Record<TableEntity, readonly string[]>> = {
  person: ['person.community', 'person.grid', 'person.name', 'person.sex', 'person.age', 'person.phone', 'person.live_address', 'person.tags'],
  household: ['person.community', 'person.grid', 'household.head', 'household.size', 'person.phone', 'house.address', 'household.low_income_type'],
  house: ['person.community', 'person.grid', 'estate.name', 'building.no', 'house.unit', 'house.room', 'house.tenure', 'house.owner', 'house.owner_phone'],
  building: ['person.community', 'person.grid', 'estate.name', 'building.no', 'building.floors', 'building.units', 'building.elevator', 'building.households', 'building.steward'],
  grid: ['person.community', 'grid.name', 'grid.worker', 'grid.worker_phone'],
  org: ['org.community', 'org.grid', 'org.name', 'org.small_place', 'org.principal', 'org.phone', 'org.address', 'org.hazard'],
  event: ['event.no', 'event.community', 'event.grid', 'event.type', 'event.status', 'event.reported_at', 'event.closed_at'],
  visit: ['visit.date', 'visit.collector', 'person.community', 'person.grid', 'house.address', 'visit.need'],
  asset: ['asset.no', 'asset.type', 'asset.address'],
  inspection: ['inspection.at', 'inspection.community', 'inspection.grid', 'inspection.place', 'inspection.bad'],
  volunteer: ['volunteer.community', 'volunteer.name', 'volunteer.phone', 'volunteer.unit', 'volunteer.hours'],
  alarm: ['alarm.received_at', 'alarm.community', 'alarm.grid', 'alarm.kind', 'alarm.priority', 'alarm.place', 'alarm.state'],
  device: ['device.community', 'device.grid', 'device.class', 'device.state', 'device.last_seen', 'device.battery'],
};
/** What says whom a row is about; added when nobody asked for it. */
const IDENTITY: Readonly<Partial<Record<TableEntity, readonly string[]>>> = { person: ['person.name'], household: ['household.head'], house: ['house.address'], building: ['estate.name', 'building.no'], org: ['org.name'], event: ['event.no'], volunteer: ['volunteer.name'] };
/** Fields whose condition is the same for all rows, so that a column of it would say one thing. */
const UNSHOWN = /\.(?:tags|community|grid)$/;

/** Columns as shown: those asked for, those that say whom a row is about, those behind a condition. */
export function shownColumns(definition: TableDefinition): { id: string; added: boolean }[] {
  const asked = definition.columns.length > 0 ? definition.columns : [];
  if (asked.length === 0) {
    const base = DEFAULT_COLUMNS[definition.entity];
    return [...base.map((id) => ({ id, added: true })), ...behind(definition, base)];
  }
  const identity = (IDENTITY[definition.entity] ?? []).filter((id) => !asked.includes(id) && !(id === 'house.address' && asked.some((other) => other.startsWith('house.') || other.startsWith('building.'))));
  const headings = definition.groupBy.flatMap((group) => (typeof group === 'string' && !asked.includes(group) ? [group] : []));
  const shown = [...headings, ...identity, ...asked];
  return [...headings.map((id) => ({ id, added: true })), ...identity.map((id) => ({ id, added: true })), ...asked.map((id) => ({ id, added: false })), ...behind(definition, shown)];
}

function behind(definition: TableDefinition, shown: readonly string[]): { id: string; added: boolean }[] {
  const fields = simpleFilters(definition.filters).filter((filter) => filter.op !== 'is_null' && !(filter.op === 'eq' && typeof filter.value === 'string')).map((filter) => filter.field);
  return [...new Set(fields)].filter((id) => !shown.includes(id) && !UNSHOWN.test(id) && fieldOf(id) !== undefined && id !== 'household.head').map((id) => ({ id, added: true }));
}

/** A detail table page by page, with its exact total. */
export class DetailQuery {
  private readonly plan: Plan;
  private readonly columns: FieldSql[];

  constructor(
    private readonly database: Queryable,
    definition: TableDefinition,
    context: PlanContext,
    fields: readonly string[],
  ) {
    this.plan = new Plan(definition, context);
    this.columns = fields.map((id) => this.plan.field(id));
  }

  async total(): Promise<number> {
    const counted = new Plan(this.plan.definition, this.plan.context);
    const from = counted.from();
    const rows = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${from.sql} WHERE ${counted.where.sql}`, [...from.values, ...counted.where.values]);
    const total = Number(rows[0]?.total ?? 0);
    return Math.min(total, this.plan.definition.limit ?? total);
  }

  /** One row of the table by its id; null when the table does not hold it. */
  async one(id: number): Promise<DetailRow | null> {
    return (await this.read({ sql: 'LIMIT 1', values: [] }, [id]))[0] ?? null;
  }

  /** Ids of the table's rows from `offset` on, in the definition's order, for those who read it in parts. */
  async ids(most: number, offset = 0): Promise<number[]> {
    const wanted = Math.min(most, (this.plan.definition.limit ?? Number.MAX_SAFE_INTEGER) - offset);
    if (wanted <= 0) return [];
    const order = this.order();
    const from = this.plan.from();
    const { where } = this.plan;
    const rows = await this.database.query<{ id: number }>(`SELECT ${this.plan.source.alias}.id AS id FROM ${from.sql} WHERE ${where.sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`, [...from.values, ...where.values, ...order.values, wanted, offset]);
    return rows.map((row) => row.id);
  }

  /** Rows of these ids in their order: a part of a long table costs the same wherever it lies. */
  async byIds(ids: readonly number[]): Promise<DetailRow[]> {
    if (ids.length === 0) return [];
    const found = new Map((await this.read({ sql: '', values: [] }, ids)).map((row) => [row.id, row]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /** The area that holds all rows, as a path; null for an empty table. */
  async root(): Promise<string | null> {
    const from = this.plan.from();
    const { where } = this.plan;
    const { areaPath } = this.plan.source;
    const row = (await this.database.query<{ first: string | null; last: string | null }>(`SELECT MIN(${areaPath}) AS first, MAX(${areaPath}) AS last FROM ${from.sql} WHERE ${where.sql}`, [...from.values, ...where.values]))[0];
    return row?.first == null || row.last === null ? null : commonPath(String(row.first), String(row.last));
  }

  /** Rows `offset` … in the definition's order. */
  async rows(limit: number, offset: number): Promise<DetailRow[]> {
    const wanted = Math.min(limit, (this.plan.definition.limit ?? Number.MAX_SAFE_INTEGER) - offset);
    if (wanted <= 0) return [];
    const order = this.order();
    return this.read({ sql: `ORDER BY ${order.sql} LIMIT ? OFFSET ?`, values: [...order.values, wanted, offset] }, null);
  }

  private async read(tail: Sql, ids: readonly number[] | null): Promise<DetailRow[]> {
    const { person, alias, areaId, areaPath } = this.plan.source;
    if (person !== null) this.plan.aliases.add(person);
    const home = this.plan.aliases.has('h') || alias === 'h';
    const house = this.plan.aliases.has('ho') || alias === 'ho';
    const own = [`${alias}.id AS id`, `${areaId} AS area_id`, `${areaPath} AS area_path`, `${person === null ? '0' : `${person}.id`} AS person_id`, `${person === null ? 'NULL' : `${person}.birth_date`} AS birth_date`, `${home ? 'h.id' : person === null ? '0' : `${person}.household_id`} AS household_id`, `${house ? 'ho.id' : '0'} AS house_id`];
    const select: Sql = { sql: [...own, ...this.columns.map((column, index) => `${column.value.sql} AS f${index}`)].join(', '), values: this.columns.flatMap((column) => column.value.values) };
    const from = this.plan.from();
    const { where } = this.plan;
    const found = await this.database.query<Record<string, unknown>>(`SELECT ${select.sql} FROM ${from.sql} WHERE ${where.sql}${ids === null ? '' : ` AND ${alias}.id IN (?)`} ${tail.sql}`, [...select.values, ...from.values, ...where.values, ...(ids === null ? [] : [ids]), ...tail.values]);
    const tags = this.columns.some((column) => column.kind === 'tags') ? await this.tags(found.map((row) => Number(row['person_id'] ?? 0))) : new Map<number, string[]>();
    return found.map((row) => ({
      id: Number(row['id']),
      areaId: Number(row['area_id']),
      areaPath: String(row['area_path']),
      personId: Number(row['person_id'] ?? 0),
      householdId: Number(row['household_id'] ?? 0),
      houseId: Number(row['house_id'] ?? 0),
      birthDate: (row['birth_date'] as string | null) ?? null,
      raw: Object.fromEntries(this.columns.map((column, index) => [column.field.id, row[`f${index}`]])),
      tags: tags.get(Number(row['person_id'] ?? 0)) ?? [],
    }));
  }

  kindOf(id: string): FieldSql['kind'] {
    return this.plan.field(id).kind;
  }

  private order(): Sql {
    const parts = (this.plan.definition.sort ?? []).flatMap(({ field, dir }): Sql[] => {
      if (field === 'count') return [];
      const target = this.plan.field(field);
      // The older, the earlier born; unknown values last either way.
      const descending = target.kind === 'age' ? dir === 'asc' : dir === 'desc';
      if (target.kind === 'community' || target.kind === 'grid') return [{ ...this.placeOrder(target.kind), sql: `${this.placeOrder(target.kind).sql} ${descending ? 'DESC' : 'ASC'}` }];
      const expression = target.value.sql;
      return [{ sql: `${expression} IS NULL, ${expression} ${descending ? 'DESC' : 'ASC'}`, values: [...target.value.values, ...target.value.values] }];
    });
    // A table grouped under headings keeps its groups together.
    const groups = this.plan.definition.groupBy.map((group): Sql => {
      const target = this.plan.field(typeof group === 'string' ? group : group.field);
      return target.kind === 'community' || target.kind === 'grid' ? this.placeOrder(target.kind) : target.value;
    });
    const all = [...groups, ...parts, sql(this.plan.source.order)];
    return { sql: all.map((part) => part.sql).join(', '), values: all.flatMap((part) => part.values) };
  }

  /** Communities in the order of their codes, as on every other list; paths as text would put /10/ before /2/. */
  private placeOrder(level: 'community' | 'grid'): Sql {
    const paths = this.plan.context.orderOf(level);
    const path = this.plan.source.areaPath;
    return paths.length === 0 ? sql(path) : { sql: `CASE ${paths.map((_, index) => `WHEN ${path} LIKE ? THEN ${index}`).join(' ')} ELSE ${paths.length} END`, values: paths.map((one) => `${one}%`) };
  }

  private async tags(personIds: readonly number[]): Promise<Map<number, string[]>> {
    const ids = [...new Set(personIds)].filter((id) => id > 0);
    const found = new Map<number, string[]>();
    if (ids.length === 0) return found;
    const valid = validTag('t', this.plan.context.instant);
    const rows = await this.database.query<{ person_id: number; tag: string }>(`SELECT t.person_id, t.tag FROM person_tag t WHERE t.person_id IN (?) AND ${valid.sql} ORDER BY t.tag`, [ids, ...valid.values]);
    for (const row of rows) found.set(row.person_id, [...(found.get(row.person_id) ?? []), row.tag]);
    return found;
  }
}

/** What two paths of the area tree have in common: of the least and the greatest of many, what all have in common. */
export function commonPath(first: string, last: string): string {
  let end = 0;
  while (end < first.length && first[end] === last[end]) end += 1;
  return first.slice(0, first.lastIndexOf('/', end - 1) + 1) || '/';
}
