import { type ChainReport, ChainWalk, jsonColumn, type Queryable } from '#platform';
import { entryHash, formerEntryHash, type TimelineDraft } from './timeline.js';

const PART = 5000;

interface Row {
  alarm_id: number;
  no: number;
  at: Date;
  actor: string;
  action: string;
  detail: unknown;
  prev_hash: Buffer;
  hash: Buffer;
}

/**
 * Checks the timeline chain of every alarm, in parts.
 * @param progress told the entries checked so far, after each part
 * @returns the first break; `where` names alarm and entry
 */
export async function verifyTimelines(db: Queryable, progress: (entries: number) => void = () => undefined): Promise<ChainReport> {
  const walk = new ChainWalk();
  for (let last = { alarm_id: 0, no: 0 }; ; ) {
    const rows = await db.query<Row>(
      'SELECT alarm_id, no, at, actor, action, detail, prev_hash, hash FROM alarm_timeline WHERE alarm_id >= ? AND (alarm_id > ? OR no > ?) ORDER BY alarm_id, no LIMIT ?',
      [last.alarm_id, last.alarm_id, last.no, PART],
    );
    for (const row of rows) {
      const expected = row.alarm_id === last.alarm_id ? last.no + 1 : 1;
      const draft: TimelineDraft = { alarmId: row.alarm_id, at: row.at.getTime(), actor: row.actor, action: row.action, detail: jsonColumn(row.detail) as Record<string, unknown> };
      const fault = walk.next({ chain: String(row.alarm_id), no: row.no, prevHash: row.prev_hash, hash: row.hash, rightHashes: (previous) => [entryHash(previous, row.no, draft), formerEntryHash(previous, row.no, draft)] });
      if (fault !== null) return { entries: walk.links, broken: { where: `警情 ${row.alarm_id} 的第 ${fault === 'removed' ? expected : row.no} 条`, fault } };
      last = row;
    }
    progress(walk.links);
    if (rows.length < PART) break;
  }
  // A chain whose every entry was removed leaves no hole, but its alarm.
  const bare = await db.query<{ id: number }>('SELECT a.id FROM alarm a LEFT JOIN alarm_timeline t ON t.alarm_id = a.id AND t.no = 1 WHERE t.alarm_id IS NULL ORDER BY a.id LIMIT 1');
  return { entries: walk.links, broken: bare[0] === undefined ? null : { where: `警情 ${bare[0].id} 的第 1 条`, fault: 'removed' } };
}
