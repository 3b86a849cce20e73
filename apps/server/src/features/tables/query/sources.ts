import type { TableEntity } from '#contracts';
import { sqlTime } from '#platform';

/** A piece of SQL with the values of its placeholders, in order. */
export interface Sql {
  sql: string;
  values: readonly unknown[];
}

export const sql = (text: string, ...values: unknown[]): Sql => ({ sql: text, values });

/** The instant a table speaks of. */
export interface Instant {
  /** ms; null = now. */
  at: number | null;
  /** Business day ages and tags are counted on. */
  day: string;
}

/** Versioned tables: what stood at an instant is in the table or in its history. */
const VERSIONED = new Set(['person', 'household', 'house', 'org']);

export type ColumnsOf = (table: string) => readonly string[];

/** A table under an alias, as it is now or as it stood. */
export function tableAt(table: string, alias: string, instant: Instant, columnsOf: ColumnsOf): Sql {
  if (instant.at === null || !VERSIONED.has(table)) return sql(`${table} ${alias}`);
  const columns = columnsOf(table).map((name) => `x.${name}`).join(', ');
  const at = sqlTime(instant.at);
  return sql(`(SELECT ${columns} FROM ${table} x WHERE x.recorded_at <= ? UNION ALL SELECT ${columns} FROM ${table}_history x WHERE x.recorded_at <= ? AND x.superseded_at > ?) ${alias}`, at, at, at);
}

/** Alive and resident. */
export const LIVING = (alias: string) => `${alias}.residence_status = 'LIVING' AND ${alias}.valid_to IS NULL`;

interface Join {
  needs?: string;
  table: string;
  /** Null: an inner join that never loses a row, because the key is not null. */
  kind: 'JOIN' | 'LEFT JOIN';
  on: string;
  /** At a past instant, where a look-up in today's table would find today's person. */
  onThen?: string;
}

export interface EntitySource {
  table: string;
  alias: string;
  joins: Readonly<Record<string, Join>>;
  /** Rows that are no rows of the table. */
  exists: string;
  /** What a person table says without being asked: alive and resident. */
  implied: string | null;
  areaId: string;
  areaPath: string;
  /** Alias of the person whose fields stand in a row; null = none. */
  person: string | null;
  order: string;
}

const HOME: Readonly<Record<string, Join>> = {
  ho: { table: 'house', kind: 'JOIN', on: 'ho.id = h.house_id', needs: 'h' },
  d: { table: 'doorway', kind: 'JOIN', on: 'd.id = ho.doorway_id', needs: 'ho' },
  b: { table: 'building', kind: 'JOIN', on: 'b.id = ho.building_id', needs: 'ho' },
  e: { table: 'estate', kind: 'JOIN', on: 'e.id = b.estate_id', needs: 'b' },
};
/** The head of the household, or its eldest where nobody is called head. */
const HEAD: Join = { table: 'person', kind: 'LEFT JOIN', on: `p.id = (SELECT hp.id FROM person hp WHERE hp.household_id = h.id AND ${LIVING('hp')} ORDER BY hp.relation <> '02', hp.birth_date LIMIT 1)`, onThen: `p.household_id = h.id AND p.relation = '02' AND ${LIVING('p')}`, needs: 'h' };

