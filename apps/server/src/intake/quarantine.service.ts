import { Inject, Injectable } from '@nestjs/common';
import type { Envelope, ListQuery, Page, QuarantineItem } from '#contracts';
import { type Clock, Database, fail, isoTime, open, sqlTime } from '#platform';
import { CLOCK } from '../boot/tokens.js';
import { ApplyBatch } from './apply-batch.js';

interface Row {
  id: number;
  source_id: string;
  event_id: string;
  type: string;
  code: string;
  message: string;
  at: Date;
  state: 'open' | 'replayed';
  payload: Buffer;
}

/** Events whose rules refused them: visible with their reason, repairable, replayable. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly database: Database,
    private readonly batch: ApplyBatch,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(query: ListQuery, state: 'open' | 'replayed'): Promise<Page<QuarantineItem>> {
    const total = await this.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM quarantine WHERE state = ?', [state]);
    const rows = await this.database.query<Row>('SELECT id, source_id, event_id, type, code, message, at, state FROM quarantine WHERE state = ? ORDER BY id DESC LIMIT ? OFFSET ?', [state, query.pageSize, (query.page - 1) * query.pageSize]);
    return {
      items: rows.map((row) => ({ id: String(row.id), sourceId: row.source_id, eventId: row.event_id, type: row.type, code: row.code, message: row.message, at: isoTime(row.at), state: row.state })),
      total: Number(total[0]?.total ?? 0),
      page: query.page,
      pageSize: query.pageSize,
      asOf: isoTime(this.clock.now()),
    };
  }

  async summary(): Promise<{ open: number; newestAt: string | null; bySource: Map<string, number> }> {
    const rows = await this.database.query<{ source_id: string; total: number; newest: Date }>("SELECT source_id, COUNT(*) AS total, MAX(at) AS newest FROM quarantine WHERE state = 'open' GROUP BY source_id");
    const newest = rows.map((row) => row.newest.getTime()).sort((a, b) => b - a)[0];
    return { open: rows.reduce((sum, row) => sum + Number(row.total), 0), newestAt: newest === undefined ? null : isoTime(newest), bySource: new Map(rows.map((row) => [row.source_id, Number(row.total)])) };
  }

  /**
   * Offers a set-aside event to the rules again. It stays open, with its new reason, when they still refuse it.
   * @throws NOT_FOUND
   */
  async replay(id: number): Promise<{ state: 'replayed' | 'open'; reason?: string }> {
    const rows = await this.database.query<Row>("SELECT id, payload FROM quarantine WHERE id = ? AND state = 'open'", [id]);
    const row = rows[0];
    if (row === undefined) throw fail('NOT_FOUND');
    const envelope = JSON.parse(open(row.payload)) as Envelope;
    // Closed first, so that its own open row is not what stops it; a new refusal makes a new open row.
    await this.database.transaction((tx) => tx.write("UPDATE quarantine SET state = 'replayed', replayed_at = ? WHERE id = ?", [sqlTime(this.clock.now()), id]));
    await this.batch.run([{ seq: 0, envelope, bytes: 0 }], undefined, false);
    const again = await this.database.query<{ message: string }>("SELECT message FROM quarantine WHERE state = 'open' AND source_id = ? AND event_id = ? ORDER BY id DESC LIMIT 1", [envelope.sourceId, envelope.eventId]);
    return again[0] === undefined ? { state: 'replayed' } : { state: 'open', reason: again[0].message };
  }
}
