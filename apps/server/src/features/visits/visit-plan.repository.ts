import { Injectable } from '@nestjs/common';
import type { VisitReason } from '#contracts';
import { bulkInsert, Database, type SqlValue, sqlTime } from '#platform';
import type { Scope } from '../access/index.js';
import type { RecordRow } from '../ledger/index.js';

export interface PlannedRow {
  household_id: number;
  no: number;
  reason: VisitReason;
}

export type DoorRow = RecordRow & {
  code: string;
  house_id: number;
  last_verified_at: Date | null;
  building: string;
  estate: string;
  unit: string;
  room: string;
  needs: number;
};

const DAY_MS = 86_400_000;
const NEED_DAYS = 14;
export const A_DAY = 12;

/** Today's list of one worker: fixed on the morning's first look, because it also opens those households' records. */
@Injectable()
export class VisitPlanRepository {
  constructor(private readonly database: Database) {}

  planned(accountId: number, day: string): Promise<PlannedRow[]> {
    return this.database.query<PlannedRow>('SELECT household_id, no, reason FROM visit_plan WHERE account_id = ? AND day = ? ORDER BY no', [accountId, day]);
  }

  /** Homes with a task or an open need first, then those never or longest not confirmed; at most twelve. */
  async draw(scope: Scope, now: number): Promise<{ id: number; reason: VisitReason }[]> {
    const within = scope.predicate('h.area_path');
    const since = sqlTime(now - NEED_DAYS * DAY_MS);
    const tasks = await this.database.query<{ id: number }>(
      `SELECT DISTINCT h.id FROM ledger_proposal r JOIN household h ON h.id = r.household_id WHERE r.state = 'waiting' AND h.valid_to IS NULL AND ${within.sql} ORDER BY h.id LIMIT ?`,
      [...within.values, A_DAY / 2],
    );
    const needs = await this.database.query<{ id: number }>(
      `SELECT h.id, MAX(v.at) AS last FROM visit v JOIN household h ON h.id = v.household_id WHERE v.need = 1 AND v.at > ? AND h.valid_to IS NULL AND ${within.sql} GROUP BY h.id ORDER BY last DESC LIMIT ?`,
      [since, ...within.values, A_DAY / 2],
    );
    const oldest = await this.database.query<{ id: number; last_verified_at: Date | null }>(`SELECT h.id, h.last_verified_at FROM household h WHERE h.valid_to IS NULL AND ${within.sql} ORDER BY h.last_verified_at IS NOT NULL, h.last_verified_at, h.id LIMIT ?`, [...within.values, A_DAY * 2]);
    const chosen = new Map<number, VisitReason>();
    for (const { id } of tasks) chosen.set(id, 'task');
    for (const { id } of needs) if (!chosen.has(id)) chosen.set(id, 'need');
    for (const { id, last_verified_at } of oldest) if (!chosen.has(id) && chosen.size < A_DAY) chosen.set(id, last_verified_at === null ? 'never' : 'stale');
    return [...chosen].slice(0, A_DAY).map(([id, reason]) => ({ id, reason }));
  }

  async save(accountId: number, day: string, households: readonly { id: number; reason: VisitReason }[]): Promise<void> {
    const rows = households.map(({ id, reason }, at): SqlValue[] => [accountId, day, id, at + 1, reason]);
    await this.database.transaction((tx) => bulkInsert(tx, 'visit_plan', ['account_id', 'day', 'household_id', 'no', 'reason'], rows, 'ON DUPLICATE KEY UPDATE no = no'));
  }

  /** A household outside the list that a worker asked to visit today joins it. */
  async add(accountId: number, day: string, householdId: number): Promise<void> {
    const rows = await this.database.query<{ last: number | null }>('SELECT MAX(no) AS last FROM visit_plan WHERE account_id = ? AND day = ?', [accountId, day]);
    await this.database.transaction((tx) => tx.write("INSERT IGNORE INTO visit_plan (account_id, day, household_id, no, reason) VALUES (?, ?, ?, ?, 'task')", [accountId, day, householdId, Number(rows[0]?.last ?? 0) + 1]));
  }

  doors(ids: readonly number[], now: number): Promise<DoorRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.database.query<DoorRow>(
      `SELECT h.*, d.name AS unit, ho.room, b.name AS building, e.name AS estate, (SELECT COUNT(*) FROM visit v WHERE v.household_id = h.id AND v.need = 1 AND v.at > ?) AS needs
       FROM household h JOIN house ho ON ho.id = h.house_id JOIN doorway d ON d.id = ho.doorway_id JOIN building b ON b.id = ho.building_id JOIN estate e ON e.id = b.estate_id WHERE h.id IN (?)`,
      [sqlTime(now - NEED_DAYS * DAY_MS), ids],
    );
  }

  houses(ids: readonly number[]): Promise<RecordRow[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.database.query<RecordRow>('SELECT * FROM house WHERE id IN (?)', [ids]);
  }

  people(householdIds: readonly number[]): Promise<(RecordRow & { household_id: number; name: string; birth_date: string | null; relation: string | null; confirmed_at: Date | null })[]> {
    if (householdIds.length === 0) return Promise.resolve([]);
    return this.database.query("SELECT * FROM person WHERE household_id IN (?) AND residence_status = 'LIVING' AND valid_to IS NULL ORDER BY relation <> '02', birth_date", [householdIds]);
  }

  tags(personIds: readonly number[], day: string): Promise<{ person_id: number; tag: string }[]> {
    if (personIds.length === 0) return Promise.resolve([]);
    return this.database.query('SELECT person_id, tag FROM person_tag WHERE person_id IN (?) AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)', [personIds, day, day]);
  }

  /** When each stale-able field of these people was last changed. */
  lastChanges(personIds: readonly number[]): Promise<{ entity_id: number; field: string; at: Date }[]> {
    if (personIds.length === 0) return Promise.resolve([]);
    return this.database.query("SELECT entity_id, field, MAX(observed_at) AS at FROM ledger_change WHERE entity = 'person' AND entity_id IN (?) GROUP BY entity_id, field", [personIds]);
  }

  /** Households of a list that this account has visited on a day. */
  async visited(accountId: number, from: number, to: number): Promise<Set<number>> {
    const rows = await this.database.query<{ household_id: number }>('SELECT DISTINCT household_id FROM visit WHERE account_id = ? AND at >= ? AND at < ?', [accountId, sqlTime(from), sqlTime(to)]);
    return new Set(rows.map((row) => row.household_id));
  }
}
