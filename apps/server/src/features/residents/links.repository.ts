import { Injectable } from '@nestjs/common';
import type { LinkKind, LinkTargetKind } from '#contracts';
import { Database, type Queryable, sqlTime, type Tx } from '#platform';
import type { AsOf } from './resident.query.js';

/** Name under which links stand in a person's history; no field of the catalogue. */
export const LINK_FIELD = 'person.link';

export interface LinkRow {
  id: number;
  person_id: number;
  kind: LinkKind;
  target_kind: LinkTargetKind;
  target_id: number;
  valid_from: string;
  valid_to: string | null;
  note: string | null;
  recorded_by: string;
  ended_recorded_at: Date | null;
}

/** A home or a place at the other end of a link. */
export interface LinkedPlace {
  id: number;
  area_id: number;
  area_path: string;
  building: string;
  unit: string;
  room: string;
  /** Of a place. */
  name: string;
}

const COLUMNS = 'id, person_id, kind, target_kind, target_id, valid_from, valid_to, note, recorded_by, ended_recorded_at';
const SHOWN = 100;
const HOUSES = "SELECT ho.id, ho.area_id, ho.area_path, CONCAT(e.name, b.name) AS building, d.name AS unit, ho.room, '' AS name FROM house ho JOIN doorway d ON d.id = ho.doorway_id JOIN building b ON b.id = ho.building_id JOIN estate e ON e.id = b.estate_id WHERE ho.id IN (?)";
const ORGS = "SELECT id, area_id, area_path, '' AS building, '' AS unit, '' AS room, name FROM org WHERE id IN (?)";

/** Rows of `person_link`: ended, never deleted. */
@Injectable()
export class LinksRepository {
  constructor(private readonly database: Database) {}

  /** Links of a person from either end, those in force first, as they were known at an instant. */
  async of(personId: number, asOf: AsOf): Promise<LinkRow[]> {
    const at = asOf.at === null ? null : sqlTime(asOf.at);
    const known = at === null ? '' : 'AND recorded_at <= ? AND valid_from <= ?';
    const rows = await this.database.query<LinkRow>(`SELECT ${COLUMNS} FROM person_link WHERE (person_id = ? OR (target_kind = 'person' AND target_id = ?)) ${known} ORDER BY valid_to IS NOT NULL, valid_from DESC, id DESC LIMIT ${SHOWN}`, [personId, personId, ...(at === null ? [] : [at, asOf.day])]);
    return rows.map((row) => (asOf.at !== null && row.ended_recorded_at !== null && row.ended_recorded_at.getTime() > asOf.at ? { ...row, valid_to: null } : row));
  }

  places(kind: 'house' | 'org', ids: readonly number[], db: Queryable = this.database): Promise<LinkedPlace[]> {
    return ids.length === 0 ? Promise.resolve([]) : db.query<LinkedPlace>(kind === 'house' ? HOUSES : ORGS, [[...new Set(ids)]]);
  }

  /** A link that stands in the person's record, locked; null when it is somebody else's. */
  async lock(tx: Tx, id: number, personId: number): Promise<LinkRow | null> {
    return (await tx.query<LinkRow>(`SELECT ${COLUMNS} FROM person_link WHERE id = ? AND (person_id = ? OR (target_kind = 'person' AND target_id = ?)) FOR UPDATE`, [id, personId, personId]))[0] ?? null;
  }

  /** The same link while it is in force. */
  async inForce(tx: Tx, link: Pick<LinkRow, 'person_id' | 'kind' | 'target_kind' | 'target_id'>): Promise<LinkRow | null> {
    return (await tx.query<LinkRow>(`SELECT ${COLUMNS} FROM person_link WHERE person_id = ? AND kind = ? AND target_kind = ? AND target_id = ? AND valid_to IS NULL LIMIT 1`, [link.person_id, link.kind, link.target_kind, link.target_id]))[0] ?? null;
  }

  async insert(tx: Tx, link: Pick<LinkRow, 'id' | 'person_id' | 'kind' | 'target_kind' | 'target_id' | 'valid_from' | 'note' | 'recorded_by'>, area: { area_id: number; area_path: string }, now: number): Promise<void> {
    await tx.write('INSERT INTO person_link (id, person_id, kind, target_kind, target_id, area_id, area_path, valid_from, note, recorded_at, recorded_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [link.id, link.person_id, link.kind, link.target_kind, link.target_id, area.area_id, area.area_path, link.valid_from, link.note, sqlTime(now), link.recorded_by]);
  }

  async end(tx: Tx, id: number, day: string, by: string, now: number): Promise<void> {
    await tx.write('UPDATE person_link SET valid_to = ?, ended_recorded_at = ?, ended_by = ? WHERE id = ?', [day, sqlTime(now), by, id]);
  }
}
