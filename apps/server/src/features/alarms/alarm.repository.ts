import { Injectable } from '@nestjs/common';
import type { ListQuery } from '#contracts';
import { bulkInsert, Database, type SqlValue, sqlTime, type Tx } from '#platform';
import type { Scope } from '../access/index.js';
import { ALARM_COLUMNS, type AlarmReadRow, type AlarmDraft, SELECT_ALARM } from './alarm.row.js';
import { appendTimeline, type TimelineDraft } from './timeline.js';

const SIGNAL_COLUMNS = ['id', 'alarm_id', 'event_row_id', 'device_key', 'kind', 'phase', 'mode', 'occurred_at', 'received_at', 'decision'];

/** Writes what one transaction did to alarms: new rows, joined signals, timeline. */
export async function writeAlarms(tx: Tx, states: readonly AlarmDraft[], signals: readonly SqlValue[][], timeline: readonly TimelineDraft[]): Promise<void> {
  const fresh = states.filter((state) => state.isNew);
  const value = (item: unknown): SqlValue => (item instanceof Date ? sqlTime(item.getTime()) : (item as SqlValue));
  await bulkInsert(tx, 'alarm', ALARM_COLUMNS, fresh.map(({ row }) => ALARM_COLUMNS.map((column) => value(row[column]))));
  for (const { row, isNew } of states) {
    if (isNew) continue;
    await tx.write('UPDATE alarm SET priority = ?, condition_state = ?, signals = ?, last_signal_at = ?, version = ? WHERE id = ?', [row.priority, row.condition_state, row.signals, sqlTime(row.last_signal_at.getTime()), row.version, row.id]);
  }
  await bulkInsert(tx, 'alarm_signal', SIGNAL_COLUMNS, signals);
  const made = new Set(fresh.map(({ row }) => row.id));
  await appendTimeline(tx, timeline, (id) => made.has(id));
}

export interface AlarmFilter extends ListQuery {
  scope: Scope;
  state: string;
  since: number | null;
}

@Injectable()
export class AlarmRepository {
  constructor(private readonly database: Database) {}

  async list(filter: AlarmFilter): Promise<{ rows: AlarmReadRow[]; total: number }> {
    const scope = filter.scope.predicate('a.area_path');
    const where = [scope.sql];
    const values: unknown[] = [...scope.values];
    if (filter.state === 'open') where.push('a.is_open = 1');
    else if (filter.state === 'closed') where.push('a.is_open = 0');
    else if (filter.state !== 'all') {
      where.push('a.state = ?');
      values.push(filter.state);
    }
    if (filter.since !== null) {
      where.push('(a.last_signal_at >= ? OR a.claimed_at >= ?)');
      values.push(sqlTime(filter.since), sqlTime(filter.since));
    }
    if (filter.q !== '') {
      where.push('(a.place LIKE ? OR a.code = ?)');
      values.push(`%${filter.q.replace(/[\\%_]/g, '\\$&')}%`, filter.q);
    }
    const condition = where.join(' AND ');
    const total = await this.database.query<{ total: number }>(`SELECT COUNT(*) AS total FROM alarm a WHERE ${condition}`, values);
    // Priority texts sort as they rank; the limit of a priority is the same for all its rows, so deadline order is order of receipt.
    const rows = await this.database.query<AlarmReadRow>(`${SELECT_ALARM} WHERE ${condition} ORDER BY a.is_open DESC, a.priority, a.received_at, a.id LIMIT ? OFFSET ?`, [...values, filter.pageSize, (filter.page - 1) * filter.pageSize]);
    return { rows, total: Number(total[0]?.total ?? 0) };
  }

  async find(id: number): Promise<AlarmReadRow | null> {
    return (await this.database.query<AlarmReadRow>(`${SELECT_ALARM} WHERE a.id = ?`, [id]))[0] ?? null;
  }

  async lock(tx: Tx, id: number): Promise<AlarmReadRow | null> {
    return (await tx.query<AlarmReadRow>(`${SELECT_ALARM} WHERE a.id = ? FOR UPDATE`, [id]))[0] ?? null;
  }

  /** Compare-and-swap on `version`. @returns false when somebody else was first */
  async claim(tx: Tx, id: number, version: number, holder: { id: number; name: string; seat: string | null }, now: number): Promise<boolean> {
    const done = await tx.write("UPDATE alarm SET state = 'CLAIMED', claimed_at = ?, holder_id = ?, holder_name = ?, seat = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'QUEUED'", [sqlTime(now), holder.id, holder.name, holder.seat, id, version]);
    return done.affectedRows === 1;
  }

  listTimeline(id: number): Promise<{ no: number; at: Date; actor: string; action: string; detail: unknown }[]> {
    return this.database.query('SELECT no, at, actor, action, detail FROM alarm_timeline WHERE alarm_id = ? ORDER BY no', [id]);
  }

  /** Open live alarms below a path, in the desk's order; bounded, because a wall shows counts beyond it. */
  listOpen(path: string, limit: number): Promise<AlarmReadRow[]> {
    return this.database.query<AlarmReadRow>(`${SELECT_ALARM} WHERE a.is_open = 1 AND a.mode = 'live' AND a.area_path LIKE ? ORDER BY a.priority, a.received_at, a.id LIMIT ?`, [`${path}%`, limit]);
  }

  /** History alarms still waiting, or answered and older than `closeBefore`. */
  listUnsettled(from: number, to: number, closeBefore: number): Promise<AlarmReadRow[]> {
    return this.database.query<AlarmReadRow>(`${SELECT_ALARM} WHERE a.is_open = 1 AND a.received_at >= ? AND a.received_at < ? AND (a.state = 'QUEUED' OR a.received_at < ?) ORDER BY a.id LIMIT 500`, [sqlTime(from), sqlTime(to), sqlTime(closeBefore)]);
  }

  async settle(tx: Tx, rows: readonly AlarmReadRow[], closeBefore: number): Promise<void> {
    const ids = rows.map((row) => row.id);
    const old = rows.filter((row) => row.received_at.getTime() < closeBefore).map((row) => row.id);
    await tx.write(
      "UPDATE alarm SET state = 'CLAIMED', claimed_at = DATE_ADD(received_at, INTERVAL 12 SECOND), holder_name = '值守席', version = version + 1 WHERE id IN (?) AND state = 'QUEUED'",
      [ids],
    );
    if (old.length > 0) await tx.write("UPDATE alarm SET state = 'CLOSED', is_open = 0, condition_state = 'CLEARED', version = version + 1 WHERE id IN (?)", [old]);
    const timeline: TimelineDraft[] = rows.filter((row) => row.state === 'QUEUED').map((row) => ({ alarmId: row.id, at: row.received_at.getTime() + 12_000, actor: '值守席', action: 'CLAIMED', detail: { demo: true } }));
    for (const id of old) timeline.push({ alarmId: id, at: closeBefore, actor: '值守席', action: 'CLOSED', detail: { demo: true } });
    await appendTimeline(tx, timeline, () => false);
  }

  async recordRendered(tx: Tx, seq: number, screen: string, now: number): Promise<void> {
    await tx.write(
      "INSERT INTO alarm_rendered (alarm_id, screen, at) SELECT entity_id, ?, ? FROM feed_entry WHERE seq = ? AND level IN ('P1', 'P2') AND type LIKE 'alarm.%' ON DUPLICATE KEY UPDATE alarm_rendered.at = alarm_rendered.at",
      [screen, sqlTime(now), seq],
    );
  }
}