/** Where the rows of each kind of table come from. */
export const SOURCES: Readonly<Record<TableEntity, EntitySource>> = {
  person: { table: 'person', alias: 'p', joins: { h: { table: 'household', kind: 'JOIN', on: 'h.id = p.household_id' }, ...HOME }, exists: "p.residence_status <> 'UNDONE'", implied: LIVING('p'), areaId: 'p.area_id', areaPath: 'p.area_path', person: 'p', order: 'p.area_path, p.id' },
  household: { table: 'household', alias: 'h', joins: { ...HOME, p: HEAD }, exists: 'h.valid_to IS NULL', implied: null, areaId: 'h.area_id', areaPath: 'h.area_path', person: 'p', order: 'h.area_path, h.id' },
  house: {
    table: 'house',
    alias: 'ho',
    joins: {
      h: { table: 'household', kind: 'LEFT JOIN', on: 'h.id = (SELECT MIN(hx.id) FROM household hx WHERE hx.house_id = ho.id AND hx.valid_to IS NULL)' },
      p: HEAD,
      d: { table: 'doorway', kind: 'JOIN', on: 'd.id = ho.doorway_id' },
      b: { table: 'building', kind: 'JOIN', on: 'b.id = ho.building_id' },
      e: { table: 'estate', kind: 'JOIN', on: 'e.id = b.estate_id', needs: 'b' },
    },
    exists: 'ho.valid_to IS NULL',
    implied: null,
    areaId: 'ho.area_id',
    areaPath: 'ho.area_path',
    person: 'p',
    order: 'ho.area_path, ho.id',
  },
  building: { table: 'building', alias: 'b', joins: { e: { table: 'estate', kind: 'JOIN', on: 'e.id = b.estate_id' } }, exists: '1 = 1', implied: null, areaId: 'b.area_id', areaPath: 'b.area_path', person: null, order: 'b.area_path, b.id' },
  grid: { table: 'area', alias: 'g', joins: { w: { table: 'grid_staff', kind: 'LEFT JOIN', on: "w.id = (SELECT MIN(wx.id) FROM grid_staff wx WHERE wx.area_id = g.id AND wx.role = 'grid_worker')" } }, exists: "g.level = 'grid' AND g.status = 'ACTIVE'", implied: null, areaId: 'g.id', areaPath: 'g.path', person: null, order: 'g.path' },
  org: { table: 'org', alias: 'o', joins: { b: { table: 'building', kind: 'LEFT JOIN', on: 'b.id = o.building_id' }, e: { table: 'estate', kind: 'LEFT JOIN', on: 'e.id = b.estate_id', needs: 'b' } }, exists: "o.status <> 'UNDONE'", implied: "o.status = 'OPEN'", areaId: 'o.area_id', areaPath: 'o.area_path', person: null, order: 'o.area_path, o.id' },
  event: { table: 'case_item', alias: 'c', joins: {}, exists: '1 = 1', implied: null, areaId: 'c.area_id', areaPath: 'c.area_path', person: null, order: 'c.reported_at DESC, c.id' },
  visit: { table: 'visit', alias: 'v', joins: { h: { table: 'household', kind: 'JOIN', on: 'h.id = v.household_id' }, ...HOME, p: { ...HEAD, on: `p.id = COALESCE(v.person_id, (SELECT hp.id FROM person hp WHERE hp.household_id = v.household_id AND ${LIVING('hp')} ORDER BY hp.relation <> '02', hp.birth_date LIMIT 1))`, onThen: `p.household_id = v.household_id AND p.relation = '02' AND ${LIVING('p')}` } }, exists: '1 = 1', implied: null, areaId: 'v.area_id', areaPath: 'v.area_path', person: 'p', order: 'v.at DESC, v.id' },
  asset: { table: 'asset', alias: 's', joins: {}, exists: 's.valid_to IS NULL', implied: null, areaId: 's.area_id', areaPath: 's.area_path', person: null, order: 's.area_path, s.id' },
  inspection: { table: 'self_check', alias: 'k', joins: { o: { table: 'org', kind: 'JOIN', on: 'o.id = k.org_id' } }, exists: '1 = 1', implied: null, areaId: 'k.area_id', areaPath: 'k.area_path', person: null, order: 'k.at DESC, k.id' },
  volunteer: { table: 'volunteer', alias: 'vo', joins: {}, exists: "vo.status = 'ACTIVE'", implied: null, areaId: 'vo.area_id', areaPath: 'vo.area_path', person: null, order: 'vo.area_path, vo.id' },
  alarm: { table: 'alarm', alias: 'al', joins: {}, exists: "al.mode = 'live'", implied: null, areaId: 'al.area_id', areaPath: 'al.area_path', person: null, order: 'al.received_at DESC, al.id' },
  device: { table: 'device', alias: 'dv', joins: {}, exists: "dv.state = 'INSTALLED'", implied: null, areaId: 'dv.area_id', areaPath: 'dv.area_path', person: null, order: 'dv.area_path, dv.id' },
};

/** `FROM` with just the joins that the named aliases need, each after what it hangs on. */
export function fromOf(entity: TableEntity, aliases: ReadonlySet<string>, instant: Instant, columnsOf: ColumnsOf): Sql {
  const source = SOURCES[entity];
  const base = tableAt(source.table, source.alias, instant, columnsOf);
  const parts = [base.sql];
  const values = [...base.values];
  const done = new Set([source.alias]);
  const add = (alias: string): void => {
    const join = source.joins[alias];
    if (join === undefined || done.has(alias)) return;
    if (join.needs !== undefined) add(join.needs);
    done.add(alias);
    const table = tableAt(join.table, alias, instant, columnsOf);
    parts.push(`${join.kind} ${table.sql} ON ${instant.at === null ? join.on : (join.onThen ?? join.on)}`);
    values.push(...table.values);
  };
  for (const alias of aliases) add(alias);
  return { sql: parts.join(' '), values };
}
