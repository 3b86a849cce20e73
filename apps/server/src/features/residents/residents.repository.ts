import { Injectable } from '@nestjs/common';
import { Database, type Queryable, sqlTime } from '#platform';
import type { AsOf, Conditions } from './resident.query.js';
import type { HeldTag, ResidentRow } from './resident.row.js';

/** Lists are counted exactly up to here; beyond it a person searches, they do not page. */
const COUNT_LIMIT = 100_000;
const ADDRESS = 'h.code AS household_code, h.house_id, ho.room, d.name AS unit, b.name AS building, e.name AS estate';
const JOINS = 'JOIN household h ON h.id = p.household_id JOIN house ho ON ho.id = h.house_id JOIN doorway d ON d.id = ho.doorway_id JOIN building b ON b.id = ho.building_id JOIN estate e ON e.id = b.estate_id';

/** Columns of `person` in the order both the table and its history have them. */
async function personColumns(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ name: string }>("SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'person' ORDER BY ordinal_position");
  return rows.map((row) => row.name);
}

/** Reads people of now and of any past instant: the former states are the rows of `person_history`. */
@Injectable()
export class ResidentsRepository {
  private columns: Promise<string[]> | null = null;

  constructor(private readonly database: Database) {}

  async list(conditions: Conditions, order: string, asOf: AsOf, limit: number, offset: number): Promise<{ rows: ResidentRow[]; total: number }> {
    const source = await this.source(conditions, asOf);
    const found = await this.database.query<{ id: number; version: number }>(`SELECT p.id, p.version FROM ${source.sql} ORDER BY ${order} LIMIT ? OFFSET ?`, [...source.values, limit, offset]);
    const counted = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM (SELECT 1 FROM ${source.sql} LIMIT ${COUNT_LIMIT}) x`, source.values);
    return { rows: await this.versions(found), total: Number(counted[0]?.total ?? 0) };
  }

  /** A page of the people whose ids a union of index ranges gives, in the order of their ids. */
  async found(union: Conditions, limit: number, offset: number): Promise<{ rows: ResidentRow[]; total: number }> {
    const ids = await this.database.query<{ id: number }>(`SELECT id FROM (${union.sql}) found ORDER BY id`, union.values);
    const page = ids.slice(offset, offset + limit).map((row) => row.id);
    const versions = page.length === 0 ? [] : await this.database.query<{ id: number; version: number }>('SELECT id, version FROM person WHERE id IN (?) ORDER BY id', [page]);
    return { rows: await this.versions(versions), total: ids.length };
  }

  /** The person's row at an instant; null when the ledger did not know the person then. */
  async find(id: number, asOf: AsOf): Promise<ResidentRow | null> {
    const source = await this.source({ sql: 'p.id = ?', values: [id] }, asOf);
    const found = await this.database.query<{ id: number; version: number }>(`SELECT p.id, p.version FROM ${source.sql} LIMIT 1`, source.values);
    return (await this.versions(found))[0] ?? null;
  }

  /** Tags in force at an instant. */
  async tags(personIds: readonly number[], asOf: AsOf): Promise<HeldTag[]> {
    if (personIds.length === 0) return [];
    if (asOf.at === null) return this.database.query<HeldTag>('SELECT person_id, tag FROM person_tag WHERE person_id IN (?) AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?) ORDER BY tag', [personIds, asOf.day, asOf.day]);
    const at = sqlTime(asOf.at);
    return this.database.query<HeldTag>('SELECT person_id, tag FROM person_tag WHERE person_id IN (?) AND recorded_at <= ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ? OR ended_recorded_at > ?) ORDER BY tag', [personIds, at, asOf.day, asOf.day, at]);
  }

  tagHistory(personId: number): Promise<{ tag: string; valid_from: string; valid_to: string | null; source: string; evidence: string | null; reviewer: string | null }[]> {
    return this.database.query('SELECT tag, valid_from, valid_to, source, evidence, reviewer FROM person_tag WHERE person_id = ? ORDER BY valid_to IS NOT NULL, valid_from DESC', [personId]);
  }

  /** Members of a household now, head first. */
  members(householdId: number): Promise<ResidentRow[]> {
    return this.database.query<ResidentRow>(`SELECT p.*, ${ADDRESS} FROM person p ${JOINS} WHERE p.household_id = ? AND p.residence_status = 'LIVING' AND p.valid_to IS NULL ORDER BY p.relation <> '02', p.birth_date`, [householdId]);
  }

  /** `person p WHERE …` of now, or the union of what stood at `at` in the table and in its history. */
  private async source(conditions: Conditions, asOf: AsOf): Promise<Conditions> {
    if (asOf.at === null) return { sql: `person p WHERE ${conditions.sql}`, values: conditions.values };
    const columns = (await this.personColumns()).map((name) => `p.${name}`).join(', ');
    const at = sqlTime(asOf.at);
    return {
      sql: `(SELECT ${columns} FROM person p WHERE p.recorded_at <= ? AND ${conditions.sql} UNION ALL SELECT ${columns} FROM person_history p WHERE p.recorded_at <= ? AND p.superseded_at > ? AND ${conditions.sql}) p`,
      values: [at, ...conditions.values, at, at, ...conditions.values],
    };
  }

  /** Full rows of the given versions, in the given order. */
  private async versions(found: readonly { id: number; version: number }[]): Promise<ResidentRow[]> {
    if (found.length === 0) return [];
    const columns = (await this.personColumns()).map((name) => `p.${name}`).join(', ');
    const keys = found.map(({ id, version }) => [id, version]);
    const rows = await this.database.query<ResidentRow>(
      `SELECT ${columns}, ${ADDRESS} FROM person p ${JOINS} WHERE (p.id, p.version) IN (?) UNION ALL SELECT ${columns}, ${ADDRESS} FROM person_history p ${JOINS} WHERE (p.id, p.version) IN (?)`,
      [keys, keys],
    );
    const byKey = new Map(rows.map((row) => [`${row.id}/${row.version}`, row]));
    return found.flatMap(({ id, version }) => byKey.get(`${id}/${version}`) ?? []);
  }

  private personColumns(): Promise<string[]> {
    this.columns ??= personColumns(this.database);
    return this.columns;
  }
}
