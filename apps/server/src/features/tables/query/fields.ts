import { fieldOf, type FieldDefinition } from '#catalogue';
import { ALARM_KINDS, isPlaceField, type TableEntity, tableReaches } from '#contracts';
import { BUSINESS_OFFSET_MS, dayStart, addDays, fail, sqlTime, weekOf } from '#platform';
import { type Instant, LIVING, type Sql, sql } from './sources.js';

/** How a field's value is compared and read. `area` = the community or grid of the row's place. */
export type ValueKind = 'text' | 'int' | 'bool' | 'date' | 'datetime' | 'sealed' | 'tags' | 'age' | 'community' | 'grid';

export interface FieldSql {
  field: FieldDefinition;
  kind: ValueKind;
  /** Expression over the aliases; for `age` the birth date, for areas the area's id. */
  value: Sql;
  /** Aliases that must be joined. */
  needs: readonly string[];
  /** Blind index by which a sealed value is found. */
  index?: { column: string; kind: 'id_no' | 'phone' };
}

const HOURS = BUSINESS_OFFSET_MS / 3_600_000;
/** A UTC instant as the business calendar shows it. */
export const local = (expression: string): string => `DATE_ADD(${expression}, INTERVAL ${HOURS} HOUR)`;

/** Table of a stored field → alias in queries. */
const ALIAS: Readonly<Record<string, string>> = { person: 'p', household: 'h', house: 'ho', doorway: 'd', building: 'b', estate: 'e', org: 'o' };
const ADDRESS = "CONCAT(e.name, b.name, d.name, ho.room, '室')";
const HOME = ['h', 'ho', 'd', 'b', 'e'];
const OPEN_CASE = "c.status NOT IN ('CLOSED', 'REJECTED', 'MERGED', 'WITHDRAWN')";
/** A closed case is 已归档 after thirty days. */
const ARCHIVED_AFTER_DAYS = 30;

type Maker = (instant: Instant & { now: number }, entity: TableEntity) => { kind: ValueKind; value: Sql; needs: readonly string[] };
const plain = (kind: ValueKind, expression: string, ...needs: string[]): Maker => () => ({ kind, value: sql(expression), needs });
const until = (instant: Instant & { now: number }): string => sqlTime(instant.at ?? instant.now);

function lastVisit(instant: Instant & { now: number }, entity: TableEntity): ReturnType<Maker> {
  const value = entity === 'person' ? sql('(SELECT MAX(lv.at) FROM visit lv WHERE lv.household_id = p.household_id AND (lv.person_id IS NULL OR lv.person_id = p.id) AND lv.at <= ?)', until(instant)) : sql('(SELECT MAX(lv.at) FROM visit lv WHERE lv.household_id = h.id AND lv.at <= ?)', until(instant));
  return { kind: 'datetime', value, needs: entity === 'person' ? [] : ['h'] };
}

