import { Injectable } from '@nestjs/common';
import type { FieldValue } from '#catalogue';
import { Database, open, sqlTime } from '#platform';
import type { RecordEntity } from '../ledger/index.js';
import type { AsOf } from './resident.query.js';

export interface FieldSource {
  kind: string;
  id: number | null;
  by: string;
  at: Date;
}

interface ChangeRow {
  field: string;
  old_value: Buffer | null;
  new_value: Buffer | null;
  valid_from: string;
  recorded_at: Date;
  actor: string;
  source_kind: string;
  source_id: number | null;
  reason: string | null;
}

export interface Change {
  field: string;
  before: FieldValue;
  after: FieldValue;
  validFrom: string;
  recordedAt: Date;
  by: string;
  kind: string;
  sourceId: number | null;
  reason: string | null;
}

const value = (sealed: Buffer | null): FieldValue => (sealed === null ? null : (JSON.parse(open(sealed)) as FieldValue));

export interface RecordKey {
  entity: RecordEntity;
  id: number;
}

function among(records: readonly RecordKey[]): { sql: string; values: unknown[] } {
  return { sql: `(${records.map(() => '(entity = ? AND entity_id = ?)').join(' OR ')})`, values: records.flatMap(({ entity, id }) => [entity, id]) };
}

/** Where the values of a person came from, and every change there was. */
@Injectable()
export class HistoryRepository {
  constructor(private readonly database: Database) {}

  /** Source of each changed field; under the empty name the source of the record itself. */
  async sources(personId: number, asOf: AsOf): Promise<Map<string, FieldSource>> {
    const until = asOf.at === null ? '' : 'AND recorded_at <= ?';
    const rows = await this.database.query<ChangeRow>(`SELECT field, recorded_at, actor, source_kind, source_id FROM ledger_change WHERE entity = 'person' AND entity_id = ? ${until} ORDER BY id`, [personId, ...(asOf.at === null ? [] : [sqlTime(asOf.at)])]);
    const first = await this.database.query<{ at: Date; kind: string; id: number | null; origin_by: string }>(
      `SELECT recorded_at AS at, origin_kind AS kind, origin_id AS id, origin_by FROM person_history WHERE id = ? AND version = 1
       UNION ALL SELECT recorded_at, origin_kind, origin_id, origin_by FROM person WHERE id = ? AND version = 1`,
      [personId, personId],
    );
    const found = new Map<string, FieldSource>();
    const origin = first[0];
    if (origin !== undefined) found.set('', { kind: origin.kind, id: origin.id, by: origin.origin_by, at: origin.at });
    for (const row of rows) found.set(row.field, { kind: row.source_kind, id: row.source_id, by: row.actor, at: row.recorded_at });
    return found;
  }

  /** How often each field of some records changed. */
  async counts(records: readonly RecordKey[]): Promise<Map<string, number>> {
    const { sql, values } = among(records);
    const rows = await this.database.query<{ field: string; changes: number }>(`SELECT field, COUNT(*) AS changes FROM ledger_change WHERE ${sql} GROUP BY field ORDER BY field`, values);
    return new Map(rows.map((row) => [row.field, Number(row.changes)]));
  }

  /** Changes of some fields of some records, newest first. */
  async changes(records: readonly RecordKey[], fields: readonly string[], limit: number, offset: number): Promise<Change[]> {
    const { sql, values } = among(records);
    const rows = await this.database.query<ChangeRow>(`SELECT field, old_value, new_value, valid_from, recorded_at, actor, source_kind, source_id, reason FROM ledger_change WHERE ${sql} AND field IN (?) ORDER BY id DESC LIMIT ? OFFSET ?`, [...values, fields, limit, offset]);
    return rows.map((row) => ({ field: row.field, before: value(row.old_value), after: value(row.new_value), validFrom: row.valid_from, recordedAt: row.recorded_at, by: row.actor, kind: row.source_kind, sourceId: row.source_id, reason: row.reason }));
  }

  /** Fields of a record changed after a version, with who did it last: what a late editor must compare with. */
  async changedSince(entity: string, id: number, version: number): Promise<Map<string, { by: string; at: Date; value: FieldValue }>> {
    const rows = await this.database.query<ChangeRow>('SELECT field, new_value, actor, recorded_at FROM ledger_change WHERE entity = ? AND entity_id = ? AND version > ? ORDER BY id', [entity, id, version]);
    return new Map(rows.map((row) => [row.field, { by: row.actor, at: row.recorded_at, value: value(row.new_value) }]));
  }
}
