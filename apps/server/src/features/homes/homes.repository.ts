import { Injectable } from '@nestjs/common';
import type { PlaceQuery } from '#contracts';
import { Database } from '#platform';
import type { RecordRow } from '../ledger/index.js';

export interface Filter {
  sql: string;
  values: unknown[];
}

export type HouseholdRow = RecordRow & {
  code: string;
  house_id: number;
  home_version: number;
  last_verified_at: Date | null;
  room: string;
  unit: string;
  building: string;
  estate: string;
  head: string | null;
  head_id: number | null;
  size: number;
  tenure: string | null;
  gas: string | null;
};

export type BuildingRow = RecordRow & { code: string; name: string; estate: string; floors: number; units: number; homes: number; households: number };

export interface HouseRow {
  id: number;
  area_id: number;
  building: string;
  unit: string;
  room: string;
  household_id: number | null;
}

export interface HomeRow {
  id: number;
  floor: number;
  room: string;
  unit: string;
  tenure: string | null;
  household_id: number | null;
  size: number;
  elders: number;
  verified_at: Date | null;
}

export type PlaceRow = RecordRow & { code: string; name: string; status: string; small_place: string | null; address: string; checked: number; hazards: number };

const PLACE_OF_HOME = 'JOIN house ho ON ho.id = h.house_id JOIN doorway d ON d.id = ho.doorway_id JOIN building b ON b.id = ho.building_id JOIN estate e ON e.id = b.estate_id';
const OPEN_HAZARD = "z.org_id = o.id AND z.status NOT IN ('CLOSED', 'INVALID')";
const LIVING = "residence_status = 'LIVING' AND valid_to IS NULL";

/** Households, buildings with their homes, places. Callers bring the scope as a condition. */
@Injectable()
export class HomesRepository {
  constructor(private readonly database: Database) {}

  /** Conditions over `h` (household), `ho`, `d`, `b`, `e`. */
  async households(filter: Filter, limit: number, offset: number): Promise<{ rows: HouseholdRow[]; total: number }> {
    const from = `household h ${PLACE_OF_HOME} WHERE h.valid_to IS NULL AND ${filter.sql}`;
    const total = await this.count(`SELECT COUNT(*) AS total FROM ${from}`, filter.values);
    const rows = await this.database.query<HouseholdRow>(
      `SELECT h.*, ho.version AS home_version, ho.room, ho.tenure, ho.gas, d.name AS unit, b.name AS building, e.name AS estate FROM ${from} ORDER BY h.id LIMIT ? OFFSET ?`,
      [...filter.values, limit, offset],
    );
    return { rows: await this.withMembers(rows), total };
  }

  async household(id: number): Promise<HouseholdRow | null> {
    return (await this.households({ sql: 'h.id = ?', values: [id] }, 1, 0)).rows[0] ?? null;
  }

  /** Homes with or without somebody in them. Conditions over `ho`, `d`, `b`, `e`. */
  async houses(filter: Filter, limit: number, offset: number): Promise<{ rows: HouseRow[]; total: number }> {
    const from = `house ho JOIN doorway d ON d.id = ho.doorway_id JOIN building b ON b.id = ho.building_id JOIN estate e ON e.id = b.estate_id WHERE ho.valid_to IS NULL AND ${filter.sql}`;
    const total = await this.count(`SELECT COUNT(*) AS total FROM ${from}`, filter.values);
    const rows = await this.database.query<HouseRow>(`SELECT ho.id, ho.area_id, CONCAT(e.name, b.name) AS building, d.name AS unit, ho.room, (SELECT MIN(h.id) FROM household h WHERE h.house_id = ho.id AND h.valid_to IS NULL) AS household_id FROM ${from} ORDER BY ho.id LIMIT ? OFFSET ?`, [...filter.values, limit, offset]);
    return { rows, total };
  }

  /** Conditions over `b` and `e`. */
  async buildings(filter: Filter, limit: number, offset: number): Promise<{ rows: BuildingRow[]; total: number }> {
    const from = `building b JOIN estate e ON e.id = b.estate_id WHERE ${filter.sql}`;
    const total = await this.count(`SELECT COUNT(*) AS total FROM ${from}`, filter.values);
    const rows = await this.database.query<BuildingRow>(`SELECT b.*, e.name AS estate FROM ${from} ORDER BY b.id LIMIT ? OFFSET ?`, [...filter.values, limit, offset]);
    if (rows.length === 0) return { rows, total };
    const counts = await this.database.query<{ id: number; homes: number; households: number }>(
      'SELECT ho.building_id AS id, COUNT(DISTINCT ho.id) AS homes, COUNT(DISTINCT h.id) AS households FROM house ho LEFT JOIN household h ON h.house_id = ho.id AND h.valid_to IS NULL WHERE ho.building_id IN (?) AND ho.valid_to IS NULL GROUP BY ho.building_id',
      [rows.map((row) => row.id)],
    );
    const byId = new Map(counts.map((row) => [row.id, row]));
    return { rows: rows.map((row) => ({ ...row, homes: Number(byId.get(row.id)?.homes ?? 0), households: Number(byId.get(row.id)?.households ?? 0) })), total };
  }