/** Fields that are no column of their own. */
const DERIVED: Readonly<Record<string, Maker>> = {
  'person.age': plain('age', 'p.birth_date', 'p'),
  'person.tags': plain('tags', 'p.id', 'p'),
  'person.live_address': plain('text', ADDRESS, ...HOME),
  'person.updated_at': plain('datetime', 'p.recorded_at', 'p'),
  'person.tag_date': plain('date', '(SELECT MAX(td.valid_from) FROM person_tag td WHERE td.person_id = p.id)', 'p'),
  'household.head': (instant) => ({ kind: 'text', value: instant.at === null ? sql(`(SELECT hn.name FROM person hn WHERE hn.household_id = h.id AND ${LIVING('hn')} ORDER BY hn.relation <> '02', hn.birth_date LIMIT 1)`) : sql('p.name'), needs: ['h', 'p'] }),
  'household.size': plain('int', `(SELECT COUNT(*) FROM person hs WHERE hs.household_id = h.id AND ${LIVING('hs')})`, 'h'),
  'household.verified_at': plain('datetime', 'h.last_verified_at', 'h'),
  'building.households': plain('int', '(SELECT COUNT(*) FROM household bh JOIN house bo ON bo.id = bh.house_id WHERE bo.building_id = b.id AND bh.valid_to IS NULL)', 'b'),
  'house.address': plain('text', ADDRESS, 'ho', 'd', 'b', 'e'),
  'visit.date': (instant, entity) => (entity === 'visit' ? { kind: 'datetime', value: sql('v.at'), needs: [] } : lastVisit(instant, entity)),
  // Who visits, in a table of visits; elsewhere who was there last.
  'visit.collector': (instant, entity) => (entity === 'visit' ? { kind: 'text', value: sql('COALESCE(v.visitor_name, v.visitor)'), needs: [] } : { kind: 'text', value: sql(`(SELECT COALESCE(cv.visitor_name, cv.visitor) FROM visit cv WHERE cv.household_id = ${entity === 'person' ? 'p.household_id' : 'h.id'} AND cv.at <= ? ORDER BY cv.at DESC LIMIT 1)`, until(instant)), needs: entity === 'person' ? [] : ['h'] }),
  'visit.last_date': (instant, entity) => lastVisit(instant, entity),
  'visit.need': (instant, entity) => ({ kind: 'sealed', value: entity === 'visit' ? sql('CASE WHEN v.need = 1 THEN v.findings END') : sql(`(SELECT nv.findings FROM visit nv WHERE nv.household_id = ${entity === 'person' ? 'p.household_id' : 'h.id'} AND nv.need = 1 AND nv.at <= ? ORDER BY nv.at DESC LIMIT 1)`, until(instant)), needs: entity === 'person' || entity === 'visit' ? [] : ['h'] }),
  'org.type': plain('text', 'o.small_place', 'o'),
  'org.status': plain('text', "CASE o.status WHEN 'OPEN' THEN '营业' WHEN 'CLOSED' THEN '停业' ELSE '搬离' END", 'o'),
  'org.last_check': (instant) => ({ kind: 'datetime', value: sql('(SELECT MAX(lc.at) FROM self_check lc WHERE lc.org_id = o.id AND lc.at <= ?)', until(instant)), needs: ['o'] }),
  'org.hazard': plain('sealed', "(SELECT hz.text FROM hazard hz WHERE hz.org_id = o.id AND hz.status NOT IN ('CLOSED', 'INVALID') ORDER BY hz.found_at DESC LIMIT 1)", 'o'),
  'org.week_check': (instant) => ({ kind: 'text', value: sql("CASE WHEN EXISTS (SELECT 1 FROM self_check wc WHERE wc.org_id = o.id AND wc.week_of = ?) THEN '已自查' ELSE '未自查' END", weekOf(instant.day)), needs: ['o'] }),
  'event.no': plain('text', 'c.code'),
  'event.type': plain('text', 'c.category'),
  'event.status': (instant) => ({ kind: 'text', value: sql(`CASE WHEN ${OPEN_CASE} AND c.due_at < ? THEN '超期' WHEN c.status IN ('REPORTED', 'ACCEPTED', 'DISPATCHED') THEN '待受理' WHEN ${OPEN_CASE} THEN '处理中' WHEN c.status = 'CLOSED' AND c.closed_at >= ? THEN '已办结' ELSE '已归档' END`, until(instant), sqlTime(dayStart(addDays(instant.day, -ARCHIVED_AFTER_DAYS)))), needs: [] }),
  'event.reported_at': plain('datetime', 'c.reported_at'),
  'event.closed_at': plain('datetime', 'c.closed_at'),
  'event.reporter': plain('text', 'c.reporter'),
  'event.overdue': (instant) => ({ kind: 'bool', value: sql(`CASE WHEN ${OPEN_CASE} AND c.due_at < ? THEN 1 ELSE 0 END`, until(instant)), needs: [] }),
  'event.address': plain('sealed', 'c.address'),
  'grid.name': plain('text', 'g.name'),
  'grid.worker': plain('sealed', 'w.name', 'w'),
  'grid.worker_phone': plain('sealed', 'w.phone', 'w'),
  'asset.type': plain('text', 's.kind'),
  'asset.no': plain('text', 's.code'),
  'asset.address': plain('text', 's.name'),
  'inspection.at': plain('datetime', 'k.at'),
  'inspection.bad': plain('int', 'k.bad_count'),
  'inspection.place': plain('text', 'o.name', 'o'),
  'volunteer.name': plain('sealed', 'vo.name'),
  'volunteer.phone': plain('sealed', 'vo.phone'),
  'volunteer.unit': plain('text', 'vo.unit'),
  'volunteer.skills': plain('text', 'vo.skills'),
  'volunteer.registered_at': plain('datetime', 'vo.registered_at'),
  'volunteer.hours': plain('int', '(SELECT COALESCE(ROUND(SUM(tc.minutes) / 60), 0) FROM task_claim tc WHERE tc.volunteer_id = vo.id)'),
  'alarm.kind': plain('text', `CASE al.kind ${Object.entries(ALARM_KINDS).map(([code, { text }]) => `WHEN '${code}' THEN '${text}'`).join(' ')} ELSE al.kind END`),
  'alarm.priority': plain('text', 'al.priority'),
  'alarm.received_at': plain('datetime', 'al.received_at'),
  'alarm.state': plain('text', 'al.state'),
  'alarm.place': plain('text', 'al.place'),
  'device.class': plain('text', 'dv.class'),
  'device.state': (instant) => ({ kind: 'text', value: sql("CASE WHEN dv.silent_at >= ? THEN '在线' ELSE '离线' END", until(instant)), needs: [] }),
  'device.last_seen': plain('datetime', 'dv.last_seen_at'),
  'device.battery': plain('int', 'dv.battery'),
};

