import { createHash } from 'node:crypto';
import { bulkInsert, canonicalJson, GENESIS, type Queryable, sqlTime, type Tx } from '#platform';

export interface TimelineDraft {
  alarmId: number;
  at: number;
  actor: string;
  action: string;
  detail: Record<string, unknown>;
}

interface Head {
  no: number;
  hash: Buffer;
}

/** Hash of an entry over its predecessor's: an edited, removed or swapped entry breaks the chain (alarms.md §3.6, 5). */
export function entryHash(previous: Buffer, no: number, draft: TimelineDraft): Buffer {
  return hashOver(previous, canonicalJson(fieldsOf(no, draft)));
}

/** The hash of rows of issue 1, which took the keys of `detail` in the order they came; MariaDB has kept that order. */
export function formerEntryHash(previous: Buffer, no: number, draft: TimelineDraft): Buffer {
  return hashOver(previous, JSON.stringify(fieldsOf(no, draft)));
}

function fieldsOf(no: number, draft: TimelineDraft): unknown[] {
  return [draft.alarmId, no, new Date(draft.at).toISOString(), draft.actor, draft.action, draft.detail];
}

function hashOver(previous: Buffer, text: string): Buffer {
  return createHash('sha256').update(previous).update(text).digest();
}

/** Appends entries to their alarms' chains; callers hold the alarm rows' locks or have just made them. */
export async function appendTimeline(tx: Tx, drafts: readonly TimelineDraft[], isNew: (alarmId: number) => boolean): Promise<void> {
  const old = [...new Set(drafts.map((draft) => draft.alarmId))].filter((id) => !isNew(id));
  const heads = await loadHeads(tx, old);
  const rows = drafts.map((draft) => {
    const head = heads.get(draft.alarmId) ?? { no: 0, hash: GENESIS };
    const no = head.no + 1;
    const hash = entryHash(head.hash, no, draft);
    heads.set(draft.alarmId, { no, hash });
    return [draft.alarmId, no, sqlTime(draft.at), draft.actor, draft.action, JSON.stringify(draft.detail), head.hash, hash];
  });
  await bulkInsert(tx, 'alarm_timeline', ['alarm_id', 'no', 'at', 'actor', 'action', 'detail', 'prev_hash', 'hash'], rows);
}

async function loadHeads(db: Queryable, ids: readonly number[]): Promise<Map<number, Head>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ alarm_id: number; no: number; hash: Buffer }>(
    'SELECT t.alarm_id, t.no, t.hash FROM alarm_timeline t JOIN (SELECT alarm_id, MAX(no) AS no FROM alarm_timeline WHERE alarm_id IN (?) GROUP BY alarm_id) h ON h.alarm_id = t.alarm_id AND h.no = t.no',
    [ids],
  );
  return new Map(rows.map((row) => [row.alarm_id, { no: row.no, hash: row.hash }]));
}