  homesOf(buildingId: number, bornBy: string): Promise<HomeRow[]> {
    return this.database.query<HomeRow>(
      `SELECT ho.id, ho.floor, ho.room, d.name AS unit, ho.tenure, h.id AS household_id, h.last_verified_at AS verified_at,
         (SELECT COUNT(*) FROM person p WHERE p.household_id = h.id AND p.${LIVING}) AS size,
         (SELECT COUNT(*) FROM person p WHERE p.household_id = h.id AND p.${LIVING} AND p.birth_date <= ?) AS elders
       FROM house ho JOIN doorway d ON d.id = ho.doorway_id LEFT JOIN household h ON h.house_id = ho.id AND h.valid_to IS NULL
       WHERE ho.building_id = ? AND ho.valid_to IS NULL ORDER BY ho.floor DESC, d.name, ho.room`,
      [bornBy, buildingId],
    );
  }

  /** Conditions over `o` (org). `week` is the Monday of the week whose self-check counts. */
  async places(filter: Filter, week: string, limit: number, offset: number): Promise<{ rows: PlaceRow[]; total: number }> {
    const from = `org o WHERE ${filter.sql}`;
    const total = await this.count(`SELECT COUNT(*) AS total FROM ${from}`, filter.values);
    const rows = await this.database.query<PlaceRow>(
      `SELECT o.*, EXISTS (SELECT 1 FROM self_check s WHERE s.org_id = o.id AND s.week_of = ?) AS checked, (SELECT COUNT(*) FROM hazard z WHERE ${OPEN_HAZARD}) AS hazards FROM ${from} ORDER BY o.id LIMIT ? OFFSET ?`,
      [week, ...filter.values, limit, offset],
    );
    return { rows, total };
  }

  /** Where a building or a place lies. */
  async pathOf(entity: 'building' | 'org', id: number): Promise<string | null> {
    return (await this.database.query<{ area_path: string }>(`SELECT area_path FROM ${entity} WHERE id = ?`, [id]))[0]?.area_path ?? null;
  }

  private async count(sql: string, values: readonly unknown[]): Promise<number> {
    return Number((await this.database.query<{ total: number }>(sql, values))[0]?.total ?? 0);
  }

  private async withMembers(rows: HouseholdRow[]): Promise<HouseholdRow[]> {
    if (rows.length === 0) return rows;
    const members = await this.database.query<{ household_id: number; id: number; name: string; relation: string | null }>(`SELECT household_id, id, name, relation FROM person WHERE household_id IN (?) AND ${LIVING} ORDER BY relation <> '02', birth_date`, [rows.map((row) => row.id)]);
    return rows.map((row) => {
      const own = members.filter((member) => member.household_id === row.id);
      return { ...row, head: own[0]?.name ?? null, head_id: own[0]?.id ?? null, size: own.length };
    });
  }
}

/** Filters of the list of places as one condition over `o`. `week` as for the list itself. */
export function placeFilter(query: PlaceQuery, week: string): Filter {
  const parts: Filter[] = [{ sql: `o.status ${query.status === 'open' ? '=' : '<>'} 'OPEN'`, values: [] }];
  if (query.kind !== undefined) parts.push(query.kind === 'other' ? { sql: 'o.small_place IS NULL', values: [] } : { sql: 'o.small_place = ?', values: [query.kind] });
  if (query.hazards !== undefined) parts.push({ sql: `${query.hazards ? '' : 'NOT '}EXISTS (SELECT 1 FROM hazard z WHERE ${OPEN_HAZARD})`, values: [] });
  if (query.checked !== undefined) parts.push({ sql: `${query.checked ? '' : 'NOT '}EXISTS (SELECT 1 FROM self_check s WHERE s.org_id = o.id AND s.week_of = ?)`, values: [week] });
  return allOf(parts);
}

export function allOf(parts: readonly Filter[]): Filter {
  return { sql: parts.map((part) => part.sql).join(' AND '), values: parts.flatMap((part) => part.values) };
}