const KIND_OF: Readonly<Partial<Record<FieldDefinition['type'], ValueKind>>> = { int: 'int', bool: 'bool', date: 'date', datetime: 'datetime' };
const INDEXES: Readonly<Record<string, FieldSql['index']>> = { 'person.phone': { column: 'p.phone_index', kind: 'phone' }, 'person.id_no': { column: 'p.id_no_index', kind: 'id_no' } };

const aliasOf = (field: FieldDefinition): string | undefined => (field.storage === null ? undefined : ALIAS[field.storage.table]);

/** Whether a kind of table can show a field: the allow-list of every query. */
export function canShow(entity: TableEntity, id: string): boolean {
  const field = fieldOf(id);
  return field !== undefined && tableReaches(entity, id) && (isPlaceField(id) || DERIVED[id] !== undefined || aliasOf(field) !== undefined);
}

/**
 * A field of the catalogue as SQL over a kind of table.
 * @throws TABLE_FIELD when the catalogue or this kind of table does not know it
 */
export function fieldSql(entity: TableEntity, id: string, instant: Instant & { now: number }, areaId: string): FieldSql {
  const field = fieldOf(id);
  if (field === undefined || !canShow(entity, id)) throw fail('TABLE_FIELD', { field: field?.label ?? id.slice(0, 48) });
  if (isPlaceField(id)) return { field, kind: id.endsWith('.grid') ? 'grid' : 'community', value: sql(areaId), needs: [] };
  const derived = DERIVED[id];
  if (derived !== undefined) return { field, ...derived(instant, entity) };
  const alias = aliasOf(field) ?? '';
  const { storage } = field;
  const kind: ValueKind = storage?.sealed === true ? 'sealed' : KIND_OF[field.type] ?? 'text';
  const index = INDEXES[id];
  return { field, kind, value: sql(`${alias}.${storage?.column ?? ''}`), needs: [alias], ...(index === undefined ? {} : { index }) };
}
