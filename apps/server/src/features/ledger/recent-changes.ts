import type { FieldValue } from '#catalogue';
import { open, type Queryable, sqlTime } from '#platform';
import type { RecordEntity } from './record.js';

export interface RecentChange {
  entity: RecordEntity;
  id: number;
  field: string;
  version: number;
  by: string;
  observedAt: number;
  value: FieldValue;
}

interface Row {
  entity: RecordEntity;
  entity_id: number;
  field: string;
  version: number;
  actor: string;
  observed_at: Date;
  new_value: Buffer | null;
}

/** Changes of some records that were observed after an instant or made after a version: what a late report must not overwrite. */
export async function recentChanges(db: Queryable, entity: RecordEntity, ids: readonly number[], since: { observedAfter: number } | { versionAfter: number }): Promise<RecentChange[]> {
  if (ids.length === 0) return [];
  const [column, value] = 'observedAfter' in since ? ['observed_at', sqlTime(since.observedAfter)] : ['version', since.versionAfter];
  const rows = await db.query<Row>(`SELECT entity, entity_id, field, version, actor, observed_at, new_value FROM ledger_change WHERE entity = ? AND entity_id IN (?) AND ${column} > ? ORDER BY id`, [entity, [...new Set(ids)], value]);
  return rows.map((row) => ({ entity: row.entity, id: row.entity_id, field: row.field, version: row.version, by: row.actor, observedAt: row.observed_at.getTime(), value: row.new_value === null ? null : (JSON.parse(open(row.new_value)) as FieldValue) }));
}
